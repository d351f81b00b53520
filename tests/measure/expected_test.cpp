// Expected events: the integral of a hazard's rate, by month and by the group of each moment. Worked out by hand, in
// millionths of an event, with rates so low that nothing fires; and against the numbers of firings.
#include <cmath>

#include "tests/measure/folding.hpp"

using namespace desist;
using namespace desist::test;

namespace {

// A day at this rate is a hundred millionths of an event.
const std::string slow = "exponential(0.0001 per day)";
constexpr double millionth = 1000;

std::string hazard(const std::string& law, const std::string& more = "") {
    return "hazards: {h: {law: " + law + (more.empty() ? "" : ", " + more) + "}}\n";
}
// At liberty under the hazard for the whole run; `more` are other tracks.
std::string liberty(const std::string& more = "") {
    return "tracks:\n  t: {start: free, nodes: {free: {leave: [{to: caught, hazard: h}]}, caught: {}}}\n" + more;
}
// Another track, on which `after` begins on day 20.
std::string on_day_20(const std::string& after = "{}") {
    return "  u: {start: before, nodes: {before: {stay: 20 days, routes: [{to: after}]}, after: " + after + "}}\n";
}
Months expected(const Folded& f, const std::string& group = "", const std::string& name = "many") {
    return f.numerators(name, group, millionth);
}

}  // namespace

TEST_CASE("expected events of a constant rate are rate times time, cut at the ends of months") {
    const Folded f = fold(spring, hazard(slow) + liberty() + "measures: {many: {expected: h}}\n");
    CHECK(expected(f) == Months{3000, 3100, 3000});
    CHECK(f.info("many").unit == "events per year");
    CHECK(*f.value("many") == Approx(0.0001 * 365.25).epsilon(1e-12));
}

TEST_CASE("expected events end with the stay, and those of warm-up are not counted") {
    // From day -5 to day 35.
    const Folded f =
        fold("warm-up: 15 days, run: 3 months",
             hazard(slow) +
                 "tracks: {t: {start: home, nodes: {home: {stay: 10 days, routes: [{to: free}]},\n"
                 "  free: {stay: 40 days, leave: [{to: out, hazard: h}], routes: [{to: out}]}, out: {}}}}\n"
                 "measures: {many: {expected: h, unit: crimes}}\n");
    CHECK(expected(f) == Months{3000, 500, 0});
    CHECK(f.info("many").unit == "crimes per year");
}

TEST_CASE("expected events follow a factor that changes during the stay") {
    const Folded f = fold(spring, hazard(slow, "times: [{by: u, before: 1, after: 3}]") + liberty(on_day_20()) +
                                      "measures: {many: {expected: h}}\n");
    CHECK(expected(f) == Months{5000, 9300, 9000});
}

TEST_CASE("expected events stand still while a factor is nothing") {
    const Folded f = fold(spring, hazard(slow, "times: [{by: u, before: 1, after: 0}]") + liberty(on_day_20()) +
                                      "measures: {many: {expected: h}}\n");
    CHECK(expected(f) == Months{2000, 0, 0});
}

TEST_CASE("expected events follow a rate that changes at a date") {
    const Folded f = fold(spring,
                          "parameters: {p: {value: 0.0001 per day, changes: [{from: 2012-05-11, value: 0.0002 per "
                          "day}], source: assumption}}\n" +
                              hazard("exponential(p)") + liberty() + "measures: {many: {expected: h}}\n");
    CHECK(expected(f) == Months{3000, 5200, 6000});
}

TEST_CASE("expected events of a piecewise rate change at its break") {
    const Folded f = fold(spring, hazard("piecewise(0.0001 per day until 40 days and 0.0005 per day after)") +
                                      liberty() + "measures: {many: {expected: h}}\n");
    CHECK(expected(f) == Months{3000, 11500, 15000});
}

