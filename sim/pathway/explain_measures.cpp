// Costs, measures, targets and the evidence of the page.
#include <fmt/format.h>

#include "sim/pathway/explain_page.hpp"
#include "sim/scenario/measure_forms.hpp"

namespace desist::words {
namespace {

std::string argument_words(const Page& page, const ArgumentSpec& argument) {
    if (argument.condition) return condition(page.book, *argument.condition);
    if (argument.value) return value(page.book, *argument.value);
    std::vector<std::string> all;
    for (const Expression& number : argument.numbers) all.push_back(expression(page.book, number));
    for (const Text& name : argument.names) all.push_back(name.text);
    if (argument.names.empty())
        for (const std::vector<Text>& list : argument.lists) all.push_back(join(texts(list)));
    return join(all, argument.lists.empty() ? "and" : "then");
}

// The words of the form with the arguments in place of `{name}`; a part in [ ] whose argument is not given is left out.
std::string filled(const Page& page, const MeasureSpec& m, std::string_view words) {
    const MeasureForm& form = form_of(m.kind);
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == '[') {
            const std::size_t end = words.find(']', i);
            const std::string_view part = words.substr(i + 1, end - i - 1);
            const std::size_t name = part.find('{') + 1;
            const auto argument = form.find(part.substr(name, part.find('}') - name));
            if (argument && m.arguments[*argument].given) text += filled(page, m, part);
            i = end;
        } else if (words[i] == '{') {
            const std::size_t end = words.find('}', i);
            const auto argument = form.find(words.substr(i + 1, end - i - 1));
            if (argument) text += argument_words(page, m.arguments[*argument]);
            i = end;
        } else {
            text += words[i];
        }
    }
    return text;
}

std::string kind_words(const Page& page, const MeasureSpec& m) {
    if (m.kind == MeasureKind::ratio && m.arguments[0].names.size() == 2)
        return m.arguments[0].names[0].text + " over " + m.arguments[0].names[1].text;
    return filled(page, m, form_of(m.kind).words);
}

std::string measure_words(const Page& page, const MeasureSpec& m) {
    std::string text = m.name.text;
    if (!m.label.empty()) text += fmt::format(" ({})", free_text(m.label));
    text += ": " + kind_words(page, m);
    if (m.when) text += ", if " + condition(page.book, *m.when);
    if (!m.by.empty()) text += "; also by " + join(texts(m.by), "and");
    return text + (m.key ? "; a key measure" : "");
}

std::string target_words(const TargetSpec& t) {
    const std::string year = t.year ? " in " + t.year->text : "";
    return fmt::format(
        "{}: {}{} should be {}, give or take {} ({}{}){}", t.name.text, t.measure.text, year, to_text(t.value),
        to_text(t.tolerance), t.use == TargetSpec::Use::fit ? "the scenario was fitted to it" : "a check",
        t.source ? ", " + free_text(t.source->text) : "", t.note.empty() ? "" : ". " + free_text(t.note));
}

// What carries its prices over to those of the base year.
std::string carried_over(const Page& page, const CostSpec& c) {
    for (const Cost& cost : page.book.pathway.costs)
        if (cost.name == c.name.text && cost.to_base_prices != 1)
            return fmt::format(" (times {:.4g} for those of {})", cost.to_base_prices, page.book.pathway.money.prices);
    return "";
}

std::string money_words(const MoneySpec& m) {
    std::vector<std::string> parts, years;
    if (m.prices) parts.push_back("all money is told in prices of " + m.prices->text);
    if (m.discount)
        parts.push_back(fmt::format("in present values later money is discounted at {} a year", to_text(*m.discount)));
    for (const MoneySpec::Deflator& d : m.deflators)
        years.push_back(fmt::format("{} in {}", to_text(d.index), d.year.text));
    if (!years.empty()) parts.push_back("the index of prices is " + join(years, "and"));
    return joined(parts, "; ");
}

std::string cost_words(const Page& page, const CostSpec& c) {
    std::string text = fmt::format("{}: {}, paid by {}", c.name.text, value(page.book, c.value),
                                   c.payer.text.empty() ? "nobody in particular" : free_text(c.payer.text));
    if (!c.of.empty()) text += ", for the time that somebody is at " + join(texts(c.of));
    if (c.provided && c.step)
        text += fmt::format(", for each lot of {} units of {} that is there, or part of one", value(page.book, *c.step),
                            c.provided->text);
    else if (c.provided)
        text += fmt::format(", for each unit of {} that is there", c.provided->text);
    if (c.budget) text += fmt::format("; in a year no more than {}", value(page.book, *c.budget));
    if (c.used) text += fmt::format(", for each unit of {} in use", c.used->text);
    if (c.expected) text += fmt::format(", for each event that the hazard {} is expected to bring", c.expected->text);
    std::vector<std::string> where;
    for (const Use& use : uses_of(page.uses, "cost " + c.name.text)) where.push_back(thing(use.where));
    if (!where.empty()) text += ", each time at " + join(where);
    if (c.price_year) text += "; prices of " + free_text(c.price_year->text) + carried_over(page, c);
    if (c.source) text += "; " + free_text(c.source->text);
    return text + (c.note.empty() ? "" : ". " + free_text(c.note));
}

std::vector<std::string> evidence_row(const Page& page, const EvidenceRow& row) {
    std::vector<std::string> used;
    for (const Use& use : uses_of(page.uses, "evidence " + row.id)) used.push_back(thing(use.where));
    return {free_text(row.id), free_text(row.title), free_text(row.location), joined(used, ", ")};
}

template <class Spec, class Say>
void section(Sections& sections, const char* heading, const std::vector<Spec>& specs, Say say) {
    if (specs.empty()) return;
    Lines lines;
    for (const Spec& spec : specs) lines.item(say(spec));
    sections.push_back({2, heading, "", lines.text()});
}

}  // namespace

void explain_measures(const Page& page, Sections& sections) {
    const Scenario& s = page.book.scenario;
    section(sections, "Costs", s.costs, [&](const CostSpec& c) { return cost_words(page, c); });
    if (s.money) section(sections, "Money", std::vector{*s.money}, money_words);
    section(sections, "Measures", s.measures, [&](const MeasureSpec& m) { return measure_words(page, m); });
    section(sections, "Targets", s.targets, target_words);
    std::vector<std::vector<std::string>> rows;
    for (const EvidenceRow& row : s.evidence)
        if (!uses_of(page.uses, "evidence " + row.id).empty()) rows.push_back(evidence_row(page, row));
    if (!rows.empty()) sections.push_back({2, "Evidence", "", table({"id", "document", "place", "used for"}, rows)});
}

}  // namespace desist::words
