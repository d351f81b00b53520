// The own elementary functions against 113 bits of precision: no further off than their header says, and rising.
#include "sim/random/elementary.hpp"

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <functional>
#include <limits>

#include "sim/random/keyed.hpp"
#include "tests/catch.hpp"

using namespace desist;

namespace {

using Quad = boost::multiprecision::cpp_bin_float_quad;
using Own = double (*)(double);

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double least = std::numeric_limits<double>::denorm_min(), least_normal = std::numeric_limits<double>::min();
constexpr double most = std::numeric_limits<double>::max();

// Numbers between two ends, evenly or (`by_size`) evenly in their exponents.
struct Range {
    double low, high;
    bool by_size = false;
    double at(int i) const {
        const double u = uniform({7}, 0, purpose("range", "point"), static_cast<std::uint32_t>(i));
        return by_size ? std::exp2(std::log2(low) + u * (std::log2(high) - std::log2(low))) : low + u * (high - low);
    }
};

// How far off, in units in the last place of the exact value.
double units_off(double found, const Quad& exact) {
    const double nearest = static_cast<double>(exact);
    if (found == nearest && std::isinf(found)) return 0;
    const double size = std::max(std::abs(nearest), least_normal);
    const bool below = abs(exact) < size && size > least_normal;  // units are smaller below a power of two
    const double unit = below ? size - std::nextafter(size, 0) : std::nextafter(size, infinity) - size;
    return std::abs(static_cast<double>((Quad(found) - exact) / Quad(unit)));
}

double greatest(Own own, const std::function<Quad(const Quad&)>& exact, const std::vector<Range>& ranges,
                double sign = 1) {
    double worst = 0;
    for (const Range& range : ranges)
        for (int i = 0; i < 4000; ++i) {
            const double x = sign * range.at(i), off = units_off(own(x), exact(Quad(x)));
            if (!(off <= worst)) worst = off;
        }
    return worst;
}

// Pairs of neighbours for which the function falls.
int falls(Own own, const Range& range) {
    int found = 0;
    for (int i = 0; i < 100'000; ++i) {
        const double x = range.at(i);
        found += own(std::nextafter(x, infinity)) < own(x);
    }
    return found;
}

const std::vector<Range> positive = {{least, most, true},      {least, 4 * least_normal, true}, {0, 1},  {0.5, 2},
                                     {1 - 0x1p-8, 1 + 0x1p-7}, {1 - 0x1p-40, 1 + 0x1p-40},      {2, 100}};

}  // namespace

TEST_CASE("the logarithm is exact to 0.52 units in the last place") {
    CHECK(greatest(
              elementary::log, [](const Quad& x) { return Quad(log(x)); }, positive) < 0.52);
}

TEST_CASE("log(1 + x) is exact to 0.52 units in the last place") {
    const auto exact = [](const Quad& x) { return Quad(boost::multiprecision::log1p(x)); };
    CHECK(greatest(elementary::log1p, exact, {{1e-300, most, true}, {0x1p-60, 1, true}, {0, 1}}) < 0.52);
    CHECK(greatest(elementary::log1p, exact, {{1e-300, 1, true}, {0x1p-60, 1, true}, {0, 1}, {1 - 1e-9, 1}}, -1) <
          0.52);
}

TEST_CASE("exp is exact to 0.52 units in the last place, and to 0.8 where its value is subnormal") {
    const auto exact = [](const Quad& x) { return Quad(exp(x)); };
    CHECK(greatest(elementary::exp, exact, {{-708.39, 709.78}, {-1, 1}, {-40, 0}, {1e-20, 1, true}}) < 0.52);
    CHECK(greatest(elementary::exp, exact, {{1e-20, 1, true}}, -1) < 0.52);
    CHECK(greatest(elementary::exp, exact, {{-745.13, -708.39}}) < 0.8);
}

TEST_CASE("exp(x) - 1 is exact to 0.6 units in the last place") {
    const auto exact = [](const Quad& x) { return Quad(boost::multiprecision::expm1(x)); };
    const std::vector<Range> ranges = {{1e-300, 1, true}, {0x1p-60, 1, true}, {0.04, 0.08}, {0, 1}, {1, 60}};
    CHECK(greatest(elementary::expm1, exact, ranges) < 0.6);
    CHECK(greatest(elementary::expm1, exact, ranges, -1) < 0.6);
    CHECK(greatest(elementary::expm1, exact, {{40, 709.78}}) < 0.6);
}

