// Attendance by year and over the run: people do not add up over years. Worked out by hand.
#include "tests/measure/lives.hpp"

using namespace desist;
using namespace desist::test;

namespace {

const std::string attendance = "  p: {attendance: $x}\n";

double in_period(const Folded& f, const std::string& figure, std::size_t period) {
    const Layout& layout = f.folding.layout;
    return value_of(layout, f.tally, *layout.named(figure), 0, layout.periods.at(period)).value();
}

}  // namespace

TEST_CASE("people are counted once in each year and once in the run") {
    // 2012/13 are days 0 to 364, 2013/14 days 365 to 729.
    const Folded f = fold_lives({{{10, "x"}, {400, "x"}, {401, "x"}}, {{20, "x"}}, {{-5, "x"}, {30, "x"}, {500, "x"}}},
                                attendance, 730, 30);
    REQUIRE(f.folding.layout.periods.size() == 3);
    CHECK(in_period(f, "p", 0) == 3);
    CHECK(in_period(f, "p", 1) == 2);
    CHECK(in_period(f, "p", 2) == 3);
    CHECK(in_period(f, "p:each", 0) == Approx(1));
    CHECK(in_period(f, "p:each", 1) == Approx(1.5));
    CHECK(in_period(f, "p:each", 2) == Approx(2));
    CHECK(in_period(f, "p:first-time", 0) == Approx(200.0 / 3));  // c came in warm-up
    CHECK(in_period(f, "p:first-time", 1) == Approx(0));
    CHECK(in_period(f, "p:first-time", 2) == Approx(200.0 / 3));
    CHECK(in_period(f, "p:once", 0) == Approx(100));
    CHECK(in_period(f, "p:once", 1) == Approx(50));
    CHECK(in_period(f, "p:once", 2) == Approx(100.0 / 3));
    CHECK(in_period(f, "p:top-1", 1) == Approx(200.0 / 3));  // a, twice of three times
    CHECK(in_period(f, "p:top-1", 2) == Approx(50));
}

TEST_CASE("the top so many percent of people are rounded up to whole people") {
    // Twenty people come once, one comes three times and one twice: of 22 people 1% is one, 5% two, 10% three.
    std::vector<Life> lives(20, {{10, "x"}});
    lives.push_back({{10, "x"}, {11, "x"}, {12, "x"}});
    lives.push_back({{10, "x"}, {11, "x"}});
    const Folded f = fold_lives(lives, attendance, 100);
    CHECK(*f.value("p:top-1") == Approx(100 * 3.0 / 25));
    CHECK(*f.value("p:top-5") == Approx(100 * 5.0 / 25));
    CHECK(*f.value("p:top-10") == Approx(100 * 6.0 / 25));
}

TEST_CASE("where nobody comes nobody is counted, and nothing is told of them") {
    const Folded f = fold_lives({{{-5, "x"}}}, attendance, 100, 30);
    CHECK(*f.value("p") == 0);
    for (const char* part : {"p:each", "p:first-time", "p:once", "p:top-1", "p:top-5", "p:top-10"})
        CHECK_FALSE(f.value(part));
}
