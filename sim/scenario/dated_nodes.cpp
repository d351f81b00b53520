// Dated nodes: what each layer says of a node, with dates on its ways out, its effects and what it needs.
#include <map>

#include "sim/base/utf8.hpp"
#include "sim/scenario/dated_parts.hpp"

namespace desist {
namespace {

// Takes all that is left at its turn, whoever comes.
bool takes_all(const RouteSpec& route) { return !route.chance && !route.when; }

class NodeCombiner {
public:
    NodeCombiner(const std::vector<Layer>& layers, const std::string& track, const Versions<NodeSpec>& versions,
                 bool new_track, Problems& problems)
        : layers_(layers), track_(track), problems_(problems), versions_(present(versions)), node_(versions_.last()) {
        const std::optional<Removal> removal = removal_of(layers, place());
        is_removed_ = removal && layers.back().removed.contains(place());
        if (is_removed_) node_.removed = removal->from ? *removal->from : Text{"", removal->at};
        if (new_track) since_ = versions_.since_added();
    }

    NodeSpec run() {
        versions_.refuse_changes({"end"});
        combine_stay();
        combine_use();
        combine_queue();
        combine_effects();
        combine_leave();
        combine_as_soon_as();
        combine_routes();
        without_use();
        check_targets();
        return std::move(node_);
    }

private:
    std::string place() const { return track_ + "/" + node_.name.text; }

    // The layers in which the node is not taken away; if it always is, the last one: those inside leave by its old
    // ways.
    Versions<NodeSpec> present(const Versions<NodeSpec>& all) const {
        Versions<NodeSpec> there{layers_, problems_};
        for (std::size_t i = 0; i < all.size(); ++i) {
            const bool last = there_is_none(all, i);
            const bool taken = layers_[all[i].layer].removed.contains(track_ + "/" + all.last().name.text);
            if (!taken || last) there.add(all[i]);
        }
        return there;
    }
    bool there_is_none(const Versions<NodeSpec>& all, std::size_t i) const {
        if (i + 1 < all.size()) return false;
        for (std::size_t k = 0; k < all.size(); ++k)
            if (!layers_[all[k].layer].removed.contains(track_ + "/" + all.last().name.text)) return false;
        return true;
    }

    // When a way to a node of this track is open in a period. Whoever is inside a removed node keeps its ways.
    Period open_to(const Text& node, Period period) const {
        if (!is_removed_) cut(period, removal_of(layers_, track_ + "/" + node.text));
        return period;
    }

    static bool rests_at_once(const NodeSpec& node) {
        return !node.stay && node.use.empty() && node.leave.empty() && node.as_soon_as.empty() && !node.routes.empty();
    }

    // A node that is left at once by its routes stays for no time.
    void combine_stay() {
        const std::vector<Run> runs = versions_.runs("stay");
        if (runs.size() == 1) return;
        std::vector<std::pair<Run, LawSpec>> parts;
        for (const Run& run : runs) {
            const NodeSpec& there = *versions_[run.last].spec;
            const bool follows = there.stay && there.stay->name.text.starts_with("until");
            if (follows || (!there.stay && !rests_at_once(there))) return versions_.refuse(runs.back().last, "stay");
            parts.emplace_back(run, there.stay ? *there.stay : no_time(there.at));
        }
        node_.stay = date_table(std::move(parts));
    }

    static LawSpec no_time(Place at) {
        LawSpec law;
        law.name = {"fixed", at};
        law.at = at;
        Expression zero;
        zero.unit = duration_unit;
        zero.at = at;
        law.arguments.push_back({"", std::move(zero)});
        return law;
    }

    const UseSpec* use_in(std::size_t version, const std::string& resource) const {
        if (layers_[versions_[version].layer].removed.contains("resources/" + resource)) return nullptr;
        for (const UseSpec& use : versions_[version].spec->use)
            if (use.resource.text == resource) return &use;
        return nullptr;
    }

    const YamlNode* use_tree(std::size_t version, const std::string& resource) const {
        return use_in(version, resource) ? find_path(*versions_[version].tree, {"use", resource}) : nullptr;
    }

