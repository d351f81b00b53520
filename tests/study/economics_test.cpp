// Value for money from pairs of replications, worked out by hand.
#include "sim/study/economics.hpp"

#include <cmath>

#include "tests/catch.hpp"

using namespace desist;

namespace {

struct Year {
    std::int64_t outcomes = 0, police = 0, health = 0;  // GBP
};

// One year; a count, money by two payers, and the net benefit of the count at `worth`.
Run run_of(const std::vector<Year>& replications, double worth) {
    Run run;
    run.layout.bins = month_bins(Clock{date_of(2012, 4, 1)}, Time{31'557'600});
    MeasureInfo outcomes, money, net;
    outcomes.name = "completions";
    money.name = "money";
    money.groups = {{}, {"payer", "police"}, {"payer", "health"}};
    net.name = "worth";
    net.form = Form::less;
    net.scale = worth;
    net.numerator = MeasureId(std::size_t{0});
    net.denominator = MeasureId(std::size_t{1});
    run.layout.measures = {outcomes, money, net};
    lay_out_cells(run.layout);
    for (const Year& year : replications) {
        ReplicationResult result;
        result.tally.numerators.assign(run.layout.cells, 0);
        result.tally.denominators.assign(run.layout.cells, 0);
        const auto put = [&](std::size_t m, std::size_t group, std::int64_t value) {
            result.tally.numerators[Layout::cell(run.layout.measures[m], group, 0, 0)] = value;
        };
        put(0, 0, year.outcomes);
        put(1, 0, year.police + year.health);
        put(1, 1, year.police);
        put(1, 2, year.health);
        run.results.push_back(std::move(result));
    }
    return run;
}

}  // namespace

TEST_CASE("gain, cost and net benefit are differences of pairs") {
    // Gains 10, 14; costs 1,000, 1,200; at 150 GBP each the net benefits are 500 and 900: mean 700, deviation 200 x
    // sqrt(2), t(1) = 12.7062: half width 12.7062 x 200.
    const Run base = run_of({{100, 5000, 5000}, {100, 5000, 5000}}, 150);
    const Run option = run_of({{110, 5500, 5500}, {114, 6000, 5200}}, 150);
    const Economics e = economics_of(base, option).at(0);
    CHECK(*e.gain.value == Approx(12));
    CHECK(*e.cost.value == Approx(1100));
    CHECK(*e.net_benefit.value == Approx(700));
    CHECK(e.net_benefit.interval->low == Approx(700 - 12.7062047 * 200));
    REQUIRE(e.payers.size() == 2);
    CHECK(e.payers[0].name == "police");
    CHECK(*e.payers[0].cost.value + *e.payers[1].cost.value == Approx(*e.cost.value));
    CHECK(*e.payers[0].cost.value == Approx(750));
}

TEST_CASE("a harm that is avoided is a gain") {
    const Economics e =
        economics_of(run_of({{100, 0, 0}, {100, 0, 0}}, -50), run_of({{90, 0, 0}, {90, 0, 0}}, -50)).at(0);
    CHECK(*e.gain.value == Approx(10));
    CHECK(*e.net_benefit.value == Approx(500));
    CHECK_FALSE(e.gain_at_equal_spend.value);
    CHECK(e.gain_at_equal_spend.why_not == "a harm has no cost of an outcome");
}

TEST_CASE("the published arithmetic: a million pounds for 9,860 crimes is 101 pounds a crime, and 1.80 back at 183") {
    const Run base = run_of({{50'000, 2'000'000, 0}, {50'000, 2'000'000, 0}}, -183);
    const Run option = run_of({{40'140, 3'000'000, 0}, {40'140, 3'000'000, 0}}, -183);
    const Economics e = economics_of(base, option).at(0);
    CHECK(*e.cost_per_outcome.value == Approx(1e6 / 9860));
    CHECK(*e.benefit_per_pound.value ==
          Approx(183 * 9860 / 1e6));  // 1.80, not the published 2.50, which has health in it
}

