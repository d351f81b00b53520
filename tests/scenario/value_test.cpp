// Numbers, tables and conditions as they stand in a scenario.
#include "tests/scenario/reading.hpp"

using namespace desist;
using namespace desist::test;

namespace {

RouteSpec route(const std::string& fields) {
    return read_node("{stay: 1 day, routes: [{to: n, " + fields + "}]}").routes[0];
}
std::string route_problems(const std::string& fields) {
    return problems_of(with_node("{stay: 1 day, routes: [{to: n, " + fields + "}]}"));
}

}  // namespace

TEST_CASE("a chance is a share, written with a percent sign") {
    CHECK(route("chance: 84%").chance->leaf->number == 0.84);
    CHECK(has(route_problems("chance: 0.5"), "a share is written with %: 50%"));
    CHECK(has(route_problems("chance: 1.1"), "1.1 is more than 1; a share is written with %, at most 100%"));
    CHECK(has(route_problems("chance: -0.2"), "-0.2 is negative; a share lies between 0% and 100%"));
    CHECK(has(route_problems("chance: 3 days"), "a share, such as 84% is expected here; this is a duration"));
}

TEST_CASE("what an expression with names amounts to is not judged here") {
    CHECK(route("chance: 1 - known-skip").chance->leaf->kind == Expression::Kind::subtract);
}

TEST_CASE("a number in quotes is text, but a quantity may be quoted, as in JSON") {
    CHECK(has(problems_of(scenario("parameters: {p: '5'}\n")), "a number in quotes is text"));
    CHECK(problems_of(scenario("parameters: {\"p\": \"9 hours\"}\n")).empty());
}

TEST_CASE("a table says what it is by, keys may be joined, else takes the rest") {
    const ValueSpec v = *route("chance: {by: drug, opiate or opiate-and-crack: 20%, none: 5%, else: p}").chance;
    CHECK(v.is_table());
    CHECK(v.by.text == "drug");
    REQUIRE(v.rows.size() == 2);
    CHECK(v.rows[0].keys[1].text == "opiate-and-crack");
    CHECK(v.rows[1].value[0].leaf->number == 0.05);
    CHECK(v.otherwise[0].leaf->name == "p");
}

TEST_CASE("an entry of a table may be a table again") {
    const ValueSpec v = *route("chance: {by: a, x: {by: b, 10-17: 1%, 50+: 2%, else: 3%}, else: 4%}").chance;
    CHECK(v.rows[0].value[0].by.text == "b");
    CHECK(v.rows[0].value[0].rows[1].keys[0].text == "50+");
}

TEST_CASE("keys are values, bands or nodes, each once") {
    CHECK(route_problems("chance: {by: t, waiting for prison: 1%, 0: 2%, 1-2: 3%, Leeds: 4%}").empty());
    CHECK(has(route_problems("chance: {by: t, a or a: 1%}"), "‘a’ stands twice"));
    CHECK(has(route_problems("chance: {by: t, a/b: 1%}"), "‘a/b’ is no name"));
    CHECK(has(route_problems("chance: {a: 1%}"), "the table does not say what it depends on"));
    CHECK(has(route_problems("chance: {by: a}"), "the table has no rows"));
}

TEST_CASE("rest is a share that takes what is left") {
    const ParameterSpec p = read_parameter("{value: {a: 40%, b: rest}}");
    CHECK(p.base.value.by.text.empty());
    CHECK(p.base.value.rows[1].value[0].rest);
    CHECK(has(problems_of(scenario("resources: {r: {units: rest}}\n")), "‘rest’ is for shares alone"));
}

TEST_CASE("conditions of one mapping must all hold") {
    const ConditionSpec c = *route("when: {drug: [opiate, powder], age: 18+, treatment: waiting for early}").when;
    CHECK(c.kind == ConditionSpec::Kind::all);
    REQUIRE(c.operands.size() == 3);
    CHECK(c.operands[0].kind == ConditionSpec::Kind::is);
    CHECK(c.operands[0].name.text == "drug");
    CHECK(c.operands[0].values[1].text == "powder");
    CHECK(c.operands[1].values[0].text == "18+");
    CHECK(c.operands[2].values[0].text == "waiting for early");
}

TEST_CASE("conditions may be turned round or joined by any") {
    const ConditionSpec c = *route("when: {not: {any: [{a: x}, {b: y}]}}").when;
    CHECK(c.kind == ConditionSpec::Kind::negate);
    CHECK(c.operands[0].kind == ConditionSpec::Kind::any);
    CHECK(c.operands[0].operands[1].name.text == "b");
}

TEST_CASE("any with a mapping is about one open case") {
    const ConditionSpec c = *route("when: {any: {file: bail, test: positive}}").when;
    CHECK(c.kind == ConditionSpec::Kind::any_case);
    CHECK(c.operands.size() == 2);
}

TEST_CASE("now is compared with a date") {
    const ConditionSpec c = *route("when: {now: before released + 14 days}").when;
    CHECK(c.kind == ConditionSpec::Kind::before);
    CHECK(c.date->kind == Expression::Kind::add);
    CHECK(route("when: {now: after 2014-10-01}").when->kind == ConditionSpec::Kind::after);
    CHECK(has(route_problems("when: {now: 2014-10-01}"), "‘now’ is compared as ‘before DATE’ or ‘after DATE’"));
    CHECK(has(route_problems("when: {now: after 3 days}"), "a date, such as 2012-04-01 is expected here"));
}

TEST_CASE("an empty condition is a problem") {
    CHECK(has(route_problems("when: {}"), "a mapping is expected here, not an empty mapping"));
}

TEST_CASE("rates and counts are checked where they stand alone") {
    const auto population = [](const std::string& fields) {
        return problems_of("desist: 1\ntime: {start: 2012-04-01, warm-up: 1 year, run: 1 year}\npopulation: {" +
                           fields + "}\ntracks: {t: {start: n, nodes: {n: {}}}}\n");
    };
    CHECK(population("present: 40_000, arrivals: 750 per month").empty());
    CHECK(has(population("arrivals: 750"), "a rate needs its unit, such as 750 per month"));
    CHECK(has(population("arrivals: 0 per month"), "the rate must be more than nothing"));
    CHECK(has(population("arrivals: -1 per month"), "a rate cannot be negative"));
    CHECK(has(population("present: -5"), "a count cannot be negative"));
    CHECK(has(population("present: 1.5"), "a count is a whole number"));
    CHECK(has(population("present: 1_000_000_000_000"), "the count is too large"));
    CHECK(has(population("present: 10 days"), "a number, such as 1.5 is expected here; this is a duration"));
}