    void combine_use() {
        std::vector<Text> resources;
        for (std::size_t i = 0; i < versions_.size(); ++i)
            for (const UseSpec& use : versions_[i].spec->use)
                if (std::none_of(resources.begin(), resources.end(),
                                 [&](const Text& known) { return known.text == use.resource.text; }))
                    resources.push_back(use.resource);
        node_.use.clear();
        for (const Text& resource : resources) {
            const auto same = [&](std::size_t a, std::size_t b) {
                return same_yaml(use_tree(a, resource.text), use_tree(b, resource.text));
            };
            add_use(resource, versions_.runs(same));
        }
    }

    void add_use(const Text& resource, const std::vector<Run>& runs) {
        std::vector<std::pair<Run, ValueSpec>> parts;
        for (const Run& run : runs) {
            const UseSpec* use = use_in(run.last, resource.text);
            parts.emplace_back(run, use ? use->units : nothing(versions_[run.last].tree->at));
            if (runs.size() == 1 && !use) return;
        }
        const auto removal = removal_of(layers_, "resources/" + resource.text);
        const bool later = removal && removal->from && is_removed_;
        if (removal && !removal->from) return;
        if (later) parts.push_back({Run{0, {removal->from, {}, false}}, nothing(removal->at)});
        node_.use.push_back({resource, date_table(std::move(parts))});
    }

    // What only nodes with `use` have is that of the last layer in which it uses something.
    void combine_queue() {
        const NodeSpec* with_use = nullptr;
        std::size_t before = 0;
        for (std::size_t i = 0; i < versions_.size(); ++i) {
            if (versions_[i].spec->use.empty()) continue;
            if (with_use) refuse_queue_changes(before, i);
            with_use = versions_[i].spec;
            before = i;
        }
        if (!with_use || with_use == &versions_.last()) return;
        node_.patience = with_use->patience;
        node_.give_up = with_use->give_up;
        node_.full = with_use->full;
        node_.eject = with_use->eject;
        node_.keep = with_use->keep;
        node_.use_for = with_use->use_for;
    }

    void refuse_queue_changes(std::size_t a, std::size_t b) const {
        for (const char* field : {"patience", "give-up", "full", "eject"})
            if (!same_yaml(versions_[a].tree->find(field), versions_[b].tree->find(field))) versions_.refuse(b, field);
        for (const char* word : {"keep", "for"})
            if (!same_yaml(find_path(*versions_[a].tree, {"use", word}), find_path(*versions_[b].tree, {"use", word})))
                versions_.refuse(b, "use");
    }

    struct EffectList {
        const char* with_use;  // the field of nodes that use something...
        const char* without;   // ...and of others
        std::vector<EffectSpec> NodeSpec::*with_use_member;
        std::vector<EffectSpec> NodeSpec::*without_member;
    };

    void combine_effects() {
        using N = NodeSpec;
        const bool uses = !node_.use.empty();
        const EffectList arrival{"on-ask", "effects", &N::on_ask, &N::effects};
        std::vector<EffectSpec> on_arrival = effects(arrival);
        node_.on_start = effects({"on-start", "on-start", &N::on_start, &N::on_start});
        node_.on_leave = effects({"on-leave", "on-leave", &N::on_leave, &N::on_leave});
        (uses ? node_.on_ask : node_.effects) = std::move(on_arrival);
        (uses ? node_.effects : node_.on_ask).clear();
    }

    const char* field_of(const EffectList& list, std::size_t version) const {
        return versions_[version].spec->use.empty() ? list.without : list.with_use;
    }
    const std::vector<EffectSpec>& effects_of(const EffectList& list, std::size_t version) const {
        const NodeSpec& spec = *versions_[version].spec;
        return spec.*(spec.use.empty() ? list.without_member : list.with_use_member);
    }
    const YamlNode* tree_of(const EffectList& list, std::size_t version) const {
        return versions_[version].tree->find(field_of(list, version));
    }

