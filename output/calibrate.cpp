// desist calibrate: parameters fitted to the targets of a scenario.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "output/studies.hpp"
#include "output/text.hpp"
#include "output/text_table.hpp"
#include "sim/base/check.hpp"
#include "sim/study/calibration.hpp"

namespace desist {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using Identified = CalibratedParameter::Identified;

// A target of the scenario and where a run keeps what it is held against.
struct Aim {
    const Target* target = nullptr;
    std::size_t cell = 0;
    bool fitted = false;
};

std::string_view words_of(Identified identified) {
    switch (identified) {
        case Identified::yes:
            return "yes";
        case Identified::weakly:
            return "weakly";
        case Identified::no:
            return "no";
    }
    return "";
}

// One figure for each measure of a target, in the order of targets, then those the study names.
void keep_figures_of_targets(PreparedStudy& study) {
    std::vector<MeasureId> figures;
    const auto keep = [&](MeasureId figure) {
        if (std::ranges::find(figures, figure) == figures.end()) figures.push_back(figure);
    };
    for (const Target& target : study.baseline.targets()) keep(target.measure);
    if (!study.spec.measures.empty())
        for (const MeasureId figure : study.figures) keep(figure);
    study.figures = std::move(figures);
}

std::vector<Aim> aims_of(const PreparedStudy& study) {
    const std::vector<Period>& periods = study.baseline.layout().periods;
    std::vector<Aim> aims;
    for (const Target& target : study.baseline.targets()) {
        const auto figure = std::ranges::find(study.figures, target.measure) - study.figures.begin();
        const auto period = std::ranges::find_if(
            periods, [&](const Period& p) { return target.period.empty() ? p.whole_run : p.name == target.period; });
        aims.push_back(
            {&target,
             static_cast<std::size_t>(figure) * periods.size() + static_cast<std::size_t>(period - periods.begin()),
             target.use == "fit"});
    }
    return aims;
}

void check_calibration(const PreparedStudy& study, Problems& problems) {
    for (const Factor& factor : study.factors)
        if (!factor.is_continuous())
            problems.error(factor.at, fmt::format("‘{}’ has no range to be fitted in", factor.name),
                           "give it low and high, or a distribution");
    const auto is_fit = [](const Target& target) { return target.use == "fit"; };
    if (std::ranges::none_of(study.baseline.targets(), is_fit))
        problems.error(study.spec.scenario.at, "the scenario has no target to fit to",
                       "targets: {NAME: {measure: ..., value: ..., tolerance: ..., use: fit}}");
    for (const Target& target : study.baseline.targets())
        if (is_fit(target) && !(target.tolerance > 0))
            problems.error(study.spec.scenario.at, fmt::format("target ‘{}’ has no tolerance to fit to", target.name));
}

class Calibrating {
public:
    Calibrating(const Command& command, const PreparedStudy& study)
        : command_(command), study_(study), aims_(aims_of(study)), work_(command, study, 0) {
        const CalibrationSpec spec = study.spec.calibration.value_or(CalibrationSpec{});
        const std::size_t k = study.factors.size();
        options_.method = spec.method == CalibrationSpec::Method::bobyqa ? CalibrationOptions::Method::bobyqa
                                                                         : CalibrationOptions::Method::cobyla;
        options_.starts = spec.starts.value_or(3);
        options_.steps = spec.steps.value_or(20 * k);
        start_ = sobol_points(spec.start_points.value_or(std::max<std::size_t>(16, 8 * k)), k, study.options.seed);
        most_ = static_cast<double>(1 + most_evaluations(k, start_.size(), options_));
        for (const Aim& aim : aims_)
            if (aim.fitted) targets_.push_back({aim.target->value, aim.target->tolerance});
    }

    ExitCode run() {
        make_start();
        if (!work_.shard().is_all()) {
            work_.store().finish();
            work_.write_manifest();
            work_.end_progress();
            work_.say_shard();
            return exit_done;
        }
        result_ =
            calibrate(targets_, start_, options_, [&](const std::vector<Point>& points) { return outputs(points); });
        work_.store().finish();
        write();
        work_.end_progress();
        print_result(command_.json ? json() : text());
        if (!command_.quiet) say_where();
        return exit_done;
    }

private:
    // Run 0 and the points that the search begins with: all that shards can share.
    void make_start() {
        std::vector<StudyInFolder::Planned> planned{
            {0, StudyPoint{std::vector<std::optional<std::string>>(study_.factors.size())}}};
        for (std::size_t i = 0; i < start_.size(); ++i)
            planned.push_back({static_cast<std::uint32_t>(i + 1), point_at(study_.factors, start_[i])});
        std::erase_if(planned, [&](const auto& p) { return !work_.shard().has(p.run); });
        const double all = work_.shard().is_all() ? most_ : static_cast<double>(planned.size());
        work_.make(planned, 0, 0.99 * static_cast<double>(planned.size()) / all);
    }

