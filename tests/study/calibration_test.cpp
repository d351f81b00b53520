// Calibration against functions whose answer is known: truth, ranges, and what targets cannot tell.
#include "sim/study/calibration.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <stdexcept>

#include "sim/random/keyed.hpp"
#include "sim/random/laws.hpp"
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

// As `of`, with luck that is the point's own: the same again when it is asked again.
Evaluate with_luck(Function f, std::vector<double> deviations, std::uint64_t seed) {
    return [=](const std::vector<Point>& points) {
        std::vector<CalibrationOutputs> all = of(f)(points);
        for (std::size_t i = 0; i < points.size(); ++i) {
            std::uint64_t key = seed;
            for (const double u : points[i]) key = mix(key ^ std::bit_cast<std::uint64_t>(u));
            for (std::size_t t = 0; t < deviations.size(); ++t) {
                all[i][t].error = deviations[t];
                *all[i][t].mean += deviations[t] * normal_quantile(between_0_and_1(mix(key + t)));
            }
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

TEST_CASE("of two parameters of which only the product is seen, the ranges follow the bent valley to its ends") {
    // u v = 0.25 +- tolerance with v up to 1: u from 0.25 - tolerance to 1, and the same of v.
    for (const double tolerance : {0.01, 0.002})
        for (const auto method : {CalibrationOptions::Method::bobyqa, CalibrationOptions::Method::cobyla}) {
            const auto product = [](const Point& u) { return std::vector{u[0] * u[1]}; };
            const Calibration c = fit({{0.25, tolerance}}, 2, product, {.method = method});
            for (const CalibratedParameter& parameter : c.parameters) {
                CHECK(parameter.low == Approx(0.25 - tolerance).margin(0.01));
                CHECK(parameter.high == 1);
                CHECK(parameter.open_high);
                CHECK_FALSE(parameter.open_low);
                CHECK_FALSE(parameter.in_parts);
                CHECK(parameter.identified == Identified::weakly);
            }
            // As seen from the best point: along (u, -v).
            REQUIRE(c.not_told_apart.size() == 1);
            CHECK(c.not_told_apart[0][0] * c.not_told_apart[0][1] < 0);
        }
}

TEST_CASE("of three parameters of which only the product is seen, each reaches from the least that the others allow") {
    const Calibration c = fit({{0.2, 0.01}}, 3, [](const Point& u) { return std::vector{u[0] * u[1] * u[2]}; });
    for (const CalibratedParameter& parameter : c.parameters) {
        CHECK(parameter.low == Approx(0.19).margin(0.02));
        CHECK(parameter.high == 1);
    }
    CHECK(c.not_told_apart.size() == 2);
}

TEST_CASE("a valley that turns twice is followed from end to end, and is one part though walks stray from it") {
    // v = g(u) for every u: from 0.14 to 0.86, with two turns between; tolerance 0.004.
    const auto g = [](double u) { return 0.5 + 8 * (u - 0.1) * (u - 0.5) * (u - 0.9); };
    const auto off = [&](const Point& u) { return std::vector{u[1] - g(u[0])}; };
    const Calibration c = calibrate({{0, 0.004}}, sobol_points(16, 2, 7), {}, of(off));
    CHECK(c.parameters[0].open_low);
    CHECK(c.parameters[0].open_high);
    CHECK(c.parameters[0].low == 0);
    CHECK(c.parameters[0].high == 1);
    CHECK(c.parameters[0].identified == Identified::no);
    CHECK(c.parameters[1].low == Approx(0.136).margin(0.006));
    CHECK(c.parameters[1].high == Approx(0.864).margin(0.006));
    CHECK_FALSE(c.parameters[0].in_parts);
    CHECK_FALSE(c.parameters[1].in_parts);
}

TEST_CASE("another solution that the searches saw is within the range, which is said to be in parts") {
    // (u - 0.5)^2 = 0.04 at 0.3 and at 0.7; 0.5 is 8 tolerances off.
    const auto twice = [](const Point& u) { return std::vector{(u[0] - 0.5) * (u[0] - 0.5)}; };
    const Calibration c = fit({{0.04, 0.005}}, 1, twice);
    CHECK(c.parameters[0].in_parts);
    CHECK(c.parameters[0].low <= 0.301);
    CHECK(c.parameters[0].high >= 0.699);
    CHECK_FALSE(c.parameters[0].open_low);
    CHECK_FALSE(c.parameters[0].open_high);
}

TEST_CASE("every evaluation that is at most 1 above the least lies within the ranges") {
    const std::vector<Function> functions{
        [](const Point& u) {
            return std::vector{u[0] * u[1], u[0] + u[1]};
        },
        [](const Point& u) {
            return std::vector{5 * (u[1] - u[0] * u[0]), u[0]};
        },
        [](const Point& u) {
            return std::vector{u[0] * u[1], u[1] * u[1]};
        },
    };
    for (const Function& f : functions) {
        const std::vector<double> truth = f({0.4, 0.6});
        const Calibration c = fit({{truth[0], 0.03}, {truth[1], 0.2}}, 2, f);
        for (const Evaluation& evaluation : c.evaluations) {
            if (evaluation.misfit > c.evaluations[c.best].misfit + 1) continue;
            for (const std::size_t j : {0u, 1u}) {
                CHECK(evaluation.point[j] >= c.parameters[j].low);
                CHECK(evaluation.point[j] <= c.parameters[j].high);
            }
        }
    }
}

TEST_CASE("with luck of three tenths of the tolerance the truth is found and the ranges are about as without") {
    // As of the linear model: 0.5 and 0.4, +- 0.0707.
    const auto linear = [](const Point& u) { return std::vector{u[0] + u[1], u[0] - u[1]}; };
    const std::vector<CalibrationTarget> targets{{0.9, 0.1}, {0.1, 0.1}};
    double lows = 0, highs = 0;
    constexpr int sets = 20;
    for (std::uint64_t seed = 1; seed <= sets; ++seed) {
        const Calibration c = calibrate(targets, sobol_points(16, 2, seed), {}, with_luck(linear, {0.03, 0.03}, seed));
        CHECK(c.parameters[0].low < 0.5);
        CHECK(c.parameters[0].high > 0.5);
        CHECK(c.parameters[0].best == Approx(0.5).margin(0.07));
        CHECK(c.parameters[1].best == Approx(0.4).margin(0.07));
        lows += c.parameters[0].low / sets;
        highs += c.parameters[0].high / sets;
    }
    CHECK(lows == Approx(0.5 - std::sqrt(0.005)).margin(0.02));
    CHECK(highs == Approx(0.5 + std::sqrt(0.005)).margin(0.02));
}

TEST_CASE("with luck the bent valley of a product is still followed to its ends") {
    const auto product = [](const Point& u) { return std::vector{u[0] * u[1]}; };
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const Calibration c =
            calibrate({{0.25, 0.01}}, sobol_points(16, 2, seed), {}, with_luck(product, {0.003}, seed));
        CHECK(c.parameters[0].low == Approx(0.24).margin(0.03));
        CHECK(c.parameters[0].high > 0.97);
        CHECK(c.parameters[0].identified != Identified::yes);
    }
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

TEST_CASE("beside a part of the cube where an output is missing its slope is that of the other side") {
    // At 0.4 with slopes from 0.35 to 0.45, of which one is missing; both parameters are told by their own target.
    for (const bool missing_above : {false, true}) {
        const Evaluate evaluate = [&](const std::vector<Point>& points) {
            std::vector<CalibrationOutputs> all;
            for (const Point& u : points) {
                const bool missing = missing_above ? u[0] > 0.42 : u[0] < 0.38;
                all.push_back({missing ? CalibrationOutput{} : CalibrationOutput{u[0], 0}, CalibrationOutput{u[1], 0}});
            }
            return all;
        };
        const Calibration c = calibrate({{0.4, 0.1}, {0.6, 0.1}}, sobol_points(16, 2, 1), {}, evaluate);
        CHECK(c.parameters[0].best == Approx(0.4).margin(0.02));
        CHECK(c.not_told_apart.empty());
    }
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

TEST_CASE("a calibration that is cut off at any evaluation goes on from what was kept as if it had not been") {
    const auto f = [](const Point& u) { return std::vector{u[0] * u[1], u[0] + 0.3 * u[1] * u[1]}; };
    const std::vector<CalibrationTarget> targets{{0.2, 0.02}, {0.5, 0.02}};
    const std::vector<Point> start = sobol_points(16, 2, 3);
    struct CutOff : std::runtime_error {
        using std::runtime_error::runtime_error;
    };
    for (const auto method : {CalibrationOptions::Method::bobyqa, CalibrationOptions::Method::cobyla}) {
        const Calibration whole = calibrate(targets, start, {.method = method}, of(f));
        CHECK(whole.evaluations.size() <= most_evaluations(2, 16, {.method = method}));
        for (std::size_t cut = 0; cut < whole.evaluations.size(); ++cut) {
            std::vector<Point> kept;
            std::vector<CalibrationOutputs> kept_outputs;
            std::size_t allowed = cut, asked = 0, made = 0, thrown = 0;
            bool same = true;
            // What was kept is not made again, and must be what is asked for.
            const Evaluate keeping = [&](const std::vector<Point>& points) {
                std::vector<CalibrationOutputs> all;
                for (const Point& point : points) {
                    if (asked == kept.size()) {
                        if (made == allowed) {
                            ++thrown;
                            throw CutOff("cut off");
                        }
                        ++made;
                        kept.push_back(point);
                        kept_outputs.push_back(of(f)({point})[0]);
                    }
                    same = same && kept[asked] == point;
                    all.push_back(kept_outputs[asked++]);
                }
                return all;
            };
            CHECK_THROWS_AS(calibrate(targets, start, {.method = method}, keeping), CutOff);
            CHECK(kept.size() == cut);
            CHECK(thrown == 1);  // nothing is asked for after it
            allowed = whole.evaluations.size();
            asked = 0;
            const Calibration resumed = calibrate(targets, start, {.method = method}, keeping);
            CHECK(same);
            CHECK(made == whole.evaluations.size());
            REQUIRE(resumed.evaluations.size() == whole.evaluations.size());
            for (std::size_t i = 0; i < whole.evaluations.size(); ++i)
                same = same && resumed.evaluations[i].point == whole.evaluations[i].point;
            CHECK(same);
            for (const std::size_t j : {0u, 1u}) {
                CHECK(resumed.parameters[j].low == whole.parameters[j].low);
                CHECK(resumed.parameters[j].high == whole.parameters[j].high);
            }
        }
    }
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
    // r = 10 (u + v - 1) at (0.5, 0.5) is 0; with u at 0.8, the least of (3 + 10 d)^2 + 0.1 d^2 is at d = -30 / 100.1.
    // With u at 0 and slopes of 3 and 1, v is held at 1.
    CHECK(fitted_again({{10, 10}}, {0}, {0.5, 0.5}, 0, 0.8)[1] == Approx(0.5 - 30 / 100.1));
    CHECK(fitted_again({{3, 1}}, {0}, {0.5, 0.5}, 0, 0.0)[1] == 1);
}

TEST_CASE("least squares: a parameter that a bound held is let go when another one's move makes it worth while") {
    const Slopes slopes{{7, -6, -4}, {6, 4, 3}, {-8, 7, 5}};
    const std::vector<double> residuals{-6, -6, 2};
    const Point at{0.5, 0.1, 0.9};
    const Point fitted = fitted_again(slopes, residuals, at, 0, 0.7);
    const auto sum_at = [&](double v, double w) {
        double sum = 0.1 * ((v - at[1]) * (v - at[1]) + (w - at[2]) * (w - at[2]));
        for (std::size_t t = 0; t < residuals.size(); ++t) {
            const double r =
                residuals[t] + slopes[t][0] * (0.7 - at[0]) + slopes[t][1] * (v - at[1]) + slopes[t][2] * (w - at[2]);
            sum += r * r;
        }
        return sum;
    };
    // No point of a fine grid over the cube is better.
    double least = HUGE_VAL;
    for (int a = 0; a <= 200; ++a)
        for (int b = 0; b <= 200; ++b) least = std::min(least, sum_at(a / 200.0, b / 200.0));
    CHECK(fitted[0] == 0.7);
    CHECK(sum_at(fitted[1], fitted[2]) <= least);
    CHECK(std::ranges::all_of(fitted, [](double u) { return u >= 0 && u <= 1; }));
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
