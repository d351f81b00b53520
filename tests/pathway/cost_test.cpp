// Costs: what they may name, in whose prices they are, and whether their value can be looked up where they are spent.
#include "sim/pathway/explain.hpp"
#include "tests/pathway/building.hpp"

using namespace desist;
using namespace desist::test;

namespace {

const std::string town =
    "attributes: {sex: [female, male], town: [a, b], offence: {of: case, values: [theft, fraud]}}\n"
    "cases: {case: {copies: 1, tracks: [file]}}\n"
    "population: {present: 1, draw: {sex: {female: 50%, male: rest}, town: {a: 50%, b: rest}}}\n"
    "parameters: {price: {value: 1 GBP per hour, changes: [{from: 2013-04-01, value: 2 GBP per hour}], source: "
    "assumption}}\n"
    "hazards: {arrest: {law: exponential(1 per year)}}\n"
    "resources: {beds: {units: {by: town, a: 3, b: 4}}}\n"
    "tracks:\n  t: {start: free, nodes: {free: {leave: [{to: cell, hazard: arrest}]}, cell: {use: {beds: 1}, stay: 1 "
    "day, on-start: [{move: {file: {open: open}}}], routes: [{to: free}]}}}\n"
    "  file: {start: none, nodes: {none: {}, open: {stay: 1 day, routes: [{to: none}]}}}\n";

std::string costs(const std::string& cost, const std::string& more = "") {
    return town + "costs: {c: " + cost + "}  # here\n" + more;
}

std::string page(const std::string& more) {
    Problems problems;
    const auto scenario = load_text("x.yaml", test::scenario(more), problems);
    const auto pathway = scenario ? build_pathway(*scenario, problems) : std::nullopt;
    INFO(problems.text());
    REQUIRE(pathway);
    return to_markdown(explain(*scenario, *pathway));
}

}  // namespace

TEST_CASE("a cost of expected events names a hazard") {
    const Pathway pathway = accepted(costs("{value: 900 GBP, expected: arrest}"));
    CHECK(pathway.costs[0].kind == Cost::Kind::expected);
    CHECK(pathway.costs[0].hazard == HazardId(0));
    CHECK_REFUSED(costs("{value: 900 GBP, expected: arest}"), "there is no hazard ‘arest’ (did you mean ‘arrest’?)");
    CHECK_REFUSED(costs("{value: price, expected: arrest}"),
                  "expected money, such as 8.85 GBP, but this is money over time");
}

TEST_CASE("a cost of expected events of a hazard that no node is left by is warned of") {
    const std::string text =
        "hazards: {recall: {law: exponential(1 per year)}}  # here\ncosts: {c: {value: 1 GBP, expected: recall}}\n"
        "tracks: {t: {start: a, nodes: {a: {}}}}\n";
    CHECK_THAT(build(text).problems,
               ContainsSubstring("here: warning: no node is left by hazard ‘recall’: cost ‘c’ is always 0"));
}

TEST_CASE("what is provided may cost what the date and what chooses the pool decide") {
    CHECK_ACCEPTED(
        costs("{value: {by: town, a: price, b: 3 GBP per day}, provided: beds, step: {by: town, a: 2, b: 3}}"));
    CHECK_REFUSED(costs("{value: {by: sex, male: price, female: 1 GBP per day}, provided: beds}"),
                  "units that are provided are nobody's: what they cost cannot depend on ‘sex’ (the units of ‘beds’ "
                  "depend on town and the date; or say ‘used’ in place of ‘provided’)");
    CHECK_REFUSED(costs("{value: {by: t, free: price, else: 1 GBP per day}, provided: beds}"), "cannot depend on ‘t’");
    CHECK_REFUSED(costs("{value: {by: offence, theft: price, fraud: 1 GBP per day}, provided: beds}"),
                  "cannot depend on ‘offence’");
    CHECK_REFUSED(costs("{value: price, provided: beds, step: {by: sex, male: 2, female: 3}}"),
                  "cannot depend on ‘sex’");
}

TEST_CASE("what is used, stayed at, expected or spent may cost what depends on the offender and the case") {
    const std::string over_time = "{by: sex, male: price, female: {by: offence, theft: 1 GBP per day, fraud: 0}}";
    CHECK_ACCEPTED(costs("{value: " + over_time + ", used: beds}"));
    CHECK_ACCEPTED(costs("{value: " + over_time + ", of: [t/cell, file/open]}"));
    CHECK_ACCEPTED(costs("{value: {by: t, free: 1 GBP, else: 2 GBP}, expected: arrest}"));
}

