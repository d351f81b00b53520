// What holds after all policies and settings, and where each of it was written: desist check --effective.
#pragma once

#include <string>
#include <vector>

#include "sim/base/problems.hpp"
#include "sim/scenario/scenario.hpp"

namespace desist {

struct EffectiveRow {
    std::string kind;   // "parameter", "resource", "hazard", or what a policy did: "added", "changed", "removed"
    std::string name;   // of a change: "node justice/prison"
    std::string from;   // a date; empty: from the start
    std::string value;  // as it would be written; of a change: the fields
    std::string file;   // "--set" for the command line
    int line = 0;
};

// Parameters, units of resources, laws of hazards, and what policies did to the structure: a row for each date.
std::vector<EffectiveRow> effective_rows(const Scenario& scenario, const Problems& files);

// Four columns, the value last; a line for each row.
std::string effective_text(const std::vector<EffectiveRow>& rows);

// problems_json with an array `effective` of {kind, name, from, value, file, line}.
std::string effective_json(const std::vector<EffectiveRow>& rows, const Problems& problems);

}  // namespace desist
