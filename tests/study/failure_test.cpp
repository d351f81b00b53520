// A replication that fails tells everything that is needed to come to it again.
#include <fmt/format.h>
#include <unistd.h>

#include <fstream>

#include "sim/random/keyed.hpp"
#include "sim/study/forecast.hpp"
#include "tests/catch.hpp"

using namespace desist;
namespace fs = std::filesystem;

TEST_CASE("a storm is told with date, time of day, node, offender, seed and replication") {
    const fs::path file = fs::temp_directory_path() / ("desist-storm-" + std::to_string(::getpid()) + ".yaml");
    std::ofstream(file) << "desist: 1\ntime: {start: 2012-04-01, warm-up: 0 days, run: 1 year}\n"
                           "population: {streams: {leeds: {present: 1}}}\n"
                           "tracks: {t: {start: a, nodes: {a: {stay: fixed 26 hours, routes: [{to: b}]},"
                           " b: {stay: fixed 0 days, routes: [{to: b}]}}}}\n"
                           "measures: {n: {count: t/b}}\n";
    Problems problems;
    const auto forecast = Forecast::prepare(file, {}, problems);
    fs::remove(file);
    INFO(problems.text());
    REQUIRE(forecast);
    const std::string who = fmt::format("{:016x}", offender_key(77, 5, name_hash("leeds"), 0).value);
    try {
        forecast->replicate(77, 5);
        FAIL("nothing was thrown");
    } catch (const ReplicationFailed& failed) {
        CHECK(failed.replication == 5);
        CHECK(
            std::string(failed.what()) ==
            "the scenario loops at t/b: more than 10,000 steps of one offender in one second, at 2012-04-02 02:00:00, "
            "node t/b, offender " +
                who + " (number 0 of stream ‘leeds’), seed 77, replication 5 (the first is 0)");
    }
}
