// Parameters and luck told apart, and the value of information, against tables by hand and closed forms.
#include "sim/study/uncertainty.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "sim/base/check.hpp"
#include "sim/random/keyed.hpp"
#include "sim/random/laws.hpp"
#include "sim/study/mean_intervals.hpp"
#include "sim/study/resampling.hpp"
#include "tests/catch.hpp"

using namespace desist;

namespace {

double normal(std::uint64_t set, std::size_t draw, std::size_t replication) {
    return normal_quantile(uniform(offender_key(20120401, 0, name_hash("sets"), set), static_cast<std::uint32_t>(draw),
                                   purpose("a/b", "value"), static_cast<std::uint32_t>(replication)));
}

struct Planted {
    double parameters = 0, shared_luck = 0, own_luck = 0;  // standard deviations
};

// 10 + parameters of the draw + luck that all draws share + luck of the cell.
DrawTable planted(const Planted& sizes, std::size_t draws, std::size_t replications, std::uint64_t set) {
    DrawTable table(draws, std::vector<double>(replications));
    for (std::size_t d = 0; d < draws; ++d)
        for (std::size_t r = 0; r < replications; ++r)
            table[d][r] = 10 + sizes.parameters * normal(set, d, 1'000'000) +
                          sizes.shared_luck * normal(set, 1'000'000, r) + sizes.own_luck * normal(set, d, r);
    return table;
}

bool holds(const Reckoned& reckoned, double truth) {
    return reckoned.interval && reckoned.interval->low <= truth && truth <= reckoned.interval->high;
}

DrawTable constant(std::size_t draws, std::size_t replications, double value) {
    return DrawTable(draws, std::vector<double>(replications, value));
}

double density(double z) { return std::exp(-z * z / 2) / std::sqrt(2 * std::acos(-1.0)); }
double below(double z) { return std::erfc(-z / std::sqrt(2.0)) / 2; }

// Of an option worth 0 and one worth N(mean, deviation^2): E max(0, D) - max(0, mean).
double worth_in_theory(double mean, double deviation) {
    return deviation * density(mean / deviation) - std::abs(mean) * below(-std::abs(mean) / deviation);
}

// Its draws at the middles of n equal parts of the law, without luck.
DrawTable normal_draws(double mean, double deviation, std::size_t n) {
    DrawTable table;
    for (std::size_t i = 0; i < n; ++i)
        table.push_back({mean + deviation * normal_quantile((static_cast<double>(i) + 0.5) / static_cast<double>(n))});
    return table;
}

}  // namespace

TEST_CASE("the analysis of a table of three draws and four replications is that worked by hand") {
    // Draws' means 3, 4, 8, replications' 3, 4, 5, 8, all 5. Squares: draws 4 (4 + 1 + 9) = 56, replications 3 (4 + 1 +
    // 0
    // + 9) = 42, all 102, so the rest 4; mean squares 28, 14, 2/3.
    const Uncertainty found = uncertainty_of({{1, 2, 3, 6}, {2, 4, 4, 6}, {6, 6, 8, 12}}, 1);
    CHECK(*found.mean.value == Approx(5));
    CHECK(*found.parameter_deviation.value == Approx(std::sqrt((28 - 2.0 / 3) / 4)));
    CHECK_FALSE(found.truncated);
    CHECK(*found.noise_of_one.value == Approx(std::sqrt((14 - 2.0 / 3) / 3 + 2.0 / 3)));
    CHECK(*found.noise_of_draw.value == Approx(std::sqrt(((14 - 2.0 / 3) / 3 + 2.0 / 3) / 4)));
    CHECK(*found.noise_of_mean.value == Approx(std::sqrt((14 - 2.0 / 3) / 3 / 4 + 2.0 / 3 / 12)));
    CHECK(*found.noise_share.value == Approx(1.0 / 42));
    // Satterthwaite: (28 + 14 - 2/3) / 12 with (31/9)^2 / ((28/12)^2 / 2 + (14/12)^2 / 3 + (1/18)^2 / 6) degrees.
    const double freedom = 31.0 / 9 * 31 / 9 / (28.0 / 12 * 28 / 12 / 2 + 14.0 / 12 * 14 / 12 / 3 + 1.0 / 18 / 18 / 6);
    CHECK(found.mean.interval->high - 5 == Approx(t_quantile(freedom, 0.975) * std::sqrt(31.0 / 9)));
    CHECK(5 - found.mean.interval->low == Approx(found.mean.interval->high - 5));
}

