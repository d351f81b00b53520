// desist sensitivity: which assumption drives the answer.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "output/studies.hpp"
#include "output/text.hpp"
#include "output/text_table.hpp"
#include "sim/base/check.hpp"

namespace desist {

namespace {

using Json = nlohmann::ordered_json;

std::string finding_cell(const Reckoned& value) {
    if (!value.value) return "n/a";
    if (!value.interval) return grouped(*value.value, decimals_for(*value.value, 0));
    const auto& [low, high] = *value.interval;
    const int decimals = decimals_for(*value.value, (high - low) / 2);
    return fmt::format("{} ({} to {})", grouped(*value.value, decimals), grouped(low, decimals),
                       grouped(high, decimals));
}

std::string unit_of(const Finding& finding) { return finding.unit.empty() ? "" : fmt::format(" ({})", finding.unit); }

// What is about all factors together, a line each; then a table, a row for each factor.
std::string text_of_figure(const MeasureInfo& figure, const std::vector<Finding>& found) {
    std::string text = figure.label + "\n";
    TextTable table;
    for (const Finding& finding : found) {
        if (finding.factor.empty()) {
            text += fmt::format("  {}{}: {}{}\n", finding.statistic, unit_of(finding), finding_cell(finding.value),
                                finding.value.why_not.empty() ? "" : ", " + finding.value.why_not);
            continue;
        }
        const std::string column = finding.statistic + unit_of(finding);
        if (std::ranges::find(table.columns, column) == table.columns.end()) table.columns.push_back(column);
        if (table.rows.empty() || table.rows.back().front() != finding.factor) table.rows.push_back({finding.factor});
        table.rows.back().push_back(finding_cell(finding.value));
    }
    return text + (table.rows.empty() ? "" : "\n" + lay_out(table, 120));
}

// Why there is no value, once for each reason.
std::string reasons_of(const std::vector<Finding>& found) {
    std::vector<std::string> told;
    std::string text;
    for (const Finding& finding : found) {
        if (finding.factor.empty() || finding.value.why_not.empty()) continue;
        if (std::ranges::find(told, finding.value.why_not) != told.end()) continue;
        told.push_back(finding.value.why_not);
        text += fmt::format("{} of {}: {}\n", finding.statistic, finding.factor, finding.value.why_not);
    }
    return text;
}

std::string text_of(const StudyInFolder& work, const PreparedStudy& study, const std::vector<Finding>& found) {
    const SensitivitySpec& spec = *study.spec.sensitivity;
    std::string text = work.facts().title.empty() ? "" : work.facts().title + "\n\n";
    for (std::size_t i = 0; i < study.figures.size(); ++i) {
        std::vector<Finding> of_figure;
        std::ranges::copy_if(found, std::back_inserter(of_figure),
                             [&](const Finding& f) { return f.figure == study.figures[i]; });
        text += text_of_figure(work.facts().figures[i], of_figure) + reasons_of(of_figure) + "\n";
    }
    text += fmt::format("Over {}. In brackets: 95% intervals.\n", work.facts().periods.back());
    for (const std::string& line : explanations_of(spec.method, spec.decision.has_value())) text += line + "\n";
    return text;
}

std::string sensitivity_csv(const Layout& layout, const std::vector<Finding>& found) {
    std::string csv = "measure,label,factor,statistic,value,low,high,unit,not_available\n";
    for (const Finding& f : found) {
        const MeasureInfo& info = layout.measures[f.figure.index];
        csv += fmt::format("{},{},{},{},{},{},{},{},{}\n", csv_text(info.name), csv_text(info.label),
                           csv_text(f.factor), csv_text(f.statistic), f.value.value ? csv_number(*f.value.value) : "",
                           f.value.interval ? csv_number(f.value.interval->low) : "",
                           f.value.interval ? csv_number(f.value.interval->high) : "", csv_text(f.unit),
                           csv_text(f.value.why_not));
    }
    return csv;
}

std::string sensitivity_json(const StudyInFolder& work, const PreparedStudy& study, const std::vector<Finding>& found) {
    const StudyFacts& facts = work.facts();
    Json json{{"program", "desist"},
              {"version", facts.version},
              {"command", facts.verb},
              {"study", facts.study},
              {"title", facts.title},
              {"seed", facts.seed},
              {"replications", facts.replications},
              {"runs", facts.runs},
              {"period", facts.periods.back()},
              {"out", work.folder().path().string()}};
    json["findings"] = Json::array();
    for (const Finding& f : found) {
        const auto number = [](const auto& value) { return value ? Json(*value) : Json(nullptr); };
        std::optional<double> low, high;
        if (f.value.interval) low = f.value.interval->low, high = f.value.interval->high;
        Json row{{"measure", study.baseline.layout().measures[f.figure.index].name},
                 {"factor", f.factor},
                 {"statistic", f.statistic},
                 {"value", number(f.value.value)},
                 {"low", number(low)},
                 {"high", number(high)},
                 {"unit", f.unit}};
        if (!f.value.why_not.empty()) row["not_available"] = f.value.why_not;
        json["findings"].push_back(std::move(row));
    }
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

// The whole run alone: what findings are about.
std::vector<RunOutcome> whole_runs(StudyInFolder& work) {
    const std::size_t periods = work.facts().periods.size();
    std::vector<RunOutcome> outcomes;
    work.store().each([&](const RunOutcome& outcome, const StudyPoint&) {
        RunOutcome& kept = outcomes.emplace_back(RunOutcome{outcome.run, outcome.inputs_hash, {}, {}});
        for (const std::vector<double>& cells : outcome.values) {
            std::vector<double>& row = kept.values.emplace_back();
            for (std::size_t cell = periods - 1; cell < cells.size(); cell += periods) row.push_back(cells[cell]);
        }
    });
    return outcomes;
}

}  // namespace

ExitCode analyse_sensitivity(const Command& command) {
    Problems problems;
    auto study = prepare_study(command, problems);
    if (study && !study->spec.sensitivity)
        problems.error({study->spec.file, 1, 1}, "the study has no ‘sensitivity’", "sensitivity: {method: tornado}");
    if (study && study->spec.sensitivity) {
        check_sensitivity(study->spec, study->factors, problems);
        const auto& decision = study->spec.sensitivity->decision;
        const auto judged = decision ? study->baseline.layout().named(decision->measure.text) : std::nullopt;
        if (decision && !judged)
            problems.error(decision->measure.at, "the scenario has no such measure");
        else if (judged && std::ranges::find(study->figures, *judged) == study->figures.end())
            problems.error(decision->measure.at, "the decision's measure is not among the study's measures");
    }
    if (!study || problems.has_errors()) return refuse(problems);
    if (!command.quiet) print_message(problems.text());
    const double size = 1 + sensitivity_size(study->spec, study->factors);
    refuse_too_many(command, *study, size);
    StudyInFolder work(command, *study, static_cast<std::uint32_t>(size));
    work.make_all(sensitivity_points(study->spec, study->factors, study->options.seed));
    work.store().finish();
    if (!work.shard().is_all()) {
        work.write_manifest();
        work.end_progress();
        work.say_shard();
        return exit_done;
    }
    const std::vector<Finding> found = findings_of(study->spec, study->factors, study->baseline.layout(),
                                                   study->figures, whole_runs(work), study->options.seed);
    write_whole(work.folder().summary(), study_summary_csv(work));
    write_whole(work.folder().path() / "sensitivity.csv", sensitivity_csv(study->baseline.layout(), found));
    work.progress(1);
    work.write_manifest();
    work.end_progress();
    print_result(command.json ? sensitivity_json(work, *study, found) : text_of(work, *study, found));
    if (command.quiet) return exit_done;
    print_message(
        fmt::format("\nResults: {} (sensitivity.csv, results.sqlite, summary.csv, manifest.json), {}, {:.1f} s on {}\n",
                    work.folder().path().string(), count_of(work.store().saved().size(), "run"), work.seconds(),
                    count_of(study->options.threads, "thread")));
    const std::string top = [&] {
        for (const Finding& f : found)
            if (!f.factor.empty()) return f.factor;
        return std::string("PARAMETER");
    }();
    print_message(fmt::format("Next:    {} compare {} --set {}=VALUE\n", for_a_shell(command.program),
                              for_a_shell(study->scenario.string()), top));
    return exit_done;
}

}  // namespace desist
