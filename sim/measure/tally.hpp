// Folds the records of a replication into tallies: the door of this room.
//   Layout   what is counted, in which cells (plan.hpp)
//   Folding  how records become cells, made once for a model
//   Folder   the sink of one replication
// Cost: a few nanoseconds for each stay and measure that names its node, and some hundred for each rate of a hazard
// that one names; memory: the cells, and what measures that follow people keep of those inside. Errors: RunFailed when
// more than nine billion events are expected of one measure: their tally would overflow.
#pragma once

#include <memory>
#include <vector>

#include "sim/engine/engine.hpp"
#include "sim/measure/fold.hpp"
#include "sim/measure/plan.hpp"

namespace desist {

struct Folding {
    Layout layout;
    Wanted wanted;
    std::vector<MeasureId> figure_of;  // by measure of the scenario: its own figure
    std::vector<MeasurePlan> plans;    // by measure
    struct Rule {
        std::uint32_t measure = 0;
        std::uint8_t role = 0;
    };
    std::vector<std::vector<Rule>> rules;           // by node
    std::vector<std::vector<std::uint32_t>> rated;  // by hazard: measures that want its rates
    std::vector<std::uint32_t> using_, spending,
        leaving;                                           // measures that want uses, spends, and to know who left
    std::vector<std::uint16_t> month_of_day;               // of the measured run
    std::vector<std::vector<std::uint16_t>> first_groups;  // by measure and attribute: its first group
};

// Bytes of a Folder at its peak, an upper estimate.
double folder_bytes(const Folding& folding, double people_inside);
// And of a Tally that is kept.
double tally_bytes(const Layout& layout);

// Problems: a measure grouped by more attributes than there is room for, an unknown unit, and what its kind needs.
Folding plan_measures(const Pathway& pathway, Problems& problems);

class Folder : public RecordSink {
public:
    Folder(const Model& model, const Folding& folding);
    void stay(const Stay& stay, const Witness& who) override;
    void rate(const Rate& rate, const Witness& who) override;
    void use(const Use& use, const Witness& who) override;
    void spend(const Spend& spend, const Witness& who) override;
    void left(std::uint32_t slot) override;
    Tally take(const Outcome& outcome);  // once, at the end

private:
    const Folding& folding_;
    Tally tally_;
    std::vector<std::unique_ptr<Fold>> folds_;  // by measure; none of those that fold nothing
};

}  // namespace desist
