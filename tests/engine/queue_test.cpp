// Units, queues, patience: records worked out by hand.
#include <cmath>
#include <map>

#include "tests/engine/running.hpp"

using namespace desist;
using namespace desist::test;

namespace {

// a, b, c and d come to the desk after 10, 20, 30 and 40 seconds.
std::string desk(const std::string& resources, const std::string& node, const std::string& more = "") {
    return four_people() + "resources: " + resources +
           "\n"
           "tracks:\n"
           "  t:\n"
           "    start: home\n"
           "    nodes:\n"
           "      home: {stay: {by: who, a: 10 seconds, b: 20 seconds, c: 30 seconds, d: 40 seconds}, routes: [{to: "
           "desk}]}\n"
           "      desk: " +
           node +
           "\n"
           "      out: {}\n"
           "      gone: {}\n" +
           more;
}

std::string at_desk(const Run& run, const std::string& who) {
    const Lines lines = run.lines(who, "t/desk");
    REQUIRE(lines.size() == 1);
    return lines[0];
}

}  // namespace

TEST_CASE("two servers serve four people first come first served") {
    const Run r = run(desk("{officers: {units: 2}}", "{use: {officers: 1}, stay: 100 seconds, routes: [{to: out}]}"));
    CHECK(at_desk(r, "a") == "t/desk 10..110 stay t/out");
    CHECK(at_desk(r, "b") == "t/desk 20..120 stay t/out");
    CHECK(at_desk(r, "c") == "t/desk 30/110..210 stay t/out");
    CHECK(at_desk(r, "d") == "t/desk 40/120..220 stay t/out");
}

TEST_CASE("who comes in one second is served in the order of keys") {
    const Run r =
        run_whole(short_run("population: {present: 20}\nresources: {officers: {units: 1}}\n"
                            "tracks:\n  t:\n    start: desk\n    nodes:\n"
                            "      desk: {use: {officers: 1}, stay: 10 seconds, routes: [{to: out}]}\n"
                            "      out: {}\n"));
    std::map<OffenderKey, Time> started;
    for (const Stay& stay : r.records.stays)
        if (r.place(stay.node) == "t/desk") started[stay.offender] = stay.started;
    REQUIRE(started.size() == 20);
    std::int64_t expected = 0;
    for (const auto& [key, at] : started) {  // ascending keys
        CHECK(at == Time{expected});
        expected += 10;
    }
}

TEST_CASE("whose patience ends in the second in which a unit is freed is served") {
    const Run r =
        run(desk("{officers: {units: 1}}",
                 "{use: {officers: 1}, stay: {by: who, a: 100 seconds, else: 700 seconds}, patience: 90 seconds,"
                 " give-up: {to: gone}, routes: [{to: out}]}"));
    CHECK(at_desk(r, "a") == "t/desk 10..110 stay t/out");
    CHECK(at_desk(r, "b") == "t/desk 20/110..810 stay t/out");
    CHECK(at_desk(r, "c") == "t/desk 30/-..120 give-up t/gone");
    CHECK(at_desk(r, "d") == "t/desk 40/-..130 give-up t/gone");
}

TEST_CASE("who gives up a second earlier is not served, and the next one is") {
    const Run r =
        run(desk("{officers: {units: 1}}",
                 "{use: {officers: 1}, stay: 100 seconds, patience: {by: who, b: 89 seconds, else: 500 seconds},"
                 " give-up: {to: gone}, routes: [{to: out}]}"));
    CHECK(at_desk(r, "b") == "t/desk 20/-..109 give-up t/gone");
    CHECK(at_desk(r, "c") == "t/desk 30/110..210 stay t/out");
    CHECK(at_desk(r, "d") == "t/desk 40/210..310 stay t/out");
}

TEST_CASE("whose patience ends in the second in which the unit goes to another gives up") {
    const Run r =
        run(desk("{officers: {units: 1}}",
                 "{use: {officers: 1}, stay: 100 seconds, patience: {by: who, c: 80 seconds, else: 500 seconds},"
                 " give-up: {to: gone}, routes: [{to: out}]}"));
    CHECK(at_desk(r, "b") == "t/desk 20/110..210 stay t/out");
    CHECK(at_desk(r, "c") == "t/desk 30/-..110 give-up t/gone");
}

TEST_CASE("a free unit is given in the second in which it is asked for, whatever the patience") {
    const Run r = run(desk("{officers: {units: 4}}",
                           "{use: {officers: 1}, stay: 100 seconds, patience: fixed 0 seconds, give-up: {to: gone},"
                           " routes: [{to: out}]}"));
    CHECK(at_desk(r, "d") == "t/desk 40..140 stay t/out");
}

