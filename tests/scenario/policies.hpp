// Shared by the tests of policies: a small town, policies on top of it, and specifications in few words.
#pragma once

#include "sim/scenario/canonical.hpp"
#include "tests/scenario/files.hpp"

namespace desist::test {

// Line 13 is `liberty`, 14 `arrested`, 15 `street`, 16 `suite`.
inline const char* const town = R"(desist: 1
title: Base
time: {start: 2012-04-01, warm-up: 1 year, run: 4 years}
population: {present: 10, arrivals: 5 per month, draw: {drug: {none: 80%, opiate: rest}}}
parameters: {p: {value: 60%, low: 50%, high: 70%}, q: {by: drug, none: 10%, opiate: 30%}, d: {value: 3 days, changes: [{from: 2013-04-01, value: 4 days}]}}
attributes: {drug: [none, opiate], hot: [cold, warm]}
hazards: {arrest: {law: exponential(1 per year)}, recall: {law: exponential(2 per year), times: [{by: drug, none: 1, opiate: 3}]}}
resources: {cells: {units: 6}, staff: {units: {by: drug, none: 2, opiate: 3}}}
tracks:
  justice:
    start: liberty
    nodes:
      liberty: {leave: [{to: arrested, hazard: arrest}]}
      arrested: {routes: [{to: street, chance: p, when: {drug: opiate}}, {to: suite, otherwise: true}]}
      street: {stay: 1 hour, routes: [{to: liberty}]}
      suite: {label: Suite, use: {cells: 1}, stay: 9 hours, on-start: [{set: {hot: warm}}, {move: {treatment: {to: referred, from: [none]}}}], routes: [{to: liberty}]}
  treatment:
    start: none
    nodes:
      none: {}
      referred: {stay: 5 days, leave: [{to: none, hazard: recall}], routes: [{to: none}]}
measures: {arrests: {count: justice/arrested}, streets: {count: justice/street}}
)";

// Conditions, ways and numbers in few words, so that expectations can be read.
inline std::string words(const ConditionSpec& c);
inline std::string words(const std::optional<ConditionSpec>& c) { return c ? " if " + words(*c) : ""; }
inline std::string words(const ConditionSpec& c) {
    using Kind = ConditionSpec::Kind;
    if (c.kind == Kind::before) return "before " + to_text(*c.date);
    if (c.kind == Kind::after) return "after " + to_text(*c.date);
    if (c.kind == Kind::is) return c.name.text + "=" + c.values.front().text;
    if (c.kind == Kind::any && c.operands.empty()) return "never";
    std::string all;
    for (const ConditionSpec& operand : c.operands) all += (all.empty() ? "" : " and ") + words(operand);
    return all;
}
inline std::string words(const RouteSpec& r) {
    return r.to.text + (r.chance ? " " + to_text(*r.chance) : "") + (r.otherwise ? " otherwise" : "") + words(r.when);
}
inline std::string words(const LeaveSpec& l) { return l.to.text + " by " + l.hazard.text + words(l.open); }
inline std::string words(const UseSpec& u) { return u.resource.text + " " + to_text(u.units); }
inline std::string words(const EffectSpec& e) {
    return (e.kind == EffectSpec::Kind::move ? "move to " + e.move.to.text : "set " + e.attribute.text) + words(e.when);
}
inline std::string words(const AsSoonAsSpec& a) { return a.to.text + " if " + words(a.condition); }
template <class Spec>
inline std::string words(const std::vector<Spec>& specs) {
    std::string all;
    for (const Spec& spec : specs) all += (all.empty() ? "" : "; ") + words(spec);
    return all;
}
inline std::string words(const LawSpec& law) {
    if (law.rows.empty()) return law.name.text + " " + to_text(law.arguments.front().value);
    std::string all = "by " + law.by.text;
    for (const LawSpec::Row& row : law.rows) all += "; " + row.keys.front().text + ": " + words(row.law.front());
    return all;
}

inline const NodeSpec& node(const Scenario& s, const std::string& track, const std::string& name) {
    for (const TrackSpec& t : s.tracks)
        for (const NodeSpec& n : t.nodes)
            if (t.name.text == track && n.name.text == name) return n;
    FAIL("no node " << track << "/" << name);
    return s.tracks[0].nodes[0];
}

template <class Spec>
inline const Spec& named(const std::vector<Spec>& specs, const std::string& name) {
    for (const Spec& spec : specs)
        if (spec.name.text == name) return spec;
    FAIL("there is no " << name);
    return specs[0];
}

// Loads policies that extend one another, the first one the town.
inline Loaded with(const std::vector<std::string>& policies) {
    const Folder folder;
    fs::path file = folder.write("base.yaml", town);
    int n = 0;
    for (const std::string& policy : policies) {
        const std::string extends = "desist: 1\nextends: " + file.filename().string() + "\n";
        file = folder.write("p" + std::to_string(++n) + ".yaml", extends + policy);
    }
    return load_it(file);
}

inline Scenario policy(const std::string& text) {
    Loaded loaded = with({text});
    INFO(loaded.problems);
    REQUIRE(loaded.problems.empty());
    return *loaded.scenario;
}
inline Scenario chain(const std::vector<std::string>& policies) {
    Loaded loaded = with(policies);
    INFO(loaded.problems);
    REQUIRE(loaded.problems.empty());
    return *loaded.scenario;
}
inline std::string faults(const std::string& text) { return with({text}).problems; }

inline std::string in_justice(const std::string& nodes) { return "tracks: {justice: {nodes: {" + nodes + "}}}\n"; }

inline const std::string new_routes =
    in_justice("arrested: {routes: [{to: suite, chance: 90%}, {to: street, otherwise: true}]}");

}  // namespace desist::test
