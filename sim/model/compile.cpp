#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/model/flatten.hpp"
#include "sim/model/model.hpp"

namespace desist {
namespace {

template <class T>
std::uint16_t small(T value) {
    return static_cast<std::uint16_t>(value);
}

template <class Array>
Span span_from(std::size_t first, const Array& array) {
    return {static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(array.size() - first)};
}

class Compiler {
public:
    Compiler(const Pathway& pathway, Problems& problems)
        : pathway_(pathway), problems_(problems), flat_(pathway, model_, problems) {}
    std::optional<Model> compile();

private:
    void lay_out_scopes();
    void compile_attributes();
    void compile_tracks();
    void compile_hazards();
    void compile_resources();
    void compile_node(const Node& node, CompiledNode& compiled);
    void compile_needs(const Node& node, CompiledNode& compiled);
    Span compile_effects(const std::vector<Effect>& effects, const Node& node);
    CompiledEffect compile_effect(const Effect& effect, const Node& node);
    void compile_streams();
    CompiledDraw compile_draw(const Draw& draw);
    void compile_measures();
    void follow_crossings();
    Purpose purpose_of(const std::string& place, const std::string& role);
    std::uint16_t scope_of(CaseTypeId of) const { return of ? small(1 + of.index) : std::uint16_t{0}; }

