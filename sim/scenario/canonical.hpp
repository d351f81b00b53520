// What was written, as text again: values for people, everything else for telling two scenarios apart.
#pragma once

#include <string>

#include "sim/scenario/scenario.hpp"

namespace desist {

// The value as it would be written in a scenario, on one line: "84%", "{by: drug, opiate or crack: 2 per year, else:
// 0}".
std::string to_text(const ValueSpec& value);

// The law likewise: "lognormal(median 9 hours and p95 22 hours)", "{70%: fixed 3 days, 30%: exponential(90 days)}".
std::string to_text(const LawSpec& law);

// Everything that decides the results except the values of parameters, in one fixed form: the same for two scenarios
// that differ only in layout, comments, titles, labels, notes, sources, targets and the choice of key measures. Numbers
// are exact. For hashing, not for reading.
std::string canonical_text(const Scenario& scenario);

}  // namespace desist
