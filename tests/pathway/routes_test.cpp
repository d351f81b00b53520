// Routes, ways out, loops that take no time, cases' rests.
#include "tests/pathway/building.hpp"

using namespace desist;
using namespace desist::test;

namespace {

// A node `home` with a stay of a day and these routes, and nodes a and b to go to.
std::string routes(const std::string& list, const std::string& more = "") {
    return more +
           "tracks:\n"
           "  t:\n"
           "    start: home\n"
           "    nodes:\n"
           "      home: {stay: 1 day, routes: [" +
           list +
           "]}  # here\n"
           "      a: {}\n"
           "      b: {}\n";
}

const std::string drugs = "attributes: {drug: [none-found, cannabis, opiate], sex: [male, female]}\n";

// A track of these nodes that starts on the first one.
std::string track(const std::string& start, const std::string& nodes) {
    return "tracks:\n  t:\n    start: " + start + "\n    nodes:\n" + nodes;
}

}  // namespace

TEST_CASE("chances of 110% are refused") {
    CHECK_REFUSED(routes("{to: a, chance: 60%}, {to: b, chance: 50%}"), "add up to 110%, more than 100%");
}

TEST_CASE("chances of 110% are refused though an otherwise follows") {
    CHECK_REFUSED(routes("{to: a, chance: 60%}, {to: b, chance: 50%}, {to: home, otherwise: true}"),
                  "add up to 110%, more than 100%");
}

TEST_CASE("chances of 99.9% without an otherwise are refused") {
    CHECK_REFUSED(routes("{to: a, chance: 50%}, {to: b, chance: 49.9%}"), "add up to 99.9%, not 100%");
}

TEST_CASE("chances of 10%, 20% and 70% are 100%, whatever binary fractions make of them") {
    CHECK_ACCEPTED(routes("{to: a, chance: 10%}, {to: b, chance: 20%}, {to: home, chance: 70%}"));
}

TEST_CASE("chances above 100% in one combination of a table are refused") {
    CHECK_REFUSED(routes("{to: a, chance: {by: drug, opiate: 70%, else: 20%}}, {to: b, chance: {by: sex, male: 20%, "
                         "female: 40%}}, {to: home, otherwise: true}",
                         drugs),
                  "add up to 110%, more than 100%");
}

TEST_CASE("chances that never meet in one combination are not added") {
    CHECK_ACCEPTED(
        routes("{to: a, chance: 60%, when: {drug: opiate}}, {to: b, chance: 50%, when: {drug: cannabis}}, "
               "{to: home, otherwise: true}",
               drugs));
}

TEST_CASE("chances above 100% in the one combination in which both conditions hold are refused") {
    CHECK_REFUSED(routes("{to: a, chance: 60%, when: {drug: opiate}}, {to: b, chance: 50%, when: {sex: female}}, {to: "
                         "home, otherwise: true}",
                         drugs),
                  "add up to 110%, more than 100%");
}

TEST_CASE("chances above 100% after a dated change are refused") {
    CHECK_REFUSED(routes("{to: a, chance: p}, {to: b, chance: 50%}, {to: home, otherwise: true}",
                         "parameters: {p: {value: 40%, changes: [{from: 2013-01-01, value: 60%}]}}\n"),
                  "add up to 110%, more than 100%");
}

TEST_CASE("chances above 100% at the bound of a parameter are refused") {
    CHECK_REFUSED(routes("{to: a, chance: p}, {to: b, chance: 50%}, {to: home, otherwise: true}",
                         "parameters: {p: {value: 40%, low: 30%, high: 60%}}\n"),
                  "110%");
}

TEST_CASE("a chance that is a parameter needs an otherwise") {
    CHECK_REFUSED(routes("{to: a, chance: p}, {to: b, chance: 1 - p}", "parameters: {p: 40%}\n"),
                  "may leave somebody with no way out (end them with {to: NODE, otherwise: true})");
}

TEST_CASE("a chance that is a table needs an otherwise") {
    CHECK_REFUSED(routes("{to: a, chance: {by: sex, male: 100%, female: 100%}}", drugs),
                  "may leave somebody with no way out");
}

TEST_CASE("routes that all have conditions need an otherwise") {
    CHECK_REFUSED(routes("{to: a, when: {sex: male}}, {to: b, when: {sex: female}}", drugs),
                  "may leave somebody with no way out");
}

TEST_CASE("a route without a chance takes the rest") { CHECK_ACCEPTED(routes("{to: a, chance: 60%}, {to: b}")); }

TEST_CASE("a stay without routes is no way out") {
    CHECK_REFUSED(track("home", "      home: {stay: 1 day}  # here\n"), "there is no way out");
}

TEST_CASE("units held without a stay or a hazard are no way out") {
    CHECK_REFUSED("resources: {officers: {units: 1}}\n" + track("home", "      home: {use: {officers: 1}}  # here\n"),
                  "holds units but has neither stay nor leave");
}

