// expected: how many events a hazard is expected to bring: the integral of its rate, in the group of each moment.
// Whole numbers again, so that sums do not depend on their order: billionths of an event.
#include <fmt/format.h>

#include <cmath>

#include "sim/measure/running_rates.hpp"

namespace desist {

MeasurePlan plan_expected(const Planning& planning);

namespace {

constexpr double billion = 1e9;

class ExpectedFold : public Fold {
public:
    explicit ExpectedFold(const Counter& counter) : counter_(counter), running_(counter) {}

    void stay(std::uint8_t, const Stay& stay, const Witness& who) override {
        running_.stay(stay, who.slot, [&](const auto& stretch, Time to) { add(stretch, to); });
    }
    void rate(const Rate& rate, const Witness& who) override {
        const bool counted = rate.product > 0 && counter_.counts(who.sight);
        running_.rate({rate, counted ? counter_.groups_of(who.sight) : Groups{}, 1}, counted, who.slot,
                      [&](const auto& stretch, Time to) { add(stretch, to); });
    }

private:
    // Each part is rounded to the nearest.
    void add(const RunningRates::Stretch& stretch, Time to) {
        counter_.for_each_month(stretch.rate.at, to, [&](std::size_t month, Time begin, Time end) {
            const double billionths = running_.expected(stretch.rate, begin, end) * billion;
            if (!((so_far_ += billionths) < 9e18))
                throw RunFailed(
                    fmt::format("more than nine billion expected events in measure ‘{}’", counter_.info(0).name));
            counter_.add_in_month(0, stretch.groups, month, std::llround(billionths), 0);
        });
    }

    Counter counter_;
    RunningRates running_;
    double so_far_ = 0;  // billionths
};

}  // namespace

MeasurePlan plan_expected(const Planning& planning) {
    MeasurePlan plan;
    const HazardId hazard = planning.measure.hazard();
    plan.figures = {planning.figure(Form::per_year, planning.unit_or("events") + " per year", 1 / billion)};
    planning.feed(plan, nodes_left_by(planning.pathway, hazard));
    plan.rates = {hazard};
    plan.bytes_a_person = RunningRates::bytes_a_person;
    plan.start = [](const Counter& counter) { return std::make_unique<ExpectedFold>(counter); };
    return plan;
}

}  // namespace desist
