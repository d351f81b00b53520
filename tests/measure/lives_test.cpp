// What folds keep of people: each is told once, whole and in order, however slots are given on.
#include "sim/measure/lives.hpp"

#include <map>

#include "tests/catch.hpp"

using namespace desist;

namespace {

// An item that says whose it is and the how-many-eth of theirs.
struct Deed {
    std::uint32_t person = 0, number = 0;
};

struct Told {
    std::map<std::uint32_t, std::uint32_t> deeds;  // by person
    bool in_order = true, once = true;
    void operator()(const std::vector<Deed>& all) {
        once = once && deeds.find(all.front().person) == deeds.end();
        for (std::uint32_t i = 0; i < all.size(); ++i)
            in_order = in_order && all[i].person == all.front().person && all[i].number == i;
        deeds[all.front().person] = static_cast<std::uint32_t>(all.size());
    }
};

}  // namespace

TEST_CASE("people who are still there at the end are told whole, their items in order") {
    Lives<Deed> lives;
    for (std::uint32_t number = 0; number < 3; ++number)
        for (std::uint32_t slot : {7u, 2u, 90u}) lives.push(slot, {slot, number});
    Told told;
    lives.ended([&](const std::vector<Deed>& all) { told(all); });
    CHECK(told.deeds == std::map<std::uint32_t, std::uint32_t>{{2, 3}, {7, 3}, {90, 3}});
    CHECK(told.in_order);
}

TEST_CASE("people are told in the order of their first items") {
    Lives<Deed> lives;
    for (std::uint32_t slot : {5u, 1u, 5u, 3u}) lives.push(slot, {slot, 0});
    std::vector<std::uint32_t> order;
    lives.ended([&](const std::vector<Deed>& all) { order.push_back(all.front().person); });
    CHECK(order == std::vector<std::uint32_t>{5, 1, 3});
}

TEST_CASE("a slot that is given on is another person") {
    Lives<Deed> lives;
    Told told;
    const auto tell = [&](const std::vector<Deed>& all) { told(all); };
    lives.push(4, {100, 0});
    lives.left(4, tell);
    lives.left(4, tell);  // nobody has left anything there since
    lives.push(4, {200, 0});
    lives.ended(tell);
    CHECK(told.deeds == std::map<std::uint32_t, std::uint32_t>{{100, 1}, {200, 1}});
}

TEST_CASE("of a long log with many who left and a few who stay, everybody is told once and whole") {
    constexpr std::uint32_t people = 200'000, slots = 1'000;
    Lives<Deed> lives;
    Told told;
    std::uint32_t told_before_the_end = 0;
    const auto tell = [&](const std::vector<Deed>& all) { told(all); };
    for (std::uint32_t person = 0; person < people; ++person) {
        const std::uint32_t slot = person % slots;
        for (std::uint32_t number = 0; number < 1 + person % 3; ++number) lives.push(slot, {person, number});
        if (slot == 0 && person > 0) lives.push(1'000'000, {people, person / slots - 1});  // somebody who stays
        lives.left(slot, tell);
        told_before_the_end = static_cast<std::uint32_t>(told.deeds.size());
    }
    CHECK(told_before_the_end > people / 2);
    CHECK(told.deeds.count(people) == 0);
    lives.ended(tell);
    REQUIRE(told.deeds.size() == people + 1);
    CHECK(told.once);
    CHECK(told.in_order);
    bool whole = told.deeds[people] == people / slots - 1;
    for (std::uint32_t person = 0; person < people; ++person) whole = whole && told.deeds[person] == 1 + person % 3;
    CHECK(whole);
}
