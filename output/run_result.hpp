// What is known of a run: given to every writer of results.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/scenario.hpp"
#include "sim/study/run.hpp"
#include "sim/study/study.hpp"

namespace desist {

std::string_view program_version();  // "0.1.0"
std::string_view program_build();    // of its sources, 16 digits: the same sources, the same build

// What decides a result: the same facts give the same contents of the store.
struct RunFacts {
    std::string version, build;  // of the program
    std::string scenario_file;   // as given
    std::vector<Setting> settings;
    StudyOptions study;
    std::uint64_t inputs_hash = 0, structure_hash = 0;
    Time begin;  // of warm-up
    std::vector<InputValue> inputs;
    std::vector<Target> targets;
    const Scenario* scenario = nullptr;
    const Layout* layout = nullptr;
};

// A finished run.
struct RunResult {
    RunFacts facts;
    std::string out;                  // the folder of the results
    std::vector<Estimate> estimates;  // as summarise gives them
    std::uint64_t fingerprint = 0;    // of all replications together
    // About this one go; they differ from run to run and stay out of the store.
    std::string started;  // "2024-05-01T12:00:00Z"
    double seconds = 0;
    unsigned threads = 1;
};

// An input file's name relative to the scenario's folder: the machine's folders stay out of the results.
std::string portable_name(const std::string& input, const std::string& scenario_file);

}  // namespace desist
