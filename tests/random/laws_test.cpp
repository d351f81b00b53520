// Laws of stays and counts: each against its closed form, or against published values.
#include "sim/random/laws.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "tests/catch.hpp"

using namespace desist;

namespace {

Law law(Law::Kind kind, double a, double b = 0, double c = 0) { return {kind, a, b, c, {}}; }

Law mixture(std::vector<Law::Part> parts) { return {Law::Kind::mixture, 0, 0, 0, std::move(parts)}; }

Approx closely(double value) { return Approx(value).epsilon(1e-12).margin(1e-300); }

constexpr double hour = 3600;

}  // namespace

TEST_CASE("the normal quantile is right to thirteen digits") {
    // Computed with 60 digits.
    const struct {
        double u, z;
    } known[] = {{0.75, 0.674489750196081743202227},     {0.9, 1.281551565544600466965103},
                 {0.925, 1.439531470938455915342233},    {0.95, 1.644853626951472714863849},
                 {0.975, 1.959963984540054235524594},    {0.99, 2.326347874040841100885606},
                 {0.995, 2.575829303548900760978577},    {0x1p-10, -3.09726907819878446236483},
                 {0x1p-20, -4.763001034267813956988554}, {0x1p-40, -7.047700256664408725350992},
                 {0x1p-53, -8.209536151601386855631},    {0x1p-100, -11.48454043497303780721629},
                 {0x1p-500, -26.16824984111858071895}};
    for (const auto& [u, z] : known) {
        INFO("u = " << u);
        CHECK(normal_quantile(u) == Approx(z).epsilon(1e-13).margin(0));
    }
    CHECK(normal_quantile(0.5) == 0);
}

TEST_CASE("the normal quantile is odd about one half") {
    for (double u : {0x1p-2, 0x1p-4, 0x1p-8, 0x1p-16, 0x1p-30}) CHECK(normal_quantile(1 - u) == -normal_quantile(u));
}

TEST_CASE("a unit exponential is minus the logarithm of what is left") {
    CHECK(unit_exponential(0.5) == closely(std::log(2.0)));
    CHECK(unit_exponential(0.875) == closely(3 * std::log(2.0)));
    CHECK(unit_exponential(1 - 0x1p-53) == closely(53 * std::log(2.0)));
    CHECK(unit_exponential(0x1p-53) > 0);
}

TEST_CASE("a fixed law has one value") {
    for (double u : {0.001, 0.5, 0.999}) CHECK(quantile(law(Law::Kind::fixed, 3 * hour), u) == 3 * hour);
}

TEST_CASE("an exponential law has its median at mean times the logarithm of two") {
    const Law x = law(Law::Kind::exponential, 60);
    CHECK(quantile(x, 0.5) == closely(60 * std::log(2.0)));
    CHECK(quantile(x, 0.75) == closely(120 * std::log(2.0)));
    CHECK(quantile(x, -std::expm1(-1)) == closely(60));
}

TEST_CASE("a Weibull law passes its scale at 1 - 1/e, whatever the shape") {
    for (double shape : {0.5, 1.0, 1.5, 4.0})
        CHECK(quantile(law(Law::Kind::weibull, 3, shape), -std::expm1(-1)) == closely(3));
    // (x / 3)^1.5 = 8 at x = 12.
    CHECK(quantile(law(Law::Kind::weibull, 3, 1.5), -std::expm1(-8)) == Approx(12).epsilon(1e-11));
    CHECK(quantile(law(Law::Kind::weibull, 60, 1), 0.3) == closely(-60 * std::log(0.7)));
}

TEST_CASE("a Gompertz law inverts (a/b)(exp(b x) - 1)") {
    const double hazard_at_10 = 0.1 / 0.05 * (std::exp(0.5) - 1);
    CHECK(quantile(law(Law::Kind::gompertz, 0.1, 0.05), 1 - std::exp(-hazard_at_10)) == closely(10));
    CHECK(quantile(law(Law::Kind::gompertz, 0.1, 0), 0.5) == closely(10 * std::log(2.0)));
}

