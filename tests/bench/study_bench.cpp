// How much of a study's time is simulation, and what a second thread gains: 1,000 runs of a small town of 5
// replications each, saved as `desist sweep` saves them: build/release/bench_study.
//
// `simulating` is the CPU time of the same replications, made once more without a study around them on as many threads,
// over the time of the study times its threads; `preparing` that of reading and compiling the variants. Both are
// measured in turns of 100 runs, so that a machine that is slow for a while is slow for both; so are one thread and two
// (`gain`, the time on one thread over that on two). What two such threads gain where nothing is shared, prepared or
// saved says what the machine itself allows (`machine`).
#include <benchmark/benchmark.h>
#include <time.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>

#include "output/study_store.hpp"
#include "sim/study/study_points.hpp"

namespace {

using namespace desist;
namespace fs = std::filesystem;

constexpr std::uint32_t replications = 5, turns = 10, runs_of_a_turn = 100;

const char* const town = R"(desist: 1
time: {start: 2012-04-01, warm-up: 400 days, run: 2 years}
parameters:
  pace: {value: 0.9 per year, source: assumption}
  custody-stay: {value: 30 days, source: assumption}
attributes:
  district: [Leeds, Wakefield]
population:
  present: 5000
  draw:
    district: {Leeds: 60%, Wakefield: rest}
hazards:
  offending: {law: exponential(pace)}
tracks:
  justice:
    start: liberty
    nodes:
      liberty: {leave: [{to: custody, hazard: offending}]}
      custody: {stay: exponential(custody-stay), routes: [{to: liberty, otherwise: true}]}
measures:
  charges: {count: justice/custody, by: [district], key: true}
  in-custody: {population: justice/custody, by: [district], key: true}
)";

const char* const study = R"(desist-study: 1
scenario: town.yaml
factors:
  pace: {low: 0.5 per year, high: 1.4 per year}
  custody-stay: {low: 20 days, high: 40 days}
sweep: {design: sobol, points: 1000}
)";

// The runs of the study, beside the folder that they are read from.
class Study {
public:
    Study() : folder_(fs::temp_directory_path() / ("desist-bench-" + std::to_string(::getpid()))) {
        fs::create_directories(folder_);
        std::ofstream(folder_ / "town.yaml") << town;
        Problems problems;
        const auto spec = read_study("study.yaml", study, problems);
        baseline_ = Forecast::prepare(folder_ / "town.yaml", {}, problems);
        if (!spec || !baseline_) std::abort();
        facts_.factors = factors_of(*spec, *baseline_, folder_, problems);
        figures_ = figures_of(*spec, *baseline_, problems);
        points_ = sweep_points(*spec, facts_.factors, 1);
        facts_.replications = replications;
        for (MeasureId figure : figures_) facts_.figures.push_back(baseline_->layout().measures[figure.index]);
        for (const Period& period : baseline_->layout().periods) facts_.periods.push_back(period.name);
    }
    Study(const Study&) = delete;
    Study& operator=(const Study&) = delete;
    ~Study() {
        std::error_code ignored;
        fs::remove_all(folder_, ignored);
    }

    std::vector<Variant> turn(std::uint32_t which) const {
        std::vector<Variant> variants;
        for (std::uint32_t run = which * runs_of_a_turn; run < (which + 1) * runs_of_a_turn; ++run)
            variants.push_back(variant_of(points_[run], facts_.factors, folder_ / "town.yaml", run));
        return variants;
    }

    StudyStore store(const char* name) const { return {folder_ / name, facts_, Shard{}}; }

    void make(const std::vector<Variant>& variants, unsigned threads, StudyStore& store) const {
        StudyWriter writer(store);
        const BatchOptions options{.seed = 1,
                                   .replications = replications,
                                   .threads = threads,
                                   .figures = figures_,
                                   .layout = &baseline_->layout(),
                                   .stop = nullptr};
        run_batch(variants, options,
                  [&](const RunOutcome& outcome) {
                      writer.add({outcome, points_[outcome.run]});
                  },
                  {});
        writer.flush();
    }

private:
    fs::path folder_;
    std::optional<Forecast> baseline_;
    StudyFacts facts_;
    std::vector<MeasureId> figures_;
    std::vector<StudyPoint> points_;
};

double cpu_seconds() {  // of this thread
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <class Work>
double wall_seconds(Work work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::vector<Forecast> prepared(const std::vector<Variant>& variants) {
    std::vector<Forecast> all;
    for (const Variant& variant : variants) {
        Problems problems;
        all.push_back(*Forecast::prepare(variant.file, variant.settings, problems));
    }
    return all;
}

// CPU seconds.
double replicate(const std::vector<Forecast>& forecasts, std::size_t from, std::size_t step) {
    const double start = cpu_seconds();
    for (std::size_t i = from; i < forecasts.size(); i += step)
        for (std::uint32_t r = 0; r < replications; ++r)
            benchmark::DoNotOptimize(forecasts[i].replicate(1, r).fingerprint);
    return cpu_seconds() - start;
}

// CPU seconds of both: where threads share a core, each is slower than alone.
double two_apart(const std::vector<Forecast>& forecasts) {
    double others = 0;
    std::jthread other([&] { others = replicate(forecasts, 1, 2); });
    const double own = replicate(forecasts, 0, 2);
    other.join();
    return own + others;
}

void sweep(benchmark::State& state) {
    double cpu = 0, cpu_of_two = 0, preparing = 0, alone = 0, apart = 0, one = 0, two = 0;
    for (auto _ : state) {
        const Study all;
        StudyStore store_of_one = all.store("one.sqlite"), store_of_two = all.store("two.sqlite");
        for (std::uint32_t which = 0; which < turns; ++which) {
            const std::vector<Variant> variants = all.turn(which);
            const double start = cpu_seconds();
            const std::vector<Forecast> forecasts = prepared(variants);
            preparing += cpu_seconds() - start;
            alone += wall_seconds([&] { cpu += replicate(forecasts, 0, 1); });
            one += wall_seconds([&] { all.make(variants, 1, store_of_one); });
            two += wall_seconds([&] { all.make(variants, 2, store_of_two); });
            apart += wall_seconds([&] { cpu_of_two += two_apart(forecasts); });
        }
    }
    state.counters["ms_a_run"] = 1000 * cpu / (turns * runs_of_a_turn * static_cast<double>(state.iterations()));
    state.counters["simulating_1"] = cpu / one;
    state.counters["simulating_2"] = cpu_of_two / (2 * two);
    state.counters["preparing_1"] = preparing / one;
    state.counters["gain"] = one / two;
    state.counters["machine"] = alone / apart;
}

BENCHMARK(sweep)->Unit(benchmark::kSecond)->Iterations(1)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
