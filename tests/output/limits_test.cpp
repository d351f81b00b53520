// Limits of time and memory, and failures that tell how to come to them again.
#include "output/memory.hpp"
#include "output/run_source.hpp"
#include "sim/study/comparison.hpp"
#include "tests/catch.hpp"
#include "tests/output/program.hpp"

using namespace desist;
using Catch::Matchers::WithinAbs;

namespace {

std::string told_command(const std::string& said, const std::string& before) {
    REQUIRE(contains(said, before));
    const std::string command = said.substr(said.find(before) + before.size());
    return command.substr(0, command.find('\n'));
}

Forecast forecast_in(const Workplace& work, const std::string& text) {
    work.write("town.yaml", text);
    Problems problems;
    const auto forecast = Forecast::prepare(work.path("town.yaml"), {}, problems);
    REQUIRE(forecast);
    return *forecast;
}

}  // namespace

TEST_CASE("a run that reaches its limit of time keeps what is finished and goes on to the same contents") {
    const Workplace work;
    work.write("town.yaml", small_town);
    const Ran cut = work.run("run town.yaml --replications 1500 --out cut --time-limit '0.3 seconds'");
    INFO(cut.err);
    REQUIRE(cut.code == 5);
    CHECK(cut.out.empty());
    CHECK(contains(cut.err, "the time limit of 0.3 seconds is reached: "));
    CHECK(contains(cut.err, " of 1500 replications are saved in cut"));
    CHECK_FALSE(work.has("cut/manifest.json"));
    const std::string saved = told_command(cut.err, "is reached: ");
    const Ran rest = work.run("run town.yaml --replications 1500 --out cut");
    REQUIRE(rest.code == 0);
    CHECK(contains(rest.err, "Going on with cut: " + saved.substr(0, saved.find(' ')) + " of 1500 replications"));
    REQUIRE(work.run("run town.yaml --replications 1500 --out peace").code == 0);
    CHECK(first_difference(read_run(work.path("peace")), read_run(work.path("cut"))) == std::nullopt);
    CHECK((work.read("peace/summary.csv") == work.read("cut/summary.csv")));
}

TEST_CASE("the message of a limit of time names the rest and a command that goes on") {
    const Workplace work;
    work.write("town.yaml", small_town);
    const Ran cut = work.run("run town.yaml --replications 100000 --out cut --time-limit '3 seconds'");
    REQUIRE(cut.code == 5);
    CHECK(contains(cut.err, "For the rest: about "));
    CHECK(contains(told_command(cut.err, "goes on where it stopped: "),
                   "run town.yaml --replications 100000 --out cut --time-limit '3 seconds'"));
}

TEST_CASE("a limit of time ends a replication that is longer") {
    const Workplace work;
    work.write("town.yaml", town_with("present: 300", "present: 3000000"));
    const Ran ran = work.run("run town.yaml --replications 2 --threads 1 --out r --time-limit '0.5 seconds'");
    CHECK(ran.code == 5);
    CHECK(contains(ran.err, "0 of 2 replications are saved in r"));
    CHECK(contains(ran.err, "not one was finished in this go"));
}

TEST_CASE("a limit of time that is not reached changes nothing") {
    const Workplace work;
    work.write("town.yaml", small_town);
    const Ran limited = work.run("run town.yaml --replications 3 --out a --time-limit '2 hours'");
    CHECK(limited.code == 0);
    CHECK(limited.out == work.run("run town.yaml --replications 3 --out b").out);
}

TEST_CASE("a comparison that reaches its limit of time goes on with the same command") {
    const Workplace work;
    work.write("town.yaml", small_town);
    const std::string compare = "compare town.yaml --set charged=45% --replications 1000 --out c";
    const Ran cut = work.run(compare + " --time-limit '0.3 seconds'");
    INFO(cut.err);
    REQUIRE(cut.code == 5);
    CHECK(contains(cut.err, "the time limit of 0.3 seconds is reached"));
    CHECK_FALSE(work.has("c/comparison.csv"));
    CHECK(work.run(compare).code == 0);
    CHECK(work.has("c/comparison.csv"));
}

TEST_CASE("what is no time is no limit of time") {
    const Workplace work;
    work.write("town.yaml", small_town);
    const std::string limit =
        GENERATE("10", "ten minutes", "'0 seconds'", "'5 GBP'", "'2 per hour'", "'-1 day'", "50%");
    const Ran ran = work.run("run town.yaml --time-limit " + limit);
    INFO(limit);
    CHECK(ran.code == 2);
    CHECK_FALSE(work.has("results"));
}

