// Which rules of SEMANTICS 2 to 10 a random model tries, by the number of the rule: what happened in its run, where
// records or the oracle can tell; else ("stands") what stands in the model. All features are listed, tried or not.
#pragma once

#include <map>
#include <string>

#include "tests/oracle/oracle.hpp"

namespace desist {

using Features = std::map<std::string, bool>;
Features features_of(const Pathway& pathway, const Records& records);

}  // namespace desist
