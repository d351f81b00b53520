// desist trace: what happened to single people in one replication.
#include "sim/study/trace.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "output/command_line.hpp"
#include "output/files.hpp"
#include "output/interrupt.hpp"
#include "output/text.hpp"
#include "sim/pathway/pathway.hpp"

namespace desist {

namespace {

constexpr const char* kinds[] = {"enters", "opened", "sets", "starts", "leaves", "frees", "stays"};

std::string key_text(OffenderKey key) { return hex(key.value); }

std::string head_of(const Command& command, const Forecast& forecast, const Trace& trace) {
    return fmt::format("{}: replication {} of seed {}, fingerprint {}\n", forecast.scenario().title.text,
                       command.trace.replication, command.study.seed, hex(trace.fingerprint));
}

std::string trace_text(const Command& command, const Forecast& forecast, const Trace& trace) {
    std::string text = head_of(command, forecast, trace);
    for (const Story& story : trace.stories) {
        text += fmt::format("\n{} (key {})\n", story.name, key_text(story.key));
        if (story.lines.empty()) text += "  does not come before the run ends\n";
        std::size_t width = 0;
        bool cases = false;
        for (const TraceLine& line : story.lines) {
            width = std::max(width, line.track.size());
            cases |= line.serial != 0;
        }
        for (const TraceLine& line : story.lines) {
            const std::string of = line.serial == 0 ? "" : fmt::format("case {}", line.serial);
            text += fmt::format("{}  {}{:<{}}  {}\n", forecast.pathway().clock.text(line.at),
                                cases ? fmt::format("{:<7}  ", of) : "", line.track, width, line.what);
        }
    }
    return text;
}

std::string trace_json(const Command& command, const Forecast& forecast, const Trace& trace) {
    nlohmann::ordered_json all = {{"title", forecast.scenario().title.text},
                                  {"seed", command.study.seed},
                                  {"replication", command.trace.replication},
                                  {"fingerprint", hex(trace.fingerprint)},
                                  {"people", nlohmann::ordered_json::array()}};
    for (const Story& story : trace.stories) {
        nlohmann::ordered_json lines = nlohmann::ordered_json::array();
        for (const TraceLine& line : story.lines)
            lines.push_back(
                {{"at", forecast.pathway().clock.text(line.at)},
                 {"kind", kinds[static_cast<std::size_t>(line.kind)]},
                 {"case", line.serial == 0 ? nlohmann::ordered_json() : nlohmann::ordered_json(line.serial)},
                 {"track", line.track},
                 {"what", line.what}});
        all["people"].push_back({{"name", story.name}, {"key", key_text(story.key)}, {"lines", std::move(lines)}});
    }
    return all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace

ExitCode trace_people(const Command& command) {
    Problems problems;
    const auto forecast = Forecast::prepare(command.scenario, command.settings, problems);
    if (!forecast) return refuse(problems);
    if (!command.quiet) print_message(problems.text());
    std::vector<std::string> names = command.trace.people;
    if (names.empty()) names.push_back(first_person(*forecast));
    std::vector<OffenderKey> people;
    for (const std::string& name : names) {
        std::string hint;
        const auto key = key_of(*forecast, name, command.study.seed, command.trace.replication, hint);
        if (!key) {
            print_message(fmt::format("desist: there is no person '{}': {}\n", name, hint));
            return exit_usage;
        }
        people.push_back(*key);
    }
    const Trace told = trace(*forecast, names, people, command.study.seed, command.trace.replication, &stop_wanted());
    const std::string text = command.json ? trace_json(command, *forecast, told) : trace_text(command, *forecast, told);
    if (command.out.empty()) {
        print_result(text);
        return exit_done;
    }
    write_once(command.out, text, command.force);
    if (!command.quiet) print_message(fmt::format("Written to {}\n", command.out));
    return exit_done;
}

}  // namespace desist
