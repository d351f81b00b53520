// Studies as a user makes them: sweep, sensitivity and gather, what they refuse, and how they go on.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/output/stored.hpp"

namespace {

using Json = nlohmann::json;

const std::string grid_study =
    "desist-study: 1\n"
    "title: How many are charged\n"
    "scenario: town.yaml\n"
    "replications: 3\n"
    "factors:\n"
    "  charged: {values: [30%, 40%, 50%]}\n"
    "sweep: {design: grid}\n"
    "sensitivity: {method: tornado}\n";

// A town with one study beside it.
struct Town {
    explicit Town(const std::string& study = grid_study) {
        work.write("town.yaml", small_town);
        work.write("study.yaml", study);
    }
    Ran run(const std::string& arguments) const { return work.run(arguments); }
    std::vector<std::string> rows(const std::string& folder, const std::string& sql) const {
        return rows_of(work.path(folder + "/results.sqlite"), sql);
    }
    // Everything that a store says.
    std::vector<std::string> contents(const std::string& folder) const {
        std::vector<std::string> all;
        for (const char* table : {"meta", "input", "factor", "figure", "period", "run", "point", "value"})
            for (std::string& row : rows(folder, std::string("SELECT * FROM ") + table)) all.push_back(std::move(row));
        return all;
    }
    // Takes a whole study back to its first few runs.
    void cut_off(const std::string& folder, int runs) const {
        const std::string least = " WHERE run >= " + std::to_string(runs) + ";";
        tamper(work.path(folder + "/results.sqlite"), "DELETE FROM value" + least + "DELETE FROM point" + least +
                                                          "DELETE FROM run" + least +
                                                          "UPDATE meta SET value = '0' WHERE key = 'complete'");
        for (const char* name : {"/summary.csv", "/sensitivity.csv", "/manifest.json"})
            std::filesystem::remove(work.path(folder + name));
    }
    Workplace work;
};

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

std::string last_line(const std::string& text) { return lines_of(text).back(); }

// The cells of a line without quotes.
std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream in(line + ",");
    for (std::string cell; std::getline(in, cell, ',');) cells.push_back(cell);
    return cells;
}

bool is_number(const std::string& cell) {
    char* end = nullptr;
    std::strtod(cell.c_str(), &end);
    return !cell.empty() && *end == '\0';
}

}  // namespace

TEST_CASE("a sweep of a grid makes the scenario as it is and every value, and says what it found") {
    const Town town;
    const Ran ran = town.run("sweep study.yaml --out out");
    INFO(ran.err);
    REQUIRE(ran.code == 0);
    CHECK(contains(ran.out, "How many are charged"));
    CHECK(contains(ran.out, "0: as it is"));
    CHECK(town.rows("out", "SELECT run, value FROM point ORDER BY run") ==
          std::vector<std::string>{"1|30%", "2|40%", "3|50%"});
    CHECK(town.rows("out", "SELECT count(*) FROM run") == std::vector<std::string>{"4"});
    for (const char* file : {"out/results.sqlite", "out/summary.csv", "out/manifest.json"}) CHECK(town.work.has(file));
}

TEST_CASE("of many factors a sweep tells in one column what differs") {
    std::string parameters = "parameters:\n", offending = "exponential(0.9 per year * a * b * c * d)";
    for (const char* name : {"a", "b", "c", "d"})
        parameters += std::string("  ") + name + ": {value: 1, source: assumption}\n";
    std::string text = town_with("parameters:\n", parameters);
    text.replace(text.find("exponential(0.9 per year)"), 25, offending);
    Workplace work;
    work.write("town.yaml", text);
    work.write("study.yaml",
               "desist-study: 1\nscenario: town.yaml\nreplications: 2\nmeasures: arrests\n"
               "sweep: {design: list, list: [{a: 2}, {b: 3, charged: 50%}, {c: 1.5, d: 1.5}]}\n");
    const Ran ran = work.run("sweep study.yaml --out out");
    INFO(ran.err);
    REQUIRE(ran.code == 0);
    CHECK(contains(ran.out, "what differs"));
    CHECK(contains(ran.out, "b 3, charged 50%"));
    CHECK(contains(ran.out, "c 1.5, d 1.5"));
    CHECK_FALSE(contains(ran.out, "a 2,"));
}

