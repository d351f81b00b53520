// Scores and costs.
#include "tests/scenario/reading.hpp"

using namespace desist;
using namespace desist::test;

namespace {

std::string score_problems(const std::string& value) { return problems_of(scenario("scores:\n  s: " + value + "\n")); }
std::string term_problems(const std::string& term) {
    return score_problems("{link: log, intercept: 0, terms: [" + term + "]}");
}
std::string cost_problems(const std::string& value) { return problems_of(scenario("costs:\n  c: " + value + "\n")); }

}  // namespace

TEST_CASE("a score is a link, an intercept and terms") {
    const ScoreSpec s = read(scenario("scores:\n"
                                      "  ogrs:\n"
                                      "    link: logit\n"
                                      "    intercept: -1.4\n"
                                      "    terms:\n"
                                      "      - {by: sex, male: {by: age, 10-17: -0.6, 18+: 0}, female: 0.1, times: 2}\n"
                                      "      - {of: priors, times: 1.2}\n"
                                      "      - {log: sanctions / (10 + age), times: -1.25}\n"
                                      "      - {square: age}\n"
                                      "    source: assumption\n"
                                      "    note: a guess\n"))
                            .scores[0];
    using Kind = ScoreSpec::Term::Kind;
    CHECK(s.logit);
    CHECK(s.intercept.number == -1.4);
    REQUIRE(s.terms.size() == 4);
    CHECK(s.terms[0].kind == Kind::table);
    CHECK(s.terms[0].table.rows.size() == 2);
    CHECK(s.terms[0].times->number == 2);
    CHECK(s.terms[1].kind == Kind::plain);
    CHECK(s.terms[1].of.name == "priors");
    CHECK(s.terms[2].kind == Kind::log);
    CHECK(s.terms[2].of.kind == Expression::Kind::divide);
    CHECK(s.terms[3].kind == Kind::square);
    CHECK_FALSE(s.terms[3].times);
}

TEST_CASE("scores that make no sense are refused at their place") {
    CHECK(score_problems("{link: probit, intercept: 0, terms: [{of: a}]}") ==
          "6:13 ‘probit’ is not one of logit, log\n");
    CHECK(has(score_problems("{link: log, terms: [{of: a}]}"), "6:6 a score needs ‘intercept’"));
    CHECK(
        has(score_problems("{link: log, intercept: 5%, terms: [{of: a}]}"), "6:29 a number, such as 1.5 is expected"));
    CHECK(term_problems("{of: 3 days}") ==
          "6:45 a score is made of bare numbers, counts and ages in years (such as sanctions / (10 + age-now - "
          "age-at-first))\n");
    CHECK(has(term_problems("{log: now}"), "6:46 a score is made of bare numbers"));
    CHECK(has(term_problems("{of: 1 + 2012-04-01}"), "6:49 a score is made of bare numbers"));
    CHECK(has(term_problems("{of: a, log: b}"), "6:40 a term needs exactly one of by, of, log and square"));
    CHECK(has(term_problems("{times: 2}"), "6:40 a term needs exactly one of by, of, log and square"));
    CHECK(has(term_problems("{by: sex, male: 3 days}"), "6:56 a number, such as 1.5 is expected here"));
    CHECK(has(term_problems("{of: a, times: 2 GBP}"), "6:55 a number, such as 1.5 is expected here"));
    CHECK(has(score_problems("{link: log, intercept: 0, terms: [{of: a}], source: x}"), "there is no source ‘x’"));
}

TEST_CASE("a cost is spent by effects, or as time goes by") {
    const Scenario s =
        read(scenario("costs:\n"
                      "  kit: {value: 8.85 GBP, payer: police, price-year: 2012/13, source: assumption}\n"
                      "  place: {value: 40_000 GBP per year, of: [life/alive]}\n"
                      "  wing: {value: {by: d, a: 5 GBP per day, b: 0}, provided: places, step: 60}\n"
                      "  care: {value: rate * 2, used: places}\n"
                      "  harm: {value: 900 GBP, expected: offence}\n"));
    CHECK(s.costs[0].value.leaf->number == 8.85);
    CHECK(s.costs[0].payer.text == "police");
    CHECK(s.costs[0].price_year->text == "2012/13");
    CHECK(s.costs[1].of[0].text == "life/alive");
    CHECK(s.costs[2].provided->text == "places");
    CHECK(s.costs[2].step->leaf->number == 60);
    CHECK(s.costs[3].used->text == "places");
    CHECK(s.costs[4].expected->text == "offence");
}

TEST_CASE("costs that make no sense are refused at their place") {
    CHECK(cost_problems("{payer: police}") == "6:6 a cost needs ‘value’\n");
    CHECK(cost_problems("{value: 8.85}") == "6:14 money needs its unit, such as 8.85 GBP\n");
    CHECK(cost_problems("{value: 5 GBP per day}") ==
          "6:14 money, such as 8.85 GBP is expected here; this is money over time, such as 36_000 GBP per year\n");
    CHECK(cost_problems("{value: 5 GBP, of: a/b}") ==
          "6:14 money over time, such as 36_000 GBP per year is expected here; this is money, such as 8.85 GBP\n");
    CHECK(has(cost_problems("{value: 5 GBP per day, used: a, provided: a}"),
              "6:6 a cost has at most one of of, provided, used and expected (make a cost of each)"));
    CHECK(
        has(cost_problems("{value: 5 GBP, expected: a, of: a/b}"), "6:6 a cost has at most one of of, provided, used"));
    CHECK(cost_problems("{value: 5 GBP per day, expected: a}") ==
          "6:14 money, such as 8.85 GBP is expected here; this is money over time, such as 36_000 GBP per year\n");
    CHECK(has(cost_problems("{value: 5 GBP, expected: a, step: 6}"), "6:40 ‘step’ needs ‘provided’ beside it"));
    CHECK(has(cost_problems("{value: 5 GBP per day, used: a, step: 6}"), "6:44 ‘step’ needs ‘provided’ beside it"));
    CHECK(has(cost_problems("{value: 5 GBP, price-year: 2012}"), "6:33 ‘2012’ is no financial year"));
    CHECK(has(cost_problems("{value: 5 GBP, source: x}"), "there is no source ‘x’"));
}
