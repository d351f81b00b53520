#include "tests/catch.hpp"
#include "tests/output/program.hpp"

TEST_CASE("help and version are results") {
    const Workplace work;
    const Ran help = work.run("--help");
    CHECK(help.code == 0);
    CHECK(contains(help.out, "run"));
    CHECK(contains(help.out, "check"));
    CHECK(help.err.empty());
    CHECK(contains(work.run("run --help").out, "--replications"));
    const Ran version = work.run("--version");
    CHECK(version.code == 0);
    CHECK(version.out.starts_with("desist "));
}

TEST_CASE("a wrong command line is exit 2 and writes nothing") {
    const Workplace work;
    work.write("town.yaml", small_town);
    const char* wrong =
        GENERATE("", "walk town.yaml", "run", "check", "run town.yaml --bogus", "run town.yaml town.yaml",
                 "run town.yaml --replications 0", "run town.yaml --replications 100001",
                 "run town.yaml --replications 1.5", "run town.yaml --replications -3",
                 "run town.yaml --replications ''", "run town.yaml --threads 257", "run town.yaml --seed=-1",
                 "run town.yaml --seed 18446744073709551616", "run town.yaml --set charged", "run town.yaml --set =1",
                 "run town.yaml --set charged=", "run town.yaml --set", "run ''", "check town.yaml --out x");
    INFO(wrong);
    const Ran ran = work.run(wrong);
    CHECK(ran.code == 2);
    CHECK_FALSE(ran.err.empty());
    CHECK(ran.out.empty());
    CHECK_FALSE(work.has("results"));
}

TEST_CASE("a misspelt command is named with the nearest one") {
    const Workplace work;
    const Ran ran = work.run("chek town.yaml");
    CHECK(ran.code == 2);
    CHECK(contains(ran.err, "chek"));
    CHECK(contains(ran.err, "check"));
}
