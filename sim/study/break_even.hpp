// At which value of a parameter does an option stop paying? A root search with common random numbers: every trial value
// is run with the same luck, so that the difference moves with the value and not with the dice.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/study/comparison.hpp"

namespace desist {

struct BreakEven {
    struct Trial {
        double value = 0;
        Difference difference;
    };
    std::optional<double> value;  // where the difference is zero; nothing: not between low and high
    double low = 0, high = 0;     // 95%: the noise of the difference over its slope at the root
    std::vector<Trial> trials;    // in the order tried; the first two are the ends of the range
};

// Between `low` and `high` by the Illinois form of regula falsi (Dowell and Jarratt, BIT 11, 1971): stops when the root
// is known to a thousandth of the range, when the difference is far inside its noise, or after `most` trials.
BreakEven find_break_even(double low, double high, const std::function<Difference(double)>& difference_at,
                          std::size_t most = 16);

}  // namespace desist
