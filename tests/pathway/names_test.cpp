// Names that do not exist, and their nearest neighbours.
#include "tests/pathway/building.hpp"

using namespace desist;
using namespace desist::test;

TEST_CASE("an unknown node is told with the nearest one of its track") {
    CHECK_REFUSED(R"(tracks:
  t:
    start: home
    nodes:
      home: {stay: 1 day, routes: [{to: prisn, otherwise: true}]}  # here
      prison: {}
)",
                  "track ‘t’ has no node ‘prisn’ (did you mean ‘prison’?)");
}

TEST_CASE("a node of another track is unknown, though it exists") {
    CHECK_REFUSED(R"(tracks:
  t:
    start: home
    nodes:
      home: {stay: 1 day, routes: [{to: prison, otherwise: true}]}  # here
  u: {start: prison, nodes: {prison: {}}}
)",
                  "track ‘t’ has no node ‘prison’");
}

TEST_CASE("an unknown start node is told") {
    CHECK_REFUSED(R"(tracks:
  t:
    start: hom  # here
    nodes: {home: {}}
)",
                  "track ‘t’ has no node ‘hom’ (did you mean ‘home’?)");
}

TEST_CASE("an unknown node to give up to, to leave to, or to go to as soon as, is told") {
    const Built built = build(R"(resources: {officers: {units: 1}}
hazards: {death: {law: exponential(1 per year)}}
tracks:
  t:
    start: home
    nodes:
      home:
        use: {officers: 1}
        patience: 1 day
        give-up: {to: awy}
        leave: [{to: ded, hazard: death}]
        as-soon-as: [{to: gne, if: {t: waiting for home}}]
      away: {}
      dead: {}
      gone: {}
)");
    CHECK(built.errors == 3);
    CHECK(has(built.problems, "has no node ‘awy’ (did you mean ‘away’?)"));
    CHECK(has(built.problems, "has no node ‘ded’ (did you mean ‘dead’?)"));
    CHECK(has(built.problems, "has no node ‘gne’ (did you mean ‘gone’?)"));
}

TEST_CASE("a move to an unknown track or node, or from one, is told") {
    const Built built = build(R"(tracks:
  t:
    start: home
    nodes:
      home:
        effects:
          - {move: {cre: {to: left, from: [none]}}}
          - {move: {care: {to: lft, from: [none]}}}
          - {move: {care: {to: left, from: [noen]}}}
  care: {start: none, nodes: {none: {}, left: {}}}
)");
    CHECK(built.errors == 3);
    CHECK(has(built.problems, "line 10: error: there is no track ‘cre’ (did you mean ‘care’?)"));
    CHECK(has(built.problems, "line 11: error: track ‘care’ has no node ‘lft’ (did you mean ‘left’?)"));
    CHECK(has(built.problems, "line 12: error: track ‘care’ has no node ‘noen’ (did you mean ‘none’?)"));
}

TEST_CASE("an unknown attribute is told wherever it stands") {
    const Built built = build(R"(attributes: {priors: {count: true}}
population:
  present: 1
  draw:
    proirs: geometric(mean 2)
tracks:
  t:
    start: home
    nodes:
      home:
        effects:
          - {count: prior}
        stay: {by: drgu, opiate: 1 day}
        routes:
          - {to: home, when: {prirs: 0}}
          - {to: home, otherwise: true}
)");
    CHECK(built.errors == 4);
    CHECK(has(built.problems, "line 7: error: there is no attribute ‘proirs’ (did you mean ‘priors’?)"));
    CHECK(has(built.problems, "line 14: error: there is no attribute ‘prior’ (did you mean ‘priors’?)"));
    CHECK(has(built.problems, "line 15: error: there is no attribute or track ‘drgu’"));
    CHECK(has(built.problems, "line 17: error: there is no attribute or track ‘prirs’ (did you mean ‘priors’?)"));
}

TEST_CASE("an unknown value of an attribute is told") {
    CHECK_REFUSED(R"(attributes: {drug: [cannabis, opiate]}
tracks:
  t:
    start: home
    nodes:
      home:
        stay: 1 day
        routes:
          - {to: home, when: {drug: opiat}}  # here
          - {to: home, otherwise: true}
)",
                  "drug has no value ‘opiat’ (did you mean ‘opiate’?)");
}

TEST_CASE("an unknown value that is set is told") {
    CHECK_REFUSED(R"(attributes: {drug: [cannabis, opiate]}
tracks:
  t:
    start: home
    nodes:
      home:
        effects:
          - {set: {drug: opiat}}  # here
)",
                  "drug has no value ‘opiat’ (did you mean ‘opiate’?)");
}