TEST_CASE("routes that nothing leads to are told") {
    CHECK_REFUSED("hazards: {h: {law: exponential(1 per year)}}\n" +
                      track("home",
                            "      home: {leave: [{to: a, hazard: h}], routes: [{to: a, otherwise: true}]}  # here\n"
                            "      a: {}\n"),
                  "has routes that are never used");
}

TEST_CASE("an end has no ways out") {
    CHECK_REFUSED(
        track("home", "      home: {end: true, stay: 1 day, routes: [{to: home, otherwise: true}]}  # here\n"),
        "is an end");
}

TEST_CASE("a rest, left only by moves, is a node like any other") { CHECK_ACCEPTED(track("home", "      home: {}\n")); }

TEST_CASE("who needs more units than there ever are is stuck, and refused") {
    CHECK_REFUSED(
        "resources: {officers: {units: 1}}\n" +
            track("home",
                  "      home: {use: {officers: 2}, stay: 1 day, routes: [{to: a, otherwise: true}]}  # here\n"
                  "      a: {}\n"),
        "home");
}

TEST_CASE("who needs more units than there ever are may give up") {
    CHECK_ACCEPTED("resources: {officers: {units: 1}}\n" +
                   track("home",
                         "      home: {use: {officers: 2}, stay: 1 day, patience: 1 day, give-up: {to: a},"
                         " routes: [{to: a, otherwise: true}]}\n"
                         "      a: {}\n"));
}

TEST_CASE("an instant node that leads to itself is a loop that takes no time") {
    CHECK_REFUSED(track("home",
                        "      home: {routes: [{to: home, chance: 50%}, {to: a, otherwise: true}]}  # here\n"
                        "      a: {}\n"),
                  "a loop that takes no time: t/home");
}

TEST_CASE("two instant nodes that lead to each other are a loop that takes no time") {
    const std::string all = refusal(track("home",
                                          "      home: {routes: [{to: a, otherwise: true}]}  # here\n"
                                          "      a: {routes: [{to: home, chance: 1%}, {to: b, otherwise: true}]}\n"
                                          "      b: {}\n"));
    CHECK(has(all, "error: a loop that takes no time: "));
    CHECK(has(all, "t/home"));
    CHECK(has(all, "t/a"));
    CHECK_FALSE(has(all, "t/b"));
}

TEST_CASE("a stay in a loop gives it time") {
    CHECK_ACCEPTED(track("home",
                         "      home: {routes: [{to: a, otherwise: true}]}\n"
                         "      a: {stay: 1 day, routes: [{to: home, otherwise: true}]}\n"));
}

TEST_CASE("an as-soon-as in a loop counts as timed") {
    CHECK_ACCEPTED(track("home",
                         "      home: {routes: [{to: a, otherwise: true}]}\n"
                         "      a: {as-soon-as: [{to: home, if: {care: left}}]}\n"
                         "  care: {start: none, nodes: {none: {stay: 1 day, routes: [{to: left}]}, left: {}}}\n"));
}

TEST_CASE("two loops are two problems") {
    const Built built = build(track("home",
                                    "      home: {routes: [{to: home, chance: 50%}, {to: a, otherwise: true}]}\n"
                                    "      a: {routes: [{to: a, chance: 50%}, {to: home, chance: 0%}, {to: b}]}\n"
                                    "      b: {routes: [{to: b, chance: 50%}, {to: c, otherwise: true}]}\n"
                                    "      c: {}\n"));
    CHECK(built.errors == 2);
}

TEST_CASE("a node that nothing leads to is a warning") {
    const Built built = build(track("home", "      home: {}\n      lost: {}  # here\n"));
    CHECK(built.pathway.has_value());
    CHECK(built.problems == "here: warning: nothing leads to node ‘t/lost’\n");
}

TEST_CASE("a node that only a move, a hazard or giving up leads to is reached") {
    const Built built =
        build("resources: {officers: {units: 1}}\nhazards: {h: {law: exponential(1 per year)}}\n" +
              track("home",
                    "      home: {use: {officers: 1}, patience: 1 day, give-up: {to: away},"
                    " leave: [{to: hit, hazard: h}], on-ask: [{move: {care: {to: seen, from: [none]}}}]}\n"
                    "      away: {}\n"
                    "      hit: {}\n"
                    "  care: {start: none, nodes: {none: {}, seen: {}}}\n"));
    CHECK(built.pathway.has_value());
    CHECK_FALSE(has(built.problems, "nothing leads to"));
}

TEST_CASE("a move names the nodes that it moves from") {
    const std::string all = refusal(track("home",
                                          "      home:\n"
                                          "        effects:\n"
                                          "          - {move: {care: {to: seen}}}  # here\n"
                                          "  care: {start: none, nodes: {none: {}, seen: {}}}\n"));
    CHECK(has(all, "here: error: "));
    CHECK(has(all, "from"));
}

TEST_CASE("only a track of a case can be opened") {
    CHECK_REFUSED(track("home",
                        "      home:\n"
                        "        effects:\n"
                        "          - {move: {care: {open: seen}}}  # here\n"
                        "  care: {start: none, nodes: {none: {}, seen: {}}}\n"),
                  "‘care’ is no track of a case");
}

