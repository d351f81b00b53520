#include "sim/measure/tally.hpp"

#include <algorithm>

namespace desist {

Folder::Folder(const Model& model, const Folding& folding) : model_(model), folding_(folding) {
    tally_.numerators.assign(folding.layout.cells, 0);
    tally_.denominators.assign(folding.layout.cells, 0);
    tally_.warm_up.assign(2 * folding.layout.measures.size(), 0);
}

double tally_bytes(const Layout& layout) {
    return sizeof(Tally) + 2.0 * sizeof(std::int64_t) * static_cast<double>(layout.cells + layout.measures.size());
}

double folder_bytes(const Folding& folding, double people_inside) {
    const auto followed = [](const MeasureInfo& measure) { return measure.kind == MeasureKind::reoffending; };
    const bool follows = std::any_of(folding.layout.measures.begin(), folding.layout.measures.end(), followed);
    return tally_bytes(folding.layout) + (follows ? people_inside * Folder::bytes_of_history : 0);
}

Folder::Groups Folder::groups_of(std::uint32_t measure, const Sight& sight) const {
    Groups groups{};
    const std::vector<EntrySpot>& by = model_.measures[measure].by;
    for (std::size_t i = 0; i < by.size(); ++i)
        groups[i] = static_cast<std::uint16_t>(folding_.first_group[measure][i] + sight.index(by[i]));
    return groups;
}

// Into everybody's cell and into one for each attribute that the measure is grouped by.
void Folder::add(std::uint32_t measure, const Groups& groups, std::size_t month, std::int64_t numerator,
                 std::int64_t denominator) {
    const MeasureInfo& info = folding_.layout.measures[measure];
    const std::size_t months = folding_.layout.bins.size();
    const auto into = [&](std::size_t group) {
        const std::size_t cell = info.first_cell + group * months + month;
        tally_.numerators[cell] += numerator;
        tally_.denominators[cell] += denominator;
    };
    into(0);
    for (std::size_t i = 0; i < folding_.first_group[measure].size(); ++i) into(groups[i]);
}

// Time inside [from, to), cut into months.
void Folder::add_time(std::uint32_t measure, const Groups& groups, Time from, Time to) {
    from = std::max(from, Time{0});
    to = std::min(to, folding_.layout.bins.end);
    if (from >= to) return;
    for (std::size_t month = month_of(from); from < to; ++month) {
        const Time end = std::min(to, folding_.layout.bins.end_of(month));
        add(measure, groups, month, (end - from).seconds, 0);
        from = end;
    }
}

void Folder::add_warm_up(std::uint32_t measure, Time from, Time to) {
    for (int half = 0; half < 2; ++half) {
        const Time begin{(half - 2) * half_year_seconds}, end{(half - 1) * half_year_seconds};
        const Duration inside = std::min(to, end) - std::max(from, begin);
        if (inside.seconds > 0) tally_.warm_up[2 * measure + static_cast<std::size_t>(half)] += inside.seconds;
    }
}

void Folder::stay(const Stay& stay, const Witness& who) {
    for (const FoldRule& rule : folding_.rules[stay.node.index]) {
        const CompiledMeasure& measure = model_.measures[rule.measure];
        if (!who.sight.holds_or_none(measure.when)) continue;
        const Groups groups = groups_of(rule.measure, who.sight);
        const bool started = stay.started != never;
        switch (rule.kind) {
            case MeasureKind::count:
                if (started && measured(stay.started)) add(rule.measure, groups, month_of(stay.started), 1, 0);
                break;
            case MeasureKind::population:
                if (!started) break;
                add_time(rule.measure, groups, stay.started, stay.ended);
                if (stay.started < Time{0}) add_warm_up(rule.measure, stay.started, stay.ended);
                break;
            case MeasureKind::waiting:
                add_time(rule.measure, groups, stay.arrived, std::min(stay.started, stay.ended));
                break;
            case MeasureKind::wait:
                if (started && measured(stay.started))
                    add(rule.measure, groups, month_of(stay.started), (stay.started - stay.arrived).seconds, 1);
                break;
            case MeasureKind::reoffending: {
                if (!started) break;
                if (histories_.size() <= who.slot) histories_.resize(who.slot + 1);
                const Time committed =
                    rule.proven ? Time{who.sight.value(model_.attributes[measure.committed])} : Time{0};
                histories_[who.slot].push_back({rule.measure, rule.proven, stay.started, committed, groups});
                break;
            }
            case MeasureKind::ratio:
                break;
        }
    }
}

void Folder::finished(std::uint32_t slot) {
    if (slot >= histories_.size()) return;
    for (const HistoryItem& item : histories_[slot])
        if (!item.proven) follow_up(histories_[slot], item);
    histories_[slot].clear();
}

// An offence within `within` of the index event, proven within those or a further `proven_within`. Events whose
// follow-up does not end inside the run are left out: they could not be followed.
void Folder::follow_up(const std::vector<HistoryItem>& history, const HistoryItem& index) {
    const Folding::FollowUp& follow = folding_.follow_ups[index.measure];
    const Time last_proof = index.at + follow.within + follow.proven_within;
    if (!measured(index.at) || last_proof > folding_.layout.bins.end) return;
    const bool again = std::any_of(history.begin(), history.end(), [&](const HistoryItem& item) {
        return item.proven && item.measure == index.measure && item.committed >= index.at &&
               item.committed < index.at + follow.within && item.at < last_proof;
    });
    add(index.measure, index.groups, month_of(index.at), again ? 1 : 0, 1);
}

}  // namespace desist
