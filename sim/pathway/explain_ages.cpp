// What changes on a birthday: for each edge between two bands, every condition and number that is another on its two
// sides.
#include <fmt/format.h>

#include <algorithm>

#include "sim/pathway/explain_page.hpp"

namespace desist::words {
namespace {

// A band as in conditions: "10-17", "18+", "18"; which of the two bands beside an edge lie in it.
bool in_key(const std::string& key, double age) {
    const std::size_t dash = key.find('-');
    const double low = std::strtod(key.c_str(), nullptr);
    if (key.ends_with('+')) return age >= low;
    const double high = dash == std::string::npos ? low : std::strtod(key.c_str() + dash + 1, nullptr);
    return age >= low && age < high + 1;
}

class BirthdayWords {
public:
    BirthdayWords(const Page& page, const AttributeSpec& age, std::size_t edge)
        : page_(page), age_(age), edge_(edge), before_(age.bands[edge - 1]), after_(age.bands[edge]) {}

    std::string text() {
        nodes();
        for (const HazardSpec& hazard : page_.book.scenario.hazards)
            for (const HazardSpec::Times& times : hazard.times) {
                condition(times.when, fmt::format("a multiplier of the hazard {}", hazard.name.text));
                number(times.value, fmt::format("a multiplier of the hazard {}", hazard.name.text));
            }
        parameters();
        for (const MeasureSpec& m : page_.book.scenario.measures) {
            condition(m.when, "counted in " + m.name.text);
            for (const ArgumentSpec& argument : m.arguments) condition(argument.condition, "counted in " + m.name.text);
        }
        return lines_.text();
    }

private:
    void nodes() {
        for (const TrackSpec& track : page_.book.scenario.tracks)
            for (const NodeSpec& node : track.nodes) {
                const std::string here = track.name.text + "/" + node.name.text;
                for (const RouteSpec& route : node.routes) {
                    condition(route.when, fmt::format("from {} to {}", here, route.to.text));
                    if (route.chance) number(*route.chance, fmt::format("chance from {} to {}", here, route.to.text));
                }
                for (const AsSoonAsSpec& a : node.as_soon_as)
                    condition(a.condition, fmt::format("from {} at once to {}", here, a.to.text));
                for (const auto* list : {&node.effects, &node.on_ask, &node.on_start, &node.on_leave})
                    for (const EffectSpec& e : *list) condition(e.when, fmt::format("at {}: {}", here, what(e)));
            }
    }
    static std::string what(const EffectSpec& e) {
        return e.kind == EffectSpec::Kind::move ? "moving " + e.move.track.text + " to " + e.move.to.text
                                                : e.attribute.text;
    }

    // Collects the sides on which a condition on the age holds.
    void sides(const ConditionSpec& c, bool& before, bool& after) const {
        if (c.kind == ConditionSpec::Kind::is && c.name.text == age_.name.text)
            for (const Text& key : c.values) {
                before = before || in_key(key.text, before_);
                after = after || in_key(key.text, after_);
            }
        for (const ConditionSpec& operand : c.operands) sides(operand, before, after);
    }
    void condition(const std::optional<ConditionSpec>& c, const std::string& where) {
        if (!c) return;
        bool before = false, after = false;
        sides(*c, before, after);
        if (before == after) return;
        lines_.item(fmt::format("{}: “{}” {}", where, words::condition(page_.book, *c),
                                after ? "can hold from now on" : "does not hold any more as to age"));
    }

    void number(const ValueSpec& v, const std::string& where) {
        if (v.is_table() && v.by.text == age_.name.text) {
            const std::string before = entry(v, before_), after = entry(v, after_);
            if (before != after) lines_.item(fmt::format("{}: {} becomes {}", where, before, after));
        }
        for (const ValueSpec::Row& row : v.rows)
            if (row.value.front().is_table()) number(row.value.front(), where + ", " + row_keys(row.keys));
        for (const ValueSpec& other : v.otherwise)
            if (other.is_table()) number(other, where + ", else");
    }
    std::string entry(const ValueSpec& v, double age) const {
        for (const ValueSpec::Row& row : v.rows)
            for (const Text& key : row.keys)
                if (in_key(key.text, age)) return value(page_.book, row.value.front());
        return v.otherwise.empty() ? "" : value(page_.book, v.otherwise.front());
    }

    void parameters() {
        for (const ParameterSpec& p : page_.book.scenario.parameters) {
            std::vector<std::string> where;
            for (const Use& use : uses_of(page_.uses, "parameter " + p.name.text)) where.push_back(thing(use.where));
            number(p.base.value, fmt::format("{} (used in {})", p.name.text, joined(where, ", ")));
        }
    }

    const Page& page_;
    const AttributeSpec& age_;
    const std::size_t edge_;
    const double before_, after_;
    Lines lines_;
};

}  // namespace

void explain_ages(const Page& page, Sections& sections) {
    for (const AttributeSpec& a : page.book.scenario.attributes) {
        if (a.kind != AttributeSpec::Kind::age) continue;
        Lines lines;
        lines.line(
            fmt::format("{} grows with the clock. On reaching an edge of its bands this changes, wherever the "
                        "person stands; everything else goes on (who is at a node stays there until it is left).",
                        a.name.text));
        for (std::size_t edge = 1; edge < a.bands.size(); ++edge) {
            const std::string text = BirthdayWords(page, a, edge).text();
            lines.gap();
            lines.line(fmt::format("At {:g}{}", a.bands[edge], text.empty() ? " nothing changes by itself." : ":"));
            if (!text.empty()) lines.line("");
            if (!text.empty()) lines.line(text.substr(0, text.size() - 1));
        }
        sections.push_back({3, "What changes with " + a.name.text, "attribute " + a.name.text, lines.text()});
    }
}

}  // namespace desist::words
