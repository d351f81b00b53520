// What the parts of the ledger share: amounts in pence, and reasons in words.
#pragma once

#include "sim/measure/contract.hpp"

namespace desist::contract {

// An amount as pence, given the fee at risk; nothing when there is no such amount.
std::optional<Pence> pence_of(const Amount& amount, Pence at_risk);

std::string why_beyond_run(std::int64_t cut_off, std::int64_t of);

}  // namespace desist::contract
