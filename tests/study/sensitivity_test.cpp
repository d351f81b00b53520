// Sensitivity against functions whose indices are known, and small tables worked by hand.
#include "sim/study/sensitivity.hpp"

#include <cmath>
#include <functional>
#include <numeric>

#include "sim/base/check.hpp"
#include "sim/random/keyed.hpp"
#include "sim/random/laws.hpp"
#include "sim/study/mean_intervals.hpp"
#include "tests/catch.hpp"

using namespace desist;

namespace {

using Function = std::function<double(const Point&)>;

std::vector<double> outcomes_of(const std::vector<Point>& points, const Function& f) {
    std::vector<double> outcomes;
    for (const Point& p : points) outcomes.push_back(f(p));
    return outcomes;
}

SobolIndices indices_of(const Function& f, std::size_t rows, std::size_t dimensions, std::uint64_t seed) {
    const SaltelliDesign design = saltelli_design(rows, dimensions, seed);
    return sobol_indices(design, outcomes_of(design.points, f), seed);
}

bool holds(const Reckoned& reckoned, double truth) {
    return reckoned.interval && reckoned.interval->low <= truth && truth <= reckoned.interval->high;
}

void check_close(const Reckoned& reckoned, double truth, double tolerance) {
    REQUIRE(reckoned.value);
    CHECK(*reckoned.value == Approx(truth).margin(tolerance));
    CHECK(holds(reckoned, truth));
}

// T. Ishigami, T. Homma, 1990, with a = 7 and b = 0.1; indices from its three partial variances:
//     V1 = (1 + b pi^4 / 5)^2 / 2, V2 = a^2 / 8, V13 = 8 b^2 pi^8 / 225.
double ishigami(const Point& u) {
    const double pi = std::acos(-1.0);
    const double x = pi * (2 * u[0] - 1), y = pi * (2 * u[1] - 1), z = pi * (2 * u[2] - 1);
    return std::sin(x) + 7 * std::sin(y) * std::sin(y) + 0.1 * z * z * z * z * std::sin(x);
}

// I. M. Sobol's g-function: the product of (|4 x - 2| + a) / (1 + a); variances V_i = 1 / (3 (1 + a)^2).
const std::vector<double> g_importance{0, 1, 4.5, 9, 99};

double g_function(const Point& x) {
    double product = 1;
    for (std::size_t i = 0; i < g_importance.size(); ++i)
        product *= (std::abs(4 * x[i] - 2) + g_importance[i]) / (1 + g_importance[i]);
    return product;
}

double g_variance(std::size_t i) { return 1 / (3 * (1 + g_importance[i]) * (1 + g_importance[i])); }

double random_number(std::uint64_t set, std::size_t row, std::size_t column) {
    return uniform(offender_key(20120401, 0, name_hash("rows"), set), static_cast<std::uint32_t>(column),
                   purpose("a/b", "value"), static_cast<std::uint32_t>(row));
}

// A Saltelli design of independent rows, for which the bootstrap is made.
SaltelliDesign independent_rows(std::size_t rows, std::size_t k, std::uint64_t set) {
    SaltelliDesign design{rows, k, std::vector<Point>(rows * (k + 2), Point(k))};
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t matrix = 0; matrix < k + 2; ++matrix)
            for (std::size_t d = 0; d < k; ++d) {
                const bool of_b = matrix == SaltelliDesign::b || matrix == SaltelliDesign::ab(d);
                design.points[design.index(row, matrix)][d] = random_number(set, row, of_b ? k + d : d);
            }
    return design;
}

// x + 2 y + 2 x y: alone 4 / 12, 9 / 12, together 4 / 144.
double partly_together(const Point& p) { return p[0] + 2 * p[1] + 2 * p[0] * p[1]; }
constexpr double together_variance = 4.0 / 12 + 9.0 / 12 + 4.0 / 144;

MorrisEffects effects_of(const MorrisDesign& design, const Function& f) {
    return morris_effects(design, outcomes_of(design.points, f), 1);
}

}  // namespace

