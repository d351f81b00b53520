// Designs against what defines them: strata, nets, trajectories, matrices.
#include "sim/study/design.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/base/check.hpp"
#include "tests/catch.hpp"

using namespace desist;

namespace {

std::size_t stratum(double x, std::size_t strata) { return static_cast<std::size_t>(x * static_cast<double>(strata)); }

bool inside(const std::vector<Point>& points) {
    return std::ranges::all_of(
        points, [](const Point& p) { return std::ranges::all_of(p, [](double x) { return x > 0 && x < 1; }); });
}

// How many cells of a grid of `across` x `down` over two coordinates are met.
std::size_t cells_met(const std::vector<Point>& points, std::size_t from, std::size_t n, std::size_t across,
                      std::size_t down) {
    std::set<std::pair<std::size_t, std::size_t>> met;
    for (std::size_t i = from; i < from + n; ++i)
        met.insert({stratum(points[i][0], across), stratum(points[i][1], down)});
    return met.size();
}

double mean_of_products(const std::vector<Point>& points) {
    double sum = 0;
    for (const Point& p : points) sum += p[0] * p[1];
    return sum / static_cast<double>(points.size());
}

}  // namespace

TEST_CASE("a Latin hypercube has exactly one point in every stratum of every dimension") {
    for (const std::size_t n : {1, 2, 7, 100, 4096}) {
        const auto points = latin_hypercube(n, 5, 20120401);
        REQUIRE(points.size() == n);
        CHECK(inside(points));
        for (std::size_t d = 0; d < 5; ++d) {
            std::set<std::size_t> strata;
            for (const Point& p : points) strata.insert(stratum(p[d], n));
            CHECK(strata.size() == n);
            CHECK(*strata.rbegin() == n - 1);
        }
    }
}

TEST_CASE("points of a Latin hypercube are uniform within their strata") {
    // Of 4,096 places in strata the mean has a standard error of 0.0045, the mean square of 0.0047.
    constexpr std::size_t n = 4096;
    double sum = 0, squares = 0;
    for (const Point& p : latin_hypercube(n, 1, 3)) {
        const double place = p[0] * n - std::floor(p[0] * n);
        sum += place;
        squares += place * place;
    }
    CHECK(sum / n == Approx(0.5).margin(0.018));
    CHECK(squares / n == Approx(1.0 / 3).margin(0.019));
}

TEST_CASE("the dimensions of a Latin hypercube are in independent orders") {
    // The correlation of 1,000 independent pairs has a standard error of 0.032.
    const auto points = latin_hypercube(1000, 4, 5);
    for (std::size_t a = 0; a < 4; ++a)
        for (std::size_t b = 0; b < a; ++b) {
            double sum = 0;
            for (const Point& p : points) sum += (p[a] - 0.5) * (p[b] - 0.5) * 12 / 1000;
            CHECK(std::abs(sum) < 0.13);
        }
}

TEST_CASE("a design is the same for the same seed and another for another") {
    CHECK(latin_hypercube(10, 3, 1) == latin_hypercube(10, 3, 1));
    CHECK(latin_hypercube(10, 3, 1) != latin_hypercube(10, 3, 2));
    CHECK(sobol_points(10, 3, 1) == sobol_points(10, 3, 1));
    CHECK(sobol_points(10, 3, 1) != sobol_points(10, 3, 2));
    CHECK(morris_design(10, 3, 4, 1).points == morris_design(10, 3, 4, 1).points);
    CHECK(morris_design(10, 3, 4, 1).points != morris_design(10, 3, 4, 2).points);
    CHECK(saltelli_design(10, 3, 1).points != saltelli_design(10, 3, 2).points);
}

TEST_CASE("every block of 2^m scrambled Sobol points has one point in each 2^m-th of every dimension") {
    for (const std::uint64_t seed : {1, 2, 3}) {
        const auto points = sobol_points(1024, 40, seed);
        CHECK(inside(points));
        for (std::size_t m = 1; m <= 1024; m *= 2)
            for (std::size_t from = 0; from < 1024; from += m)
                for (std::size_t d = 0; d < 40; ++d) {
                    std::vector<bool> met(m);
                    for (std::size_t i = from; i < from + m; ++i) met[stratum(points[i][d], m)] = true;
                    if (!std::ranges::all_of(met, [](bool x) { return x; }))
                        FAIL("dimension " << d << " from " << from);
                }
    }
    SUCCEED();
}

