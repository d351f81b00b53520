// What is spent, and what stays and uses come to (SEMANTICS 13.42).
#include <algorithm>
#include <cmath>

#include "tests/oracle/oracle_run.hpp"

namespace desist::oracle {

// Of one event, or a second, in base prices.
double Oracle::amount(const Cost& cost, const View& view) const {
    return evaluate(cost.value, view.at) * cost.to_base_prices;
}

// Date by date; all else is as it is seen now.
double Oracle::amount_of_time(const Cost& cost, const View& view, Time from) const {
    double sum = 0;
    View then = view;
    for (std::size_t i = 0; i <= p_.changes.size(); ++i) {
        const Time begin = i == 0 ? from : std::max(from, p_.changes[i - 1]);
        const Time end = i == p_.changes.size() ? now_ : std::min(now_, p_.changes[i]);
        then.at[p_.date_entry().index] = static_cast<std::uint16_t>(i);
        if (begin < end) sum += amount(cost, then) * static_cast<double>((end - begin).seconds);
    }
    return sum;
}

void Oracle::spend(const Offender& o, std::uint32_t serial, const Spot& spot, CostId id, const View& view) {
    const std::int64_t millionths = std::llround(amount(p_.costs[id.index], view) * 1e6);
    out_.spends.push_back({o.key, serial, spot.node, id, now_, millionths});
}

void Oracle::price_stay(const Offender& o, std::uint32_t serial, const Spot& spot) {
    if (spot.started == never) return;
    for (std::size_t c = 0; c < p_.costs.size(); ++c) {
        const Cost& cost = p_.costs[c];
        if (cost.kind != Cost::Kind::inside || std::ranges::find(cost.nodes, spot.node) == cost.nodes.end()) continue;
        out_.prices.push_back({o.key, serial, spot.node, CostId(c), spot.started, now_,
                               amount_of_time(cost, see(o, serial), spot.started)});
    }
}

void Oracle::price_use(const Offender& o, std::uint32_t serial, const Holding& holding, const Held& held) {
    const ResourceId resource = pools_.at(held.pool).resource;
    for (std::size_t c = 0; c < p_.costs.size(); ++c) {
        const Cost& cost = p_.costs[c];
        if (cost.kind != Cost::Kind::used || cost.resource != resource) continue;
        // A use does not tell the case.
        out_.prices.push_back({o.key, 0, holding.node, CostId(c), holding.from, now_,
                               amount_of_time(cost, see(o, serial), holding.from) * held.units});
    }
}

}  // namespace desist::oracle
