#include "sim/scenario/assemble.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/base/utf8.hpp"

namespace desist {
namespace {

// Appends what one file defines to what earlier files defined. Repeats within a file are repeated keys, reported
// before.
template <class Spec>
void append(std::vector<Spec>& all, std::vector<Spec>&& more, Problems& problems) {
    for (Spec& spec : more) {
        const auto other =
            std::find_if(all.begin(), all.end(), [&](const Spec& s) { return s.name.text == spec.name.text; });
        if (other != all.end() && other->name.at.file != spec.name.at.file) {
            problems.error(spec.name.at, fmt::format("‘{}’ is defined twice; the other place is {}",
                                                     printable(spec.name.text), problems.place_text(other->name.at)));
        }
        all.push_back(std::move(spec));
    }
}

void append_draws(std::vector<DrawSpec>& all, std::vector<DrawSpec>&& more, Problems& problems) {
    for (DrawSpec& draw : more) {
        for (const DrawSpec& other : all) {
            if (other.attribute.text != draw.attribute.text || other.at.file == draw.at.file) continue;
            problems.error(draw.at, fmt::format("‘{}’ is drawn twice; the other place is {}", draw.attribute.text,
                                                problems.place_text(other.at)));
        }
        all.push_back(std::move(draw));
    }
}

void replace_evidence(ValueWithEvidence& old, ValueWithEvidence&& given) {
    old.value = std::move(given.value);
    if (given.low) old.low = std::move(given.low);
    if (given.high) old.high = std::move(given.high);
    if (given.source) old.source = std::move(given.source);
    if (!given.quality.empty()) old.quality = std::move(given.quality);
    if (!given.note.empty()) old.note = std::move(given.note);
}

void set_always(ParameterSpec& parameter, SetSpec&& set) {
    replace_evidence(parameter.base, std::move(set.value));
    parameter.changes.clear();
}

// Values before the date stay; later changes are dropped. Evidence that is not named is that of the value in force.
void set_from(ParameterSpec& parameter, SetSpec&& set) {
    ParameterSpec::Change change;
    change.from = *set.from;
    change.date = parse_date(set.from->text).value_or(Date{});
    std::erase_if(parameter.changes, [&](const ParameterSpec::Change& c) { return c.date >= change.date; });
    static_cast<ValueWithEvidence&>(change) = parameter.changes.empty() ? parameter.base : parameter.changes.back();
    replace_evidence(change, std::move(set.value));
    parameter.changes.push_back(std::move(change));
}

class SourceCheck {
public:
    SourceCheck(const Scenario& scenario, bool has_evidence, Problems& problems)
        : has_evidence_(has_evidence), problems_(problems) {
        ids_ = {"assumption", "fit", "read"};
        for (const EvidenceRow& row : scenario.evidence) ids_.push_back(row.id);
        std::sort(ids_.begin(), ids_.end());
    }

    void run(const std::optional<Text>& source) {
        if (!source || std::binary_search(ids_.begin(), ids_.end(), source->text)) return;
        const std::string what = fmt::format("there is no source ‘{}’", printable(source->text));
        std::string hint = did_you_mean(source->text, ids_);
        if (!has_evidence_ && hint.empty()) hint = "there is no evidence.csv beside the scenario";
        if (hint.empty()) hint = "it must be an id of evidence.csv, ‘assumption’, ‘fit’ or ‘read’";
        problems_.error(source->at, what, hint);
    }

private:
    std::vector<std::string_view> ids_;
    bool has_evidence_;
    Problems& problems_;
};

}  // namespace

void join(Scenario& scenario, ScenarioFile&& file, Problems& problems) {
    append(scenario.attributes, std::move(file.attributes), problems);
    append(scenario.cases, std::move(file.cases), problems);
    append(scenario.parameters, std::move(file.parameters), problems);
    append(scenario.scores, std::move(file.scores), problems);
    append(scenario.calendars, std::move(file.calendars), problems);
    append(scenario.profiles, std::move(file.profiles), problems);
    append(scenario.costs, std::move(file.costs), problems);
    append(scenario.hazards, std::move(file.hazards), problems);
    append(scenario.resources, std::move(file.resources), problems);
    append(scenario.tracks, std::move(file.tracks), problems);
    append(scenario.measures, std::move(file.measures), problems);
    append(scenario.targets, std::move(file.targets), problems);
    if (!file.population) return;
    append(scenario.population, std::move(file.population->streams), problems);
    append_draws(scenario.draws, std::move(file.population->draws), problems);
}

void check_complete(const std::set<std::string>& sections, Place file, Problems& problems) {
    const auto need = [&](const char* section, const char* hint) {
        if (!sections.contains(section)) problems.error(file, fmt::format("the scenario needs ‘{}’", section), hint);
    };
    need("time", "such as time: {start: 2012-04-01, warm-up: 3 years, run: 6 years}");
    need("population", "such as population: {present: 40_000, arrivals: 750 per month}");
    need("tracks", "such as tracks: {justice: {start: liberty, nodes: {liberty: {}}}}");
}

void apply(Scenario& scenario, std::vector<SetSpec>&& settings, Problems& problems) {
    std::vector<std::string_view> known;
    for (const ParameterSpec& p : scenario.parameters) known.push_back(p.name.text);
    for (SetSpec& set : settings) {
        const auto found = std::find(known.begin(), known.end(), set.name.text);
        if (found == known.end()) {
            problems.error(set.at, fmt::format("there is no parameter ‘{}’", printable(set.name.text)),
                           did_you_mean(set.name.text, known));
            continue;
        }
        if (set.left_out) continue;
        ParameterSpec& parameter = scenario.parameters[static_cast<std::size_t>(found - known.begin())];
        set.from ? set_from(parameter, std::move(set)) : set_always(parameter, std::move(set));
    }
}

void check_sources(const Scenario& scenario, bool has_evidence, Problems& problems) {
    SourceCheck check{scenario, has_evidence, problems};
    for (const ParameterSpec& parameter : scenario.parameters) {
        check.run(parameter.base.source);
        for (const ParameterSpec::Change& change : parameter.changes) check.run(change.source);
    }
    for (const ScoreSpec& score : scenario.scores) check.run(score.source);
    for (const CostSpec& cost : scenario.costs) check.run(cost.source);
    for (const TargetSpec& target : scenario.targets) check.run(target.source);
}

}  // namespace desist
