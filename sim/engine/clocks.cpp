// Hazard clocks by random time change, stays until dates, birthdays and dated changes (SEMANTICS 6, 13.8).
#include <cmath>

#include "sim/engine/replication.hpp"

namespace desist {

void Replication::settle_clocks() {
    for_each_seat([&](std::uint16_t s) { settle_seat(s); });
    hand_.changed = 0;
}

void Replication::settle_seat(std::uint16_t s) {
    Seat& seat = hand_.seats[s];
    const CompiledNode& node = model_.nodes[seat.node];
    const bool follows = (node.depends & hand_.changed) != 0;
    if (!seat.fresh && !follows && node.until == none) return;
    if (seat.state == Seat::State::standing && node.timed) {
        const Sight sight = sight_of(s);
        if (node.until != none) {
            const std::int64_t date = sight.moment(node.until);
            seat.due = stored(Time{std::max(hand_.now.seconds, date)});
        }
        HazardClock* clocks = clocks_of(s);
        for (std::uint32_t h = 0; h < node.hazards.count; ++h) {
            const CompiledExit& exit = model_.exits[node.hazards.first + h];
            if (seat.fresh) {
                clocks[h].left = unit_exponential(draw(exit.draw, s, seat.visit));
                start_clock(clocks[h], exit, sight);
            } else if (model_.hazards[exit.hazard].depends & hand_.changed) {
                settle_clock(clocks[h], exit, sight);
            }
        }
    }
    find_next(s);
    seat.fresh = false;
}

double Replication::product_of(const CompiledHazard& hazard, const Sight& sight) const {
    double product = 1;
    for (std::uint32_t m = 0; m < hazard.times.count; ++m)
        product *= sight.number(model_.multipliers[hazard.times.first + m]);
    return product;
}

void Replication::start_clock(HazardClock& clock, const CompiledExit& exit, const Sight& sight) {
    const CompiledHazard& hazard = model_.hazards[exit.hazard];
    clock.started = clock.since = stored(hand_.now);
    clock.product = product_of(hazard, sight);
    clock.law = static_cast<std::uint32_t>(sight.cell(hazard.law));
    find_due(clock);
}

// Only when its own rate changes in value: then what is used is kept, and the rest runs at the new rate.
void Replication::settle_clock(HazardClock& clock, const CompiledExit& exit, const Sight& sight) {
    const CompiledHazard& hazard = model_.hazards[exit.hazard];
    const double product = product_of(hazard, sight);
    const auto law = static_cast<std::uint32_t>(sight.cell(hazard.law));
    if (product == clock.product && (law == clock.law || model_.rate_laws[law] == model_.rate_laws[clock.law])) return;
    const Seconds32 now = stored(hand_.now);
    clock.left -=
        clock.product * integral(model_.rate_laws[clock.law], clock.since - clock.started, now - clock.started);
    clock.since = now;
    clock.product = product;
    clock.law = law;
    if (clock.left <= 0)
        clock.due = now;
    else
        find_due(clock);
}

// The first whole second at which the used part has reached the draw.
void Replication::find_due(HazardClock& clock) {
    clock.due = never32;
    if (clock.product <= 0) return;
    const double age = clock.since - clock.started;
    const double wait = std::ceil(age_reaching(model_.rate_laws[clock.law], age, clock.left / clock.product) - age);
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
        return;
    }
    seat.next_kind = seat.state == Seat::State::waiting ? EventKind::give_up : EventKind::finish;
    seat.next_due = never32;
    if (seat.state == Seat::State::standing) {
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
    }
}

// Brings the date and ages up to the instant, as far as the kind of the present event comes after them.
void Replication::refresh(EventKind kind) {
    std::uint16_t* indices = layout_.indices(hand_.block, 0, 0);
    std::uint16_t& date = indices[model_.date_slot];
    while (date < model_.changes.size() && model_.changes[date] <= hand_.now) {
        ++date;
        hand_.changed |= model_.date_bit;
    }
    if (kind < EventKind::crossing) return;
    for (std::uint16_t a : model_.ages) {
        const CompiledAttribute& age = model_.attributes[a];
        const std::int64_t birth = layout_.values(hand_.block, 0, 0)[age.value_slot];
        std::uint16_t& band = indices[age.slot];
        while (band + 1u < age.edge_seconds.size() && birth + age.edge_seconds[band + 1u] <= hand_.now.seconds) {
            ++band;
            hand_.changed |= age.bit;
        }
    }
}

void Replication::plan_crossing() {
    OffenderHead& head = *hand_.head;
    head.next_crossing = never32;
    head.crossing_kind = EventKind::crossing;
    if (model_.crossing_bits == 0 || !head.live) return;
    const std::uint16_t* indices = layout_.indices(hand_.block, 0, 0);
    for (std::uint16_t a : model_.ages) {
        const CompiledAttribute& age = model_.attributes[a];
        if (!(age.bit & model_.crossing_bits) || indices[age.slot] + 1u >= age.edge_seconds.size()) continue;
        const std::int64_t birth = layout_.values(hand_.block, 0, 0)[age.value_slot];
        head.next_crossing =
            std::min(head.next_crossing, stored(Time{birth + age.edge_seconds[indices[age.slot] + 1u]}));
    }
    const std::uint16_t date = indices[model_.date_slot];
    if ((model_.date_bit & model_.crossing_bits) && date < model_.changes.size() &&
        stored(model_.changes[date]) <= head.next_crossing) {
        head.next_crossing = stored(model_.changes[date]);
        head.crossing_kind = EventKind::dated_change;
    }
}

}  // namespace desist
