// What a place on a factor's axis is as a setting: against quantiles worked out by hand, and read back by a scenario.
#include "sim/study/factors.hpp"

#include <cmath>

#include "sim/pathway/pathway.hpp"
#include "tests/study/studying.hpp"

using namespace desist;
using namespace desist::test;

namespace {

// A town whose parameters are of every unit.
const std::string town =
    "desist: 1\n"
    "time: {start: 2012-04-01, warm-up: 1 month, run: 1 year}\n"
    "attributes: {drug: [none, opiate], seen: {date: true}}\n"
    "parameters:\n"
    "  share: {value: 50%, low: 30%, high: 70%}\n"
    "  plain-share: {value: 50%}\n"
    "  believed: {value: 50%, low: 10%, high: 90%, distribution: uniform(low 20% and high 40%)}\n"
    "  stay: {value: 6 days, distribution: gamma(shape 1 and mean 10 days)}\n"
    "  pace: {value: 0.9 per year}\n"
    "  change: {value: -1}\n"
    "  weight: {value: 2}\n"
    "  fine: {value: 100 GBP}\n"
    "  table: {value: {by: drug, none: 10%, opiate: 20%}}\n"
    "population: {present: 2}\n"
    "tracks: {t: {start: a, nodes: {a: {}}}}\n"
    "measures:\n"
    "  people: {population: t/a, key: true}\n"
    "  more-people: {population: t/a}\n";

// Factors over the town; a study's text names them.
struct Town {
    Town() : forecast(forecast_of(folder.write("town.yaml", town))) {}

    std::vector<Factor> factors(const std::string& text) {
        Problems problems;
        auto made = factors_of(study_of(text), forecast, folder.path(), problems);
        INFO(problems.text());
        REQUIRE_FALSE(problems.has_errors());
        return made;
    }
    Factor factor(const std::string& text) { return factors("  " + text + "\n").at(0); }
    // What is wrong with a factor, which stands in line 4.
    std::string refusal(const std::string& text) {
        Problems problems;
        factors_of(study_of("  " + text + "\n"), forecast, folder.path(), problems);
        return lines_of(problems);
    }

    StudyFolder folder;
    Forecast forecast;
};

double parameter(const Forecast& forecast, const std::string& name) {
    for (const Parameter& p : forecast.pathway().parameters)
        if (p.name == name) return evaluate(p.value, Indices{});
    FAIL("no parameter " << name);
    return 0;
}

}  // namespace

TEST_CASE("a range is walked along in a straight line, in the unit that it was given in") {
    const Factor factor = Town().factor("share: {low: 20%, high: 60%}");
    CHECK(factor.kind == Factor::Kind::range);
    CHECK(factor.value_at(0) == "20%");
    CHECK(factor.value_at(0.25) == "30%");
    CHECK(factor.value_at(1) == "60%");
    CHECK(factor.number_at(0.25) == Approx(0.3));
}

TEST_CASE("without a field a factor goes from the parameter's low to its high") {
    const Factor factor = Town().factor("share: {}");
    CHECK(factor.value_at(0) == "30%");
    CHECK(factor.value_at(1) == "70%");
    CHECK(*factor.base == Approx(0.5));
}

TEST_CASE("a parameter's distribution comes before its low and high") {
    const Factor factor = Town().factor("believed: {}");
    CHECK(factor.kind == Factor::Kind::law);
    CHECK(factor.value_at(0.5) == "30%");
}

TEST_CASE("the fields of a factor come before what the parameter says of itself") {
    Town made;
    CHECK(made.factor("believed: {low: 0%, high: 1%}").value_at(1) == "1%");
    CHECK(made.factor("believed: {distribution: uniform(low 0% and high 2%)}").value_at(0.5) == "1%");
    CHECK(made.factor("believed: {values: [7%]}").value_at(0.5) == "7%");
}