    std::vector<CalibrationOutputs> outputs(const std::vector<Point>& points) {
        std::vector<StudyInFolder::Planned> planned;
        for (const Point& point : points) planned.push_back({++asked_, point_at(study_.factors, point)});
        work_.make(planned, 0.99 * (asked_ - static_cast<double>(points.size())) / most_, 0.99 * asked_ / most_);
        std::vector<CalibrationOutputs> all;
        for (const StudyInFolder::Planned& p : planned) {
            const auto [outcome, point] = work_.store().one(p.run);
            check(point.values == p.point.values, "a run of the store is another point than the search asks for");
            CalibrationOutputs& of_point = all.emplace_back();
            for (const Aim& aim : aims_)
                if (aim.fitted) of_point.push_back(output(outcome, aim));
        }
        return all;
    }

    static CalibrationOutput output(const RunOutcome& outcome, const Aim& aim) {
        std::vector<double> values;
        for (const std::vector<double>& cells : outcome.values)
            if (!std::isnan(cells[aim.cell])) values.push_back(cells[aim.cell]);
        if (values.empty()) return {};
        const PairMoments moments = pair_moments(values);
        return {moments.mean, moments.error()};
    }

    std::uint32_t best_run() const { return static_cast<std::uint32_t>(result_.best + 1); }
    std::string value_of(std::size_t f, double u) const { return study_.factors[f].value_at(u); }
    std::string before_of(std::size_t f) const {
        return study_.factors[f].base ? study_.factors[f].written(*study_.factors[f].base) : "a table";
    }
    std::string range_of(std::size_t f) const {
        const CalibratedParameter& p = result_.parameters[f];
        return fmt::format("{}{} to {}{}", p.open_low ? "(open) " : "", value_of(f, p.low), value_of(f, p.high),
                           p.open_high ? " (open)" : "");
    }

    // "custody-rate up, time-served down": what may move together.
    std::string direction_in_words(const std::vector<double>& direction) const {
        std::string words;
        for (std::size_t f = 0; f < direction.size(); ++f)
            if (std::abs(direction[f]) >= 0.2)
                words += fmt::format("{}{} {} ({:.2f})", words.empty() ? "" : ", ", study_.factors[f].name,
                                     direction[f] > 0 ? "up" : "down", std::abs(direction[f]));
        return words;
    }

    double misfit_before() {
        const auto [outcome, point] = work_.store().one(0);
        CalibrationOutputs now;
        for (const Aim& aim : aims_)
            if (aim.fitted) now.push_back(output(outcome, aim));
        return misfit_of(targets_, now);
    }

    std::string text() {
        const auto before = work_.store().one(0).first, after = work_.store().one(best_run()).first;
        std::string text = work_.facts().title.empty() ? "" : work_.facts().title + "\n\n";
        TextTable fits{{"wanted", "tolerance", "before", "fitted", "off, in tolerances", "within"}, {}};
        for (const Aim& aim : aims_) fits.rows.push_back(fit_row(aim, before, after));
        text += lay_out(fits, 120) + "\n";
        TextTable parameters{{"before", "fitted", "left open by the targets", "of its range", "identified"}, {}};
        for (std::size_t f = 0; f < study_.factors.size(); ++f) {
            const CalibratedParameter& p = result_.parameters[f];
            parameters.rows.push_back({study_.factors[f].name, before_of(f), value_of(f, p.best), range_of(f),
                                       fmt::format("{:.0f}%", 100 * (p.high - p.low)),
                                       std::string(words_of(p.identified))});
        }
        text += lay_out(parameters, 120) + "\n";
        text +=
            fmt::format("Misfit: {:.4g} before, {:.4g} fitted (noise ± {:.2g}), over {}.\n", misfit_before(),
                        result_.evaluations[result_.best].misfit, result_.noise, count_of(targets_.size(), "target"));
        for (std::size_t f = 0; f < study_.factors.size(); ++f)
            if (result_.parameters[f].in_parts)
                text += fmt::format("The range of {} is in parts: beyond a gap lies another solution, or luck.\n",
                                    study_.factors[f].name);
        for (const std::vector<double>& direction : result_.not_told_apart)
            text += fmt::format("The targets do not tell apart: {}.\n", direction_in_words(direction));
        if (result_.profile_was_better)
            text += "The profile found a better point than the searches: more starts or steps may find a better one.\n";
        if (result_.noise > 0.5)
            text +=
                "The misfit's noise is large against the 1 that the ranges rest on: more replications are needed.\n";
        return text +
               "Left open: the values at which the misfit, the others fitted again, is at most 1 above the least; no "
               "probability.\n";
    }

