// The event list beside a plain sorted set, over random pushes and pops: what is next must be the least in the order
// of SEMANTICS 8.2 at every step, whatever was pushed when.
#include <optional>
#include <set>
#include <tuple>

#include "sim/engine/event_list.hpp"
#include "tests/catch.hpp"
#include "tests/engine/shadow_dice.hpp"

using namespace desist;
using namespace desist::test;

namespace {

using Order = std::tuple<Seconds32, EventKind, OffenderKey>;

Order order_of(const ListedEvent& event) { return {event.time, event.kind, event.key}; }

// Everything of an event, to tell apart those that are alike in the order.
using Whole = std::tuple<Order, ListedEvent::What, std::uint32_t, std::uint32_t>;

Whole whole(const ListedEvent& event) { return {order_of(event), event.what, event.a, event.b}; }

// Both lists, given the same.
class Both {
public:
    Both(std::uint64_t seed, Time begin, Time end) : dice_(seed), begin_(begin), end_(end), list_(begin, end) {
        now_ = begin;
    }

    void push(Time at) {
        ListedEvent event;
        event.time = stored(at);
        event.kind = static_cast<EventKind>(dice_.below(static_cast<std::uint64_t>(EventKind::nothing)));
        event.key = OffenderKey{dice_.below(dice_.percent(50) ? 4 : 1'000'000)};
        event.what = static_cast<ListedEvent::What>(dice_.below(5));
        event.a = static_cast<std::uint32_t>(dice_.below(3));
        event.b = pushed_++;
        list_.push(event);
        if (at < end_) plain_.insert(whole(event));
    }

    // A time somewhere: in the present second, before it, on this day, later, long after a gap, beyond the end.
    Time sometime() {
        const std::int64_t length = (end_ - begin_).seconds;
        switch (dice_.below(8)) {
            case 0:
            case 1:
                return now_;
            case 2:  // less than the last one done
                return std::max(begin_, now_ - Duration{static_cast<std::int64_t>(dice_.below(2 * 86'400))});
            case 3:
                return now_ + Duration{static_cast<std::int64_t>(dice_.below(5))};
            case 4:
                return now_ + Duration{static_cast<std::int64_t>(dice_.below(86'400))};
            case 5:  // midnights, and the seconds beside them
                return std::max(begin_,
                                Time{(now_.seconds / 86'400 + static_cast<std::int64_t>(dice_.below(5))) * 86'400 - 1 +
                                     static_cast<std::int64_t>(dice_.below(3))});
            case 6:
                return begin_ +
                       Duration{static_cast<std::int64_t>(dice_.below(static_cast<std::uint64_t>(length) + 9))};
            default:
                return end_ + Duration{static_cast<std::int64_t>(dice_.below(3)) - 1};
        }
    }

    void compare() {
        ++compared_;
        const bool empty = list_.empty();
        if (empty != plain_.empty()) FAIL("one list is empty and the other is not, after " << compared_ << " steps");
        if (empty) return;
        const Whole top = whole(list_.top());
        if (std::get<0>(top) != std::get<0>(*plain_.begin()))
            FAIL("the top is not the least: " << list_.top().time << " s for "
                                              << std::get<0>(std::get<0>(*plain_.begin())) << " s");
        if (!plain_.contains(top)) FAIL("the top was never pushed, or has been taken before");
    }

    void pop() {
        if (list_.empty()) return;
        const ListedEvent top = list_.top();
        now_ = restored(top.time);
        plain_.erase(plain_.find(whole(top)));
        list_.pop();
        ++popped_;
    }

    void push_and_pop(int steps, int pushes) {
        for (int i = 0; i < steps; ++i) {
            if (dice_.percent(pushes))
                push(sometime());
            else
                pop();
            if (dice_.percent(90)) compare();  // looking is not needed between two steps
        }
    }

    void pop_all() {
        for (compare(); !plain_.empty(); compare()) pop();
    }

    std::uint64_t popped() const { return popped_; }

private:
    Dice dice_;
    Time begin_, end_, now_;
    EventList list_;
    std::multiset<Whole> plain_;
    std::uint32_t pushed_ = 0;
    std::uint64_t popped_ = 0, compared_ = 0;
};

}  // namespace

TEST_CASE("the event list gives the least event at every step of random pushes and pops") {
    std::uint64_t popped = 0;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        const Time begin{-static_cast<std::int64_t>(mix(seed) % 40) * 86'400};
        const Time end{begin + Duration{1 + static_cast<std::int64_t>(mix(seed + 1'000) % (30 * 86'400))}};
        Both both(seed, begin, end);
        INFO("seed " << seed);
        both.push_and_pop(200, 70);
        both.push_and_pop(200, 45);
        both.pop_all();
        both.push_and_pop(60, 50);  // all was empty: what comes now lies before the end, or never comes
        both.pop_all();
        popped += both.popped();
    }
    CHECK(popped > 50'000);
}

TEST_CASE("what is pushed for the second whose events are being taken comes in its place among them") {
    EventList list(Time{0}, Time{10 * 86'400});
    auto event = [](Seconds32 time, EventKind kind, std::uint64_t key) {
        return ListedEvent{time, kind, ListedEvent::What::offender, OffenderKey{key}, 0, 0};
    };
    list.push(event(90'000, EventKind::finish, 5));
    list.push(event(90'000, EventKind::give_up, 1));
    REQUIRE_FALSE(list.empty());
    list.pop();                                        // finish of 5
    list.push(event(90'000, EventKind::ask, 5));       // posted by it: before the give up
    list.push(event(90'000, EventKind::finish, 2));    // less than the last one done: next all the same
    list.push(event(89'999, EventKind::give_up, 9));   // of the second before
    list.push(event(10 * 86'400, EventKind::ask, 1));  // never
    std::vector<std::uint64_t> keys;
    for (; !list.empty(); list.pop()) keys.push_back(list.top().key.value);
    CHECK(keys == std::vector<std::uint64_t>{9, 2, 5, 1});
}
