// Everything that changes at a date, in the order of dates.
#include <fmt/format.h>

#include <algorithm>

#include "sim/pathway/explain_page.hpp"

namespace desist::words {
namespace {

// "node justice/prison is changed: its routes, stay"
std::string structure_words(const StructureChange& change) {
    static constexpr const char* words[] = {"added", "changed", "taken away"};
    const std::string fields = change.fields.empty() ? "" : ": " + joined(change.fields, ", ");
    return fmt::format("{} is {}{}", thing(change.what), words[static_cast<std::size_t>(change.how)], fields);
}

class DateCollector {
public:
    explicit DateCollector(const Page& page) : page_(page), book_(page.book) {}

    Sections run() {
        for (const ParameterSpec& p : book_.scenario.parameters) parameter(p);
        for (const HazardSpec& h : book_.scenario.hazards)
            for (const HazardSpec::Times& times : h.times)
                condition(times.when, fmt::format("a multiplier of the hazard {}", h.name.text));
        for (const TrackSpec& track : book_.scenario.tracks)
            for (const NodeSpec& n : track.nodes) node(n, track.name.text + "/" + n.name.text);
        for (const StructureChange& change : book_.scenario.structure_changes) structure(change);
        Lines lines;
        for (const auto& [day, events] : events_) {
            lines.item(words::date(day) + ":");
            for (const std::string& event : events) lines.item(event, 1);
        }
        if (lines.empty()) return {};
        return {{2, "Dates", "", "What changes at which date; everything else stays as it is.\n\n" + lines.text()}};
    }

private:
    void add(Date day, std::string event) { events_[day].push_back(std::move(event)); }

    void parameter(const ParameterSpec& p) {
        std::vector<std::string> where;
        for (const std::string& name : affected(page_.uses, "parameter " + p.name.text))
            if (!name.starts_with("parameter ")) where.push_back(thing(name));
        for (std::size_t i = 0; i < p.changes.size(); ++i) {
            const ParameterSpec::Change& change = p.changes[i];
            const ParameterSpec::Change* earlier = i > 0 ? &p.changes[i - 1] : nullptr;
            std::string text;
            if (change.times)
                text = fmt::format("{} is multiplied by {}", p.name.text, written(*change.times));
            else
                text = fmt::format("{} becomes {} (before: {})", p.name.text, written(change.value),
                                   earlier && !earlier->times ? written(earlier->value) : written(p.base.value));
            if (change.ramp) text += ", day by day over " + to_text(*change.ramp);
            if (change.retroactive) text += ", also for those already inside";
            if (!where.empty()) text += "; changes " + joined(where, ", ");
            add(change.date, text);
        }
    }

    void condition(const std::optional<ConditionSpec>& c, const std::string& where) {
        if (c) dates(*c, *c, where);
    }
    void dates(const ConditionSpec& part, const ConditionSpec& whole, const std::string& where) {
        if (part.date && part.date->kind == Expression::Kind::date)
            add(Date{static_cast<std::int64_t>(part.date->number)},
                fmt::format("{}: decides “{}”", where, words::condition(book_, whole)));
        for (const ConditionSpec& operand : part.operands) dates(operand, whole, where);
    }

    void node(const NodeSpec& n, const std::string& place) {
        for (const RouteSpec& route : n.routes)
            condition(route.when, fmt::format("from {} to {}", place, route.to.text));
        for (const AsSoonAsSpec& a : n.as_soon_as)
            condition(a.condition, fmt::format("from {} to {}", place, a.to.text));
        for (const LeaveSpec& l : n.leave) condition(l.open, fmt::format("from {} to {}", place, l.to.text));
        for (const auto* list : {&n.effects, &n.on_ask, &n.on_start, &n.on_leave})
            for (const EffectSpec& e : *list) condition(e.when, "at " + place);
    }

    void structure(const StructureChange& change) {
        const auto day = change.from ? parse_date(change.from->text) : std::nullopt;
        if (day) add(*day, structure_words(change));
    }

    const Page& page_;
    const Book& book_;
    std::map<Date, std::vector<std::string>> events_;
};

}  // namespace

void explain_policies(const Page& page, Sections& sections) {
    const Scenario& s = page.book.scenario;
    Lines lines;
    for (const StructureChange& change : s.structure_changes)
        lines.item(structure_words(change) + (change.from ? " (from " + change.from->text + ")" : ""));
    std::vector<std::string> set;
    for (const std::string& name : s.set_names)
        if (page.book.parameter(name) && std::find(set.begin(), set.end(), name) == set.end()) set.push_back(name);
    for (const std::string& name : set)
        lines.item(fmt::format("{} is set: {}", name, parameter_line(page, *page.book.parameter(name))));
    if (!lines.empty())
        sections.push_back(
            {2, "What the policy changes", "", "Against the baseline, in this order:\n\n" + lines.text()});
}

void explain_dates(const Page& page, Sections& sections) {
    for (ExplainedSection& section : DateCollector(page).run()) sections.push_back(std::move(section));
}

}  // namespace desist::words
