// Expected events in what a run and a comparison write, and as they are read back.
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/output/program.hpp"

using nlohmann::json;

namespace {

// Nobody ever leaves `free`: a hundred people commit exactly 1,200 crimes a year, as expected.
const char* const crimes = R"(desist: 1
title: Crimes
time: {start: 2012-04-01, warm-up: 60 days, run: 2 years}
parameters: {rate: {value: 12 per year, source: assumption}}
population: {present: 100}
hazards: {offending: {law: exponential(rate)}}
tracks: {t: {start: free, nodes: {free: {leave: [{to: free, hazard: offending}]}}}}
measures: {undetected: {expected: offending, label: Crimes, unit: crimes, key: true}}
)";

struct Town : Workplace {
    Town() {
        write("town.yaml", crimes);
        write("worse.yaml", "desist: 1\ntitle: Worse\nextends: town.yaml\nset: {rate: 18 per year}\n");
    }
};

}  // namespace

TEST_CASE("expected events are written as so many a year") {
    const Town place;
    const Ran ran = place.run("run town.yaml --replications 2 --json --out r");
    INFO(ran.err);
    REQUIRE(ran.code == 0);
    const json whole = json::parse(ran.out)["measures"].back();
    CHECK(whole["name"] == "undetected");
    CHECK(whole["mean"].get<double>() == Approx(1'200).epsilon(1e-9));
    CHECK(whole["unit"] == "crimes per year");
    CHECK(contains(place.read("r/summary.csv"), "undetected,Crimes,2012-04-01 to 2014-03-31,,,1200,"));
    CHECK(contains(place.read("r/report.html"), "Crimes"));
}

TEST_CASE("expected events of two runs are compared") {
    const Town place;
    const Ran ran = place.run("compare town.yaml worse.yaml --replications 2 --json --out c");
    INFO(ran.err);
    REQUIRE(ran.code == 0);
    const json whole = json::parse(ran.out)["differences"].back();
    CHECK(whole["difference"].get<double>() == Approx(600).epsilon(1e-9));
}