TEST_CASE("values have six significant digits") {
    Town made;
    CHECK(made.factor("share: {low: 0%, high: 100%}").value_at(1.0 / 3) == "33.3333%");
    CHECK(made.factor("share: {low: 0%, high: 100%}").value_at(2.0 / 3) == "66.6667%");
    CHECK(made.factor("weight: {low: 0, high: 0.001}").value_at(1.0 / 7) == "0.000142857");
    CHECK(made.factor("fine: {low: 0 GBP, high: 30_000_000 GBP}").value_at(1.0 / 7) == "4285710 GBP");
    CHECK(made.factor("weight: {low: 0, high: 10}").value_at(0.9999999) == "10");
}

TEST_CASE("what is run is the number that is written") {
    const Factor factor = Town().factor("share: {low: 0%, high: 100%}");
    CHECK(factor.number_at(1.0 / 3) == Approx(0.333333).epsilon(1e-12));
    CHECK(std::abs(factor.number_at(1.0 / 3) - 1.0 / 3) > 1e-7);
}

TEST_CASE("durations are written in the largest unit that the range has two of") {
    Town made;
    CHECK(made.factor("stay: {low: 1 day, high: 10 days}").value_at(0.5) == "5.5 days");
    CHECK(made.factor("stay: {low: 0 days, high: 2 years}").value_at(0.5) == "365.25 days");
    CHECK(made.factor("stay: {low: 12 hours, high: 36 hours}").value_at(0.5) == "24 hours");
    CHECK(made.factor("stay: {low: 30 minutes, high: 90 minutes}").value_at(0.5) == "60 minutes");
    CHECK(made.factor("stay: {low: 10 seconds, high: 90 seconds}").value_at(0.5) == "50 seconds");
}

TEST_CASE("rates are written per hour, day or year, as there are two of them") {
    Town made;
    CHECK(made.factor("pace: {low: 2 per hour, high: 4 per hour}").value_at(0.5) == "3 per hour");
    CHECK(made.factor("pace: {low: 1 per day, high: 3 per day}").value_at(0.5) == "2 per day");
    CHECK(made.factor("pace: {low: 0.1 per year, high: 0.3 per year}").value_at(0.5) == "0.2 per year");
}

TEST_CASE("a scenario reads what is written back as the same number") {
    Town made;
    for (const char* text :
         {"share: {low: 1%, high: 97%}", "stay: {low: 1 day, high: 100 days}", "stay: {low: 1 hour, high: 40 hours}",
          "stay: {low: 1 second, high: 100 seconds}", "pace: {low: 0.01 per year, high: 3 per year}",
          "pace: {low: 1 per year, high: 7 per day}", "weight: {low: 0.001, high: 7}", "change: {low: -3, high: 1}",
          "fine: {low: 1 GBP, high: 9_999_999 GBP}"}) {
        const Factor factor = made.factor(text);
        for (const double u : {0.0, 0.1234567, 1.0 / 3, 0.777, 1.0}) {
            INFO(factor.name << "=" << factor.value_at(u));
            const Forecast set = forecast_of(made.folder.path() / "town.yaml", {{factor.name, factor.value_at(u)}});
            CHECK(parameter(set, factor.name) == Approx(factor.number_at(u)).epsilon(1e-12));
        }
    }
}

TEST_CASE("a normal law is read at its quantile") {
    const Factor factor = Town().factor("share: {distribution: normal(mean 50% and sd 10%)}");
    CHECK(factor.value_at(0.5) == "50%");
    CHECK(factor.value_at(0.975) == "69.5996%");  // 50% + 1.959964 x 10%
    CHECK(factor.low == Approx(0.304004));
    CHECK(factor.high == Approx(0.695996));
}

TEST_CASE("a normal law of a share is cut at nothing and at all") {
    Town made;
    CHECK(made.factor("share: {distribution: normal(mean 5% and sd 10%)}").value_at(0.1) == "0%");
    CHECK(made.factor("share: {distribution: normal(mean 95% and sd 10%)}").value_at(0.9) == "100%");
    CHECK(made.factor("share: {distribution: normal(mean 5% and sd 10%)}").low == 0);
}