TEST_CASE("a lot has at least one unit") {
    CHECK_REFUSED(costs("{value: price, provided: beds, step: 0}"), "a lot has at least one unit");
    CHECK_REFUSED(costs("{value: price, provided: beds, step: {by: town, a: 2, b: 0}}"), "a lot has at least one unit");
}

TEST_CASE("units that cost more than the budget are refused, lots and later prices counted") {
    // 365.25 GBP a year for each of 3 beds in a and 4 in b; in lots of 3 that is one lot and two.
    CHECK_ACCEPTED(costs("{value: 1 GBP per day, provided: beds, budget: 1_461 GBP per year}"));
    CHECK_REFUSED(costs("{value: 1 GBP per day, provided: beds, budget: 1_400 GBP per year}"),
                  "‘c’ needs 1461 GBP a year in b, more than its budget of 1400 (give it more money, or fewer units)");
    CHECK_ACCEPTED(costs("{value: 1 GBP per day, provided: beds, step: 3, budget: 731 GBP per year}"));
    CHECK_REFUSED(costs("{value: 1 GBP per day, provided: beds, step: 3, budget: 700 GBP per year}"),
                  "‘c’ needs 730 GBP a year in b, more than its budget of 700");
    // 2 GBP an hour from April 2013.
    CHECK_REFUSED(costs("{value: price, provided: beds, budget: {by: town, a: 60_000 GBP per year, b: 60_000 GBP per "
                        "year}}"),
                  "‘c’ needs 70128 GBP a year in b, more than its budget of 60000");
}

TEST_CASE("a budget is of what is provided, and of its pools") {
    CHECK_REFUSED(costs("{value: 1 GBP per day, used: beds, budget: 1 GBP per year}"),
                  "‘budget’ needs ‘provided’ beside it");
    CHECK_REFUSED(costs("{value: 1 GBP per day, provided: beds, budget: {by: sex, male: 9_000 GBP per year, female: "
                        "8_000 GBP per year}}"),
                  "cannot depend on ‘sex’");
    CHECK_REFUSED(costs("{value: 1 GBP per day, provided: beds, budget: 9_000 GBP}"), "expected money over time");
}

TEST_CASE("an effect spends only what is not spent by itself") {
    const std::string spends = "tracks: {t: {start: a, nodes: {a: {effects: [{cost: c}]}}}}  # here\n";
    CHECK_REFUSED("costs: {c: {value: 1 GBP per day, of: t/a}}\n" + spends,
                  "no effect can spend ‘c’: it is spent by itself");
    CHECK_REFUSED(
        "costs: {c: {value: 1 GBP, expected: h}}\nhazards: {h: {law: exponential(1 per year)}}\n"
        "tracks: {t: {start: a, nodes: {a: {leave: [{to: b, hazard: h}]}, b: {effects: [{cost: c}]}}}}  # here\n",
        "no effect can spend ‘c’");
}

TEST_CASE("money is never negative, and never more than a million million pounds") {
    CHECK_REFUSED(costs("{value: -1 GBP}"), "a cost cannot be negative");
    CHECK_REFUSED(costs("{value: 1 GBP - 3 GBP}"), "-2 is negative");
    CHECK_ACCEPTED(costs("{value: 1_000_000_000_000 GBP}"));
    CHECK_REFUSED(costs("{value: 1_000_000_000_001 GBP}"), "‘c’ comes to more than a million million GBP");
    CHECK_REFUSED(costs("{value: 40_000 GBP per second, used: beds}"), "more than a million million GBP a year");
    CHECK_REFUSED(costs("{value: 600_000_000_000 GBP, price-year: 2007/08}",
                        "money: {prices: 2013/14, deflators: {2007/08: 0.5, 2013/14: 1}}\n"),
                  "more than a million million GBP");
}

TEST_CASE("prices of another year are carried over by the index of both years") {
    const std::string money = "money: {prices: 2013/14, deflators: {2007/08: 0.8, 2013/14: 1.2}}\n";
    const auto factor = [&](const std::string& cost) { return accepted(costs(cost, money)).costs[0].to_base_prices; };
    CHECK(factor("{value: 1 GBP, price-year: 2007/08}") == Approx(1.5));
    CHECK(factor("{value: 1 GBP, price-year: 2013/14}") == 1);
    CHECK(factor("{value: 1 GBP}") == 1);
}

