// The result as text: a table for people, and rows for spreadsheets and scripts.
#pragma once

#include <string>

#include "output/run_result.hpp"

namespace desist {

// Key measures (all measures when none is key) of everybody as rows, financial years as columns (the whole run when it
// holds no whole year), "mean ± half-width", and a note on what the half-width means. Lines of at most `width`
// characters.
std::string table_for_people(const RunResult& result, std::size_t width = 110);

// Tidy CSV (RFC 4180, lines end in LF): one row for each measure, period and group.
// Text of the user that a spreadsheet would take for a formula gets a leading '.
std::string summary_csv(const RunResult& result);

}  // namespace desist
