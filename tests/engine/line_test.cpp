// Lines with an order of their own, limits, and units held for more or less than the stay.
#include "tests/engine/running.hpp"

using namespace desist;
using namespace desist::test;

namespace {

// a, b, c and d come to the desk after 10, 20, 30 and 40 seconds.
Run desk(const std::string& resource, const std::string& use, const std::string& more = "") {
    return run(four_people() + "resources: {officers: " + resource +
               "}\ntracks:\n  t:\n    start: home\n    nodes:\n"
               "      home: {stay: {by: who, a: 10 seconds, b: 20 seconds, c: 30 seconds, d: 40 seconds},"
               " routes: [{to: desk}]}\n"
               "      desk: {use: {" +
               use + "}, stay: 100 seconds, routes: [{to: after}]" + more +
               "}\n      after: {stay: 50 seconds, routes: [{to: out}]}\n      out: {}\n      gone: {}\n");
}

std::string at_desk(const Run& run, const std::string& who) {
    const Lines lines = run.lines(who, "t/desk");
    return lines.empty() ? "" : lines[0];
}

}  // namespace

TEST_CASE("priority goes before arrival") {
    const Run r = desk("{units: 1, priority: {by: who, c: 1, else: 2}}", "officers: 1");
    CHECK(at_desk(r, "a") == "t/desk 10..110 stay t/after");
    CHECK(at_desk(r, "c") == "t/desk 30/110..210 stay t/after");
    CHECK(at_desk(r, "b") == "t/desk 20/210..310 stay t/after");
}

TEST_CASE("priority follows its attributes while somebody waits") {
    const Run r = run(
        "attributes: {who: [a, b, c, d], urgent: [no-more, now-so]}\n"
        "population: {streams: {a: {present: 1, draw: {who: a}}, b: {present: 1, draw: {who: b}},"
        " c: {present: 1, draw: {who: c}}}}\n"
        "resources: {officers: {units: 1, priority: {by: urgent, now-so: 1, else: 2}}}\n"
        "tracks:\n  t:\n    start: home\n    nodes:\n"
        "      home: {stay: {by: who, a: 10 seconds, b: 20 seconds, c: 30 seconds, d: 1 day}, routes: [{to: desk}]}\n"
        "      desk: {use: {officers: 1}, stay: 100 seconds, routes: [{to: out}]}\n      out: {}\n"
        "  u:\n    start: calm\n    nodes:\n"
        "      calm: {stay: {by: who, c: 60 seconds, else: 1 day}, routes: [{to: worse}]}\n"
        "      worse: {effects: [{set: {urgent: now-so}}]}\n");
    CHECK(at_desk(r, "c") == "t/desk 30/110..210 stay t/out");
    CHECK(at_desk(r, "b") == "t/desk 20/210..310 stay t/out");
}

TEST_CASE("who finds the queue full is turned away, the last in order first") {
    const Run r = desk("{units: 1, queue-limit: 1}", "officers: 1", ", full: {to: gone}");
    CHECK(at_desk(r, "b") == "t/desk 20/110..210 stay t/after");
    CHECK(at_desk(r, "c") == "t/desk 30/-..30 full t/gone");
    CHECK(at_desk(r, "d") == "t/desk 40/-..40 full t/gone");
}

TEST_CASE("somebody of higher priority turns the last in order away") {
    const Run r =
        desk("{units: 1, queue-limit: 1, priority: {by: who, d: 1, else: 2}}", "officers: 1", ", full: {to: gone}");
    CHECK(at_desk(r, "b") == "t/desk 20/-..40 full t/gone");
    CHECK(at_desk(r, "d") == "t/desk 40/110..210 stay t/after");
}

TEST_CASE("units held for a time are given to the next before the stay ends") {
    const Run r = desk("{units: 1}", "officers: 1, for: 30 seconds");
    CHECK(at_desk(r, "a") == "t/desk 10..110 stay t/after");
    CHECK(at_desk(r, "b") == "t/desk 20/40..140 stay t/after");
    CHECK(r.records.uses.front().to == Time{40});
}

TEST_CASE("a time longer than the stay holds the units for the stay") {
    const Run r = desk("{units: 1}", "officers: 1, for: 300 seconds");
    CHECK(at_desk(r, "b") == "t/desk 20/110..210 stay t/after");
}

TEST_CASE("units that are kept go along until another node") {
    const Run r = desk("{units: 1}", "officers: 1, keep: [after]");
    CHECK(at_desk(r, "b") == "t/desk 20/160..260 stay t/after");
    const Use& use = r.records.uses.front();
    CHECK(r.place(use.node) == "t/desk");
    CHECK(use.from == Time{10});
    CHECK(use.to == Time{160});
}

TEST_CASE("a hazard may run only while somebody waits") {
    const Run r = run(four_people() +
                      "hazards: {tires: {law: piecewise(0 per hour until 50 seconds and 500_000 per hour after)}}\n"
                      "resources: {officers: {units: 1}}\ntracks:\n  t:\n    start: home\n    nodes:\n"
                      "      home: {stay: {by: who, a: 10 seconds, b: 20 seconds, else: 1 day}, routes: [{to: desk}]}\n"
                      "      desk: {use: {officers: 1}, stay: 100 seconds, routes: [{to: out}],"
                      " leave: [{to: gone, hazard: tires, while: waiting}]}\n      out: {}\n      gone: {}\n");
    CHECK(at_desk(r, "a") == "t/desk 10..110 stay t/out");
    CHECK(at_desk(r, "b") == "t/desk 20/-..71 hazard t/gone");
}

TEST_CASE("a hazard that runs while both goes on with its age") {
    const Run r = run(four_people() +
                      "hazards: {tires: {law: piecewise(0 per hour until 95 seconds and 500_000 per hour after)}}\n"
                      "resources: {officers: {units: 1}}\ntracks:\n  t:\n    start: home\n    nodes:\n"
                      "      home: {stay: {by: who, a: 10 seconds, b: 20 seconds, else: 1 day}, routes: [{to: desk}]}\n"
                      "      desk: {use: {officers: 1}, stay: {by: who, a: 60 seconds, else: 100 seconds},"
                      " routes: [{to: out}], leave: [{to: gone, hazard: tires, while: both}]}\n"
                      "      out: {}\n      gone: {}\n");
    CHECK(at_desk(r, "b") == "t/desk 20/70..116 hazard t/gone");
}

TEST_CASE("an as-soon-as may look only at who waits, or only at who is served") {
    const std::string people = four_people() +
                               "resources: {officers: {units: 1}}\ntracks:\n"
                               "  u:\n    start: before\n    nodes:\n"
                               "      before: {stay: 50 seconds, routes: [{to: late}]}\n      late: {}\n"
                               "  t:\n    start: home\n    nodes:\n"
                               "      home: {stay: {by: who, a: 10 seconds, b: 20 seconds, else: 1 day},"
                               " routes: [{to: desk}]}\n"
                               "      out: {}\n      gone: {}\n"
                               "      desk: {use: {officers: 1}, stay: 100 seconds, routes: [{to: out}],"
                               " as-soon-as: [{to: gone, if: {u: late}, while: ";
    const Run waiting = run(people + "waiting}]}\n"), served = run(people + "served}]}\n");
    CHECK(at_desk(waiting, "a") == "t/desk 10..110 stay t/out");
    CHECK(at_desk(waiting, "b") == "t/desk 20/-..50 as-soon-as t/gone");
    CHECK(at_desk(served, "a") == "t/desk 10..50 as-soon-as t/gone");
    CHECK(at_desk(served, "b") == "t/desk 20/50..50 as-soon-as t/gone");
}