TEST_CASE("who is moved out of a queue was never served, and leaves the line to the next") {
    const Run r = run(desk("{officers: {units: 1}}", "{use: {officers: 1}, stay: 100 seconds, routes: [{to: out}]}",
                           "  u:\n"
                           "    start: wait\n"
                           "    nodes:\n"
                           "      wait: {stay: {by: who, b: 50 seconds, else: 900 seconds}, routes: [{to: call}]}\n"
                           "      call: {effects: [{move: {t: {to: gone, from: [desk]}}}]}\n"));
    CHECK(at_desk(r, "b") == "t/desk 20/-..50 moved t/gone");
    CHECK(at_desk(r, "c") == "t/desk 30/110..210 stay t/out");
    CHECK(at_desk(r, "d") == "t/desk 40/210..310 stay t/out");
}

TEST_CASE("who is moved while served gives the unit back at once") {
    const Run r = run(desk("{officers: {units: 1}}", "{use: {officers: 1}, stay: 100 seconds, routes: [{to: out}]}",
                           "  u:\n"
                           "    start: wait\n"
                           "    nodes:\n"
                           "      wait: {stay: {by: who, a: 50 seconds, else: 900 seconds}, routes: [{to: call}]}\n"
                           "      call: {effects: [{move: {t: {to: gone, from: [desk]}}}]}\n"));
    CHECK(at_desk(r, "a") == "t/desk 10..50 moved t/gone");
    CHECK(at_desk(r, "b") == "t/desk 20/50..150 stay t/out");
}

TEST_CASE("who needs two resources takes both at once or none, and keeps nobody else waiting meanwhile") {
    // a: officers only; b: both; c: rooms only; d: both.
    const Run r = run(desk("{officers: {units: 1}, rooms: {units: 1}}",
                           "{use: {officers: {by: who, c: 0, else: 1}, rooms: {by: who, a: 0, else: 1}},"
                           " stay: {by: who, a: 100 seconds, else: 20 seconds}, routes: [{to: out}]}"));
    CHECK(at_desk(r, "a") == "t/desk 10..110 stay t/out");
    CHECK(at_desk(r, "b") == "t/desk 20/110..130 stay t/out");
    CHECK(at_desk(r, "c") == "t/desk 30..50 stay t/out");
    CHECK(at_desk(r, "d") == "t/desk 40/130..150 stay t/out");
}

TEST_CASE("who needs more units than are free is passed by who needs fewer") {
    // Two units: a takes one, b needs two, c and d need one each.
    const Run r = run(desk("{officers: {units: 2}}",
                           "{use: {officers: {by: who, b: 2, else: 1}}, stay: 50 seconds, routes: [{to: out}]}"));
    CHECK(at_desk(r, "a") == "t/desk 10..60 stay t/out");
    CHECK(at_desk(r, "b") == "t/desk 20/110..160 stay t/out");
    CHECK(at_desk(r, "c") == "t/desk 30..80 stay t/out");
    CHECK(at_desk(r, "d") == "t/desk 40/60..110 stay t/out");
}

TEST_CASE("a need of nothing is served at once, though all units are taken") {
    const Run r = run(desk("{officers: {units: 1}}",
                           "{use: {officers: {by: who, c: 0, else: 1}}, stay: 100 seconds, routes: [{to: out}]}"));
    CHECK(at_desk(r, "c") == "t/desk 30..130 stay t/out");
    CHECK(at_desk(r, "b") == "t/desk 20/110..210 stay t/out");
}

TEST_CASE("units by attribute are pools that do not help each other") {
    const Run r = run(desk(
        "{officers: {units: {by: who, a or b: 1, c: 1, d: 0}}}",
        "{use: {officers: 1}, stay: 100 seconds, patience: 500 seconds, give-up: {to: gone}, routes: [{to: out}]}"));
    CHECK(at_desk(r, "a") == "t/desk 10..110 stay t/out");
    CHECK(at_desk(r, "b") == "t/desk 20..120 stay t/out");  // b has a pool of its own too: one for each value
    CHECK(at_desk(r, "c") == "t/desk 30..130 stay t/out");
    CHECK(at_desk(r, "d") == "t/desk 40/-..540 give-up t/gone");
}