TEST_CASE("the first two dimensions of scrambled Sobol points meet every elementary interval once") {
    // They are a (0, 2)-sequence: every block of 2^m points has one in each box of 2^-a x 2^-(m - a).
    for (const std::uint64_t seed : {1, 2, 3}) {
        const auto points = sobol_points(1024, 2, seed);
        for (std::size_t n = 1; n <= 1024; n *= 2)
            for (std::size_t across = 1; across <= n; across *= 2)
                for (std::size_t from = 0; from < 1024; from += n)
                    if (cells_met(points, from, n, across, n / across) != n) FAIL("a box without a point");
    }
    SUCCEED();
}

TEST_CASE("the first points of a longer Sobol sequence are the shorter sequence") {
    const auto longer = sobol_points(300, 6, 9), shorter = sobol_points(77, 6, 9);
    CHECK(std::equal(shorter.begin(), shorter.end(), longer.begin()));
    const auto wider = sobol_points(77, 9, 9);
    for (std::size_t i = 0; i < 77; ++i) CHECK(std::equal(shorter[i].begin(), shorter[i].end(), wider[i].begin()));
}

TEST_CASE("over seeds every scrambled Sobol point is uniform and its dimensions are independent") {
    // Of 4,000 seeds: mean 0.5 +- 0.0046, mean square 1/3 +- 0.0047, mean product 1/4 +- 0.0035; four standard errors.
    constexpr int seeds = 4000;
    for (const std::size_t i : {0, 1, 5}) {
        double sum = 0, squares = 0, products = 0;
        for (std::uint64_t seed = 0; seed < seeds; ++seed) {
            const auto points = sobol_points(6, 2, seed);
            sum += points[i][0] / seeds;
            squares += points[i][0] * points[i][0] / seeds;
            products += points[i][0] * points[i][1] / seeds;
        }
        CHECK(sum == Approx(0.5).margin(0.018));
        CHECK(squares == Approx(1.0 / 3).margin(0.019));
        CHECK(products == Approx(0.25).margin(0.014));
    }
}

TEST_CASE("a scramble goes beyond the bits that tell the points apart") {
    // Ten more bits of 4,096 points: each of 1,024 places within a stratum is as likely; chi-square with 1,023 degrees
    // of freedom has mean 1,023 and standard deviation 45.
    std::vector<double> counts(1024);
    for (const Point& p : sobol_points(4096, 1, 4)) ++counts[stratum(p[0] * 4096 - std::floor(p[0] * 4096), 1024)];
    double chi_square = 0;
    for (const double n : counts) chi_square += (n - 4) * (n - 4) / 4;
    CHECK(chi_square > 1023 - 4 * 45);
    CHECK(chi_square < 1023 + 4 * 45);
}

TEST_CASE("scrambled Sobol points integrate a smooth function without bias and far better than random ones") {
    // The mean of x y is 1/4. Of 256 random points it has a standard error of sqrt(7 / 144 / 256) = 0.0138.
    double sum = 0, squares = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const double error = mean_of_products(sobol_points(256, 2, seed)) - 0.25;
        sum += error;
        squares += error * error;
    }
    const double spread = std::sqrt(squares / 200);
    CHECK(spread < 0.0138 / 20);
    CHECK(std::abs(sum / 200) < 4 * spread / std::sqrt(200.0));
}

