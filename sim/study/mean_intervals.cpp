#include "sim/study/mean_intervals.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "sim/base/check.hpp"
#include "sim/random/keyed.hpp"

namespace desist {

namespace {

constexpr std::uint32_t resamples = 999;
constexpr std::size_t fewest = 5;
constexpr Purpose who_is_resampled = purpose("mean", "bootstrap");

void check_level(double level) { check(level > 0 && level < 1, "the level of an interval lies between 0 and 1"); }

struct Moments {
    double mean = 0, deviation = 0;
};

// By Welford's way, and so exactly 0 apart where all values are the same.
Moments moments_of(std::span<const double> values) {
    double mean = 0, squares = 0, n = 0;
    for (const double value : values) {
        const double distance = value - mean;
        mean += distance / ++n;
        squares += distance * (value - mean);
    }
    return {mean, std::sqrt(squares / (n - 1))};
}

std::vector<double> resample(std::span<const double> values, std::uint64_t key, std::uint32_t number) {
    std::vector<double> drawn(values.size());
    for (std::uint32_t place = 0; place < drawn.size(); ++place) {
        const double at = uniform({key}, number, who_is_resampled, place) * static_cast<double>(values.size());
        drawn[place] = values[static_cast<std::size_t>(at)];
    }
    return drawn;
}

// The distance of a resample's mean from that of all, in its own deviations.
double distance_of(const Moments& resampled, const Moments& all) {
    const double distance = resampled.mean - all.mean;
    if (resampled.deviation > 0) return distance / resampled.deviation;
    return distance == 0 ? 0 : std::copysign(std::numeric_limits<double>::infinity(), distance);
}

}  // namespace

double t_quantile(double degrees_of_freedom, double p) {
    check(degrees_of_freedom > 0 && p > 0 && p < 1, "a quantile of Student's t, between none and all of it");
    return boost::math::quantile(boost::math::students_t_distribution<double>(degrees_of_freedom), p);
}

Interval student_interval(double mean, double deviation, std::size_t n, double level) {
    check(n >= 2, "one value has no interval of its mean");
    check_level(level);
    const auto values = static_cast<double>(n);
    const double half = t_quantile(values - 1, (1 + level) / 2) * deviation / std::sqrt(values);
    return {mean - half, mean + half};
}

std::optional<Interval> bootstrap_interval(std::span<const double> values, double level, std::uint64_t key) {
    check_level(level);
    if (values.size() < fewest) return std::nullopt;
    const Moments all = moments_of(values);
    if (!(all.deviation > 0)) return std::nullopt;
    std::vector<double> distances(resamples);
    for (std::uint32_t r = 0; r < resamples; ++r) distances[r] = distance_of(moments_of(resample(values, key, r)), all);
    std::ranges::sort(distances);
    // The k-th of 999 has the share k / 1000 below it.
    const double tail = (1 - level) / 2 * (resamples + 1);
    const auto k = static_cast<std::size_t>(std::max(1LL, std::llround(tail)));
    const Interval interval{all.mean - distances[resamples - k] * all.deviation,
                            all.mean - distances[k - 1] * all.deviation};
    if (!std::isfinite(interval.low) || !std::isfinite(interval.high)) return std::nullopt;
    return interval;
}

}  // namespace desist