TEST_CASE("the indices of a table of two rows are those worked by hand") {
    // A 1, 2; B 3, 6; AB 2, 5. Mean 3, variance (4 + 1 + 0 + 9) / 3 = 14/3. First order (0 x 1 + 3 x 3) / 2 over it,
    // total (1 + 9) / 4 over it.
    const SaltelliDesign design = saltelli_design(2, 1, 1);
    const SobolIndices found = sobol_indices(design, std::vector<double>{1, 3, 2, 2, 6, 5}, 1);
    CHECK(found.mean == Approx(3));
    CHECK(found.variance == Approx(14.0 / 3));
    CHECK(*found.factors[0].first.value == Approx(27.0 / 28));
    CHECK(*found.factors[0].total.value == Approx(15.0 / 28));
    CHECK(*found.alone.value == Approx(27.0 / 28));
    CHECK_FALSE(found.factors[0].first.interval);
    CHECK(found.factors[0].first.why_not == "too few rows differ for an interval");
}

TEST_CASE("the indices of the Ishigami function are those of theory") {
    const SobolIndices found = indices_of(ishigami, 4096, 3, 20120401);
    check_close(found.factors[0].first, 0.3139, 0.01);
    check_close(found.factors[1].first, 0.4424, 0.01);
    check_close(found.factors[2].first, 0, 0.01);
    check_close(found.factors[0].total, 0.5576, 0.01);
    check_close(found.factors[1].total, 0.4424, 0.01);
    check_close(found.factors[2].total, 0.2437, 0.01);
    check_close(found.alone, 0.3139 + 0.4424, 0.01);
    CHECK(found.mean == Approx(3.5).margin(0.01));
    CHECK(found.variance == Approx(13.8446).epsilon(0.01));
}

TEST_CASE("the indices of the g-function are those of theory") {
    const SobolIndices found = indices_of(g_function, 4096, 5, 3);
    double all = 1;
    for (std::size_t i = 0; i < 5; ++i) all *= 1 + g_variance(i);
    CHECK(found.variance == Approx(all - 1).epsilon(0.01));
    for (std::size_t i = 0; i < 5; ++i) {
        check_close(found.factors[i].first, g_variance(i) / (all - 1), 0.01);
        check_close(found.factors[i].total, g_variance(i) * all / (1 + g_variance(i)) / (all - 1), 0.01);
    }
}

TEST_CASE("of a sum the factors alone make everything, of a centred product nothing") {
    const SobolIndices sum = indices_of([](const Point& p) { return 100 + p[0] + 2 * p[1]; }, 1024, 2, 1);
    check_close(sum.alone, 1, 0.01);
    check_close(sum.factors[0].total, 0.2, 0.005);
    check_close(sum.factors[1].first, 0.8, 0.01);
    const SobolIndices product = indices_of([](const Point& p) { return (p[0] - 0.5) * (p[1] - 0.5); }, 1024, 2, 1);
    check_close(product.alone, 0, 0.03);
    check_close(product.factors[0].total, 1, 0.03);
}

TEST_CASE("a factor that does nothing has the total index 0 exactly") {
    const SobolIndices found = indices_of([](const Point& p) { return p[0]; }, 64, 2, 1);
    CHECK(*found.factors[1].total.value == 0);
    CHECK(*found.factors[1].first.value == 0);
    CHECK(holds(found.factors[1].total, 0));
}

TEST_CASE("indices do not change with the unit or the origin of the outcome") {
    const auto one = indices_of(ishigami, 256, 3, 2),
               other = indices_of([](const Point&p) { return 1e6 - 40 * ishigami(p); }, 256, 3, 2);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(*one.factors[i].first.value == Approx(*other.factors[i].first.value).epsilon(1e-6));
        CHECK(one.factors[i].total.interval->high == Approx(other.factors[i].total.interval->high).epsilon(1e-6));
    }
}