    const Pathway& pathway_;
    Problems& problems_;
    Model model_;
    Flattener flat_;
    std::map<std::uint64_t, std::string> purposes_;
    std::vector<std::uint32_t> first_pool_;
};

// Draws of two names with the same hash would be the same luck (SEMANTICS 7.1).
Purpose Compiler::purpose_of(const std::string& place, const std::string& role) {
    const Purpose result = purpose(place, role);
    const std::string name = place + " " + role;
    const auto [found, added] = purposes_.emplace(result.value, name);
    if (!added && found->second != name)
        problems_.error({}, fmt::format("the draws of ‘{}’ and ‘{}’ would be the same", name, found->second),
                        "rename one of them");
    return result;
}

void Compiler::lay_out_scopes() {
    model_.scopes.resize(1 + pathway_.cases.size());
    for (std::size_t c = 0; c < pathway_.cases.size(); ++c) model_.scopes[c + 1].copies = pathway_.cases[c].copies;
    std::vector<EntrySpot> spots(pathway_.entries.size());
    for (std::size_t e = 0; e < pathway_.entries.size(); ++e) {
        const Entry& entry = pathway_.entries[e];
        if (entry.size() == 0) continue;
        Scope& scope = model_.scopes[scope_of(entry.of)];
        spots[e] = {scope_of(entry.of), scope.indices++};
    }
    model_.date_slot = spots[pathway_.date_entry().index].slot;
    model_.date_bit = entry_bit(pathway_.date_entry());
    flat_.set_spots(std::move(spots));
}

void Compiler::compile_attributes() {
    for (std::size_t a = 0; a < pathway_.attributes.size(); ++a) {
        const Attribute& attribute = pathway_.attributes[a];
        CompiledAttribute compiled;
        compiled.kind = attribute.kind;
        compiled.scope = scope_of(attribute.of);
        compiled.slot = flat_.spot(attribute.entry).slot;
        compiled.bit = entry_bit(attribute.entry);
        Scope& scope = model_.scopes[compiled.scope];
        if (attribute.kind != Attribute::Kind::named) compiled.value_slot = scope.values++;
        scope.attributes.push_back(small(a));
        compiled.edges = attribute.edges;
        compiled.oldest = attribute.oldest;
        if (attribute.kind == Attribute::Kind::age) {
            for (double edge : attribute.edges)
                compiled.edge_seconds.push_back(static_cast<std::int64_t>(std::ceil(edge * seconds_per_year)));
            model_.ages.push_back(small(a));
        }
        model_.attributes.push_back(std::move(compiled));
    }
}

void Compiler::compile_tracks() {
    for (std::size_t t = 0; t < pathway_.tracks.size(); ++t) {
        const Track& track = pathway_.tracks[t];
        CompiledTrack compiled;
        compiled.scope = scope_of(track.of);
        compiled.slot = flat_.spot(EntryId(t)).slot;
        compiled.first_node = small(track.nodes.front().index);
        compiled.nodes = small(track.nodes.size());
        compiled.first_seat = model_.seats;
        compiled.first_clock = model_.clocks;
        for (NodeId node : track.nodes)
            compiled.clocks = std::max(compiled.clocks, small(pathway_.nodes[node.index].hazards.size()));
        Scope& scope = model_.scopes[compiled.scope];
        scope.tracks.push_back(small(t));
        model_.seats = small(model_.seats + scope.copies);
        model_.clocks = small(model_.clocks + scope.copies * compiled.clocks);
        compiled.drawn_start = !track.start;
        if (track.start) {
            compiled.start = small(track.start.index);
        } else {
            compiled.start_choices = flat_.choices(track.start_shares, EntryId(t), track.nodes.size());
            compiled.start_draw = purpose_of("entry", "start/" + track.name);
        }
        model_.tracks.push_back(compiled);
    }
}

void Compiler::compile_hazards() {
    for (const Hazard& hazard : pathway_.hazards) {
        CompiledHazard compiled;
        compiled.law = flat_.rate_law(hazard.law);
        std::vector<EntryId> entries;
        collect_entries(hazard.law, entries);
        const std::size_t first = model_.multipliers.size();
        for (const Hazard::Times& times : hazard.times) {
            const Table table = flat_.multiplier(times);
            model_.multipliers.push_back(table);
            if (times.when) collect_entries(*times.when, entries);
            collect_entries(times.value, entries);
        }
        compiled.times = span_from(first, model_.multipliers);
        compiled.depends = flat_.bits(entries);
        model_.hazards.push_back(compiled);
    }
}

void Compiler::compile_resources() {
    for (const Resource& resource : pathway_.resources) {
        first_pool_.push_back(static_cast<std::uint32_t>(model_.pool_units.size()));
        Indices at(pathway_.entries.size(), 0);
        // Row-major over `by`, the last attribute fastest.
        std::size_t pools = 1;
        for (EntryId entry : resource.by) pools *= pathway_.entries[entry.index].size();
        for (std::size_t p = 0; p < pools; ++p) {
            std::size_t left = p;
            for (auto entry = resource.by.rbegin(); entry != resource.by.rend(); ++entry) {
                const std::size_t size = pathway_.entries[entry->index].size();
                at[entry->index] = small(left % size);
                left /= size;
            }
            model_.pool_units.push_back(std::llround(evaluate(resource.units, at)));
        }
    }
}

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
        model_.needs.push_back(result);
    }
    compiled.needs = span_from(first, model_.needs);
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
        compiled.move_track = small(effect.move.track.index);
        compiled.move_to = small(effect.move.to.index);
        compiled.open = effect.move.open;
        const std::size_t first = model_.move_nodes.size();
        for (NodeId from : effect.move.from) model_.move_nodes.push_back(small(from.index));
        compiled.move_from = span_from(first, model_.move_nodes);
        return compiled;
    }
    if (effect.kind == Effect::Kind::cost) return compiled;
    const Attribute& attribute = pathway_.attributes[effect.attribute.index];
    compiled.attribute = small(effect.attribute.index);
    compiled.index = effect.index;
    switch (effect.kind) {
        case Effect::Kind::set_number:
            compiled.table = flat_.number(effect.value);
            break;
        case Effect::Kind::set_moment:
            compiled.moment = flat_.moment(effect.moment);
            break;
        case Effect::Kind::draw_shares:
            compiled.choices = small(pathway_.entries[attribute.entry.index].size());
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

void Compiler::compile_node(const Node& node, CompiledNode& compiled) {
    compiled.track = small(node.track.index);
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
    compiled.has_needs = !node.needs.empty();
    compile_needs(node, compiled);
    if (node.patience) {
        compiled.has_patience = true;
        compiled.patience = flat_.law(*node.patience);
        compiled.patience_draw = purpose_of(node.place, "patience");
        compiled.give_up = small(node.give_up.index);
    }
    compiled.effects = compile_effects(node.effects, node);
    compiled.on_start = compile_effects(node.on_start, node);
    compiled.on_leave = compile_effects(node.on_leave, node);
    std::size_t first = model_.exits.size();
    for (const HazardExit& exit : node.hazards)
        model_.exits.push_back({small(exit.to.index), small(exit.hazard.index),
                                purpose_of(node.place, "hazard/" + pathway_.hazards[exit.hazard.index].name), none});
    compiled.hazards = span_from(first, model_.exits);
    for (const HazardExit& exit : node.hazards) compiled.depends |= model_.hazards[exit.hazard.index].depends;
    first = model_.exits.size();
    for (const AsSoonAs& exit : node.as_soon_as) {
        const ConditionId when = flat_.condition(exit.condition);
        model_.exits.push_back({small(exit.to.index), 0, {}, when});
        std::vector<EntryId> entries;
        collect_entries(exit.condition, entries);
        compiled.as_soon_as_depends |= flat_.bits(entries);
    }
    compiled.as_soon_as = span_from(first, model_.exits);
    compiled.route_draw = purpose_of(node.place, "route");
    first = model_.routes.size();
    for (const Route& route : node.routes) {
        CompiledRoute result;
        result.to = small(route.to.index);
        if (route.when) result.when = flat_.condition(*route.when);
        if (route.chance) {
            result.has_chance = true;
            result.chance = flat_.number(*route.chance);
        }
        model_.routes.push_back(result);
    }
    compiled.routes = span_from(first, model_.routes);
}

CompiledDraw Compiler::compile_draw(const Draw& draw) {
    const Attribute& attribute = pathway_.attributes[draw.attribute.index];
    CompiledDraw compiled;
    compiled.attribute = small(draw.attribute.index);
    compiled.draw = purpose_of("entry", "draw/" + attribute.name);
    compiled.by_shares = draw.shares.has_value();
    if (draw.shares) {
        compiled.choices = small(pathway_.entries[attribute.entry.index].size());
        compiled.table = flat_.choices(*draw.shares, attribute.entry, compiled.choices);
    } else {
        compiled.table = flat_.law(*draw.law);
    }
    return compiled;
}

void Compiler::compile_streams() {
    for (const Stream& stream : pathway_.streams) {
        CompiledStream compiled;
        compiled.name_hash = name_hash(stream.name);
        compiled.present = stream.present.value_or(0);
        if (stream.rate) {
            compiled.arrives = true;
            Indices at(pathway_.entries.size(), 0);
            for (std::size_t i = 0; i <= pathway_.changes.size(); ++i) {
                at[pathway_.date_entry().index] = small(i);
                compiled.rates.push_back(evaluate(*stream.rate, at));
            }
        }
        const std::size_t first = model_.draws.size();
        for (const Draw& draw : stream.draws) {
            const CompiledDraw result = compile_draw(draw);
            model_.draws.push_back(result);
        }
        compiled.draws = span_from(first, model_.draws);
        model_.streams.push_back(std::move(compiled));
    }
}

void Compiler::compile_measures() {
    for (const Measure& measure : pathway_.measures) {
        CompiledMeasure compiled;
        if (measure.when) compiled.when = flat_.condition(*measure.when);
        for (AttributeId by : measure.by) compiled.by.push_back(flat_.spot(pathway_.entry_of(by)));
        if (measure.committed) compiled.committed = small(measure.committed.index);
        model_.measures.push_back(std::move(compiled));
    }
}

// Birthdays and dated changes are events only for who has a clock or a condition that may follow them.
void Compiler::follow_crossings() {
    std::uint64_t followed = 0;
    for (const CompiledHazard& hazard : model_.hazards) followed |= hazard.depends;
    std::vector<EntryId> entries;
    for (const Node& node : pathway_.nodes)
        for (const AsSoonAs& exit : node.as_soon_as) collect_entries(exit.condition, entries);
    followed |= flat_.bits(entries);
    std::uint64_t crossings = model_.date_bit;
    for (std::uint16_t age : model_.ages) crossings |= model_.attributes[age].bit;
    model_.crossing_bits = followed & crossings;
}

std::optional<Model> Compiler::compile() {
    refuse_unsimulated(pathway_, problems_);
    if (pathway_.cases.size() >= most_scopes)
        problems_.error({}, fmt::format("a model can have at most {} kinds of case", most_scopes - 1));
    for (const Node& node : pathway_.nodes)
        if (node.needs.size() > most_needs)
            problems_.error(node.at, fmt::format("a node can need at most {} resources together", most_needs));
    if (problems_.has_errors()) return std::nullopt;
    model_.begin = pathway_.begin;
    model_.end = pathway_.end;
    model_.changes = pathway_.changes;
    model_.calendars = pathway_.calendars;
    lay_out_scopes();
    compile_attributes();
    compile_tracks();
    compile_hazards();
    compile_resources();
    for (const Node& node : pathway_.nodes) compile_node(node, model_.nodes.emplace_back());
    compile_streams();
    compile_measures();
    follow_crossings();
    if (pathway_.nodes.size() > 60'000 || model_.clocks > 60'000 || model_.seats > 60'000)
        problems_.error({}, "the model has too many nodes, or cases too many copies");
    if (problems_.has_errors()) return std::nullopt;
    return std::move(model_);
}

}  // namespace

std::optional<Model> compile(const Pathway& pathway, Problems& problems) {
    return Compiler(pathway, problems).compile();
}

}  // namespace desist
