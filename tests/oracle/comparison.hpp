// Records of the engine beside those of the oracle, and what differs, in words.
#pragma once

#include <string>

#include "tests/oracle/oracle.hpp"

namespace desist {

// Compiles the pathway and runs the engine.
Records run_engine(const Pathway& pathway, std::uint64_t seed, std::uint32_t replication);

std::string words(const Pathway& pathway, const Stay& stay);
std::string words(const Pathway& pathway, const Use& use);
std::string words(const Pathway& pathway, const Change& change);
std::string words(const Pathway& pathway, const SeenRate& rate);
std::string words(const Pathway& pathway, const Spend& spend);
std::string words(const Pathway& pathway, const SeenPrice& price);

// The first record in which the two differ, in words; empty when they are the same. Records of different offenders have
// no order among them, nor have stays and uses of one offender that end in one second; changes and spends have. Rates
// are compared as stretches: the last of each second, without those that tell nothing new; prices of stays and uses to
// a thousand millionth, since what they are sums of is added up in another order.
std::string first_difference(const Pathway& pathway, const Records& engine, const Records& oracle);

// What units cost while they are there, by the model beside what the pathway says, at some instants; empty when they
// are the same.
std::string first_difference_of_units(const Pathway& pathway);

// A fold receives the stays of one offender in the order in which they end.
bool in_order_of_time(const std::vector<Stay>& stays);

}  // namespace desist
