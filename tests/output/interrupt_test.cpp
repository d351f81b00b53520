// Ctrl-C ends a run soon, in good order, and tells how to go on.
#include <chrono>

#include "output/run_source.hpp"
#include "sim/study/comparison.hpp"
#include "tests/catch.hpp"
#include "tests/output/program.hpp"
#include "tests/output/spawned.hpp"

using namespace desist;

namespace {

double seconds_until_end(Spawned& run, int& status) {
    const auto start = std::chrono::steady_clock::now();
    status = run.wait();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

bool exited_with(int status, int code) { return WIFEXITED(status) && WEXITSTATUS(status) == code; }

}  // namespace

TEST_CASE("an interrupt in the middle of a long replication ends the run within two seconds") {
    const int signal = GENERATE(SIGINT, SIGTERM);
    const Workplace work;
    work.write("town.yaml", town_with("present: 300", "present: 1000000"));
    Spawned run(work.path(""), {"run", "town.yaml", "--replications", "100", "--threads", "2", "--out", "r"});
    REQUIRE(becomes([&] { return work.has("r/results.sqlite"); }));
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    run.send(signal);
    int status = 0;
    CHECK(seconds_until_end(run, status) < 2);
    CHECK(exited_with(status, 130));
    CHECK(contains(work.read("err"), "of 100 replications are saved in r"));
    CHECK_FALSE(work.has("r/manifest.json"));
}

TEST_CASE("the command that an interrupted run tells goes on to the same contents") {
    const Workplace work;
    work.write("a town.yaml", small_town);
    REQUIRE(work.run("run 'a town.yaml' --replications 400 --out peace").code == 0);
    Spawned run(work.path(""), {"run", "a town.yaml", "--replications", "400", "--out", "it's cut", "--force"});
    REQUIRE(becomes([&] { return contains(work.read("err"), "20% done"); }));
    run.send(SIGINT);
    REQUIRE(exited_with(run.wait(), 130));
    const std::string said = work.read("err"), before = "goes on where it stopped: ";
    REQUIRE(contains(said, before));
    CHECK_FALSE(contains(said, " 0 of 400"));
    const std::string command = said.substr(said.find(before) + before.size());
    CHECK_FALSE(contains(command, "--force"));
    CHECK(
        std::system(("cd '" + work.path("").string() + "' && " + command.substr(0, command.find('\n')) + " >out 2>err2")
                        .c_str()) == 0);
    CHECK(contains(work.read("err2"), "Going on with it's cut"));
    CHECK(first_difference(read_run(work.path("peace")), read_run(work.path("it's cut"))) == std::nullopt);
    CHECK((work.read("peace/summary.csv") == work.read("it's cut/summary.csv")));
}

TEST_CASE("a second interrupt ends the run at once") {
    const Workplace work;
    work.write("town.yaml", town_with("present: 300", "present: 1000000"));
    Spawned run(work.path(""), {"run", "town.yaml", "--replications", "100", "--out", "r"});
    REQUIRE(becomes([&] { return work.has("r/results.sqlite"); }));
    run.send(SIGSTOP);  // both come before the program can look
    run.send(SIGINT);
    run.send(SIGTERM);
    run.send(SIGCONT);
    CHECK(WIFSIGNALED(run.wait()));
}
