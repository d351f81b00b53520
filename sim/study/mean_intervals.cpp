#include "sim/study/mean_intervals.hpp"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "sim/base/check.hpp"
#include "sim/study/resampling.hpp"

namespace desist {

namespace {

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
    std::vector<double> drawn;
    drawn.reserve(values.size());
    for (const std::size_t place : resampled_places(values.size(), key, number)) drawn.push_back(values[place]);
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
    if (values.size() < fewest_resampled) return std::nullopt;
    const Moments all = moments_of(values);
    if (!(all.deviation > 0)) return std::nullopt;
    std::vector<double> distances(bootstrap_resamples);
    for (std::uint32_t r = 0; r < bootstrap_resamples; ++r)
        distances[r] = distance_of(moments_of(resample(values, key, r)), all);
    const auto points = percentile_interval(std::move(distances), level);
    if (!points) return std::nullopt;
    return Interval{all.mean - points->high * all.deviation, all.mean - points->low * all.deviation};
}

}  // namespace desist
