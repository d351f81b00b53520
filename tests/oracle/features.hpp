// Which features a model has, and what happened in it: the table that shows that random models try everything.
#pragma once

#include <map>
#include <string>

#include "tests/oracle/oracle.hpp"

namespace desist {

// By name, whether the pathway has it; the same names for every pathway.
std::map<std::string, bool> features_of(const Pathway& pathway);

// By name, whether it happened at least once; the same names for all.
std::map<std::string, bool> happenings_in(const Records& records);

}  // namespace desist
