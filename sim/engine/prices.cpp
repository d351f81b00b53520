#include "sim/engine/prices.hpp"

#include <algorithm>

namespace desist {
namespace {

double seconds_between(Time from, Time to) { return static_cast<double>((to - from).seconds); }

}  // namespace

double price_of_time(const Model& model, const CompiledCost& cost, const Sight& sight, Time from, Time to) {
    if (from >= to) return 0;
    if (cost.date_stride == 0) return price(cost, sight) * seconds_between(from, to);
    const std::uint16_t present = sight.index({0, model.date_slot});
    const std::size_t start = sight.cell(cost.value) - std::size_t{present} * cost.date_stride;
    auto change = std::ranges::upper_bound(model.changes, from);
    double sum = 0;
    for (; from < to; ++change) {
        const Time until = change == model.changes.end() ? to : std::min(to, *change);
        const auto date = static_cast<std::size_t>(change - model.changes.begin());
        sum += model.numbers[start + date * cost.date_stride] * seconds_between(from, until);
        from = until;
        if (change == model.changes.end()) break;
    }
    return sum * cost.to_base_prices;
}

double price_of_units(const CompiledCost& cost, std::size_t pool, Time from, Time to) {
    const std::vector<CompiledCost::Flow>& flows = cost.flows[pool];
    auto flow = std::ranges::upper_bound(flows, from, {}, &CompiledCost::Flow::from);
    if (flow == flows.begin()) return 0;  // before the beginning
    double sum = 0;
    for (--flow; flow != flows.end() && from < to; ++flow) {
        const auto next = std::next(flow);
        const Time until = next == flows.end() ? to : std::min(to, next->from);
        sum += flow->rate * seconds_between(from, until);
        from = until;
    }
    return sum;
}

}  // namespace desist
