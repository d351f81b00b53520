// The reverse index: one walk through the scenario, noting every name where it stands.
#include "sim/pathway/explain_uses.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/measure_forms.hpp"

namespace desist::words {
namespace {

class UseCollector {
public:
    explicit UseCollector(const Book& book) : book_(book) {}

    Uses run() {
        const Scenario& s = book_.scenario;
        for (const ParameterSpec& p : s.parameters) parameter(p);
        for (const ScoreSpec& score_spec : s.scores) score(score_spec);
        for (const AttributeSpec& a : s.attributes) attribute(a);
        for (const DrawSpec& d : s.draws) draw(d, "population (everybody)");
        for (const StreamSpec& stream_spec : s.population) stream(stream_spec);
        for (const HazardSpec& h : s.hazards) hazard(h);
        for (const ResourceSpec& r : s.resources) resource(r);
        for (const ProfileSpec& p : s.profiles) profile(p);
        for (const CalendarSpec& c : s.calendars) calendar(c);
        for (const CostSpec& c : s.costs) cost(c);
        for (const TrackSpec& t : s.tracks) track(t);
        for (const MeasureSpec& m : s.measures) measure(m);
        for (const TargetSpec& t : s.targets) target(t);
        return std::move(uses_);
    }

private:
    void at(std::string where) { where_ = std::move(where); }
    void how(std::string text) { how_ = std::move(text); }
    void note(const std::string& what) {
        const Use use{where_, how_};
        std::vector<Use>& all = uses_.of[what];
        if (what == where_ || std::find(all.begin(), all.end(), use) != all.end()) return;
        all.push_back(use);
        std::vector<std::string>& here = uses_.names[where_];
        if (std::find(here.begin(), here.end(), what) == here.end()) here.push_back(what);
    }
    void note(const std::string& kind, const Text& name) { note(kind + " " + name.text); }
    void source(const std::optional<Text>& text) {
        if (text) note("evidence", *text);
    }

    void expression(const Expression& e) {
        if (e.kind == Expression::Kind::hours_of) note("calendar " + e.name);
        if (e.kind == Expression::Kind::name) {
            if (book_.parameter(e.name))
                note("parameter " + e.name);
            else if (book_.score(e.name))
                note("score " + e.name);
            else if (book_.attribute(e.name))
                note("attribute " + e.name);
        }
        for (const Expression& operand : e.operands) expression(operand);
    }
    void expression(const std::optional<Expression>& e) {
        if (e) expression(*e);
    }

    void by(const Text& name) {
        if (name.text.empty()) return;
        if (book_.attribute(name.text)) note("attribute", name);
        if (book_.track(name.text)) note("track", name);
    }

    // Where an attribute is drawn, the names of its values are no parameters.
    void value(const ValueSpec& v, const AttributeSpec* drawn = nullptr) {
        if (v.leaf && !is_value_of(*v.leaf, drawn)) expression(*v.leaf);
        by(v.by);
        for (const ValueSpec::Row& row : v.rows) value(row.value.front(), drawn);
        for (const ValueSpec& other : v.otherwise) value(other, drawn);
    }
    void value(const std::optional<ValueSpec>& v) {
        if (v) value(*v);
    }
    static bool is_value_of(const Expression& e, const AttributeSpec* drawn) {
        if (!drawn || e.kind != Expression::Kind::name) return false;
        return std::any_of(drawn->values.begin(), drawn->values.end(),
                           [&](const Text& name) { return name.text == e.name; });
    }

    void law(const LawSpec& l) {
        for (const LawSpec::Argument& a : l.arguments) expression(a.value);
        if (!l.calendar.text.empty()) note("calendar", l.calendar);
        for (const LawSpec::Part& p : l.mixture) {
            expression(p.share);
            law(p.law.front());
        }
        for (const LawSpec::Point& p : l.empirical) expression(p.value);
        by(l.by);
        for (const LawSpec::Row& row : l.rows) law(row.law.front());
        for (const LawSpec& other : l.otherwise) law(other);
    }
    void law(const std::optional<LawSpec>& l) {
        if (l) law(*l);
    }

