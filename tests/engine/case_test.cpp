// Cases: opened, joined, closed, in hand; several at once.
#include "tests/engine/running.hpp"

using namespace desist;
using namespace desist::test;

TEST_CASE("a case is opened, joined while no copy is free, and closed when its tracks rest") {
    // An offence every ten seconds; a file takes 25 seconds; one file at a time.
    const Run r =
        run("cases: {file: {copies: 1, tracks: [file]}}\n"
            "tracks:\n"
            "  t: {start: home, nodes: {home: {stay: 10 seconds, routes: [{to: offend}]},"
            " offend: {effects: [{move: {file: {open: opened}}}], routes: [{to: home}]}}}\n"
            "  file: {start: shelf, nodes: {shelf: {}, opened: {stay: 25 seconds, routes: [{to: shelf}]}}}\n");
    CHECK(r.lines("present", "#1 ") ==
          Lines{"#1 file/opened 10..35 stay file/shelf", "#1 file/shelf 35..35 case-closed"});
    CHECK(r.lines("present", "#2 ") ==
          Lines{"#2 file/opened 40..65 stay file/shelf", "#2 file/shelf 65..65 case-closed"});
    CHECK(r.lines("present", "#33 ") ==
          Lines{"#33 file/opened 970..995 stay file/shelf", "#33 file/shelf 995..995 case-closed"});
    CHECK(r.lines("present", "#34 ").empty());
    CHECK(r.outcome.cases_joined == 66);  // of 99 offences every third opens a file
}

TEST_CASE("free copies give no stays") {
    const Run r =
        run("cases: {file: {copies: 5, tracks: [file]}}\n"
            "tracks:\n"
            "  t: {start: home, nodes: {home: {stay: 10 seconds, routes: [{to: offend}]}, offend: {effects: [{move: "
            "{file: {open: opened}}}]}}}\n"
            "  file: {start: shelf, nodes: {shelf: {}, opened: {stay: 25 seconds, routes: [{to: shelf}]}}}\n");
    CHECK(r.lines("present", "#") ==
          Lines{"#1 file/opened 10..35 stay file/shelf", "#1 file/shelf 35..35 case-closed"});
}

TEST_CASE("opening a case gives its other tracks a stay on their start from that instant") {
    const Run r =
        run("cases: {file: {copies: 2, tracks: [file, lab]}}\n"
            "tracks:\n"
            "  t: {start: home, nodes: {home: {stay: 10 seconds, routes: [{to: offend}]}, offend: {effects: [{move: "
            "{file: {open: opened}}}]}}}\n"
            "  file: {start: shelf, nodes: {shelf: {}, opened: {stay: 25 seconds, routes: [{to: shelf}]}}}\n"
            "  lab: {start: none, nodes: {none: {}, testing: {stay: 1 day, routes: [{to: none}]}}}\n");
    Lines lines = r.lines("present", "#1 ");
    std::sort(lines.begin(), lines.end());
    CHECK(lines == Lines{"#1 file/opened 10..35 stay file/shelf", "#1 file/shelf 35..35 case-closed",
                         "#1 lab/none 10..35 case-closed"});
}

namespace {

// Offences at 10 and 20 seconds; each file sends a sample to the laboratory, which takes 50 seconds.
std::string two_files(const std::string& more, const std::string& attributes = "") {
    return attributes +
           "cases: {file: {copies: 3, tracks: [file, lab]}}\n"
           "tracks:\n"
           "  t:\n    start: home\n    nodes:\n"
           "      home: {stay: 10 seconds, routes: [{to: first}]}\n"
           "      first: {effects: [{move: {file: {open: opened}}}], stay: 10 seconds, routes: [{to: second}]}\n"
           "      second: {effects: [{move: {file: {open: opened}}}]}\n"
           "  file:\n    start: shelf\n    nodes:\n"
           "      shelf: {}\n"
           "      opened: {effects: [{move: {lab: {to: testing, from: [none]}}}], stay: 500 seconds, routes: [{to: "
           "shelf}]}\n"
           "      charged: {stay: 100 seconds, routes: [{to: shelf}]}\n"
           "      dropped: {stay: 10 seconds, routes: [{to: shelf}]}\n"
           "  lab:\n    start: none\n    nodes:\n"
           "      none: {}\n"
           "      testing: {stay: 50 seconds, routes: [{to: result}]}\n"
           "      result: {effects: [{move: {file: {to: charged, from: [opened]}}}], routes: [{to: none}]}\n" +
           more;
}

}  // namespace

