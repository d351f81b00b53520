// Time of the engine: whole seconds from `time.start`, the first measured instant; warm-up is negative (SEMANTICS 1).
// A day is 86,400 s, a year 365.25 days, a month a twelfth of a year. Dates are civil, without clock change.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace desist {

struct Duration {
    std::int64_t seconds = 0;
    friend constexpr auto operator<=>(Duration, Duration) = default;
    friend constexpr Duration operator+(Duration a, Duration b) { return {a.seconds + b.seconds}; }
    friend constexpr Duration operator-(Duration a, Duration b) { return {a.seconds - b.seconds}; }
};

struct Time {
    std::int64_t seconds = 0;
    friend constexpr auto operator<=>(Time, Time) = default;
    friend constexpr Time operator+(Time t, Duration d) { return {t.seconds + d.seconds}; }
    friend constexpr Time operator-(Time t, Duration d) { return {t.seconds - d.seconds}; }
    friend constexpr Duration operator-(Time a, Time b) { return {a.seconds - b.seconds}; }
};

inline constexpr std::int64_t seconds_per_day = 86'400;
inline constexpr double seconds_per_year = 365.25 * 86'400;
inline constexpr double seconds_per_month = seconds_per_year / 12;

// A time that is never reached: an unset date, a clock that cannot fire.
inline constexpr Time never{std::numeric_limits<std::int64_t>::max()};

// A civil date, as days since 1970-01-01 (proleptic Gregorian).
struct Date {
    std::int64_t days = 0;
    friend constexpr auto operator<=>(Date, Date) = default;
};

Date date_of(int year, int month, int day);
struct CivilDate {
    int year, month, day;
};
CivilDate civil(Date date);
std::optional<Date> parse_date(std::string_view text);  // "2012-04-01"; nothing when it is no such day
std::string to_text(Date date);                         // "2012-04-01"
std::string to_text(Duration duration);                 // "9 hours", "2.5 days": the largest unit that reads well
Date add_months(Date date, int months);                 // the same day of a later month (the first of months is meant)

// Financial year (April to March) as written in the source documents: "2012/13".
std::string financial_year_name(Date first_day);

// Turns dates into engine time and engine time into dates.
struct Clock {
    Date start;  // of time.start
    Time at(Date date) const { return {(date.days - start.days) * seconds_per_day}; }
    Date date(Time t) const;         // the civil day that holds t
    std::string text(Time t) const;  // "2012-04-01 13:05:00"
};

}  // namespace desist
