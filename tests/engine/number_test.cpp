// Numbers of people: frailties, scores, counts within a window, counts over cases.
#include <bit>
#include <cmath>

#include "tests/engine/running.hpp"

using namespace desist;
using namespace desist::test;

namespace {

std::vector<double> numbers_of(const Run& run, const std::string& attribute) {
    std::vector<double> all;
    for (const Change& change : run.records.changes)
        if (run.pathway.attributes[change.attribute.index].name == attribute)
            all.push_back(std::bit_cast<double>(change.value));
    return all;
}

}  // namespace

TEST_CASE("a number is 1 until it is set, from other numbers too") {
    const Run r =
        run("attributes: {pace: {number: true}, priors: {count: true, bands: [0, 1]}}\n"
            "tracks:\n  t:\n    start: a\n    nodes:\n"
            "      a: {effects: [{count: priors}, {count: priors}, {set: {pace: pace + priors / 4}}, {set: {pace: pace "
            "* 2}}]}\n");
    CHECK(numbers_of(r, "pace") == std::vector<double>{1.5, 3});
}

TEST_CASE("a number has bands that tables and conditions know") {
    const Run r = run(
        "attributes: {pace: {number: true, bands: [0, 0.5, 2]}}\n"
        "tracks:\n  t:\n    start: a\n    nodes:\n"
        "      a: {effects: [{set: {pace: 0.5}}], stay: {by: pace, 0-0.5: 1 second, 0.5-2: 2 seconds, 2+: 3 seconds},"
        " routes: [{to: b}]}\n"
        "      b: {effects: [{set: {pace: 2}}], stay: {by: pace, 0-0.5: 1 second, 0.5-2: 2 seconds, 2+: 3 seconds},"
        " routes: [{to: c}]}\n      c: {}\n");
    CHECK(r.lines("present", "t/a") == Lines{"t/a 0..2 stay t/b"});
    CHECK(r.lines("present", "t/b") == Lines{"t/b 2..5 stay t/c"});
}

TEST_CASE("a rate that follows a number is the rate of that number") {
    // A quarter of the rate takes four times as long, for the same luck.
    const auto end = [](const std::string& pace) {
        const Run r =
            run("attributes: {pace: {number: true}}\nhazards: {h: {law: exponential(0.02 per second), times: "
                "[{by: pace}]}}\npopulation: {present: 1, draw: {pace: fixed " +
                pace +
                "}}\ntracks:\n  t:\n    start: a\n    nodes:\n"
                "      a: {leave: [{to: b, hazard: h}]}\n      b: {}\n");
        return static_cast<double>(r.stays_of(r.key("present")).front().ended.seconds);
    };
    CHECK(end("0.25") == Approx(4 * end("1")).margin(4));
}

TEST_CASE("a rate that a number makes negative is no rate") {
    const Run r =
        run("attributes: {pace: {number: true}}\n"
            "hazards: {h: {law: exponential(1000 per second), times: [{by: pace}]}}\n"
            "tracks:\n  t:\n    start: a\n    nodes:\n"
            "      a: {effects: [{set: {pace: pace - 2.5}}], leave: [{to: b, hazard: h}]}\n      b: {}\n");
    CHECK(r.lines("present", "t/a") == Lines{"t/a 0..1000 horizon"});
}

TEST_CASE("a score gives a chance by the logistic of its terms") {
    // -1 + 0.5 x 2 + 3 = 3 for who has two priors, and 5% remain.
    const Run r = run(
        "attributes: {colour: [red, green], priors: {count: true, bands: [0, 1]}}\n"
        "scores: {s: {link: logit, intercept: -1, terms: [{of: priors, times: 0.5}, {by: colour, red: 3, green: 0}],"
        " source: assumption}}\n"
        "population: {present: 4000, draw: {priors: fixed 2}}\n"
        "tracks:\n  t:\n    start: a\n    nodes:\n"
        "      a: {stay: 1 second, routes: [{to: b, chance: s}, {to: c, otherwise: true}]}\n      b: {}\n      c: "
        "{}\n");
    double chosen = 0;
    for (const Stay& stay : r.records.stays) chosen += stay.next && r.place(stay.next) == "t/b";
    CHECK(chosen / 4000 == Approx(1 / (1 + std::exp(-3))).margin(4 * std::sqrt(0.95 * 0.05 / 4000)));
}

TEST_CASE("a window counts starts for so long, before the node's own effects") {
    const Run r =
        run("attributes: {hits: {count: t/hit, within: 100 seconds, bands: [0, 1, 2]}, seen: {count: true, bands: [0, "
            "1]}}\n"
            "tracks:\n  t:\n    start: calm\n    nodes:\n"
            "      calm: {stay: 30 seconds, routes: [{to: hit}]}\n"
            "      hit: {effects: [{count: seen, when: {hits: 2+}}], stay: 10 seconds, routes: [{to: calm}]}\n"
            "  u:\n    start: cold\n    nodes:\n"
            "      cold: {as-soon-as: [{to: hot, if: {hits: 2+}}]}\n"
            "      hot: {as-soon-as: [{to: cool, if: {hits: 0}}]}\n      cool: {}\n");
    // Hits at 30, 70, 110, ...: the second within a hundred seconds is at 70; there is never a pause of a hundred.
    CHECK(r.lines("present", "u/cold") == Lines{"u/cold 0..70 as-soon-as u/hot"});
    CHECK(r.changes_of("present", "seen").front() == "1@70");
}

TEST_CASE("the end of a window is an event for who looks at it") {
    const Run r =
        run("attributes: {hits: {count: t/hit, within: 100 seconds, bands: [0, 1]}}\n"
            "tracks:\n  t:\n    start: calm\n    nodes:\n"
            "      calm: {stay: 30 seconds, routes: [{to: hit}]}\n      hit: {}\n"
            "  u:\n    start: cold\n    nodes:\n"
            "      cold: {as-soon-as: [{to: hot, if: {hits: 1+}}]}\n"
            "      hot: {as-soon-as: [{to: cool, if: {hits: 0}}]}\n      cool: {}\n");
    CHECK(r.lines("present", "u/hot") == Lines{"u/hot 30..130 as-soon-as u/cool"});
}

TEST_CASE("a condition may count the open cases of which something holds") {
    const Run r =
        run("cases: {case: {copies: 3, tracks: [file]}}\n"
            "tracks:\n  t:\n    start: a\n    nodes:\n"
            "      a: {effects: [{move: {file: {open: open}}}], stay: 10 seconds, routes: [{to: a, when: {not: {count: "
            "{when: "
            "{file: open}, is: 2+}}}}, {to: b}]}\n      b: {}\n"
            "  file: {start: none, nodes: {none: {}, open: {}}}\n");
    CHECK(r.lines("present", "t/a") == Lines{"t/a 0..10 stay t/a", "t/a 10..20 stay t/b"});
}
