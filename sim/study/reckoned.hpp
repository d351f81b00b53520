// What pairs of replications say: means with intervals, or why there are none.
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
    std::optional<Interval> interval;  // 95%; none with fewer than two pairs, or where it has no bounds
    std::string why_not;               // why there is no value, or no interval
};

Reckoned not_available(const std::string& why);
// The interval leaves out zero.
bool distinguishable(const Reckoned& reckoned);

// The interval leaves out zero.
bool distinguishable(const Reckoned& reckoned);

struct PairMoments {
    double mean = 0, variance = 0;  // of one value; variance 0 with fewer than two
    std::size_t n = 0;
    double error() const;  // standard error of the mean
};
PairMoments pair_moments(const std::vector<double>& values);

// Mean of at least one value, one for each pair, with Student's t interval.
Reckoned mean_of_pairs(const std::vector<double>& values);

}  // namespace desist
