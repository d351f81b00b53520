// From files to one scenario: parts joined, policies applied, sources looked up.
#pragma once

#include <set>
#include <string>

#include "sim/scenario/scenario.hpp"
#include "sim/scenario/sections.hpp"

namespace desist {

// Adds the sections of one file. A name that is there already is a problem that tells the other place.
void join(Scenario& scenario, ScenarioFile&& file, Problems& problems);

// What every scenario needs; `sections` are the keys of all its files.
void check_complete(const std::set<std::string>& sections, Place file, Problems& problems);

// Gives parameters their new values (see `set` in scenarios/LANGUAGE.md).
void apply(Scenario& scenario, std::vector<SetSpec>&& settings, Problems& problems);

// Every source must be `assumption`, `fit`, `read`, or an id of the evidence.
void check_sources(const Scenario& scenario, bool has_evidence, Problems& problems);

}  // namespace desist
