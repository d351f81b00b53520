// Two runs never write into one folder.
#include "output/files.hpp"
#include "sim/base/problems.hpp"
#include "tests/catch.hpp"
#include "tests/output/program.hpp"
#include "tests/output/spawned.hpp"

using namespace desist;

TEST_CASE("a folder is locked once and free again afterwards") {
    const Workplace work;
    {
        const FolderLock lock(work.path(""));
        CHECK_THROWS_WITH(FolderLock(work.path("")), ContainsSubstring("in use"));
    }
    const FolderLock again(work.path(""));
    CHECK_THROWS_AS(FolderLock(work.path("nowhere")), CannotAccess);
}

TEST_CASE("a run into a folder in use is refused and touches nothing") {
    const Workplace work;
    work.write("town.yaml", small_town);
    REQUIRE(work.run("run town.yaml --replications 2 --out r").code == 0);
    const std::string before = work.read("r/results.sqlite");
    {
        const FolderLock lock(work.path("r"));
        for (const char* force : {"", " --force"}) {
            const Ran ran = work.run(std::string("run town.yaml --replications 3 --out r") + force);
            CHECK(ran.code == 4);
            CHECK(contains(ran.err, "r is in use"));
            CHECK((work.read("r/results.sqlite") == before));
        }
    }
    CHECK(work.run("run town.yaml --replications 3 --out r --force").code == 0);
}

TEST_CASE("the second of two runs is refused and a killed one leaves no lock") {
    const Workplace work;
    work.write("town.yaml", town_with("present: 300", "present: 300000"));
    Spawned first(work.path(""), {"run", "town.yaml", "--replications", "50", "--out", "r"});
    REQUIRE(becomes([&] { return work.has("r/results.sqlite"); }));
    const Ran second = work.run("run town.yaml --replications 50 --out r");
    CHECK(second.code == 4);
    CHECK(contains(second.err, "in use"));
    CHECK_FALSE(first.has_ended());
    first.send(SIGKILL);
    first.wait();
    work.write("town.yaml", small_town);
    CHECK(work.run("run town.yaml --replications 2 --out r --force").code == 0);
}
