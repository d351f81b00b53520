#include "output/store.hpp"

#include <sqlite3.h>

#include "output/files.hpp"
#include "tests/catch.hpp"
#include "tests/output/program.hpp"

using namespace desist;

namespace {

// The rows that a query gives, cells joined by '|'.
std::vector<std::string> rows_of(const std::filesystem::path& file, const std::string& sql) {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK);
    std::vector<std::string> rows;
    const auto add = [](void* out, int cells, char** texts, char**) {
        std::string row;
        for (int i = 0; i < cells; ++i) row += std::string(i ? "|" : "") + (texts[i] ? texts[i] : "NULL");
        static_cast<std::vector<std::string>*>(out)->push_back(row);
        return 0;
    };
    CHECK(sqlite3_exec(database, sql.c_str(), add, &rows, nullptr) == SQLITE_OK);
    sqlite3_close(database);
    return rows;
}

// Two months, a count with one group, and a ratio of it to itself.
struct Example {
    Example() {
        layout.bins = month_bins(Clock{date_of(2012, 4, 1)}, Time{61 * seconds_per_day});
        MeasureInfo tests;
        tests.name = tests.label = "tests";
        tests.unit = "tests per year";
        tests.groups = {{"", ""}, {"district", "Leeds"}};
        layout.measures = {tests, tests};
        layout.measures[1].name = "rate";
        layout.measures[1].kind = MeasureKind::ratio;
        layout.measures[1].numerator = layout.measures[1].denominator = MeasureId{0};
        layout.cells = 4;
        scenario.title.text = "An example; DROP TABLE meta";
        scenario.inputs = {{"/home/me/models/town.yaml", "desist: 1\n"}, {"/home/me/models/parts/x.yaml", "x: 'y'\n"}};
        facts.version = "9.9";
        facts.scenario_file = "/home/me/models/town.yaml";
        facts.settings = {{"share", "10%"}};
        facts.study = {.seed = 5, .replications = 2, .threads = 3};
        facts.inputs_hash = 255;
        facts.scenario = &scenario;
        facts.layout = &layout;
    }
    ReplicationResult result(std::uint32_t replication) const {
        return {.replication = replication,
                .fingerprint = UINT64_MAX - replication,
                .entries = 12,
                .tally = {{10, 0, 4, -1}, {0, 0, 0, 0}}};
    }
    Layout layout;
    Scenario scenario;
    RunFacts facts;
};

}  // namespace

TEST_CASE("the store holds the facts and every value") {
    const Workplace work;
    const Example example;
    {
        Store store(work.path("results.sqlite"), example.facts);
        store.replication(example.result(0));
        store.replication(example.result(1));
        store.complete(77);
    }
    const auto query = [&](const char* sql) { return rows_of(work.path("results.sqlite"), sql); };
    CHECK(query("SELECT key, value FROM meta") ==
          std::vector<std::string>{"complete|1", "created-by|desist 9.9", "fingerprint|000000000000004d",
                                   "inputs-hash|00000000000000ff", "language|1", "replications|2", "seed|5",
                                   "title|An example; DROP TABLE meta", "version|9.9"});
    CHECK(query("SELECT name, text FROM input") ==
          std::vector<std::string>{"town.yaml|desist: 1\n", "parts/x.yaml|x: 'y'\n"});
    CHECK(query("SELECT parameter, value FROM setting") == std::vector<std::string>{"share|10%"});
    CHECK(query("SELECT name, kind, numerator FROM measure") ==
          std::vector<std::string>{"tests|count|", "rate|ratio|tests"});
    CHECK(query("SELECT first_day, start FROM bin") == std::vector<std::string>{"2012-04-01|0", "2012-05-01|2592000"});
    CHECK(query("SELECT replication, fingerprint, entries FROM replication") ==
          std::vector<std::string>{"0|ffffffffffffffff|12", "1|fffffffffffffffe|12"});
    CHECK(query("SELECT measure, grp, month, numerator, denominator FROM value WHERE replication = 1") ==
          std::vector<std::string>{"0|0|0|10|0", "0|1|0|4|0", "0|1|1|-1|0"});
    CHECK(query("SELECT * FROM monthly WHERE replication = 0 AND value = 'Leeds'") ==
          std::vector<std::string>{"0|tests|district|Leeds|2012-04-01|4|0", "0|tests|district|Leeds|2012-05-01|-1|0"});
    CHECK(query("PRAGMA integrity_check") == std::vector<std::string>{"ok"});
    CHECK(query("PRAGMA journal_mode") == std::vector<std::string>{"delete"});
    CHECK_FALSE(contains(work.read("results.sqlite"), "/home/me"));
}

