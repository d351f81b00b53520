// Hazards and resources.
#include <fmt/format.h>

#include "sim/scenario/laws.hpp"
#include "sim/scenario/sections.hpp"
#include "sim/scenario/values.hpp"

namespace desist {
namespace {

const FieldTable<HazardSpec::Times>& times_table() {
    using Times = HazardSpec::Times;
    static const FieldTable<Times> table = {
        "a factor",
        "Multiplies the rate of a hazard while a condition holds. A table of factors by an attribute or track may "
        "stand "
        "instead, `{by: ATTRIBUTE}` for the number of an attribute, or the name of a parameter or score.",
        {
            {"when", ValueKind::condition, Need::optional, "1 where this does not hold",
             into(&Times::when, read_condition)},
            {"value", ValueKind::factor, Need::required, "the factor", into(&Times::value, value_of(Want::factor))},
        }};
    return table;
}

// {by: ATTRIBUTE} without rows is the number of that attribute.
ValueSpec number_of(const YamlNode& attribute, Problems& problems) {
    const Text name = read_name(attribute, problems);
    ValueSpec value = failed_value(attribute.at, Want::factor);
    if (name.text.empty()) return value;
    Expression& leaf = *value.leaf;
    leaf.kind = Expression::Kind::name;
    leaf.name = name.text;
    leaf.failed = false;
    return value;
}

// A table of factors, or a name; its `when` is not one of its rows.
HazardSpec::Times read_times_table(const YamlNode& node, Problems& problems) {
    HazardSpec::Times times;
    times.at = node.at;
    YamlNode rows = node;
    std::erase_if(rows.entries, [](const YamlEntry& entry) { return entry.key.text == "when"; });
    const bool lone = rows.is_map() && rows.entries.size() == 1;
    times.value = lone ? number_of(rows.entries[0].value, problems) : value_of(Want::factor)(rows, problems);
    if (const YamlNode* when = node.find("when")) times.when = read_condition(*when, problems);
    return times;
}

HazardSpec::Times read_times(const YamlNode& node, Problems& problems) {
    if (node.is_scalar() || node.find("by")) return read_times_table(node, problems);
    HazardSpec::Times times;
    times.at = node.at;
    times.value = failed_value(node.at, Want::factor);
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
            {"profile", ValueKind::names, Need::optional, "profiles over the week or the year, multiplied too",
             into(&HazardSpec::profiles, some(read_name))},
        }};
    return table;
}

ValueSpec read_units(const YamlNode& node, Problems& problems) { return value_of(Want::factor)(node, problems); }

const std::vector<std::string_view> on_close_words = {"finish", "eject"};

const FieldTable<ResourceSpec>& resource_table() {
    static const FieldTable<ResourceSpec> table = {
        "a resource",
        "Units that stays need and hold.",
        {
            {"units", ValueKind::value, Need::required, "how many; a table by attributes makes a pool for each value",
             into(&ResourceSpec::units, read_units)},
            {"open", ValueKind::name, Need::optional, "the calendar in whose hours there are units; without it, always",
             into(&ResourceSpec::open, read_name)},
            {"on-close", ValueKind::word, Need::optional,
             "what happens to stays when units fall: `finish` (they end as they would) or `eject`",
             into(&ResourceSpec::on_close, choice(on_close_words, ResourceSpec::OnClose::finish)), "", on_close_words},
            {"given-out", ValueKind::name, Need::optional,
             "the calendar in whose hours stays can start; without it, always",
             into(&ResourceSpec::given_out, read_name)},
            {"priority", ValueKind::count, Need::optional, "who waits with 1 starts first; without it, all are alike",
             into(&ResourceSpec::priority, value_of(Want::count))},
            {"queue-limit", ValueKind::count, Need::optional,
             "the most that may wait; who comes later goes where `full` says",
             into(&ResourceSpec::queue_limit, value_of(Want::count))},
        }};
    return table;
}

}  // namespace

HazardSpec read_hazard(const YamlEntry& entry, Problems& problems) {
    HazardSpec hazard;
    hazard.name = entry.key;
    hazard.law = failed_law(LawUse::hazard, entry.key.at);
    read_fields(entry.value, hazard_table(), hazard, problems);
    refuse_repeats(hazard.profiles, problems);
    return hazard;
}

ResourceSpec read_resource(const YamlEntry& entry, Problems& problems) {
    ResourceSpec resource;
    resource.name = entry.key;
    resource.at = entry.key.at;
    resource.units = failed_value(entry.key.at, Want::factor);
    read_fields(entry.value, resource_table(), resource, problems);
    return resource;
}

void describe_hazards(std::vector<TableDoc>& tables) {
    tables.push_back(hazard_table().described());
    tables.push_back(times_table().described());
    tables.push_back(resource_table().described());
}

}  // namespace desist
