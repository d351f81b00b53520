// Measures of expected events: what they may name, and how they are explained.
#include "sim/pathway/explain.hpp"
#include "tests/pathway/building.hpp"

using namespace desist;
using namespace desist::test;

namespace {

const std::string town =
    "hazards: {arrest: {law: exponential(1 per year)}, recall: {law: exponential(1 per year)}}  # here\n"
    "calendars: {court: {every: mon-fri}}\nattributes: {sex: [female, male]}\n"
    "tracks: {t: {start: free, nodes: {free: {leave: [{to: cell, hazard: arrest}]}, cell: {}}}}\n";

}  // namespace

TEST_CASE("a measure of expected events of an unknown hazard is told with the nearest one") {
    const Built built = build(
        "hazards: {arrest: {law: exponential(1 per year)}}\n"
        "tracks: {t: {start: free, nodes: {free: {leave: [{to: cell, hazard: arrest}]}, cell: {}}}}\n"
        "measures: {m: {expected: arest}}  # here\n");
    CHECK(built.problems == "here: error: there is no hazard ‘arest’ (did you mean ‘arrest’?)\n");
}

TEST_CASE("a measure of expected events of a hazard that no node is left by is warned of") {
    const Built built = build(town + "measures: {m: {expected: recall}}\n");
    CHECK(built.errors == 0);
    CHECK_THAT(built.problems,
               ContainsSubstring("here: warning: no node is left by hazard ‘recall’: measure ‘m’ is always 0"));
}

TEST_CASE("the hours of a calendar are refused in a measure of expected events") {
    CHECK_THAT(build(town + "measures: {m: {expected: arrest, when: {not: {now: in court}}}}  # here\n").problems,
               ContainsSubstring("here: error: the hours of a calendar cannot stand in a measure of expected events"));
}

TEST_CASE("explain: a measure of expected events") {
    Problems problems;
    const auto scenario = load_text(
        "x.yaml", test::scenario(town + "measures: {m: {expected: arrest, when: {sex: male}, by: [sex]}}\n"), problems);
    const auto pathway = scenario ? build_pathway(*scenario, problems) : std::nullopt;
    INFO(problems.text());
    REQUIRE(pathway);
    CHECK_THAT(to_markdown(explain(*scenario, *pathway)),
               ContainsSubstring("m: how many events the hazard arrest is expected to bring (its rate, added up over "
                                 "time), if sex is male; also by sex"));
}
