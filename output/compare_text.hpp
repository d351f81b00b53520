// A comparison as text: for people, for spreadsheets, for machines.
#pragma once

#include <string>
#include <vector>

#include "sim/study/break_even.hpp"
#include "sim/study/comparison.hpp"

namespace desist {

// One option against the base.
struct Compared {
    Run run;
    std::string name;  // short, told apart from other options
    Comparison comparison;
    std::optional<Comparison> from_previous;  // --steps: against the step before it
};

struct BreakEvenResult {
    std::string parameter, measure, option, unit;  // unit of the measure
    std::string value, low, high;                  // of the parameter, as written in the language; empty: none found
    std::vector<std::pair<std::string, Difference>> trials;
};

struct CompareResult {
    Run base;
    std::vector<Compared> options;
    std::vector<std::string> broken;  // bounds of --fail-if that were broken, in words
    std::optional<BreakEvenResult> break_even;
    std::string out;
};

// For each option: key measures over the whole run and by financial year, "not distinguishable" in words; which inputs
// differ; what must be said with it.
std::string comparison_table(const CompareResult& result, std::size_t width = 110);
// Tidy: one row for each option, measure, period (years, quarters, the whole run) and group.
std::string comparison_csv(const CompareResult& result);
// An array `differences` with a row for each option, measure, period and group (quarters for everybody only; the CSV
// has them for groups too).
std::string comparison_json(const CompareResult& result);

// "1 year after the change" for a financial year, where the inputs differ from a date on; "" otherwise.
std::string years_since(const Comparison& comparison, const Bins& bins, const Period& period);

}  // namespace desist