TEST_CASE("of two cases open at once a result reaches its own") {
    const Run r = run(two_files(""));
    CHECK(r.lines("present", "#1 file/opened") == Lines{"#1 file/opened 10..60 moved file/charged"});
    CHECK(r.lines("present", "#2 file/opened") == Lines{"#2 file/opened 20..70 moved file/charged"});
    CHECK(r.lines("present", "#1 file/charged") == Lines{"#1 file/charged 60..160 stay file/shelf"});
    CHECK(r.lines("present", "#2 file/charged") == Lines{"#2 file/charged 70..170 stay file/shelf"});
    CHECK(r.lines("present", "#1 file/shelf") == Lines{"#1 file/shelf 160..160 case-closed"});
    CHECK(r.outcome.moves_without_effect == 0);
}

TEST_CASE("a move from elsewhere reaches the case in hand, the last one opened") {
    const Run r =
        run(two_files("  u: {start: wait, nodes: {wait: {stay: 30 seconds, routes: [{to: drop}]},"
                      " drop: {effects: [{move: {file: {to: dropped, from: [opened]}}}]}}}\n"));
    CHECK(r.lines("present", "#2 file/opened") == Lines{"#2 file/opened 20..30 moved file/dropped"});
    CHECK(r.lines("present", "#1 file/opened") == Lines{"#1 file/opened 10..60 moved file/charged"});
}

TEST_CASE("when the case in hand closes, none is in hand, though another is open") {
    // At 30 the second file is dropped; its sample is still in the laboratory until 70, when it rests and the case
    // closes. At 80 there is no case in hand: the move does nothing. The first file has been charged at 60 and is open
    // until 160.
    const Run r = run(two_files(
        "  u: {start: wait, nodes: {wait: {stay: 30 seconds, routes: [{to: drop}]},"
        " drop: {effects: [{move: {file: {to: dropped, from: [opened]}}}], stay: 50 seconds, routes: [{to: again}]},"
        " again: {effects: [{move: {file: {to: dropped, from: [charged]}}}]}}}\n"));
    CHECK(r.lines("present", "#2 file/") == Lines{"#2 file/opened 20..30 moved file/dropped",
                                                  "#2 file/dropped 30..40 stay file/shelf",
                                                  "#2 file/shelf 40..70 case-closed"});
    CHECK(r.lines("present", "#1 file/charged") == Lines{"#1 file/charged 60..160 stay file/shelf"});
    CHECK(r.outcome.moves_without_effect == 2);  // the result of the dropped file, and the move without a case in hand
}

TEST_CASE("joining makes the open case of lowest serial the case in hand") {
    // Files 1 and 2 are open; a third offence at 30 finds no free copy; the move at 35 then reaches file 1.
    const Run r =
        run("cases: {file: {copies: 2, tracks: [file]}}\n"
            "tracks:\n"
            "  t:\n    start: home\n    nodes:\n"
            "      home: {stay: 10 seconds, routes: [{to: offend}]}\n"
            "      offend: {effects: [{move: {file: {open: opened}}}], routes: [{to: home}]}\n"
            "  file: {start: shelf, nodes: {shelf: {}, opened: {stay: 500 seconds, routes: [{to: shelf}]}, dropped: "
            "{stay: 700 seconds, routes: [{to: shelf}]}}}\n"
            "  u: {start: wait, nodes: {wait: {stay: 35 seconds, routes: [{to: drop}]},"
            " drop: {effects: [{move: {file: {to: dropped, from: [opened]}}}]}}}\n");
    CHECK(r.lines("present", "#1 file/opened") == Lines{"#1 file/opened 10..35 moved file/dropped"});
    CHECK(r.lines("present", "#2 file/opened") == Lines{"#2 file/opened 20..520 stay file/shelf"});
}

