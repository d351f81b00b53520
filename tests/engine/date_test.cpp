// Dates as attributes, stays until a date, dated parameters, comparisons with now.
#include "tests/engine/running.hpp"

using namespace desist;
using namespace desist::test;

namespace {

// In prison from 10 seconds on, until `release`; another track does something to that date at 50 seconds.
std::string sentence(const std::string& first, const std::string& second) {
    return "attributes: {release: {date: true}, served: {duration: true}}\n"
           "tracks:\n"
           "  t:\n    start: court\n    nodes:\n"
           "      court: {stay: 10 seconds, routes: [{to: sentenced}]}\n"
           "      sentenced: {" +
           (first.empty() ? "" : "effects: [" + first + "], ") +
           "routes: [{to: prison}]}\n"
           "      prison: {stay: until release, routes: [{to: free}]}\n"
           "      free: {}\n"
           "  u: {start: wait, nodes: {wait: {stay: 50 seconds, routes: [{to: second}]}, second: {" +
           (second.empty() ? "" : "effects: [" + second + "]") + "}}}\n";
}

Lines prison(const std::string& first, const std::string& second) {
    return run(sentence(first, second)).lines("present", "t/prison");
}

}  // namespace

TEST_CASE("a stay until a date ends on it") {
    CHECK(prison("{set: {release: now + 100 seconds}}", "") == Lines{"t/prison 10..110 stay t/free"});
}

TEST_CASE("a sentence is prolonged by a second sentence while it is served") {
    CHECK(prison("{set: {release: now + 100 seconds}}", "{set: {release: later of release and now + 100 seconds}}") ==
          Lines{"t/prison 10..150 stay t/free"});
    CHECK(prison("{set: {release: now + 100 seconds}}", "{set: {release: release + 40 seconds}}") ==
          Lines{"t/prison 10..150 stay t/free"});
}

TEST_CASE("a shorter second sentence changes nothing, an earlier date shortens the stay") {
    CHECK(prison("{set: {release: now + 100 seconds}}", "{set: {release: later of release and now + 20 seconds}}") ==
          Lines{"t/prison 10..110 stay t/free"});
    CHECK(prison("{set: {release: now + 100 seconds}}", "{set: {release: earlier of release and now + 20 seconds}}") ==
          Lines{"t/prison 10..70 stay t/free"});
}

TEST_CASE("a date that is set into the past ends the stay at once") {
    CHECK(prison("{set: {release: now + 100 seconds}}", "{set: {release: now - 20 seconds}}") ==
          Lines{"t/prison 10..50 stay t/free"});
}

TEST_CASE("a date that is past on arrival takes no time") {
    CHECK(prison("{set: {release: now - 5 seconds}}", "") == Lines{"t/prison 10..10 stay t/free"});
    CHECK(prison("{set: {release: now}}", "") == Lines{"t/prison 10..10 stay t/free"});
}

TEST_CASE("an unset date is never reached, until it is set") {
    CHECK(prison("", "") == Lines{"t/prison 10..1000 horizon"});
    CHECK(prison("", "{set: {release: now + 30 seconds}}") == Lines{"t/prison 10..80 stay t/free"});
}

TEST_CASE("an unset date is skipped by later of and earlier of, and leaves a sum unset") {
    CHECK(prison("", "{set: {release: later of release and now + 30 seconds}}") ==
          Lines{"t/prison 10..80 stay t/free"});
    CHECK(prison("", "{set: {release: earlier of release and now + 30 seconds}}") ==
          Lines{"t/prison 10..80 stay t/free"});
    CHECK(prison("", "{set: {release: release + 30 seconds}}") == Lines{"t/prison 10..1000 horizon"});
}

TEST_CASE("a duration that was drawn can be added to a date") {
    CHECK(prison("{draw: {served: fixed 70 seconds}}, {set: {release: now + served}}", "") ==
          Lines{"t/prison 10..80 stay t/free"});
}

TEST_CASE("conditions compare now with a date plus or minus a duration: after means from that instant on") {
    const auto at = [](const std::string& seconds, const std::string& when) {
        const Run r =
            run("attributes: {release: {date: true}}\n"
                "tracks: {t: {start: a, nodes: {a: {effects: [{set: {release: now + 100 seconds}}], stay: " +
                seconds + " seconds, routes: [{to: yes-node, when: {now: " + when +
                "}}, {to: no-node, otherwise: true}]},"
                " yes-node: {}, no-node: {}}}}\n");
        return r.lines("present").back() == "t/yes-node " + seconds + "..1000 horizon";
    };
    CHECK(at("99", "before release"));
    CHECK_FALSE(at("100", "before release"));
    CHECK_FALSE(at("99", "after release"));
    CHECK(at("100", "after release"));
    CHECK(at("109", "before release + 10 seconds"));
    CHECK_FALSE(at("110", "before release + 10 seconds"));
    CHECK(at("90", "after release - 10 seconds"));
    CHECK_FALSE(at("89", "after release - 10 seconds"));
}

TEST_CASE("an unset date makes both comparisons false") {
    const Run r =
        run("attributes: {release: {date: true}}\n"
            "tracks: {t: {start: a, nodes: {a: {stay: 5 seconds, routes: [{to: b, when: {now: before release}},"
            " {to: c, when: {now: after release}}, {to: d, otherwise: true}]}, b: {}, c: {}, d: {}}}}\n");
    CHECK(r.lines("present").back() == "t/d 5..1000 horizon");
}

TEST_CASE("a stay's law is read at its arrival, with a dated parameter as it stands in that second") {
    // One day each until 2012-04-03, two days each from that second on.
    const Run r = run_whole(
        "desist: 1\ntime: {start: 2012-04-01, warm-up: 1 day, run: 6 days}\npopulation: {present: 1}\n"
        "parameters: {p: {value: 1 day, changes: [{from: 2012-04-03, value: 2 days}]}}\n"
        "tracks: {t: {start: a, nodes: {a: {stay: fixed p, routes: [{to: a}]}}}}\n");
    CHECK(r.lines("present") == Lines{"t/a -86400..0 stay t/a", "t/a 0..86400 stay t/a", "t/a 86400..172800 stay t/a",
                                      "t/a 172800..345600 stay t/a", "t/a 345600..518400 horizon"});
}

TEST_CASE("a dated chance is read when the route is taken") {
    const Run r = run_whole(
        "desist: 1\ntime: {start: 2012-04-01, warm-up: 0 days, run: 6 days}\npopulation: {present: 200}\n"
        "parameters: {p: {value: 0%, changes: [{from: 2012-04-03, value: 100%}]}}\n"
        "tracks: {t: {start: a, nodes: {a: {stay: 23 hours, routes: [{to: b, chance: p}, {to: a, otherwise: true}]}, "
        "b: {}}}}\n");
    int gone = 0;
    for (const Stay& stay : r.records.stays) {
        if (r.place(stay.node) != "t/a" || stay.cause != Cause::stay) continue;
        const bool to_b = r.place(stay.next) == "t/b";
        CHECK(to_b == (stay.ended >= Time{2 * 86400}));
        gone += to_b;
    }
    CHECK(gone == 200);
}