TEST_CASE("the bootstrap of independent rows holds the indices as often as it says") {
    // 400 sets of 300 rows; 95% +- four standard errors of 1.1%, and a percent for the percentiles of 300 rows.
    const double alone[] = {4.0 / 12 / together_variance, 9.0 / 12 / together_variance};
    const double together = 4.0 / 144 / together_variance;
    constexpr int sets = 400;
    int held[4] = {};
    for (std::uint64_t set = 0; set < sets; ++set) {
        const SaltelliDesign design = independent_rows(300, 2, set);
        const SobolIndices found = sobol_indices(design, outcomes_of(design.points, partly_together), set);
        for (std::size_t i = 0; i < 2; ++i) {
            held[i] += holds(found.factors[i].first, alone[i]);
            held[2 + i] += holds(found.factors[i].total, alone[i] + together);
        }
    }
    for (const int n : held) {
        CHECK(n > sets * 0.895);
        CHECK(n < sets * 0.995);
    }
}

TEST_CASE("the bootstrap of scrambled Sobol rows holds the indices at least as often as it says") {
    int held = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const SobolIndices found = indices_of(partly_together, 128, 2, seed);
        held += holds(found.factors[0].first, 4.0 / 12 / together_variance);
    }
    CHECK(held >= 190);
}

TEST_CASE("an outcome that does not vary has no indices and says why") {
    const SobolIndices found = indices_of([](const Point&) { return 0.1; }, 16, 2, 1);
    CHECK(found.mean == Approx(0.1));
    CHECK(found.variance == 0);
    CHECK_FALSE(found.factors[0].first.value);
    CHECK(found.factors[0].total.why_not == "the outcome does not vary");
    CHECK_FALSE(found.alone.value);
    CHECK(indices_of(ishigami, 1, 3, 1).alone.why_not == "one row has no variance");
}

TEST_CASE("outcomes that are not those of the design are refused") {
    const SaltelliDesign design = saltelli_design(2, 1, 1);
    CHECK_THROWS_AS(sobol_indices(design, std::vector<double>(5, 1.0), 1), InternalError);
    CHECK_THROWS_AS(sobol_indices(design, std::vector<double>(6, std::nan("")), 1), InternalError);
    CHECK_THROWS_AS(morris_effects(morris_design(2, 2, 4, 1), std::vector<double>(5, 1.0), 1), InternalError);
    CHECK_THROWS_AS(swing_of({1, 2}, {1}, {1, 2}), InternalError);
    CHECK_THROWS_AS(swing_of({}, {}, {}), InternalError);
    CHECK_THROWS_AS(rank_correlation(std::vector<double>{1, 2}, std::vector<double>{1}), InternalError);
}

TEST_CASE("elementary effects of two trajectories are those worked by hand") {
    // Up by 2/3 from 1 to 3: 3. Down by 2/3 from 4 to 5: -1.5.
    MorrisDesign design{2, 1, 4, {{0}, {2.0 / 3}, {1}, {1.0 / 3}}, {{0, 2.0 / 3}, {0, -2.0 / 3}}};
    const auto factor = morris_effects(design, std::vector<double>{1, 3, 4, 5}, 1).factors[0];
    CHECK(factor.mu == Approx(0.75));
    CHECK(*factor.mu_star.value == Approx(2.25));
    CHECK(*factor.sigma.value == Approx(std::sqrt(2 * 2.25 * 2.25)));  // 3 and -1.5 are 2.25 from their mean
    CHECK(factor.mu_star.why_not == "fewer than 5 trajectories have no interval");
}

TEST_CASE("the effects of a linear function are its coefficients, without deviation") {
    const auto found =
        effects_of(morris_design(20, 3, 6, 1), [](const Point& p) { return 7 + 3 * p[0] - 40 * p[1] + 0 * p[2]; });
    const double coefficients[] = {3, -40, 0};
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(found.factors[i].mu == Approx(coefficients[i]).epsilon(1e-12));
        CHECK(*found.factors[i].mu_star.value == Approx(std::abs(coefficients[i])).epsilon(1e-12));
        CHECK(*found.factors[i].sigma.value < 1e-12);
    }
    CHECK(found.factors[2].mu_star.why_not == "the effect is the same in every trajectory");
}

