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

TEST_CASE("units kept at a node that asks for units itself are refused") {
    const Told t = told(
        "resources: {beds: {units: 1}}\ntracks:\n  t:\n    start: a\n    nodes:\n"
        "      a: {use: {beds: 1, keep: [b]}, stay: 1 hour, routes: [{to: b}]}\n"
        "      b: {use: {beds: 1}, stay: 1 hour, routes: [{to: a}]}\n");
    CHECK(t.refused ==
          "this version reads units of ‘t/a’ kept at ‘t/b’, which asks for units itself, but cannot run them yet");
    CHECK(t.warned == t.refused);
}
