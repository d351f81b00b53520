// Fingerprints of replications beside those that were taken over before: a change of a draw, of a rule or of the
// arithmetic shows here, on whatever machine and however it was compiled.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "sim/engine/engine.hpp"
#include "sim/study/forecast.hpp"
#include "tests/catch.hpp"
#include "tests/oracle/random_model.hpp"
#include "tests/same/bits.hpp"

using namespace desist;
namespace fs = std::filesystem;

namespace {

const fs::path root = DESIST_SOURCE_DIR;

std::string line(const std::string& name, std::uint64_t seed, std::uint32_t replication, std::uint64_t fingerprint,
                 std::uint64_t entries) {
    return fmt::format("{} {} {} {:016x} {}\n", name, seed, replication, fingerprint, entries);
}

std::string lines_of_file(const std::string& file) {
    Problems problems;
    const std::optional<Forecast> forecast = Forecast::prepare(root / file, {}, problems);
    if (!forecast) throw std::runtime_error(problems.text());
    std::string text;
    for (const auto& [seed, replication] : {std::pair{1, 0}, {1, 1}, {2, 0}}) {
        const auto r = static_cast<std::uint32_t>(replication);
        const ReplicationResult result = forecast->replicate(static_cast<std::uint64_t>(seed), r);
        text += line(file, static_cast<std::uint64_t>(seed), r, result.fingerprint, result.entries);
    }
    return text;
}

// Of a fixed set: the n-th has a seed and features of its own, two in three of them.
Recipe fixed_recipe(std::uint64_t n) {
    const auto roll = [n](std::string_view what, int below) {
        return static_cast<int>(mix(name_hash(what) + n) % static_cast<std::uint64_t>(below));
    };
    Recipe recipe;
    recipe.seed = mix(n);
    recipe.own_tracks = 1 + roll("tracks", 3);
    recipe.nodes = 3 + roll("nodes", 4);
    recipe.people = 10 + roll("people", 40);
    recipe.days = 100 + roll("days", 600);
    recipe.hours = roll("hours", 3) == 0;
    for (std::size_t f = 0; f < recipe.features.size(); ++f)
        recipe.features[f] = roll("feature " + std::to_string(f), 3) > 0;
    return recipe;
}

struct Nowhere : RecordSink {
    void stay(const Stay&, const Witness&) override {}
};

std::string line_of_random_model(std::uint64_t n) {
    const Recipe recipe = fixed_recipe(n);
    Problems problems;
    const std::optional<Scenario> scenario = load_text("random.yaml", model_text(recipe), problems);
    std::optional<Pathway> pathway = scenario ? build_pathway(*scenario, problems) : std::nullopt;
    if (!pathway) throw std::runtime_error(problems.text());
    add_beyond_text(recipe, *pathway);
    const std::optional<Model> model = compile(*pathway, problems);
    if (!model) throw std::runtime_error(problems.text());
    Nowhere sink;
    const Outcome outcome = simulate(*model, n, 0, {}, sink);
    return line(fmt::format("random-model-{}", n), n, 0, outcome.fingerprint, outcome.entries);
}

std::string all_lines() {
    std::string text =
        "# scenario seed replication fingerprint entries, then functions with a hash of many of their values\n";
    for (const char* file : {"scenarios/tutorial/1-queue.yaml", "scenarios/tutorial/2-competing-hazards.yaml",
                             "scenarios/tutorial/3-two-tracks.yaml", "scenarios/tutorial/4-cases.yaml",
                             "scenarios/tutorial/5-policy.yaml", "scenarios/tutorial/5-policy-change.yaml",
                             "scenarios/tutorial/6-calendar.yaml", "scenarios/tutorial/7-what-works.yaml",
                             "tests/hostile/town.yaml", "tests/same/laws.yaml", "tests/same/west-yorkshire-small.yaml"})
        text += lines_of_file(file);
    for (std::uint64_t n = 1; n <= 20; ++n) text += line_of_random_model(n);
    return text + bits_text();
}

std::string first_other_line(const std::string& expected, const std::string& found) {
    std::istringstream a(expected), b(found);
    std::string x, y;
    while (std::getline(a, x) && std::getline(b, y))
        if (x != y) return fmt::format("  expected {}\n  found    {}\n", x, y);
    return "  one has more lines than the other\n";
}

}  // namespace

TEST_CASE("every replication has the fingerprint that was taken over") {
    const fs::path file = root / "tests/same/fingerprints.txt",
                   other = fs::path(DESIST_BINARY_DIR) / "fingerprints.txt";
    std::ostringstream expected;
    expected << std::ifstream(file).rdbuf();
    const std::string found = all_lines();
    if (found != expected.str()) {
        std::ofstream(other) << found;
        // Not through Catch, which would break the command into lines.
        std::cerr << "Records are not what they were. First difference:\n"
                  << first_other_line(expected.str(), found)
                  << "If that is meant, say so in CHANGELOG.md and take the new ones over:\n  cp " << other.string()
                  << " " << file.string() << "\n";
    }
    CHECK((found == expected.str()));
}
