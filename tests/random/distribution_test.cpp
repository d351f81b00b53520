// Every law against its distribution function as textbooks give it, by Kolmogorov and Smirnov: a hundred thousand draws
// each, at one chance in a million.
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "sim/random/keyed.hpp"
#include "sim/random/laws.hpp"
#include "sim/random/profile.hpp"
#include "tests/catch.hpp"

using namespace desist;

namespace {

constexpr std::uint32_t many = 100'000;
constexpr double infinity = std::numeric_limits<double>::infinity();

using Distribution = std::function<double(double)>;  // the share at or below x

// The limit that the greatest distance passes once in a million times: P(sqrt(n) D > x) is about 2 exp(-2 x^2).
const double limit = std::sqrt(std::log(2 / 1e-6) / 2 / many);

std::vector<double> drawn(const std::string& name, const std::function<double(double)>& value) {
    const Purpose what = purpose("distribution", name);
    std::vector<double> values(many);
    for (std::uint32_t i = 0; i < many; ++i) values[i] = value(uniform(offender_key(1, 0, 2, i), 0, what, 0));
    std::sort(values.begin(), values.end());
    return values;
}

// The greatest distance between shares, looked at below and at each value that came up. `below` differs from `at` only
// where a law has whole shares at single values.
double distance(const std::vector<double>& sorted, const Distribution& at, const Distribution& below) {
    double greatest = 0;
    const auto n = static_cast<double>(sorted.size());
    for (std::size_t i = 0, next = 0; i < sorted.size(); i = next) {
        next = static_cast<std::size_t>(std::upper_bound(sorted.begin(), sorted.end(), sorted[i]) - sorted.begin());
        greatest = std::max(greatest, std::abs(static_cast<double>(i) / n - below(sorted[i])));
        greatest = std::max(greatest, std::abs(static_cast<double>(next) / n - at(sorted[i])));
    }
    return greatest;
}

struct Case {
    std::string name;
    Law law;
    Distribution at;
    Distribution below = {};  // where it is another
};

Law law(Law::Kind kind, double a, double b = 0, double c = 0) { return {kind, a, b, c, {}}; }

double normal(double z) { return std::erfc(-z / std::sqrt(2.0)) / 2; }

// Shapes of whole and half numbers: P(1/2, x) = erf(sqrt x), P(1, x) = 1 - exp(-x), P(a + 1, x) = P(a, x) - x^a exp(-x)
// / Gamma(a + 1).
double gamma_share(double shape, double x) {
    const bool whole = shape == std::floor(shape);
    double share = whole ? -std::expm1(-x) : std::erf(std::sqrt(x));
    for (int step = 0; step + (whole ? 1 : 0.5) < shape; ++step) {
        const double a = step + (whole ? 1 : 0.5);
        share -= std::exp(a * std::log(x) - x - std::lgamma(a + 1));
    }
    return share;
}

double triangular_share(double low, double mode, double high, double x) {
    if (x < mode) return (x - low) * (x - low) / ((high - low) * (mode - low));
    return 1 - (high - x) * (high - x) / ((high - low) * (high - mode));
}

Distribution exponential(double mean) {
    return [=](double x) { return 1 - std::exp(-x / mean); };
}
Distribution uniform_from(double low, double high) {
    return [=](double x) { return std::clamp((x - low) / (high - low), 0.0, 1.0); };
}

std::vector<Case> smooth_laws() {
    using K = Law::Kind;
    std::vector<Case> cases = {
        {"exponential", law(K::exponential, 3600), exponential(3600)},
        {"weibull 1.5", law(K::weibull, 7, 1.5), [](double x) { return 1 - std::exp(-std::pow(x / 7, 1.5)); }},
        {"weibull 0.4", law(K::weibull, 7, 0.4), [](double x) { return 1 - std::exp(-std::pow(x / 7, 0.4)); }},
        {"gompertz", law(K::gompertz, 0.1, 0.05),
         [](double x) { return 1 - std::exp(-0.1 / 0.05 * (std::exp(0.05 * x) - 1)); }},
        {"gompertz without growth", law(K::gompertz, 0.1, 0), exponential(10)},
        {"gompertz that dies away", law(K::gompertz, 0.1, -0.1),
         [](double x) { return x == infinity ? 1 : 1 - std::exp(-1 + std::exp(-0.1 * x)); },
         [](double x) { return 1 - std::exp(-1 + std::exp(-0.1 * x)); }},
        {"lognormal", law(K::lognormal, 10, 0.7), [](double x) { return normal((std::log(x) - 10) / 0.7); }},
        {"lognormal, wide", law(K::lognormal, -2, 3), [](double x) { return normal((std::log(x) + 2) / 3); }},
        {"uniform", law(K::uniform, 2, 6), uniform_from(2, 6)},
        {"log-logistic", law(K::log_logistic, 30, 2), [](double x) { return 1 / (1 + std::pow(30 / x, 2)); }},
        {"log-logistic, wide", law(K::log_logistic, 30, 0.5), [](double x) { return 1 / (1 + std::sqrt(30 / x)); }}};
    for (double mode : {1.0, 2.0, 4.0})
        cases.push_back({"triangular with its mode at " + std::to_string(mode), law(K::triangular, 1, mode, 4),
                         [=](double x) { return triangular_share(1, mode, 4, x); }});
    for (double shape : {0.5, 1.0, 2.0, 2.5, 12.0, 40.5})
        cases.push_back({"gamma of shape " + std::to_string(shape), law(K::gamma, 9, shape),
                         [=](double x) { return gamma_share(shape, x / 9); }});
    return cases;
}

// Whole numbers with P(k) = p (1 - p)^k, p = 1 / (1 + mean).
std::vector<Case> lumpy_laws() {
    using K = Law::Kind;
    std::vector<Case> cases;
    for (double mean : {0.05, 2.0, 300.0}) {
        const double left = mean / (1 + mean);
        cases.push_back({"geometric of mean " + std::to_string(mean), law(K::geometric, mean),
                         [=](double k) { return 1 - std::pow(left, k + 1); },
                         [=](double k) { return 1 - std::pow(left, k); }});
    }
    cases.push_back(
        {"fixed", law(K::fixed, 7), [](double x) { return x >= 7 ? 1 : 0; }, [](double x) { return x > 7 ? 1 : 0; }});
    Law mixture{K::mixture, 0, 0, 0, {}};
    mixture.parts = {{0.2, law(K::fixed, 5)}, {0.7, law(K::exponential, 10)}, {1, law(K::uniform, 0, 20)}};
    const auto smooth = [](double x) { return 0.5 * exponential(10)(x) + 0.3 * uniform_from(0, 20)(x); };
    cases.push_back({"mixture", mixture, [=](double x) { return smooth(x) + (x >= 5 ? 0.2 : 0); },
                     [=](double x) { return smooth(x) + (x > 5 ? 0.2 : 0); }});
    return cases;
}

std::vector<Case> all_laws() {
    std::vector<Case> cases = smooth_laws();
    for (Case& lumpy : lumpy_laws()) cases.push_back(std::move(lumpy));
    return cases;
}

struct RateCase {
    std::string name;
    RateLaw law;
    Distribution integral;  // of the rate from the age 0 to x
};

RateLaw rate(RateLaw::Kind kind, double a, double b = 0) { return {kind, a, b, {}}; }

// 0.5 a second for ten seconds, nothing for ten, then 0.1; and 0.05 for ten seconds, then never again.
std::vector<RateCase> rate_laws() {
    using K = RateLaw::Kind;
    return {{"exponential", rate(K::exponential, 0.25), [](double x) { return 0.25 * x; }},
            {"weibull", rate(K::weibull, 20, 1.5), [](double x) { return std::pow(x / 20, 1.5); }},
            {"weibull that slows down", rate(K::weibull, 20, 0.6), [](double x) { return std::pow(x / 20, 0.6); }},
            {"gompertz", rate(K::gompertz, 0.01, 0.1), [](double x) { return 0.1 * (std::exp(0.1 * x) - 1); }},
            {"gompertz that dies away", rate(K::gompertz, 0.1, -0.1), [](double x) { return 1 - std::exp(-0.1 * x); }},
            {"piecewise",
             {K::piecewise, 0, 0, {{10, 0.5}, {20, 0}, {infinity, 0.1}}},
             [](double x) { return 0.5 * std::min(x, 10.0) + 0.1 * std::max(x - 20, 0.0); }},
            {"piecewise that ends", {K::piecewise, 0, 0, {{10, 0.05}, {infinity, 0}}}, [](double x) {
                 return 0.05 * std::min(x, 10.0);
             }}};
}

}  // namespace

