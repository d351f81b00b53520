// Tracks, nodes and routes; hazards and resources.
#include <fmt/format.h>

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

const FieldTable<LeaveSpec>& leave_table() {
    static const FieldTable<LeaveSpec> table = {
        "a way of leaving",
        "Leaves the node when a hazard fires.",
        {
            {"to", ValueKind::name, Need::required, "the node that it leads to", into(&LeaveSpec::to, read_name)},
            {"hazard", ValueKind::name, Need::required, "the hazard that fires", into(&LeaveSpec::hazard, read_name)},
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
        }};
    return table;
}

struct GiveUpForm {
    Text to;
};

const FieldTable<GiveUpForm>& give_up_table() {
    static const FieldTable<GiveUpForm> table = {
        "a give-up",
        "Where the offender goes whose patience ends in the queue.",
        {{"to", ValueKind::name, Need::required, "the node to go to", into(&GiveUpForm::to, read_name)}}};
    return table;
}

Text read_give_up(const YamlNode& node, Problems& problems) {
    GiveUpForm form;
    read_fields(node, give_up_table(), form, problems);
    return form.to;
}

UseSpec read_use(const YamlEntry& entry, Problems& problems) {
    return {entry.key, value_of(Want::count)(entry.value, problems)};
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
            {"use", ValueKind::units, Need::optional, "resources and units that the stay needs, waiting for them first",
             into(&NodeSpec::use, named(read_use))},
            {"on-ask", ValueKind::list, Need::optional, "what happens on arrival (a node with `use`)",
             into(&NodeSpec::on_ask, read_effects), "an effect"},
            {"on-start", ValueKind::list, Need::optional, "what happens when the units are given (a node with `use`)",
             into(&NodeSpec::on_start, read_effects), "an effect"},
            {"on-leave", ValueKind::list, Need::optional, "what happens on leaving, if the stay had started",
             into(&NodeSpec::on_leave, read_effects), "an effect"},
            {"patience", ValueKind::law, Need::optional, "how long the offender waits for the units",
             into(&NodeSpec::patience, law_for(LawUse::stay))},
            {"give-up", ValueKind::one, Need::optional, "where to, when patience ends",
             into(&NodeSpec::give_up, read_give_up), "a give-up"},
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
    for (const char* key : {"on-ask", "on-start", "patience"}) needs(key, "use");
    needs("patience", "give-up");
    needs("give-up", "patience");
    if (node.find("effects") && node.find("use")) {
        problems.error(node.find("effects")->at, "a node with ‘use’ has no ‘effects’",
                       "write on-ask (on arrival) or on-start (when the units are given)");
    }
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

void read_start(const YamlNode& node, TrackSpec& track, Problems& problems) {
    if (node.is_scalar()) {
        track.start_node = read_name(node, problems);
        track.start.at = node.at;
        Expression name;
        name.kind = Expression::Kind::name;
        name.name = node.text;
        name.at = node.at;
        track.start.leaf = std::move(name);
    } else if (expect_map(node, problems)) {
        track.start = read_value(node, Want::share, problems);
    }
}

const FieldTable<TrackSpec>& track_table() {
    static const FieldTable<TrackSpec> table = {
        "a track",
        "A pathway: nodes joined by routes. An offender stands on one node of every track.",
        {
            {"label", ValueKind::label, Need::optional, "plain words for reports", into(&TrackSpec::label, read_label)},
            {"start", ValueKind::start, Need::required, "the first node, or shares of nodes, possibly by attribute",
             read_start},
            {"nodes", ValueKind::map, Need::required, "the nodes of the track",
             into(&TrackSpec::nodes, named(read_node)), "a node"},
        }};
    return table;
}

const FieldTable<HazardSpec::Times>& times_table() {
    using Times = HazardSpec::Times;
    static const FieldTable<Times> table = {
        "a factor",
        "Multiplies the rate of a hazard while a condition holds. A table of factors by an attribute or track may "
        "stand instead.",
        {
            {"when", ValueKind::condition, Need::optional, "1 where this does not hold",
             into(&Times::when, read_condition)},
            {"value", ValueKind::factor, Need::required, "the factor", into(&Times::value, value_of(Want::factor))},
        }};
    return table;
}

// A table of factors; its `when` is not one of its rows.
HazardSpec::Times read_times_table(const YamlNode& node, Problems& problems) {
    HazardSpec::Times times;
    times.at = node.at;
    YamlNode rows = node;
    std::erase_if(rows.entries, [](const YamlEntry& entry) { return entry.key.text == "when"; });
    times.value = value_of(Want::factor)(rows, problems);
    if (const YamlNode* when = node.find("when")) times.when = read_condition(*when, problems);
    return times;
}

HazardSpec::Times read_times(const YamlNode& node, Problems& problems) {
    if (node.is_scalar() || node.find("by")) return read_times_table(node, problems);
    HazardSpec::Times times;
    times.at = node.at;
    read_fields(node, times_table(), times, problems);
    return times;
}

const FieldTable<HazardSpec>& hazard_table() {
    static const FieldTable<HazardSpec> table = {
        "a hazard",
        "A rate at which something happens, in time since the node was entered.",
        {
            {"law", ValueKind::rate_law, Need::required, "the rate before any factor",
             into(&HazardSpec::law, law_for(LawUse::hazard))},
            {"times", ValueKind::factors, Need::optional, "factors, multiplied in the order written",
             into(&HazardSpec::times, list_of(read_times)), "a factor"},
        }};
    return table;
}

ValueSpec read_units(const YamlNode& node, Problems& problems) { return value_of(Want::factor)(node, problems); }

const FieldTable<ResourceSpec>& resource_table() {
    static const FieldTable<ResourceSpec> table = {
        "a resource",
        "Units that stays need and hold.",
        {{"units", ValueKind::value, Need::required, "how many; a table by attributes makes a pool for each value",
          into(&ResourceSpec::units, read_units)}}};
    return table;
}

}  // namespace

HazardSpec read_hazard(const YamlEntry& entry, Problems& problems) {
    HazardSpec hazard;
    hazard.name = entry.key;
    read_fields(entry.value, hazard_table(), hazard, problems);
    return hazard;
}

ResourceSpec read_resource(const YamlEntry& entry, Problems& problems) {
    ResourceSpec resource;
    resource.name = entry.key;
    read_fields(entry.value, resource_table(), resource, problems);
    return resource;
}

TrackSpec read_track(const YamlEntry& entry, Problems& problems) {
    TrackSpec track;
    track.name = entry.key;
    track.at = entry.key.at;
    read_fields(entry.value, track_table(), track, problems);
    return track;
}

void describe_tracks(std::vector<TableDoc>& tables) {
    tables.push_back(hazard_table().described());
    tables.push_back(times_table().described());
    tables.push_back(resource_table().described());
    tables.push_back(track_table().described());
    tables.push_back(node_table().described());
    tables.push_back(route_table().described());
    tables.push_back(leave_table().described());
    tables.push_back(as_soon_as_table().described());
    tables.push_back(give_up_table().described());
}

}  // namespace desist
