// Stays that began before, are interrupted, or are read again; rates that follow a date or the hours; people by name.
#include <cmath>

#include "tests/engine/running.hpp"

using namespace desist;
using namespace desist::test;

namespace {

// The parts of a run of `days` without warm-up.
Run in_days(int days, const std::string& more) {
    return run_whole("desist: 1\ntime: {start: 2012-04-01, warm-up: 0 days, run: " + std::to_string(days) + " days}\n" +
                     more);
}

double mean_stay(const Run& run, const std::string& place) {
    double sum = 0, count = 0;
    for (const Stay& stay : run.records.stays) {
        if (run.place(stay.node) != place) continue;
        sum += static_cast<double>((stay.ended - stay.arrived).seconds);
        ++count;
    }
    return sum / count;
}

}  // namespace

TEST_CASE("time served before the start shortens the stay") {
    const Run r =
        run("tracks:\n  t:\n    start: in\n    served: {in: 30 seconds}\n    nodes:\n"
            "      in: {stay: 100 seconds, routes: [{to: out}]}\n      out: {stay: 10 seconds, routes: [{to: in}]}\n");
    CHECK(r.lines("present", "t/in").at(0) == "t/in 0..70 stay t/out");
    CHECK(r.lines("present", "t/in").at(1) == "t/in 80..180 stay t/out");
}

