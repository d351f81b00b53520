#include "output/json.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "output/text.hpp"

namespace desist {

namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json facts_of(const RunResult& result) {
    Json settings = Json::object();
    for (const Setting& s : result.facts.settings) settings[s.parameter] = s.value;
    return {{"program", "desist"},
            {"version", result.facts.version},
            {"build", result.facts.build},
            {"scenario", result.facts.scenario_file},
            {"title", result.facts.scenario->title.text},
            {"settings", settings},
            {"seed", result.facts.study.seed},
            {"replications", result.facts.study.replications},
            {"out", result.out},
            {"inputs_hash", hex(result.facts.inputs_hash)},
            {"structure_hash", hex(result.facts.structure_hash)},
            {"fingerprint", hex(result.fingerprint)}};
}

Json row_of(const Layout& layout, const Estimate& e) {
    const MeasureInfo& info = layout.measures[e.measure.index];
    const Group& group = info.groups[e.group];
    Json row{{"name", info.name},
             {"label", info.label},
             {"period", e.period.name},
             {"mean", number(e.mean)},
             {"low", number(e.low)},
             {"high", number(e.high)},
             {"unit", info.unit},
             {"key", info.key},
             {"replications", e.replications},
             {"interval", std::string(to_text(e.by))}};
    if (!e.missing.empty()) row["not_available"] = e.missing;
    if (group.attribute.empty()) return row;
    row[row.contains(group.attribute) ? "group:" + group.attribute : group.attribute] = group.value;
    return row;
}

}  // namespace

std::string result_json(const RunResult& result) {
    Json json = facts_of(result);
    json["measures"] = Json::array();
    for (const Estimate& e : result.estimates) json["measures"].push_back(row_of(*result.facts.layout, e));
    return text_of(json);
}

std::string manifest_json(const RunResult& result) {
    Json json = facts_of(result);
    json["language"] = result.facts.scenario->language;
    json["inputs"] = Json::array();
    for (const InputFile& file : result.facts.scenario->inputs) {
        json["inputs"].push_back({{"name", portable_name(file.name, result.facts.scenario_file)},
                                  {"fnv1a64", hex(fnv1a(file.text))},
                                  {"bytes", file.text.size()}});
    }
    json["this_run"] = {{"started", result.started}, {"seconds", result.seconds}, {"threads", result.threads}};
    return text_of(json);
}

std::string problems_json(const Problems& problems) {
    Json list = Json::array();
    for (const Problem& p : problems.sorted()) {
        list.push_back({{"file", problems.place_text({.file = p.at.file})},
                        {"line", p.at.line},
                        {"column", p.at.column},
                        {"severity", p.severity == Severity::error ? "error" : "warning"},
                        {"what", p.what},
                        {"hint", p.hint}});
    }
    return text_of(Json{{"ok", !problems.has_errors()}, {"errors", list}});
}

}  // namespace desist