TEST_CASE("expected events of a profile come in its hours") {
    // Mondays to Fridays: 21 in April, 23 in May, 21 in June; 8 hours of each weigh 168 / 40 each.
    const Folded f =
        fold(spring, "profiles: {office: {hours: {mon-fri 09:00-17:00: 3, else: 0}}}\n" +
                         hazard(slow, "profile: office") + liberty() + "measures: {many: {expected: h}}\n");
    CHECK(expected(f) == Months{2940, 3220, 2940});
}

TEST_CASE("expected events of those who wait, of those who are served, and of both") {
    // One is served at a time, for thirty days: a from day 5, b from day 10 in the queue and from 35 served, c from day
    // 20 in the queue and from 65 served.
    const Folded f = fold(
        spring,
        "attributes: {who: [a, b, c]}\n"
        "population: {streams: {a: {present: 1, draw: {who: a}}, b: {present: 1, draw: {who: b}}, c: {present: 1, "
        "draw: "
        "{who: c}}}}\n"
        "resources: {officers: {units: 1}}\n"
        "hazards: {w: {law: " +
            slow + "}, s: {law: " + slow + "}, d: {law: " + slow +
            "}}\n"
            "tracks:\n  t:\n    start: home\n    nodes:\n"
            "      home: {stay: {by: who, a: 5 days, b: 10 days, c: 20 days}, routes: [{to: desk}]}\n"
            "      desk: {use: {officers: 1}, stay: 30 days, routes: [{to: out}], leave: [{to: out, hazard: w, while: "
            "waiting}, {to: out, hazard: s}, {to: out, hazard: d, while: both}]}\n"
            "      out: {}\n"
            "measures: {in-queue: {expected: w, by: who}, in-service: {expected: s}, in-both: {expected: d},\n"
            "  seen-waiting: {expected: d, when: {t: waiting for desk}}}\n");
    CHECK(expected(f, "", "in-queue") == Months{3000, 3600, 400});
    CHECK(expected(f, "a", "in-queue") == Months{0, 0, 0});
    CHECK(expected(f, "b", "in-queue") == Months{2000, 500, 0});
    CHECK(expected(f, "c", "in-queue") == Months{1000, 3100, 400});
    CHECK(expected(f, "", "in-service") == Months{2500, 3100, 3000});
    CHECK(expected(f, "", "in-both") == Months{5500, 6700, 3400});
    CHECK(expected(f, "", "seen-waiting") == expected(f, "", "in-queue"));
}

TEST_CASE("a hazard of two nodes is expected at both, and a condition tells them apart") {
    // At home on days 0 to 10, 30 to 40, 60 to 70 and 90 to 91.
    const Folded f = fold(spring, hazard(slow) +
                                      "tracks: {t: {start: home, nodes: {\n"
                                      "  home: {stay: 10 days, leave: [{to: out, hazard: h}], routes: [{to: away}]},\n"
                                      "  away: {stay: 20 days, leave: [{to: out, hazard: h}], routes: [{to: home}]},\n"
                                      "  out: {}}}}\n"
                                      "measures: {many: {expected: h}, home: {expected: h, when: {t: home}}}\n");
    CHECK(expected(f) == Months{3000, 3100, 3000});
    CHECK(expected(f, "", "home") == Months{1000, 1100, 1000});
}

TEST_CASE("a hazard that leads two ways from one node counts both") {
    const Folded f = fold(spring, hazard(slow) +
                                      "resources: {officers: {units: 1}}\n"
                                      "tracks: {t: {start: desk, nodes: {desk: {use: {officers: 1}, leave: [{to: out, "
                                      "hazard: h}, {to: gone, hazard: h, while: both}]}, out: {}, gone: {}}}}\n"
                                      "measures: {many: {expected: h}}\n");
    CHECK(expected(f) == Months{6000, 6200, 6000});
}

