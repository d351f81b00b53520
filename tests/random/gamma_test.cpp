// The own gamma function, gamma quantile and normal quantile against those of Boost.Math.
#include "sim/random/gamma.hpp"

#include <algorithm>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <vector>

#include "sim/random/keyed.hpp"
#include "sim/random/laws.hpp"
#include "tests/catch.hpp"

using namespace desist;

namespace {

using Quad = boost::multiprecision::cpp_bin_float_quad;

// Both ends, then shares from all over (0, 1), and as many close to either end.
std::vector<double> shares(int many) {
    std::vector<double> all = {0x1p-53, 1 - 0x1p-53, 0.5, std::nextafter(0.5, 1)};
    for (int i = 0; i < many; ++i) {
        const double u = uniform({3}, 0, purpose("shares", "u"), static_cast<std::uint32_t>(i));
        const double near_end = std::exp2(-53 * u);
        for (const double each : {u, near_end, 1 - near_end})
            if (each > 0 && each < 1) all.push_back(each);
    }
    return all;
}

double off(double found, double expected) { return std::abs(found / expected - 1); }

// By how much the quantile changes, relatively, when u changes by half a unit in its last place.
double left_open(double shape, double u, double x) {
    const double density = boost::math::gamma_p_derivative(shape, x);
    return 0x1p-53 * (u < 0.5 ? u : 1) / (density * x);
}

}  // namespace

TEST_CASE("the logarithm of the gamma function is exact to 1e-15, relatively near its zeros too") {
    for (int i = 0; i < 2000; ++i) {
        const double a = std::exp(-14 + 28 * uniform({5}, 0, purpose("gamma", "a"), static_cast<std::uint32_t>(i)));
        const Quad exact = boost::math::lgamma(Quad(a) + 1);
        INFO("a = " << a);
        REQUIRE(static_cast<double>(abs((Quad(log_gamma_1p(a)) - exact) / exact)) < 1e-15);
    }
}

TEST_CASE("the logarithm of the gamma function of whole numbers is that of factorials") {
    CHECK(log_gamma_1p(1) == 0);
    CHECK(log_gamma_1p(5) == Approx(std::log(120)).epsilon(1e-15));
    CHECK(log_gamma_1p(12) == Approx(std::log(479'001'600)).epsilon(1e-15));
    CHECK(log_gamma_1p(0.5) == Approx(std::log(std::sqrt(std::acos(-1)) / 2)).epsilon(1e-15));
}

TEST_CASE("the gamma quantile is that of Boost.Math to 1e-13, from a shape of a thousandth to a hundred million") {
    for (const double shape : {0.001, 0.01, 0.1,  0.3,   0.5, 0.99, 1.0,   1.5, 2.0, 3.0,
                               9.99,  10.0, 30.0, 100.0, 1e3, 1e4,  9.9e4, 1e5, 1e6, 1e8})
        for (const double u : shares(shape < 1e3 ? 400 : 40)) {
            const double expected = boost::math::gamma_p_inv(shape, u);
            if (expected < 1e-290) continue;  // fewer digits there
            INFO("shape " << shape << ", u " << u << ", 1 - u " << 1 - u);
            REQUIRE(off(gamma_quantile(shape, u), expected) < 1e-13 + 5 * left_open(shape, u, expected));
        }
}

TEST_CASE("the gamma quantile of shape one is that of the exponential law") {
    for (const double u : shares(400)) CHECK(off(gamma_quantile(1, u), -std::log1p(-u)) < 1e-14);
}

TEST_CASE("the gamma quantile of a tiny shape at a low share is nothing") {
    CHECK(gamma_quantile(0.001, 0.1) == 0);  // (0.1 Gamma(1.001))^1000, about 1e-1000
    CHECK(gamma_quantile(1e-6, 0.9) == 0);
}

TEST_CASE("the gamma quantile rises with the share") {
    for (const double shape : {0.05, 0.5, 1.0, 2.5, 10.0, 300.0, 1e5}) {
        double before = 0;
        for (int i = 1; i < 5000; ++i) {
            const double x = gamma_quantile(shape, i / 5000.0);
            REQUIRE(x >= before);
            before = x;
        }
    }
}

TEST_CASE("the normal quantile is that of Boost.Math to 2e-15") {
    for (const double u : shares(3000)) {
        const double expected = static_cast<double>(-sqrt(Quad(2)) * boost::math::erfc_inv(2 * Quad(u)));
        INFO("u " << u);
        REQUIRE(std::abs(normal_quantile(u) - expected) <= 2e-15 * std::abs(expected));
    }
}
