// The bootstrap: which values a resample takes, by key and so the same every time, and intervals of what came of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "sim/measure/intervals.hpp"

namespace desist {

constexpr std::uint32_t bootstrap_resamples = 999;
// Of fewer things resamples of one of them many times over decide.
constexpr std::size_t fewest_resampled = 5;

// n places among n values, drawn with replacement; `number` is that of the resample. Cost: 6 ns x n.
std::vector<std::size_t> resampled_places(std::size_t n, std::uint64_t key, std::uint32_t number);

// The k-th of 999 numbers has the share k / 1000 below it: the 25th and the 975th for 95% (B. Efron, R. J. Tibshirani,
// An Introduction to the Bootstrap, 1993, section 13.3). Nothing where an end is not finite.
std::optional<Interval> percentile_interval(std::vector<double> numbers, double level = 0.95);

// Percentile intervals of several statistics at once, of 999 resamples of n things (rows, draws): `statistics` is told
// the places and gives as many numbers each time. Nothing for fewer than 5 things.
std::vector<std::optional<Interval>> bootstrap_percentiles(
    std::size_t n, std::uint64_t key,
    const std::function<std::vector<double>(std::span<const std::size_t>)>& statistics);

}  // namespace desist
