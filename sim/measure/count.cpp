// count: starts of stays, in the month in which they begin.
#include "sim/measure/fold.hpp"

namespace desist {

MeasurePlan plan_count(const Planning& planning);

namespace {

class CountFold : public Fold {
public:
    explicit CountFold(const Counter& counter) : counter_(counter) {}
    void stay(std::uint8_t, const Stay& stay, const Witness& who) override {
        if (stay.started == never || !counter_.measured(stay.started) || !counter_.counts(who.sight)) return;
        counter_.add(0, counter_.groups_of(who.sight), stay.started, 1);
    }

private:
    Counter counter_;
};

}  // namespace

MeasurePlan plan_count(const Planning& planning) {
    MeasurePlan plan;
    plan.figures = {planning.figure(Form::per_year, planning.unit_or("starts") + " per year")};
    planning.feed(plan, planning.measure["nodes"].nodes);
    plan.start = [](const Counter& counter) { return std::make_unique<CountFold>(counter); };
    return plan;
}

}  // namespace desist
