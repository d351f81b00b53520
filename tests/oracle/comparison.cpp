#include "tests/oracle/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <tuple>

#include "sim/engine/engine.hpp"

namespace desist {
namespace {

class Collector : public RecordSink {
public:
    void stay(const Stay& stay, const Witness&) override { records.stays.push_back(stay); }
    void use(const Use& use) override { records.uses.push_back(use); }
    void change(const Change& change) override { records.changes.push_back(change); }
    Records records;
};

std::string clock(const Pathway& pathway, Time t) {
    return t == never ? "never" : fmt::format("{} ({} s)", pathway.clock.text(t), t.seconds);
}
std::string name(const Pathway& pathway, NodeId node) { return node ? pathway.nodes[node.index].place : "nowhere"; }

}  // namespace

std::string words(const Pathway& p, const Stay& s) {
    static const char* causes[] = {"stay",        "hazard", "as-soon-as", "route", "moved",  "give up",
                                   "case closed", "ended",  "horizon",    "full",  "ejected"};
    return fmt::format("offender {:016x} case {} on {}: arrived {}, started {}, ended {}, next {}, cause {}",
                       s.offender.value, s.serial, name(p, s.node), clock(p, s.arrived), clock(p, s.started),
                       clock(p, s.ended), name(p, s.next), causes[static_cast<std::size_t>(s.cause)]);
}
std::string words(const Pathway& p, const Use& u) {
    return fmt::format("offender {:016x} on {}: {} units of pool {} from {} to {}", u.offender.value, name(p, u.node),
                       u.units, u.pool.index, clock(p, u.from), clock(p, u.to));
}
std::string words(const Pathway& p, const Change& c) {
    return fmt::format("offender {:016x} case {}: {} becomes {} at {}", c.offender.value, c.serial,
                       p.attributes[c.attribute.index].name, c.value, clock(p, c.at));
}

namespace {

// Records in the order of a key.
template <class Record, class Key>
std::vector<Record> in_order(std::vector<Record> records, Key key) {
    std::sort(records.begin(), records.end(), [&](const Record& a, const Record& b) { return key(a) < key(b); });
    return records;
}

const auto by_time = [](const Stay& s) {
    return std::tuple(s.ended, s.offender, s.arrived, s.serial, s.node, s.started, s.next, s.cause);
};
const auto by_end = [](const Use& u) { return std::tuple(u.to, u.offender, u.from, u.node, u.pool, u.units); };

// The first record in which the two differ, in words; empty when they are the same.
template <class Record>
std::string difference(const Pathway& pathway, const std::vector<Record>& engine, const std::vector<Record>& oracle) {
    for (std::size_t i = 0; i < std::max(engine.size(), oracle.size()); ++i) {
        if (i < engine.size() && i < oracle.size() && engine[i] == oracle[i]) continue;
        return fmt::format("  engine: {}\n  oracle: {}\n", i < engine.size() ? words(pathway, engine[i]) : "no more",
                           i < oracle.size() ? words(pathway, oracle[i]) : "no more");
    }
    return "";
}

// Changes of one offender come in the order of time, and within one second in the order in which they are made.
std::vector<Change> by_offender(std::vector<Change> changes) {
    std::stable_sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) {
        return std::tuple(a.at, a.offender) < std::tuple(b.at, b.offender);
    });
    return changes;
}

}  // namespace

std::string first_difference(const Pathway& pathway, const Records& engine, const Records& oracle) {
    std::string text = difference(pathway, in_order(engine.stays, by_time), in_order(oracle.stays, by_time));
    if (text.empty()) text = difference(pathway, in_order(engine.uses, by_end), in_order(oracle.uses, by_end));
    if (text.empty()) text = difference(pathway, by_offender(engine.changes), by_offender(oracle.changes));
    return text;
}

// A fold receives the records of one offender in the order of time.
bool in_order_of_time(const std::vector<Stay>& stays) {
    std::map<OffenderKey, Time> last;
    return std::all_of(stays.begin(), stays.end(), [&](const Stay& stay) {
        const auto [at, first] = last.emplace(stay.offender, stay.ended);
        const bool ordered = at->second <= stay.ended;
        at->second = stay.ended;
        return ordered;
    });
}

Records run_engine(const Pathway& pathway, std::uint64_t seed, std::uint32_t replication) {
    Problems problems;
    const std::optional<Model> model = compile(pathway, problems);
    if (!model) throw std::runtime_error("compile refused: " + problems.text());
    Wanted wanted;
    wanted.uses = wanted.changes = true;
    Collector collector;
    collector.records.joined = simulate(*model, seed, replication, wanted, collector).cases_joined;
    return std::move(collector.records);
}

}  // namespace desist
