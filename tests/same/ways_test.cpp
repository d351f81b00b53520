// The same results however a scenario is run: threads, batches, what is recorded, and the processor's abilities.
#include <fstream>
#include <map>
#include <optional>

#include "sim/study/forecast.hpp"
#include "tests/catch.hpp"
#include "tests/output/program.hpp"
#include "tests/output/stored.hpp"

using namespace desist;

namespace {

const std::string laws = DESIST_SOURCE_DIR "/tests/same/laws.yaml";
const std::string more = DESIST_SOURCE_DIR "/tests/same/more-measures.yaml";
const std::string town = DESIST_SOURCE_DIR "/tests/hostile/town.yaml";
const std::string calendar = DESIST_SOURCE_DIR "/scenarios/tutorial/6-calendar.yaml";

Forecast forecast_of(const std::string& file) {
    Problems problems;
    std::optional<Forecast> forecast = Forecast::prepare(file, {}, problems);
    INFO(problems.text());
    REQUIRE(forecast);
    return *forecast;
}

struct Collect : ResultSink {
    void replication(const ReplicationResult& result) override { all.push_back(result); }
    std::vector<ReplicationResult> all;
};

bool same(const ReplicationResult& a, const ReplicationResult& b) {
    return a.replication == b.replication && a.fingerprint == b.fingerprint && a.entries == b.entries &&
           a.tally.numerators == b.tally.numerators && a.tally.denominators == b.tally.denominators;
}

// The store that the program writes, as bytes.
std::string store_of(const Workplace& work, const std::string& file, const std::string& options,
                     const std::string& before = "") {
    const Ran ran = work.run("run '" + file + "' --replications 5 --force --out r " + options, before);
    INFO(ran.err);
    REQUIRE(ran.code == 0);
    return work.read("r/results.sqlite");
}

// Whether the processor has fused multiply-add, with which libraries compute other last bits.
bool processor_has_fma() {
    std::ifstream file("/proc/cpuinfo");
    std::string word;
    while (file >> word)
        if (word == "fma") return true;
    return false;
}

}  // namespace

TEST_CASE("a replication alone is what it is in a batch, on any number of threads") {
    for (const std::string& file : {laws, town, calendar}) {
        const Forecast forecast = forecast_of(file);
        const auto replicate = [&](std::uint32_t r) { return forecast.replicate(5, r); };
        std::map<std::uint32_t, ReplicationResult> alone;
        for (const std::uint32_t r : {8u, 0u, 4u}) alone[r] = forecast_of(file).replicate(5, r);
        for (const unsigned threads : {1u, 2u, 3u, 8u}) {
            Collect batch;
            for_each_replication({.seed = 5, .replications = 9, .threads = threads}, replicate, batch, {});
            REQUIRE(batch.all.size() == 9);
            for (const std::uint32_t r : {8u, 0u, 4u}) CHECK(same(batch.all[r], alone[r]));
        }
    }
}

TEST_CASE("a batch that begins later holds the same replications") {
    const Forecast forecast = forecast_of(laws);
    const auto replicate = [&](std::uint32_t r) { return forecast.replicate(1, r); };
    Collect whole, later;
    for_each_replication({.seed = 1, .replications = 6, .threads = 2}, replicate, whole, {});
    for_each_replication({.seed = 1, .replications = 6, .threads = 3, .first = 4}, replicate, later, {});
    REQUIRE(later.all.size() == 2);
    CHECK(same(later.all[0], whole.all[4]));
    CHECK(same(later.all[1], whole.all[5]));
}

TEST_CASE("the store has the same bytes for one, two, three and eight threads, and with or without messages") {
    const Workplace work;
    for (const std::string& file : {laws, town, calendar}) {
        const std::string store = store_of(work, file, "--threads 1");
        REQUIRE(store.size() > 4096);
        for (const char* options : {"--threads 2", "--threads 3", "--threads 8", "--threads 2 --quiet", "--json"}) {
            INFO(file << " " << options);
            CHECK((store_of(work, file, options) == store));
        }
    }
}

TEST_CASE("what is measured besides changes no fingerprint and no other measure") {
    const Workplace work;
    const auto rows = [&](const char* query) { return rows_of(work.path("r/results.sqlite"), query); };
    const char* records = "SELECT replication, fingerprint, entries FROM replication";
    const char* arrests =
        "SELECT replication, measure, value, first_day, numerator, denominator FROM monthly "
        "WHERE measure IN ('arrests', 'in-prison') ORDER BY 1, 2, 3, 4";
    store_of(work, laws, "");
    const auto few_records = rows(records), few_arrests = rows(arrests);
    store_of(work, more, "");
    CHECK(rows(records) == few_records);
    CHECK(rows(arrests) == few_arrests);
    CHECK(few_arrests.size() == 5 * 24 * 4);  // replications, months, groups of arrests and everybody in prison
}

TEST_CASE("the store has the same bytes where the processor's fused multiply-add is not used") {
    if (!processor_has_fma()) return;  // then there is nothing to switch off, and the fingerprints were compared
    const Workplace work;
    const char* without = "GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2_Usable,-FMA_Usable,-AVX2,-FMA,-FMA4";
    for (const std::string& file : {laws, town, calendar}) {
        INFO(file);
        CHECK((store_of(work, file, "", without) == store_of(work, file, "")));
    }
}
