// Hazard clocks: when they fire, stop, go on, and change their rate, by exact arithmetic.
#include <cmath>
#include <map>

#include "tests/engine/running.hpp"

using namespace desist;
using namespace desist::test;

namespace {

constexpr int people = 400;
constexpr double day = 86400, year = 365.25 * 86400;

// The unit exponential that a clock of `t/free` draws on the first visit.
double drawn(const Run& run, std::uint64_t ordinal, const std::string& hazard = "h") {
    return unit_exponential(uniform(run.key("present", ordinal), 0, purpose("t/free", "hazard/" + hazard), 0));
}

// When `t/free` was left by a hazard, by the number of the offender.
std::map<std::uint64_t, std::int64_t> fired(const Run& run) {
    std::map<std::uint64_t, std::int64_t> times;
    for (std::uint64_t n = 0; n < people; ++n)
        for (const Stay& stay : run.stays_of(run.key("present", n)))
            if (run.place(stay.node) == "t/free" && stay.cause == Cause::hazard) times[n] = stay.ended.seconds;
    return times;
}

std::string crowd(const std::string& run, const std::string& more) {
    return "desist: 1\ntime: {start: 2012-04-01, warm-up: 0 days, run: " + run +
           "}\npopulation: {present: " + std::to_string(people) + "}\n" + more;
}

std::int64_t first_second(double seconds) {
    return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(seconds)));
}

const std::string free_until_caught =
    "  t: {start: free, nodes: {free: {leave: [{to: caught, hazard: h}]}, caught: {}}}\n";

}  // namespace

TEST_CASE("a constant hazard fires in the first whole second in which its integral has reached the draw") {
    const Run r = run_whole(
        crowd("10000 seconds", "hazards: {h: {law: exponential(36 per hour)}}\ntracks:\n" + free_until_caught));
    const auto times = fired(r);
    REQUIRE(times.size() == people);
    for (const auto& [n, at] : times) CHECK(at == first_second(100 * drawn(r, n)));
}

TEST_CASE("Weibull, Gompertz and piecewise hazards fire where their integral reaches the draw") {
    const struct {
        const char* law;
        double (*age)(double);  // at which the integral reaches e
    } laws[] = {
        {"weibull(shape 2 and scale 100 seconds)", [](double e) { return 100 * std::sqrt(e); }},
        {"gompertz(rate 0.01 per second and growth 0.02 per second)",
         [](double e) { return std::log1p(2 * e) / 0.02; }},
        {"piecewise(0.01 per second until 50 seconds and 0.1 per second after)",
         [](double e) { return e < 0.5 ? e / 0.01 : 50 + (e - 0.5) / 0.1; }},
    };
    for (const auto& [law, age] : laws) {
        INFO(law);
        const Run r = run_whole(
            crowd("10000 seconds", "hazards: {h: {law: " + std::string(law) + "}}\ntracks:\n" + free_until_caught));
        const auto times = fired(r);
        REQUIRE(times.size() == people);
        for (const auto& [n, at] : times) CHECK(at == first_second(age(drawn(r, n))));
    }
}

TEST_CASE("multipliers multiply") {
    const Run r =
        run_whole(crowd("10000 seconds",
                        "attributes: {sex: [male, female]}\nhazards: {h: {law: exponential(36 per hour), times:"
                        " [0.5, {by: sex, male: 3, female: 100}, {when: {sex: female}, value: 7}]}}\ntracks:\n" +
                            free_until_caught));
    for (const auto& [n, at] : fired(r)) CHECK(at == first_second(100 * drawn(r, n) / 1.5));
}

TEST_CASE("a clock stands still while its multiplier is nothing, and keeps its used part") {
    // In prison from 20 to 50 seconds, when the hazard is nothing: who would fire after 20 fires thirty seconds later.
    const std::string prison =
        "  u: {start: out, nodes: {out: {stay: 20 seconds, routes: [{to: prison}]},"
        " prison: {stay: 30 seconds, routes: [{to: released}]}, released: {}}}\n";
    const auto with = [&](const std::string& factor) {
        return run_whole(
            crowd("10000 seconds", "hazards: {h: {law: exponential(36 per hour), times: [{when: {u: prison}, value: " +
                                       factor + "}]}}\ntracks:\n" + free_until_caught + prison));
    };
    const auto running = fired(with("1")), stopped = fired(with("0"));
    REQUIRE(running.size() == people);
    REQUIRE(stopped.size() == people);
    int shifted = 0;
    for (const auto& [n, at] : running) {
        CHECK(stopped.at(n) == (at <= 20 ? at : at + 30));
        shifted += at > 20;
    }
    CHECK(shifted > people / 2);
    CHECK(shifted < people);
}

TEST_CASE("a clock that starts without a rate begins when the rate does") {
    const Run r = run_whole(crowd(
        "10000 seconds",
        "hazards: {h: {law: exponential(36 per hour), times: [{when: {u: prison}, value: 0}]}}\ntracks:\n" +
            free_until_caught +
            "  u: {start: prison, nodes: {prison: {stay: 30 seconds, routes: [{to: released}]}, released: {}}}\n"));
    for (const auto& [n, at] : fired(r)) CHECK(at == 30 + first_second(100 * drawn(r, n)));
}

