#include "output/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>
#include <sstream>

#include "output/run_result.hpp"

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

void add_common(CLI::App& verb, Command& command) {
    verb.add_option("SCENARIO", command.scenario, "the scenario file (YAML)")->required()->type_name("");
    const auto read = [&command](const std::vector<std::string>& texts) {
        for (const std::string& text : texts) command.settings.push_back(setting_of(text));
    };
    verb.add_option_function<std::vector<std::string>>("--set", read, "another value for a parameter (may be repeated)")
        ->type_name("PARAMETER=VALUE")
        ->allow_extra_args(false);
    verb.add_flag("--json", command.json, "print the result as JSON");
    verb.add_flag("--quiet", command.quiet, "no progress and no messages but errors");
}

void add_run(CLI::App& app, Command& command) {
    CLI::App& run = *app.add_subcommand("run", "run a scenario and write its results");
    add_common(run, command);
    run.add_option("--out", command.out, "folder of the results (default: results/NAME-OF-THE-SCENARIO)")
        ->type_name("DIR");
    add_number(run, "--replications", command.study.replications, 1u, 100'000u, "how many times, with different luck");
    add_number(run, "--seed", command.study.seed, std::uint64_t{0}, UINT64_MAX, "decides all luck");
    add_number(run, "--threads", command.study.threads, 0u, 256u, "0: as many as the machine has");
    run.add_flag("--force", command.force, "replace a result that the folder holds already");
    run.callback([&command] { command.verb = Verb::run; });
}

void add_check(CLI::App& app, Command& command) {
    CLI::App& check = *app.add_subcommand("check", "read a scenario and say all that is wrong with it");
    add_common(check, command);
    check.callback([&command] { command.verb = Verb::check; });
}

void check_paths(Command& command) {
    if (command.scenario.empty()) throw CLI::ValidationError("SCENARIO", "needs the path of a file");
    if (command.out.empty()) {
        command.out = (std::filesystem::path("results") / std::filesystem::path(command.scenario).stem()).string();
    }
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
    CLI::App app("Forecasts reoffending, caseloads and pathways of offenders under policy options.", "desist");
    app.set_version_flag("--version", "desist " + std::string(program_version()));
    app.require_subcommand(1);
    app.footer(
        "Exit codes: 0 done, 1 internal error, 2 usage, 3 scenario refused, 4 cannot read or write, 5 run failed.");
    add_run(app, command);
    add_check(app, command);
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
