#include "tests/oracle/features.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <tuple>
#include <utility>

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
        for (const Resource& resource : p_.resources) look(resource);
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
        found_["expected events"] = any(p_.measures, [](const Measure& m) { return static_cast<bool>(m.hazard); });
        found_["expected events by groups"] =
            any(p_.measures, [](const Measure& m) { return m.hazard && !m.by.empty(); });
        found_["expected events where something holds"] =
            any(p_.measures, [](const Measure& m) { return m.hazard && m.when; });
        found_["start drawn"] = any(p_.tracks, [](const Track& t) { return !t.start; });
        found_["two resources"] = p_.resources.size() > 1;
        found_["several streams"] = p_.streams.size() > 2;
        found_["time served before the start"] = any(
            p_.tracks, [](const Track& t) { return any(t.served, [](const auto& law) { return law.has_value(); }); });
        auto has = [&](Attribute::Kind kind) {
            return any(p_.attributes, [&](const Attribute& a) { return a.kind == kind; });
        };
        found_["attribute: count"] = has(Attribute::Kind::count);
        found_["attribute: date"] = has(Attribute::Kind::date);
        found_["attribute: duration"] = has(Attribute::Kind::duration);
        found_["attribute: age"] = has(Attribute::Kind::age);
        found_["attribute: number"] = has(Attribute::Kind::number);
        found_["attribute: window"] = has(Attribute::Kind::window);
        found_["attribute: number of a case"] =
            any(p_.attributes, [](const Attribute& a) { return a.of && a.kind == Attribute::Kind::number; });
        found_["attribute: of a case"] = any(p_.attributes, [](const Attribute& a) { return static_cast<bool>(a.of); });
    }

    void look(const Resource& resource) {
        found_["resource: pools by attribute"] |= !resource.by.empty();
        found_["resource: hours"] |= static_cast<bool>(resource.open);
        found_["resource: given out in hours"] |= static_cast<bool>(resource.given_out);
        found_["resource: takes units away"] |= resource.eject;
        found_["resource: priority"] |= resource.priority.has_value();
        found_["resource: limit of the queue"] |= resource.queue_limit.has_value();
        std::vector<EntryId> entries;
        collect_entries(resource.units, entries);
        found_["resource: units by date"] |= std::ranges::find(entries, p_.date_entry()) != entries.end();
        Indices at(p_.entries.size(), 0);
        for_each_combination(p_, entries, at, [&] {
            const double units = evaluate(resource.units, at);
            found_["resource: part of a unit"] |= units != std::floor(units);
        });
    }

    void look(const Stream& stream) {
        found_["arrivals"] |= stream.rate.has_value();
        found_["people one by one"] |= !stream.people.empty();
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
        found_["profile"] |= !hazard.profiles.empty();
        found_["two profiles"] |= hazard.profiles.size() > 1;
        std::vector<EntryId> entries;
        for (const Hazard::Times& times : hazard.times) {
            found_["rate follows a number"] |= needs_numbers(times.value);
            found_["rate compares now"] |= times.when && depends_on_time(*times.when);
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
        found_["until a calendar opens"] |= node.until_open && !node.until_next;
        found_["until a calendar opens next"] |= node.until_open && node.until_next;
        found_["units for a time"] |= node.use_for.has_value();
        found_["units kept"] |= !node.keep.empty();
        found_["units kept while waiting for others"] |=
            any(node.keep, [&](NodeId kept) { return !p_.nodes[kept.index].needs.empty(); });
        found_["law read again"] |= !node.read_again.empty();
        found_["hazard while waiting"] |= any(node.hazards, [](auto& e) { return e.during == During::waiting; });
        found_["hazard while both"] |= any(node.hazards, [](auto& e) { return e.during == During::both; });
        found_["hazard opens by date"] |= any(node.hazards, [](auto& e) { return e.open.has_value(); });
        found_["as-soon-as compares now"] |= any(node.as_soon_as, [](auto& e) { return depends_on_time(e.condition); });
        found_["as-soon-as while waiting, or served"] |=
            any(node.as_soon_as, [](auto& e) { return e.during != During::both; });
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
            found_["chance from a score"] |= route.chance && needs_numbers(*route.chance);
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
        found_["chance from a score"] |= effect.chance && needs_numbers(*effect.chance);
        found_["resume"] |= effect.kind == Effect::Kind::move && effect.move.resume;
        const bool number = effect.attribute && p_.attributes[effect.attribute.index].kind == Attribute::Kind::number;
        found_["set a number"] |= number && effect.kind == Effect::Kind::set_number;
        found_["move"] |= effect.kind == Effect::Kind::move && !effect.move.open;
        found_["open"] |= effect.kind == Effect::Kind::move && effect.move.open;
        found_["count"] |= effect.kind == Effect::Kind::count;
        found_["set"] |= effect.kind == Effect::Kind::set_index;
        found_["set a date or duration"] |= effect.kind == Effect::Kind::set_moment;
        found_["draw of named values"] |= effect.kind == Effect::Kind::draw_shares;
        found_["draw of a number"] |= effect.kind == Effect::Kind::draw_law;
    }

    void look(const Condition& condition) {
        found_["count of cases"] |= has_kind(condition, Condition::Kind::count_cases);
        found_["hours in a condition"] |= has_kind(condition, Condition::Kind::open);
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
                             "resource: hours",
                             "resource: given out in hours",
                             "resource: takes units away",
                             "resource: priority",
                             "resource: limit of the queue",
                             "resource: units by date",
                             "resource: part of a unit",
                             "profile",
                             "two profiles",
                             "rate follows a number",
                             "rate compares now",
                             "chance from a score",
                             "resume",
                             "set a number",
                             "count of cases",
                             "hours in a condition",
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

namespace {

// Whether what measures see of a clock changed while it ran on at the same rate.
bool group_changed(const std::vector<SeenRate>& rates) {
    std::map<std::tuple<OffenderKey, std::uint32_t, NodeId, std::uint16_t>, const SeenRate*> last;
    return std::ranges::any_of(rates, [&](const SeenRate& rate) {
        const SeenRate* before =
            std::exchange(last[std::tuple(rate.offender, rate.serial, rate.node, rate.exit)], &rate);
        return before && rate.product > 0 && before->product == rate.product && before->started == rate.started &&
               before->seen != rate.seen;
    });
}

}  // namespace

std::map<std::string, bool> happenings_in(const Records& records) {
    std::map<std::string, bool> happened;
    auto stay_with = [&](auto is) { return any(records.stays, is); };
    auto cause = [&](Cause c) { return stay_with([&](const Stay& s) { return s.cause == c; }); };
    happened["a stay ended"] = cause(Cause::stay);
    happened["a hazard fired"] = cause(Cause::hazard);
    happened["a condition came true"] = cause(Cause::as_soon_as);
    happened["a move"] = cause(Cause::moved);
    happened["somebody gave up"] = cause(Cause::give_up);
    happened["somebody was turned away"] = cause(Cause::full);
    happened["somebody lost units"] = cause(Cause::ejected);
    happened["units freed before the stay ended, or kept"] = any(records.uses, [&](const Use& u) {
        return !any(records.stays, [&](const Stay& s) {
            return s.offender == u.offender && s.node == u.node && s.started == u.from && s.ended == u.to;
        });
    });
    happened["a hazard fired in a queue"] =
        stay_with([](const Stay& s) { return s.started == never && s.cause == Cause::hazard; });
    happened["a stay went on"] = records.resumed > 0;
    happened["a law was read again"] = records.read_again > 0;
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
    happened["a measure saw another group while a rate ran"] = group_changed(records.rates);
    std::map<Time, std::set<OffenderKey>> at;
    for (const Stay& stay : records.stays)
        if (stay.cause != Cause::horizon && stay.ended != stay.arrived) at[stay.ended].insert(stay.offender);
    happened["several offenders in one second"] = any(at, [](const auto& second) { return second.second.size() > 1; });
    return happened;
}

}  // namespace desist
