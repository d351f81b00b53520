// Calibration against functions whose answer is known: truth, ranges, and what targets cannot tell.
#include "sim/study/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>

#include "sim/study/least_squares.hpp"
#include "tests/catch.hpp"

using namespace desist;
using Identified = CalibratedParameter::Identified;

namespace {

using Function = std::function<std::vector<double>(const Point&)>;

Evaluate of(Function f) {
    return [f](const std::vector<Point>& points) {
        std::vector<CalibrationOutputs> all;
        for (const Point& point : points) {
            CalibrationOutputs& outputs = all.emplace_back();
            for (const double value : f(point)) outputs.push_back({value, 0});
        }
        return all;
    };
}

Calibration fit(const std::vector<CalibrationTarget>& targets, std::size_t k, const Function& f,
                CalibrationOptions options = {}) {
    return calibrate(targets, sobol_points(std::max<std::size_t>(16, 8 * k), k, 1), options, of(f));
}

}  // namespace

TEST_CASE("with one parameter and one target the range is the value plus and minus the tolerance over the slope") {
    // 20 u + 5 = 13 at u = 0.4; tolerance 2, so 0.4 +- 0.1.
    const Calibration c = fit({{13, 2}}, 1, [](const Point& u) { return std::vector{20 * u[0] + 5}; });
    REQUIRE(c.parameters.size() == 1);
    CHECK(c.parameters[0].best == Approx(0.4).margin(1e-3));
    CHECK(c.parameters[0].low == Approx(0.3).margin(2e-3));
    CHECK(c.parameters[0].high == Approx(0.5).margin(2e-3));
    CHECK(c.parameters[0].identified == Identified::yes);
    CHECK(c.evaluations[c.best].misfit < 1e-4);
}

TEST_CASE("of a linear model with two targets the ranges follow from the inverse of J'J") {
    // Outputs u + v and u - v, tolerance 0.1 each: J = 10 [[1, 1], [1, -1]], so (J'J)^-1 = I / 200.
    const Calibration c = fit({{0.9, 0.1}, {0.1, 0.1}}, 2, [](const Point& u) {
        return std::vector{u[0] + u[1], u[0] - u[1]};
    });
    const double half = 1 / std::sqrt(200.0);
    for (const std::size_t j : {0u, 1u}) {
        const double truth = j == 0 ? 0.5 : 0.4;
        CHECK(c.parameters[j].best == Approx(truth).margin(1e-3));
        CHECK(c.parameters[j].low == Approx(truth - half).margin(3e-3));
        CHECK(c.parameters[j].high == Approx(truth + half).margin(3e-3));
    }
    CHECK(c.not_told_apart.empty());
}

TEST_CASE("a bent valley is followed to the planted truth") {
    // Rosenbrock's residuals, moved into the cube: least at (0.6, 0.36).
    const auto bent = [](const Point& u) { return std::vector{10 * (u[1] - u[0] * u[0]), u[0]}; };
    for (const auto method : {CalibrationOptions::Method::bobyqa, CalibrationOptions::Method::cobyla}) {
        const Calibration c = fit({{0, 0.2}, {0.6, 0.02}}, 2, bent, {.method = method, .starts = 3, .steps = 120});
        CHECK(c.parameters[0].best == Approx(0.6).margin(0.01));
        CHECK(c.parameters[1].best == Approx(0.36).margin(0.015));
        CHECK(c.parameters[0].low < 0.6);
        CHECK(c.parameters[0].high > 0.6);
        CHECK(c.parameters[0].high - c.parameters[0].low < 0.1);
    }
}

TEST_CASE("a truth at the end of the range is found there, and the range is open on that side") {
    const Calibration c = fit({{10, 1}, {3, 1}}, 2, [](const Point& u) { return std::vector{10 * u[0], 10 * u[1]}; });
    CHECK(c.parameters[0].best == Approx(1).margin(1e-3));
    CHECK(c.parameters[0].open_high);
    CHECK_FALSE(c.parameters[0].open_low);
    CHECK(c.parameters[0].low == Approx(0.9).margin(5e-3));
    CHECK(c.parameters[0].identified == Identified::yes);
}

TEST_CASE("of two parameters of which only the sum is seen, neither is identified and the direction is told") {
    const Calibration c = fit({{1, 0.05}}, 2, [](const Point& u) { return std::vector{u[0] + u[1]}; });
    CHECK(c.evaluations[c.best].misfit < 1e-3);
    CHECK(c.parameters[0].identified == Identified::no);
    CHECK(c.parameters[1].identified == Identified::no);
    REQUIRE(c.not_told_apart.size() == 1);
    // One up as much as the other goes down.
    CHECK(c.not_told_apart[0][0] == Approx(-c.not_told_apart[0][1]).margin(0.02));
    CHECK(std::abs(c.not_told_apart[0][0]) == Approx(std::sqrt(0.5)).margin(0.02));
}

TEST_CASE("a parameter without influence is not identified, the other is") {
    const Calibration c = fit({{0.3, 0.03}}, 2, [](const Point& u) { return std::vector{u[0]}; });
    CHECK(c.parameters[0].identified == Identified::yes);
    CHECK(c.parameters[1].identified == Identified::no);
    CHECK(c.parameters[1].low == 0);
    CHECK(c.parameters[1].high == 1);
    REQUIRE(c.not_told_apart.size() == 1);
    CHECK(c.not_told_apart[0][1] == Approx(1));
}

