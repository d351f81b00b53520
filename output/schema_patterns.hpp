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
std::string share_text();                  // 84%
std::string duration_text(bool positive);  // 9 hours
std::string rate_text(bool positive);      // 750 per month
std::string date_text();                   // 2012-04-01
// 40_000: only with `_`, since others are numbers to an editor.
std::string grouped_number_text(bool whole);
std::string money_text(bool negative);        // 8.85 GBP, 36_000 GBP per year
std::string quantity_pattern(bool negative);  // a number with any unit
std::string formula_text();                   // a name, or values joined by signs, functions and brackets

// Whole patterns.
std::string name_pattern();
std::string value_name_pattern();  // may have capitals
std::string place_pattern();       // track/node
std::string key_pattern();         // a value, a band, `waiting for NODE`
std::string row_key_pattern();     // the same joined by `or`
std::string law_pattern(LawUse use);
std::string band_pattern();            // of whole numbers: 2+, 1-3, 0
std::string unit_pattern();            // GBP per year
std::string financial_year_pattern();  // 2012/13
std::string hours_pattern();           // 07:00-22:00
std::string calendar_day_pattern();    // 01-01 or 2012-06-05
std::string weekday_pattern();         // mon-fri
std::string week_hours_pattern();      // a row of a profile: sat or sun 18:00-24:00
std::string months_pattern();          // a row of a profile: jun-aug or dec

}  // namespace desist
