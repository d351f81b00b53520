// Scores: the Offender Group Reconviction Scale, version 3, as the Ministry of Justice publishes it, written in the
// language. P = logistic(intercept + age and sex + 1.25112 ln(N / (10 + age at conviction - age at first sanction)) +
// status + offence). The published form rounds the logarithm to five decimals, which moves no digit checked here.
#include <cmath>

#include "tests/pathway/building.hpp"

using namespace desist;
using namespace desist::test;

namespace {

const std::string people = R"(attributes:
  sex: [male, female]
  age: {years: true, bands: [10, 12, 14, 16, 18, 21, 25, 30, 35, 40, 50]}
  status: [first, repeat]
  offence: [domestic-burglary, fraud, absconding-and-more]
  sanctions: {count: true}
  age-at-conviction: {number: true}
  age-at-first: {number: true}
)";

std::string score(const std::string& name, const std::string& intercept) {
    return "  " + name + R"(:
    link: logit
    intercept: )" +
           intercept + R"(
    terms:
      - by: sex
        male: {by: age, 10-11: 0, 12-13: 0.08392, 14-15: 0.07578, 16-17: -0.0616, 18-20: -0.6251, 21-24: -1.0515,
               25-29: -1.1667, 30-34: -1.326, 35-39: -1.368, 40-49: -1.4997, 50+: -2.0253}
        female: {by: age, 10-11: 0.785, 12-13: 0.61385, 14-15: 0.66952, 16-17: -0.9592, 18-20: -0.8975, 21-24: -1.0285,
                 25-29: -1.0528, 30-34: -1.1291, 35-39: -1.4219, 40-49: -1.5247, 50+: -2.4498}
      - {log: sanctions / (10 + age-at-conviction - age-at-first), times: 1.25112}
      - {by: status, first: 0.12614, repeat: 0.46306}
      - {by: offence, domestic-burglary: -0.1239, fraud: 0.1599, absconding-and-more: 0.7606}
)";
}

const std::string ogrs3 = people + "scores:\n" + score("one-year", "1.40256") + score("two-years", "2.1217") +
                          "tracks:\n  t:\n    start: home\n    nodes:\n"
                          "      home:\n        stay: 1 year\n        routes:\n"
                          "          - {to: again, chance: one-year}\n          - {to: home, otherwise: true}\n"
                          "      again:\n        stay: 1 year\n        routes:\n"
                          "          - {to: home, chance: two-years}\n          - {to: again, otherwise: true}\n";

struct Somebody {
    std::uint16_t sex, age_band, status, offence;
    double sanctions, age_at_conviction, age_at_first;
};

double share(const Pathway& pathway, const char* name, const Somebody& who) {
    Indices at(pathway.entries.size());
    Numbers numbers(pathway.attributes.size());
    const std::uint16_t indices[] = {who.sex, who.age_band, who.status, who.offence};
    for (std::size_t i = 0; i < 4; ++i) at[pathway.entry_of(AttributeId(i)).index] = indices[i];
    numbers[4] = who.sanctions;
    numbers[5] = who.age_at_conviction;
    numbers[6] = who.age_at_first;
    for (const Score& each : pathway.scores)
        if (each.name == name) return evaluate(each.value, at, numbers);
    return -1;
}

}  // namespace

TEST_CASE("OGRS3: a man of 60 with two sanctions at 59 and 47 is at 8% and 16%") {
    const Pathway pathway = accepted(ogrs3);
    const Somebody man{0, 10, 1, 2, 2, 59, 47};
    CHECK(std::round(share(pathway, "one-year", man) * 100) == 8);
    CHECK(std::round(share(pathway, "two-years", man) * 100) == 16);
}

TEST_CASE("OGRS3: a man of 30 with two sanctions at 30 and 21, for fraud, is at 11% and 20%") {
    const Pathway pathway = accepted(ogrs3);
    const Somebody man{0, 7, 1, 1, 2, 30, 21};
    CHECK(std::round(share(pathway, "one-year", man) * 100) == 11);
    CHECK(std::round(share(pathway, "two-years", man) * 100) == 20);
}

TEST_CASE("a score with link log is a factor: exp of the sum, squares and coefficients among it") {
    const Pathway pathway = accepted(
        "attributes: {pace: {number: true}}\n"
        "scores: {risk: {link: log, intercept: 0.5, terms: [{square: pace, times: -0.25}, {of: pace}]}}\n"
        "hazards: {h: {law: exponential(1 per year), times: [risk]}}\n"
        "tracks: {t: {start: home, nodes: {home: {leave: [{to: home, hazard: h}]}}}}\n");
    Numbers numbers{2};
    const Indices at(pathway.entries.size());
    CHECK(std::abs(evaluate(pathway.hazards[0].times[0].value, at, numbers) - std::exp(0.5 - 0.25 * 4 + 2)) < 1e-12);
}

TEST_CASE("a score of tables alone is a table like any other") {
    const Pathway pathway = accepted(
        "attributes: {sex: [male, female]}\n"
        "scores: {s: {link: logit, intercept: 0, terms: [{by: sex, male: 0, female: 1.0986122886681098}]}}\n"
        "tracks: {t: {start: home, nodes: {home: {stay: 1 day, routes: [{to: a, chance: s}, {to: home, otherwise: "
        "true}]}, a: {stay: 1 day, routes: [{to: home}]}}}}\n");
    Indices at(pathway.entries.size());
    CHECK(evaluate(*pathway.nodes[0].routes[0].chance, at) == 0.5);
    at[pathway.entry_of(AttributeId(0)).index] = 1;
    CHECK(std::abs(evaluate(*pathway.nodes[0].routes[0].chance, at) - 0.75) < 1e-12);
}

TEST_CASE("numbers of people enter no stay, no units, no parameter") {
    const std::string pace = "attributes: {pace: {number: true}}\n";
    const std::string home = "tracks: {t: {start: home, nodes: {home: {stay: 1 day, routes: [{to: home}]}}}}\n";
    CHECK_REFUSED(pace + "parameters:\n  p: {value: pace * 2}  # here\n" + home,
                  "a parameter is the same for all who share what its table names");
    CHECK_REFUSED(pace +
                      "tracks:\n  t:\n    start: home\n    nodes:\n      home:\n"
                      "        stay: exponential(1 day * pace)  # here\n        routes: [{to: home}]\n",
                  "numbers of single people cannot stand in a law");
}

TEST_CASE("an age in years stands in a chance, but not in a rate") {
    const std::string age = "attributes: {age: {years: true}}\n";
    CHECK_REFUSED(age +
                      "scores: {s: {link: log, intercept: 0, terms: [{of: age, times: -0.1}]}}\n"
                      "hazards:\n  h: {law: exponential(1 per year), times: [s]}  # here\n"
                      "tracks: {t: {start: home, nodes: {home: {leave: [{to: home, hazard: h}]}}}}\n",
                  "an age in years grows all the time");
}
