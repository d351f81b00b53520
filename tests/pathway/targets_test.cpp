// Targets against the measures and the run: 2012-04-01 for two years.
#include "tests/pathway/building.hpp"

using namespace desist;
using namespace desist::test;

namespace {

std::string targets(const std::string& lines) {
    return "population: {present: 1}\n"
           "attributes: {done: {date: true}}\n"
           "tracks: {t: {start: a, nodes: {a: {stay: 1 day, routes: [{to: b}]}, b: {stay: 1 day, routes: [{to: "
           "a}]}}}}\n"
           "measures:\n"
           "  tests: {count: t/a}\n"
           "  others: {count: t/b}\n"
           "  people: {population: t/a}\n"
           "  delay: {wait: t/a, unit: hours}\n"
           "  rate: {ratio: [tests, others]}\n"
           "  again: {reoffending: {index: [t/a], proven: [t/b], committed: done, within: 6 months}}\n"
           "targets:\n" +
           lines;
}

std::string target(const std::string& measure, const std::string& value, const std::string& more = "") {
    return targets("  x: {measure: " + measure + ", value: " + value + ", tolerance: 0, use: fit" + more +
                   "}  # here\n");
}

}  // namespace

TEST_CASE("a target knows its measure, and amounts are in plain units") {
    const Pathway p = accepted(
        targets("  x: {measure: rate, year: 2012/13, value: 30%, tolerance: 0.4%, source: read, use: fit, note: n}\n"
                "  y: {measure: delay, value: 2 hours, tolerance: 30 minutes, use: check}\n"));
    REQUIRE(p.targets.size() == 2);
    CHECK(p.targets[0].name == "x");
    CHECK(p.targets[0].measure == MeasureId(4));
    CHECK(p.targets[0].year == "2012/13");
    CHECK(p.targets[0].value == Approx(0.3));
    CHECK(p.targets[0].tolerance == Approx(0.004));
    CHECK(p.targets[0].source == "read");
    CHECK(p.targets[0].use == TargetSpec::Use::fit);
    CHECK(p.targets[0].note == "n");
    CHECK(p.targets[1].year.empty());
    CHECK(p.targets[1].value == 7200);
    CHECK(p.targets[1].tolerance == 1800);
    CHECK(p.targets[1].use == TargetSpec::Use::check);
}

TEST_CASE("a target of a figure beside waits until figures are known") {
    const Pathway p = accepted(target("again:per-offender", "3"));
    CHECK(p.targets.at(0).measure == MeasureId(5));
    REQUIRE(p.targets[0].figure);
    CHECK(p.targets[0].figure->measure.text == "again:per-offender");
    CHECK_FALSE(accepted(target("tests", "3")).targets.at(0).figure);
}

TEST_CASE("a target of a figure of an unknown measure is told the nearest one") {
    CHECK_REFUSED(target("test:median", "1"), "there is no measure ‘test’ (did you mean ‘tests’?)");
}

TEST_CASE("a target of an unknown measure is told the nearest one") {
    CHECK_REFUSED(target("test", "1"), "there is no measure ‘test’ (did you mean ‘tests’?)");
}

TEST_CASE("a target is written in the unit of its measure") {
    CHECK_REFUSED(target("rate", "0.3"), "figures of ‘rate’ are written as a share, such as 84%; this is a number");
    CHECK_REFUSED(target("rate", "0.3"), "(write 30%)");
    CHECK_REFUSED(target("again", "26 days"), "a share");
    CHECK_REFUSED(target("delay", "2"), "a duration, such as 9 hours");
    CHECK_REFUSED(target("delay", "20%"), "a duration, such as 9 hours");
    CHECK_REFUSED(target("tests", "30%"), "a number, such as 1.5; this is a share");
    CHECK_REFUSED(target("people", "3 per year"), "a number, such as 1.5");
    CHECK_REFUSED(targets("  x: {measure: tests, value: 3, tolerance: 1%, use: fit} # here\n"),
                  "a number, such as 1.5");
    CHECK_ACCEPTED(target("people", "3.5"));
}

TEST_CASE("the year of a target lies in the run as a whole") {
    CHECK_ACCEPTED(target("tests", "1", ", year: 2012/13"));
    CHECK_ACCEPTED(target("tests", "1", ", year: 2013/14"));
    CHECK_REFUSED(target("tests", "1", ", year: 2011/12"),
                  "2011/12 is not wholly inside the run, from 2012-04-01 to 2014-03-31");
    CHECK_REFUSED(target("tests", "1", ", year: 2014/15"), "not wholly inside the run");
}

TEST_CASE("a year whose follow-up ends after the run is a warning") {
    CHECK(build(target("again", "20%", ", year: 2012/13")).warnings == 0);
    const Built built = build(target("again", "20%", ", year: 2013/14"));
    CHECK(built.pathway.has_value());
    CHECK_THAT(built.problems,
               ContainsSubstring("‘again’ is never known for 2013/14: its follow-up ends after the run"));
    CHECK(build(target("again", "20%")).warnings == 0);
}
