// Confidence intervals of shares and of differences of shares, from counts.
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

// So many of all: 0 <= successes <= n.
struct Count {
    std::int64_t successes = 0, n = 0;
};

// The share of one group less that of another, independent one: Newcombe's square-and-add of Wilson's two intervals
// (R. G. Newcombe, Statistics in Medicine 17, 1998, 873-890, method 10). Lies within -1 and 1, and has a width even
// where nobody or everybody has succeeded. Nothing when either group is empty.
std::optional<Interval> difference_of_shares(Count first, Count second, double level = 0.95);

// The same of pairs: of n, so many in which only the first has succeeded, and only the second. D. G. Bonett, R. M.
// Price, Psychological Methods 17, 2012: with b and c one more each and n two more, (b - c) / n +- z sqrt((b + c - (b -
// c)^2 / n) / n^2), cut off at -1 and 1; recommended for its coverage by M. W. Fagerland, S. Lydersen, P. Laake,
// Statistics in Medicine 33, 2014. Lies about a difference a little nearer to 0 than the one counted, and has a width
// even where no pair differs. Nothing without pairs.
std::optional<Interval> difference_of_pairs(std::int64_t only_first, std::int64_t only_second, std::int64_t n,
                                            double level = 0.95);

}  // namespace desist
