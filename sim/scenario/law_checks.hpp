// What can be said about a law before names are resolved: whether it may stand here, and whether its literal arguments
// make sense together.
#pragma once

#include "sim/scenario/laws.hpp"

namespace desist {

// Why this law may not stand there; empty if it may.
std::string misplaced_law(std::string_view law, LawUse use);

// False when a problem was added.
bool check_law(const LawSpec& law, LawUse use, Problems& problems);

}  // namespace desist
