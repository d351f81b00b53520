// CSV as of RFC 4180, and the evidence register in it.
#pragma once

#include <string_view>
#include <vector>

#include "sim/base/problems.hpp"
#include "sim/scenario/scenario.hpp"

namespace desist {

// The rows of a CSV text (checked and normalised): fields between commas; quotes around a field may hold commas, line
// breaks and doubled quotes. Each field knows its place. A row with more or fewer fields than the first is a problem.
std::vector<std::vector<Text>> parse_csv(std::string_view text, std::uint32_t file, Problems& problems);

// The register: columns are found by the names in its first row. Ids must be there and differ.
std::vector<EvidenceRow> read_evidence(std::string_view text, std::uint32_t file, Problems& problems);

}  // namespace desist
