#include "output/fail_if.hpp"

#include "tests/catch.hpp"

using namespace desist;

TEST_CASE("a bound names a measure, a direction and a number with or without %") {
    const auto bound = parse_fail_if("prison-population > +2%");
    REQUIRE(bound);
    CHECK(bound->measure == "prison-population");
    CHECK(bound->above);
    CHECK(bound->relative);
    CHECK(bound->bound == 2);
    CHECK(parse_fail_if("tests < -100")->bound == -100);
    CHECK_FALSE(parse_fail_if("tests < -100")->above);
    CHECK_FALSE(parse_fail_if("tests < -100")->relative);
}

TEST_CASE("what is no bound is not taken for one") {
    for (const char* text : {"", "tests", "> 2", "tests > two", "tests > 2%%", "tests > nan", "tests > inf", "tests >"})
        CHECK_FALSE(parse_fail_if(text));
}

TEST_CASE("a bound is broken by the mean over the whole run, and surely by the whole interval") {
    Run base;
    base.layout.measures.resize(1);
    base.layout.measures[0].name = "tests";
    Comparison comparison;
    Difference d;
    d.measure = MeasureId(0);
    d.period.whole_run = true;
    d.difference = 5;
    d.low = 1;
    d.high = 9;
    comparison.differences = {d};
    CHECK(broken_by(*parse_fail_if("tests > 4"), base, comparison));
    CHECK_FALSE(broken_by(*parse_fail_if("tests > 4"), base, comparison)->sure);
    CHECK(broken_by(*parse_fail_if("tests > 0"), base, comparison)->sure);
    CHECK_FALSE(broken_by(*parse_fail_if("tests > 6"), base, comparison));
    CHECK_FALSE(broken_by(*parse_fail_if("tests < 4"), base, comparison));
    CHECK_FALSE(broken_by(*parse_fail_if("others > 0"), base, comparison));
}