TEST_CASE("draws of every law follow its distribution function") {
    for (const Case& each : all_laws()) {
        INFO(each.name);
        const auto values = drawn(each.name, [&](double u) { return quantile(each.law, u); });
        CHECK(distance(values, each.at, each.below ? each.below : each.at) < limit);
    }
}

TEST_CASE("a wrong parameter by four in a hundred would be seen") {
    const auto values = drawn("exponential", [](double u) { return quantile(law(Law::Kind::exponential, 1), u); });
    CHECK(distance(values, exponential(1.04), exponential(1.04)) > limit);
    CHECK(distance(values, exponential(1 / 1.04), exponential(1 / 1.04)) > limit);
}

// Of what exceeds s: (F(s + x) - F(s)) / (1 - F(s)). Laws are so long that rounding to seconds is not seen.
TEST_CASE("what is left of a stay follows the law given that it exceeds the time served") {
    using K = Law::Kind;
    const std::vector<Case> cases = {
        {"weibull", law(K::weibull, 7e6, 1.5), [](double x) { return 1 - std::exp(-std::pow(x / 7e6, 1.5)); }},
        {"lognormal", law(K::lognormal, 15, 0.7), [](double x) { return normal((std::log(x) - 15) / 0.7); }},
        {"gamma", law(K::gamma, 1e6, 2.5), [](double x) { return gamma_share(2.5, x / 1e6); }},
        {"uniform", law(K::uniform, 0, 1e7), uniform_from(0, 1e7)},
        {"log-logistic", law(K::log_logistic, 3e6, 2), [](double x) { return 1 / (1 + std::pow(3e6 / x, 2)); }}};
    for (const Case& each : cases) {
        INFO(each.name);
        constexpr double served = 2.5e6;
        const double before = each.at(served);
        const auto given = [&](double x) { return (each.at(served + x) - before) / (1 - before); };
        const auto values = drawn("beyond " + each.name, [&](double u) {
            return static_cast<double>(stay_beyond(each.law, {static_cast<std::int64_t>(served)}, u).seconds);
        });
        CHECK(distance(values, given, given) < limit + 1e-5);
    }
}

