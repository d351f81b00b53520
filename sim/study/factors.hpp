// Factors of a study over a scenario: what a place on a factor's axis is as a setting or a policy.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/problems.hpp"
#include "sim/pathway/value.hpp"
#include "sim/scenario/study_file.hpp"

namespace desist {

class Forecast;

struct Factor {
    enum class Kind { range, law, values, policies };
    std::string name;
    Kind kind = Kind::range;
    Unit unit;                 // of range and law
    double low = 0, high = 0;  // range; of a law, its 2.5% and 97.5% points; in canonical units (seconds, shares of 1)
    std::optional<double> base;  // the scenario's own value, where that is one number
    LawTree law;
    std::vector<std::string> levels;           // of values, as written; of policies, their names
    std::vector<std::filesystem::path> files;  // of policies
    Place at;

    bool is_continuous() const { return kind == Kind::range || kind == Kind::law; }
    // The value at a place u of its axis, 0 to 1, as a setting is written: in a range linearly, of a law its quantile,
    // of levels the one whose equal stretch u lies in. Numbers have six significant digits, so that they can be read,
    // and are the same on every machine. What a law draws beyond what its unit allows is cut: shares at 0 and 1, other
    // numbers at 0 where neither the scenario's value nor the law's bounds are negative.
    std::string value_at(double u) const;
    double number_at(double u) const;  // the same as a number; of levels, the place among them
    // As `value_at` for a number in canonical units.
    std::string written(double number) const;
};

// The factors of a study. Problems: no such parameter, one that is no plain number, an empty range, another unit than
// the parameter's, a factor without a range, a policy that is missing.
std::vector<Factor> factors_of(const StudySpec& study, const Forecast& baseline, const std::filesystem::path& folder,
                               Problems& problems);

// The figures of these names, or the key ones; a problem for each name that is none.
std::vector<MeasureId> figures_of(const StudySpec& study, const Forecast& baseline, Problems& problems);

}  // namespace desist
