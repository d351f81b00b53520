// Numbers and units of measure as words: "40_000", "84%", "hours", "GBP per year". Used by the parsers of expressions
// and names.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/scenario/expression.hpp"

namespace desist {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Does this word begin as a number does?
bool looks_like_number(std::string_view word);

// A number with optional sign, '_' between digits and optional fraction; a closing % makes it a share. Nothing else:
// no leading zeros, no exponent, no infinity. Adds a problem and gives nothing on failure.
std::optional<Expression> parse_number(std::string_view word, Place at, Problems& problems);

// Seconds of a unit of time, singular or plural, or nothing.
std::optional<double> seconds_of(std::string_view unit);

// What a parameter may declare: "share", "count", "factor", "number", "GBP", "hours", "per month", "GBP per year", ...
// Nothing where it is no unit.
std::optional<Unit> declared_unit(std::string_view text);

// Why this word is no unit, and which was perhaps meant.
void refuse_unit(std::string_view word, Place at, Problems& problems);

// "9 hours", "750 per month", "84%", "36000 GBP per year": reads back as the same number.
std::string quantity_text(double number, Unit unit);

}  // namespace desist