TEST_CASE("without --out a study goes into a folder of its own name") {
    const Town town;
    REQUIRE(town.run("sweep study.yaml --quiet").code == 0);
    CHECK(town.work.has("results/study/manifest.json"));
}

TEST_CASE("the value that is the scenario's own differs by nothing from run 0") {
    const Town town;
    REQUIRE(town.run("sweep study.yaml --out out").code == 0);
    CHECK(town.rows("out", "SELECT replication, figure, period, value FROM value WHERE run = 0") ==
          town.rows("out", "SELECT replication, figure, period, value FROM value WHERE run = 2"));
}

TEST_CASE("a run of a study is that of desist run with the same setting") {
    const Town town;
    REQUIRE(town.run("sweep study.yaml --out out").code == 0);
    REQUIRE(town.run("run town.yaml --set charged=50% --replications 3 --out one").code == 0);
    CHECK(town.rows("out", "SELECT fingerprint FROM run WHERE run = 3") ==
          town.rows("one", "SELECT value FROM meta WHERE key = 'fingerprint'"));
    CHECK(town.rows("out", "SELECT inputs FROM run WHERE run = 3") ==
          town.rows("one", "SELECT value FROM meta WHERE key = 'inputs-hash'"));
}

TEST_CASE("the last line of a study names a command that works") {
    const Town town;
    const Ran sweep = town.run("sweep study.yaml --out out");
    CHECK(last_line(sweep.err).ends_with("desist sensitivity study.yaml"));
    CHECK(last_line(sweep.err).starts_with("Next:"));
    const Ran tornado = town.run("sensitivity study.yaml --out tornado");
    REQUIRE(tornado.code == 0);
    CHECK(last_line(tornado.err).ends_with("desist compare town.yaml --set charged=VALUE"));
}

TEST_CASE("a sensitivity analysis writes its findings, and the runs behind them") {
    const Town town;
    const Ran ran = town.run("sensitivity study.yaml --out out");
    INFO(ran.err);
    REQUIRE(ran.code == 0);
    CHECK(contains(ran.out, "change at low"));
    CHECK(town.work.has("out/sensitivity.csv"));
    CHECK(town.work.has("out/summary.csv"));
    CHECK(town.rows("out", "SELECT value FROM point ORDER BY run") == std::vector<std::string>{"30%", "50%"});
}

TEST_CASE("every cell of the tables holds one value") {
    const Town town;
    REQUIRE(town.run("sweep study.yaml --out out").code == 0);
    const auto lines = lines_of(town.work.read("out/summary.csv"));
    const auto head = cells_of(lines.at(0));
    CHECK(head == std::vector<std::string>{"run", "charged", "measure", "label", "unit", "period", "mean", "low",
                                           "high", "difference", "difference_low", "difference_high", "replications"});
    // Four runs, three key measures, two years, or three financial ones, and the whole.
    const std::size_t periods = town.rows("out", "SELECT * FROM period").size();
    CHECK(lines.size() == 1 + 4 * 3 * periods);
    for (std::size_t i = 1; i < lines.size(); ++i) {
        INFO(lines[i]);
        const auto cells = cells_of(lines[i]);
        REQUIRE(cells.size() == head.size());
        CHECK_FALSE(contains(lines[i], "±"));
        for (std::size_t c = 6; c < cells.size(); ++c) CHECK((cells[c].empty() || is_number(cells[c])));
        CHECK(cells[9].empty() == (cells[0] == "0"));
    }
}

TEST_CASE("every cell of the findings holds one value") {
    const Town town;
    REQUIRE(town.run("sensitivity study.yaml --out out").code == 0);
    const auto lines = lines_of(town.work.read("out/sensitivity.csv"));
    CHECK(lines.at(0) == "measure,label,factor,statistic,value,low,high,unit,not_available");
    REQUIRE(lines.size() == 1 + 3 * 3);  // of each measure its base, and the changes at low and high
    for (std::size_t i = 1; i < lines.size(); ++i) {
        INFO(lines[i]);
        const auto cells = cells_of(lines[i]);
        CHECK(is_number(cells.at(4)));
        for (const std::size_t c : {5, 6}) CHECK((cells.at(c).empty() || is_number(cells.at(c))));
    }
}

