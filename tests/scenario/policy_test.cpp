// Policies that change structure from the start: what they replace, add and take away.
#include "tests/scenario/policies.hpp"

using namespace desist;
using namespace desist::test;

TEST_CASE("a policy replaces a list whole and leaves the other fields alone") {
    const Scenario s = policy(in_justice("suite: {stay: 5 hours, routes: [{to: street}]}"));
    const NodeSpec& suite = node(s, "justice", "suite");
    CHECK(words(suite.routes) == "street");
    CHECK(words(*suite.stay) == "fixed 5 hours");
    CHECK(suite.label == "Suite");
    CHECK(words(suite.use) == "cells 1");
    CHECK(s.structure_dates.empty());
}

TEST_CASE("what a policy changes has its place in the policy, the rest that of the baseline") {
    Problems problems;
    const Folder folder;
    folder.write("base.yaml", town);
    const auto s = load(folder.write("p.yaml", "desist: 1\nextends: base.yaml\n" + new_routes), {}, problems);
    REQUIRE(s);
    const NodeSpec& arrested = node(*s, "justice", "arrested");
    CHECK(problems.file_name(arrested.at.file).ends_with("p.yaml"));
    CHECK(arrested.routes[0].at.line == 3);
    const NodeSpec& street = node(*s, "justice", "street");
    CHECK(problems.file_name(street.at.file).ends_with("base.yaml"));
    CHECK(street.at.line == 15);
}

TEST_CASE("a wrong key of a policy is told in the policy") {
    CHECK(has(faults("tracks:\n  justice:\n    nodes:\n      suite: {stai: 3 hours}\n"),
              "p1.yaml:6:15: error: ‘stai’ is not a key of a node"));
    CHECK(has(faults("tracks: 5\n"), "p1.yaml:3:9: error: a mapping is expected here"));
}

TEST_CASE("a policy adds nodes, hazards, attributes, measures and parameters") {
    const Scenario s = policy(
        "parameters: {new: {value: 5%, source: assumption}}\nattributes: {risk: [low, high]}\n"
        "hazards: {death: {law: exponential(1 per year)}}\nmeasures: {tests: {count: justice/test}}\n" +
        in_justice("test: {stay: 40 minutes, routes: [{to: suite, chance: new}, {to: liberty, otherwise: true}]}, "
                   "arrested: {routes: [{to: test}]}"));
    CHECK(words(node(s, "justice", "test").routes) == "suite new; liberty otherwise");
    CHECK(words(node(s, "justice", "arrested").routes) == "test");
    CHECK(s.attributes.back().name.text == "risk");
    CHECK(s.hazards.size() == 3);
    CHECK(s.measures.back().name.text == "tests");
    CHECK(s.parameters.back().name.text == "new");
}

TEST_CASE("a parameter of the baseline is changed under set, not defined again") {
    const std::string said = faults("parameters: {p: 5%}\n");
    CHECK(has(said, "p1.yaml:3:14: error: ‘p’ is a parameter already, at "));
    CHECK(has(said, "base.yaml:5:14"));
    CHECK(has(said, "change its value under ‘set’"));
}

TEST_CASE("a table by the same attribute is merged row by row, another is replaced") {
    const auto units = [](const std::string& table) {
        return to_text(named(policy("resources: {staff: {units: " + table + "}}\n").resources, "staff").units);
    };
    CHECK(units("{by: drug, opiate: 9}") == "{by: drug, none: 2, opiate: 9}");
    CHECK(units("{by: hot, cold: 1, warm: 4}") == "{by: hot, cold: 1, warm: 4}");
    CHECK(units("7") == "7");
}

TEST_CASE("draws are merged by attribute, streams field by field") {
    const Scenario s = policy("population: {arrivals: 9 per month, draw: {hot: warm}}\n");
    REQUIRE(s.population.size() == 2);
    CHECK(to_text(*s.population[0].present) == "10");
    CHECK(to_text(*s.population[1].arrivals) == "9 per month");
    REQUIRE(s.draws.size() == 2);
    CHECK(s.draws[1].attribute.text == "hot");
}

TEST_CASE("nobody can go to a node that is taken away, and its share goes to the otherwise") {
    const Scenario s = policy("remove: [justice/street]\n");
    CHECK(words(node(s, "justice", "arrested").routes) == "suite otherwise");
    const NodeSpec& street = node(s, "justice", "street");
    REQUIRE(street.removed);
    CHECK(street.removed->text.empty());
    CHECK(words(street.routes) == "liberty");
    CHECK_FALSE(node(s, "justice", "suite").removed);
}

