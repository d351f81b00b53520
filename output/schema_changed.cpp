// The language as policies speak it: a mapping names only what it changes.
#include <functional>
#include <string>

#include "output/schema_parts.hpp"

namespace desist {

namespace {

constexpr std::string_view reference_start = "#/definitions/";

// What asks for keys that the baseline may have.
bool asks_for_keys(const std::string& word, const OrderedJson& schema) {
    if (word == "required" || word == "dependencies" || word == "minProperties" || word == "not") return true;
    return (word == "oneOf" || word == "anyOf") && !schema.empty() && schema.front().contains("required") &&
           !schema.front().contains("type");
}

std::string changed_name(const std::string& reference) {
    return std::string{reference_start} + "changed-" + reference.substr(reference_start.size());
}

// Lists are replaced whole, so what stands in them stays as it is.
OrderedJson relaxed(const OrderedJson& schema, const std::function<bool(const std::string&)>& differs) {
    if (schema.is_array()) {
        OrderedJson all = OrderedJson::array();
        for (const OrderedJson& each : schema) all.push_back(relaxed(each, differs));
        return all;
    }
    if (!schema.is_object()) return schema;
    if (schema.contains("if") && !schema.contains("then")) return OrderedJson::object();
    if (schema.contains("if")) return {{"anyOf", {relaxed(schema["then"], differs), relaxed(schema["else"], differs)}}};
    OrderedJson result = OrderedJson::object();
    for (const auto& [word, inner] : schema.items()) {
        if (word == "$ref")
            result[word] = differs(inner) ? changed_name(inner) : inner.get<std::string>();
        else if (word == "items" || word == "enum" || word == "examples")
            result[word] = inner;
        else if (!asks_for_keys(word, inner))
            result[word] = relaxed(inner, differs);
    }
    return result;
}

}  // namespace

OrderedJson changed_schema(const OrderedJson& schema, const OrderedJson& changed_definitions) {
    return relaxed(schema, [&](const std::string& reference) {
        return changed_definitions.contains(changed_name(reference).substr(reference_start.size()));
    });
}

OrderedJson changed_definitions(const OrderedJson& definitions) {
    OrderedJson changed = OrderedJson::object();
    for (std::size_t before = 1; before != changed.size();) {
        before = changed.size();
        for (const auto& [name, schema] : definitions.items()) {
            OrderedJson other = changed_schema(schema, changed);
            if (other != schema) changed["changed-" + name] = std::move(other);
        }
    }
    return changed;
}

}  // namespace desist