TEST_CASE("a sweep and an analysis with --json give one document") {
    const Town town;
    const Json sweep = Json::parse(town.run("sweep study.yaml --out a --json").out);
    CHECK(sweep.at("command") == "sweep");
    REQUIRE(sweep.at("runs").size() == 4);
    CHECK(sweep.at("runs")[1].at("factors").at("charged") == "30%");
    CHECK(sweep.at("runs")[1].at("measures").size() == 3);
    CHECK(sweep.at("runs")[1].at("measures")[0].at("difference").at("value").is_number());
    const Json analysis = Json::parse(town.run("sensitivity study.yaml --out b --json").out);
    CHECK(analysis.at("command") == "sensitivity");
    CHECK(analysis.at("findings").size() == 9);
}

TEST_CASE("the manifest of a study says what was run") {
    const Town town;
    REQUIRE(town.run("sweep study.yaml --out out").code == 0);
    const Json manifest = Json::parse(town.work.read("out/manifest.json"));
    CHECK(manifest.at("command") == "sweep");
    CHECK(manifest.at("runs") == 4);
    CHECK(manifest.at("replications") == 3);
    CHECK(manifest.at("inputs").size() == 2);
}

TEST_CASE("a study with --quiet gives only the result") {
    const Town town;
    for (const char* verb : {"sweep", "sensitivity"}) {
        const Ran ran = town.run(std::string(verb) + " study.yaml --quiet --out " + verb);
        CHECK(ran.code == 0);
        CHECK(ran.err.empty());
        CHECK_FALSE(ran.out.empty());
    }
}

TEST_CASE("a study is the same on one thread and on two") {
    const Town town;
    for (const char* verb : {"sweep", "sensitivity"}) {
        const std::string one = std::string(verb) + "-1", two = std::string(verb) + "-2";
        REQUIRE(town.run(std::string(verb) + " study.yaml --threads 1 --out " + one).code == 0);
        REQUIRE(town.run(std::string(verb) + " study.yaml --threads 2 --out " + two).code == 0);
        CHECK((town.contents(one) == town.contents(two)));
        CHECK((town.work.read(one + "/summary.csv") == town.work.read(two + "/summary.csv")));
        CHECK((town.work.read(one + "/sensitivity.csv") == town.work.read(two + "/sensitivity.csv")));
    }
}

TEST_CASE("replications and seed on the command line come before those of the study") {
    const Town town;
    REQUIRE(town.run("sweep study.yaml --replications 2 --seed 9 --out out").code == 0);
    CHECK(town.rows("out", "SELECT key, value FROM meta WHERE key IN ('replications', 'seed') ORDER BY key") ==
          std::vector<std::string>{"replications|2", "seed|9"});
}

TEST_CASE("a study goes on where it was cut off, and makes nothing again") {
    const Town town;
    REQUIRE(town.run("sweep study.yaml --out peace").code == 0);
    const auto peace = town.contents("peace");
    REQUIRE(town.run("sweep study.yaml --out cut").code == 0);
    town.cut_off("cut", 3);
    // What is made again would have this row's fingerprint no more; its hash is left alone, so reading refuses it.
    tamper(town.work.path("cut/results.sqlite"), "UPDATE run SET fingerprint = '0123456789abcdef' WHERE run = 1");
    const Ran altered = town.run("sweep study.yaml --out cut");
    CHECK(altered.code == 4);
    CHECK(contains(altered.err, "Going on with cut: 3 runs are there."));
    CHECK(contains(altered.err, "was altered or damaged: run 1"));
    const auto there = town.rows("peace", "SELECT fingerprint FROM run WHERE run = 1");
    tamper(town.work.path("cut/results.sqlite"), "UPDATE run SET fingerprint = '" + there.at(0) + "' WHERE run = 1");
    REQUIRE(town.run("sweep study.yaml --out cut").code == 0);
    CHECK((town.contents("cut") == peace));
    CHECK((town.work.read("cut/summary.csv") == town.work.read("peace/summary.csv")));
}

