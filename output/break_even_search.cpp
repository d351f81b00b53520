#include "output/break_even_search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "output/interrupt.hpp"
#include "output/run_source.hpp"
#include "sim/study/forecast.hpp"

namespace desist {

namespace {

struct Range {
    double low = 0, high = 0;
    Unit unit;
};

const Expression* number_of(const std::optional<ValueSpec>& value) {
    return value && value->leaf && value->leaf->kind == Expression::Kind::number ? &*value->leaf : nullptr;
}

Range range_of(const Scenario& scenario, const std::string& parameter) {
    const auto found = std::find_if(scenario.parameters.begin(), scenario.parameters.end(),
                                    [&](const ParameterSpec& p) { return p.name.text == parameter; });
    if (found == scenario.parameters.end())
        throw std::invalid_argument(fmt::format("--break-even: there is no parameter '{}'", parameter));
    const Expression* low = number_of(found->base.low);
    const Expression* high = number_of(found->base.high);
    if (!low || !high || low->number >= high->number)
        throw std::invalid_argument(fmt::format(
            "--break-even: '{}' needs `low` and `high` as numbers: the search stays between them", parameter));
    return {low->number, high->number, low->unit};
}

std::string written(double value, Unit unit) {
    Expression number;
    number.number = value;
    number.unit = unit;
    return to_text(number);
}

MeasureId measure_of(const Layout& layout, const std::string& name) {
    for (std::size_t m = 0; m < layout.measures.size(); ++m)
        if (layout.measures[m].name == name) return MeasureId(m);
    throw std::invalid_argument(fmt::format("--measure: there is no measure '{}'", name));
}

struct NoSink : ResultSink {
    void replication(const ReplicationResult&) override {}
};

// All replications of a scenario at one trial value; nothing is kept on disk.
Run run_at(const BreakEvenSearch& search, const std::string& file, std::vector<Setting> settings,
           const std::optional<Setting>& trial) {
    if (trial) settings.push_back(*trial);
    Problems problems;
    const auto forecast = Forecast::prepare(file, settings, problems);
    if (!forecast)
        throw std::invalid_argument("--break-even: the scenario is refused at a trial value\n" + problems.text());
    NoSink nowhere;
    const auto replicate = [&](std::uint32_t r) {
        return forecast->replicate(search.command.study.seed, r, &stop_wanted());
    };
    return run_of(*forecast, file, search.command.study,
                  run_replications(search.command.study, replicate, nowhere, {}));
}

Difference difference_of(const Run& base, const Run& option, MeasureId measure) {
    const Comparison comparison = compare(base, option);
    for (const Difference& d : comparison.differences)
        if (d.measure == measure && d.group == 0 && d.period.whole_run) return d;
    throw std::invalid_argument("--measure: the measure has no value over the whole run");
}

}  // namespace

BreakEvenResult search_break_even(const BreakEvenSearch& search) {
    Problems problems;
    const auto option = load(search.option, search.settings, problems);
    if (!option || problems.has_errors()) throw std::invalid_argument(problems.text());
    BreakEvenResult result;
    result.parameter = search.command.comparison.break_even;
    result.measure = search.command.comparison.measure;
    result.option = search.option;
    const MeasureId measure = measure_of(search.layout, result.measure);
    result.unit = search.layout.measures[measure.index].unit;
    const Range range = range_of(*option, result.parameter);
    const bool options_own =
        std::find(option->set_names.begin(), option->set_names.end(), result.parameter) != option->set_names.end();
    std::optional<Run> unchanged;
    if (options_own) unchanged = run_at(search, search.base, {}, std::nullopt);
    const auto difference_at = [&](double value) {
        const Setting trial{result.parameter, written(value, range.unit)};
        if (!search.command.quiet) print_message(fmt::format("Trying {} = {}\n", trial.parameter, trial.value));
        const Run base = unchanged ? *unchanged : run_at(search, search.base, {}, trial);
        const Difference d = difference_of(base, run_at(search, search.option, search.settings, trial), measure);
        result.trials.emplace_back(trial.value, d);
        return d;
    };
    const BreakEven found = find_break_even(range.low, range.high, difference_at);
    if (!found.value) return result;
    result.value = written(*found.value, range.unit);
    result.low = written(found.low, range.unit);
    result.high = written(found.high, range.unit);
    return result;
}

}  // namespace desist
