// Many runs of variants of one scenario on threads: what every study beyond a single run is made of.
//
// A run is a variant with all its replications. Its outcome depends on the variant, the seed and the number of
// replications alone, so outcomes may come in any order, be left out and be added later.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <limits>
#include <vector>

#include "sim/study/forecast.hpp"

namespace desist {

struct Variant {
    std::uint32_t run = 0;  // its number in the study
    std::filesystem::path file;
    std::vector<Setting> settings;
};

// What is kept of a run: for each replication and cell the value, not-a-number where there is none. Cells are figures
// by period of everybody: figure by figure, within it the report periods, the whole run last.
struct RunOutcome {
    std::uint32_t run = 0;
    std::uint64_t inputs_hash = 0;
    std::vector<std::uint64_t> fingerprints;  // by replication
    std::vector<std::vector<double>> values;  // by replication, then cell
};

struct BatchOptions {
    std::uint64_t seed = 1;
    std::uint32_t replications = 20;
    unsigned threads = 1;
    std::vector<MeasureId> figures;  // of the baseline's layout, by whose names those of a variant are found
    const Layout* layout = nullptr;  // the baseline's
    const std::atomic<bool>* stop = nullptr;
};

// A variant that could not be prepared, or whose results cannot be held against the baseline's; what() says which.
struct VariantRefused : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Calls `done` once for each run, as each is finished, by one thread at a time. An exception of a run or of `done`
// stops the rest and is thrown again; outcomes handed on before it stay good. `progress`: replications finished over
// replications wanted. Cost beside the replications: reading and compiling each variant, by the thread that has
// nothing else to do.
void run_batch(const std::vector<Variant>& variants, const BatchOptions& options,
               const std::function<void(const RunOutcome&)>& done, const Progress& progress);

}  // namespace desist