    std::vector<std::string> fit_row(const Aim& aim, const RunOutcome& before, const RunOutcome& after) const {
        const MeasureInfo& figure = study_.baseline.layout().measures[aim.target->measure.index];
        const CalibrationOutput was = output(before, aim), is = output(after, aim);
        const auto number = [&](const CalibrationOutput& o) {
            return o.mean ? grouped(*o.mean, decimals_for(*o.mean, o.error * 2)) : std::string("n/a");
        };
        const double off = is.mean ? (*is.mean - aim.target->value) / aim.target->tolerance : NAN;
        const int decimals = decimals_for(aim.target->tolerance, aim.target->tolerance);
        return {fmt::format("{}{}{}{}", aim.target->name, aim.target->period.empty() ? "" : " " + aim.target->period,
                            figure.unit.empty() ? "" : fmt::format(" ({})", figure.unit), aim.fitted ? "" : ", check"),
                grouped(aim.target->value, decimals),
                grouped(aim.target->tolerance, decimals),
                number(was),
                number(is),
                is.mean ? fmt::format("{:+.2f}", off) : "n/a",
                !is.mean             ? "n/a"
                : std::abs(off) <= 1 ? "yes"
                                     : "no"};
    }

    std::string fit_csv() {
        const auto before = work_.store().one(0).first, after = work_.store().one(best_run()).first;
        std::string csv = "target,measure,period,use,unit,wanted,tolerance,before,fitted,fitted_error,within,source\n";
        for (const Aim& aim : aims_) {
            const MeasureInfo& figure = study_.baseline.layout().measures[aim.target->measure.index];
            const CalibrationOutput was = output(before, aim), is = output(after, aim);
            csv +=
                fmt::format("{},{},{},{},{},{},{},{},{},{},{},{}\n", csv_text(aim.target->name), csv_text(figure.name),
                            aim.target->period, aim.target->use, csv_text(figure.unit), csv_number(aim.target->value),
                            csv_number(aim.target->tolerance), csv_number(was.mean.value_or(NAN)),
                            csv_number(is.mean.value_or(NAN)), csv_number(is.mean ? is.error : NAN),
                            !is.mean                                                          ? ""
                            : std::abs(*is.mean - aim.target->value) <= aim.target->tolerance ? "yes"
                                                                                              : "no",
                            csv_text(aim.target->source));
        }
        return csv;
    }

    std::string profile_csv() const {
        std::string csv = "parameter,value,misfit\n";
        for (std::size_t f = 0; f < study_.factors.size(); ++f)
            for (const auto& point : result_.parameters[f].profile)
                csv += fmt::format("{},{},{}\n", csv_text(study_.factors[f].name), csv_text(value_of(f, point.value)),
                                   csv_number(point.misfit));
        return csv;
    }

    // A policy that gives the baseline the fitted values, with where they come from.
    std::string fitted_yaml() const {
        const StudyFacts& facts = work_.facts();
        std::error_code ignored;
        fs::path base = fs::relative(fs::absolute(study_.scenario), fs::absolute(work_.folder().path()), ignored);
        if (base.empty()) base = study_.scenario;
        std::string fit;
        for (const Aim& aim : aims_)
            if (aim.fitted) fit += (fit.empty() ? "" : ", ") + aim.target->name;
        std::string yaml = fmt::format(
            "# Fitted by desist calibrate {} (build {}): study {}, inputs {}, seed {}, {}, {}.\n"
            "# Targets: {}. Misfit {:.6g} (sum of squares in tolerances).\n"
            "desist: 1\ntitle: {}\nextends: {}\nset:\n",
            facts.version, facts.build, facts.study, hex(facts.inputs_hash), facts.seed,
            count_of(facts.replications, "replication"), count_of(work_.store_size(), "run"), fit,
            result_.evaluations[result_.best].misfit, Json(study_.baseline.scenario().title.text + ", fitted").dump(),
            Json(base.generic_string()).dump());
        for (std::size_t f = 0; f < study_.factors.size(); ++f) {
            const CalibratedParameter& p = result_.parameters[f];
            yaml +=
                fmt::format("  {}: {{value: {}, low: {}, high: {}, source: fit, note: {}}}\n", study_.factors[f].name,
                            value_of(f, p.best), value_of(f, p.low), value_of(f, p.high),
                            Json(fmt::format("fitted to {}; low and high: what the targets leave open; identified: {}",
                                             fit, words_of(p.identified)))
                                .dump());
        }
        return yaml;
    }

