// What replications of queues show, in the unit of time of the case.
#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

#include "tests/analytic/known.hpp"
#include "tests/catch.hpp"

using namespace desist;
using nlohmann::json;

namespace analytic {

namespace {

double seconds(Time from, Time to) { return static_cast<double>((to - from).seconds); }

// The part of [from, to) within the measured run.
double measured(Time from, Time to, Time end) {
    return std::max(0.0, seconds(std::max(from, Time{0}), std::min(to, end)));
}

struct Queue {
    double inside = 0, waiting = 0;      // mean numbers
    double arrived = 0, lost = 0;        // by arrivals within the run
    double waited = 0, waited_long = 0;  // of those who left within it
    std::vector<double> times, waits;    // of the same
};

Queue queue_of(const std::vector<Stay>& stays, Time end, double unit) {
    Queue queue;
    for (const Stay& stay : stays) {
        queue.inside += measured(stay.arrived, stay.ended, end);
        const Time start = std::min(stay.started, stay.ended);
        queue.waiting += measured(stay.arrived, start, end);
        if (stay.arrived < Time{0}) continue;
        queue.arrived += 1;
        queue.lost += stay.cause == Cause::full;
        if (stay.cause == Cause::full || stay.cause == Cause::horizon) continue;
        queue.times.push_back(seconds(stay.arrived, stay.ended) / unit);
        queue.waits.push_back(seconds(stay.arrived, start) / unit);
        queue.waited += queue.waits.back() > 0;
        queue.waited_long += queue.waits.back() > 1;
    }
    queue.inside /= static_cast<double>(end.seconds);
    queue.waiting /= static_cast<double>(end.seconds);
    return queue;
}

NodeId node_named(const Seen& seen, const std::string& name) {
    const auto& nodes = seen.scenario.pathway.nodes;
    for (std::size_t n = 0; n < nodes.size(); ++n)
        if (nodes[n].name == name) return NodeId{n};
    return {};
}

std::vector<Stay> at_node(const Seen& seen, std::vector<Stay> stays, const std::string& name) {
    const NodeId node = node_named(seen, name);
    stays.erase(std::remove_if(stays.begin(), stays.end(), [&](const Stay& stay) { return stay.node != node; }),
                stays.end());
    return stays;
}

// The number inside as a path: for each number, the share of the run's time.
std::vector<double> time_shares(const std::vector<Stay>& stays, Time end) {
    std::vector<std::int64_t> came, went;
    for (const Stay& stay : stays) {
        if (stay.ended <= Time{0} || stay.arrived >= end) continue;
        came.push_back(std::max<std::int64_t>(0, stay.arrived.seconds));
        went.push_back(std::min(end, stay.ended).seconds);
    }
    std::sort(came.begin(), came.end());
    std::sort(went.begin(), went.end());
    std::vector<double> shares;
    std::int64_t at = 0;
    std::size_t in = 0, out = 0;
    const auto stand = [&](std::int64_t until) {
        if (shares.size() <= in - out) shares.resize(in - out + 1);
        shares[in - out] += static_cast<double>(until - at) / static_cast<double>(end.seconds);
        at = until;
    };
    while (out < went.size()) {
        const bool arrival = in < came.size() && came[in] <= went[out];
        stand(arrival ? came[in] : went[out]);
        ++(arrival ? in : out);
    }
    stand(end.seconds);
    return shares;
}

// The mean of (number inside - centre)^power over time.
double moment(const std::vector<double>& shares, double centre, int power) {
    double sum = 0;
    for (std::size_t n = 0; n < shares.size(); ++n) sum += std::pow(static_cast<double>(n) - centre, power) * shares[n];
    return sum;
}

void add_path(const Seen& seen, const std::vector<Stay>& stays) {
    const std::vector<double> shares = time_shares(stays, seen.scenario.pathway.end);
    const double average = moment(shares, 0, 1);
    seen.out.add("P0", shares[0]);
    seen.out.add("var_L", moment(shares, average, 2));
    double five = 0;
    for (std::size_t n = 5; n < shares.size(); ++n) five += shares[n];
    seen.out.add("P_n_ge_5", five);
}

void add_queue(const Seen& seen, Queue& queue) {
    const double servers = seen.known["parameters"].value("servers", 1.0), busy = queue.inside - queue.waiting;
    const auto customers = static_cast<double>(queue.waits.size());
    const double run = static_cast<double>(seen.scenario.pathway.end.seconds) / seen.row.unit;
    const std::map<std::string, double> values = {
        {"L", queue.inside},
        {"Lq", queue.waiting},
        {"offered_load", busy},
        {"rho", busy / servers},
        {"utilisation", busy / servers},
        {"P_wait", queue.waited / customers},
        {"erlang_C", queue.waited / customers},
        {"P_wait_gt_t1", queue.waited_long / customers},
        {"P_block", queue.lost / queue.arrived},
        {"effective_rate", (queue.arrived - queue.lost) / run},
        {"W", mean(queue.times)},
        {"Wq", mean(queue.waits)},
        {"sigma", queue.waited / customers},  // of D/M/1: the share who find the server busy
    };
    for (const auto& [quantity, value] : values) seen.out.add(quantity, value);
    if (!seen.known["expected"].contains("W_p90")) return;
    seen.out.add("W_p90", quantile_of(queue.times, 0.9));
    seen.out.add("Wq_p95", quantile_of(queue.waits, 0.95));
}

}  // namespace

void observe_queue(const Seen& seen) {
    for (std::uint32_t r = 0; r < seen.replications(); ++r) {
        const std::vector<Stay> stays = at_node(seen, stays_of(seen.scenario, r), "served");
        Queue queue = queue_of(stays, seen.scenario.pathway.end, seen.row.unit);
        add_queue(seen, queue);
        if (seen.known["expected"].contains("P0")) add_path(seen, stays);
    }
}

// Classes of customers, each with a node of its own.
void observe_classes(const Seen& seen) {
    const std::vector<std::string> nodes = {"first", "second", "third"};
    const std::size_t classes = seen.known["parameters"]["arrival_rates"].size();
    for (std::uint32_t r = 0; r < seen.replications(); ++r) {
        const std::vector<Stay> stays = stays_of(seen.scenario, r);
        for (std::size_t c = 0; c < classes; ++c) {
            const Queue queue = queue_of(at_node(seen, stays, nodes[c]), seen.scenario.pathway.end, seen.row.unit);
            const std::string place = "[" + std::to_string(c) + "]";
            seen.out.add("W" + place, mean(queue.times));
            seen.out.add("Wq" + place, mean(queue.waits));
            seen.out.add("Lq" + place, queue.waiting);
        }
    }
}

namespace {

struct Passage {
    Time from = never, to;
    std::array<double, 3> visits{};
    bool left = false;
};

void add_station(const Seen& seen, const std::string& place, const Queue& queue) {
    const auto station = std::stoul(place.substr(1));
    const double run = static_cast<double>(seen.scenario.pathway.end.seconds) / seen.row.unit;
    seen.out.add("visit_rates" + place, queue.arrived / run);
    seen.out.add("L" + place, queue.inside);
    seen.out.add("rho" + place,
                 (queue.inside - queue.waiting) / seen.known["parameters"]["servers"][station].get<double>());
}

void add_passages(const Seen& seen, const std::unordered_map<std::uint64_t, Passage>& passages) {
    double count = 0, time = 0;
    std::array<double, 3> visits{};
    for (const auto& [key, passage] : passages) {
        if (!passage.left || passage.from < Time{0}) continue;
        count += 1;
        time += seconds(passage.from, passage.to) / seen.row.unit;
        for (std::size_t s = 0; s < 3; ++s) visits[s] += passage.visits[s];
    }
    seen.out.add("W_total", time / count);
    for (std::size_t s = 0; s < 3; ++s) seen.out.add("visits_per_agent[" + std::to_string(s) + "]", visits[s] / count);
}

}  // namespace

void observe_network(const Seen& seen) {
    const std::vector<std::string> nodes = {"first", "second", "third"};
    for (std::uint32_t r = 0; r < seen.replications(); ++r) {
        const std::vector<Stay> stays = stays_of(seen.scenario, r);
        std::unordered_map<std::uint64_t, Passage> passages;
        double total = 0;
        for (std::size_t s = 0; s < nodes.size(); ++s) {
            const std::vector<Stay> here = at_node(seen, stays, nodes[s]);
            for (const Stay& stay : here) {
                Passage& passage = passages[stay.offender.value];
                passage.from = std::min(passage.from, stay.arrived);
                passage.to = std::max(passage.to, stay.ended);
                passage.visits[s] += 1;
                passage.left |= seen.scenario.next(stay) == "gone";
            }
            const Queue queue = queue_of(here, seen.scenario.pathway.end, seen.row.unit);
            add_station(seen, "[" + std::to_string(s) + "]", queue);
            total += queue.inside;
        }
        seen.out.add("L_total", total);
        add_passages(seen, passages);
    }
}

// The mean number inside as a path over time, against the sum of what everybody spends there within the window.
void observe_little(const Seen& seen) {
    const std::vector<Stay> stays = stays_of(seen.scenario, 0);
    const Time end = seen.scenario.pathway.end;
    const double path = moment(time_shares(stays, end), 0, 1), people = queue_of(stays, end, seen.row.unit).inside;
    seen.out.at_most("relative_gap_max", std::abs(path - people) / people);
}

// Nobody waits. Variances are about the mean of theory, which leaves the length of the window out.
void observe_infinite(const Seen& seen) {
    const bool prison = seen.known["expected"].contains("population");
    const double expected = seen.expected(prison ? "population" : "L");
    for (std::uint32_t r = 0; r < seen.replications(); ++r) {
        const std::vector<double> shares = time_shares(stays_of(seen.scenario, r), seen.scenario.pathway.end);
        seen.out.add(prison ? "population" : "L", moment(shares, 0, 1));
        seen.out.add("L_poisson_var", moment(shares, expected, 2));
        seen.out.add_square("poisson_sd", moment(shares, expected, 2));
        seen.out.add("P_N_eq_0", shares[0]);
    }
}

void observe_transient(const Seen& seen) {
    const Time at{std::llround(seen.known["parameters"]["t"].get<double>() * seen.row.unit)};
    for (std::uint32_t r = 0; r < seen.replications(); ++r) {
        double inside = 0;
        for (const Stay& stay : stays_of(seen.scenario, r)) inside += stay.arrived <= at && at < stay.ended;
        seen.out.add("mean_N_t", inside);
        seen.out.add("var_N_t", std::pow(inside - seen.expected("mean_N_t"), 2));
    }
}

}  // namespace analytic
