// Cases: copies of tracks, opened, joined and closed (SEMANTICS 4, 13.5).
#include <algorithm>

#include "sim/engine/replication.hpp"

namespace desist {

std::uint16_t Replication::copy_of(std::uint16_t s) const {
    const CompiledTrack& track = model_.tracks[track_of_seat_[s]];
    return track.scope == 0 ? std::uint16_t{0} : static_cast<std::uint16_t>(s - track.first_seat);
}

std::uint32_t Replication::serial_of(std::uint16_t s) const {
    const CompiledTrack& track = model_.tracks[track_of_seat_[s]];
    return track.scope == 0 ? 0 : layout_.serials(hand_.block, track.scope)[s - track.first_seat];
}

std::uint16_t Replication::find_copy(std::size_t scope, std::uint32_t serial) const {
    const std::uint32_t* serials = layout_.serials(hand_.block, scope);
    for (std::uint16_t c = 0; c < model_.scopes[scope].copies; ++c)
        if (serials[c] == serial) return c;
    return nowhere;
}

Sight Replication::sight_of(std::uint16_t s) const {
    Sight sight(model_, layout_, hand_.block, hand_.now);
    const std::uint16_t own = model_.tracks[track_of_seat_[s]].scope;
    for (std::size_t scope = 1; scope < model_.scopes.size(); ++scope)
        sight.see(scope, scope == own ? copy_of(s) : layout_.cases(hand_.block, scope).in_hand);
    return sight;
}

void Replication::mark_scope(std::size_t scope) { hand_.changed |= scope_bits_[scope]; }

void Replication::open_case(std::uint16_t t, std::uint16_t node) {
    const std::uint16_t scope = model_.tracks[t].scope;
    CaseRow& row = layout_.cases(hand_.block, scope);
    std::uint16_t* order = layout_.open_order(hand_.block, scope);
    mark_scope(scope);
    if (row.open == model_.scopes[scope].copies) {
        row.in_hand = order[0];
        ++outcome_.cases_joined;
        if (hand_.now.seconds >= 0) ++outcome_.joined_measured;
        return;
    }
    const std::uint16_t copy = find_copy(scope, 0);
    layout_.serials(hand_.block, scope)[copy] = hand_.head->next_serial++;
    order[row.open++] = copy;
    row.in_hand = copy;
    std::ranges::copy(layout_.undrawn_indices(scope), layout_.indices(hand_.block, scope, copy));
    std::ranges::copy(layout_.undrawn_values(scope), layout_.values(hand_.block, scope, copy));
    std::fill_n(layout_.visits(hand_.block, scope, copy), model_.scopes[scope].visits, 0u);
    for (std::uint16_t other : model_.scopes[scope].tracks) {
        if (other == t) continue;
        Seat& seat = hand_.seats[model_.tracks[other].first_seat + copy];
        seat = Seat{};
        seat.node = model_.tracks[other].start;
        seat.arrived = seat.started = stored(hand_.now);
        ++outcome_.entries;
        books_.arrived(seat.node, hand_.now);
    }
    arrive(static_cast<std::uint16_t>(model_.tracks[t].first_seat + copy), node);
}

void Replication::close_case_if_over(std::uint16_t s) {
    const std::uint16_t scope = model_.tracks[track_of_seat_[s]].scope;
    const std::uint16_t copy = copy_of(s);
    for (std::uint16_t t : model_.scopes[scope].tracks)
        if (hand_.seats[model_.tracks[t].first_seat + copy].node != model_.tracks[t].start) return;
    for (std::uint16_t t : model_.scopes[scope].tracks) {
        const auto seat = static_cast<std::uint16_t>(model_.tracks[t].first_seat + copy);
        close(seat, Cause::case_closed, nowhere);
        forget_interrupted(seat);
        hand_.seats[seat].node = nowhere;
    }
    CaseRow& row = layout_.cases(hand_.block, scope);
    std::uint16_t* order = layout_.open_order(hand_.block, scope);
    std::remove(order, order + row.open, copy);
    --row.open;
    layout_.serials(hand_.block, scope)[copy] = 0;
    if (row.in_hand == copy) row.in_hand = nowhere;
    mark_scope(scope);
}

}  // namespace desist