TEST_CASE("a study that lost any number of runs ends with the same contents") {
    const Town town;
    REQUIRE(town.run("sensitivity study.yaml --out peace").code == 0);
    for (const int runs : {0, 1, 2, 3}) {
        REQUIRE(town.run("sensitivity study.yaml --out cut --force").code == 0);
        town.cut_off("cut", runs);
        const Ran ran = town.run("sensitivity study.yaml --out cut");
        INFO(ran.err);
        REQUIRE(ran.code == 0);
        CHECK(contains(ran.err, "Going on with cut: ") == (runs > 0));
        CHECK((town.contents("cut") == town.contents("peace")));
        CHECK((town.work.read("cut/sensitivity.csv") == town.work.read("peace/sensitivity.csv")));
    }
}

TEST_CASE("a value that was altered in a study's store is refused") {
    const Town town;
    REQUIRE(town.run("sweep study.yaml --out out").code == 0);
    const char* sql =
        GENERATE("UPDATE value SET value = value + 1 WHERE run = 2 AND replication = 1 AND figure = 0 AND period = 0",
                 "DELETE FROM value WHERE run = 2 AND replication = 1 AND figure = 0 AND period = 0",
                 "UPDATE point SET value = '99%' WHERE run = 2", "UPDATE run SET inputs = 'ff' WHERE run = 2",
                 "UPDATE run SET hash = 'ff' WHERE run = 2", "UPDATE factor SET name = 'other'",
                 "UPDATE meta SET value = '9' WHERE key = 'seed'", "UPDATE input SET text = text || ' '");
    tamper(town.work.path("out/results.sqlite"), sql);
    std::filesystem::remove(town.work.path("out/manifest.json"));
    const Ran ran = town.run("sweep study.yaml --out out");
    INFO(sql);
    CHECK(ran.code == 4);
    CHECK(contains(ran.err, "was altered or damaged"));
}

TEST_CASE("a folder that holds a whole study is left alone without --force") {
    const Town town;
    REQUIRE(town.run("sweep study.yaml --out out").code == 0);
    const auto before = town.contents("out");
    const Ran again = town.run("sweep study.yaml --seed 4 --out out");
    CHECK(again.code == 4);
    CHECK(contains(again.err, "holds a result already"));
    CHECK(contains(again.err, "--force replaces it"));
    CHECK((town.contents("out") == before));
    CHECK(town.run("sweep study.yaml --seed 4 --out out --force").code == 0);
    CHECK((town.contents("out") != before));
}

TEST_CASE("another study's store that was cut off cannot go on") {
    const Town town;
    REQUIRE(town.run("sweep study.yaml --out out").code == 0);
    town.cut_off("out", 2);
    const auto refused = [&](const std::string& arguments, const std::string& why) {
        const Ran ran = town.run(arguments + " --out out");
        INFO(ran.err);
        CHECK(ran.code == 4);
        CHECK(contains(ran.err, "holds another study, which cannot go on:"));
        CHECK(contains(ran.err, why));
    };
    refused("sensitivity study.yaml", "command: sweep there, sensitivity here");
    refused("sweep study.yaml --seed 5", "seed: 1 there, 5 here");
    refused("sweep study.yaml --replications 5", "replications: 3 there, 5 here");
    refused("sweep study.yaml --shard 1/2", "shard: 1/1 there, 1/2 here");
    town.work.write("study.yaml", grid_study + "# a remark\n");
    refused("sweep study.yaml", "inputs: ");
    town.work.write("study.yaml", grid_study);
    town.work.write("town.yaml", town_with("0.9 per year", "0.8 per year"));
    refused("sweep study.yaml", "inputs: ");
}

TEST_CASE("the store of a run is no store of a study") {
    const Town town;
    REQUIRE(town.run("run town.yaml --replications 2 --out out").code == 0);
    std::filesystem::remove(town.work.path("out/manifest.json"));
    const Ran ran = town.run("sweep study.yaml --out out");
    CHECK(ran.code == 4);
    CHECK(contains(ran.err, "is not the store of a study"));
}

