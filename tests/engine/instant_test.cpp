// What happens in one second, and in which order: effects, moves, instant nodes, as-soon-as, ends.
#include "tests/engine/running.hpp"

using namespace desist;
using namespace desist::test;

namespace {

// A named attribute `mark` that nodes set, so that the order of arrivals can be read from its changes.
std::string marks(const std::string& values) { return "attributes: {mark: [" + values + "]}\n"; }

}  // namespace

TEST_CASE("a stay ends after its time, and the next one begins in the same second") {
    const Run r =
        run("tracks: {t: {start: a, nodes: {a: {stay: 10 seconds, routes: [{to: b}]},"
            " b: {stay: 25 seconds, routes: [{to: c}]}, c: {}}}}\n");
    CHECK(r.lines("present") == Lines{"t/a 0..10 stay t/b", "t/b 10..35 stay t/c", "t/c 35..1000 horizon"});
}

TEST_CASE("nothing happens at the horizon") {
    const Run r = run("tracks: {t: {start: a, nodes: {a: {stay: 1000 seconds, routes: [{to: b}]}, b: {}}}}\n");
    CHECK(r.lines("present") == Lines{"t/a 0..1000 horizon"});
    const Run before = run("tracks: {t: {start: a, nodes: {a: {stay: 999 seconds, routes: [{to: b}]}, b: {}}}}\n");
    CHECK(before.lines("present") == Lines{"t/a 0..999 stay t/b", "t/b 999..1000 horizon"});
}

TEST_CASE("warm-up is negative time") {
    const Run r = run_whole(
        "desist: 1\ntime: {start: 2012-04-01, warm-up: 100 seconds, run: 1000 seconds}\n"
        "population: {present: 1}\n"
        "tracks: {t: {start: a, nodes: {a: {stay: 60 seconds, routes: [{to: a}]}}}}\n");
    const Lines lines = r.lines("present");
    REQUIRE(lines.size() == 19);
    CHECK(lines[0] == "t/a -100..-40 stay t/a");
    CHECK(lines[1] == "t/a -40..20 stay t/a");
    CHECK(lines[18] == "t/a 980..1000 horizon");
}

TEST_CASE("instant nodes are left in the second of their arrival") {
    const Run r =
        run("tracks: {t: {start: a, nodes: {a: {stay: 10 seconds, routes: [{to: b}]},"
            " b: {routes: [{to: c}]}, c: {routes: [{to: d}]}, d: {}}}}\n");
    CHECK(r.lines("present") ==
          Lines{"t/a 0..10 stay t/b", "t/b 10..10 route t/c", "t/c 10..10 route t/d", "t/d 10..1000 horizon"});
}

TEST_CASE("in one pass each track on an instant node takes one route, tracks as written") {
    const auto track = [](const std::string& name) {
        return "  " + name +
               ":\n    start: one\n    nodes:\n"
               "      one: {effects: [{set: {mark: " +
               name +
               "-one}}], routes: [{to: two}]}\n"
               "      two: {effects: [{set: {mark: " +
               name +
               "-two}}], routes: [{to: three}]}\n"
               "      three: {effects: [{set: {mark: " +
               name + "-three}}]}\n";
    };
    const Run r =
        run(marks("none, t-one, t-two, t-three, u-one, u-two, u-three") + "tracks:\n" + track("t") + track("u"));
    CHECK(r.changes_of("present", "mark") ==
          Lines{"t-one@0", "u-one@0", "t-two@0", "u-two@0", "t-three@0", "u-three@0"});
}

TEST_CASE("noted moves are carried out before instant nodes are left") {
    const Run r = run(
        marks("none, first, second, moved") +
        "tracks:\n"
        "  t:\n    start: one\n    nodes:\n"
        "      one: {effects: [{set: {mark: first}}, {move: {u: {to: there, from: [here]}}}], routes: [{to: two}]}\n"
        "      two: {effects: [{set: {mark: second}}]}\n"
        "  u: {start: here, nodes: {here: {}, there: {effects: [{set: {mark: moved}}]}}}\n");
    CHECK(r.changes_of("present", "mark") == Lines{"first@0", "moved@0", "second@0"});
}