TEST_CASE("people of one district wait for the units of that district") {
    const Run r =
        run("attributes: {who: [a, b, c], district: [Leeds, Bradford]}\n"
            "population: {streams: {a: {present: 1, draw: {who: a, district: Leeds}},"
            " b: {present: 1, draw: {who: b, district: Leeds}}, c: {present: 1, draw: {who: c, district: Bradford}}}}\n"
            "resources: {officers: {units: {by: district, Leeds: 1, Bradford: 1}}}\n"
            "tracks:\n  t:\n    start: home\n    nodes:\n"
            "      home: {stay: {by: who, a: 10 seconds, b: 20 seconds, c: 30 seconds}, routes: [{to: desk}]}\n"
            "      desk: {use: {officers: 1}, stay: 100 seconds, routes: [{to: out}]}\n"
            "      out: {}\n");
    CHECK(at_desk(r, "a") == "t/desk 10..110 stay t/out");
    CHECK(at_desk(r, "b") == "t/desk 20/110..210 stay t/out");
    CHECK(at_desk(r, "c") == "t/desk 30..130 stay t/out");
}

TEST_CASE("a pool is chosen on arrival and kept") {
    // b asks as a Leeds man and becomes a Bradford man while he waits: it is still a Leeds unit that he gets.
    const Run r =
        run("attributes: {who: [a, b], district: [Leeds, Bradford]}\n"
            "population: {streams: {a: {present: 1, draw: {who: a}}, b: {present: 1, draw: {who: b}}}}\n"
            "resources: {officers: {units: {by: district, Leeds: 1, Bradford: 1}}}\n"
            "tracks:\n"
            "  t:\n    start: home\n    nodes:\n"
            "      home: {stay: {by: who, a: 10 seconds, b: 20 seconds}, routes: [{to: desk}]}\n"
            "      desk: {use: {officers: 1}, stay: 100 seconds, routes: [{to: out}]}\n"
            "      out: {}\n"
            "  u:\n    start: wait\n    nodes:\n"
            "      wait: {stay: 50 seconds, routes: [{to: moved-house}]}\n"
            "      moved-house: {effects: [{set: {district: Bradford}}]}\n");
    CHECK(at_desk(r, "b") == "t/desk 20/110..210 stay t/out");
}

TEST_CASE("on-ask happens on arrival, on-start when units are given, on-leave only if they were") {
    const Run r =
        run("attributes: {who: [a, b], asked: {count: true}, began: {count: true}, left: {count: true}}\n"
            "population: {streams: {a: {present: 1, draw: {who: a}}, b: {present: 1, draw: {who: b}}}}\n"
            "resources: {officers: {units: 1}}\n"
            "tracks:\n  t:\n    start: home\n    nodes:\n"
            "      home: {stay: {by: who, a: 10 seconds, b: 20 seconds}, routes: [{to: desk}]}\n"
            "      desk: {use: {officers: 1}, stay: 100 seconds, patience: 50 seconds, give-up: {to: out},\n"
            "        on-ask: [{count: asked}], on-start: [{count: began}], on-leave: [{count: left}], routes: [{to: "
            "out}]}\n"
            "      out: {}\n");
    CHECK(r.changes_of("a", "asked") == Lines{"1@10"});
    CHECK(r.changes_of("a", "began") == Lines{"1@10"});
    CHECK(r.changes_of("a", "left") == Lines{"1@110"});
    CHECK(r.changes_of("b", "asked") == Lines{"1@20"});
    CHECK(r.changes_of("b", "began").empty());
    CHECK(r.changes_of("b", "left").empty());
}

TEST_CASE("waiting is a state of its own: conditions and tables see it") {
    const Run r = run(desk("{officers: {units: 1}}", "{use: {officers: 1}, stay: 100 seconds, routes: [{to: out}]}",
                           "  u:\n"
                           "    start: idle\n"
                           "    nodes:\n"
                           "      idle: {as-soon-as: [{to: queueing, if: {t: waiting for desk}}]}\n"
                           "      queueing: {as-soon-as: [{to: served, if: {t: desk}}]}\n"
                           "      served: {}\n"));
    CHECK(r.lines("b", "u/idle") == Lines{"u/idle 0..20 as-soon-as u/queueing"});
    CHECK(r.lines("b", "u/queueing") == Lines{"u/queueing 20..110 as-soon-as u/served"});
}

TEST_CASE("a wait of no length is seen by as-soon-as") {
    const Run r = run(
        desk("{officers: {units: 4}}", "{use: {officers: 1}, stay: 100 seconds, routes: [{to: out}]}",
             "  u: {start: idle, nodes: {idle: {as-soon-as: [{to: seen, if: {t: waiting for desk}}]}, seen: {}}}\n"));
    CHECK(r.lines("b", "u/idle") == Lines{"u/idle 0..20 as-soon-as u/seen"});
    CHECK(at_desk(r, "b") == "t/desk 20..120 stay t/out");
}

