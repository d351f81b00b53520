// What the graph as a whole gets wrong: nobody comes, nobody leaves, nothing happens.
#include "tests/pathway/building.hpp"

using namespace desist;
using namespace desist::test;

namespace {

std::string one_track(const std::string& nodes) { return "tracks:\n  t:\n    start: home\n    nodes:\n" + nodes; }

}  // namespace

TEST_CASE("a rest that no move names is never left") {
    CHECK_THAT(refusal(one_track("      home: {stay: 1 day, routes: [{to: out}]}\n"
                                 "      out: {}  # here\n")),
               ContainsSubstring("here: warning: nobody ever leaves ‘t/out’"));
}

TEST_CASE("a rest that a move names is left") {
    CHECK(accepted(one_track("      home: {stay: 1 day, routes: [{to: out}]}\n"
                             "      out: {}\n") +
                   "  u: {start: a, nodes: {a: {stay: 2 days, effects: [{move: {t: {to: home, from: [out]}}}], "
                   "routes: [{to: a}]}}}\n")
              .nodes.size() == 3);
    CHECK_FALSE(
        has(refusal(one_track("      home: {stay: 1 day, routes: [{to: out}]}\n"
                              "      out: {}\n") +
                    "  u: {start: a, nodes: {a: {stay: 2 days, effects: [{move: {t: {to: home, from: [out]}}}], "
                    "routes: [{to: a}]}}}\n"),
            "nobody ever leaves"));
}

TEST_CASE("nodes that lead to each other only are a group that is never left") {
    CHECK_THAT(refusal(one_track("      home: {stay: 1 day, routes: [{to: a}]}\n"
                                 "      a: {stay: 1 day, routes: [{to: b}]}  # here\n"
                                 "      b: {stay: 1 day, routes: [{to: a}]}\n")),
               ContainsSubstring("here: warning: a group of nodes that is never left: t/a, t/b"));
}

TEST_CASE("a cycle through the start, and an end, are no traps") {
    CHECK_FALSE(
        has(refusal(one_track("      home: {stay: 1 day, routes: [{to: a, chance: 50%}, {to: gone, otherwise: true}]}\n"
                              "      a: {stay: 1 day, routes: [{to: home}]}\n"
                              "      gone: {end: true}\n")),
            "warning"));
}

TEST_CASE("a node that only an impossible move leads to is not reached") {
    const std::string all = refusal(
        one_track("      home: {stay: 1 day, effects: [{move: {u: {to: c, from: [b]}}}], routes: [{to: home}]}\n") +
        "  u: {start: a, nodes: {a: {}, b: {}, c: {}}}\n");
    CHECK(has(all, "nothing leads to node ‘u/b’"));
    CHECK(has(all, "nothing leads to node ‘u/c’"));
    CHECK(has(all, "this move can never apply: nobody stands on what it names when ‘t/home’ moves them"));
}

TEST_CASE("a move of the node's own track names other nodes in vain") {
    CHECK_THAT(refusal(one_track("      home: {stay: 1 day, routes: [{to: away}]}\n"
                                 "      away:\n"
                                 "        stay: 1 day\n"
                                 "        effects: [{move: {t: {to: home, from: [home]}}}]  # here\n"
                                 "        routes: [{to: home}]\n")),
               ContainsSubstring("here: warning: this move can never apply"));
}

TEST_CASE("nodes that have no share at the start are not reached by it") {
    CHECK_THAT(refusal("tracks:\n  t:\n    start: {home: 100%, cell: 0%}\n    nodes:\n"
                       "      home: {stay: 1 day, routes: [{to: home}]}\n"
                       "      cell: {stay: 1 day, routes: [{to: home}]}  # here\n"),
               ContainsSubstring("here: warning: nothing leads to node ‘t/cell’"));
}

TEST_CASE("a resource that nothing uses is told, also where all need none of it") {
    const std::string home = "tracks: {t: {start: home, nodes: {home: {";
    CHECK_THAT(refusal("resources:\n  beds: {units: 3}  # here\n" + home + "stay: 1 day, routes: [{to: home}]}}}}\n"),
               ContainsSubstring("here: warning: nothing uses ‘beds’"));
    CHECK_THAT(refusal("resources:\n  beds: {units: 3}  # here\n" + home +
                       "use: {beds: 0}, stay: 1 day, routes: [{to: home}]}}}}\n"),
               ContainsSubstring("here: warning: nothing uses ‘beds’"));
}

TEST_CASE("hazards that no node names, or that cannot fire, are told") {
    CHECK_THAT(refusal("hazards:\n  h: {law: exponential(1 per year)}  # here\n"
                       "tracks: {t: {start: home, nodes: {home: {stay: 1 day, routes: [{to: home}]}}}}\n"),
               ContainsSubstring("here: warning: no node is left by hazard ‘h’"));
    CHECK_THAT(refusal("hazards:\n  h: {law: exponential(0 per year)}  # here\n"
                       "tracks: {t: {start: home, nodes: {home: {leave: [{to: home, hazard: h}]}}}}\n"),
               ContainsSubstring("here: warning: hazard ‘h’ cannot fire: its rate is always 0"));
    CHECK_THAT(refusal("hazards:\n  h: {law: exponential(1 per year), times: [0]}  # here\n"
                       "tracks: {t: {start: home, nodes: {home: {leave: [{to: home, hazard: h}]}}}}\n"),
               ContainsSubstring("here: warning: hazard ‘h’ cannot fire: its rate is always 0"));
}

TEST_CASE("a node does not keep its units at itself, and units that can be taken away are not kept") {
    const auto desk = [](const std::string& units, const std::string& node) {
        return "resources: {beds: {units: 1" + units + "}}\n" +
               one_track(
                   "      home: {stay: 1 day, routes: [{to: bed}]}\n"
                   "      bed: {use: {beds: 1, keep: [" +
                   node + "]}, stay: 1 day, routes: [{to: home}]" + (units.empty() ? "" : ", eject: {to: home}") +
                   "}  # here\n");
    };
    CHECK_THAT(refusal(desk("", "bed")),
               ContainsSubstring("here: error: node ‘t/bed’ keeps its units at itself, where it asks for them again"));
    CHECK_THAT(refusal(desk(", on-close: eject", "home")), ContainsSubstring("keeps units that can be taken away"));
    CHECK(accepted(desk("", "home")).nodes[1].keep.size() == 1);
}