TEST_CASE("moves are carried out first in first out, their own moves last") {
    const Run r =
        run(marks("none, in-u, in-v, in-w") +
            "tracks:\n"
            "  t:\n    start: one\n    nodes:\n"
            "      one: {stay: 10 seconds, routes: [{to: two}]}\n"
            "      two: {effects: [{move: {u: {to: there, from: [here]}}}, {move: {v: {to: there, from: [here]}}}]}\n"
            "  w: {start: here, nodes: {here: {}, there: {effects: [{set: {mark: in-w}}]}}}\n"
            "  u: {start: here, nodes: {here: {}, there: {effects: [{set: {mark: in-u}}, {move: {w: {to: there, from: "
            "[here]}}}]}}}\n"
            "  v: {start: here, nodes: {here: {}, there: {effects: [{set: {mark: in-v}}]}}}\n");
    CHECK(r.changes_of("present", "mark") == Lines{"in-u@10", "in-v@10", "in-w@10"});
    CHECK(r.lines("present", "w/here") == Lines{"w/here 0..10 moved w/there"});
}

TEST_CASE("a move happens after the effects of the arrival that noted it") {
    const Run r = run(marks("none, before, after, moved") +
                      "tracks:\n"
                      "  t: {start: one, nodes: {one: {effects: [{set: {mark: before}}, {move: {u: {to: there, from: "
                      "[here]}}}, {set: {mark: after}}]}}}\n"
                      "  u: {start: here, nodes: {here: {}, there: {effects: [{set: {mark: moved}}]}}}\n");
    CHECK(r.changes_of("present", "mark") == Lines{"before@0", "after@0", "moved@0"});
}

TEST_CASE("a move from elsewhere does nothing, and is counted") {
    const Run r =
        run("tracks:\n"
            "  t:\n    start: one\n    nodes:\n"
            "      one: {stay: 10 seconds, routes: [{to: two}]}\n"
            "      two: {stay: 10 seconds, routes: [{to: three}], effects: [{move: {u: {to: there, from: [here]}}}]}\n"
            "      three: {effects: [{move: {u: {to: there, from: [here]}}}]}\n"
            "  u: {start: here, nodes: {here: {}, there: {}}}\n");
    CHECK(r.lines("present", "u/") == Lines{"u/here 0..10 moved u/there", "u/there 10..1000 horizon"});
    CHECK(r.outcome.moves_without_effect == 1);
}

TEST_CASE("a move to where the offender stands is an arrival like any other") {
    const Run r =
        run("tracks:\n"
            "  t: {start: one, nodes: {one: {stay: 30 seconds, routes: [{to: two}]}, two: {effects: [{move: {u: {to: "
            "here, from: [here]}}}]}}}\n"
            "  u: {start: here, nodes: {here: {stay: 50 seconds, routes: [{to: gone}]}, gone: {}}}\n");
    CHECK(r.lines("present", "u/") ==
          Lines{"u/here 0..30 moved u/here", "u/here 30..80 stay u/gone", "u/gone 80..1000 horizon"});
}

TEST_CASE("effects see the effects before them") {
    const Run r =
        run("attributes: {n: {count: true, bands: [0, 1, 2]}, mark: [none, one, two]}\n"
            "tracks:\n  t:\n    start: a\n    nodes:\n"
            "      a:\n        effects:\n"
            "          - {set: {mark: two}, when: {n: 1}}\n"
            "          - {count: n}\n"
            "          - {set: {mark: one}, when: {n: 1}}\n"
            "          - {set: {n: 7}}\n"
            "          - {set: {mark: two}, when: {n: 2+}}\n");
    CHECK(r.changes_of("present", "mark") == Lines{"one@0", "two@0"});
    CHECK(r.changes_of("present", "n") == Lines{"1@0", "7@0"});
}

TEST_CASE("on-leave happens before the arrival on the next node") {
    const Run r =
        run(marks("none, left, arrived") +
            "tracks: {t: {start: a, nodes: {a: {stay: 10 seconds, on-leave: [{set: {mark: left}}], routes: [{to: b}]},"
            " b: {effects: [{set: {mark: arrived}}]}}}}\n");
    CHECK(r.changes_of("present", "mark") == Lines{"left@10", "arrived@10"});
}

TEST_CASE("stays of two tracks that end in one second are two events, tracks as written") {
    const auto track = [](const std::string& name) {
        return "  " + name +
               ": {start: a, nodes: {a: {stay: 10 seconds, routes: [{to: b}]}, b: {effects: [{set: {mark: in-" + name +
               "}}], routes: [{to: c}]}, c: {effects: [{set: {mark: end-" + name + "}}]}}}\n";
    };
    const Run r = run(marks("none, in-t, end-t, in-u, end-u") + "tracks:\n" + track("u") + track("t"));
    CHECK(r.changes_of("present", "mark") == Lines{"in-u@10", "end-u@10", "in-t@10", "end-t@10"});
}

