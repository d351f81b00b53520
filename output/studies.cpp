#include "output/studies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "output/interrupt.hpp"
#include "output/memory.hpp"
#include "output/run_result.hpp"
#include "output/text.hpp"
#include "output/time_limit.hpp"
#include "output/wall_clock.hpp"
#include "sim/base/check.hpp"
#include "sim/base/utf8.hpp"
#include "sim/study/mean_intervals.hpp"

namespace desist {

namespace {

namespace fs = std::filesystem;

// Bytes of a stored value, by trial.
constexpr double bytes_of_value = 22, bytes_of_run = 600;

double value_count(const PreparedStudy& study) {
    return static_cast<double>(study.figures.size() * study.baseline.layout().periods.size()) *
           study.options.replications;
}

std::string duration_in_words(double seconds) {
    if (seconds < 120) return fmt::format("{:.0f} seconds", seconds);
    if (seconds < 7200) return fmt::format("{:.0f} minutes", seconds / 60);
    if (seconds < 2 * 86400) return fmt::format("{:.1f} hours", seconds / 3600);
    if (seconds < 2 * 31'557'600.0) return fmt::format("{:.0f} days", seconds / 86400);
    return fmt::format("{:.0f} years", seconds / 31'557'600.0);
}

// Every factor alone at its ends or at each of its levels, what a list says of it, and every policy with the first end
// of all others: what is refused there is refused before the first run.
class Tryout {
public:
    Tryout(const PreparedStudy& study, Problems& problems) : study_(study), problems_(problems) {}

    void run() {
        for (std::size_t f = 0; f < study_.factors.size(); ++f) {
            const Factor& factor = study_.factors[f];
            std::vector<std::string> values = factor.levels;
            if (factor.is_continuous()) values = {first_end(factor), factor.written(factor.high)};
            if (factor.is_continuous()) add_listed(factor.name, values);
            for (const std::string& value : values) {
                const std::size_t errors = problems_.errors();
                attempt(f, value, {});
                if (factor.kind == Factor::Kind::policies && problems_.errors() == errors)
                    attempt(f, value, first_ends());
            }
        }
    }

private:
    static std::string first_end(const Factor& factor) {
        return factor.is_continuous() ? factor.written(factor.low) : factor.levels.front();
    }

    // The values that points of a list give a factor with a range.
    void add_listed(const std::string& name, std::vector<std::string>& values) const {
        if (!study_.spec.sweep) return;
        for (const SweepSpec::Point& point : study_.spec.sweep->list)
            for (const auto& [factor, value] : point.values)
                if (factor.text == name && std::ranges::find(values, value.text) == values.end())
                    values.push_back(value.text);
    }

    StudyPoint first_ends() const {
        StudyPoint point;
        for (const Factor& factor : study_.factors) point.values.emplace_back(first_end(factor));
        return point;
    }

    // `point`: what the others are; empty: as the scenario has them.
    void attempt(std::size_t f, const std::string& value, StudyPoint point) {
        point.values.resize(study_.factors.size());
        point.values[f] = value;
        const Variant variant = variant_of(point, study_.factors, study_.scenario, 0);
        std::string at;
        for (std::size_t i = 0; i < point.values.size(); ++i)
            if (point.values[i])
                at += fmt::format("{}{} = {}", at.empty() ? "" : ", ", study_.factors[i].name, *point.values[i]);
        Problems trial;
        const auto forecast = Forecast::prepare(variant.file, variant.settings, trial);
        if (!forecast)
            return problems_.error(study_.factors[f].at, fmt::format("the scenario is refused with {}", at),
                                   trial.text(3));
        for (MeasureId figure : study_.figures) {
            const std::string& name = study_.baseline.layout().measures[figure.index].name;
            if (!forecast->layout().named(name))
                problems_.error(study_.factors[f].at, fmt::format("with {} there is no measure ‘{}’", at, name));
        }
        if (forecast->layout().bins.end != study_.baseline.layout().bins.end)
            problems_.error(study_.factors[f].at, fmt::format("with {} the run has another time", at));
    }

