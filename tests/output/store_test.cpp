#include "output/store.hpp"

#include "output/files.hpp"
#include "tests/catch.hpp"
#include "tests/output/stored.hpp"

using namespace desist;

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
    CHECK(query("SELECT key, value FROM meta WHERE key <> 'contents'") ==
          std::vector<std::string>{"begin|-86400", "build|0123456789abcdef", "complete|1", "created-by|desist 9.9",
                                   "fingerprint|000000000000004d", "inputs-hash|00000000000000ff", "language|1",
                                   "replications|2", "scenario|town.yaml", "seed|5", "structure-hash|00000000000000fe",
                                   "title|An example; DROP TABLE meta", "version|9.9"});
    CHECK(query("SELECT name, value, place FROM parameter") ==
          std::vector<std::string>{"share|10%; from 2012-05-01: 20%|town.yaml:7", "other|1|--set"});
    CHECK(query("SELECT name, measure, period, value, use FROM target") ==
          std::vector<std::string>{"tests-2012|0|2012/13|14.5|fit"});
    CHECK(query("SELECT * FROM warm_up WHERE replication = 1") == std::vector<std::string>{"1|0|1|86400"});
    CHECK(query("SELECT name, text FROM input") ==
          std::vector<std::string>{"town.yaml|desist: 1\n", "parts/x.yaml|x: 'y'\n"});
    CHECK(query("SELECT parameter, value FROM setting") == std::vector<std::string>{"share|10%"});
    CHECK(query("SELECT name, kind, numerator, follow_up FROM measure") ==
          std::vector<std::string>{"tests|count||0", "rate|ratio|tests|60"});
    CHECK(query("SELECT first_day, start FROM bin") == std::vector<std::string>{"2012-04-01|0", "2012-05-01|2592000"});
    CHECK(query("SELECT replication, fingerprint, entries FROM replication") ==
          std::vector<std::string>{"0|ffffffffffffffff|12", "1|fffffffffffffffe|12"});
    CHECK(query("SELECT measure, grp, bin, numerator, denominator FROM value WHERE replication = 1") ==
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
    for (const char* name : {"results.sqlite", "results.sqlite-journal", "summary.csv", "summary.csv.part",
                             "results.sqlite.part", "results.sqlite.part-journal", "manifest.json", "mine.txt"})
        work.write(std::string("r/") + name, "x");
    CHECK_THROWS_AS(ResultFolder(work.path("r"), false), CannotAccess);
    CHECK(work.has("r/results.sqlite-journal"));
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
