#include "output/schema_rules.hpp"

namespace desist {

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
        {.table = "a measure",
         .one_of = {"count", "population", "waiting", "wait", "ratio", "reoffending", "expected"}},
        {.table = "a change", .one_of = {"value", "times"}},
        {.table = "a setting", .one_of = {"value", "times"}},
        {.table = "a calendar", .one_of = {"every", "on"}},
        {.table = "a profile", .one_of = {"hours", "months"}},
        {.table = "a term", .one_of = {"of", "log", "square"}},
        {.table = "a cost",
         .needs = {{"step", "provided"}},
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
    static const std::vector<NarrowField> fields = {
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
        {"a reoffending", "within", "positive-span-expression"},
    };
    return fields;
}

}  // namespace desist
