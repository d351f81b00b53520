// Mistakes and hostile names planted in a scenario that is otherwise good (town.yaml): planted.json and names.json.
#include <algorithm>

#include "tests/catch.hpp"
#include "tests/hostile/corpus.hpp"

namespace {

const std::string mark = "▼";  // where the problem must be told; only ASCII stands before it on its line

std::string with(std::string text, const std::string& piece, const std::string& other) {
    const std::size_t at = text.find(piece);
    if (at == std::string::npos || text.find(piece, at + 1) != std::string::npos)
        throw std::runtime_error("not once in town.yaml: " + piece);
    return text.replace(at, piece.size(), other);
}

std::string town() { return file_bytes(hostile_folder() / "town.yaml"); }

// Takes the mark out of the text and gives its "line:column"; nothing without a mark.
std::string take_mark(std::string& text) {
    const std::size_t at = text.find(mark);
    if (at == std::string::npos) return "";
    text.erase(at, mark.size());
    const std::size_t line = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
    return std::to_string(1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n')) + ":" +
           std::to_string(at - line + 1);
}

void check_planted(const Json& entry) {
    INFO(entry.dump().substr(0, 2000));
    std::string text = town();
    for (const Json& replacement : entry["replace"]) text = with(text, replacement[0], expand(replacement[1]));
    const std::string where = take_mark(text);
    const int code = entry.value("code", 3);
    const Ran ran = check_text_of_file(text);
    INFO(ran.err);
    CHECK(ran.code == code);
    const std::string says = entry.value("says", "");
    if (entry.contains("hint")) CHECK(contains(ran.err, "hint: " + entry["hint"].get<std::string>()));
    if (says.empty())
        CHECK(ran.err.empty());
    else if (where.empty())
        CHECK(contains(ran.err, says));
    else
        CHECK(tells(ran.err, "town.yaml", where, code == 0 ? "warning" : "error", says));
}

void check_all_of(const std::string& kind) {
    std::size_t entries = 0;
    for (const Json& entry : hostile_index("planted.json")) {
        if (!entry["name"].get<std::string>().starts_with(kind + "/")) continue;
        check_planted(entry);
        ++entries;
    }
    CHECK(entries > 0);
}

// Refused with these words, or accepted where there are none.
void check_text_at(const std::string& piece, const std::string& before, const Json& name, const char* kind) {
    INFO(name["name"] << " after " << before);
    const Ran ran = check_text_of_file(with(town(), piece, before + expand(name["text"])));
    INFO(ran.err);
    CHECK(ran.code == (name.contains(kind) ? 3 : 0));
    if (name.contains(kind)) CHECK(contains(ran.err, name[kind]));
}

}  // namespace

TEST_CASE("the scenario to plant in is good") { CHECK(check_text_of_file(town()).code == 0); }

TEST_CASE("what can be read and means nothing sensible is refused") { check_all_of("semantic"); }

TEST_CASE("a value of the wrong type is refused where it stands") { check_all_of("typing"); }

TEST_CASE("odd bytes inside a scenario are refused where they stand") { check_all_of("bytes"); }

TEST_CASE("what stands twice inside a scenario is refused where it stands") { check_all_of("dupes"); }

TEST_CASE("odd YAML inside a scenario is refused where it stands") { check_all_of("syntax"); }

TEST_CASE("hostile text is taken as a title, a label or a unit, or refused") {
    for (const Json& name : hostile_index("names.json")) {
        check_text_at("title: A town to plant mistakes in", "title: ", name, "line");
        check_text_at("label: Arrests", "label: ", name, "line");
        check_text_at("unit: arrests", "unit: ", name, "line");
    }
}

TEST_CASE("hostile text is taken as a description or a note, or refused") {
    for (const Json& name : hostile_index("names.json")) {
        check_text_at("description: Accepted as it stands.", "description: ", name, "prose");
        check_text_at("note: a guess", "note: ", name, "prose");
    }
}

TEST_CASE("hostile text is no name") {
    for (const Json& name : hostile_index("names.json")) {
        INFO(name["name"]);
        const std::string text = expand(name["text"]);
        CHECK(check_text_of_file(with(town(), "      licence: {", "      " + text + ": {}\n      licence: {")).code ==
              3);
    }
}
