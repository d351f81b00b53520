#include "output/schema_rules.hpp"

#include "sim/scenario/measure_forms.hpp"

namespace desist {

namespace {

std::vector<std::string_view> kinds_of_measure() {
    std::vector<std::string_view> kinds;
    for (const MeasureForm& form : measure_forms()) kinds.push_back(form.name);
    return kinds;
}

// What a number of a measure has to be; a time that it cannot do without is longer than nothing.
std::string_view number_of_measure(const MeasureArgument& argument) {
    switch (argument.type) {
        case Argue::duration:
            return argument.need == Need::required ? "positive-span-expression" : "span-expression";
        case Argue::share:
            return "share-expression";
        case Argue::number:
            return "factor-expression";
        case Argue::money:
        case Argue::money_rate:
            return "money-expression";
        default:
            return "";
    }
}

void add_numbers_of_measures(std::vector<NarrowField>& fields) {
    for (const MeasureForm& form : measure_forms())
        for (const MeasureArgument& argument : form.arguments)
            if (const std::string_view definition = number_of_measure(argument); !definition.empty())
                fields.push_back({form.table_name, argument.name, definition});
}

}  // namespace

const std::vector<TableRules>& table_rules() {
    static const std::vector<TableRules> rules = {
        {.table = "an attribute",
         .one_of = {"values", "count", "date", "duration", "years", "number"},
         .needs = {{"oldest", "years"}},
         .excludes = {{"bands", "values"}, {"bands", "date"}, {"bands", "duration"}}},
        {.table = "the population",
         .any_of = {"present", "arrivals", "streams"},
         .excludes = {{"streams", "present"}, {"streams", "arrivals"}}},
        {.table = "a stream", .one_of = {"present", "arrivals", "people"}},
        {.table = "a node",
         .needs = {{"on-ask", "use"},
                   {"on-start", "use"},
                   {"patience", "use"},
                   {"patience", "give-up"},
                   {"give-up", "patience"},
                   {"full", "use"},
                   {"eject", "use"}},
         .excludes = {{"effects", "use"}}},
        {.table = "an effect", .one_of = {"set", "count", "draw", "move", "cost"}},
        {.table = "a move", .one_of = {"to", "open"}, .needs = {{"to", "from"}}, .excludes = {{"open", "from"}}},
        {.table = "a measure", .one_of = kinds_of_measure()},
        {.table = "a change", .one_of = {"value", "times"}},
        {.table = "a setting", .one_of = {"value", "times"}},
        {.table = "a calendar", .one_of = {"every", "on"}},
        {.table = "a profile", .one_of = {"hours", "months"}},
        {.table = "a term", .one_of = {"of", "log", "square"}},
        {.table = "a cost",
         .needs = {{"step", "provided"}, {"budget", "provided"}},
         .excludes = {{"of", "provided"},
                      {"of", "used"},
                      {"of", "expected"},
                      {"provided", "used"},
                      {"provided", "expected"},
                      {"used", "expected"}}},
    };
    return rules;
}

const std::vector<NarrowField>& narrow_fields() {
    static const std::vector<NarrowField> fields = [] {
        std::vector<NarrowField> all = {
            {"the time", "warm-up", "plain-duration"},
            {"the time", "run", "positive-duration"},

            {"an attribute", "date", "true"},
            {"an attribute", "duration", "true"},
            {"an attribute", "years", "true"},
            {"an attribute", "number", "true"},
            {"an attribute", "within", "positive-span-expression"},
            {"a node", "patience", "wait-law"},
            {"a use", "for", "positive-span-value"},
            {"a cost", "value", "money-value"},
            {"the money", "discount", "plain-share"},
            {"a change", "ramp", "positive-span-expression"},
            {"a setting", "ramp", "positive-span-expression"},
            {"the population", "arrivals", "arrival-value"},
            {"a stream", "arrivals", "arrival-value"},
            {"a resource", "units", "factor-value"},
        };
        add_numbers_of_measures(all);
        return all;
    }();
    return fields;
}

}  // namespace desist
