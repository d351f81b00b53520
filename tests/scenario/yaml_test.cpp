// What YAML allows and the language does not, and what is said of broken files.
#include "sim/scenario/yaml.hpp"

#include "sim/scenario/source_text.hpp"
#include "tests/catch.hpp"

using namespace desist;

namespace {

// "line:column what" of the first problem, or "" when the text is fine.
std::string fault(std::string_view raw) {
    Problems problems;
    const std::string text = normalised(raw);
    const auto file = problems.add_file("x", text);
    if (check_text(raw, file, problems)) parse_yaml(text, file, problems);
    if (!problems.has_errors()) return "";
    const Problem p = problems.sorted()[0];
    return std::to_string(p.at.line) + ":" + std::to_string(p.at.column) + " " + p.what;
}

YamlNode parsed(std::string_view raw) {
    Problems problems;
    const std::string text = normalised(raw);
    const auto root = parse_yaml(text, problems.add_file("x", text), problems);
    INFO(problems.text());
    REQUIRE(root);
    REQUIRE_FALSE(problems.has_errors());
    return *root;
}

std::string repeated(std::string_view text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
}

}  // namespace

TEST_CASE("every word knows its place, in characters") {
    const YamlNode root = parsed("a: 1\nb:\n  - é: {c: d}\n");
    REQUIRE(root.entries.size() == 2);
    CHECK(root.entries[1].key.at == Place{0, 2, 1});
    const YamlEntry& entry = root.entries[1].value.items[0].entries[0];
    CHECK(entry.key.at == Place{0, 3, 5});
    CHECK(entry.value.entries[0].value.at == Place{0, 3, 12});
}

TEST_CASE("scalars stay text: nothing is guessed") {
    const YamlNode root = parsed("[yes, 0123, 1e3, 'q', 2012-04-01]");
    CHECK(root.items[0].text == "yes");
    CHECK(root.items[1].text == "0123");
    CHECK(root.items[3].quoted);
    CHECK_FALSE(root.items[4].quoted);
}

TEST_CASE("nothing, ~ and null are empty") {
    const YamlNode root = parsed("a:\nb: ~\nc: null\n");
    for (const YamlEntry& entry : root.entries) CHECK(entry.value.kind == YamlNode::Kind::empty);
}

TEST_CASE("a byte order mark and Windows line ends are tolerated and shift nothing") {
    CHECK(fault("\xEF\xBB\xBF"
                "a: 1\r\nb: 2\r\n")
              .empty());
    CHECK(fault("\xEF\xBB\xBF"
                "a: 1\r\na: 2\r\n") == "2:1 the key ‘a’ stands twice; the first is at x:1:1");
}

TEST_CASE("a key stands once, at every level") {
    CHECK(fault("a: 1\na: 1\n") == "2:1 the key ‘a’ stands twice; the first is at x:1:1");
    CHECK(fault("a: {x: 1, x: 2}") == "1:11 the key ‘x’ stands twice; the first is at x:1:5");
}

TEST_CASE("anchors, aliases, merge keys and tags are refused") {
    CHECK(fault("a: &x 1\n") == "1:4 anchors (&name) are not part of the language");
    CHECK(fault("a: *x\n").find("aliases (*name)") != std::string::npos);
    CHECK(fault("<<: {a: 1}\n") == "1:1 merge keys (<<) are not part of the language");
    CHECK(fault("a: !!str 1\n") == "1:4 tags (!name) are not part of the language");
    CHECK(fault("a: !x {b: 1}\n") == "1:4 tags (!name) are not part of the language");
}

TEST_CASE("aliases that would multiply without end are refused at once") {
    CHECK_FALSE(fault("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n").empty());
    CHECK_FALSE(fault("&a [*a]\n").empty());
}

TEST_CASE("directives and second documents are refused") {
    CHECK(fault("%YAML 1.1\n---\na: 1\n") == "1:1 directives (%) are not part of the language");
    CHECK(fault("a: 1\n---\nb: 2\n") == "2:1 a second document");
    CHECK(fault("a: 1\n--- [\n") == "2:1 a second document");
    CHECK(fault("---\na: 1\n...\n").empty());
}

TEST_CASE("keys are words") {
    CHECK(fault("{[a]: 1}") == "1:2 a key must be a word");
    CHECK(fault("? \n: 1\n").find("a key must be a word") != std::string::npos);
}

