// Intervals of shares and of their differences, against published examples, hand work and the equations that define
// them.
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

TEST_CASE("the interval of a difference of shares is that of Newcombe's method 10") {
    // R. G. Newcombe, Statistics in Medicine 17, 1998, table II, and M. W. Fagerland, S. Lydersen, P. Laake, BMC
    // Medical Research Methodology 11, 2011 (7 and 1 of 34): printed with four digits.
    struct Printed {
        Count first, second;
        double low, high;
    };
    for (const Printed& row : {Printed{{56, 70}, {48, 80}, 0.0524, 0.3339}, Printed{{5, 56}, {0, 29}, -0.0381, 0.1926},
                               Printed{{7, 34}, {1, 34}, 0.0189, 0.3404}}) {
        const auto interval = difference_of_shares(row.first, row.second);
        REQUIRE(interval);
        CHECK(std::abs(interval->low - row.low) < 0.5001e-4);
        CHECK(std::abs(interval->high - row.high) < 0.5001e-4);
    }
}

TEST_CASE(
    "where everybody of one group and nobody of the other has succeeded, their difference has an interval below 1") {
    // Wilson's ends are 10 / (10 + z^2) and 1, and 0 and z^2 / (20 + z^2).
    const double square = 1.9599639845400545 * 1.9599639845400545;
    const auto interval = difference_of_shares({10, 10}, {0, 20});
    REQUIRE(interval);
    CHECK(interval->low == Approx(1 - std::hypot(square / (10 + square), square / (20 + square))).epsilon(1e-12));
    CHECK(interval->high == 1);
}

TEST_CASE("groups that change places turn the interval of their difference round") {
    for (const std::int64_t successes : {0, 3, 20}) {
        const Count one{successes, 20}, other{7, 31};
        const auto there = difference_of_shares(one, other, 0.9), back = difference_of_shares(other, one, 0.9);
        REQUIRE((there && back));
        CHECK(there->low == Approx(-back->high).margin(1e-15));
        CHECK(there->high == Approx(-back->low).margin(1e-15));
    }
}

TEST_CASE("the interval of a difference in pairs is that of Bonett and Price") {
    // M. W. Fagerland, S. Lydersen, P. Laake, Statistics in Medicine 33, 2014, table V: 21 pairs, 1 and 7 of which
    // differ either way. Their counts with one and two more: (2 - 8) / 23 +- z sqrt((10 - 36 / 23) / 529).
    const auto interval = difference_of_pairs(1, 7, 21);
    REQUIRE(interval);
    CHECK(interval->low == Approx(-0.508).margin(0.0005));
    CHECK(interval->high == Approx(-0.013).margin(0.0005));
    const double half = 1.9599639845400545 * std::sqrt((10 - 36.0 / 23) / 529);
    CHECK(interval->low == Approx(-6.0 / 23 - half).epsilon(1e-12));
    CHECK(interval->high == Approx(-6.0 / 23 + half).epsilon(1e-12));
}

TEST_CASE("pairs of which none differ, or all, still have an interval with a width") {
    const auto none = difference_of_pairs(0, 0, 10), all = difference_of_pairs(10, 0, 10);
    REQUIRE((none && all));
    CHECK(none->high == Approx(1.9599639845400545 * std::sqrt(2.0) / 12).epsilon(1e-12));
    CHECK(none->low == -none->high);
    CHECK(all->high == 1);
    CHECK(all->low == Approx(10.0 / 12 - 1.9599639845400545 * std::sqrt(12 - 100.0 / 12) / 12).epsilon(1e-12));
    const auto turned = difference_of_pairs(0, 10, 10);
    REQUIRE(turned);
    CHECK(turned->low == -1);
    CHECK(turned->high == -all->low);
}

namespace {

// The chance of so many successes of n.
double binomial_term(int successes, int n, double p) {
    double term = 1;
    for (int i = 0; i < successes; ++i) term *= p * (n - i) / (successes - i);
    for (int i = successes; i < n; ++i) term *= 1 - p;
    return term;
}

bool within(const std::optional<Interval>& interval, double truth) {
    REQUIRE(interval);
    return interval->low <= truth && truth <= interval->high;
}

}  // namespace

// Sums over all that may be counted, no simulation. The papers give 0.93 to 0.98 for shares like these.
TEST_CASE("intervals of differences of shares hold the truth about as often as their level says") {
    for (const auto& [p, q] : {std::pair{0.3, 0.1}, std::pair{0.5, 0.4}, std::pair{0.25, 0.25}}) {
        double held = 0;
        for (int i = 0; i <= 30; ++i)
            for (int k = 0; k <= 40; ++k)
                if (within(difference_of_shares({i, 30}, {k, 40}), p - q))
                    held += binomial_term(i, 30, p) * binomial_term(k, 40, q);
        CHECK(held > 0.93);
        CHECK(held < 0.98);
    }
}

TEST_CASE("intervals of differences in pairs hold the truth about as often as their level says") {
    // Of 40 pairs: only the first with p, only the second with q, the same both with the rest.
    for (const auto& [p, q] : {std::pair{0.2, 0.1}, std::pair{0.15, 0.15}, std::pair{0.3, 0.05}}) {
        double held = 0;
        for (int b = 0; b <= 40; ++b)
            for (int c = 0; b + c <= 40; ++c)
                if (within(difference_of_pairs(b, c, 40), p - q))
                    held += binomial_term(b, 40, p) * binomial_term(c, 40 - b, q / (1 - p));
        CHECK(held > 0.93);
        CHECK(held < 0.98);
    }
}

TEST_CASE("groups of nobody and no pairs have no difference") {
    CHECK_FALSE(difference_of_shares({0, 0}, {3, 10}));
    CHECK_FALSE(difference_of_shares({3, 10}, {0, 0}));
    CHECK_FALSE(difference_of_pairs(0, 0, 0));
}

TEST_CASE("more pairs that differ than pairs, fewer than none and levels of 0 and 1 are refused") {
    CHECK_THROWS_AS(difference_of_pairs(6, 5, 10), InternalError);
    CHECK_THROWS_AS(difference_of_pairs(-1, 5, 10), InternalError);
    CHECK_THROWS_AS(difference_of_pairs(1, 5, 10, 1), InternalError);
    CHECK_THROWS_AS(difference_of_shares({11, 10}, {1, 10}), InternalError);
    CHECK_THROWS_AS(difference_of_shares({1, 10}, {1, 10}, 0), InternalError);
}
