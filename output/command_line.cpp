#include "output/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>
#include <sstream>

#include "output/run_result.hpp"
#include "output/text.hpp"
#include "sim/scenario/expression.hpp"

namespace desist {

namespace {

template <class Number>
Number whole_number(const std::string& option, const std::string& text, Number low, Number high) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_number = error == std::errc() && end == text.data() + text.size();
    if (is_number && value >= low && value <= high) return value;
    throw CLI::ValidationError(option, fmt::format("needs a whole number from {} to {}, not '{}'", low, high, text));
}

template <class Number>
void add_number(CLI::App& verb, const std::string& option, Number& value, Number low, Number high, const char* help) {
    const auto read = [=, &value](const std::string& text) { value = whole_number(option, text, low, high); };
    verb.add_option_function<std::string>(option, read, help)->type_name("N")->default_str(std::to_string(value));
}

Setting setting_of(const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
        throw CLI::ValidationError("--set", fmt::format("needs PARAMETER=VALUE, not '{}'", text));
    }
    return {.parameter = text.substr(0, equals), .value = text.substr(equals + 1)};
}

void add_settings(CLI::App& verb, Command& command, const char* help) {
    const auto read = [&command](const std::vector<std::string>& texts) {
        for (const std::string& text : texts) command.settings.push_back(setting_of(text));
    };
    verb.add_option_function<std::vector<std::string>>("--set", read, help)
        ->type_name("PARAMETER=VALUE")
        ->allow_extra_args(false);
}

void add_time_limit(CLI::App& verb, Command& command) {
    const auto read = [&command](const std::string& text) {
        Problems problems;
        const auto limit = parse_expression(text, {}, problems);
        const bool is_time = limit && limit->kind == Expression::Kind::number && limit->unit == duration_unit;
        if (!is_time || limit->number <= 0 || limit->number > 1e9)
            throw CLI::ValidationError("--time-limit",
                                       fmt::format("needs a time, such as '10 minutes', not '{}'", text));
        command.time_limit = limit->number;
        command.time_limit_text = text;
    };
    verb.add_option_function<std::string>(
            "--time-limit", read,
            "stop after this time, such as '10 minutes', with exit code 5; what is finished "
            "is kept, and the same command goes on")
        ->type_name("TIME");
}

void add_switches(CLI::App& verb, Command& command) {
    verb.add_flag("--json", command.json, "print the result as JSON");
    verb.add_flag("--quiet", command.quiet, "no progress and no messages but errors");
}

void add_common(CLI::App& verb, Command& command) {
    verb.add_option("SCENARIO", command.scenario, "the scenario file (YAML)")->required()->type_name("");
    add_settings(verb, command, "another value for a parameter (may be repeated)");
    add_switches(verb, command);
}

