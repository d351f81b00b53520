// What holds between the fields of a table, and what a field takes beyond its kind: the reader checks these by hand, so
// the schema has them as data. A test sees that every name here is a field.
#pragma once

#include <string_view>
#include <vector>

namespace desist {

struct FieldPair {
    std::string_view field, other;
};

struct TableRules {
    std::string_view table;
    std::vector<std::string_view> one_of = {};  // exactly one of these
    std::vector<std::string_view> any_of = {};  // at least one of these
    std::vector<FieldPair> needs = {};          // field needs the other beside it
    std::vector<FieldPair> excludes = {};       // field and other do not stand together
};
const std::vector<TableRules>& table_rules();

// A field that takes less than its kind says: the definition of the schema that stands for it.
struct NarrowField {
    std::string_view table, field, definition;
};
const std::vector<NarrowField>& narrow_fields();

}  // namespace desist
