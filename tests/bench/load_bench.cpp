// How long it takes from the files of the West Yorkshire baseline to a model that runs: build/release/bench_load.
#include <benchmark/benchmark.h>

#include <cstdlib>

#include "sim/model/model.hpp"
#include "sim/pathway/pathway.hpp"
#include "sim/scenario/scenario.hpp"

namespace {

using namespace desist;

const char* const baseline = DESIST_SOURCE_DIR "/scenarios/west-yorkshire/baseline.yaml";

Scenario read_baseline() {
    Problems problems;
    std::optional<Scenario> scenario = load(baseline, {}, problems);
    if (!scenario || problems.has_errors()) std::abort();
    return std::move(*scenario);
}

Pathway resolve(const Scenario& scenario) {
    Problems problems;
    std::optional<Pathway> pathway = build_pathway(scenario, problems);
    if (!pathway) std::abort();
    return std::move(*pathway);
}

void read(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(read_baseline());
}

void resolve_and_check(benchmark::State& state) {
    const Scenario scenario = read_baseline();
    for (auto _ : state) benchmark::DoNotOptimize(resolve(scenario));
}

void compile_model(benchmark::State& state) {
    const Pathway pathway = resolve(read_baseline());
    for (auto _ : state) {
        Problems problems;
        benchmark::DoNotOptimize(compile(pathway, problems));
    }
}

void all_of_it(benchmark::State& state) {
    for (auto _ : state) {
        Problems problems;
        benchmark::DoNotOptimize(compile(resolve(read_baseline()), problems));
    }
}

BENCHMARK(read)->Unit(benchmark::kMillisecond);
BENCHMARK(resolve_and_check)->Unit(benchmark::kMillisecond);
BENCHMARK(compile_model)->Unit(benchmark::kMillisecond);
BENCHMARK(all_of_it)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
