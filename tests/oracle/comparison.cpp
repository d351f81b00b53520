#include "tests/oracle/comparison.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>
#include <tuple>

#include "sim/engine/engine.hpp"
#include "sim/engine/prices.hpp"
#include "tests/oracle/oracle_state.hpp"

namespace desist {
namespace {

class Collector : public RecordSink {
public:
    Collector(const Pathway& pathway, const Model& model) : pathway_(pathway), model_(model) {}
    void stay(const Stay& stay, const Witness& who) override {
        records.stays.push_back(stay);
        for (std::size_t c = 0; c < model_.costs.size() && stay.started != never; ++c) {
            const CompiledCost& cost = model_.costs[c];
            if (std::ranges::find(cost.nodes, stay.node) == cost.nodes.end()) continue;
            const double amount = price_of_time(model_, cost, who.sight, stay.started, stay.ended);
            records.prices.push_back(
                {stay.offender, stay.serial, stay.node, CostId(c), stay.started, stay.ended, amount});
        }
    }
    void use(const Use& use, const Witness& who) override {
        records.uses.push_back(use);
        for (std::size_t c = 0; c < model_.costs.size(); ++c) {
            const CompiledCost& cost = model_.costs[c];
            if (cost.kind != Cost::Kind::used || use.pool.index - cost.first_pool >= cost.pools) continue;
            const double amount = price_of_time(model_, cost, who.sight, use.from, use.to) * use.units;
            records.prices.push_back({use.offender, 0, use.node, CostId(c), use.from, use.to, amount});
        }
    }
    void spend(const Spend& spend, const Witness&) override { records.spends.push_back(spend); }
    void change(const Change& change) override { records.changes.push_back(change); }
    void rate(const Rate& r, const Witness& who) override {
        SeenRate seen{r.offender, r.serial, r.node, r.exit, r.at};
        if (r.product > 0) {
            seen = {r.offender, r.serial, r.node, r.exit, r.at, r.product, *r.law, r.started, {}, {}};
            for (const CompiledCost& cost : model_.costs)
                if (cost.hazard == r.hazard) seen.prices.push_back(price(cost, who.sight));
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

// Its sum may have been added up in another order.
bool same(const SeenPrice& a, const SeenPrice& b) {
    const bool near = std::abs(a.amount - b.amount) <= 1e-9 * std::max(a.amount, b.amount);
    return near && std::tuple(a.to, a.offender, a.from, a.node, a.serial, a.cost) ==
                       std::tuple(b.to, b.offender, b.from, b.node, b.serial, b.cost);
}
template <class Record>
bool same(const Record& a, const Record& b) {
    return a == b;
}

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
    return fmt::format(
        "offender {:016x} case {} on {}, exit {}: from {} {} x law (a {}, b {}) since {}, seen as [{}], at [{}] GBP",
        r.offender.value, r.serial, name(p, r.node), r.exit, clock(p, r.at), r.product, r.law.a, r.law.b,
        clock(p, r.started), fmt::join(r.seen, ", "), fmt::join(r.prices, ", "));
}
std::string words(const Pathway& p, const Spend& s) {
    return fmt::format("offender {:016x} case {} on {}: {} millionths for {} at {}", s.offender.value, s.serial,
                       name(p, s.node), s.amount, p.costs[s.cost.index].name, clock(p, s.at));
}
std::string words(const Pathway& p, const SeenPrice& s) {
    return fmt::format("offender {:016x} case {} on {}: {} GBP for {} from {} to {}", s.offender.value, s.serial,
                       name(p, s.node), s.amount, p.costs[s.cost.index].name, clock(p, s.from), clock(p, s.to));
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
        if (i < engine.size() && i < oracle.size() && same(engine[i], oracle[i])) continue;
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

// Changes and spends of one offender come in the order of time, and within one second in the order in which they are
// made.
template <class Record>
std::vector<Record> by_offender(std::vector<Record> records) {
    std::stable_sort(records.begin(), records.end(), [](const Record& a, const Record& b) {
        return std::tuple(a.at, a.offender) < std::tuple(b.at, b.offender);
    });
    return records;
}

const auto by_price = [](const SeenPrice& p) {
    return std::tuple(p.to, p.offender, p.from, p.node, p.serial, p.cost, p.amount);
};

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
                  before.product,    before.law,      before.started, before.seen,   before.prices};
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
    if (text.empty()) text = difference(pathway, by_offender(engine.spends), by_offender(oracle.spends));
    if (text.empty()) text = difference(pathway, in_order(engine.prices, by_price), in_order(oracle.prices, by_price));
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

std::string first_difference_of_units(const Pathway& p) {
    Problems problems;
    const std::optional<Model> model = compile(p, problems);
    if (!model) throw std::runtime_error("compile refused: " + problems.text());
    std::string text;
    for (std::size_t c = 0; c < p.costs.size(); ++c) {
        const Cost& cost = p.costs[c];
        if (cost.kind != Cost::Kind::provided) continue;
        std::vector<EntryId> last_fastest = p.resources[cost.resource.index].by;
        std::reverse(last_fastest.begin(), last_fastest.end());
        std::set<Time> times = oracle::capacity_events(p, cost.resource);
        times.insert(p.changes.begin(), p.changes.end());
        Indices at(p.entries.size(), 0);
        std::size_t pool = 0;
        for_each_combination(p, last_fastest, at, [&] {
            std::size_t n = 0;
            for (Time t : times) {
                if (t < p.begin || t >= p.end || (times.size() > 60 && ++n % (times.size() / 30) != 0)) continue;
                Indices then = at;
                then[p.date_entry().index] = p.date_index(t);
                const double lot = cost.step ? evaluate(*cost.step, then) : 1;
                const auto units = static_cast<double>(oracle::units_at(p, cost.resource, at, t));
                const double wanted = std::ceil(units / lot) * evaluate(cost.value, then) * cost.to_base_prices;
                const double found = price_of_units(model->costs[c], pool, t, t + Duration{1});
                if (text.empty() && std::abs(found - wanted) > 1e-9 * wanted)
                    text = fmt::format("pool {} of {} at {}: {} for {} GBP a second\n", pool, cost.name, clock(p, t),
                                       found, wanted);
            }
            ++pool;
        });
    }
    return text;
}

Records run_engine(const Pathway& pathway, std::uint64_t seed, std::uint32_t replication) {
    Problems problems;
    const std::optional<Model> model = compile(pathway, problems);
    if (!model) throw std::runtime_error("compile refused: " + problems.text());
    Wanted wanted;
    wanted.uses = wanted.changes = wanted.rates = wanted.spends = true;
    Collector collector(pathway, *model);
    collector.records.joined = simulate(*model, seed, replication, wanted, collector).cases_joined;
    return std::move(collector.records);
}

}  // namespace desist
