// What is read back is what was run, or nothing.
#include <fmt/format.h>

#include <fstream>

#include "output/files.hpp"
#include "output/run_source.hpp"
#include "output/store_reader.hpp"
#include "output/text.hpp"
#include "sim/study/comparison.hpp"
#include "tests/output/stored.hpp"

using namespace desist;
namespace fs = std::filesystem;

namespace {

void write_whole_store(const fs::path& file, const Example& example) {
    fs::create_directories(file.parent_path());
    Store store(file, example.facts);
    for (const ReplicationResult& result : example.results()) store.replication(result);
    store.complete(joint_fingerprint({example.result(0).fingerprint, example.result(1).fingerprint}));
}

// Every field of a run but its folder, in words.
std::string text_of(const Run& run) {
    std::string text;
    const auto say = [&](const auto&... parts) { (((text += fmt::format("{}", parts)) += '|'), ...); };
    say(run.version, run.build, run.title, run.scenario, run.seed, run.replications);
    say(run.inputs_hash, run.structure_hash, run.begin.seconds, run.layout.cells);
    const Bins& bins = run.layout.bins;
    say(bins.clock.start.days, bins.end.seconds);
    for (std::size_t i = 0; i < bins.size(); ++i) say(bins.starts[i].seconds, bins.first_days.at(i).days);
    for (const MeasureInfo& m : run.layout.measures) {
        say(m.name, m.label, m.unit, static_cast<int>(m.form), static_cast<int>(m.shape), m.key, m.main, m.share,
            m.bands, m.first_cell);
        say(m.numerator.index, m.denominator.index, m.scale, m.at, m.follow_up.seconds);
        for (const Group& g : m.groups) say(g.attribute, g.value);
    }
    for (const InputValue& i : run.inputs) say(i.name, i.value, i.source, i.quality, i.note, i.place, i.first_change);
    for (const Target& t : run.targets)
        say(t.name, t.measure.index, t.period, t.value, t.tolerance, t.source, t.use, t.note);
    for (const ReplicationResult& r : run.results) {
        say(r.replication, r.fingerprint, r.entries);
        for (const auto* cells : {&r.tally.numerators, &r.tally.denominators, &r.tally.warm_up})
            for (const std::int64_t cell : *cells) say(cell);
    }
    return text;
}

std::string bytes_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// "" when it is refused as a file of the machine should be; else what was read.
std::string read_or_refused(const fs::path& folder) {
    try {
        return text_of(read_run(folder));
    } catch (const CannotAccess& e) {
        CHECK(contains(e.what(), "results.sqlite"));
        return "";
    }
}

}  // namespace

TEST_CASE("a run read back is the run that was written") {
    const Workplace work;
    const Example example;
    write_whole_store(work.path("r/results.sqlite"), example);
    const Run read = read_run(work.path("r"));
    const Run made = run_of(example.facts, "", example.results());
    CHECK(text_of(read) == text_of(made));
    CHECK(read.folder == work.path("r").string());
    CHECK(read.inputs[0].place == "town.yaml:7");
    CHECK(first_difference(read, made) == std::nullopt);
}

TEST_CASE("a scenario's run read back is the one in memory") {
    const Workplace work;
    work.write("town.yaml", small_town);
    REQUIRE(work.run("run town.yaml --replications 3 --seed 9 --out r").code == 0);
    Problems problems;
    const auto forecast = Forecast::prepare(work.path("town.yaml"), {}, problems);
    REQUIRE(forecast);
    std::vector<ReplicationResult> results;
    for (std::uint32_t r = 0; r < 3; ++r) results.push_back(forecast->replicate(9, r));
    const Run made = run_of(*forecast, work.path("town.yaml").string(), {.seed = 9, .replications = 3}, results);
    Run read = read_run(work.path("r"));
    CHECK(read.build.size() == 16);
    CHECK(text_of(read) == text_of(made));
    CHECK(read.inputs.at(0).place == "town.yaml:5");
}