TEST_CASE("a Gompertz law that dies away leaves some for ever") {
    // The whole integral is 0.1 / 0.2 = 0.5: 1 - exp(-0.5) = 39.3% ever leave.
    const Law x = law(Law::Kind::gompertz, 0.1, -0.2);
    CHECK(std::isfinite(quantile(x, 0.393)));
    CHECK(quantile(x, 0.394) == std::numeric_limits<double>::infinity());
    // Half of the integral is used where exp(-0.2 x) = 1/2.
    CHECK(quantile(x, -std::expm1(-0.25)) == closely(5 * std::log(2.0)));
}

TEST_CASE("a lognormal law has the median and the 95th percentile that it was made from") {
    const double median = 9 * hour, p95 = 22 * hour, z95 = 1.6448536269514727;
    const Law x = law(Law::Kind::lognormal, std::log(median), std::log(p95 / median) / z95);
    CHECK(quantile(x, 0.5) == closely(median));
    CHECK(quantile(x, 0.95) == closely(p95));
    CHECK(quantile(x, 0.05) == closely(median * median / p95));
}

TEST_CASE("a gamma law of shape k/2 and scale 2 is chi-square with k degrees of freedom") {
    const struct {
        double k, u, x;
    } table[] = {{1, 0.95, 3.841458820694125958},  {1, 0.05, 0.003932140000019522731}, {3, 0.5, 2.365973884375338266},
                 {4, 0.5, 3.356693980033321307},   {5, 0.01, 0.5542980767282771405},   {10, 0.05, 3.940299136119060031},
                 {10, 0.95, 18.30703805327514687}, {100, 0.99, 135.8067231710267805}};
    for (const auto& [k, u, x] : table) {
        INFO(k << " degrees of freedom at " << u);
        CHECK(quantile(law(Law::Kind::gamma, 2, k / 2), u) == closely(x));
    }
}

TEST_CASE("an Erlang law of two stages has F(x) = 1 - (1 + x) exp(-x)") {
    for (double x : {0.05, 0.7, 2.0, 9.0})
        CHECK(quantile(law(Law::Kind::gamma, 10, 2), 1 - (1 + x) * std::exp(-x)) == Approx(10 * x).epsilon(1e-10));
}

TEST_CASE("a uniform law is a straight line") {
    const Law x = law(Law::Kind::uniform, 2, 6);
    CHECK(quantile(x, 0.25) == closely(3));
    CHECK(quantile(x, 0.9) == closely(5.6));
}

TEST_CASE("a triangular law rises to its mode and falls from it") {
    const Law x = law(Law::Kind::triangular, 1, 2, 4);
    CHECK(quantile(x, 1.0 / 12) == closely(1.5));  // (1.5 - 1)^2 / (3 x 1)
    CHECK(quantile(x, 1.0 / 3) == closely(2));
    CHECK(quantile(x, 5.0 / 6) == closely(3));  // 1 - (4 - 3)^2 / (3 x 2)
}

TEST_CASE("a triangular law may have its mode at either end") {
    CHECK(quantile(law(Law::Kind::triangular, 1, 1, 5), 0.75) == closely(3));
    CHECK(quantile(law(Law::Kind::triangular, 1, 5, 5), 0.25) == closely(3));
}

TEST_CASE("a log-logistic law multiplies its median by the odds") {
    const Law x = law(Law::Kind::log_logistic, 30, 2);
    CHECK(quantile(x, 0.5) == closely(30));
    CHECK(quantile(x, 0.8) == closely(60));  // odds 4, root 2
    CHECK(quantile(x, 0.1) == closely(10));  // odds 1/9
}

TEST_CASE("a geometric law gives the least count that reaches the share") {
    const Law x = law(Law::Kind::geometric, 2);  // P(X <= k) = 1 - (2/3)^(k + 1): 0.3333, 0.5556, 0.7037
    CHECK(quantile(x, 0.01) == 0);
    CHECK(quantile(x, 0.333) == 0);
    CHECK(quantile(x, 0.334) == 1);
    CHECK(quantile(x, 0.555) == 1);
    CHECK(quantile(x, 0.556) == 2);
    CHECK(quantile(x, 0.7037) == 2);
    CHECK(quantile(x, 0.7038) == 3);
    CHECK(quantile(law(Law::Kind::geometric, 0), 0.999) == 0);
}

