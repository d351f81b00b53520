#include "tests/oracle/features.hpp"

#include <algorithm>
#include <functional>
#include <set>

namespace desist {
namespace {

template <class Items, class Is>
bool any(const Items& items, Is is) {
    return std::any_of(items.begin(), items.end(), is);
}

bool has_kind(const Condition& condition, Condition::Kind kind) {
    return condition.kind == kind || any(condition.operands, [&](const Condition& c) { return has_kind(c, kind); });
}

bool has_kind(const Value& value, Value::Kind kind) {
    return value.kind == kind || any(value.children, [&](const Value& v) { return has_kind(v, kind); });
}

bool has_kind(const LawTree& law, LawTree::Kind kind) {
    return law.kind == kind || any(law.children, [&](const LawTree& l) { return has_kind(l, kind); });
}

bool has_kind(const RateTree& law, RateTree::Kind kind) {
    return law.kind == kind || any(law.children, [&](const RateTree& l) { return has_kind(l, kind); });
}

class Look {
public:
    explicit Look(const Pathway& pathway) : p_(pathway) {
        for (const Node& node : p_.nodes) look(node);
        for (const Hazard& hazard : p_.hazards) look(hazard);
        for (const Resource& resource : p_.resources) found_["resource: pools by attribute"] |= !resource.by.empty();
        for (const Stream& stream : p_.streams) look(stream);
        look_at_whole();
    }
    std::map<std::string, bool> found() const { return found_; }

private:
    void look_at_whole() {
        found_["cases"] = !p_.cases.empty();
        found_["cases: two tracks"] = any(p_.cases, [](const CaseType& c) { return c.tracks.size() > 1; });
        found_["cases: two kinds"] = p_.cases.size() > 1;
        found_["cases: several copies"] = any(p_.cases, [](const CaseType& c) { return c.copies > 1; });
        found_["dated changes"] = !p_.changes.empty();
        found_["start drawn"] = any(p_.tracks, [](const Track& t) { return !t.start; });
        found_["two resources"] = p_.resources.size() > 1;
        found_["several streams"] = p_.streams.size() > 2;
        auto has = [&](Attribute::Kind kind) {
            return any(p_.attributes, [&](const Attribute& a) { return a.kind == kind; });
        };
        found_["attribute: count"] = has(Attribute::Kind::count);
        found_["attribute: date"] = has(Attribute::Kind::date);
        found_["attribute: duration"] = has(Attribute::Kind::duration);
        found_["attribute: age"] = has(Attribute::Kind::age);
        found_["attribute: of a case"] = any(p_.attributes, [](const Attribute& a) { return static_cast<bool>(a.of); });
    }

    void look(const Stream& stream) {
        found_["arrivals"] |= stream.rate.has_value();
        for (const Draw& draw : stream.draws) {
            if (p_.attributes[draw.attribute.index].kind != Attribute::Kind::age) continue;
            found_["age drawn from shares"] |= draw.shares.has_value();
            found_["age drawn from a law"] |= draw.law.has_value();
        }
    }

    void look(const Hazard& hazard) {
        found_["hazard: exponential"] |= has_kind(hazard.law, RateTree::Kind::exponential);
        found_["hazard: weibull"] |= has_kind(hazard.law, RateTree::Kind::weibull);
        found_["hazard: gompertz"] |= has_kind(hazard.law, RateTree::Kind::gompertz);
        found_["hazard: piecewise"] |= has_kind(hazard.law, RateTree::Kind::piecewise);
        std::vector<EntryId> entries;
        for (const Hazard::Times& times : hazard.times) {
            collect_entries(times.value, entries);
            if (times.when) collect_entries(*times.when, entries);
        }
        collect_entries(hazard.law, entries);
        for (EntryId entry : entries) {
            const Entry& on = p_.entries[entry.index];
            found_["rate follows a track"] |= on.kind == Entry::Kind::track;
            found_["rate follows a case's track"] |= on.kind == Entry::Kind::track && on.of;
            found_["rate follows the date"] |= on.kind == Entry::Kind::date;
            const bool age = on.kind == Entry::Kind::attribute &&
                             p_.attributes[entry.index - p_.tracks.size()].kind == Attribute::Kind::age;
            found_["rate follows an age"] |= age;
        }
    }

    void look(const Node& node) {
        found_["until a date"] |= node.until.has_value();
        found_["needs units"] |= !node.needs.empty();
        found_["needs several at once"] |= node.needs.size() > 1;
        found_["needs by a table"] |=
            any(node.needs, [](const UnitNeed& n) { return has_kind(n.units, Value::Kind::table); });
        found_["patience"] |= node.patience.has_value();
        found_["instant nodes"] |= node.instant();
        found_["several hazards on a node"] |= node.hazards.size() > 1;
        found_["hazard beside a stay"] |= !node.hazards.empty() && (node.stay || node.until);
        found_["end"] |= node.end;
        found_["on-leave"] |= !node.on_leave.empty();
        found_["on-start"] |= !node.on_start.empty();
        found_["on-ask"] |= !node.effects.empty() && !node.needs.empty();
        found_["as-soon-as"] |= !node.as_soon_as.empty();
        found_["as-soon-as on a node with use"] |= !node.as_soon_as.empty() && !node.needs.empty();
        if (node.stay) found_["mixture"] |= has_kind(*node.stay, LawTree::Kind::mixture);
        if (node.stay) found_["stay by a table"] |= has_kind(*node.stay, LawTree::Kind::table);
        for (const Route& route : node.routes) {
            found_["route with chance"] |= route.chance.has_value();
            if (!route.when) continue;
            found_["route with when"] = true;
            look(*route.when);
        }
        for (const AsSoonAs& exit : node.as_soon_as) look(exit.condition);
        for (const auto* list : {&node.effects, &node.on_start, &node.on_leave})
            for (const Effect& effect : *list) look(effect);
    }

