// Reading numbers, tables of numbers, and conditions. A literal is checked against what its field wants; what an
// expression with names amounts to is known only when names are resolved (sim/pathway).
#pragma once

#include <functional>
#include <string_view>

#include "sim/scenario/scenario.hpp"
#include "sim/scenario/yaml.hpp"

namespace desist {

// What a literal number must be.
enum class Want {
    anything,
    share,              // 0% to 100%
    duration,           // not negative
    positive_duration,  // longer than nothing
    rate,               // not negative
    positive_rate,
    factor,  // a bare number, not negative
    count,   // a whole number, not negative
    number,  // a bare number of either sign
    date,
    money,
    money_rate,
};

// Adds a problem when the expression is a literal that is not wanted. True when it may stand.
bool check_literal(const Expression& e, Want want, Problems& problems);

// What stands in place of something that could not be read: the number 0 with the unit that was wanted (1 where it must
// be positive), marked as failed.
Expression failed_expression(Place at, Want want = Want::anything);
ValueSpec failed_value(Place at, Want want = Want::anything);

// One expression. On failure: failed_expression, after a problem was added.
Expression read_expression(const YamlNode& node, Want want, Problems& problems);

// The same where only a plain number with its unit will do; `expected` says so.
Expression read_literal(const YamlNode& node, Want want, std::string_view expected, Problems& problems);

// An expression, `rest`, or a table; `times` entries of hazards may carry a `when` beside `by`.
ValueSpec read_value(const YamlNode& node, Want want, Problems& problems);

ConditionSpec read_condition(const YamlNode& node, Problems& problems);  // conditions.cpp

// "opiate or opiate-and-crack" as keys, each checked; one that is no key is empty.
std::vector<Text> split_keys(const Text& text, Problems& problems);

// Is this a mapping whose keys are all percentages, that is, a mixture?
bool is_mixture(const YamlNode& node);

// Calls `visit` with every expression of a value.
template <class Visit>
void each_leaf(const ValueSpec& value, Visit visit) {
    if (value.leaf) visit(*value.leaf);
    for (const ValueSpec::Row& row : value.rows) each_leaf(row.value[0], visit);
    for (const ValueSpec& other : value.otherwise) each_leaf(other, visit);
}

// Readers with what they want bound, for tables of fields. A table read by value_of needs its `by`; only shares that
// are drawn, and parameters that hold such shares, may do without.
std::function<ValueSpec(const YamlNode&, Problems&)> value_of(Want want);
std::function<Expression(const YamlNode&, Problems&)> expression_of(Want want);

}  // namespace desist