TEST_CASE("a factor that is no parameter is refused with the nearest one, and nothing is written") {
    const Town town("desist-study: 1\nscenario: town.yaml\nfactors: {chargd: {values: [1%]}}\nsweep: {design: grid}\n");
    const Ran ran = town.run("sweep study.yaml --out out");
    CHECK(ran.code == 3);
    CHECK(contains(ran.err, "study.yaml:3:11: error: the scenario has no parameter ‘chargd’"));
    CHECK(contains(ran.err, "did you mean ‘charged’?"));
    CHECK(ran.out.empty());
    CHECK_FALSE(town.work.has("out"));
}

TEST_CASE("an empty range is refused") {
    const Town town(
        "desist-study: 1\nscenario: town.yaml\nfactors: {charged: {low: 40%, high: 40%}}\nsweep: {design: sobol, "
        "points: 2}\n");
    const Ran ran = town.run("sweep study.yaml");
    CHECK(ran.code == 3);
    CHECK(contains(ran.err, "study.yaml:3:11: error: the range of ‘charged’ is empty"));
}

TEST_CASE("a study without the part that the command needs is refused") {
    const Town town("desist-study: 1\nscenario: town.yaml\nfactors: {charged: {}}\n");
    CHECK(contains(town.run("sweep study.yaml").err, "the study has no ‘sweep’"));
    CHECK(contains(town.run("sensitivity study.yaml").err, "the study has no ‘sensitivity’"));
    CHECK(town.run("sensitivity study.yaml").code == 3);
}

TEST_CASE("a study whose scenario is not there is refused at its place") {
    const Town town("desist-study: 1\nscenario: none.yaml\nfactors: {charged: {}}\nsweep: {design: grid}\n");
    const Ran ran = town.run("sweep study.yaml");
    CHECK(ran.code == 3);
    CHECK(contains(ran.err, "study.yaml:2:11: error: there is no file ‘none.yaml’"));
}

TEST_CASE("a study file that is not there is exit 4, and a scenario in its place exit 3") {
    const Town town;
    CHECK(town.run("sweep none.yaml").code == 4);
    const Ran ran = town.run("sweep town.yaml");
    CHECK(ran.code == 3);
    CHECK(contains(ran.err, "this is a scenario, not a study"));
}

TEST_CASE("a study given as a scenario is told apart") {
    const Town town;
    for (const char* verb : {"run", "check", "explain"}) {
        const Ran ran = town.run(std::string(verb) + " study.yaml");
        INFO(verb << ": " << ran.err);
        CHECK(ran.code == 3);
        CHECK(contains(ran.err, "study.yaml:1:1: error: this is a study, not a scenario"));
        CHECK(contains(ran.err, "1 error"));
    }
}

TEST_CASE("a value that the scenario refuses is refused before the first run") {
    const char* study =
        GENERATE("factors: {charged: {values: [40%, 200%]}}\nsweep: {design: grid}\n",
                 "factors: {charged: {}}\nsweep: {design: list, list: [{charged: 10%}, {charged: 200%}]}\n",
                 "sweep: {design: list, list: [{charged: 10%}, {charged: 200%}]}\n");
    const Town town(std::string("desist-study: 1\nscenario: town.yaml\n") + study);
    const Ran ran = town.run("sweep study.yaml --out out");
    INFO(ran.err);
    CHECK(ran.code == 3);
    CHECK(contains(ran.err, "the scenario is refused with charged = 200%"));
    CHECK_FALSE(town.work.has("out"));
}

TEST_CASE("a policy that lacks a factor's parameter is refused before the first run") {
    const Town town(
        "desist-study: 1\nscenario: town.yaml\nreplications: 1\nfactors:\n  charged: {}\n  policy: {policies: "
        "[town.yaml, other.yaml]}\nsensitivity: {method: probabilistic, points: 2}\n");
    std::string other = town_with("  charged: {value: 40%, low: 30%, high: 50%, source: assumption}\n",
                                  "  charge: {value: 40%, source: assumption}\n");
    town.work.write("other.yaml", other.replace(other.find("chance: charged"), 15, "chance: charge"));
    const Ran ran = town.run("sensitivity study.yaml --out out");
    INFO(ran.err);
    CHECK(ran.code == 3);
    CHECK(contains(ran.err, "the scenario is refused with charged = 30%, policy = other"));
    CHECK_FALSE(town.work.has("out"));
}