TEST_CASE("a geometric law has the mean that it was made from") {
    double sum = 0;
    constexpr int n = 200'000;
    for (int i = 0; i < n; ++i) sum += quantile(law(Law::Kind::geometric, 2), (i + 0.5) / n);
    CHECK(sum / n == Approx(2).epsilon(1e-3));
}

TEST_CASE("a mixture says which part, and then where in it, with one uniform") {
    const Law x = mixture({{0.7, law(Law::Kind::fixed, 10)}, {1, law(Law::Kind::uniform, 100, 200)}});
    CHECK(quantile(x, 0.001) == 10);
    CHECK(quantile(x, 0.699) == 10);
    CHECK(quantile(x, 0.85) == closely(150));
    CHECK(quantile(x, 0.73) == closely(110));
    CHECK(quantile(x, 1 - 0x1p-53) <= 200);
}

TEST_CASE("a part of a mixture without a share is never taken") {
    const Law x = mixture({{0.0, law(Law::Kind::fixed, 1)},
                           {0.5, law(Law::Kind::fixed, 2)},
                           {0.5, law(Law::Kind::fixed, 3)},
                           {1.0, law(Law::Kind::fixed, 4)}});
    for (int i = 1; i < 1000; ++i) {
        const double value = quantile(x, i / 1000.0);
        CHECK(value == (i < 500 ? 2 : 4));
    }
}

TEST_CASE("every law of a continuous number rises with the uniform and stays a number") {
    const std::vector<Law> laws = {law(Law::Kind::exponential, 60),     law(Law::Kind::weibull, 3, 0.5),
                                   law(Law::Kind::gompertz, 0.1, 0.05), law(Law::Kind::lognormal, 10, 2),
                                   law(Law::Kind::gamma, 2, 0.3),       law(Law::Kind::uniform, 1, 2),
                                   law(Law::Kind::triangular, 1, 2, 4), law(Law::Kind::log_logistic, 3, 1.1)};
    for (const Law& each : laws) {
        double last = quantile(each, 0x1p-53);
        CHECK(last >= 0);
        for (int i = 1; i < 400; ++i) {
            const double next = quantile(each, i / 400.0);
            INFO("law " << static_cast<int>(each.kind) << " at " << i / 400.0);
            CHECK(next > last);
            last = next;
        }
        CHECK(std::isfinite(quantile(each, 1 - 0x1p-53)));
    }
}

TEST_CASE("a stay is rounded to the nearest second") {
    CHECK(stay_of(law(Law::Kind::fixed, 2.4), 0.5) == Duration{2});
    CHECK(stay_of(law(Law::Kind::fixed, 2.6), 0.5) == Duration{3});
    CHECK(stay_of(law(Law::Kind::uniform, 0, 10), 0.449) == Duration{4});
    CHECK(stay_of(law(Law::Kind::uniform, 0, 10), 0.451) == Duration{5});
}

TEST_CASE("a stay lasts at least a second unless it is fixed at nothing") {
    CHECK(stay_of(law(Law::Kind::fixed, 0), 0.5) == Duration{0});
    CHECK(stay_of(law(Law::Kind::fixed, 0.2), 0.5) == Duration{1});
    CHECK(stay_of(law(Law::Kind::exponential, 60), 1e-6) == Duration{1});
    CHECK(stay_of(law(Law::Kind::uniform, 0, 1), 0.3) == Duration{1});
    CHECK(stay_of(mixture({{1, law(Law::Kind::fixed, 0)}}), 0.5) == Duration{1});
}

TEST_CASE("a stay that never ends is a thousand years") {
    CHECK(stay_of(law(Law::Kind::gompertz, 0.1, -0.2), 0.9) == Duration{31'557'600'000});
    CHECK(stay_of(law(Law::Kind::log_logistic, 1e9, 0.01), 0.999) == Duration{31'557'600'000});
}
