// The schema against the reader: small faults are planted into every shipped file, and both must agree on them.
#include <array>
#include <iostream>

#include "sim/scenario/fields.hpp"
#include "sim/scenario/sections.hpp"
#include "tests/catch.hpp"
#include "tests/schema/documents.hpp"
#include "tests/schema/mutants.hpp"
#include "tests/schema/typed.hpp"

using namespace desist;
using namespace desist::test;

namespace {

// What the reader finds and the schema does not say: it is about several values at once.
constexpr std::string_view beyond_a_schema[] = {
    "stands twice",             // in the keys of a table, or in a list
    "in capitals only",         // the same
    "is more than",             // low, value and high
    "must rise",                // edges of bands, dates of changes, quantiles
    "above the last edge",      // oldest
    "as declared",              // the unit of a parameter
    "do not cover every time",  // the rows of a profile
    "this is money",            // money, or money over time, as the cost has a base
    "add up to",                // shares of a mixture
};

bool is_beyond(const std::string& problems) {
    for (const std::string_view known : beyond_a_schema)
        if (problems.find(known) != std::string::npos) return true;
    return false;
}

std::string fault_by_reader(const YamlNode& root) {
    Problems problems;
    problems.add_file("x.yaml", "");
    read_scenario_file(root, problems);
    std::string all;
    for (const Problem& p : problems.sorted())
        if (p.severity == Severity::error) all += p.what + "\n";
    return all;
}

struct Tally {
    int refused = 0, taken = 0, beyond = 0;
};

// The version of the language is looked at when files are joined.
bool is_left_to_joining(const Mutant& mutant) { return mutant.where == "/desist"; }

struct Document {
    std::string name;
    YamlNode root;
};

std::vector<Document> documents() {
    std::vector<Document> all;
    for (const auto& file : shipped_files()) all.push_back({file.filename().string(), tree_of(text_of_file(file))});
    for (const std::string& example : examples_of_the_reference()) all.push_back({"example", tree_of(example)});
    // Sections of a policy are joined with those of the baseline before they are read.
    for (Document& document : all) {
        if (!document.root.find("extends")) continue;
        std::erase_if(document.root.entries,
                      [](const YamlEntry& e) { return e.key.text == "hazards" || e.key.text == "targets"; });
    }
    return all;
}

constexpr int mutants_of_a_kind = 20;  // in each document

// How often each fault must have been refused by both, so that the test cannot pass for want of mutants.
constexpr int least_refused[fault_kinds] = {300, 150, 300, 300, 250, 300, 300, 200, 300, 300, 80, 250, 150, 150, 120};

void try_mutant(const Document& document, Fault fault, const Mutant& mutant, Tally& tally) {
    const std::string reader = fault_by_reader(mutant.root), schema = fault_by_schema(typed(mutant.root));
    INFO(document.name << mutant.where << ": " << to_text(fault) << ", " << mutant.before << " -> " << mutant.after
                       << "\nreader: " << reader << "\nschema: " << schema);
    const bool beyond = !reader.empty() && schema.empty() && is_beyond(reader);
    if (!beyond) CHECK(reader.empty() == schema.empty());
    ++(reader.empty() ? tally.taken : beyond ? tally.beyond : tally.refused);
}

}  // namespace

TEST_CASE("reader and schema agree on planted faults", "[mutation]") {
    std::array<Tally, fault_kinds> tallies;
    for (const Document& document : documents()) {
        for (int i = 0; i < fault_kinds * mutants_of_a_kind; ++i) {
            const auto fault = static_cast<Fault>(i % fault_kinds);
            const auto mutant = planted(document.root, fault, static_cast<std::uint64_t>(i));
            if (mutant && !is_left_to_joining(*mutant))
                try_mutant(document, fault, *mutant, tallies[static_cast<std::size_t>(fault)]);
        }
    }
    for (std::size_t i = 0; i < fault_kinds; ++i) {
        const Tally& tally = tallies[i];
        INFO(to_text(static_cast<Fault>(i)));
        CHECK(tally.refused >= least_refused[i]);
        std::cout << to_text(static_cast<Fault>(i)) << ": " << tally.refused << " refused by both, " << tally.taken
                  << " taken by both, " << tally.beyond << " refused by the reader alone\n";
    }
}
