// Calendars and profiles: hours, days and months laid out along the time of the run.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "sim/pathway/builder.hpp"

namespace desist {
namespace {

constexpr std::array<std::string_view, 7> weekdays = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::array<std::string_view, 12> months = {"jan", "feb", "mar", "apr", "may", "jun",
                                                     "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::int64_t minutes_per_week = 7 * 1440;

int weekday(Date date) { return static_cast<int>((date.days + 3) % 7 + 7) % 7; }  // Monday is 0

template <std::size_t N>
int place_of(const std::array<std::string_view, N>& names, std::string_view name) {
    return static_cast<int>(std::find(names.begin(), names.end(), name) - names.begin());
}

// "fri", "mon-fri", "sat-mon": places, or nothing when a name is none.
template <std::size_t N>
std::vector<int> places_of(const std::array<std::string_view, N>& names, std::string_view text) {
    const std::size_t dash = text.find('-');
    const int first = place_of(names, text.substr(0, dash));
    const int last = dash == std::string_view::npos ? first : place_of(names, text.substr(dash + 1));
    constexpr int size = static_cast<int>(N);
    std::vector<int> places;
    if (first == size || last == size) return places;
    for (int i = first;; i = (i + 1) % size) {
        places.push_back(i);
        if (i == last) return places;
    }
}

// "18:00", up to "24:00", in minutes; -1 when it is no time of day.
int minutes_of(std::string_view text) {
    const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
    if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4)) return -1;
    const int minutes = ((text[0] - '0') * 10 + text[1] - '0') * 60 + (text[3] - '0') * 10 + text[4] - '0';
    return text[3] < '6' && minutes <= 1440 ? minutes : -1;
}

struct Stretch {
    std::int64_t from, to;  // minutes of the week; `to` may lie in the next
};

// What "sat 18:00-24:00", "mon-fri" or "22:00-06:00" stands for; nothing when it is none of these.
std::vector<Stretch> stretches_of(std::string_view key) {
    const std::size_t space = key.find(' ');
    std::string_view days = space == std::string_view::npos ? key : key.substr(0, space);
    std::string_view hours = space == std::string_view::npos ? "" : key.substr(space + 1);
    if (hours.empty() && days.find(':') != std::string_view::npos) std::swap(days, hours);
    std::int64_t from = 0, to = 1440;
    if (!hours.empty()) {
        from = hours.size() == 11 && hours[5] == '-' ? minutes_of(hours.substr(0, 5)) : -1;
        to = from < 0 ? -1 : minutes_of(hours.substr(6));
        if (from < 0 || to < 0 || from == to) return {};
        if (to < from) to += 1440;
    }
    std::vector<Stretch> all;
    for (int day : places_of(weekdays, days.empty() ? "mon-sun" : days))
        all.push_back({day * 1440 + from, day * 1440 + to});
    return all;
}

bool is_on(const Text& on, Date day) {
    if (on.text.size() == 10) return on.text == to_text(day);
    return to_text(day).substr(5) == on.text;
}

}  // namespace

bool Calendar::is_open(Time t) const { return opens(t) == t; }

Time Calendar::opens(Time t) const {
    const auto later =
        std::ranges::upper_bound(intervals, t, {}, [](const Interval& interval) { return interval.close; });
    return later == intervals.end() ? never : std::max(t, later->open);
}

Time Calendar::opens_next(Time t) const {
    const auto later =
        std::ranges::upper_bound(intervals, t, {}, [](const Interval& interval) { return interval.open; });
    return later == intervals.end() ? never : later->open;
}

// The days on which a calendar opens, exceptions left out.
const std::set<std::int64_t>& PathwayBuilder::days_of(std::size_t c) {
    CalendarDays& days = calendar_days_[c];
    const CalendarSpec& spec = scenario_.calendars[c];
    if (days.state == CalendarDays::State::busy)
        problems_.error(spec.at, fmt::format("calendar ‘{}’ leaves itself out in the end", spec.name.text));
    if (days.state != CalendarDays::State::unknown) return days.days;
    days.state = CalendarDays::State::busy;
    std::set<std::int64_t> left_out;
    std::vector<Text> dates;
    for (const Text& except : spec.except) {
        if (parse_date(except.text) || except.text.size() == 5) {
            dates.push_back(except);
        } else if (const CalendarId other = resolver_.calendar(except)) {
            const auto& others = days_of(other.index);
            left_out.insert(others.begin(), others.end());
        }
    }
    std::array<bool, 7> every{};
    for (const Text& day : spec.every)
        for (int place : places_of(weekdays, day.text == "day" ? "mon-sun" : day.text))
            every[static_cast<std::size_t>(place)] = true;
    const Date first = pathway_.clock.date(pathway_.begin), last = pathway_.clock.date(pathway_.end);
    const auto named = [](const std::vector<Text>& all, Date day) {
        return std::ranges::any_of(all, [&](const Text& on) { return is_on(on, day); });
    };
    for (Date day{first.days - 1}; day.days <= last.days + 366; ++day.days) {
        const bool in = every[static_cast<std::size_t>(weekday(day))] || named(spec.on, day);
        if (in && !left_out.contains(day.days) && !named(dates, day)) days.days.insert(day.days);
    }
    days.state = CalendarDays::State::known;
    return days.days;
}

