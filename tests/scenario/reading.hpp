// Shared by the tests of the reader: a smallest scenario, and what is wrong with a text.
#pragma once

#include <string>

#include "sim/scenario/scenario.hpp"
#include "tests/catch.hpp"

namespace desist::test {

// A scenario with `more` (whole sections) after the required ones.
inline std::string scenario(const std::string& more = "") {
    return "desist: 1\n"
           "time: {start: 2012-04-01, warm-up: 1 year, run: 2 years}\n"
           "population: {present: 10}\n"
           "tracks: {life: {start: alive, nodes: {alive: {}}}}\n" +
           more;
}

// A scenario whose only interesting node is given.
inline std::string with_node(const std::string& node) {
    return "desist: 1\n"
           "time: {start: 2012-04-01, warm-up: 1 year, run: 2 years}\n"
           "population: {present: 10}\n"
           "tracks:\n"
           "  t:\n"
           "    start: n\n"
           "    nodes:\n"
           "      n: " +
           node + "\n";
}

// All problems, one a line: "line:column what (hint)". Empty when the text is read.
inline std::string problems_of(const std::string& text) {
    Problems problems;
    load_text("x.yaml", text, problems);
    std::string all;
    for (const Problem& p : problems.sorted()) {
        all += std::to_string(p.at.line) + ":" + std::to_string(p.at.column) + " " + p.what;
        all += (p.hint.empty() ? "" : " (" + p.hint + ")") + "\n";
    }
    return all;
}

inline Scenario read(const std::string& text) {
    Problems problems;
    std::optional<Scenario> s = load_text("x.yaml", text, problems);
    INFO(problems.text());
    REQUIRE(s);
    return *s;
}

inline NodeSpec read_node(const std::string& node) { return read(with_node(node)).tracks[0].nodes[0]; }

inline ParameterSpec read_parameter(const std::string& value) {
    return read(scenario("parameters:\n  p: " + value + "\n")).parameters[0];
}

inline bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace desist::test
