// desist check --effective: what holds in the end, from when on, and where it was written.
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/output/program.hpp"

using Json = nlohmann::json;

namespace {

const char* const with_cells = R"(
resources:
  cells: {units: 6}
)";

bool has_line(const std::string& text, const std::string& line) { return contains("\n" + text, "\n" + line + "\n"); }

}  // namespace

TEST_CASE("the effective values name the file and line they come from, with the date where there is one") {
    Workplace work;
    work.write("town.yaml", town_with("tracks:\n", std::string(with_cells).substr(1) + "tracks:\n"));
    work.write("p.yaml",
               "desist: 1\ntitle: P\nextends: town.yaml\n"
               "set: {charged: {from: 2013-04-01, times: 0.5, ramp: 6 months}}\n"
               "hazards: {offending: {law: exponential(0.5 per year)}}\n");
    const Ran ran = work.run("check p.yaml --effective --quiet");
    INFO(ran.out << ran.err);
    REQUIRE(ran.code == 0);
    CHECK(has_line(ran.out, "what                      from        where         value"));
    CHECK(has_line(ran.out, "parameter charged         start       town.yaml:5   40%"));
    CHECK(has_line(ran.out, "parameter charged         2013-04-01  p.yaml:4      times 0.5, over 6 months"));
    CHECK(has_line(ran.out, "resource cells            start       town.yaml:15  6"));
    CHECK(has_line(ran.out, "hazard offending          start       p.yaml:5      exponential(0.5 per year)"));
    CHECK(has_line(ran.out, "changed hazard offending  start       p.yaml:5      law"));
}

TEST_CASE("a value of the command line comes from --set") {
    const Workplace work;
    work.write("town.yaml", small_town);
    const Ran ran = work.run("check town.yaml --effective --set charged=45%");
    CHECK(has_line(ran.out, "parameter charged  start  --set         45%"));
    CHECK_FALSE(contains(ran.out, "40%"));
}

TEST_CASE("the effective values as JSON") {
    const Workplace work;
    work.write("town.yaml", small_town);
    work.write("p.yaml", "desist: 1\nextends: town.yaml\nfrom: 2013-04-01\nset: {charged: 35%}\n");
    const Ran ran = work.run("check p.yaml --effective --json");
    const Json json = Json::parse(ran.out);
    CHECK(json["ok"] == true);
    REQUIRE(json["effective"].size() == 3);
    const Json& first = json["effective"][0];
    CHECK(first["kind"] == "parameter");
    CHECK(first["name"] == "charged");
    CHECK(first["from"].is_null());
    CHECK(first["value"] == "40%");
    CHECK(first["line"] == 5);
    const Json& second = json["effective"][1];
    CHECK(second["from"] == "2013-04-01");
    CHECK(second["value"] == "35%");
    CHECK(second["file"] == "p.yaml");
    CHECK(second["line"] == 4);
}

TEST_CASE("a refused scenario has no effective values") {
    const Workplace work;
    work.write("town.yaml", town_with("40%", "400"));
    const Ran ran = work.run("check town.yaml --effective");
    CHECK(ran.code == 3);
    CHECK(ran.out.empty());
    CHECK(contains(ran.err, "town.yaml:5:"));
    const Json json = Json::parse(work.run("check town.yaml --effective --json").out);
    CHECK(json["ok"] == false);
    CHECK_FALSE(json.contains("effective"));
}
