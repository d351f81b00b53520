// The event list: a 4-ary heap in the total order of SEMANTICS 8.2 (time, kind, key). Entries are never taken out early:
// one that no longer holds is known by its stamp.
#pragma once

#include <cstdint>
#include <tuple>
#include <vector>

#include "sim/engine/layout.hpp"

namespace desist {

struct ListedEvent {
    enum class What : std::uint8_t { offender, free_units, arrival };
    Seconds32 time = 0;
    EventKind kind = EventKind::nothing;
    What what = What::offender;
    OffenderKey key;
    std::uint32_t a = 0;  // slot | pool | stream
    std::uint32_t b = 0;  // stamp | units
    friend bool operator<(const ListedEvent& x, const ListedEvent& y) {
        return std::tie(x.time, x.kind, x.key) < std::tie(y.time, y.kind, y.key);
    }
};

class EventList {
public:
    bool empty() const { return heap_.empty(); }
    const ListedEvent& top() const { return heap_.front(); }

    void push(const ListedEvent& event) {
        std::size_t hole = heap_.size();
        heap_.push_back(event);
        while (hole > 0 && event < heap_[(hole - 1) / 4]) {
            heap_[hole] = heap_[(hole - 1) / 4];
            hole = (hole - 1) / 4;
        }
        heap_[hole] = event;
    }

    void pop() {
        const ListedEvent last = heap_.back();
        heap_.pop_back();
        if (heap_.empty()) return;
        std::size_t hole = 0;
        for (;;) {
            const std::size_t first = hole * 4 + 1;
            if (first >= heap_.size()) break;
            std::size_t least = first;
            const std::size_t end = std::min(first + 4, heap_.size());
            for (std::size_t child = first + 1; child < end; ++child)
                if (heap_[child] < heap_[least]) least = child;
            if (!(heap_[least] < last)) break;
            heap_[hole] = heap_[least];
            hole = least;
        }
        heap_[hole] = last;
    }

private:
    std::vector<ListedEvent> heap_;
};

}  // namespace desist
