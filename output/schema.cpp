// The tables of fields as JSON Schema.
#include "output/schema.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "output/run_result.hpp"
#include "output/schema_parts.hpp"
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

OrderedJson property(const TableDoc& table, const FieldDoc& field, bool changing) {
    OrderedJson schema = {{"description", field.doc}};
    const NarrowField* narrow = narrowed(table.name, field.name);
    schema.update(narrow ? reference_to(narrow->definition) : schema_of(field, changing));
    return schema;
}

void add_rules(OrderedJson& schema, const TableRules& rules) {
    if (!rules.one_of.empty()) schema["oneOf"] = required_each(rules.one_of);
    if (!rules.any_of.empty()) schema["anyOf"] = required_each(rules.any_of);
    for (const FieldPair& pair : rules.needs) schema["dependencies"][pair.field]["required"].push_back(pair.other);
    for (const FieldPair& pair : rules.excludes)
        schema["dependencies"][pair.field]["not"]["anyOf"].push_back(required(pair.other));
}

// `changing`: a table within a policy, which names only what it changes.
OrderedJson table_schema(const TableDoc& table, bool changing) {
    OrderedJson schema = {{"description", table.doc}, {"type", "object"}};
    if (table.name != "a node") schema["minProperties"] = 1;
    OrderedJson needed = OrderedJson::array();
    for (const FieldDoc& field : table.fields) {
        schema["properties"][field.name] = property(table, field, changing);
        if (field.need == Need::required && !changing) needed.push_back(field.name);
    }
    if (!needed.empty()) schema["required"] = needed;
    schema["additionalProperties"] = false;
    const TableRules* rules = rules_of(table.name);
    if (rules && !changing) add_rules(schema, *rules);
    return schema;
}

// The long form is taken where one of its keys stands; `low` and `high` may be values of an attribute.
OrderedJson long_or_value(const OrderedJson& long_form, const std::vector<std::string_view>& keys) {
    return {{"if", {{"type", "object"}, {"not", required("by")}, {"anyOf", required_each(keys)}}},
            {"then", long_form},
            {"else", reference_to("any-value")}};
}

std::vector<std::string_view> long_form_keys(const std::vector<TableDoc>& tables) {
    std::vector<std::string_view> keys;
    for (const TableDoc& table : tables) {
        if (table.name != "a parameter" && table.name != "a setting") continue;
        for (const FieldDoc& field : table.fields) {
            const bool known = std::find(keys.begin(), keys.end(), field.name) != keys.end();
            if (!known && field.name != "low" && field.name != "high") keys.push_back(field.name);
        }
    }
    return keys;
}

// Forms of which a main value may stand alone.
void add_short_forms(OrderedJson& all, const std::vector<TableDoc>& tables) {
    const auto keys = long_form_keys(tables);
    all["parameter-or-short"] = long_or_value(reference_to("parameter"), keys);
    all["setting-or-short"] = long_or_value(reference_to("setting"), keys);
    all["attribute-or-short"] = {{"anyOf", {reference_to("values"), reference_to("attribute")}}};
}

OrderedJson forbidden(const std::vector<std::string_view>& keys) { return {{"not", {{"anyOf", required_each(keys)}}}}; }

OrderedJson all_required(const std::vector<std::string_view>& keys) { return {{"required", keys}}; }

// What a file is follows from its keys: a policy extends, a scenario says its time, all else is a part.
OrderedJson kinds_of_files() {
    OrderedJson whole = all_required({"desist"});
    whole["not"] = required("set");
    whole["anyOf"] = {required("include"), all_required({"population", "tracks"})};
    OrderedJson policy = all_required({"desist"});
    policy["propertyNames"] = {{"enum", {"desist", "title", "description", "extends", "set"}}};
    const OrderedJson other = {{"if", required("time")}, {"then", whole}, {"else", forbidden({"title", "set"})}};
    const OrderedJson kind = {{"if", required("extends")}, {"then", policy}, {"else", other}};
    return OrderedJson::array({kind});
}

OrderedJson definitions() {
    OrderedJson all = value_definitions();
    const std::vector<TableDoc> tables = field_tables();
    for (const TableDoc& table : tables) {
        if (table.name == "a scenario") continue;
        check(!all.contains(definition_name(table.name)), "two definitions of the schema with one name");
        all[definition_name(table.name)] = table_schema(table, false);
    }
    add_short_forms(all, tables);
    return all;
}

}  // namespace

std::string language_schema() {
    const std::vector<TableDoc> tables = field_tables();
    OrderedJson schema = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                          {"$id", fmt::format("urn:desist:language:{}", language_version)},
                          {"title", fmt::format("Desist scenario language, version {}", language_version)},
                          {"x-desist-version", program_version()}};
    schema.update(table_schema(tables.front(), false));
    schema["allOf"] = kinds_of_files();
    schema["definitions"] = definitions();
    return schema.dump(2) + "\n";
}

}  // namespace desist
