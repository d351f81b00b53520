// From cells to values.
#include <algorithm>
#include <bit>
#include <cmath>

#include "sim/base/check.hpp"
#include "sim/measure/plan.hpp"
#include "sim/random/elementary.hpp"

namespace desist {

namespace {

std::optional<double> quotient(std::int64_t numerator, std::int64_t denominator, double factor) {
    if (denominator == 0) return std::nullopt;
    return factor * static_cast<double>(numerator) / static_cast<double>(denominator);
}

// Where a period lies among the bins of a figure: months [first, last), or one of the report periods.
struct BinRange {
    std::size_t first = 0, last = 0;
};
std::optional<BinRange> range_of(const Layout& layout, const MeasureInfo& info, const Period& period) {
    if (info.shape == Shape::months) return BinRange{period.first, period.last};
    for (std::size_t p = 0; p < layout.periods.size(); ++p) {
        const Period& known = layout.periods[p];
        if (known.first == period.first && known.last == period.last && known.whole_run == period.whole_run)
            return BinRange{p, p + 1};
    }
    return std::nullopt;
}

// The two figures count the same groups; one that lacks the group has no such slice.
std::optional<std::size_t> same_group(const MeasureInfo& info, const Group& wanted) {
    const auto is_wanted = [&](const Group& g) { return g.attribute == wanted.attribute && g.value == wanted.value; };
    const auto found = std::find_if(info.groups.begin(), info.groups.end(), is_wanted);
    if (found == info.groups.end()) return std::nullopt;
    return static_cast<std::size_t>(found - info.groups.begin());
}

// Each month's money counts as spent in its middle.
double present_value(const Layout& layout, const Tally& tally, const MeasureInfo& info, std::size_t group,
                     const Period& period) {
    const MeasureInfo& holder = info.has_cells() ? info : layout.measures[info.numerator.index];
    double all = 0;
    for (std::size_t month = period.first; month < period.last; ++month) {
        const auto middle =
            static_cast<double>(layout.bins.starts[month].seconds + layout.bins.end_of(month).seconds) / 2;
        all += static_cast<double>(tally.numerators[Layout::cell(holder, group, 0, month)]) /
               elementary::pow(1 + info.at, middle / seconds_per_year);
    }
    return all * info.scale;
}

// The point is found in its band by a straight line.
std::optional<double> quantile_of(const Layout& layout, const Tally& tally, const MeasureInfo& info,
                                  const MeasureInfo& holder, std::size_t group, const BinRange& bins) {
    std::vector<std::int64_t> counts(holder.bands, 0);
    std::int64_t all = 0;
    for (std::uint32_t band = 0; band < holder.bands; ++band)
        for (std::size_t bin = bins.first; bin < bins.last; ++bin) {
            const std::int64_t n = tally.numerators[layout.cell(holder, group, band, bin)];
            counts[band] += n;
            all += n;
        }
    if (all == 0) return std::nullopt;
    const double wanted = info.at * static_cast<double>(all);
    double below = 0;
    for (std::uint32_t band = 0; band < holder.bands; ++band) {
        const auto here = static_cast<double>(counts[band]);
        if (here > 0 && below + here >= wanted) {
            if (band == 0) return 0;
            const double from = band_from(band), to = band_from(band + 1);
            return info.scale * (from + (to - from) * (wanted - below) / here);
        }
        below += here;
    }
    return std::nullopt;
}

// The line through the last band may lead beyond the greatest value that is in it.
double not_beyond_greatest(const Layout& layout, const Tally& tally, const MeasureInfo& info, std::size_t group,
                           const Period& period, double point) {
    if (!info.denominator || layout.measures[info.denominator.index].form != Form::greatest) return point;
    const auto greatest = counts_of(layout, tally, info.denominator, group, period);
    if (!greatest || greatest->denominator == 0) return point;
    return std::min(point, static_cast<double>(greatest->numerator) * info.scale);
}

bool follows_beyond(const Layout& layout, const MeasureInfo& info, const Period& period) {
    return info.follow_up.seconds > 0 && !period.whole_run &&
           layout.bins.end_of(period.last - 1) + info.follow_up > layout.bins.end;
}

bool looks_back_beyond(const Layout& layout, const MeasureInfo& info, const Period& period) {
    return !period.whole_run && layout.bins.starts[period.first] < info.counted_from;
}

// Of the whole run only the part whose events are counted.
std::optional<double> a_year(const Layout& layout, const MeasureInfo& info, const Period& period, double number) {
    if (!period.whole_run) return number / years_of(layout.bins, period);
    const Duration counted = layout.bins.end - info.follow_up - info.counted_from;
    if (counted.seconds <= 0) return std::nullopt;
    return number / (static_cast<double>(counted.seconds) / seconds_per_year);
}

// What has no value by itself has none in a ratio either.
bool is_mean_of_none(const Layout& layout, MeasureId id, const Counts& counts) {
    return layout.measures[id.index].form == Form::mean && counts.denominator == 0;
}

std::optional<double> ratio_of(const Layout& layout, const Tally& tally, const MeasureInfo& ratio, std::size_t group,
                               const Period& period) {
    const auto above_group = same_group(layout.measures[ratio.numerator.index], ratio.groups[group]);
    const auto below_group = same_group(layout.measures[ratio.denominator.index], ratio.groups[group]);
    if (!above_group || !below_group) return std::nullopt;
    const auto above = counts_of(layout, tally, ratio.numerator, *above_group, period);
    const auto below = counts_of(layout, tally, ratio.denominator, *below_group, period);
    if (!above || !below) return std::nullopt;
    if (is_mean_of_none(layout, ratio.numerator, *above) || is_mean_of_none(layout, ratio.denominator, *below))
        return std::nullopt;
    return quotient(above->numerator, below->numerator, ratio.scale);
}

std::optional<double> less_of(const Layout& layout, const Tally& tally, const MeasureInfo& info, std::size_t group,
                              const Period& period) {
    const auto first_group = same_group(layout.measures[info.numerator.index], info.groups[group]);
    if (!info.denominator) {
        const auto value = first_group ? value_of(layout, tally, info.numerator, *first_group, period) : std::nullopt;
        return value ? std::optional(*value * info.scale) : std::nullopt;
    }
    const auto second_group = same_group(layout.measures[info.denominator.index], info.groups[group]);
    if (!first_group || !second_group) return std::nullopt;
    const auto first = value_of(layout, tally, info.numerator, *first_group, period);
    const auto second = value_of(layout, tally, info.denominator, *second_group, period);
    if (!first || !second) return std::nullopt;
    return *first * info.scale - *second;
}

}  // namespace

std::optional<MeasureId> Layout::named(const std::string& name) const {
    for (std::size_t m = 0; m < measures.size(); ++m)
        if (measures[m].name == name) return MeasureId(m);
    return std::nullopt;
}

void lay_out_cells(Layout& layout) {
    layout.cells = 0;
    layout.periods = report_periods(layout.bins);
    for (MeasureInfo& info : layout.measures) {
        info.bins = info.shape == Shape::months ? layout.bins.size() : layout.periods.size();
        info.first_cell = layout.cells;
        layout.cells += layout.cells_of(info);
    }
}

std::optional<Counts> counts_of(const Layout& layout, const Tally& tally, MeasureId figure, std::size_t group,
                                const Period& period, std::size_t band) {
    const MeasureInfo& asked = layout.measures.at(figure.index);
    if (asked.form == Form::ratio || asked.form == Form::less) return std::nullopt;
    const MeasureInfo& info = asked.has_cells() ? asked : layout.measures[asked.numerator.index];
    const auto bins = range_of(layout, info, period);
    if (!info.has_cells() || !bins || band >= info.bands) return std::nullopt;
    check(group < info.groups.size() && layout.cell(info, group, band, bins->last - 1) < tally.numerators.size(),
          "a period or group that the tally does not have");
    Counts counts;
    for (std::size_t bin = bins->first; bin < bins->last; ++bin) {
        const std::size_t cell = layout.cell(info, group, band, bin);
        if (info.form == Form::greatest)
            counts.numerator = std::max(counts.numerator, tally.numerators[cell]);
        else
            counts.numerator += tally.numerators[cell];
        counts.denominator += tally.denominators[cell];
    }
    return counts;
}

std::optional<double> value_of(const Layout& layout, const Tally& tally, MeasureId figure, std::size_t group,
                               const Period& period) {
    const MeasureInfo& info = layout.measures.at(figure.index);
    if (follows_beyond(layout, info, period) || looks_back_beyond(layout, info, period)) return std::nullopt;
    if (info.form == Form::ratio) return ratio_of(layout, tally, info, group, period);
    if (info.form == Form::less) return less_of(layout, tally, info, group, period);
    if (info.form == Form::quantile) {
        const MeasureInfo& holder = info.has_cells() ? info : layout.measures[info.numerator.index];
        const auto bins = range_of(layout, holder, period);
        if (!bins) return std::nullopt;
        const auto point = quantile_of(layout, tally, info, holder, group, *bins);
        return point ? std::optional(not_beyond_greatest(layout, tally, info, group, period, *point)) : point;
    }
    const auto counts = counts_of(layout, tally, figure, group, period);
    if (!counts) return std::nullopt;
    const double numerator = static_cast<double>(counts->numerator) * info.scale;
    switch (info.form) {
        case Form::per_year:
            return a_year(layout, info, period, numerator);
        case Form::level:
            return numerator / static_cast<double>(length_of(layout.bins, period).seconds);
        case Form::mean:
        case Form::estimate:
            return quotient(counts->numerator, counts->denominator, info.scale);
        case Form::total:
            return numerator;
        case Form::present:
            return present_value(layout, tally, info, group, period);
        case Form::greatest:
            if (counts->denominator == 0) return std::nullopt;
            return numerator;
        default:
            break;
    }
    throw InternalError("a form of figure without a value");
}

std::string why_not(const Layout& layout, MeasureId figure, const Period& period) {
    const MeasureInfo& info = layout.measures.at(figure.index);
    if (follows_beyond(layout, info, period)) return "the follow-up of its last index events ends after the run";
    if (looks_back_beyond(layout, info, period)) return "warm-up is too short to look back from its first events";
    const MeasureInfo& holder = info.has_cells() ? info : layout.measures[info.numerator.index];
    if (!range_of(layout, holder, period)) return "kept for financial years and the whole run only";
    if (info.form == Form::less) return "one of the two measures is not available";
    return "there was nothing to divide by";
}

std::uint32_t band_of(std::int64_t value) {
    if (value <= 0) return 0;
    const auto number = static_cast<std::uint64_t>(value);
    const auto doubling = static_cast<std::uint32_t>(std::bit_width(number) - 1);
    // The part above the power of two, in sixteenths of it.
    const std::uint64_t rest = number - (std::uint64_t{1} << doubling);
    const auto part = static_cast<std::uint32_t>((rest * bands_to_a_doubling) >> doubling);
    return std::min(1 + doubling * bands_to_a_doubling + part, histogram_bands - 1);
}

double band_from(std::uint32_t band) {
    if (band == 0) return 0;
    const std::uint32_t doubling = (band - 1) / bands_to_a_doubling, part = (band - 1) % bands_to_a_doubling;
    return static_cast<double>(std::uint64_t{1} << doubling) * (1 + static_cast<double>(part) / bands_to_a_doubling);
}

}  // namespace desist
