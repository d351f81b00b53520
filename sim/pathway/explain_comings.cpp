// How people come to each node, and who takes them away: ways out, moves and starts, the other way round.
#include <fmt/format.h>

#include "sim/pathway/explain_uses.hpp"

namespace desist::words {
namespace {

class ComingCollector {
public:
    explicit ComingCollector(const Book& book) : book_(book) {}

    Comings run() {
        for (const TrackSpec& track : book_.scenario.tracks) {
            start(track);
            for (const NodeSpec& node : track.nodes) from(track.name.text, node);
        }
        return std::move(comings_);
    }

private:
    void start(const TrackSpec& track) {
        const std::string prefix = track.name.text + "/";
        const std::string who = book_.case_of(track.name.text).empty() ? "people" : "free cases";
        if (track.start_node)
            comings_.to[prefix + track.start_node->text].push_back({"", fmt::format("{} start here", who)});
        else
            for (const ValueSpec::Row& row : track.start.rows)
                for (const Text& key : row.keys)
                    comings_.to[prefix + key.text].push_back(
                        {"", fmt::format("a share of {} start here: {}", who, value(book_, row.value.front()))});
    }

    void from(const std::string& track, const NodeSpec& node) {
        const std::string here = track + "/" + node.name.text;
        const auto come = [&](const Text& to, std::string how) {
            comings_.to[track + "/" + to.text].push_back({here, std::move(how)});
        };
        for (const RouteSpec& route : node.routes) come(route.to, route_words(node, route));
        for (const LeaveSpec& leave : node.leave) come(leave.to, "when the hazard " + leave.hazard.text + " fires");
        for (const AsSoonAsSpec& a : node.as_soon_as) come(a.to, "as soon as " + condition(book_, a.condition));
        if (node.give_up) come(*node.give_up, "who gives up waiting");
        if (node.full) come(*node.full, "who finds the queue full");
        if (node.eject) come(*node.eject, "whose units are taken away");
        for (const auto* list : {&node.effects, &node.on_ask, &node.on_start, &node.on_leave})
            for (const EffectSpec& e : *list)
                if (e.kind == EffectSpec::Kind::move) moved(here, e);
    }
    std::string route_words(const NodeSpec& node, const RouteSpec& route) const {
        std::string text = route.when ? "when " + condition(book_, *route.when) : "";
        if (route.chance) text += (text.empty() ? "" : ", ") + ("with chance " + value(book_, *route.chance));
        if (!text.empty()) return text;
        return node.routes.size() == 1 ? "always" : "otherwise";
    }
    void moved(const std::string& here, const EffectSpec& e) {
        std::string how = e.move.open ? "opens a case" : "moved by it from " + join(texts(e.move.from));
        if (e.when) how += ", if " + condition(book_, *e.when);
        if (e.chance) how += ", with chance " + value(book_, *e.chance);
        comings_.to[e.move.track.text + "/" + e.move.to.text].push_back({here, how});
        for (const Text& from : e.move.from) taken(here, from.text, e);
    }

    void taken(const std::string& here, const std::string& from, const EffectSpec& e) {
        std::string how = "to " + e.move.to.text;
        if (e.when) how += ", if " + condition(book_, *e.when);
        if (e.chance) how += ", with chance " + value(book_, *e.chance);
        comings_.away[e.move.track.text + "/" + from].push_back({here, how});
    }

    const Book& book_;
    Comings comings_;
};

}  // namespace

Comings collect_comings(const Book& book) { return ComingCollector(book).run(); }

}  // namespace desist::words
