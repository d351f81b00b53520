// Units of resources and those who wait for them, in one order: arrival, key, track, serial (SEMANTICS 5).
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/engine/layout.hpp"

namespace desist {

// Somebody who waits for units, or holds them.
struct Waiter {
    struct Part {
        std::uint32_t pool = 0;
        std::uint32_t units = 0;
    };
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
    std::array<Part, most_needs> part;
};

class Pools {
public:
    explicit Pools(const std::vector<std::int64_t>& units)
        : units_(units), used_(units.size()), queues_(units.size()), dirty_(units.size()) {}

    // Pools and units are chosen at arrival and kept; asking joins the order, and the next serve looks at it.
    std::uint32_t prepare(const Waiter& waiter);
    void ask(std::uint32_t waiter);
    void cancel(std::uint32_t waiter);  // left the queue without being served
    void forget(std::uint32_t waiter);  // freed its units, or never asked
    void free(std::uint32_t pool, std::uint32_t units);
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
    std::int64_t used(std::uint32_t pool) const { return used_[pool]; }
    std::int64_t units(std::uint32_t pool) const { return units_[pool]; }

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

    std::vector<std::int64_t> units_, used_;
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
