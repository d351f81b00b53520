// Whatever is wrong with a scenario, its parts keep the form that their kinds promise (see scenario.hpp).
#include <functional>

#include "sim/scenario/canonical.hpp"
#include "sim/scenario/laws.hpp"
#include "sim/scenario/measure_forms.hpp"
#include "sim/scenario/sections.hpp"
#include "tests/scenario/reading.hpp"
#include "tests/scenario/whole_language.hpp"

using namespace desist;
using namespace desist::test;

namespace {

// Collects the broken promises of a file in words.
class Promises {
public:
    std::string of(const ScenarioFile& file) {
        for (const AttributeSpec& a : file.attributes) attribute(a);
        for (const ParameterSpec& p : file.parameters) parameter(p);
        for (const SetSpec& s : file.set) value(s.value.value, true);
        for (const ScoreSpec& s : file.scores) score(s);
        for (const CalendarSpec& c : file.calendars) keep(!c.every.empty() || !c.on.empty(), "days of a calendar");
        for (const ProfileSpec& p : file.profiles) keep(p.otherwise || !p.rows.empty(), "weights of a profile");
        for (const CostSpec& c : file.costs) value(c.value);
        if (file.money)
            for (const MoneySpec::Deflator& d : file.money->deflators)
                keep(d.index.kind == Expression::Kind::number, "index of prices");
        if (file.population) population(*file.population);
        for (const HazardSpec& h : file.hazards) hazard(h);
        for (const ResourceSpec& r : file.resources) value(r.units);
        for (const TrackSpec& t : file.tracks) track(t);
        for (const MeasureSpec& m : file.measures) measure(m);
        return broken_;
    }

private:
    void keep(bool holds, const char* what) {
        if (!holds) broken_ += std::string{what} + "\n";
    }

    void expression(const Expression& e) {
        using Kind = Expression::Kind;
        const bool leaf = e.kind == Kind::number || e.kind == Kind::date || e.kind == Kind::name ||
                          e.kind == Kind::now || e.kind == Kind::hours_of;
        const bool one = e.kind == Kind::floor || e.kind == Kind::round;
        keep(e.operands.size() == (leaf ? 0u : one ? 1u : 2u), "operands of an expression");
        for (const Expression& operand : e.operands) expression(operand);
    }

    void value(const ValueSpec& v, bool drawn = false) {
        if (v.leaf) return expression(*v.leaf);
        if (v.rest) return;
        keep(!v.rows.empty(), "rows of a table");
        keep(drawn || !v.by.text.empty(), "by of a table");
        for (const ValueSpec::Row& row : v.rows) {
            keep(!row.keys.empty() && row.value.size() == 1, "row of a table");
            if (!row.value.empty()) value(row.value[0], drawn);
        }
        for (const ValueSpec& other : v.otherwise) value(other, drawn);
    }

    void called(const LawSpec& l) {
        if (l.name.text == "until-open" || l.name.text == "until-next") return;
        if (l.name.text == "piecewise")
            return keep(l.arguments.size() >= 3 && l.arguments.size() % 2 == 1, "piecewise");
        for (const LawForm& form : law_forms()) {
            if (form.name == l.name.text) return keep(l.arguments.size() == form.words.size(), "arguments of a law");
        }
        keep(false, "name of a law");
    }

    void law(const LawSpec& l) {
        for (const LawSpec::Argument& a : l.arguments) expression(a.value);
        const int forms = !l.name.text.empty() + !l.mixture.empty() + !l.empirical.empty() + !l.rows.empty();
        keep(forms == 1, "form of a law");
        keep(l.rows.empty() || !l.by.text.empty(), "by of a table of laws");
        if (!l.name.text.empty()) called(l);
        for (const auto& part : l.mixture) part.law.size() == 1 ? law(part.law[0]) : keep(false, "part of a mixture");
        for (const auto& row : l.rows) row.law.size() == 1 ? law(row.law[0]) : keep(false, "row of laws");
        for (const LawSpec& other : l.otherwise) law(other);
    }

    void condition(const ConditionSpec& c) {
        using Kind = ConditionSpec::Kind;
        keep(c.kind != Kind::negate || c.operands.size() == 1, "operand of not");
        keep((c.kind != Kind::before && c.kind != Kind::after) || c.date, "date of a comparison");
        keep(c.kind != Kind::count_cases || c.values.size() == 1, "number of cases");
        for (const ConditionSpec& operand : c.operands) condition(operand);
    }

    template <class Drawn>
    void draw(const Drawn& d) {
        keep(d.law.has_value() != d.shares.has_value(), "law or shares of a draw");
        if (d.law) law(*d.law);
        if (d.shares) value(*d.shares, true);
    }

    void effect(const EffectSpec& e) {
        keep(e.kind != EffectSpec::Kind::set || e.value, "value of set");
        if (e.kind == EffectSpec::Kind::draw) draw(e);
        if (e.when) condition(*e.when);
        if (e.chance) value(*e.chance);
    }

    void attribute(const AttributeSpec& a) {
        using Kind = AttributeSpec::Kind;
        keep(a.kind != Kind::named || !a.values.empty(), "values of an attribute");
        keep(a.kind != Kind::window || (a.within && !a.bands.empty()), "window");
        for (std::size_t i = 1; i < a.bands.size(); ++i) keep(a.bands[i] > a.bands[i - 1], "rising bands");
    }

