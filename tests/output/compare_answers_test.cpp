// Value for money and evaluations as compare tells them: people without luck, so that every figure is worked by hand.
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/output/program.hpp"

using nlohmann::json;

namespace {

// Ten people offend every 60 days, or every 180: 24 or 8 times in four years (1,461 days), 60 or 20 offences a year.
// The courts pay 10 GBP for each, probation 500 GBP a year for each worker, of whom there are one or three.
const char* const offending = R"(desist: 1
title: Offending
time: {start: 2012-04-01, warm-up: 0 days, run: 4 years}
parameters:
  gap: {value: 60 days, source: assumption}
  posts: {value: 1, source: assumption}
population: {present: 10}
resources: {workers: {units: posts}}
costs:
  hearing: {value: 10 GBP, payer: courts}
  worker: {value: 500 GBP per year, provided: workers, payer: probation}
tracks:
  t:
    start: liberty
    nodes:
      liberty: {stay: gap, routes: [{to: offence}]}
      offence: {effects: [{cost: hearing}], routes: [{to: liberty}]}
measures:
  offences: {count: t/offence, label: Offences, unit: offences}
  spending: {money: all}
  worth: {net-benefit: {harm: offences, worth: 25 GBP, cost: spending}, label: Net benefit}
)";
const char* const fewer_offences = "desist: 1\nextends: base.yaml\nset: {gap: 180 days, posts: 3}\n";

// a and b are treated on day 10, c and d are not; a, b and c offend 50 days later. In the option a does not.
const char* const treating = R"(desist: 1
title: Treating
time: {start: 2012-04-01, warm-up: 0 days, run: 1 year}
parameters:
  after: {value: {by: who, a or b or c: 50 days, else: 200 days}, source: assumption}
attributes:
  who: [a, b, c, d]
  kind: [one, other]
  committed: {date: true}
population:
  streams:
    a: {present: 1, draw: {who: a, kind: one}}
    b: {present: 1, draw: {who: b, kind: one}}
    c: {present: 1, draw: {who: c, kind: one}}
    d: {present: 1, draw: {who: d, kind: one}}
tracks:
  t:
    start: before
    nodes:
      before: {stay: 10 days, routes: [{to: treated, when: {who: [a, b]}}, {to: untreated, otherwise: true}]}
      treated: {routes: [{to: liberty}]}
      untreated: {routes: [{to: liberty}]}
      liberty: {stay: after, routes: [{to: offence}]}
      offence: {effects: [{set: {committed: now}}], routes: [{to: proven}]}
      proven: {routes: [{to: done}]}
      done: {}
measures:
  lab:
    data-lab: {treated: t/treated, untreated: t/untreated, observed: kind, proven: t/proven, committed: committed, within: 100 days}
    label: Treated less their matches
)";
const char* const an_effect =
    "desist: 1\nextends: base.yaml\nset: {after: {value: {by: who, b or c: 50 days, else: 200 days}}}\n";

struct Answered : Workplace {
    Answered(const char* base, const char* option) {
        write("base.yaml", base);
        write("option.yaml", option);
    }
    std::string compared(const std::string& more = "") const {
        return run("compare base.yaml option.yaml --replications 2 --out out --quiet " + more).out;
    }
};

}  // namespace

TEST_CASE("compare tells in words what an option gains, what it costs whom, and whether it pays") {
    const std::string text = Answered(offending, fewer_offences).compared();
    INFO(text);
    CHECK(contains(text,
                   "Value for money, Net benefit (avoided: Offences, 25 GBP each; the whole run, a year on average):"));
    CHECK(contains(text, "  avoided                    +40 offences per year, the same in every pair\n"));
    CHECK(contains(text, "  extra cost                 +600 GBP, the same in every pair\n"));
    CHECK(contains(text, "    courts                   -400 GBP, the same in every pair\n"));
    CHECK(contains(text, "    probation                +1,000 GBP, the same in every pair\n"));
    CHECK(contains(text, "  net benefit                +400 GBP, the same in every pair\n"));
    CHECK(contains(text, "  cost of one                15 GBP"));
    CHECK(contains(text, "  benefit of a pound more    1.667 GBP"));
    CHECK(contains(text, "    0: 0%, 6.25: 0%, 12.50: 0%, 25: 100%, 50: 100%, 100: 100%\n"));
    CHECK_FALSE(contains(text, "equal spend"));  // of a harm it says nothing
}

