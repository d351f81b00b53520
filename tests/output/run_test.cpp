#include <nlohmann/json.hpp>
#include <set>

#include "tests/catch.hpp"
#include "tests/output/program.hpp"

using Json = nlohmann::json;
namespace fs = std::filesystem;

namespace {

std::size_t lines_of(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

std::set<std::string> files_in(const fs::path& folder) {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename().string());
    return names;
}

// The row of a measure in a period; `district` empty: of everybody.
Json row_of(const Json& result, const std::string& name, const std::string& period, const std::string& district = "") {
    for (const Json& row : result["measures"])
        if (row["name"] == name && row["period"] == period && row.value("district", "") == district) return row;
    return {};
}

}  // namespace

TEST_CASE("run writes a folder of results and prints a table") {
    const Workplace work;
    work.write("town.yaml", small_town);
    const Ran ran = work.run("run town.yaml --replications 3 --out result");
    INFO(ran.err);
    REQUIRE(ran.code == 0);
    CHECK(files_in(work.path("result")) ==
          std::set<std::string>{"report.html", "results.sqlite", "summary.csv", "manifest.json"});
    CHECK(contains(ran.out, "A small town"));
    CHECK(contains(ran.out, "2012/13"));
    CHECK(contains(ran.out, "Arrests"));
    CHECK(contains(ran.out, "±"));
    CHECK(contains(ran.out, "95%"));
    CHECK_FALSE(contains(ran.out, "charges"));  // not a key measure
    CHECK(contains(ran.err, "result"));
    CHECK(contains(ran.err, "Next:"));
}

TEST_CASE("without --out the results lie under the name of the scenario") {
    const Workplace work;
    work.write("in/town.yaml", small_town);
    REQUIRE(work.run("run in/town.yaml --replications 2").code == 0);
    CHECK(work.has("results/town/results.sqlite"));
    CHECK(files_in(work.path("in")) == std::set<std::string>{"town.yaml"});
}

TEST_CASE("json on stdout has a row for each measure and period and group") {
    const Workplace work;
    work.write("town.yaml", small_town);
    const Ran ran = work.run("run town.yaml --replications 4 --seed 7 --out result --json");
    REQUIRE(ran.code == 0);
    const Json json = Json::parse(ran.out);
    CHECK(json["program"] == "desist");
    CHECK(json["title"] == "A small town");
    CHECK(json["seed"] == 7);
    CHECK(json["replications"] == 4);
    CHECK(json["out"] == "result");
    const Json all = row_of(json, "arrests", "2012/13");
    const Json leeds = row_of(json, "arrests", "2012/13", "Leeds");
    const Json wakefield = row_of(json, "arrests", "2012/13", "Wakefield");
    REQUIRE(all.is_object());
    CHECK_FALSE(all.contains("district"));
    CHECK(all["label"] == "Arrests");
    CHECK(all["low"].get<double>() < all["mean"].get<double>());
    CHECK(all["mean"].get<double>() < all["high"].get<double>());
    CHECK(all["unit"].is_string());
    CHECK(leeds["mean"].get<double>() + wakefield["mean"].get<double>() == Approx(all["mean"].get<double>()));
    CHECK(all["mean"].get<double>() == Approx(300 * 0.9).epsilon(0.25));
}

TEST_CASE("one replication has no interval") {
    const Workplace work;
    work.write("town.yaml", small_town);
    const Ran ran = work.run("run town.yaml --replications 1 --out result --json");
    REQUIRE(ran.code == 0);
    const Json row = row_of(Json::parse(ran.out), "arrests", "2012/13");
    CHECK(row["mean"].is_number());
    CHECK(row["low"].is_null());
    CHECK(row["high"].is_null());
    CHECK_FALSE(contains(work.run("run town.yaml --replications 1 --out second").out, "±"));
}

TEST_CASE("the store is the same for any number of threads") {
    const Workplace work;
    work.write("town.yaml", small_town);
    REQUIRE(work.run("run town.yaml --replications 5 --threads 1 --out one").code == 0);
    REQUIRE(work.run("run town.yaml --replications 5 --threads 2 --out two").code == 0);
    const std::string store = work.read("one/results.sqlite");
    REQUIRE(store.size() > 4096);
    CHECK((store == work.read("two/results.sqlite")));
    CHECK((work.read("one/summary.csv") == work.read("two/summary.csv")));
    REQUIRE(work.run("run town.yaml --replications 5 --seed 2 --out other").code == 0);
    CHECK((work.read("one/summary.csv") != work.read("other/summary.csv")));
}

TEST_CASE("the store does not show where the scenario lies") {
    const Workplace work;
    work.write("town.yaml", small_town);
    work.write("far/away/town.yaml", small_town);
    REQUIRE(work.run("run town.yaml --replications 2 --out here").code == 0);
    REQUIRE(work.run("run far/away/town.yaml --replications 2 --out there").code == 0);
    CHECK((work.read("here/results.sqlite") == work.read("there/results.sqlite")));
}

