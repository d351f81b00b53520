// Dated structure, section by section; nodes stand in dated_nodes.cpp.
#include "sim/scenario/dated.hpp"

#include <map>

#include "sim/scenario/dated_parts.hpp"

namespace desist {
namespace {

ConditionSpec compare_now(ConditionSpec::Kind kind, const Text& date) {
    ConditionSpec condition;
    condition.kind = kind;
    condition.at = date.at;
    Expression literal;
    literal.kind = Expression::Kind::date;
    literal.unit = date_unit;
    literal.number = static_cast<double>(parse_date(date.text).value_or(Date{}).days);
    literal.at = date.at;
    condition.date = std::move(literal);
    return condition;
}

class LayerCombiner {
public:
    LayerCombiner(const std::vector<Layer>& layers, std::vector<Scenario>&& read, Problems& problems)
        : layers_(layers), read_(std::move(read)), problems_(problems) {}

    Scenario run() {
        Scenario all = read_.back();
        all.attributes = each<AttributeSpec>("attributes", &Scenario::attributes, whole<AttributeSpec>);
        all.cases = each<CaseSpec>("cases", &Scenario::cases, whole<CaseSpec>);
        all.parameters = each<ParameterSpec>("parameters", &Scenario::parameters, whole<ParameterSpec>);
        all.scores = each<ScoreSpec>("scores", &Scenario::scores, whole<ScoreSpec>);
        all.calendars = each<CalendarSpec>("calendars", &Scenario::calendars, whole<CalendarSpec>);
        all.profiles = each<ProfileSpec>("profiles", &Scenario::profiles, whole<ProfileSpec>);
        const auto bound = [this](auto member) { return [this, member](const auto& v) { return (this->*member)(v); }; };
        all.costs = each<CostSpec>("costs", &Scenario::costs, bound(&LayerCombiner::cost));
        all.hazards = each<HazardSpec>("hazards", &Scenario::hazards, bound(&LayerCombiner::hazard));
        all.resources = each<ResourceSpec>("resources", &Scenario::resources, bound(&LayerCombiner::resource));
        all.tracks = each<TrackSpec>("tracks", &Scenario::tracks, bound(&LayerCombiner::track));
        combine_population(all);
        for (std::size_t i = 1; i < layers_.size(); ++i) all.structure_dates.push_back(*layers_[i].from);
        return all;
    }

private:
    template <class Spec>
    std::vector<const std::vector<Spec>*> all_of(std::vector<Spec> Scenario::*member) const {
        std::vector<const std::vector<Spec>*> specs;
        for (const Scenario& scenario : read_) specs.push_back(&(scenario.*member));
        return specs;
    }

    template <class Spec, class Combine>
    std::vector<Spec> each(std::string_view section, std::vector<Spec> Scenario::*member, Combine combine) const {
        std::vector<Spec> combined;
        const auto specs = all_of(member);
        for (const std::string& name : all_names(specs)) {
            const auto tree = [&](const Layer& layer) { return find_path(layer.tree, {section, name}); };
            const Versions<Spec> versions = versions_of(layers_, specs, name, tree, problems_);
            if (versions.size() > 0) combined.push_back(combine(versions));
        }
        return combined;
    }

    // Elements that are the same at all dates, but for their words.
    template <class Spec>
    static Spec whole(const Versions<Spec>& versions) {
        for (std::size_t i = 1; i < versions.size(); ++i) {
            const YamlNode &a = *versions[i - 1].tree, &b = *versions[i].tree;
            if (a.kind != b.kind || a.items.size() != b.items.size())
                versions.refuse(i, versions.last().name.text);
            else if (!a.is_map() && !same_yaml(&a, &b))
                versions.refuse(i, versions.last().name.text);
            for (const YamlEntry& field : b.entries)
                if (field.key.text != "note" && field.key.text != "source") versions.refuse_changes({field.key.text});
        }
        return versions.last();
    }

    bool gone(const std::string& name) const { return layers_.back().removed.contains(name); }

    // The same with nothing before it was added and after it was taken away.
    ValueSpec while_there(ValueSpec value, const Period& since, const std::string& removed_name) const {
        std::vector<std::pair<Run, ValueSpec>> parts;
        const std::optional<Removal> removal = gone(removed_name) ? removal_of(layers_, removed_name) : std::nullopt;
        if (since.from) parts.push_back({Run{}, nothing(value.at)});
        parts.push_back({Run{0, {since.from, {}, false}}, std::move(value)});
        if (removal && removal->from) parts.push_back({Run{0, {removal->from, {}, false}}, nothing(removal->at)});
        return date_table(std::move(parts));
    }

