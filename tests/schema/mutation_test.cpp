// The schema against the reader: small faults are planted into every shipped file, and both must agree on them.
#include <array>
#include <iostream>
#include <map>

#include "sim/scenario/fields.hpp"
#include "sim/scenario/sections.hpp"
#include "tests/catch.hpp"
#include "tests/schema/mutants.hpp"
#include "tests/schema/typed.hpp"

using namespace desist;
using namespace desist::test;

namespace {

// What the reader finds and no schema says: these are about several values at once, or about units within a text.
constexpr std::string_view beyond_a_schema[] = {
    "stands twice",
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

constexpr int mutants_of_a_kind = 40;  // in each file

}  // namespace

TEST_CASE("reader and schema agree on planted faults", "[mutation]") {
    std::array<Tally, fault_kinds> tallies;
    for (const auto& file : shipped_files()) {
        const YamlNode root = tree_of(text_of_file(file));
        for (int i = 0; i < fault_kinds * mutants_of_a_kind; ++i) {
            const auto fault = static_cast<Fault>(i % fault_kinds);
            const auto mutant = planted(root, fault, static_cast<std::uint64_t>(i));
            if (!mutant) continue;
            const std::string reader = fault_by_reader(mutant->root);
            const std::string schema = fault_by_schema(typed(mutant->root));
            Tally& tally = tallies[static_cast<std::size_t>(fault)];
            INFO(file.filename().string() << mutant->where << ": " << to_text(fault) << ", " << mutant->before << " -> "
                                          << mutant->after << "\nreader: " << reader << "schema: " << schema);
            if (reader.empty()) CHECK(schema.empty());
            const bool beyond = !reader.empty() && schema.empty() && is_beyond(reader);
            if (!reader.empty() && !beyond) CHECK_FALSE(schema.empty());
            ++(reader.empty() ? tally.taken : beyond ? tally.beyond : tally.refused);
        }
    }
    for (int i = 0; i < fault_kinds; ++i) {
        const Tally& tally = tallies[static_cast<std::size_t>(i)];
        std::cout << to_text(static_cast<Fault>(i)) << ": " << tally.refused << " refused by both, " << tally.taken
                  << " taken by both, " << tally.beyond << " refused by the reader alone\n";
    }
}
