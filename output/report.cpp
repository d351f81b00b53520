#include "output/report.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "output/report_assets.hpp"
#include "output/report_data.hpp"
#include "output/report_hash.hpp"

namespace desist {

namespace report {
namespace {

using Json = nlohmann::ordered_json;

// Seven digits are more than any screen shows.
Json number(double value) {
    if (!std::isfinite(value)) return nullptr;
    if (value == 0) return 0;
    const double scale = std::pow(10, 6 - std::floor(std::log10(std::abs(value))));
    const double rounded = std::round(value * scale) / scale;
    return std::isfinite(rounded) ? Json(rounded) : Json(value);
}

Json json_of(const Mean& mean) { return {number(mean.mean), number(mean.low), number(mean.high)}; }

Json json_of(const Table& table) { return {{"columns", table.columns}, {"rows", table.rows}}; }

Json json_of(const std::vector<Statement>& statements) {
    Json list = Json::array();
    for (const Statement& s : statements) list.push_back({{"verb", s.verb}, {"measure", s.measure}, {"rest", s.rest}});
    return list;
}

Json json_of(const Answer& answer) {
    Json figures = Json::array(), findings = Json::array();
    for (const Figure& f : answer.figures) {
        figures.push_back({{"measure", f.measure}, {"value", f.value}, {"unit", f.unit}, {"interval", f.interval}});
    }
    for (const Finding& f : answer.findings) {
        findings.push_back({{"option", f.option},
                            {"lead", f.lead},
                            {"changes", json_of(f.changes)},
                            {"undecided", json_of(f.undecided)},
                            {"unknown", f.unknown}});
    }
    return {{"lead", answer.lead}, {"figures", figures}, {"findings", findings}};
}

Json years_json(const Subject& subject) {
    Json rows = Json::array();
    for (const YearRow& r : year_rows(subject)) {
        rows.push_back({{"measure", r.measure}, {"unit", r.unit}, {"run", r.run}, {"cells", r.cells}});
    }
    return {{"by_year", !subject.headline.whole_run}, {"columns", year_columns(subject)}, {"rows", rows}};
}

Json json_of(const Forest& forest) {
    Json rows = Json::array();
    for (const ForestRow& r : forest.rows) {
        rows.push_back({{"view", r.view},
                        {"period", r.period},
                        {"option", r.option},
                        {"label", r.label},
                        {"base", r.base},
                        {"other", r.other},
                        {"difference", r.difference},
                        {"relative", r.relative},
                        {"words", r.words},
                        {"drawn", json_of(r.drawn)}});
    }
    return {
        {"views", forest.views}, {"periods", forest.periods}, {"first_period", forest.first_period}, {"rows", rows}};
}

Json json_of(const TimeAxis& axis) {
    Json ticks = Json::array();
    for (const Tick& tick : axis.ticks) ticks.push_back({{"at", number(tick.at)}, {"label", tick.label}});
    Json changes = Json::array();
    for (const double at : axis.changes) changes.push_back(number(at));
    return {{"from", number(axis.from)}, {"to", number(axis.to)}, {"ticks", ticks}, {"changes", changes}};
}

Json json_of(const Series& series) {
    Json runs = Json::array();
    for (const std::vector<Point>& points : series.runs) {
        Json list = Json::array();
        for (const Point& p : points)
            list.push_back({number(p.at), number(p.value.mean), number(p.value.low), number(p.value.high)});
        runs.push_back(list);
    }
    return {{"measure", series.measure},
            {"unit", series.unit},
            {"bins", series.bins},
            {"runs", runs},
            {"table", json_of(series.table)}};
}

Json series_json(const Subject& subject) {
    Json list = Json::array();
    for (const Series& series : series_of(subject)) list.push_back(json_of(series));
    return {{"axis", json_of(time_axis_of(subject))}, {"charts", list}};
}

Json funnel_json(const Subject& subject) {
    Json steps = Json::array();
    for (const FunnelStep& s : funnel_of(subject)) {
        Json runs = Json::array();
        for (const FunnelBar& bar : s.runs)
            runs.push_back({{"value", number(bar.value)}, {"text", bar.text}, {"share", bar.share}});
        steps.push_back({{"measure", s.measure}, {"unit", s.unit}, {"runs", runs}});
    }
    return {{"period", subject.headline.name}, {"steps", steps}};
}

Json inputs_json(const Subject& subject) {
    Json options = Json::array();
    for (std::size_t o = 0; o < subject.options.size(); ++o) {
        Json rows = Json::array();
        for (const InputDifference& i : subject.comparisons[o].inputs) {
            rows.push_back({{"name", i.name},
                            {"from", i.from},
                            {"to", i.to},
                            {"source_from", i.source_from},
                            {"source_to", i.source_to},
                            {"place_from", i.place_from},
                            {"place_to", i.place_to}});
        }
        options.push_back({{"option", subject.names[o + 1]}, {"rows", rows}});
    }
    return options;
}

Json fit_json(const Run& run) {
    Json rows = Json::array();
    for (const FitRow& r : fit_rows(run)) {
        rows.push_back({{"target", r.target},
                        {"measure", r.measure},
                        {"period", r.period},
                        {"value", r.value},
                        {"model", r.model},
                        {"words", r.words},
                        {"use", r.use},
                        {"source", r.source},
                        {"within", r.within},
                        {"drawn", json_of(r.drawn)}});
    }
    return rows;
}

Json json_of(const Subject& subject) {
    std::size_t fewest = subject.base->results.size();
    for (const Run* run : subject.options) fewest = std::min(fewest, run->results.size());
    return {{"kind", subject.compares() ? "comparison" : "run"},
            {"title", subject.base->title},
            {"names", subject.names},
            {"replications", fewest},
            {"measures", subject.shown.size()},
            {"headline", subject.headline.name},
            {"answer", json_of(answer_of(subject))},
            {"years", years_json(subject)},
            {"forest", json_of(forest_of(subject))},
            {"series", series_json(subject)},
            {"funnel", funnel_json(subject)},
            {"inputs", inputs_json(subject)},
            {"fit", fit_json(*subject.base)},
            {"warnings", warnings_for(subject)},
            {"provenance", json_of(provenance_of(subject))},
            {"commands", commands_for(subject)}};
}

// Turns the direction of all that follows, up to the end of the line: \u202a to \u202e, \u2066, \u2067.
bool turns_text(std::string_view escape) {
    return escape == "\\u2066" || escape == "\\u2067" ||
           (escape.starts_with("\\u202") && escape[5] >= 'a' && escape[5] <= 'e');
}

// JSON that no HTML parser can mistake for markup: the end of the block, a comment, an entity, a line separator. What
// would turn our own words around is shown as a character that is none.
std::string embedded(const Json& json) {
    const std::string text = json.dump(-1, ' ', true, Json::error_handler_t::replace);
    std::string safe;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\') {  // an escape is one thing: \\u202e after another backslash is not
            const std::string_view escape = std::string_view(text).substr(i, text[i + 1] == 'u' ? 6 : 2);
            safe += turns_text(escape) ? "\\ufffd" : escape;
            i += escape.size() - 1;
        } else if (text[i] == '<')
            safe += "\\u003c";
        else if (text[i] == '>')
            safe += "\\u003e";
        else if (text[i] == '&')
            safe += "\\u0026";
        else
            safe += text[i];
    }
    return safe;
}

// Puts every part in the place of its {{name}}; what a part holds is not looked at again.
std::string filled_in(std::string_view form, const std::vector<std::pair<std::string_view, std::string>>& parts) {
    std::string page;
    while (!form.empty()) {
        const std::size_t start = form.find("{{");
        page += form.substr(0, start);
        if (start == std::string_view::npos) break;
        const std::size_t end = form.find("}}", start);
        const std::string_view name = form.substr(start + 2, end - start - 2);
        for (const auto& [known, text] : parts)
            if (known == name) page += text;
        form.remove_prefix(end + 2);
    }
    return page;
}

std::string page_for(const Subject& subject) {
    const std::string scripts = "'" + content_hash(page_d3) + "' '" + content_hash(page_js) + "'";
    return filled_in(page_html, {{"script-hashes", scripts},
                                 {"style-hash", "'" + content_hash(page_css) + "'"},
                                 {"style", std::string(page_css)},
                                 {"data", embedded(json_of(subject))},
                                 {"d3", std::string(page_d3)},
                                 {"script", std::string(page_js)}});
}

}  // namespace
}  // namespace report

std::string report_html(const Run& run) { return report::page_for(report::subject_of(run)); }

std::string report_html(const Run& base, const std::vector<const Run*>& options,
                        const std::vector<Comparison>& comparisons) {
    return report::page_for(report::subject_of(base, options, comparisons));
}

}  // namespace desist
