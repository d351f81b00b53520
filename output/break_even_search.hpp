// desist compare --break-even PARAMETER --measure M: runs base and option at trial values until they no longer differ.
#pragma once

#include <string>
#include <vector>

#include "output/command_line.hpp"
#include "output/compare_text.hpp"

namespace desist {

struct BreakEvenSearch {
    const Command& command;
    std::string base, option;       // scenario files
    std::vector<Setting> settings;  // of the option
    const Layout& layout;
};

// Where the option sets the parameter itself, the trial value is the option's alone; otherwise it is an assumption of
// both. Throws std::invalid_argument when there is no such parameter or measure, or the parameter has no range of
// numbers.
BreakEvenResult search_break_even(const BreakEvenSearch& search);

}  // namespace desist