TEST_CASE("a case has attributes of its own, which begin undrawn with each case") {
    const Run r =
        run("attributes: {hearings: {count: true, bands: [0, 3], of: file}}\n"
            "cases: {file: {copies: 1, tracks: [file]}}\n"
            "tracks:\n"
            "  t: {start: home, nodes: {home: {stay: 400 seconds, routes: [{to: offend}]},"
            " offend: {effects: [{move: {file: {open: hearing}}}], routes: [{to: home}]}}}\n"
            "  file:\n    start: shelf\n    nodes:\n"
            "      shelf: {}\n"
            "      hearing: {effects: [{count: hearings}], stay: 10 seconds,"
            " routes: [{to: hearing, when: {hearings: 0-2}}, {to: shelf, otherwise: true}]}\n");
    CHECK(r.changes_of("present", "hearings") == Lines{"1@400", "2@410", "3@420", "1@800", "2@810", "3@820"});
}

TEST_CASE("any over cases needs all its conditions in one case") {
    // File 1 is of kind a and opened until 60; file 2 is of kind b and opened until 70. From 60 to 70 one is opened (b)
    // and one is charged (a): no file of kind a is opened, though there is one of kind a and one that is opened.
    const Run r =
        run("attributes: {kind: {values: [none, a, b], of: file}}\n"
            "cases: {file: {copies: 3, tracks: [file]}}\n"
            "tracks:\n"
            "  t:\n    start: home\n    nodes:\n"
            "      home: {stay: 10 seconds, routes: [{to: first}]}\n"
            "      first: {effects: [{move: {file: {open: kind-a}}}], stay: 10 seconds, routes: [{to: second}]}\n"
            "      second: {effects: [{move: {file: {open: kind-b}}}]}\n"
            "  file:\n    start: shelf\n    nodes:\n"
            "      shelf: {}\n"
            "      kind-a: {effects: [{set: {kind: a}}], routes: [{to: opened}]}\n"
            "      kind-b: {effects: [{set: {kind: b}}], routes: [{to: opened}]}\n"
            "      opened: {stay: 50 seconds, routes: [{to: charged}]}\n"
            "      charged: {stay: 500 seconds, routes: [{to: shelf}]}\n"
            "  u:\n    start: one\n    nodes:\n"
            "      one: {as-soon-as: [{to: two, if: {any: {file: opened, kind: b}}}]}\n"
            "      two: {as-soon-as: [{to: three, if: {not: {any: {file: opened, kind: a}}}}]}\n"
            "      three: {as-soon-as: [{to: four, if: {not: {any: {file: opened}}}}]}\n"
            "      four: {}\n");
    CHECK(r.lines("present", "u/") == Lines{"u/one 0..20 as-soon-as u/two", "u/two 20..60 as-soon-as u/three",
                                            "u/three 60..70 as-soon-as u/four", "u/four 70..1000 horizon"});
}

TEST_CASE("with no case in hand its tracks read as their start nodes and its attributes as undrawn") {
    const Run r = run(
        "attributes: {kind: {values: [none, a], of: file}, seen: [nothing, shelf-and-none]}\n"
        "cases: {file: {copies: 1, tracks: [file]}}\n"
        "tracks:\n"
        "  t: {start: home, nodes: {home: {effects: [{set: {seen: shelf-and-none}, when: {file: shelf, kind: none}}],"
        " stay: 1 day, routes: [{to: offend}]}, offend: {effects: [{move: {file: {open: opened}}}]}}}\n"
        "  file: {start: shelf, nodes: {shelf: {}, opened: {effects: [{set: {kind: a}}], stay: 1 day, routes: [{to: "
        "shelf}]}}}\n");
    CHECK(r.changes_of("present", "seen") == Lines{"shelf-and-none@0"});
}

