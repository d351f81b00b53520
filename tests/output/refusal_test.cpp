// What is wrong with a scenario is said with its place, all at once, and nothing is written.
#include <nlohmann/json.hpp>
#include <regex>

#include "tests/catch.hpp"
#include "tests/output/program.hpp"

using Json = nlohmann::json;

namespace {

// Runs and checks a scenario that must be refused; gives what was said about it.
std::string refusal_of(const std::string& scenario) {
    const Workplace work;
    work.write("town.yaml", scenario);
    const Ran checked = work.run("check town.yaml");
    const Ran ran = work.run("run town.yaml --replications 1 --out result");
    INFO(ran.err);
    CHECK(checked.code == 3);
    CHECK(ran.code == 3);
    CHECK(ran.out.empty());
    CHECK(checked.out.empty());
    CHECK(ran.err == checked.err);
    CHECK_FALSE(work.has("result"));
    CHECK_FALSE(work.has("results"));
    CHECK(contains(ran.err, "nothing was written"));
    CHECK(std::regex_search(ran.err, std::regex(R"(town\.yaml(:\d+:\d+)?: error: )")));
    return ran.err;
}

bool has_place(const std::string& said, int line) {
    return std::regex_search(said, std::regex("town\\.yaml:" + std::to_string(line) + ":\\d+: error: "));
}

int line_of(const std::string& scenario, const std::string& piece) {
    const auto end = scenario.begin() + static_cast<std::ptrdiff_t>(scenario.find(piece));
    return 1 + static_cast<int>(std::count(scenario.begin(), end, '\n'));
}

// Refused with the line of the wrong piece.
std::string refusal_at(const std::string& piece, const std::string& wrong) {
    const std::string scenario = town_with(piece, wrong);
    const std::string said = refusal_of(scenario);
    INFO(said);
    CHECK(has_place(said, line_of(scenario, wrong)));
    return said;
}

}  // namespace

TEST_CASE("a path that is missing or a folder is exit 4") {
    const Workplace work;
    work.write("folder/town.yaml", small_town);
    for (const char* path : {"missing.yaml", "folder", "missing/town.yaml", "folder/town.yaml/below"}) {
        for (const char* verb : {"run", "check"}) {
            const Ran ran = work.run(std::string(verb) + " " + path);
            INFO(path);
            CHECK(ran.code == 4);
            CHECK(contains(ran.err, path));
            CHECK(ran.out.empty());
        }
    }
    CHECK_FALSE(work.has("results"));
}

TEST_CASE("binary and empty files are refused") {
    refusal_of("");
    refusal_of("\n\n# only a remark\n");
    refusal_of(
        std::string("\x7f"
                    "ELF\x02\x01\x01\0\0\0\0\xff\xfe",
                    13));
    refusal_of(std::string(4096, '\0'));
    refusal_of("desist: 1\ntitle: caf\xe9\n");
}

TEST_CASE("an unknown key is named with the nearest known one") {
    const std::string said = refusal_at("warm-up: 60 days", "warmup: 60 days");
    CHECK(contains(said, "warmup"));
    CHECK(contains(said, "warm-up"));
    CHECK(contains(said, "hint:"));
}

TEST_CASE("a duplicate key is refused") {
    const std::string said = refusal_of(town_with("title: A small town\n", "title: A small town\ntitle: Another\n"));
    CHECK(has_place(said, 3));
    CHECK(contains(said, "title"));
}

TEST_CASE("a missing unit is refused") {
    refusal_at("stay: exponential(30 days)", "stay: exponential(30)");
    refusal_at("warm-up: 60 days", "warm-up: 60");
}

TEST_CASE("a negative rate is refused") { refusal_at("exponential(0.9 per year)", "exponential(-0.9 per year)"); }

TEST_CASE("chances of more than one are refused") {
    refusal_of(town_with("{to: custody, chance: charged}, {to: liberty, otherwise: true}",
                         "{to: custody, chance: 60%}, {to: liberty, chance: 50%}"));
    refusal_of(town_with("{to: custody, chance: charged}", "{to: custody, chance: 110%}"));
    refusal_of(town_with("{to: custody, chance: charged}", "{to: custody, chance: 1.1}"));
}