TEST_CASE("a study of a thousand million runs is refused at once, with an estimate") {
    std::string values = "[0";
    for (int i = 1; i < 1000; ++i) values += ", " + std::to_string(i);
    values += "]";
    const Town town("desist-study: 1\nscenario: town.yaml\nfactors:\n  a: {values: " + values +
                    "}\n  b: {values: " + values + "}\n  c: {values: " + values + "}\nsweep: {design: grid}\n");
    town.work.write("town.yaml", town_with("parameters:\n", "parameters:\n  a: 1\n  b: 1\n  c: 1\n"));
    const Ran ran = town.run("sweep study.yaml --out out");
    INFO(ran.err);
    CHECK(ran.code == 5);
    CHECK(contains(ran.err, "1000000001 runs of 20 replications, more than 100000"));
    CHECK(contains(ran.err, "They would take about "));
    CHECK(contains(ran.err, " of disk"));
    CHECK(contains(ran.err, "--most-runs N"));
    CHECK_FALSE(town.work.has("out"));
}

TEST_CASE("a study has as many runs as --most-runs allows and no more") {
    const Town town;
    CHECK(town.run("sweep study.yaml --most-runs 3 --out out").code == 5);
    CHECK(town.run("sweep study.yaml --most-runs 4 --out out").code == 0);
}

TEST_CASE("shards that are gathered and finished are the same as the whole") {
    const Town town;
    REQUIRE(town.run("sweep study.yaml --out peace").code == 0);
    for (const char* shard : {"1", "2", "3"}) {
        const Ran ran = town.run(std::string("sweep study.yaml --shard ") + shard + "/3 --out s" + shard);
        INFO(ran.err);
        REQUIRE(ran.code == 0);
        CHECK(contains(last_line(ran.err), "gather FOLDERS... --out DIR"));
        CHECK_FALSE(town.work.has(std::string("s") + shard + "/summary.csv"));
    }
    CHECK(town.rows("s2", "SELECT run FROM run") == std::vector<std::string>{"1"});
    CHECK(town.rows("s1", "SELECT run FROM run") == std::vector<std::string>{"0", "3"});
    const Ran gather = town.run("gather s3 s1 s2 --out whole");
    INFO(gather.err);
    REQUIRE(gather.code == 0);
    CHECK(contains(last_line(gather.err), "sweep study.yaml --out whole"));
    const Ran finish = town.run("sweep study.yaml --out whole");
    REQUIRE(finish.code == 0);
    CHECK(contains(finish.err, "Going on with whole: 4 runs are there."));
    CHECK((town.contents("whole") == town.contents("peace")));
    CHECK((town.work.read("whole/summary.csv") == town.work.read("peace/summary.csv")));
}

TEST_CASE("more shards than runs leave some of them empty, and gather all the same") {
    const Town town;
    std::string folders;
    for (int shard = 1; shard <= 6; ++shard) {
        const std::string folder = "s" + std::to_string(shard);
        REQUIRE(town.run("sweep study.yaml --quiet --shard " + std::to_string(shard) + "/6 --out " + folder).code == 0);
        folders += folder + " ";
    }
    CHECK(town.rows("s6", "SELECT * FROM run").empty());
    REQUIRE(town.run("gather " + folders + "--out whole").code == 0);
    CHECK(town.run("sweep study.yaml --out whole").code == 0);
}

TEST_CASE("what is not all shards of one study is not gathered, and everything wrong is told at once") {
    const Town town;
    for (const char* shard : {"1", "2"})
        REQUIRE(town.run(std::string("sweep study.yaml --quiet --shard ") + shard + "/3 --out s" + shard).code == 0);
    REQUIRE(town.run("sweep study.yaml --quiet --shard 2/3 --out s2-again").code == 0);
    REQUIRE(town.run("sweep study.yaml --quiet --shard 1/2 --out half").code == 0);
    REQUIRE(town.run("sweep study.yaml --quiet --seed 5 --shard 3/3 --out stranger").code == 0);
    const Ran ran = town.run("gather s1 s2 s2-again half stranger --out whole");
    CHECK(ran.code == 3);
    CHECK(contains(ran.err, "s2-again is shard 2/3 once more, as s2"));
    CHECK(contains(ran.err, "half is shard 1/2, but s1 is 1/3"));
    CHECK(contains(ran.err, "stranger is of another study, program or seed than s1"));
    CHECK(contains(ran.err, "shard 3/3 is missing"));
    CHECK_FALSE(town.work.has("whole/results.sqlite"));
}

