// Confidence intervals of shares, from one count.
#pragma once

#include <cstdint>
#include <optional>

namespace desist {

struct Interval {
    double low = 0, high = 0;
};

// z of a two-sided interval: the point of the standard normal law that the share (1 + level) / 2 lies below (1.96 for
// 0.95). The level of every interval lies between 0 and 1, both excluded: anything else is our own bug.
double normal_point(double level);

// Wilson's score interval of a share, without continuity correction (E. B. Wilson, Journal of the American Statistical
// Association 22, 1927; L. D. Brown, T. T. Cai, A. DasGupta, Statistical Science 16, 2001): the shares p
// with |s / n - p| <= z sqrt(p (1 - p) / n). Lies within 0 and 1, and ends there, exactly, where nobody or everybody
// has succeeded. Nothing when n is 0. 0 <= successes <= n, in people: both whole.
std::optional<Interval> wilson(std::int64_t successes, std::int64_t n, double level = 0.95);

}  // namespace desist
