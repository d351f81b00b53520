// What must be said with every answer.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/study/comparison.hpp"
#include "sim/study/run.hpp"

namespace desist {

namespace {

// The mean change of a stock from the last but one to the last half year of warm-up, in %, and its interval.
std::optional<std::string> drift_of(const Run& run, std::size_t m) {
    double mean = 0, squares = 0;
    std::uint32_t n = 0;
    for (const ReplicationResult& result : run.results) {
        if (result.tally.warm_up.size() <= 2 * m + 1) return std::nullopt;
        const auto earlier = static_cast<double>(result.tally.warm_up[2 * m]);
        const auto later = static_cast<double>(result.tally.warm_up[2 * m + 1]);
        if (earlier <= 0) continue;
        const double change = 100 * (later / earlier - 1), distance = change - mean;
        ++n;
        mean += distance / n;
        squares += distance * (change - mean);
    }
    if (n < 2 || std::abs(mean) < 2) return std::nullopt;
    const double half = t_975(n) * std::sqrt(squares / (n - 1) / n);
    if (std::abs(mean) <= half) return std::nullopt;
    return fmt::format(
        "{} still drifts at the end of warm-up: {:+.1f}% in its last half year (a longer warm-up would help)",
        run.layout.measures[m].name, mean);
}

// Events a year behind a rate, over all replications together.
std::int64_t events_behind(const Run& run, MeasureId figure, const MeasureInfo& info, const Period& period) {
    const bool ratio = info.form == Form::ratio;
    const MeasureId counted = ratio ? info.denominator : figure;
    const MeasureInfo& below = run.layout.measures[counted.index];
    double events = 0;
    for (const ReplicationResult& result : run.results) {
        const auto counts = counts_of(run.layout, result.tally, counted, 0, period);
        if (!counts) continue;
        const bool of_events = ratio && below.form == Form::per_year;
        events +=
            of_events ? static_cast<double>(counts->numerator) * below.scale : static_cast<double>(counts->denominator);
    }
    return static_cast<std::int64_t>(events);
}

std::optional<std::string> few_events(const Run& run, MeasureId figure) {
    const MeasureInfo& info = run.layout.measures[figure.index];
    if (!info.main || (info.form != Form::ratio && info.form != Form::mean)) return std::nullopt;
    std::string years;
    for (const Period& period : report_periods(run.layout.bins)) {
        if (period.whole_run || run.layout.bins.starts[period.first] < info.counted_from ||
            run.layout.bins.end_of(period.last - 1) + info.follow_up > run.layout.bins.end)
            continue;
        const std::int64_t events = events_behind(run, figure, info, period);
        if (events > 0 && events < 100)
            years += fmt::format("{}{} ({})", years.empty() ? "" : ", ", period.name, events);
    }
    if (years.empty()) return std::nullopt;
    return fmt::format("{} rests on fewer than 100 events in {}", info.name, years);
}

}  // namespace

std::vector<std::string> warnings_of(const Run& run) {
    std::vector<std::string> all;
    for (std::size_t m = 0; m < run.layout.measures.size(); ++m) {
        if (run.layout.measures[m].stock)
            if (auto drift = drift_of(run, m)) all.push_back(std::move(*drift));
        if (auto few = few_events(run, MeasureId(m))) all.push_back(std::move(*few));
    }
    return all;
}

std::vector<std::string> warnings_of(const Run& base, const Run& option, const Comparison& comparison) {
    std::vector<std::string> all = warnings_of(base);
    for (std::string& warning : warnings_of(option))
        if (std::find(all.begin(), all.end(), warning) == all.end()) all.push_back(std::move(warning));
    if (!comparison.same_program)
        all.push_back(fmt::format(
            "the two runs were made by different programs ({} {} and {} {}): part of a difference may be the code",
            base.version, base.build, option.version, option.build));
    if (base.results.size() != option.results.size())
        all.push_back(fmt::format("only the {} replications that both runs have are compared",
                                  std::min(base.results.size(), option.results.size())));
    if (comparison.same_results) return all;
    for (const InputDifference& input : comparison.inputs) {
        const std::string& source = input.source_to.empty() ? input.source_from : input.source_to;
        if (input.name == "(structure)") continue;
        if (source.empty()) all.push_back(fmt::format("{} moves the answer and has no source", input.name));
        if (source == "assumption") all.push_back(fmt::format("{} moves the answer and is an assumption", input.name));
    }
    return all;
}

std::vector<Fit> fit_to_targets(const Run& run) {
    std::vector<Fit> fits;
    const std::vector<Estimate> estimates = summarise(run.layout, run.results);
    for (std::size_t t = 0; t < run.targets.size(); ++t) {
        const Target& target = run.targets[t];
        for (const Estimate& estimate : estimates) {
            const bool same_time =
                target.period.empty() ? estimate.period.whole_run : estimate.period.name == target.period;
            if (estimate.measure == target.measure && estimate.group == 0 && same_time && estimate.replications > 0)
                fits.push_back({t, estimate, std::abs(estimate.mean - target.value) <= target.tolerance});
        }
    }
    return fits;
}

}  // namespace desist
