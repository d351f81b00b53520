// Weights that repeat, and rates that follow them; stays given that they have lasted a while.
#include "sim/random/profile.hpp"

#include <cmath>
#include <limits>

#include "tests/catch.hpp"

using namespace desist;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// A cycle of ten seconds from -20 on: 2 for three seconds, nothing for four, 4/3 for three.
Cycle tens() { return {-20, 10, {{0, 2}, {3, 0}, {7, 4.0 / 3}}}; }
RateLaw constant(double rate) { return {RateLaw::Kind::exponential, rate, 0, {}}; }

}  // namespace

TEST_CASE("a cycle's integral adds whole cycles and the part of the last") {
    CHECK(tens().up_to(-20) == 0);
    CHECK(tens().up_to(-18) == Approx(4));
    CHECK(tens().up_to(-15) == Approx(6));
    CHECK(tens().up_to(0) == Approx(20));
    CHECK(tens().up_to(11.5) == Approx(33));
}

TEST_CASE("a cycle reaches an amount where its integral does, before a stretch of nothing") {
    CHECK(tens().reaching(4) == Approx(-18));
    CHECK(tens().reaching(6) == Approx(-17));
    CHECK(tens().reaching(7) == Approx(-12.25));
    CHECK(tens().reaching(33) == Approx(11.5));
    CHECK(Cycle(0, 10, {{0, 0}}).reaching(1) == infinity);
}

TEST_CASE("two cycles multiply step by step") {
    const Cycle product = tens().times(Cycle(-20, 10, {{0, 1}, {1, 3}}));
    CHECK(product.up_to(-17) == Approx(2 + 12));
    CHECK(product.up_to(-10) == Approx(2 + 12 + 12));
}

TEST_CASE("a constant rate follows the week and the months") {
    // Months: 1 for a hundred seconds, then 3 for a hundred.
    const Weights weights{tens(), Cycle(-200, 200, {{0, 1}, {100, 3}})};
    CHECK(integral(constant(0.5), weights, 0, 0, 10) == Approx(0.5 * 10));
    CHECK(integral(constant(0.5), weights, 90, 0, 20) == Approx(0.5 * (10 + 30)));
    CHECK(age_reaching(constant(0.5), weights, 90, 0, 5) == Approx(7).margin(4));
    CHECK(age_reaching(constant(0.5), weights, 90, 0, 8) == Approx(11));
    CHECK(age_reaching(constant(0), weights, 90, 0, 8) == infinity);
}

TEST_CASE("a piecewise rate changes with age while the weights go on") {
    const RateLaw law{RateLaw::Kind::piecewise, 0, 0, {{5, 1}, {infinity, 0.1}}};
    const Weights weights{tens(), {}};
    CHECK(integral(law, weights, 0, 0, 5) == Approx(6));
    CHECK(integral(law, weights, 0, 0, 20) == Approx(6 + 0.1 * 14));
    CHECK(age_reaching(law, weights, 0, 0, 2) == Approx(1));
    CHECK(age_reaching(law, weights, 0, 0, 6.4) == Approx(10));
}

TEST_CASE("a stay with time served is drawn given that it exceeds it") {
    // Exponential: what is left has the same law again.
    CHECK(stay_beyond({Law::Kind::exponential, 1000, 0, 0, {}}, {5000}, 0.5).seconds ==
          Approx(1000 * std::log(2)).margin(0.6));
    // Uniform on 0 to 1000 beyond 600: uniform on the rest.
    CHECK(stay_beyond({Law::Kind::uniform, 0, 1000, 0, {}}, {600}, 0.25).seconds == 100);
    CHECK(stay_beyond({Law::Kind::fixed, 1000, 0, 0, {}}, {600}, 0.9).seconds == 400);
    CHECK(stay_beyond({Law::Kind::fixed, 1000, 0, 0, {}}, {1600}, 0.9).seconds == 1);
}

TEST_CASE("a mixture with time served leaves out the parts that are over") {
    Law mixture{Law::Kind::mixture, 0, 0, 0, {}};
    mixture.parts = {{0.5, {Law::Kind::fixed, 100, 0, 0, {}}}, {1, {Law::Kind::uniform, 0, 1000, 0, {}}}};
    CHECK(stay_beyond(mixture, {600}, 0.25).seconds == 100);
    // Beyond 50: all of the first half and 95% of the second.
    CHECK(stay_beyond(mixture, {50}, 0.4).seconds == 50);
    CHECK(stay_beyond(mixture, {50}, 0.9).seconds == Approx(50 + 950 * (0.9 * 0.975 - 0.5) / 0.475 - 50).margin(1));
}