TEST_CASE("expected events count for the group of their time, though the rate stays the same") {
    const Folded f =
        fold(spring, "attributes: {mood: [calm, upset]}\npopulation: {present: 1, draw: {mood: calm}}\n" +
                         hazard(slow) + liberty(on_day_20("{effects: [{set: {mood: upset}}]}")) +
                         "measures: {many: {expected: h, by: mood}, few: {expected: h, when: {mood: upset}}}\n");
    CHECK(expected(f, "calm") == Months{2000, 0, 0});
    CHECK(expected(f, "upset") == Months{1000, 3100, 3000});
    CHECK(expected(f) == Months{3000, 3100, 3000});
    CHECK(expected(f, "", "few") == Months{1000, 3100, 3000});
}

TEST_CASE("expected events by age change group on the birthday") {
    // 18 x 365.25 = 6574.5 days old on day 20.
    const Folded f = fold(spring,
                          "attributes: {age: {years: true, bands: [10, 18, 25], oldest: 75}}\n"
                          "population: {present: 1, draw: {age: fixed 6554.5 days}}\n" +
                              hazard(slow) + liberty() + "measures: {many: {expected: h, by: age}}\n");
    CHECK(expected(f, "10-17") == Months{2000, 0, 0});
    CHECK(expected(f, "18-24") == Months{1000, 3100, 3000});
}

TEST_CASE("expected events by a window change group when it has passed") {
    // Arrested on day 20: recent until day 32.
    const Folded f =
        fold(spring, "attributes: {recent: {count: u/after, within: 12 days, bands: [0, 1]}}\n" + hazard(slow) +
                         liberty(on_day_20()) + "measures: {many: {expected: h, by: recent}}\n");
    CHECK(expected(f, "0") == Months{2000, 2900, 3000});
    CHECK(expected(f, "1+") == Months{1000, 200, 0});
}

TEST_CASE("expected events before and after a date of the person, and of the calendar") {
    const Folded f = fold(spring, "attributes: {release: {date: true}}\n" + hazard(slow) +
                                      "tracks:\n  t: {start: free, nodes: {free: {effects: [{set: {release: now + 20 "
                                      "days}}], leave: [{to: caught, hazard: h}]}, caught: {}}}\n"
                                      "measures:\n  early: {expected: h, when: {now: before release}}\n"
                                      "  late: {expected: h, when: {now: after 2012-05-11}}\n");
    CHECK(expected(f, "", "early") == Months{2000, 0, 0});
    CHECK(expected(f, "", "late") == Months{0, 2100, 3000});
}

TEST_CASE("a group of a case is that of the case in hand while it is open") {
    // A case is open from day 20 to day 50.
    const Folded f =
        fold(spring,
             "cases: {case: {copies: 1, tracks: [file]}}\nattributes: {offence: {of: case, values: [theft, fraud]}}\n" +
                 hazard(slow) + liberty(on_day_20("{effects: [{move: {file: {open: trial}}}]}")) +
                 "  file: {start: none, nodes: {none: {}, trial: {effects: [{set: {offence: fraud}}], stay: 30 "
                 "days, routes: [{to: none}]}}}\n"
                 "measures: {many: {expected: h, by: offence}}\n");
    CHECK(expected(f, "fraud") == Months{1000, 2000, 0});
    CHECK(expected(f, "theft") == Months{2000, 1100, 3000});
}

namespace {

// Offenders who are caught again and again: the rate grows with time at liberty, and halves for those who were caught.
const std::string offenders =
    "attributes: {priors: {count: true, bands: [0, 1]}, age: {years: true, bands: [10, 18, 25], oldest: 75}}\n"
    "population: {present: 40, draw: {age: uniform(low 17 years and high 19 years)}}\n"
    "hazards: {h: {law: weibull(shape 1.5 and scale 60 days), times: [{by: priors, 0: 1, 1+: 0.5}]}}\n"
    "tracks: {t: {start: free, nodes: {free: {leave: [{to: caught, hazard: h}]}, caught: {effects: [{count: priors}], "
    "stay: exponential(5 days), routes: [{to: free}]}}}}\n";
const std::string counted = "measures: {caught: {count: t/caught}}\n";
const std::string both =
    "measures:\n  caught: {count: t/caught}\n  many: {expected: h}\n"
    "  by-age: {expected: h, by: age, when: {age: [10-17, 18-24]}}\n";

double sum(const Months& months) {
    double all = 0;
    for (double x : months) all += x;
    return all;
}

}  // namespace

