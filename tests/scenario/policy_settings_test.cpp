// Policies that set parameters, and what is told of the changes.
#include "tests/scenario/policies.hpp"

using namespace desist;
using namespace desist::test;

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
