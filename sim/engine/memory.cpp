#include "sim/engine/memory.hpp"

#include <algorithm>
#include <cmath>

#include "sim/engine/books.hpp"
#include "sim/engine/event_list.hpp"
#include "sim/engine/layout.hpp"
#include "sim/engine/pools.hpp"

namespace desist {
namespace {

constexpr double growing = 3;          // a list that doubles: the old one beside the new
constexpr double besides = 16 * 1024;  // whatever the model
constexpr double remainder = 160;      // of a stay, with its place in a hash table

double waiters_of(const Model& model) {
    double seats = 0, units = 0;
    for (const CompiledTrack& track : model.tracks) {
        const auto first = model.nodes.begin() + track.first_node;
        if (std::any_of(first, first + track.nodes, [](const CompiledNode& node) { return node.has_needs; }))
            seats += model.scopes[track.scope].copies;
    }
    for (const CompiledPool& pool : model.pools) {
        std::int64_t most = 0;
        for (const CompiledPool::Step& step : pool.steps) most = std::max(most, step.units);
        units += static_cast<double>(most);
    }
    return std::min(model.most_inside * seats, model.most_inside + units);
}

}  // namespace

double engine_bytes(const Model& model) {
    const double people = model.most_inside;
    const double days = static_cast<double>((model.end - model.begin).seconds) / seconds_per_day;
    double bytes = besides + std::ceil(people / OffenderStore::per_chunk) * OffenderStore::per_chunk *
                                 static_cast<double>(OffenderLayout(model).bytes());
    bytes += people * 2 * growing * sizeof(ListedEvent) + days * sizeof(std::vector<ListedEvent>);
    bytes += waiters_of(model) * growing * sizeof(Waiter);
    bytes += static_cast<double>(model.nodes.size()) * 4 * sizeof(std::uint64_t);
    if (!model.resumable.empty()) bytes += people * remainder;
    return bytes;
}

}  // namespace desist