    void condition(const ConditionSpec& c) {
        if (c.kind == ConditionSpec::Kind::open) note("calendar", c.name);
        if (c.kind == ConditionSpec::Kind::is) {
            if (book_.attribute(c.name.text)) note("attribute", c.name);
            if (book_.track(c.name.text))
                for (const Text& node : c.values) note(fmt::format("node {}/{}", c.name.text, plain_node(node.text)));
        }
        expression(c.date);
        for (const ConditionSpec& operand : c.operands) condition(operand);
    }
    void condition(const std::optional<ConditionSpec>& c) {
        if (c) condition(*c);
    }
    static std::string plain_node(const std::string& state) {
        static constexpr std::string_view waiting = "waiting for ";
        return state.starts_with(waiting) ? state.substr(waiting.size()) : state;
    }

    void evidence(const ValueWithEvidence& v, const std::string& when) {
        how("its value" + when);
        value(v.value);
        source(v.source);
        how("its range" + when);
        value(v.low);
        value(v.high);
        law(v.distribution);
    }

    void parameter(const ParameterSpec& p) {
        at("parameter " + p.name.text);
        evidence(p.base, "");
        for (const ParameterSpec::Change& change : p.changes) {
            evidence(change, " from " + date(change.date));
            value(change.times);
            expression(change.ramp);
        }
    }

    void score(const ScoreSpec& s) {
        at("score " + s.name.text);
        how("its terms");
        source(s.source);
        expression(s.intercept);
        for (const ScoreSpec::Term& term : s.terms) {
            value(term.table);
            expression(term.of);
            expression(term.times);
        }
    }

    void attribute(const AttributeSpec& a) {
        at("attribute " + a.name.text);
        how("counts starts there");
        for (const Text& node : a.counted) note("node", node);
        expression(a.within);
    }

    void draw(const DrawSpec& d, const std::string& where) {
        at(where);
        how("draws " + d.attribute.text);
        if (d.shares) value(*d.shares, book_.attribute(d.attribute.text));
        law(d.law);
    }

    void stream(const StreamSpec& s) {
        const std::string where = "stream " + s.name.text;
        at(where);
        how("how many there are");
        value(s.present);
        how("how many arrive");
        value(s.arrivals);
        for (const DrawSpec& d : s.draw) draw(d, where);
    }

    void hazard(const HazardSpec& h) {
        at("hazard " + h.name.text);
        how("its law");
        law(h.law);
        how("a multiplier");
        for (const HazardSpec::Times& times : h.times) {
            condition(times.when);
            value(times.value);
        }
        for (const Text& p : h.profiles) note("profile", p);
    }

    void resource(const ResourceSpec& r) {
        at("resource " + r.name.text);
        how("how many units");
        value(r.units);
        how("opening hours");
        if (r.open) note("calendar", *r.open);
        how("when it is given out");
        if (r.given_out) note("calendar", *r.given_out);
        how("who comes first");
        value(r.priority);
        how("how many may wait");
        value(r.queue_limit);
    }

    void profile(const ProfileSpec& p) {
        at("profile " + p.name.text);
        how("its weights");
        for (const ProfileSpec::Row& row : p.rows) expression(row.weight);
        expression(p.otherwise);
    }

    void calendar(const CalendarSpec& c) {
        at("calendar " + c.name.text);
        how("left out");
        for (const Text& except : c.except)
            if (book_.calendar(except.text)) note("calendar", except);
    }

    void cost(const CostSpec& c) {
        at("cost " + c.name.text);
        how("its amount");
        source(c.source);
        value(c.value);
        value(c.step);
        value(c.budget);
        how("what it is paid for");
        for (const Text& node : c.of) note("node", node);
        if (c.provided) note("resource", *c.provided);
        if (c.used) note("resource", *c.used);
        if (c.expected) note("hazard", *c.expected);
    }

    void track(const TrackSpec& t) {
        at("track " + t.name.text);
        how("where people start");
        if (!t.start_node) start(t.start, t);
        how("time already served at the start");
        for (const TrackSpec::Served& served : t.served) law(served.law);
        for (const NodeSpec& n : t.nodes) node(n, t);
    }
    // A leaf that is a node's name is no parameter.
    void start(const ValueSpec& v, const TrackSpec& t) {
        const auto is_node = [&](const NodeSpec& n) { return v.leaf && n.name.text == v.leaf->name; };
        if (std::none_of(t.nodes.begin(), t.nodes.end(), is_node)) value(v);
    }

