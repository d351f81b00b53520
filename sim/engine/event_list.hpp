// The event list in the total order of SEMANTICS 8.2 (time, kind, key). Events of later days wait unsorted in a bucket
// for each day; those of the present day stand in a 4-ary heap, small enough to stay in the cache. Entries are never
// taken out early: one that no longer holds is known by its stamp.
#pragma once

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <vector>

#include "sim/engine/layout.hpp"

namespace desist {

struct ListedEvent {
    enum class What : std::uint8_t { offender, free_units, arrival, person, capacity };
    Seconds32 time = 0;
    EventKind kind = EventKind::nothing;
    What what = What::offender;
    OffenderKey key;
    std::uint32_t a = 0;  // slot | pool | stream | stream | pool
    std::uint32_t b = 0;  // stamp | units | nothing | person | step
    friend bool operator<(const ListedEvent& x, const ListedEvent& y) {
        return std::tie(x.time, x.kind, x.key) < std::tie(y.time, y.kind, y.key);
    }
};

class EventList {
public:
    // Events lie in [begin, end); what is pushed for later never comes.
    EventList(Time begin, Time end)
        : begin_(begin), end_(end), later_(static_cast<std::size_t>((end - begin).seconds / seconds_per_day) + 1) {}

    // Nothing is left that comes before the end. Moves on to the next day that has events.
    bool empty() {
        while (heap_.empty() && ++today_ < later_.size()) {
            for (const ListedEvent& event : later_[today_]) push_today(event);
            std::vector<ListedEvent>().swap(later_[today_]);
        }
        today_ = std::min(today_, later_.size());
        return heap_.empty();
    }
    const ListedEvent& top() const { return heap_.front(); }  // after empty() said no

    void push(const ListedEvent& event) {
        if (restored(event.time) >= end_) return;
        const std::size_t day = static_cast<std::size_t>((restored(event.time) - begin_).seconds / seconds_per_day);
        if (day <= today_)
            push_today(event);
        else
            later_[day].push_back(event);
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
    void push_today(const ListedEvent& event) {
        std::size_t hole = heap_.size();
        heap_.push_back(event);
        while (hole > 0 && event < heap_[(hole - 1) / 4]) {
            heap_[hole] = heap_[(hole - 1) / 4];
            hole = (hole - 1) / 4;
        }
        heap_[hole] = event;
    }

    Time begin_, end_;
    std::size_t today_ = 0;
    std::vector<ListedEvent> heap_;
    std::vector<std::vector<ListedEvent>> later_;  // by day since begin
};

}  // namespace desist