    // What the lists of all runs begin with stays undated, so that its draws keep their places.
    std::vector<EffectSpec> effects(const EffectList& list) const {
        const std::vector<Run> runs =
            versions_.runs([&](std::size_t a, std::size_t b) { return same_yaml(tree_of(list, a), tree_of(list, b)); });
        std::vector<EffectSpec> all;
        const std::size_t common = runs.size() == 1 ? SIZE_MAX : common_items(list, runs);
        for (const Run& run : runs) {
            const std::vector<EffectSpec>& here = effects_of(list, run.last);
            const std::size_t undated = effects_in(tree_of(list, run.last), common, here);
            for (std::size_t i = 0; i < here.size(); ++i) {
                if (i < undated && &run != &runs.front()) continue;
                add_effect(all, here[i], i < undated ? Period{} : run.period);
            }
        }
        return all;
    }

    std::size_t common_items(const EffectList& list, const std::vector<Run>& runs) const {
        const YamlNode* first = tree_of(list, runs.front().last);
        std::size_t common = first ? first->items.size() : 0;
        for (const Run& run : runs) {
            const YamlNode* other = tree_of(list, run.last);
            common = std::min(common, other ? other->items.size() : 0);
            for (std::size_t i = 0; i < common; ++i)
                if (!same_yaml(&first->items[i], &other->items[i])) common = i;
        }
        return common;
    }

    // How many effects the first items of a list come down to.
    static std::size_t effects_in(const YamlNode* list, std::size_t items, const std::vector<EffectSpec>& effects) {
        if (!list || items >= list->items.size()) return effects.size();
        const Place end = list->items[items].at;
        return static_cast<std::size_t>(
            std::count_if(effects.begin(), effects.end(), [&](const EffectSpec& effect) { return effect.at < end; }));
    }

    // A move to what has been taken away does nothing, but keeps its place in the list.
    void add_effect(std::vector<EffectSpec>& all, EffectSpec effect, Period period) const {
        if (effect.kind == EffectSpec::Kind::move) {
            const auto track = removal_of(layers_, "tracks/" + effect.move.track.text);
            if (track && !track->from) return;
            cut(period, track);
            cut(period, removal_of(layers_, effect.move.track.text + "/" + effect.move.to.text));
        }
        if (!period.always()) effect.when = during(period, effect.when);
        all.push_back(std::move(effect));
    }

    void combine_leave() {
        const std::vector<Run> runs = versions_.runs("leave");
        node_.leave.clear();
        for (const Run& run : runs) {
            const YamlNode* items = versions_[run.last].tree->find("leave");
            const std::vector<LeaveSpec>& here = versions_[run.last].spec->leave;
            for (std::size_t i = 0; i < here.size(); ++i) {
                const bool always = items && i < items->items.size() && in_all_runs(runs, items->items[i]);
                if (always && &run != &runs.front()) continue;
                add_leave(here[i], always ? Period{} : run.period);
            }
        }
    }

    bool in_all_runs(const std::vector<Run>& runs, const YamlNode& item) const {
        return std::all_of(runs.begin(), runs.end(), [&](const Run& run) {
            const YamlNode* list = versions_[run.last].tree->find("leave");
            return list && std::any_of(list->items.begin(), list->items.end(),
                                       [&](const YamlNode& other) { return same_yaml(&item, &other); });
        });
    }

    void add_leave(LeaveSpec leave, Period period) {
        if (since_.from && !period.from) period.from = since_.from;
        period = open_to(leave.to, period);
        cut(period, hazard_removal(leave.hazard.text));
        if (period.never) return;
        if (!period.always()) leave.open = during(period, leave.open);
        node_.leave.push_back(std::move(leave));
    }

    std::optional<Removal> hazard_removal(const std::string& hazard) const {
        return removal_of(layers_, "hazards/" + hazard);
    }

    void combine_as_soon_as() {
        const std::vector<Run> runs = versions_.runs("as-soon-as");
        node_.as_soon_as.clear();
        for (const Run& run : runs) {
            for (AsSoonAsSpec way : versions_[run.last].spec->as_soon_as) {
                Period period = run.period;
                if (since_.from && !period.from) period.from = since_.from;
                period = open_to(way.to, period);
                if (period.never) continue;
                if (!period.always()) way.condition = during(period, way.condition);
                node_.as_soon_as.push_back(std::move(way));
            }
        }
    }

