// Folds the records of a replication into tallies: the door of this room.
//   Layout   what is counted, in which cells (plan.hpp)
//   Folding  how records become cells, made once for a model
//   Folder   the sink of one replication
// Cost: a few nanoseconds for each stay that some measure names, and some hundred for each rate of a hazard that one
// names; memory: the cells, the index events and proven offences of people still inside, for measures of reoffending,
// and the rates that run, for measures of expected events. Errors: RunFailed when more than nine billion events are
// expected of one measure: their tally would overflow.
#pragma once

#include <array>
#include <vector>

#include "sim/engine/engine.hpp"
#include "sim/measure/plan.hpp"

namespace desist {

// A measure as it applies to one node.
struct FoldRule {
    std::uint32_t measure = 0;
    MeasureKind kind = MeasureKind::count;
    bool proven = false;  // reoffending: this node proves an offence; otherwise it is an index event
};

struct Folding {
    Layout layout;
    Wanted wanted;
    std::vector<std::vector<FoldRule>> rules;           // by node
    std::vector<std::vector<std::uint32_t>> expecting;  // by hazard: measures of its expected events
    std::vector<std::uint16_t> month_of_day;            // of the measured run
    struct FollowUp {
        Duration within, proven_within;
    };
    std::vector<FollowUp> follow_ups;                   // by measure
    std::vector<std::vector<std::size_t>> first_group;  // by measure and attribute: its first group
};

inline constexpr std::size_t most_groupings = 6;

// Bytes of a Folder at its peak, an upper estimate: 16 a cell, and where something is followed up, for each of so many
// people inside a list of events with room for four (an assumption: who is inside for long may have more, most have
// none), and as many rates that run for each measure of expected events.
double folder_bytes(const Folding& folding, double people_inside);
// And of a Tally that is kept.
double tally_bytes(const Layout& layout);

// Problems: a measure grouped by more attributes than there is room for, an unknown unit.
Folding plan_measures(const Pathway& pathway, Problems& problems);

class Folder : public RecordSink {
public:
    Folder(const Model& model, const Folding& folding);
    void stay(const Stay& stay, const Witness& who) override;
    void rate(const Rate& rate, const Witness& who) override;
    void finished(std::uint32_t slot) override;
    Tally take() { return std::move(tally_); }

private:
    using Groups = std::array<std::uint16_t, most_groupings>;
    // One event of a person's history that a measure of reoffending looks at.
    struct HistoryItem {
        std::uint32_t measure = 0;
        bool proven = false;
        Time at, committed;
        Groups groups{};
    };
    // A stretch of time in which a clock runs at one rate and counts for one group of a measure.
    struct Stretch {
        std::uint32_t measure = 0;
        Rate rate;
        Groups groups{};
        bool same_clock(const Rate& other) const {
            return rate.serial == other.serial && rate.node == other.node && rate.exit == other.exit;
        }
        bool goes_on(const Rate& other, const Groups& of) const {
            return rate.product == other.product && rate.started == other.started && groups == of &&
                   *rate.law == *other.law;
        }
    };
    friend double folder_bytes(const Folding&, double);
    static constexpr double bytes_of_history = 3 * sizeof(std::vector<HistoryItem>) + 4 * sizeof(HistoryItem);
    static constexpr double bytes_of_stretch = 3 * sizeof(std::vector<Stretch>) + 4 * sizeof(Stretch);
    Groups groups_of(std::uint32_t measure, const Sight& sight) const;
    void add(std::uint32_t measure, const Groups& groups, std::size_t month, std::int64_t numerator,
             std::int64_t denominator);
    void add_time(std::uint32_t measure, const Groups& groups, Time from, Time to);
    void follow_rate(std::uint32_t measure, const Rate& rate, const Witness& who);
    void end_stretches(std::uint32_t measure, const Stay& stay, std::uint32_t slot);
    void add_expected(const Stretch& stretch, Time to);
    double expected_of(const Rate& rate, Time from, Time to) const;
    template <class Visit>
    void for_each_month(Time from, Time to, Visit visit) const;
    void add_warm_up(std::uint32_t measure, Time from, Time to);
    std::size_t month_of(Time t) const {
        return folding_.month_of_day[static_cast<std::size_t>(t.seconds / seconds_per_day)];
    }
    bool measured(Time t) const { return t.seconds >= 0 && t < folding_.layout.bins.end; }
    void follow_up(const std::vector<HistoryItem>& history, const HistoryItem& index);

    const Model& model_;
    const Folding& folding_;
    Tally tally_;
    std::vector<std::vector<HistoryItem>> histories_;  // by slot
    std::vector<std::vector<Stretch>> stretches_;      // by slot
    std::vector<double> expected_;                     // by measure: billionths of an event so far
};

}  // namespace desist
