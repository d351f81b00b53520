#include "sim/base/problems.hpp"

#include "sim/base/utf8.hpp"
#include "tests/catch.hpp"

using namespace desist;

TEST_CASE("a problem is shown with its place, its line, a caret and a hint") {
    Problems problems;
    const auto file = problems.add_file("a.yaml", "desist: 1\nstayy: 3 hours\n");
    problems.error({file, 2, 1}, "‘stayy’ is unknown", "did you mean ‘stay’?");
    CHECK(problems.text() ==
          "a.yaml:2:1: error: ‘stayy’ is unknown\n"
          "    stayy: 3 hours\n"
          "    ^\n"
          "    hint: did you mean ‘stay’?\n");
}

TEST_CASE("a problem of the whole file has no line") {
    Problems problems;
    problems.error({problems.add_file("a.yaml", "x"), 0, 0}, "too large");
    CHECK(problems.text() == "a.yaml: error: too large\n");
}

TEST_CASE("the caret counts characters, not bytes, and tabs as one") {
    Problems problems;
    problems.error({problems.add_file("a", "\té: x"), 1, 5}, "here");
    CHECK(problems.text() == "a:1:5: error: here\n     é: x\n        ^\n");
}

TEST_CASE("problems come in the order of their places, each once") {
    Problems problems;
    const auto file = problems.add_file("a", "");
    problems.error({file, 3, 1}, "later");
    problems.error({file, 1, 1}, "earlier");
    problems.error({file, 3, 1}, "later");
    const auto all = problems.sorted();
    REQUIRE(all.size() == 2);
    CHECK(all[0].what == "earlier");
    CHECK(all[1].what == "later");
}

TEST_CASE("warnings are counted apart from errors") {
    Problems problems;
    problems.warning({problems.add_file("a", ""), 1, 1}, "odd");
    CHECK_FALSE(problems.has_errors());
    CHECK(problems.warnings() == 1);
    CHECK(problems.text() == "a:1:1: warning: odd\n");
}

TEST_CASE("no more problems are shown than asked for") {
    Problems problems;
    const auto file = problems.add_file("a", "");
    for (int line = 1; line <= 5; ++line) problems.error({file, line, 1}, "wrong");
    CHECK(problems.text(2) == "a:1:1: error: wrong\na:2:1: error: wrong\nand 3 more\n");
}

TEST_CASE("control characters of the input never reach the terminal") {
    Problems problems;
    problems.error({problems.add_file("a", "x\x1b[31m\xff"), 1, 2}, "bad character");
    CHECK(problems.text() == "a:1:2: error: bad character\n    x<U+001B>[31m<0xFF>\n     ^\n");
}

TEST_CASE("a long line is cut around the problem") {
    Problems problems;
    problems.error({problems.add_file("a", std::string(5'000, 'x')), 1, 3'000}, "here");
    CHECK(problems.text().size() < 300);
}

TEST_CASE("the nearest known word is at most a third of its letters away") {
    CHECK(nearest("stayy", {"routes", "stay", "leave"}) == "stay");
    CHECK(nearest("ruotes", {"routes", "stay"}) == "routes");
    CHECK(nearest("leave", {"routes", "stay"}).empty());
    CHECK(nearest("ab", {"ac"}).empty());
    CHECK(did_you_mean("capcity", {"capacity"}) == "did you mean ‘capacity’?");
    CHECK(did_you_mean("zzz", {"capacity"}).empty());
}

TEST_CASE("bytes that are no UTF-8 are not decoded") {
    for (const char* text : {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\x80"})
        CHECK_FALSE(decode(text, 0).valid);
    CHECK(decode("é", 0).value == 0xE9);
    CHECK(decode("\U0001F600", 0).length == 4);
}

TEST_CASE("forbidden characters are shown by their number") {
    CHECK(printable("a\x07 b") == "a<U+0007> b");
    CHECK(printable("\xE2\x80\xAE") == "<U+202E>");
    CHECK(printable("abcdef", 3) == "abc...");
}
