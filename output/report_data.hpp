// What the report page says and draws, as plain values: numbers in words for people, and as numbers for the drawing.
// report_data.cpp and report_answer.cpp fill it in, report.cpp writes it into the page.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "sim/study/comparison.hpp"
#include "sim/study/run.hpp"

namespace desist::report {

inline constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

// A mean and its 95% interval; not-a-number where there is none.
struct Mean {
    double mean = nothing, low = nothing, high = nothing;
    double half_width() const { return (high - low) / 2; }  // not-a-number without an interval
};

struct Table {
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
};

// What the page is about: one run, or a baseline and its options.
struct Subject {
    const Run* base = nullptr;
    std::vector<const Run*> options;
    std::vector<Comparison> comparisons;
    std::vector<std::string> names;  // of base and options; none twice
    std::vector<MeasureId> shown;    // key measures; all measures when none is key
    Period headline;                 // the period of the answer: a financial year, or the whole run without one
    std::vector<const Run*> runs() const;
    bool compares() const { return !options.empty(); }
    const MeasureInfo& info(MeasureId m) const { return base->layout.measures[m.index]; }
};

// "Drug tests: 14,766 tests per year (95% interval 14,600 to 14,900)"
struct Figure {
    std::string measure, value, unit, interval;
};
// "lowers" "Drug tests" "by 9,221 tests per year (95% interval 9,100 to 9,340), from 14,766 to 5,545: 62% fewer"
struct Statement {
    std::string verb, measure, rest;
};
// What one option does.
struct Finding {
    std::string option, lead;
    std::vector<Statement> changes;
    std::vector<Statement> undecided;  // not distinguishable from the baseline; no verb
    std::vector<std::string> unknown;  // measures without a value in the period
};
struct Answer {
    std::string lead;
    std::vector<Figure> figures;    // of a run
    std::vector<Finding> findings;  // of a comparison, one for each option
};

struct YearRow {
    std::string measure, unit, run;  // run: name; empty on the page of one run
    std::vector<std::string> cells;  // one for each column
};

// One mark of the forest plot: the difference in % of the baseline.
struct ForestRow {
    std::size_t view = 0, period = 0, option = 0;
    std::string label;
    std::string base, other, difference, relative, words;
    Mean drawn;  // not-a-number: the baseline is zero
};
struct Forest {
    std::vector<std::string> views;  // "Key measures", "Drug tests, by district"
    std::vector<std::string> periods;
    std::size_t first_period = 0;  // shown first
    std::vector<ForestRow> rows;
};

struct Point {
    double at = 0;  // in years AD
    Mean value;
};
struct Series {
    std::string measure, unit, bins;  // bins: "by quarter"
    std::vector<std::vector<Point>> runs;
    Table table;
};
struct Tick {
    double at = 0;
    std::string label;
};
struct TimeAxis {
    double from = 0, to = 0;
    std::vector<Tick> ticks;
    std::vector<double> changes;  // where an option first differs
};

struct FunnelBar {
    double value = nothing;
    std::string text, share;  // "14,766", "32% of the step before"
};
struct FunnelStep {
    std::string measure, unit;
    std::vector<FunnelBar> runs;
};

struct FitRow {
    std::string target, measure, period, value, model, words, use,
        source;  // value: "47,000 arrests per year, tolerance 1,500"
    Mean drawn;  // distance from the target in tolerances; not-a-number with no tolerance
    bool within = false;
};

Subject subject_of(const Run& run);
Subject subject_of(const Run& base, const std::vector<const Run*>& options, const std::vector<Comparison>& comparisons);

// report_answer.cpp
Answer answer_of(const Subject& subject);

// report_data.cpp
std::optional<Mean> mean_of(const Run& run, MeasureId measure, std::size_t group, const Period& period);
std::vector<std::string> year_columns(const Subject& subject);
std::vector<YearRow> year_rows(const Subject& subject);
std::vector<FunnelStep> funnel_of(const Subject& subject);
std::vector<FitRow> fit_rows(const Run& run);
std::vector<std::string> warnings_for(const Subject& subject);
Table provenance_of(const Subject& subject);
std::vector<std::string> commands_for(const Subject& subject);

// report_series.cpp
TimeAxis time_axis_of(const Subject& subject);
std::vector<Series> series_of(const Subject& subject);
Forest forest_of(const Subject& subject);

// report_words.cpp: numbers as people read them
std::string plain(double value, double half_width);                         // "14,766"; a true minus sign
std::string with_sign(double value, double half_width);                     // "+14,766"
std::string with_unit(const std::string& number, const std::string& unit);  // "29.3%", "838 people"
std::string interval_words(const Mean& mean);  // "95% interval 14,600 to 14,900"; empty without one
std::string plus_minus(const Mean& mean);      // "14,766 ± 120"
std::string plus_minus(const Mean& mean, int decimals);
int common_decimals(const std::vector<std::optional<Mean>>& means);
std::string as_written(double value);                     // "0.4", "47,000": no more digits than it has
std::string percent(double share);                        // "62%", "1.4%", "less than 0.1%", never negative
std::string unit_of_difference(const MeasureInfo& info);  // "percentage points" for "%"
std::string difference_words(const MeasureInfo& info,
                             const Difference& d);                         // "-9,221 tests per year (95% interval ...)"
std::string relative_words(const MeasureInfo& info, const Difference& d);  // "62% fewer"; empty when unknown
std::string verdict(const Difference& d);                                  // "lower", "higher", "not distinguishable"

}  // namespace desist::report