TEST_CASE("moves to a node that is taken away do nothing") {
    const Scenario s = policy("remove: [treatment/referred]\n");
    CHECK(words(node(s, "justice", "suite").on_start) == "set hot; move to referred if never");
}

TEST_CASE("a node whose only way leads to what is taken away needs new routes") {
    const std::string said = faults("remove: [justice/suite]\n");
    CHECK(has(said, "p1.yaml:3:10: error: ‘justice/suite’ is taken away, but ‘justice/arrested’ has no ‘otherwise’"));
    CHECK(has(said, "base.yaml:14:"));
    const Scenario s = policy("remove: [justice/suite]\n" + in_justice("arrested: {routes: [{to: street}]}"));
    CHECK(words(node(s, "justice", "arrested").routes) == "street");
}

TEST_CASE("where people start cannot be taken away") {
    CHECK(has(faults("remove: [treatment/none]\n" + std::string("tracks: {treatment: {nodes: {referred: {routes: "
                                                                "[{to: referred}], leave: [{to: referred, hazard: "
                                                                "recall}]}}}}\n")),
              "people start on ‘treatment/none’"));
}

TEST_CASE("a hazard that is taken away takes its ways out with it") {
    const Scenario s = policy("remove: [hazards/recall]\n");
    CHECK(s.hazards.size() == 1);
    CHECK(node(s, "treatment", "referred").leave.empty());
}

TEST_CASE("a node whose resource is taken away waits for nothing") {
    const Scenario s = policy("remove: [resources/cells]\n");
    CHECK(s.resources.size() == 1);
    const NodeSpec& suite = node(s, "justice", "suite");
    CHECK(suite.use.empty());
    CHECK(suite.on_start.empty());
    CHECK(words(suite.effects) == "set hot; move to referred");
}

TEST_CASE("a track, a measure and a stream can be taken away") {
    const Scenario s = policy("remove: [treatment, measures/streets, population/arrivals]\n");
    CHECK(s.tracks.size() == 1);
    CHECK(words(node(s, "justice", "suite").on_start) == "set hot");
    CHECK(s.measures.size() == 1);
    CHECK(s.population.size() == 1);
}

TEST_CASE("what is not there cannot be taken away") {
    const auto said = [](const std::string& name) { return faults("remove: [" + name + "]\n"); };
    CHECK(has(said("justice/steet"), "p1.yaml:3:10: error: there is no ‘justice/steet’ to remove"));
    CHECK(has(said("justice/steet"), "hint: did you mean ‘justice/street’?"));
    CHECK(has(said("hazards/recal"), "hint: did you mean ‘hazards/recall’?"));
    CHECK(has(said("qqqqqq"), "hint: write track/node, track, or SECTION/NAME"));
    CHECK(has(said("parameters/p"), "there is no ‘parameters/p’ to remove"));
}

TEST_CASE("the last element of a section can be taken away, and an empty list leaves nothing") {
    CHECK(policy("remove: [resources/cells, resources/staff]\n").resources.empty());
    CHECK(node(policy(in_justice("suite: {on-start: []}")), "justice", "suite").on_start.empty());
}

TEST_CASE("a setting beyond the range of the evidence is a what-if, and the range does not hold for it") {
    const Loaded loaded = with({"set: {p: 40%}\n"});
    CHECK(
        has(loaded.problems, "p1.yaml:3:10: warning: ‘p’ is set below the range of its evidence, which begins at 50%"));
    const ParameterSpec& p = named(loaded.scenario->parameters, "p");
    CHECK_FALSE(p.base.low.has_value());
    CHECK(p.base.high.has_value());
}

TEST_CASE("a setting has the unit of what it sets") {
    CHECK(has(faults("set: {p: 0.6}\n"),
              "p1.yaml:3:10: error: ‘p’ is a share, such as 84%; this is a number, such as 1.5"));
    CHECK(has(faults("set: {p: 0.6}\n"), "hint: write 60%"));
}

TEST_CASE("what is taken away and defined in one policy is defined anew") {
    const Scenario s =
        policy("remove: [justice/suite]\n" + in_justice("suite: {stay: 2 hours, routes: [{to: street}]}"));
    const NodeSpec& suite = node(s, "justice", "suite");
    CHECK_FALSE(suite.removed);
    CHECK(suite.use.empty());
    CHECK(suite.label.empty());
    CHECK(words(node(s, "justice", "arrested").routes) == "street p if drug=opiate; suite otherwise");
}