    void write() {
        const fs::path folder = work_.folder().path();
        write_whole(folder / "summary.csv", study_summary_csv(work_));
        write_whole(folder / "fit.csv", fit_csv());
        write_whole(folder / "profile.csv", profile_csv());
        write_whole(folder / "fitted.yaml", fitted_yaml());
        work_.progress(1);
        work_.write_manifest();
    }

    std::string json() {
        const auto before = work_.store().one(0).first, after = work_.store().one(best_run()).first;
        const StudyFacts& facts = work_.facts();
        const auto number = [](const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); };
        Json json{{"program", "desist"},
                  {"version", facts.version},
                  {"command", facts.verb},
                  {"study", facts.study},
                  {"title", facts.title},
                  {"seed", facts.seed},
                  {"replications", facts.replications},
                  {"runs", work_.store_size()},
                  {"out", work_.folder().path().string()},
                  {"misfit_before", misfit_before()},
                  {"misfit", result_.evaluations[result_.best].misfit},
                  {"misfit_noise", result_.noise}};
        json["targets"] = Json::array();
        for (const Aim& aim : aims_)
            json["targets"].push_back({{"name", aim.target->name},
                                       {"use", aim.target->use},
                                       {"period", aim.target->period},
                                       {"wanted", aim.target->value},
                                       {"tolerance", aim.target->tolerance},
                                       {"before", number(output(before, aim).mean)},
                                       {"fitted", number(output(after, aim).mean)}});
        json["parameters"] = Json::array();
        for (std::size_t f = 0; f < study_.factors.size(); ++f) {
            const CalibratedParameter& p = result_.parameters[f];
            json["parameters"].push_back({{"name", study_.factors[f].name},
                                          {"before", before_of(f)},
                                          {"fitted", value_of(f, p.best)},
                                          {"low", value_of(f, p.low)},
                                          {"high", value_of(f, p.high)},
                                          {"open_low", p.open_low},
                                          {"open_high", p.open_high},
                                          {"share_of_range", p.high - p.low},
                                          {"in_parts", p.in_parts},
                                          {"identified", std::string(words_of(p.identified))}});
        }
        json["not_told_apart"] = Json::array();
        for (const auto& direction : result_.not_told_apart) {
            Json entries = Json::object();
            for (std::size_t f = 0; f < direction.size(); ++f) entries[study_.factors[f].name] = direction[f];
            json["not_told_apart"].push_back(std::move(entries));
        }
        return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
    }

    void say_where() {
        const std::string folder = work_.folder().path().string();
        print_message(fmt::format(
            "\nResults: {} (fitted.yaml, fit.csv, profile.csv, results.sqlite, summary.csv, manifest.json), {}, {:.1f} "
            "s "
            "on {}\n",
            folder, count_of(work_.store_size(), "run"), work_.seconds(), count_of(study_.options.threads, "thread")));
        print_message(fmt::format("Next:    {} compare {} {} --out {}\n", for_a_shell(command_.program),
                                  for_a_shell(study_.scenario.string()),
                                  for_a_shell((work_.folder().path() / "fitted.yaml").string()),
                                  for_a_shell(folder + "-compared")));
    }

    const Command& command_;
    const PreparedStudy& study_;
    std::vector<Aim> aims_;
    StudyInFolder work_;
    CalibrationOptions options_;
    std::vector<Point> start_;
    std::vector<CalibrationTarget> targets_;
    Calibration result_;
    double most_ = 1;          // runs, at most
    std::uint32_t asked_ = 0;  // evaluations so far; evaluation i is run i, from 1
};

}  // namespace

ExitCode calibrate_scenario(const Command& command) {
    Problems problems;
    auto study = prepare_study(command, problems);
    if (study) {
        check_calibration(*study, problems);
        keep_figures_of_targets(*study);
    }
    if (!study || problems.has_errors()) return refuse(problems);
    if (!command.quiet) print_message(problems.text());
    return Calibrating(command, *study).run();
}

}  // namespace desist
