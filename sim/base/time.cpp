#include "sim/base/time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace desist {
namespace {

std::chrono::year_month_day calendar_day(Date date) { return std::chrono::sys_days{std::chrono::days{date.days}}; }

// Reads a whole number of exactly these digits.
std::optional<int> digits(std::string_view text) {
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

struct NamedUnit {
    std::int64_t seconds;
    std::string_view name;
    bool tenths;  // may be written with one decimal
};

constexpr NamedUnit units[] = {{31'557'600, "year", true},
                               {2'629'800, "month", true},
                               {7 * seconds_per_day, "week", false},
                               {seconds_per_day, "day", true},
                               {3'600, "hour", true},
                               {60, "minute", true},
                               {1, "second", false}};

std::string with_unit(double value, std::string_view unit) {
    return fmt::format("{:.10g} {}{}", value, unit, std::abs(value) == 1 ? "" : "s");
}

bool reads_well(std::int64_t seconds, const NamedUnit& unit) {
    return seconds >= unit.seconds && (unit.tenths ? seconds % unit.seconds * 10 : seconds) % unit.seconds == 0;
}

// For lengths that no unit fits: "about 14.3 days".
std::string roughly(std::int64_t seconds) {
    for (const NamedUnit& unit : units) {
        const double value = static_cast<double>(seconds) / static_cast<double>(unit.seconds);
        if (unit.tenths && value >= 2) return "about " + with_unit(std::round(value * 10) / 10, unit.name);
    }
    return with_unit(static_cast<double>(seconds), "second");
}

}  // namespace

Date date_of(int year, int month, int day) {
    const std::chrono::year_month_day ymd{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                          std::chrono::day{static_cast<unsigned>(day)}};
    return {std::chrono::sys_days{ymd}.time_since_epoch().count()};
}

CivilDate civil(Date date) {
    const auto ymd = calendar_day(date);
    return {int{ymd.year()}, static_cast<int>(unsigned{ymd.month()}), static_cast<int>(unsigned{ymd.day()})};
}

std::optional<Date> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = digits(text.substr(0, 4)), month = digits(text.substr(5, 2)), day = digits(text.substr(8, 2));
    if (!year || !month || !day || *year == 0) return std::nullopt;
    const std::chrono::year_month_day ymd{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                          std::chrono::day{static_cast<unsigned>(*day)}};
    if (!ymd.ok()) return std::nullopt;
    return date_of(*year, *month, *day);
}

std::string to_text(Date date) {
    const CivilDate c = civil(date);
    return fmt::format("{:04}-{:02}-{:02}", c.year, c.month, c.day);
}

std::string to_text(Duration duration) {
    if (duration.seconds == 0) return "0 seconds";
    if (duration.seconds < 0) return "-" + to_text(Duration{-duration.seconds});
    for (const NamedUnit& unit : units) {
        if (unit.seconds == 1 && duration.seconds >= 10'000) break;
        if (!reads_well(duration.seconds, unit)) continue;
        return with_unit(static_cast<double>(duration.seconds) / static_cast<double>(unit.seconds), unit.name);
    }
    return roughly(duration.seconds);
}

Date add_months(Date date, int months) {
    const auto from = calendar_day(date);
    const auto month = std::chrono::year_month{from.year(), from.month()} + std::chrono::months{months};
    const std::chrono::year_month_day_last last{month.year(), std::chrono::month_day_last{month.month()}};
    const auto day = std::min(unsigned{from.day()}, unsigned{last.day()});
    return date_of(int{month.year()}, static_cast<int>(unsigned{month.month()}), static_cast<int>(day));
}

std::string financial_year_name(Date first_day) {
    const CivilDate c = civil(first_day);
    const int year = c.month >= 4 ? c.year : c.year - 1;
    return fmt::format("{}/{:02}", year, (year + 1) % 100);
}

Date Clock::date(Time t) const {
    const std::int64_t days = t.seconds / seconds_per_day - (t.seconds % seconds_per_day < 0 ? 1 : 0);
    return {start.days + days};
}

std::string Clock::text(Time t) const {
    if (t == never) return "never";
    const Date day = date(t);
    const std::int64_t second = t.seconds - (day.days - start.days) * seconds_per_day;
    return fmt::format("{} {:02}:{:02}:{:02}", to_text(day), second / 3600, second / 60 % 60, second % 60);
}

}  // namespace desist
