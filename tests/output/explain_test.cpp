// desist explain, as people and machines call it.
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/output/program.hpp"

using Json = nlohmann::json;

namespace {

Workplace& town() {
    static Workplace work;
    if (!work.has("town.yaml")) work.write("town.yaml", small_town);
    return work;
}

Ran explained(const std::string& arguments) { return town().run("explain town.yaml " + arguments); }

}  // namespace

TEST_CASE("explain prints the page and nothing else on stdout") {
    const Ran ran = explained("");
    CHECK(ran.code == 0);
    CHECK(ran.out.starts_with("# A small town\n"));
    CHECK(contains(ran.out, "to custody, with chance charged (40%)"));
    CHECK(ran.err.empty());
}

TEST_CASE("explain --set shows the value that was set") {
    const Ran ran = explained("--set charged=35%");
    CHECK(contains(ran.out, "to custody, with chance charged (35%)"));
    CHECK(contains(ran.out, "charged is set: 35%"));
}

TEST_CASE("explain --json holds the same sections") {
    const Json json = Json::parse(explained("--json").out);
    CHECK(json["title"] == "A small town");
    const auto is_custody = [](const Json& section) { return section["about"] == "node justice/custody"; };
    CHECK(std::count_if(json["sections"].begin(), json["sections"].end(), is_custody) == 1);
}

TEST_CASE("explain --dot is a graph, also as JSON") {
    const std::string dot = explained("--dot").out;
    CHECK(dot.starts_with("digraph pathway {\n"));
    CHECK(dot.ends_with("}\n"));
    const Json json = Json::parse(explained("--dot --json").out);
    CHECK(json["nodes"].size() == 3);
    CHECK(json["arrows"].size() == 4);
    CHECK(json["arrows"][0]["kind"] == "hazard");
}

TEST_CASE("explain --assumptions lists values and where they are used, also as JSON") {
    CHECK(contains(explained("--assumptions").out, "| charged | 40% | 30% to 50% | share | assumption |"));
    const Json json = Json::parse(explained("--assumptions --json").out);
    CHECK(json["counts"]["assumption"] == 1);
    CHECK(json["rows"][0]["used_in"] == Json::array({"node justice/arrested"}));
}

TEST_CASE("explain --node prints only that node, or says which was perhaps meant") {
    const Ran ran = explained("--node justice/custody");
    CHECK(ran.out.starts_with("### justice/custody\n"));
    CHECK_FALSE(contains(ran.out, "justice/liberty\n\n"));
    const Ran wrong = explained("--node justice/custdy");
    CHECK(wrong.code == 2);
    CHECK(wrong.out.empty());
    CHECK(contains(wrong.err, "did you mean ‘justice/custody’"));
}

TEST_CASE("explain --out writes a file, and replaces one only with --force") {
    Workplace& work = town();
    CHECK(explained("--out page.md").out.empty());
    CHECK(work.read("page.md") == explained("").out);
    CHECK(explained("--out page.md").code == 4);
    CHECK(explained("--out page.md --force --dot").code == 0);
    CHECK(work.read("page.md").starts_with("digraph"));
}

TEST_CASE("explain refuses two wishes at once, and what check refuses") {
    CHECK(explained("--dot --assumptions").code == 2);
    Workplace& work = town();
    work.write("wrong.yaml", town_with("chance: charged", "chance: 140%"));
    const Ran ran = work.run("explain wrong.yaml");
    CHECK(ran.code == 3);
    CHECK(ran.out.empty());
}
