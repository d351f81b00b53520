// Two runs side by side: what a policy changes, pair by pair.
//
// Replication r of both runs has the same people with the same luck, so the difference of the two is the policy and the
// noise that is left over; its interval is that of the paired differences, far narrower than two intervals side by
// side.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/study/run.hpp"

namespace desist {

struct Difference {
    MeasureId measure;
    std::size_t group = 0;
    Period period;
    std::uint32_t pairs = 0;
    double base = 0, option = 0;               // means over the pairs
    double difference = 0, low = 0, high = 0;  // option less base, in the measure's unit; 95%, Student t of the pairs
    // In % of the base: ratio of means, interval by the delta method on the pairs (e.g. Cochran 1977, section 6.3).
    std::optional<double> relative, relative_low, relative_high;
    double paired_variance = 0;    // of one pair's difference
    double unpaired_variance = 0;  // what it would be had the two runs had luck of their own
    bool distinguishable = false;  // the interval leaves out zero (or every pair differs by the same amount, not zero)
};

// An input that differs: a parameter, or a part of the scenario that is no parameter.
struct InputDifference {
    std::string name;
    std::string from, to;  // as written; "" where there is none
    std::string source_from, source_to;
    std::string place_from, place_to;  // file:line
};

struct Comparison {
    std::vector<Difference> differences;  // measures in order, periods in order, groups in order
    std::vector<InputDifference> inputs;
    bool same_program = true;         // otherwise part of the difference may be the code
    bool same_results = false;        // every cell of every pair is equal
    std::optional<Date> change_from;  // the first date from which an input differs; nothing: all along
};

// The first date from which the inputs of two runs differ; nothing when they differ all along, or not at all.
std::optional<Date> change_from(const Run& base, const Run& option);

// Why these two cannot be paired: another seed, other times, other measures; nothing when they can.
std::optional<std::string> why_not_paired(const Run& base, const Run& option);

// Over the replications that both have. Needs at least two for intervals.
Comparison compare(const Run& base, const Run& option);

// Financial years, quarters and the whole run: what a comparison reports.
std::vector<Period> comparison_periods(const Bins& bins);

// Warnings that belong to a comparison: those of both runs, and a parameter without a source (or an assumption) that
// differs and so moves the answer.
std::vector<std::string> warnings_of(const Run& base, const Run& option, const Comparison& comparison);

// Where two runs first differ, in words; nothing when all their contents are the same (times of day are no contents).
std::optional<std::string> first_difference(const Run& a, const Run& b);

}  // namespace desist
