// Calendars and profiles: hours, days and months laid out along the time of the run.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/pathway/builder.hpp"
#include "sim/scenario/calendar_words.hpp"

namespace desist {
namespace {

int weekday(Date date) { return static_cast<int>((date.days + 3) % 7 + 7) % 7; }  // Monday is 0

// The days of a list that are named by date: once, or each year.
class NamedDays {
public:
    void add(std::string_view text) {
        if (const std::optional<CalendarDay> day = parse_calendar_day(text)) days_.push_back(*day);
    }
    bool has(Date date) const {
        const CivilDate day = civil(date);
        return std::ranges::any_of(days_, [&](const CalendarDay& each) {
            return each.month == day.month && each.day == day.day && each.year.value_or(day.year) == day.year;
        });
    }

private:
    std::vector<CalendarDay> days_;
};

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
    NamedDays in, out;
    for (const Text& day : spec.on) in.add(day.text);
    for (const Text& except : spec.except) {
        if (parse_calendar_day(except.text)) {
            out.add(except.text);
        } else if (const CalendarId other = resolver_.calendar(except)) {
            const auto& others = days_of(other.index);
            left_out.insert(others.begin(), others.end());
        }
    }
    Weekdays every;
    for (const Text& day : spec.every)
        every |= parse_weekdays(day.text == "day" ? "mon-sun" : day.text).value_or(Weekdays{});
    const Date first = pathway_.clock.date(pathway_.begin), last = pathway_.clock.date(pathway_.end);
    for (Date day{first.days - 1}; day.days <= last.days + 366; ++day.days) {
        const bool opens = every[static_cast<std::size_t>(weekday(day))] || in.has(day);
        if (opens && !left_out.contains(day.days) && !out.has(day)) days.days.insert(days.days.end(), day.days);
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

namespace {

// The weight of every minute of the week, or of every month; `parse` gives the ones that a key names.
template <class Parse>
std::vector<double> weights_of(const ProfileSpec& spec, std::size_t size, Parse parse) {
    std::vector<double> weights(size, spec.otherwise ? spec.otherwise->number : 0);
    for (const ProfileSpec::Row& row : spec.rows)
        for (const Text& key : row.keys)
            if (const auto named = parse(key.text))
                for (std::size_t i = 0; i < size; ++i)
                    if (named->test(i)) weights[i] = row.weight.number;
    return weights;
}

}  // namespace

void PathwayBuilder::build_profile(const ProfileSpec& spec, Profile& profile) {
    profile.at = spec.at;
    profile.months = spec.months;
    std::vector<double> weights =
        spec.months ? weights_of(spec, 12, parse_months) : weights_of(spec, minutes_per_week, parse_week_hours);
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
