// Policies that change structure: what they replace, add and take away, from the start or from a date.
#include "sim/scenario/canonical.hpp"
#include "tests/scenario/files.hpp"

using namespace desist;
using namespace desist::test;

namespace {

// Line 13 is `liberty`, 14 `arrested`, 15 `street`, 16 `suite`.
const char* const town = R"(desist: 1
title: Base
time: {start: 2012-04-01, warm-up: 1 year, run: 4 years}
population: {present: 10, arrivals: 5 per month, draw: {drug: {none: 80%, opiate: rest}}}
parameters: {p: {value: 60%, low: 50%, high: 70%}, q: {by: drug, none: 10%, opiate: 30%}, d: {value: 3 days, changes: [{from: 2013-04-01, value: 4 days}]}}
attributes: {drug: [none, opiate], hot: [cold, warm]}
hazards: {arrest: {law: exponential(1 per year)}, recall: {law: exponential(2 per year), times: [{by: drug, none: 1, opiate: 3}]}}
resources: {cells: {units: 6}, staff: {units: {by: drug, none: 2, opiate: 3}}}
tracks:
  justice:
    start: liberty
    nodes:
      liberty: {leave: [{to: arrested, hazard: arrest}]}
      arrested: {routes: [{to: street, chance: p, when: {drug: opiate}}, {to: suite, otherwise: true}]}
      street: {stay: 1 hour, routes: [{to: liberty}]}
      suite: {label: Suite, use: {cells: 1}, stay: 9 hours, on-start: [{set: {hot: warm}}, {move: {treatment: {to: referred, from: [none]}}}], routes: [{to: liberty}]}
  treatment:
    start: none
    nodes:
      none: {}
      referred: {stay: 5 days, leave: [{to: none, hazard: recall}], routes: [{to: none}]}
measures: {arrests: {count: justice/arrested}, streets: {count: justice/street}}
)";

// Conditions, ways and numbers in few words, so that expectations can be read.
std::string words(const ConditionSpec& c);
std::string words(const std::optional<ConditionSpec>& c) { return c ? " if " + words(*c) : ""; }
std::string words(const ConditionSpec& c) {
    using Kind = ConditionSpec::Kind;
    if (c.kind == Kind::before) return "before " + to_text(*c.date);
    if (c.kind == Kind::after) return "after " + to_text(*c.date);
    if (c.kind == Kind::is) return c.name.text + "=" + c.values.front().text;
    if (c.kind == Kind::any && c.operands.empty()) return "never";
    std::string all;
    for (const ConditionSpec& operand : c.operands) all += (all.empty() ? "" : " and ") + words(operand);
    return all;
}
std::string words(const RouteSpec& r) {
    return r.to.text + (r.chance ? " " + to_text(*r.chance) : "") + (r.otherwise ? " otherwise" : "") + words(r.when);
}
std::string words(const LeaveSpec& l) { return l.to.text + " by " + l.hazard.text + words(l.open); }
std::string words(const UseSpec& u) { return u.resource.text + " " + to_text(u.units); }
std::string words(const EffectSpec& e) {
    return (e.kind == EffectSpec::Kind::move ? "move to " + e.move.to.text : "set " + e.attribute.text) + words(e.when);
}
std::string words(const AsSoonAsSpec& a) { return a.to.text + " if " + words(a.condition); }
template <class Spec>
std::string words(const std::vector<Spec>& specs) {
    std::string all;
    for (const Spec& spec : specs) all += (all.empty() ? "" : "; ") + words(spec);
    return all;
}
std::string words(const LawSpec& law) {
    if (law.rows.empty()) return law.name.text + " " + to_text(law.arguments.front().value);
    std::string all = "by " + law.by.text;
    for (const LawSpec::Row& row : law.rows) all += "; " + row.keys.front().text + ": " + words(row.law.front());
    return all;
}

const NodeSpec& node(const Scenario& s, const std::string& track, const std::string& name) {
    for (const TrackSpec& t : s.tracks)
        for (const NodeSpec& n : t.nodes)
            if (t.name.text == track && n.name.text == name) return n;
    FAIL("no node " << track << "/" << name);
    return s.tracks[0].nodes[0];
}

template <class Spec>
const Spec& named(const std::vector<Spec>& specs, const std::string& name) {
    for (const Spec& spec : specs)
        if (spec.name.text == name) return spec;
    FAIL("there is no " << name);
    return specs[0];
}

// Loads policies that extend one another, the first one the town.
Loaded with(const std::vector<std::string>& policies) {
    const Folder folder;
    fs::path file = folder.write("base.yaml", town);
    int n = 0;
    for (const std::string& policy : policies) {
        const std::string extends = "desist: 1\nextends: " + file.filename().string() + "\n";
        file = folder.write("p" + std::to_string(++n) + ".yaml", extends + policy);
    }
    return load_it(file);
}

Scenario policy(const std::string& text) {
    Loaded loaded = with({text});
    INFO(loaded.problems);
    REQUIRE(loaded.problems.empty());
    return *loaded.scenario;
}
Scenario chain(const std::vector<std::string>& policies) {
    Loaded loaded = with(policies);
    INFO(loaded.problems);
    REQUIRE(loaded.problems.empty());
    return *loaded.scenario;
}
std::string faults(const std::string& text) { return with({text}).problems; }

std::string in_justice(const std::string& nodes) { return "tracks: {justice: {nodes: {" + nodes + "}}}\n"; }

const std::string new_routes =
    in_justice("arrested: {routes: [{to: suite, chance: 90%}, {to: street, otherwise: true}]}");

}  // namespace

