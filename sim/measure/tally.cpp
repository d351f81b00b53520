#include "sim/measure/tally.hpp"

#include <algorithm>
#include <cmath>

namespace desist {

Folder::Folder(const Model& model, const Folding& folding) : model_(model), folding_(folding) {
    tally_.numerators.assign(folding.layout.cells, 0);
    tally_.denominators.assign(folding.layout.cells, 0);
    tally_.warm_up.assign(2 * folding.layout.measures.size(), 0);
    expected_.assign(folding.layout.measures.size(), 0);
}

double tally_bytes(const Layout& layout) {
    return sizeof(Tally) + 2.0 * sizeof(std::int64_t) * static_cast<double>(layout.cells + layout.measures.size());
}

double folder_bytes(const Folding& folding, double people_inside) {
    const auto measures_of = [&](MeasureKind kind) {
        return static_cast<double>(std::ranges::count(folding.layout.measures, kind, &MeasureInfo::kind));
    };
    const double history = measures_of(MeasureKind::reoffending) > 0 ? Folder::bytes_of_history : 0;
    const double stretches = measures_of(MeasureKind::expected) * Folder::bytes_of_stretch;
    return tally_bytes(folding.layout) + people_inside * (history + stretches);
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

// The measured part of [from, to), cut into months.
template <class Visit>
void Folder::for_each_month(Time from, Time to, Visit visit) const {
    from = std::max(from, Time{0});
    to = std::min(to, folding_.layout.bins.end);
    if (from >= to) return;
    for (std::size_t month = month_of(from); from < to; ++month) {
        const Time end = std::min(to, folding_.layout.bins.end_of(month));
        visit(month, from, end);
        from = end;
    }
}

void Folder::add_time(std::uint32_t measure, const Groups& groups, Time from, Time to) {
    for_each_month(from, to, [&](std::size_t month, Time begin, Time end) {
        add(measure, groups, month, (end - begin).seconds, 0);
    });
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
        if (rule.kind == MeasureKind::expected) {
            end_stretches(rule.measure, stay, who.slot);
            continue;
        }
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
            case MeasureKind::expected:
                break;
        }
    }
}

void Folder::rate(const Rate& rate, const Witness& who) {
    if (stretches_.size() <= who.slot) stretches_.resize(who.slot + 1);
    for (std::uint32_t measure : folding_.expecting[rate.hazard.index]) follow_rate(measure, rate, who);
}

// One that tells the measure nothing new does not end the stretch: what a measure comes to is the same whatever others
// make the engine tell.
void Folder::follow_rate(std::uint32_t measure, const Rate& rate, const Witness& who) {
    std::vector<Stretch>& all = stretches_[who.slot];
    const auto present = std::ranges::find_if(
        all, [&](const Stretch& stretch) { return stretch.measure == measure && stretch.same_clock(rate); });
    const bool counted = rate.product > 0 && who.sight.holds_or_none(model_.measures[measure].when);
    const Groups groups = counted ? groups_of(measure, who.sight) : Groups{};
    if (present != all.end()) {
        if (counted && present->goes_on(rate, groups)) return;
        add_expected(*present, rate.at);
        all.erase(present);
    }
    if (counted) all.push_back({measure, rate, groups});
}

void Folder::end_stretches(std::uint32_t measure, const Stay& stay, std::uint32_t slot) {
    if (slot >= stretches_.size()) return;
    std::erase_if(stretches_[slot], [&](const Stretch& stretch) {
        const Rate& rate = stretch.rate;
        if (stretch.measure != measure || rate.serial != stay.serial || rate.node != stay.node) return false;
        add_expected(stretch, stay.ended);
        return true;
    });
}

// Whole numbers again, so that sums do not depend on their order: billionths, each part rounded to the nearest.
void Folder::add_expected(const Stretch& stretch, Time to) {
    for_each_month(stretch.rate.at, to, [&](std::size_t month, Time begin, Time end) {
        const double billionths = expected_of(stretch.rate, begin, end) * static_cast<double>(expected_event);
        if (!((expected_[stretch.measure] += billionths) < 9e18))
            throw RunFailed("more than nine billion expected events in measure ‘" +
                            folding_.layout.measures[stretch.measure].name + "’");
        add(stretch.measure, stretch.groups, month, std::llround(billionths), 0);
    });
}

// The integral of the rate; with profiles, time is that of the clock on the wall.
double Folder::expected_of(const Rate& rate, Time from, Time to) const {
    const auto begin = static_cast<double>((from - rate.started).seconds);
    const auto end = static_cast<double>((to - rate.started).seconds);
    const std::uint32_t weights = model_.hazards[rate.hazard.index].weights;
    if (weights == none) return rate.product * integral(*rate.law, begin, end);
    const auto origin = static_cast<double>(rate.started.seconds);
    return rate.product * integral(*rate.law, model_.weights[weights], origin, begin, end);
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
