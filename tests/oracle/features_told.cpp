// What the records of a run tell.
#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "tests/oracle/feature_parts.hpp"

namespace desist {
namespace {

class Told {
public:
    explicit Told(const Pathway& pathway) : p_(pathway) {}

    void tell(const Change& change) {
        using Kind = Attribute::Kind;
        const Kind kind = p_.attributes[change.attribute.index].kind;
        told_["2.1 a named value changes"] |= kind == Kind::named;
        told_["2.1 a count changes"] |= kind == Kind::count;
        told_["2.1 a number changes"] |= kind == Kind::number;
        told_["2.1 a duration changes"] |= kind == Kind::duration;
        told_["2.1 a date changes"] |= kind == Kind::date;
        told_["4.1 an attribute of a case changes"] |= change.serial != 0;
        told_["4.1 a number of a case changes"] |= change.serial != 0 && kind == Kind::number;
    }

    void tell(const Stay& s) {
        const bool waited = s.started != never && s.started > s.arrived, never_started = s.started == never;
        told_["3.1 a stay ends"] |= s.cause == Cause::stay;
        told_["3.1 a hazard fires"] |= s.cause == Cause::hazard;
        told_["3.1 a move from another track, or an effect"] |= s.cause == Cause::moved;
        told_["3.1 an instant node"] |= s.cause == Cause::route;
        told_["3.1 an end"] |= s.cause == Cause::ended;
        told_["3.1 a rest is left by a move"] |= s.cause == Cause::moved && is_rest(s.node);
        told_["5.2 somebody gives up"] |= s.cause == Cause::give_up;
        told_["5.2 somebody is turned away"] |= s.cause == Cause::full;
        told_["5.4 somebody loses units"] |= s.cause == Cause::ejected;
        told_["4.3 a case closes"] |= s.cause == Cause::case_closed;
        told_["5.2 a wait"] |= waited;
        told_["5.2 units at once"] |= s.started == s.arrived && needs_units(s.node);
        told_["3.4 a move out of a queue"] |= never_started && s.cause == Cause::moved;
        told_["5.5 a hazard fires in a queue"] |= never_started && s.cause == Cause::hazard;
        told_["5.5 a condition comes true in a queue"] |= never_started && s.cause == Cause::as_soon_as;
        told_["10.3 a stay is open at the horizon"] |= s.cause == Cause::horizon;
        told_["10.3 somebody waits at the horizon"] |= s.cause == Cause::horizon && never_started;
        told_["10.1 a stay ends in warm-up"] |= s.ended < Time{};
        told_["1.1 a stay begins in warm-up and ends after"] |= s.arrived < Time{} && s.ended > Time{};
        auto [first, isnew] = entered_.emplace(s.offender, s.arrived);
        first->second = std::min(first->second, s.arrived);
        if (s.cause != Cause::horizon && s.ended != s.arrived) ended_[s.ended].insert(s.offender);
    }

    void tell(const Use& u) {
        told_["5.2 units are held for a time"] |= u.from < u.to;
        told_["5.2 several units of one pool"] |= u.units > 1;
        if (!p_.resources.empty()) pools_.insert(u.pool);
    }

    void tell(const Spend& s) {
        told_["3.3 a cost"] = true;
        told_["3.3 a cost of a case's track"] |= s.serial != 0;
        told_["3.3 a cost at another amount than before"] |=
            amounts_.emplace(s.cost, s.amount).first->second != s.amount;
    }

    Features told() {
        told_["2.3 somebody arrives"] =
            std::any_of(entered_.begin(), entered_.end(), [&](const auto& one) { return one.second > p_.begin; });
        told_["2.3 people from a file"] =
            std::any_of(p_.streams.begin(), p_.streams.end(), [](const Stream& s) { return !s.people.empty(); });
        told_["5.1 units of several pools are used"] = pools_.size() > 1;
        told_["8.2 events of two people in one second"] =
            std::any_of(ended_.begin(), ended_.end(), [](const auto& second) { return second.second.size() > 1; });
        return told_;
    }

private:
    bool needs_units(NodeId node) const { return !p_.nodes[node.index].needs.empty(); }
    bool is_rest(NodeId id) const {
        const Node& node = p_.nodes[id.index];
        return !node.timed() && node.routes.empty() && !node.end;
    }

    const Pathway& p_;
    Features told_;
    std::map<OffenderKey, Time> entered_;
    std::map<Time, std::set<OffenderKey>> ended_;
    std::set<PoolId> pools_;
    std::map<CostId, std::int64_t> amounts_;
};

bool has_expected(const Pathway& pathway) {
    return std::ranges::any_of(pathway.measures, [](const Measure& m) { return static_cast<bool>(m.hazard()); });
}

// Whether what measures, or costs, see of a clock changed while it ran on at the same rate.
template <class Seen>
bool changed_meanwhile(const std::vector<SeenRate>& rates, Seen SeenRate::*seen) {
    std::map<std::tuple<OffenderKey, std::uint32_t, NodeId, std::uint16_t>, const SeenRate*> last;
    return std::ranges::any_of(rates, [&](const SeenRate& rate) {
        const SeenRate* before =
            std::exchange(last[std::tuple(rate.offender, rate.serial, rate.node, rate.exit)], &rate);
        return before && rate.product > 0 && before->product == rate.product && before->started == rate.started &&
               before->*seen != rate.*seen;
    });
}

}  // namespace

Features told_by(const Pathway& pathway, const Records& records) {
    Told told(pathway);
    for (const Stay& stay : records.stays) told.tell(stay);
    for (const Use& use : records.uses) told.tell(use);
    for (const Change& change : records.changes) told.tell(change);
    for (const Spend& spend : records.spends) told.tell(spend);
    Features all = told.told();
    all["6.3 expected events are told"] = !records.rates.empty() && has_expected(pathway);
    all["6.3 a measure sees another group while a rate runs"] = changed_meanwhile(records.rates, &SeenRate::seen);
    all["6.3 what a cost comes to changes while a rate runs"] = changed_meanwhile(records.rates, &SeenRate::prices);
    all["3.4 a move that does nothing"] = records.idle > 0;
    all["4.3 no free copy: an open case is joined"] = records.joined > 0;
    return all;
}

}  // namespace desist
