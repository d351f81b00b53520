#include "sim/study/study_points.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/base/check.hpp"
#include "sim/base/utf8.hpp"

namespace desist {

namespace {

using Design = SweepSpec::Design;
using Method = SensitivitySpec::Method;

std::vector<std::size_t> levels_of(const std::vector<Factor>& factors) {
    std::vector<std::size_t> levels;
    for (const Factor& factor : factors) levels.push_back(factor.levels.size());
    return levels;
}

StudyPoint as_it_is(const std::vector<Factor>& factors) {
    return {std::vector<std::optional<std::string>>(factors.size())};
}

std::size_t place_of(const std::vector<Factor>& factors, const std::string& name) {
    const auto found = std::ranges::find(factors, name, &Factor::name);
    return static_cast<std::size_t>(found - factors.begin());
}

std::vector<StudyPoint> grid_points(const std::vector<Factor>& factors) {
    std::vector<StudyPoint> points;
    for (const std::vector<std::size_t>& combination : full_grid(levels_of(factors))) {
        StudyPoint& point = points.emplace_back();
        for (std::size_t f = 0; f < factors.size(); ++f) point.values.push_back(factors[f].levels[combination[f]]);
    }
    return points;
}

std::vector<StudyPoint> list_points(const SweepSpec& sweep, const std::vector<Factor>& factors) {
    std::vector<StudyPoint> points;
    for (const SweepSpec::Point& listed : sweep.list) {
        StudyPoint point = as_it_is(factors);
        for (const auto& [name, value] : listed.values) point.values[place_of(factors, name.text)] = value.text;
        points.push_back(std::move(point));
    }
    return points;
}

// Places on the axes of the varied factors; policies stay as the scenario has them.
StudyPoint varied_point(const std::vector<Factor>& factors, const std::vector<std::size_t>& varied,
                        const Point& place) {
    StudyPoint point = as_it_is(factors);
    for (std::size_t i = 0; i < varied.size(); ++i) point.values[varied[i]] = factors[varied[i]].value_at(place[i]);
    return point;
}

// The ends of a factor that a tornado goes to: bounds of a range, 2.5% and 97.5% points of a law, first and last value.
std::string end_of(const Factor& factor, bool high) {
    if (!factor.is_continuous()) return high ? factor.levels.back() : factor.levels.front();
    return factor.written(high ? factor.high : factor.low);
}

std::vector<StudyPoint> tornado_points(const std::vector<Factor>& factors) {
    std::vector<StudyPoint> points;
    for (const std::size_t f : varied_factors(factors))
        for (const bool high : {false, true}) {
            points.push_back(as_it_is(factors));
            points.back().values[f] = end_of(factors[f], high);
        }
    return points;
}

// Draw by draw, the policies of a draw side by side.
std::vector<StudyPoint> drawn_points(const std::vector<Factor>& factors, std::size_t draws, std::uint64_t seed) {
    const std::vector<std::size_t> varied = varied_factors(factors);
    const Factor* policies = policies_of(factors);
    std::vector<StudyPoint> points;
    for (const Point& place : sobol_points(draws, varied.size(), seed)) {
        const StudyPoint drawn = varied_point(factors, varied, place);
        if (!policies) points.push_back(drawn);
        for (std::size_t option = 0; policies && option < policies->levels.size(); ++option) {
            points.push_back(drawn);
            points.back().values[static_cast<std::size_t>(policies - factors.data())] = policies->levels[option];
        }
    }
    return points;
}

}  // namespace

StudyPoint point_at(const std::vector<Factor>& factors, const Point& place) {
    StudyPoint point;
    for (std::size_t f = 0; f < factors.size(); ++f) point.values.push_back(factors[f].value_at(place[f]));
    return point;
}

std::vector<std::size_t> varied_factors(const std::vector<Factor>& factors) {
    std::vector<std::size_t> varied;
    for (std::size_t f = 0; f < factors.size(); ++f)
        if (factors[f].kind != Factor::Kind::policies) varied.push_back(f);
    return varied;
}

const Factor* policies_of(const std::vector<Factor>& factors) {
    const auto found = std::ranges::find(factors, Factor::Kind::policies, &Factor::kind);
    return found == factors.end() ? nullptr : &*found;
}

std::size_t points_wanted(const SensitivitySpec& sensitivity) {
    if (sensitivity.points) return *sensitivity.points;
    switch (sensitivity.method) {
        case Method::tornado:
            return 0;
        case Method::morris:
            return 20;
        case Method::sobol:
            return 256;
        case Method::probabilistic:
            return 200;
    }
    return 0;
}

double sweep_size(const StudySpec& study, const std::vector<Factor>& factors) {
    switch (study.sweep->design) {
        case Design::list:
            return static_cast<double>(study.sweep->list.size());
        case Design::grid:
            return grid_size(levels_of(factors));
        case Design::latin_hypercube:
        case Design::sobol:
            return static_cast<double>(study.sweep->points.value_or(0));
    }
    return 0;
}

double sensitivity_size(const StudySpec& study, const std::vector<Factor>& factors) {
    const SensitivitySpec& spec = *study.sensitivity;
    const auto points = static_cast<double>(points_wanted(spec));
    const auto varied = static_cast<double>(varied_factors(factors).size());
    const Factor* policies = policies_of(factors);
    switch (spec.method) {
        case Method::tornado:
            return 2 * varied;
        case Method::morris:
            return points * (varied + 1);
        case Method::sobol:
            return points * (varied + 2);
        case Method::probabilistic:
            return points * (policies ? static_cast<double>(policies->levels.size()) : 1);
    }
    return 0;
}

void check_sweep(const StudySpec& study, const std::vector<Factor>& factors, Problems& problems) {
    const SweepSpec& sweep = *study.sweep;
    if (sweep.design == Design::grid)
        for (const Factor& factor : factors)
            if (factor.is_continuous())
                problems.error(factor.at, fmt::format("a grid needs the values of ‘{}’ one by one", factor.name),
                               "values: [...], or another design");
    if (sweep.design == Design::sobol && factors.size() > sobol_dimensions)
        problems.error(sweep.at, fmt::format("a Sobol sequence has at most {} factors", sobol_dimensions));
    for (const SweepSpec::Point& point : sweep.list)
        for (const auto& [name, value] : point.values) {
            const std::size_t f = place_of(factors, name.text);
            if (f == factors.size() || factors[f].is_continuous()) continue;
            const std::vector<std::string>& levels = factors[f].levels;
            if (std::ranges::find(levels, value.text) == levels.end())
                problems.error(
                    value.at,
                    fmt::format("‘{}’ is none of the values of ‘{}’", printable(value.text), printable(name.text)),
                    did_you_mean(value.text, {levels.begin(), levels.end()}));
        }
}

void check_sensitivity(const StudySpec& study, const std::vector<Factor>& factors, Problems& problems) {
    const SensitivitySpec& spec = *study.sensitivity;
    const Factor* policies = policies_of(factors);
    const bool probabilistic = spec.method == Method::probabilistic;
    if (policies && !probabilistic)
        problems.error(policies->at, "policies have no low and no high",
                       "only `method: probabilistic` compares policies; `desist sweep` runs them all");
    if (varied_factors(factors).empty()) problems.error(spec.at, "no parameter varies");
    if (spec.decision && (!policies || policies->levels.size() < 2))
        problems.error(spec.decision->at, "a decision needs a factor with at least two policies to choose from");
    if (spec.method == Method::tornado && spec.points)
        problems.error(spec.at, "a tornado has no ‘points’: each factor goes to its low and its high");
    if (spec.method == Method::morris)
        for (const Factor& factor : factors)
            if (!factor.is_continuous() && factor.levels.size() != 2)
                problems.error(factor.at,
                               fmt::format("‘{}’ has no range: Morris needs one, or two values", factor.name));
    if (varied_factors(factors).size() * 2 > sobol_dimensions)
        problems.error(spec.at, fmt::format("at most {} factors may vary", sobol_dimensions / 2));
}

std::vector<StudyPoint> sweep_points(const StudySpec& study, const std::vector<Factor>& factors, std::uint64_t seed) {
    const SweepSpec& sweep = *study.sweep;
    if (sweep.design == Design::list) return list_points(sweep, factors);
    if (sweep.design == Design::grid) return grid_points(factors);
    std::vector<StudyPoint> points;
    const bool latin = sweep.design == Design::latin_hypercube;
    for (const Point& place : latin ? latin_hypercube(*sweep.points, factors.size(), seed)
                                    : sobol_points(*sweep.points, factors.size(), seed))
        points.push_back(point_at(factors, place));
    return points;
}

std::vector<StudyPoint> sensitivity_points(const StudySpec& study, const std::vector<Factor>& factors,
                                           std::uint64_t seed) {
    const SensitivitySpec& spec = *study.sensitivity;
    const std::vector<std::size_t> varied = varied_factors(factors);
    const std::size_t wanted = points_wanted(spec);
    if (spec.method == Method::tornado) return tornado_points(factors);
    if (spec.method == Method::probabilistic) return drawn_points(factors, wanted, seed);
    std::vector<StudyPoint> points;
    for (const Point& place : spec.method == Method::morris
                                  ? morris_design(wanted, varied.size(), spec.levels, seed).points
                                  : saltelli_design(wanted, varied.size(), seed).points)
        points.push_back(varied_point(factors, varied, place));
    return points;
}

Variant variant_of(const StudyPoint& point, const std::vector<Factor>& factors, const std::filesystem::path& scenario,
                   std::uint32_t run) {
    Variant variant{.run = run, .file = scenario, .settings = {}};
    check(point.values.size() == factors.size(), "a point has a value for every factor, or says that it has none");
    for (std::size_t f = 0; f < factors.size(); ++f) {
        if (!point.values[f]) continue;
        if (factors[f].kind != Factor::Kind::policies) {
            variant.settings.push_back({factors[f].name, *point.values[f]});
            continue;
        }
        const auto level = std::ranges::find(factors[f].levels, *point.values[f]);
        variant.file = factors[f].files[static_cast<std::size_t>(level - factors[f].levels.begin())];
    }
    return variant;
}

}  // namespace desist