TEST_CASE("the age of a law goes on while its multiplier is nothing") {
    // Weibull of shape 2: its integral from age 30 on is ((x + 30)^2 - 30^2) / 100^2.
    const Run r = run_whole(crowd(
        "10000 seconds",
        "hazards: {h: {law: weibull(shape 2 and scale 100 seconds), times: [{when: {u: prison}, value: "
        "0}]}}\ntracks:\n" +
            free_until_caught +
            "  u: {start: prison, nodes: {prison: {stay: 30 seconds, routes: [{to: released}]}, released: {}}}\n"));
    for (const auto& [n, at] : fired(r)) CHECK(at == first_second(100 * std::sqrt(drawn(r, n) + 0.09)));
}

TEST_CASE("an effect that switches on in mid-stay halves what is left") {
    const Run r = run_whole(
        crowd("10000 seconds",
              "hazards: {h: {law: exponential(36 per hour), times: [{when: {u: care}, value: 2}]}}\ntracks:\n" +
                  free_until_caught +
                  "  u: {start: none, nodes: {none: {stay: 40 seconds, routes: [{to: care}]}, care: {}}}\n"));
    for (const auto& [n, at] : fired(r)) {
        const double e = drawn(r, n);
        CHECK(at == first_second(e <= 0.4 ? 100 * e : 40 + (e - 0.4) * 50));
    }
}

TEST_CASE("a change that leaves the rate as it is does not touch the clock") {
    const auto with = [&](const std::string& stays) {
        return fired(run_whole(crowd(
            "10000 seconds",
            "hazards: {h: {law: weibull(shape 1.7 and scale 100 seconds), times: [{by: u, a or b: 1.3}]}}\ntracks:\n" +
                free_until_caught + "  u: {start: a, nodes: {a: {stay: " + stays +
                ", routes: [{to: b}]}, b: {stay: " + stays + ", routes: [{to: a}]}}}\n")));
    };
    CHECK(with("3 seconds") == with("5000 seconds"));
}

TEST_CASE("of several hazards the first to fire takes the offender, each draws for itself") {
    const Run r = run_whole(crowd("10000 seconds",
                                  "hazards: {h: {law: exponential(36 per hour)}, k: {law: exponential(18 per hour)}}\n"
                                  "tracks:\n"
                                  "  t: {start: free, nodes: {free: {leave: [{to: caught, hazard: h}, {to: dead, "
                                  "hazard: k}]}, caught: {}, dead: {}}}\n"));
    int caught = 0;
    for (std::uint64_t n = 0; n < people; ++n) {
        const std::int64_t h = first_second(100 * drawn(r, n)), k = first_second(200 * drawn(r, n, "k"));
        const Lines lines = r.lines("present", "t/free", n);
        REQUIRE(lines.size() == 1);
        CHECK(lines[0] == "t/free 0.." + std::to_string(std::min(h, k)) + " hazard t/" + (h <= k ? "caught" : "dead"));
        caught += h <= k;
    }
    CHECK(caught > people / 2);
    CHECK(caught < people);
}

TEST_CASE("a hazard that fires in the second in which the stay ends comes first") {
    // The hazard fires in the first second with near certainty, and the stay lasts one second.
    const Run r = run_whole(crowd("100 seconds",
                                  "hazards: {h: {law: exponential(1000 per second)}}\n"
                                  "tracks: {t: {start: free, nodes: {free: {leave: [{to: caught, hazard: h}], stay: 1 "
                                  "second, routes: [{to: out}]},"
                                  " caught: {}, out: {}}}}\n"));
    CHECK(fired(r).size() == people);
}

TEST_CASE("of hazards that fire in one second the first as written takes the offender") {
    const Run r = run_whole(
        crowd("100 seconds",
              "hazards: {h: {law: exponential(1000 per second)}, k: {law: exponential(2000 per second)}}\n"
              "tracks: {t: {start: free, nodes: {free: {leave: [{to: dead, hazard: k}, {to: caught, hazard: h}]},"
              " caught: {}, dead: {}}}}\n"));
    for (std::uint64_t n = 0; n < people; ++n)
        CHECK(r.lines("present", "t/free", n) == Lines{"t/free 0..1 hazard t/dead"});
}

