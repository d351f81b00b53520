#include "sim/engine/pools.hpp"

#include <algorithm>
#include <tuple>

#include "sim/base/check.hpp"

namespace desist {

Pools::Pools(const std::vector<CompiledPool>& pools)
    : pools_(pools),
      used_(pools.size()),
      waiting_(pools.size()),
      holders_(pools.size()),
      queues_(pools.size()),
      dirty_(pools.size()) {
    for (const CompiledPool& pool : pools) {
        units_.push_back(pool.steps.front().units);
        limits_.push_back(pool.steps.front().limit);
        given_out_.push_back(pool.steps.front().given_out);
    }
}

bool Pools::before(std::uint32_t a, std::uint32_t b) const {
    const Waiter &x = waiters_[a], &y = waiters_[b];
    return std::tie(x.priority, x.arrived, x.key, x.track, x.serial) <
           std::tie(y.priority, y.arrived, y.key, y.track, y.serial);
}

void Pools::mark(std::uint32_t pool) {
    if (dirty_[pool]) return;
    dirty_[pool] = true;
    dirty_pools_.push_back(pool);
}

std::uint32_t Pools::prepare(const Waiter& waiter) {
    std::uint32_t id = static_cast<std::uint32_t>(waiters_.size());
    if (free_ids_.empty()) {
        waiters_.push_back(waiter);
    } else {
        id = free_ids_.back();
        free_ids_.pop_back();
        waiters_[id] = waiter;
    }
    waiters_[id].ticket = next_ticket_++;
    return id;
}

void Pools::ask(std::uint32_t id, double priority) {
    Waiter& waiter = waiters_[id];
    waiter.priority = priority;
    waiter.waiting = true;
    waiter.queues = waiter.parts;
    if (waiter.parts == 0) needless_.push_back(id);
    for (std::uint16_t p = 0; p < waiter.parts; ++p) {
        const std::uint32_t pool = waiter.part[p].pool;
        join(queues_[pool], id);
        mark(pool);
        ++waiting_[pool];
        if (pools_[pool].limited) mark_full(pool);
    }
}

// Most come in the order of the queue.
void Pools::join(Queue& queue, std::uint32_t id) {
    auto place = queue.ids.end();
    if (queue.ids.size() > queue.first && before(id, queue.ids.back()))
        place = std::lower_bound(queue.ids.begin() + static_cast<std::ptrdiff_t>(queue.first), queue.ids.end(), id,
                                 [&](std::uint32_t a, std::uint32_t b) { return before(a, b); });
    queue.ids.insert(place, id);
}

void Pools::follow_priority(std::uint32_t id, double priority) {
    Waiter& waiter = waiters_[id];
    if (!waiter.waiting || waiter.priority == priority) return;  // who is about to start has left the queue
    for (std::uint16_t p = 0; p < waiter.parts; ++p) {
        std::vector<std::uint32_t>& ids = queues_[waiter.part[p].pool].ids;
        ids.erase(
            std::find(ids.begin() + static_cast<std::ptrdiff_t>(queues_[waiter.part[p].pool].first), ids.end(), id));
    }
    waiter.priority = priority;
    for (std::uint16_t p = 0; p < waiter.parts; ++p) join(queues_[waiter.part[p].pool], id);
}

void Pools::mark_full(std::uint32_t pool) {
    if (std::find(full_pools_.begin(), full_pools_.end(), pool) == full_pools_.end()) full_pools_.push_back(pool);
}

void Pools::change(std::uint32_t pool, const CompiledPool::Step& step) {
    units_[pool] = step.units;
    limits_[pool] = step.limit;
    given_out_[pool] = step.given_out;
    if (waiting_[pool] == 0) return;
    mark(pool);
    if (pools_[pool].limited) mark_full(pool);
}

std::uint32_t Pools::last_to_lose(std::uint32_t pool) const {
    if (used_[pool] <= units_[pool]) return no_waiter;
    const auto started_before = [&](std::uint32_t a, std::uint32_t b) {
        const Waiter &x = waiters_[a], &y = waiters_[b];
        return std::tie(x.started, x.key, x.track, x.serial) < std::tie(y.started, y.key, y.track, y.serial);
    };
    return *std::max_element(holders_[pool].begin(), holders_[pool].end(), started_before);
}

std::vector<Pools::Starting> Pools::turn_away() {
    std::vector<Starting> away;
    std::sort(full_pools_.begin(), full_pools_.end());
    for (std::uint32_t pool : full_pools_) {
        const std::vector<std::uint32_t>& ids = queues_[pool].ids;
        const auto decided = [&](std::uint32_t id) {
            return std::any_of(away.begin(), away.end(), [&](const Starting& gone) { return gone.id == id; });
        };
        auto left =
            waiting_[pool] - std::count_if(ids.begin() + static_cast<std::ptrdiff_t>(queues_[pool].first), ids.end(),
                                           [&](std::uint32_t id) { return waiters_[id].waiting && decided(id); });
        for (std::size_t i = ids.size(); left > limits_[pool] && i > queues_[pool].first; --i) {
            const std::uint32_t id = ids[i - 1];
            if (!waiters_[id].waiting || decided(id)) continue;
            away.push_back({id, waiters_[id].ticket});
            --left;
        }
    }
    full_pools_.clear();
    return away;
}

// An id may be used again only when no queue holds it any more.
void Pools::release(std::uint32_t id) {
    if (waiters_[id].queues == 0 && !waiters_[id].waiting && waiters_[id].slot == no_waiter) free_ids_.push_back(id);
}

void Pools::cancel(std::uint32_t id) {
    for (std::uint16_t p = 0; p < waiters_[id].parts; ++p) --waiting_[waiters_[id].part[p].pool];
    waiters_[id].waiting = false;
    waiters_[id].slot = no_waiter;
    if (waiters_[id].parts == 0) std::erase(needless_, id);
    release(id);
}

void Pools::forget(std::uint32_t id) {
    if (waiters_[id].can_lose)
        for (std::uint16_t p = 0; p < waiters_[id].parts; ++p) std::erase(holders_[waiters_[id].part[p].pool], id);
    waiters_[id].slot = no_waiter;
    release(id);
}

void Pools::free(std::uint32_t pool, std::uint32_t units) {
    used_[pool] -= units;
    check(used_[pool] >= 0, "more units of a resource were freed than used");
    if (queues_[pool].first < queues_[pool].ids.size()) mark(pool);
}

bool Pools::fits(const Waiter& waiter) const {
    for (std::uint16_t p = 0; p < waiter.parts; ++p) {
        const std::uint32_t pool = waiter.part[p].pool;
        if (used_[pool] + waiter.part[p].units > units_[pool] || !given_out_[pool]) return false;
    }
    return true;
}

void Pools::start(std::uint32_t id) {
    Waiter& waiter = waiters_[id];
    for (std::uint16_t p = 0; p < waiter.parts; ++p) {
        const std::uint32_t pool = waiter.part[p].pool;
        used_[pool] += waiter.part[p].units;
        --waiting_[pool];
        if (pools_[pool].ejects) holders_[pool].push_back(id);
    }
    waiter.waiting = false;
    starting_.push_back(id);
}

// Takes from the front of a queue those who no longer wait, and gives back the memory of a long past.
void Pools::drop_front(Queue& queue) {
    while (queue.first < queue.ids.size() && !waiters_[queue.ids[queue.first]].waiting) {
        const std::uint32_t id = queue.ids[queue.first++];
        --waiters_[id].queues;
        release(id);
    }
    if (queue.first > 64 && queue.first * 2 > queue.ids.size()) {
        queue.ids.erase(queue.ids.begin(), queue.ids.begin() + static_cast<std::ptrdiff_t>(queue.first));
        queue.first = 0;
    }
}

void Pools::serve_one(Queue& queue, std::uint32_t pool) {
    if (!given_out_[pool]) return;
    for (std::size_t i = queue.first; i < queue.ids.size() && used_[pool] < units_[pool]; ++i) {
        const std::uint32_t id = queue.ids[i];
        if (waiters_[id].waiting && fits(waiters_[id])) start(id);
    }
}

// One walk over several queues in their common order; who stands in more than one is looked at once.
void Pools::serve_many() {
    std::vector<std::size_t> next;
    for (std::uint32_t pool : dirty_pools_) next.push_back(queues_[pool].first);
    for (;;) {
        std::uint32_t least = no_waiter;
        for (std::size_t q = 0; q < dirty_pools_.size(); ++q) {
            const Queue& queue = queues_[dirty_pools_[q]];
            while (next[q] < queue.ids.size() && !waiters_[queue.ids[next[q]]].waiting) ++next[q];
            if (next[q] < queue.ids.size() && (least == no_waiter || before(queue.ids[next[q]], least)))
                least = queue.ids[next[q]];
        }
        if (least == no_waiter) return;
        if (fits(waiters_[least])) start(least);
        for (std::size_t q = 0; q < dirty_pools_.size(); ++q) {
            const Queue& queue = queues_[dirty_pools_[q]];
            if (next[q] < queue.ids.size() && queue.ids[next[q]] == least) ++next[q];
        }
    }
}

void Pools::check_queues() const {
    for (std::size_t pool = 0; pool < queues_.size(); ++pool) {
        std::int64_t waiting = 0;
        std::uint32_t last = no_waiter;
        for (std::size_t i = queues_[pool].first; i < queues_[pool].ids.size(); ++i) {
            const std::uint32_t id = queues_[pool].ids[i];
            if (!waiters_[id].waiting) continue;
            check(last == no_waiter || before(last, id), "a queue is out of order");
            last = id;
            ++waiting;
        }
        check(waiting == waiting_[pool], "a queue has not the length that it should have");
    }
}

std::vector<Pools::Starting> Pools::serve() {
    starting_.clear();
    for (std::uint32_t id : needless_) start(id);
    needless_.clear();
    if (dirty_pools_.size() == 1)
        serve_one(queues_[dirty_pools_.front()], dirty_pools_.front());
    else
        serve_many();
    std::sort(starting_.begin(), starting_.end(), [&](std::uint32_t a, std::uint32_t b) { return before(a, b); });
    for (std::uint32_t pool : dirty_pools_) {
        drop_front(queues_[pool]);
        dirty_[pool] = false;
    }
    dirty_pools_.clear();
    std::vector<Starting> result;
    for (std::uint32_t id : starting_) result.push_back({id, waiters_[id].ticket});
    return result;
}

}  // namespace desist