    CostSpec cost(const Versions<CostSpec>& versions) const {
        CostSpec cost = versions.last();
        versions.refuse_changes({"of", "provided", "used", "expected", "step", "budget", "price-year"});
        cost.value = versions.dated("value", &CostSpec::value);
        const bool by_event = cost.of.empty() && !cost.provided && !cost.used && !cost.expected;
        const Period since = versions.added() && !by_event ? versions.since_added() : Period{};
        cost.value = while_there(std::move(cost.value), since, "costs/" + cost.name.text);
        return cost;
    }

    HazardSpec hazard(const Versions<HazardSpec>& versions) const {
        HazardSpec hazard = versions.last();
        versions.refuse_changes({"profile"});
        hazard.law = versions.dated("law", &HazardSpec::law);
        const std::vector<Run> runs = versions.runs("times");
        if (runs.size() > 1) hazard.times.clear();
        for (const Run& run : runs) {
            if (runs.size() == 1) break;
            for (HazardSpec::Times times : versions[run.last].spec->times) {
                times.when = during(run.period, times.when);
                hazard.times.push_back(std::move(times));
            }
        }
        if (versions.added()) hazard.times.push_back(closed_before(*versions.since_added().from));
        return hazard;
    }

    static HazardSpec::Times closed_before(const Text& date) {
        return {during({{}, date, false}, std::nullopt), nothing(date.at), date.at};
    }

    ResourceSpec resource(const Versions<ResourceSpec>& versions) const {
        ResourceSpec resource = versions.last();
        versions.refuse_changes({"open", "given-out", "on-close"});
        resource.units = versions.dated("units", &ResourceSpec::units);
        resource.priority = versions.dated("priority", &ResourceSpec::priority);
        resource.queue_limit = versions.dated("queue-limit", &ResourceSpec::queue_limit);
        return resource;
    }

    TrackSpec track(const Versions<TrackSpec>& versions) const {
        TrackSpec track = versions.last();
        versions.refuse_changes({"start", "served"});
        const std::string& name = track.name.text;
        if (const auto removal = removal_of(layers_, "tracks/" + name); removal && gone("tracks/" + name))
            problems_.error(removal->at, fmt::format("track ‘{}’ cannot be taken away at a date", name),
                            "leave out ‘from’, or take away its nodes except where people start");
        std::vector<const std::vector<NodeSpec>*> nodes(layers_.size());
        for (std::size_t i = 0; i < versions.size(); ++i) nodes[versions[i].layer] = &versions[i].spec->nodes;
        track.nodes.clear();
        for (const std::string& node : all_names(nodes)) {
            const auto tree = [&](const Layer& layer) {
                return find_path(layer.tree, {"tracks", name, "nodes", node});
            };
            track.nodes.push_back(combine_node(layers_, name, versions_of(layers_, nodes, node, tree, problems_),
                                               versions.added(), problems_));
        }
        check_start(track);
        return track;
    }

    void check_start(const TrackSpec& track) const {
        std::vector<Text> starts;
        if (track.start_node) starts.push_back(*track.start_node);
        for (const ValueSpec::Row& row : track.start.rows)
            starts.insert(starts.end(), row.keys.begin(), row.keys.end());
        for (const Text& start : starts) {
            const auto removal = removal_of(layers_, track.name.text + "/" + start.text);
            if (removal)
                problems_.error(removal->at, fmt::format("people start on ‘{}/{}’", track.name.text, start.text),
                                "say ‘start’ of the track anew, or keep the node");
        }
    }

    // Where a stream, or the population itself, has a field in a layer.
    static const YamlNode* stream_tree(const Layer& layer, const std::string& name) {
        const YamlNode* population = layer.tree.find("population");
        if (!population) return nullptr;
        const YamlNode* streams = population->find("streams");
        return streams ? streams->find(name) : population;
    }

    void combine_population(Scenario& all) const {
        all.population.clear();
        const auto specs = all_of(&Scenario::population);
        for (const std::string& name : all_names(specs)) {
            const auto tree = [&](const Layer& layer) { return stream_tree(layer, name); };
            const Versions<StreamSpec> versions = versions_of(layers_, specs, name, tree, problems_);
            if (versions.size() > 0) all.population.push_back(stream(versions));
        }
        all.draws = combine_draws([&](std::size_t i) { return &read_[i].draws; },
                                  [&](std::size_t i) {
                                      return find_path(layers_[i].tree, {"population", "draw"});
                                  });
    }