// 1 - exp(-(H(x) - H(from))); who is never reached counts as infinite.
TEST_CASE("the age at which a hazard fires follows 1 - exp(-H), from the beginning and from a later age") {
    for (const RateCase& each : rate_laws()) {
        for (double from : {0.0, 4.0}) {
            INFO(each.name << " from " << from);
            const auto below = [&](double x) { return 1 - std::exp(each.integral(from) - each.integral(x)); };
            const auto at = [&](double x) { return x == infinity ? 1 : below(x); };
            const auto ages =
                drawn("rate " + each.name, [&](double u) { return age_reaching(each.law, from, unit_exponential(u)); });
            CHECK(ages.front() >= from);
            CHECK(distance(ages, at, below) < limit);
        }
    }
}

TEST_CASE("a hazard with a profile follows 1 - exp(-H) of the weighted rate") {
    // Weeks of ten seconds: 2 for three seconds, nothing for four, 4/3 for three; age 0 is five seconds into one.
    const Weights weights{Cycle(-20, 10, {{0, 2}, {3, 0}, {7, 4.0 / 3}}), {}};
    const auto up_to = [](double t) {  // the integral of the weights from the beginning of a week
        const double weeks = std::floor(t / 10), within = t - weeks * 10;
        return weeks * 10 + 2 * std::min(within, 3.0) + 4.0 / 3 * std::max(within - 7, 0.0);
    };
    const auto share = [&](double x) { return 1 - std::exp(-0.07 * (up_to(5 + x) - up_to(5))); };
    const auto ages = drawn("profile", [&](double u) {
        return age_reaching(rate(RateLaw::Kind::exponential, 0.07), weights, 5, 0, unit_exponential(u));
    });
    CHECK(distance(ages, share, share) < limit);
}

