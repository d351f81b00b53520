// Random choices of the shadow tests: a sequence that a seed gives, the same on every machine.
#pragma once

#include <cstdint>

#include "sim/random/keyed.hpp"

namespace desist::test {

class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(mix(seed)) {}
    std::uint64_t below(std::uint64_t bound) { return mix(state_++) % bound; }
    bool percent(int chance) { return below(100) < static_cast<std::uint64_t>(chance); }

private:
    std::uint64_t state_;
};

}  // namespace desist::test
