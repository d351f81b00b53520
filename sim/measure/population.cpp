// population and waiting: mean numbers of people inside nodes, and waiting for them, by the second.
#include "sim/measure/fold.hpp"

namespace desist {

MeasurePlan plan_population(const Planning& planning);
MeasurePlan plan_waiting(const Planning& planning);

namespace {

class PopulationFold : public Fold {
public:
    explicit PopulationFold(const Counter& counter) : counter_(counter) {}
    void stay(std::uint8_t, const Stay& stay, const Witness& who) override {
        if (stay.started == never || !counter_.counts(who.sight)) return;
        counter_.add_time(0, counter_.groups_of(who.sight), stay.started, stay.ended);
        if (stay.started < Time{0}) counter_.add_warm_up(0, stay.started, stay.ended);
    }

private:
    Counter counter_;
};

class WaitingFold : public Fold {
public:
    explicit WaitingFold(const Counter& counter) : counter_(counter) {}
    void stay(std::uint8_t, const Stay& stay, const Witness& who) override {
        if (!counter_.counts(who.sight)) return;
        counter_.add_time(0, counter_.groups_of(who.sight), stay.arrived, std::min(stay.started, stay.ended));
    }

private:
    Counter counter_;
};

}  // namespace

MeasurePlan plan_population(const Planning& planning) {
    MeasurePlan plan;
    plan.figures = {planning.figure(Form::level, planning.unit_or("people"))};
    plan.figures[0].stock = true;
    planning.feed(plan, planning.measure["nodes"].nodes);
    plan.start = [](const Counter& counter) { return std::make_unique<PopulationFold>(counter); };
    return plan;
}

MeasurePlan plan_waiting(const Planning& planning) {
    MeasurePlan plan;
    plan.figures = {planning.figure(Form::level, planning.unit_or("people"))};
    planning.feed(plan, planning.measure["nodes"].nodes);
    plan.start = [](const Counter& counter) { return std::make_unique<WaitingFold>(counter); };
    return plan;
}

}  // namespace desist
