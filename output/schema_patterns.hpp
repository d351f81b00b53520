// Regular expressions (ECMA 262) of what the schema lets stand as text. Each matches a whole text, spaces around it
// included, and never refuses what the reader takes; it may take more, since brackets and units are the reader's
// affair.
#pragma once

#include <string>

#include "sim/scenario/laws.hpp"

namespace desist {

// The text between the ends: "^\s*(...)\s*$".
std::string whole_text(const std::string& inside);

// Pieces.
std::string share_text();                     // 84%
std::string duration_text(bool positive);     // 9 hours
std::string rate_text(bool positive);         // 750 per month
std::string date_text();                      // 2012-04-01
std::string grouped_number_text(bool whole);  // 40_000: only with `_`, since others are numbers to an editor
std::string quantity_pattern();               // a number with any unit
std::string formula_text();                   // a name, or values joined by signs, functions and brackets

// Whole patterns.
std::string name_pattern();
std::string value_name_pattern();  // may have capitals
std::string place_pattern();       // track/node
std::string key_pattern();         // a value, a band, `waiting for NODE`
std::string row_key_pattern();     // the same joined by `or`; by and else
std::string law_pattern(LawUse use);

}  // namespace desist
