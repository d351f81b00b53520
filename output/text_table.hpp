// A table laid out as plain text for people.
#pragma once

#include <string>
#include <vector>

namespace desist {

struct TextTable {
    std::vector<std::string> columns;            // their heads
    std::vector<std::vector<std::string>> rows;  // each starts with the name of the row, then a cell for each column
};

// Names to the left and wrapped when long, cells to the right. Where the columns do not fit on lines of `width`
// characters, several blocks of columns follow each other.
std::string lay_out(const TextTable& table, std::size_t width);

}  // namespace desist
