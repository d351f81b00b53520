// What the page is about, its tables, the funnel, the fit to targets, provenance.
#include "output/report_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "output/text.hpp"

namespace desist::report {

namespace {

std::vector<MeasureId> shown_measures(const Layout& layout) {
    std::vector<MeasureId> key, all;
    for (std::size_t m = 0; m < layout.measures.size(); ++m) {
        if (layout.measures[m].main) all.push_back(MeasureId{m});
        if (layout.measures[m].key) key.push_back(MeasureId{m});
    }
    return key.empty() ? all : key;
}

// The first financial year that lies after every first change; the last year when none does; else the whole run.
Period headline_of(const Bins& bins, const std::vector<Comparison>& comparisons) {
    const std::vector<Period> periods = report_periods(bins);
    Time change{0};
    for (const Comparison& c : comparisons)
        if (c.change_from) change = std::max(change, bins.clock.at(*c.change_from));
    const Period* best = nullptr;
    for (const Period& p : periods) {
        if (p.whole_run) continue;
        best = &p;
        if (bins.starts[p.first] >= change) break;
    }
    return best ? *best : periods.back();
}

// What tells an option from the baseline: its title, else its first change.
std::string name_of(const Run& base, const Run& option, const Comparison& comparison) {
    if (option.title != base.title && !option.title.empty()) return option.title;
    if (comparison.inputs.empty()) return "Option";
    const InputDifference& first = comparison.inputs.front();
    const std::string more = comparison.inputs.size() > 1
                                 ? fmt::format(" and {} more", count_of(comparison.inputs.size() - 1, "change"))
                                 : "";
    const bool is_short = first.to.size() <= 40 && !first.to.empty();
    return (is_short ? first.name + " = " + first.to : first.name + " changed") + more;
}

std::string unique(std::string name, const std::vector<std::string>& taken) {
    const std::string stem = name;
    for (int n = 2; std::find(taken.begin(), taken.end(), name) != taken.end(); ++n)
        name = fmt::format("{} ({})", stem, n);
    return name;
}

std::string row_label(const Subject& subject, std::size_t run) { return subject.compares() ? subject.names[run] : ""; }

std::string of_a_shell_command(const Run& run, const std::string& out) {
    std::string command = "desist run " + for_a_shell(run.scenario);
    for (const InputValue& input : run.inputs)
        if (input.place.starts_with("--set")) command += " --set " + for_a_shell(input.name + "=" + input.value);
    return command + fmt::format(" --seed {} --replications {} --out {}", run.seed, run.results.size(), out);
}

bool has_settings(const Run& run) {
    return std::any_of(run.inputs.begin(), run.inputs.end(),
                       [](const auto& i) { return i.place.starts_with("--set"); });
}

std::string replications_words(const Run& run) {
    if (run.results.size() == run.replications) return std::to_string(run.replications);
    return fmt::format("{} of {} wanted", run.results.size(), run.replications);
}

std::string fingerprint_of(const Run& run) {
    std::vector<std::uint64_t> all;
    for (const ReplicationResult& r : run.results) all.push_back(r.fingerprint);
    return hex(joint_fingerprint(all));
}

}  // namespace

std::vector<const Run*> Subject::runs() const {
    std::vector<const Run*> all{base};
    all.insert(all.end(), options.begin(), options.end());
    return all;
}

Subject subject_of(const Run& run) { return subject_of(run, {}, {}); }

Subject subject_of(const Run& base, const std::vector<const Run*>& options,
                   const std::vector<Comparison>& comparisons) {
    Subject subject{.base = &base,
                    .options = options,
                    .comparisons = comparisons,
                    .names = {options.empty() ? "This run" : "Baseline"},
                    .shown = shown_measures(base.layout),
                    .headline = headline_of(base.layout.bins, comparisons)};
    for (std::size_t o = 0; o < options.size(); ++o)
        subject.names.push_back(unique(name_of(base, *options[o], comparisons[o]), subject.names));
    return subject;
}

// The same interval as summarise gives, for any period.
std::optional<Mean> mean_of(const Run& run, MeasureId measure, std::size_t group, const Period& period) {
    std::uint32_t n = 0;
    double mean = 0, squares = 0;
    for (const ReplicationResult& result : run.results) {
        const auto value = value_of(run.layout, result.tally, measure, group, period);
        if (!value) continue;
        const double distance = *value - mean;
        mean += distance / ++n;
        squares += distance * (*value - mean);
    }
    if (n == 0) return std::nullopt;
    if (n == 1) return Mean{mean, nothing, nothing};
    const double half = t_975(n) * std::sqrt(squares / (n - 1) / n);
    return Mean{mean, mean - half, mean + half};
}

namespace {

std::vector<Period> year_periods(const Subject& subject) {
    std::vector<Period> periods = report_periods(subject.base->layout.bins);
    if (periods.size() > 1) periods.pop_back();  // the whole run is shown only where it holds no financial year
    return periods;
}

}  // namespace

std::vector<std::string> year_columns(const Subject& subject) {
    std::vector<std::string> names;
    for (const Period& period : year_periods(subject)) names.push_back(period.name);
    return names;
}

std::vector<YearRow> year_rows(const Subject& subject) {
    std::vector<YearRow> rows;
    const std::vector<const Run*> runs = subject.runs();
    const std::vector<Period> years = year_periods(subject);
    for (const MeasureId m : subject.shown) {
        std::vector<std::optional<Mean>> means;
        for (const Run* run : runs)
            for (const Period& period : years) means.push_back(mean_of(*run, m, 0, period));
        const int decimals = common_decimals(means);
        for (std::size_t r = 0; r < runs.size(); ++r) {
            YearRow row{subject.info(m).label, subject.info(m).unit, row_label(subject, r), {}};
            for (std::size_t y = 0; y < years.size(); ++y) {
                const auto& mean = means[r * years.size() + y];
                row.cells.push_back(mean ? plus_minus(*mean, decimals) : "–");
            }
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

std::vector<FunnelStep> funnel_of(const Subject& subject) {
    const std::vector<const Run*> runs = subject.runs();
    std::vector<FunnelStep> steps;
    std::vector<double> before(runs.size(), nothing);
    for (const MeasureId m : subject.shown) {
        const MeasureInfo& info = subject.info(m);
        if (info.form != Form::per_year || !info.key) continue;
        FunnelStep step{info.label, info.unit, {}};
        for (std::size_t r = 0; r < runs.size(); ++r) {
            const auto mean = mean_of(*runs[r], m, 0, subject.headline);
            FunnelBar bar{mean ? mean->mean : nothing, mean ? plus_minus(*mean) : "–", ""};
            if (before[r] > 0) bar.share = percent(100 * bar.value / before[r]);
            before[r] = bar.value;
            step.runs.push_back(std::move(bar));
        }
        steps.push_back(std::move(step));
    }
    if (steps.size() < 2) steps.clear();
    return steps;
}

std::vector<FitRow> fit_rows(const Run& run) {
    std::vector<FitRow> rows;
    for (const Fit& fit : fit_to_targets(run)) {
        const Target& t = run.targets[fit.target];
        const MeasureInfo& info = run.layout.measures[t.measure.index];
        const Mean mean{fit.estimate.mean, fit.estimate.low, fit.estimate.high};
        FitRow row{.target = t.name,
                   .measure = info.label,
                   .period = t.period.empty() ? "whole run" : t.period,
                   .value = with_unit(as_written(t.value), info.unit) + ", tolerance " + as_written(t.tolerance) +
                            (info.unit != "%"   ? ""
                             : t.tolerance == 1 ? " point"
                                                : " points"),
                   .model = with_unit(plus_minus(mean), info.unit),
                   .words = fit.within            ? "within tolerance"
                            : mean.mean < t.value ? "too low"
                                                  : "too high",
                   .use = t.use,
                   .source = t.source,
                   .drawn = {},
                   .within = fit.within};
        const auto in_tolerances = [&](double x) { return (x - t.value) / t.tolerance; };
        if (t.tolerance > 0) row.drawn = {in_tolerances(mean.mean), in_tolerances(mean.low), in_tolerances(mean.high)};
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<std::string> warnings_for(const Subject& subject) {
    if (!subject.compares()) return warnings_of(*subject.base);
    std::vector<std::string> all;
    for (std::size_t o = 0; o < subject.options.size(); ++o)
        for (std::string& warning : warnings_of(*subject.base, *subject.options[o], subject.comparisons[o]))
            if (std::find(all.begin(), all.end(), warning) == all.end()) all.push_back(std::move(warning));
    return all;
}

Table provenance_of(const Subject& subject) {
    Table table{{""}, {}};
    for (std::size_t r = 0; r <= subject.options.size(); ++r) table.columns.push_back(subject.names[r]);
    const auto add = [&](const char* what, auto fact) {
        std::vector<std::string> row{what};
        for (const Run* run : subject.runs()) row.push_back(fact(*run));
        table.rows.push_back(std::move(row));
    };
    add("Title", [](const Run& r) { return r.title; });
    add("Scenario", [](const Run& r) { return r.scenario; });
    add("Program", [](const Run& r) { return "desist " + r.version; });
    add("Build", [](const Run& r) { return r.build; });
    add("Measured time", [](const Run& r) {
        const Clock& clock = r.layout.bins.clock;
        return to_text(clock.start) + " to " + to_text(clock.date(Time{r.layout.bins.end.seconds - 1}));
    });
    add("Warm-up from", [](const Run& r) { return to_text(r.layout.bins.clock.date(r.begin)); });
    add("Seed", [](const Run& r) { return std::to_string(r.seed); });
    add("Replications", replications_words);
    add("Hash of inputs", [](const Run& r) { return hex(r.inputs_hash); });
    add("Fingerprint of results", fingerprint_of);
    return table;
}

std::vector<std::string> commands_for(const Subject& subject) {
    const Run& base = *subject.base;
    if (!subject.compares()) return {of_a_shell_command(base, "DIR")};
    const std::vector<const Run*> runs = subject.runs();
    std::vector<std::string> commands;
    std::string compare = "desist compare";
    if (std::none_of(runs.begin(), runs.end(), [](const Run* r) { return has_settings(*r); })) {
        for (const Run* run : runs) compare += " " + for_a_shell(run->scenario);
        return {compare + fmt::format(" --seed {} --replications {} --out DIR", base.seed, base.results.size())};
    }
    for (std::size_t r = 0; r < runs.size(); ++r) {
        const std::string folder = r == 0 ? "DIR/baseline" : fmt::format("DIR/option-{}", r);
        commands.push_back(of_a_shell_command(*runs[r], folder));
        compare += " " + folder;
    }
    commands.push_back(compare + " --out DIR/comparison");
    return commands;
}

}  // namespace desist::report
