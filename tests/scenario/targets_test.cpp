// Targets as they are written; whether measure, year and unit fit is told in tests/pathway/targets_test.cpp.
#include "tests/scenario/reading.hpp"

using namespace desist;
using namespace desist::test;

namespace {

std::string targets(const std::string& fields) { return scenario("targets:\n  t: {" + fields + "}\n"); }

std::string fault(const std::string& fields) { return problems_of(targets(fields)); }

const std::string good = "measure: m, value: 14_714, tolerance: 150, use: fit";

}  // namespace

TEST_CASE("a target has a measure, a figure, a tolerance and a use") {
    const Scenario s =
        read(targets("measure: tests, year: 2012/13, value: 14_714, tolerance: 150, source: read, use: "
                     "fit, note: from a table"));
    REQUIRE(s.targets.size() == 1);
    const TargetSpec& t = s.targets[0];
    CHECK(t.name.text == "t");
    CHECK(t.measure.text == "tests");
    REQUIRE(t.year);
    CHECK(t.year->text == "2012/13");
    CHECK(t.value.number == 14'714);
    CHECK(t.tolerance.number == 150);
    CHECK(t.source->text == "read");
    CHECK(t.use == TargetSpec::Use::fit);
    CHECK(t.note == "from a table");
}

TEST_CASE("year, source and note of a target may be left out") {
    const TargetSpec t = read(targets("measure: m, value: 30%, tolerance: 0.4%, use: check")).targets[0];
    CHECK_FALSE(t.year);
    CHECK_FALSE(t.source);
    CHECK(t.use == TargetSpec::Use::check);
    CHECK(t.value.unit == share_unit);
}

TEST_CASE("a target lacks nothing that it needs") {
    CHECK(has(fault("measure: m, tolerance: 1, use: fit"), "a target needs ‘value’"));
    CHECK(has(fault("measure: m, value: 1, use: fit"), "a target needs ‘tolerance’"));
    CHECK(has(fault("value: 1, tolerance: 1, use: fit"), "a target needs ‘measure’"));
    CHECK(has(fault("measure: m, value: 1, tolerance: 1"), "a target needs ‘use’"));
    CHECK(has(fault(good + ", unit: tests"), "‘unit’ is not a key of a target"));
}

TEST_CASE("the figure of a target is a literal") {
    CHECK(has(fault("measure: m, value: p, tolerance: 1, use: fit"), "a plain quantity is expected here"));
    CHECK(has(fault("measure: m, value: 2 * 3, tolerance: 1, use: fit"), "a plain quantity is expected here"));
    CHECK(has(fault("measure: m, value: {by: a, x: 1}, tolerance: 1, use: fit"), "is expected here, not a mapping"));
    CHECK(has(fault("measure: m, value: 2012-04-01, tolerance: 1, use: fit"), "a plain quantity is expected here"));
    CHECK(has(fault("measure: m, value: 5, tolerance: -1, use: fit"), "cannot be negative"));
    CHECK(has(fault("measure: m, value: 5, tolerance: ~, use: fit"), "is expected here, not nothing"));
}

TEST_CASE("a year is a financial year") {
    for (const char* year : {"2012", "2012/14", "2012-13", "2012/2013", "12/13", "0000/01"}) {
        INFO(year);
        CHECK(has(fault(good + ", year: " + year), "is no financial year (a financial year (April to March)"));
    }
    CHECK(fault(good + ", year: 1999/00").empty());
}

TEST_CASE("a target is fitted or checked, nothing else") {
    CHECK(has(fault("measure: m, value: 1, tolerance: 1, use: fitted"), "‘fitted’ is neither fit nor check"));
}

TEST_CASE("targets and parameters name their source, `read` stands for what no register has") {
    CHECK(fault(good + ", source: read").empty());
    CHECK(fault(good + ", source: assumption").empty());
    CHECK(has(fault(good + ", source: raed"), "there is no source ‘raed’ (did you mean ‘read’?)"));
    CHECK(problems_of(scenario("parameters: {p: {value: 1, source: read}}\n")).empty());
}
