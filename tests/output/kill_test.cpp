// kill -9 at random moments; scripts/check --full kills more often.
#include <cstdlib>

#include "tests/catch.hpp"

TEST_CASE("runs that are killed go on and end with the same contents") {
    CHECK(std::system("'" DESIST_SOURCE_DIR "/scripts/kill-test' 10 '" DESIST_PROGRAM "'") == 0);
}