    void look(const Effect& effect) {
        found_["effect with when"] |= effect.when.has_value();
        found_["effect with chance"] |= effect.chance.has_value();
        if (effect.when) look(*effect.when);
        found_["move"] |= effect.kind == Effect::Kind::move && !effect.move.open;
        found_["open"] |= effect.kind == Effect::Kind::move && effect.move.open;
        found_["count"] |= effect.kind == Effect::Kind::count;
        found_["set"] |= effect.kind == Effect::Kind::set_index;
        found_["set a date or duration"] |= effect.kind == Effect::Kind::set_moment;
        found_["draw of named values"] |= effect.kind == Effect::Kind::draw_shares;
        found_["draw of a number"] |= effect.kind == Effect::Kind::draw_law;
    }

    void look(const Condition& condition) {
        found_["any case"] |= has_kind(condition, Condition::Kind::any_case);
        found_["not"] |= has_kind(condition, Condition::Kind::negate);
        found_["any of several"] |= has_kind(condition, Condition::Kind::any);
        found_["now compared"] |= depends_on_time(condition);
        found_["waiting for, in a condition"] |= sees_waiting(condition);
    }

    bool sees_waiting(const Condition& condition) const {
        if (any(condition.operands, [&](const Condition& c) { return sees_waiting(c); })) return true;
        if (condition.kind != Condition::Kind::in) return false;
        const Entry& entry = p_.entries[condition.entry.index];
        for (std::size_t i = 0; i < entry.size(); ++i)
            if (condition.indices[i] && entry.names[i].starts_with("waiting")) return true;
        return false;
    }

    const Pathway& p_;
    std::map<std::string, bool> found_;
};

}  // namespace

std::map<std::string, bool> features_of(const Pathway& pathway) {
    std::map<std::string, bool> found = Look(pathway).found();
    // What a pathway without any hazard, draw or condition never looked for.
    for (const char* name : {"hazard: exponential",
                             "hazard: weibull",
                             "hazard: gompertz",
                             "hazard: piecewise",
                             "rate follows a track",
                             "rate follows a case's track",
                             "rate follows the date",
                             "rate follows an age",
                             "resource: pools by attribute",
                             "age drawn from shares",
                             "age drawn from a law",
                             "arrivals",
                             "mixture",
                             "stay by a table",
                             "route with chance",
                             "route with when",
                             "effect with when",
                             "effect with chance",
                             "move",
                             "open",
                             "count",
                             "set",
                             "set a date or duration",
                             "draw of named values",
                             "draw of a number",
                             "any case",
                             "not",
                             "any of several",
                             "now compared",
                             "waiting for, in a condition"})
        found.emplace(name, false);
    return found;
}

std::map<std::string, bool> happenings_in(const Records& records) {
    std::map<std::string, bool> happened;
    auto stay_with = [&](auto is) { return any(records.stays, is); };
    auto cause = [&](Cause c) { return stay_with([&](const Stay& s) { return s.cause == c; }); };
    happened["a stay ended"] = cause(Cause::stay);
    happened["a hazard fired"] = cause(Cause::hazard);
    happened["a condition came true"] = cause(Cause::as_soon_as);
    happened["a move"] = cause(Cause::moved);
    happened["somebody gave up"] = cause(Cause::give_up);
    happened["a case closed"] = cause(Cause::case_closed);
    happened["somebody ended"] = cause(Cause::ended);
    happened["a wait"] = stay_with([](const Stay& s) { return s.started != never && s.started > s.arrived; });
    happened["moved out of a queue"] =
        stay_with([](const Stay& s) { return s.started == never && s.cause == Cause::moved; });
    happened["out of a queue by a condition"] =
        stay_with([](const Stay& s) { return s.started == never && s.cause == Cause::as_soon_as; });
    happened["units held for nothing but time"] = any(records.uses, [](const Use& u) { return u.from < u.to; });
    happened["several cases of one offender"] = stay_with([](const Stay& s) { return s.serial > 1; });
    happened["a serve of several"] = records.serves_of_many > 0;
    happened["a start that was void"] = records.void_starts > 0;
    happened["a rate changed while it ran"] = records.settlings > 0;
    happened["no free copy"] = records.joined > 0;
    std::map<Time, std::set<OffenderKey>> at;
    for (const Stay& stay : records.stays)
        if (stay.cause != Cause::horizon && stay.ended != stay.arrived) at[stay.ended].insert(stay.offender);
    happened["several offenders in one second"] = any(at, [](const auto& second) { return second.second.size() > 1; });
    return happened;
}

}  // namespace desist