TEST_CASE("a planted deviation of parameters and planted luck are found again") {
    // 400 draws, 100 replications: the deviation of 400 normal values has an error of 3.5%, that of 100 one of 7%.
    const Uncertainty found = uncertainty_of(planted({2, 1, 0.5}, 400, 100, 1), 1);
    CHECK(*found.mean.value == Approx(10).margin(4 * std::sqrt(4.0 / 400 + 1.0 / 100)));
    CHECK(*found.parameter_deviation.value == Approx(2).epsilon(4 * 0.036));
    CHECK(*found.noise_of_one.value == Approx(std::sqrt(1.25)).epsilon(4 * 0.06));
    CHECK(*found.noise_share.value == Approx(0.0025 / 4.0025).epsilon(0.25));
    CHECK(holds(found.parameter_deviation, 2));
}

TEST_CASE("luck that all draws share neither hides nor feigns what parameters do") {
    const DrawTable little = planted({2, 0, 0.5}, 30, 6, 2);
    DrawTable much = little;
    for (auto& draw : much)
        for (std::size_t r = 0; r < 6; ++r) draw[r] += 100.0 * static_cast<double>(r);
    const Uncertainty one = uncertainty_of(little, 1), other = uncertainty_of(much, 1);
    CHECK(*one.parameter_deviation.value == Approx(*other.parameter_deviation.value).epsilon(1e-9));
    CHECK(*one.noise_share.value == Approx(*other.noise_share.value).epsilon(1e-9));
    CHECK(*other.noise_of_mean.value > 50);
}

TEST_CASE("the interval of the mean over draws and luck holds it as often as it says") {
    int few = 0, balanced = 0;
    for (std::uint64_t set = 0; set < 1000; ++set) {
        few += holds(uncertainty_of(planted({1, 1, 1}, 10, 10, set), set).mean, 10);
        balanced += holds(uncertainty_of(planted({3, 1, 1}, 40, 5, set), set).mean, 10);
    }
    CHECK(few > 922);
    CHECK(few < 985);
    CHECK(balanced > 922);
    CHECK(balanced < 985);
}

TEST_CASE("the interval of the parameters' deviation holds it nearly as often as it says") {
    // Percentiles of 100 draws are a little narrow: 95% less 2%, four standard errors of 0.9%.
    int held = 0;
    for (std::uint64_t set = 0; set < 600; ++set)
        held += holds(uncertainty_of(planted({2, 1, 1}, 100, 4, set), set).parameter_deviation, 2);
    CHECK(held > 600 * 0.89);
    CHECK(held < 600 * 0.99);
}

TEST_CASE("where luck explains more than all there is the deviation is 0 and says so") {
    // Draws' means 1.5 and 1: mean square 0.25; the rest has 6.25.
    const Uncertainty found = uncertainty_of({{0, 3}, {2, 0}}, 1);
    CHECK(found.truncated);
    CHECK(*found.parameter_deviation.value == 0);
    CHECK(*found.noise_share.value == 1);
}

TEST_CASE("about half of all tables without parameters are cut off at 0") {
    // The chance that F with 9 and 81 degrees of freedom lies below 1 is 0.553.
    int truncated = 0;
    for (std::uint64_t set = 0; set < 400; ++set)
        truncated += uncertainty_of(planted({0, 1, 1}, 10, 10, set), 1).truncated;
    CHECK(truncated > 400 * 0.45);
    CHECK(truncated < 400 * 0.66);
}

TEST_CASE("one replication cannot tell parameters from luck") {
    const Uncertainty found = uncertainty_of(planted({2, 1, 1}, 50, 1, 1), 1);
    CHECK(found.mean.value);
    CHECK_FALSE(found.mean.interval);
    CHECK(found.mean.why_not == "one replication does not show the luck that all draws share");
    CHECK(found.spread.interval);
    for (const Reckoned* reckoned : {&found.parameter_deviation, &found.noise_of_one, &found.noise_of_draw,
                                     &found.noise_of_mean, &found.noise_share}) {
        CHECK_FALSE(reckoned->value);
        CHECK(reckoned->why_not == "one replication cannot tell parameters from luck");
    }
}

TEST_CASE("one draw shows luck but not what parameters do") {
    // 1, 3, 5: deviation 2.
    const Uncertainty found = uncertainty_of({{1, 3, 5}}, 1);
    CHECK(*found.mean.value == 3);
    CHECK(*found.noise_of_one.value == Approx(2));
    CHECK(*found.noise_of_mean.value == Approx(2 / std::sqrt(3.0)));
    CHECK_FALSE(found.parameter_deviation.value);
    CHECK(found.parameter_deviation.why_not == "one draw does not show what parameters do");
    CHECK(found.mean.why_not == "one draw does not show what parameters do");
}

TEST_CASE("values that are all the same have neither doubt nor noise") {
    const Uncertainty found = uncertainty_of(constant(6, 3, 0.1), 1);
    CHECK(*found.parameter_deviation.value == 0);
    CHECK_FALSE(found.truncated);
    CHECK(*found.noise_of_one.value == 0);
    CHECK(found.mean.interval->low == found.mean.interval->high);
    CHECK_FALSE(found.noise_share.value);
    CHECK(found.noise_share.why_not == "the means of the draws do not differ");
}

