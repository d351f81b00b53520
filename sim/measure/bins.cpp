#include <algorithm>

#include "sim/base/check.hpp"
#include "sim/measure/plan.hpp"

namespace desist {

namespace {

Date first_of_next_month(Date day) {
    const CivilDate c = civil(day);
    return add_months(date_of(c.year, c.month, 1), 1);
}

// A run of n years is n times 365.25 days, so it may end some hours before the civil year does. Such a year counts as
// whole.
bool ends_in_time(const Bins& bins, std::size_t last_month) {
    const Time due = bins.clock.at(first_of_next_month(bins.first_days[last_month]));
    return due - bins.end_of(last_month) < Duration{seconds_per_day};
}

Period financial_year(const Bins& bins, std::size_t april) {
    return {
        .name = financial_year_name(bins.first_days[april]), .first = april, .last = april + 12, .whole_run = false};
}

Period whole_run(const Bins& bins) {
    const Date last_day = bins.clock.date(Time{bins.end.seconds - 1});
    return {.name = to_text(bins.clock.start) + " to " + to_text(last_day),
            .first = 0,
            .last = bins.size(),
            .whole_run = true};
}

}  // namespace

std::size_t Bins::bin_of(Time t) const {
    check(t >= Time{0} && t < end, "a time outside the measured run");
    return static_cast<std::size_t>(std::upper_bound(starts.begin(), starts.end(), t) - starts.begin()) - 1;
}

Bins month_bins(Clock clock, Time end) {
    check(end > Time{0}, "a measured run without length");
    Bins bins{.clock = clock, .end = end, .starts = {}, .first_days = {}};
    for (Date day = clock.start; clock.at(day) < end; day = first_of_next_month(day)) {
        bins.starts.push_back(clock.at(day));
        bins.first_days.push_back(day);
    }
    return bins;
}

std::vector<Period> report_periods(const Bins& bins) {
    std::vector<Period> periods;
    for (std::size_t month = 0; month + 12 <= bins.size(); ++month) {
        const CivilDate first = civil(bins.first_days[month]);
        if (first.month == 4 && first.day == 1 && ends_in_time(bins, month + 11)) {
            periods.push_back(financial_year(bins, month));
        }
    }
    periods.push_back(whole_run(bins));
    return periods;
}

std::vector<Period> quarter_periods(const Bins& bins) {
    std::vector<Period> periods;
    for (std::size_t month = 0; month + 3 <= bins.size(); ++month) {
        const CivilDate first = civil(bins.first_days[month]);
        if (first.day == 1 && first.month % 3 == 1 && ends_in_time(bins, month + 2))
            periods.push_back(
                {std::to_string(first.year) + " Q" + std::to_string((first.month + 2) / 3), month, month + 3, false});
    }
    return periods;
}

double years_of(const Bins& bins, const Period& period) {
    if (!period.whole_run) return static_cast<double>(period.last - period.first) / 12;
    return static_cast<double>(length_of(bins, period).seconds) / seconds_per_year;
}

Duration length_of(const Bins& bins, const Period& period) {
    return bins.end_of(period.last - 1) - bins.starts[period.first];
}

}  // namespace desist
