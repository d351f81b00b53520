// A long scenario with mistakes of twelve kinds: all are told in one go, each at its place, and nothing else.
#include <algorithm>
#include <sstream>

#include "tests/catch.hpp"
#include "tests/hostile/corpus.hpp"

TEST_CASE("twelve mistakes of twelve kinds are told in one go, each at its place") {
    const Ran ran = check_text_of_file(file_bytes(hostile_folder() / "twelve.yaml"));
    INFO(ran.err);
    CHECK(ran.code == 3);
    std::istringstream expected(file_bytes(hostile_folder() / "twelve.expected"));
    std::size_t mistakes = 0;
    for (std::string where, says; expected >> where && std::getline(expected >> std::ws, says); ++mistakes) {
        INFO(where << " " << says);
        CHECK(tells(ran.err, "town.yaml", where, "error", says));
    }
    CHECK(mistakes == 12);
    CHECK(contains(ran.err, "12 errors; nothing was written"));
    CHECK_FALSE(contains(ran.err, "warning: "));
}
