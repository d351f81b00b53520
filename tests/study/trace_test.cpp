// A replication that is traced is the same replication.
#include "sim/study/trace.hpp"

#include "tests/catch.hpp"

using namespace desist;

TEST_CASE("a trace has the fingerprint of the same replication in a run") {
    Problems problems;
    const auto forecast = Forecast::prepare(DESIST_SOURCE_DIR "/scenarios/tutorial/4-cases.yaml", {}, problems);
    REQUIRE(forecast);
    std::string hint;
    const std::string who = first_person(*forecast);
    CHECK(who == "present:0");
    const auto key = key_of(*forecast, who, 7, 2, hint);
    REQUIRE(key);
    const Trace told = trace(*forecast, {who}, {*key}, 7, 2);
    CHECK(told.fingerprint == forecast->replicate(7, 2).fingerprint);
    CHECK(told.stories.front().lines.size() > 10);
}
