// desist compare: a base and options, each a result folder or a scenario file; what is missing is run with the same
// luck.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "output/break_even_search.hpp"
#include "output/command_line.hpp"
#include "output/compare_text.hpp"
#include "output/fail_if.hpp"
#include "output/files.hpp"
#include "output/report.hpp"
#include "output/run.hpp"
#include "output/run_source.hpp"
#include "output/text.hpp"
#include "output/time_limit.hpp"
#include "sim/base/check.hpp"

namespace desist {

namespace {

namespace fs = std::filesystem;

// Ends the comparison with an exit code of its own; what() is said on stderr.
struct Refused : std::runtime_error {
    Refused(ExitCode exit_code, const std::string& what) : std::runtime_error(what), code(exit_code) {}
    ExitCode code;
};

// One side of a comparison before it is run.
struct Side {
    std::string name;      // of its folder below --out
    std::string argument;  // a result folder or a scenario file
    std::vector<Setting> settings;
    LoadOptions load;
    std::optional<Forecast> forecast;  // of a scenario file
};

class Comparing {
public:
    explicit Comparing(const Command& command) : command_(command), out_(command.out) {
        if (!fs::is_directory(command.comparison.sides.front())) return;
        // Options are run as the base was.
        const Run base = read_run(command.comparison.sides.front());
        if (!command_.comparison.seed_given) command_.study.seed = base.seed;
        if (!command_.comparison.replications_given) command_.study.replications = base.replications;
    }

    // 0, or 6 when a bound was broken.
    ExitCode run() {
        read_bounds();
        refuse_finished();
        prepare();
        CompareResult result;
        result.out = out_.string();
        result.base = finished(base_);
        for (Side& side : options_) result.options.push_back(compared(result.base, side));
        if (command_.comparison.steps) compare_steps(result);
        for (Compared& option : result.options)
            if (option.comparison.same_results && option.comparison.inputs.empty() && option.comparison.same_program)
                refuse_same(option.name);
        judge(result);
        if (!command_.comparison.break_even.empty()) result.break_even = break_even(result);
        write(result);
        print_result(command_.json ? comparison_json(result) : comparison_table(result));
        if (!command_.quiet) say_where(result);
        return result.broken.empty() ? exit_done : exit_check_failed;
    }

private:
    void read_bounds() {
        for (const std::string& text : command_.comparison.fail_if) {
            const auto bound = parse_fail_if(text);
            if (!bound)
                throw Refused(
                    exit_usage,
                    fmt::format("--fail-if: '{}' is no bound\n  hint: such as 'prison-population > +2%'", text));
            bounds_.push_back(*bound);
        }
    }

    void refuse_finished() const {
        const fs::path finished = out_ / "comparison.csv";
        if (command_.force || !fs::exists(finished)) return;
        throw CannotAccess(fmt::format(
            "{} exists: the folder holds a comparison\n  hint: --force makes it again; --out names another folder",
            finished.string()));
    }

    // Reads and checks every scenario before the first is run.
    void prepare() {
        const std::vector<std::string>& sides = command_.comparison.sides;
        base_ = side(sides.front(), {}, {}, "");
        for (std::size_t i = 1; i < sides.size(); ++i) {
            if (command_.comparison.steps) add_steps(sides[i]);
            options_.push_back(side(sides[i], {}, {}, ""));
        }
        if (!command_.settings.empty()) options_.push_back(side(sides.front(), command_.settings, {}, "-set"));
        if (options_.empty())
            throw Refused(exit_usage,
                          "compare needs an option: another scenario, a result folder, or --set PARAMETER=VALUE");
    }

    Side side(const std::string& argument, const std::vector<Setting>& settings, const LoadOptions& load,
              const std::string& suffix) {
        Side result{.name = fs::path(argument).lexically_normal().stem().string() + suffix,
                    .argument = argument,
                    .settings = settings,
                    .load = load,
                    .forecast = {}};
        const std::string first = result.name;
        for (int n = 2; !names_.insert(result.name).second; ++n) result.name = fmt::format("{}-{}", first, n);
        if (fs::is_directory(argument)) {
            if (!settings.empty())
                throw Refused(exit_usage, "--set needs a scenario file as the base, not a result folder");
            return result;
        }
        Problems problems;
        result.forecast = Forecast::prepare(argument, settings, problems, load);
        if (!result.forecast) {
            refuse(problems);
            throw Refused(exit_refused, "");
        }
        if (!command_.quiet && !problems.text().empty()) print_message(problems.text());
        if (base_.forecast && same_inputs(*base_.forecast, *result.forecast) && !load.first_sets) refuse_same(argument);
        return result;
    }

    static bool same_inputs(const Forecast& a, const Forecast& b) {
        const auto same = [](const InputValue& x, const InputValue& y) {
            return x.name == y.name && x.value == y.value;
        };
        return a.structure_hash() == b.structure_hash() && std::ranges::equal(a.inputs(), b.inputs(), same);
    }

    [[noreturn]] static void refuse_same(const std::string& name) {
        throw Refused(exit_refused,
                      fmt::format("{} has the same inputs as the base: there is nothing to compare\n"
                                  "  hint: desist compare --identical A B tells whether two results are the same",
                                  name));
    }

    // The changes of an option one after another, all but the last, which is the option itself.
    void add_steps(const std::string& argument) {
        Problems problems;
        const auto scenario = load(argument, {}, problems);
        if (!scenario || problems.has_errors()) {
            refuse(problems);
            throw Refused(exit_refused, "");
        }
        for (std::size_t k = 1; k < scenario->set_names.size(); ++k)
            options_.push_back(
                side(argument, {}, {.first_sets = k}, fmt::format("-step-{}-{}", k, scenario->set_names[k - 1])));
    }