TEST_CASE("a truncated store is refused wherever it was cut") {
    const Workplace work;
    const Example example;
    write_whole_store(work.path("r/results.sqlite"), example);
    const std::string whole = work.read("r/results.sqlite");
    REQUIRE(whole.size() > 20'000);
    for (std::size_t size = 0; size < whole.size(); size += 61) {
        work.write("r/results.sqlite", whole.substr(0, size));
        INFO(size);
        CHECK(read_or_refused(work.path("r")).empty());
    }
}

TEST_CASE("a byte that was altered is found, or stood where nothing is kept") {
    const Workplace work;
    const Example example;
    write_whole_store(work.path("r/results.sqlite"), example);
    const std::string whole = work.read("r/results.sqlite"), right = text_of(read_run(work.path("r")));
    std::size_t refused = 0;
    for (std::size_t at = 0; at < whole.size(); at += 17) {
        std::string other = whole;
        other[at] = static_cast<char>(other[at] ^ (1 << (at % 8)));
        work.write("r/results.sqlite", other);
        const std::string read = read_or_refused(work.path("r"));
        INFO(at);
        if (!read.empty()) CHECK(read == right);
        refused += read.empty();
    }
    CHECK(refused > 100);
}

TEST_CASE("a value that was altered is refused, naming the replication") {
    const Workplace work;
    const Example example;
    const auto refusal_after = [&](const std::string& sql) {
        fs::remove_all(work.path("r"));
        write_whole_store(work.path("r/results.sqlite"), example);
        tamper(work.path("r/results.sqlite"), sql);
        try {
            read_run(work.path("r"));
        } catch (const CannotAccess& e) {
            return std::string(e.what());
        }
        return "read after " + sql;
    };
    const auto altered = ContainsSubstring("results.sqlite was altered");
    for (const char* sql :
         {"UPDATE value SET numerator = 11 WHERE replication = 1 AND numerator = 10",
          "DELETE FROM value WHERE replication = 1 AND grp = 0",
          "UPDATE value SET bin = 1 WHERE replication = 1 AND grp = 0",
          "UPDATE value SET numerator = 'x' WHERE replication = 1", "INSERT INTO value VALUES(1, 7, 0, 0, 0, 1, 1)",
          "INSERT INTO value VALUES(1, 0, -1, 0, 0, 1, 1)", "INSERT INTO value VALUES(1, 0, 0, 0, 99, 1, 1)",
          "INSERT INTO value VALUES(1, 1, 0, 0, 0, 1, 1)", "UPDATE warm_up SET numerator = 5 WHERE replication = 1",
          "UPDATE replication SET entries = 13 WHERE replication = 1",
          "UPDATE replication SET fingerprint = '00' WHERE replication = 1"}) {
        const std::string refusal = refusal_after(sql);
        INFO(sql);
        CHECK_THAT(refusal, altered);
        CHECK_THAT(refusal, ContainsSubstring("replication 1"));
    }
    for (const char* sql :
         {"DELETE FROM replication WHERE replication = 1", "INSERT INTO replication VALUES(2, '0', '0', 0)",
          "INSERT INTO value VALUES(2, 0, 0, 0, 0, 1, 1)", "INSERT INTO warm_up VALUES(1, 5, 0, 1)",
          "UPDATE meta SET value = '6' WHERE key = 'seed'", "UPDATE meta SET value = '0' WHERE key = 'fingerprint'",
          "DELETE FROM meta WHERE key = 'contents'", "DELETE FROM meta WHERE key = 'title'",
          "UPDATE measure SET scale = 2", "UPDATE measure SET unit = 'people'",
          "UPDATE grp SET value = 'Wakefield' WHERE grp = 1", "UPDATE bin SET first_day = '2013-04-01' WHERE month = 0",
          "DELETE FROM bin", "UPDATE parameter SET value = '11%'", "UPDATE target SET value = 14.6",
          "UPDATE input SET text = 'desist: 2'", "DROP VIEW monthly", "CREATE TABLE more(x)",
          "CREATE TRIGGER t AFTER DELETE ON meta BEGIN DELETE FROM value; END"})
        CHECK_THAT(refusal_after(sql), altered);
}

TEST_CASE("what is no whole result of this program is refused with the reason") {
    const Workplace work;
    const Example example;
    const auto refused = [&](const char* why) { CHECK_THROWS_WITH(read_run(work.path("r")), ContainsSubstring(why)); };
    refused("not a folder");
    fs::create_directories(work.path("r"));
    refused("no such file");
    work.write("r/results.sqlite", "");
    refused("not a result of desist");
    work.write("r/results.sqlite", std::string(5000, 'x'));
    refused("not a result of desist");
    fs::remove(work.path("r/results.sqlite"));
    fs::create_directories(work.path("r/results.sqlite"));
    refused("no file");
    fs::remove(work.path("r/results.sqlite"));
    write_whole_store(work.path("r/results.sqlite"), example);
    tamper(work.path("r/results.sqlite"), "PRAGMA user_version = 1");
    refused("another version of desist");
    tamper(work.path("r/results.sqlite"), "PRAGMA user_version = 3; PRAGMA application_id = 7");
    refused("not a result of desist");
    tamper(work.path("r/results.sqlite"),
           "PRAGMA application_id = 1147499369; UPDATE meta SET value = '0' WHERE key = 'complete'");
    refused("not complete: it holds 2 of 2 replications");
    CHECK_THROWS_AS(read_run(work.path("r/results.sqlite")), CannotAccess);
}

TEST_CASE("a store may lie where its name looks like something else") {
    const Workplace work;
    const Example example;
    const fs::path before = fs::current_path();
    fs::current_path(work.path(""));
    write_whole_store("file:x?mode=memory/results.sqlite", example);
    CHECK(read_run("file:x?mode=memory").seed == 5);
    fs::current_path(before);
}

TEST_CASE("a reader does not wait for a run that goes on, nor change anything") {
    const Workplace work;
    const Example example;
    fs::create_directories(work.path("r"));
    Store store(work.path("r/results.sqlite"), example.facts);
    store.replication(example.result(0));
    const std::string before = bytes_of(work.path("r/results.sqlite"));
    CHECK_THROWS_WITH(read_run(work.path("r")), ContainsSubstring("1 of 2 replications"));
    CHECK((bytes_of(work.path("r/results.sqlite")) == before));
    store.replication(example.result(1));
}