TEST_CASE("nothing of a case is seen or set once it has closed") {
    // The file is of kind a and closes at 10; at 50 its kind reads as undrawn, and setting it does nothing.
    const Run r = run(
        "attributes: {kind: {values: [none, a, b], of: file}, seen: [nothing, was-none, was-a]}\n"
        "cases: {file: {copies: 1, tracks: [file]}}\n"
        "tracks:\n"
        "  t: {start: home, nodes: {home: {effects: [{move: {file: {open: opened}}}], stay: 50 seconds, routes: [{to: "
        "look}]},"
        " look: {effects: [{set: {seen: was-none}, when: {kind: none}}, {set: {seen: was-a}, when: {kind: a}}, {set: "
        "{kind: b}}]}}}\n"
        "  file: {start: shelf, nodes: {shelf: {}, opened: {effects: [{set: {kind: a}}], stay: 10 seconds, routes: "
        "[{to: shelf}]}}}\n");
    CHECK(r.lines("present", "#1 file/opened") == Lines{"#1 file/opened 0..10 stay file/shelf"});
    CHECK(r.changes_of("present", "seen") == Lines{"was-none@50"});
    CHECK(r.changes_of("present", "kind") == Lines{"a@0"});
}

TEST_CASE("an end closes open cases") {
    const Run r = run(two_files(
        "  life: {start: alive, nodes: {alive: {stay: 40 seconds, routes: [{to: dead}]}, dead: {end: true}}}\n"));
    CHECK(r.lines("present", "#1 file/opened") == Lines{"#1 file/opened 10..40 ended"});
    CHECK(r.lines("present", "#2 lab/testing") == Lines{"#2 lab/testing 20..40 ended"});
}

TEST_CASE("a case waits in the queue with its serial, and two of one offender stand one after the other") {
    const Run r = run(
        "resources: {courts: {units: 1}}\n"
        "cases: {file: {copies: 3, tracks: [file]}}\n"
        "tracks:\n"
        "  t: {start: home, nodes: {home: {effects: [{move: {file: {open: court}}}, {move: {file: {open: court}}}]}}}\n"
        "  file: {start: shelf, nodes: {shelf: {}, court: {use: {courts: 1}, stay: 30 seconds, routes: [{to: "
        "shelf}]}}}\n");
    CHECK(r.lines("present", "#1 file/court") == Lines{"#1 file/court 0..30 stay file/shelf"});
    CHECK(r.lines("present", "#2 file/court") == Lines{"#2 file/court 0/30..60 stay file/shelf"});
}

TEST_CASE("what a case draws is keyed by its serial, and its visits begin anew") {
    const Run r = run_whole(
        "desist: 1\ntime: {start: 2012-04-01, warm-up: 0 days, run: 300 days}\npopulation: {present: 1}\n"
        "cases: {file: {copies: 20, tracks: [file]}}\n"
        "tracks:\n"
        "  t: {start: home, nodes: {home: {stay: 20 days, routes: [{to: offend}]},"
        " offend: {effects: [{move: {file: {open: bail}}}], routes: [{to: home}]}}}\n"
        "  file: {start: shelf, nodes: {shelf: {}, bail: {stay: exponential(5 days), routes: [{to: again}]},"
        " again: {stay: 1 second, routes: [{to: shelf}]}}}\n");
    const Law law{Law::Kind::exponential, 5 * 86400.0, 0, 0, {}};
    int checked = 0;
    for (const Stay& stay : r.stays_of(r.key("present"))) {
        if (r.place(stay.node) != "file/bail" || stay.cause != Cause::stay) continue;
        const double u = uniform(r.key("present"), stay.serial, purpose("file/bail", "stay"), 0);
        CHECK(stay.ended - stay.arrived == stay_of(law, u));
        ++checked;
    }
    CHECK(checked >= 10);
}