// ---------------------------------------------------------------------------------------------------- from the start

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

// ------------------------------------------------------------------------------------------------------ from a date

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

// ----------------------------------------------------------------------------------------------------------- chains

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

// --------------------------------------------------------------------------------------------------------- settings

TEST_CASE("times multiplies a value, its bounds and its later values") {
    const Scenario s = policy("set: {p: {times: 0.5}, q: {times: 2}, d: {times: 3}}\n");
    CHECK(to_text(s.parameters[0].base.value) == "60% * 0.5");
    CHECK(to_text(*s.parameters[0].base.low) == "50% * 0.5");
    CHECK(to_text(*s.parameters[0].base.high) == "70% * 0.5");
    CHECK(to_text(s.parameters[1].base.value) == "{by: drug, none: 10% * 2, opiate: 30% * 2}");
    CHECK(to_text(s.parameters[2].base.value) == "3 days * 3");
    CHECK(to_text(s.parameters[2].changes[0].value) == "4 days * 3");
}

TEST_CASE("a factor may be a table") {
    const auto times = [](const std::string& name) {
        const Scenario s = policy("set: {" + name + ": {times: {by: hot, cold: 1, warm: 2}}}\n");
        return to_text(named(s.parameters, name).base.value);
    };
    CHECK(times("p") == "{by: hot, cold: 60% * 1, warm: 60% * 2}");
    CHECK(times("q") ==
          "{by: drug, none: {by: hot, cold: 10% * 1, warm: 10% * 2}, opiate: {by: hot, cold: 30% * 1, warm: 30% * 2}}");
}

TEST_CASE("times from a date is a factor of the value before it, with ramp and retroactive") {
    const Scenario s =
        policy("set: {d: {from: 2014-10-01, times: 0.5, ramp: 6 months, retroactive: true, source: fit}}\n");
    const ParameterSpec& d = s.parameters[2];
    REQUIRE(d.changes.size() == 2);
    const ParameterSpec::Change& change = d.changes[1];
    CHECK(change.date == date_of(2014, 10, 1));
    REQUIRE(change.times);
    CHECK(to_text(*change.times) == "0.5");
    CHECK(to_text(*change.ramp) == "6 months");
    CHECK(change.retroactive);
    CHECK(change.source->text == "fit");
}

TEST_CASE("settings take the date of their policy, unless they have their own") {
    const Scenario s = policy("from: 2013-12-01\nset: {p: 70%, q: {from: 2014-01-01, value: 5%}}\n");
    REQUIRE(s.parameters[0].changes.size() == 1);
    CHECK(s.parameters[0].changes[0].date == date_of(2013, 12, 1));
    CHECK(to_text(s.parameters[0].base.value) == "60%");
    CHECK(s.parameters[1].changes[0].date == date_of(2014, 1, 1));
}

TEST_CASE("factors of two policies at one date are multiplied") {
    const Scenario s =
        chain({"from: 2013-12-01\nset: {p: {times: 0.5}}\n", "from: 2013-12-01\nset: {p: {times: 0.1}}\n"});
    REQUIRE(s.parameters[0].changes.size() == 1);
    CHECK(to_text(*s.parameters[0].changes[0].times) == "0.5 * 0.1");
}

TEST_CASE("settings that make no sense are refused") {
    CHECK(has(faults("set: {p: {ramp: 6 months, value: 5%}}\n"), "p1.yaml:3:7: error: ‘ramp’ needs a date"));
    CHECK(has(faults("set: {p: {retroactive: true, value: 5%}}\n"), "‘retroactive’ needs a date"));
    CHECK(has(faults("set: {p: {value: 5%, times: 2}}\n"), "‘times’"));
    CHECK(has(faults("set: {p: {from: 2014-01-01, source: fit}}\n"), "‘times’"));
    CHECK(has(faults("set: {p: {times: 3 days}}\n"), "this is a duration"));
}

TEST_CASE("the structure of a policy is one of its changes, before its settings") {
    const Folder folder;
    folder.write("base.yaml", town);
    const fs::path file = folder.write(
        "p.yaml",
        "desist: 1\nextends: base.yaml\nset: {p: new}\nparameters: {new: 9%}\nresources: {cells: {units: 9}}\n");
    const auto first = [&](std::size_t n) {
        Problems problems;
        const auto s = load(file, {}, problems, LoadOptions{.first_sets = n});
        INFO(problems.text());
        REQUIRE_FALSE(problems.has_errors());
        CHECK(s->set_names == std::vector<std::string>{"structure", "p"});
        return to_text(s->resources[0].units) + ", " + to_text(s->parameters[0].base.value);
    };
    CHECK(first(0) == "6, 60%");
    CHECK(first(1) == "9, 60%");
    CHECK(first(2) == "9, new");
}

TEST_CASE("what policies do is told, once, with its place") {
    const Scenario s = chain({"from: 2013-12-01\nremove: [hazards/recall]\n" + new_routes,
                              "resources: {cells: {units: 9}, beds: {units: 3}}\n"});
    using How = StructureChange::How;
    REQUIRE(s.structure_changes.size() == 4);
    CHECK(s.structure_changes[0].what == "hazard recall");
    CHECK(s.structure_changes[0].how == How::removed);
    CHECK(s.structure_changes[1].what == "node justice/arrested");
    CHECK(s.structure_changes[1].fields == std::vector<std::string>{"routes"});
    CHECK(s.structure_changes[1].from->text == "2013-12-01");
    CHECK(s.structure_changes[2].what == "resource cells");
    CHECK_FALSE(s.structure_changes[2].from);
    CHECK(s.structure_changes[3].how == How::added);
}
