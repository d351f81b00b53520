// expected: how many events a hazard is expected to bring: the integral of its rate, in the group of each moment.
// Whole numbers again, so that sums do not depend on their order: billionths of an event.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/measure/fold.hpp"

namespace desist {

MeasurePlan plan_expected(const Planning& planning);

namespace {

constexpr double billion = 1e9;

// A stretch of time in which a clock runs at one rate and counts for one group.
struct Stretch {
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

class ExpectedFold : public Fold {
public:
    explicit ExpectedFold(const Counter& counter) : counter_(counter) {}

    // The end of a stay ends what is expected there.
    void stay(std::uint8_t, const Stay& stay, const Witness& who) override {
        if (!stretches_.has(who.slot)) return;
        std::erase_if(stretches_.of(who.slot), [&](const Stretch& stretch) {
            if (stretch.rate.serial != stay.serial || stretch.rate.node != stay.node) return false;
            add(stretch, stay.ended);
            return true;
        });
    }

    // One that tells the measure nothing new does not end the stretch: what a measure comes to is the same whatever
    // others make the engine tell.
    void rate(const Rate& rate, const Witness& who) override {
        std::vector<Stretch>& all = stretches_.of(who.slot);
        const auto present = std::ranges::find_if(all, [&](const Stretch& s) { return s.same_clock(rate); });
        const bool counted = rate.product > 0 && counter_.counts(who.sight);
        const Groups groups = counted ? counter_.groups_of(who.sight) : Groups{};
        if (present != all.end()) {
            if (counted && present->goes_on(rate, groups)) return;
            add(*present, rate.at);
            all.erase(present);
        }
        if (counted) all.push_back({rate, groups});
    }

private:
    // Each part is rounded to the nearest.
    void add(const Stretch& stretch, Time to) {
        counter_.for_each_month(stretch.rate.at, to, [&](std::size_t month, Time begin, Time end) {
            const double billionths = expected_of(stretch.rate, begin, end) * billion;
            if (!((so_far_ += billionths) < 9e18))
                throw RunFailed(
                    fmt::format("more than nine billion expected events in measure ‘{}’", counter_.info(0).name));
            counter_.add_in_month(0, stretch.groups, month, std::llround(billionths), 0);
        });
    }

    // The integral of the rate; with profiles, time is that of the clock on the wall.
    double expected_of(const Rate& rate, Time from, Time to) const {
        const auto begin = static_cast<double>((from - rate.started).seconds);
        const auto end = static_cast<double>((to - rate.started).seconds);
        const std::uint32_t weights = counter_.model().hazards[rate.hazard.index].weights;
        if (weights == none) return rate.product * integral(*rate.law, begin, end);
        const auto origin = static_cast<double>(rate.started.seconds);
        return rate.product * integral(*rate.law, counter_.model().weights[weights], origin, begin, end);
    }

    Counter counter_;
    BySlot<Stretch> stretches_;
    double so_far_ = 0;  // billionths
};

std::vector<NodeId> nodes_with(const Pathway& pathway, HazardId hazard) {
    std::vector<NodeId> nodes;
    for (std::size_t n = 0; n < pathway.nodes.size(); ++n)
        if (std::ranges::any_of(pathway.nodes[n].hazards, [&](const HazardExit& e) { return e.hazard == hazard; }))
            nodes.push_back(NodeId(n));
    return nodes;
}

}  // namespace

MeasurePlan plan_expected(const Planning& planning) {
    MeasurePlan plan;
    plan.figures = {planning.figure(Form::per_year, planning.unit_or("events") + " per year", 1 / billion)};
    planning.feed(plan, nodes_with(planning.pathway, planning.measure.hazard()));
    plan.rates = true;
    plan.bytes_a_person = BySlot<Stretch>::bytes_a_person;
    plan.start = [](const Counter& counter) { return std::make_unique<ExpectedFold>(counter); };
    return plan;
}

}  // namespace desist
