// Policies that change structure from a date, and several on top of one another.
#include "tests/scenario/policies.hpp"

using namespace desist;
using namespace desist::test;

TEST_CASE("routes that change at a date carry it, and the last otherwise needs none") {
    const Scenario s = policy("from: 2013-12-01\n" + new_routes);
    CHECK(words(node(s, "justice", "arrested").routes) ==
          "street p if before 2013-12-01 and drug=opiate; suite if before 2013-12-01; "
          "suite 90% if after 2013-12-01; street otherwise");
    REQUIRE(s.structure_dates.size() == 1);
    CHECK(s.structure_dates[0].text == "2013-12-01");
}

TEST_CASE("routes without an otherwise are completed by one that nothing is left for") {
    const Scenario s = policy("from: 2013-12-01\n" + in_justice("arrested: {routes: [{to: suite, chance: 90%}, "
                                                                "{to: street, chance: 10%}]}"));
    CHECK(words(node(s, "justice", "arrested").routes) ==
          "street p if before 2013-12-01 and drug=opiate; suite if before 2013-12-01; "
          "suite 90% if after 2013-12-01; street 10% if after 2013-12-01; street otherwise");
}

TEST_CASE("a node that is taken away at a date keeps its own ways, and those to it close") {
    const Scenario s = policy("from: 2013-12-01\nremove: [justice/street, treatment/referred]\n");
    CHECK(words(node(s, "justice", "arrested").routes) ==
          "street p if before 2013-12-01 and drug=opiate; suite otherwise");
    CHECK(words(node(s, "justice", "suite").on_start) == "set hot; move to referred if before 2013-12-01");
    const NodeSpec& referred = node(s, "treatment", "referred");
    CHECK(referred.removed->text == "2013-12-01");
    CHECK(words(referred.leave) == "none by recall");
    CHECK(words(referred.routes) == "none");
}

TEST_CASE("a resource's units change at a date by a table of dates") {
    const Scenario s =
        policy("from: 2013-12-01\nresources: {cells: {units: 9}, staff: {units: {by: drug, none: 5}}}\n");
    CHECK(to_text(named(s.resources, "cells").units) == "{by: (date), start: 6, from 2013-12-01: 9}");
    CHECK(to_text(named(s.resources, "staff").units) ==
          "{by: (date), start: {by: drug, none: 2, opiate: 3}, from 2013-12-01: {by: drug, none: 5, opiate: 3}}");
}

TEST_CASE("a stay changes at a date by a table of laws, and what took no time is fixed at nothing") {
    const Scenario s = policy("from: 2013-12-01\n" + in_justice("suite: {stay: exponential(5 hours)}, "
                                                                "arrested: {stay: 2 hours}"));
    CHECK(words(*node(s, "justice", "suite").stay) ==
          "by (date); start: fixed 9 hours; from 2013-12-01: exponential 5 hours");
    CHECK(words(*node(s, "justice", "arrested").stay) ==
          "by (date); start: fixed 0 years; from 2013-12-01: fixed 2 hours");
}

TEST_CASE("conditions that end a stay carry the date") {
    const Scenario s =
        policy("from: 2013-12-01\n" + in_justice("street: {as-soon-as: [{to: liberty, if: {treatment: referred}}]}"));
    CHECK(words(node(s, "justice", "street").as_soon_as) == "liberty if after 2013-12-01 and treatment=referred");
}

TEST_CASE("people can leave a track that is added at a date only from it on") {
    const Scenario s = policy(
        "from: 2013-12-01\ntracks: {housing: {start: home, nodes: {home: {leave: [{to: none, hazard: arrest}]}, "
        "none: {}}}}\n");
    CHECK(words(node(s, "housing", "home").leave) == "none by arrest if after 2013-12-01");
}

TEST_CASE("a resource that comes or goes at a date is not needed while it is not there") {
    const Scenario s = policy("from: 2013-12-01\nremove: [resources/cells]\n" +
                              in_justice("suite: {use: {cells: 1, staff: 1}}, street: {use: {staff: 1}}"));
    CHECK(words(node(s, "justice", "suite").use) ==
          "cells {by: (date), start: 1, from 2013-12-01: 0}; staff {by: (date), start: 0, from 2013-12-01: 1}");
    CHECK(words(node(s, "justice", "street").use) == "staff {by: (date), start: 0, from 2013-12-01: 1}");
}

TEST_CASE("effects that stand in both stay undated, so that their draws keep their places") {
    const Scenario s = policy(
        "from: 2013-12-01\n" +
        in_justice("suite: {on-start: [{set: {hot: warm}}, {set: {drug: none}}]}, arrested: {effects: [{set: {hot: "
                   "cold}}]}"));
    CHECK(words(node(s, "justice", "suite").on_start) ==
          "set hot; move to referred if before 2013-12-01; set drug if after 2013-12-01");
    CHECK(words(node(s, "justice", "arrested").effects) == "set hot if after 2013-12-01");
}