TEST_CASE("as soon as a condition is true the node is left") {
    const Run r =
        run("tracks:\n"
            "  t: {start: a, nodes: {a: {as-soon-as: [{to: b, if: {u: two}}]}, b: {}}}\n"
            "  u: {start: one, nodes: {one: {stay: 50 seconds, routes: [{to: two}]}, two: {}}}\n");
    CHECK(r.lines("present", "t/") == Lines{"t/a 0..50 as-soon-as t/b", "t/b 50..1000 horizon"});
}

TEST_CASE("a condition that is already true on arrival fires at once") {
    const Run r =
        run("tracks:\n"
            "  t: {start: a, nodes: {a: {stay: 5 seconds, routes: [{to: b}]}, b: {as-soon-as: [{to: c, if: {u: "
            "one}}]}, c: {}}}\n"
            "  u: {start: one, nodes: {one: {}}}\n");
    CHECK(r.lines("present", "t/b") == Lines{"t/b 5..5 as-soon-as t/c"});
}

TEST_CASE("of several true conditions the first of the first track is carried out, and then all are judged again") {
    // When w reaches two, t and u both could go; t goes, and its arrival closes the way of u.
    const Run r =
        run("tracks:\n"
            "  t: {start: a, nodes: {a: {as-soon-as: [{to: b, if: {w: two}}, {to: c, if: {w: two}}]}, b: {}, c: {}}}\n"
            "  u: {start: a, nodes: {a: {as-soon-as: [{to: b, if: {w: two, t: a}}]}, b: {}}}\n"
            "  w: {start: one, nodes: {one: {stay: 50 seconds, routes: [{to: two}]}, two: {}}}\n");
    CHECK(r.lines("present", "t/a") == Lines{"t/a 0..50 as-soon-as t/b"});
    CHECK(r.lines("present", "u/") == Lines{"u/a 0..1000 horizon"});
}

TEST_CASE("as-soon-as does not see instant nodes, effects do") {
    const Run r = run(marks("none, seen") +
                      "tracks:\n"
                      "  t: {start: a, nodes: {a: {as-soon-as: [{to: b, if: {u: two}}]}, b: {}}}\n"
                      "  u: {start: one, nodes: {one: {stay: 50 seconds, routes: [{to: two}]},"
                      " two: {effects: [{set: {mark: seen}, when: {u: two}}], routes: [{to: three}]}, three: {}}}\n");
    CHECK(r.lines("present", "t/") == Lines{"t/a 0..1000 horizon"});
    CHECK(r.changes_of("present", "mark") == Lines{"seen@50"});
}

TEST_CASE("an end closes all tracks in its second, without on-leave and without moves, but with its own effects") {
    const Run r =
        run("attributes: {deaths: {count: true}, left: {count: true}}\n"
            "tracks:\n"
            "  t: {start: home, nodes: {home: {stay: 500 seconds, on-leave: [{count: left}], routes: [{to: home}]}, "
            "hospital: {}}}\n"
            "  life: {start: alive, nodes: {alive: {stay: 60 seconds, routes: [{to: dead}]},"
            " dead: {end: true, effects: [{count: deaths}, {move: {t: {to: hospital, from: [home]}}}]}}}\n"
            "  u: {start: idle, nodes: {idle: {}}}\n");
    Lines lines = r.lines("present");
    REQUIRE(lines.size() == 4);
    CHECK(lines[0] == "life/alive 0..60 stay life/dead");
    std::sort(lines.begin() + 1, lines.end());
    CHECK(lines[1] == "life/dead 60..60 ended");
    CHECK(lines[2] == "t/home 0..60 ended");
    CHECK(lines[3] == "u/idle 0..60 ended");
    CHECK(r.changes_of("present", "deaths") == Lines{"1@60"});
    CHECK(r.changes_of("present", "left").empty());
}

TEST_CASE("an end frees the units that were held and the place in a queue") {
    const Run r =
        run(four_people() +
            "resources: {officers: {units: 1}}\n"
            "tracks:\n"
            "  t:\n    start: home\n    nodes:\n"
            "      home: {stay: {by: who, a: 10 seconds, b: 20 seconds, c: 30 seconds, d: 40 seconds}, routes: [{to: "
            "desk}]}\n"
            "      desk: {use: {officers: 1}, stay: 200 seconds, routes: [{to: out}]}\n"
            "      out: {}\n"
            "  life: {start: alive, nodes: {alive: {stay: {by: who, a: 60 seconds, b: 50 seconds, else: 900 seconds},"
            " routes: [{to: dead}]}, dead: {end: true}}}\n");
    CHECK(r.lines("a", "t/desk") == Lines{"t/desk 10..60 ended"});
    CHECK(r.lines("b", "t/desk") == Lines{"t/desk 20/-..50 ended"});
    CHECK(r.lines("c", "t/desk") == Lines{"t/desk 30/60..260 stay t/out"});
    CHECK(r.lines("d", "t/desk") == Lines{"t/desk 40/260..460 stay t/out"});
}

