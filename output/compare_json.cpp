#include <cmath>
#include <nlohmann/json.hpp>

#include "output/compare_text.hpp"
#include "output/text.hpp"
#include "sim/study/economics.hpp"
#include "sim/study/evaluation.hpp"

namespace desist {

namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }
Json number(const std::optional<double>& value) { return value ? number(*value) : Json(nullptr); }

Json facts_of(const Run& run) {
    return {{"title", run.title},
            {"scenario", run.scenario},
            {"folder", run.folder},
            {"version", run.version},
            {"build", run.build},
            {"seed", run.seed},
            {"replications", run.results.size()},
            {"inputs_hash", hex(run.inputs_hash)}};
}

Json row_of(const CompareResult& result, const Compared& option, const Difference& d) {
    const MeasureInfo& info = result.base.layout.measures[d.measure.index];
    const Group& group = info.groups[d.group];
    Json row{{"option", option.name},
             {"name", info.name},
             {"label", info.label},
             {"period", d.period.name},
             {"unit", info.unit},
             {"base", number(d.base)},
             {"option_value", number(d.option)},
             {"difference", number(d.difference)},
             {"low", number(d.low)},
             {"high", number(d.high)},
             {"relative", number(d.relative)},
             {"relative_low", number(d.relative_low)},
             {"relative_high", number(d.relative_high)},
             {"distinguishable", d.distinguishable},
             {"pairs", d.pairs},
             {"paired_variance", number(d.paired_variance)},
             {"unpaired_variance", number(d.unpaired_variance)}};
    const std::string since = years_since(option.comparison, result.base.layout.bins, d.period);
    if (!since.empty()) row["since_change"] = since;
    if (!group.attribute.empty())
        row[row.contains(group.attribute) ? "group:" + group.attribute : group.attribute] = group.value;
    return row;
}

Json reckoned_of(const Reckoned& reckoned) {
    Json json{{"value", number(reckoned.value)},
              {"low", reckoned.interval ? number(reckoned.interval->low) : Json(nullptr)},
              {"high", reckoned.interval ? number(reckoned.interval->high) : Json(nullptr)}};
    if (!reckoned.why_not.empty()) json["not_available"] = reckoned.why_not;
    return json;
}

Json economics_json(const CompareResult& result, const Compared& option, const Economics& e) {
    Json json{{"option", option.name},
              {"name", result.base.layout.measures[e.measure.index].name},
              {"pairs", e.pairs},
              {"gain", reckoned_of(e.gain)},
              {"cost", reckoned_of(e.cost)},
              {"net_benefit", reckoned_of(e.net_benefit)},
              {"cost_per_outcome", reckoned_of(e.cost_per_outcome)},
              {"benefit_per_pound", reckoned_of(e.benefit_per_pound)},
              {"gain_at_equal_spend", reckoned_of(e.gain_at_equal_spend)}};
    for (const Economics::Payer& payer : e.payers) json["cost_by_payer"][payer.name] = reckoned_of(payer.cost);
    for (const Economics::Acceptable& a : e.acceptability)
        json["acceptability"].push_back({{"worth", a.worth}, {"chance", a.chance}});
    return json;
}

Json evaluated_json(const Evaluated& e) {
    return {{"matched", reckoned_of(e.matched)},
            {"unmatched", reckoned_of(e.unmatched)},
            {"truth", reckoned_of(e.truth)},
            {"bias", reckoned_of(e.bias)},
            {"covered", e.covered},
            {"pairs", e.pairs},
            {"says", words_of(e)}};
}

Json evaluation_json(const CompareResult& result, const Compared& option, const EvaluationCheck& check) {
    const MeasureInfo& info = result.base.layout.measures[check.measure.index];
    return {{"option", option.name},
            {"name", info.name},
            {"unit", info.unit},
            {"difference", reckoned_of(check.difference)},
            {"in_base", evaluated_json(check.base)},
            {"in_option", evaluated_json(check.option)}};
}

Json inputs_of(const Comparison& comparison) {
    Json inputs = Json::array();
    for (const InputDifference& input : comparison.inputs)
        inputs.push_back({{"name", input.name},
                          {"from", input.from},
                          {"to", input.to},
                          {"source_from", input.source_from},
                          {"source_to", input.source_to},
                          {"place_from", input.place_from},
                          {"place_to", input.place_to}});
    return inputs;
}

bool is_quarter(const Period& period) { return !period.whole_run && period.last - period.first == 3; }

Json break_even_of(const BreakEvenResult& b) {
    Json trials = Json::array();
    for (const auto& [value, d] : b.trials)
        trials.push_back(
            {{"value", value}, {"difference", number(d.difference)}, {"low", number(d.low)}, {"high", number(d.high)}});
    const auto text = [](const std::string& written) { return written.empty() ? Json(nullptr) : Json(written); };
    return {{"parameter", b.parameter}, {"measure", b.measure}, {"option", b.option}, {"value", text(b.value)},
            {"low", text(b.low)},       {"high", text(b.high)}, {"trials", trials}};
}

}  // namespace

std::string comparison_json(const CompareResult& result) {
    Json json{{"program", "desist"}, {"out", result.out}, {"base", facts_of(result.base)}};
    json["options"] = Json::array();
    json["differences"] = Json::array();
    for (const Compared& option : result.options) {
        Json facts = facts_of(option.run);
        facts["name"] = option.name;
        facts["same_program"] = option.comparison.same_program;
        facts["same_results"] = option.comparison.same_results;
        facts["change_from"] =
            option.comparison.change_from ? Json(to_text(*option.comparison.change_from)) : Json(nullptr);
        facts["inputs"] = inputs_of(option.comparison);
        facts["warnings"] = warnings_of(result.base, option.run, option.comparison);
        json["options"].push_back(std::move(facts));
        for (const Difference& d : option.comparison.differences)
            if (d.group == 0 || !is_quarter(d.period)) json["differences"].push_back(row_of(result, option, d));
    }
    for (const Compared& option : result.options)
        if (option.from_previous)
            for (const Difference& d : option.from_previous->differences)
                if (d.group == 0 && d.period.whole_run) json["steps"].push_back(row_of(result, option, d));
    for (const Compared& option : result.options)
        for (const Economics& e : economics_of(result.base, option.run))
            json["economics"].push_back(economics_json(result, option, e));
    for (const Compared& option : result.options)
        for (const EvaluationCheck& check : evaluations_of(result.base, option.run))
            json["evaluation"].push_back(evaluation_json(result, option, check));
    json["broken"] = result.broken;
    if (result.break_even) json["break_even"] = break_even_of(*result.break_even);
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace desist
