// How far each parameter may go, all others fitted again, until the misfit is 1 above the least: a walk from the best
// point outward, to both sides of each parameter. A step is made along the slopes, run, and fitted again with slopes
// that learn from every run (C. G. Broyden, Mathematics of Computation 19, 1965) what luck does not explain, so that a
// walk keeps to a bent valley; one that left it goes back and makes a smaller step.
#pragma once

#include <functional>
#include <optional>

#include "sim/study/least_squares.hpp"

namespace desist {

struct ProfilePoint {
    double value = 0, misfit = 0;
};

struct MisfitProfile {
    std::vector<ProfilePoint> inside;          // where the others could be fitted to at most 1 above the least
    std::optional<ProfilePoint> below, above;  // where they could not; nothing: the end of the range, or given up
};

// The residuals at these points. All walks take a step at the same time, so a call may hold two points a parameter.
using Residuals = std::vector<double>;
using AskResiduals = std::function<std::vector<Residuals>(const std::vector<Point>&)>;

// A walk gives up after so many points. One of a model that is nearly linear takes 2 or 3.
inline constexpr std::size_t most_points_of_a_walk = 16;

// Of each parameter. `best` has these residuals and slopes.
std::vector<MisfitProfile> misfit_profiles(const Point& best, const Residuals& residuals, const Slopes& slopes,
                                           const AskResiduals& ask);

}  // namespace desist
