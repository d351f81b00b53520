// Stays that are interrupted and go on, and stays whose law is read again (SEMANTICS 3.4, 11.2).
#include "sim/engine/replication.hpp"

namespace desist {

std::uint64_t Replication::place_of(std::uint32_t slot, std::uint16_t seat, std::uint16_t node) {
    return (std::uint64_t{slot} << 32) | (std::uint64_t{seat} << 16) | node;
}

// Remembers the stay of a seat that is moved away, for the next arrival at its node.
void Replication::interrupt(std::uint16_t s) {
    const Seat& seat = hand_.seats[s];
    const CompiledNode& node = model_.nodes[seat.node];
    Remainder left{seat.visit, seat.stay, {0, 0, seat.arrived}, {}};
    if (seat.carries) left.carried = layout_.carried(hand_.block, s);
    if (seat.started != never32) left.carried.spent += stored(hand_.now) - seat.started;
    const HazardClock* clocks = clocks_of(s);
    for (std::uint32_t h = 0; h < node.hazards.count; ++h) {
        const CompiledExit& exit = model_.exits[node.hazards.first + h];
        const Seconds32 now = stored(hand_.now);
        const bool served = seat.state == Seat::State::standing;
        const bool ran_while_waiting = served && exit.during != During::served;
        if (ran_while_waiting && exit.during == During::waiting && !seat.fresh)  // has stopped
            left.clocks.emplace_back(clocks[h].left, static_cast<std::uint32_t>(-clocks[h].started));
        else if (ran_while_waiting || (counts(exit.during, seat) && !seat.fresh))
            left.clocks.emplace_back(clocks[h].left - used_by(clocks[h], model_.hazards[exit.hazard], now),
                                     clocks[h].age_at(now));
        else if (seat.carries)
            left.clocks.emplace_back(clocks[h].left, static_cast<std::uint32_t>(-clocks[h].started));
        else
            left.clocks.emplace_back(unit_exponential(draw(exit.draw, s, seat.visit)), 0u);
    }
    interrupted_[place_of(hand_.slot, s, seat.node)] = std::move(left);
}

// Whether this arrival goes on with an earlier stay.
bool Replication::go_on(std::uint16_t s) {
    Seat& seat = hand_.seats[s];
    const auto found = interrupted_.find(place_of(hand_.slot, s, seat.node));
    if (found == interrupted_.end()) return false;
    const Remainder& left = found->second;
    seat.visit = left.visit;
    seat.stay = left.stay;
    seat.carries = true;
    layout_.carried(hand_.block, s) = left.carried;
    HazardClock* clocks = clocks_of(s);
    for (std::size_t h = 0; h < left.clocks.size(); ++h) {
        clocks[h].left = left.clocks[h].first;
        clocks[h].started = -static_cast<Seconds32>(left.clocks[h].second);
    }
    interrupted_.erase(found);
    return true;
}

void Replication::forget_interrupted(std::uint16_t s) {
    if (interrupted_.empty()) return;
    for (std::uint16_t node : model_.resumable) interrupted_.erase(place_of(hand_.slot, s, node));
}

// At a retroactive change: the same luck with the new law.
void Replication::read_again(std::uint16_t date) {
    if (model_.read_again_dates.empty()) return;
    for_each_seat([&](std::uint16_t s) {
        Seat& seat = hand_.seats[s];
        const CompiledNode& node = model_.nodes[seat.node];
        const auto dates = model_.read_again_dates.begin() + node.read_again.first;
        if (std::find(dates, dates + node.read_again.count, date) == dates + node.read_again.count) return;
        const Law& law = model_.laws[sight_of(s).cell(node.stay)];
        const double u = draw(node.stay_draw, s, seat.visit);
        const Carried carried = seat.carries ? layout_.carried(hand_.block, s) : Carried{};
        seat.stay = stored(Time{} + (carried.served == 0 ? stay_of(law, u) : stay_beyond(law, {carried.served}, u)));
        if (seat.state != Seat::State::standing) return;
        seat.due =
            std::max(stored(hand_.now), stored(restored(seat.started) + Duration{seat.stay} - Duration{carried.spent}));
        find_next(s);
    });
}

}  // namespace desist
