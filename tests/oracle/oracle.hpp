// The oracle: a slow, plain simulator of a Pathway, written straight from scenarios/SEMANTICS.md (6, 7, 8, 10, 13).
// One list of pending events for everybody; always the least one is next; every number is looked up when it is used.
// It shares only sim/base, sim/random and sim/pathway with the engine, and must give identical records.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/engine/record.hpp"
#include "sim/pathway/pathway.hpp"

namespace desist {

// The rate of a clock, and what each measure of its hazard sees of it: whether it counts, and in which groups. Of a
// clock that stands still nothing is seen.
struct SeenRate {
    OffenderKey offender;
    std::uint32_t serial = 0;
    NodeId node;
    std::uint16_t exit = 0;
    Time at;
    double product = 0;
    RateLaw law = {};
    Time started = {};
    std::vector<std::uint16_t> seen = {};
    friend bool operator==(const SeenRate&, const SeenRate&) = default;
};

// All records of one replication, each kind in the order in which the events gave them.
struct Records {
    std::vector<Stay> stays;
    std::vector<Use> uses;
    std::vector<Change> changes;
    std::vector<SeenRate> rates;
    std::uint64_t events = 0;  // how many were done
    // What only a look inside can tell, for the table of features.
    std::uint64_t serves_of_many = 0;  // serves that started more than one
    std::uint64_t void_starts = 0;     // decided to start, but moved away by an earlier start of the same serve
    std::uint64_t settlings = 0;       // clocks whose rate changed while they ran
    std::uint64_t joined = 0;          // openings that found no free copy
    std::uint64_t resumed = 0;         // arrivals that went on with an earlier stay
    std::uint64_t read_again = 0;      // stays whose law was read again and gave another length
};

// Throws RunFailed when one offender takes more than 10,000 steps in one instant.
Records run_oracle(const Pathway& pathway, std::uint64_t seed, std::uint32_t replication);

}  // namespace desist