TEST_CASE("an unclosed quote or bracket is a problem") {
    CHECK(fault("a: \"x\nb: 2\n").find("a quote that is never closed") != std::string::npos);
    CHECK(fault("a: [1, 2\n").find("a bracket [ that is not closed") != std::string::npos);
    CHECK(fault("a: ]\n").find("a closing bracket without its opening one") != std::string::npos);
}

TEST_CASE("tabs in the indentation, merge conflicts and stray colons are explained") {
    CHECK_FALSE(fault("a:\n\tb: 1\n").empty());
    CHECK(fault("a: 1\n<<<<<<< HEAD\nb: 2\n") == "2:1 an unresolved merge conflict");
    CHECK(fault("a: b: c\n") == "1:5 a colon where no value can begin");
}

TEST_CASE("an empty file, or one of comments, is empty") {
    CHECK(fault("") == "1:1 the file is empty");
    CHECK(fault("# nothing\n\n") == "1:1 the file is empty");
    CHECK(fault("---\n") == "1:1 the file is empty");
}

TEST_CASE("nesting is limited to 64") {
    CHECK(fault(repeated("[", 64) + repeated("]", 64)).empty());
    CHECK(fault(repeated("[", 65) + repeated("]", 65)) == "1:65 nested more than 64 deep");
    CHECK(fault(repeated("[", 10'000)).find("nested more than 64 deep") != std::string::npos);
    CHECK(fault(repeated("? ", 5'000)).find("nested more than 64 deep") != std::string::npos);
}

TEST_CASE("size is limited: nodes, lines and texts") {
    CHECK(fault(repeated("- [a,a,a,a,a,a,a,a,a,a]\n", 20'000)).find("more than 200000 values") != std::string::npos);
    CHECK(fault("a: " + repeated("x", 20'000) + "\n") == "1:1 the line is longer than 16384 bytes");
    CHECK(fault("a: >\n" + repeated("  xxxxxxxxx\n", 1'000)).find("a text longer than 8192 bytes") !=
          std::string::npos);
}

TEST_CASE("files that make yaml-cpp loop or drop text are refused") {
    for (const char* text : {",", "a: 1\n, b", ",{", "a: 1\n}"}) {
        INFO(text);
        CHECK_FALSE(fault(text).empty());
    }
}

TEST_CASE("bytes that are no UTF-8 are refused with their place") {
    CHECK(fault("a: \xff\n") == "1:4 the byte 0xFF is not UTF-8");
    CHECK(fault("a: é\nb: \xc0\x80\n") == "2:4 the byte 0xC0 is not UTF-8");
}

TEST_CASE("control and invisible characters are refused with their place") {
    using namespace std::string_view_literals;
    CHECK(fault("a: x\0y\n"sv) == "1:5 the character U+0000 may not stand here");
    CHECK(fault("a: 1\nb: \x04 2\n") == "2:4 the character U+0004 may not stand here");
    CHECK(fault("a: \x7f\n") == "1:4 the character U+007F may not stand here");
    CHECK(fault("a: 1\rb: 2\r") == "1:5 the character U+000D may not stand here");
    CHECK(fault("a: \xC2\x85\n") == "1:4 the character U+0085 may not stand here");
    CHECK(fault("a: \xE2\x80\xAE\n") == "1:4 the character U+202E may not stand here");
    CHECK(fault("a: 1\n\xEF\xBB\xBF"
                "b: 2\n") == "2:1 the character U+FEFF may not stand here");
}

TEST_CASE("a control character that comes from an escape is refused too") {
    CHECK(fault("a: \"\\e[31m\"\n") == "1:4 the text holds the character U+001B");
    CHECK(fault("a: \"\\0\"\n") == "1:4 the text holds the character U+0000");
}

TEST_CASE("a binary file is one problem") {
    using namespace std::string_view_literals;
    CHECK(fault(std::string(4'096, '\0')) == "1:1 the file is binary, not text");
    CHECK(fault("\xFF\xFE"
                "a\0:\0"sv) == "1:1 the file is UTF-16 or UTF-32, not UTF-8");
    CHECK(fault("a\0:\0 \0b\0"sv) == "1:1 the file is UTF-16 or UTF-32, not UTF-8");
}
