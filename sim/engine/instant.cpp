// What one event brings about: moves, instant nodes, as-soon-as, until all rest; then clocks (SEMANTICS 8.1, 13).
#include "sim/base/check.hpp"
#include "sim/engine/replication.hpp"

namespace desist {

void Replication::settle_instant() {
    for (;;) {
        carry_out_moves();
        if (!hand_.head->live) return;
        if (hand_.instant) {
            if (!take_routes()) return;
            continue;
        }
        if (!fire_as_soon_as()) break;
    }
    settle_clocks();
}

// Noted moves, first in first out; those that they note go to the end.
void Replication::carry_out_moves() {
    while (next_noted_ < noted_.size() && hand_.head->live) carry_out(noted_[next_noted_++]);
    noted_.clear();
    next_noted_ = 0;
}

void Replication::carry_out(const NotedMove& move) {
    const CompiledEffect& effect = model_.effects[move.effect];
    const CompiledTrack& track = model_.tracks[effect.move_track];
    if (effect.open) return open_case(effect.move_track, effect.move_to);
    std::uint16_t copy = 0;
    if (track.scope != 0) {
        copy = move.scope == track.scope ? find_copy(track.scope, move.serial)
                                         : layout_.cases(hand_.block, track.scope).in_hand;
        if (copy == nowhere) {
            return count_idle_move();
        }
    }
    const auto s = static_cast<std::uint16_t>(track.first_seat + copy);
    for (std::uint32_t f = 0; f < effect.move_from.count; ++f)
        if (model_.move_nodes[effect.move_from.first + f] == hand_.seats[s].node)
            return fire(s, Cause::moved, effect.move_to, effect.resume);
    count_idle_move();
}

void Replication::count_idle_move() {
    ++outcome_.moves_without_effect;
    if (hand_.now.seconds >= 0) ++outcome_.moves_measured;
}

// One pass: each track that stands on an instant node takes one route. False when the offender is gone.
bool Replication::take_routes() {
    hand_.instant = false;
    standing_.clear();
    // Seats as they are now: taking a route can close a case.
    for_each_seat([&](std::uint16_t s) { standing_.push_back(s); });
    for (std::uint16_t s : standing_) {
        const Seat& seat = hand_.seats[s];
        if (seat.node == nowhere || !model_.nodes[seat.node].instant) continue;
        fire(s, Cause::route, route_of(seat, s));
        if (!hand_.head->live) return false;
    }
    return true;
}

// The first true condition, in track order; true when one fired. A condition can only have come true where something
// that it looks at changed in this event, or where somebody has just arrived.
bool Replication::fire_as_soon_as() {
    std::uint16_t fired = nowhere, next = nowhere;
    for_each_seat([&](std::uint16_t s) {
        if (fired != nowhere) return;
        const CompiledNode& node = model_.nodes[hand_.seats[s].node];
        if (node.as_soon_as.empty() || !(hand_.seats[s].fresh || (node.as_soon_as_depends & hand_.changed))) return;
        const Sight sight = sight_of(s);
        for (std::uint32_t e = 0; e < node.as_soon_as.count && fired == nowhere; ++e) {
            const CompiledExit& exit = model_.exits[node.as_soon_as.first + e];
            if (!counts(exit.during, hand_.seats[s]) || !sight.holds(exit.when)) continue;
            fired = s;
            next = exit.to;
        }
    });
    if (fired == nowhere) return false;
    fire(fired, Cause::as_soon_as, next);
    return true;
}

// One uniform decides among the routes whose `when` holds; one without a chance takes what is left.
std::uint16_t Replication::route_of(const Seat& seat, std::uint16_t s) {
    const CompiledNode& node = model_.nodes[seat.node];
    const Sight sight = sight_of(s);
    double u = -1, sum = 0;
    std::uint16_t last = nowhere;
    for (std::uint32_t r = 0; r < node.routes.count; ++r) {
        const CompiledRoute& route = model_.routes[node.routes.first + r];
        if (!sight.holds_or_none(route.when)) continue;
        if (!route.has_chance) return route.to;
        if (u < 0) u = draw(node.route_draw, s, seat.visit);
        const double chance = std::max(0.0, sight.number(route.chance));  // as of effects
        sum += chance;
        if (u < sum) return route.to;
        if (chance > 0) last = route.to;  // shares that add up to 1 but for rounding
    }
    check(last != nowhere, "a node was left without a route");
    return last;
}

void Replication::fire(std::uint16_t seat, Cause cause, std::uint16_t next, bool resume) {
    leave(seat, cause, next, resume);
    arrive(seat, next);
}

}  // namespace desist
