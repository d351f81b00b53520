// Values along the dates: steps, factors, ramps; conditions on dates; stays that are read again.
#include <cmath>

#include "tests/pathway/building.hpp"

using namespace desist;
using namespace desist::test;

namespace {

const std::string home = "tracks: {t: {start: home, nodes: {home: {stay: 1 day, routes: [{to: home}]}}}}\n";

double value_on(const Pathway& pathway, int year, int month, int day) {
    Indices at(pathway.entries.size());
    at[pathway.date_entry().index] = pathway.date_index(pathway.clock.at(date_of(year, month, day)));
    return evaluate(pathway.parameters[0].value, at);
}

Pathway with_changes(const std::string& changes, const std::string& value = "100 GBP per year") {
    return accepted("parameters:\n  money: {value: " + value + ", changes: [" + changes + "]}\n" + home);
}

constexpr double per_year = 365.25 * 86'400;

}  // namespace

TEST_CASE("a factor at a date multiplies the value before it") {
    const Pathway p = with_changes("{from: 2012-10-01, times: 0.5}, {from: 2013-01-01, times: 0.5}");
    CHECK(std::abs(value_on(p, 2012, 9, 30) * per_year - 100) < 1e-9);
    CHECK(std::abs(value_on(p, 2012, 10, 1) * per_year - 50) < 1e-9);
    CHECK(std::abs(value_on(p, 2013, 1, 1) * per_year - 25) < 1e-9);
}

TEST_CASE("a ramp is a daily staircase from the value before its date to the new one") {
    const Pathway p = with_changes("{from: 2012-10-01, value: 60 GBP per year, ramp: 4 days}");
    CHECK(std::abs(value_on(p, 2012, 10, 1) * per_year - 100) < 1e-9);
    CHECK(std::abs(value_on(p, 2012, 10, 2) * per_year - 90) < 1e-9);
    CHECK(std::abs(value_on(p, 2012, 10, 4) * per_year - 70) < 1e-9);
    CHECK(std::abs(value_on(p, 2012, 10, 5) * per_year - 60) < 1e-9);
    CHECK(std::abs(value_on(p, 2014, 3, 1) * per_year - 60) < 1e-9);
}

TEST_CASE("a change that comes within a ramp begins where the ramp has got to") {
    const Pathway p =
        with_changes("{from: 2012-10-01, value: 60 GBP per year, ramp: 4 days}, {from: 2012-10-03, times: 0.5}");
    CHECK(std::abs(value_on(p, 2012, 10, 2) * per_year - 90) < 1e-9);
    CHECK(std::abs(value_on(p, 2012, 10, 3) * per_year - 45) < 1e-9);
    CHECK(std::abs(value_on(p, 2012, 10, 5) * per_year - 45) < 1e-9);
}

TEST_CASE("what is derived from a parameter follows its dates") {
    const Pathway p = accepted(
        "parameters:\n  posts: money / (50 GBP per year)\n"
        "  money: {value: 100 GBP per year, changes: [{from: 2012-10-01, times: 0.5}]}\n" +
        home);
    CHECK(std::abs(value_on(p, 2012, 9, 30) - 2) < 1e-12);
    CHECK(std::abs(value_on(p, 2012, 10, 1) - 1) < 1e-12);
    CHECK(p.parameters[0].derived);
    CHECK_FALSE(p.parameters[1].derived);
}

TEST_CASE("a factor at a date has no unit, and a ramp lasts at least a day") {
    const auto changed = [](const std::string& change) {
        return "parameters:\n  money:\n    value: 100 GBP per year\n    changes:\n      - " + change + "  # here\n" +
               home;
    };
    CHECK(has(refusal(changed("{from: 2012-10-01, times: 5 GBP}")), "here: error: "));
    CHECK(has(refusal(changed("{from: 2012-10-01, times: 2, ramp: 1 hour}")),
              "here: error: a ramp lasts at least a day"));
}

TEST_CASE("a comparison of now with a date of the calendar becomes a condition on the dates, also in a rate") {
    const Pathway p = accepted(
        "hazards:\n  h:\n    law: exponential(1 per year)\n    times:\n"
        "      - {when: {now: after 2013-01-01}, value: 2}\n"
        "tracks: {t: {start: home, nodes: {home: {leave: [{to: home, hazard: h}]}}}}\n");
    REQUIRE(p.changes.size() == 1);
    CHECK(p.changes[0] == p.clock.at(date_of(2013, 1, 1)));
    Indices at(p.entries.size());
    CHECK_FALSE(holds(*p.hazards[0].times[0].when, at));
    at[p.date_entry().index] = 1;
    CHECK(holds(*p.hazards[0].times[0].when, at));
}

TEST_CASE("a retroactive change is read again by the stays whose law depends on it") {
    const std::string tracks =
        "tracks: {t: {start: home, nodes: {home: {stay: exponential(length), routes: [{to: away}]},"
        " away: {stay: 2 days, routes: [{to: home}]}}}}\n";
    const Pathway p = accepted(
        "parameters:\n  half: 0.5\n  length: base * half\n"
        "  base: {value: 10 days, changes: [{from: 2012-10-01, value: 5 days, retroactive: true},"
        " {from: 2013-10-01, value: 4 days}]}\n" +
        tracks);
    CHECK(p.nodes[0].read_again == std::vector<std::uint16_t>{1});
    CHECK(p.nodes[1].read_again.empty());
}

TEST_CASE("a declared unit is that of the value") {
    CHECK(accepted("parameters: {money: {value: 3 GBP per year, unit: GBP per year}}\n" + home).parameters[0].unit ==
          "GBP per year");
    CHECK(has(refusal("parameters:\n  money: {value: 3 GBP per year, unit: hours}  # here\n" + home), "here: error: "));
}
