// desist check: what is wrong with a scenario, without running it.
#include "sim/base/check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "output/command_line.hpp"
#include "output/effective.hpp"
#include "output/json.hpp"
#include "output/memory.hpp"
#include "output/text.hpp"
#include "sim/study/forecast.hpp"

namespace desist {

namespace {

bool is_assumption(const ValueWithEvidence& value) { return value.source && value.source->text == "assumption"; }

std::string size_of(const Scenario& scenario) {
    std::size_t nodes = 0;
    for (const TrackSpec& track : scenario.tracks) nodes += track.nodes.size();
    const auto assumed = std::count_if(scenario.parameters.begin(), scenario.parameters.end(),
                                       [](const ParameterSpec& p) { return is_assumption(p.base); });
    return fmt::format("{}; {}, {}, {} of which {} {}", scenario.title.text, count_of(scenario.tracks.size(), "track"),
                       count_of(nodes, "node"), count_of(scenario.parameters.size(), "parameter"), assumed,
                       assumed == 1 ? "is an assumption" : "are assumptions");
}

std::string verdict(const std::string& file, const Problems& problems, const Forecast& forecast) {
    const std::string found = problems.warnings() == 0 ? "no problems" : count_of(problems.warnings(), "warning");
    return fmt::format("{}: {} ({}; a replication needs about {})\n", file, found, size_of(forecast.scenario()),
                       bytes_in_words(forecast.replication_bytes()));
}

}  // namespace

ExitCode refuse(const Problems& problems) {
    check(problems.has_errors(), "a scenario was refused without a reason");
    const std::vector<Problem> all = problems.sorted();  // the same problem once
    const auto errors =
        std::count_if(all.begin(), all.end(), [](const Problem& p) { return p.severity == Severity::error; });
    print_message(problems.text());
    print_message(fmt::format("{}; nothing was written\n", count_of(static_cast<std::size_t>(errors), "error")));
    return exit_refused;
}

ExitCode check_scenario(const Command& command) {
    Problems problems;
    const auto forecast = Forecast::prepare(command.scenario, command.settings, problems);
    const bool is_good = forecast && !problems.has_errors();
    if (command.json) {
        const bool effective = is_good && command.effective;
        print_result(effective ? effective_json(effective_rows(forecast->scenario(), problems), problems)
                               : problems_json(problems));
        return is_good ? exit_done : exit_refused;
    }
    if (!is_good) return refuse(problems);
    if (!command.quiet) print_message(problems.text());
    if (command.effective) {
        print_result(effective_text(effective_rows(forecast->scenario(), problems)));
        return exit_done;
    }
    if (command.quiet) return exit_done;
    print_result(verdict(command.scenario, problems, *forecast));
    return exit_done;
}

}  // namespace desist