    void combine_routes() {
        const std::vector<Run> runs = versions_.runs("routes");
        node_.routes.clear();
        for (const Run& run : runs) {
            const std::vector<RouteSpec>& here = versions_[run.last].spec->routes;
            if (here.empty() && runs.size() > 1) return versions_.refuse(runs.back().last, "routes");
            const bool last = &run == &runs.back();
            check_rest(here, run.period);
            for (const RouteSpec& route : here) add_route(route, run.period, last);
        }
        if (runs.size() > 1 && !std::any_of(node_.routes.begin(), node_.routes.end(), takes_all)) {
            RouteSpec rest;  // nothing is left for it; it says that the shares are complete
            rest.to = node_.routes.back().to;
            rest.at = node_.routes.back().at;
            rest.otherwise = true;
            node_.routes.push_back(std::move(rest));
        }
    }

    // The share of a route to a node that was taken away goes to the `otherwise`, which must lead elsewhere.
    void check_rest(const std::vector<RouteSpec>& routes, const Period& period) const {
        bool has_rest = false;
        const RouteSpec* closed = nullptr;
        for (const RouteSpec& route : routes) {
            const Period open = open_to(route.to, period);
            const bool is_open = open.never == period.never && open.until.has_value() == period.until.has_value() &&
                                 (!open.until || open.until->text == period.until->text);
            if (!is_open) closed = &route;
            if (is_open && takes_all(route)) has_rest = true;
        }
        if (!closed || has_rest) return;
        const std::string gone = track_ + "/" + closed->to.text;
        problems_.error(removal_of(layers_, gone)->at,
                        fmt::format("‘{}’ is taken away, but ‘{}’ has no ‘otherwise’ that leads elsewhere",
                                    printable(gone), place()),
                        fmt::format("give the node new ‘routes’ in this policy; the old ones stand at {}",
                                    problems_.place_text(closed->at)));
    }

    // The last run's rest needs no date: before it, nothing is left.
    void add_route(RouteSpec route, const Period& run, bool last) {
        const Period period = open_to(route.to, run);
        if (period.never) return;
        const bool rest = last && takes_all(route) && !period.until;
        if (!period.always() && !rest) {
            route.when = during(period, route.when);
            route.otherwise = false;
        }
        node_.routes.push_back(std::move(route));
    }

    // Its only resource was taken away: it waits for nothing.
    void without_use() {
        if (!node_.use.empty() || versions_.last().use.empty()) return;
        std::vector<EffectSpec>& effects = node_.effects;
        effects.insert(effects.end(), node_.on_start.begin(), node_.on_start.end());
        node_.on_start.clear();
        node_.keep.clear();
        node_.patience.reset();
        node_.use_for.reset();
        for (auto* way : {&node_.give_up, &node_.full, &node_.eject}) way->reset();
    }

    void check_targets() const {
        if (is_removed_) return;
        for (const auto* way : {&node_.give_up, &node_.full, &node_.eject}) {
            const auto removal = *way ? removal_of(layers_, track_ + "/" + (*way)->text) : std::nullopt;
            if (removal)
                problems_.error(removal->at,
                                fmt::format("‘{}’ leads its queue to ‘{}/{}’", place(), track_, (*way)->text),
                                "lead it elsewhere in this policy, without ‘from’");
        }
    }

    const std::vector<Layer>& layers_;
    const std::string& track_;
    Problems& problems_;
    Versions<NodeSpec> versions_;
    NodeSpec node_;
    bool is_removed_ = false;
    Period since_;  // of a track that was added at a date
};

}  // namespace

NodeSpec combine_node(const std::vector<Layer>& layers, const std::string& track, const Versions<NodeSpec>& versions,
                      bool new_track, Problems& problems) {
    return NodeCombiner(layers, track, versions, new_track, problems).run();
}

}  // namespace desist
