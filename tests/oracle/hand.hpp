// Shared by the tests by hand: tiny scenarios whose records were worked out, for the oracle and the engine alike. Each
// test says one rule of scenarios/SEMANTICS.md. Times are hours after 2012-04-01; people are p0, p1, ... in the order
// of ties.
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "sim/scenario/scenario.hpp"
#include "tests/catch.hpp"
#include "tests/oracle/comparison.hpp"

namespace desist::by_hand {

using Lines = std::multiset<std::string>;

inline Pathway pathway_of(const std::string& text) {
    Problems problems;
    const std::optional<Scenario> scenario = load_text("hand.yaml", "desist: 1\ntitle: By hand\n" + text, problems);
    std::optional<Pathway> pathway = scenario ? build_pathway(*scenario, problems) : std::nullopt;
    INFO(problems.text());
    REQUIRE(pathway);
    return std::move(*pathway);
}

inline OffenderKey person(std::uint64_t seed, std::uint64_t n) {
    return offender_key(seed, 0, name_hash("present"), n);
}

// The first seed under which the keys of people 0, 1, 2 rise, so that ties fall in that order.
inline std::uint64_t seed_in_order() {
    for (std::uint64_t seed = 1;; ++seed)
        if (person(seed, 0) < person(seed, 1) && person(seed, 1) < person(seed, 2)) return seed;
}

inline std::string hours(Time t) {
    return t == never ? "never" : fmt::format("{:g}", static_cast<double>(t.seconds) / 3600);
}

class Told {
public:
    Told(const Pathway& pathway, std::uint64_t seed, const Records& records) : p_(pathway) {
        for (std::uint64_t n = 0; n < 10; ++n) people_[person(seed, n)] = fmt::format("p{}", n);
        for (const Stay& stay : records.stays) stays.insert(told(stay));
        for (const Use& use : records.uses) uses.insert(told(use));
        for (const Change& change : records.changes)
            changes.push_back(fmt::format("{} {}={}", people_.at(change.offender),
                                          p_.attributes[change.attribute.index].name, change.value));
    }
    Lines stays, uses;
    std::vector<std::string> changes;

private:
    std::string told(const Stay& s) const {
        static const char* causes[] = {"stay",        "hazard", "as-soon-as", "route", "moved",  "give-up",
                                       "case-closed", "ended",  "horizon",    "full",  "ejected"};
        const std::string of = s.serial == 0 ? "" : fmt::format("#{}", s.serial);
        return fmt::format("{}{} {} {} {} {} {} {}", people_.at(s.offender), of, p_.nodes[s.node.index].place,
                           hours(s.arrived), hours(s.started), hours(s.ended),
                           causes[static_cast<std::size_t>(s.cause)], s.next ? p_.nodes[s.next.index].name : "-");
    }
    std::string told(const Use& u) const {
        return fmt::format("{} {} pool {} x{} {} {}", people_.at(u.offender), p_.nodes[u.node.index].place,
                           u.pool.index, u.units, hours(u.from), hours(u.to));
    }

    const Pathway& p_;
    std::map<OffenderKey, std::string> people_;
};

inline std::string listed(const Lines& lines) { return fmt::format("{}\n", fmt::join(lines, "\n")); }

// Runs the oracle and the engine; both must tell what was worked out.
struct Expected {
    Lines stays, uses;
    std::vector<std::string> changes;
};
inline void check_told(const std::string& text, const Expected& expected, std::uint64_t seed = seed_in_order()) {
    const Pathway pathway = pathway_of(text);
    const Told oracle(pathway, seed, run_oracle(pathway, seed, 0));
    const Told engine(pathway, seed, run_engine(pathway, seed, 0));
    CHECK(listed(oracle.stays) == listed(expected.stays));
    CHECK(listed(oracle.uses) == listed(expected.uses));
    CHECK(oracle.changes == expected.changes);
    CHECK(listed(engine.stays) == listed(expected.stays));
    CHECK(listed(engine.uses) == listed(expected.uses));
    CHECK(engine.changes == expected.changes);
}

}  // namespace desist::by_hand
