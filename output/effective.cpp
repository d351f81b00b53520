#include "output/effective.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "output/json.hpp"
#include "sim/base/utf8.hpp"
#include "sim/scenario/canonical.hpp"
#include "sim/scenario/dated.hpp"

namespace desist {
namespace {

class EffectiveRows {
public:
    explicit EffectiveRows(const Problems& files) : files_(files) {}

    void add_parameter(const ParameterSpec& p) {
        add_value("parameter", p.name.text, p.base.value);
        for (const ParameterSpec::Change& change : p.changes) {
            const Place at = change.times ? change.times->at : change.value.at;
            add("parameter", p.name.text, change.from.text, changed(change), at);
        }
    }

    // A value, or one for each date.
    void add_value(const std::string& kind, const std::string& name, const ValueSpec& value) {
        if (value.by.text != date_entry) return add(kind, name, "", to_text(value), value.at);
        for (const ValueSpec::Row& row : value.rows)
            add(kind, name, date_of_row(row.keys), to_text(row.value.front()), row.value.front().at);
    }
    void add_law(const std::string& name, const LawSpec& law) {
        if (law.by.text != date_entry) return add("hazard", name, "", to_text(law), law.at);
        for (const LawSpec::Row& row : law.rows)
            add("hazard", name, date_of_row(row.keys), to_text(row.law.front()), row.law.front().at);
    }

    void add_change(const StructureChange& change) {
        static constexpr const char* deeds[] = {"added", "changed", "removed"};
        add(deeds[static_cast<std::size_t>(change.how)], change.what, change.from ? change.from->text : "",
            fmt::format("{}", fmt::join(change.fields, ", ")), change.at);
    }

    std::vector<EffectiveRow> take() { return std::move(rows_); }

private:
    static std::string changed(const ParameterSpec::Change& change) {
        std::string text = change.times ? "times " + to_text(*change.times) : to_text(change.value);
        if (change.ramp) text += ", over " + to_text(*change.ramp);
        return text + (change.retroactive ? ", retroactive" : "");
    }

    // "start" or "from 2013-12-01".
    static std::string date_of_row(const std::vector<Text>& keys) {
        const std::string& key = keys.front().text;
        return key.starts_with("from ") ? key.substr(5) : "";
    }

    void add(const std::string& kind, const std::string& name, const std::string& from, std::string value, Place at) {
        rows_.push_back({kind, name, from, std::move(value), files_.file_name(at.file), at.line});
    }

    const Problems& files_;
    std::vector<EffectiveRow> rows_;
};

std::string place_of(const EffectiveRow& row) {
    return row.file == "--set" ? row.file : fmt::format("{}:{}", printable(row.file, SIZE_MAX), row.line);
}

std::string padded(const std::string& text, std::size_t width) {
    const std::size_t length = count_characters(text);
    return text + std::string(width > length ? width - length : 0, ' ');
}

}  // namespace

std::vector<EffectiveRow> effective_rows(const Scenario& scenario, const Problems& files) {
    EffectiveRows rows{files};
    for (const ParameterSpec& parameter : scenario.parameters) rows.add_parameter(parameter);
    for (const ResourceSpec& resource : scenario.resources)
        rows.add_value("resource", resource.name.text, resource.units);
    for (const HazardSpec& hazard : scenario.hazards) rows.add_law(hazard.name.text, hazard.law);
    for (const StructureChange& change : scenario.structure_changes) rows.add_change(change);
    return rows.take();
}

std::string effective_text(const std::vector<EffectiveRow>& rows) {
    std::vector<std::array<std::string, 4>> cells{{"what", "from", "where", "value"}};
    for (const EffectiveRow& row : rows)
        cells.push_back({row.kind + " " + row.name, row.from.empty() ? "start" : row.from, place_of(row), row.value});
    std::array<std::size_t, 3> widths{};
    for (const auto& line : cells)
        for (std::size_t c = 0; c < widths.size(); ++c) widths[c] = std::max(widths[c], count_characters(line[c]));
    std::string text;
    for (const auto& line : cells) {
        std::string whole;
        for (std::size_t c = 0; c < widths.size(); ++c) whole += padded(line[c], widths[c]) + "  ";
        whole += line[3];
        text += whole.substr(0, whole.find_last_not_of(' ') + 1) + "\n";
    }
    return text;
}

std::string effective_json(const std::vector<EffectiveRow>& rows, const Problems& problems) {
    using Json = nlohmann::ordered_json;
    Json json = Json::parse(problems_json(problems));
    json["effective"] = Json::array();
    for (const EffectiveRow& row : rows) {
        json["effective"].push_back({{"kind", row.kind},
                                     {"name", row.name},
                                     {"from", row.from.empty() ? Json(nullptr) : Json(row.from)},
                                     {"value", row.value},
                                     {"file", row.file},
                                     {"line", row.line}});
    }
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace desist