TEST_CASE("who waits may leave as soon as something is true") {
    const Run r = run(
        desk("{officers: {units: 1}}",
             "{use: {officers: 1}, stay: 100 seconds, as-soon-as: [{to: gone, if: {u: called}}], routes: [{to: out}]}",
             "  u:\n"
             "    start: wait\n"
             "    nodes:\n"
             "      wait: {stay: {by: who, b: 50 seconds, else: 900 seconds}, routes: [{to: called}]}\n"
             "      called: {}\n"));
    CHECK(at_desk(r, "b") == "t/desk 20/-..50 as-soon-as t/gone");
    CHECK(at_desk(r, "c") == "t/desk 30/110..210 stay t/out");
}

TEST_CASE("a hazard of a node with units runs from the start of service") {
    // One a second once served, so that it would fire during the wait behind a, who has one in a hundred seconds.
    const Run r = run(desk("{officers: {units: 1}}", "{use: {officers: 1}, leave: [{to: out, hazard: h}]}") +
                      "hazards: {h: {law: exponential(1 per second), times: [{by: who, a: 0.01, else: 1}]}}\n");
    std::int64_t free = 0;
    for (const std::string who : {"a", "b", "c", "d"}) {
        const std::int64_t asked = who == "a" ? 10 : who == "b" ? 20 : who == "c" ? 30 : 40;
        const double e =
            unit_exponential(uniform(r.key(who), 0, purpose("t/desk", "hazard/h"), 0)) * (who == "a" ? 100 : 1);
        const std::int64_t started = std::max(asked, free);
        free = started + std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(e)));
        const std::string waited = started == asked ? "" : "/" + std::to_string(started);
        CHECK(at_desk(r, who) ==
              "t/desk " + std::to_string(asked) + waited + ".." + std::to_string(free) + " hazard t/out");
    }
}

TEST_CASE("uses are reported for each pool from start to end, and at the horizon") {
    const Run r = run(desk(
        "{officers: {units: 3}, rooms: {units: 2}}",
        "{use: {officers: 2, rooms: 1}, stay: {by: who, a: 100 seconds, else: 2000 seconds}, routes: [{to: out}]}"));
    Lines found;
    for (const Use& use : r.records.uses)
        found.push_back((use.offender == r.key("a")   ? "a "
                         : use.offender == r.key("b") ? "b "
                                                      : "? ") +
                        std::to_string(use.pool.index) + " " + std::to_string(use.from.seconds) + ".." +
                        std::to_string(use.to.seconds) + " x" + std::to_string(use.units));
    std::sort(found.begin(), found.end());
    CHECK(found == Lines{"a 0 10..110 x2", "a 1 10..110 x1", "b 0 110..1000 x2", "b 1 110..1000 x1"});
}

TEST_CASE("units are never used beyond their number, and never idle while somebody waits for one") {
    const Run r = run_whole(
        "desist: 1\ntime: {start: 2012-04-01, warm-up: 0 days, run: 5 days}\n"
        "population: {arrivals: 10 per hour}\nresources: {officers: {units: 3}}\n"
        "tracks:\n  t:\n    start: desk\n    nodes:\n"
        "      desk: {use: {officers: 1}, stay: exponential(18 minutes), patience: exponential(1 hour),"
        " give-up: {to: gone}, routes: [{to: gone}]}\n"
        "      gone: {end: true}\n");
    std::map<std::int64_t, int> use, waiting;  // steps
    int waits = 0;
    for (const Stay& stay : r.records.stays) {
        if (r.place(stay.node) != "t/desk") continue;
        const Time started = std::min(stay.started, stay.ended);
        if (started > stay.arrived) {
            ++waits;
            ++waiting[stay.arrived.seconds];
            --waiting[started.seconds];
        }
        if (stay.started == never) continue;
        ++use[stay.started.seconds];
        --use[stay.ended.seconds];
    }
    CHECK(waits > 200);
    std::map<std::int64_t, int> steps = use;
    for (const auto& [at, step] : waiting) steps.try_emplace(at, 0);
    int used = 0, queue = 0;
    bool never_above = true, never_idle = true;
    for (const auto& [at, step] : steps) {
        used += step;
        if (const auto found = waiting.find(at); found != waiting.end()) queue += found->second;
        never_above &= used <= 3;
        never_idle &= queue == 0 || used == 3;
    }
    CHECK(never_above);
    CHECK(never_idle);
}
