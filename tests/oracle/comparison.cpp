#include "tests/oracle/comparison.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <tuple>

#include "sim/engine/engine.hpp"

namespace desist {
namespace {

class Collector : public RecordSink {
public:
    Collector(const Pathway& pathway, const Model& model) : pathway_(pathway), model_(model) {}
    void stay(const Stay& stay, const Witness&) override { records.stays.push_back(stay); }
    void use(const Use& use) override { records.uses.push_back(use); }
    void change(const Change& change) override { records.changes.push_back(change); }
    void rate(const Rate& r, const Witness& who) override {
        SeenRate seen{r.offender, r.serial, r.node, r.exit, r.at};
        if (r.product > 0) {
            seen = {r.offender, r.serial, r.node, r.exit, r.at, r.product, *r.law, r.started, {}};
            for (std::size_t m = 0; m < pathway_.measures.size(); ++m)
                if (pathway_.measures[m].hazard() == r.hazard) see(model_.measures[m], who.sight, seen.seen);
        }
        records.rates.push_back(std::move(seen));
    }
    Records records;

private:
    static void see(const CompiledMeasure& measure, const Sight& sight, std::vector<std::uint16_t>& seen) {
        seen.push_back(sight.holds_or_none(measure.when));
        for (EntrySpot by : measure.by) seen.push_back(sight.index(by));
    }

    const Pathway& pathway_;
    const Model& model_;
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
std::string words(const Pathway& p, const SeenRate& r) {
    return fmt::format("offender {:016x} case {} on {}, exit {}: from {} {} x law (a {}, b {}) since {}, seen as [{}]",
                       r.offender.value, r.serial, name(p, r.node), r.exit, clock(p, r.at), r.product, r.law.a, r.law.b,
                       clock(p, r.started), fmt::join(r.seen, ", "));
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

// What somebody's stays were that ended in one second, in the order in which they were told.
std::string second_of(const Pathway& pathway, const Records& records, OffenderKey who, Time at) {
    std::string text;
    for (const Stay& stay : records.stays)
        if (stay.offender == who && stay.ended == at) text += "    " + words(pathway, stay) + "\n";
    return text;
}

// With all that the two say of the second of the first stay that differs.
std::string difference_of_stays(const Pathway& pathway, const Records& engine, const Records& oracle) {
    const std::vector<Stay> a = in_order(engine.stays, by_time), b = in_order(oracle.stays, by_time);
    const std::string text = difference(pathway, a, b);
    if (text.empty()) return text;
    const auto [i, j] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    const Stay& first = j == b.end() || (i != a.end() && by_time(*i) < by_time(*j)) ? *i : *j;
    return text + "  all of that second, engine:\n" + second_of(pathway, engine, first.offender, first.ended) +
           "  oracle:\n" + second_of(pathway, oracle, first.offender, first.ended);
}

// Changes of one offender come in the order of time, and within one second in the order in which they are made.
std::vector<Change> by_offender(std::vector<Change> changes) {
    std::stable_sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) {
        return std::tuple(a.at, a.offender) < std::tuple(b.at, b.offender);
    });
    return changes;
}

bool same_clock(const SeenRate& a, const SeenRate& b) {
    return a.offender == b.offender && a.serial == b.serial && a.node == b.node && a.exit == b.exit;
}

std::vector<SeenRate> stretches(std::vector<SeenRate> rates) {
    std::stable_sort(rates.begin(), rates.end(), [](const SeenRate& a, const SeenRate& b) {
        return std::tuple(a.offender, a.serial, a.node, a.exit, a.at) <
               std::tuple(b.offender, b.serial, b.node, b.exit, b.at);
    });
    std::vector<SeenRate> all;
    for (std::size_t i = 0; i < rates.size(); ++i) {
        if (i + 1 < rates.size() && same_clock(rates[i], rates[i + 1]) && rates[i].at == rates[i + 1].at) continue;
        SeenRate before = all.empty() || !same_clock(all.back(), rates[i]) ? SeenRate{} : all.back();
        before = {rates[i].offender, rates[i].serial, rates[i].node,  rates[i].exit, rates[i].at,
                  before.product,    before.law,      before.started, before.seen};
        if (before != rates[i]) all.push_back(rates[i]);
    }
    return all;
}

}  // namespace

std::string first_difference(const Pathway& pathway, const Records& engine, const Records& oracle) {
    std::string text = difference_of_stays(pathway, engine, oracle);
    if (text.empty()) text = difference(pathway, in_order(engine.uses, by_end), in_order(oracle.uses, by_end));
    if (text.empty()) text = difference(pathway, by_offender(engine.changes), by_offender(oracle.changes));
    if (text.empty()) text = difference(pathway, stretches(engine.rates), stretches(oracle.rates));
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
    wanted.uses = wanted.changes = wanted.rates = true;
    Collector collector(pathway, *model);
    collector.records.joined = simulate(*model, seed, replication, wanted, collector).cases_joined;
    return std::move(collector.records);
}

}  // namespace desist
