// A run that was cut off goes on where it stopped, and only as the run that it was.
#include "output/run_source.hpp"
#include "output/text.hpp"
#include "sim/study/comparison.hpp"
#include "tests/output/stored.hpp"

using namespace desist;
namespace fs = std::filesystem;

namespace {

// Takes a whole result back to a store with the first few replications.
void cut_off(const fs::path& folder, int replications) {
    const std::string left = std::to_string(replications);
    tamper(folder / "results.sqlite", "DELETE FROM value WHERE replication >= " + left +
                                          "; DELETE FROM warm_up WHERE replication >= " + left +
                                          "; DELETE FROM replication WHERE replication >= " + left +
                                          "; DELETE FROM meta WHERE key = 'fingerprint'"
                                          "; UPDATE meta SET value = '0' WHERE key = 'complete'");
    fs::remove(folder / "summary.csv");
    fs::remove(folder / "manifest.json");
}

// A town with a whole result of eight replications in `peace`.
struct Town {
    Town() {
        work.write("town.yaml", small_town);
        REQUIRE(work.run("run town.yaml --replications 8 --out peace").code == 0);
    }
    void copy_cut_off(const std::string& name, int replications) const {
        fs::remove_all(work.path(name));
        fs::copy(work.path("peace"), work.path(name));
        cut_off(work.path(name), replications);
    }
    void check_same(const std::string& name) const {
        CHECK(first_difference(read_run(work.path("peace")), read_run(work.path(name))) == std::nullopt);
        for (const char* table : {"meta", "parameter", "setting", "input", "measure", "target", "grp", "bin",
                                  "replication", "value", "warm_up"}) {
            const std::string all = std::string("SELECT * FROM ") + table;
            const auto rows = rows_of(work.path(name + "/results.sqlite"), all);
            CHECK((rows == rows_of(work.path("peace/results.sqlite"), all)));
        }
        CHECK((work.read("peace/summary.csv") == work.read(name + "/summary.csv")));
        CHECK(work.has(name + "/manifest.json"));
    }
    Workplace work;
};

}  // namespace

TEST_CASE("a run goes on wherever it was cut off and ends with the same contents") {
    const Town town;
    const std::string table = town.work.run("run town.yaml --replications 8 --out again").out;
    for (const int replications : {0, 1, 5, 7, 8}) {
        town.copy_cut_off("cut", replications);
        const Ran ran = town.work.run("run town.yaml --replications 8 --threads 2 --out cut");
        INFO(ran.err);
        REQUIRE(ran.code == 0);
        CHECK(contains(ran.err, "Going on with cut: " + std::to_string(replications) + " of 8 replications"));
        CHECK(ran.out == table);
        town.check_same("cut");
    }
}

TEST_CASE("a run that was cut off after its last replication is made whole without running") {
    const Town town;
    fs::remove(town.work.path("peace/manifest.json"));
    town.work.write("peace/manifest.json.part", "{");
    fs::copy(town.work.path("peace"), town.work.path("cut"));
    const std::string store = town.work.read("cut/results.sqlite");
    REQUIRE(town.work.run("run town.yaml --replications 8 --out cut --quiet").code == 0);
    CHECK((town.work.read("cut/results.sqlite") == store));
    CHECK_FALSE(town.work.has("cut/manifest.json.part"));
    town.check_same("cut");
}

TEST_CASE("another scenario, seed or number of replications does not go on") {
    const Town town;
    town.copy_cut_off("cut", 3);
    const std::string store = town.work.read("cut/results.sqlite");
    const auto refused = [&](const std::string& arguments, const std::string& why) {
        const Ran ran = town.work.run("run " + arguments + " --out cut");
        INFO(ran.err);
        CHECK(ran.code == 4);
        CHECK(contains(ran.err, why));
        CHECK(contains(ran.err, "3 replications of another run"));
        CHECK(contains(ran.err, "--force"));
        CHECK((town.work.read("cut/results.sqlite") == store));
    };
    refused("town.yaml --replications 8 --seed 2", "seed: 1 there, 2 here");
    refused("town.yaml --replications 9", "replications: 8 there, 9 here");
    const std::string hash = hex(read_run(town.work.path("peace")).inputs_hash);
    refused("town.yaml --replications 8 --set charged=41%", "inputs: " + hash + " there, ");
    town.work.write("town.yaml", town_with("40%", "42%"));
    refused("town.yaml --replications 8", "inputs: " + hash + " there, ");
    CHECK(town.work.run("run town.yaml --replications 8 --out cut --force").code == 0);
    CHECK(read_run(town.work.path("cut")).inputs.at(0).value == "42%");
}

