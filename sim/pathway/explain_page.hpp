// Inside this room: the parts of the page, each a function from the model to sections. Not for other rooms.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/pathway/explain.hpp"
#include "sim/pathway/explain_uses.hpp"

namespace desist::words {

// What every part needs, worked out once.
struct Page {
    Page(const Scenario& scenario, const Pathway& pathway)
        : book(scenario, pathway), uses(collect_uses(book)), comings(collect_comings(book)) {}
    Book book;
    Uses uses;
    Comings comings;
};

// Lines of a list, with lists below them.
class Lines {
public:
    void line(const std::string& text) { text_ += text + "\n"; }
    void item(const std::string& text, int depth = 0) { text_ += std::string(depth * 2, ' ') + "- " + text + "\n"; }
    void gap() {
        if (!text_.empty()) text_ += "\n";
    }
    bool empty() const { return text_.empty(); }
    const std::string& text() const { return text_; }

private:
    std::string text_;
};

// A Markdown table with its columns aligned for plain text.
std::string table(const std::vector<std::string>& heads, const std::vector<std::vector<std::string>>& rows);
// "node justice/cell" as "justice/cell", other things with their kind behind: "arrest (hazard)".
std::string thing(const std::string& what);
std::string things(const std::vector<std::string>& all, std::size_t most);

using Sections = std::vector<ExplainedSection>;
void explain_head(const Page& page, Sections& sections);
void explain_people(const Page& page, Sections& sections);  // attributes, population, cases
void explain_ages(const Page& page, Sections& sections);
void explain_hours(const Page& page, Sections& sections);  // calendars and profiles
void explain_dates(const Page& page, Sections& sections);
void explain_policies(const Page& page, Sections& sections);  // what a policy or the command line changed
void explain_tracks(const Page& page, Sections& sections);
ExplainedSection explain_node(const Page& page, const TrackSpec& track, const NodeSpec& node);
void explain_hazards(const Page& page, Sections& sections);  // and scores
void explain_resources(const Page& page, Sections& sections);
void explain_parameters(const Page& page, Sections& sections);
void explain_measures(const Page& page, Sections& sections);  // costs, measures, targets, evidence

// A parameter with its dates, range and source, on one line: "5 days (2 to 10 days), assumption".
std::string parameter_line(const Page& page, const ParameterSpec& parameter);
// A name of this kind ("node ") and everything it stands on: the parameters in it, and those in these.
std::vector<std::string> parameters_behind(const Page& page, const std::string& what);

}  // namespace desist::words