void PathwayBuilder::build_calendars() {
    calendar_days_.resize(scenario_.calendars.size());
    for (std::size_t c = 0; c < scenario_.calendars.size(); ++c) {
        const CalendarSpec& spec = scenario_.calendars[c];
        Calendar& calendar = pathway_.calendars[c];
        calendar.at = spec.at;
        std::vector<CalendarSpec::Hours> hours = spec.open;
        if (hours.empty()) hours.emplace_back();
        for (const std::int64_t day : days_of(c)) {
            const Time midnight = pathway_.clock.at(Date{day});
            for (const CalendarSpec::Hours& h : hours)
                calendar.intervals.push_back({midnight + Duration{std::int64_t{h.from} * 60},
                                              midnight + Duration{(h.to + (h.to <= h.from ? 1440L : 0L)) * 60}});
        }
        join_intervals(calendar);
        std::int64_t open = 0;
        for (const Calendar::Interval& i : calendar.intervals)
            open +=
                std::max<std::int64_t>(0, std::min(i.close, pathway_.end).seconds - std::max(i.open, Time{0}).seconds);
        calendar.share_open =
            static_cast<double>(open) / static_cast<double>(std::max<std::int64_t>(1, pathway_.end.seconds));
        if (calendar.share_open == 0)
            problems_.warning(spec.at, fmt::format("calendar ‘{}’ is never open within the run", calendar.name));
    }
}

void PathwayBuilder::join_intervals(Calendar& calendar) {
    std::ranges::sort(calendar.intervals, {}, [](const Calendar::Interval& i) { return i.open; });
    std::vector<Calendar::Interval> joined;
    for (const Calendar::Interval& i : calendar.intervals) {
        if (!joined.empty() && i.open <= joined.back().close)
            joined.back().close = std::max(joined.back().close, i.close);
        else
            joined.push_back(i);
    }
    calendar.intervals = std::move(joined);
}

// The weight of every minute of the week.
std::vector<double> PathwayBuilder::weights_of_week(const ProfileSpec& spec) {
    std::vector<double> weights(minutes_per_week, -1);
    for (const ProfileSpec::Row& row : spec.rows) {
        for (const Text& key : row.keys) {
            const std::vector<Stretch> stretches = stretches_of(key.text);
            if (stretches.empty())
                problems_.error(key.at, fmt::format("‘{}’ is no stretch of the week", key.text),
                                "write fri, mon-fri, 22:00-06:00 or sat 18:00-24:00");
            bool again = false;
            for (const Stretch& s : stretches)
                for (std::int64_t m = s.from; m < s.to; ++m) {
                    double& weight = weights[static_cast<std::size_t>(m % minutes_per_week)];
                    again |= weight >= 0;
                    weight = row.weight.number;
                }
            if (again) problems_.error(key.at, fmt::format("‘{}’ covers hours that another row covers", key.text));
        }
    }
    return weights;
}

std::vector<double> PathwayBuilder::weights_of_months(const ProfileSpec& spec) {
    std::vector<double> weights(months.size(), -1);
    for (const ProfileSpec::Row& row : spec.rows) {
        for (const Text& key : row.keys) {
            const std::vector<int> places = places_of(months, key.text);
            if (places.empty())
                problems_.error(key.at, fmt::format("‘{}’ is no month", key.text), "write jan, or jun-aug");
            for (int m : places) {
                double& weight = weights[static_cast<std::size_t>(m)];
                if (weight >= 0) problems_.error(key.at, fmt::format("‘{}’ is given twice", key.text));
                weight = row.weight.number;
            }
        }
    }
    return weights;
}

void PathwayBuilder::build_profile(const ProfileSpec& spec, Profile& profile) {
    const std::size_t before = resolver_.trouble();
    profile.at = spec.at;
    profile.months = spec.months;
    std::vector<double> weights = spec.months ? weights_of_months(spec) : weights_of_week(spec);
    const bool gaps = std::ranges::any_of(weights, [](double w) { return w < 0; });
    if (resolver_.trouble() > before) return;
    if (gaps && !spec.otherwise)
        problems_.error(
            spec.at,
            fmt::format("profile ‘{}’ does not cover the whole {}", spec.name.text, spec.months ? "year" : "week"),
            "add an `else`");
    for (double& w : weights)
        if (w < 0) w = spec.otherwise ? spec.otherwise->number : 0;
    // Steps of the cycle: minutes of the week, or days of four calendar years (every fourth one has a leap day).
    const Date first = pathway_.clock.date(pathway_.begin);
    Date start{first.days - weekday(first)};
    std::vector<double> along;
    std::int64_t step = 60;
    if (spec.months) {
        start = date_of(civil(first).year, 1, 1);
        step = seconds_per_day;
        for (Date day = start; day < date_of(civil(first).year + 4, 1, 1); ++day.days)
            along.push_back(weights[static_cast<std::size_t>(civil(day).month - 1)]);
    } else {
        along = std::move(weights);
    }
    double sum = 0;
    for (double w : along) sum += w;
    if (sum <= 0) return problems_.error(spec.at, fmt::format("profile ‘{}’ is nothing at all times", spec.name.text));
    profile.cycle_start = pathway_.clock.at(start);
    profile.cycle = static_cast<std::int64_t>(along.size()) * step;
    const double mean = sum / static_cast<double>(along.size());
    for (std::size_t i = 0; i < along.size(); ++i)
        if (i == 0 || along[i] != along[i - 1])
            profile.steps.push_back({static_cast<std::int64_t>(i) * step, along[i] / mean});
}

void PathwayBuilder::build_profiles() {
    for (std::size_t p = 0; p < scenario_.profiles.size(); ++p)
        build_profile(scenario_.profiles[p], pathway_.profiles[p]);
}

}  // namespace desist
