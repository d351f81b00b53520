// The run along the clock, and every date within it at which something changes: the indices of the date's entry.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/pathway/builder.hpp"

namespace desist {
namespace {

// Gathers the dates that a scenario names outright.
class NamedDates {
public:
    explicit NamedDates(const Scenario& scenario) {
        for (const ParameterSpec& parameter : scenario.parameters) of_parameter(parameter);
        for (const HazardSpec& hazard : scenario.hazards)
            for (const HazardSpec::Times& times : hazard.times) of(times.when);
        for (const TrackSpec& track : scenario.tracks)
            for (const NodeSpec& node : track.nodes) of_node(node);
        for (const Text& date : scenario.structure_dates)
            if (const auto parsed = parse_date(date.text)) all.push_back({*parsed, date.at, true});
        for (const MeasureSpec& measure : scenario.measures) {
            of(measure.when);
            for (const ArgumentSpec& argument : measure.arguments) of(argument.condition);
        }
    }

    struct Named {
        Date date;
        Place at;
        bool of_change;  // of a parameter: it is worth a word when it lies after the run
    };
    std::vector<Named> all;

private:
    void of_parameter(const ParameterSpec& parameter) {
        for (const ParameterSpec::Change& change : parameter.changes) {
            all.push_back({change.date, change.from.at, true});
            const std::int64_t days = ramp_days(change);
            for (std::int64_t day = 1; day <= days; ++day)
                all.push_back({{change.date.days + day}, change.from.at, false});
        }
    }

    void of_node(const NodeSpec& node) {
        for (const RouteSpec& route : node.routes) of(route.when);
        for (const LeaveSpec& leave : node.leave) of(leave.open);
        for (const AsSoonAsSpec& as_soon_as : node.as_soon_as) of(as_soon_as.condition);
        for (const auto* effects : {&node.effects, &node.on_ask, &node.on_start, &node.on_leave})
            for (const EffectSpec& effect : *effects) of(effect.when);
    }

    void of(const std::optional<ConditionSpec>& condition) {
        if (condition) of(*condition);
    }
    void of(const ConditionSpec& condition) {
        if (condition.date && condition.date->kind == Expression::Kind::date)
            all.push_back({{static_cast<std::int64_t>(condition.date->number)}, condition.at, false});
        for (const ConditionSpec& operand : condition.operands) of(operand);
    }
};

}  // namespace

std::int64_t ramp_days(const ParameterSpec::Change& change) {
    if (!change.ramp || change.ramp->unit != duration_unit) return 0;
    return std::clamp<std::int64_t>(std::llround(change.ramp->number / seconds_per_day), 0, longest_ramp_days);
}

void PathwayBuilder::build_time() {
    const TimeSpec& time = scenario_.time;
    pathway_.clock.start = time.start_date;
    pathway_.begin = {-std::llround(time.warm_up.number)};
    // A run of whole years or months ends on the civil date, so that its last month is whole.
    const double months = time.run.number / seconds_per_month;
    if (std::abs(months - std::round(months)) < 1e-9 && civil(time.start_date).day == 1 && months < 1e5)
        pathway_.end = pathway_.clock.at(add_months(time.start_date, static_cast<int>(std::lround(months))));
    else
        pathway_.end = {std::llround(time.run.number)};
    const bool said = time.run.number == 0 && time.run.unit != duration_unit;
    if (pathway_.end.seconds <= 0 && !said) problems_.error(time.run.at, "the run must last longer than nothing");
    const double years = static_cast<double>(pathway_.end.seconds - pathway_.begin.seconds) / seconds_per_year;
    if (years > 60) {
        problems_.error(time.run.at, fmt::format("warm-up and run last {:.0f} years; at most 60 are possible", years));
        pathway_.begin = {0};  // so that nothing is laid out along more than that
        pathway_.end = {seconds_per_day};
    }
    std::set<Time> changes;
    for (const NamedDates::Named& named : NamedDates(scenario_).all) {
        const Time at = pathway_.clock.at(named.date);
        if (at >= pathway_.end && named.of_change)
            problems_.warning(named.at,
                              fmt::format("{} is after the end of the run: this never happens", to_text(named.date)));
        else if (at > pathway_.begin && at < pathway_.end)
            changes.insert(at);
    }
    pathway_.changes.assign(changes.begin(), changes.end());
}

}  // namespace desist
