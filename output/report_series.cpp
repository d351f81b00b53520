// The lines over time and the forest plot.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "output/report_data.hpp"

namespace desist::report {

namespace {

constexpr std::size_t most_charts = 12;
constexpr std::size_t enough_quarters = 8;

constexpr std::array<const char*, 12> month_names = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
const char* month_name(Date day) { return month_names[static_cast<std::size_t>(civil(day).month - 1)]; }

// In years AD, months being twelfths: good enough to draw.
double at(Date day) {
    const CivilDate c = civil(day);
    return c.year + (c.month - 1) / 12.0 + (c.day - 1) / 372.0;
}

std::vector<Period> whole_months(const Bins& bins) {
    std::vector<Period> months;
    for (std::size_t m = 0; m < bins.size(); ++m) {
        const CivilDate c = civil(bins.first_days[m]);
        const Time due = bins.clock.at(add_months(date_of(c.year, c.month, 1), 1));
        if (c.day != 1 || due - bins.end_of(m) >= Duration{seconds_per_day}) continue;
        months.push_back({fmt::format("{} {}", month_name(bins.first_days[m]), c.year), m, m + 1, false});
    }
    return months;
}

std::vector<Period> named_quarters(const Bins& bins) {
    std::vector<Period> quarters = quarter_periods(bins);
    for (Period& q : quarters) {
        const Date first = bins.first_days[q.first];
        q.name =
            fmt::format("{}–{} {}", month_name(first), month_name(bins.first_days[q.first + 2]), civil(first).year);
    }
    return quarters;
}

struct Cut {
    std::vector<Period> periods;
    std::string words;
};

// Reoffending is shown by financial year only: who enters a cohort in its first quarter is not like who enters in its
// last.
Cut cut_for(const MeasureInfo& info, const Bins& bins) {
    if (info.follow_up.seconds > 0 || info.shape == Shape::periods) {
        std::vector<Period> years = report_periods(bins);
        years.pop_back();
        return {years, "by financial year"};
    }
    const std::vector<Period> quarters = named_quarters(bins);
    if (quarters.size() >= enough_quarters)
        return {quarters, info.form == Form::per_year ? "by quarter, as a yearly rate" : "by quarter"};
    return {whole_months(bins), info.form == Form::per_year ? "by month, as a yearly rate" : "by month"};
}

double middle(const Bins& bins, const Period& p) {
    return at(bins.first_days[p.first]) + static_cast<double>(p.last - p.first) / 24;
}

Series series_for(const Subject& subject, MeasureId m) {
    const Bins& bins = subject.base->layout.bins;
    const MeasureInfo& info = subject.info(m);
    const Cut cut = cut_for(info, bins);
    const std::vector<const Run*> runs = subject.runs();
    Series series{info.label, info.unit, cut.words, std::vector<std::vector<Point>>(runs.size()), {{"Period"}, {}}};
    for (const std::string& name : subject.names)
        series.table.columns.push_back(
            with_unit(subject.compares() ? name : "Mean", info.unit.empty() ? "" : "(" + info.unit + ")"));
    for (const Period& period : cut.periods) {
        std::vector<std::string> row{period.name};
        bool any = false;
        for (std::size_t r = 0; r < runs.size(); ++r) {
            const auto mean = mean_of(*runs[r], m, 0, period);
            row.push_back(mean ? plus_minus(*mean) : "–");
            if (mean) series.runs[r].push_back({middle(bins, period), *mean});
            any = any || mean;
        }
        if (any) series.table.rows.push_back(std::move(row));
    }
    return series;
}

std::string group_name(const Group& group) { return group.value.empty() ? "everybody" : group.value; }

// Where in `names` a name stands; it is added when it is new.
std::size_t place_in(std::vector<std::string>& names, const std::string& name) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) names.push_back(name);
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

ForestRow row_of(const MeasureInfo& info, const Difference& d) {
    ForestRow row;
    const double half = (d.high - d.low) / 2;
    row.label = d.group == 0 ? info.label : group_name(info.groups[d.group]);
    row.base = with_unit(plain(d.base, half), info.unit);
    row.other = with_unit(plain(d.option, half), info.unit);
    row.difference = difference_words(info, d);
    row.relative = relative_words(info, d);
    row.words = verdict(d);
    if (d.relative) row.drawn = {*d.relative, d.relative_low.value_or(nothing), d.relative_high.value_or(nothing)};
    return row;
}

}  // namespace

TimeAxis time_axis_of(const Subject& subject) {
    const Bins& bins = subject.base->layout.bins;
    TimeAxis axis;
    if (bins.size() == 0) return axis;
    axis.from = at(bins.first_days.front());
    axis.to = at(bins.clock.date(Time{bins.end.seconds - 1})) + 1.0 / 372;
    const bool is_long = bins.size() > 30;
    for (const Date day : bins.first_days) {
        const CivilDate c = civil(day);
        if (c.day == 1 && (c.month == 4 || (!is_long && c.month % 3 == 1)))
            axis.ticks.push_back({at(day), fmt::format("{} {}", month_name(day), c.year)});
    }
    for (const Comparison& c : subject.comparisons)
        if (c.change_from && at(*c.change_from) > axis.from) axis.changes.push_back(at(*c.change_from));
    return axis;
}

std::vector<Series> series_of(const Subject& subject) {
    std::vector<Series> all;
    for (const MeasureId m : subject.shown) {
        if (all.size() == most_charts) break;
        Series series = series_for(subject, m);
        if (!series.table.rows.empty()) all.push_back(std::move(series));
    }
    return all;
}

// Key measures in every financial year and the whole run; their groups in the period of the answer and the whole run.
Forest forest_of(const Subject& subject) {
    Forest forest{{"Key measures, everybody"}, {}, 0, {}};
    if (!subject.compares()) return forest;
    for (const Period& p : report_periods(subject.base->layout.bins)) forest.periods.push_back(p.name);
    forest.first_period = place_in(forest.periods, subject.headline.name);
    for (const MeasureId m : subject.shown) {
        for (std::size_t o = 0; o < subject.options.size(); ++o) {
            for (const Difference& d : subject.comparisons[o].differences) {
                if (d.measure.index != m.index) continue;
                const auto period = std::find(forest.periods.begin(), forest.periods.end(), d.period.name);
                if (period == forest.periods.end()) continue;  // a quarter
                if (d.group != 0 && !d.period.whole_run && d.period.name != subject.headline.name) continue;
                const MeasureInfo& info = subject.info(m);
                ForestRow row = row_of(info, d);
                if (d.group != 0)
                    row.view = place_in(forest.views, info.label + ", by " + info.groups[d.group].attribute);
                row.period = static_cast<std::size_t>(period - forest.periods.begin());
                row.option = o;
                forest.rows.push_back(std::move(row));
            }
        }
    }
    return forest;
}

}  // namespace desist::report
