// Calendars: when there are units, when they are given out, stays that wait for hours. 1 April 2012 is a Sunday.
#include "tests/engine/running.hpp"

using namespace desist;
using namespace desist::test;

namespace {

constexpr std::int64_t hour = 3600;

std::string days(int count) {
    return "desist: 1\ntime: {start: 2012-04-01, warm-up: 0 days, run: " + std::to_string(count) + " days}\n";
}

// a, b, c and d come after 1, 2, 3 and 4 hours and stay ten hours.
Run desk(const std::string& resource, const std::string& node_more = "") {
    return run_whole(
        days(4) + four_people() +
        "calendars:\n"
        "  office: {every: day, open: 08:00-16:00}\n"
        "  week: {every: mon-fri}\n"
        "resources: {officers: " +
        resource +
        "}\ntracks:\n  t:\n    start: home\n    nodes:\n"
        "      home: {stay: {by: who, a: 1 hour, b: 2 hours, c: 3 hours, d: 4 hours}, routes: [{to: desk}]}\n"
        "      desk: {use: {officers: 1}, stay: 10 hours, routes: [{to: out}]" +
        node_more + "}\n      out: {}\n      gone: {}\n");
}

// When somebody was served, in hours, and until when.
std::string served(const Run& run, const std::string& who) {
    for (const Stay& stay : run.stays_of(run.key(who)))
        if (run.place(stay.node) == "t/desk")
            return (stay.started == never ? "-" : std::to_string(stay.started.seconds / hour)) + ".." +
                   std::to_string(stay.ended.seconds / hour) + " " + cause_name(stay.cause);
    return "";
}

}  // namespace

TEST_CASE("units are there while a calendar is open, and who was started stays on") {
    const Run r = desk("{units: 1, open: office}");
    CHECK(served(r, "a") == "8..18 stay");
    CHECK(served(r, "b") == "32..42 stay");  // 18:00 is too late: the next morning
    CHECK(served(r, "c") == "56..66 stay");
}

TEST_CASE("part of a unit is there for that part of an opening, from its beginning") {
    // One and a quarter: two until 10:00, then one.
    const Run r = desk("{units: 1.25, open: office}");
    CHECK(served(r, "a") == "8..18 stay");
    CHECK(served(r, "b") == "8..18 stay");
    CHECK(served(r, "c") == "32..42 stay");
}

TEST_CASE("without a calendar part of a unit is there for that part of every day") {
    const Run r = desk("{units: 0.125}");  // until 03:00
    CHECK(served(r, "a") == "1..11 stay");
    CHECK(served(r, "b") == "24..34 stay");
    CHECK(served(r, "c") == "48..58 stay");
}

TEST_CASE("an opening of several days is read day by day") {
    // From Monday on; a half is there until noon of every day.
    const Run r = desk("{units: 0.5, open: week}");
    CHECK(served(r, "a") == "24..34 stay");
    CHECK(served(r, "b") == "34..44 stay");
    CHECK(served(r, "c") == "48..58 stay");
}

TEST_CASE("units that follow the date are read when an opening begins") {
    const Run r = run_whole(days(4) + four_people() +
                            "parameters: {officers-there: {value: 0, source: assumption,"
                            " changes: [{from: 2012-04-02, value: 2}, {from: 2012-04-03, value: 1}]}}\n"
                            "resources: {officers: {units: officers-there}}\n"
                            "tracks:\n  t:\n    start: desk\n    nodes:\n"
                            "      desk: {use: {officers: 1}, stay: 23 hours, routes: [{to: out}]}\n      out: {}\n");
    std::vector<std::int64_t> starts;
    for (const Stay& stay : r.records.stays)
        if (r.place(stay.node) == "t/desk" && stay.started != never) starts.push_back(stay.started.seconds / hour);
    std::sort(starts.begin(), starts.end());
    CHECK(starts == std::vector<std::int64_t>{24, 24, 47, 47});  // before the number falls; nobody is sent away
}

TEST_CASE("units given out in certain hours are held beyond them") {
    const Run r = desk("{units: 1, given-out: office}");
    CHECK(served(r, "a") == "8..18 stay");
    CHECK(served(r, "b") == "32..42 stay");
}

TEST_CASE("units that are taken away end the stays that started last") {
    const Run r = desk("{units: 2, open: office, on-close: eject}", ", eject: {to: gone}");
    CHECK(served(r, "a") == "8..16 ejected");
    CHECK(served(r, "b") == "8..16 ejected");
    CHECK(served(r, "c") == "32..40 ejected");  // the next morning
}

TEST_CASE("of two who hold units the one who started last loses them first") {
    const Run r =
        run_whole(days(3) + four_people() +
                  "parameters: {there: {value: 2, source: assumption, changes: [{from: 2012-04-02, value: 1}]}}\n"
                  "resources: {officers: {units: there, on-close: eject}}\n"
                  "tracks:\n  t:\n    start: home\n    nodes:\n"
                  "      home: {stay: {by: who, a: 1 hour, b: 2 hours, else: 60 hours}, routes: [{to: desk}]}\n"
                  "      desk: {use: {officers: 1}, eject: {to: gone}, stay: 40 hours, routes: [{to: out}]}\n"
                  "      out: {}\n      gone: {}\n");
    CHECK(r.lines("b", "t/desk") == Lines{"t/desk 7200..86400 ejected t/gone"});
    CHECK(r.lines("a", "t/desk") == Lines{"t/desk 3600..147600 stay t/out"});
}

TEST_CASE("a stay until a calendar opens ends at once when it is open, and until its next opening later") {
    const Run r = run_whole(days(3) +
                            "population: {present: 1}\n"
                            "calendars: {office: {every: day, open: 08:00-16:00}}\n"
                            "tracks:\n  t:\n    start: a\n    nodes:\n"
                            "      a: {stay: until office opens, routes: [{to: b}]}\n"
                            "      b: {stay: until office opens, routes: [{to: c}]}\n"
                            "      c: {stay: until next office, routes: [{to: d}]}\n"
                            "      d: {}\n");
    CHECK(r.lines("present") == Lines{"t/a 0..28800 stay t/b", "t/b 28800..28800 stay t/c",
                                      "t/c 28800..115200 stay t/d", "t/d 115200..259200 horizon"});
}

TEST_CASE("a condition may ask whether a calendar is open") {
    const Run r = run_whole(days(1) + four_people() +
                            "calendars: {office: {every: day, open: 02:00-03:00}}\n"
                            "tracks:\n  t:\n    start: home\n    nodes:\n"
                            "      home: {stay: {by: who, a: 1 hour, b: 2 hours, c: 3 hours, d: 4 hours},"
                            " routes: [{to: in, when: {now: in office}}, {to: out}]}\n"
                            "      in: {}\n      out: {}\n");
    CHECK(r.lines("a", "t/home") == Lines{"t/home 0..3600 stay t/out"});
    CHECK(r.lines("b", "t/home") == Lines{"t/home 0..7200 stay t/in"});
    CHECK(r.lines("c", "t/home") == Lines{"t/home 0..10800 stay t/out"});
}
