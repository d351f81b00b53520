#include "output/run_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "output/store_reader.hpp"
#include "output/text.hpp"
#include "sim/base/problems.hpp"
#include "sim/pathway/pathway.hpp"

namespace desist {

namespace {

namespace fs = std::filesystem;

// "/home/me/models/town.yaml:7" is "town.yaml:7": the machine's folders stay out of the results.
std::string portable_place(const std::string& place, const std::string& scenario_file) {
    const std::size_t colon = place.rfind(':');
    const bool has_line = colon != std::string::npos && colon + 1 < place.size() &&
                          std::all_of(place.begin() + static_cast<std::ptrdiff_t>(colon) + 1, place.end(),
                                      [](unsigned char c) { return std::isdigit(c) != 0; });
    const std::string file = has_line ? place.substr(0, colon) : place;
    return portable_name(file, scenario_file) + (has_line ? place.substr(colon) : "");
}

struct Keeper : ResultSink {
    void replication(const ReplicationResult& result) override { results.push_back(result); }
    std::vector<ReplicationResult> results;
};

}  // namespace

RunFacts facts_of(const Forecast& forecast, const std::string& scenario_file, const std::vector<Setting>& settings,
                  const StudyOptions& study) {
    return {.version = std::string(program_version()),
            .build = std::string(program_build()),
            .scenario_file = scenario_file,
            .settings = settings,
            .study = study,
            .inputs_hash = forecast.inputs_hash(),
            .structure_hash = forecast.structure_hash(),
            .begin = forecast.pathway().begin,
            .inputs = forecast.inputs(),
            .targets = forecast.targets(),
            .scenario = &forecast.scenario(),
            .layout = &forecast.layout()};
}

Run run_of(const RunFacts& facts, const std::string& folder, std::vector<ReplicationResult> results) {
    Run run{.version = facts.version,
            .build = facts.build,
            .title = facts.scenario->title.text,
            .scenario = portable_name(facts.scenario_file, facts.scenario_file),
            .folder = folder,
            .seed = facts.study.seed,
            .replications = facts.study.replications,
            .inputs_hash = facts.inputs_hash,
            .structure_hash = facts.structure_hash,
            .begin = facts.begin,
            .layout = *facts.layout,
            .inputs = facts.inputs,
            .targets = facts.targets,
            .results = std::move(results)};
    for (InputValue& input : run.inputs) input.place = portable_place(input.place, facts.scenario_file);
    return run;
}

Run run_of(const Forecast& forecast, const std::string& scenario_file, const StudyOptions& study,
           std::vector<ReplicationResult> results) {
    return run_of(facts_of(forecast, scenario_file, {}, study), "", std::move(results));
}

Run read_run(const fs::path& folder) {
    std::error_code error;
    if (!fs::is_directory(folder, error)) throw CannotAccess(fmt::format("{} is not a folder", folder.string()));
    StoreReader store(folder / "results.sqlite");
    if (!store.complete()) {
        throw CannotAccess(
            fmt::format("{} is not complete: it holds {} of {} replications\n"
                        "  hint: the desist run command that began it goes on where it stopped",
                        (folder / "results.sqlite").string(), store.saved(), store.facts().replications));
    }
    Keeper keeper;
    store.read(keeper);
    Run run = store.facts();
    run.folder = folder.string();
    run.results = std::move(keeper.results);
    return run;
}

}  // namespace desist
