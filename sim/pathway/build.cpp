// Scenario to Pathway, section by section: first all names, so that everything may refer to everything.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/pathway/builder.hpp"

namespace desist {
namespace {

std::string band_name(const Attribute& attribute, std::size_t i) {
    const std::vector<double>& edges = attribute.edges;
    if (i + 1 == edges.size()) return fmt::format("{:g}+", edges[i]);
    if (attribute.kind == Attribute::Kind::number) return fmt::format("{:g}-{:g}", edges[i], edges[i + 1]);
    if (edges[i + 1] == edges[i] + 1) return fmt::format("{:g}", edges[i]);
    return fmt::format("{:g}-{:g}", edges[i], edges[i + 1] - 1);
}

}  // namespace

void PathwayBuilder::name_attributes() {
    for (const AttributeSpec& spec : scenario_.attributes) {
        Attribute attribute;
        attribute.name = spec.name.text;
        attribute.kind = static_cast<Attribute::Kind>(spec.kind);
        attribute.edges = spec.bands;
        const bool banded = attribute.kind == Attribute::Kind::count || attribute.kind == Attribute::Kind::age ||
                            attribute.kind == Attribute::Kind::window;
        if (attribute.edges.empty() && banded) attribute.edges = {0};
        attribute.oldest = spec.oldest.value_or(attribute.edges.empty() ? 0 : attribute.edges.back() + 25);
        const bool of_person = attribute.kind == Attribute::Kind::age || attribute.kind == Attribute::Kind::window;
        if (of_person && spec.of)
            problems_.error(spec.of->at, fmt::format("{} belongs to the offender, not to a case",
                                                     attribute.kind == Attribute::Kind::age ? "an age" : "a window"));
        pathway_.attributes.push_back(attribute);
    }
}

// What a window counts, known when the nodes are.
void PathwayBuilder::build_windows() {
    for (std::size_t a = 0; a < scenario_.attributes.size(); ++a) {
        const AttributeSpec& spec = scenario_.attributes[a];
        Attribute& attribute = pathway_.attributes[a];
        if (attribute.kind != Attribute::Kind::window) continue;
        for (const Text& node : spec.counted) attribute.counted.push_back(resolver_.node_at(node));
        if (!spec.within) continue;
        const std::size_t before = resolver_.trouble();
        const Value within = resolver_.value(*spec.within, Want::duration);
        std::vector<EntryId> entries;
        collect_entries(within, entries);
        if (!entries.empty()) problems_.error(spec.within->at, "the width of a window is one duration, not a table");
        if (resolver_.trouble() > before) continue;
        attribute.within = {std::llround(evaluate(within, resolver_.no_indices()))};
        if (attribute.within.seconds < 1)
            problems_.error(spec.within->at, "the width of a window must be longer than nothing");
    }
}

void PathwayBuilder::name_tracks() {
    for (const TrackSpec& spec : scenario_.tracks) {
        Track track;
        track.name = spec.name.text;
        track.label = spec.label.empty() ? spec.name.text : spec.label;
        for (const NodeSpec& node_spec : spec.nodes) {
            Node node;
            node.name = node_spec.name.text;
            node.place = track.name + "/" + node.name;
            node.label = node_spec.label.empty() ? node.name : node_spec.label;
            node.track = TrackId(pathway_.tracks.size());
            node.position = static_cast<std::uint16_t>(track.nodes.size());
            node.end = node_spec.end;
            node.removed = node_spec.removed.has_value();
            node.at = node_spec.at;
            track.nodes.push_back(NodeId(pathway_.nodes.size()));
            pathway_.nodes.push_back(std::move(node));
        }
        if (spec.nodes.empty()) problems_.error(spec.at, fmt::format("track ‘{}’ has no nodes", track.name));
        if (spec.nodes.size() > 10'000) problems_.error(spec.at, "a track can have at most 10,000 nodes");
        pathway_.tracks.push_back(std::move(track));
    }
}

void PathwayBuilder::name_cases() {
    for (const CaseSpec& spec : scenario_.cases) {
        CaseType type;
        type.name = spec.name.text;
        type.copies = static_cast<std::uint16_t>(std::clamp(spec.copies, 1, 1000));
        if (spec.copies < 1 || spec.copies > 1000) problems_.error(spec.at, "copies must be from 1 to 1000");
        for (const Text& name : spec.tracks) {
            const TrackId track = resolver_.track(name);
            if (!track) continue;
            if (pathway_.tracks[track.index].of)
                problems_.error(name.at, fmt::format("‘{}’ already belongs to a case", name.text));
            pathway_.tracks[track.index].of = CaseTypeId(pathway_.cases.size());
            type.tracks.push_back(track);
        }
        std::sort(type.tracks.begin(), type.tracks.end());
        pathway_.cases.push_back(std::move(type));
    }
    for (std::size_t i = 0; i < scenario_.attributes.size(); ++i) {
        const auto& of = scenario_.attributes[i].of;
        if (!of) continue;
        for (std::size_t c = 0; c < pathway_.cases.size(); ++c)
            if (pathway_.cases[c].name == of->text) pathway_.attributes[i].of = CaseTypeId(c);
        if (!pathway_.attributes[i].of) problems_.error(of->at, fmt::format("there is no case ‘{}’", of->text));
    }
}

void PathwayBuilder::name_entries() {
    for (std::size_t t = 0; t < pathway_.tracks.size(); ++t) {
        const Track& track = pathway_.tracks[t];
        Entry entry{Entry::Kind::track, track.name, {}, track.of};
        for (NodeId node : track.nodes) entry.names.push_back(pathway_.nodes[node.index].name);
        for (std::size_t n = 0; n < track.nodes.size(); ++n)
            entry.names.push_back(scenario_.tracks[t].nodes[n].use.empty() ? "" : "waiting for " + entry.names[n]);
        pathway_.entries.push_back(std::move(entry));
    }
    for (std::size_t a = 0; a < pathway_.attributes.size(); ++a) {
        Attribute& attribute = pathway_.attributes[a];
        attribute.entry = EntryId(pathway_.entries.size());
        Entry entry{Entry::Kind::attribute, attribute.name, {}, attribute.of};
        for (const Text& value : scenario_.attributes[a].values) entry.names.push_back(value.text);
        for (std::size_t i = 0; i < attribute.edges.size(); ++i) entry.names.push_back(band_name(attribute, i));
        if (entry.size() > 10'000)
            problems_.error(scenario_.attributes[a].at, "an attribute can have at most 10,000 values");
        pathway_.entries.push_back(std::move(entry));
    }
    Entry date{Entry::Kind::date, "(date)", {"start"}, {}};
    for (Time change : pathway_.changes) date.names.push_back("from " + to_text(pathway_.clock.date(change)));
    pathway_.entries.push_back(std::move(date));
    for (std::size_t a = 0; a < pathway_.attributes.size(); ++a)
        for (const Track& track : pathway_.tracks)
            if (track.name == pathway_.attributes[a].name)
                problems_.error(scenario_.attributes[a].at,
                                fmt::format("‘{}’ names both an attribute and a track", track.name));
}

// Names before meanings, so that everything may refer to everything.
void PathwayBuilder::name_everything() {
    const auto name_all = [](const auto& specs, auto& items) {
        items.resize(specs.size());
        for (std::size_t i = 0; i < specs.size(); ++i) items[i].name = specs[i].name.text;
    };
    name_all(scenario_.parameters, pathway_.parameters);
    name_all(scenario_.scores, pathway_.scores);
    name_all(scenario_.calendars, pathway_.calendars);
    name_all(scenario_.profiles, pathway_.profiles);
    name_all(scenario_.costs, pathway_.costs);
    name_all(scenario_.hazards, pathway_.hazards);
    name_all(scenario_.resources, pathway_.resources);
    name_attributes();
    name_tracks();
    name_cases();
    name_entries();
    for (std::size_t i = 0; i < scenario_.parameters.size(); ++i) {
        const ParameterSpec& spec = scenario_.parameters[i];
        Parameter& parameter = pathway_.parameters[i];
        parameter.source = spec.base.source ? spec.base.source->text : "";
        parameter.quality = spec.base.quality;
        parameter.note = spec.base.note;
        parameter.unit = spec.unit ? spec.unit->text : "";
        parameter.at = spec.base.value.at;
    }
}

Pathway PathwayBuilder::build() {
    pathway_.title = scenario_.title.text;
    build_time();
    name_everything();
    build_calendars();
    build_profiles();
    resolver_.resolve_parameters();
    resolver_.resolve_scores();
    build_windows();
    build_hazards();
    build_resources();
    build_money();
    build_costs();
    build_tracks();
    build_population();
    build_measures();
    build_targets();
    refuse_instant_loops(pathway_, problems_);
    return std::move(pathway_);
}

std::uint16_t Pathway::date_index(Time t) const {
    return static_cast<std::uint16_t>(std::upper_bound(changes.begin(), changes.end(), t) - changes.begin());
}

std::uint16_t Pathway::band_of(const Attribute& attribute, double value) {
    const auto above = std::upper_bound(attribute.edges.begin(), attribute.edges.end(), value);
    return static_cast<std::uint16_t>(std::max<std::ptrdiff_t>(0, above - attribute.edges.begin() - 1));
}

std::optional<Pathway> build_pathway(const Scenario& scenario, Problems& problems) {
    const std::size_t known = problems.size();
    Pathway pathway = PathwayBuilder(scenario, problems).build();
    if (!problems.has_errors()) warn_of_graph(pathway, problems);
    problems.forget_what_follows(known);
    if (problems.has_errors()) return std::nullopt;
    return pathway;
}

}  // namespace desist
