// Nodes: stays, needs, effects, ways out.
#include <algorithm>

#include "sim/model/compiler.hpp"

namespace desist {

void Compiler::compile_needs(const Node& node, CompiledNode& compiled) {
    const std::size_t first = model_.needs.size();
    for (const UnitNeed& need : node.needs) {
        const Resource& resource = pathway_.resources[need.resource.index];
        CompiledNeed result;
        result.first_pool = first_pool_[need.resource.index];
        result.units = flat_.number(need.units);
        // The offset of the pool is a sum of index x stride, without cells.
        result.pool.first_dimension = static_cast<std::uint32_t>(model_.dimensions.size());
        result.pool.dimensions = static_cast<std::uint32_t>(resource.by.size());
        std::uint32_t stride = 1;
        for (auto entry = resource.by.rbegin(); entry != resource.by.rend(); ++entry) {
            model_.dimensions.push_back({flat_.spot(*entry), stride});
            stride *= static_cast<std::uint32_t>(pathway_.entries[entry->index].size());
        }
        if (resource.priority) {
            result.has_priority = compiled.has_priority = true;
            result.priority = flat_.number(*resource.priority);
            compiled.priority_depends |= flat_.bits(*resource.priority);
        }
        model_.needs.push_back(result);
    }
    compiled.needs = span_from(first, model_.needs);
    compiled.depends |= compiled.priority_depends;
}

Span Compiler::compile_nodes(const std::vector<NodeId>& nodes) {
    const std::size_t first = model_.move_nodes.size();
    for (NodeId node : nodes) model_.move_nodes.push_back(narrow16(node.index));
    return span_from(first, model_.move_nodes);
}

CompiledEffect Compiler::compile_effect(const Effect& effect, const Node& node) {
    CompiledEffect compiled;
    compiled.kind = effect.kind;
    if (effect.when) compiled.when = flat_.condition(*effect.when);
    if (effect.chance) {
        compiled.has_chance = true;
        compiled.chance = flat_.number(*effect.chance);
        compiled.chance_purpose = purpose_of(node.place, effect.role);
    }
    if (effect.kind == Effect::Kind::move) {
        compiled.move_track = narrow16(effect.move.track.index);
        compiled.move_to = narrow16(effect.move.to.index);
        compiled.open = effect.move.open;
        compiled.move_from = compile_nodes(effect.move.from);
        compiled.resume = effect.move.resume;
        if (compiled.resume) {
            model_.carries = true;
            for (NodeId from : effect.move.from) model_.resumable.push_back(narrow16(from.index));
        }
        return compiled;
    }
    if (effect.kind == Effect::Kind::cost) {
        compiled.cost = narrow16(effect.cost.index);
        return compiled;
    }
    const Attribute& attribute = pathway_.attributes[effect.attribute.index];
    compiled.attribute = narrow16(effect.attribute.index);
    compiled.index = effect.index;
    switch (effect.kind) {
        case Effect::Kind::set_number:
            compiled.table = flat_.number(effect.value);
            break;
        case Effect::Kind::set_moment:
            compiled.moment = flat_.moment(effect.moment);
            break;
        case Effect::Kind::draw_shares:
            compiled.choices = narrow16(pathway_.entries[attribute.entry.index].size());
            compiled.table = flat_.choices(effect.value, attribute.entry, compiled.choices);
            compiled.draw = purpose_of(node.place, "draw/" + attribute.name);
            break;
        case Effect::Kind::draw_law:
            compiled.table = flat_.law(effect.law);
            compiled.draw = purpose_of(node.place, "draw/" + attribute.name);
            break;
        default:
            break;
    }
    return compiled;
}

Span Compiler::compile_effects(const std::vector<Effect>& effects, const Node& node) {
    const std::size_t first = model_.effects.size();
    for (const Effect& effect : effects) {
        const CompiledEffect compiled = compile_effect(effect, node);
        model_.effects.push_back(compiled);
    }
    return span_from(first, model_.effects);
}

namespace {

bool draws_something(const Node& node) {
    const auto random = [](const Effect& effect) {
        return effect.chance || effect.kind == Effect::Kind::draw_shares || effect.kind == Effect::Kind::draw_law;
    };
    const auto any = [&](const std::vector<Effect>& effects) {
        return std::any_of(effects.begin(), effects.end(), random);
    };
    return node.stay || node.patience || !node.hazards.empty() || any(node.effects) || any(node.on_start) ||
           any(node.on_leave) ||
           std::any_of(node.routes.begin(), node.routes.end(), [](const Route& r) { return r.chance.has_value(); });
}

}  // namespace

void Compiler::compile_node(const Node& node, CompiledNode& compiled) {
    compiled.track = narrow16(node.track.index);
    compiled.position = node.position;
    compiled.timed = node.timed();
    compiled.instant = node.instant();
    compiled.end = node.end;
    compiled.name_hash = name_hash(node.place);
    compiled.counts_visits = draws_something(node);
    if (compiled.counts_visits)
        compiled.visit_slot = model_.scopes[scope_of(pathway_.tracks[node.track.index].of)].visits++;
    if (node.stay) {
        compiled.has_stay = true;
        compiled.stay = flat_.law(*node.stay);
        compiled.stay_draw = purpose_of(node.place, "stay");
    }
    if (node.until) compiled.until = flat_.moment(*node.until);
    if (node.until_open) {
        compiled.unusual = true;
        compiled.until_calendar = node.until_open.index;
        compiled.until_next = node.until_next;
    }
    std::size_t first = model_.read_again_dates.size();
    model_.read_again_dates.insert(model_.read_again_dates.end(), node.read_again.begin(), node.read_again.end());
    compiled.read_again = span_from(first, model_.read_again_dates);
    compile_windows(node, compiled);
    compiled.has_needs = !node.needs.empty();
    compile_needs(node, compiled);
    compile_waiting(node, compiled);
    compiled.effects = compile_effects(node.effects, node);
    compiled.on_start = compile_effects(node.on_start, node);
    compiled.on_leave = compile_effects(node.on_leave, node);
    compile_exits(node, compiled);
    compile_routes(node, compiled);
}

void Compiler::compile_windows(const Node& node, CompiledNode& compiled) {
    const std::size_t first = model_.window_attributes.size();
    for (std::uint16_t window : model_.windows)
        for (NodeId counted : pathway_.attributes[window].counted)
            if (pathway_.nodes[counted.index].place == node.place) model_.window_attributes.push_back(window);
    compiled.windows = span_from(first, model_.window_attributes);
}

// What the queue and the units bring with them.
void Compiler::compile_waiting(const Node& node, CompiledNode& compiled) {
    if (node.patience) {
        compiled.has_patience = true;
        compiled.patience = flat_.law(*node.patience);
        compiled.patience_draw = purpose_of(node.place, "patience");
        compiled.give_up = narrow16(node.give_up.index);
    }
    if (node.full) compiled.full = narrow16(node.full.index);
    if (node.eject) compiled.eject = narrow16(node.eject.index);
    compiled.keep = compile_nodes(node.keep);
    if (!node.use_for) return;
    compiled.has_use_for = true;
    compiled.use_for = flat_.number(*node.use_for);
}

void Compiler::compile_exits(const Node& node, CompiledNode& compiled) {
    std::size_t first = model_.exits.size();
    for (const HazardExit& exit : node.hazards) {
        CompiledExit result;
        result.to = narrow16(exit.to.index);
        result.hazard = narrow16(exit.hazard.index);
        result.draw = purpose_of(node.place, "hazard/" + pathway_.hazards[exit.hazard.index].name);
        result.depends = model_.hazards[exit.hazard.index].depends;
        if (exit.open) result.depends |= flat_.bits(*exit.open);
        if (exit.open) result.when = flat_.condition(*exit.open);
        result.during = exit.during;
        compiled.waiting_clocks |= exit.during != During::served;
        compiled.depends |= result.depends;
        model_.exits.push_back(result);
    }
    compiled.hazards = span_from(first, model_.exits);
    first = model_.exits.size();
    for (const AsSoonAs& exit : node.as_soon_as) {
        CompiledExit result;
        result.to = narrow16(exit.to.index);
        result.when = flat_.condition(exit.condition);
        result.during = exit.during;
        compiled.as_soon_as_depends |= flat_.bits(exit.condition);
        follow(exit.condition);
        model_.exits.push_back(result);
    }
    compiled.as_soon_as = span_from(first, model_.exits);
}

void Compiler::compile_routes(const Node& node, CompiledNode& compiled) {
    compiled.route_draw = purpose_of(node.place, "route");
    const std::size_t first = model_.routes.size();
    for (const Route& route : node.routes) {
        CompiledRoute result;
        result.to = narrow16(route.to.index);
        if (route.when) result.when = flat_.condition(*route.when);
        if (route.chance) {
            result.has_chance = true;
            result.chance = flat_.number(*route.chance);
        }
        model_.routes.push_back(result);
    }
    compiled.routes = span_from(first, model_.routes);
}

}  // namespace desist
