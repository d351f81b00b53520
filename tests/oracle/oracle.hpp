// The oracle: a slow, plain simulator of a Pathway, written straight from scenarios/SEMANTICS.md (6, 7, 8, 10, 13).
// One list of pending events for everybody; always the least one is next; every number is looked up when it is used.
// It shares only sim/base, sim/random and sim/pathway with the engine, and must give identical records.
#pragma once

#include <cstdint>
#include <limits>
#include <set>
#include <string_view>
#include <vector>

#include "sim/engine/record.hpp"
#include "sim/pathway/pathway.hpp"

namespace desist {

// The rate of a clock, and what each measure of its hazard sees of it: whether it counts, and in which groups; and what
// each cost of its hazard comes to. Of a clock that stands still nothing is seen.
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
    std::vector<double> prices = {};
    friend bool operator==(const SeenRate&, const SeenRate&) = default;
};
// What a stay, or one unit in use, cost in its time: of what is told, by who is told of.
struct SeenPrice {
    OffenderKey offender;
    std::uint32_t serial = 0;
    NodeId node;
    CostId cost;
    Time from, to;
    double amount = 0;  // GBP
};
// What happened in a run that records do not tell, for the table of features: the rule of SEMANTICS, and what.
using Seen = std::set<std::string_view>;

// All records of one replication, each kind in the order in which the events gave them.
struct Records {
    std::vector<Stay> stays;
    std::vector<Use> uses;
    std::vector<Change> changes;
    std::vector<SeenRate> rates;
    std::vector<Spend> spends;
    std::vector<SeenPrice> prices;
    std::uint64_t events = 0;  // how many were done
    Time reached;              // the horizon, or the second in which there were too many events
    std::uint64_t joined = 0;  // openings that found no free copy
    std::uint64_t idle = 0;    // moves that did nothing
    Seen seen;
};

// Throws RunFailed when one offender takes more than 10,000 steps in one instant. Gives up, without records, when there
// are more events than `most`.
Records run_oracle(const Pathway& pathway, std::uint64_t seed, std::uint32_t replication,
                   std::uint64_t most = std::numeric_limits<std::uint64_t>::max());

}  // namespace desist
