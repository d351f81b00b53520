// funnel: passages through a chain of nodes. A start on the first step begins a passage; each further step is the first
// start on it that belongs to the passage, not before the step before and within the time. Of starts on tracks of the
// same kind of case, the case decides to which passage they belong; of others, the last beginning before them.
// All figures are by the month in which the passage began, so that conversions multiply.
#include <fmt/format.h>

#include "sim/measure/history.hpp"

namespace desist {

MeasurePlan plan_funnel(const Planning& planning);

namespace {

// Figures: 0 passes all; then, for each step after the first, its number, conversion and time.
constexpr std::size_t funnel_begun = 1;
constexpr std::size_t number_at(std::size_t step) { return 2 + 3 * (step - 1); }
constexpr std::size_t conversion_at(std::size_t step) { return number_at(step) + 1; }
constexpr std::size_t time_at(std::size_t step) { return number_at(step) + 2; }

class FunnelFold : public Fold {
public:
    FunnelFold(const Counter& counter, std::size_t steps, Duration within)
        : counter_(counter), steps_(steps), within_(within) {}

    void stay(std::uint8_t step, const Stay& stay, const Witness& who) override {
        if (stay.started.seconds < 0 || stay.started == never || !counter_.counts(who.sight)) return;
        LifeEvent event{stay.started, stay.started, 0, stay.serial, {}, step};
        const CompiledNode& node = counter_.model().nodes[stay.node.index];
        event.number = counter_.model().tracks[node.track].scope;
        if (step == 0) event.groups = counter_.groups_of(who.sight);
        passed_.push(who.slot, event);
    }

    void finished(std::uint32_t slot) override {
        if (!passed_.has(slot)) return;
        std::vector<LifeEvent>& all = passed_.take(slot);
        sort_by_time(all);
        for (std::size_t i = 0; i < all.size(); ++i)
            if (all[i].role == 0) follow(all, i);
    }

private:
    // Whether a start belongs to the passage that began with `begin`, the next one beginning at `next`.
    static bool belongs(const LifeEvent& event, const LifeEvent& begin, Time next) {
        if (event.number != 0 && event.number == begin.number) return event.serial == begin.serial;
        return event.at < next;
    }

    void follow(const std::vector<LifeEvent>& all, std::size_t begun) {
        const LifeEvent& begin = all[begun];
        const Time last = begin.at + within_;
        if (!counter_.measured(begin.at) || last > counter_.layout().bins.end) return;
        Time next = never;
        for (std::size_t i = begun + 1; i < all.size() && next == never; ++i)
            if (all[i].role == 0) next = all[i].at;
        Time reached = begin.at;
        std::size_t step = 1;
        for (; step < steps_; ++step) {
            const auto found = std::find_if(all.begin(), all.end(), [&](const LifeEvent& event) {
                return event.role == step && event.at >= reached && event.at < last && belongs(event, begin, next);
            });
            if (found == all.end()) break;
            counter_.add(number_at(step), begin.groups, begin.at, 1);
            counter_.add(conversion_at(step), begin.groups, begin.at, 1, 1);
            counter_.add(time_at(step), begin.groups, begin.at, (found->at - reached).seconds, 1);
            reached = found->at;
        }
        if (step < steps_) counter_.add(conversion_at(step), begin.groups, begin.at, 0, 1);
        counter_.add(funnel_begun, begin.groups, begin.at, 1);
        counter_.add(0, begin.groups, begin.at, step == steps_ ? 1 : 0, 1);
    }

    Counter counter_;
    std::size_t steps_;
    Duration within_;
    BySlot<LifeEvent> passed_;
};

std::string step_name(const Pathway& pathway, const std::vector<NodeId>& step) {
    std::string name;
    for (NodeId node : step) name += (name.empty() ? "" : " or ") + pathway.nodes[node.index].place;
    return name;
}

}  // namespace

MeasurePlan plan_funnel(const Planning& planning) {
    MeasurePlan plan;
    const Argument& chain = planning.measure["steps"];
    const std::size_t steps = chain.lists.size();
    if (steps < 2 || steps > 50)
        planning.problems.error(chain.at, "a funnel has at least two steps, and at most fifty");
    const Duration within = planning.measure["within"].duration();
    plan.figures = {planning.figure(Form::mean, "%", 100),
                    planning.beside("begun", "begun", Form::per_year, planning.unit_or("passages") + " per year")};
    for (std::size_t step = 1; step < steps; ++step) {
        const std::string name = step_name(planning.pathway, chain.lists[step]), k = std::to_string(step + 1);
        plan.figures.push_back(
            planning.beside("step-" + k, name, Form::per_year, planning.unit_or("passages") + " per year"));
        plan.figures.push_back(planning.beside("conversion-" + k, name + ", of the step before", Form::mean, "%", 100));
        plan.figures.push_back(
            planning.beside("time-" + k, name + ", time since the step before", Form::mean, "days", 1.0 / 86400));
        plan.figures[conversion_at(step)].share = true;
    }
    plan.figures[0].share = true;
    for (MeasureInfo& info : plan.figures) info.follow_up = within;
    for (std::size_t step = 0; step < steps; ++step)
        planning.feed(plan, chain.lists[step], static_cast<std::uint8_t>(step));
    plan.finished = true;
    plan.bytes_a_person = BySlot<LifeEvent>::bytes_a_person;
    plan.start = [steps, within](const Counter& counter) {
        return std::make_unique<FunnelFold>(counter, steps, within);
    };
    return plan;
}

}  // namespace desist