TEST_CASE("a shard that was cut off is not gathered") {
    const Town town;
    for (const char* shard : {"1", "2"})
        REQUIRE(town.run(std::string("sweep study.yaml --quiet --shard ") + shard + "/2 --out s" + shard).code == 0);
    town.cut_off("s2", 2);
    const Ran ran = town.run("gather s1 s2 --out whole");
    CHECK(ran.code == 3);
    CHECK(contains(ran.err, "s2 is not complete: 1 run so far"));
    REQUIRE(town.run("sweep study.yaml --shard 2/2 --out s2").code == 0);
    CHECK(town.run("gather s1 s2 --out whole").code == 0);
}

TEST_CASE("gather does not touch a folder that holds a study, and says what is no store") {
    const Town town;
    REQUIRE(town.run("sweep study.yaml --quiet --out s1").code == 0);
    REQUIRE(town.run("sweep study.yaml --quiet --out whole").code == 0);
    CHECK(town.run("gather s1 --out whole").code == 4);
    const Ran none = town.run("gather s1 nothing --out other");
    CHECK(none.code == 4);
    CHECK(contains(none.err, "nothing/results.sqlite: there is no such file"));
    REQUIRE(town.run("run town.yaml --quiet --replications 2 --out run").code == 0);
    CHECK(contains(town.run("gather run --out other").err, "is not the store of a study"));
}

TEST_CASE("a shard that there cannot be is a wrong command line") {
    const Town town;
    for (const char* shard : {"0/3", "4/3", "1", "1/0", "a/b", "1/2/3", "-1/3", ""}) {
        INFO(shard);
        CHECK(town.run(std::string("sweep study.yaml --out out --shard '") + shard + "'").code == 2);
    }
    CHECK_FALSE(town.work.has("out"));
}

TEST_CASE("a time limit stops a study, which says how to go on") {
    const Town town;
    const Ran ran = town.run("sweep study.yaml --out out --replications 3000 --time-limit '0.2 seconds'");
    INFO(ran.err);
    CHECK(ran.code == 5);
    CHECK(contains(ran.err, "the time limit of 0.2 seconds is reached"));
    CHECK(contains(ran.err, "This goes on where it stopped: "));
}

TEST_CASE("a run goes on until its interval is narrow enough, and says how narrow it is") {
    const Town town;
    const Ran ran = town.run("run town.yaml --replications 5 --precision 'arrests 2%' --out out");
    INFO(ran.err);
    REQUIRE(ran.code == 0);
    CHECK(contains(ran.err, "5 replications: arrests is known to ± "));
    const auto rows = town.rows("out", "SELECT value FROM meta WHERE key = 'replications'");
    CHECK(std::stoi(rows.at(0)) > 5);
    CHECK(town.rows("out", "SELECT count(*) FROM replication") == rows);
    REQUIRE(town.run("run town.yaml --replications " + rows.at(0) + " --out plain").code == 0);
    CHECK(town.run("compare --identical out plain").code == 0);
}

TEST_CASE("a precision that is not reached is exit 5, with what was reached") {
    const Town town;
    const Ran ran =
        town.run("run town.yaml --replications 5 --precision 'arrests 0.01%' --most-replications 8 --out out");
    CHECK(ran.code == 5);
    CHECK(contains(ran.err, "not reached: --precision 'arrests 0.01%'"));
    CHECK(contains(ran.err, "with 8 replications, the most allowed"));
    CHECK(town.work.has("out/manifest.json"));
}

TEST_CASE("a precision of no measure, or none at all, is a wrong command line") {
    const Town town;
    CHECK(town.run("run town.yaml --precision 'arests 2%'").code == 2);
    CHECK(town.run("run town.yaml --precision 'arrests'").code == 2);
    CHECK(town.run("run town.yaml --precision 'arrests -2%'").code == 2);
    CHECK_FALSE(town.work.has("results"));
}
