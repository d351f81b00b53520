// Intervals of a mean over replications.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "sim/measure/intervals.hpp"

namespace desist {

// The point that Student's t with these degrees of freedom (> 0, whole or not) lies below with probability p, 0 < p
// < 1.
double t_quantile(double degrees_of_freedom, double p);

// Of the mean of n values (at least 2) with this standard deviation (n - 1 in its divisor): t times the standard error
// (any textbook; for example A. M. Law, Simulation Modeling and Analysis, 5th edition, equation 4.12).
Interval student_interval(double mean, double deviation, std::size_t n, double level = 0.95);

// The same of skewed values: bootstrap-t (B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap, 1993, section
// 12.5): the points of Student's t are taken from 999 resamples of the values, drawn by `key` and so the same every
// time. Nothing for fewer than 5 values, where resamples of one value many times over decide, and where the values are
// all the same. Cost: 8 ns x 999 x n.
//
// How often a 95% interval holds the true mean, and how wide it is on average (10,000 sets of n values each):
//                                       Student's t     bootstrap-t       BCa
//     lognormal, sigma 1,   n = 5       82.5%   3.8     89.8%  14.6     73.8%   2.6
//                           n = 10      83.9%   2.5     90.8%   5.1     82.3%   2.3
//                           n = 20      86.5%   1.7     92.2%   2.7     87.3%   1.8
//                           n = 50      89.8%   1.1     93.0%   1.5     90.3%   1.2
//     lognormal, sigma 0.5, n = 20      92.8%   0.54    94.2%   0.61    91.2%   0.52
//     exponential,          n = 20      91.4%   0.90    94.1%   1.07    90.9%   0.87
//     normal,               n = 20      94.6%   0.92    94.6%   0.94    92.3%   0.85
std::optional<Interval> bootstrap_interval(std::span<const double> values, double level, std::uint64_t key);

}  // namespace desist