TEST_CASE("the start node of a case's track is a rest without effects") {
    const auto with_start = [](const std::string& node) {
        return "attributes: {files: {count: true}}\ncases: {file: {copies: 2, tracks: [file]}}\n"
               "tracks:\n"
               "  file:\n"
               "    start: shelf\n"
               "    nodes:\n"
               "      shelf: " +
               node +
               "  # here\n"
               "      open: {stay: 1 day, routes: [{to: shelf, otherwise: true}]}\n"
               "  t: {start: home, nodes: {home: {effects: [{move: {file: {open: open}}}]}}}\n";
    };
    CHECK_ACCEPTED(with_start("{}"));
    CHECK_REFUSED(with_start("{stay: 1 day, routes: [{to: open, otherwise: true}]}"),
                  "‘file/shelf’ is where free cases rest");
    CHECK_REFUSED(with_start("{routes: [{to: open, otherwise: true}]}"), "‘file/shelf’ is where free cases rest");
    CHECK_REFUSED(with_start("{effects: [{count: files}]}"), "‘file/shelf’ is where free cases rest");
    CHECK_REFUSED(with_start("{end: true}"), "‘file/shelf’ is where free cases rest");
}

TEST_CASE("the track of a case starts on one node") {
    const std::string all = refusal(R"(cases: {file: {copies: 2, tracks: [file]}}
tracks:
  file:
    start: {shelf: 50%, open: 50%}
    nodes: {shelf: {}, open: {stay: 1 day, routes: [{to: shelf, otherwise: true}]}}
)");
    CHECK(has(all, "error: the track of a case starts on one node"));
}

TEST_CASE("a track belongs to one case") {
    CHECK_REFUSED(R"(cases:
  file: {copies: 2, tracks: [file]}
  folder: {copies: 2, tracks: [file]}  # here
tracks: {file: {start: shelf, nodes: {shelf: {}}}}
)",
                  "‘file’ already belongs to a case");
}

TEST_CASE("until follows a date that stands: it cannot be worked out from now") {
    CHECK_REFUSED(track("home", "      home: {stay: until now + 3 days, routes: [{to: a}]}  # here\n      a: {}\n"),
                  "`until` follows a date that stands");
}

TEST_CASE("until needs a date, not a duration") {
    const std::string all = refusal("attributes: {served: {duration: true}}\n" +
                                    track("home",
                                          "      home: {stay: until served, routes: [{to: a}]}  # here\n"
                                          "      a: {}\n"));
    CHECK(has(all, "here: error: `until` needs a date"));
}

TEST_CASE("now may be compared in a hazard and in as-soon-as") {
    CHECK_ACCEPTED(
        "hazards:\n  h:\n    law: exponential(1 per year)\n    times:\n"
        "      - {when: {now: before 2013-01-01}, value: 2}  # here\n" +
        track("home", "      home: {leave: [{to: home, hazard: h}]}\n"));
    CHECK_ACCEPTED(
        track("home", "      home: {as-soon-as: [{to: a, if: {now: after 2013-01-01}}]}  # here\n      a: {}\n"));
}

TEST_CASE("any over cases cannot stand in a hazard, however deep") {
    const auto hazard = [](const std::string& when) {
        return "cases: {file: {copies: 2, tracks: [file]}}\n"
               "hazards:\n  h:\n    law: exponential(1 per year)\n    times:\n"
               "      - {when: " +
               when +
               ", value: 2}  # here\n"
               "tracks:\n"
               "  file: {start: shelf, nodes: {shelf: {}, bail: {stay: 1 day, routes: [{to: shelf}]}}}\n"
               "  t: {start: home, nodes: {home: {leave: [{to: out, hazard: h}]}, out: {effects: [{move: {file: {open: "
               "bail}}}]}}}\n";
    };
    CHECK_REFUSED(hazard("{any: {file: bail}}"), "cases cannot be looked through in a hazard");
    CHECK_REFUSED(hazard("{not: {any: {file: bail}}}"), "cases cannot be looked through in a hazard");
    CHECK_REFUSED(hazard("{any: [{t: home}, {not: {any: {file: bail}}}]}"),
                  "cases cannot be looked through in a hazard");
}

TEST_CASE("any over cases names a track or an attribute of a case") {
    CHECK_REFUSED(routes("{to: a, when: {any: {sex: male}}}, {to: b, otherwise: true}", drugs),
                  "names no track or attribute of a case");
}

TEST_CASE("what is left takes its route wherever that is written") {
    const Pathway p = accepted(routes("{to: a, otherwise: true}, {to: b, chance: 30%}"));
    REQUIRE(p.nodes[0].routes.size() == 2);
    CHECK(p.nodes[p.nodes[0].routes[0].to.index].name == "b");
    CHECK(p.nodes[p.nodes[0].routes[1].to.index].name == "a");
}

TEST_CASE("only one route takes what is left") {
    CHECK(has(refusal(routes("{to: a, otherwise: true}, {to: b}")),
              "two routes of ‘home’ take what is left: nobody would take this one"));
}
