// Inside this room: who uses what, the other way round than it is written. Not for other rooms.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/pathway/explain_words.hpp"

namespace desist::words {

// A place in the model that names something.
struct Use {
    std::string where;  // "node justice/cell", "hazard arrest", "parameter arrest-rate", "resource cjit-workers", ...
    std::string how;    // "chance to go to outcome"
    friend bool operator==(const Use&, const Use&) = default;
};

// By what is named: "parameter coverage", "attribute age", "node file/remanded" (in conditions), "hazard arrest",
// "resource x", "calendar x", "profile x", "cost x", "score x", "evidence wy-x", "measure x".
struct Uses {
    std::map<std::string, std::vector<Use>> of;
    std::map<std::string, std::vector<std::string>> names;  // by `where`: what it names, in the order written
};
Uses collect_uses(const Book& book);
const std::vector<Use>& uses_of(const Uses& uses, const std::string& what);

// Its value follows from other numbers ("parameter coverage").
bool is_derived(const Uses& uses, const std::string& what);

// Everything that changes with it, first what names it, then what names that; without itself.
std::vector<std::string> affected(const Uses& uses, const std::string& what);

// How people come to a node.
struct Coming {
    std::string from;  // "justice/cell"; empty: they start there
    std::string how;   // "with chance attends (60%)"
};
struct Comings {  // by "track/node"
    std::map<std::string, std::vector<Coming>> to;
    std::map<std::string, std::vector<Coming>> away;  // who is there is moved by `from`
};
Comings collect_comings(const Book& book);

}  // namespace desist::words