TEST_CASE("a stay that ends first drops the clock, the next visit draws anew") {
    const Run r = run_whole(crowd("2000 seconds",
                                  "hazards: {h: {law: exponential(36 per hour)}}\n"
                                  "tracks: {t: {start: free, nodes: {free: {leave: [{to: caught, hazard: h}], stay: 50 "
                                  "seconds, routes: [{to: free}]}, caught: {}}}}\n"));
    for (std::uint64_t n = 0; n < 50; ++n) {
        std::int64_t at = 0;
        std::uint32_t visit = 0;
        for (const Stay& stay : r.stays_of(r.key("present", n))) {
            if (r.place(stay.node) != "t/free" || stay.cause == Cause::horizon) continue;
            const double e = unit_exponential(uniform(r.key("present", n), 0, purpose("t/free", "hazard/h"), visit++));
            const std::int64_t hazard = first_second(100 * e);
            CHECK(stay.arrived == Time{at});
            CHECK(stay.cause == (hazard <= 50 ? Cause::hazard : Cause::stay));
            at += std::min<std::int64_t>(hazard, 50);
            CHECK(stay.ended == Time{at});
        }
    }
}

TEST_CASE("a dated parameter changes a hazard in mid-stay") {
    // 0.1 a day for ten days, then 0.5 a day.
    const Run r =
        run_whole(crowd("100 days",
                        "parameters: {p: {value: 0.1 per day, changes: [{from: 2012-04-11, value: 0.5 per day}]}}\n"
                        "hazards: {h: {law: exponential(p)}}\ntracks:\n" +
                            free_until_caught));
    const auto times = fired(r);
    int after = 0;
    for (const auto& [n, at] : times) {
        const double e = drawn(r, n);
        const double expected = e <= 1 ? e * 10 * day : 10 * day + (e - 1) * 2 * day;
        CHECK(std::abs(static_cast<double>(at) - std::ceil(expected)) <= 1);
        after += e > 1;
    }
    CHECK(times.size() == people);
    CHECK(after > people / 4);
}

TEST_CASE("a dated multiplier changes a hazard in mid-stay") {
    const Run r = run_whole(
        crowd("100 days",
              "parameters: {p: {value: 1, changes: [{from: 2012-04-11, value: 0}, {from: 2012-04-21, value: 5}]}}\n"
              "hazards: {h: {law: exponential(0.1 per day), times: [p]}}\ntracks:\n" +
                  free_until_caught));
    const auto times = fired(r);
    CHECK(times.size() == people);
    for (const auto& [n, at] : times) {
        const double e = drawn(r, n);
        const double expected = e <= 1 ? e * 10 * day : 20 * day + (e - 1) * 2 * day;
        CHECK(std::abs(static_cast<double>(at) - std::ceil(expected)) <= 1);
    }
}

TEST_CASE("a birthday changes a hazard in the second in which it comes") {
    // Everybody is 17.9 years old: eighteen after a tenth of a year. Ten a year before, thirty a year after.
    const Run r = run_whole(
        "desist: 1\ntime: {start: 2012-04-01, warm-up: 0 days, run: 2 years}\n"
        "population: {present: " +
        std::to_string(people) +
        ", draw: {age: fixed 17.9 years}}\n"
        "attributes: {age: {years: true, bands: [10, 18, 25], oldest: 75}}\n"
        "hazards: {h: {law: exponential(10 per year), times: [{by: age, 10-17: 1, 18-24: 3, 25+: 0}]}}\n"
        "tracks:\n" +
        free_until_caught);
    const auto times = fired(r);
    CHECK(times.size() == people);
    int after = 0;
    for (const auto& [n, at] : times) {
        const double e = drawn(r, n);
        const double expected = e <= 1 ? e * 0.1 * year : 0.1 * year + (e - 1) * year / 30;
        CHECK(std::abs(static_cast<double>(at) - std::ceil(expected)) <= 1);
        after += e > 1;
    }
    CHECK(after > people / 4);
}

TEST_CASE("an as-soon-as follows a birthday") {
    const Run r = run_whole(
        "desist: 1\ntime: {start: 2012-04-01, warm-up: 0 days, run: 1 year}\n"
        "population: {present: 1, draw: {age: fixed 17.5 years}}\n"
        "attributes: {age: {years: true, bands: [10, 18], oldest: 75}}\n"
        "tracks: {t: {start: child, nodes: {child: {as-soon-as: [{to: adult, if: {age: 18+}}]}, adult: {}}}}\n");
    CHECK(r.lines("present", "t/child") == Lines{"t/child 0..15778800 as-soon-as t/adult"});  // half of 31,557,600
}

TEST_CASE("a table by a track may be a law, of a stay or of a hazard") {
    // Nobody can wait for `care/none`, which needs nothing: the table has no such row and needs none.
    const Run r =
        run("hazards: {h: {law: {by: care, none: exponential(36 per hour), home: exponential(72 per hour)}}}\n"
            "tracks:\n"
            "  care: {start: home, nodes: {home: {}, none: {}}}\n"
            "  t: {start: a, nodes: {a: {stay: {by: care, none: 10 seconds, home: 20 seconds}, routes: [{to: free}]},"
            " free: {leave: [{to: caught, hazard: h}]}, caught: {}}}\n");
    CHECK(r.lines("present", "t/a") == Lines{"t/a 0..20 stay t/free"});
    CHECK(r.lines("present", "t/free")[0] ==
          "t/free 20.." + std::to_string(20 + first_second(50 * drawn(r, 0))) + " hazard t/caught");
}
