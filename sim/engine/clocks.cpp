// Hazard clocks by random time change, stays until dates, birthdays and dated changes (SEMANTICS 6, 13.8).
#include <cmath>

#include "sim/engine/replication.hpp"

namespace desist {

void Replication::settle_clocks() {
    for_each_seat([&](std::uint16_t s) { settle_seat(s); });
    if (wanted_.rates) for_each_seat([&](std::uint16_t s) { report_rates(s); });
    if (hand_.changed & model_.replan_bits) plan_crossing();
    hand_.changed = 0;
}

void Replication::settle_seat(std::uint16_t s) {
    Seat& seat = hand_.seats[s];
    const CompiledNode& node = model_.nodes[seat.node];
    const bool follows = (node.depends & hand_.changed) != 0;
    if (!seat.fresh && !follows && node.until == none) return;
    if (seat.state == Seat::State::waiting && node.priority_depends != 0)
        pools_.follow_priority(seat.waiter, priority_of(s));
    if (node.timed && (seat.state == Seat::State::standing || node.waiting_clocks)) {
        const Sight sight = sight_of(s);
        if (node.until != none && seat.state == Seat::State::standing) {
            const std::int64_t date = sight.moment(node.until);
            seat.due = stored(Time{std::max(hand_.now.seconds, date)});
        }
        settle_hazards(s, sight);
    }
    find_next(s);
    seat.fresh = false;
}

// Clocks start where somebody has just come, and those that run while served where units were just given.
void Replication::settle_hazards(std::uint16_t s, const Sight& sight) {
    const Seat& seat = hand_.seats[s];
    const CompiledNode& node = model_.nodes[seat.node];
    HazardClock* clocks = clocks_of(s);
    for (std::uint32_t h = 0; h < node.hazards.count; ++h) {
        const CompiledExit& exit = model_.exits[node.hazards.first + h];
        const bool ran_before = exit.during == During::both && seat.state == Seat::State::standing;
        if (!counts(exit.during, seat)) {
            if (seat.fresh && exit.during == During::waiting) stop_clock(clocks[h], exit);
            clocks[h].due = never32;
        } else if (seat.fresh && !ran_before) {
            const std::uint32_t age = seat.carries ? static_cast<std::uint32_t>(-clocks[h].started) : 0;
            if (!seat.carries) clocks[h].left = unit_exponential(draw(exit.draw, s, seat.visit));
            clocks[h].begin_at(stored(hand_.now), age);
            start_clock(clocks[h], exit, sight);
        } else if (exit.depends & hand_.changed) {
            settle_clock(clocks[h], exit, sight);
        }
    }
}

// Of clocks that started, stopped or changed in this second, and of those whose measures may now see another group.
// Nothing is settled for it.
void Replication::report_rates(std::uint16_t s) {
    const Seat& seat = hand_.seats[s];
    const CompiledNode& node = model_.nodes[seat.node];
    if (!node.reports_rates) return;
    const HazardClock* clocks = clocks_of(s);
    for (std::uint32_t h = 0; h < node.hazards.count; ++h) {
        const CompiledExit& exit = model_.exits[node.hazards.first + h];
        const CompiledHazard& hazard = model_.hazards[exit.hazard];
        const Seconds32 now = stored(hand_.now);
        const bool runs = counts(exit.during, seat);
        const bool stops = exit.during == During::waiting && seat.started == now;
        if (!hazard.reported || !(runs ? clocks[h].since == now || (hazard.report_depends & hand_.changed) : stops))
            continue;
        Rate rate{hand_.head->key,       serial_of(s), NodeId(seat.node), static_cast<std::uint16_t>(h),
                  HazardId(exit.hazard), hand_.now};
        if (runs) {
            rate.product = clocks[h].product;
            rate.law = &model_.rate_laws[clocks[h].law];
            rate.started = hand_.now - Duration{clocks[h].age_at(now)};
        }
        const Sight sight = sight_of(s);
        sink_.rate(rate, {sight, hand_.slot});
    }
}

double Replication::product_of(const CompiledExit& exit, const Sight& sight) const {
    if (exit.when != none && !sight.holds(exit.when)) return 0;
    const CompiledHazard& hazard = model_.hazards[exit.hazard];
    double product = 1;
    const CompiledFactor* factors = model_.factors.data() + hazard.times.first;
    if (hazard.plain) {
        for (std::uint32_t m = 0; m < hazard.times.count; ++m) product *= sight.tabled(factors[m].value);
        return product;
    }
    for (std::uint32_t m = 0; m < hazard.times.count; ++m) {
        const CompiledFactor& factor = factors[m];
        if (sight.holds_or_none(factor.when)) product *= sight.number(factor.value);
    }
    return std::max(0.0, product);  // numbers of people may be below zero, or none at all
}

void Replication::start_clock(HazardClock& clock, const CompiledExit& exit, const Sight& sight) {
    const CompiledHazard& hazard = model_.hazards[exit.hazard];
    clock.product = product_of(exit, sight);
    clock.law = static_cast<std::uint32_t>(sight.cell(hazard.law));
    find_due(clock, hazard);
}

// The wait is over: what is left goes on with another wait after an interruption.
void Replication::stop_clock(HazardClock& clock, const CompiledExit& exit) const {
    const Seconds32 now = stored(hand_.now);
    clock.left -= used_by(clock, model_.hazards[exit.hazard], now);
    clock.started = -static_cast<Seconds32>(clock.age_at(now));
}

// What the clock has used since it was last settled. With a profile, time is that of the clock on the wall.
double Replication::used_by(const HazardClock& clock, const CompiledHazard& hazard, Seconds32 now) const {
    const double from = clock.age_at(clock.since), to = clock.age_at(now);
    const RateLaw& law = model_.rate_laws[clock.law];
    if (hazard.weights == none) return clock.product * integral(law, from, to);
    return clock.product * integral(law, model_.weights[hazard.weights], clock.since - from, from, to);
}

// Only when its own rate changes in value: then what is used is kept, and the rest runs at the new rate.
void Replication::settle_clock(HazardClock& clock, const CompiledExit& exit, const Sight& sight) {
    const CompiledHazard& hazard = model_.hazards[exit.hazard];
    const double product = product_of(exit, sight);
    const auto law = static_cast<std::uint32_t>(sight.cell(hazard.law));
    if (product == clock.product && (law == clock.law || model_.rate_laws[law] == model_.rate_laws[clock.law])) return;
    const Seconds32 now = stored(hand_.now);
    clock.left -= used_by(clock, hazard, now);
    clock.since = now;
    clock.product = product;
    clock.law = law;
    if (clock.left <= 0)
        clock.due = now;
    else
        find_due(clock, hazard);
}

// The first whole second at which the used part has reached the draw.
void Replication::find_due(HazardClock& clock, const CompiledHazard& hazard) {
    clock.due = never32;
    if (clock.left <= 0) {  // used up before an interruption
        clock.due = clock.since;
        return;
    }
    if (clock.product <= 0) return;
    const double age = clock.age_at(clock.since), amount = clock.left / clock.product;
    const RateLaw& law = model_.rate_laws[clock.law];
    const double reached = hazard.weights == none
                               ? age_reaching(law, age, amount)
                               : age_reaching(law, model_.weights[hazard.weights], clock.since - age, age, amount);
    const double wait = std::ceil(reached - age);
    if (wait < 1e15)
        clock.due =
            stored(restored(clock.since) + Duration{std::max<std::int64_t>(1, static_cast<std::int64_t>(wait))});
}

// The least pending event of a seat: hazards as written, then the stay.
void Replication::find_next(std::uint16_t s) {
    Seat& seat = hand_.seats[s];
    const CompiledNode& node = model_.nodes[seat.node];
    if (seat.state == Seat::State::asking) {
        seat.next_due = seat.arrived;
        seat.next_kind = EventKind::ask;
        if (node.waiting_clocks) find_due_before_asking(s);
        return;
    }
    const bool standing = seat.state == Seat::State::standing;
    seat.next_kind = EventKind::finish;
    seat.next_due = never32;
    if (standing || node.waiting_clocks) {
        const HazardClock* clocks = clocks_of(s);
        for (std::uint32_t h = 0; h < node.hazards.count; ++h)
            if (clocks[h].due < seat.next_due) {
                seat.next_due = clocks[h].due;
                seat.next_hazard = static_cast<std::uint8_t>(h);
            }
    }
    if (seat.due < seat.next_due) {
        seat.next_due = seat.due;
        seat.next_hazard = static_cast<std::uint8_t>(node.hazards.count);
        if (!standing) seat.next_kind = EventKind::give_up;
    }
    if (!node.has_use_for || !standing || seat.waiter == no_waiter) return;
    const Waiter& holder = pools_.waiter(seat.waiter);
    const Seconds32 until = stored(restored(holder.started) + Duration{holder.use_for});
    if (holder.parts > 0 && until < seat.next_due) {
        seat.next_due = until;
        seat.next_hazard = static_cast<std::uint8_t>(node.hazards.count + 1);
    }
}

// A clock that was used up before an interruption fires in the second of its return, before its offender asks.
void Replication::find_due_before_asking(std::uint16_t s) {
    Seat& seat = hand_.seats[s];
    const HazardClock* clocks = clocks_of(s);
    for (std::uint32_t h = model_.nodes[seat.node].hazards.count; h-- > 0;) {
        if (clocks[h].due > seat.arrived) continue;
        seat.next_kind = EventKind::finish;
        seat.next_hazard = static_cast<std::uint8_t>(h);
    }
}

// Brings the date, ages and windows up to the instant: whatever happens in a second sees them as they are in it.
void Replication::refresh() {
    std::uint16_t* indices = layout_.indices(hand_.block, 0, 0);
    std::uint16_t& date = indices[model_.date_slot];
    while (date < model_.changes.size() && model_.changes[date] <= hand_.now) {
        ++date;
        hand_.changed |= model_.date_bit;
    }
    for (std::uint16_t a : model_.ages) {
        const CompiledAttribute& age = model_.attributes[a];
        const std::int64_t birth = layout_.values(hand_.block, 0, 0)[age.value_slot];
        std::uint16_t& band = indices[age.slot];
        while (band + 1u < age.edge_seconds.size() && birth + age.edge_seconds[band + 1u] <= hand_.now.seconds) {
            ++band;
            hand_.changed |= age.bit;
        }
    }
    if (!model_.windows.empty()) refresh_windows();
    // A date that is compared with now may be reached, also where an event of another kind comes first in the second.
    if (!model_.followed_moments.empty() && restored(hand_.head->next_crossing) <= hand_.now)
        hand_.changed |= model_.date_bit;
}

void Replication::refresh_windows() {
    for (std::uint16_t w : model_.windows) {
        const CompiledAttribute& window = model_.attributes[w];
        std::int64_t* values = layout_.values(hand_.block, 0, 0) + window.value_slot;
        const auto counted = std::count_if(values + 1, values + 1 + window.kept,
                                           [&](std::int64_t t) { return hand_.now.seconds < t + window.within; });
        if (counted == values[0]) continue;
        values[0] = counted;
        layout_.indices(hand_.block, 0, 0)[window.slot] = window.band_of(static_cast<double>(counted));
        hand_.changed |= window.bit;
    }
}

void Replication::plan_crossing() {
    OffenderHead& head = *hand_.head;
    head.next_crossing = never32;
    head.crossing_kind = EventKind::crossing;
    if (model_.replan_bits == 0 || !head.live) return;
    const std::uint16_t* indices = layout_.indices(hand_.block, 0, 0);
    const std::int64_t* values = layout_.values(hand_.block, 0, 0);
    for (std::uint16_t a : model_.ages) {
        const CompiledAttribute& age = model_.attributes[a];
        if (!(age.bit & model_.crossing_bits) || indices[age.slot] + 1u >= age.edge_seconds.size()) continue;
        head.next_crossing = std::min(head.next_crossing,
                                      stored(Time{values[age.value_slot] + age.edge_seconds[indices[age.slot] + 1u]}));
    }
    for (std::uint16_t w : model_.windows) {
        const CompiledAttribute& window = model_.attributes[w];
        if (!(window.bit & model_.crossing_bits)) continue;
        for (std::uint16_t i = 0; i < window.kept; ++i) {
            const std::int64_t ends = values[window.value_slot + 1 + i] + window.within;
            if (ends > hand_.now.seconds) head.next_crossing = std::min(head.next_crossing, stored(Time{ends}));
        }
    }
    if (!model_.followed_moments.empty()) head.next_crossing = std::min(head.next_crossing, next_turn());
    const std::uint16_t date = indices[model_.date_slot];
    if ((model_.date_bit & model_.crossing_bits) && date < model_.changes.size() &&
        stored(model_.changes[date]) <= head.next_crossing) {
        head.next_crossing = stored(model_.changes[date]);
        head.crossing_kind = EventKind::dated_change;
    }
}

// When the next date that a rate or an as-soon-as compares with now is reached, in whatever case it is looked at.
// Events at which nothing turns out to change are not seen in the records.
Seconds32 Replication::next_turn() const {
    Seconds32 next = never32;
    for (const FollowedMoment& followed : model_.followed_moments) {
        Sight sight(model_, layout_, hand_.block, hand_.now);
        for (std::size_t scope = 1; scope < model_.scopes.size(); ++scope) sight.see(scope, nowhere);
        next = std::min(next, next_turn(followed, sight, 1));
    }
    return next;
}

Seconds32 Replication::next_turn(const FollowedMoment& followed, Sight sight, std::size_t scope) const {
    while (scope < model_.scopes.size() && !(followed.scopes >> scope & 1)) ++scope;
    if (scope == model_.scopes.size()) {
        const std::int64_t at = sight.moment(followed.moment);
        return at > hand_.now.seconds ? stored(Time{at}) : never32;
    }
    Seconds32 next = next_turn(followed, sight, scope + 1);
    const CaseRow& row = layout_.cases(hand_.block, scope);
    const std::uint16_t* order = layout_.open_order(hand_.block, scope);
    for (std::uint16_t i = 0; i < row.open; ++i) {
        sight.see(scope, order[i]);
        next = std::min(next, next_turn(followed, sight, scope + 1));
    }
    return next;
}

}  // namespace desist