    StreamSpec stream(const Versions<StreamSpec>& versions) const {
        StreamSpec stream = versions.last();
        const std::string removed = "population/" + stream.name.text;
        if (stream.arrivals) {
            stream.arrivals = versions.dated("arrivals", &StreamSpec::arrivals);
            stream.arrivals =
                while_there(std::move(*stream.arrivals), versions.added() ? versions.since_added() : Period{}, removed);
        } else {
            versions.refuse_changes({"present", "people"});
            if (versions.added() || gone(removed))
                problems_.error(stream.at, "people who are there at the start cannot come or go at a date",
                                "only streams with ‘arrivals’ can");
        }
        if (!layers_.back().tree.find("population") || !find_path(layers_.back().tree, {"population", "streams"}))
            return stream;
        std::vector<const Version<StreamSpec>*> by_layer(layers_.size());
        for (std::size_t i = 0; i < versions.size(); ++i) by_layer[versions[i].layer] = &versions[i];
        stream.draw =
            combine_draws([&](std::size_t i) { return by_layer[i] ? &by_layer[i]->spec->draw : nullptr; },
                          [&](std::size_t i) { return by_layer[i] ? by_layer[i]->tree->find("draw") : nullptr; });
        return stream;
    }

    template <class DrawsOf, class TreeOf>
    std::vector<DrawSpec> combine_draws(DrawsOf draws_of, TreeOf tree_of) const {
        std::vector<DrawSpec> combined;
        std::vector<std::string> order;
        std::map<std::string, Versions<DrawSpec>> versions;
        for (std::size_t i = 0; i < layers_.size(); ++i) {
            const std::vector<DrawSpec>* draws = draws_of(i);
            const YamlNode* tree = tree_of(i);
            if (!draws || !tree) continue;
            for (const DrawSpec& draw : *draws) {
                const auto [at, is_new] = versions.try_emplace(draw.attribute.text, layers_, problems_);
                if (is_new) order.push_back(draw.attribute.text);
                at->second.add({i, &draw, tree});
            }
        }
        for (const std::string& name : order) combined.push_back(draw(name, versions.at(name)));
        return combined;
    }

    static DrawSpec draw(const std::string& name, const Versions<DrawSpec>& versions) {
        DrawSpec draw = versions.last();
        const std::vector<Run> runs = versions.runs(name);
        for (const Run& run : runs)
            if (versions[run.last].spec->law.has_value() != draw.law.has_value()) {
                versions.refuse(runs.back().last, name);
                return draw;
            }
        if (draw.law) draw.law = versions.dated(name, &DrawSpec::law);
        if (draw.shares) draw.shares = versions.dated(name, &DrawSpec::shares);
        return draw;
    }

    const std::vector<Layer>& layers_;
    std::vector<Scenario> read_;
    Problems& problems_;
};

}  // namespace

ConditionSpec during(const Period& period, const std::optional<ConditionSpec>& own) {
    std::vector<ConditionSpec> parts;
    if (period.from) parts.push_back(compare_now(ConditionSpec::Kind::after, *period.from));
    if (period.until) parts.push_back(compare_now(ConditionSpec::Kind::before, *period.until));
    if (own) parts.push_back(*own);
    if (parts.size() == 1 && !period.never) return std::move(parts.front());
    ConditionSpec condition;
    condition.kind = period.never ? ConditionSpec::Kind::any : ConditionSpec::Kind::all;  // any of nothing is false
    if (!parts.empty()) condition.at = parts.front().at;
    if (!period.never) condition.operands = std::move(parts);
    return condition;
}

std::optional<Removal> removal_of(const std::vector<Layer>& layers, const std::string& name) {
    for (const Layer& layer : layers) {
        const auto found = layer.removed.find(name);
        if (found != layer.removed.end()) return Removal{layer.from, found->second};
    }
    return std::nullopt;
}

void cut(Period& period, const std::optional<Removal>& removal) {
    if (!removal) return;
    const auto date = [](const std::optional<Text>& text) { return parse_date(text->text); };
    if (!removal->from || (period.from && date(removal->from) <= date(period.from)))
        period.never = true;
    else if (!period.until || date(removal->from) < date(period.until))
        period.until = removal->from;
}

std::vector<Run> runs_of(const std::vector<Layer>& layers, const std::vector<std::size_t>& version_layers,
                         const std::function<bool(std::size_t, std::size_t)>& same) {
    std::vector<Run> runs;
    for (std::size_t i = 0; i < version_layers.size(); ++i) {
        if (i > 0 && same(i - 1, i)) {
            runs.back().last = i;
            continue;
        }
        const std::optional<Text> from = i > 0 ? layers[version_layers[i]].from : std::nullopt;
        if (i > 0) runs.back().period.until = from;
        runs.push_back({i, {from, {}, false}});
    }
    return runs;
}

ValueSpec nothing(Place at) {
    ValueSpec value;
    value.leaf = Expression{};
    value.leaf->at = at;
    value.at = at;
    return value;
}

Scenario combine_layers(const std::vector<Layer>& layers, std::vector<Scenario>&& read, Problems& problems) {
    return LayerCombiner(layers, std::move(read), problems).run();
}

}  // namespace desist