TEST_CASE("outputs that are missing in a part of the cube keep the search out of it") {
    const Evaluate evaluate = [](const std::vector<Point>& points) {
        std::vector<CalibrationOutputs> all;
        for (const Point& u : points)
            all.push_back({u[0] > 0.7 ? CalibrationOutput{} : CalibrationOutput{u[0] * u[1], 0},
                           CalibrationOutput{u[0] + u[1], 0}});
        return all;
    };
    const std::vector<CalibrationTarget> targets{{0.24, 0.01}, {1.0, 0.01}};  // 0.4 and 0.6, or the other way round
    const Calibration c = calibrate(targets, sobol_points(16, 2, 1), {}, evaluate);
    CHECK(c.evaluations[c.best].misfit < 0.5);
    CHECK(c.evaluations[c.best].point[0] < 0.7);
}

TEST_CASE("a missing output counts as ten tolerances") {
    CHECK(misfit_of({{5, 2}, {1, 1}}, {{7.0, 0}, {}}) == Approx(1 + 100));
}

TEST_CASE("the noise of the misfit is that of its outputs") {
    // At the truth the residual is z e / tolerance with a variance of z^2 of 2: sd = sqrt(2) (e / tolerance)^2.
    const Evaluate evaluate = [](const std::vector<Point>& points) {
        std::vector<CalibrationOutputs> all;
        for (const Point& u : points) all.push_back({CalibrationOutput{u[0], 0.05}});
        return all;
    };
    const Calibration c = calibrate({{0.5, 0.1}}, sobol_points(16, 1, 1), {}, evaluate);
    CHECK(c.noise == Approx(std::sqrt(2.0) * 0.25).epsilon(0.05));
}

TEST_CASE("a calibration that is cut off anywhere asks for the same points when it is answered from what was kept") {
    const auto f = [](const Point& u) { return std::vector{u[0] * u[1], u[0] + 0.3 * u[1] * u[1]}; };
    const std::vector<CalibrationTarget> targets{{0.2, 0.02}, {0.5, 0.02}};
    const std::vector<Point> start = sobol_points(16, 2, 3);
    const Calibration whole = calibrate(targets, start, {}, of(f));
    struct CutOff : std::runtime_error {
        using std::runtime_error::runtime_error;
    };
    for (const std::size_t cut : {1u, 15u, 17u, 30u, 60u}) {
        std::size_t asked = 0;
        bool same = true;
        const Evaluate until_cut = [&](const std::vector<Point>& points) {
            for (const Point& point : points) {
                if (asked == cut) throw CutOff("cut off");
                same = same && point == whole.evaluations[asked++].point;
            }
            return of(f)(points);
        };
        CHECK_THROWS_AS(calibrate(targets, start, {}, until_cut), CutOff);
        CHECK(same);
    }
    const Calibration again = calibrate(targets, start, {}, of(f));
    REQUIRE(again.evaluations.size() == whole.evaluations.size());
    CHECK(again.evaluations.size() <= most_evaluations(2, 16, {}));
    for (std::size_t i = 0; i < again.evaluations.size(); ++i)
        CHECK(again.evaluations[i].point == whole.evaluations[i].point);
}

TEST_CASE("no point is run twice") {
    std::vector<Point> seen;
    const Evaluate evaluate = [&](const std::vector<Point>& points) {
        for (const Point& point : points) {
            CHECK(std::find(seen.begin(), seen.end(), point) == seen.end());
            seen.push_back(point);
        }
        return of([](const Point& u) { return std::vector{u[0], u[1]}; })(points);
    };
    calibrate({{0.2, 0.1}, {0.9, 0.1}}, sobol_points(16, 2, 1), {}, evaluate);
    CHECK(seen.size() > 20);
}

TEST_CASE("least squares: the others follow along the slopes and stay in the cube") {
    // r = u + v - 1 at (0.5, 0.5) is 0; with u at 0.8, v goes to 0.2; with u at 0 and slopes of 3 and 1, v is held
    // at 1.
    CHECK(fitted_again({{1, 1}}, {0}, {0.5, 0.5}, 0, 0.8)[1] == Approx(0.2));
    CHECK(fitted_again({{3, 1}}, {0}, {0.5, 0.5}, 0, 0.0)[1] == 1);
}

TEST_CASE("half ranges: the root of the diagonal of (J'J)^-1, none where slopes do not bound it") {
    CHECK(half_range({{2}}, 0).value() == Approx(0.5));
    // J'J = [[2, 1], [1, 1]], its inverse [[1, -1], [-1, 2]].
    CHECK(half_range({{1, 0}, {1, 1}}, 0).value() == Approx(1));
    CHECK(half_range({{1, 0}, {1, 1}}, 1).value() == Approx(std::sqrt(2.0)));
    CHECK_FALSE(half_range({{1, 1}}, 0));
}

TEST_CASE("flat directions: eigenvectors along which the cube is crossed at little cost") {
    // Along (1, 0) the sum of squares changes by 0.25 across the cube, along (0, 1) by 100.
    const auto flat = flat_directions({{0.5, 0}, {0, 10}}, 1);
    REQUIRE(flat.size() == 1);
    CHECK(flat[0][0] == Approx(1));
    CHECK(flat[0][1] == Approx(0).margin(1e-12));
    CHECK(flat_directions({{0.5, 0}, {0, 10}}, 0.2).empty());
}
