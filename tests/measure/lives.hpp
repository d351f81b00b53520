// Lives written as lists of what happens when, folded: each event is an instant node that only its person comes to.
#pragma once

#include <cmath>
#include <map>

#include "tests/measure/folding.hpp"

namespace desist::test {

struct Happening {
    double days = 0;      // since 2012-04-01; below zero: in warm-up
    std::string kind;     // measures name the nodes of all events of a kind as $kind
    double earlier = -1;  // at a proof: so many days before it the offence was committed; below zero: no date is set
};
using Life = std::vector<Happening>;  // in the order of time

// Seconds since the beginning of warm-up.
inline std::int64_t seconds_of(double days, double warm_up) { return std::llround((days + warm_up) * day); }

// Attributes: `who` (a, b, c ...), `committed`, and `proofs`: how many events with such a date there were, this one
// too. `measures`: lines of two spaces and more.
inline Folded fold_lives(const std::vector<Life>& lives, std::string measures, int run_days = 1500, int warm_up = 0) {
    std::string names, streams, routes, nodes;
    std::map<std::string, std::string> places;
    for (std::size_t p = 0; p < lives.size(); ++p) {
        const std::string who(1, static_cast<char>('a' + p)), comma = p ? ", " : "";
        names += comma + who;
        streams += comma + who + ": {present: 1, draw: {who: " + who + "}}";
        const std::string which = p + 1 < lives.size() ? "when: {who: " + who + "}" : "otherwise: true";
        routes += comma + "{to: " + who + "-0" + (lives.size() > 1 ? ", " + which : "") + "}";
        std::int64_t last = 0;
        for (std::size_t i = 0; i <= lives[p].size(); ++i) {
            const std::string wait = who + "-" + std::to_string(i), event = wait + "-at";
            if (i == lives[p].size()) {
                nodes += "      " + wait + ": {}\n";
                break;
            }
            const Happening& happening = lives[p][i];
            const std::int64_t at = seconds_of(happening.days, warm_up);
            const std::string stay = at > last ? "stay: " + std::to_string(at - last) + " seconds, " : "";
            nodes += "      " + wait + ": {" + stay + "routes: [{to: " + event + "}]}\n      " + event + ": {";
            if (happening.earlier >= 0)
                nodes += "effects: [{set: {committed: now - " + std::to_string(std::llround(happening.earlier * day)) +
                         " seconds}}, {count: proofs}], ";
            nodes += "routes: [{to: " + who + "-" + std::to_string(i + 1) + "}]}\n";
            std::string& all = places[happening.kind];
            all += (all.empty() ? "t/" : ", t/") + event;
            last = at;
        }
    }
    for (const auto& [kind, list] : places)
        for (std::size_t at = 0; (at = measures.find("$" + kind, at)) != std::string::npos;)
            measures.replace(at, kind.size() + 1, "[" + list + "]");
    for (std::size_t at = 0; (at = measures.find('$')) != std::string::npos;)  // kinds of which nothing happens
        measures.replace(at, measures.find_first_of(",}]", at) - at, "t/nowhere");
    return fold("warm-up: " + std::to_string(warm_up) + " days, run: " + std::to_string(run_days) + " days",
                "attributes: {who: [" + names +
                    "], committed: {date: true}, proofs: {count: true}}\npopulation: {streams: {" + streams +
                    "}}\ntracks:\n  t:\n    start: entry-node\n    nodes:\n      entry-node: {routes: [" + routes +
                    "]}\n" + nodes + "      nowhere: {}\nmeasures:\n" + measures);
}

inline double sum(const Months& months) {
    double all = 0;
    for (double month : months) all += month;
    return all;
}

}  // namespace desist::test
