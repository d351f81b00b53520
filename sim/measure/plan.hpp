// What is counted, over whom, in which bins: the shape of a result, known before the run.
// A result is a dense array of whole numbers: a cell holds a numerator and a denominator. Sums of whole numbers do not
// depend on the order of adding, so they are the same for any number of threads.
//
// A measure of a scenario gives one or more figures, each a row of the result: the main one has the measure's name, the
// others stand beside it ("wait:median"). MeasureInfo and MeasureId are of figures.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/ids.hpp"
#include "sim/base/time.hpp"

namespace desist {

// How the value of a figure over a period comes from its cells.
enum class Form {
    per_year,  // numerators x scale a year (a year is twelve calendar months; of the run the part whose events count)
    level,     // numerators x scale (person-seconds) over the seconds of the period
    mean,      // numerators over denominators, x scale
    ratio,     // numerators of one figure over those of another, x scale
    less,      // value of one figure x scale, less that of another if there is one
    total,     // numerators x scale
    present,   // the same, each month discounted to the start of the run
    greatest,  // the greatest numerator x scale
    quantile,  // the point of a histogram (of the figure `numerator`, or its own) below which the share `at` lies
    estimate,  // numerator over denominator x scale; a second band holds its sampling variance in the same way
};
// By calendar month, or by financial year and for the whole run, where a figure is no sum over months.
enum class Shape { months, periods };

// One slice of the people: everybody (no attribute), or those with one value of an attribute.
struct Group {
    std::string attribute;  // empty: everybody
    std::string value;
};

struct MeasureInfo {
    std::string name;
    std::string label;  // plain words; the name when none were given
    std::string unit;   // of the reported value: "tests per year", "people", "%", "days"
    Form form = Form::per_year;
    Shape shape = Shape::months;
    double scale = 1;
    double at = 0;                  // quantile; present: the discount rate a year
    bool key = false;               // shown in the short table
    bool main = true;               // the measure's own figure
    bool share = false;             // the numerator counts some of the denominator
    bool stock = false;             // may still drift at the end of warm-up, which is watched
    bool skewed = false;            // over replications: its interval is by bootstrap
    bool additive = true;           // cells of the groups of an attribute add up to those of everybody
    std::vector<Group> groups{{}};  // the first is everybody
    std::uint32_t bands = 1;        // cells that a group has in a bin
    std::size_t bins = 0;           // months, or report periods
    std::size_t first_cell = 0;     // cells of this figure: groups x bands x bins, bins fastest; none with a numerator
    // Figures whose cells it takes: of a ratio and less; a quantile may have its histogram from the one, and the
    // greatest value, which it does not exceed, from the other.
    MeasureId numerator, denominator;
    Duration follow_up;  // how long after an event its outcome is known; later ones are not counted
    Time counted_from;   // events before it are not counted: warm-up is too short to look back from them
    bool has_cells() const { return !numerator; }
};

// The measured run cut into calendar months; the first and the last may be parts of a month.
struct Bins {
    Clock clock;
    Time end;                  // the horizon; nothing happens at it
    std::vector<Time> starts;  // of each month, the first at 0
    std::vector<Date> first_days;
    std::size_t size() const { return starts.size(); }
    Time end_of(std::size_t month) const { return month + 1 < starts.size() ? starts[month + 1] : end; }
    std::size_t bin_of(Time t) const;  // t in [0, end)
};
Bins month_bins(Clock clock, Time end);

// A stretch of months that results are reported for: a financial year wholly inside the run, or the whole run.
struct Period {
    std::string name;                 // "2012/13", "2012-04-01 to 2018-03-31"
    std::size_t first = 0, last = 0;  // months [first, last)
    bool whole_run = false;
};
std::vector<Period> report_periods(const Bins& bins);     // financial years in order, then the whole run
std::vector<Period> quarter_periods(const Bins& bins);    // whole calendar quarters in order: "2012 Q2"
double years_of(const Bins& bins, const Period& period);  // a financial year is one, whether it has 365 or 366 days
Duration length_of(const Bins& bins, const Period& period);

struct Layout {
    Bins bins;
    std::vector<MeasureInfo> measures;
    std::vector<Period> periods;  // report_periods(bins)
    std::size_t cells = 0;
    static std::size_t cells_of(const MeasureInfo& info) {
        return info.has_cells() ? info.groups.size() * info.bands * info.bins : 0;
    }
    static std::size_t cell(const MeasureInfo& info, std::size_t group, std::size_t band, std::size_t bin) {
        return info.first_cell + (group * info.bands + band) * info.bins + bin;
    }
    std::optional<MeasureId> named(const std::string& name) const;
};
// Gives each figure its bins and cells, once bins and figures are known.
void lay_out_cells(Layout& layout);

// The tallies of one replication.
struct Tally {
    std::vector<std::int64_t> numerators;    // Layout::cells of them
    std::vector<std::int64_t> denominators;  // the same shape; 0 where the form needs none
    // Of everybody, in the last and the last but one half year of warm-up: person-seconds of each population, two
    // numbers a figure, the earlier first. They show whether stocks still drift when measuring begins.
    std::vector<std::int64_t> warm_up;
};
inline constexpr std::int64_t half_year_seconds = 15'778'800;

// The value of a figure over a period, or nothing where it is not available: why_not says why.
std::optional<double> value_of(const Layout& layout, const Tally& tally, MeasureId figure, std::size_t group,
                               const Period& period);
// Why there is no value, in words: its follow-up ends after the run, there was nobody to count, it is kept for years
// only. A year whose last index events could not be followed up inside the run has none, because those that could are
// not like the others: who offends much comes first.
std::string why_not(const Layout& layout, MeasureId figure, const Period& period);

// Numerator and denominator of a figure over a period, of one band; what a share or an estimate within one replication
// rests on. Nothing when it has no cells of its own or the period is none of its bins.
struct Counts {
    std::int64_t numerator = 0, denominator = 0;
};
std::optional<Counts> counts_of(const Layout& layout, const Tally& tally, MeasureId figure, std::size_t group,
                                const Period& period, std::size_t band = 0);

// Histograms: band 0 holds 0; then sixteen bands to each doubling, from 1.
inline constexpr std::uint32_t bands_to_a_doubling = 16;
inline constexpr std::uint32_t histogram_bands = 1 + 32 * bands_to_a_doubling;  // up to 2^32: seconds of 136 years
std::uint32_t band_of(std::int64_t value);
double band_from(std::uint32_t band);  // its lower edge

}  // namespace desist
