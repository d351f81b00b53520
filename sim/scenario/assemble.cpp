#include "sim/scenario/assemble.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/base/utf8.hpp"

namespace desist {
namespace {

const Expression* literal(const ValueSpec& value) {
    const bool is_number = value.leaf && value.leaf->kind == Expression::Kind::number;
    return is_number && !value.leaf->failed ? &*value.leaf : nullptr;
}

// A setting without a unit, or of another one.
void check_unit(const Text& name, const ValueSpec& old, ValueSpec& given, Problems& problems) {
    const Expression *before = literal(old), *now = literal(given);
    if (!before || !now || before->unit == now->unit || (now->number == 0 && now->unit == factor_unit)) return;
    const bool forgot_sign = before->unit == share_unit && now->unit == factor_unit && now->number <= 1;
    problems.error(given.at,
                   fmt::format("‘{}’ is {}; this is {}", name.text, to_text(before->unit), to_text(now->unit)),
                   forgot_sign ? fmt::format("write {:g}%", now->number * 100) : "");
    given = old;
}

// A what-if may go beyond the range of the evidence, which then says nothing about it any more.
void check_range(const Text& name, ValueWithEvidence& old, const ValueWithEvidence& given, Problems& problems) {
    const Expression* now = literal(given.value);
    const auto beyond = [&](std::optional<ValueSpec>& bound, bool is_given, bool low) {
        const Expression* limit = bound ? literal(*bound) : nullptr;
        if (!now || !limit || is_given || limit->unit != now->unit) return;
        if (low ? now->number >= limit->number : now->number <= limit->number) return;
        problems.warning(given.value.at,
                         fmt::format("‘{}’ is set {} the range of its evidence, which {} at {}", name.text,
                                     low ? "below" : "above", low ? "begins" : "ends", to_text(*limit)));
        bound.reset();
    };
    beyond(old.low, given.low.has_value(), true);
    beyond(old.high, given.high.has_value(), false);
}

void replace_evidence(const Text& name, ValueWithEvidence& old, ValueWithEvidence&& given, Problems& problems) {
    check_unit(name, old.value, given.value, problems);
    check_range(name, old, given, problems);
    old.value = std::move(given.value);
    if (given.low) old.low = std::move(given.low);
    if (given.high) old.high = std::move(given.high);
    if (given.distribution) old.distribution = std::move(given.distribution);
    if (given.source) old.source = std::move(given.source);
    if (!given.quality.empty()) old.quality = std::move(given.quality);
    if (!given.note.empty()) old.note = std::move(given.note);
}

Expression product(const Expression& a, const Expression& b) {
    Expression e;
    e.kind = Expression::Kind::multiply;
    e.operands = {a, b};
    e.at = b.at;
    return e;
}

// Value x factor, entry by entry; `rest` stays what is left.
ValueSpec multiplied(const ValueSpec& value, const ValueSpec& factor) {
    ValueSpec result = value;
    result.at = factor.at;
    if (value.rest) return result;
    if (value.is_table()) {
        for (ValueSpec::Row& row : result.rows) row.value.front() = multiplied(row.value.front(), factor);
        for (ValueSpec& other : result.otherwise) other = multiplied(other, factor);
    } else if (factor.is_table()) {
        result = factor;
        for (ValueSpec::Row& row : result.rows) row.value.front() = multiplied(value, row.value.front());
        for (ValueSpec& other : result.otherwise) other = multiplied(value, other);
    } else if (factor.leaf) {
        result.leaf = product(*value.leaf, *factor.leaf);
    }
    return result;
}

// Values and the bounds that go with them.
void multiply(ValueWithEvidence& all, const ValueSpec& factor) {
    all.value = multiplied(all.value, factor);
    if (all.low) all.low = multiplied(*all.low, factor);
    if (all.high) all.high = multiplied(*all.high, factor);
    all.distribution.reset();
}

// Later changes that are factors themselves follow the value before them.
void multiply_always(ParameterSpec& parameter, SetSpec&& set, Problems& problems) {
    multiply(parameter.base, *set.times);
    for (ParameterSpec::Change& change : parameter.changes)
        if (!change.times) multiply(change, *set.times);
    set.value.value = parameter.base.value;
    replace_evidence(set.name, parameter.base, std::move(set.value), problems);
}

void set_always(ParameterSpec& parameter, SetSpec&& set, Problems& problems) {
    if (set.times) return multiply_always(parameter, std::move(set), problems);
    replace_evidence(set.name, parameter.base, std::move(set.value), problems);
    parameter.changes.clear();
}

// A factor on top of a change of the same date.
void multiply_change(ParameterSpec::Change& change, SetSpec&& set, Problems& problems) {
    if (change.times)
        change.times = multiplied(*change.times, *set.times);
    else
        multiply(change, *set.times);
    if (set.ramp) change.ramp = std::move(set.ramp);
    change.retroactive = change.retroactive || set.retroactive;
    set.value.value = change.value;
    replace_evidence(set.name, change, std::move(set.value), problems);
}

// Values before the date stay; later changes are dropped. Evidence that is not named is that of the value in force.
void set_from(ParameterSpec& parameter, SetSpec&& set, Problems& problems) {
    const std::optional<Date> date = parse_date(set.from->text);
    std::erase_if(parameter.changes, [&](const ParameterSpec::Change& c) { return date && c.date > *date; });
    const bool same = !parameter.changes.empty() && date && parameter.changes.back().date == *date;
    if (set.times && same) return multiply_change(parameter.changes.back(), std::move(set), problems);
    ParameterSpec::Change change;
    change.from = *set.from;
    change.date = date.value_or(Date{});
    if (same) parameter.changes.pop_back();
    static_cast<ValueWithEvidence&>(change) = parameter.changes.empty() ? parameter.base : parameter.changes.back();
    if (set.times) {
        change.low.reset();
        change.high.reset();
        change.distribution.reset();
    }
    replace_evidence(set.name, change, std::move(set.value), problems);
    if (set.times) change.value = ValueSpec{};
    change.times = std::move(set.times);
    change.ramp = std::move(set.ramp);
    change.retroactive = set.retroactive;
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

Scenario scenario_of(ScenarioFile&& file) {
    Scenario scenario;
    scenario.title = std::move(file.title);
    scenario.description = std::move(file.description);
    if (file.time) scenario.time = std::move(*file.time);
    scenario.attributes = std::move(file.attributes);
    scenario.cases = std::move(file.cases);
    scenario.parameters = std::move(file.parameters);
    scenario.scores = std::move(file.scores);
    scenario.calendars = std::move(file.calendars);
    scenario.profiles = std::move(file.profiles);
    scenario.costs = std::move(file.costs);
    scenario.money = std::move(file.money);
    scenario.hazards = std::move(file.hazards);
    scenario.resources = std::move(file.resources);
    scenario.tracks = std::move(file.tracks);
    scenario.measures = std::move(file.measures);
    scenario.targets = std::move(file.targets);
    if (!file.population) return scenario;
    scenario.population = std::move(file.population->streams);
    scenario.draws = std::move(file.population->draws);
    return scenario;
}

void check_complete(const ScenarioFile& file, Problems& problems) {
    const auto need = [&](std::string_view section, const char* hint) {
        for (const Text& key : file.keys)
            if (key.text == section) return;
        problems.error({file.file, 0, 0}, fmt::format("the scenario needs ‘{}’", section), hint);
    };
    need("time", "such as time: {start: 2012-04-01, warm-up: 3 years, run: 6 years}");
    need("population", "such as population: {present: 40_000, arrivals: 750 per month}");
    need("tracks", "such as tracks: {justice: {start: liberty, nodes: {liberty: {}}}}");
}

void apply(Scenario& scenario, std::vector<SetSpec>&& settings, Problems& problems) {
    std::vector<std::string_view> known;
    for (const ParameterSpec& p : scenario.parameters) known.push_back(p.name.text);
    for (SetSpec& set : settings) {
        if (!set.from && (set.ramp || set.retroactive))
            problems.error(set.at, fmt::format("‘{}’ needs a date", set.ramp ? "ramp" : "retroactive"),
                           "add ‘from: DATE’ to it, or to the policy");
        const auto found = std::find(known.begin(), known.end(), set.name.text);
        if (found == known.end()) {
            problems.error(set.at, fmt::format("there is no parameter ‘{}’", printable(set.name.text)),
                           did_you_mean(set.name.text, known));
            continue;
        }
        if (set.left_out) continue;
        ParameterSpec& parameter = scenario.parameters[static_cast<std::size_t>(found - known.begin())];
        set.from ? set_from(parameter, std::move(set), problems) : set_always(parameter, std::move(set), problems);
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
