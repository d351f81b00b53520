#include "sim/study/forecast.hpp"

#include <fmt/format.h>

#include <cmath>

#include "sim/base/utf8.hpp"
#include "sim/engine/engine.hpp"
#include "sim/engine/memory.hpp"
#include "sim/measure/tally.hpp"
#include "sim/model/model.hpp"
#include "sim/pathway/pathway.hpp"
#include "sim/random/keyed.hpp"
#include "sim/scenario/words.hpp"

namespace desist {

struct Forecast::Parts {
    Scenario scenario;
    Pathway pathway;
    Model model;
    Folding folding;
    std::vector<InputValue> inputs;
    std::vector<Target> targets;
    std::uint64_t inputs_hash = 0;
    std::uint64_t structure_hash = 0;
};

namespace {

std::uint64_t hash_inputs(const Scenario& scenario, const std::vector<Setting>& settings, const LoadOptions& options) {
    std::uint64_t hash = 0;
    for (const InputFile& input : scenario.inputs) hash = mix(hash ^ name_hash(input.name)) ^ name_hash(input.text);
    for (const Setting& setting : settings) hash = mix(hash ^ name_hash(setting.parameter)) ^ name_hash(setting.value);
    if (options.first_sets && *options.first_sets < scenario.set_names.size())
        hash = mix(hash ^ name_hash("first-sets")) ^ *options.first_sets;
    return mix(hash);
}

// In the unit that the figure is reported in. A share is rounded so that 29% gives 29, not 28.999999999999996.
double reported(double amount, Unit unit, const MeasureInfo& figure) {
    if (unit == share_unit) return std::round(amount * 1e12) / 1e10;
    return unit == duration_unit ? amount * figure.scale : amount;
}

Unit unit_of_figure(MeasureKind kind, const MeasureInfo& figure) {
    if (figure.unit == "%") return share_unit;
    return target_unit(kind) == duration_unit ? duration_unit : factor_unit;
}

// A target of another figure than the measure's own (NAME:PART): which it is, and its amounts.
bool read_figure(ResolvedTarget& target, MeasureId& figure, Unit& unit, MeasureKind kind, const Layout& layout,
                 Problems& problems) {
    const TargetSpec& spec = *target.figure;
    const std::optional<MeasureId> found = layout.named(spec.measure.text);
    if (!found) {
        std::vector<std::string_view> known;
        for (const MeasureInfo& info : layout.measures)
            if (measure_of_figure(info.name) == measure_of_figure(spec.measure.text)) known.push_back(info.name);
        problems.error(spec.measure.at, fmt::format("there is no figure ‘{}’", printable(spec.measure.text)),
                       did_you_mean(spec.measure.text, known));
        return false;
    }
    figure = *found;
    unit = unit_of_figure(kind, layout.measures[figure.index]);
    target.value = target_amount(spec, spec.value, unit, problems);
    target.tolerance = target_amount(spec, spec.tolerance, unit, problems);
    return true;
}

std::vector<Target> targets_of(const Pathway& pathway, const Folding& folding, Problems& problems) {
    std::vector<Target> targets;
    for (ResolvedTarget t : pathway.targets) {
        const MeasureKind kind = pathway.measures[t.measure.index].kind;
        MeasureId figure = folding.figure_of[t.measure.index];
        Unit unit = target_unit(kind);
        if (t.figure && !read_figure(t, figure, unit, kind, folding.layout, problems)) continue;
        const auto in_its_unit = [&](double amount) {
            return reported(amount, unit, folding.layout.measures[figure.index]);
        };
        targets.push_back({.name = t.name,
                           .measure = figure,
                           .period = t.year,
                           .value = in_its_unit(t.value),
                           .tolerance = in_its_unit(t.tolerance),
                           .source = t.source,
                           .use = t.use == TargetSpec::Use::fit ? "fit" : "check",
                           .note = t.note});
    }
    return targets;
}

// "at 2012-04-01 10:00:00, node justice/liberty, offender 0123456789abcdef (number 7 of stream ‘leeds’), seed 1,
// replication 4 (the first is 0)"
std::string told(const Pathway& pathway, const Whereabouts& where, std::uint64_t seed, std::uint32_t replication) {
    std::string text = "at " + pathway.clock.text(where.at);
    if (where.node) text += ", node " + pathway.nodes[where.node.index].place;
    if (where.offender)
        text += fmt::format(", offender {:016x} (number {} of stream ‘{}’)", where.offender->value, where.ordinal,
                            pathway.streams[where.stream].name);
    return text + fmt::format(", seed {}, replication {} (the first is 0)", seed, replication);
}

}  // namespace

std::optional<Forecast> Forecast::prepare(const std::filesystem::path& file, const std::vector<Setting>& settings,
                                          Problems& problems, const LoadOptions& options) {
    std::optional<Scenario> scenario = load(file, settings, problems, options);
    if (!scenario) return std::nullopt;
    std::optional<Pathway> pathway = build_pathway(*scenario, problems);
    if (!pathway) return std::nullopt;
    std::optional<Model> model = compile(*pathway, problems);
    if (!model) return std::nullopt;
    Folding folding = plan_measures(*pathway, problems);
    std::vector<Target> targets = targets_of(*pathway, folding, problems);
    if (problems.has_errors()) return std::nullopt;
    auto parts = std::make_shared<Parts>();
    parts->inputs = inputs_of(*scenario, problems);
    parts->targets = std::move(targets);
    parts->inputs_hash = hash_inputs(*scenario, settings, options);
    parts->structure_hash = structure_hash_of(*scenario);
    parts->scenario = std::move(*scenario);
    parts->pathway = std::move(*pathway);
    parts->model = std::move(*model);
    parts->folding = std::move(folding);
    Forecast forecast;
    forecast.parts_ = std::move(parts);
    return forecast;
}

const Scenario& Forecast::scenario() const { return parts_->scenario; }
const Pathway& Forecast::pathway() const { return parts_->pathway; }
const Model& Forecast::model() const { return parts_->model; }
const Layout& Forecast::layout() const { return parts_->folding.layout; }
const std::vector<InputValue>& Forecast::inputs() const { return parts_->inputs; }
const std::vector<Target>& Forecast::targets() const { return parts_->targets; }
std::uint64_t Forecast::inputs_hash() const { return parts_->inputs_hash; }
std::uint64_t Forecast::structure_hash() const { return parts_->structure_hash; }

double Forecast::result_bytes() const { return tally_bytes(parts_->folding.layout); }
double Forecast::replication_bytes() const {
    return engine_bytes(parts_->model) + folder_bytes(parts_->folding, parts_->model.most_inside);
}

Outcome Forecast::replay(std::uint64_t seed, std::uint32_t replication, const Wanted& wanted, RecordSink& sink,
                         const std::atomic<bool>* stop) const {
    try {
        return simulate(parts_->model, seed, replication, wanted, sink, stop);
    } catch (const Storm& storm) {
        throw ReplicationFailed(
            fmt::format("the scenario loops at {}: {}, {}", parts_->pathway.nodes[storm.where.node.index].place,
                        storm.what(), told(parts_->pathway, storm.where, seed, replication)),
            replication);
    } catch (const Broken& broken) {
        throw ReplicationBroken(
            fmt::format("{}, {}", broken.what(), told(parts_->pathway, broken.where, seed, replication)), replication);
    }
}

ReplicationResult Forecast::replicate(std::uint64_t seed, std::uint32_t replication,
                                      const std::atomic<bool>* stop) const {
    Folder folder(parts_->model, parts_->folding);
    const Outcome outcome = replay(seed, replication, parts_->folding.wanted, folder, stop);
    return {replication, outcome.fingerprint, outcome.entries, folder.take(outcome)};
}

}  // namespace desist
