#include "sim/measure/tally.hpp"

namespace desist {

Folder::Folder(const Model& model, const Folding& folding) : folding_(folding) {
    tally_.numerators.assign(folding.layout.cells, 0);
    tally_.denominators.assign(folding.layout.cells, 0);
    tally_.warm_up.assign(2 * folding.layout.measures.size(), 0);
    for (std::size_t m = 0; m < folding.plans.size(); ++m)
        folds_.push_back(folding.plans[m].start
                             ? folding.plans[m].start({model, folding.layout, m, folding.figure_of[m].index,
                                                       folding.first_groups[m], folding.month_of_day, tally_})
                             : nullptr);
}

double tally_bytes(const Layout& layout) {
    return sizeof(Tally) + 2.0 * sizeof(std::int64_t) * static_cast<double>(layout.cells + layout.measures.size());
}

double folder_bytes(const Folding& folding, double people_inside) {
    double bytes = tally_bytes(folding.layout);
    for (const MeasurePlan& plan : folding.plans) bytes += plan.bytes_a_person * people_inside;
    return bytes;
}

void Folder::stay(const Stay& stay, const Witness& who) {
    for (const Folding::Rule& rule : folding_.rules[stay.node.index]) folds_[rule.measure]->stay(rule.role, stay, who);
}

void Folder::rate(const Rate& rate, const Witness& who) {
    for (std::uint32_t measure : folding_.rated[rate.hazard.index]) folds_[measure]->rate(rate, who);
}

void Folder::use(const Use& use, const Witness& who) {
    for (std::uint32_t measure : folding_.using_) folds_[measure]->use(use, who);
}

void Folder::spend(const Spend& spend, const Witness& who) {
    for (std::uint32_t measure : folding_.spending) folds_[measure]->spend(spend, who);
}

void Folder::left(std::uint32_t slot) {
    for (std::uint32_t measure : folding_.leaving) folds_[measure]->left(slot);
}

Tally Folder::take(const Outcome& outcome) {
    for (const auto& fold : folds_)
        if (fold) fold->ended(outcome);
    return std::move(tally_);
}

}  // namespace desist