TEST_CASE("a price year without an index is told at the cost, with what to write") {
    const std::string old = "{value: 1 GBP, price-year: 2007/08}";
    CHECK_REFUSED(costs(old, "money: {prices: 2013/14}\n"),
                  "‘c’ is in prices of 2007/08, and there is no deflator of 2007/08 and of 2013/14 (add the index of "
                  "prices to money: {deflators: {2007/08: INDEX, 2013/14: INDEX}})");
    CHECK_REFUSED(costs(old, "money: {prices: 2013/14, deflators: {2013/14: 1}}\n"),
                  "there is no deflator of 2007/08 (add the index of prices to money: {deflators: {2007/08: INDEX}})");
    CHECK_REFUSED(costs(old, "money: {prices: 2013/14, deflators: {2007/08: 1}}\n"),
                  "there is no deflator of 2013/14 (add the index");
    CHECK_ACCEPTED(costs("{value: 1 GBP, price-year: 2013/14}", "money: {prices: 2013/14}\n"));
}

TEST_CASE("what follows from an index or a year that could not be read is not said") {
    const auto problems = [](const std::string& deflators) {
        return build(costs("{value: 1 GBP, price-year: 2007/08}",
                           "money: {prices: 2013/14, deflators: {" + deflators + "}}\n"))
            .errors;
    };
    CHECK(problems("2007/08: 0, 2013/14: 1") == 1);
    CHECK(problems("2007/8: 0.9, 2013/14: 1") == 1);
    CHECK(build(costs("{value: 1 GBP, price-year: 2007/08}", "money: {prices: 2013}\n")).errors == 1);
}

TEST_CASE("costs of different price years without a base year are warned of, once for each year") {
    const std::string three =
        town +
        "costs:\n  a: {value: 1 GBP, price-year: 2012/13, of: t/free}\n"
        "  b: {value: 1 GBP, price-year: 2007/08}  # here\n"
        "  c: {value: 1 GBP, price-year: 2007/08}\n  d: {value: 1 GBP, price-year: 2012/13}\n  e: {value: 1 GBP}\n";
    std::string text = three;
    for (const char* basis : {", of: t/free"}) text.erase(text.find(basis), std::string(basis).size());
    const Built built = build(text);
    CHECK(built.errors == 0);
    CHECK_THAT(built.problems,
               ContainsSubstring("here: warning: ‘b’ is in prices of 2007/08, but ‘a’ in prices of 2012/13: neither is "
                                 "carried over (say money: {prices: 2012/13, deflators: {2007/08: INDEX, 2012/13: "
                                 "INDEX}})"));
    CHECK_FALSE(has(built.problems, "‘c’ is in prices"));
    CHECK_FALSE(has(build(costs("{value: 1 GBP, price-year: 2007/08}")).problems, "is in prices"));
}

TEST_CASE("an index of prices without a base year is warned of") {
    const Built built = build(town + "money: {deflators: {2012/13: 1}}  # here\n");
    CHECK(built.errors == 0);
    CHECK(built.problems ==
          "here: warning: deflators do nothing without a base price year (add ‘prices: YEAR’ beside them)\n");
}

TEST_CASE("explain: what costs are for, in whose prices, and what money is worth") {
    const std::string all =
        page(town +
             "costs:\n  harm: {value: 900 GBP, expected: arrest, payer: victims, price-year: 2007/08}\n"
             "  wing: {value: 2_000_000 GBP per year, provided: beds, step: 60}\n"
             "  bed: {value: price, provided: beds}\n"
             "money: {prices: 2013/14, discount: 3.5%, deflators: {2007/08: 0.8, 2013/14: 1}}\n");
    CHECK_THAT(all, ContainsSubstring("harm: 900 GBP, paid by victims, for each event that the hazard arrest is "
                                      "expected to bring; prices of 2007/08 (times 1.25 for those of 2013/14)"));
    CHECK_THAT(all, ContainsSubstring("for each lot of 60 units of beds that is there, or part of one"));
    CHECK_THAT(all, ContainsSubstring("for each unit of beds that is there"));
    CHECK_THAT(all,
               ContainsSubstring("all money is told in prices of 2013/14; in present values later money is "
                                 "discounted at 3.5% a year; the index of prices is 0.8 in 2007/08 and 1 in 2013/14"));
}