TEST_CASE("an unknown hazard is told") {
    CHECK_REFUSED(R"(hazards: {arrest: {law: exponential(1 per year)}}
tracks:
  t:
    start: home
    nodes:
      home:
        leave:
          - {to: home, hazard: arest}  # here
)",
                  "there is no hazard ‘arest’ (did you mean ‘arrest’?)");
}

TEST_CASE("an unknown resource is told") {
    CHECK_REFUSED(R"(resources: {officers: {units: 2}}
tracks:
  t:
    start: desk
    nodes:
      desk:
        use: {oficers: 1}  # here
        stay: 1 hour
        routes: [{to: desk, otherwise: true}]
)",
                  "there is no resource ‘oficers’ (did you mean ‘officers’?)");
}

TEST_CASE("an unknown parameter is told") {
    CHECK_REFUSED(R"(parameters: {bail-share: 60%}
tracks:
  t:
    start: home
    nodes:
      home:
        stay: 1 day
        routes:
          - {to: home, chance: bail-shar}  # here
          - {to: home, otherwise: true}
)",
                  "there is no parameter ‘bail-shar’ (did you mean ‘bail-share’?)");
}

TEST_CASE("an unknown parameter in the law of a stay is told") {
    CHECK_REFUSED(R"(parameters: {custody-time: 9 hours}
tracks:
  t:
    start: home
    nodes:
      home:
        stay: exponential(custody-tim)  # here
        routes: [{to: home, otherwise: true}]
)",
                  "there is no parameter ‘custody-tim’ (did you mean ‘custody-time’?)");
}

TEST_CASE("a measure of an unknown node, by an unknown attribute, or of an unknown measure is told") {
    const Built built = build(R"(attributes: {sex: [male, female]}
tracks: {t: {start: home, nodes: {home: {}}}}
measures:
  a: {count: t/hom}
  b: {count: t/home, by: sexx}
  c: {ratio: [bb, a]}
)");
    CHECK(built.errors == 3);
    CHECK(has(built.problems, "there is no node ‘t/hom’ (did you mean ‘t/home’?)"));
    CHECK(has(built.problems, "there is no attribute ‘sexx’ (did you mean ‘sex’?)"));
    CHECK(has(built.problems, "there is no measure ‘bb’"));
}

TEST_CASE("a case of an unknown track, and an attribute of an unknown case, are told") {
    const Built built = build(R"(attributes: {offence: {values: [theft], of: fil}}
cases: {file: {copies: 2, tracks: [fle]}}
tracks: {file: {start: none, nodes: {none: {}}}}
)");
    CHECK(has(built.problems, "there is no track ‘fle’ (did you mean ‘file’?)"));
    CHECK(has(built.problems, "there is no case ‘fil’"));
    CHECK_FALSE(built.pathway);
}

TEST_CASE("a word far from every known one gets no hint") {
    const std::string all = refusal(R"(tracks:
  t:
    start: home
    nodes:
      home: {stay: 1 day, routes: [{to: xyzzy, otherwise: true}]}  # here
)");
    CHECK(has(all, "here: error: track ‘t’ has no node ‘xyzzy’\n"));
}

TEST_CASE("an attribute and a track cannot have one name") {
    CHECK_REFUSED(R"(attributes:
  care: [a, b]  # here
tracks: {care: {start: home, nodes: {home: {}}}}
)",
                  "‘care’ names both an attribute and a track");
}

TEST_CASE("several problems of several sections come at once") {
    const Built built = build(R"(attributes: {drug: [cannabis, opiate]}
hazards:
  arrest: {law: exponential(arrest-rate)}
tracks:
  t:
    start: home
    nodes:
      home: {leave: [{to: gone, hazard: arest}]}
      left: {stay: 1 day, routes: [{to: home, chance: 60%}, {to: home, chance: 50%}]}
      stuck: {stay: 1 day}
measures: {m: {count: t/gone}}
)");
    CHECK_FALSE(built.pathway);
    CHECK(has(built.problems, "line 6: error: there is no parameter ‘arrest-rate’"));
    CHECK(has(built.problems, "line 11: error: there is no hazard ‘arest’"));
    CHECK(has(built.problems, "line 11: error: track ‘t’ has no node ‘gone’"));
    CHECK(has(built.problems, "line 12: error: the chances of ‘t/left’ add up to 110%, more than 100%"));
    CHECK(has(built.problems, "line 13: error: node ‘t/stuck’"));
    CHECK(has(built.problems, "line 14: error: there is no node ‘t/gone’"));
    CHECK(built.errors == 6);
}

TEST_CASE("what only follows from a name that is none is not said") {
    CHECK_REFUSED(
        "resources:\n  desk: {units: offices}  # here\n"
        "tracks: {t: {start: home, nodes: {home: {use: {desk: 1}, stay: 1 day, routes: [{to: home}]}}}}\n",
        "there is no parameter ‘offices’");
}
