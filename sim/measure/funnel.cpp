// funnel: passages through a chain of nodes. A start on the first step begins a passage; each further step is the first
// start on it that belongs to the passage, not before the step before and within the time. A start is one step of a
// passage, though its node stands at several. Of starts on tracks of the same kind of case, the case decides to which
// passage they belong; of others, the last beginning before them (a start that is itself a beginning belongs, as a
// further step, to the one before).
// All figures are by the month in which the passage began, so that conversions multiply.
#include <fmt/format.h>

#include <algorithm>

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
        LifeEvent event{stay.started, stay.started, 0, stay.serial, {}, step, stay.node};
        const CompiledNode& node = counter_.model().nodes[stay.node.index];
        event.number = counter_.model().tracks[node.track].scope;
        if (step == 0) event.groups = counter_.groups_of(who.sight);
        passed_.push(who.slot, event);
    }

    void left(std::uint32_t slot) override {
        passed_.left(slot, [&](std::vector<LifeEvent>& all) { tell_of(all); });
    }
    void ended(const Outcome&) override {
        passed_.ended([&](std::vector<LifeEvent>& all) { tell_of(all); });
    }

private:
    void tell_of(std::vector<LifeEvent>& all) {
        sort_by_time(all);
        for (std::size_t i = 0; i < all.size(); ++i)
            if (all[i].role == 0) follow(all, i);
    }

    static bool same_start(const LifeEvent& a, const LifeEvent& b) {
        return a.at == b.at && a.node == b.node && a.serial == b.serial;
    }

    // Whether a start belongs to the passage that began with `begin`, `next` being the beginning after it, if any.
    static bool belongs(const LifeEvent& event, const LifeEvent& begin, const LifeEvent* next) {
        if (event.number != 0 && event.number == begin.number) return event.serial == begin.serial;
        return !next || event.at < next->at || same_start(event, *next);
    }

    static const LifeEvent* beginning_after(const std::vector<LifeEvent>& all, std::size_t begun) {
        for (std::size_t i = begun + 1; i < all.size(); ++i)
            if (all[i].role == 0) return &all[i];
        return nullptr;
    }

    // The starts that are the steps of a passage, from its beginning, as far as it gets.
    void find_steps(const std::vector<LifeEvent>& all, std::size_t begun) {
        const LifeEvent* next = beginning_after(all, begun);
        taken_.assign(1, &all[begun]);
        while (taken_.size() < steps_) {
            const auto is_next_step = [&](const LifeEvent& event) {
                return event.role == taken_.size() && event.at >= taken_.back()->at &&
                       event.at < all[begun].at + within_ && belongs(event, all[begun], next) &&
                       std::ranges::none_of(taken_, [&](const LifeEvent* t) { return same_start(event, *t); });
            };
            const auto found = std::ranges::find_if(all, is_next_step);
            if (found == all.end()) return;
            taken_.push_back(&*found);
        }
    }

    void follow(const std::vector<LifeEvent>& all, std::size_t begun) {
        const LifeEvent& begin = all[begun];
        if (!counter_.measured(begin.at) || begin.at + within_ > counter_.layout().bins.end) return;
        find_steps(all, begun);
        for (std::size_t step = 1; step < taken_.size(); ++step) {
            counter_.add(number_at(step), begin.groups, begin.at, 1);
            counter_.add(conversion_at(step), begin.groups, begin.at, 1, 1);
            counter_.add(time_at(step), begin.groups, begin.at, (taken_[step]->at - taken_[step - 1]->at).seconds, 1);
        }
        const bool whole = taken_.size() == steps_;
        if (!whole) counter_.add(conversion_at(taken_.size()), begin.groups, begin.at, 0, 1);
        counter_.add(funnel_begun, begin.groups, begin.at, 1);
        counter_.add(0, begin.groups, begin.at, whole ? 1 : 0, 1);
    }

    Counter counter_;
    std::size_t steps_;
    Duration within_;
    Lives<LifeEvent> passed_;
    std::vector<const LifeEvent*> taken_;  // steps of the passage at hand
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
        planning.problems.error(chain.at, "a funnel has at least two steps, and at most fifty",
                                "write steps: [NODE, NODE]");
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
    plan.left = true;
    plan.bytes_a_person = Lives<LifeEvent>::bytes_a_person;
    plan.start = [steps, within](const Counter& counter) {
        return std::make_unique<FunnelFold>(counter, steps, within);
    };
    return plan;
}

}  // namespace desist