TEST_CASE("the first replications do not depend on how many follow") {
    const Workplace work;
    work.write("town.yaml", small_town);
    const Json three = Json::parse(work.run("run town.yaml --replications 3 --json --out a").out);
    const Json again = Json::parse(work.run("run town.yaml --replications 3 --threads 3 --json --out b").out);
    const Json more = Json::parse(work.run("run town.yaml --replications 4 --json --out c").out);
    CHECK(three["fingerprint"] == again["fingerprint"]);
    CHECK(three["fingerprint"] != more["fingerprint"]);
}

TEST_CASE("a parameter can be set and the setting is kept with the results") {
    const Workplace work;
    work.write("town.yaml", small_town);
    const Ran ran = work.run("run town.yaml --replications 2 --set charged=50% --json --out result");
    INFO(ran.err);
    REQUIRE(ran.code == 0);
    const Json json = Json::parse(ran.out);
    CHECK(json["settings"]["charged"] == "50%");
    CHECK(row_of(json, "charge-rate", "2012/13")["mean"].get<double>() == Approx(50).margin(10));
    CHECK(json["fingerprint"] !=
          Json::parse(work.run("run town.yaml --replications 2 --json --out other").out)["fingerprint"]);
    const Json manifest = Json::parse(work.read("result/manifest.json"));
    CHECK(manifest["settings"]["charged"] == "50%");
    CHECK(manifest["inputs"][0]["name"] == "town.yaml");
    CHECK(manifest["fingerprint"] == json["fingerprint"]);
}

TEST_CASE("an existing result is replaced only with --force and other files stay") {
    const Workplace work;
    work.write("town.yaml", small_town);
    work.write("result/notes.txt", "mine");
    REQUIRE(work.run("run town.yaml --replications 2 --out result").code == 0);
    const std::string before = work.read("result/results.sqlite");
    const Ran refused = work.run("run town.yaml --replications 3 --out result");
    CHECK(refused.code == 4);
    CHECK(contains(refused.err, "--force"));
    CHECK(refused.out.empty());
    CHECK((work.read("result/results.sqlite") == before));
    CHECK(work.run("run town.yaml --replications 3 --out result --force").code == 0);
    CHECK((work.read("result/results.sqlite") != before));
    CHECK(work.read("result/notes.txt") == "mine");
}

TEST_CASE("a refused scenario does not touch the result that is there") {
    const Workplace work;
    work.write("town.yaml", small_town);
    REQUIRE(work.run("run town.yaml --replications 2 --out result").code == 0);
    work.write("town.yaml", town_with("chance: charged", "chance: chargd"));
    const std::string before = work.read("result/results.sqlite");
    CHECK(work.run("run town.yaml --replications 2 --out result --force").code == 3);
    CHECK((work.read("result/results.sqlite") == before));
}

TEST_CASE("a folder that cannot be one is exit 4") {
    const Workplace work;
    work.write("town.yaml", small_town);
    work.write("file", "text");
    CHECK(work.run("run town.yaml --out file").code == 4);
    CHECK(work.run("run town.yaml --out file/below").code == 4);
    CHECK(work.run("run town.yaml --out /proc/nowhere").code == 4);
    CHECK(work.read("file") == "text");
}

TEST_CASE("a result that cannot be printed is exit 4") {
    if (!fs::exists("/dev/full")) return;
    const Workplace work;
    work.write("town.yaml", small_town);
    const std::string command = "cd '" + work.path("").string() +
                                "' && '" DESIST_PROGRAM
                                "' run town.yaml --replications 1 --quiet >/dev/full 2>/dev/null";
    CHECK(WEXITSTATUS(std::system(command.c_str())) == 4);
}

TEST_CASE("a file size limit stands for a full disk and leaves nothing partial that looks whole") {
    const Workplace work;
    work.write("town.yaml", small_town);
    const Ran ran = work.run("run town.yaml --replications 40 --out result", "ulimit -f 64; trap '' XFSZ;");
    CHECK(ran.code == 4);
    CHECK(contains(ran.err, "results.sqlite"));
    CHECK_FALSE(work.has("result/summary.csv"));
    CHECK_FALSE(work.has("result/manifest.json"));
    CHECK(work.run("run town.yaml --replications 2 --out result --force").code == 0);
}

TEST_CASE("progress is plain lines away from a terminal and nothing with --quiet") {
    const Workplace work;
    work.write("town.yaml", small_town);
    const Ran loud = work.run("run town.yaml --replications 50 --out a");
    CHECK(contains(loud.err, "50% done"));
    CHECK(contains(loud.err, "100% done"));
    CHECK_FALSE(contains(loud.err, "\x1b"));
    CHECK_FALSE(contains(loud.err, "\r"));
    CHECK(lines_of(loud.err) <= 14);
    const Ran quiet = work.run("run town.yaml --replications 50 --out b --quiet");
    CHECK(quiet.err.empty());
    CHECK(quiet.out == loud.out);
}
