// model: what the engine counts without a record, a year of the measured run.
#include "sim/measure/fold.hpp"

namespace desist {

MeasurePlan plan_model(const Planning& planning);

namespace {

class ModelFold : public Fold {
public:
    ModelFold(const Counter& counter, bool joined) : counter_(counter), joined_(joined) {}
    void ended(const Outcome& outcome) override {
        const std::uint64_t count = joined_ ? outcome.joined_measured : outcome.moves_measured;
        counter_.put(0, 0, counter_.layout().periods.size() - 1, 0,
                     {static_cast<std::int64_t>(count), counter_.layout().bins.end.seconds});
    }

private:
    Counter counter_;
    bool joined_;
};

}  // namespace

MeasurePlan plan_model(const Planning& planning) {
    MeasurePlan plan;
    const bool joined = planning.measure["count"].texts.at(0) == "cases-joined";
    plan.figures = {
        planning.figure(Form::mean, planning.unit_or(joined ? "cases" : "moves") + " per year", seconds_per_year)};
    plan.figures[0].groups = {{}};
    plan.figures[0].shape = Shape::periods;
    plan.start = [joined](const Counter& counter) { return std::make_unique<ModelFold>(counter, joined); };
    return plan;
}

}  // namespace desist
