// What is counted, over whom, in which bins: the shape of a result, known before the run.
// A result is a dense array of whole numbers: cell (measure, group, month) holds a numerator and a denominator. Sums of
// whole numbers do not depend on the order of adding, so they are the same for any number of threads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/ids.hpp"
#include "sim/base/time.hpp"

namespace desist {

enum class MeasureKind { count, population, waiting, wait, ratio, reoffending, expected };

// Numbers of events, told as so many a year.
constexpr bool counts_events(MeasureKind kind) { return kind == MeasureKind::count || kind == MeasureKind::expected; }
// Expected events are tallied in billionths of an event.
inline constexpr std::int64_t expected_event = 1'000'000'000;

// One slice of the people: everybody (no attribute), or those with one value of an attribute.
struct Group {
    std::string attribute;  // empty: everybody
    std::string value;
};

struct MeasureInfo {
    std::string name;
    std::string label;  // plain words; the name when none were given
    std::string unit;   // of the reported value: "tests per year", "people", "%", "days"
    MeasureKind kind = MeasureKind::count;
    bool key = false;
    std::vector<Group> groups;         // the first is everybody
    std::size_t first_cell = 0;        // cells of this measure: groups x months, months fastest; ratios have none
    MeasureId numerator, denominator;  // of a ratio
    double seconds_per_unit = 1;       // wait: seconds in one reported unit
    Duration follow_up;                // reoffending: how long after an index event its outcome is known
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
std::vector<Period> report_periods(const Bins& bins);   // financial years in order, then the whole run
std::vector<Period> quarter_periods(const Bins& bins);  // whole calendar quarters in order: "2012 Q2"

struct Layout {
    Bins bins;
    std::vector<MeasureInfo> measures;
    std::size_t cells = 0;
};

// The tallies of one replication.
struct Tally {
    std::vector<std::int64_t> numerators;    // Layout::cells of them
    std::vector<std::int64_t> denominators;  // the same shape; 0 where the kind needs none
    // Of everybody, in the last and the last but one half year of warm-up: person-seconds of each population, two
    // numbers a measure, the earlier first. They show whether stocks still drift when measuring begins.
    std::vector<std::int64_t> warm_up;
};
inline constexpr std::int64_t half_year_seconds = 15'778'800;

// The value of a measure over a period, or nothing where there is nothing to divide by:
//   count        numerator a year (a year is twelve calendar months)
//   expected     numerator (billionths of an event) / 10^9 a year
//   population   numerator (person-seconds) over the seconds of the period; waiting likewise
//   wait         numerator (seconds) over denominator (starts), in the measure's unit
//   ratio        numerator of one measure over numerator of the other, in %, expected events as events
//   reoffending  numerator over denominator (index events), in %; nothing for a year whose last index events could not
//   be
//                followed up inside the run (those that could are not like the others: who offends much comes first)
std::optional<double> value_of(const Layout& layout, const Tally& tally, MeasureId measure, std::size_t group,
                               const Period& period);

}  // namespace desist