TEST_CASE("the ends of the uniform give every law a finite value that is not negative, however odd its shape") {
    std::vector<Case> cases = all_laws();
    for (double shape : {0.01, 0.1, 1e3, 1e6}) cases.push_back({"gamma", law(Law::Kind::gamma, 1, shape), {}});
    for (double shape : {0.1, 1.0, 100.0}) {
        cases.push_back({"weibull", law(Law::Kind::weibull, 1, shape), {}});
        cases.push_back({"log-logistic", law(Law::Kind::log_logistic, 1, shape), {}});
    }
    cases.push_back({"geometric", law(Law::Kind::geometric, 1e9), {}});
    cases.push_back({"geometric of nothing", law(Law::Kind::geometric, 0), {}});
    for (const Case& each : cases) {
        for (std::uint64_t bits : {std::uint64_t{0}, ~std::uint64_t{0}}) {
            const double u = between_0_and_1(bits);
            INFO(each.name << " " << each.law.a << " " << each.law.b << " at " << u);
            const double value = quantile(each.law, u);
            const bool may_be_infinite = each.name == "gompertz that dies away" && bits != 0;
            CHECK((std::isfinite(value) || may_be_infinite));
            CHECK(value >= 0);
            CHECK(stay_of(each.law, u).seconds >= 1);
            CHECK(stay_of(each.law, u).seconds <= 31'557'600'000);
            CHECK(stay_beyond(each.law, {1000}, u).seconds >= 1);
            CHECK(stay_beyond(each.law, {1000}, u).seconds <= 31'557'600'000);
        }
    }
}

TEST_CASE("the ends of the uniform give every hazard an age that is not before the present one") {
    const double least = unit_exponential(between_0_and_1(0)),
                 most = unit_exponential(between_0_and_1(~std::uint64_t{0}));
    CHECK(least > 0);
    CHECK(most == Approx(53 * std::log(2.0)));
    for (const RateCase& each : rate_laws()) {
        for (double from : {0.0, 4.0, 100.0}) {
            INFO(each.name << " from " << from);
            CHECK(age_reaching(each.law, from, least) >= from - 1e-9);  // but for rounding
            const double last = age_reaching(each.law, from, most);
            CHECK(last > from);
            const bool ends = each.name.ends_with("dies away") || each.name.ends_with("ends");
            CHECK(std::isfinite(last) != ends);
        }
    }
}

TEST_CASE("the normal quantile undoes the normal distribution to the ends of the uniform") {
    for (double u : {between_0_and_1(0), 1e-12, 1e-6, 0.02, 0.075, 0.4, 0.6, 0.99})
        CHECK(normal(normal_quantile(u)) == Approx(u).epsilon(1e-12).margin(0));
    CHECK(normal_quantile(between_0_and_1(~std::uint64_t{0})) == -normal_quantile(between_0_and_1(0)));
}
