// What the schema takes and refuses, and that it knows the fields it speaks of.
#include "output/schema.hpp"

#include <algorithm>

#include "output/schema_rules.hpp"
#include "sim/scenario/fields.hpp"
#include "tests/catch.hpp"
#include "tests/schema/typed.hpp"

using namespace desist;
using namespace desist::test;

namespace {

bool fits(const std::string& text) { return fault_by_schema(typed(tree_of(text))).empty(); }

// A node of a track of a part.
bool node_fits(const std::string& node) { return fits("tracks: {t: {start: n, nodes: {n: " + node + "}}}"); }

bool is_field(std::string_view table, std::string_view field) {
    for (const TableDoc& t : field_tables()) {
        if (t.name != table) continue;
        return std::any_of(t.fields.begin(), t.fields.end(), [&](const FieldDoc& f) { return f.name == field; });
    }
    return false;
}

const std::string whole =
    "desist: 1\ntime: {start: 2012-04-01, warm-up: 1 year, run: 2 years}\npopulation: {present: 10}\n"
    "tracks: {life: {start: alive, nodes: {alive: {}}}}\n";

}  // namespace

TEST_CASE("every shipped scenario fits the schema") {
    const auto files = shipped_files();
    CHECK(files.size() >= 18);
    for (const auto& file : files) {
        INFO(file);
        CHECK(fault_by_schema(typed(tree_of(text_of_file(file)))) == "");
    }
}

TEST_CASE("the schema says its version") {
    const auto schema = nlohmann::json::parse(language_schema());
    CHECK(schema["$schema"] == "http://json-schema.org/draft-07/schema#");
    CHECK(schema["$id"] == "urn:desist:language:1");
    CHECK(schema["title"] == "Desist scenario language, version 1");
    CHECK(schema.contains("x-desist-version"));
}

TEST_CASE("the rules of the schema are about fields that there are") {
    for (const TableRules& rules : table_rules()) {
        INFO(rules.table);
        for (const auto field : rules.one_of) CHECK(is_field(rules.table, field));
        for (const auto field : rules.any_of) CHECK(is_field(rules.table, field));
        for (const auto& pairs : {rules.needs, rules.excludes}) {
            for (const FieldPair& pair : pairs)
                CHECK((is_field(rules.table, pair.field) && is_field(rules.table, pair.other)));
        }
    }
    for (const NarrowField& narrow : narrow_fields()) {
        INFO(narrow.table << ", " << narrow.field);
        CHECK(is_field(narrow.table, narrow.field));
    }
}

TEST_CASE("a whole scenario needs its version and its sections") {
    CHECK(fits(whole));
    CHECK_FALSE(fits(whole.substr(whole.find("time"))));
    CHECK_FALSE(fits("desist: 1\ntitle: A town\npopulation: {present: 10}\n"));
    CHECK_FALSE(fits(whole.substr(0, whole.find("tracks"))));
    CHECK(fits(whole.substr(0, whole.find("population")) + "include: [parts/people.yaml]\n"));
    CHECK_FALSE(fits(whole + "set: {p: 1}\n"));
    CHECK_FALSE(fits("desist: 2\n" + whole.substr(whole.find("time"))));
}

TEST_CASE("a part has sections alone") {
    CHECK(fits("parameters: {p: 40%}\n"));
    CHECK_FALSE(fits("parameters: {p: 40%}\nset: {p: 1}\n"));
    CHECK_FALSE(fits("parametres: {p: 40%}\n"));
}

TEST_CASE("a policy names only what it changes") {
    const std::string policy = "desist: 1\nextends: base.yaml\n";
    CHECK(fits(policy + "set: {p: {from: 2012-04-01, value: 40%}, q: 3}\n"));
    CHECK(fits(policy + "tracks: {justice: {nodes: {prison: {stay: 3 days}}}}\n"));
    CHECK(fits(policy + "hazards: {arrest: {law: {by: drug, opiate: exponential(2 per year)}}}\n"));
    CHECK_FALSE(fits(policy + "tracks: {justice: {nods: {}}}\n"));
    CHECK_FALSE(fits(policy + "tracks: {justice: {nodes: {prison: {routes: [{chance: 5%}]}}}}\n"));
    CHECK_FALSE(fits(policy + "time: {run: 3 years}\n"));
    CHECK_FALSE(fits("extends: base.yaml\nset: {p: 1}\n"));
}

TEST_CASE("laws stand where they may") {
    CHECK(node_fits("{stay: lognormal(p95 22 hours and median 9 hours)}"));
    CHECK(node_fits("{stay: until later of release and now + (2 * wait)}"));
    CHECK(node_fits("{stay: until next review-day}"));
    CHECK(node_fits("{stay: {70%: 3 days, 30%: {empirical: [1 day, 2 days]}}}"));
    CHECK_FALSE(node_fits("{stay: lognormal(median 9 hours and p96 22 hours)}"));
    CHECK_FALSE(node_fits("{stay: lognormale(median 9 hours and p95 22 hours)}"));
    CHECK_FALSE(node_fits("{stay: exponential(-3 days)}"));
    CHECK_FALSE(node_fits("{stay: geometric(mean 2)}"));
    CHECK_FALSE(node_fits("{stay: 3}"));
    CHECK(fits("hazards: {h: {law: gompertz(rate 0.1 per year and growth -0.05 per year)}}"));
    CHECK_FALSE(fits("hazards: {h: {law: 0.9 per year}}"));
    CHECK_FALSE(fits("hazards: {h: {law: lognormal(median 9 hours and p95 22 hours)}}"));
}

TEST_CASE("expressions are taken with signs, functions and brackets") {
    const char* good = GENERATE("a", "a * b", "(a + b) / 2", "min(a and 3)", "floor((a - 1) * 2)", "40_000", "40000",
                                "1_600 hours per year", "8.85 GBP / 2", "hours of court", "round(a)+(b)");
    INFO(good);
    CHECK(fits(std::string{"resources: {r: {units: "} + good + "}}"));
}

TEST_CASE("what is no expression is refused") {
    const char* bad = GENERATE("a +", "a b", "3 days", "-1", "1.5.2", "'12'", "[3]", "{}", "true", "2012-04-01", "");
    INFO(bad);
    CHECK_FALSE(fits(std::string{"resources: {r: {units: "} + bad + "}}"));
}
