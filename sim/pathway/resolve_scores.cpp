// Scores: the link of a sum of terms, as one value.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/pathway/resolver.hpp"

namespace desist {
namespace {

Value of_kind(Value::Kind kind, std::vector<Value> children, Place at) {
    Value value;
    value.kind = kind;
    value.children = std::move(children);
    value.at = at;
    return value;
}

bool is_plain(Unit unit) { return unit == factor_unit || unit == share_unit; }

}  // namespace

const Value* Resolver::score(const std::string& name) {
    const auto found = std::ranges::find(scenario_.scores, name, [](const ScoreSpec& s) { return s.name.text; });
    if (found == scenario_.scores.end()) return nullptr;
    const auto index = static_cast<std::size_t>(found - scenario_.scores.begin());
    Score& score = pathway_.scores[index];
    if (score_state_[index] == State::busy) {
        problems_.error(found->at, fmt::format("score ‘{}’ depends on itself", name));
        return &score.value;
    }
    if (score_state_[index] == State::unresolved) {
        score_state_[index] = State::busy;
        const std::size_t before = trouble();
        score.value = score_value(*found);
        score.source = found->source ? found->source->text : "";
        score.note = found->note;
        score_state_[index] = trouble() > before ? State::faulty : State::done;
    }
    if (score_state_[index] == State::faulty) ++met_again_;
    return &score.value;
}

Value Resolver::score_value(const ScoreSpec& spec) {
    if (parameter_index_.contains(spec.name.text))
        problems_.error(spec.name.at, fmt::format("‘{}’ names both a score and a parameter", spec.name.text));
    Value sum = resolve(spec.intercept);
    if (!is_plain(sum.unit)) problems_.error(spec.intercept.at, "the intercept is a bare number");
    for (const ScoreSpec::Term& each : spec.terms)
        sum = of_kind(Value::Kind::add, {std::move(sum), term(each)}, each.at);
    Value linked = of_kind(spec.logit ? Value::Kind::logistic : Value::Kind::exp, {std::move(sum)}, spec.at);
    linked.unit = spec.logit ? share_unit : factor_unit;
    return linked;
}

Value Resolver::term(const ScoreSpec::Term& spec) {
    const std::size_t before = trouble();
    Value value = spec.kind == ScoreSpec::Term::Kind::table ? resolve(spec.table, EntryId()) : resolve(spec.of);
    if (trouble() == before && !is_plain(value.unit))
        problems_.error(spec.at, fmt::format("a term is a bare number, but this is {}", to_text(value.unit)));
    if (spec.kind == ScoreSpec::Term::Kind::log) value = of_kind(Value::Kind::log, {std::move(value)}, spec.at);
    if (spec.kind == ScoreSpec::Term::Kind::square) value = of_kind(Value::Kind::multiply, {value, value}, spec.at);
    if (!spec.times) return value;
    Value times = resolve(*spec.times);
    if (!is_plain(times.unit)) problems_.error(spec.times->at, "a coefficient is a bare number");
    return of_kind(Value::Kind::multiply, {std::move(times), std::move(value)}, spec.at);
}

void Resolver::resolve_scores() {
    for (const ScoreSpec& spec : scenario_.scores) score(spec.name.text);
}

}  // namespace desist
