// The engine against the oracle: identical records on random small models (DESIGN 11).
#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <sstream>

#include "sim/scenario/scenario.hpp"
#include "tests/catch.hpp"
#include "tests/oracle/comparison.hpp"
#include "tests/oracle/features.hpp"
#include "tests/oracle/random_model.hpp"

namespace desist {
namespace {

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
        for (const auto& [what, has] : happenings_in(records)) {
            happenings[what] += has;
            if (!pathway.resources.empty()) with_resources_happenings[what] += has;
        }
    }

    std::string text() const {
        auto percent = [](std::uint64_t part, std::uint64_t all) {
            return 100.0 * static_cast<double>(part) / static_cast<double>(std::max<std::uint64_t>(1, all));
        };
        std::string all = fmt::format("{} models, {:.0f}% in whole hours, {:.0f}% with resources, {} stays\n", models,
                                      percent(in_hours, models), percent(with_resources, models), stays);
        for (const auto& [feature, count] : features)
            all += fmt::format("  {:4.0f}%  {}\n", percent(count, models), feature);
        all += "what happened at least once, of all models and of those with resources\n";
        for (const auto& [what, count] : happenings)
            all += fmt::format("  {:4.0f}%  {:4.0f}%  {}\n", percent(count, models),
                               percent(with_resources_happenings.at(what), with_resources), what);
        return all;
    }
};

std::uint32_t replication_of(const Recipe& recipe) { return static_cast<std::uint32_t>(recipe.seed % 4); }

std::string recipe_text(const Recipe& recipe) {
    std::ostringstream out;
    out << recipe << '\n';
    return out.str();
}

// Runs both; the difference, or what either of them had to say, in words.
std::string compare(const Recipe& recipe, const std::string& text, Tried& tried) {
    Problems problems;
    const std::optional<Scenario> scenario = load_text("random.yaml", text, problems);
    std::optional<Pathway> pathway = scenario ? build_pathway(*scenario, problems) : std::nullopt;
    if (!pathway) return "the model is refused:\n" + problems.text();
    add_beyond_text(recipe, *pathway);
    const std::uint32_t replication = replication_of(recipe);
    const Records oracle = run_oracle(*pathway, recipe.seed, replication);
    Records engine;
    try {
        engine = run_engine(*pathway, recipe.seed, replication);
    } catch (const std::exception& fault) {
        return fmt::format("the engine stops: {}\n", fault.what());
    }
    tried.add(recipe, *pathway, oracle);
    const std::string text_of_difference = first_difference(*pathway, engine, oracle);
    if (!text_of_difference.empty()) return "the first record that differs:\n" + text_of_difference;
    Pathway unmeasured = *pathway;
    unmeasured.measures.clear();
    Records without = run_engine(unmeasured, recipe.seed, replication);
    without.rates = engine.rates;
    if (const std::string seen = first_difference(*pathway, engine, without); !seen.empty())
        return "measures of expected events change the first record in which these differ:\n" + seen;
    return in_order_of_time(engine.stays) ? ""
                                          : "the engine's stays of one offender do not come in the order of time\n";
}

}  // namespace

TEST_CASE("engine and oracle give identical records on random models", "[random]") {
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
            last = fmt::format("{}{}seed {}, replication {}, of this model:\n{}", recipe_text(recipe), wrong,
                               recipe.seed, replication_of(recipe), text);
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
