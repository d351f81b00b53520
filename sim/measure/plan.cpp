// Pathway to Folding: which cells there are, and which node feeds which.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sim/measure/tally.hpp"

namespace desist {
namespace {

struct TimeUnit {
    const char* name;
    double seconds;
};
constexpr std::array<TimeUnit, 5> time_units = {
    {{"seconds", 1}, {"minutes", 60}, {"hours", 3600}, {"days", 86400}, {"weeks", 604800}}};

MeasureInfo info_of(const Pathway& pathway, const Measure& measure, Problems& problems) {
    MeasureInfo info;
    info.name = measure.name;
    info.label = measure.label;
    info.kind = static_cast<MeasureKind>(measure.kind);
    info.key = measure.key;
    info.numerator = measure.numerator;
    info.denominator = measure.denominator;
    info.follow_up = measure.within + measure.proven_within;
    switch (info.kind) {
        case MeasureKind::count:
            info.unit = (measure.unit.empty() ? "starts" : measure.unit) + " per year";
            break;
        case MeasureKind::expected:
            info.unit = (measure.unit.empty() ? "events" : measure.unit) + " per year";
            break;
        case MeasureKind::population:
        case MeasureKind::waiting:
            info.unit = measure.unit.empty() ? "people" : measure.unit;
            break;
        case MeasureKind::ratio:
        case MeasureKind::reoffending:
            info.unit = "%";
            break;
        case MeasureKind::wait: {
            info.unit = measure.unit.empty() ? "days" : measure.unit;
            bool known = false;
            for (const TimeUnit& unit : time_units)
                if (info.unit == unit.name) {
                    info.seconds_per_unit = unit.seconds;
                    known = true;
                }
            if (!known)
                problems.error({},
                               fmt::format("measure ‘{}’: a wait is told in minutes, hours, days or weeks, not ‘{}’",
                                           info.name, info.unit));
        }
    }
    info.groups.push_back({});
    for (AttributeId by : measure.by) {
        const Entry& entry = pathway.entries[pathway.entry_of(by).index];
        for (const std::string& name : entry.names) info.groups.push_back({entry.name, name});
    }
    return info;
}

std::vector<NodeId> nodes_with(const Pathway& pathway, HazardId hazard) {
    std::vector<NodeId> nodes;
    for (std::size_t n = 0; n < pathway.nodes.size(); ++n)
        if (std::ranges::any_of(pathway.nodes[n].hazards, [&](const HazardExit& e) { return e.hazard == hazard; }))
            nodes.push_back(NodeId(n));
    return nodes;
}

}  // namespace

Folding plan_measures(const Pathway& pathway, Problems& problems) {
    Folding folding;
    Layout& layout = folding.layout;
    layout.bins = month_bins(pathway.clock, pathway.end);
    for (std::size_t month = 0; month < layout.bins.size(); ++month)
        while (Time{static_cast<std::int64_t>(folding.month_of_day.size()) * seconds_per_day} <
               layout.bins.end_of(month))
            folding.month_of_day.push_back(static_cast<std::uint16_t>(month));
    folding.rules.resize(pathway.nodes.size());
    folding.expecting.resize(pathway.hazards.size());
    folding.wanted.stays.assign(pathway.nodes.size(), false);
    for (std::uint32_t m = 0; m < pathway.measures.size(); ++m) {
        const Measure& measure = pathway.measures[m];
        MeasureInfo info = info_of(pathway, measure, problems);
        if (measure.by.size() > most_groupings)
            problems.error(
                {}, fmt::format("measure ‘{}’ is grouped by more than {} attributes", info.name, most_groupings));
        std::vector<std::size_t> first_group;
        std::size_t group = 1;
        for (AttributeId by : measure.by) {
            first_group.push_back(group);
            group += pathway.entries[pathway.entry_of(by).index].size();
        }
        folding.first_group.push_back(std::move(first_group));
        folding.follow_ups.push_back({measure.within, measure.proven_within});
        if (info.kind != MeasureKind::ratio) {
            info.first_cell = layout.cells;
            layout.cells += info.groups.size() * layout.bins.size();
        }
        const auto feed = [&](const std::vector<NodeId>& nodes, bool proven) {
            for (NodeId node : nodes) {
                folding.rules[node.index].push_back({m, info.kind, proven});
                folding.wanted.stays[node.index] = true;
            }
        };
        feed(measure.nodes, false);
        feed(measure.proven, true);
        if (measure.hazard) {
            folding.expecting[measure.hazard.index].push_back(m);
            folding.wanted.rates = true;
            feed(nodes_with(pathway, measure.hazard), false);  // the ends of their stays end what is expected there
        }
        layout.measures.push_back(std::move(info));
    }
    // A ratio has the groups of what it counts.
    for (MeasureInfo& info : layout.measures)
        if (info.kind == MeasureKind::ratio) info.groups = layout.measures[info.numerator.index].groups;
    return folding;
}

}  // namespace desist
