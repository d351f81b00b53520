// The reference of the language: prose, and the reader's tables of fields between it.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

#include "output/reference_prose.hpp"
#include "output/schema.hpp"
#include "sim/base/check.hpp"
#include "sim/scenario/fields.hpp"
#include "sim/scenario/law_checks.hpp"
#include "sim/scenario/laws.hpp"
#include "sim/scenario/measure_forms.hpp"
#include "sim/scenario/study_file.hpp"
#include "sim/scenario/words.hpp"

namespace desist {

namespace {

std::string_view plain_words(ValueKind kind) {
    switch (kind) {
        case ValueKind::version:
            return "`1`";
        case ValueKind::yes:
            return "`true` or `false`";
        case ValueKind::label:
            return "a line of text";
        case ValueKind::prose:
            return "text";
        case ValueKind::name:
            return "a name";
        case ValueKind::figure:
            return "a name, or `NAME:PART`";
        case ValueKind::names:
            return "a name or a list of names";
        case ValueKind::values:
            return "a list of values";
        case ValueKind::place:
            return "track/node";
        case ValueKind::places:
            return "track/node, or a list of these";
        case ValueKind::files:
            return "a list of files";
        case ValueKind::file:
            return "a file";
        case ValueKind::date:
            return "a date";
        case ValueKind::year:
            return "a financial year, `2012/13`";
        case ValueKind::duration:
            return "a duration";
        case ValueKind::whole_number:
            return "a whole number, at least 1";
        case ValueKind::edges:
            return "a list of numbers that rise";
        case ValueKind::number:
            return "a bare number";
        case ValueKind::coefficient:
            return "a bare number, or an expression of parameters";
        case ValueKind::expression:
            return "an expression of bare numbers, attributes and parameters";
        case ValueKind::quantity:
            return "a plain quantity";
        case ValueKind::value:
            return "a value of any unit, or a table";
        case ValueKind::share:
            return "a share, or a table";
        case ValueKind::rate:
            return "a rate, or a table";
        case ValueKind::count:
            return "a whole number, or a table";
        case ValueKind::factor:
            return "a factor, or a table";
        case ValueKind::source:
            return "an id";
        case ValueKind::law:
            return "a law of durations";
        case ValueKind::rate_law:
            return "a law of rates";
        case ValueKind::condition:
            return "a condition";
        case ValueKind::start:
            return "a node, or shares of nodes";
        case ValueKind::assignments:
            return "`{ATTRIBUTE: EXPRESSION}`";
        case ValueKind::draws:
            return "`{ATTRIBUTE: LAW or SHARES}`";
        case ValueKind::unit:
            return "a unit";
        case ValueKind::counted:
            return "`true`, or track/node, or a list of these";
        case ValueKind::distribution:
            return "a law";
        case ValueKind::laws:
            return "`{NODE: LAW}`";
        case ValueKind::units:
            return "`{RESOURCE: UNITS}`";
        case ValueKind::factors:
            return "a list of tables, names, or of these: ";
        case ValueKind::terms:
            return "a list of tables, or of these: ";
        case ValueKind::numbers:
            return "a number of cases";
        case ValueKind::weekdays:
            return "days of the week, or a list";
        case ValueKind::hours:
            return "`07:00-22:00`, or a list";
        case ValueKind::days:
            return "days, or a list";
        case ValueKind::exceptions:
            return "a calendar or a day, or a list";
        case ValueKind::hour_weights:
            return "`{DAYS HOURS: WEIGHT}`";
        case ValueKind::month_weights:
            return "`{MONTHS: WEIGHT}`";
        case ValueKind::deflators:
            return "`{YEAR: NUMBER}`";
        case ValueKind::removals:
            return "a list";
        case ValueKind::pair:
            return "two names";
        case ValueKind::costs:
            return "a name, a list of names, or `all`";
        case ValueKind::amount:
            return "an expression";
        case ValueKind::durations:
            return "a duration, or a list";
        case ValueKind::chain:
            return "a list, each track/node or a list of these";
        case ValueKind::outcomes:
            return "`{NAME: track/node or a list}`";
        case ValueKind::moves:
            return "by track: ";
        case ValueKind::one:
            return "";
        case ValueKind::list:
            return "a list of these: ";
        case ValueKind::map:
            return "by name: ";
        case ValueKind::short_map:
            return "by name, its main value alone, or: ";
        case ValueKind::word:
            return "";
    }
    throw InternalError("a kind of value that the reference does not know");
}

std::string kind_text(const FieldDoc& field) {
    if (field.kind == ValueKind::word) return fmt::format("`{}`", fmt::join(field.words, "`, `"));
    std::string text{plain_words(field.kind)};
    if (text.empty() || text.ends_with(": ")) text += field.of;
    return text;
}

std::string fields_text(const TableDoc& table) {
    std::string text = fmt::format(
        "**{}.** {}\n\n| key | needed | what stands there | what it is |\n| --- | --- | --- | --- |\n",
        std::string{table.name.substr(0, 1) == "a" ? "A" : "T"} + std::string{table.name.substr(1)}, table.doc);
    for (const FieldDoc& field : table.fields) {
        text += fmt::format("| `{}` | {} | {} | {} |\n", field.name, field.need == Need::required ? "yes" : "",
                            kind_text(field), field.doc);
    }
    return text;
}

std::string form_text(const LawForm& form) {
    if (form.name == "until") return "until DATE";
    if (form.name == "fixed") return "fixed DURATION";
    if (form.name == "piecewise") return "piecewise(RATE until TIME and RATE after)";
    if (form.words[0].empty()) return fmt::format("{}(...)", form.name);
    std::string text{form.name};
    for (const std::string_view word : form.words)
        text += fmt::format("{}{} ...", text == form.name ? "(" : " and ", word);
    return text + ")";
}

std::string uses_text(const LawForm& form) {
    std::vector<std::string_view> uses;
    const std::pair<LawUse, std::string_view> all[] = {{LawUse::stay, "stays"},
                                                       {LawUse::wait, "waits"},
                                                       {LawUse::draw, "draws"},
                                                       {LawUse::hazard, "hazards"},
                                                       {LawUse::parameter, "distributions"}};
    for (const auto& [use, name] : all)
        if (misplaced_law(form.name, use).empty()) uses.push_back(name);
    return fmt::format("{}", fmt::join(uses, ", "));
}

std::string laws_text() {
    std::string text = "| written | what it is | where |\n| --- | --- | --- |\n";
    for (const LawForm& form : law_forms())
        text += fmt::format("| `{}` | {} | {} |\n", form_text(form), form.doc, uses_text(form));
    return text + "\nWaits are patience and time already served.\n";
}

// What stands for each mark.
std::map<std::string, std::string, std::less<>> generated() {
    std::map<std::string, std::string, std::less<>> texts;
    for (const TableDoc& table : field_tables()) texts[std::string{table.name}] = fields_text(table);
    for (const TableDoc& table : study_tables()) texts[std::string{table.name}] = fields_text(table);
    for (const MeasureForm& form : measure_forms()) {
        if (form.table_name.empty()) continue;
        texts["kinds of measure"] += texts[form.table_name] + "\n";
        texts.erase(form.table_name);
    }
    texts["laws"] = laws_text();
    texts["version"] = std::to_string(language_version);
    texts["reserved words"] = fmt::format("`{}`", fmt::join(reserved_words(), " "));
    for (auto& [mark, text] : texts)
        if (text.ends_with('\n')) text.pop_back();
    return texts;
}

}  // namespace

std::string language_reference() {
    auto texts = generated();
    std::string page;
    std::string_view left = reference_prose;
    for (std::size_t open; (open = left.find("{{")) != std::string_view::npos;) {
        const std::size_t close = left.find("}}", open);
        const auto text = texts.find(left.substr(open + 2, close - open - 2));
        check(text != texts.end(), "the reference names a table that there is not");
        page += fmt::format("{}{}", left.substr(0, open), text->second);
        texts.erase(text);
        left.remove_prefix(close + 2);
    }
    check(texts.empty(), "a table is missing in the reference");
    return page + std::string{left};
}

}  // namespace desist
