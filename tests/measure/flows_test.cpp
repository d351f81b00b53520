// Funnels, attendance, ends of stays, waits, use of resources and what the model counts: worked out by hand.
#include "tests/measure/folding.hpp"

using namespace desist;
using namespace desist::test;

namespace {

// One person goes round: home 10 days, arrested, 2 days, tested, 3 days, positive, home. A round is 15 days: arrests on
// days 10, 25, 40, 55, 70, 85; tests 2 days and positives 5 days later.
const std::string round_trip =
    "tracks:\n  t:\n    start: home\n    nodes:\n"
    "      home: {stay: 10 days, routes: [{to: arrested}]}\n"
    "      arrested: {stay: 2 days, routes: [{to: tested}]}\n"
    "      tested: {stay: 3 days, routes: [{to: positive}]}\n"
    "      positive: {routes: [{to: home}]}\n";

}  // namespace

TEST_CASE("a funnel tells numbers, conversion and time of each step by when the passage began") {
    const Folded f = fold(spring, round_trip +
                                      "measures: {f: {funnel: {steps: [t/arrested, t/tested, t/positive], within: 10 "
                                      "days}}}\n");
    // The arrest of day 85 (of 91) cannot be followed for ten days.
    CHECK(f.numerators("f:begun") == Months{2, 2, 1});
    CHECK(f.numerators("f:step-2") == Months{2, 2, 1});
    CHECK(f.numerators("f:step-3") == Months{2, 2, 1});
    CHECK(*f.value("f") == Approx(100));
    CHECK(*f.value("f:time-2") == Approx(2));
    CHECK(*f.value("f:time-3") == Approx(3));
}

TEST_CASE("a step outside the window of a funnel is not reached") {
    const Folded f = fold(
        spring, round_trip + "measures: {f: {funnel: {steps: [t/arrested, t/tested, t/positive], within: 5 days}}}\n");
    CHECK(*f.value("f:conversion-2") == Approx(100));
    CHECK(*f.value("f:conversion-3") == 0);  // on the fifth day, and the window is half open
    CHECK(*f.value("f") == 0);
}

TEST_CASE("a start belongs to the last passage that began before it") {
    // From test to test 15 days: with a window of 20 days a passage could else take the test of the next one. Here
    // every other person is never tested.
    const Folded f = fold(spring,
                          "attributes: {times: {count: true, bands: [0, 1, 2, 3, 4, 5, 6]}}\n"
                          "tracks:\n  t:\n    start: home\n    nodes:\n"
                          "      home: {stay: 10 days, routes: [{to: arrested}]}\n"
                          "      arrested: {effects: [{count: times}], stay: 2 days, routes: [{to: tested, when: "
                          "{times: 2+}}, {to: home, "
                          "otherwise: true}]}\n"
                          "      tested: {routes: [{to: home}]}\n"
                          "measures: {f: {funnel: {steps: [t/arrested, t/tested], within: 20 days}}}\n");
    // Arrests on days 10, 22, 34, 46, 58, 70 (followed), 82; the first is not tested, and the test of day 24 is that of
    // the second arrest.
    CHECK(f.numerators("f:begun") == Months{2, 3, 1});
    CHECK(f.numerators("f:step-2") == Months{1, 3, 1});
    CHECK(*f.value("f:conversion-2") == Approx(100 * 5.0 / 6));
}

TEST_CASE("of starts on tracks of one kind of case the case decides to which passage they belong") {
    // Arrests on days 10 and 20 open cases; the first is charged after 30 days, the second after 15: on days 40 and 35.
    const Folded f =
        fold(spring,
             "attributes: {n: {count: true, bands: [0, 1, 2]}, slow: {values: [yes-slow, no-slow], of: file}}\n"
             "cases: {file: {copies: 2, tracks: [file]}}\n"
             "tracks:\n  t:\n    start: a\n    nodes:\n"
             "      a: {stay: 10 days, routes: [{to: b}]}\n"
             "      b: {effects: [{count: n}, {move: {file: {open: opened}}}], stay: 10 days, routes: [{to: b, when: "
             "{n: 1}}, "
             "{to: c, otherwise: true}]}\n      c: {}\n"
             "  file:\n    start: none\n    nodes:\n      none: {}\n"
             "      opened: {stay: {by: n, 0: 1 day, 1: 30 days, 2+: 15 days}, routes: [{to: charged}]}\n"
             "      charged: {stay: 1 day, routes: [{to: none}]}\n"
             "measures: {f: {funnel: {steps: [file/opened, file/charged], within: 35 days}}}\n");
    CHECK(f.numerators("f:begun") == Months{2, 0, 0});
    CHECK(*f.value("f") == Approx(100));
    CHECK(*f.value("f:time-2") == Approx((30 + 15) / 2.0));
}

