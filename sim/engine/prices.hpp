// What a cost comes to (SEMANTICS 13.42), for the engine and for folds over its records. All in GBP of the base price
// year, never negative. Cost: a few table lookups; of a time one more for each dated change in it, where the value
// follows the date.
#pragma once

#include "sim/engine/sight.hpp"

namespace desist {

inline constexpr double millionths = 1e6;  // of a pound: what records and tallies count

// Of one event, or a second of time, as the offender stands. Not of `provided`.
inline double price(const CompiledCost& cost, const Sight& sight) {
    return sight.tabled(cost.value) * cost.to_base_prices;
}

// Of the time from `from` up to `to`, at the value of each date in between; the offender otherwise as they stand. Of a
// stay (inside) and, times its units, of a use (used).
double price_of_time(const Model& model, const CompiledCost& cost, const Sight& sight, Time from, Time to);

// Of the units of a pool that are there from `from` up to `to` (provided); `pool` counts from the cost's first.
double price_of_units(const CompiledCost& cost, std::size_t pool, Time from, Time to);

}  // namespace desist