TEST_CASE("a law of another number is cut at 0 where the scenario's value is not negative") {
    Town made;
    CHECK(made.factor("stay: {distribution: normal(mean 1 day and sd 10 days)}").value_at(0.1) == "0 days");
    // -1 - 1.281552 x 1
    CHECK(made.factor("change: {distribution: normal(mean -1 and sd 1)}").value_at(0.1) == "-2.28155");
}

TEST_CASE("a beta law with the deviation of a uniform one is uniform") {
    const Factor factor = Town().factor("share: {distribution: beta(mean 50% and sd 28.8675134595%)}");
    CHECK(factor.value_at(0.3) == "30%");
    CHECK(factor.value_at(0.9) == "90%");
}

TEST_CASE("a beta law of 2 and 1 has the square root for its quantile") {
    // Mean 2/3, variance 2 / (9 x 4).
    const Factor factor = Town().factor("share: {distribution: beta(mean 66.6666666667% and sd 23.5702260396%)}");
    CHECK(factor.value_at(0.25) == "50%");
    CHECK(factor.value_at(0.64) == "80%");
}

TEST_CASE("other laws are read at their quantiles") {
    Town made;
    const double days = 86400;
    CHECK(made.factor("stay: {}").number_at(0.5) == Approx(10 * std::log(2.0) * days).epsilon(2e-6));  // exponential
    const Factor lognormal = made.factor("stay: {distribution: lognormal(median 10 days and p95 30 days)}");
    CHECK(lognormal.value_at(0.5) == "10 days");
    CHECK(lognormal.number_at(0.95) == Approx(30 * days).epsilon(2e-6));
    const Factor triangular =
        made.factor("stay: {distribution: triangular(low 0 days and mode 5 days and high 10 days)}");
    CHECK(triangular.value_at(0.5) == "5 days");
    CHECK(triangular.value_at(0.125) == "2.5 days");  // x^2 / 50
    CHECK(made.factor("stay: {distribution: uniform(low 2 days and high 6 days)}").value_at(0.25) == "3 days");
}

TEST_CASE("the farthest tails of a law are left out") {
    const Factor factor = Town().factor("stay: {distribution: normal(mean 100 days and sd 10 days)}");
    CHECK(factor.value_at(0) == factor.value_at(0.0005));
    CHECK(factor.value_at(1) == factor.value_at(0.9995));
    CHECK(factor.value_at(1) != factor.value_at(0.999));
}

TEST_CASE("values have equal stretches of the axis") {
    const Factor factor = Town().factor("share: {values: [10%, 20%, 50%]}");
    CHECK(factor.value_at(0) == "10%");
    CHECK(factor.value_at(0.33) == "10%");
    CHECK(factor.value_at(0.34) == "20%");
    CHECK(factor.value_at(0.67) == "50%");
    CHECK(factor.value_at(1) == "50%");
    CHECK(factor.number_at(0.5) == 1);
}

TEST_CASE("a table may have values, and no range") {
    Town made;
    CHECK(made.factor("table: {values: [1%, 2%]}").levels.size() == 2);
    CHECK(made.refusal("table: {low: 1%, high: 2%}") ==
          "4:3 parameter ‘table’ is no plain number, so it has no range (list its values, or vary a parameter that its "
          "table is made from)\n");
}

TEST_CASE("a parameter that the scenario has not is told, with the nearest one") {
    CHECK(Town().refusal("staj: {}") == "4:3 the scenario has no parameter ‘staj’ (did you mean ‘stay’?)\n");
}

TEST_CASE("a parameter of which nothing is known but its value has no range") {
    CHECK(Town().refusal("plain-share: {}") ==
          "4:3 parameter ‘plain-share’ has no range to vary in (give the factor ‘low’ and ‘high’, a ‘distribution’ or "
          "‘values’)\n");
}

TEST_CASE("an empty range is refused") {
    const std::string refused = "4:3 the range of ‘share’ is empty (‘low’ must be less than ‘high’)\n";
    CHECK(Town().refusal("share: {low: 20%, high: 20%}") == refused);
    CHECK(Town().refusal("share: {low: 30%, high: 20%}") == refused);
}

