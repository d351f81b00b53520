// Tracks, nodes and routes.
#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/laws.hpp"
#include "sim/scenario/sections.hpp"
#include "sim/scenario/values.hpp"

namespace desist {
namespace {

// Reads a list of mappings by their table; each keeps its place.
template <class Spec>
auto rows_of(const FieldTable<Spec>& (*table)()) {
    return list_of([table](const YamlNode& node, Problems& problems) {
        Spec spec;
        spec.at = node.at;
        read_fields(node, table(), spec, problems);
        return spec;
    });
}

const FieldTable<RouteSpec>& route_table() {
    static const FieldTable<RouteSpec> table = {
        "a route",
        "A way to another node of the track.",
        {
            {"to", ValueKind::name, Need::required, "the node that it leads to", into(&RouteSpec::to, read_name)},
            {"chance", ValueKind::share, Need::optional, "its share among the routes whose `when` holds",
             into(&RouteSpec::chance, value_of(Want::share))},
            {"when", ValueKind::condition, Need::optional, "open only when this holds",
             into(&RouteSpec::when, read_condition)},
            {"otherwise", ValueKind::yes, Need::optional, "takes what the other routes leave",
             into(&RouteSpec::otherwise, read_yes)},
        }};
    return table;
}

const std::vector<std::string_view> during_words = {"waiting", "served", "both"};

// While the offender waits for units, while the stay lasts, or both.
During read_during(const YamlNode& node, Problems& problems) {
    constexpr During order[] = {During::waiting, During::served, During::both, During::unsaid};
    return order[read_choice(node, during_words, 3, problems)];
}

const FieldTable<LeaveSpec>& leave_table() {
    static const FieldTable<LeaveSpec> table = {
        "a way of leaving",
        "Leaves the node when a hazard fires.",
        {
            {"to", ValueKind::name, Need::required, "the node that it leads to", into(&LeaveSpec::to, read_name)},
            {"hazard", ValueKind::name, Need::required, "the hazard that fires", into(&LeaveSpec::hazard, read_name)},
            {"while", ValueKind::word, Need::optional,
             "on a node with `use`: when the hazard runs; `served` unless said", into(&LeaveSpec::during, read_during),
             "", during_words},
        }};
    return table;
}

const FieldTable<AsSoonAsSpec>& as_soon_as_table() {
    static const FieldTable<AsSoonAsSpec> table = {
        "an as-soon-as",
        "Leaves the node at once when a condition is true.",
        {
            {"to", ValueKind::name, Need::required, "the node that it leads to", into(&AsSoonAsSpec::to, read_name)},
            {"if", ValueKind::condition, Need::required, "the condition",
             into(&AsSoonAsSpec::condition, read_condition)},
            {"while", ValueKind::word, Need::optional,
             "on a node with `use`: when the condition is looked at; `both` unless said",
             into(&AsSoonAsSpec::during, read_during), "", during_words},
        }};
    return table;
}

struct DestinationForm {
    Text to;
};

const FieldTable<DestinationForm>& destination_table() {
    static const FieldTable<DestinationForm> table = {
        "a destination",
        "Where the offender goes who leaves the queue, or whose units are taken away.",
        {{"to", ValueKind::name, Need::required, "the node to go to", into(&DestinationForm::to, read_name)}}};
    return table;
}

Text read_destination(const YamlNode& node, Problems& problems) {
    DestinationForm form;
    form.to.at = node.at;
    read_fields(node, destination_table(), form, problems);
    return form.to;
}

// The words of `use` that are no resources.
const FieldTable<NodeSpec>& use_table() {
    static const FieldTable<NodeSpec> table = {
        "a use",
        "Resources and units, and how long these are held: for the stay, unless said.",
        {
            {"keep", ValueKind::names, Need::optional, "held until the arrival at a node that is not named here",
             into(&NodeSpec::keep, some(read_name))},
            {"for", ValueKind::duration, Need::optional, "freed after this time, or with the stay if that ends before",
             into(&NodeSpec::use_for, value_of(Want::positive_duration))},
        }};
    return table;
}

void read_use(const YamlNode& node, NodeSpec& spec, Problems& problems) {
    if (!expect_map(node, problems)) return;
    for (YamlEntry entry : node.entries) {
        const auto word = [&](const Field<NodeSpec>& field) { return field.name == entry.key.text; };
        const auto& words = use_table().fields;
        if (const auto field = std::find_if(words.begin(), words.end(), word); field != words.end()) {
            field->read(entry.value, spec, problems);
            continue;
        }
        if (!check_name(entry.key, problems)) entry.key.text.clear();
        spec.use.push_back({entry.key, value_of(Want::count)(entry.value, problems)});
    }
    refuse_repeats(spec.keep, problems);
    if (spec.use.empty()) problems.error(node.at, "no resource is named", "such as use: {officers: 1}");
    if (!spec.keep.empty() && spec.use_for) problems.error(node.at, "‘keep’ and ‘for’ exclude each other");
}

const FieldTable<NodeSpec>& node_table() {
    static const FieldTable<NodeSpec> table = {
        "a node",
        "A place on a track where time passes, or an instant between two such places.",
        {
            {"label", ValueKind::label, Need::optional, "plain words for reports", into(&NodeSpec::label, read_label)},
            {"stay", ValueKind::law, Need::optional, "how long the offender stays, then leaving by the routes",
             into(&NodeSpec::stay, law_for(LawUse::stay))},
            {"leave", ValueKind::list, Need::optional, "hazards that end the stay",
             into(&NodeSpec::leave, rows_of(leave_table)), "a way of leaving"},
            {"as-soon-as", ValueKind::list, Need::optional, "conditions that end the stay at once",
             into(&NodeSpec::as_soon_as, rows_of(as_soon_as_table)), "an as-soon-as"},
            {"routes", ValueKind::list, Need::optional, "where to, when the stay ends",
             into(&NodeSpec::routes, rows_of(route_table)), "a route"},
            {"effects", ValueKind::list, Need::optional, "what happens on arrival (a node without `use`)",
             into(&NodeSpec::effects, read_effects), "an effect"},
            {"use", ValueKind::units, Need::optional,
             "resources and units that the stay needs, waiting for them first; `keep` and `for` say how long they are "
             "held",
             read_use, "a use"},
            {"on-ask", ValueKind::list, Need::optional, "what happens on arrival (a node with `use`)",
             into(&NodeSpec::on_ask, read_effects), "an effect"},
            {"on-start", ValueKind::list, Need::optional, "what happens when the units are given (a node with `use`)",
             into(&NodeSpec::on_start, read_effects), "an effect"},
            {"on-leave", ValueKind::list, Need::optional, "what happens on leaving, if the stay had started",
             into(&NodeSpec::on_leave, read_effects), "an effect"},
            {"patience", ValueKind::law, Need::optional, "how long the offender waits for the units",
             into(&NodeSpec::patience, law_for(LawUse::wait))},
            {"give-up", ValueKind::one, Need::optional, "where to, when patience ends",
             into(&NodeSpec::give_up, read_destination), "a destination"},
            {"full", ValueKind::one, Need::optional, "where to, when the queue has no place left",
             into(&NodeSpec::full, read_destination), "a destination"},
            {"eject", ValueKind::one, Need::optional, "where to, when the units are taken away during the stay",
             into(&NodeSpec::eject, read_destination), "a destination"},
            {"end", ValueKind::yes, Need::optional, "closes all tracks: the offender leaves the model",
             into(&NodeSpec::end, read_yes)},
        }};
    return table;
}

void check_node(const YamlNode& node, const NodeSpec& spec, Problems& problems) {
    const auto needs = [&](const char* key, const char* other) {
        if (!node.find(key) || node.find(other)) return;
        problems.error(node.find(key)->at, fmt::format("‘{}’ needs ‘{}’ beside it", key, other));
    };
    for (const char* key : {"on-ask", "on-start", "patience", "full", "eject"}) needs(key, "use");
    needs("patience", "give-up");
    needs("give-up", "patience");
    if (node.find("effects") && node.find("use")) {
        problems.error(node.find("effects")->at, "a node with ‘use’ has no ‘effects’",
                       "write on-ask (on arrival) or on-start (when the units are given)");
    }
    const auto check_while = [&](const auto& ways) {
        for (const auto& way : ways) {
            if (node.find("use") || way.during == During::unsaid) continue;
            problems.error(way.at, "‘while’ needs ‘use’ beside it", "nobody waits for a node without ‘use’");
        }
    };
    check_while(spec.leave);
    check_while(spec.as_soon_as);
    for (const RouteSpec& route : spec.routes) {
        if (!route.otherwise || (!route.chance && !route.when)) continue;
        problems.error(route.at, "the ‘otherwise’ route has neither ‘chance’ nor ‘when’");
    }
}

NodeSpec read_node(const YamlEntry& entry, Problems& problems) {
    NodeSpec node;
    node.name = entry.key;
    node.at = entry.key.at;
    if (entry.value.kind == YamlNode::Kind::empty) {
        problems.error(entry.value.at, "the node says nothing", "write {} for a rest");
        return node;
    }
    read_fields(entry.value, node_table(), node, problems, true);
    check_node(entry.value, node, problems);
    return node;
}

// Stands on a track none of whose nodes could be read.
NodeSpec empty_node(Place at) {
    NodeSpec node;
    node.name.at = node.at = at;
    return node;
}

void read_start(const YamlNode& node, TrackSpec& track, Problems& problems) {
    if (node.is_scalar()) {
        track.start_node = read_name(node, problems);
        track.start.at = node.at;
        Expression name;
        name.kind = Expression::Kind::name;
        name.name = track.start_node->text;
        name.at = node.at;
        track.start.leaf = std::move(name);
        return;
    }
    track.start_node.reset();
    if (expect_map(node, problems)) track.start = read_value(node, Want::share, problems);
}

TrackSpec::Served read_served(const YamlEntry& entry, Problems& problems) {
    return {entry.key, read_law(entry.value, LawUse::wait, problems)};
}

const FieldTable<TrackSpec>& track_table() {
    static const FieldTable<TrackSpec> table = {
        "a track",
        "A pathway: nodes joined by routes. An offender stands on one node of every track.",
        {
            {"label", ValueKind::label, Need::optional, "plain words for reports", into(&TrackSpec::label, read_label)},
            {"start", ValueKind::start, Need::required, "the first node, or shares of nodes, possibly by attribute",
             read_start},
            {"served", ValueKind::laws, Need::optional,
             "nodes, and the law of the time that those who start there have already been there",
             into(&TrackSpec::served, mentioned(read_served))},
            {"nodes", ValueKind::map, Need::required, "the nodes of the track",
             into(&TrackSpec::nodes, named(read_node)), "a node"},
        }};
    return table;
}

}  // namespace

TrackSpec read_track(const YamlEntry& entry, Problems& problems) {
    TrackSpec track;
    track.name = entry.key;
    track.at = entry.key.at;
    track.start = failed_value(entry.key.at, Want::share);
    track.start_node = Text{"", entry.key.at};
    read_fields(entry.value, track_table(), track, problems);
    if (track.nodes.empty()) track.nodes.push_back(empty_node(entry.key.at));
    if (track.start.leaf && track.start.leaf->failed) track.start_node = Text{"", track.start.at};
    return track;
}

void describe_tracks(std::vector<TableDoc>& tables) {
    tables.push_back(track_table().described());
    tables.push_back(node_table().described());
    tables.push_back(route_table().described());
    tables.push_back(leave_table().described());
    tables.push_back(as_soon_as_table().described());
    tables.push_back(use_table().described());
    tables.push_back(destination_table().described());
}

}  // namespace desist
