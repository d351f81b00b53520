// Intervals of shares, against published examples and the equation that defines them.
#include "sim/measure/intervals.hpp"

#include <cmath>

#include "sim/base/check.hpp"
#include "tests/catch.hpp"

using namespace desist;

namespace {

// How far a share lies from the one counted, in the standard errors that it would give itself: z, by definition.
double distance(double share, double successes, double n) {
    return std::abs(successes / n - share) / std::sqrt(share * (1 - share) / n);
}

}  // namespace

TEST_CASE("Wilson's interval is that of Newcombe's examples") {
    // R. G. Newcombe, Statistics in Medicine 17, 1998, table I, method 3: printed with four digits.
    struct Printed {
        std::int64_t successes, n;
        double low, high;
    };
    for (const Printed& row : {Printed{81, 263, 0.2553, 0.3662}, Printed{15, 148, 0.0624, 0.1605},
                               Printed{0, 20, 0.0, 0.1611}, Printed{1, 29, 0.0061, 0.1718}}) {
        const auto interval = wilson(row.successes, row.n);
        REQUIRE(interval);
        CHECK(std::abs(interval->low - row.low) < 0.5001e-4);
        CHECK(std::abs(interval->high - row.high) < 0.5001e-4);
    }
}

TEST_CASE("the ends of Wilson's interval lie z of their own standard errors from the share counted") {
    struct Level {
        double level, z;  // z from tables of the normal law
    };
    for (const Level& l :
         {Level{0.9, 1.6448536269514722}, Level{0.95, 1.9599639845400545}, Level{0.99, 2.5758293035489004}})
        for (const std::int64_t n : {1, 2, 7, 50, 100'000, 1'000'000})
            for (const std::int64_t successes : {std::int64_t{1}, n / 3, n / 2, n - 1}) {
                if (successes == 0 || successes == n) continue;
                const auto interval = wilson(successes, n, l.level);
                REQUIRE(interval);
                const auto s = static_cast<double>(successes), of = static_cast<double>(n);
                CHECK(interval->low < s / of);
                CHECK(interval->high > s / of);
                CHECK(distance(interval->low, s, of) == Approx(l.z).epsilon(1e-7));
                CHECK(distance(interval->high, s, of) == Approx(l.z).epsilon(1e-7));
            }
}

TEST_CASE("Wilson's interval of nobody's success begins at 0, of everybody's ends at 1") {
    const double square = 1.9599639845400545 * 1.9599639845400545;
    for (const std::int64_t n : {1, 3, 10, 1000}) {
        const auto none = wilson(0, n), all = wilson(n, n);
        REQUIRE((none && all));
        CHECK(none->low == 0);
        CHECK(none->high == Approx(square / (static_cast<double>(n) + square)).epsilon(1e-12));
        CHECK(all->high == 1);
        CHECK(all->low == Approx(static_cast<double>(n) / (static_cast<double>(n) + square)).epsilon(1e-12));
    }
}

TEST_CASE("successes and failures have intervals that mirror each other") {
    for (const std::int64_t successes : {0, 1, 7, 25, 49}) {
        const auto hits = wilson(successes, 50), misses = wilson(50 - successes, 50);
        REQUIRE((hits && misses));
        CHECK(hits->low == Approx(1 - misses->high).margin(1e-15));
        CHECK(hits->high == Approx(1 - misses->low).margin(1e-15));
    }
}

TEST_CASE("nobody has no share and no interval") { CHECK_FALSE(wilson(0, 0)); }

TEST_CASE("more successes than people, fewer than none and levels of 0 and 1 are refused") {
    CHECK_THROWS_AS(wilson(2, 1), InternalError);
    CHECK_THROWS_AS(wilson(-1, 1), InternalError);
    CHECK_THROWS_AS(wilson(1, 2, 0), InternalError);
    CHECK_THROWS_AS(wilson(1, 2, 1), InternalError);
    CHECK_THROWS_AS(wilson(0, 0, 95), InternalError);
}

TEST_CASE("the points of the normal law are those of the tables") {
    CHECK(normal_point(0.95) == Approx(1.9599639845400545).epsilon(1e-14));
    CHECK(normal_point(0.9) == Approx(1.6448536269514722).epsilon(1e-14));
    CHECK(normal_point(0.5) == Approx(0.6744897501960817).epsilon(1e-14));
}
