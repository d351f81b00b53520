// Shared by the tests of this room: a scenario from text, run once and folded into months.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/measure/tally.hpp"
#include "tests/catch.hpp"

namespace desist::test {

using Months = std::vector<double>;

struct Folded {
    Folding folding;
    Tally tally;
    Outcome outcome;

    const MeasureInfo& info(const std::string& name) const {
        for (const MeasureInfo& measure : folding.layout.measures)
            if (measure.name == name) return measure;
        FAIL("no measure " << name);
        return folding.layout.measures.front();
    }
    // Group "" is everybody; others by the value of their attribute.
    std::size_t group(const std::string& name, const std::string& value) const {
        const auto& groups = info(name).groups;
        for (std::size_t g = 0; g < groups.size(); ++g)
            if (groups[g].value == value) return g;
        FAIL("no group " << value);
        return 0;
    }
    Months row(const std::vector<std::int64_t>& cells, const std::string& name, const std::string& value,
               double unit) const {
        Months months;
        const std::size_t size = folding.layout.bins.size();
        for (std::size_t m = 0; m < size; ++m)
            months.push_back(static_cast<double>(cells[info(name).first_cell + group(name, value) * size + m]) / unit);
        return months;
    }
    Months numerators(const std::string& name, const std::string& value = "", double unit = 1) const {
        return row(tally.numerators, name, value, unit);
    }
    Months denominators(const std::string& name, const std::string& value = "") const {
        return row(tally.denominators, name, value, 1);
    }
    std::optional<double> value(const std::string& name, const std::string& of = "") const {
        const std::optional<MeasureId> figure = folding.layout.named(name);
        if (!figure) FAIL("no measure " << name);
        return value_of(folding.layout, tally, *figure, group(name, of), report_periods(folding.layout.bins).back());
    }
};

// A scenario from text that may be run many times. `time`: what stands after the start, which is 2012-04-01.
struct Prepared {
    std::optional<Model> model;
    Folding folding;
};
inline Prepared prepare(const std::string& time, const std::string& more) {
    Problems problems;
    const auto scenario = load_text(
        "x.yaml",
        "desist: 1\ntime: {start: 2012-04-01, " + time + "}\n" +
            (("\n" + more).find("\npopulation:") == std::string::npos ? "population: {present: 1}\n" : "") + more,
        problems);
    const auto pathway = scenario ? build_pathway(*scenario, problems) : std::nullopt;
    Prepared prepared{pathway ? compile(*pathway, problems) : std::nullopt, {}};
    INFO(problems.text());
    REQUIRE(prepared.model);
    prepared.folding = plan_measures(*pathway, problems);
    CHECK_FALSE(problems.has_errors());
    return prepared;
}

inline Folded fold(const Prepared& prepared, std::uint64_t seed, std::uint32_t replication) {
    Folded folded{prepared.folding, {}, {}};
    Folder folder(*prepared.model, prepared.folding);
    folded.outcome = simulate(*prepared.model, seed, replication, folded.folding.wanted, folder);
    folded.tally = folder.take(folded.outcome);
    return folded;
}
inline Folded fold(const std::string& time, const std::string& more, std::uint64_t seed = 1) {
    return fold(prepare(time, more), seed, 0);
}

// April, May and June: 30, 31 and 30 days.
inline const std::string spring = "warm-up: 0 days, run: 3 months";
inline constexpr double day = 86400;

}  // namespace desist::test