TEST_CASE("another build of the program does not go on") {
    const Town town;
    Problems problems;
    const auto forecast = Forecast::prepare(town.work.path("town.yaml"), {}, problems);
    RunFacts facts = facts_of(*forecast, "town.yaml", {}, {.seed = 1, .replications = 8});
    facts.build = "00000000000000aa";
    fs::create_directories(town.work.path("cut"));
    { const Store store(town.work.path("cut/results.sqlite"), facts); }
    const Ran ran = town.work.run("run town.yaml --replications 8 --out cut");
    CHECK(ran.code == 4);
    CHECK(contains(ran.err, "(build 00000000000000aa) there"));
    CHECK(contains(ran.err, "(build " + std::string(program_build()) + ") here"));
}

TEST_CASE("a run does not go on with values that were altered") {
    const Town town;
    town.copy_cut_off("cut", 3);
    tamper(town.work.path("cut/results.sqlite"), "UPDATE value SET numerator = numerator + 1 WHERE replication = 1");
    const Ran ran = town.work.run("run town.yaml --replications 8 --out cut");
    CHECK(ran.code == 4);
    CHECK(contains(ran.err, "replication 1"));
    CHECK_FALSE(town.work.has("cut/manifest.json"));
}

TEST_CASE("run with --force begins an unfinished run anew") {
    const Town town;
    town.copy_cut_off("cut", 3);
    town.work.write("cut/results.sqlite-journal", "of the old store");
    const Ran ran = town.work.run("run town.yaml --replications 8 --out cut --force");
    CHECK(ran.code == 0);
    CHECK_FALSE(contains(ran.err, "Going on"));
    town.check_same("cut");
}

TEST_CASE("an empty store is begun anew and a foreign file is left alone") {
    const Town town;
    town.work.write("empty/results.sqlite", "");
    town.work.write("empty/results.sqlite-journal", "old");
    town.work.write("empty/results.sqlite.part", "cut off");
    CHECK(town.work.run("run town.yaml --replications 8 --out empty").code == 0);
    CHECK_FALSE(town.work.has("empty/results.sqlite.part"));
    town.check_same("empty");
    town.work.write("blank/results.sqlite", "");
    tamper(town.work.path("blank/results.sqlite"), "CREATE TABLE t(x); DROP TABLE t");
    REQUIRE(town.work.read("blank/results.sqlite").size() > 100);
    CHECK(town.work.run("run town.yaml --replications 8 --out blank").code == 0);
    town.check_same("blank");
    town.work.write("text/results.sqlite", "my notes, which are precious");
    town.work.write("other/results.sqlite", "");
    tamper(town.work.path("other/results.sqlite"), "CREATE TABLE mine(x)");
    for (const char* name : {"text", "other"}) {
        const std::string before = town.work.read(std::string(name) + "/results.sqlite");
        const Ran ran = town.work.run(std::string("run town.yaml --replications 8 --out ") + name);
        CHECK(ran.code == 4);
        CHECK(contains(ran.err, "not a result of desist"));
        CHECK((town.work.read(std::string(name) + "/results.sqlite") == before));
    }
}

TEST_CASE("the same scenario goes on from another folder") {
    const Town town;
    town.copy_cut_off("cut", 3);
    fs::create_directories(town.work.path("elsewhere"));
    CHECK(town.work.run("run ../town.yaml --replications 8 --out ../cut", "cd elsewhere;").code == 0);
    town.check_same("cut");
}
