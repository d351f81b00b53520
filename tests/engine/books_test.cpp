// The books of a replication find what does not add up.
#include "sim/engine/books.hpp"

#include "sim/base/check.hpp"
#include "tests/engine/running.hpp"

using namespace desist;
using namespace desist::test;

namespace {

Stay stay_at(std::size_t node, std::int64_t arrived, std::int64_t ended) {
    Stay stay;
    stay.node = NodeId(node);
    stay.arrived = stay.started = Time{arrived};
    stay.ended = Time{ended};
    return stay;
}

// Two people have come to node 1, at 10 and at 20; the first has left at 30.
Books two_people() {
    Books books(3);
    books.arrived(1, Time{10});
    books.arrived(1, Time{20});
    books.closed(stay_at(1, 10, 30), Time{30});
    return books;
}

}  // namespace

TEST_CASE("books balance when every arrival has its stay") {
    Books books = two_people();
    books.closed(stay_at(1, 20, 50), Time{50});
    CHECK_FALSE(books.of_nodes());
}

TEST_CASE("books find an arrival without a stay, and its node") {
    const auto found = two_people().of_nodes();
    REQUIRE(found);
    CHECK(found->node == NodeId(1));
    CHECK(found->what == "1 more arrivals at a node than ends of stays");
}

TEST_CASE("books find a stay that is reported twice") {
    Books books = two_people();
    books.closed(stay_at(1, 20, 50), Time{50});
    books.closed(stay_at(1, 20, 50), Time{50});
    REQUIRE(books.of_nodes());
    CHECK(books.of_nodes()->what == "-1 more arrivals at a node than ends of stays");
}

TEST_CASE("books find a stay that is reported at another node") {
    Books books = two_people();
    books.closed(stay_at(2, 20, 50), Time{50});
    REQUIRE(books.of_nodes());
    CHECK(books.of_nodes()->node == NodeId(1));
}

TEST_CASE("books find a stay that says another time than people were there") {
    Books books = two_people();
    books.closed(stay_at(1, 25, 50), Time{50});
    REQUIRE(books.of_nodes());
    CHECK(books.of_nodes()->what == "people at a node spent 5 s more than their stays say");
}

TEST_CASE("books balance where the sums go round") {
    Books books(1);
    for (int i = 0; i < 1000; ++i) books.arrived(0, Time{-9'000'000'000'000'000'000});
    for (int i = 0; i < 1000; ++i)
        books.closed(stay_at(0, -9'000'000'000'000'000'000, -8'999'999'999'999'999'000),
                     Time{-8'999'999'999'999'999'000});
    CHECK_FALSE(books.of_nodes());
}

TEST_CASE("a stay that ends before its arrival or starts out of order is refused") {
    Books books(1);
    CHECK_THROWS_AS(books.closed(stay_at(0, 10, 9), Time{9}), InternalError);
    Stay early = stay_at(0, 10, 20);
    early.started = Time{9};
    CHECK_THROWS_AS(books.closed(early, Time{20}), InternalError);
    Stay late = stay_at(0, 10, 20);
    late.started = Time{21};
    CHECK_THROWS_AS(books.closed(late, Time{20}), InternalError);
}

TEST_CASE("a stay that never started is in order") {
    Books books(1);
    books.arrived(0, Time{10});
    Stay stay = stay_at(0, 10, 20);
    stay.started = never;
    books.closed(stay, Time{20});
    CHECK_FALSE(books.of_nodes());
}

TEST_CASE("an event before the last one is refused and one in the same second is not") {
    Books books(1);
    books.carried_out(Time{-5});
    books.carried_out(Time{-5});
    books.carried_out(Time{7});
    CHECK_THROWS_AS(books.carried_out(Time{6}), InternalError);
}

TEST_CASE("books find an offender who is lost") {
    Books books(1);
    for (int i = 0; i < 5; ++i) books.entered();
    books.left();
    CHECK_FALSE(books.of_offenders(4));
    REQUIRE(books.of_offenders(3));
    CHECK(books.of_offenders(3)->what == "5 offenders entered, 1 left and 3 are inside");
}

TEST_CASE("units in use that nobody holds are found") {
    CHECK_FALSE(of_pools({{2, 0}, {3, 1}}, {{2, 0}, {3, 1}}));
    const auto found = of_pools({{2, 0}, {3, 1}}, {{2, 0}, {2, 1}});
    REQUIRE(found);
    CHECK(found->what == "3 units of pool 1 are in use and 2 are held");
}

TEST_CASE("a queue that is longer than the seats that wait is found") {
    const auto found = of_pools({{2, 4}}, {{2, 3}});
    REQUIRE(found);
    CHECK(found->what == "4 stand in line for pool 0 and 3 wait for it");
}

TEST_CASE("a check that fails in the middle of a replication tells when, where and with whom") {
    struct Faulty : RecordSink {
        void stay(const Stay&, const Witness&) override { throw InternalError("planted"); }
    } sink;
    Run r = run("tracks: {t: {start: a, nodes: {a: {stay: fixed 40 seconds, routes: [{to: b}]}, b: {}}}}\n");
    try {
        simulate(r.model, 1, 0, {}, sink);
        FAIL("nothing was thrown");
    } catch (const Broken& broken) {
        CHECK(std::string(broken.what()) == "planted");
        CHECK(broken.where.at == Time{40});
        CHECK(r.place(broken.where.node) == "t/a");
        CHECK(broken.where.offender == r.key("present"));
    }
}
