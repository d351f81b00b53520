// Where a Run comes from: just made, or read from the folder of its results. Both say the same of the same run.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "output/run_result.hpp"
#include "sim/study/forecast.hpp"
#include "sim/study/run.hpp"

namespace desist {

// The forecast must outlive the facts.
RunFacts facts_of(const Forecast& forecast, const std::string& scenario_file, const std::vector<Setting>& settings,
                  const StudyOptions& study);

Run run_of(const RunFacts& facts, const std::string& folder, std::vector<ReplicationResult> results);
Run run_of(const Forecast& forecast, const std::string& scenario_file, const StudyOptions& study,
           std::vector<ReplicationResult> results);

// A whole result. Throws CannotAccess with the file's name when there is none, when it is unfinished, was altered, or
// was written by something else. Cost: memory for all its cells.
Run read_run(const std::filesystem::path& folder);

}  // namespace desist
