// Laws of hazards: the integral of the rate, and the age at which it has grown by an amount.
#include <cmath>
#include <limits>
#include <vector>

#include "sim/random/laws.hpp"
#include "tests/catch.hpp"

using namespace desist;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

RateLaw rate(RateLaw::Kind kind, double a, double b = 0) { return {kind, a, b, {}}; }
RateLaw piecewise(std::vector<RateLaw::Piece> pieces) { return {RateLaw::Kind::piecewise, 0, 0, std::move(pieces)}; }

// 0.5 a second for ten seconds, nothing for ten, 0.25 for twenty, then 0.1.
RateLaw steps() { return piecewise({{10, 0.5}, {20, 0}, {40, 0.25}, {infinity, 0.1}}); }

}  // namespace

TEST_CASE("the integral of a constant rate is rate times time") {
    CHECK(integral(rate(RateLaw::Kind::exponential, 0.25), 4, 12) == Approx(2));
}

TEST_CASE("the integral of a Weibull rate is a difference of powers") {
    const RateLaw law = rate(RateLaw::Kind::weibull, 10, 2);
    CHECK(integral(law, 0, 10) == Approx(1));
    CHECK(integral(law, 10, 30) == Approx(8));
    CHECK(integral(rate(RateLaw::Kind::weibull, 16, 0.5), 4, 64) == Approx(1.5));
}

TEST_CASE("the integral of a Gompertz rate is a difference of exponentials") {
    const RateLaw law = rate(RateLaw::Kind::gompertz, 0.2, 0.1);
    CHECK(integral(law, 0, 10) == Approx(2 * (std::exp(1) - 1)).epsilon(1e-13));
    CHECK(integral(law, 10, 20) == Approx(2 * (std::exp(2) - std::exp(1))).epsilon(1e-13));
    CHECK(integral(rate(RateLaw::Kind::gompertz, 0.2, 0), 3, 8) == Approx(1));
}

TEST_CASE("the integral of a piecewise rate adds its pieces") {
    CHECK(integral(steps(), 0, 10) == Approx(5));
    CHECK(integral(steps(), 4, 6) == Approx(1));
    CHECK(integral(steps(), 5, 15) == Approx(2.5));
    CHECK(integral(steps(), 12, 18) == 0);
    CHECK(integral(steps(), 0, 50) == Approx(5 + 5 + 1));
    CHECK(integral(steps(), 30, 30) == 0);
}

TEST_CASE("a constant rate reaches an amount after amount over rate") {
    CHECK(age_reaching(rate(RateLaw::Kind::exponential, 0.25), 4, 2) == Approx(12));
}

TEST_CASE("a Weibull rate reaches an amount by its power") {
    CHECK(age_reaching(rate(RateLaw::Kind::weibull, 10, 2), 0, 4) == Approx(20));
    CHECK(age_reaching(rate(RateLaw::Kind::weibull, 10, 2), 10, 8) == Approx(30));
}

TEST_CASE("a Gompertz rate reaches an amount by its logarithm") {
    CHECK(age_reaching(rate(RateLaw::Kind::gompertz, 0.2, 0.1), 0, 2 * (std::exp(1) - 1)) == Approx(10).epsilon(1e-13));
    CHECK(age_reaching(rate(RateLaw::Kind::gompertz, 0.2, 0.1), 10, 2 * (std::exp(2) - std::exp(1))) ==
          Approx(20).epsilon(1e-13));
    CHECK(age_reaching(rate(RateLaw::Kind::gompertz, 0.2, 0), 3, 1) == Approx(8));
}

TEST_CASE("a piecewise rate reaches an amount at, before and after its break points") {
    CHECK(age_reaching(steps(), 0, 2) == Approx(4));
    CHECK(age_reaching(steps(), 0, 5) == Approx(10));     // just used up: before the stretch without a rate
    CHECK(age_reaching(steps(), 0, 5.25) == Approx(21));  // over the stretch without a rate
    CHECK(age_reaching(steps(), 10, 0.25) == Approx(21));
    CHECK(age_reaching(steps(), 15, 0.25) == Approx(21));
    CHECK(age_reaching(steps(), 0, 10) == Approx(40));
    CHECK(age_reaching(steps(), 0, 10.1) == Approx(41));
    CHECK(age_reaching(steps(), 100, 1) == Approx(110));
}

TEST_CASE("a piecewise rate that ends in nothing is never reached") {
    const RateLaw law = piecewise({{10, 0.5}, {infinity, 0}});
    CHECK(age_reaching(law, 0, 4.9) == Approx(9.8));
    CHECK(age_reaching(law, 0, 5.1) == infinity);
    CHECK(age_reaching(law, 10, 1e-9) == infinity);
}

TEST_CASE("a rate of nothing is never reached") {
    CHECK(age_reaching(rate(RateLaw::Kind::exponential, 0), 5, 1e-9) == infinity);
    CHECK(age_reaching(rate(RateLaw::Kind::gompertz, 0, 0.1), 5, 1e-9) == infinity);
    CHECK(age_reaching(piecewise({{infinity, 0}}), 5, 1e-9) == infinity);
}

TEST_CASE("a Gompertz rate that dies away reaches only what is left of its integral") {
    const RateLaw law = rate(RateLaw::Kind::gompertz, 0.2, -0.1);  // in all 2; after age 10 still 2/e
    CHECK(integral(law, 0, 1000) == Approx(2));
    CHECK(std::isfinite(age_reaching(law, 0, 1.999)));
    CHECK(age_reaching(law, 0, 2.001) == infinity);
    CHECK(age_reaching(law, 0, 1) == Approx(10 * std::log(2.0)).epsilon(1e-13));
    CHECK(std::isfinite(age_reaching(law, 10, 2 / std::exp(1) - 1e-6)));
    CHECK(age_reaching(law, 10, 2 / std::exp(1) + 1e-6) == infinity);
}

TEST_CASE("the age that is reached undoes the integral, for every law and from every age") {
    const std::vector<RateLaw> laws = {
        rate(RateLaw::Kind::exponential, 0.03),    rate(RateLaw::Kind::weibull, 20, 1.5),
        rate(RateLaw::Kind::weibull, 20, 0.6),     rate(RateLaw::Kind::gompertz, 0.01, 0.02),
        rate(RateLaw::Kind::gompertz, 0.1, -0.02), steps()};
    for (const RateLaw& law : laws)
        for (double from : {0.0, 0.5, 7.0, 10.0, 33.0, 60.0})
            for (double amount : {0.001, 0.1, 0.7}) {
                INFO("law " << static_cast<int>(law.kind) << " from " << from << " by " << amount);
                const double age = age_reaching(law, from, amount);
                CHECK(age > from);
                CHECK(integral(law, from, age) == Approx(amount).epsilon(1e-9));
            }
}

TEST_CASE("integrals of neighbouring stretches add up") {
    const std::vector<RateLaw> laws = {rate(RateLaw::Kind::exponential, 0.03), rate(RateLaw::Kind::weibull, 20, 1.5),
                                       rate(RateLaw::Kind::gompertz, 0.01, 0.02), steps()};
    for (const RateLaw& law : laws)
        CHECK(integral(law, 3, 17) + integral(law, 17, 45) == Approx(integral(law, 3, 45)).epsilon(1e-13));
}
