// Tracks and nodes of the page: who comes, what happens, how it is left.
#include <fmt/format.h>

#include <algorithm>

#include "sim/pathway/explain_page.hpp"

namespace desist::words {
namespace {

// One thing on the line of its name, several below it.
void listed(Lines& lines, const std::string& name, const std::vector<std::string>& all) {
    if (all.empty()) return;
    if (all.size() == 1) return lines.item(fmt::format("{}: {}", name, all.front()));
    lines.item(name + ":");
    for (const std::string& one : all) lines.item(one, 1);
}

class NodeWords {
public:
    NodeWords(const Page& page, const TrackSpec& track, const NodeSpec& node)
        : page_(page),
          book_(page.book),
          node_(node),
          place_(track.name.text + "/" + node.name.text),
          built_(book_.built(place_)) {}

    ExplainedSection section() {
        lines_.line(what_it_is());
        if (node_.removed)
            lines_.line(
                fmt::format("A policy takes it away{}: nobody comes here from then on; who is inside leaves as before.",
                            node_.removed->text.empty() ? "" : " from " + dated(node_.removed->text)));
        lines_.gap();
        comings();
        needs();
        stay();
        effects();
        ways();
        taken_away();
        looked_at();
        numbers();
        return {3, place_, "node " + place_, lines_.text()};
    }

private:
    bool timed() const { return node_.stay || !node_.use.empty() || !node_.leave.empty() || !node_.as_soon_as.empty(); }

    std::string what_it_is() const {
        const std::string label = node_.label.empty() ? "" : free_text(node_.label) + ". ";
        if (node_.end) return label + "The end: who comes here leaves the model, and all that was held is free.";
        if (!node_.use.empty()) return label + "People wait here until they are served, and stay for a time.";
        if (node_.stay) return label + "People stay here for a time.";
        if (timed()) return label + "People stay here until something happens.";
        if (!node_.routes.empty()) return label + "Passed in no time.";
        return label + "A rest: it is left only by being moved on from elsewhere.";
    }

    void comings() {
        const auto found = page_.comings.to.find(place_);
        if (found == page_.comings.to.end()) return lines_.item("Who comes here: nobody.");
        std::vector<std::string> all;
        for (const Coming& coming : found->second)
            all.push_back(coming.from.empty() ? coming.how : fmt::format("from {}, {}", coming.from, coming.how));
        listed(lines_, "Who comes here", all);
    }

    std::string need(const UseSpec& use) const {
        const ResourceSpec* resource = book_.resource(use.resource.text);
        std::string text = fmt::format("{} of {}", value(book_, use.units), use.resource.text);
        if (!resource) return text;
        text += fmt::format(" (units: {}", value(book_, resource->units));
        if (resource->open) text += fmt::format("; open only in the hours of {}", resource->open->text);
        if (resource->given_out) text += fmt::format("; given out only in the hours of {}", resource->given_out->text);
        return text + ")";
    }

    std::string order() const {
        for (const UseSpec& use : node_.use) {
            const ResourceSpec* resource = book_.resource(use.resource.text);
            if (resource && resource->priority)
                return fmt::format("in the order of priority (1 first; {}), then first come, first served",
                                   value(book_, *resource->priority));
        }
        return "first come, first served";
    }

    std::string holding() const {
        std::string text = "held for the stay";
        if (node_.use_for)
            text = fmt::format("held for {}, or for the stay if that ends before", value(book_, *node_.use_for));
        if (!node_.keep.empty()) text += fmt::format(", and kept at {}", join(texts(node_.keep), "and"));
        return text;
    }

