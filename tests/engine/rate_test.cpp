// Rates of hazards that a measure names: when they are told, and that nothing else is.
#include "tests/engine/running.hpp"

using namespace desist;
using namespace desist::test;

namespace {

// "node product@at since started" of each rate, in order.
Lines rates(const std::string& text, bool wanted = true) {
    const Run r = run_whole(short_run(text), 1, 0, {{}, false, false, wanted});
    Lines all;
    for (const Rate& rate : r.records.rates) {
        const std::string product = std::to_string(static_cast<int>(rate.product));
        all.push_back(r.place(rate.node) + " " + product + "@" + std::to_string(rate.at.seconds) +
                      (rate.product > 0 ? " since " + std::to_string(rate.started.seconds) : ""));
    }
    return all;
}

// A clock that starts on second 10 and has twice its rate from second 40 on.
const std::string doubled =
    "hazards: {h: {law: exponential(0.0001 per year), times: [{by: u, b: 2, else: 1}]}}\n"
    "tracks:\n"
    "  t: {start: home, nodes: {home: {stay: 10 seconds, routes: [{to: free}]}, free: {leave: [{to: gone, hazard: "
    "h}]}, "
    "gone: {}}}\n"
    "  u: {start: a, nodes: {a: {stay: 40 seconds, routes: [{to: b}]}, b: {stay: 40 seconds, routes: [{to: c}]}, c: "
    "{}}}\n";
const std::string measured = "measures: {many: {expected: h}}\n";

}  // namespace

TEST_CASE("a rate is told when the clock starts and when its value changes") {
    CHECK(rates(doubled + measured) == Lines{"t/free 1@10 since 10", "t/free 2@40 since 10", "t/free 1@80 since 10"});
}

TEST_CASE("rates are told of hazards that a measure names, to those who want them") {
    CHECK(rates(doubled).empty());
    CHECK(rates(doubled + measured, false).empty());
}

TEST_CASE("a rate is told again when what its measure looks at has changed") {
    CHECK(rates("attributes: {mood: [calm, upset]}\npopulation: {present: 1, draw: {mood: calm}}\n" + doubled +
                "  v: {start: a, nodes: {a: {stay: 60 seconds, routes: [{to: b}]}, b: {effects: [{set: {mood: "
                "upset}}]}}}\nmeasures: {many: {expected: h, by: mood}}\n") ==
          Lines{"t/free 1@10 since 10", "t/free 2@40 since 10", "t/free 2@60 since 10", "t/free 1@80 since 10"});
}

TEST_CASE("the rate of a clock of those who wait is nothing once the wait is over") {
    // b waits from second 0 until a is done.
    const Lines all =
        rates(four_people() +
              "resources: {beds: {units: 3}}\nhazards: {h: {law: exponential(0.0001 per year)}}\n"
              "tracks: {t: {start: bed, nodes: {bed: {use: {beds: 1}, stay: 30 seconds, leave: [{to: gone, "
              "hazard: h, while: waiting}], routes: [{to: gone}]}, gone: {}}}}\n" +
              measured);
    CHECK(std::count(all.begin(), all.end(), "t/bed 1@0 since 0") == 4);
    CHECK(std::count(all.begin(), all.end(), "t/bed 0@0") == 3);
    CHECK(std::count(all.begin(), all.end(), "t/bed 0@30") == 1);
    CHECK(all.size() == 8);
}

TEST_CASE("a clock that goes on after an interruption tells its age") {
    // Moved away on second 20 for 30 seconds.
    CHECK(
        rates("hazards: {h: {law: exponential(0.0001 per year)}}\n"
              "tracks:\n  t: {start: free, nodes: {free: {leave: [{to: gone, hazard: h}]}, prison: {stay: 30 seconds, "
              "routes: [{to: free}]}, gone: {}}}\n"
              "  u: {start: a, nodes: {a: {stay: 20 seconds, routes: [{to: b}]}, b: {effects: [{move: {t: {to: "
              "prison, from: [free], resume: true}}}]}}}\n" +
              measured) == Lines{"t/free 1@0 since 0", "t/free 1@50 since 30"});
}
