// desist explain: what a scenario says, in plain words, as a drawing, or as a list of what it assumes.
#include "output/explain.hpp"

#include <fmt/format.h>

#include <optional>

#include "output/command_line.hpp"
#include "output/files.hpp"
#include "output/text.hpp"
#include "sim/base/utf8.hpp"

namespace desist {

namespace {

ExitCode no_such_node(const Command& command, const Pathway& pathway) {
    std::vector<std::string_view> places;
    for (const Node& node : pathway.nodes) places.push_back(node.place);
    const std::string hint = did_you_mean(command.explain.node, places);
    print_message(fmt::format("desist: {} has no node '{}'{}\n", command.scenario, printable(command.explain.node),
                              hint.empty() ? "; nodes are named TRACK/NODE" : ": " + hint));
    return exit_usage;
}

// Nothing where the wanted node is not there.
std::optional<std::string> explained(const Command& command, const Scenario& scenario, const Pathway& pathway) {
    const std::string& title = scenario.title.text;
    if (command.explain.dot) {
        const Drawing drawing = draw(scenario, pathway);
        return command.json ? drawing_json(title, drawing) : to_dot(drawing, title);
    }
    if (command.explain.assumptions) {
        const Assumptions all = list_assumptions(scenario, pathway);
        return command.json ? assumptions_json(title, all) : assumptions_text(title, all);
    }
    std::vector<ExplainedSection> sections;
    if (command.explain.node.empty()) sections = explain(scenario, pathway);
    if (!command.explain.node.empty()) {
        auto section = explain_node(scenario, pathway, command.explain.node);
        if (!section) return std::nullopt;
        sections.push_back(std::move(*section));
    }
    return command.json ? sections_json(title, sections) : to_markdown(sections);
}

}  // namespace

ExitCode explain_scenario(const Command& command) {
    Problems problems;
    const auto scenario = load(command.scenario, command.settings, problems);
    const auto pathway = scenario ? build_pathway(*scenario, problems) : std::nullopt;
    if (!pathway || problems.has_errors()) return refuse(problems);
    if (!command.quiet) print_message(problems.text());
    const std::optional<std::string> text = explained(command, *scenario, *pathway);
    if (!text) return no_such_node(command, *pathway);
    if (command.out.empty()) {
        print_result(*text);
        return exit_done;
    }
    write_once(command.out, *text, command.force);
    if (!command.quiet) print_message(fmt::format("Written to {}\n", command.out));
    return exit_done;
}

}  // namespace desist
