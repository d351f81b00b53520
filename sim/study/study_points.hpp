// Which runs a study is made of. Run 0 is the scenario as it is; the runs after it are points, each a value for every
// factor, in an order that the study file alone decides.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/study/batch.hpp"
#include "sim/study/design.hpp"
#include "sim/study/factors.hpp"

namespace desist {

struct StudyPoint {
    std::vector<std::optional<std::string>> values;  // by factor; nothing: as the scenario has it
};

// How many points there are; a double, so that it never wraps. Ask before making them.
double sweep_size(const StudySpec& study, const std::vector<Factor>& factors);
double sensitivity_size(const StudySpec& study, const std::vector<Factor>& factors);

// The points. Problems: a design that does not suit the factors, a point of a list that names no factor.
std::vector<StudyPoint> sweep_points(const StudySpec& study, const std::vector<Factor>& factors, std::uint64_t seed);
void check_sweep(const StudySpec& study, const std::vector<Factor>& factors, Problems& problems);
std::vector<StudyPoint> sensitivity_points(const StudySpec& study, const std::vector<Factor>& factors,
                                           std::uint64_t seed);
void check_sensitivity(const StudySpec& study, const std::vector<Factor>& factors, Problems& problems);

// A point given by places on the axes of all factors.
StudyPoint point_at(const std::vector<Factor>& factors, const Point& place);

// A point as a scenario file and settings; the scenario's own file where no policy is chosen.
Variant variant_of(const StudyPoint& point, const std::vector<Factor>& factors, const std::filesystem::path& scenario,
                   std::uint32_t run);

// The designs behind sensitivity_points, which its estimators need again.
std::size_t points_wanted(const SensitivitySpec& sensitivity);                // with the method's default
std::vector<std::size_t> varied_factors(const std::vector<Factor>& factors);  // all but policies
const Factor* policies_of(const std::vector<Factor>& factors);                // null: there are none

}  // namespace desist
