// Things that are written down and never do anything.
#include <fmt/format.h>

#include <algorithm>

#include "sim/pathway/pathway.hpp"

namespace desist {
namespace {

// Every effect of the pathway's nodes.
template <class Visit>
void for_each_effect(const Pathway& pathway, Visit visit) {
    for (const Node& node : pathway.nodes)
        for (const auto* effects : {&node.effects, &node.on_start, &node.on_leave})
            for (const Effect& effect : *effects) visit(effect);
}

bool any_units(const Pathway& pathway, const UnitNeed& need) {
    std::vector<EntryId> entries;
    collect_entries(need.units, entries);
    Indices at(pathway.entries.size());
    bool any = false;
    return !for_each_combination(pathway, entries, at, [&] { any |= evaluate(need.units, at) > 0; }) || any;
}

void warn_of_resources(const Pathway& pathway, Problems& problems) {
    std::vector<bool> used(pathway.resources.size());
    for (const Node& node : pathway.nodes)
        for (const UnitNeed& need : node.needs)
            if (any_units(pathway, need)) used[need.resource.index] = true;
    for (std::size_t r = 0; r < used.size(); ++r)
        if (!used[r])
            problems.warning(pathway.resources[r].at, fmt::format("nothing uses ‘{}’", pathway.resources[r].name));
}

bool can_fire(const Pathway& pathway, const Hazard& hazard) {
    std::vector<EntryId> entries;
    collect_entries(hazard.law, entries);
    Indices at(pathway.entries.size());
    bool any = false;
    const bool all = for_each_combination(pathway, entries, at, [&] {
        const RateLaw law = rate_law_at(hazard.law, at);
        any |= law.kind == RateLaw::Kind::weibull || law.a > 0 ||
               std::ranges::any_of(law.pieces, [](const RateLaw::Piece& piece) { return piece.rate > 0; });
    });
    const auto is_nothing = [](const Hazard::Times& times) {
        return !times.when && times.value.kind == Value::Kind::number && times.value.number == 0;
    };
    return (!all || any) && std::ranges::none_of(hazard.times, is_nothing);
}

void warn_of_hazards(const Pathway& pathway, Problems& problems) {
    std::vector<bool> named(pathway.hazards.size());
    for (const Node& node : pathway.nodes)
        for (const HazardExit& exit : node.hazards) named[exit.hazard.index] = true;
    std::vector<std::string> so(pathway.hazards.size());  // what follows from it
    for (const Measure& measure : pathway.measures)
        if (measure.hazard()) so[measure.hazard().index] = fmt::format(": measure ‘{}’ is always 0", measure.name);
    for (const Cost& cost : pathway.costs)
        if (cost.hazard && so[cost.hazard.index].empty())
            so[cost.hazard.index] = fmt::format(": cost ‘{}’ is always 0", cost.name);
    for (std::size_t h = 0; h < named.size(); ++h) {
        const Hazard& hazard = pathway.hazards[h];
        if (!named[h])
            problems.warning(hazard.at, fmt::format("no node is left by hazard ‘{}’{}", hazard.name, so[h]));
        else if (!can_fire(pathway, hazard))
            problems.warning(hazard.at, fmt::format("hazard ‘{}’ cannot fire: its rate is always 0", hazard.name));
    }
}

void warn_of_costs(const Pathway& pathway, Problems& problems) {
    std::vector<bool> spent(pathway.costs.size());
    for_each_effect(pathway, [&](const Effect& effect) {
        if (effect.kind == Effect::Kind::cost) spent[effect.cost.index] = true;
    });
    for (std::size_t c = 0; c < spent.size(); ++c)
        if (!spent[c] && pathway.costs[c].kind == Cost::Kind::event)
            problems.warning(pathway.costs[c].at, fmt::format("no effect spends ‘{}’", pathway.costs[c].name));
}

void warn_of_profiles(const Pathway& pathway, Problems& problems) {
    std::vector<bool> named(pathway.profiles.size());
    for (const Hazard& hazard : pathway.hazards)
        for (ProfileId profile : hazard.profiles) named[profile.index] = true;
    for (std::size_t p = 0; p < named.size(); ++p)
        if (!named[p])
            problems.warning(pathway.profiles[p].at,
                             fmt::format("no hazard has profile ‘{}’", pathway.profiles[p].name));
}

}  // namespace

void warn_of_idle_things(const Pathway& pathway, Problems& problems) {
    warn_of_resources(pathway, problems);
    warn_of_hazards(pathway, problems);
    warn_of_costs(pathway, problems);
    warn_of_profiles(pathway, problems);
}

}  // namespace desist
