// Values that may not be available, and the means of pairs of replications.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "sim/measure/intervals.hpp"

namespace desist {

// A value, or why there is none.
struct Reckoned {
    std::optional<double> value;
    std::optional<Interval> interval;  // 95%; none with fewer than two values, or where it has no bounds
    std::string why_not;               // why there is no value, or no interval
};
Reckoned not_available(const std::string& why);
// The interval leaves out zero.
bool distinguishable(const Reckoned& reckoned);

struct PairMoments {
    double mean = 0, variance = 0;  // of one value; 0 with fewer than two
    std::size_t n = 0;
    double error() const;  // of the mean
};
// Values that differ by no more than rounding have the variance 0.
PairMoments pair_moments(const std::vector<double>& values);

// The mean of differences of pairs, with Student's interval; at least one.
Reckoned mean_of_pairs(const std::vector<double>& values);

}  // namespace desist
