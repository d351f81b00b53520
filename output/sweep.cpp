// desist sweep: many variants of a scenario, each paired with it.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "output/studies.hpp"
#include "output/text.hpp"
#include "output/text_table.hpp"
#include "sim/base/check.hpp"

namespace desist {

namespace {

using Json = nlohmann::ordered_json;

// What people get; the rest is in summary.csv.
constexpr std::size_t most_rows = 40, most_figures = 6;
constexpr std::size_t most_factor_columns = 4;  // of more factors one column tells what differs, so far as it has room
constexpr std::size_t most_words = 60;

// What is told of a run: each figure over the whole run, and its paired difference from the scenario as it is.
struct ToldRun {
    std::uint32_t run = 0;
    StudyPoint point;
    std::vector<Reckoned> values, differences;  // by figure; of run 0 no differences
};

Reckoned mean_of(const std::vector<double>& values) {
    return values.empty() ? not_available("no value over the whole run") : mean_of_pairs(values);
}

std::vector<ToldRun> told_runs(StudyInFolder& work) {
    const std::size_t periods = work.facts().periods.size();
    std::vector<ToldRun> told;
    std::vector<std::vector<double>> base;
    work.store().each([&](const RunOutcome& outcome, const StudyPoint& point) {
        if (outcome.run == 0) base = outcome.values;
        ToldRun& run = told.emplace_back(ToldRun{outcome.run, point, {}, {}});
        for (std::size_t f = 0; f < work.facts().figures.size(); ++f) {
            const std::size_t cell = (f + 1) * periods - 1;
            std::vector<double> values, differences;
            for (std::size_t r = 0; r < outcome.values.size(); ++r) {
                if (std::isnan(outcome.values[r][cell])) continue;
                values.push_back(outcome.values[r][cell]);
                if (!std::isnan(base[r][cell])) differences.push_back(values.back() - base[r][cell]);
            }
            run.values.push_back(mean_of(values));
            if (outcome.run != 0) run.differences.push_back(mean_of(differences));
        }
    });
    return told;
}

std::string cell_of(const Reckoned& value, bool signed_) {
    if (!value.value) return "n/a";
    const double half = value.interval ? (value.interval->high - value.interval->low) / 2 : 0;
    const int decimals = decimals_for(*value.value, half);
    std::string text = (signed_ && *value.value > 0 ? "+" : "") + grouped(*value.value, decimals);
    if (value.interval) text += " ± " + grouped(half, decimals);
    return text;
}

std::string what_differs(const StudyFacts& facts, const StudyPoint& point) {
    std::string words;
    for (std::size_t f = 0; f < point.values.size(); ++f) {
        if (!point.values[f]) continue;
        const std::string more = (words.empty() ? "" : ", ") + facts.factors[f].name + " " + *point.values[f];
        if (!words.empty() && words.size() + more.size() > most_words) return words + ", ...";
        words += more;
    }
    return words;
}

std::string table_of(const StudyInFolder& work, const std::vector<ToldRun>& told) {
    const StudyFacts& facts = work.facts();
    std::string text;
    if (!facts.title.empty()) text += facts.title + "\n\n";
    TextTable table;
    const bool apart = facts.factors.size() <= most_factor_columns;
    const std::size_t figures = std::min(facts.figures.size(), most_figures);
    if (!apart) table.columns.emplace_back("what differs");
    for (std::size_t f = 0; apart && f < facts.factors.size(); ++f) table.columns.push_back(facts.factors[f].name);
    for (std::size_t f = 0; f < figures; ++f) {
        const MeasureInfo& figure = facts.figures[f];
        table.columns.push_back(figure.unit.empty() ? figure.label : fmt::format("{} ({})", figure.label, figure.unit));
        table.columns.push_back("less that of run 0");
    }
    for (std::size_t i = 0; i < std::min(told.size(), most_rows); ++i) {
        std::vector<std::string>& row = table.rows.emplace_back();
        row.push_back(told[i].run == 0 ? "0: as it is" : std::to_string(told[i].run));
        if (!apart) row.push_back(what_differs(facts, told[i].point));
        for (std::size_t f = 0; apart && f < facts.factors.size(); ++f)
            row.push_back(told[i].point.values[f].value_or(""));
        for (std::size_t f = 0; f < figures; ++f) {
            row.push_back(cell_of(told[i].values[f], false));
            row.push_back(told[i].run == 0 ? "" : cell_of(told[i].differences[f], true));
        }
    }
    text += lay_out(table, 120);
    if (told.size() > most_rows)
        text += fmt::format("... and {} more runs: see summary.csv\n", told.size() - most_rows);
    if (figures < facts.figures.size())
        text += fmt::format("... and {} more figures: see summary.csv\n", facts.figures.size() - figures);
    return text + fmt::format(
                      "\nOver {}. ± is half of a 95% interval: the noise of {} only; differences are of pairs "
                      "with the same luck.\n",
                      facts.periods.back(), count_of(facts.replications, "replication"));
}

Json json_of(const Reckoned& value) {
    Json json;
    json["value"] = value.value ? Json(*value.value) : Json(nullptr);
    json["low"] = value.interval ? Json(value.interval->low) : Json(nullptr);
    json["high"] = value.interval ? Json(value.interval->high) : Json(nullptr);
    if (!value.why_not.empty()) json["not_available"] = value.why_not;
    return json;
}

std::string sweep_json(const StudyInFolder& work, const std::vector<ToldRun>& told) {
    const StudyFacts& facts = work.facts();
    Json json{{"program", "desist"},
              {"version", facts.version},
              {"command", facts.verb},
              {"study", facts.study},
              {"title", facts.title},
              {"seed", facts.seed},
              {"replications", facts.replications},
              {"period", facts.periods.back()},
              {"out", work.folder().path().string()}};
    json["runs"] = Json::array();
    for (const ToldRun& run : told) {
        Json& row = json["runs"].emplace_back(Json{{"run", run.run}});
        row["factors"] = Json::object();
        for (std::size_t f = 0; f < facts.factors.size(); ++f)
            if (run.point.values[f]) row["factors"][facts.factors[f].name] = *run.point.values[f];
        row["measures"] = Json::array();
        for (std::size_t f = 0; f < facts.figures.size(); ++f) {
            Json figure = json_of(run.values[f]);
            figure["name"] = facts.figures[f].name;
            figure["unit"] = facts.figures[f].unit;
            if (run.run != 0) figure["difference"] = json_of(run.differences[f]);
            row["measures"].push_back(std::move(figure));
        }
    }
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

ExitCode sweep_scenario(const Command& command) {
    Problems problems;
    const auto study = prepare_study(command, problems);
    if (study && !study->spec.sweep)
        problems.error({study->spec.file, 1, 1}, "the study has no ‘sweep’", "sweep: {design: grid}");
    if (study && study->spec.sweep) check_sweep(study->spec, study->factors, problems);
    if (!study || problems.has_errors()) return refuse(problems);
    if (!command.quiet) print_message(problems.text());
    const double size = 1 + sweep_size(study->spec, study->factors);
    refuse_too_many(command, *study, size);
    StudyInFolder work(command, *study, static_cast<std::uint32_t>(size));
    work.make_all(sweep_points(study->spec, study->factors, study->options.seed));
    work.store().finish();
    if (!work.shard().is_all()) {
        work.write_manifest();
        work.end_progress();
        work.say_shard();
        return exit_done;
    }
    write_whole(work.folder().summary(), study_summary_csv(work));
    work.progress(1);
    work.write_manifest();
    work.end_progress();
    const std::vector<ToldRun> told = told_runs(work);
    print_result(command.json ? sweep_json(work, told) : table_of(work, told));
    if (command.quiet) return exit_done;
    print_message(fmt::format("\nResults: {} (results.sqlite, summary.csv, manifest.json), {}, {:.1f} s on {}\n",
                              work.folder().path().string(), count_of(told.size(), "run"), work.seconds(),
                              count_of(study->options.threads, "thread")));
    print_message(fmt::format(
        "Next:    {}\n",
        study->spec.sensitivity
            ? fmt::format("{} sensitivity {}", for_a_shell(command.program), for_a_shell(command.scenario))
            : fmt::format("sqlite3 {} 'SELECT * FROM whole_run'", for_a_shell(work.folder().store().string()))));
    return exit_done;
}

}  // namespace desist