TEST_CASE("a store that was not completed says so and keeps what was finished") {
    const Workplace work;
    const Example example;
    {
        Store store(work.path("results.sqlite"), example.facts);
        store.replication(example.result(0));
    }
    CHECK(rows_of(work.path("results.sqlite"), "SELECT value FROM meta WHERE key = 'complete'") ==
          std::vector<std::string>{"0"});
    CHECK(rows_of(work.path("results.sqlite"), "SELECT count(*) FROM replication") == std::vector<std::string>{"1"});
}

TEST_CASE("a store does not take over a file that is there") {
    const Workplace work;
    const Example example;
    work.write("results.sqlite", "precious");
    CHECK_THROWS_AS(Store(work.path("results.sqlite"), example.facts), CannotAccess);
    CHECK(work.read("results.sqlite") == "precious");
    CHECK_THROWS_AS(Store(work.path("no/folder/results.sqlite"), example.facts), CannotAccess);
}

TEST_CASE("the same replication twice is an error that names the file") {
    const Workplace work;
    const Example example;
    Store store(work.path("results.sqlite"), example.facts);
    store.replication(example.result(0));
    CHECK_THROWS_WITH(store.replication(example.result(0)), ContainsSubstring("results.sqlite"));
}

TEST_CASE("input names are relative to the scenario") {
    CHECK(portable_name("town.yaml", "town.yaml") == "town.yaml");
    CHECK(portable_name("a/town.yaml", "a/town.yaml") == "town.yaml");
    CHECK(portable_name("./a/town.yaml", "./a/town.yaml") == "town.yaml");
    CHECK(portable_name("/x/a/town.yaml", "/x/a/town.yaml") == "town.yaml");
    CHECK(portable_name("/x/a/parts/b.yaml", "/x/a/town.yaml") == "parts/b.yaml");
    CHECK(portable_name("a/policies/../town.yaml", "a/policies/p.yaml") == "../town.yaml");
    CHECK(portable_name("parts/b.yaml", "a/town.yaml") == "parts/b.yaml");
    CHECK(portable_name("/x/a/b.yaml", "town.yaml") == "b.yaml");
    CHECK(portable_name("../b.yaml", "../town.yaml") == "b.yaml");
}

TEST_CASE("a file is written whole or not at all") {
    const Workplace work;
    write_whole(work.path("a.txt"), "first");
    write_whole(work.path("a.txt"), "second");
    CHECK(work.read("a.txt") == "second");
    CHECK_FALSE(work.has("a.txt.part"));
    CHECK_THROWS_AS(write_whole(work.path("none/a.txt"), "x"), CannotAccess);
    std::filesystem::create_directory(work.path("folder"));
    CHECK_THROWS_AS(write_whole(work.path("folder"), "x"), CannotAccess);
    CHECK_FALSE(work.has("folder.part"));
}

TEST_CASE("a result folder removes only its own files and old journals") {
    const Workplace work;
    for (const char* name : {"results.sqlite", "results.sqlite-journal", "summary.csv", "summary.csv.part", "mine.txt"})
        work.write(std::string("r/") + name, "x");
    CHECK_THROWS_AS(ResultFolder(work.path("r"), false), CannotAccess);
    CHECK(work.has("r/results.sqlite"));
    CHECK(ResultFolder(work.path("r"), true).store() == work.path("r/results.sqlite"));
    CHECK_FALSE(work.has("r/results.sqlite"));
    CHECK_FALSE(work.has("r/results.sqlite-journal"));
    CHECK_FALSE(work.has("r/summary.csv.part"));
    CHECK(work.has("r/mine.txt"));
    std::filesystem::create_directories(work.path("r/results.sqlite/below"));
    CHECK_THROWS_AS(ResultFolder(work.path("r"), true), CannotAccess);
    CHECK(work.has("r/results.sqlite/below"));
}
