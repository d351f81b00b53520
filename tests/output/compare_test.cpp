// desist compare, as a user drives it.
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/output/program.hpp"

using nlohmann::json;

namespace {

// People are tested with a chance; a test takes an hour and costs the share `treated` a place in treatment for ten
// days.
const char* const base = R"(desist: 1
title: Testing
time: {start: 2012-04-01, warm-up: 1 year, run: 2 years}
parameters:
  tested: {value: 50%, low: 0%, high: 100%, source: assumption}
  treated: {value: 40%, low: 10%, high: 90%, source: assumption}
hazards: {arrest: {law: exponential(2 per year)}}
population: {present: 400}
tracks:
  path:
    start: liberty
    nodes:
      liberty: {leave: [{to: arrested, hazard: arrest}]}
      arrested: {routes: [{to: test, chance: tested}, {to: liberty, otherwise: true}]}
      test: {stay: 1 hour, routes: [{to: treatment, chance: treated}, {to: liberty, otherwise: true}]}
      treatment: {stay: 10 days, routes: [{to: liberty, otherwise: true}]}
measures:
  tests: {count: path/test, unit: tests, key: true}
  treatments: {count: path/treatment, unit: starts, key: true}
  in-treatment: {population: path/treatment}
)";
const char* const policy = R"(desist: 1
title: More tests
extends: base.yaml
set:
  tested: {value: 80%, source: assumption}
  treated: {value: 30%, source: assumption}
)";

struct Compared : Workplace {
    Compared() {
        write("base.yaml", base);
        write("policy.yaml", policy);
    }
};

json row(const json& result, const std::string& list, const std::string& name, const std::string& period,
         const std::string& option = "policy") {
    for (const json& each : result[list])
        if (each["name"] == name && each["period"] == period && each["option"] == option) return each;
    FAIL("no row " << name << " " << period);
    return {};
}

}  // namespace

TEST_CASE("compare runs what is missing and gives paired differences as JSON") {
    const Compared place;
    const Ran ran = place.run("compare base.yaml policy.yaml --replications 6 --out out --json --quiet");
    REQUIRE(ran.code == 0);
    const json result = json::parse(ran.out);
    const json tests = row(result, "differences", "tests", "2012/13");
    CHECK(tests["distinguishable"] == true);
    CHECK(tests["low"].get<double>() > 0);
    CHECK(tests["difference"].get<double>() ==
          Approx(tests["option_value"].get<double>() - tests["base"].get<double>()));
    // 400 people, about two arrests a year each, 30% more of them tested: about 240 more a year.
    CHECK(tests["difference"].get<double>() == Approx(240).epsilon(0.2));
    CHECK(row(result, "differences", "tests", "2012 Q2")["pairs"] == 6);
    CHECK(place.has("out/base/results.sqlite"));
    CHECK(place.has("out/policy/results.sqlite"));
    CHECK(place.has("out/comparison.csv"));
    CHECK(place.has("out/report.html"));
}

TEST_CASE("compare names the inputs that differ, from, to, and where they stand") {
    const Compared place;
    const json result =
        json::parse(place.run("compare base.yaml policy.yaml --replications 2 --out out --json --quiet").out);
    const json inputs = result["options"][0]["inputs"];
    REQUIRE(inputs.size() == 2);
    CHECK(inputs[0]["name"] == "tested");
    CHECK(inputs[0]["from"] == "50%");
    CHECK(inputs[0]["to"] == "80%");
    CHECK(contains(inputs[0]["place_to"], "policy.yaml:5"));
}

TEST_CASE("results that are there are taken as they are") {
    const Compared place;
    REQUIRE(place.run("run base.yaml --replications 3 --seed 5 --out a --quiet").code == 0);
    REQUIRE(place.run("run policy.yaml --replications 3 --seed 5 --out b --quiet").code == 0);
    const json result = json::parse(place.run("compare a b --out out --json --quiet").out);
    CHECK(result["base"]["seed"] == 5);
    CHECK(row(result, "differences", "tests", "2012/13", "b")["pairs"] == 3);
    CHECK_FALSE(place.has("out/a"));
}

TEST_CASE("a scenario is run with the seed and replications of a base that is a result") {
    const Compared place;
    REQUIRE(place.run("run base.yaml --replications 3 --seed 5 --out a --quiet").code == 0);
    const json result = json::parse(place.run("compare a policy.yaml --out out --json --quiet").out);
    CHECK(result["options"][0]["seed"] == 5);
    CHECK(result["options"][0]["replications"] == 3);
}

TEST_CASE("a setting is an option without a file") {
    const Compared place;
    const Ran ran = place.run("compare base.yaml --set tested=60% --replications 3 --out out --json --quiet");
    REQUIRE(ran.code == 0);
    CHECK(json::parse(ran.out)["options"][0]["inputs"][0]["to"] == "60%");
}

TEST_CASE("a --set of no parameter, or of another unit, is refused and nothing is run") {
    const Compared place;
    const Ran none = place.run("compare base.yaml --set testd=60% --out out");
    CHECK(none.code == 3);
    CHECK(contains(none.err, "testd"));
    CHECK(contains(none.err, "did you mean ‘tested’?"));
    CHECK(place.run("compare base.yaml --set treated=3 --out out").code == 3);
    CHECK_FALSE(place.has("out"));
}

