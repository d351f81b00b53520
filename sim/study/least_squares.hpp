// Small least squares within the unit cube: what a calibration knows from slopes alone.
#pragma once

#include <optional>
#include <vector>

#include "sim/study/design.hpp"

namespace desist {

using Slopes = std::vector<std::vector<double>>;  // by residual and parameter

// The point with parameter j at `value` and the least sum of squares by the slopes, all others within [0, 1]; `at` has
// these residuals. A move across the whole range that gains less than 0.1 is not worth making: so much is added to the
// sum for each other parameter, times the square of its move, and parameters without a slope stay. Exact, by an active
// set (e.g. Nocedal and Wright, Numerical Optimization, 2nd edition, section 16.5).
Point fitted_again(const Slopes& slopes, const std::vector<double>& residuals, const Point& at, std::size_t j,
                   double value);

// How far parameter j may go from the best, the others following, until the sum of squares is 1 more: the root of the
// j-th entry on the diagonal of (J'J)^-1. Nothing where the slopes do not bound it.
std::optional<double> half_range(const Slopes& slopes, std::size_t j);

// Eigenvectors of J'J along which one may go across the cube (as far as its largest entry allows) and the sum of
// squares changes by less than `change`. Jacobi's method (e.g. Golub and Van Loan, Matrix Computations, section 8.5).
std::vector<std::vector<double>> flat_directions(const Slopes& slopes, double change);

}  // namespace desist
