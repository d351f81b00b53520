// The page as a whole: its head, its order, and what its parts share.
#include "sim/pathway/explain.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/base/utf8.hpp"
#include "sim/pathway/explain_page.hpp"

namespace desist {
namespace words {

std::string table(const std::vector<std::string>& heads, const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths;
    for (std::size_t c = 0; c < heads.size(); ++c) {
        widths.push_back(std::max<std::size_t>(3, count_characters(heads[c])));
        for (const auto& row : rows) widths[c] = std::max(widths[c], count_characters(row[c]));
    }
    const auto line = [&](const std::vector<std::string>& cells) {
        std::string text = "|";
        for (std::size_t c = 0; c < cells.size(); ++c)
            text += " " + cells[c] + std::string(widths[c] - count_characters(cells[c]), ' ') + " |";
        return text + "\n";
    };
    std::string text = line(heads) + "|";
    for (const std::size_t width : widths) text += " " + std::string(width, '-') + " |";
    text += "\n";
    for (const auto& row : rows) text += line(row);
    return text;
}

std::string thing(const std::string& what) {
    const std::size_t space = what.find(' ');
    const std::string kind = what.substr(0, space);
    const bool known = kind == "hazard" || kind == "resource" || kind == "parameter" || kind == "measure" ||
                       kind == "stream" || kind == "cost" || kind == "score" || kind == "track" ||
                       kind == "attribute" || kind == "profile" || kind == "calendar" || kind == "target";
    if (kind == "node") return what.substr(space + 1);
    return known ? fmt::format("{} ({})", what.substr(space + 1), kind) : what;
}

std::vector<std::string> parts_of(const Sections& sections) {
    std::vector<std::string> headings;
    for (const ExplainedSection& section : sections)
        if (section.level == 2) headings.push_back(section.heading);
    return headings;
}

// Stands before what was explained.
void explain_head(const Page& page, Sections& sections) {
    const Scenario& s = page.book.scenario;
    const Pathway& p = page.book.pathway;
    Lines lines;
    if (!s.description.empty()) lines.line(free_text(s.description));
    lines.gap();
    const auto assumed = std::count_if(s.parameters.begin(), s.parameters.end(), [](const ParameterSpec& parameter) {
        return parameter.base.source && parameter.base.source->text == "assumption";
    });
    lines.item(fmt::format("Time: {} to {}, after a warm-up from {}.", date(p.clock.date({0})),
                           date(p.clock.date({p.end.seconds - 1})), date(p.clock.date(p.begin))));
    lines.item(fmt::format("Written in version {} of the language.", s.language));
    lines.item(fmt::format("{}, {}, {}, {}, {}{}.", count(s.tracks.size(), "track"), count(p.nodes.size(), "node"),
                           count(s.hazards.size(), "hazard"), count(s.resources.size(), "resource"),
                           count(s.parameters.size(), "parameter"),
                           assumed > 0 ? fmt::format(", {} of them assumed", assumed) : ""));
    lines.gap();
    lines.line(
        "How to read this: a person stands on one node of every track at the same time. A node is left when its "
        "stay ends, when a hazard fires, as soon as something is true, or when another track moves the person "
        "away. A number in brackets is what the name before it comes to; `by district: Leeds 45%; else 0%` "
        "says what it depends on.");
    lines.line("Where to look: " + joined(parts_of(sections), ", ") + ".");
    sections.insert(sections.begin(),
                    {1, s.title.text.empty() ? "A scenario" : free_text(s.title.text), "", lines.text()});
}

}  // namespace words

std::vector<ExplainedSection> explain(const Scenario& scenario, const Pathway& pathway) {
    const words::Page page(scenario, pathway);
    words::Sections sections;
    words::explain_policies(page, sections);
    words::explain_people(page, sections);
    words::explain_ages(page, sections);
    words::explain_hours(page, sections);
    words::explain_dates(page, sections);
    words::explain_tracks(page, sections);
    words::explain_hazards(page, sections);
    words::explain_resources(page, sections);
    words::explain_parameters(page, sections);
    words::explain_measures(page, sections);
    words::explain_head(page, sections);
    return sections;
}

std::optional<ExplainedSection> explain_node(const Scenario& scenario, const Pathway& pathway, std::string_view place) {
    const words::Page page(scenario, pathway);
    for (const TrackSpec& track : scenario.tracks)
        for (const NodeSpec& node : track.nodes)
            if (track.name.text + "/" + node.name.text == place) return words::explain_node(page, track, node);
    return std::nullopt;
}

std::string to_markdown(const std::vector<ExplainedSection>& sections) {
    std::string text;
    for (const ExplainedSection& section : sections) {
        if (!text.empty()) text += "\n";
        text +=
            std::string(static_cast<std::size_t>(section.level), '#') + " " + section.heading + "\n\n" + section.text;
    }
    return text;
}

}  // namespace desist
