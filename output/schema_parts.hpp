// The parts of the schema: what stands behind each kind of value, as definitions that tables refer to.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/fields.hpp"

namespace desist {

using OrderedJson = nlohmann::ordered_json;

// {"$ref": "#/definitions/NAME"}
OrderedJson reference_to(std::string_view definition);

// Of a table: "an as-soon-as" is "as-soon-as".
std::string definition_name(std::string_view table);

// What may stand in a field.
OrderedJson schema_of(const FieldDoc& field);

// Of these definitions, those that are different in a policy, as changed-NAME; and a schema that refers to them.
OrderedJson changed_definitions(const OrderedJson& definitions);
OrderedJson changed_schema(const OrderedJson& schema, const OrderedJson& changed_definitions);

// All definitions that are no table.
OrderedJson value_definitions();

}  // namespace desist
