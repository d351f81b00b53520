// The report page: one HTML file that needs nothing else, for a run or for a comparison of options with a baseline.
//
// Everything is computed here; the page holds one block of JSON, and its script only draws. Names of the user appear as
// text only. A content security policy lets nothing run but the two scripts of the page and lets nothing be fetched.
// Every number of the page stands in a table too. Cost: milliseconds and at most about a megabyte.
#pragma once

#include <string>
#include <vector>

#include "sim/study/comparison.hpp"
#include "sim/study/run.hpp"

namespace desist {

std::string report_html(const Run& run);

// As many comparisons as options, in the same order, each made by compare(base, option).
std::string report_html(const Run& base, const std::vector<const Run*>& options,
                        const std::vector<Comparison>& comparisons);

}  // namespace desist