void add_run(CLI::App& app, Command& command) {
    CLI::App& run = *app.add_subcommand("run", "run a scenario and write its results");
    add_common(run, command);
    run.add_option("--out", command.out, "folder of the results (default: results/NAME-OF-THE-SCENARIO)")
        ->type_name("DIR");
    add_number(run, "--replications", command.study.replications, 1u, 100'000u, "how many times, with different luck");
    add_number(run, "--seed", command.study.seed, std::uint64_t{0}, UINT64_MAX, "decides all luck");
    add_number(run, "--threads", command.study.threads, 0u, 256u,
               "0: as many as the machine has; fewer are used where memory is short");
    add_time_limit(run, command);
    run.add_flag("--force", command.force, "replace a result that the folder holds already");
    run.callback([&command] { command.verb = Verb::run; });
}

void add_check(CLI::App& app, Command& command) {
    CLI::App& check = *app.add_subcommand("check", "read a scenario and say all that is wrong with it");
    add_common(check, command);
    check.add_flag("--effective", command.effective,
                   "print what holds after all policies and settings, and the file and line it comes from");
    check.callback([&command] { command.verb = Verb::check; });
}

void add_compare(CLI::App& app, Command& command) {
    CLI::App& compare =
        *app.add_subcommand("compare", "compare options with a base, pair by pair; what is missing is run");
    ComparisonWish& wish = command.comparison;
    compare.add_option("BASE OPTION", wish.sides, "the base and its options: result folders or scenario files")
        ->required()
        ->type_name("");
    compare.add_option("--out", command.out, "folder of the comparison (default: results/BASE-and-OPTION)")
        ->type_name("DIR");
    add_settings(compare, command,
                 "an option without a file: the base with another value of a parameter (may be repeated)");
    add_number(compare, "--replications", command.study.replications, 1u, 100'000u,
               "how many times, with different luck");
    add_number(compare, "--seed", command.study.seed, std::uint64_t{0}, UINT64_MAX, "decides all luck");
    add_number(compare, "--threads", command.study.threads, 0u, 256u,
               "0: as many as the machine has; fewer are used where memory is short");
    add_time_limit(compare, command);
    compare
        .add_option("--fail-if", wish.fail_if, "exit with 6 when a bound is broken, such as 'prison-population > +2%'")
        ->type_name("BOUND")
        ->allow_extra_args(false);
    compare.add_flag("--steps", wish.steps, "apply the changes of an option one by one");
    compare
        .add_option("--break-even", wish.break_even, "find the value of this parameter at which an option stops paying")
        ->type_name("PARAMETER");
    compare.add_option("--measure", wish.measure, "the measure that decides a break-even")->type_name("MEASURE");
    compare.add_flag("--identical", wish.identical, "only tell whether two results have the same contents");
    add_switches(compare, command);
    compare.add_flag("--force", command.force, "replace a comparison that the folder holds already");
    compare.callback([&command, &compare] {
        command.verb = Verb::compare;
        command.comparison.seed_given = compare.count("--seed") > 0;
        command.comparison.replications_given = compare.count("--replications") > 0;
    });
}

void add_explain(CLI::App& app, Command& command) {
    CLI::App& explain = *app.add_subcommand("explain", "say in plain words what a scenario says");
    add_common(explain, command);
    explain.add_option("--out", command.out, "write to this file instead of stdout")->type_name("FILE");
    CLI::Option* dot = explain.add_flag("--dot", command.explain.dot, "the tracks as a drawing for Graphviz");
    CLI::Option* list = explain.add_flag("--assumptions", command.explain.assumptions,
                                         "every number: value, range, source, where it is used");
    CLI::Option* node = explain.add_option("--node", command.explain.node, "only this node")->type_name("TRACK/NODE");
    explain.add_flag("--force", command.force, "replace a file that is there already");
    list->excludes(dot);
    node->excludes(dot)->excludes(list);
    explain.callback([&command] { command.verb = Verb::explain; });
}

void add_trace(CLI::App& app, Command& command) {
    CLI::App& trace = *app.add_subcommand("trace", "tell what happens to single people in one replication");
    add_common(trace, command);
    trace
        .add_option("--person", command.trace.people,
                    "STREAM:NUMBER (from 0), STREAM:ID of people from a file, or a key (may be repeated; default: the "
                    "first one)")
        ->type_name("WHO")
        ->allow_extra_args(false);
    add_number(trace, "--replication", command.trace.replication, 0u, 99'999u, "which one, from 0");
    add_number(trace, "--seed", command.study.seed, std::uint64_t{0}, UINT64_MAX, "decides all luck");
    trace.add_option("--out", command.out, "write to this file instead of stdout")->type_name("FILE");
    trace.add_flag("--force", command.force, "replace a file that is there already");
    trace.callback([&command] { command.verb = Verb::trace; });
}

// "2/6": the second of six parts.
Shard shard_of(const std::string& text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string::npos) throw CLI::ValidationError("--shard", fmt::format("needs I/N, not '{}'", text));
    Shard shard;
    shard.of = whole_number("--shard", text.substr(slash + 1), 1u, 100'000u);
    shard.index = whole_number("--shard", text.substr(0, slash), 1u, shard.of);
    return shard;
}

void add_study(CLI::App& app, Command& command, Verb verb, const char* name, const char* help) {
    CLI::App& study = *app.add_subcommand(name, help);
    study.add_option("STUDY", command.scenario, "the study file (YAML)")->required()->type_name("");
    study.add_option("--out", command.out, "folder of the results (default: results/NAME-OF-THE-STUDY)")
        ->type_name("DIR");
    const auto replications = [&command](const std::string& text) {
        command.study.replications = whole_number("--replications", text, 1u, 100'000u);
        command.wish.replications_given = true;
    };
    study.add_option_function<std::string>("--replications", replications, "of every run, in place of the study's")
        ->type_name("N");
    const auto seed = [&command](const std::string& text) {
        command.study.seed = whole_number("--seed", text, std::uint64_t{0}, UINT64_MAX);
        command.wish.seed_given = true;
    };
    study.add_option_function<std::string>("--seed", seed, "decides all luck, in place of the study's")->type_name("N");
    add_number(study, "--threads", command.study.threads, 0u, 256u,
               "0: as many as the machine has; fewer are used where memory is short");
    const auto shard = [&command](const std::string& text) { command.wish.shard = shard_of(text); };
    study.add_option_function<std::string>("--shard", shard, "make only the I-th of N parts; desist gather joins them")
        ->type_name("I/N");
    add_number(study, "--most-runs", command.wish.most_runs, std::uint64_t{1}, std::uint64_t{10'000'000},
               "refuse a study of more runs");
    add_time_limit(study, command);
    add_switches(study, command);
    study.add_flag("--force", command.force, "replace a result that the folder holds already");
    study.callback([&command, verb] { command.verb = verb; });
}

void add_studies(CLI::App& app, Command& command) {
    add_study(app, command, Verb::sweep, "sweep", "run many variants of a scenario, each paired with it");
    add_study(app, command, Verb::sensitivity, "sensitivity", "say which assumption drives the answer");
    add_study(app, command, Verb::calibrate, "calibrate", "fit parameters to the targets of a scenario");
    CLI::App& gather = *app.add_subcommand("gather", "join the shards of a study");
    gather.add_option("SHARDS", command.wish.shards, "the folders of all shards")->required()->type_name("DIR...");
    gather.add_option("--out", command.out, "folder of the whole")->required()->type_name("DIR");
    gather.add_flag("--quiet", command.quiet, "no messages but errors");
    gather.add_flag("--force", command.force, "replace a result that the folder holds already");
    gather.callback([&command] { command.verb = Verb::gather; });
}

void add_schema(CLI::App& app, Command& command) {
    CLI::App& schema = *app.add_subcommand("schema", "print the scenario language as a JSON Schema for editors");
    schema.add_flag("--reference", command.reference, "print the reference of the language (Markdown) instead");
    schema.add_option("--out", command.out, "write it to this file instead")->type_name("FILE");
    schema.add_flag("--quiet", command.quiet, "no messages but errors");
    schema.add_flag("--force", command.force, "replace a file that is there already");
    schema.callback([&command] { command.verb = Verb::schema; });
}

// What CLI11 cannot know of a comparison.
void check_comparison(Command& command) {
    const ComparisonWish& wish = command.comparison;
    if (wish.identical && wish.sides.size() != 2) throw CLI::ValidationError("--identical", "needs two result folders");
    if (wish.break_even.empty() != wish.measure.empty())
        throw CLI::ValidationError("--break-even", "goes with --measure");
    if (!command.out.empty()) return;
    std::string name = std::filesystem::path(wish.sides.front()).lexically_normal().stem().string() + "-and-";
    name += wish.sides.size() > 1 ? std::filesystem::path(wish.sides[1]).lexically_normal().stem().string() : "set";
    command.out = (std::filesystem::path("results") / name).string();
}

void check_paths(Command& command) {
    if (command.verb == Verb::schema || command.verb == Verb::gather) return;
    if (command.verb == Verb::compare) return check_comparison(command);
    if (command.scenario.empty()) throw CLI::ValidationError("SCENARIO", "needs the path of a file");
    if (command.out.empty() && command.verb != Verb::explain && command.verb != Verb::trace) {
        command.out = (std::filesystem::path("results") / std::filesystem::path(command.scenario).stem()).string();
    }
}

// Without --force, which would begin anew.
std::string command_again(int argc, const char* const* argv) {
    std::string command;
    for (int i = 0; i < argc; ++i) {
        const std::string word = argv[i];
        if (!word.starts_with("--force")) command += (i > 0 ? " " : "") + for_a_shell(word);
    }
    return command;
}

// CLI11 would only say that a subcommand is required.
std::optional<Ending> unknown_verb(const CLI::App& app, const std::string& word) {
    std::vector<std::string_view> verbs;
    for (const CLI::App* verb : app.get_subcommands({})) verbs.push_back(verb->get_name());
    if (word.starts_with("-") || std::find(verbs.begin(), verbs.end(), word) != verbs.end()) return std::nullopt;
    const std::string hint = did_you_mean(word, verbs);
    return Ending{.code = exit_usage,
                  .out = "",
                  .err = fmt::format("'{}' is not a command{}{}\nRun with --help for more information.\n", word,
                                     hint.empty() ? "" : ": ", hint)};
}

Ending ending_of(const CLI::App& app, const CLI::ParseError& stop) {
    std::ostringstream out, err;
    const bool is_wish = app.exit(stop, out, err) == 0;  // help or version
    return {.code = is_wish ? exit_done : exit_usage, .out = out.str(), .err = err.str()};
}

}  // namespace

std::variant<Command, Ending> parse_command_line(int argc, const char* const* argv) {
    Command command;
    command.program = argc > 0 ? argv[0] : "desist";
    command.again = command_again(argc, argv);
    CLI::App app("Forecasts reoffending, caseloads and pathways of offenders under policy options.", "desist");
    app.set_version_flag("--version", fmt::format("desist {} (build {})", program_version(), program_build()));
    app.require_subcommand(1);
    app.footer(
        "Exit codes: 0 done, 1 internal error, 2 usage, 3 scenario refused, 4 cannot read or write, 5 run failed, 6 a "
        "comparison failed, 130 stopped "
        "and saved.");
    add_run(app, command);
    add_check(app, command);
    add_compare(app, command);
    add_explain(app, command);
    add_trace(app, command);
    add_studies(app, command);
    add_schema(app, command);
    if (argc > 1)
        if (auto unknown = unknown_verb(app, argv[1])) return *unknown;
    try {
        app.parse(argc, argv);
        check_paths(command);
    } catch (const CLI::ParseError& stop) {
        return ending_of(app, stop);
    }
    return command;
}

}  // namespace desist
