#include "sim/scenario/calendar_words.hpp"

#include <algorithm>
#include <string>

#include "sim/scenario/quantity.hpp"

namespace desist {
namespace {

constexpr std::string_view day_words[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::string_view month_words[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                            "jul", "aug", "sep", "oct", "nov", "dec"};

template <std::size_t N>
std::optional<std::size_t> index_of(const std::string_view (&words)[N], std::string_view word) {
    const auto* found = std::find(std::begin(words), std::end(words), word);
    if (found == std::end(words)) return std::nullopt;
    return static_cast<std::size_t>(found - std::begin(words));
}

// "mon" or "mon-fri"; a range may go over the end. A range from a word to itself is none.
template <std::size_t N>
std::optional<std::bitset<N>> parse_range(const std::string_view (&words)[N], std::string_view text) {
    const std::size_t hyphen = text.find('-');
    const auto first = index_of(words, text.substr(0, hyphen));
    const auto last = hyphen == std::string_view::npos ? first : index_of(words, text.substr(hyphen + 1));
    if (!first || !last || (hyphen != std::string_view::npos && first == last)) return std::nullopt;
    std::bitset<N> all;
    for (std::size_t i = *first; i != *last; i = (i + 1) % N) all.set(i);
    all.set(*last);
    return all;
}

// Two digits, or nothing.
std::optional<int> two_digits(std::string_view text) {
    if (text.size() != 2 || !is_digit(text[0]) || !is_digit(text[1])) return std::nullopt;
    return (text[0] - '0') * 10 + (text[1] - '0');
}

// "07:30" as minutes; "24:00" is the end of the day.
std::optional<int> parse_minute(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto hour = two_digits(text.substr(0, 2)), minute = two_digits(text.substr(3));
    if (!hour || !minute || *minute > 59 || *hour * 60 + *minute > minutes_per_day) return std::nullopt;
    return *hour * 60 + *minute;
}

}  // namespace

std::optional<Weekdays> parse_weekdays(std::string_view text) { return parse_range(day_words, text); }

std::string_view weekday_word(int day) { return day_words[static_cast<std::size_t>(day)]; }

std::optional<DayHours> parse_day_hours(std::string_view text) {
    if (text.size() != 11 || text[5] != '-') return std::nullopt;
    const auto from = parse_minute(text.substr(0, 5)), to = parse_minute(text.substr(6));
    if (!from || !to || *from == minutes_per_day || *from == *to) return std::nullopt;
    return DayHours{*from, *to};
}

std::optional<WeekMinutes> parse_week_hours(std::string_view text) {
    std::optional<Weekdays> days = parse_weekdays(text.substr(0, text.find(' ')));
    std::optional<DayHours> hours = DayHours{};
    if (!days) {
        days = Weekdays{}.set();
        hours = parse_day_hours(text);
    } else if (const std::size_t space = text.find(' '); space != std::string_view::npos) {
        hours = parse_day_hours(text.substr(space + 1));
    }
    if (!hours) return std::nullopt;
    WeekMinutes all;
    const int length = hours->to > hours->from ? hours->to - hours->from : hours->to - hours->from + minutes_per_day;
    for (int day = 0; day < 7; ++day) {
        if (!days->test(static_cast<std::size_t>(day))) continue;
        const int begin = day * minutes_per_day + hours->from;
        for (int i = begin; i < begin + length; ++i) all.set(static_cast<std::size_t>(i % minutes_per_week));
    }
    return all;
}

std::optional<Months> parse_months(std::string_view text) { return parse_range(month_words, text); }

std::optional<CalendarDay> parse_calendar_day(std::string_view text) {
    if (const std::optional<Date> date = parse_date(text)) {
        const CivilDate day = civil(*date);
        return CalendarDay{day.year, day.month, day.day};
    }
    if (text.size() != 5 || !parse_date("2000-" + std::string{text})) return std::nullopt;
    return CalendarDay{std::nullopt, *two_digits(text.substr(0, 2)), *two_digits(text.substr(3))};
}

}  // namespace desist
