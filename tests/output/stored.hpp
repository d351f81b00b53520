// A small store with something of everything, and looks into stores.
#pragma once

#include <sqlite3.h>

#include "output/store.hpp"
#include "tests/catch.hpp"
#include "tests/output/program.hpp"

// The rows that a query gives, cells joined by '|'.
inline std::vector<std::string> rows_of(const std::filesystem::path& file, const std::string& sql) {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK);
    std::vector<std::string> rows;
    const auto add = [](void* out, int cells, char** texts, char**) {
        std::string row;
        for (int i = 0; i < cells; ++i) row += std::string(i ? "|" : "") + (texts[i] ? texts[i] : "NULL");
        static_cast<std::vector<std::string>*>(out)->push_back(row);
        return 0;
    };
    REQUIRE(sqlite3_exec(database, sql.c_str(), add, &rows, nullptr) == SQLITE_OK);
    sqlite3_close(database);
    return rows;
}

// Carries SQL out on a file, as somebody with a tool could.
inline void tamper(const std::filesystem::path& file, const std::string& sql) {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK);
    CHECK(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(database);
}

// Two months, a count with one group, and a ratio of it to itself.
struct Example {
    Example() {
        using namespace desist;
        layout.bins = month_bins(Clock{date_of(2012, 4, 1)}, Time{61 * seconds_per_day});
        MeasureInfo tests;
        tests.name = tests.label = "tests";
        tests.unit = "tests per year";
        tests.groups = {{"", ""}, {"district", "Leeds"}};
        layout.measures = {tests, tests};
        layout.measures[1].name = "rate";
        layout.measures[1].form = Form::ratio;
        layout.measures[1].scale = 100;
        layout.measures[1].numerator = layout.measures[1].denominator = MeasureId{0};
        layout.measures[1].follow_up = {60};
        lay_out_cells(layout);
        scenario.title.text = "An example; DROP TABLE meta";
        scenario.inputs = {{"/home/me/models/town.yaml", "desist: 1\n"}, {"/home/me/models/parts/x.yaml", "x: 'y'\n"}};
        facts.version = "9.9";
        facts.build = "0123456789abcdef";
        facts.scenario_file = "/home/me/models/town.yaml";
        facts.settings = {{"share", "10%"}};
        facts.study = {.seed = 5, .replications = 2, .threads = 3};
        facts.inputs_hash = 255;
        facts.structure_hash = 254;
        facts.begin = Time{-86400};
        facts.inputs = {{"share", "10%; from 2012-05-01: 20%", "a book", "good", "a note",
                         "/home/me/models/town.yaml:7", "2012-05-01"},
                        {"other", "1", "", "", "", "--set", ""}};
        facts.targets = {{"tests-2012", MeasureId{0}, "2012/13", 14.5, 0.1, "a book", "fit", ""}};
        facts.scenario = &scenario;
        facts.layout = &layout;
    }
    Example(const Example&) = delete;
    desist::ReplicationResult result(std::uint32_t replication) const {
        return {.replication = replication,
                .fingerprint = UINT64_MAX - replication,
                .entries = 12,
                .tally = {{10, 0, 4, -1}, {0, 0, 0, 0}, {0, 86400, 0, 0}}};
    }
    std::vector<desist::ReplicationResult> results() const { return {result(0), result(1)}; }

    desist::Layout layout;
    desist::Scenario scenario;
    desist::RunFacts facts;
};