TEST_CASE("the spread is told by the draws that lie at its points") {
    // Means are 1, 4, 9, ... Of 79 draws the second has 2/80 below it; of 59 the point lies half-way from the first to
    // the second.
    const auto means_up_to = [](int n) {
        DrawTable table;
        for (int i = n; i > 0; --i) table.push_back({i * i - 0.5, i * i + 0.5});
        return table;
    };
    const Reckoned of_79 = uncertainty_of(means_up_to(79), 1).spread, of_59 = uncertainty_of(means_up_to(59), 1).spread,
                   of_39 = uncertainty_of(means_up_to(39), 1).spread;
    CHECK(*of_79.value == Approx(80 * 159 / 6));
    CHECK(of_79.interval->low == Approx(4));
    CHECK(of_79.interval->high == Approx(78 * 78));
    CHECK(of_59.interval->low == Approx((1 + 4) / 2.0));
    CHECK(of_59.interval->high == Approx((58 * 58 + 59 * 59) / 2.0));
    CHECK(of_39.interval->low == Approx(1));
    CHECK(of_39.interval->high == Approx(39 * 39));
    CHECK(uncertainty_of(means_up_to(38), 1).spread.why_not == "fewer than 39 draws have no 2.5% point");
}

TEST_CASE("the value of information about three draws is that worked by hand") {
    // Means 10 and 10, so the first is best; the best of each draw 10, 15, 9: mean 34/3.
    const auto found = expected_value_of_perfect_information({{{10}, {12}, {8}}, {{6}, {15}, {9}}}, 1);
    CHECK(found.best == 0);
    CHECK(found.means == std::vector<double>{10, 10});
    CHECK(*found.plain.value == Approx(4.0 / 3));
    CHECK(*found.chance_of_best[0].value == Approx(1.0 / 3));
    CHECK(*found.chance_of_best[1].value == Approx(2.0 / 3));
    CHECK_FALSE(found.split.value);
    CHECK(found.split.why_not == "one replication cannot be split");
}

TEST_CASE("the split value of information is that worked by hand") {
    // Against 0: by the even replications the second option is best in draw 1 (4) and not in 2 (-3), by the odd ones in
    // draw 1 (2) and not in 2 (-2). Valued by the others: 2, 0 and 4, 0: mean 1.5, less 0.25 of the second throughout.
    const auto agree = expected_value_of_perfect_information({constant(2, 2, 0), {{4, 2}, {-3, -2}}}, 1);
    CHECK(*agree.plain.value == Approx(1.25));
    CHECK(*agree.split.value == Approx(1.25));
    // Best by even: draw 1 (6, odd -1); by odd: draw 2 (5, even -2). A mean of -3/4, and the second throughout has 2.
    const auto differ = expected_value_of_perfect_information({constant(2, 2, 0), {{6, -1}, {-2, 5}}}, 1);
    CHECK(*differ.split.value == 0);
    // Best by even: draw 1 (8, odd 8); by odd: draws 1 (8, even 8) and 2 (1, even -9). The first throughout has 0.
    const auto partly = expected_value_of_perfect_information({constant(3, 2, 0), {{8, 8}, {-9, 1}, {-5, -3}}}, 1);
    CHECK(*partly.plain.value == Approx(8.0 / 3));
    CHECK(*partly.split.value == Approx((8 - 4.5) / 3));
}

TEST_CASE("the value of information about a normal difference is that of theory") {
    for (const double mean : {-2.0, 0.0, 1.0}) {
        const auto found =
            expected_value_of_perfect_information({constant(2000, 1, 0), normal_draws(mean, 2, 2000)}, 1);
        CHECK(*found.plain.value == Approx(worth_in_theory(mean, 2)).margin(0.002));
        CHECK(*found.chance_of_best[1].value == Approx(below(mean / 2)).margin(0.001));
        CHECK(holds(found.plain, worth_in_theory(mean, 2)));
    }
}

TEST_CASE("the interval of the value of information holds it as often as it says") {
    int held = 0;
    for (std::uint64_t set = 0; set < 300; ++set) {
        DrawTable option;
        for (std::size_t d = 0; d < 400; ++d) option.push_back({1 + 2 * normal(set, d, 0)});
        held += holds(expected_value_of_perfect_information({constant(400, 1, 0), option}, set).plain,
                      worth_in_theory(1, 2));
    }
    CHECK(held > 300 * 0.89);
    CHECK(held < 300 * 0.995);
}

