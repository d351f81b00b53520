// --fail-if "prison-population > +2%": a bound that a comparison must keep, for scripts.
#pragma once

#include <optional>
#include <string>

#include "sim/study/comparison.hpp"

namespace desist {

struct FailIf {
    std::string written;
    std::string measure;
    bool above = true;      // fails when the difference is above the bound; otherwise below
    double bound = 0;       // in the measure's unit, or in %
    bool relative = false;  // in % of the base
};

// MEASURE > NUMBER or MEASURE < NUMBER, with % relative to the base. Nothing when it cannot be read so.
std::optional<FailIf> parse_fail_if(const std::string& text);

// The difference over the whole run that breaks the bound, if it does; nothing when the bound is kept. Judged by the
// mean: `sure` tells whether the whole interval lies beyond the bound.
struct Broken {
    Difference difference;
    bool sure = false;
};
std::optional<Broken> broken_by(const FailIf& bound, const Run& base, const Comparison& comparison);

}  // namespace desist
