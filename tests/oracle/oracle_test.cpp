// The engine against the oracle: identical records on random small models (DESIGN 11).
#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <tuple>

#include "sim/engine/engine.hpp"
#include "sim/scenario/scenario.hpp"
#include "tests/catch.hpp"
#include "tests/oracle/features.hpp"
#include "tests/oracle/oracle.hpp"
#include "tests/oracle/random_model.hpp"

namespace desist {
namespace {

class Collector : public RecordSink {
public:
    void stay(const Stay& stay, const Witness&) override { records.stays.push_back(stay); }
    void use(const Use& use) override { records.uses.push_back(use); }
    void change(const Change& change) override { records.changes.push_back(change); }
    Records records;
};

Records run_engine(const Pathway& pathway, std::uint64_t seed, std::uint32_t replication) {
    Problems problems;
    const std::optional<Model> model = compile(pathway, problems);
    if (!model) throw std::runtime_error("compile refused: " + problems.text());
    Wanted wanted;
    wanted.uses = wanted.changes = true;
    Collector collector;
    simulate(*model, seed, replication, wanted, collector);
    return std::move(collector.records);
}

// One offender's records in the order of time; what happens to one in one second is compared as a set.
template <class Record, class Key>
std::vector<Record> in_order(std::vector<Record> records, Key key) {
    std::sort(records.begin(), records.end(), [&](const Record& a, const Record& b) { return key(a) < key(b); });
    return records;
}

std::string clock(const Pathway& pathway, Time t) { return t == never ? "never" : fmt::format("{} ({} s)", pathway.clock.text(t), t.seconds); }
std::string name(const Pathway& pathway, NodeId node) { return node ? pathway.nodes[node.index].place : "nowhere"; }

std::string words(const Pathway& p, const Stay& s) {
    static const char* causes[] = {"stay", "hazard", "as-soon-as", "route", "moved", "give up", "case closed", "ended", "horizon"};
    return fmt::format("offender {:016x} case {} on {}: arrived {}, started {}, ended {}, next {}, cause {}", s.offender.value, s.serial,
                       name(p, s.node), clock(p, s.arrived), clock(p, s.started), clock(p, s.ended), name(p, s.next),
                       causes[static_cast<std::size_t>(s.cause)]);
}
std::string words(const Pathway& p, const Use& u) {
    return fmt::format("offender {:016x} on {}: {} units of pool {} from {} to {}", u.offender.value, name(p, u.node), u.units, u.pool.index,
                       clock(p, u.from), clock(p, u.to));
}
std::string words(const Pathway& p, const Change& c) {
    return fmt::format("offender {:016x} case {}: {} becomes {} at {}", c.offender.value, c.serial, p.attributes[c.attribute.index].name,
                       c.value, clock(p, c.at));
}

const auto by_time = [](const Stay& s) { return std::tuple(s.ended, s.offender, s.arrived, s.serial, s.node, s.started, s.next, s.cause); };
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

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
    const char* text = std::getenv(variable);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

// What was tried, in how many models.
struct Tried {
    std::uint64_t models = 0, in_hours = 0, with_resources = 0, stays = 0;
    std::map<std::string, std::uint64_t> features, happenings, with_resources_happenings;

    void add(const Recipe& recipe, const Pathway& pathway, const Records& records) {
        ++models;
        in_hours += recipe.hours;
        with_resources += !pathway.resources.empty();
        stays += records.stays.size();
        for (const auto& [feature, has] : features_of(pathway)) features[feature] += has;
        for (const auto& [what, has] : happenings_in(pathway, records)) {
            happenings[what] += has;
            if (!pathway.resources.empty()) with_resources_happenings[what] += has;
        }
    }

    std::string text() const {
        auto percent = [](std::uint64_t part, std::uint64_t all) { return 100.0 * static_cast<double>(part) / static_cast<double>(std::max<std::uint64_t>(1, all)); };
        std::string all = fmt::format("{} models, {:.0f}% in whole hours, {:.0f}% with resources, {} stays\n", models, percent(in_hours, models),
                                      percent(with_resources, models), stays);
        for (const auto& [feature, count] : features) all += fmt::format("  {:4.0f}%  {}\n", percent(count, models), feature);
        all += "what happened at least once, of all models and of those with resources\n";
        for (const auto& [what, count] : happenings)
            all += fmt::format("  {:4.0f}%  {:4.0f}%  {}\n", percent(count, models), percent(with_resources_happenings.at(what), with_resources), what);
        return all;
    }
};

std::string recipe_text(const Recipe& recipe) {
    std::ostringstream out;
    out << recipe << '\n';
    return out.str();
}

// Runs both; the difference, or what either of them had to say, in words.
std::string compare(const Recipe& recipe, const std::string& text, Tried& tried) {
    Problems problems;
    const std::optional<Scenario> scenario = load_text("random.yaml", text, problems);
    const std::optional<Pathway> pathway = scenario ? build_pathway(*scenario, problems) : std::nullopt;
    if (!pathway) return "the model is refused:\n" + problems.text();
    const Records oracle = run_oracle(*pathway, recipe.seed, 0);
    Records engine;
    try {
        engine = run_engine(*pathway, recipe.seed, 0);
    } catch (const std::exception& fault) {
        return fmt::format("the engine stops: {}\n", fault.what());
    }
    tried.add(recipe, *pathway, oracle);
    const std::string text_of_difference = first_difference(*pathway, engine, oracle);
    if (!text_of_difference.empty()) return "the first record that differs:\n" + text_of_difference;
    return in_order_of_time(engine.stays) ? "" : "the engine's stays of one offender do not come in the order of time\n";
}

}  // namespace

TEST_CASE("engine and oracle give identical records on random models") {
    const std::uint64_t models = number_from("DESIST_ORACLE_MODELS", 500);
    rc::detail::TestParams params;
    params.seed = number_from("DESIST_ORACLE_SEED", 20'120'401);
    params.maxSuccess = static_cast<int>(models);
    params.disableShrinking = number_from("DESIST_ORACLE_SHRINK", 1) == 0;
    Tried tried;
    std::string last;  // the last model that failed is the one that shrinking ended with
    const auto result = rc::detail::checkTestable(
        [&] {
            const Recipe recipe = *recipes();
            const std::string text = model_text(recipe);
            const std::string wrong = compare(recipe, text, tried);
            if (wrong.empty()) return;
            last = fmt::format("{}{}seed {}, replication 0, of this model:\n{}", recipe_text(recipe), wrong, recipe.seed, text);
            RC_FAIL("see the model");
        },
        rc::detail::TestMetadata(), params);
    INFO(last);
    REQUIRE(result.is<rc::detail::SuccessResult>());
    std::cout << tried.text();
    if (models < 200) return;
    for (const auto& [feature, count] : tried.features) {
        INFO("every feature is in at least a tenth of the models: " << feature);
        CHECK(count * 10 >= tried.models);
    }
}

}  // namespace desist
