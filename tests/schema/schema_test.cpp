// What the schema takes and refuses, and that it knows the fields it speaks of.
#include "output/schema.hpp"

#include "output/schema_rules.hpp"
#include "sim/scenario/fields.hpp"
#include "tests/catch.hpp"
#include "tests/schema/typed.hpp"

using namespace desist;
using namespace desist::test;

TEST_CASE("every shipped scenario fits the schema") {
    const auto files = shipped_files();
    CHECK(files.size() >= 18);
    for (const auto& file : files) {
        INFO(file);
        CHECK(fault_by_schema(typed(tree_of(text_of_file(file)))) == "");
    }
}