    void needs() {
        if (node_.use.empty()) return;
        std::vector<std::string> all;
        for (const UseSpec& use : node_.use) all.push_back(need(use));
        listed(lines_, node_.use.size() > 1 ? "Needs, all at once" : "Needs", all);
        lines_.item(fmt::format("Waits {}; the units are {}.", order(), holding()));
        if (node_.patience) {
            std::string text = "Gives up waiting after: " + law(book_, *node_.patience);
            if (built_ && built_->patience) text += mean(*built_->patience, *node_.patience);
            if (node_.give_up) text += fmt::format("; goes to {}", node_.give_up->text);
            lines_.item(text);
        } else {
            lines_.item("Nobody gives up waiting.");
        }
        if (node_.full) lines_.item("With the queue full: goes to " + node_.full->text);
        if (node_.eject) lines_.item("When the units are taken away: goes to " + node_.eject->text);
    }

    static std::string dated(const std::string& text) {
        const auto day = parse_date(text);
        return day ? date(*day) : text;
    }

    // Mean and median say nothing new of a fixed time.
    std::string mean(const LawTree& tree, const LawSpec& spec) const {
        const bool is_fixed = spec.name.text == "fixed";
        const std::string text = is_fixed ? "" : computed_law(book_, tree);
        return text.empty() ? "" : "; that is " + text;
    }

    void stay() {
        if (!node_.stay) return;
        std::string text = "Lasts: " + law(book_, *node_.stay);
        if (built_ && built_->stay) text += mean(*built_->stay, *node_.stay);
        if (!node_.leave.empty() || !node_.as_soon_as.empty()) text += ", unless something below comes first";
        lines_.item(text);
    }

    void effects() {
        done("On arrival", node_.effects);
        done("On asking (before any wait)", node_.on_ask);
        done("When it starts (after any wait)", node_.on_start);
        done("On leaving", node_.on_leave);
    }
    void done(const std::string& when, const std::vector<EffectSpec>& list) {
        std::vector<std::string> all;
        for (const EffectSpec& e : list) all.push_back(effect(book_, e));
        listed(lines_, all.size() > 1 ? when + ", in this order" : when, all);
    }

    static std::string during(During when, bool queued) {
        if (!queued || when == During::unsaid) return "";
        if (when == During::both) return " (while waiting and while served)";
        return when == During::waiting ? " (only while waiting)" : " (only while served)";
    }

    void ways() {
        const bool queued = !node_.use.empty();
        std::vector<std::string> all;
        for (const AsSoonAsSpec& a : node_.as_soon_as)
            all.push_back(fmt::format("to {}, as soon as {}{}", a.to.text, condition(book_, a.condition),
                                      during(a.during, queued)));
        for (const LeaveSpec& leave : node_.leave) all.push_back(leave_words(leave, queued));
        const bool many = node_.routes.size() > 1 || !node_.leave.empty() || !node_.as_soon_as.empty();
        const std::string name = many ? "Where they go" : node_.stay || queued ? "Goes then" : "Goes at once";
        if (node_.routes.size() < 2) {
            for (const RouteSpec& route : node_.routes) all.push_back(route_words(route));
            return listed(lines_, name, all);
        }
        lines_.item(name + ":");
        for (const std::string& one : all) lines_.item(one, 1);
        const bool apart = node_.stay && !all.empty();
        if (apart) lines_.item("when the stay ends:", 1);
        for (const RouteSpec& route : node_.routes) route_item(route, apart ? 2 : 1);
    }

    // A chance that changes with the date has a line for each time.
    void route_item(const RouteSpec& route, int depth) {
        lines_.item(route_words(route), depth);
        if (!route.chance || !route.chance->leaf) return;
        const std::vector<Period> periods = by_date(book_, resolved(book_, *route.chance->leaf));
        if (periods.size() < 2 || periods.size() > 8) return;
        for (const Period& period : periods) lines_.item(period.dated_text(), depth + 1);
    }

    std::string leave_words(const LeaveSpec& leave, bool queued) const {
        std::string text = fmt::format("to {}, when the hazard {} fires{}", leave.to.text, leave.hazard.text,
                                       during(leave.during, queued));
        if (const HazardSpec* hazard = book_.hazard(leave.hazard.text)) {
            text += fmt::format(": {}{}", law(book_, hazard->law), multipliers(*hazard));
        }
        if (leave.open) text += fmt::format("; only if {}", condition(book_, *leave.open));
        return text;
    }