TEST_CASE("attendance tells people, how often, the first time and the top of them") {
    // Ten people come once; one (a) comes every ten days. In three months a comes nine times (days 10 to 90), and once
    // before, in warm-up: it is not his first time.
    const Folded f =
        fold("warm-up: 15 days, run: 3 months",
             "attributes: {who: [a, b]}\n"
             "population: {streams: {a: {present: 1, draw: {who: a}}, b: {present: 10, draw: {who: b}}}}\n"
             "tracks:\n  t:\n    start: home\n    nodes:\n"
             "      home: {stay: {by: who, a: 10 days, b: 40 days}, routes: [{to: desk}]}\n"
             "      desk: {routes: [{to: home, when: {who: a}}, {to: out, otherwise: true}]}\n      out: {}\n"
             "measures: {p: {attendance: t/desk, by: who}}\n");
    // a on days -5, 5, 15, ... 85: nine in the run; b on day 25.
    CHECK(*f.value("p") == 11);
    CHECK(*f.value("p", "a") == 1);
    CHECK(*f.value("p:each") == Approx(19.0 / 11));
    CHECK(*f.value("p:first-time") == Approx(100 * 10.0 / 11));
    CHECK(*f.value("p:once") == Approx(100 * 10.0 / 11));
    // Of eleven people 1% and 5% are one person (rounded up), 10% are two.
    CHECK(*f.value("p:top-1") == Approx(100 * 9.0 / 19));
    CHECK(*f.value("p:top-10") == Approx(100 * 10.0 / 19));
}

namespace {

// Three come to one officer, who serves for thirty days, on days 5, 10 and 20; c gives up after 20 days.
const std::string officer =
    "attributes: {who: [a, b, c]}\n"
    "population: {streams: {a: {present: 1, draw: {who: a}}, b: {present: 1, draw: {who: b}}, c: {present: 1, draw: "
    "{who: c}}}}\n"
    "resources: {officers: {units: 1}}\n"
    "tracks:\n  t:\n    start: home\n    nodes:\n"
    "      home: {stay: {by: who, a: 5 days, b: 10 days, c: 20 days}, routes: [{to: desk}]}\n"
    "      desk: {use: {officers: 1}, stay: 30 days, patience: {by: who, c: 20 days, else: 80 "
    "days}, give-up: {to: out}, routes: [{to: out}]}\n"
    "      out: {}\n";

}  // namespace

TEST_CASE("stays that end in one way are counted when they end, beside their share") {
    const Folded f = fold(spring, officer + "measures: {gone: {left: {nodes: t/desk, because: give-up}, by: who}}\n");
    CHECK(f.numerators("gone") == Months{0, 1, 0});      // c, on day 40
    CHECK(*f.value("gone:share") == Approx(100.0 / 3));  // a and b are served until days 35 and 65
    CHECK(*f.value("gone:share", "c") == Approx(100));
}

TEST_CASE("waits have a mean, points and a longest") {
    const Folded f = fold(spring, officer + "measures: {w: {wait: t/desk}}\n");
    // a waits 0 days, b waits 25 (served on day 35).
    CHECK(*f.value("w") == Approx(12.5));
    CHECK(*f.value("w:median") == 0);
    CHECK(*f.value("w:longest") == Approx(25));
    CHECK(*f.value("w:p95") == Approx(25).epsilon(0.07));  // bands are a sixteenth of a doubling wide
}

