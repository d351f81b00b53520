// What the language says and the engine cannot run is refused with its place, never left out.
#include "tests/engine/running.hpp"

using namespace desist;
using namespace desist::test;

namespace {

struct Told {
    std::string refused, warned;
};

Told told(const std::string& text) {
    Problems building, refused, warned;
    const std::optional<Scenario> scenario = load_text("x.yaml", short_run(text), building);
    const std::optional<Pathway> pathway = scenario ? build_pathway(*scenario, building) : std::nullopt;
    INFO(building.text());
    REQUIRE(pathway);
    CHECK_FALSE(compile(*pathway, refused));
    warn_unsimulated(*pathway, warned);
    CHECK_FALSE(warned.has_errors());
    return {refused.sorted().front().what, warned.sorted().front().what};
}

}  // namespace

TEST_CASE("a measure of expected events is refused") {
    const Told t = told(
        "hazards: {h: {law: exponential(1 per hour)}}\ntracks:\n  t:\n    start: a\n    nodes:\n"
        "      a: {leave: [{to: b, hazard: h}]}\n      b: {}\nmeasures: {many: {expected: h}}\n");
    CHECK(t.refused == "this version reads expected events (measure ‘many’) but cannot run them yet");
}
