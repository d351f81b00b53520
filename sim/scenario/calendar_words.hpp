// Days and hours as words of calendars and profiles: "mon-fri", "22:00-07:00", "sat 18:00-24:00", "01-01", "jun-aug".
// Every function gives nothing where the text is none of these.
#pragma once

#include <bitset>
#include <optional>
#include <string_view>

#include "sim/base/time.hpp"

namespace desist {

inline constexpr int minutes_per_day = 1'440;
inline constexpr int minutes_per_week = 7 * minutes_per_day;

using Weekdays = std::bitset<7>;                    // from Monday
using WeekMinutes = std::bitset<minutes_per_week>;  // from Monday, 00:00
using Months = std::bitset<12>;                     // from January

std::optional<Weekdays> parse_weekdays(std::string_view text);  // "mon", "mon-fri", "sat-mon"
std::string_view weekday_word(int day);                         // 0: "mon"

// Minutes of the day; to <= from: into the next day. Begin and end differ.
struct DayHours {
    int from = 0;
    int to = minutes_per_day;
};
std::optional<DayHours> parse_day_hours(std::string_view text);  // "07:00-22:00"

// "sat", "mon-fri", "22:00-06:00", "sat 18:00-24:00": hours past midnight belong to the next day.
std::optional<WeekMinutes> parse_week_hours(std::string_view text);

std::optional<Months> parse_months(std::string_view text);  // "jan", "jun-aug", "nov-feb"

// "01-01" (every year; 29 February where there is one) or "2012-06-05".
struct CalendarDay {
    std::optional<int> year;
    int month = 1;
    int day = 1;
};
std::optional<CalendarDay> parse_calendar_day(std::string_view text);

}  // namespace desist
