// LANGUAGE.md is what the program prints, and its examples are read.
#include "output/schema.hpp"
#include "sim/scenario/sections.hpp"
#include "sim/scenario/study_file.hpp"
#include "tests/catch.hpp"
#include "tests/schema/documents.hpp"
#include "tests/schema/typed.hpp"

using namespace desist;
using namespace desist::test;

namespace {

bool is_study(const std::string& example) { return example.find("desist-study:") != std::string::npos; }

}  // namespace

TEST_CASE("LANGUAGE.md is what the program prints") {
    const bool up_to_date = text_of_file(DESIST_SOURCE_DIR "/scenarios/LANGUAGE.md") == language_reference();
    INFO(
        "scenarios/LANGUAGE.md is stale; renew it with: desist schema --reference --out scenarios/LANGUAGE.md --force");
    CHECK(up_to_date);
}

TEST_CASE("every example of the reference is read without a problem") {
    const auto examples = examples_of_the_reference();
    CHECK(examples.size() >= 15);
    for (const std::string& example : examples) {
        INFO(example);
        Problems problems;
        if (is_study(example)) {
            CHECK(read_study("example", example, problems));
            CHECK(problems.text() == "");
            continue;
        }
        problems.add_file("example", example);
        read_scenario_file(tree_of(example), problems);
        CHECK(problems.text() == "");
    }
}

TEST_CASE("every example of a scenario in the reference fits the schema") {
    for (const std::string& example : examples_of_the_reference()) {
        if (is_study(example)) continue;
        INFO(example);
        CHECK(fault_by_schema(typed(tree_of(example))) == "");
    }
}