TEST_CASE("a scenario that no machine holds is refused before it runs") {
    const Workplace work;
    std::string streams;
    for (int i = 0; i < 400; ++i) streams += (i ? ", s" : "s") + std::to_string(i) + ": {present: 20_000_000}";
    work.write("town.yaml", town_with("  present: 300\n", "  streams: {" + streams + "}\n"));
    const Ran ran = work.run("run town.yaml --out r");
    INFO(ran.err);
    CHECK(ran.code == 5);
    CHECK(contains(ran.err, "does not fit into memory: one replication needs about "));
    CHECK(contains(ran.err, " are available"));
    CHECK(contains(ran.err, "hint: fewer people"));
    CHECK_FALSE(work.has("r/results.sqlite"));
}

TEST_CASE("check tells the memory of a replication") {
    const Workplace work;
    work.write("town.yaml", small_town);
    CHECK(contains(work.run("check town.yaml").out, "; a replication needs about 1 MB)"));
}

TEST_CASE("so many threads run as fit into memory") {
    const Workplace work;
    const Forecast forecast = forecast_in(work, town_with("present: 300", "present: 100000"));
    const double each = forecast.replication_bytes() + 2 * forecast.result_bytes();
    CHECK(threads_that_fit(forecast, 20, 8, 100 * each) == 8);
    CHECK(threads_that_fit(forecast, 20, 8, 3.5 * each) == 3);
    CHECK(threads_that_fit(forecast, 20, 8, 0.9 * each) == 0);
}

TEST_CASE("more results than fit into memory are refused") {
    const Workplace work;
    const Forecast forecast = forecast_in(work, small_town);
    const double results = 100'000 * forecast.result_bytes();
    CHECK(threads_that_fit(forecast, 100'000, 1, 0.9 * results) == 0);
    CHECK(threads_that_fit(forecast, 100'000, 1, 1.1 * results) == 1);
}

TEST_CASE("the memory available is the least of what the machine and its control groups leave") {
    const Workplace work;
    work.write("proc/meminfo", "MemTotal: 9000 kB\nMemAvailable:    5000 kB\n");
    work.write("proc/self/status", "VmSize:\t 100 kB\n");
    const double machine = memory_available(work.path(""));
    CHECK_THAT(machine, WithinAbs(5000 * 1024, 0.1));
    work.write("proc/self/cgroup", "0::/user/me\n");
    work.write("sys/fs/cgroup/user/me/memory.max", "max\n");
    work.write("sys/fs/cgroup/user/me/memory.current", "1000000\n");
    CHECK_THAT(memory_available(work.path("")), WithinAbs(machine, 0.1));
    work.write("sys/fs/cgroup/user/memory.max", "3000000\n");
    work.write("sys/fs/cgroup/user/memory.current", "1500000\n");
    work.write("sys/fs/cgroup/user/memory.stat", "anon 1000000\ninactive_file 500000\n");
    CHECK_THAT(memory_available(work.path("")), WithinAbs(2'000'000, 0.1));
}

TEST_CASE("the memory available obeys control groups of version 1") {
    const Workplace work;
    work.write("proc/meminfo", "MemAvailable:    5000 kB\n");
    work.write("proc/self/cgroup", "5:cpu:/\n4:memory:/box\n");
    work.write("sys/fs/cgroup/memory/box/memory.limit_in_bytes", "2500000\n");
    work.write("sys/fs/cgroup/memory/box/memory.usage_in_bytes", "500000\n");
    CHECK_THAT(memory_available(work.path("")), WithinAbs(2'000'000, 0.1));
}

TEST_CASE("bytes are told in megabytes and gigabytes") {
    CHECK(bytes_in_words(10) == "1 MB");
    CHECK(bytes_in_words(410e6) == "410 MB");
    CHECK(bytes_in_words(2.14e9) == "2.1 GB");
    CHECK(bytes_in_words(150e9) == "150 GB");
}

TEST_CASE("a run that storms names a command that runs only the replication that did") {
    const Workplace work;
    // One in a few replications has somebody who is caught in the loop.
    work.write("town.yaml", town_with("custody: {stay: exponential(30 days), routes: [{to: liberty, otherwise: true}]}",
                                      "custody: {stay: exponential(30 days), routes: [{to: loop, chance: 0.1%}, {to: "
                                      "liberty, otherwise: true}]}\n      loop: {stay: fixed 0 days, routes: [{to: "
                                      "loop}]}"));
    const Ran ran = work.run("run town.yaml --replications 60 --set charged=45% --seed 3 --out 'it is'");
    INFO(ran.err);
    REQUIRE(ran.code == 5);
    CHECK(contains(ran.err, "replications are in it is/results.sqlite, marked incomplete"));
    const std::string failure = told_command(ran.err, "the run failed: ");
    const std::string command = told_command(ran.err, "This runs only that replication: ");
    CHECK(contains(command, "trace town.yaml --set charged=45% --seed 3 --replication "));
    CHECK(std::system(("cd '" + work.path("").string() + "' && " + command + " >out 2>err2").c_str()) == 5 << 8);
    CHECK(contains(work.read("err2"), failure));
}