TEST_CASE("a factor with one bound alone, told already, makes no factor and no more noise") {
    Town made;
    Problems reading, problems;
    const auto study =
        read_study("x.yaml", "desist-study: 1\nscenario: town.yaml\nfactors: {share: {low: 10%}}\n", reading);
    REQUIRE(study);
    factors_of(*study, made.forecast, made.folder.path(), problems);
    CHECK(lines_of(problems).empty());
}

TEST_CASE("bounds have the unit of the parameter") {
    Town made;
    CHECK_THAT(made.refusal("share: {low: 0.4, high: 60%}"),
               ContainsSubstring("4:16 expected a share") && ContainsSubstring("a share is written with %"));
    CHECK_THAT(made.refusal("stay: {low: 4, high: 6 days}"), ContainsSubstring("4:15 expected a duration"));
    CHECK(made.factor("stay: {low: 0, high: 6 days}").value_at(0.5) == "3 days");
}

TEST_CASE("a law has the unit of the parameter") {
    CHECK(Town().refusal("share: {distribution: uniform(low 1 day and high 2 days)}") ==
          "4:3 the law of ‘share’ has another unit than the parameter\n");
    CHECK(Town().refusal("share: {distribution: gamma(shape 2 and mean 1 day)}") ==
          "4:3 the law of ‘share’ has another unit than the parameter\n");
}

TEST_CASE("a value that stands twice is refused at its place") {
    CHECK(Town().refusal("share: {values: [10%, 20%, 10%]}") == "4:30 the value ‘10%’ stands twice\n");
}

TEST_CASE("policies are named after their files, which are beside the study") {
    Town made;
    made.folder.write("more.yaml", "desist: 1\nextends: town.yaml\nset: {share: 60%}\n");
    const Factor factor = made.factor("policy: {policies: [town.yaml, more.yaml]}");
    CHECK(factor.kind == Factor::Kind::policies);
    CHECK(factor.levels == std::vector<std::string>{"town", "more"});
    CHECK(factor.files.at(1) == made.folder.path() / "more.yaml");
}

TEST_CASE("a policy that is missing, and two of one name, are refused at their places") {
    Town made;
    CHECK(made.refusal("policy: {policies: [town.yaml, none.yaml]}") ==
          "4:34 there is no file ‘none.yaml’ (file names are relative to the study file)\n");
    CHECK_THAT(made.refusal("policy: {policies: [town.yaml, ./town.yaml]}"),
               ContainsSubstring("4:34 two policies have the name ‘town’"));
}

TEST_CASE("what points of a list name beside the factors is a factor of the values that stand there") {
    Town made;
    Problems problems;
    const auto factors = factors_of(
        study_of("  share: {}\n",
                 "sweep: {design: list, list: [{share: 1%, weight: 3}, {weight: 4}, {fine: 1 GBP, weight: 3}]}\n"),
        made.forecast, made.folder.path(), problems);
    REQUIRE(factors.size() == 3);
    CHECK(factors[0].kind == Factor::Kind::range);
    CHECK(factors[1].levels == std::vector<std::string>{"3", "4"});
    CHECK(factors[2].name == "fine");
}

TEST_CASE("without names the key measures are the figures of a study") {
    Town made;
    Problems problems;
    const auto figures = figures_of(study_of("  share: {}\n"), made.forecast, problems);
    REQUIRE(figures.size() == 1);
    CHECK(made.forecast.layout().measures[figures[0].index].name == "people");
}

TEST_CASE("figures come in the order in which a study names them") {
    Town made;
    Problems problems;
    const auto figures =
        figures_of(study_of("  share: {}\n", "measures: [more-people, people]\n"), made.forecast, problems);
    REQUIRE(figures.size() == 2);
    CHECK(made.forecast.layout().measures[figures[0].index].name == "more-people");
}

TEST_CASE("a measure that the scenario has not is told, with the nearest one") {
    Town made;
    Problems problems;
    figures_of(study_of("  share: {}\n", "measures: [peeple]\n"), made.forecast, problems);
    CHECK(lines_of(problems) == "5:12 the scenario has no measure ‘peeple’ (did you mean ‘people’?)\n");
}