    // In place where they are few and short.
    std::string multipliers(const HazardSpec& hazard) const {
        std::string text;
        for (const HazardSpec::Times& times : hazard.times) {
            text += ", times " + value(book_, times.value);
            if (times.when) text += " if " + condition(book_, *times.when);
        }
        for (const Text& profile : hazard.profiles) text += ", times the profile " + profile.text;
        return text.size() > 200 ? ", times what is said under Hazards" : text;
    }

    std::string route_words(const RouteSpec& route) const {
        const bool only = node_.routes.size() == 1;
        std::string text = "to " + route.to.text;
        if (only && node_.stay && (!node_.leave.empty() || !node_.as_soon_as.empty())) text += ", when the stay ends";
        if (route.when) text += ", if " + condition(book_, *route.when);
        if (route.chance) text += ", with chance " + value(book_, *route.chance);
        return only || route.when || route.chance ? text : "otherwise " + text;
    }

    void taken_away() {
        const auto found = page_.comings.away.find(place_);
        if (found == page_.comings.away.end()) return;
        std::vector<std::string> all;
        for (const Coming& coming : found->second) all.push_back(fmt::format("by {} {}", coming.from, coming.how));
        listed(lines_, "Moved away from here", all);
    }

    void looked_at() {
        std::vector<std::string> looks, measured;
        for (const Use& use : uses_of(page_.uses, "node " + place_)) {
            if (use.where.starts_with("measure "))
                measured.push_back(use.where.substr(8));
            else
                looks.push_back(fmt::format("{}: {}", thing(use.where), use.how));
        }
        listed(lines_, "Others look at who is here", looks);
        if (!measured.empty()) lines_.item("Measured in: " + join(measured, "and"));
    }

    void numbers() {
        std::vector<std::string> all;
        for (const std::string& name : parameters_behind(page_, "node " + place_))
            all.push_back(fmt::format("{}: {}", name, parameter_line(page_, *book_.parameter(name))));
        listed(lines_, "Numbers behind this", all);
    }

    const Page& page_;
    const Book& book_;
    const NodeSpec& node_;
    const std::string place_;
    const Node* built_;
    Lines lines_;
};

ExplainedSection track_head(const Page& page, const TrackSpec& track) {
    Lines lines;
    const std::string of = page.book.case_of(track.name.text);
    std::vector<std::string> nodes = {};
    for (const NodeSpec& node : track.nodes) nodes.push_back(node.name.text);
    const std::string whose = of.empty() ? "Everybody stands on one of its nodes all the time"
                                         : "Each open " + of + " stands on one of its nodes";
    const std::string start = track.start_node ? fmt::format("starts at {}", track.start_node->text)
                                               : fmt::format("starts: {}", value(page.book, track.start));
    lines.line(fmt::format("{}{}; {}. Nodes: {}.", track.label.empty() ? "" : free_text(track.label) + ". ", whose,
                           start, joined(nodes, ", ")));
    for (const TrackSpec::Served& served : track.served)
        lines.line(fmt::format("Who starts at {} has already been there for: {}.", served.node.text,
                               law(page.book, served.law)));
    return {2, "Track " + track.name.text, "track " + track.name.text, lines.text()};
}

}  // namespace

ExplainedSection explain_node(const Page& page, const TrackSpec& track, const NodeSpec& node) {
    return NodeWords(page, track, node).section();
}

void explain_tracks(const Page& page, Sections& sections) {
    for (const TrackSpec& track : page.book.scenario.tracks) {
        sections.push_back(track_head(page, track));
        for (const NodeSpec& node : track.nodes) sections.push_back(explain_node(page, track, node));
    }
}

}  // namespace desist::words
