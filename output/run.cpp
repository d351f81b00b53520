// desist run: a scenario to a folder of results and a table.
#include "output/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "output/files.hpp"
#include "output/interrupt.hpp"
#include "output/json.hpp"
#include "output/memory.hpp"
#include "output/progress.hpp"
#include "output/report.hpp"
#include "output/run_source.hpp"
#include "output/store.hpp"
#include "output/store_reader.hpp"
#include "output/tables.hpp"
#include "output/text.hpp"
#include "output/time_limit.hpp"
#include "output/wall_clock.hpp"
#include "sim/base/check.hpp"

namespace desist {

namespace {

namespace fs = std::filesystem;

// Passes every result on and keeps what the summary needs of it.
class Recorder : public ResultSink {
public:
    explicit Recorder(const Layout& layout) : summary_(layout) {}
    void replication(const ReplicationResult& result) override {
        if (store_) store_->replication(result);
        summary_.add(result.tally);
        fingerprints_.push_back(result.fingerprint);
    }
    void into(Store& store) { store_ = &store; }  // from now on
    std::vector<Estimate> estimates() const { return summary_.estimates(); }
    std::uint64_t fingerprint() const { return joint_fingerprint(fingerprints_); }
    std::uint32_t saved() const { return static_cast<std::uint32_t>(fingerprints_.size()); }

private:
    Store* store_ = nullptr;
    Summary summary_;
    std::vector<std::uint64_t> fingerprints_;
};

// What of two runs differs so that one cannot go on as the other, a line each.
std::string differences(const Run& there, const Run& here) {
    std::string text;
    const auto tell = [&](const char* what, const std::string& before, const std::string& now) {
        if (before != now) text += fmt::format("\n  {}: {} there, {} here", what, before, now);
    };
    tell("inputs", hex(there.inputs_hash), hex(here.inputs_hash));
    tell("seed", std::to_string(there.seed), std::to_string(here.seed));
    tell("replications", std::to_string(there.replications), std::to_string(here.replications));
    tell("program", fmt::format("{} (build {})", there.version, there.build),
         fmt::format("{} (build {})", here.version, here.build));
    return text;
}

// One run into one folder, from what is there to a whole result.
class RunIntoFolder {
public:
    RunIntoFolder(const Command& command, const Forecast& forecast)
        : command_(command),
          forecast_(forecast),
          facts_(facts_of(forecast, command.scenario, command.settings, command.study)),
          folder_(command.out, command.force),
          recorder_(forecast.layout()) {}

    RunResult run() {
        const std::atomic<bool>& stop = stop_wanted();
        RunResult result{.facts = facts_, .out = folder_.path().string(), .estimates = {}, .started = now_in_utc()};
        const auto stopwatch = start_stopwatch();
        take_up();
        facts_.study.first = recorder_.saved();
        if (!was_complete_) fit_memory();
        result.threads = threads_used(facts_.study);
        try {
            if (!was_complete_) run_missing(stop, stopwatch);
            result.estimates = recorder_.estimates();
            result.fingerprint = recorder_.fingerprint();
            result.seconds = stopwatch();
            write_whole(folder_.report(), report_html(read_run(folder_.path())));
            write_whole(folder_.summary(), summary_csv(result));
            write_whole(folder_.manifest(), manifest_json(result));  // last: who sees it sees a whole result
        } catch (const Interrupted&) {
            if (time_is_up()) throw LimitReached(time_limit_message(stopwatch()));
            throw Interrupted("interrupted: " + how_to_go_on());
        } catch (const CannotAccess& e) {
            throw CannotAccess(fmt::format("{}\n  {}", e.what(), how_to_go_on()));
        } catch (const ReplicationFailed& e) {
            throw RunFailed(e.what() + how_to_see_again(e.replication));
        } catch (const ReplicationBroken& e) {
            throw InternalError(e.what() + how_to_see_again(e.replication));
        }
        return result;
    }

private:
    // What an earlier go has left.
    void take_up() {
        if (!folder_.has_begun()) return;
        if (holds_nothing(folder_.store())) return folder_.clear();
        StoreReader earlier(folder_.store(), Database::Mode::write);
        const std::string different = differences(earlier.facts(), run_of(facts_, "", {}));
        if (!different.empty()) {
            throw CannotAccess(
                fmt::format("{} holds {} of another run, which cannot go on:{}\n"
                            "  hint: --force replaces it; --out names another folder",
                            folder_.path().string(), count_of(earlier.saved(), "replication"), different));
        }
        earlier.read(recorder_);
        was_complete_ = earlier.complete();
        if (command_.quiet) return;
        print_message(fmt::format("Going on with {}: {} of {} are there.\n", folder_.path().string(), recorder_.saved(),
                                  count_of(facts_.study.replications, "replication")));
    }

