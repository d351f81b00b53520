#include "sim/engine/books.hpp"

#include <fmt/format.h>

#include "sim/base/check.hpp"

namespace desist {

void Books::refuse(const Stay& stay) {
    throw InternalError(
        fmt::format("a stay is out of order: it arrived at {} s, started at {} and ended at {} s", stay.arrived.seconds,
                    stay.started == never ? "no time" : fmt::format("{} s", stay.started.seconds), stay.ended.seconds));
}

void Books::refuse_step_back() { throw InternalError("an event lies before the one that was carried out last"); }

std::optional<Imbalance> Books::of_offenders(std::uint64_t inside) const {
    if (entered_ == left_ + inside) return std::nullopt;
    return Imbalance{fmt::format("{} offenders entered, {} left and {} are inside", entered_, left_, inside), {}};
}

std::optional<Imbalance> Books::of_nodes() const {
    for (std::size_t n = 0; n < rows_.size(); ++n) {
        const Row& row = rows_[n];
        if (row.people != 0)
            return Imbalance{fmt::format("{} more arrivals at a node than ends of stays", row.people), NodeId(n)};
        if (row.area != row.stays)
            return Imbalance{fmt::format("people at a node spent {} s more than their stays say",
                                         static_cast<std::int64_t>(row.area - row.stays)),
                             NodeId(n)};
    }
    return std::nullopt;
}

std::optional<Imbalance> of_pools(const std::vector<PoolCount>& by_pools, const std::vector<PoolCount>& by_seats) {
    for (std::size_t p = 0; p < by_pools.size(); ++p) {
        if (by_pools[p].used != by_seats[p].used)
            return Imbalance{
                fmt::format("{} units of pool {} are in use and {} are held", by_pools[p].used, p, by_seats[p].used),
                {}};
        if (by_pools[p].waiting != by_seats[p].waiting)
            return Imbalance{fmt::format("{} stand in line for pool {} and {} wait for it", by_pools[p].waiting, p,
                                         by_seats[p].waiting),
                             {}};
    }
    return std::nullopt;
}

}  // namespace desist
