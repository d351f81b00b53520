// Fitting to targets: least misfit, how far the targets leave each parameter open, and what they do not tell apart.
// Pure: points of the unit cube and outputs, numbers in, numbers out. The only user of NLopt.
//
// The sequence of points that are asked for is a function of the outputs given so far and of nothing else, so who keeps
// the outputs can answer them again after an interruption and comes to the same end. NLopt's two methods use plain
// arithmetic and no clock; another build of NLopt may ask for other points.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "sim/study/misfit_profile.hpp"

namespace desist {

struct CalibrationTarget {
    double value = 0;
    double tolerance = 1;  // above 0, in the same unit
};

struct CalibrationOutput {
    std::optional<double> mean;  // nothing: not available at this point
    double error = 0;            // standard error of the mean by Monte Carlo
};
using CalibrationOutputs = std::vector<CalibrationOutput>;  // one for each target

// The outputs at these points, in their order; may run them side by side.
using Evaluate = std::function<std::vector<CalibrationOutputs>(const std::vector<Point>&)>;

struct CalibrationOptions {
    enum class Method { bobyqa, cobyla };  // M. J. D. Powell 2009 and 1994, as NLopt has them
    Method method = Method::bobyqa;        // BOBYQA needs two dimensions: with one COBYLA is used
    std::size_t starts = 3;                // searches begin at so many of the best start points, apart from each other
    std::size_t steps = 40;                // evaluations of a search, at most
};

struct Evaluation {
    enum class Phase { start, search, around, profile };
    Phase phase = Phase::start;
    Point point;
    CalibrationOutputs outputs;
    double misfit = 0;
};

struct CalibratedParameter {
    double best = 0;
    // The values at which the misfit, all others fitted again, is at most 1 above the least (misfit_profile.hpp); every
    // evaluation that comes so near lies within. Open: it stays below up to that end of the range, or could not be
    // followed further.
    double low = 0, high = 1;
    bool open_low = false, open_high = false;
    // There are values between low and high at which the misfit is more than that: another solution lies beyond them,
    // and the range reaches as far as evaluations there happened to.
    bool in_parts = false;
    enum class Identified { yes, weakly, no };  // weakly: more than half of the range is left; no: 90% or both ends
    Identified identified = Identified::yes;
    std::vector<ProfilePoint> profile;  // ascending; every value was run
};

struct Calibration {
    std::vector<Evaluation> evaluations;  // in the order asked for; none twice
    std::size_t best = 0;
    std::size_t start_best = 0, search_best = 0;  // the best of the start, and of start and search
    std::vector<double> residuals;                // at the best, in tolerances; a missing output counts as 10
    std::vector<CalibratedParameter> parameters;
    // Directions (unit vectors, largest entry positive) along which the parameters may move together across the cube
    // and change the misfit by less than 1: what the targets do not tell apart. From the slopes at the best point.
    std::vector<std::vector<double>> not_told_apart;
    double noise = 0;  // standard deviation of the least misfit by Monte Carlo
    // The profile found a better point than the searches: more starts or steps may find a better one still.
    bool profile_was_better = false;
};

// Sum over the targets of ((output - value) / tolerance)^2; a missing output counts as 10 tolerances.
double misfit_of(const std::vector<CalibrationTarget>& targets, const CalibrationOutputs& outputs);

// How many evaluations there will be at most.
std::size_t most_evaluations(std::size_t dimensions, std::size_t start_points, const CalibrationOptions& options);

// `start`: points spread over the cube, at least one. What `evaluate` throws is thrown on.
Calibration calibrate(const std::vector<CalibrationTarget>& targets, const std::vector<Point>& start,
                      const CalibrationOptions& options, const Evaluate& evaluate);

}  // namespace desist
