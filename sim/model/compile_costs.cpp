// Costs: tables of amounts, and what units cost along the run (SEMANTICS 13.42).
#include <algorithm>

#include "sim/model/compiler.hpp"

namespace desist {

// Units step with the pool's steps, what they cost with the date. `at`: of what chooses the pool.
std::vector<CompiledCost::Flow> Compiler::flows_of(const Cost& cost, Indices at, const CompiledPool& pool) const {
    std::vector<Time> times = pathway_.changes;
    for (const CompiledPool::Step& step : pool.steps) times.push_back(step.from);
    std::ranges::sort(times);
    times.erase(std::ranges::unique(times).begin(), times.end());
    std::vector<CompiledCost::Flow> flows;
    std::size_t next = 0;
    std::int64_t units = 0;
    for (Time t : times) {
        while (next < pool.steps.size() && pool.steps[next].from <= t) units = pool.steps[next++].units;
        at[pathway_.date_entry().index] = pathway_.date_index(t);
        const std::int64_t lot = cost.step ? std::llround(evaluate(*cost.step, at)) : 1;
        const auto lots = static_cast<double>((units + lot - 1) / lot);
        const double rate = lots * evaluate(cost.value, at) * cost.to_base_prices;
        if (flows.empty() || flows.back().rate != rate) flows.push_back({t, rate});
    }
    return flows;
}

CompiledCost Compiler::compile_cost(const Cost& cost) {
    CompiledCost compiled;
    compiled.kind = cost.kind;
    compiled.to_base_prices = cost.to_base_prices;
    compiled.nodes = cost.nodes;
    compiled.hazard = cost.hazard;
    if (cost.kind != Cost::Kind::provided) {
        compiled.value = flat_.number(cost.value);
        const EntrySpot date = flat_.spot(pathway_.date_entry());
        for (std::uint32_t d = 0; d < compiled.value.dimensions; ++d) {
            const Dimension& dimension = model_.dimensions[compiled.value.first_dimension + d];
            if (dimension.spot.scope == date.scope && dimension.spot.slot == date.slot)
                compiled.date_stride = dimension.stride;
        }
    }
    if (cost.hazard) report_hazard(cost.hazard, flat_.bits(cost.value));
    if (!cost.resource) return compiled;
    compiled.first_pool = first_pool_[cost.resource.index];
    for_each_pool(pathway_.resources[cost.resource.index], [&](const Indices& at) {
        const CompiledPool& pool = model_.pools[compiled.first_pool + compiled.pools++];
        if (cost.kind == Cost::Kind::provided) compiled.flows.push_back(flows_of(cost, at, pool));
    });
    return compiled;
}

void Compiler::compile_costs() {
    for (const Cost& cost : pathway_.costs) {
        CompiledCost compiled = compile_cost(cost);
        model_.costs.push_back(std::move(compiled));
    }
}

}  // namespace desist
