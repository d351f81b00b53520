// A model in plain words, as a drawing, and as a list of what it assumes: for people who decide whether to believe it.
// Works from the scenario as it was written, so that parameters keep their names, and from its pathway for what they
// come to. Text is Markdown that reads well as plain text; what the user wrote is escaped.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/pathway/pathway.hpp"

namespace desist {

struct ExplainedSection {
    int level = 1;        // of its heading
    std::string heading;  // "justice/cell"
    std::string about;    // "node justice/cell", "parameter coverage"; empty for the others
    std::string text;     // Markdown, each line ended
};

// The whole page. The pathway must be that of the scenario.
std::vector<ExplainedSection> explain(const Scenario& scenario, const Pathway& pathway);

// Of the page, what is about one node ("track/node"); nothing when there is no such node.
std::optional<ExplainedSection> explain_node(const Scenario& scenario, const Pathway& pathway, std::string_view place);

std::string to_markdown(const std::vector<ExplainedSection>& sections);

// The tracks as a graph.
struct Drawing {
    struct Shape {
        std::string place, label;
        std::size_t track = 0;
        bool waits = false, rests = false, ends = false, starts = false;
    };
    struct Arrow {
        enum class Kind { route, hazard, as_soon_as, queue, move };  // queue: give up, full, eject
        Kind kind = Kind::route;
        std::string from, to, label;
    };
    std::vector<std::pair<std::string, std::string>> tracks;  // name, label
    std::vector<Shape> shapes;
    std::vector<Arrow> arrows;
};
Drawing draw(const Scenario& scenario, const Pathway& pathway);
std::string to_dot(const Drawing& drawing, const std::string& title);

// Every number that a reviewer may question: a row for each value of a parameter (one for each date), score and cost.
struct Assumption {
    std::string what;  // "parameter", "score", "cost"
    std::string name;
    std::string from;  // the date from which it holds, "2013-12-01"; empty: always
    std::string value, low, high, distribution, unit;
    std::string source, document, quality, note;  // document: title and place of the row of evidence.csv
    std::vector<std::string> used_in;             // "node justice/cell", directly or through derived parameters
};
struct Assumptions {
    std::vector<Assumption> rows;
    std::vector<std::string> without_source;   // parameters that are neither derived nor have a source
    std::vector<std::string> unused_evidence;  // ids of evidence.csv that nothing names
    std::vector<std::string> unused_parameters;
    // How many rows rest on what.
    std::size_t assumed = 0, fitted = 0, read = 0, evidence = 0, derived = 0, unsaid = 0;
};
Assumptions list_assumptions(const Scenario& scenario, const Pathway& pathway);

}  // namespace desist
