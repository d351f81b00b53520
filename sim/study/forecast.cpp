#include "sim/study/forecast.hpp"

#include "sim/engine/engine.hpp"
#include "sim/measure/tally.hpp"
#include "sim/model/model.hpp"
#include "sim/pathway/pathway.hpp"
#include "sim/random/keyed.hpp"

namespace desist {

struct Forecast::Parts {
    Scenario scenario;
    Pathway pathway;
    Model model;
    Folding folding;
    std::uint64_t inputs_hash = 0;
};

namespace {

std::uint64_t hash_inputs(const Scenario& scenario, const std::vector<Setting>& settings) {
    std::uint64_t hash = 0;
    for (const InputFile& input : scenario.inputs) hash = mix(hash ^ name_hash(input.name)) ^ name_hash(input.text);
    for (const Setting& setting : settings) hash = mix(hash ^ name_hash(setting.parameter)) ^ name_hash(setting.value);
    return mix(hash);
}

}  // namespace

std::optional<Forecast> Forecast::prepare(const std::filesystem::path& file, const std::vector<Setting>& settings, Problems& problems) {
    std::optional<Scenario> scenario = load(file, settings, problems);
    if (!scenario) return std::nullopt;
    std::optional<Pathway> pathway = build_pathway(*scenario, problems);
    if (!pathway) return std::nullopt;
    std::optional<Model> model = compile(*pathway, problems);
    if (!model) return std::nullopt;
    Folding folding = plan_measures(*pathway, problems);
    if (problems.has_errors()) return std::nullopt;
    const std::uint64_t hash = hash_inputs(*scenario, settings);
    Forecast forecast;
    forecast.parts_ = std::make_shared<const Parts>(
        Parts{std::move(*scenario), std::move(*pathway), std::move(*model), std::move(folding), hash});
    return forecast;
}

const Scenario& Forecast::scenario() const { return parts_->scenario; }
const Pathway& Forecast::pathway() const { return parts_->pathway; }
const Layout& Forecast::layout() const { return parts_->folding.layout; }
std::uint64_t Forecast::inputs_hash() const { return parts_->inputs_hash; }

ReplicationResult Forecast::replicate(std::uint64_t seed, std::uint32_t replication) const {
    Folder folder(parts_->model, parts_->folding);
    try {
        const Outcome outcome = simulate(parts_->model, seed, replication, parts_->folding.wanted, folder);
        return {replication, outcome.fingerprint, outcome.entries, folder.take()};
    } catch (const Storm& storm) {
        throw RunFailed("the scenario loops at " + parts_->pathway.nodes[storm.node.index].place + ": " + storm.what());
    }
}

}  // namespace desist
