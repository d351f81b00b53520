// What the table of features wants to know of a run and records do not tell. None of it changes what happens.
#include <algorithm>

#include "tests/oracle/oracle_run.hpp"

namespace desist::oracle {

// The order of one second (8.2): which events met in it.
void Oracle::look_at_order(const Event& event) {
    const bool of_somebody = event.kind > Kind::capacity && event.kind != Kind::serve && event.kind != Kind::turn_away;
    saw("8.2 an event that is less than the last one done", event < last_.event && last_.event.time == event.time);
    saw("8.2 a dated change and an event of somebody in one second", of_somebody && last_.dated == event.time);
    saw("8.2 a change of units and an event of somebody in one second", of_somebody && last_.capacity == event.time);
    saw("8.2 a serve and the end of patience in one second", event.kind == Kind::give_up && last_.served == event.time);
    if (event.kind == Kind::dated_change) last_.dated = event.time;
    last_.event = event;
}

// A crossing is of an age, of a window, or of a date that is compared with now.
void Oracle::look_at_crossing(const Offender& o) const {
    if (o.copies.empty()) return;
    const Copy& own = o.copies.at(0);
    bool age = false, window = false;
    for (std::size_t a = 0; a < p_.attributes.size(); ++a) {
        const Attribute& attribute = p_.attributes[a];
        if (attribute.kind == Attribute::Kind::age)
            for (double edge : attribute.edges) age |= reaches(Time{own.values[a]}, edge) == now_;
        if (const auto starts = own.starts.find(AttributeId(a)); starts != own.starts.end())
            for (Time t : starts->second) window |= t + attribute.within == now_;
    }
    saw("2.1 an age grows into the next band", age);
    saw("2.1 a window forgets a start", window);
    saw("2.2 a date compared with now in a rate or an as-soon-as comes", !age && !window);
}

void Oracle::look_at_fired(const HazardClock& clock, const Hazard& hazard) const {
    const auto kind = clock.law.kind;
    saw("6.2 a hazard fires: exponential", kind == RateLaw::Kind::exponential);
    saw("6.2 a hazard fires: piecewise", kind == RateLaw::Kind::piecewise);
    saw("6.2 a hazard fires: weibull", kind == RateLaw::Kind::weibull);
    saw("6.2 a hazard fires: gompertz", kind == RateLaw::Kind::gompertz);
    saw("6.2 a hazard fires: several profiles", hazard.profiles.size() > 1);
    for (ProfileId id : hazard.profiles)
        saw(p_.profiles[id.index].months ? "6.2 a hazard fires: months" : "6.2 a hazard fires: hours of the week");
}

void Oracle::look_at_ask(const Offender& o, const Spot& spot) {
    for (const Held& need : spot.needs) {
        Pool& pool = pools_.at(need.pool);
        saw("8.2 two people ask for one pool in one second", pool.asked == now_ && pool.asker != o.key);
        pool.asked = now_;
        pool.asker = o.key;
    }
}

// Whether priorities change the order in which people came, and whether they changed while people waited.
void Oracle::look_at_line(const std::set<InLine>& line) {
    const InLine* before = nullptr;
    for (const InLine& who : line) {
        auto came = [](const InLine& w) { return std::tie(w.queued, w.key, w.track, w.serial); };
        saw("5.2 priority changes an order", before && came(who) < came(*before));
        saw("5.2 one offender waits at two places", before && before->key == who.key);
        Spot& spot = *find(offenders_.at(who.key), who.track, who.serial);
        saw("5.2 a priority changes while somebody waits", spot.priority != 0 && spot.priority != who.priority);
        spot.priority = who.priority;
        before = &who;
    }
}

void Oracle::look_at_move(const Offender& o, const NotedMove& noted, std::uint32_t serial) const {
    const CaseTypeId of = p_.tracks[noted.move->track.index].of;
    saw("4.2 a move finds no case in hand", of && serial == 0);
    saw("4.2 a move of a case's own track", of && serial != 0 && noted.type == of);
    saw("4.2 a move of the case in hand, from elsewhere", of && serial != 0 && noted.type != of);
    if (of && serial == 0) return;
    const NodeId here = o.copies.at(serial).spots.at(noted.move->track).node;
    const auto& from = noted.move->from;
    saw("3.4 a move from elsewhere than it names", std::ranges::find(from, here) == from.end());
}

void Oracle::look_at_arrival(const Offender& o, std::uint32_t serial, const Spot& spot, bool resumed) const {
    saw("7.1 a second visit", spot.visit > 0);
    saw("3.4 a stay goes on after an interruption", resumed);
    saw("3.4 a place in a queue is kept over an interruption", resumed && spot.waiting);
    saw("3.4 hazards go on after an interruption", resumed && !node(spot).hazards.empty());
    std::set<CaseTypeId> types;
    for (const auto& [other, copy] : o.copies)
        saw("4.1 several open cases of one kind", other != 0 && !types.insert(copy.type).second);
    saw("4.1 a second case", serial > 1);
}

void Oracle::look_at_begin(const Spot& spot) const {
    const Node& here = node(spot);
    if (here.until_open && !here.until_next)
        saw(spot.finish == now_ ? "2.2 a stay until a calendar that is open" : "2.2 a stay until a calendar opens");
    saw("2.2 a stay until a calendar opens next", here.until_open && here.until_next);
    saw("5.4 a review: until a calendar opens next, and again", here.until_open && here.until_next && spot.visit > 0);
    saw("3.1 a stay of no time", here.stay && spot.stay == Duration{});
    saw("3.5 a stay beyond the time served", here.stay && spot.served > Duration{});
    saw("3.5 a hazard at the age of the time served", !here.hazards.empty() && spot.served > Duration{});
    const bool seen_while_waiting =
        std::ranges::any_of(here.as_soon_as, [](const AsSoonAs& exit) { return exit.during != During::served; });
    saw("5.5 a wait of no length, with conditions that see it",
        !here.needs.empty() && spot.arrived == now_ && seen_while_waiting);
    const bool goes_on =
        std::ranges::any_of(here.hazards, [](const HazardExit& exit) { return exit.during == During::both; });
    saw("5.5 a hazard goes on from waiting to served", !here.needs.empty() && spot.arrived < now_ && goes_on);
}

void Oracle::look_at_date(const Spot& spot, Time date) const {
    saw("2.2 a stay until a date that is unset", date == never);
    saw("2.2 a stay until a date that is past", date < now_ && spot.started == now_);
    saw("2.2 a date is set again while it is waited for",
        spot.started < now_ && date != spot.finish && std::max(date, now_) != spot.finish);
}

void Oracle::look_at_end(const Offender& o) const {
    bool holds = false, skips = false;
    std::size_t places = 0;
    for (const auto& [serial, copy] : o.copies)
        for (const auto& [track, spot] : copy.spots) {
            ++places;
            holds |= !spot.holdings.empty();
            skips |= spot.started != never && !node(spot).on_leave.empty();
        }
    saw("3.1 an end closes several tracks", places > 1);
    saw("3.1 an end frees what is held", holds);
    saw("3.1 an end skips on-leave", skips);
    saw("3.1 an end with open cases", o.copies.size() > 1);
}

// At a change of units, before anybody loses some.
void Oracle::look_at_capacity() {
    for (auto& [id, pool] : pools_) {
        const std::int64_t units = units_at(p_, pool.resource, pool.at, now_);
        const bool dated = pool.units != units && last_.dated == now_;
        if (pool.units != units) last_.capacity = now_;
        const bool eject = p_.resources[pool.resource.index].eject;
        saw("5.1 units change with a date", dated);
        saw("5.4 units fall", units < pool.units);
        saw("5.4 there are no units for a time", units == 0 && pool.units > 0);
        saw("5.4 service goes on though there are too few units", !eject && pool.used > units);
        saw("5.4 several lose their units at once", eject && pool.used > units + 1);
        pool.units = units;
    }
}

}  // namespace desist::oracle
