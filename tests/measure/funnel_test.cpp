// Funnels where passages meet: several people, steps that stand twice, starts in one second. Worked out by hand.
#include "tests/measure/lives.hpp"

using namespace desist;
using namespace desist::test;

namespace {

std::string funnel(const std::string& steps, const std::string& within = "30 days") {
    return "  f: {funnel: {steps: [" + steps + "], within: " + within + "}, by: who}\n";
}
// The share who pass all steps, of one person in 200 days.
double passes(const Life& life, const std::string& steps, const std::string& within = "30 days") {
    return *fold_lives({life}, funnel(steps, within), 200).value("f");
}

}  // namespace

TEST_CASE("conversions of the steps of a funnel multiply to the share who pass all") {
    const Folded f = fold_lives(
        {{{10, "x"}, {12, "y"}, {15, "z"}}, {{10, "x"}, {13, "y"}}, {{10, "x"}}, {{10, "x"}, {11, "y"}, {12, "z"}}},
        funnel("$x, $y, $z"), 200);
    CHECK(sum(f.numerators("f:begun")) == 4);
    CHECK(sum(f.numerators("f:step-2")) == 3);
    CHECK(sum(f.numerators("f:step-3")) == 2);
    CHECK(*f.value("f:conversion-2") == Approx(75));
    CHECK(*f.value("f:conversion-3") == Approx(200.0 / 3));
    CHECK(*f.value("f") == Approx(50));
    CHECK(*f.value("f:time-2") == Approx(2));
    CHECK(*f.value("f:time-3") == Approx(2));
    CHECK(*f.value("f", "a") == Approx(100));
    CHECK(*f.value("f", "b") == Approx(0));
    CHECK_FALSE(f.value("f:conversion-3", "c"));  // nobody of them came so far
}

TEST_CASE("passages are a year of the time in which they could be followed") {
    const Folded f = fold_lives({{{10, "x"}, {12, "y"}, {40, "x"}, {180, "x"}}}, funnel("$x, $y"), 200);
    CHECK(*f.value("f:begun") == Approx(2 / (170 / 365.25)));
    CHECK(*f.value("f:step-2") == Approx(1 / (170 / 365.25)));
}

TEST_CASE("steps are passed in their order, whatever else happens between") {
    CHECK(passes({{10, "x"}, {11, "z"}, {12, "y"}}, "$x, $y, $z") == 0);
    CHECK(passes({{10, "x"}, {11, "z"}, {12, "y"}, {13, "z"}}, "$x, $y, $z") == 100);
}

TEST_CASE("the window of a funnel is for all its steps, from the beginning, and half open") {
    CHECK(passes({{10, "x"}, {30, "y"}, {39.9, "z"}}, "$x, $y, $z") == 100);
    CHECK(passes({{10, "x"}, {30, "y"}, {40, "z"}}, "$x, $y, $z") == 0);
}

TEST_CASE("two steps may be in one second") { CHECK(passes({{10, "x"}, {10, "y"}}, "$x, $y") == 100); }

TEST_CASE("a funnel may lead back to where it began") {
    // From day 10 to 20 to 30; what begins on day 30 comes no further than day 40.
    CHECK(passes({{10, "x"}, {20, "y"}, {30, "x"}, {40, "y"}}, "$x, $y, $x") == Approx(50));
}

TEST_CASE("a start is one step of a passage, though its node stands twice in the funnel") {
    CHECK(passes({{10, "x"}, {20, "y"}}, "$x, $y, $y") == 0);
    CHECK(passes({{10, "x"}, {20, "y"}, {25, "y"}}, "$x, $y, $y") == 100);
    // Again within 30 days: from day 10 to 30; not from 30 to 70, nor after.
    CHECK(passes({{10, "x"}, {30, "x"}, {70, "x"}}, "$x, $x") == Approx(100.0 / 3));
}

TEST_CASE("passages that begin in warm-up are not counted, nor are their later steps") {
    const Folded f = fold_lives({{{-5, "x"}, {5, "y"}, {20, "x"}}}, funnel("$x, $y"), 200, 30);
    CHECK(sum(f.numerators("f:begun")) == 1);
    CHECK(sum(f.numerators("f:step-2")) == 0);
}
