#include <nlohmann/json.hpp>

#include "output/explain.hpp"

namespace desist {

namespace {

using ExplainJson = nlohmann::ordered_json;

std::string json_text(const ExplainJson& json) {
    return json.dump(2, ' ', false, ExplainJson::error_handler_t::replace) + "\n";
}

const char* kind_name(Drawing::Arrow::Kind kind) {
    static constexpr const char* names[] = {"route", "hazard", "as-soon-as", "queue", "move"};
    return names[static_cast<std::size_t>(kind)];
}

ExplainJson row_json(const Assumption& a) {
    return {{"what", a.what},
            {"name", a.name},
            {"from", a.from},
            {"value", a.value},
            {"low", a.low},
            {"high", a.high},
            {"distribution", a.distribution},
            {"unit", a.unit},
            {"source", a.source},
            {"document", a.document},
            {"quality", a.quality},
            {"used_in", a.used_in},
            {"note", a.note}};
}

}  // namespace

std::string sections_json(const std::string& title, const std::vector<ExplainedSection>& sections) {
    ExplainJson list = ExplainJson::array();
    for (const ExplainedSection& s : sections)
        list.push_back({{"level", s.level}, {"heading", s.heading}, {"about", s.about}, {"text", s.text}});
    return json_text({{"title", title}, {"sections", list}});
}

std::string drawing_json(const std::string& title, const Drawing& drawing) {
    ExplainJson tracks = ExplainJson::array(), nodes = ExplainJson::array(), arrows = ExplainJson::array();
    for (const auto& [name, label] : drawing.tracks) tracks.push_back({{"name", name}, {"label", label}});
    for (const Drawing::Shape& s : drawing.shapes)
        nodes.push_back({{"place", s.place},
                         {"track", drawing.tracks[s.track].first},
                         {"label", s.label},
                         {"starts", s.starts},
                         {"waits", s.waits},
                         {"rests", s.rests},
                         {"ends", s.ends}});
    for (const Drawing::Arrow& a : drawing.arrows)
        arrows.push_back({{"kind", kind_name(a.kind)}, {"from", a.from}, {"to", a.to}, {"label", a.label}});
    return json_text({{"title", title}, {"tracks", tracks}, {"nodes", nodes}, {"arrows", arrows}});
}

std::string assumptions_json(const std::string& title, const Assumptions& all) {
    ExplainJson rows = ExplainJson::array();
    for (const Assumption& a : all.rows) rows.push_back(row_json(a));
    return json_text({{"title", title},
                      {"counts",
                       {{"assumption", all.assumed},
                        {"fit", all.fitted},
                        {"read", all.read},
                        {"evidence", all.evidence},
                        {"derived", all.derived},
                        {"without_source", all.unsaid}}},
                      {"rows", rows},
                      {"without_source", all.without_source},
                      {"unused_evidence", all.unused_evidence},
                      {"unused_parameters", all.unused_parameters}});
}

}  // namespace desist