TEST_CASE("what costs less and gains more has no cost of an outcome") {
    const Economics e =
        economics_of(run_of({{10, 900, 0}, {10, 900, 0}}, 1), run_of({{12, 800, 0}, {12, 800, 0}}, 1)).at(0);
    CHECK_FALSE(e.cost_per_outcome.value);
    CHECK(e.cost_per_outcome.why_not == "the option gains more and costs no more");
    CHECK(e.benefit_per_pound.why_not == "the option does not cost distinguishably more");
}

TEST_CASE("a gain that is lost in the noise has no cost of an outcome") {
    const Economics e = economics_of(run_of({{10, 0, 0}, {10, 0, 0}}, 1), run_of({{14, 100, 0}, {8, 100, 0}}, 1)).at(0);
    CHECK(e.cost_per_outcome.why_not == "the gain is not distinguishable from nothing");
}

TEST_CASE("at equal spend the gain is less by what the money would have bought") {
    // The base buys 100 for 10,000: 100 GBP each. The option gains 12 for 1,000 more: 2 more than the 10 these would
    // buy.
    const Economics e =
        economics_of(run_of({{100, 10'000, 0}, {100, 10'000, 0}}, 1), run_of({{112, 11'000, 0}, {112, 11'000, 0}}, 1))
            .at(0);
    CHECK(*e.gain_at_equal_spend.value == Approx(2));
}

TEST_CASE("the chance that it pays is that of Student's t over the pairs") {
    // At nothing an outcome is worth nothing: net benefits -1 and -3 (mean -2, standard error 1). With one degree of
    // freedom P(T < x) = 1/2 + atan(x) / pi.
    const Economics e = economics_of(run_of({{0, 10, 0}, {0, 10, 0}}, 8), run_of({{1, 11, 0}, {1, 13, 0}}, 8)).at(0);
    REQUIRE(e.acceptability.size() == 6);
    CHECK(e.acceptability[0].worth == 0);
    CHECK(e.acceptability[0].chance == Approx(0.5 + std::atan(-2.0) / 3.14159265358979));
    CHECK(e.acceptability[1].chance == Approx(0.5));  // at 2 GBP: +1 and -1
    CHECK(e.acceptability[3].worth == 8);
    CHECK(e.acceptability[3].chance == Approx(0.5 + std::atan(6.0) / 3.14159265358979));
}

TEST_CASE("Fieller's interval is the ratios that the pairs do not refuse") {
    // Every r in it, and none outside, has |mean of y - r x| within t standard errors: tried on a grid.
    const std::vector<double> y = {3.1, 2.2, 4.0, 3.6, 2.9}, x = {1.0, 0.8, 1.3, 1.4, 0.9};
    const auto interval = fieller(y, x);
    REQUIRE(interval);
    const auto refused = [&](double r) {
        double mean = 0, squares = 0;
        for (std::size_t i = 0; i < y.size(); ++i) mean += (y[i] - r * x[i]) / 5;
        for (std::size_t i = 0; i < y.size(); ++i) squares += std::pow(y[i] - r * x[i] - mean, 2);
        return std::abs(mean) > 2.776445105 * std::sqrt(squares / 4 / 5);
    };
    CHECK(refused(interval->low - 1e-6));
    CHECK_FALSE(refused(interval->low + 1e-6));
    CHECK_FALSE(refused(interval->high - 1e-6));
    CHECK(refused(interval->high + 1e-6));
    CHECK_FALSE(fieller(y, {1, -1, 1, -1, 0}));  // a denominator that may be nothing: no bounds
}

TEST_CASE("a single pair has values and no intervals") {
    const Economics e = economics_of(run_of({{10, 10, 0}}, 1), run_of({{12, 20, 0}}, 1)).at(0);
    CHECK(*e.gain.value == Approx(2));
    CHECK_FALSE(e.gain.interval);
    CHECK(e.gain.why_not == "one pair has no interval");
    CHECK(e.acceptability.empty());
}
