// Expressions: numbers with units, names, and the few operations of SEMANTICS 11.1 and 2.2, as a tree.
//   84%   750 per month   8.85 GBP   dip-money / cost-per-post   1 - known-skip   min(a and b)   (a + b) * c
//   now + 14 days   later of release and now + served   2012-09-01   1_600 hours per year / hours of cell-cover
// Operators stand between spaces, because names may hold hyphens. No comma: arguments are joined by "and".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/problems.hpp"
#include "sim/base/time.hpp"

namespace desist {

// What a number measures: powers of time (seconds) and of money (GBP); a share was written with % and lies in [0, 1].
struct Unit {
    std::int8_t time = 0;
    std::int8_t money = 0;
    bool share = false;
    bool date = false;  // a point in time, not a number
    friend bool operator==(const Unit&, const Unit&) = default;
};
inline constexpr Unit factor_unit{};                         // a count or a factor: a bare number
inline constexpr Unit share_unit{0, 0, true, false};         // "84%", kept as 0.84
inline constexpr Unit duration_unit{1, 0, false, false};     // "9 hours", kept in seconds
inline constexpr Unit rate_unit{-1, 0, false, false};        // "750 per month", kept per second
inline constexpr Unit money_unit{0, 1, false, false};        // "8.85 GBP"
inline constexpr Unit money_rate_unit{-1, 1, false, false};  // "36_000 GBP per year", kept per second
inline constexpr Unit date_unit{0, 0, false, true};

std::string to_text(Unit unit);  // "a duration, such as 9 hours"

struct Expression {
    enum class Kind {
        number,  // number, unit
        date,    // number = days since 1970-01-01
        name,    // a parameter or an attribute
        now,     // the present instant
        add,
        subtract,
        multiply,
        divide,
        min,
        max,
        floor,
        round,
        later,
        earlier,   // of two dates; an unset one is skipped
        hours_of,  // the share of the run's time that the calendar `name` is open, as "hours of cell-cover"
    };
    Kind kind = Kind::number;
    double number = 0;
    Unit unit;
    std::string name;
    std::vector<Expression> operands;
    bool failed = false;  // stands for what could not be read: a harmless number whose unit is not to be judged
    Place at;
};

// Parses one number with its unit: "9 hours", "750 per month", "8.85 GBP", "84%", "40_000", "36_000 GBP per year".
// The one parser of units. Numbers: digits with optional '_' between digits, optional fraction, optional sign;
// never octal, hexadecimal, infinite or not-a-number.
// A rate may be negative only where `rates` says so (the growth of a law).
// On failure adds a problem at `at` and gives nothing.
enum class Rates { not_negative, any };
std::optional<Expression> parse_expression(std::string_view text, Place at, Problems& problems,
                                           Rates rates = Rates::not_negative);

// The expression as it would be written again.
std::string to_text(const Expression& expression);

}  // namespace desist
