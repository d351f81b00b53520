#include <algorithm>

#include "sim/base/check.hpp"
#include "sim/measure/plan.hpp"

namespace desist {

namespace {

Date first_of_next_month(Date day) {
    const CivilDate c = civil(day);
    return add_months(date_of(c.year, c.month, 1), 1);
}

Duration length_of(const Bins& bins, const Period& period) {
    return bins.end_of(period.last - 1) - bins.starts[period.first];
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

// How many years of events a period holds. A financial year is one year, whether it has 365 or 366 days.
double years_of(const Bins& bins, const Period& period) {
    if (!period.whole_run) return static_cast<double>(period.last - period.first) / 12;
    return static_cast<double>(length_of(bins, period).seconds) / seconds_per_year;
}

// Sum over the months of a period of one group's cells.
std::int64_t sum(const Layout& layout, const std::vector<std::int64_t>& cells, const MeasureInfo& measure,
                 std::size_t group, const Period& period) {
    const std::size_t row = measure.first_cell + group * layout.bins.size();
    check(row + period.last <= cells.size(), "a period or group that the tally does not have");
    std::int64_t total = 0;
    for (std::size_t month = period.first; month < period.last; ++month) total += cells[row + month];
    return total;
}

// What stands for one in the numerators of a measure.
double one_of(const MeasureInfo& measure) {
    return measure.kind == MeasureKind::expected ? static_cast<double>(expected_event) : 1;
}

std::optional<double> quotient(std::int64_t numerator, std::int64_t denominator, double factor) {
    if (denominator == 0) return std::nullopt;
    return factor * static_cast<double>(numerator) / static_cast<double>(denominator);
}

// The two measures of a ratio count the same groups; a measure that lacks the group has no such slice.
std::optional<std::size_t> same_group(const MeasureInfo& measure, const Group& wanted) {
    const auto is_wanted = [&](const Group& g) { return g.attribute == wanted.attribute && g.value == wanted.value; };
    const auto found = std::find_if(measure.groups.begin(), measure.groups.end(), is_wanted);
    if (found == measure.groups.end()) return std::nullopt;
    return static_cast<std::size_t>(found - measure.groups.begin());
}

std::optional<double> ratio_of(const Layout& layout, const Tally& tally, const MeasureInfo& ratio, std::size_t group,
                               const Period& period) {
    const MeasureInfo& above = layout.measures[ratio.numerator.index];
    const MeasureInfo& below = layout.measures[ratio.denominator.index];
    const auto above_group = same_group(above, ratio.groups[group]);
    const auto below_group = same_group(below, ratio.groups[group]);
    if (!above_group || !below_group) return std::nullopt;
    return quotient(sum(layout, tally.numerators, above, *above_group, period),
                    sum(layout, tally.numerators, below, *below_group, period), 100 * one_of(below) / one_of(above));
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

std::optional<double> value_of(const Layout& layout, const Tally& tally, MeasureId measure, std::size_t group,
                               const Period& period) {
    const MeasureInfo& info = layout.measures[measure.index];
    check(group < info.groups.size(), "a group that the measure does not have");
    if (info.kind == MeasureKind::ratio) return ratio_of(layout, tally, info, group, period);
    if (!period.whole_run && layout.bins.end_of(period.last - 1) + info.follow_up > layout.bins.end)
        return std::nullopt;

    const std::int64_t numerator = sum(layout, tally.numerators, info, group, period);
    switch (info.kind) {
        case MeasureKind::count:
        case MeasureKind::expected:
            return static_cast<double>(numerator) / one_of(info) / years_of(layout.bins, period);
        case MeasureKind::population:
        case MeasureKind::waiting:
            return quotient(numerator, length_of(layout.bins, period).seconds, 1);
        case MeasureKind::wait:
            return quotient(numerator, sum(layout, tally.denominators, info, group, period), 1 / info.seconds_per_unit);
        case MeasureKind::reoffending:
            return quotient(numerator, sum(layout, tally.denominators, info, group, period), 100);
        case MeasureKind::ratio:
            break;
    }
    throw InternalError("a kind of measure without a value");
}

}  // namespace desist
