// Units of resources and those who wait for them, in one order: priority, arrival, key, track, serial (SEMANTICS 5).
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/engine/books.hpp"
#include "sim/engine/layout.hpp"

namespace desist {

// Somebody who waits for units, or holds them.
struct Waiter {
    struct Part {
        std::uint32_t pool = 0;
        std::uint32_t units = 0;
        std::uint32_t need = 0;  // of the node
    };
    double priority = 1;
    Time arrived;
    OffenderKey key;
    std::uint32_t slot = 0;
    std::uint32_t serial = 0;
    std::uint16_t seat = 0;
    std::uint16_t track = 0;
    std::uint16_t parts = 0;
    bool waiting = false;
    std::uint16_t queues = 0;  // entries of it that queues still hold
    std::uint64_t ticket = 0;  // tells it from who had its id before
    // Of who holds units: where and since when, and for how long at most.
    std::uint16_t node = 0;
    bool can_lose = false;            // some of the units may be taken away
    std::uint32_t below = no_waiter;  // units of an earlier node that are kept meanwhile
    Seconds32 started = never32;
    Seconds32 use_for = never32;
    std::array<Part, most_needs> part;
};

class Pools {
public:
    explicit Pools(const std::vector<CompiledPool>& pools);

    // Pools and units are chosen at arrival and kept; asking joins the order, and the next serve looks at it.
    std::uint32_t prepare(const Waiter& waiter);
    void ask(std::uint32_t waiter, double priority);
    void cancel(std::uint32_t waiter);  // left the queue without being served
    void forget(std::uint32_t waiter);  // freed its units, or never asked
    void free(std::uint32_t pool, std::uint32_t units);
    void follow_priority(std::uint32_t waiter, double priority);  // of who waits
    void set_started(std::uint32_t waiter, Seconds32 now) { waiters_[waiter].started = now; }
    void set_below(std::uint32_t waiter, std::uint32_t below) { waiters_[waiter].below = below; }
    void change(std::uint32_t pool, const CompiledPool::Step& step);
    // Of who holds units of a pool that has too few of them, the one who started last; nobody when there are enough.
    std::uint32_t last_to_lose(std::uint32_t pool) const;
    PoolCount count(std::size_t pool) const { return {used_[pool], waiting_[pool]}; }
    std::size_t size() const { return used_.size(); }
    const Waiter& waiter(std::uint32_t id) const { return waiters_[id]; }
    bool serve_wanted() const { return !dirty_pools_.empty() || !needless_.empty(); }
    struct Starting {
        std::uint32_t id;
        std::uint64_t ticket;
    };
    // Those who start now, in order; their units are taken.
    std::vector<Starting> serve();
    // False when a start before it, of the same offender on another track, moved it out of the line.
    bool still_starting(Starting s) const {
        return waiters_[s.id].ticket == s.ticket && waiters_[s.id].slot != no_waiter;
    }
    bool turning_away() const { return !full_pools_.empty(); }
    // Who has to go because queues are longer than their limits: pool by pool, the last in order first.
    std::vector<Starting> turn_away();
    // Throws InternalError when a queue is not in order or not of the length that it should have. Cost: everybody in
    // line.
    void check_queues() const;

private:
    struct Queue {
        std::vector<std::uint32_t> ids;
        std::size_t first = 0;
    };
    bool before(std::uint32_t a, std::uint32_t b) const;
    bool fits(const Waiter& waiter) const;
    void mark(std::uint32_t pool);
    void release(std::uint32_t id);
    void serve_one(Queue& queue, std::uint32_t pool);
    void serve_many();
    void start(std::uint32_t id);
    void drop_front(Queue& queue);

    void join(Queue& queue, std::uint32_t id);
    void mark_full(std::uint32_t pool);

    const std::vector<CompiledPool>& pools_;
    std::vector<std::int64_t> units_, used_, limits_, waiting_;
    std::vector<bool> given_out_;
    std::vector<std::vector<std::uint32_t>> holders_;  // of pools whose units can be taken away
    std::vector<std::uint32_t> full_pools_;            // whose queues may be longer than their limits
    std::vector<Queue> queues_;
    std::vector<bool> dirty_;
    std::vector<std::uint32_t> dirty_pools_;
    std::vector<std::uint32_t> needless_;  // asked for nothing: start at the next serve
    std::vector<std::uint32_t> starting_;
    std::vector<Waiter> waiters_;
    std::vector<std::uint32_t> free_ids_;
    std::uint64_t next_ticket_ = 0;
};

}  // namespace desist