TEST_CASE("compare gives value for money as JSON") {
    const json all = json::parse(Answered(offending, fewer_offences).compared("--json"))["economics"];
    REQUIRE(all.size() == 1);
    const json e = all[0];
    CHECK(e["name"] == "worth");
    CHECK(e["pairs"] == 2);
    CHECK(e["gain"]["value"].get<double>() == Approx(40));
    CHECK(e["cost"]["value"].get<double>() == Approx(600));
    CHECK(e["cost_by_payer"]["courts"]["value"].get<double>() == Approx(-400));
    CHECK(e["net_benefit"]["value"].get<double>() == Approx(400));
    CHECK(e["cost_per_outcome"]["value"].get<double>() == Approx(15));
    CHECK(e["gain_at_equal_spend"]["value"].is_null());
    CHECK(e["gain_at_equal_spend"]["not_available"] == "a harm has no cost of an outcome");
    CHECK(e["acceptability"][3]["worth"] == 25);
    CHECK(e["acceptability"][3]["chance"] == 1);
}

TEST_CASE("compare tells in words what an evaluation would find beside the true effect") {
    // The treated: both offend in the base, one of two in the option. Of the others one of two does.
    const std::string text = Answered(treating, an_effect).compared();
    INFO(text);
    CHECK(contains(text, "An evaluation by matching, Treated less their matches (the whole run):\n"));
    CHECK(contains(text, "  treated, option less base  -50 points, the same in every pair\n"));
    CHECK(contains(text, "  found in the option        0 points, the same in every pair\n"));
    CHECK(contains(text, "  found in the base          +50 points, the same in every pair\n"));
    CHECK(contains(text, "  bias                     +50 points, the same in every pair\n"));
    CHECK(contains(text, "the evaluation would show +0.0 where the true effect is -50.0\n"));
}

TEST_CASE("compare gives evaluations as JSON, in both runs") {
    const json all = json::parse(Answered(treating, an_effect).compared("--json"))["evaluation"];
    REQUIRE(all.size() == 1);
    const json e = all[0];
    CHECK(e["name"] == "lab");
    CHECK(e["unit"] == "points");
    CHECK(e["difference"]["value"] == -50);
    CHECK(e["in_option"]["matched"]["value"] == 0);
    CHECK(e["in_option"]["truth"]["value"] == -50);
    CHECK(e["in_option"]["bias"]["value"] == 50);
    CHECK(e["in_option"]["says"] == "the evaluation would show +0.0 where the true effect is -50.0");
    CHECK(e["in_base"]["matched"]["value"] == 50);
    CHECK(e["in_base"]["truth"]["value"] == 50);
    CHECK(e["in_base"]["bias"]["value"] == 0);
}

TEST_CASE("an evaluation without treated people in the base has no truth to be held against, and says so") {
    const std::string none =
        "desist: 1\ntitle: None\nextends: option.yaml\nset: {after: 60 days}\ntracks: {t: {nodes: {before: "
        "{routes: [{to: untreated}]}}}}\n";
    const Answered place(treating, an_effect);
    place.write("none.yaml", none);
    const std::string text = place.run("compare none.yaml option.yaml --replications 2 --out out --quiet").out;
    INFO(text);
    CHECK(contains(text,
                   "  treated, option less base  n/a: nobody is treated in the base; the truth needs the same people"));
    CHECK(contains(text, "  found in the base          n/a: nobody is treated\n"));
    CHECK(contains(text, "  found in the option        0 points, the same in every pair\n"));
}
