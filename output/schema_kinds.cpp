// What each kind of value may be.
#include <fmt/format.h>

#include <stdexcept>

#include "output/schema_parts.hpp"
#include "output/schema_patterns.hpp"
#include "sim/base/check.hpp"

namespace desist {

namespace {

OrderedJson list_of_these(OrderedJson items) {
    return {{"type", "array"}, {"minItems", 1}, {"items", std::move(items)}};
}

OrderedJson one_or_list(std::string_view definition) {
    return {{"anyOf", {reference_to(definition), list_of_these(reference_to(definition))}}};
}

OrderedJson named_map(OrderedJson values) {
    return {{"type", "object"},
            {"minProperties", 1},
            {"patternProperties", {{name_pattern(), std::move(values)}}},
            {"additionalProperties", false}};
}

OrderedJson table_reference(std::string_view table) { return reference_to(definition_name(table)); }

// Rows by time and their weights.
OrderedJson weights(const std::string& times) {
    return {{"type", "object"},
            {"minProperties", 1},
            {"properties", {{"else", reference_to("plain-number")}}},
            {"patternProperties", {{times, reference_to("plain-number")}}},
            {"additionalProperties", false}};
}

// Exactly two names.
OrderedJson two_names() {
    OrderedJson two = list_of_these(reference_to("name"));
    two["minItems"] = two["maxItems"] = 2;
    return two;
}

// The kinds that are a definition of their own; empty for the others.
std::string_view plain_definition(ValueKind kind) {
    switch (kind) {
        case ValueKind::version:
            return "version";
        case ValueKind::yes:
            return "yes-or-no";
        case ValueKind::label:
            return "label";
        case ValueKind::prose:
            return "prose";
        case ValueKind::name:
            return "name";
        case ValueKind::figure:
            return "figure";
        case ValueKind::place:
            return "place";
        case ValueKind::file:
            return "word";
        case ValueKind::date:
            return "date";
        case ValueKind::year:
            return "financial-year";
        case ValueKind::duration:
            return "span-expression";
        case ValueKind::whole_number:
            return "whole-number";
        case ValueKind::number:
            return "plain-number";
        case ValueKind::quantity:
            return "quantity";
        case ValueKind::value:
            return "any-value";
        case ValueKind::share:
            return "share-value";
        case ValueKind::rate:
            return "rate-value";
        case ValueKind::count:
            return "count-value";
        case ValueKind::factor:
            return "factor-value";
        case ValueKind::source:
            return "word";
        case ValueKind::law:
            return "stay-law";
        case ValueKind::rate_law:
            return "hazard-law";
        case ValueKind::condition:
            return "condition";
        case ValueKind::start:
            return "start";
        case ValueKind::coefficient:
            return "coefficient-expression";
        case ValueKind::expression:
            return "number-expression";
        case ValueKind::unit:
            return "unit";
        case ValueKind::distribution:
            return "distribution";
        case ValueKind::units:
            return "needed-units";
        default:
            return "";
    }
}

}  // namespace

OrderedJson reference_to(std::string_view definition) {
    return {{"$ref", fmt::format("#/definitions/{}", definition)}};
}

std::string definition_name(std::string_view table) {
    std::string name{table.substr(table.find(' ') + 1)};
    for (char& c : name)
        if (c == ' ') c = '-';
    return name;
}

OrderedJson schema_of(const FieldDoc& field) {
    if (const auto definition = plain_definition(field.kind); !definition.empty()) return reference_to(definition);
    switch (field.kind) {
        case ValueKind::names:
            return one_or_list("name");
        case ValueKind::places:
            return one_or_list("place");
        case ValueKind::values:
            return reference_to("values");
        case ValueKind::files:
            return list_of_these(reference_to("word"));
        case ValueKind::edges:
            return list_of_these(reference_to("edge"));
        case ValueKind::assignments:
            return named_map(reference_to("any-expression"));
        case ValueKind::draws:
            return named_map(reference_to("drawn"));
        case ValueKind::moves:
            return named_map(table_reference(field.of));
        case ValueKind::word:
            return {{"enum", field.words}};
        case ValueKind::counted:
            return {{"anyOf", {reference_to("true"), one_or_list("place")}}};
        case ValueKind::laws:
            return named_map(reference_to("wait-law"));
        case ValueKind::terms:
            return list_of_these(reference_to("score-term"));
        case ValueKind::numbers:
            return reference_to("whole-band");
        case ValueKind::weekdays:
            return one_or_list("weekday");
        case ValueKind::hours:
            return one_or_list("hours");
        case ValueKind::days:
            return one_or_list("calendar-day");
        case ValueKind::exceptions:
            return one_or_list("exception");
        case ValueKind::hour_weights:
            return weights(week_hours_pattern());
        case ValueKind::month_weights:
            return weights(months_pattern());
        case ValueKind::deflators:
            return reference_to("deflators");
        case ValueKind::removals:
            return list_of_these(reference_to("word"));
        case ValueKind::factors:
            return list_of_these(reference_to("hazard-factor"));
        case ValueKind::amount:
            return reference_to("any-expression");
        case ValueKind::costs:
            return {{"anyOf", {OrderedJson{{"const", "all"}}, one_or_list("name")}}};
        case ValueKind::durations:
            return one_or_list("positive-span-expression");
        case ValueKind::chain:
            return list_of_these(one_or_list("place"));
        case ValueKind::outcomes:
            return named_map(one_or_list("place"));
        case ValueKind::pair:
            return two_names();
        case ValueKind::one:
            return table_reference(field.of);
        case ValueKind::list:
            return list_of_these(table_reference(field.of));
        case ValueKind::map:
            return named_map(table_reference(field.of));
        case ValueKind::short_map:
            return named_map(reference_to(definition_name(field.of) + "-or-short"));
        default:
            throw InternalError("a kind of value that the schema does not know");
    }
}

}  // namespace desist