TEST_CASE("an unknown node is named with the nearest known one") {
    const std::string said = refusal_at("{to: custody,", "{to: custdy,");
    CHECK(contains(said, "custdy"));
    CHECK(contains(said, "custody"));
}

TEST_CASE("a node without a way out is refused") {
    const std::string said =
        refusal_of(town_with(", routes: [{to: liberty, otherwise: true}]}\nmeasures", "}\nmeasures"));
    CHECK(contains(said, "custody"));
}

TEST_CASE("a loop that takes no time is refused") {
    const std::string said =
        refusal_of(town_with("{stay: exponential(30 days), routes: [{to: liberty", "{routes: [{to: arrested"));
    CHECK(contains(said, "arrested"));
    CHECK(contains(said, "custody"));
}

TEST_CASE("a setting of no parameter or of a wrong value is refused") {
    const Workplace work;
    work.write("town.yaml", small_town);
    const Ran unknown = work.run("run town.yaml --set chargd=10% --out result");
    CHECK(unknown.code == 3);
    CHECK(contains(unknown.err, "chargd"));
    CHECK(contains(unknown.err, "charged"));
    CHECK(work.run("run town.yaml --set charged=banana --out result").code == 3);
    CHECK(work.run("run town.yaml --set charged=0.9 --out result").code == 3);  // a share is written with %
    CHECK_FALSE(work.has("result"));
}

TEST_CASE("a setting beyond the range of the evidence is a what-if, and is said to be one") {
    const Workplace work;
    work.write("town.yaml", small_town);
    const Ran beyond = work.run("check town.yaml --set charged=90%");
    CHECK(beyond.code == 0);
    CHECK(contains(beyond.err, "‘charged’ is set above the range of its evidence"));
}

TEST_CASE("all problems of a file are said at once") {
    std::string scenario = town_with("exponential(0.9 per year)", "exponential(-0.9 per year)");
    const auto spoil = [&](const std::string& piece, const std::string& wrong) {
        scenario.replace(scenario.find(piece), piece.size(), wrong);
    };
    spoil("warm-up: 60 days", "warmup: 60 days");
    spoil("stay: exponential(30 days)", "stay: exponential(30)");
    const std::string said = refusal_of(scenario);
    INFO(said);
    for (const char* piece : {"warmup", "-0.9", "exponential(30)"}) CHECK(has_place(said, line_of(scenario, piece)));
}

TEST_CASE("check says that a scenario is good and how large it is") {
    const Workplace work;
    work.write("town.yaml", small_town);
    const Ran ran = work.run("check town.yaml");
    INFO(ran.err);
    CHECK(ran.code == 0);
    CHECK(contains(ran.out, "town.yaml: "));
    CHECK(contains(ran.out, "A small town; 1 track, 3 nodes, 1 parameter of which 1 is an assumption"));
    CHECK_FALSE(work.has("results"));
    CHECK(work.run("check town.yaml --quiet").out.empty());
}

TEST_CASE("check --json lists the problems") {
    const Workplace work;
    work.write("good.yaml", small_town);
    work.write("town.yaml", town_with("{to: custody,", "{to: custdy,"));
    const Ran good = work.run("check good.yaml --json");
    CHECK(good.code == 0);
    CHECK(Json::parse(good.out)["ok"] == true);
    const Ran bad = work.run("check town.yaml --json");
    CHECK(bad.code == 3);
    const Json json = Json::parse(bad.out);
    CHECK(json["ok"] == false);
    REQUIRE(json["errors"].size() >= 1);
    const Json& first = json["errors"][0];
    CHECK(first["file"] == "town.yaml");
    CHECK(first["line"] == line_of(town_with("{to: custody,", "{to: custdy,"), "custdy"));
    CHECK(first["column"].get<int>() > 0);
    CHECK(first["severity"] == "error");
    CHECK(contains(first["what"], "custdy"));
    CHECK(contains(first["hint"], "custody"));
}
