// Measures: what is counted, and over whom. Which kinds there are and what each needs is in measure_list.hpp.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/scenario/measure_forms.hpp"
#include "sim/scenario/sections.hpp"
#include "sim/scenario/values.hpp"

namespace desist {
namespace {

ValueKind kind_of(Argue type) {
    switch (type) {
        case Argue::places:
            return ValueKind::places;
        case Argue::chain:
            return ValueKind::chain;
        case Argue::outcomes:
            return ValueKind::outcomes;
        case Argue::counted:
        case Argue::date:
        case Argue::hazard:
        case Argue::measure:
        case Argue::resource:
            return ValueKind::name;
        case Argue::attributes:
            return ValueKind::names;
        case Argue::costs:
            return ValueKind::costs;
        case Argue::duration:
            return ValueKind::duration;
        case Argue::durations:
            return ValueKind::durations;
        case Argue::share:
        case Argue::money:
        case Argue::money_rate:
        case Argue::number:
            return ValueKind::amount;
        case Argue::whole_number:
            return ValueKind::whole_number;
        case Argue::condition:
            return ValueKind::condition;
        case Argue::factor:
            return ValueKind::factor;
        case Argue::choice:
            return ValueKind::word;
        case Argue::two_measures:
            return ValueKind::pair;
    }
    return ValueKind::name;
}

Want want_of(Argue type) {
    switch (type) {
        case Argue::share:
            return Want::share;
        case Argue::money:
            return Want::money;
        case Argue::money_rate:
            return Want::money_rate;
        case Argue::number:
            return Want::factor;
        case Argue::whole_number:
            return Want::count;
        default:
            return Want::duration;
    }
}

void read_chain(const YamlNode& node, ArgumentSpec& argument, Problems& problems) {
    if (!expect_list(node, problems)) return;
    for (const YamlNode& item : node.items) {
        argument.lists.push_back(read_some(item, read_place_name, problems));
        refuse_repeats(argument.lists.back(), problems);
    }
}

void read_outcomes(const YamlNode& node, ArgumentSpec& argument, Problems& problems) {
    if (!expect_map(node, problems)) return;
    for (const YamlEntry& entry : node.entries) {
        check_name(entry.key, problems);
        argument.names.push_back(entry.key);
        argument.lists.push_back(read_some(entry.value, read_place_name, problems));
    }
}

void read_two_measures(const YamlNode& node, ArgumentSpec& argument, Problems& problems) {
    argument.names = read_list(node, read_name, problems);
    if (argument.names.size() == 2 || argument.names.empty()) return;
    problems.error(node.at, "a ratio is of two measures", "write ratio: [MEASURE, MEASURE]");
    argument.names.clear();
}

void read_duration(const YamlNode& node, ArgumentSpec& argument, Problems& problems) {
    argument.numbers.push_back(read_expression(node, Want::positive_duration, problems));
    argument.written.push_back(node.text);
}

// Reads one argument of this kind of measure; what could not be read leaves its member empty.
void read_argument(const MeasureArgument& form, const YamlNode& node, ArgumentSpec& argument, Problems& problems) {
    argument.given = true;
    argument.at = node.at;
    switch (form.type) {
        case Argue::places:
            argument.names = read_some(node, read_place_name, problems);
            refuse_repeats(argument.names, problems);
            break;
        case Argue::chain:
            read_chain(node, argument, problems);
            break;
        case Argue::outcomes:
            read_outcomes(node, argument, problems);
            break;
        case Argue::costs:
            if (node.is_scalar() && node.text == "all") {
                argument.names = {Text{node.text, node.at}};
                break;
            }
            [[fallthrough]];
        case Argue::attributes:
            argument.names = read_some(node, read_name, problems);
            refuse_repeats(argument.names, problems);
            break;
        case Argue::counted:
        case Argue::date:
        case Argue::hazard:
        case Argue::measure:
        case Argue::resource:
            argument.names = {read_name(node, problems)};
            break;
        case Argue::two_measures:
            read_two_measures(node, argument, problems);
            break;
        case Argue::duration:
            argument.numbers = {read_expression(
                node, form.need == Need::required ? Want::positive_duration : Want::duration, problems)};
            break;
        case Argue::durations:
            if (!node.is_list())
                read_duration(node, argument, problems);
            else if (expect_list(node, problems))
                for (const YamlNode& item : node.items) read_duration(item, argument, problems);
            break;
        case Argue::share:
        case Argue::money:
        case Argue::money_rate:
        case Argue::number:
        case Argue::whole_number:
            argument.numbers = {read_expression(node, want_of(form.type), problems)};
            break;
        case Argue::condition:
            argument.condition = read_condition(node, problems);
            break;
        case Argue::factor:
            argument.value = read_value(node, Want::factor, problems);
            break;
        case Argue::choice: {
            const std::size_t chosen = read_choice(node, form.words, 0, problems);
            argument.names = {Text{std::string(form.words[chosen]), node.at}};
            break;
        }
    }
}

FieldTable<MeasureSpec> arguments_of(const MeasureForm& form) {
    FieldTable<MeasureSpec> table{form.table_name, form.doc, {}};
    for (std::size_t i = 0; i < form.arguments.size(); ++i) {
        const MeasureArgument& argument = form.arguments[i];
        table.fields.push_back({argument.name, kind_of(argument.type), argument.need, argument.doc,
                                [&argument, i](const YamlNode& node, MeasureSpec& measure, Problems& problems) {
                                    read_argument(argument, node, measure.arguments[i], problems);
                                },
                                "", argument.words});
    }
    return table;
}

// By kind; empty where the one argument is the value of the kind itself.
const std::vector<FieldTable<MeasureSpec>>& argument_tables() {
    static const std::vector<FieldTable<MeasureSpec>> tables = [] {
        std::vector<FieldTable<MeasureSpec>> all;
        for (const MeasureForm& form : measure_forms()) all.push_back(arguments_of(form));
        return all;
    }();
    return tables;
}

void read_kind(std::size_t kind, const YamlNode& node, MeasureSpec& measure, Problems& problems) {
    const MeasureForm& form = measure_forms()[kind];
    measure.kind = static_cast<MeasureKind>(kind);
    measure.arguments.assign(form.arguments.size(), {});
    for (ArgumentSpec& argument : measure.arguments) argument.at = node.at;
    if (form.alone)
        read_argument(form.arguments[0], node, measure.arguments[0], problems);
    else
        read_fields(node, argument_tables()[kind], measure, problems);
}

std::string kinds_in_words() {
    std::string all;
    for (std::size_t k = 0; k < measure_forms().size(); ++k)
        all += (k == 0 ? "" : k + 1 == measure_forms().size() ? " and " : ", ") + measure_forms()[k].name;
    return all;
}

FieldTable<MeasureSpec> make_measure_table() {
    static const std::string doc = "What is counted, over whom. Exactly one of " + kinds_in_words() + ".";
    FieldTable<MeasureSpec> table{"a measure", doc, {}};
    for (std::size_t k = 0; k < measure_forms().size(); ++k) {
        const MeasureForm& form = measure_forms()[k];
        const MeasureArgument& first = form.arguments[0];
        table.fields.push_back({form.name, form.alone ? kind_of(first.type) : ValueKind::one, Need::optional, form.doc,
                                [k](const YamlNode& node, MeasureSpec& measure, Problems& problems) {
                                    read_kind(k, node, measure, problems);
                                },
                                form.table_name,
                                form.alone ? std::span(first.words) : std::span<const std::string_view>()});
    }
    const std::vector<Field<MeasureSpec>> common = {
        {"by", ValueKind::names, Need::optional, "attributes that also give rows of their own",
         into(&MeasureSpec::by, some(read_name))},
        {"when", ValueKind::condition, Need::optional, "counts only where this holds",
         into(&MeasureSpec::when, read_condition)},
        {"label", ValueKind::label, Need::optional, "plain words for reports", into(&MeasureSpec::label, read_label)},
        {"unit", ValueKind::label, Need::optional,
         "the unit as shown; of a wait a unit of time, into which it is turned; counts and expected events say "
         "per year after it",
         into(&MeasureSpec::unit, read_label)},
        {"key", ValueKind::yes, Need::optional, "shown in the short table", into(&MeasureSpec::key, read_yes)},
    };
    table.fields.insert(table.fields.end(), common.begin(), common.end());
    return table;
}

const FieldTable<MeasureSpec>& measure_table() {
    static const FieldTable<MeasureSpec> table = make_measure_table();
    return table;
}

void check_one_kind(const YamlNode& node, Problems& problems) {
    int kinds = 0;
    for (const MeasureForm& form : measure_forms()) kinds += node.find(form.name) != nullptr;
    if (kinds == 1) return;
    problems.error(node.at,
                   kinds == 0 ? "the measure does not say what it measures" : "the measure is two things at once",
                   "it needs exactly one of " + kinds_in_words());
}

}  // namespace

MeasureSpec read_measure(const YamlEntry& entry, Problems& problems) {
    MeasureSpec measure;
    measure.name = entry.key;
    measure.at = entry.key.at;
    measure.arguments.assign(form_of(measure.kind).arguments.size(), {});
    if (read_fields(entry.value, measure_table(), measure, problems)) check_one_kind(entry.value, problems);
    refuse_repeats(measure.by, problems);
    return measure;
}

void describe_measures(std::vector<TableDoc>& tables) {
    tables.push_back(measure_table().described());
    for (const FieldTable<MeasureSpec>& table : argument_tables())
        if (!table.name.empty()) tables.push_back(table.described());
}

}  // namespace desist
