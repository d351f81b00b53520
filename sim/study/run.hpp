// A finished run, as a comparison or a report needs it, wherever it comes from: just made, or read from a store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/scenario.hpp"
#include "sim/study/study.hpp"

namespace desist {

// One parameter with all its dated values, written as in the language: "69%; from 2013-12-01: 41%".
struct InputValue {
    std::string name, value, source, quality, note;
    std::string place;         // file:line, where its value was last written
    std::string first_change;  // the first date on which it changes; empty: never
};

// Every parameter, in the order written. `files` are those that the scenario was read from: they name the places.
std::vector<InputValue> inputs_of(const Scenario& scenario, const Problems& files);

// Of all inputs that are no values of parameters and decide the results: equal for two scenarios whose paired runs
// differ by the values of parameters alone. Titles, labels, notes, targets and the choice of key measures are left out.
std::uint64_t structure_hash_of(const Scenario& scenario);

// A published figure that the scenario should reproduce (`targets` of the scenario).
struct Target {
    std::string name;
    MeasureId measure;
    std::string period;               // "2012/13"; empty: the whole run
    double value = 0, tolerance = 0;  // in the measure's unit
    std::string source, use, note;    // use: "fit" or "check"
};

struct Run {
    std::string version;  // of the program
    std::string build;    // of its sources: tells a change of code from a change of inputs
    std::string title;
    std::string scenario;  // as given
    std::string folder;    // where its results lie; empty: nowhere
    std::uint64_t seed = 0;
    std::uint32_t replications = 0;    // wanted; results may be fewer
    std::uint64_t inputs_hash = 0;     // of all inputs
    std::uint64_t structure_hash = 0;  // of all inputs that are no values of parameters
    Time begin;                        // of warm-up
    Layout layout;
    std::vector<InputValue> inputs;
    std::vector<Target> targets;
    std::vector<ReplicationResult> results;  // in the order of replications
};

// How near a run comes to one of its targets.
struct Fit {
    std::size_t target = 0;
    Estimate estimate;
    bool within = false;  // |mean - value| <= tolerance
};
std::vector<Fit> fit_to_targets(const Run& run);  // targets without an estimate are left out

// What must be said with every answer: stocks that still drift at the end of warm-up (by more than 2% in half a year,
// and distinguishably), rates with fewer than 100 events behind them in a year.
std::vector<std::string> warnings_of(const Run& run);

}  // namespace desist