TEST_CASE("powers are exact to 0.53 units in the last place, and to 0.8 where their value is subnormal") {
    double worst = 0, worst_subnormal = 0;
    for (const Range& bases : positive)
        for (int i = 0; i < 4000; ++i) {
            const double base = bases.at(i);
            if (base == 1) continue;
            // Half of the exponents reach to the ends of what can be represented.
            const double y = i % 2 ? Range{-4, 4}.at(i) : Range{-744, 709}.at(i) / std::log(base);
            const Quad exact = pow(Quad(base), Quad(y));
            double& those = exact < least_normal ? worst_subnormal : worst;
            if (exact < least || exact > most) continue;
            if (const double off = units_off(elementary::pow(base, y), exact); !(off <= those)) those = off;
        }
    CHECK(worst < 0.53);
    CHECK(worst_subnormal < 0.8);
}

TEST_CASE("logarithm and exponential of special values are those of C") {
    using namespace elementary;
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK(elementary::log(1) == 0);
    CHECK(elementary::log(0) == -infinity);
    CHECK(elementary::log(infinity) == infinity);
    CHECK(std::isnan(elementary::log(-1)));
    CHECK(std::isnan(elementary::log(nan)));
    CHECK(elementary::log1p(0) == 0);
    CHECK(elementary::log1p(-1) == -infinity);
    CHECK(elementary::log1p(infinity) == infinity);
    CHECK(std::isnan(elementary::log1p(-2)));
    CHECK(elementary::exp(0) == 1);
    CHECK(elementary::exp(-infinity) == 0);
    CHECK(elementary::exp(infinity) == infinity);
    CHECK(elementary::exp(709.79) == infinity);
    CHECK(elementary::exp(-745.2) == 0);
    CHECK(std::isnan(elementary::exp(nan)));
    CHECK(elementary::expm1(0) == 0);
    CHECK(elementary::expm1(-infinity) == -1);
    CHECK(elementary::expm1(infinity) == infinity);
    CHECK(std::isnan(elementary::expm1(nan)));
    CHECK(logistic(0) == 0.5);
    CHECK(logistic(-infinity) == 0);
    CHECK(logistic(infinity) == 1);
}

TEST_CASE("powers of special values are those of C") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const double base : {0.0, least, 0.5, 1.0, 3.0, most, infinity})
        for (const double y : {-infinity, -most, -2.0, -0.5, 0.0, 0.5, 1.0, 2.0, most, infinity}) {
            INFO(base << " to the power of " << y);
            // These powers are 0, 1, infinite, or numbers that a double holds.
            CHECK(elementary::pow(base, y) == Approx(std::pow(base, y)).epsilon(1e-15));
        }
    CHECK(std::isnan(elementary::pow(-2, 2)));
    CHECK(std::isnan(elementary::pow(nan, 2)));
    CHECK(std::isnan(elementary::pow(2, nan)));
    CHECK(elementary::pow(nan, 0) == 1);
}

TEST_CASE("a number to the power of one is that number") {
    for (int i = 0; i < 20'000; ++i) {
        const double x = Range{least_normal, most, true}.at(i);
        REQUIRE(elementary::pow(x, 1) == x);
    }
}

TEST_CASE("logarithm and exponential never fall from one number to the next") {
    for (const Range& range : positive) CHECK(falls(elementary::log, range) == 0);
    CHECK(falls(elementary::log1p, {-1, 1}) == 0);
    CHECK(falls(elementary::log1p, {1e-20, 1e20, true}) == 0);
    for (const Range range : {Range{-745, 709}, Range{-1, 1}, Range{1e-20, 1, true}})
        CHECK(falls(elementary::exp, range) == 0);
    for (const Range range : {Range{-1, 1}, Range{-0.07, 0.07}, Range{1e-20, 1, true}})
        CHECK(falls(elementary::expm1, range) == 0);
}

TEST_CASE("nothing falls or rises wrongly where the tables' cells meet") {
    for (int cell = 1; cell < 4096; ++cell) {
        const double x = cell * 0x1p-10, step = 0.6931471805599453 / 256 * cell;
        REQUIRE(elementary::log(std::nextafter(x, 0)) <= elementary::log(x));
        REQUIRE(elementary::exp(std::nextafter(step, 0)) <= elementary::exp(std::nextafter(step, infinity)));
        REQUIRE(elementary::exp(std::nextafter(-step, 0)) >= elementary::exp(std::nextafter(-step, -infinity)));
    }
}
