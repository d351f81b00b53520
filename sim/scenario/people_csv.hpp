// People one by one, from a CSV file.
#pragma once

#include <string>

#include "sim/base/problems.hpp"
#include "sim/scenario/scenario.hpp"

namespace desist {

inline constexpr std::size_t most_people = 2'000'000;
inline constexpr std::size_t longest_id = 200;  // characters

// The people of a stream. `file`: its name as the stream gives it; `csv`: its text (checked and normalised);
// `file_index`: of that text among the files of `problems`. The first row names the columns: `id` (there in every row,
// all different), perhaps `enters` (a date, or empty), attributes, tracks; what these mean is not looked at. Rows that
// do not fit are reported and left out, so that every row has a cell for each column.
PeopleSpec read_people(Text file, const std::string& csv, std::uint32_t file_index, Problems& problems);

}  // namespace desist