TEST_CASE("an option that changes nothing is refused") {
    const Compared place;
    place.write("label.yaml", "desist: 1\ntitle: Only a label\nextends: base.yaml\nset: {tested: 50%}\n");
    const Ran ran = place.run("compare base.yaml label.yaml --out out");
    CHECK(ran.code == 3);
    CHECK(contains(ran.err, "same inputs"));
    CHECK_FALSE(place.has("out"));
}

TEST_CASE("runs of different seeds cannot be paired") {
    const Compared place;
    REQUIRE(place.run("run base.yaml --replications 2 --seed 1 --out a --quiet").code == 0);
    REQUIRE(place.run("run policy.yaml --replications 2 --seed 2 --out b --quiet").code == 0);
    const Ran ran = place.run("compare a b --out out");
    CHECK(ran.code == 3);
    CHECK(contains(ran.err, "cannot be paired: they have different seeds"));
}

TEST_CASE("a bound given with --fail-if exits with 6 when a bound is broken and 0 when it is kept") {
    const Compared place;
    const Ran broken =
        place.run("compare base.yaml policy.yaml --replications 3 --out out --quiet --fail-if 'tests > +10%'");
    CHECK(broken.code == 6);
    CHECK(contains(broken.out, "Broken: tests > +10%"));
    CHECK(
        place.run("compare base.yaml policy.yaml --replications 3 --out out2 --quiet --fail-if 'tests > +90%'").code ==
        0);
    CHECK(place.run("compare base.yaml policy.yaml --replications 3 --out out3 --quiet --fail-if 'tests above'").code ==
          2);
    CHECK(place.run("compare base.yaml policy.yaml --replications 3 --out out4 --quiet --fail-if 'nothing > 1'").code ==
          2);
}

TEST_CASE("compare --identical exits with 0 for the same contents and names the first difference otherwise") {
    const Compared place;
    REQUIRE(place.run("run base.yaml --replications 2 --threads 1 --out a --quiet").code == 0);
    REQUIRE(place.run("run base.yaml --replications 2 --threads 2 --out b --quiet").code == 0);
    REQUIRE(place.run("run policy.yaml --replications 2 --out c --quiet").code == 0);
    CHECK(place.run("compare --identical a b").code == 0);
    const Ran different = place.run("compare --identical a c");
    CHECK(different.code == 6);
    CHECK(contains(different.out, "differ first in"));
    CHECK(place.run("compare --identical a").code == 2);
    CHECK(place.run("compare --identical a nowhere").code == 4);
}

TEST_CASE("compare --steps applies the changes of an option one by one, and they add up to the whole") {
    const Compared place;
    const Ran ran = place.run("compare base.yaml policy.yaml --replications 3 --steps --out out --json --quiet");
    REQUIRE(ran.code == 0);
    const json result = json::parse(ran.out);
    REQUIRE(result["options"].size() == 2);
    const std::string whole = "2012-04-01 to 2014-03-31";
    const double first = row(result, "steps", "treatments", whole, "policy-step-1-tested")["difference"];
    const double second = row(result, "steps", "treatments", whole)["difference"];
    CHECK(first > 0);
    CHECK(second < 0);
    CHECK(first + second == Approx(row(result, "differences", "treatments", whole)["difference"].get<double>()));
}

TEST_CASE("compare --break-even finds where more tests and fewer treated make up for each other") {
    const Compared place;
    // The option tests 80% instead of 50%: as many treatments as the base at 40% x 50 / 80 = 25%.
    place.write("more.yaml", "desist: 1\ntitle: More\nextends: base.yaml\nset: {tested: 80%, treated: 30%}\n");
    const Ran ran = place.run(
        "compare base.yaml more.yaml --replications 8 --out out --json --quiet --break-even treated --measure "
        "treatments");
    REQUIRE(ran.code == 0);
    const json found = json::parse(ran.out)["break_even"];
    const double value = std::stod(found["value"].get<std::string>());
    CHECK(value == Approx(25).margin(2.5));
    CHECK(std::stod(found["low"].get<std::string>()) < value);
    CHECK(std::stod(found["high"].get<std::string>()) > value);
}

TEST_CASE("a break-even needs a parameter with a range, and a measure") {
    const Compared place;
    CHECK(
        place
            .run("compare base.yaml policy.yaml --replications 2 --out o1 --quiet --break-even nothing --measure tests")
            .code == 2);
    CHECK(
        place
            .run(
                "compare base.yaml policy.yaml --replications 2 --out o2 --quiet --break-even tested --measure nothing")
            .code == 2);
    CHECK(place.run("compare base.yaml policy.yaml --replications 2 --out o3 --quiet --break-even tested").code == 2);
}

TEST_CASE("a comparison that is there is not replaced without --force") {
    const Compared place;
    const std::string command = "compare base.yaml policy.yaml --replications 2 --out out --quiet";
    REQUIRE(place.run(command).code == 0);
    const Ran again = place.run(command);
    CHECK(again.code == 4);
    CHECK(contains(again.err, "--force"));
    CHECK(place.run(command + " --force").code == 0);
}

TEST_CASE("pairing is real: a mild option's difference has a fifth of the unpaired variance or less") {
    const Compared place;
    const json result =
        json::parse(place.run("compare base.yaml --set treated=42% --replications 12 --out out --json --quiet").out);
    for (const char* name : {"tests", "treatments", "in-treatment"}) {
        const json d = row(result, "differences", name, "2012-04-01 to 2014-03-31", "base-set");
        INFO(name);
        CHECK(d["paired_variance"].get<double>() <= d["unpaired_variance"].get<double>() / 5);
    }
}