TEST_CASE("a planted dominant factor has the greatest effect among many") {
    const auto found = effects_of(morris_design(10, 30, 4, 5), [](const Point& p) {
        return 100 * p[17] * p[17] + std::accumulate(p.begin(), p.end(), 0.0) + 5 * p[3] * p[4];
    });
    for (std::size_t i = 0; i < 30; ++i)
        if (i != 17) CHECK(*found.factors[i].mu_star.value < *found.factors[17].mu_star.value / 5);
}

TEST_CASE("of a product each effect is the other factor's level") {
    // Levels 0, 1/3, 2/3, 1, each as often: mean 1/2, deviation sqrt(5/36). 2,000 trajectories, four standard errors.
    const auto found = effects_of(morris_design(2000, 2, 4, 9), [](const Point& p) { return p[0] * p[1]; });
    for (const auto& factor : found.factors) {
        CHECK(*factor.mu_star.value == Approx(0.5).margin(0.034));
        CHECK(holds(factor.mu_star, 0.5));
        CHECK(*factor.sigma.value == Approx(std::sqrt(5.0 / 36)).margin(0.02));
    }
}

TEST_CASE("an effect that goes up here and down there has no mean but a mean size") {
    // (2 x - 1)^2 of 0 and 2/3, of 1/3 and 1: changes of -8/9 and 8/9 for a step of 2/3.
    const auto found =
        effects_of(morris_design(2000, 1, 4, 9), [](const Point& p) { return std::pow(2 * p[0] - 1, 2); });
    CHECK(found.factors[0].mu == Approx(0).margin(4 * 4.0 / 3 / std::sqrt(2000.0)));
    CHECK(*found.factors[0].mu_star.value == Approx(4.0 / 3));
}

TEST_CASE("the interval of a mean size holds it as often as it says") {
    // Of 20 trajectories of x y, where effects are the levels 0, 1/3, 2/3, 1.
    int held = 0;
    constexpr int sets = 1000;
    for (std::uint64_t seed = 0; seed < sets; ++seed) {
        const MorrisDesign design = morris_design(20, 2, 4, seed);
        const auto outcomes = outcomes_of(design.points, [](const Point& p) { return p[0] * p[1]; });
        held += holds(morris_effects(design, outcomes, seed).factors[0].mu_star, 0.5);
    }
    CHECK(held > 920);
    CHECK(held < 980);
}

TEST_CASE("the interval of a mean size ends at 0") {
    // Five trajectories of one factor with two levels, so that a step is 1; sizes skewed to the left.
    MorrisDesign design{5, 1, 2, std::vector<Point>(10, Point(1)), std::vector<MorrisDesign::Step>(5, {0, 1})};
    const auto found = morris_effects(design, std::vector<double>{0, 8, 0, 9, 0, -10, 0, 0, 0, 1}, 1).factors[0];
    CHECK(*found.mu_star.value == Approx(5.6));
    CHECK(bootstrap_interval(std::vector<double>{8, 9, 10, 0, 1}, 0.95, 1)->low < 0);
    REQUIRE(found.mu_star.interval);
    CHECK(found.mu_star.interval->low == 0);
}

TEST_CASE("one trajectory has effects but no deviation") {
    const auto found = effects_of(morris_design(1, 2, 4, 1), [](const Point& p) { return p[0]; });
    CHECK(*found.factors[0].mu_star.value == Approx(1));
    CHECK_FALSE(found.factors[0].sigma.value);
    CHECK(found.factors[0].sigma.why_not == "one trajectory has no deviation");
}

