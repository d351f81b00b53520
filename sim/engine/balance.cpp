// What is checked of a replication as a whole: our own books, which must balance.
#include <algorithm>

#include "sim/base/check.hpp"
#include "sim/engine/replication.hpp"

namespace desist {

Whereabouts Replication::here() const {
    Whereabouts where{.at = hand_.now, .node = {}, .offender = {}};
    if (hand_.node != nowhere) where.node = NodeId(hand_.node);
    if (!hand_.head) {
        where.at = model_.begin;
        return where;
    }
    where.offender = hand_.head->key;
    where.stream = hand_.head->stream;
    where.ordinal = hand_.head->ordinal;
    return where;
}

void Replication::refuse(const std::optional<Imbalance>& imbalance) const {
    if (imbalance) throw Broken(imbalance->what, {.at = model_.end, .node = imbalance->node, .offender = {}});
}

// What the seat of the offender at hand says that it waits for or holds; below it, what is kept from earlier nodes.
void Replication::add_claims(std::uint16_t s, std::vector<PoolCount>& claims) {
    const Seat& seat = hand_.seats[s];
    hand_.node = seat.node;
    for (std::uint32_t id = seat.waiter; id != no_waiter; id = pools_.waiter(id).below) {
        const Waiter& waiter = pools_.waiter(id);
        const Seat::State state = id == seat.waiter ? seat.state : Seat::State::standing;
        check(waiter.slot == hand_.slot && waiter.seat == s, "a seat waits or holds units for somebody else");
        check(waiter.waiting == (state == Seat::State::waiting), "somebody waits whose seat does not say so");
        for (std::uint16_t p = 0; p < waiter.parts; ++p) {
            PoolCount& claim = claims[waiter.part[p].pool];
            if (waiter.waiting)
                ++claim.waiting;
            else if (state == Seat::State::standing)
                claim.used += waiter.part[p].units;
        }
    }
}

std::vector<PoolCount> Replication::claims_of_seats() {
    std::vector<PoolCount> claims(pools_.size());
    std::uint64_t inside = 0;
    for (std::uint32_t slot = 0; slot < store_.size(); ++slot) {
        take(slot, model_.end);
        if (!hand_.head->live) continue;
        ++inside;
        for_each_seat([&](std::uint16_t s) { add_claims(s, claims); });
    }
    refuse(books_.of_offenders(inside));
    return claims;
}

// At the horizon, before the stays of those inside are closed.
void Replication::check_inside() {
    const std::vector<PoolCount> claims = claims_of_seats();
    std::vector<PoolCount> counted;
    for (std::size_t pool = 0; pool < pools_.size(); ++pool) counted.push_back(pools_.count(pool));
    refuse(of_pools(counted, claims));
}

// After each event: nothing that is still to come may lie in the past.
void Replication::check_rest() {
    if (!hand_.head->live) return;
    for_each_seat([&](std::uint16_t s) {
        check(restored(hand_.seats[s].next_due) >= hand_.now, "a seat's next event lies in the past");
    });
}

}  // namespace desist