TEST_CASE("a grid has every combination once, the last factor fastest") {
    const std::vector<std::vector<std::size_t>> six{{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {1, 2}};
    CHECK(full_grid({2, 3}) == six);
    CHECK(full_grid({1}) == std::vector<std::vector<std::size_t>>{{0}});
    CHECK(full_grid({3, 1, 2}).size() == 6);
    CHECK(full_grid({3, 1, 2})[3] == std::vector<std::size_t>{1, 0, 1});
}

TEST_CASE("the size of a grid does not wrap") {
    CHECK(grid_size({2, 3}) == 6);
    CHECK(grid_size(std::vector<std::size_t>(100, 1024)) == std::ldexp(1.0, 1000));
}

TEST_CASE("a Morris trajectory moves every factor once by delta and stays on the grid") {
    constexpr std::size_t k = 5, levels = 6;
    const MorrisDesign design = morris_design(20, k, levels, 3);
    REQUIRE(design.points.size() == 20 * (k + 1));
    REQUIRE(design.steps.size() == 20 * k);
    for (std::size_t t = 0; t < 20; ++t) {
        std::set<std::size_t> moved;
        for (std::size_t s = 0; s < k; ++s) {
            const auto& step = design.steps[t * k + s];
            CHECK(std::abs(step.delta) == Approx(6.0 / 10));  // levels / (2 (levels - 1))
            moved.insert(step.factor);
            const Point &before = design.points[t * (k + 1) + s], &after = design.points[t * (k + 1) + s + 1];
            for (std::size_t d = 0; d < k; ++d)
                CHECK(after[d] - before[d] == Approx(d == step.factor ? step.delta : 0).margin(1e-15));
        }
        CHECK(moved.size() == k);
    }
    for (const Point& p : design.points)
        for (const double x : p) CHECK(x * 5 == Approx(std::round(x * 5)).margin(1e-15));
}

TEST_CASE("Morris trajectories start anywhere on the grid, move up as often as down, and in any order") {
    const MorrisDesign design = morris_design(4000, 3, 4, 8);
    std::vector<double> starts(4), first_moved(3);
    double up = 0;
    for (std::size_t t = 0; t < 4000; ++t) {
        ++starts[static_cast<std::size_t>(std::lround(design.points[t * 4][1] * 3))];
        ++first_moved[design.steps[t * 3].factor];
        up += design.steps[t * 3 + 1].delta > 0;
    }
    // Four standard errors: 110 of 1,000, 119 of 1,333, 126 of 2,000.
    for (const double n : starts) CHECK(n == Approx(1000).margin(110));
    for (const double n : first_moved) CHECK(n == Approx(4000.0 / 3).margin(120));
    CHECK(up == Approx(2000).margin(127));
}

TEST_CASE("the first trajectories of a longer Morris design are the shorter design") {
    const auto longer = morris_design(9, 4, 4, 2), shorter = morris_design(5, 4, 4, 2);
    CHECK(std::equal(shorter.points.begin(), shorter.points.end(), longer.points.begin()));
}

TEST_CASE("a row of a Saltelli design is A, B, and A with one column of B each") {
    const SaltelliDesign design = saltelli_design(16, 3, 7);
    REQUIRE(design.points.size() == 16 * 5);
    const auto both = sobol_points(16, 6, 7);
    for (std::size_t row = 0; row < 16; ++row) {
        const Point &a = design.points[design.index(row, SaltelliDesign::a)],
                    &b = design.points[design.index(row, SaltelliDesign::b)];
        CHECK(a == Point(both[row].begin(), both[row].begin() + 3));
        CHECK(b == Point(both[row].begin() + 3, both[row].end()));
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t d = 0; d < 3; ++d)
                CHECK(design.points[design.index(row, SaltelliDesign::ab(i))][d] == (d == i ? b[d] : a[d]));
    }
}

TEST_CASE("a place in a Saltelli design is a row and a matrix and back") {
    const SaltelliDesign design = saltelli_design(4, 3, 7);
    for (std::size_t i = 0; i < design.points.size(); ++i)
        CHECK(design.index(design.where(i).row, design.where(i).matrix) == i);
    CHECK(design.where(5 + 2) == SaltelliDesign::Where{1, SaltelliDesign::ab(0)});
}

TEST_CASE("the first rows of a longer Saltelli design are the shorter design") {
    const auto longer = saltelli_design(32, 2, 5), shorter = saltelli_design(8, 2, 5);
    CHECK(std::equal(shorter.points.begin(), shorter.points.end(), longer.points.begin()));
}

TEST_CASE("designs without points, dimensions or levels are refused") {
    CHECK_THROWS_AS(latin_hypercube(0, 1, 1), InternalError);
    CHECK_THROWS_AS(latin_hypercube(1, 0, 1), InternalError);
    CHECK_THROWS_AS(sobol_points(0, 1, 1), InternalError);
    CHECK_THROWS_AS(sobol_points(1, sobol_dimensions + 1, 1), InternalError);
    CHECK_THROWS_AS(full_grid({}), InternalError);
    CHECK_THROWS_AS(full_grid({2, 0}), InternalError);
    CHECK_THROWS_AS(morris_design(1, 0, 4, 1), InternalError);
    CHECK_THROWS_AS(morris_design(1, 1, 5, 1), InternalError);
    CHECK_THROWS_AS(saltelli_design(1, 0, 1), InternalError);
}

TEST_CASE("as many dimensions as there are direction numbers can be had") {
    CHECK(sobol_points(2, sobol_dimensions, 1)[1].size() == sobol_dimensions);
}
