// Time to the first event: cumulative incidence with what competes, Kaplan-Meier, and censoring at the end of the run;
// lives with fixed dates, worked out by hand.
#include <cmath>

#include "tests/measure/folding.hpp"

using namespace desist;
using namespace desist::test;

namespace {

// Five people begin on day 0 (but e on day 60). a has the event after 10 days, b dies after 20, c has the event after
// 30, d nothing; e begins on day 60 of 91 and is followed for 31 days, without anything.
const std::string five =
    "attributes: {who: [a, b, c, d, e]}\n"
    "population: {streams: {a: {present: 1, draw: {who: a}}, b: {present: 1, draw: {who: b}}, c: {present: 1, draw: "
    "{who: c}}, d: {present: 1, draw: {who: d}}, e: {present: 1, draw: {who: e}}}}\n"
    "tracks:\n  t:\n    start: home\n    nodes:\n"
    "      home: {stay: {by: who, e: 60 days, else: 0 days}, routes: [{to: begun}]}\n"
    "      begun: {stay: {by: who, a: 10 days, b: 20 days, c: 30 days, else: 1 year}, routes: [{to: dead, when: {who: "
    "b}}, {to: event, otherwise: true}]}\n"
    "      event: {}\n      dead: {}\n";

Folded at(const std::string& times) {
    return fold("warm-up: 0 days, run: 3 months",
                five + "measures: {f: {time-to-first: {from: t/begun, to: t/event, competing: {death: t/dead}, at: " +
                    times + "}, by: who}}\n");
}

}  // namespace

TEST_CASE("incidence counts those who die first as never having the event") {
    const Folded f = at("[25 days, 31 days]");
    // After 25 days: a of five, and b dead. After 31: c too, of three left at risk, of whom nobody was censored before.
    CHECK(*f.value("f") == Approx(20));
    CHECK(*f.value("f:death-by-25-days") == Approx(20));
    CHECK(*f.value("f:by-31-days") == Approx(40));
    CHECK(*f.value("f", "a") == Approx(100));
    CHECK(*f.value("f", "d") == 0);
}

TEST_CASE("Kaplan and Meier take the dead out of those at risk") {
    const Folded f = at("[25 days, 31 days]");
    CHECK(*f.value("f:free-25-days") == Approx(80));                   // 4/5
    CHECK(*f.value("f:free-31-days") == Approx(100 * 0.8 * 2.0 / 3));  // of three at risk one has the event
}

TEST_CASE("who is cut off by the end of the run is censored there and not counted as free") {
    // After 40 days e is no longer at risk; d still is: nothing happens between 31 and 40 days.
    const Folded f = at("[40 days]");
    CHECK(*f.value("f") == Approx(40));
    CHECK_FALSE(f.value("f", "e").has_value());  // followed for 31 days only
}

TEST_CASE("the variance within one replication is Greenwood's") {
    const Folded f = at("[31 days]");
    const MeasureId figure = f.folding.layout.named("f:free-31-days").value();
    const auto variance =
        counts_of(f.folding.layout, f.tally, figure, 0, report_periods(f.folding.layout.bins).back(), 1);
    // S^2 (1/(5 x 4) + 1/(3 x 2)), S = 8/15.
    CHECK(static_cast<double>(variance->numerator) / static_cast<double>(variance->denominator) ==
          Approx(std::pow(8.0 / 15, 2) * (1.0 / 20 + 1.0 / 6)).epsilon(1e-6));
}

TEST_CASE("an event goes before what competes in the same second") {
    const Folded f =
        fold("warm-up: 0 days, run: 3 months",
             "tracks:\n  t: {start: begun, nodes: {begun: {stay: 5 days, routes: [{to: both}]}, both: {effects: "
             "[{move: {h: {to: gone, from: [here]}}}]}}}\n"
             "  h: {start: here, nodes: {here: {}, gone: {}}}\n"
             "measures: {f: {time-to-first: {from: t/begun, to: t/both, competing: {gone: h/gone}, at: 6 "
             "days}}}\n");
    CHECK(*f.value("f") == Approx(100));
    CHECK(*f.value("f:gone-by-6-days") == 0);
}

namespace {

// Two people begin on day 0. Both offend after 10 days; it is proven at once of the one, after 45 days of the other. A
// third begins on day 60 of 91 and offends after 10 days, proven at once.
Folded proven(const std::string& more) {
    return fold(
        "warm-up: 0 days, run: 3 months",
        "attributes: {who: [quick, slow, late], committed: {date: true}}\n"
        "population: {streams: {a: {present: 1, draw: {who: quick}}, b: {present: 1, draw: {who: slow}}, c: {present: "
        "1, "
        "draw: {who: late}}}}\n"
        "tracks:\n  t:\n    start: home\n    nodes:\n"
        "      home: {stay: {by: who, late: 60 days, else: 0 days}, routes: [{to: begun}]}\n"
        "      begun: {stay: 10 days, routes: [{to: offended}]}\n"
        "      offended: {effects: [{set: {committed: now}}], stay: {by: who, slow: 45 days, else: 1 minute}, routes: "
        "[{to: convicted}]}\n"
        "      convicted: {}\n"
        "measures: {f: {time-to-first: {from: t/begun, to: t/convicted, committed: committed, at: [20 days, 40 days]" +
            more + "}, by: who}}\n");
}

}  // namespace

TEST_CASE(
    "with time to be proven, late proof does not count, and nobody is followed into the last stretch of the run") {
    // Until 30 days before the end, day 61: the third is followed for one day only and is censored before offending.
    const Folded f = proven(", proven-within: 30 days");
    CHECK(*f.value("f", "quick") == Approx(100));
    CHECK(*f.value("f", "slow") == 0);  // proven after 45 days
    CHECK_FALSE(f.value("f", "late").has_value());
    CHECK(*f.value("f") == Approx(50));  // of two at risk after 10 days
}

TEST_CASE("without it every proof of the run counts, when the offence was committed") {
    const Folded f = proven("");
    CHECK(*f.value("f", "slow") == Approx(100));
    CHECK(*f.value("f") == Approx(100));
}