    const PreparedStudy& study_;
    Problems& problems_;
};

std::uint64_t hash_of_inputs(const PreparedStudy& study, const std::vector<Forecast>& policies) {
    std::string all = study.spec.input.text + hex(study.baseline.inputs_hash());
    for (const Forecast& policy : policies) all += hex(policy.inputs_hash());
    return fnv1a(all);
}

// The study, the scenario's files, and those of policies that are not among them.
void collect_inputs(PreparedStudy& study) {
    study.inputs.push_back(study.spec.input);
    std::vector<Forecast> policies;
    const auto take = [&](const Forecast& forecast, const std::string& scenario) {
        for (const InputFile& input : forecast.scenario().inputs) {
            const InputFile portable{portable_name(input.name, scenario), input.text};
            const auto same = [&](const InputFile& other) {
                return other.name == portable.name && other.text == portable.text;
            };
            if (std::ranges::none_of(study.inputs, same)) study.inputs.push_back(portable);
        }
    };
    take(study.baseline, study.scenario.string());
    if (const Factor* factor = policies_of(study.factors))
        for (const fs::path& policy : factor->files) {
            Problems known;
            if (auto forecast = Forecast::prepare(policy, {}, known)) policies.push_back(std::move(*forecast));
            if (!policies.empty()) take(policies.back(), policy.string());
        }
    study.inputs_hash = hash_of_inputs(study, policies);
}

// Threads that fit into memory; each has a variant of its own, which is little beside a replication.
void fit_study_memory(const Command& command, PreparedStudy& study) {
    StudyOptions wide = study.options;
    wide.replications = 100'000;  // threads share runs, not replications
    const unsigned wanted = threads_used(wide);
    const double available = memory_available();
    const unsigned threads = threads_that_fit(study.baseline, wanted, wanted, available);
    if (threads == 0)
        throw LimitReached(
            fmt::format("the study does not fit into memory: one replication needs about {}, and {} are "
                        "available\n  hint: fewer people, a shorter run or a larger machine",
                        bytes_in_words(study.baseline.replication_bytes()), bytes_in_words(available)));
    if (threads < wanted && !command.quiet)
        print_message(fmt::format("Running on {} in place of {}: a replication needs about {}, and {} are available.\n",
                                  count_of(threads, "thread"), wanted,
                                  bytes_in_words(study.baseline.replication_bytes()), bytes_in_words(available)));
    study.options.threads = threads;
}

}  // namespace

std::optional<PreparedStudy> prepare_study(const Command& command, Problems& problems) {
    auto spec = load_study(command.scenario, problems);
    if (!spec) return std::nullopt;
    const fs::path folder = fs::path(command.scenario).parent_path();
    const fs::path scenario = (folder / spec->scenario.text).lexically_normal();
    std::error_code ignored;
    if (!fs::is_regular_file(scenario, ignored)) {
        problems.error(spec->scenario.at, fmt::format("there is no file ‘{}’", printable(spec->scenario.text)),
                       "the scenario's name is relative to the study file");
        return std::nullopt;
    }
    auto baseline = Forecast::prepare(scenario, {}, problems);
    if (!baseline) return std::nullopt;
    PreparedStudy study{std::move(*spec), scenario, std::move(*baseline), {}, {}, command.study, 0, {}};
    if (!command.wish.replications_given && study.spec.replications) {
        if (*study.spec.replications > 100'000) problems.error({study.spec.file, 1, 1}, "at most 100000 replications");
        study.options.replications =
            static_cast<std::uint32_t>(std::min<std::size_t>(*study.spec.replications, 100'000));
    }
    if (!command.wish.seed_given && study.spec.seed) study.options.seed = *study.spec.seed;
    study.factors = factors_of(study.spec, study.baseline, folder, problems);
    study.figures = figures_of(study.spec, study.baseline, problems);
    if (problems.has_errors()) return std::nullopt;
    Tryout(study, problems).run();
    if (problems.has_errors()) return std::nullopt;
    collect_inputs(study);
    fit_study_memory(command, study);
    return study;
}

void refuse_too_many(const Command& command, const PreparedStudy& study, double runs) {
    if (runs <= static_cast<double>(command.wish.most_runs)) return;
    const auto stopwatch = start_stopwatch();
    study.baseline.replicate(study.options.seed, 0, &stop_wanted());
    const double seconds = stopwatch() * runs * study.options.replications / study.options.threads;
    const double bytes = runs * (value_count(study) * bytes_of_value + bytes_of_run);
    throw LimitReached(
        fmt::format("the study has {:.0f} runs of {}, more than {}\n  They would take about {} on {} and {} of disk.\n"
                    "  hint: fewer values or points, another design, or --most-runs N",
                    runs, count_of(study.options.replications, "replication"), command.wish.most_runs,
                    duration_in_words(seconds), count_of(study.options.threads, "thread"), bytes_in_words(bytes)));
}

StudyInFolder::StudyInFolder(const Command& command, const PreparedStudy& study, std::uint32_t runs)
    : command_(command),
      study_(study),
      shard_(command.wish.shard),
      folder_(command.out, command.force),
      stopwatch_(start_stopwatch()),
      started_(now_in_utc()) {
    facts_.verb = command.verb == Verb::sweep         ? "sweep"
                  : command.verb == Verb::sensitivity ? "sensitivity"
                                                      : "calibrate";
    facts_.version = std::string(program_version());
    facts_.build = std::string(program_build());
    facts_.title = study.spec.title.text;
    facts_.study = fs::path(command.scenario).filename().string();
    facts_.scenario = study.spec.scenario.text;
    facts_.seed = study.options.seed;
    facts_.replications = study.options.replications;
    facts_.runs = runs;
    facts_.inputs_hash = study.inputs_hash;
    facts_.inputs = study.inputs;
    facts_.factors = study.factors;
    const Layout& layout = study.baseline.layout();
    for (MeasureId figure : study.figures) facts_.figures.push_back(layout.measures[figure.index]);
    for (const Period& period : layout.periods) facts_.periods.push_back(period.name);
    store_ = std::make_unique<StudyStore>(folder_.store(), facts_, shard_);
    saved_before_ = store_->saved().size();
    if (saved_before_ > 0 && !command.quiet)
        print_message(fmt::format("Going on with {}: {} there.\n", folder_.path().string(),
                                  saved_before_ == 1 ? "1 run is" : fmt::format("{} runs are", saved_before_)));
}

void StudyInFolder::progress(double done) {
    if (!progress_)
        progress_ = std::make_unique<ProgressReport>(stderr, progress_style(stderr, command_.quiet), stopwatch_, done);
    done_ = std::max(done_, done);
    progress_->update(done_);
}

void StudyInFolder::make(const std::vector<Planned>& runs, double from, double to) {
    std::vector<Variant> missing;
    std::map<std::uint32_t, const StudyPoint*> points;
    for (const Planned& planned : runs) {
        if (store_->saved().count(planned.run)) continue;
        missing.push_back(variant_of(planned.point, study_.factors, study_.scenario, planned.run));
        points[planned.run] = &planned.point;
    }
    const double there = runs.empty() ? 1 : 1 - static_cast<double>(missing.size()) / static_cast<double>(runs.size());
    const double begin = from + there * (to - from);
    progress(begin);
    const std::atomic<bool>& stop = stop_wanted();
    const BatchOptions options{.seed = study_.options.seed,
                               .replications = study_.options.replications,
                               .threads = study_.options.threads,
                               .figures = study_.figures,
                               .layout = &study_.baseline.layout(),
                               .stop = &stop};
    try {
        StudyWriter writer(*store_);
        run_batch(
            missing, options,
            [&](const RunOutcome& outcome) {
                writer.add({outcome, *points.at(outcome.run)});
            },
            [&](double done) { progress(begin + done * (to - begin)); });
        writer.flush();
    } catch (const Interrupted&) {
        end_progress();
        if (time_is_up()) throw LimitReached(time_limit_message(done_));
        throw Interrupted("interrupted: " + how_to_go_on());
    } catch (const CannotAccess& e) {
        throw CannotAccess(fmt::format("{}\n  {}", e.what(), how_to_go_on()));
    } catch (const RunFailed& e) {
        throw RunFailed(fmt::format("{}\n  {}", e.what(), how_to_go_on()));
    }
}

void StudyInFolder::make_all(const std::vector<StudyPoint>& points) {
    std::vector<Planned> mine;
    for (std::uint32_t run = 0; run <= points.size(); ++run)
        if (shard_.has(run))
            mine.push_back({run, run == 0 ? StudyPoint{std::vector<std::optional<std::string>>(study_.factors.size())}
                                          : points[run - 1]});
    make(mine, 0, 0.99);
}

std::string StudyInFolder::how_to_go_on() const {
    return fmt::format("{} saved in {}\n  This goes on where it stopped: {}",
                       store_->saved().size() == 1 ? "1 run is" : fmt::format("{} runs are", store_->saved().size()),
                       folder_.path().string(), command_.again);
}

std::string StudyInFolder::time_limit_message(double done) const {
    const std::string left = time_left(done, stopwatch_());
    return fmt::format("the time limit of {} is reached: {}{}", command_.time_limit_text, how_to_go_on(),
                       left.empty() ? "" : fmt::format("\n  For the rest: {}.", left));
}

void StudyInFolder::write_manifest() {
    using Json = nlohmann::ordered_json;
    Json json{{"program", "desist"},
              {"version", facts_.version},
              {"build", facts_.build},
              {"command", facts_.verb},
              {"study", facts_.study},
              {"scenario", facts_.scenario},
              {"title", facts_.title},
              {"seed", facts_.seed},
              {"replications", facts_.replications},
              {"runs", store_->saved().size()},
              {"shard", to_text(shard_)},
              {"inputs_hash", hex(facts_.inputs_hash)}};
    json["inputs"] = Json::array();
    for (const InputFile& file : facts_.inputs)
        json["inputs"].push_back(
            {{"name", file.name}, {"fnv1a64", hex(fnv1a(file.text))}, {"bytes", file.text.size()}});
    json["this_run"] = {{"started", started_}, {"seconds", stopwatch_()}, {"threads", study_.options.threads}};
    write_whole(folder_.manifest(), json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

void StudyInFolder::say_shard() const {
    if (command_.quiet) return;
    print_message(fmt::format("\nShard {} is done: {} in {}, {:.1f} s\n", to_text(shard_),
                              count_of(store_->saved().size(), "run"), folder_.path().string(), stopwatch_()));
    print_message(fmt::format("Next:    when all {} are done: {} gather FOLDERS... --out DIR\n", shard_.of,
                              for_a_shell(command_.program)));
}

namespace {

// Mean and interval of what is there.
struct Told {
    double mean = std::numeric_limits<double>::quiet_NaN(), low = mean, high = mean;
    std::size_t n = 0;
};

Told told(const std::vector<double>& values) {
    Told t;
    if (values.empty()) return t;
    const PairMoments moments = pair_moments(values);
    t.mean = moments.mean;
    t.n = values.size();
    if (t.n < 2) return t;
    const Interval interval = student_interval(moments.mean, std::sqrt(moments.variance), t.n);
    t.low = interval.low;
    t.high = interval.high;
    return t;
}

}  // namespace

std::string study_summary_csv(StudyInFolder& work) {
    const StudyFacts& facts = work.facts();
    std::string csv = "run";
    for (const Factor& factor : facts.factors) csv += "," + csv_text(factor.name);
    csv += ",measure,label,unit,period,mean,low,high,difference,difference_low,difference_high,replications\n";
    std::vector<std::vector<double>> base;
    work.store().each([&](const RunOutcome& outcome, const StudyPoint& point) {
        if (outcome.run == 0) base = outcome.values;
        std::string head = std::to_string(outcome.run);
        for (const auto& value : point.values) head += "," + (value ? csv_text(*value) : std::string());
        for (std::size_t cell = 0; cell < facts.figures.size() * facts.periods.size(); ++cell) {
            std::vector<double> values, differences;
            for (std::size_t r = 0; r < outcome.values.size(); ++r) {
                const double value = outcome.values[r][cell];
                if (std::isnan(value)) continue;
                values.push_back(value);
                if (!base.empty() && !std::isnan(base[r][cell])) differences.push_back(value - base[r][cell]);
            }
            const MeasureInfo& figure = facts.figures[cell / facts.periods.size()];
            const Told mean = told(values), change = outcome.run == 0 ? Told{} : told(differences);
            csv +=
                fmt::format("{},{},{},{},{},{},{},{},{},{},{},{}\n", head, csv_text(figure.name),
                            csv_text(figure.label), csv_text(figure.unit), facts.periods[cell % facts.periods.size()],
                            csv_number(mean.mean), csv_number(mean.low), csv_number(mean.high), csv_number(change.mean),
                            csv_number(change.low), csv_number(change.high), mean.n);
        }
    });
    return csv;
}

}  // namespace desist
