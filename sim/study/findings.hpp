// What a sensitivity analysis found: its estimators applied to the outcomes of its runs, as a list that any output can
// lay out. All findings are about the whole run.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/study/reckoned.hpp"
#include "sim/study/study_points.hpp"

namespace desist {

struct Finding {
    MeasureId figure;
    std::string factor;     // a parameter, a policy, or empty: all together
    std::string statistic;  // "change at low", "mu*", "first order", "parameters", ...
    std::string unit;       // "" for shares of variance and correlations
    Reckoned value;
    double size = 0;  // by which factors are put in order, the largest first
};

// Of each figure: what is about all together, then the factors, the most important first. `outcomes` by run: 0 the
// scenario as it is, then the points in order; every one of them must be there. Their cells are the figures over the
// whole run alone.
std::vector<Finding> findings_of(const StudySpec& study, const std::vector<Factor>& factors, const Layout& layout,
                                 const std::vector<MeasureId>& figures, const std::vector<RunOutcome>& outcomes,
                                 std::uint64_t seed);

// What the statistics of a method mean, a line for each.
std::vector<std::string> explanations_of(SensitivitySpec::Method method, bool decision);

}  // namespace desist