TEST_CASE("a swing is the change from the base, with the interval of its pairs") {
    // Low: changes -1, 0, -2: mean -1, deviation 1; t of two degrees of freedom 4.302653. High: 1 each.
    const Swing swing = swing_of({1, 2, 3}, {0, 2, 1}, {2, 3, 4});
    CHECK(swing.base == Approx(2));
    CHECK(swing.at_low == Approx(1));
    CHECK(swing.at_high == Approx(3));
    CHECK(*swing.change_at_low.value == Approx(-1));
    CHECK(swing.change_at_low.interval->low == Approx(-1 - 4.302652729911275 / std::sqrt(3.0)));
    CHECK(swing.change_at_low.interval->high == Approx(-1 + 4.302652729911275 / std::sqrt(3.0)));
    CHECK(swing.change_at_high.interval->low == 1);
    CHECK(swing.change_at_high.interval->high == 1);
    CHECK(swing.largest() == Approx(1));
}

TEST_CASE("a swing of one replication has no interval and says why") {
    const Swing swing = swing_of({1}, {4}, {0});
    CHECK(*swing.change_at_low.value == 3);
    CHECK_FALSE(swing.change_at_low.interval);
    CHECK(swing.change_at_low.why_not == "one pair has no interval");
}

TEST_CASE("swings are ranked by their larger change, equals in their order") {
    const std::vector<Swing> swings{swing_of({0}, {1}, {-2}), swing_of({0}, {5}, {0}), swing_of({0}, {2}, {2}),
                                    swing_of({0}, {0}, {-6})};
    CHECK(by_size(swings) == std::vector<std::size_t>{3, 1, 0, 2});
}

TEST_CASE("a rank correlation of four draws is that worked by hand") {
    // One pair out of order: 1 - 6 x 2 / (4 x 15). The error of its transform is sqrt(1 + 0.8^2 / 2) for four draws.
    const auto found = rank_correlation(std::vector<double>{10, 20, 30, 40}, std::vector<double>{-1, 7, 0, 1e9});
    CHECK(*found.value == Approx(0.8));
    REQUIRE(found.interval);
    CHECK(found.interval->low == Approx(std::tanh(std::atanh(0.8) - 1.959963985 * std::sqrt(1.32))));
    CHECK(found.interval->high == Approx(std::tanh(std::atanh(0.8) + 1.959963985 * std::sqrt(1.32))));
}

TEST_CASE("equal values share the middle of their ranks") {
    // Ranks 1.5, 1.5, 3 and 1, 2, 3.
    const auto found = rank_correlation(std::vector<double>{4, 4, 9}, std::vector<double>{1, 2, 3});
    CHECK(*found.value == Approx(std::sqrt(0.75)));
    CHECK(found.why_not == "fewer than 4 draws have no interval");
}

TEST_CASE("draws in perfect order correlate fully, whatever the shape") {
    const std::vector<double> x{1, 2, 3, 4, 5}, up{1, 8, 27, 64, 125}, down{5, 4, 3, 2, -100};
    CHECK(*rank_correlation(x, up).value == Approx(1));
    CHECK(*rank_correlation(x, down).value == Approx(-1));
    CHECK(rank_correlation(x, up).why_not == "draws in perfect order have no interval");
}

TEST_CASE("what does not vary has no rank correlation and says why") {
    const std::vector<double> x{1, 2, 3}, same{5, 5, 5};
    CHECK(rank_correlation(same, x).why_not == "the factor does not vary");
    CHECK(rank_correlation(x, same).why_not == "the outcome does not vary");
    CHECK(rank_correlation(std::vector<double>{1, 2}, std::vector<double>{1, 2}).why_not ==
          "fewer than 3 draws have no correlation");
}

TEST_CASE("the interval of a rank correlation holds it as often as it says") {
    // Of normal pairs with correlation 0.6 it is 6 / pi x asin(0.3). 1,000 sets of 50 pairs.
    const double truth = 6 / std::acos(-1.0) * std::asin(0.3);
    int held = 0;
    for (std::uint64_t set = 0; set < 1000; ++set) {
        std::vector<double> x, y;
        for (std::size_t i = 0; i < 50; ++i) {
            x.push_back(normal_quantile(random_number(set, i, 0)));
            y.push_back(0.6 * x.back() + 0.8 * normal_quantile(random_number(set, i, 1)));
        }
        held += holds(rank_correlation(x, y), truth);
    }
    CHECK(held > 922);
    CHECK(held < 978);
}
