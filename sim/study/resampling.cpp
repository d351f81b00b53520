#include "sim/study/resampling.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/check.hpp"
#include "sim/random/keyed.hpp"

namespace desist {

std::vector<std::size_t> resampled_places(std::size_t n, std::uint64_t key, std::uint32_t number) {
    constexpr Purpose who_is_resampled = purpose("mean", "bootstrap");
    std::vector<std::size_t> places(n);
    for (std::size_t i = 0; i < n; ++i) {
        const double u = uniform({key}, number, who_is_resampled, static_cast<std::uint32_t>(i));
        places[i] = static_cast<std::size_t>(u * static_cast<double>(n));
    }
    return places;
}

std::optional<Interval> percentile_interval(std::vector<double> numbers, double level) {
    check(level > 0 && level < 1 && !numbers.empty(), "percentiles of numbers, at a level between 0 and 1");
    if (std::ranges::any_of(numbers, [](double x) { return std::isnan(x); })) return std::nullopt;
    std::ranges::sort(numbers);
    const double tail = (1 - level) / 2 * (static_cast<double>(numbers.size()) + 1);
    const auto k = static_cast<std::size_t>(std::max(1LL, std::llround(tail)));
    const Interval interval{numbers[k - 1], numbers[numbers.size() - k]};
    if (!std::isfinite(interval.low) || !std::isfinite(interval.high)) return std::nullopt;
    return interval;
}

std::vector<std::optional<Interval>> bootstrap_percentiles(
    std::size_t n, std::uint64_t key,
    const std::function<std::vector<double>(std::span<const std::size_t>)>& statistics) {
    if (n < fewest_resampled)
        return std::vector<std::optional<Interval>>(statistics(resampled_places(n, key, 0)).size());
    std::vector<std::vector<double>> numbers;  // of each statistic
    for (std::uint32_t r = 0; r < bootstrap_resamples; ++r) {
        const std::vector<double> found = statistics(resampled_places(n, key, r));
        numbers.resize(found.size());
        for (std::size_t s = 0; s < found.size(); ++s) numbers[s].push_back(found[s]);
    }
    std::vector<std::optional<Interval>> intervals;
    for (auto& of_one : numbers) intervals.push_back(percentile_interval(std::move(of_one)));
    return intervals;
}

}  // namespace desist
