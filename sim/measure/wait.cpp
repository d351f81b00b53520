// wait: how long those who start have waited, in the month in which they start: mean, points and the longest.
#include "sim/measure/fold.hpp"

namespace desist {

MeasurePlan plan_wait(const Planning& planning);

namespace {

enum WaitFigure : std::size_t { mean_wait, median_wait, wait_p90, wait_p95, longest_wait };

class WaitFold : public Fold {
public:
    explicit WaitFold(const Counter& counter) : counter_(counter) {}
    void stay(std::uint8_t, const Stay& stay, const Witness& who) override {
        if (stay.started == never || !counter_.measured(stay.started) || !counter_.counts(who.sight)) return;
        const std::int64_t seconds = (stay.started - stay.arrived).seconds;
        counter_.add(mean_wait, counter_.groups_of(who.sight), stay.started, seconds, 1);
        counter_.add_to_histogram(median_wait, stay.started, seconds);
        counter_.raise(longest_wait, stay.started, seconds);
    }

private:
    Counter counter_;
};

}  // namespace

MeasurePlan plan_wait(const Planning& planning) {
    MeasurePlan plan;
    const std::string unit = planning.unit_or("days");
    const double scale = 1 / seconds_in(planning, unit);
    const auto of_everybody = [&](const char* part, const char* label, Form form, double at) {
        MeasureInfo info = planning.beside(part, label, form, unit, scale);
        info.groups = {{}};
        info.shape = Shape::periods;
        info.at = at;
        info.skewed = true;
        return info;
    };
    plan.figures = {planning.figure(Form::mean, unit, scale), of_everybody("median", "median", Form::quantile, 0.5),
                    of_everybody("p90", "90% wait less", Form::quantile, 0.9),
                    of_everybody("p95", "95% wait less", Form::quantile, 0.95),
                    of_everybody("longest", "longest", Form::greatest, 0)};
    plan.figures[median_wait].bands = histogram_bands;
    plan.figures[wait_p90].numerator = plan.figures[wait_p95].numerator = MeasureId(median_wait);
    for (WaitFigure point : {median_wait, wait_p90, wait_p95})
        plan.figures[point].denominator = MeasureId(longest_wait);
    planning.feed(plan, planning.measure["nodes"].nodes);
    plan.start = [](const Counter& counter) { return std::make_unique<WaitFold>(counter); };
    return plan;
}

}  // namespace desist