TEST_CASE("as many events are expected as happen, within the noise, and they vary less") {
    // What happens less what is expected is a martingale: its mean is 0.
    const int runs = 200;
    double mean = 0, squares = 0, happened = 0, happened_squares = 0, expected_squares = 0;
    for (int seed = 1; seed <= runs; ++seed) {
        const Folded f = fold("warm-up: 0 days, run: 1 year", offenders + both, static_cast<std::uint64_t>(seed));
        const double count = sum(f.numerators("caught")), many = sum(f.numerators("many", "", 1e9));
        mean += (count - many) / runs;
        squares += (count - many) * (count - many) / runs;
        happened += count / runs;
        happened_squares += count * count / runs;
        expected_squares += many * many / runs;
    }
    const double error = std::sqrt((squares - mean * mean) / runs);
    INFO("mean difference " << mean << ", standard error " << error << ", mean number " << happened);
    CHECK(happened > 100);
    CHECK(error < 0.01 * happened);
    CHECK(std::abs(mean) < 4 * error);
    CHECK(expected_squares - (happened - mean) * (happened - mean) < 0.5 * (happened_squares - happened * happened));
}

TEST_CASE("a measure of expected events changes nothing that happens, nor does another change what it comes to") {
    const Folded without = fold("warm-up: 0 days, run: 1 year", offenders + counted);
    const Folded with = fold("warm-up: 0 days, run: 1 year", offenders + both);
    CHECK(with.outcome.fingerprint == without.outcome.fingerprint);
    CHECK(with.numerators("caught") == without.numerators("caught"));
    const Folded alone = fold("warm-up: 0 days, run: 1 year", offenders + "measures: {many: {expected: h}}\n");
    CHECK(alone.numerators("many") == with.numerators("many"));
}

TEST_CASE("arrests are the share of expected crimes that the police detect") {
    // 12 crimes a year of each at liberty, of which 10% are detected.
    const Folded f =
        fold("warm-up: 0 days, run: 1 year",
             "population: {present: 1_000}\nhazards: {offending: {law: exponential(12 per year)}}\n"
             "tracks: {t: {start: free, nodes: {free: {leave: [{to: crime, hazard: offending}]},\n"
             "  crime: {routes: [{to: arrested, chance: 10%}, {to: free}]},\n"
             "  arrested: {stay: 30 days, routes: [{to: free}]}}}}\n"
             "measures: {crimes: {expected: offending}, arrests: {count: t/arrested}, liberty: {population: "
             "t/free},\n  detected: {ratio: [arrests, crimes]}, detected-twice: {ratio: [crimes, crimes]}}\n");
    CHECK(*f.value("crimes") == Approx(12 * *f.value("liberty")).epsilon(1e-9));
    const double arrests = *f.value("arrests");
    CHECK(arrests > 900);
    CHECK(std::abs(*f.value("detected") - 10) < 4 * 10 / std::sqrt(arrests));
    CHECK(*f.value("detected") == Approx(100 * arrests / *f.value("crimes")).epsilon(1e-12));
    CHECK(*f.value("detected-twice") == Approx(100).epsilon(1e-12));
}

TEST_CASE("more expected events than a tally holds stop the run") {
    CHECK_THROWS_AS(fold(spring, hazard("exponential(1_000_000_000_000 per second)") +
                                     "tracks: {t: {start: a, nodes: {a: {leave: [{to: a, hazard: h}]}}}}\n"
                                     "measures: {many: {expected: h}}\n"),
                    RunFailed);
}
