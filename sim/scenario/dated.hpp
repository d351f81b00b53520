// From layers (the scenario before and after each date at which a policy changes its structure) to one scenario that
// says what holds when (SEMANTICS 11.3): routes, effects and other ways carry `now before DATE` and `now after DATE`;
// numbers and laws become tables by "(date)" with the rows "start", "from 2013-12-01", ...
#pragma once

#include <vector>

#include "sim/scenario/merge.hpp"
#include "sim/scenario/scenario.hpp"

namespace desist {

inline constexpr const char* date_entry = "(date)";

// `read[i]` is what `layers[i].tree` says. What cannot change at a date is a problem.
Scenario combine_layers(const std::vector<Layer>& layers, std::vector<Scenario>&& read, Problems& problems);

}  // namespace desist
