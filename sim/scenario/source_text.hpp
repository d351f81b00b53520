// The bytes of an input file, before anything is parsed: read with a limit, then checked to be plain UTF-8 text.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "sim/base/problems.hpp"

namespace desist {

inline constexpr std::size_t largest_scenario_file = std::size_t{1} << 20;  // bytes
inline constexpr std::size_t largest_evidence_file = std::size_t{16} << 20;
inline constexpr std::size_t largest_people_file = std::size_t{64} << 20;
inline constexpr std::size_t longest_line = 16'384;  // bytes, of a scenario file

// Reads the file, at most one byte beyond `limit`. Throws CannotAccess: missing, a folder, unreadable.
std::string read_bytes(const std::filesystem::path& path, std::size_t limit);

// Adds a problem for each thing that plain text may not hold. True when there is none.
bool check_text(std::string_view text, std::uint32_t file, Problems& problems);

// The text without byte order mark and with line feeds alone at line ends: what parsers get. Positions stay.
std::string normalised(std::string_view text);

}  // namespace desist
