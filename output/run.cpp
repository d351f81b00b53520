// desist run: a scenario to a folder of results and a table.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>

#include "output/command_line.hpp"
#include "output/files.hpp"
#include "output/json.hpp"
#include "output/progress.hpp"
#include "output/run_result.hpp"
#include "output/store.hpp"
#include "output/tables.hpp"
#include "output/text.hpp"
#include "sim/base/check.hpp"
#include "sim/study/forecast.hpp"

namespace desist {

namespace {

namespace fs = std::filesystem;

std::string now_in_utc() {
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text;
}

ProgressReport::Stopwatch start_stopwatch() {
    const auto start = std::chrono::steady_clock::now();
    return [start] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };
}

RunFacts facts_of(const Command& command, const Forecast& forecast) {
    return {.version = std::string(program_version()),
            .scenario_file = command.scenario,
            .settings = command.settings,
            .study = command.study,
            .inputs_hash = forecast.inputs_hash(),
            .scenario = &forecast.scenario(),
            .layout = &forecast.layout()};
}

// Passes every result to the store and keeps what the summary needs of it.
class Recorder : public ResultSink {
public:
    Recorder(Store& store, const Layout& layout) : store_(store), summary_(layout) {}
    void replication(const ReplicationResult& result) override {
        store_.replication(result);
        summary_.add(result.tally);
        fingerprints_.push_back(result.fingerprint);
    }
    std::vector<Estimate> estimates() const { return summary_.estimates(); }
    std::uint64_t fingerprint() const { return joint_fingerprint(fingerprints_); }

private:
    Store& store_;
    Summary summary_;
    std::vector<std::uint64_t> fingerprints_;
};

void run_all(const Command& command, const Forecast& forecast, Recorder& recorder,
             const ProgressReport::Stopwatch& stopwatch) {
    const auto replicate = [&](std::uint32_t r) { return forecast.replicate(command.study.seed, r); };
    ProgressReport report(stderr, progress_style(stderr, command.quiet), stopwatch);
    for_each_replication(command.study, replicate, recorder, [&](double done) { report.update(done); });
}

RunResult run_into(const ResultFolder& folder, const Command& command, const Forecast& forecast) {
    RunResult result;
    result.facts = facts_of(command, forecast);
    result.out = folder.path().string();
    result.started = now_in_utc();
    result.threads = threads_used(command.study);
    const auto stopwatch = start_stopwatch();
    Store store(folder.store(), result.facts);
    Recorder recorder(store, forecast.layout());
    run_all(command, forecast, recorder, stopwatch);
    result.estimates = recorder.estimates();
    result.fingerprint = recorder.fingerprint();
    result.seconds = stopwatch();
    store.complete(result.fingerprint);
    write_whole(folder.summary(), summary_csv(result));
    write_whole(folder.manifest(), manifest_json(result));  // last: who sees it sees a whole result
    return result;
}

// The first policy beside the scenario, if any.
fs::path a_policy_of(const std::string& scenario) {
    std::vector<fs::path> policies;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(fs::path(scenario).parent_path() / "policies", error))
        if (entry.path().extension() == ".yaml") policies.push_back(entry.path());
    return policies.empty() ? fs::path() : *std::min_element(policies.begin(), policies.end());
}

// What one would try next: a policy of this scenario, or another value of one of its parameters.
std::string next_command(const Command& command, const Scenario& scenario) {
    fs::path folder = fs::path(command.out).lexically_normal();
    if (!folder.has_filename()) folder = folder.parent_path();  // "results/" is "results"
    const fs::path policy = a_policy_of(command.scenario);
    if (!policy.empty()) {
        const fs::path out = folder.parent_path() / policy.stem();
        return fmt::format("{} run {} --out {}", for_a_shell(command.program), for_a_shell(policy.string()),
                           for_a_shell(out.string()));
    }
    const std::string change = scenario.parameters.empty()
                                   ? fmt::format("--seed {}", command.study.seed + 1)
                                   : fmt::format("--set {}=VALUE", scenario.parameters.front().name.text);
    return fmt::format("{} run {} {} --out {}", for_a_shell(command.program), for_a_shell(command.scenario), change,
                       for_a_shell(folder.string() + "-2"));
}

void say_where(const Command& command, const RunResult& result) {
    print_message(fmt::format("\nResults: {} (results.sqlite, summary.csv, manifest.json), {:.1f} s on {}\n",
                              result.out, result.seconds, count_of(result.threads, "thread")));
    print_message(fmt::format("Next:    {}\n", next_command(command, *result.facts.scenario)));
}

}  // namespace

ExitCode run_scenario(const Command& command) {
    Problems problems;
    const auto forecast = Forecast::prepare(command.scenario, command.settings, problems);
    if (!forecast || problems.has_errors()) return refuse(problems);
    if (!command.quiet) print_message(problems.text());
    const ResultFolder folder(command.out, command.force);
    try {
        const RunResult result = run_into(folder, command, *forecast);
        print_result(command.json ? result_json(result) : table_for_people(result));
        if (!command.quiet) say_where(command, result);
    } catch (const RunFailed& e) {
        throw RunFailed(
            fmt::format("{}\n  What was finished is in {}, marked incomplete.", e.what(), folder.store().string()));
    }
    return exit_done;
}

}  // namespace desist