TEST_CASE("hazards: added ones are closed before the date, factors and laws change at it") {
    const Scenario s = policy(
        "from: 2013-12-01\nhazards: {arrest: {law: exponential(3 per year), times: [{by: drug, none: 1, opiate: 2}]}, "
        "death: {law: exponential(1 per year)}}\n" +
        in_justice("liberty: {leave: [{to: arrested, hazard: arrest}, {to: street, hazard: death}]}"));
    const HazardSpec& arrest = named(s.hazards, "arrest");
    CHECK(words(arrest.law) == "by (date); start: exponential 1 per year; from 2013-12-01: exponential 3 per year");
    REQUIRE(arrest.times.size() == 1);
    CHECK(words(*arrest.times[0].when) == "after 2013-12-01");
    const HazardSpec& death = named(s.hazards, "death");
    REQUIRE(death.times.size() == 1);
    CHECK(words(*death.times[0].when) == "before 2013-12-01");
    CHECK(to_text(death.times[0].value) == "0");
    CHECK(words(node(s, "justice", "liberty").leave) == "arrested by arrest; street by death if after 2013-12-01");
}

TEST_CASE("a hazard that is taken away at a date closes its ways then") {
    const Scenario s = policy("from: 2013-12-01\nremove: [hazards/recall]\n");
    CHECK(s.hazards.size() == 2);
    CHECK(words(node(s, "treatment", "referred").leave) == "none by recall if before 2013-12-01");
}

TEST_CASE("arrivals and shares of a draw change at a date, and a new stream begins at it") {
    const Scenario s =
        policy("from: 2013-12-01\npopulation: {arrivals: 9 per month, draw: {drug: {none: 50%, opiate: rest}}}\n");
    CHECK(to_text(*s.population[1].arrivals) == "{by: (date), start: 5 per month, from 2013-12-01: 9 per month}");
    CHECK(to_text(*s.draws[0].shares) ==
          "{by: (date), start: {none: 80%, opiate: rest}, from 2013-12-01: {none: 50%, opiate: rest}}");
}

TEST_CASE("labels and measures are replaced at once, whatever the date") {
    const Scenario s = policy("from: 2013-12-01\nremove: [measures/streets]\n" + in_justice("suite: {label: New}"));
    CHECK(node(s, "justice", "suite").label == "New");
    CHECK(s.measures.size() == 1);
}

TEST_CASE("what cannot change at a date is refused where the policy says it") {
    const auto said = [](const std::string& text) { return faults("from: 2013-12-01\n" + text); };
    CHECK(has(said("attributes: {drug: [none, opiate, crack]}\n"),
              "p1.yaml:4:20: error: ‘drug’ cannot change at a date"));
    CHECK(has(said("tracks: {justice: {start: suite}}\n"), "p1.yaml:4:27: error: ‘start’ cannot change at a date"));
    CHECK(has(said("population: {present: 20}\n"), "p1.yaml:4:23: error: ‘present’ cannot change at a date"));
    CHECK(has(said(in_justice("street: {end: true}")), "‘end’ cannot change at a date"));
    CHECK(has(said(in_justice("street: {stay: until 2014-01-01}")), "‘stay’ cannot change at a date"));
    CHECK(has(said("remove: [treatment]\n"), "p1.yaml:4:10: error: track ‘treatment’ cannot be taken away at a date"));
    CHECK(has(said("attributes: {drug: [none, opiate, crack]}\n"), "hint: leave out ‘from’"));
}

TEST_CASE("of two dated policies, each holds from its own date") {
    const Scenario s = chain(
        {"from: 2013-12-01\nresources: {cells: {units: 9}}\n", "from: 2014-12-01\nresources: {cells: {units: 12}}\n"});
    CHECK(to_text(named(s.resources, "cells").units) ==
          "{by: (date), start: 6, from 2013-12-01: 9, from 2014-12-01: 12}");
    CHECK(s.structure_dates.size() == 2);
}

TEST_CASE("a policy on top of a later one changes what both leave, from its own date on") {
    const Scenario s = chain({"from: 2014-12-01\n" + in_justice("suite: {stay: 5 hours}"),
                              "from: 2013-12-01\nresources: {cells: {units: 12}}\n"});
    CHECK(to_text(named(s.resources, "cells").units) == "{by: (date), start: 6, from 2013-12-01: 12}");
    CHECK(words(*node(s, "justice", "suite").stay) ==
          "by (date); start: fixed 9 hours; from 2014-12-01: fixed 5 hours");
}

TEST_CASE("a policy without a date on top of a dated one holds always") {
    const Scenario s = chain(
        {"from: 2013-12-01\n" + new_routes, "resources: {cells: {units: 12}}\n" + in_justice("suite: {stay: 1 hour}")});
    CHECK(to_text(named(s.resources, "cells").units) == "12");
    CHECK(words(*node(s, "justice", "suite").stay) == "fixed 1 hour");
    CHECK(node(s, "justice", "arrested").routes.size() == 4);
}

TEST_CASE("three lists of routes make three periods") {
    const Scenario s = chain({"from: 2013-12-01\n" + in_justice("arrested: {routes: [{to: street}]}"),
                              "from: 2014-12-01\n" + in_justice("arrested: {routes: [{to: suite}]}")});
    CHECK(words(node(s, "justice", "arrested").routes) ==
          "street p if before 2013-12-01 and drug=opiate; suite if before 2013-12-01; "
          "street if after 2013-12-01 and before 2014-12-01; suite");
}
