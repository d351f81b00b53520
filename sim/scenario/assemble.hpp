// From a tree of sections to a scenario: its parts, its settings, its sources.
#pragma once

#include "sim/scenario/scenario.hpp"
#include "sim/scenario/sections.hpp"

namespace desist {

// What the sections hold, as a scenario.
Scenario scenario_of(ScenarioFile&& file);

// What every scenario needs.
void check_complete(const ScenarioFile& file, Problems& problems);

// Gives parameters their new values (see `set` in scenarios/LANGUAGE.md).
void apply(Scenario& scenario, std::vector<SetSpec>&& settings, Problems& problems);

// Every source must be `assumption`, `fit`, `read`, or an id of the evidence.
void check_sources(const Scenario& scenario, bool has_evidence, Problems& problems);

}  // namespace desist
