#include "sim/measure/intervals.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/check.hpp"
#include "sim/random/laws.hpp"

namespace desist {
namespace {

// The lower root of (n + z^2) p^2 - (2 s + z^2) p + s^2 / n = 0. Their product is s^2 / (n (n + z^2)), so the lower is
// had from the upper without a difference of near numbers.
double wilson_low(double s, double n, double z) {
    const double square = z * z;
    const double upper = (2 * s + square + z * std::sqrt(square + 4 * s * (n - s) / n)) / (2 * (n + square));
    return s / n * s / (n + square) / upper;
}

double share_of(const Count& count) { return static_cast<double>(count.successes) / static_cast<double>(count.n); }

double length_of(double x, double y) { return std::sqrt(x * x + y * y); }

}  // namespace

double normal_point(double level) {
    check(level > 0 && level < 1, "the level of an interval lies between 0 and 1");
    return normal_quantile((1 + level) / 2);
}

std::optional<Interval> wilson(std::int64_t successes, std::int64_t n, double level) {
    check(successes >= 0 && successes <= n, "a share counts some of all");
    const double z = normal_point(level);
    if (n == 0) return std::nullopt;
    const auto of = static_cast<double>(n), hits = static_cast<double>(successes);
    return Interval{wilson_low(hits, of, z), 1 - wilson_low(of - hits, of, z)};
}

std::optional<Interval> difference_of_shares(Count first, Count second, double level) {
    const auto one = wilson(first.successes, first.n, level), other = wilson(second.successes, second.n, level);
    if (!one || !other) return std::nullopt;
    const double p = share_of(first), q = share_of(second);
    return Interval{p - q - length_of(p - one->low, other->high - q), p - q + length_of(one->high - p, q - other->low)};
}

std::optional<Interval> difference_of_pairs(std::int64_t only_first, std::int64_t only_second, std::int64_t n,
                                            double level) {
    check(only_first >= 0 && only_second >= 0 && only_first + only_second <= n, "pairs that differ are some of all");
    const double z = normal_point(level);
    if (n == 0) return std::nullopt;
    const auto of = static_cast<double>(n + 2), more = static_cast<double>(only_first - only_second),
               differ = static_cast<double>(only_first + only_second + 2);
    const double half = z * std::sqrt(differ - more * more / of) / of;
    return Interval{std::max(-1.0, more / of - half), std::min(1.0, more / of + half)};
}

}  // namespace desist