    void parameter(const ParameterSpec& p) {
        value(p.base.value, true);
        for (std::size_t i = 0; i < p.changes.size(); ++i) {
            value(p.changes[i].value, true);
            if (p.changes[i].times) value(*p.changes[i].times);
            keep(i == 0 || p.changes[i].date > p.changes[i - 1].date, "rising dates");
        }
        if (p.base.distribution) law(*p.base.distribution);
    }

    void score(const ScoreSpec& s) {
        expression(s.intercept);
        for (const ScoreSpec::Term& term : s.terms) {
            value(term.table);
            expression(term.of);
        }
    }

    void population(const PopulationSpec& p) {
        for (const DrawSpec& d : p.draws) draw(d);
        for (const StreamSpec& s : p.streams) {
            keep(s.present.has_value() + s.arrivals.has_value() + s.people.has_value() == 1, "kind of a stream");
            if (s.present) value(*s.present);
            if (s.arrivals) value(*s.arrivals);
            for (const DrawSpec& d : s.draw) draw(d);
        }
    }

    void hazard(const HazardSpec& h) {
        law(h.law);
        for (const HazardSpec::Times& times : h.times) {
            value(times.value);
            if (times.when) condition(*times.when);
        }
    }

    void node(const NodeSpec& n) {
        if (n.stay) law(*n.stay);
        if (n.patience) law(*n.patience);
        if (n.use_for) value(*n.use_for);
        for (const UseSpec& use : n.use) value(use.units);
        for (const auto* list : {&n.effects, &n.on_ask, &n.on_start, &n.on_leave}) {
            for (const EffectSpec& e : *list) effect(e);
        }
        for (const AsSoonAsSpec& a : n.as_soon_as) condition(a.condition);
        for (const RouteSpec& route : n.routes) {
            if (route.chance) value(*route.chance);
            if (route.when) condition(*route.when);
        }
    }

    void track(const TrackSpec& t) {
        value(t.start, true);
        keep(!t.nodes.empty(), "nodes of a track");
        for (const TrackSpec::Served& served : t.served) law(served.law);
        for (const NodeSpec& n : t.nodes) node(n);
    }

    void measure(const MeasureSpec& m) {
        keep(m.arguments.size() == form_of(m.kind).arguments.size(), "arguments of a measure");
        for (const ArgumentSpec& argument : m.arguments)
            if (argument.condition) condition(*argument.condition);
        if (m.when) condition(*m.when);
    }

    std::string broken_;
};

// Calls `visit` once for every node below `node`.
void each_node(YamlNode& node, const std::function<void(YamlNode&)>& visit) {
    for (YamlNode& item : node.items) {
        visit(item);
        each_node(item, visit);
    }
    for (YamlEntry& entry : node.entries) {
        visit(entry.value);
        each_node(entry.value, visit);
    }
}

YamlNode parsed(const std::string& text, Problems& problems) {
    const std::optional<YamlNode> node = parse_yaml(text, problems.add_file("x", text), problems);
    REQUIRE(node);
    return *node;
}

std::string promises_of(const YamlNode& root) {
    Problems problems;
    problems.add_file("x", "");
    return Promises{}.of(read_scenario_file(root, problems));
}

}  // namespace

TEST_CASE("a scenario with every form is read, and keeps all promises") {
    Problems problems;
    const YamlNode root = parsed(whole_language, problems);
    const ScenarioFile file = read_scenario_file(root, problems);
    CHECK(problems.text() == "");
    CHECK(Promises{}.of(file) == "");
}

TEST_CASE("any value replaced by something broken leaves the promises kept") {
    const char* const text = GENERATE("''", "'12'", "{}", "[]", "-1", "9 parsecs", "No Name!", "rest", "2012-02-30",
                                      "[[a]]", "{a: {b: c}}", "{by: x}", "{by: X Y, a: 1, else: {}}", "until x y",
                                      "piecewise(1 per year)", "{70%: 1 day}", "{empirical: {1%: x}}", "a + now");
    Problems problems;
    const YamlNode broken = parsed("x: " + std::string{text} + "\n", problems).entries[0].value;
    YamlNode root = parsed(whole_language, problems);
    each_node(root, [&](YamlNode& node) {
        if (node.at.line == 0) return;  // within what was put there
        YamlNode old = std::move(node);
        node = broken;
        node.at = old.at;
        const std::string broken_promises = promises_of(root);
        if (!broken_promises.empty()) {
            INFO(text << " at line " << old.at.line << ", column " << old.at.column);
            CHECK(broken_promises == "");
        }
        node = std::move(old);
    });
}

namespace {

// Calls `check` with each key of each mapping misspelt, and left out.
void each_key_lost(YamlNode& node, const std::function<void()>& check) {
    for (std::size_t i = 0; i < node.entries.size(); ++i) {
        YamlEntry entry = node.entries[i];
        node.entries[i].key.text = "No Name!";
        check();
        node.entries.erase(node.entries.begin() + static_cast<std::ptrdiff_t>(i));
        check();
        node.entries.insert(node.entries.begin() + static_cast<std::ptrdiff_t>(i), std::move(entry));
    }
    for (YamlEntry& entry : node.entries) each_key_lost(entry.value, check);
    for (YamlNode& item : node.items) each_key_lost(item, check);
}

}  // namespace

TEST_CASE("any key left out or misspelt leaves the promises kept") {
    Problems problems;
    YamlNode root = parsed(whole_language, problems);
    std::string broken;
    each_key_lost(root, [&] { broken += promises_of(root); });
    CHECK(broken == "");
}