    void run_missing(const std::atomic<bool>& stop, const ProgressReport::Stopwatch& stopwatch) {
        Store store = folder_.has_begun() ? Store(folder_.store(), forecast_.layout()) : Store(folder_.store(), facts_);
        recorder_.into(store);
        const auto replicate = [&](std::uint32_t r) { return forecast_.replicate(facts_.study.seed, r, &stop); };
        const double before = recorder_.saved() / static_cast<double>(facts_.study.replications);
        ProgressReport report(stderr, progress_style(stderr, command_.quiet), stopwatch, before);
        for_each_replication(facts_.study, replicate, recorder_, [&](double done) { report.update(done); });
        store.complete(recorder_.fingerprint());
    }

    // Fewer threads where memory is short; a refusal where one replication alone does not fit.
    void fit_memory() {
        const double available = memory_available();
        const unsigned wanted = threads_used(facts_.study);
        const unsigned threads = threads_that_fit(forecast_, facts_.study.replications, wanted, available);
        const std::string need = bytes_in_words(forecast_.replication_bytes());
        const std::string there = bytes_in_words(available);
        if (threads == wanted) return;
        if (threads == 0)
            throw LimitReached(fmt::format(
                "the run does not fit into memory: one replication needs about {}, the results of {} another {}, and "
                "{} "
                "are available\n  hint: fewer people, a shorter run, fewer replications or a larger machine",
                need, count_of(facts_.study.replications, "replication"),
                bytes_in_words(facts_.study.replications * forecast_.result_bytes()), there));
        facts_.study.threads = threads;
        if (!command_.quiet)
            print_message(
                fmt::format("Running on {} in place of {}: a replication needs about {}, and {} are available.\n",
                            count_of(threads, "thread"), wanted, need, there));
    }

    std::string time_limit_message(double seconds) const {
        const std::uint32_t done = recorder_.saved() - facts_.study.first;
        const std::uint32_t missing = facts_.study.replications - facts_.study.first;
        const std::string rest = done == 0
                                     ? "not one was finished in this go: if that happens again, the limit is too short"
                                     : time_left(static_cast<double>(done) / missing, seconds);
        return fmt::format("the time limit of {} is reached: {}\n  For the rest: {}.", command_.time_limit_text,
                           how_to_go_on(), rest);
    }

    // The shortest command that runs this replication again: those before it come first, each with luck of its own.
    std::string how_to_see_again(std::uint32_t replication) const {
        std::string again = fmt::format("{} trace {}", for_a_shell(command_.program), for_a_shell(command_.scenario));
        for (const Setting& setting : command_.settings)
            again += " --set " + for_a_shell(setting.parameter + "=" + setting.value);
        again += fmt::format(" --seed {} --replication {}", facts_.study.seed, replication);
        const bool in_steps =
            command_.comparison.steps;  // some changes of a policy alone have no scenario of their own
        return fmt::format("\n  {} of {} are in {}, marked incomplete.\n  {}: {}", recorder_.saved(),
                           count_of(facts_.study.replications, "replication"), folder_.store().string(),
                           in_steps ? "This comes to it again" : "This runs only that replication",
                           in_steps ? command_.again : again);
    }

    std::string how_to_go_on() const {
        return fmt::format("{} of {} are saved in {}\n  This goes on where it stopped: {}", recorder_.saved(),
                           count_of(facts_.study.replications, "replication"), folder_.path().string(), command_.again);
    }

    const Command& command_;
    const Forecast& forecast_;
    RunFacts facts_;
    ResultFolder folder_;
    Recorder recorder_;
    bool was_complete_ = false;
};

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
        const fs::path out = folder.parent_path() / (folder.filename().string() + "-and-" + policy.stem().string());
        return fmt::format("{} compare {} {} --out {}", for_a_shell(command.program), for_a_shell(folder.string()),
                           for_a_shell(policy.string()), for_a_shell(out.string()));
    }
    const std::string change = scenario.parameters.empty()
                                   ? fmt::format("--seed {}", command.study.seed + 1)
                                   : fmt::format("--set {}=VALUE", scenario.parameters.front().name.text);
    return fmt::format("{} run {} {} --out {}", for_a_shell(command.program), for_a_shell(command.scenario), change,
                       for_a_shell(folder.string() + "-2"));
}

void say_where(const Command& command, const RunResult& result) {
    print_message(
        fmt::format("\nResults: {} (report.html, results.sqlite, summary.csv, manifest.json), {:.1f} s on {}\n",
                    result.out, result.seconds, count_of(result.threads, "thread")));
    print_message(fmt::format("Next:    {}\n", next_command(command, *result.facts.scenario)));
}

}  // namespace

RunResult run_into_folder(const Command& command, const Forecast& forecast) {
    return RunIntoFolder(command, forecast).run();
}

ExitCode run_scenario(const Command& command) {
    Problems problems;
    const auto forecast = Forecast::prepare(command.scenario, command.settings, problems);
    if (!forecast || problems.has_errors()) return refuse(problems);
    if (!command.quiet) print_message(problems.text());
    const RunResult result = run_into_folder(command, *forecast);
    print_result(command.json ? result_json(result) : table_for_people(result));
    if (command.quiet) return exit_done;
    for (const std::string& warning : warnings_of(read_run(result.out)))
        print_message(fmt::format("warning: {}\n", warning));
    say_where(command, result);
    return exit_done;
}

}  // namespace desist
