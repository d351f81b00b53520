// The books of one replication: counted where things happen, counted again where they end, and compared. A difference
// is our own bug.
//
// What they prove. For each node: every arrival has exactly one stay that is reported, at the same node and with the
// instant of that arrival, so that the integral of the number of people there over time (from arrivals and ends as they
// happen) is the sum of the times of the stays as reported, to the second: Little's law on the path (J. D. C. Little,
// Operations Research 9, 1961). No more: times that are wrong in both counts stay unseen. For offenders: nobody is lost
// or left twice. For pools: units in use are units held, and who waits stands in line.
// Cost: a few integer additions for each arrival, one walk over the people inside at the end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/engine/record.hpp"

namespace desist {

// What does not add up, and at which node (none: at no node in particular).
struct Imbalance {
    std::string what;
    NodeId node;
};

class Books {
public:
    explicit Books(std::size_t nodes) : rows_(nodes) {}

    void entered() { ++entered_; }
    void left() { ++left_; }
    void arrived(std::size_t node, Time now) {
        Row& row = rows_[node];
        row.area -= static_cast<std::uint64_t>(now.seconds);
        ++row.people;
    }
    // Throws InternalError when the stay ends before it starts, or starts before its arrival.
    void closed(const Stay& stay, Time now) {
        if (stay.ended < stay.arrived || (stay.started != never && out_of_order(stay))) refuse(stay);
        Row& row = rows_[stay.node.index];
        row.area += static_cast<std::uint64_t>(now.seconds);
        row.stays += static_cast<std::uint64_t>((stay.ended - stay.arrived).seconds);
        --row.people;
    }
    // Throws InternalError when the event lies before the last one.
    void carried_out(Time at) {
        if (at < last_) refuse_step_back();
        last_ = at;
    }

    // Before the horizon closes the stays of those `inside`: is anybody missing?
    std::optional<Imbalance> of_offenders(std::uint64_t inside) const;
    // After it.
    std::optional<Imbalance> of_nodes() const;

private:
    // Sums modulo 2^64: differences come out right even where a sum alone has gone round.
    struct Row {
        std::uint64_t area = 0;   // people x seconds: ends less arrivals as they happen
        std::uint64_t stays = 0;  // seconds of the stays as reported
        std::int64_t people = 0;
    };
    static bool out_of_order(const Stay& stay) { return stay.started < stay.arrived || stay.ended < stay.started; }
    [[noreturn]] static void refuse(const Stay& stay);
    [[noreturn]] static void refuse_step_back();

    std::vector<Row> rows_;
    std::uint64_t entered_ = 0, left_ = 0;
    Time last_{INT64_MIN};
};

// Units in use and asks in line, by pool.
struct PoolCount {
    std::int64_t used = 0, waiting = 0;
};
std::optional<Imbalance> of_pools(const std::vector<PoolCount>& by_pools, const std::vector<PoolCount>& by_seats);

}  // namespace desist
