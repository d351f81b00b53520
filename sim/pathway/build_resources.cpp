// Resources: how many units, when, for whom first, and whether anybody could wait for them for ever.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/pathway/builder.hpp"

namespace desist {

void PathwayBuilder::build_resource(const ResourceSpec& spec, Resource& resource) {
    resource.at = spec.name.at;
    resource.units = resolver_.value(spec.units, Want::factor);
    collect_entries(resource.units, resource.by);
    std::erase(resource.by, pathway_.date_entry());
    std::sort(resource.by.begin(), resource.by.end());
    for (EntryId entry : resource.by) {
        const bool fixed =
            pathway_.entries[entry.index].kind == Entry::Kind::attribute && !pathway_.entries[entry.index].of;
        if (!fixed)
            problems_.error(spec.units.at, fmt::format("the units of ‘{}’ may depend on attributes of the offender and "
                                                       "on the date only",
                                                       resource.name));
    }
    if (spec.open) resource.open = resolver_.calendar(*spec.open);
    if (spec.given_out) resource.given_out = resolver_.calendar(*spec.given_out);
    resource.eject = spec.on_close == ResourceSpec::OnClose::eject;
    if (spec.priority) resource.priority = resolver_.value(*spec.priority, Want::count);
    if (spec.queue_limit) {
        resource.queue_limit = resolver_.value(*spec.queue_limit, Want::count);
        std::vector<EntryId> entries;
        collect_entries(*resource.queue_limit, entries);
        for (EntryId entry : entries)
            if (std::ranges::find(resource.by, entry) == resource.by.end() && entry != pathway_.date_entry())
                problems_.error(spec.queue_limit->at,
                                "the limit of a queue may depend on what the units depend on, and on the date");
    }
}

void PathwayBuilder::build_resources() {
    for (std::size_t r = 0; r < scenario_.resources.size(); ++r) {
        const std::size_t before = resolver_.trouble();
        build_resource(scenario_.resources[r], pathway_.resources[r]);
        resource_has_fault_.push_back(resolver_.trouble() > before);
    }
}

// SEMANTICS 5.4: who needs more units than there ever are after the last dated change, and has no other way out, would
// wait for ever.
void PathwayBuilder::check_stuck(const Node& node) {
    const auto while_waiting = [](During during) { return during != During::served; };
    if (node.patience || std::ranges::any_of(node.as_soon_as, while_waiting, &AsSoonAs::during) ||
        std::ranges::any_of(node.hazards, while_waiting, &HazardExit::during))
        return;
    for (const UnitNeed& need : node.needs) {
        if (!need.resource || resource_has_fault_[need.resource.index]) continue;
        const Resource& resource = pathway_.resources[need.resource.index];
        const EntryId date = pathway_.date_entry();
        std::vector<EntryId> entries = resource.by;
        collect_entries(need.units, entries);
        std::erase(entries, date);
        Indices at = resolver_.no_indices();
        at[date.index] = static_cast<std::uint16_t>(pathway_.changes.size());
        const bool closed =
            (resource.open && never_opens(resource.open)) || (resource.given_out && never_opens(resource.given_out));
        bool some = false, all = true;
        for_each_combination(pathway_, entries, at, [&] {
            const double needed = evaluate(need.units, at);
            const bool never_enough = needed > 0 && (closed || needed > std::ceil(evaluate(resource.units, at) - 1e-9));
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

// Not even once after the last dated change.
bool PathwayBuilder::never_opens(CalendarId calendar) const {
    const Time last = pathway_.changes.empty() ? pathway_.begin : pathway_.changes.back();
    return pathway_.calendars[calendar.index].opens(last) >= pathway_.end;
}

}  // namespace desist
