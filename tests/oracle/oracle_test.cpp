// The engine against the oracle: identical records on random small models (DESIGN, "The house").
#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <utility>

#include "sim/scenario/scenario.hpp"
#include "tests/catch.hpp"
#include "tests/oracle/comparison.hpp"
#include "tests/oracle/feature_parts.hpp"
#include "tests/oracle/random_model.hpp"

namespace desist {
namespace {

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
    const char* text = std::getenv(variable);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

// What was tried, in how many models.
struct Tried {
    std::uint64_t models = 0, in_hours = 0, stays = 0, events = 0;
    std::map<std::string, std::uint64_t> features;

    void add(const Recipe& recipe, const Pathway& pathway, const Records& records) {
        ++models;
        in_hours += recipe.hours;
        stays += records.stays.size();
        events += records.events;
        for (const auto& [feature, has] : features_of(pathway, records)) features[feature] += has;
    }

    double percent(std::uint64_t part) const {
        return 100.0 * static_cast<double>(part) / static_cast<double>(std::max<std::uint64_t>(1, models));
    }

    std::string text() const {
        std::string all = fmt::format("{} models, {:.0f}% in whole hours, {} events, {} stays\n", models,
                                      percent(in_hours), events, stays);
        for (const char* feature : feature_names)
            all += fmt::format("  {:5.1f}%  {}\n", percent(features.at(feature)), feature);
        return all;
    }

    // In how many of a hundred models a feature must be. What sections 11 to 13 make exact is only told.
    static double least(std::string_view feature) {
        if (feature == "5.2 a wait") return 85;
        for (std::string_view half : {"3.4 a move out of a queue", "8.2 events of two people in one second",
                                      "8.2 two people ask for one pool in one second"})
            if (feature == half) return 50;
        return feature.starts_with("11.") || feature.starts_with("13.") ? 0 : 10;
    }
};

std::uint32_t replication_of(const Recipe& recipe) { return static_cast<std::uint32_t>(recipe.seed % 4); }

// All that is needed to see it again.
std::string told(const Recipe& recipe, const std::string& wrong) {
    std::ostringstream line;
    line << recipe;
    return fmt::format(
        "{0}seed {1}, replication {2}; again: DESIST_ORACLE_RECIPE='{3}' test_oracle '[recipe]'\n"
        "The model (people one by one, and hazards that open by date, are put in by random_beyond.cpp):\n{4}",
        wrong, recipe.seed, replication_of(recipe), line.str(), model_text(recipe));
}

constexpr std::uint64_t most_events = 12'000;  // of a model

// Runs both; the difference, or what either of them had to say, in words.
std::string compare(const Recipe& recipe, Tried& tried) {
    Problems problems;
    const std::optional<Scenario> scenario = load_text("random.yaml", model_text(recipe), problems);
    std::optional<Pathway> pathway = scenario ? build_pathway(*scenario, problems) : std::nullopt;
    if (!pathway) return "the model is refused:\n" + problems.text();
    add_beyond_text(recipe, *pathway);
    const std::uint32_t replication = replication_of(recipe);
    Records oracle = run_oracle(*pathway, recipe.seed, replication, most_events);
    if (oracle.reached < pathway->end) {  // a model in which very much happens is run for as long as it takes for that
        pathway->end = oracle.reached;
        oracle = run_oracle(*pathway, recipe.seed, replication);
    }
    Records engine;
    try {
        engine = run_engine(*pathway, recipe.seed, replication);
    } catch (const std::exception& fault) {
        return fmt::format("the engine stops: {}\n", fault.what());
    }
    tried.add(recipe, *pathway, oracle);
    const std::string text_of_difference = first_difference(*pathway, engine, oracle);
    if (!text_of_difference.empty()) return "the first record that differs:\n" + text_of_difference;
    if (const std::string units = first_difference_of_units(*pathway); !units.empty())
        return "what units cost that are there:\n" + units;
    Pathway unmeasured = *pathway;
    unmeasured.measures.clear();
    for (Cost& cost : unmeasured.costs)
        if (std::exchange(cost.hazard, HazardId())) cost.kind = Cost::Kind::event;
    Records without = run_engine(unmeasured, recipe.seed, replication);
    without.rates = engine.rates;
    if (const std::string seen = first_difference(*pathway, engine, without); !seen.empty())
        return "measures and costs of expected events change the first record in which these differ:\n" + seen;
    return in_order_of_time(engine.stays) ? ""
                                          : "the engine's stays of one offender do not come in the order of time\n";
}

// Random models one after another, until one differs: then smaller ones that differ as well are looked for.
void try_models(std::uint64_t part) {
    const std::uint64_t models = number_from("DESIST_ORACLE_MODELS", 500);
    rc::detail::TestParams params;
    params.seed = number_from("DESIST_ORACLE_SEED", 20'120'401) + part;
    params.maxSuccess = static_cast<int>(models);
    params.disableShrinking = number_from("DESIST_ORACLE_SHRINK", 1) == 0;
    Tried tried;
    std::string last;  // the last model that failed is the one that shrinking ended with
    const auto result = rc::detail::checkTestable(
        [&] {
            const Recipe recipe = *recipes();
            const std::string wrong = compare(recipe, tried);
            if (wrong.empty()) return;
            last = told(recipe, wrong);
            RC_FAIL("see the model");
        },
        rc::detail::TestMetadata(), params);
    INFO(last);
    REQUIRE(result.is<rc::detail::SuccessResult>());
    std::cout << tried.text();
    CHECK(tried.percent(tried.in_hours) >= (models < 200 ? 0 : 50));
    for (const auto& [feature, count] : tried.features) {
        INFO("in too few models: " << feature);
        CHECK(tried.percent(count) >= (models < 200 ? 0 : Tried::least(feature)));
    }
}

}  // namespace

TEST_CASE("engine and oracle give identical records on random models, first part", "[random]") { try_models(0); }
TEST_CASE("engine and oracle give identical records on random models, second part", "[random]") { try_models(1); }
TEST_CASE("engine and oracle give identical records on random models, third part", "[random]") { try_models(2); }
TEST_CASE("engine and oracle give identical records on random models, fourth part", "[random]") { try_models(3); }

// DESIST_ORACLE_RECIPE is the line that a failure above printed. Prints the model and what happened.
TEST_CASE("engine and oracle give identical records on the model of a recipe", "[.][recipe]") {
    const char* line = std::getenv("DESIST_ORACLE_RECIPE");
    const std::optional<Recipe> recipe = recipe_from(line ? line : "");
    REQUIRE(recipe);
    Tried tried;
    const std::string wrong = compare(*recipe, tried);
    std::cout << told(*recipe, wrong) << tried.text();
    REQUIRE(wrong.empty());
}

}  // namespace desist