TEST_CASE("noise raises the plain value of information and lowers the split one, as theory says") {
    // A draw's mean of ten has a noise of 2 / sqrt(10), its half one of 2 / sqrt(5): the plain value is that of a law
    // that is so much wider, the split one that of choosing by D + noise.
    double plain = 0, split = 0;
    constexpr int sets = 50;
    for (std::uint64_t set = 0; set < sets; ++set) {
        DrawTable option(1000, std::vector<double>(10));
        for (std::size_t d = 0; d < 1000; ++d)
            for (std::size_t r = 0; r < 10; ++r) option[d][r] = 1 + 2 * normal(set, d, 99) + 2 * normal(set, d, r);
        const auto found = expected_value_of_perfect_information({constant(1000, 10, 0), option}, set);
        plain += *found.plain.value / sets;
        split += *found.split.value / sets;
    }
    const double chosen_by = std::sqrt(4 + 4.0 / 5), truth = worth_in_theory(1, 2);
    const double by_choice = below(1 / chosen_by) + 4 / chosen_by * density(1 / chosen_by) - 1;
    CHECK(by_choice < truth);
    CHECK(plain == Approx(worth_in_theory(1, std::sqrt(4.4))).margin(0.015));
    CHECK(split == Approx(by_choice).margin(0.015));
    CHECK(split < truth);
    CHECK(truth < plain);
}

TEST_CASE("a decision that no parameter changes is worth no information") {
    const DrawTable worse = planted({2, 1, 0.5}, 40, 4, 3);
    DrawTable better = worse;
    for (auto& draw : better)
        for (double& x : draw) x += 0.25;
    const auto found = expected_value_of_perfect_information({worse, better}, 1);
    CHECK(found.best == 1);
    CHECK(*found.plain.value == 0);
    CHECK(*found.split.value == 0);
    CHECK(found.plain.interval->low == 0);
    CHECK(found.plain.interval->high == 0);
    CHECK(*found.chance_of_best[1].value == 1);
}

TEST_CASE("options that differ by luck alone have a plain value of information that the split one takes back") {
    double plain = 0, split = 0;
    for (std::uint64_t set = 0; set < 50; ++set) {
        const auto found = expected_value_of_perfect_information(
            {planted({0, 0, 1}, 200, 4, 2 * set), planted({0, 0, 1}, 200, 4, 2 * set + 1)}, set);
        plain += *found.plain.value / 50;
        split += *found.split.value / 50;
    }
    CHECK(plain > 0.2);
    CHECK(split < 0.03);
}

TEST_CASE("equal options are best in the earlier one's favour") {
    const auto found = expected_value_of_perfect_information({constant(8, 2, 3), constant(8, 2, 3)}, 1);
    CHECK(found.best == 0);
    CHECK(*found.chance_of_best[0].value == 1);
    CHECK(*found.chance_of_best[1].value == 0);
    CHECK(*found.plain.value == 0);
}

TEST_CASE("tables that are not whole are refused") {
    CHECK_THROWS_AS(uncertainty_of({}, 1), InternalError);
    CHECK_THROWS_AS(uncertainty_of({{}}, 1), InternalError);
    CHECK_THROWS_AS(uncertainty_of({{1, 2}, {1}}, 1), InternalError);
    CHECK_THROWS_AS(uncertainty_of({{1, std::nan("")}}, 1), InternalError);
    CHECK_THROWS_AS(expected_value_of_perfect_information({}, 1), InternalError);
    CHECK_THROWS_AS(expected_value_of_perfect_information({{{1}, {2}}, {{1}}}, 1), InternalError);
}

TEST_CASE("percentiles of 999 numbers are the 25th from either end") {
    std::vector<double> numbers;
    for (int i = 999; i > 0; --i) numbers.push_back(i);
    const auto usual = percentile_interval(numbers);
    REQUIRE(usual);
    CHECK(usual->low == 25);
    CHECK(usual->high == 975);
    CHECK(percentile_interval(numbers, 0.8)->low == 100);
}

TEST_CASE("percentiles that are not finite are none") {
    CHECK_FALSE(percentile_interval(std::vector<double>(999, HUGE_VAL)));
    CHECK_FALSE(percentile_interval({1, std::nan(""), 3}));
}

TEST_CASE("four things are too few to resample, five are enough") {
    const auto sizes = [](std::span<const std::size_t> places) {
        return std::vector<double>{static_cast<double>(places.size()), static_cast<double>(places[0])};
    };
    CHECK(bootstrap_percentiles(4, 1, sizes).size() == 2);
    CHECK_FALSE(bootstrap_percentiles(4, 1, sizes)[0]);
    const auto five = bootstrap_percentiles(5, 1, sizes);
    CHECK(five[0]->low == 5);
    CHECK(five[1]->low == 0);  // each place is first in a fifth of the resamples
    CHECK(five[1]->high == 4);
}