    Run finished(const Side& side) {
        if (!side.forecast) return read_run(side.argument);
        Command sub = command_;
        sub.verb = Verb::run;
        sub.scenario = side.argument;
        sub.settings = side.settings;
        sub.out = (out_ / side.name).string();
        if (!command_.force && fs::exists(out_ / side.name / "manifest.json")) {
            Run there = read_run(sub.out);
            if (is_of(there, *side.forecast)) return there;
            throw CannotAccess(fmt::format(
                "{} holds the result of another run\n  inputs {} there, {} here; build {} there, {} here\n  hint: "
                "--force makes it again",
                sub.out, hex(there.inputs_hash), hex(side.forecast->inputs_hash()), there.build, program_build()));
        }
        if (!command_.quiet) print_message(fmt::format("Running {}\n", side.name));
        run_into_folder(sub, *side.forecast);
        return read_run(sub.out);
    }

    bool is_of(const Run& run, const Forecast& forecast) const {
        return run.inputs_hash == forecast.inputs_hash() && run.seed == command_.study.seed &&
               run.replications == command_.study.replications && run.version == program_version() &&
               run.build == program_build();
    }

    Compared compared(const Run& base, const Side& side) {
        Compared option{.run = finished(side), .name = side.name, .comparison = {}, .from_previous = {}};
        if (const auto why = why_not_paired(base, option.run))
            throw Refused(exit_refused,
                          fmt::format("{} and {} cannot be paired: {}", base_.argument, side.argument, *why));
        option.comparison = compare(base, option.run);
        return option;
    }

    // Each step against the one before it; the first against the base.
    void compare_steps(CompareResult& result) const {
        for (std::size_t i = 0; i < result.options.size(); ++i) {
            const bool follows =
                i > 0 && options_[i].argument == options_[i - 1].argument && options_[i].settings.empty();
            const Run& before = follows ? result.options[i - 1].run : result.base;
            result.options[i].from_previous = compare(before, result.options[i].run);
        }
    }

    void judge(CompareResult& result) const {
        for (const FailIf& bound : bounds_) {
            const auto& measures = result.base.layout.measures;
            if (std::none_of(measures.begin(), measures.end(),
                             [&](const MeasureInfo& m) { return m.name == bound.measure; }))
                throw Refused(exit_usage, fmt::format("--fail-if: there is no measure '{}'", bound.measure));
            for (const Compared& option : result.options) {
                const auto broken = broken_by(bound, result.base, option.comparison);
                if (!broken) continue;
                const Difference& d = broken->difference;
                result.broken.push_back(
                    fmt::format("Broken: {}, by {}: {:+.6g} ({:+.3g}%; 95% {:+.6g} to {:+.6g}){}", bound.written,
                                option.name, d.difference, d.relative.value_or(NAN), d.low, d.high,
                                broken->sure ? "" : ", though the interval reaches to within the bound"));
            }
        }
    }

    BreakEvenResult break_even(const CompareResult& result) const {
        const Side& option = options_.back();
        if (!base_.forecast || !option.forecast)
            throw Refused(exit_usage,
                          "--break-even needs scenario files, not result folders: it runs them again and again");
        const BreakEvenSearch search{.command = command_,
                                     .base = base_.argument,
                                     .option = option.argument,
                                     .settings = option.settings,
                                     .layout = result.base.layout};
        try {
            return search_break_even(search);
        } catch (const std::invalid_argument& e) {
            throw Refused(exit_usage, e.what());
        } catch (const Interrupted&) {
            if (!time_is_up()) throw;
            throw LimitReached(
                fmt::format("the time limit of {} is reached in the search for the break-even, whose trials "
                            "are not kept\n  This begins it again: {}",
                            command_.time_limit_text, command_.again));
        }
    }

    void write(const CompareResult& result) const {
        fs::create_directories(out_);
        std::vector<const Run*> runs;
        std::vector<Comparison> comparisons;
        for (const Compared& option : result.options) {
            runs.push_back(&option.run);
            comparisons.push_back(option.comparison);
        }
        write_whole(out_ / "report.html", report_html(result.base, runs, comparisons));
        write_whole(out_ / "comparison.json", comparison_json(result));
        write_whole(out_ / "comparison.csv", comparison_csv(result));  // last: who sees it sees a whole comparison
    }

    void say_where(const CompareResult& result) const {
        print_message(
            fmt::format("\nComparison: {} (report.html, comparison.csv, comparison.json, and a folder for each run)\n",
                        result.out));
        print_message(fmt::format("Next:       open {}\n", for_a_shell((out_ / "report.html").string())));
    }

    Command command_;
    fs::path out_;
    Side base_;
    std::vector<Side> options_;
    std::vector<FailIf> bounds_;
    std::set<std::string> names_;
};

}  // namespace

ExitCode compare_scenarios(const Command& command) {
    try {
        return Comparing(command).run();
    } catch (const Refused& refused) {
        if (*refused.what() != '\0') print_message(fmt::format("error: {}\n", refused.what()));
        return refused.code;
    }
}

ExitCode compare_identical(const Command& command) {
    const std::vector<std::string>& sides = command.comparison.sides;
    const Run a = read_run(sides[0]), b = read_run(sides[1]);
    const std::optional<std::string> different = first_difference(a, b);
    print_result(different ? fmt::format("{} and {} differ first in {}\n", sides[0], sides[1], *different)
                           : fmt::format("{} and {} have the same contents: {} of seed {}\n", sides[0], sides[1],
                                         count_of(a.results.size(), "replication"), a.seed));
    return different ? exit_check_failed : exit_done;
}

}  // namespace desist