TEST_CASE("who ends as soon as he enters leaves records of no length") {
    const Run r =
        run("tracks:\n  t: {start: home, nodes: {home: {routes: [{to: gone}]}, gone: {end: true}}}\n"
            "  u: {start: idle, nodes: {idle: {}}}\n");
    Lines lines = r.lines("present");
    std::sort(lines.begin(), lines.end());
    CHECK(lines == Lines{"t/gone 0..0 ended", "t/home 0..0 route t/gone", "u/idle 0..0 ended"});
}

TEST_CASE("a loop of stays without length is a storm that fails the run") {
    const std::string text = short_run(
        "tracks: {t: {start: a, nodes: {a: {stay: fixed 0 days, routes: [{to: b}]},"
        " b: {stay: fixed 0 days, routes: [{to: a}]}}}}\n");
    CHECK_THROWS_AS(run_whole(text), RunFailed);
}

TEST_CASE("a storm tells when, where and with whom") {
    try {
        run("tracks: {t: {start: a, nodes: {a: {stay: fixed 70 seconds, routes: [{to: b}]},"
            " b: {stay: fixed 0 days, routes: [{to: b}]}}}}\n");
        FAIL("nothing was thrown");
    } catch (const Storm& storm) {
        CHECK(storm.where.at == Time{70});
        CHECK(storm.where.node == NodeId(1));
        CHECK(storm.where.offender == offender_key(1, 0, name_hash("present"), 0));
    }
}

TEST_CASE("a loop of routes with a chance is a storm that fails the run") {
    CHECK_THROWS_AS(run("tracks: {t: {start: a, nodes: {a: {stay: fixed 0 days, routes: [{to: b, chance: 99.9999%},"
                        " {to: c, otherwise: true}]}, b: {stay: fixed 0 days, routes: [{to: a}]}, c: {}}}}\n"),
                    Storm);
}

TEST_CASE("a loop of starts with units is a storm that fails the run") {
    CHECK_THROWS_AS(
        run("resources: {desk: {units: 1}}\n"
            "tracks: {t: {start: a, nodes: {a: {use: {desk: 1}, stay: fixed 0 days, routes: [{to: a}]}}}}\n"),
        Storm);
}

TEST_CASE("a loop of cases that open and close is a storm that fails the run") {
    CHECK_THROWS_AS(run("cases: {file: {tracks: [f], copies: 2}}\n"
                        "tracks:\n"
                        "  t: {start: a, nodes: {a: {stay: fixed 0 days, effects: [{move: {f: {open: p}}}],"
                        " routes: [{to: a}]}}}\n"
                        "  f: {start: none, nodes: {none: {}, p: {routes: [{to: none}]}}}\n"),
                    Storm);
}

TEST_CASE("a loop of as-soon-as is a storm that fails the run") {
    CHECK_THROWS_AS(run("tracks:\n"
                        "  t: {start: a, nodes: {a: {as-soon-as: [{to: b, if: {u: one}}]}, b: {as-soon-as: [{to: a, "
                        "if: {u: one}}]}}}\n"
                        "  u: {start: one, nodes: {one: {}}}\n"),
                    RunFailed);
}

TEST_CASE("a loop of moves is a storm that fails the run") {
    CHECK_THROWS_AS(run("tracks:\n"
                        "  t: {start: a, nodes: {a: {effects: [{move: {u: {to: a, from: [a]}}}]}}}\n"
                        "  u: {start: a, nodes: {a: {effects: [{move: {t: {to: a, from: [a]}}}]}}}\n"),
                    RunFailed);
}

TEST_CASE("nine thousand steps in one second are not yet a storm") {
    const Run r =
        run("attributes: {n: {count: true, bands: [0, 9000]}}\n"
            "tracks: {t: {start: a, nodes: {a: {stay: fixed 0 seconds, effects: [{count: n}],"
            " routes: [{to: a, when: {n: 0-8999}}, {to: b, otherwise: true}]}, b: {}}}}\n");
    CHECK(r.changes_of("present", "n").back() == "9000@0");
    CHECK(r.lines("present").back() == "t/b 0..1000 horizon");
}
