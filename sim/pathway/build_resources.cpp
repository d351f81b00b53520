// Resources, and whether anybody could wait for them for ever.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/pathway/builder.hpp"

namespace desist {

void PathwayBuilder::build_resources() {
    for (const ResourceSpec& spec : scenario_.resources) {
        Resource resource;
        resource.name = spec.name.text;
        const std::size_t before = problems_.errors();
        resource.units = resolver_.value(spec.units, Want::count);
        collect_entries(resource.units, resource.by);
        if (problems_.errors() == before) check_whole(resource);
        std::sort(resource.by.begin(), resource.by.end());
        for (EntryId entry : resource.by) {
            if (!entry) continue;
            const bool fixed =
                pathway_.entries[entry.index].kind == Entry::Kind::attribute && !pathway_.entries[entry.index].of;
            if (!fixed)
                problems_.error(
                    spec.units.at,
                    fmt::format("the units of ‘{}’ may depend on attributes of the offender only", resource.name),
                    "units that change by date are not yet possible");
        }
        pathway_.resources.push_back(std::move(resource));
    }
}

void PathwayBuilder::check_whole(const Resource& resource) {
    Indices at = resolver_.no_indices();
    bool whole = true;
    for_each_combination(pathway_, resource.by, at, [&] {
        const double units = evaluate(resource.units, at);
        whole &= std::abs(units - std::round(units)) < 1e-9;
    });
    if (!whole)
        problems_.error(resource.units.at, fmt::format("the units of ‘{}’ must be whole numbers", resource.name),
                        "round(...) or floor(...) makes them whole");
}

// SEMANTICS 5.4: who needs more units than there ever are, and has no other way out, would wait for ever.
void PathwayBuilder::check_stuck(const Node& node) {
    if (node.patience || !node.as_soon_as.empty()) return;
    for (const UnitNeed& need : node.needs) {
        if (!need.resource) continue;
        const Resource& resource = pathway_.resources[need.resource.index];
        std::vector<EntryId> entries = resource.by;
        collect_entries(need.units, entries);
        if (std::find(entries.begin(), entries.end(), EntryId()) != entries.end()) continue;
        Indices at = resolver_.no_indices();
        bool some = false, all = true;
        for_each_combination(pathway_, entries, at, [&] {
            const bool never_enough = evaluate(need.units, at) > evaluate(resource.units, at);
            some |= never_enough;
            all &= never_enough;
        });
        if (all)
            problems_.error(node.at,
                            fmt::format("‘{}’ needs more of ‘{}’ than there ever is: whoever waits is stuck",
                                        node.place, resource.name),
                            "give patience, or fewer units");
        else if (some)
            problems_.warning(
                node.at,
                fmt::format("‘{}’ needs more of ‘{}’ than some people's pool ever has: they would wait for ever",
                            node.place, resource.name));
    }
}

}  // namespace desist
