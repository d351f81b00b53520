// Pathway to Folding: which figures there are, and which records feed which.
#include <fmt/format.h>

#include <algorithm>

#include "sim/measure/tally.hpp"

namespace desist {

// Each kind of measure is a file of this room.
#define MEASURE(kind, ...) MeasurePlan plan_##kind(const Planning& planning);
#include "sim/scenario/measure_list.hpp"
#undef MEASURE

namespace {

MeasurePlan plan_of(const Planning& planning) {
    using Plan = MeasurePlan (*)(const Planning&);
    static constexpr Plan plans[] = {
#define MEASURE(kind, ...) plan_##kind,
#include "sim/scenario/measure_list.hpp"
#undef MEASURE
    };
    return plans[static_cast<std::size_t>(planning.measure.kind)](planning);
}

std::vector<std::uint16_t> first_groups_of(const Pathway& pathway, const Measure& measure) {
    std::vector<std::uint16_t> first;
    std::size_t group = 1;
    for (AttributeId by : measure.by) {
        first.push_back(static_cast<std::uint16_t>(group));
        group += pathway.entries[pathway.entry_of(by).index].size();
    }
    return first;
}

std::vector<std::uint16_t> months_by_day(const Bins& bins) {
    std::vector<std::uint16_t> months;
    for (std::size_t month = 0; month < bins.size(); ++month)
        while (Time{static_cast<std::int64_t>(months.size()) * seconds_per_day} < bins.end_of(month))
            months.push_back(static_cast<std::uint16_t>(month));
    return months;
}

void feed_records(Folding& folding, std::uint32_t m, const MeasurePlan& plan) {
    for (const Feed& feed : plan.feeds) {
        folding.rules[feed.node.index].push_back({m, feed.role});
        folding.wanted.stays[feed.node.index] = true;
    }
    for (HazardId hazard : plan.rates) {
        folding.rated[hazard.index].push_back(m);
        folding.wanted.rates = true;
    }
    if (plan.spends) folding.spending.push_back(m), folding.wanted.spends = true;
    if (plan.uses) folding.using_.push_back(m), folding.wanted.uses = true;
    if (plan.left) folding.leaving.push_back(m);
}

// What would be read and change nothing.
void refuse_idle(const Planning& planning, const MeasurePlan& plan) {
    const Measure& measure = planning.measure;
    const auto has_rows = [](const MeasureInfo& info) { return info.groups.size() > 1; };
    if (!measure.by.empty() && (plan.names_measures || std::ranges::none_of(plan.figures, has_rows)))
        planning.problems.error(measure.at, fmt::format("measure ‘{}’ cannot be grouped", measure.name),
                                plan.names_measures ? "write ‘by’ in the measures that this one is made of: it has "
                                                      "the groups that they have"
                                                    : "leave out ‘by’");
    if (measure.when && (plan.names_measures || measure.kind == MeasureKind::model))
        planning.problems.error(
            measure.at, fmt::format("measure ‘{}’ cannot have a condition", measure.name),
            plan.names_measures ? "write ‘when’ in the measures that this one is made of" : "leave out ‘when’");
}

double one_of(const MeasureInfo& info) { return info.form == Form::per_year ? info.scale : 1; }

// Ids in figures become those of the layout. What names other measures has the groups of the first.
void settle_ids(Folding& folding) {
    for (std::size_t m = 0; m < folding.plans.size(); ++m) {
        const MeasurePlan& plan = folding.plans[m];
        for (std::size_t f = 0; f < plan.figures.size(); ++f) {
            MeasureInfo& info = folding.layout.measures[folding.figure_of[m].index + f];
            for (MeasureId* id : {&info.numerator, &info.denominator})
                if (*id)
                    *id = plan.names_measures ? folding.figure_of[id->index]
                                              : MeasureId(folding.figure_of[m].index + id->index);
            if (!plan.names_measures || !info.numerator) continue;
            const MeasureInfo& above = folding.layout.measures[info.numerator.index];
            info.groups = above.groups;
            // Numbers of events and sums of money are told as such, whatever they are tallied in.
            if (info.form == Form::less && info.denominator) {
                const std::vector<Group>& other = folding.layout.measures[info.denominator.index].groups;
                std::erase_if(info.groups, [&](const Group& group) {
                    return std::ranges::none_of(other, [&](const Group& g) {
                        return g.attribute == group.attribute && g.value == group.value;
                    });
                });
            }
            if (info.form == Form::ratio)
                info.scale *= one_of(above) / one_of(folding.layout.measures[info.denominator.index]);
        }
    }
}

}  // namespace

Folding plan_measures(const Pathway& pathway, Problems& problems) {
    Folding folding;
    Layout& layout = folding.layout;
    layout.bins = month_bins(pathway.clock, pathway.end);
    folding.month_of_day = months_by_day(layout.bins);
    folding.rules.resize(pathway.nodes.size());
    folding.rated.resize(pathway.hazards.size());
    folding.wanted.stays.assign(pathway.nodes.size(), false);
    for (std::uint32_t m = 0; m < pathway.measures.size(); ++m) {
        const Measure& measure = pathway.measures[m];
        if (measure.by.size() > most_groupings)
            problems.error(measure.at, fmt::format("measure ‘{}’ is grouped by more than {} attributes", measure.name,
                                                   most_groupings));
        const Planning planning{pathway, measure, layout.bins, problems};
        folding.plans.push_back(plan_of(planning));
        refuse_idle(planning, folding.plans.back());
        folding.figure_of.push_back(MeasureId(layout.measures.size()));
        folding.first_groups.push_back(first_groups_of(pathway, measure));
        const MeasurePlan& plan = folding.plans.back();
        layout.measures.insert(layout.measures.end(), plan.figures.begin(), plan.figures.end());
        feed_records(folding, m, plan);
    }
    settle_ids(folding);
    lay_out_cells(layout);
    return folding;
}

}  // namespace desist