TEST_CASE("what is left of an exponential stay does not depend on the time served") {
    const Run r =
        in_days(400,
                "population: {present: 4000}\n"
                "tracks:\n  t:\n    start: in\n    served: {in: uniform(low 1 day and high 90 days)}\n    nodes:\n"
                "      in: {stay: exponential(10 days), routes: [{to: out}]}\n      out: {}\n");
    CHECK(mean_stay(r, "t/in") / 86'400 == Approx(10).margin(4 * 10 / std::sqrt(4000)));
}

TEST_CASE("hazards of who starts in the middle begin at that age") {
    const Run r =
        run("hazards: {h: {law: piecewise(0 per hour until 100 seconds and 500_000 per hour after)}}\n"
            "tracks:\n  t:\n    start: in\n    served: {in: 30 seconds}\n    nodes:\n"
            "      in: {leave: [{to: out, hazard: h}]}\n      out: {}\n");
    CHECK(r.lines("present", "t/in") == Lines{"t/in 0..71 hazard t/out"});
}

TEST_CASE("a move that will resume lets the next arrival go on with stay and hazards") {
    const auto run_with = [](const std::string& resume) {
        return run(
            "hazards: {h: {law: piecewise(0 per hour until 150 seconds and 500_000 per hour after)}}\n"
            "tracks:\n  t:\n    start: a\n    nodes:\n"
            "      a: {stay: 100 seconds, leave: [{to: d, hazard: h}], routes: [{to: c}]}\n"
            "      b: {stay: 10 seconds, routes: [{to: a}]}\n      c: {}\n      d: {}\n"
            "  u:\n    start: x\n    nodes:\n"
            "      x: {stay: 40 seconds, routes: [{to: y}]}\n"
            "      y: {effects: [{move: {t: {to: b, from: [a]" +
            resume + "}}}]}\n");
    };
    CHECK(run_with(", resume: true").lines("present", "t/a") == Lines{"t/a 0..40 moved t/b", "t/a 50..110 stay t/c"});
    CHECK(run_with("").lines("present", "t/a") == Lines{"t/a 0..40 moved t/b", "t/a 50..150 stay t/c"});
}

TEST_CASE("who resumes waiting has the old place in the order") {
    const Run r = run(four_people() +
                      "resources: {beds: {units: 1}}\ntracks:\n  t:\n    start: home\n    nodes:\n"
                      "      home: {stay: {by: who, a: 10 seconds, b: 20 seconds, c: 30 seconds, d: 1 day},"
                      " routes: [{to: bed}]}\n"
                      "      bed: {use: {beds: 1}, stay: 100 seconds, routes: [{to: out}]}\n"
                      "      away: {stay: 25 seconds, routes: [{to: bed}]}\n      out: {}\n"
                      "  u:\n    start: x\n    nodes:\n"
                      "      x: {stay: {by: who, b: 25 seconds, else: 1 day}, routes: [{to: y}]}\n"
                      "      y: {effects: [{move: {t: {to: away, from: [bed], resume: true}}}]}\n");
    CHECK(r.lines("b", "t/bed") == Lines{"t/bed 20/-..25 moved t/away", "t/bed 50/110..210 stay t/out"});
    CHECK(r.lines("c", "t/bed") == Lines{"t/bed 30/210..310 stay t/out"});
}

TEST_CASE("a retroactive change gives those inside the new law") {
    const auto end = [](const std::string& more) {
        const Run r =
            in_days(100,
                    "population: {present: 1}\n"
                    "parameters: {term: {value: 20 days, source: assumption, changes: [{from: 2012-04-06, value: "
                    "10 days" +
                        more + "}, {from: 2012-04-09, value: 2 days" + more +
                        "}]}}\n"
                        "tracks:\n  t:\n    start: in\n    nodes:\n"
                        "      in: {stay: fixed term, routes: [{to: out}]}\n      out: {}\n");
        return r.stays_of(r.key("present")).front().ended.seconds / 86'400;
    };
    CHECK(end("") == 20);
    CHECK(end(", retroactive: true") == 8);  // ten days, then two, which had passed on the ninth of April
}

TEST_CASE("a rate may hold for some time after a date, and stops with it") {
    const Run r =
        run("attributes: {released: {date: true}}\n"
            "hazards: {h: {law: exponential(1000 per second), times: [{when: {now: before released + 60 seconds}, "
            "value: 0}]}}\n"
            "tracks:\n  t:\n    start: a\n    nodes:\n"
            "      a: {effects: [{set: {released: now + 5 seconds}}], leave: [{to: b, hazard: h}]}\n      b: {}\n"
            "  u:\n    start: x\n    nodes:\n"
            "      x: {stay: 50 seconds, routes: [{to: y}]}\n      y: {effects: [{set: {released: released + 20 "
            "seconds}}]}\n");
    CHECK(r.lines("present", "t/a") == Lines{"t/a 0..86 hazard t/b"});
}

TEST_CASE("an as-soon-as may wait for a date, which may move") {
    const Run r = run(
        "attributes: {listed: {date: true}}\n"
        "tracks:\n  t:\n    start: a\n    nodes:\n"
        "      a: {effects: [{set: {listed: now + 30 seconds}}], as-soon-as: [{to: b, if: {now: after listed}}]}\n"
        "      b: {}\n"
        "  u:\n    start: x\n    nodes:\n"
        "      x: {stay: 20 seconds, routes: [{to: y}]}\n      y: {effects: [{set: {listed: now + 70 seconds}}]}\n");
    CHECK(r.lines("present", "t/a") == Lines{"t/a 0..90 as-soon-as t/b"});
}

TEST_CASE("a profile lets a hazard fire only in its hours, and keeps its mean") {
    const Run r = in_days(700,
                          "population: {present: 2000}\n"
                          "profiles: {evenings: {hours: {18:00-24:00: 1, else: 0}}}\n"
                          "hazards: {h: {law: exponential(0.1 per day), profile: evenings}}\n"
                          "tracks:\n  t:\n    start: a\n    nodes:\n"
                          "      a: {leave: [{to: b, hazard: h}]}\n      b: {}\n");
    bool in_hours = true;
    for (const Stay& stay : r.records.stays)
        if (r.place(stay.node) == "t/a") in_hours &= (stay.ended.seconds - 1) % 86'400 >= 18 * 3600 - 1;
    CHECK(in_hours);
    CHECK(mean_stay(r, "t/a") / 86'400 == Approx(10 + 0.375).margin(4 * 10 / std::sqrt(2000)));
}

TEST_CASE("somebody from a file has a key of the id, and the file's values and start") {
    Problems problems;
    std::optional<Scenario> scenario =
        load_text("x.yaml",
                  short_run("attributes: {colour: [red, green], priors: {count: true, bands: [0, 1]}}\n"
                            "population: {streams: {some: {present: 1, draw: {colour: red, priors: fixed 1}}}}\n"
                            "tracks:\n  t:\n    start: a\n    nodes:\n"
                            "      a: {stay: {by: colour, red: 10 seconds, green: 20 seconds}, routes: [{to: b}]}\n"
                            "      b: {stay: 30 seconds, routes: [{to: a}]}\n"),
                  problems);
    std::optional<Pathway> pathway = build_pathway(*scenario, problems);
    REQUIRE(pathway);
    Person person{"x-1", Time{40}, {{AttributeId(0), 1}}, {}, {{TrackId(0), NodeId(1)}}};
    Stream stream;
    stream.name = "file";
    stream.people.push_back(person);
    stream.draws = pathway->streams.front().draws;
    pathway->streams.push_back(stream);
    Run r;
    r.pathway = *pathway;
    r.model = *compile(*pathway, problems);
    r.outcome = simulate(r.model, 1, 0, {{}, true, true}, r.records);
    CHECK(r.lines("file", "t/", name_hash("x-1")).at(0) == "t/b 40..70 stay t/a");
    CHECK(r.lines("file", "t/", name_hash("x-1")).at(1) == "t/a 70..90 stay t/b");
}

TEST_CASE("a hazard that is closed by date does not fire") {
    Problems problems;
    std::optional<Scenario> scenario =
        load_text("x.yaml",
                  "desist: 1\ntime: {start: 2012-04-01, warm-up: 0 days, run: 10 days}\npopulation: {present: 1}\n"
                  "parameters: {p: {value: 1, source: assumption, changes: [{from: 2012-04-04, value: 2}]}}\n"
                  "hazards: {h: {law: exponential(1000 per second), times: [{when: {t: a}, value: p}]}}\n"
                  "tracks:\n  t:\n    start: a\n    nodes:\n"
                  "      a: {leave: [{to: b, hazard: h}]}\n      b: {}\n",
                  problems);
    std::optional<Pathway> pathway = build_pathway(*scenario, problems);
    INFO(problems.text());
    REQUIRE(pathway);
    Condition open;
    open.kind = Condition::Kind::in;
    open.entry = pathway->date_entry();
    open.indices = {false, true};
    pathway->nodes[0].hazards[0].open = open;
    Run r;
    r.pathway = *pathway;
    r.model = *compile(*pathway, problems);
    simulate(r.model, 1, 0, {{}, true, true}, r.records);
    CHECK(r.lines("present", "t/a") == Lines{"t/a 0..259201 hazard t/b"});
}
