// The tables of fields as JSON Schema.
#include "output/schema.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "output/run_result.hpp"
#include "output/schema_parts.hpp"
#include "output/schema_patterns.hpp"
#include "output/schema_rules.hpp"
#include "sim/base/check.hpp"

namespace desist {

namespace {

OrderedJson required(std::string_view field) { return {{"required", {field}}}; }

OrderedJson required_each(const std::vector<std::string_view>& fields) {
    OrderedJson all = OrderedJson::array();
    for (const std::string_view field : fields) all.push_back(required(field));
    return all;
}

const TableRules* rules_of(std::string_view table) {
    const auto& rules = table_rules();
    const auto found = std::find_if(rules.begin(), rules.end(), [&](const auto& r) { return r.table == table; });
    return found == rules.end() ? nullptr : &*found;
}

const NarrowField* narrowed(std::string_view table, std::string_view field) {
    const auto& all = narrow_fields();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& n) { return n.table == table && n.field == field; });
    return found == all.end() ? nullptr : &*found;
}

OrderedJson property(const TableDoc& table, const FieldDoc& field) {
    OrderedJson schema = {{"description", field.doc}};
    const NarrowField* narrow = narrowed(table.name, field.name);
    schema.update(narrow ? reference_to(narrow->definition) : schema_of(field));
    return schema;
}

void add_rules(OrderedJson& schema, const TableRules& rules) {
    if (!rules.one_of.empty()) schema["oneOf"] = required_each(rules.one_of);
    if (!rules.any_of.empty()) schema["anyOf"] = required_each(rules.any_of);
    for (const FieldPair& pair : rules.needs) schema["dependencies"][pair.field]["required"].push_back(pair.other);
    for (const FieldPair& pair : rules.excludes)
        schema["dependencies"][pair.field]["not"]["anyOf"].push_back(required(pair.other));
}

OrderedJson table_schema(const TableDoc& table) {
    OrderedJson schema = {{"description", table.doc}, {"type", "object"}};
    if (table.name != "a node") schema["minProperties"] = 1;
    OrderedJson needed = OrderedJson::array();
    for (const FieldDoc& field : table.fields) {
        schema["properties"][field.name] = property(table, field);
        if (field.need == Need::required) needed.push_back(field.name);
    }
    if (!needed.empty()) schema["required"] = needed;
    schema["additionalProperties"] = false;
    const TableRules* rules = rules_of(table.name);
    if (rules) add_rules(schema, *rules);
    return schema;
}

// The long form is taken where one of its keys stands; some of them may as well be values of an attribute.
OrderedJson long_or_value(const OrderedJson& long_form, const std::vector<std::string_view>& keys) {
    return {{"if", {{"type", "object"}, {"not", required("by")}, {"anyOf", required_each(keys)}}},
            {"then", long_form},
            {"else", reference_to("any-value")}};
}

std::vector<std::string_view> long_form_keys(const std::vector<TableDoc>& tables) {
    std::vector<std::string_view> keys;
    for (const TableDoc& table : tables) {
        if (table.name != "a parameter" && table.name != "a setting") continue;
        for (const FieldDoc& field : table.fields)
            if (std::ranges::find(keys, field.name) == keys.end()) keys.push_back(field.name);
    }
    const std::vector<std::string_view> may_be_values = {"low", "high", "unit", "distribution"};
    std::erase_if(keys, [&](auto key) { return std::ranges::find(may_be_values, key) != may_be_values.end(); });
    return keys;
}

// Forms of which a main value may stand alone.
void add_short_forms(OrderedJson& all, const std::vector<TableDoc>& tables) {
    const auto keys = long_form_keys(tables);
    all["parameter-or-short"] = long_or_value(reference_to("parameter"), keys);
    all["setting-or-short"] = long_or_value(reference_to("setting"), keys);
    all["attribute-or-short"] = {{"anyOf", {reference_to("values"), reference_to("attribute")}}};
}

// Units by resource, and the words that say how long they are held.
OrderedJson needed_units(const TableDoc& use) {
    OrderedJson schema = table_schema(use);
    std::string words;
    for (const FieldDoc& field : use.fields) {
        words += fmt::format("(?!{}$)", field.name);
        schema["dependencies"][field.name]["minProperties"] = 2;
    }
    schema["patternProperties"] = {{"^" + words + name_pattern().substr(1), reference_to("count-value")}};
    return schema;
}

// Bands of counts and ages are whole; a count of nodes needs its window.
OrderedJson attribute_rules() {
    const OrderedJson whole = {{"type", "array"}, {"items", reference_to("whole-edge")}};
    const OrderedJson bands = {{"properties", {{"bands", whole}}}};
    const OrderedJson plain = {{"properties", {{"count", reference_to("true")}}}};
    const OrderedJson window = {{"required", {"within", "bands"}}, {"not", required("of")}};
    const OrderedJson no_window = {{"not", required("within")}};
    return {{{"if", required("number")}, {"else", bands}}, {{"if", plain}, {"then", no_window}, {"else", window}}};
}

OrderedJson definitions(const std::vector<TableDoc>& tables) {
    OrderedJson all = value_definitions();
    for (const TableDoc& table : tables) {
        if (&table == &tables.front()) continue;
        check(!all.contains(definition_name(table.name)), "two definitions of the schema with one name");
        all[definition_name(table.name)] = table_schema(table);
        if (table.name == "a use") all["needed-units"] = needed_units(table);
    }
    all["attribute"]["allOf"] = attribute_rules();
    add_short_forms(all, tables);
    return all;
}

void erase_all(OrderedJson& properties, std::initializer_list<const char*> keys) {
    for (const char* key : keys) properties.erase(key);
}

// A scenario says its time; all else is a part of one.
OrderedJson scenario_file(OrderedJson file) {
    erase_all(file["properties"], {"extends", "set", "from", "remove"});
    const OrderedJson sections = {{"required", {"population", "tracks"}}};
    file["if"] = required("time");
    file["then"] = {{"required", {"desist"}}, {"anyOf", {required("include"), sections}}};
    file["else"] = {{"not", required("title")}};
    return file;
}

// What `set` says stands for itself; the sections are joined with those of the baseline.
OrderedJson policy_file(OrderedJson file, const OrderedJson& set) {
    erase_all(file["properties"], {"time", "include"});
    file["required"] = {"desist", "extends"};
    file["properties"]["set"] = set;
    return file;
}

}  // namespace

std::string language_schema() {
    const std::vector<TableDoc> tables = field_tables();
    const OrderedJson all = definitions(tables), changed = changed_definitions(all);
    const OrderedJson file = table_schema(tables.front());
    OrderedJson schema = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                          {"$id", fmt::format("urn:desist:language:{}", language_version)},
                          {"title", fmt::format("Desist scenario language, version {}", language_version)},
                          {"description", tables.front().doc},
                          {"x-desist-version", program_version()},
                          {"type", "object"},
                          {"if", required("extends")},
                          {"then", reference_to("policy-file")},
                          {"else", reference_to("scenario-file")},
                          {"definitions", all}};
    schema["definitions"].update(changed);
    schema["definitions"]["scenario-file"] = scenario_file(file);
    schema["definitions"]["policy-file"] = policy_file(changed_schema(file, changed), file["properties"]["set"]);
    return schema.dump(2) + "\n";
}

}  // namespace desist
