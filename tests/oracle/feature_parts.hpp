// Inside of features.hpp: where the features of a model are looked for.
#pragma once

#include "tests/oracle/features.hpp"

namespace desist {

extern const std::vector<const char*> feature_names;               // in the order of rules
Features standing_in(const Pathway& pathway);                      // in the model as it is written
Features told_by(const Pathway& pathway, const Records& records);  // by the records of its run

}  // namespace desist
