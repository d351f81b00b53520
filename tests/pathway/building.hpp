// Shared by the tests of this room: scenarios from text, and what is wrong with them.
#pragma once

#include <algorithm>
#include <string>

#include "sim/pathway/pathway.hpp"
#include "tests/catch.hpp"

namespace desist::test {

// Sections that every scenario has, with one offender; `more` has at least `tracks`.
inline std::string scenario(const std::string& more) {
    return "desist: 1\n"
           "time: {start: 2012-04-01, warm-up: 1 year, run: 2 years}\n" +
           (more.find("population:") == std::string::npos ? std::string("population: {present: 1}\n") : std::string()) +
           more;
}

// Lines at which "# here" stands, for messages: "here", other lines by their number.
inline std::string line_name(const std::string& text, int line) {
    std::size_t begin = 0;
    for (int i = 1; i < line && begin != std::string::npos; ++i) begin = text.find('\n', begin) + 1;
    const std::string content = text.substr(begin, text.find('\n', begin) - begin);
    return content.find("# here") != std::string::npos ? "here" : "line " + std::to_string(line);
}

struct Built {
    std::optional<Pathway> pathway;
    std::string problems;  // one a line: "here: error: what (hint)"
    std::size_t errors = 0;
    std::size_t warnings = 0;
};

inline Built build(const std::string& more) {
    const std::string text = scenario(more);
    Problems problems;
    Built built;
    if (const std::optional<Scenario> read = load_text("x.yaml", text, problems))
        built.pathway = build_pathway(*read, problems);
    for (const Problem& p : problems.sorted()) {
        const bool error = p.severity == Severity::error;
        built.problems += line_name(text, p.at.line) + (error ? ": error: " : ": warning: ") + p.what +
                          (p.hint.empty() ? "" : " (" + p.hint + ")") + "\n";
        ++(error ? built.errors : built.warnings);
    }
    return built;
}

// All problems, after "accepted" where none of them is an error.
inline std::string refusal(const std::string& more) {
    const Built built = build(more);
    if (built.pathway) return "accepted\n" + built.problems;
    return built.problems;
}

inline Pathway accepted(const std::string& more) {
    Built built = build(more);
    INFO(built.problems);
    REQUIRE(built.pathway);
    CHECK(built.errors == 0);
    return *built.pathway;
}

inline bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// True when there is one problem, an error at "# here" that says `what`. What there is instead is shown.
#define CHECK_REFUSED(more, what)                                                       \
    do {                                                                                \
        const std::string all = desist::test::refusal(more);                            \
        CHECK_THAT(all, ContainsSubstring("here: error: ") && ContainsSubstring(what)); \
        CHECK(std::count(all.begin(), all.end(), '\n') == 1);                           \
    } while (false)

#define CHECK_ACCEPTED(more)                          \
    do {                                              \
        const auto built = desist::test::build(more); \
        INFO(built.problems);                         \
        CHECK(built.pathway.has_value());             \
    } while (false)

}  // namespace desist::test
