// desist schema, as a user runs it.
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/output/program.hpp"

TEST_CASE("desist schema prints JSON, and on stderr how an editor uses it") {
    const Workplace work;
    const Ran ran = work.run("schema");
    CHECK(ran.code == 0);
    CHECK(nlohmann::json::parse(ran.out)["definitions"].contains("node"));
    CHECK(contains(ran.err, "# yaml-language-server: $schema=desist.schema.json"));
    CHECK(work.run("schema --quiet").err.empty());
}

TEST_CASE("desist schema --reference prints the page alone") {
    const Workplace work;
    const Ran ran = work.run("schema --reference");
    CHECK(ran.code == 0);
    CHECK(ran.out.starts_with("# The scenario language, version 1\n"));
    CHECK(ran.err.empty());
}

TEST_CASE("desist schema --out replaces a file only with --force") {
    const Workplace work;
    const Ran first = work.run("schema --out town.schema.json");
    CHECK(first.code == 0);
    CHECK(first.out.empty());
    CHECK(contains(first.err, "$schema=town.schema.json"));
    CHECK(nlohmann::json::parse(work.read("town.schema.json")).contains("$schema"));
    work.write("town.schema.json", "mine");
    const Ran second = work.run("schema --out town.schema.json");
    CHECK(second.code == 4);
    CHECK(contains(second.err, "--force"));
    CHECK(work.read("town.schema.json") == "mine");
    CHECK(work.run("schema --out town.schema.json --force").code == 0);
    CHECK(work.read("town.schema.json") != "mine");
}

TEST_CASE("desist schema does not write over a folder or into none") {
    const Workplace work;
    work.write("folder/file", "");
    CHECK(work.run("schema --force --out folder").code == 4);
    CHECK(work.run("schema --out nowhere/desist.schema.json").code == 4);
    CHECK(work.has("folder/file"));
}