TEST_CASE("a resource is in use, void, or in overtime") {
    const Folded f = fold(spring, officer + "measures: {u: {use: officers}}\n");
    // In use from day 5 to 65: 60 of 91 days.
    CHECK(*f.value("u") == Approx(100 * 60.0 / 91));
    CHECK(*f.value("u:provided") == Approx(1));
    CHECK(*f.value("u:in-use") == Approx(60.0 / 91));
    CHECK(f.numerators("u:void", "", day) == Months{5, 0, 26});  // days 0 to 5; 65 to 91 (June begins on day 61)
    CHECK(*f.value("u:overtime") == 0);
}

TEST_CASE("who is served beyond the hours of a calendar is served in overtime") {
    // Open 09:00 to 17:00; one comes at 16:00 on the first day and is served for three hours.
    const Folded f = fold(spring,
                          "calendars: {day: {every: day, open: 09:00-17:00}}\n"
                          "resources: {officers: {units: 1, open: day}}\n"
                          "tracks:\n  t:\n    start: home\n    nodes:\n"
                          "      home: {stay: 16 hours, routes: [{to: desk}]}\n"
                          "      desk: {use: {officers: 1}, stay: 3 hours, routes: [{to: out}]}\n      out: {}\n"
                          "measures: {u: {use: officers}}\n");
    CHECK(f.numerators("u:overtime", "", 3600) == Months{2, 0, 0});
    CHECK(f.numerators("u:void", "", 3600) == Months{30 * 8 - 1, 31 * 8, 30 * 8});
}

TEST_CASE("what the model counts leaves out warm-up") {
    // Every ten days somebody who is at home is moved from out to in, which does nothing: on days -10, 0, 10, ... 90.
    const Folded f = fold("warm-up: 20 days, run: 3 months",
                          "tracks:\n  t:\n    start: a\n    nodes:\n      a: {stay: 10 days, routes: [{to: b}]}\n"
                          "      b: {effects: [{move: {h: {to: in, from: [out]}}}], routes: [{to: a}]}\n"
                          "  h: {start: home, nodes: {home: {}, out: {}, in: {}}}\n"
                          "measures: {idle: {model: moves-without-effect}}\n");
    CHECK(*f.value("idle") == Approx(10 / (91 / 365.25)));
}

TEST_CASE("a net benefit is what the outcome is worth less what it costs") {
    // Nine arrests in 91 days at 100 GBP, less 20 GBP a day.
    const Folded f =
        fold(spring,
             "tracks: {t: {start: home, nodes: {home: {stay: 10 days, routes: [{to: arrested}]}, arrested: "
             "{routes: [{to: home}]}}}}\n"
             "costs: {bed: {value: 20 GBP per day, of: t/home}}\n"
             "measures: {n: {count: t/arrested}, m: {money: bed}, good: {net-benefit: {outcome: n, worth: "
             "100 GBP, cost: m}}, bad: {net-benefit: {harm: n, worth: 100 GBP, cost: m}}, more: {scaled: "
             "{measure: n, times: 2.5}}, each: {ratio: [m, n], unit: GBP per arrest}}\n");
    const double years = 91 / 365.25;
    CHECK(*f.value("good") == Approx((9 * 100 - 91 * 20) / years));
    CHECK(*f.value("bad") == Approx((-9 * 100 - 91 * 20) / years));
    CHECK(*f.value("more") == Approx(2.5 * 9 / years));
    CHECK(*f.value("each") == Approx(91 * 20 / 9.0));
}

TEST_CASE("what has no value in a year has no ratio there either") {
    // What the model counts is kept for the whole run: moves that do nothing, every ten days.
    const Folded f =
        fold("warm-up: 0 days, run: 2 years",
             "tracks:\n  t:\n    start: a\n    nodes:\n      a: {stay: 10 days, routes: [{to: b}]}\n"
             "      b: {effects: [{move: {h: {to: in, from: [out]}}}], routes: [{to: a}]}\n"
             "  h: {start: home, nodes: {home: {}, out: {}, in: {}}}\n"
             "measures: {idle: {model: moves-without-effect}, n: {count: t/b}, each: {ratio: [idle, n]}}\n");
    const Layout& layout = f.folding.layout;
    const MeasureId each = *layout.named("each"), n = *layout.named("n");
    CHECK(value_of(layout, f.tally, n, 0, layout.periods[0]) == 36.0);
    CHECK_FALSE(value_of(layout, f.tally, each, 0, layout.periods[0]));
    CHECK(*f.value("each") == Approx(100));
}
