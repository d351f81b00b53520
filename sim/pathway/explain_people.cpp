// Who they are: attributes, population, cases, and what changes with age.
#include <fmt/format.h>

#include <algorithm>

#include "sim/pathway/explain_page.hpp"

namespace desist::words {
namespace {

std::string band_names(const Page& page, const std::string& attribute) {
    for (const Entry& entry : page.book.pathway.entries)
        if (entry.kind == Entry::Kind::attribute && entry.name == attribute) return joined(entry.names, ", ");
    return "";
}

std::string kind_words(const Page& page, const AttributeSpec& a) {
    using Kind = AttributeSpec::Kind;
    const std::string bands = a.bands.empty() ? "" : ", in bands " + band_names(page, a.name.text);
    switch (a.kind) {
        case Kind::named:
            return "one of " + join(texts(a.values));
        case Kind::count:
            return "a count" + bands;
        case Kind::date:
            return "a date";
        case Kind::duration:
            return "a duration";
        case Kind::age:
            return "an age that grows with the clock" + bands;
        case Kind::number:
            return "a number (1 where nothing is drawn)" + bands;
        case Kind::window:
            return fmt::format("how often {} was started within the last {}{}", join(texts(a.counted)),
                               a.within ? to_text(*a.within) : "", bands);
    }
    return "";
}

const DrawSpec* draw_of(const std::vector<DrawSpec>& draws, const std::string& attribute) {
    const auto found =
        std::find_if(draws.begin(), draws.end(), [&](const DrawSpec& d) { return d.attribute.text == attribute; });
    return found == draws.end() ? nullptr : &*found;
}

std::string draw_words(const Page& page, const DrawSpec& draw) {
    if (draw.law) return law(page.book, *draw.law);
    return draw.shares ? value(page.book, *draw.shares) : "";
}

void attributes(const Page& page, Sections& sections) {
    Lines lines;
    for (const AttributeSpec& a : page.book.scenario.attributes) {
        lines.item(fmt::format("{}{}: {}", a.name.text, a.of ? fmt::format(" (of each {})", a.of->text) : "",
                               kind_words(page, a)));
        if (const DrawSpec* draw = draw_of(page.book.scenario.draws, a.name.text))
            lines.item("drawn for everybody: " + draw_words(page, *draw), 1);
        std::vector<std::string> changes, looks;
        std::size_t groups = 0;
        for (const Use& use : uses_of(page.uses, "attribute " + a.name.text)) {
            if (use.how == "groups") ++groups;
            if (use.how == "groups") continue;
            const bool changed = use.where.starts_with("node ") && use.how.ends_with(": " + a.name.text);
            std::vector<std::string>& list = changed ? changes : looks;
            if (std::find(list.begin(), list.end(), thing(use.where)) == list.end()) list.push_back(thing(use.where));
        }
        if (!changes.empty()) lines.item("set, drawn or counted at: " + joined(changes, ", "), 1);
        if (!looks.empty()) lines.item("matters for: " + joined(looks, ", "), 1);
        if (groups > 0) lines.item(fmt::format("groups of {}", count(groups, "measure")), 1);
    }
    if (!lines.text().empty()) sections.push_back({3, "Attributes", "", lines.text()});
}

std::string how_many(const Page& page, const StreamSpec& stream) {
    if (stream.people)
        return fmt::format("{} from {}", count(stream.people->rows.size(), "person"),
                           free_text(stream.people->file.text));
    if (stream.present) return value(page.book, *stream.present) + " people, there when the warm-up begins";
    return stream.arrivals ? "new people arrive: " + value(page.book, *stream.arrivals) : "";
}

void population(const Page& page, Sections& sections) {
    Lines lines;
    for (const StreamSpec& stream : page.book.scenario.population) {
        lines.item(fmt::format("{}: {}", stream.name.text, how_many(page, stream)));
        for (const DrawSpec& draw : stream.draw)
            lines.item(fmt::format("{}: {}", draw.attribute.text, draw_words(page, draw)), 1);
    }
    sections.push_back({3, "Population", "", lines.text()});
}

// Nodes of a case's tracks at which something is still to come.
std::vector<std::string> open_nodes(const Page& page, const CaseSpec& spec) {
    std::vector<std::string> nodes;
    for (const Text& name : spec.tracks) {
        const TrackSpec* track = page.book.track(name.text);
        if (!track) continue;
        for (const NodeSpec& node : track->nodes) {
            const bool is_start = track->start_node && node.name.text == track->start_node->text;
            const bool instant =
                !node.stay && node.use.empty() && node.leave.empty() && node.as_soon_as.empty() && !node.routes.empty();
            if (!is_start && !instant) nodes.push_back(name.text + "/" + node.name.text);
        }
    }
    return nodes;
}

void case_words(const Page& page, const CaseSpec& spec, Lines& lines) {
    std::vector<std::string> opened, starts, closed;
    for (const Text& name : spec.tracks) {
        const TrackSpec* track = page.book.track(name.text);
        if (!track || !track->start_node) continue;
        const std::string start = name.text + "/" + track->start_node->text;
        starts.push_back(start);
        for (const NodeSpec& node : track->nodes) {
            const auto found = page.comings.to.find(name.text + "/" + node.name.text);
            if (found == page.comings.to.end()) continue;
            for (const Coming& coming : found->second) {
                if (coming.how.starts_with("opens a case"))
                    opened.push_back(fmt::format("{} (at {}/{})", coming.from, name.text, node.name.text));
                if (name.text + "/" + node.name.text == start && !coming.from.empty()) closed.push_back(coming.from);
            }
        }
    }
    std::vector<std::string> own;
    for (const AttributeSpec& a : page.book.scenario.attributes)
        if (a.of && a.of->text == spec.name.text) own.push_back(a.name.text);
    lines.item(fmt::format("A {} lives on {}: {}. Each has its own {}.", spec.name.text,
                           spec.tracks.size() == 1 ? "the track" : "the tracks", join(texts(spec.tracks), "and"),
                           own.empty() ? "place on them" : join(own, "and")));
    lines.item("What opens one: coming to " + (opened.empty() ? "nothing" : join(opened)));
    lines.item(fmt::format("It is open while one of its tracks stands at: {}", joined(open_nodes(page, spec), ", ")));
    lines.item(
        fmt::format("What ends it: it closes as soon as all its tracks stand at rest ({}). They come there from: {}",
                    join(starts, "and"), joined(closed, ", ")));
    lines.item(
        fmt::format("One person may have {} open at a time. Who has one open already, at any of the nodes above, and "
                    "comes to {} again keeps it "
                    "where it is and gets a new one beside it; with {} open none is opened: what follows falls "
                    "on the oldest one.",
                    count(static_cast<std::size_t>(std::max(spec.copies, 0)), spec.name.text),
                    opened.empty() ? "that" : join(opened), spec.copies));
    lines.item("What other tracks do to a case is done to the one last opened or joined (the case in hand).");
}

void cases(const Page& page, Sections& sections) {
    if (page.book.scenario.cases.empty()) return;
    Lines lines;
    for (const CaseSpec& spec : page.book.scenario.cases) case_words(page, spec, lines);
    sections.push_back({3, "Cases", "", lines.text()});
}

}  // namespace

void explain_people(const Page& page, Sections& sections) {
    sections.push_back({2, "People", "",
                        "Who they are and what is kept of each. A person enters with attributes that are "
                        "drawn in the order written; those not drawn have their first value, 0, or no date.\n"});
    attributes(page, sections);
    population(page, sections);
    cases(page, sections);
}

}  // namespace desist::words