    void node(const NodeSpec& n, const TrackSpec& t) {
        at(fmt::format("node {}/{}", t.name.text, n.name.text));
        how("how long it lasts");
        law(n.stay);
        how("what it needs");
        for (const UseSpec& use : n.use) {
            note("resource", use.resource);
            value(use.units);
        }
        how("how long it holds its units");
        value(n.use_for);
        how("how long one waits for it");
        law(n.patience);
        for (const EffectSpec& e : n.effects) effect(e, "on arrival");
        for (const EffectSpec& e : n.on_ask) effect(e, "on asking");
        for (const EffectSpec& e : n.on_start) effect(e, "at the start");
        for (const EffectSpec& e : n.on_leave) effect(e, "on leaving");
        ways(n);
    }
    void ways(const NodeSpec& n) {
        for (const LeaveSpec& leave : n.leave) {
            how("leaves to " + leave.to.text);
            note("hazard", leave.hazard);
            condition(leave.open);
        }
        for (const AsSoonAsSpec& a : n.as_soon_as) {
            how("decides when to go to " + a.to.text);
            condition(a.condition);
        }
        for (const RouteSpec& route : n.routes) {
            how("chance to go to " + route.to.text);
            value(route.chance);
            how("condition to go to " + route.to.text);
            condition(route.when);
        }
    }
    void effect(const EffectSpec& e, const std::string& when) {
        const bool move = e.kind == EffectSpec::Kind::move;
        const std::string what = move ? "a move of " + e.move.track.text : e.attribute.text;
        how(fmt::format("{}: {}", when, what));
        if (e.kind == EffectSpec::Kind::cost)
            note("cost", e.attribute);
        else if (!move)
            note("attribute", e.attribute);
        const AttributeSpec* attribute = book_.attribute(e.attribute.text);
        if (e.value && !is_value_of(*e.value, attribute)) expression(*e.value);
        law(e.law);
        if (e.shares) value(*e.shares, attribute);
        how(fmt::format("{}: whether there is {}", when, what));
        condition(e.when);
        how(fmt::format("{}: chance of {}", when, what));
        value(e.chance);
    }

    void measure(const MeasureSpec& m) {
        at("measure " + m.name.text);
        how("measured");
        for (std::size_t i = 0; i < m.arguments.size(); ++i) argument(form_of(m.kind).arguments[i], m.arguments[i]);
        how("who is counted");
        condition(m.when);
        how("groups");
        for (const Text& attribute : m.by) note("attribute", attribute);
    }
    void argument(const MeasureArgument& form, const ArgumentSpec& a) {
        how(std::string(form.name));
        if (const char* kind = kind_of_name(form.type))
            for (const Text& name : a.names)
                if (form.type != Argue::costs || name.text != "all") note(kind, name);
        for (const std::vector<Text>& list : a.lists)
            for (const Text& n : list) note("node", n);
        for (const Expression& number : a.numbers) expression(number);
        condition(a.condition);
        value(a.value);
    }
    static const char* kind_of_name(Argue type) {
        switch (type) {
            case Argue::places:
                return "node";
            case Argue::counted:
            case Argue::attributes:
            case Argue::date:
                return "attribute";
            case Argue::hazard:
                return "hazard";
            case Argue::measure:
            case Argue::two_measures:
                return "measure";
            case Argue::resource:
                return "resource";
            case Argue::costs:
                return "cost";
            default:
                return nullptr;
        }
    }

    void target(const TargetSpec& t) {
        at("target " + t.name.text);
        how("held against");
        note("measure " + std::string{measure_of_figure(t.measure.text)});
        source(t.source);
    }

    const Book& book_;
    Uses uses_;
    std::string where_, how_;
};

}  // namespace

Uses collect_uses(const Book& book) { return UseCollector(book).run(); }

const std::vector<Use>& uses_of(const Uses& uses, const std::string& what) {
    static const std::vector<Use> none;
    const auto found = uses.of.find(what);
    return found == uses.of.end() ? none : found->second;
}

bool is_derived(const Uses& uses, const std::string& what) {
    const auto found = uses.names.find(what);
    if (found == uses.names.end()) return false;
    return std::any_of(found->second.begin(), found->second.end(), [](const std::string& name) {
        return name.starts_with("parameter ") || name.starts_with("score ") || name.starts_with("calendar ");
    });
}

std::vector<std::string> affected(const Uses& uses, const std::string& what) {
    std::vector<std::string> all{what};
    for (std::size_t i = 0; i < all.size(); ++i) {
        // What happens at a node is where the chain ends: who looks at a node is not changed by a number used there.
        if (all[i].starts_with("node ") || all[i].starts_with("measure ")) continue;
        for (const Use& use : uses_of(uses, all[i]))
            if (std::find(all.begin(), all.end(), use.where) == all.end()) all.push_back(use.where);
    }
    all.erase(all.begin());
    return all;
}

}  // namespace desist::words
