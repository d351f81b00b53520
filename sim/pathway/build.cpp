// Scenario to Pathway, section by section: first all names, so that everything may refer to everything.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/pathway/builder.hpp"

namespace desist {
namespace {

std::string band_name(const std::vector<double>& edges, std::size_t i) {
    if (i + 1 == edges.size()) return fmt::format("{:g}+", edges[i]);
    if (edges[i + 1] == edges[i] + 1) return fmt::format("{:g}", edges[i]);
    return fmt::format("{:g}-{:g}", edges[i], edges[i + 1] - 1);
}

}  // namespace

void PathwayBuilder::build_time() {
    const TimeSpec& time = scenario_.time;
    pathway_.clock.start = time.start_date;
    pathway_.begin = {-std::llround(time.warm_up.number)};
    // A run of whole years or months ends on the civil date, so that its last month is whole.
    const double months = time.run.number / seconds_per_month;
    if (std::abs(months - std::round(months)) < 1e-9 && civil(time.start_date).day == 1)
        pathway_.end = pathway_.clock.at(add_months(time.start_date, static_cast<int>(std::lround(months))));
    else
        pathway_.end = {std::llround(time.run.number)};
    if (pathway_.end.seconds <= 0) problems_.error(time.run.at, "the run must last longer than nothing");
    const double years = static_cast<double>(pathway_.end.seconds - pathway_.begin.seconds) / seconds_per_year;
    if (years > 60)
        problems_.error(time.run.at, fmt::format("warm-up and run last {:.0f} years; at most 60 are possible", years));
    std::set<Time> changes;
    for (const ParameterSpec& parameter : scenario_.parameters)
        for (const ParameterSpec::Change& change : parameter.changes) {
            const Time at = pathway_.clock.at(change.date);
            if (at >= pathway_.end)
                problems_.warning(change.from.at,
                                  fmt::format("{} is after the end of the run: this never happens", change.from.text));
            else if (at > pathway_.begin)
                changes.insert(at);
        }
    pathway_.changes.assign(changes.begin(), changes.end());
}

void PathwayBuilder::name_attributes() {
    for (const AttributeSpec& spec : scenario_.attributes) {
        Attribute attribute;
        attribute.name = spec.name.text;
        attribute.kind = static_cast<Attribute::Kind>(spec.kind);
        attribute.edges = spec.bands;
        if (attribute.edges.empty() &&
            (attribute.kind == Attribute::Kind::count || attribute.kind == Attribute::Kind::age))
            attribute.edges = {0};
        attribute.oldest = spec.oldest.value_or(attribute.edges.empty() ? 0 : attribute.edges.back() + 25);
        if (attribute.kind == Attribute::Kind::age && spec.of)
            problems_.error(spec.of->at, "an age belongs to the offender, not to a case");
        if (attribute.kind == Attribute::Kind::age && spec.oldest && *spec.oldest <= attribute.edges.back())
            problems_.error(spec.at, "`oldest` must be above the last band's edge");
        pathway_.attributes.push_back(attribute);
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
        if (spec.tracks.empty()) problems_.error(spec.at, "a case lives on at least one track");
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
        for (std::size_t i = 0; i < attribute.edges.size(); ++i) entry.names.push_back(band_name(attribute.edges, i));
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

std::optional<Pathway> PathwayBuilder::build() {
    pathway_.title = scenario_.title.text;
    pathway_.parameters.resize(scenario_.parameters.size());
    build_time();
    name_attributes();
    name_tracks();
    name_cases();
    name_entries();
    for (std::size_t i = 0; i < scenario_.parameters.size(); ++i) {
        const ParameterSpec& spec = scenario_.parameters[i];
        pathway_.parameters[i].name = spec.name.text;
        pathway_.parameters[i].source = spec.base.source ? spec.base.source->text : "";
        pathway_.parameters[i].quality = spec.base.quality;
        pathway_.parameters[i].note = spec.base.note;
    }
    resolver_.resolve_parameters();
    build_hazards();
    build_resources();
    build_tracks();
    build_population();
    build_measures();
    build_targets();
    if (problems_.has_errors()) return std::nullopt;
    check_graph(pathway_, problems_);
    if (problems_.has_errors()) return std::nullopt;
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
    return PathwayBuilder(scenario, problems).build();
}

}  // namespace desist
