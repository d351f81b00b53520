#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "sim/model/compiler.hpp"
#include "sim/model/crowd.hpp"

namespace desist {

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
        if (attribute.kind == Attribute::Kind::window) {
            compiled.kept = narrow16(attribute.edges.back());
            compiled.within = attribute.within.seconds;
            scope.values = narrow16(scope.values + compiled.kept);
            model_.windows.push_back(narrow16(a));
        }
        scope.attributes.push_back(narrow16(a));
        compiled.edges = attribute.edges;
        compiled.oldest = attribute.oldest;
        if (attribute.kind == Attribute::Kind::age) {
            for (double edge : attribute.edges)
                compiled.edge_seconds.push_back(static_cast<std::int64_t>(std::ceil(edge * seconds_per_year)));
            model_.ages.push_back(narrow16(a));
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
        compiled.first_node = narrow16(track.nodes.front().index);
        compiled.nodes = narrow16(track.nodes.size());
        compiled.first_seat = model_.seats;
        compiled.first_clock = model_.clocks;
        for (NodeId node : track.nodes)
            compiled.clocks = std::max(compiled.clocks, narrow16(pathway_.nodes[node.index].hazards.size()));
        Scope& scope = model_.scopes[compiled.scope];
        scope.tracks.push_back(narrow16(t));
        model_.seats = narrow16(model_.seats + scope.copies);
        model_.clocks = narrow16(model_.clocks + scope.copies * compiled.clocks);
        compiled.drawn_start = !track.start;
        if (track.start) {
            compiled.start = narrow16(track.start.index);
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
        compiled.depends = flat_.bits(entries);
        const std::size_t first = model_.factors.size();
        for (const Hazard::Times& times : hazard.times) {
            const CompiledFactor factor = flat_.factor(times);
            model_.factors.push_back(factor);
            compiled.plain &= factor.when == none && factor.value.dimensions != Table::program;
            compiled.depends |= flat_.bits(times.value);
            if (times.when) compiled.depends |= flat_.bits(*times.when);
            if (times.when) follow(*times.when);
        }
        compiled.times = span_from(first, model_.factors);
        if (!hazard.profiles.empty()) compiled.weights = compile_profiles(hazard);
        model_.hazards.push_back(compiled);
    }
}

// Profiles of the week become one, and those of the months another.
std::uint32_t Compiler::compile_profiles(const Hazard& hazard) {
    std::optional<Cycle> week, months;
    for (ProfileId id : hazard.profiles) {
        const Profile& profile = pathway_.profiles[id.index];
        std::vector<Cycle::Step> steps;
        for (const Profile::Step& step : profile.steps) steps.push_back({step.from, step.weight});
        const Cycle cycle(profile.cycle_start.seconds, profile.cycle, std::move(steps));
        std::optional<Cycle>& kind = profile.months ? months : week;
        kind = kind ? kind->times(cycle) : cycle;
    }
    model_.weights.push_back({week.value_or(Cycle()), months.value_or(Cycle())});
    return static_cast<std::uint32_t>(model_.weights.size() - 1);
}

void Compiler::follow(const Condition& condition) {
    if (condition.kind == Condition::Kind::before || condition.kind == Condition::Kind::after) follow(condition.moment);
    for (const Condition& operand : condition.operands) follow(operand);
}

// The next time at which it is reached is an event.
void Compiler::follow(const Moment& moment) {
    const std::uint64_t depends = flat_.bits(moment);
    FollowedMoment followed;
    for (std::size_t e = 0; e < pathway_.entries.size(); ++e)
        if (pathway_.entries[e].of && (entry_bit(EntryId(e)) & depends))
            followed.scopes |= 1u << scope_of(pathway_.entries[e].of);
    followed.moment = flat_.moment(moment);
    model_.followed_moments.push_back(followed);
    model_.replan_bits |= depends;
    for (std::size_t e = 0; e < pathway_.entries.size(); ++e)  // cases that open and close are seen by their entries
        if (pathway_.entries[e].of && (followed.scopes >> scope_of(pathway_.entries[e].of) & 1))
            model_.replan_bits |= entry_bit(EntryId(e));
}

// Time served is law by law for the nodes of a track.
void Compiler::compile_served() {
    for (const Track& track : pathway_.tracks)
        for (std::size_t n = 0; n < track.served.size(); ++n) {
            if (!track.served[n]) continue;
            CompiledNode& node = model_.nodes[track.nodes[n].index];
            node.has_served = node.unusual = model_.carries = true;
            node.served = flat_.law(*track.served[n]);
            node.served_draw = purpose_of(pathway_.nodes[track.nodes[n].index].place, "served");
        }
}

CompiledPerson Compiler::compile_person(const Person& person) const {
    CompiledPerson compiled{name_hash(person.id), person.enters, {}, {}};
    for (auto [attribute, value] : person.values) compiled.values.emplace_back(narrow16(attribute.index), value);
    for (auto [attribute, value] : person.numbers)
        compiled.values.emplace_back(narrow16(attribute.index), std::bit_cast<std::int64_t>(value));
    for (auto [track, node] : person.starts) compiled.starts.emplace_back(narrow16(track.index), narrow16(node.index));
    return compiled;
}

CompiledDraw Compiler::compile_draw(const Draw& draw) {
    const Attribute& attribute = pathway_.attributes[draw.attribute.index];
    CompiledDraw compiled;
    compiled.attribute = narrow16(draw.attribute.index);
    compiled.draw = purpose_of("entry", "draw/" + attribute.name);
    compiled.by_shares = draw.shares.has_value();
    if (draw.shares) {
        compiled.choices = narrow16(pathway_.entries[attribute.entry.index].size());
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
        for (const Person& person : stream.people) compiled.people.push_back(compile_person(person));
        if (stream.rate) {
            compiled.arrives = true;
            Indices at(pathway_.entries.size(), 0);
            for (std::size_t i = 0; i <= pathway_.changes.size(); ++i) {
                at[pathway_.date_entry().index] = narrow16(i);
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

// What is expected counts in the group of each moment: whatever may change whether a measure counts it, and where, is
// an event.
// Rates are asked for by a hazard of the measure, and by costs that follow one.
void Compiler::compile_arguments(const Measure& measure, CompiledMeasure& compiled) {
    std::uint64_t depends = measure.when ? flat_.bits(*measure.when) : 0;
    for (AttributeId by : measure.by) depends |= entry_bit(pathway_.entry_of(by));
    const auto report = [&](HazardId hazard) {
        if (hazard && report_hazard(hazard, depends) && measure.when) follow(*measure.when);
    };
    for (const Argument& argument : measure.arguments) {
        compiled.conditions.push_back(argument.condition ? flat_.condition(*argument.condition) : none);
        compiled.values.push_back(argument.value ? flat_.number(*argument.value) : Table{});
        report(argument.hazard);
        for (CostId cost : argument.costs) report(pathway_.costs[cost.index].hazard);
    }
}

void Compiler::compile_measures() {
    for (const Measure& measure : pathway_.measures) {
        CompiledMeasure compiled;
        if (measure.when) compiled.when = flat_.condition(*measure.when);
        for (AttributeId by : measure.by) compiled.by.push_back(flat_.spot(pathway_.entry_of(by)));
        compile_arguments(measure, compiled);
        model_.measures.push_back(std::move(compiled));
    }
}

// Its rates are told, also when one of these entries changes. Whether some node is left by it.
bool Compiler::report_hazard(HazardId id, std::uint64_t depends) {
    CompiledHazard& hazard = model_.hazards[id.index];
    hazard.reported = true;
    hazard.report_depends |= depends;
    bool stands = false;
    for (CompiledNode& node : model_.nodes)
        for (std::uint32_t h = 0; h < node.hazards.count; ++h)
            if (model_.exits[node.hazards.first + h].hazard == id.index) stands = node.reports_rates = true;
    return stands;
}

// Birthdays, dated changes and the ends of windows are events only for who has a clock, a condition, a place in a queue
// or a stay that may follow them, or where the measure or the cost of a hazard
// may.
void Compiler::follow_crossings() {
    std::uint64_t followed = 0;
    for (const CompiledNode& node : model_.nodes) {
        followed |= node.depends | node.as_soon_as_depends | node.priority_depends;
        if (!node.read_again.empty()) followed |= model_.date_bit;
    }
    for (const CompiledHazard& hazard : model_.hazards) followed |= hazard.report_depends;
    std::uint64_t crossings = model_.date_bit;
    for (std::uint16_t age : model_.ages) crossings |= model_.attributes[age].bit;
    for (std::uint16_t window : model_.windows) crossings |= model_.attributes[window].bit;
    model_.crossing_bits = followed & crossings;
    model_.replan_bits |= model_.crossing_bits;
}

std::optional<Model> Compiler::compile() {
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
    compile_served();
    compile_streams();
    compile_measures();
    compile_costs();
    follow_crossings();
    model_.most_inside = most_inside(pathway_);
    if (pathway_.nodes.size() > 60'000 || model_.clocks > 60'000 || model_.seats > 60'000)
        problems_.error({}, "the model has too many nodes, or cases too many copies");
    if (problems_.has_errors()) return std::nullopt;
    return std::move(model_);
}

std::optional<Model> compile(const Pathway& pathway, Problems& problems) {
    return Compiler(pathway, problems).compile();
}

}  // namespace desist
