#include "output/schema_rules.hpp"

namespace desist {

const std::vector<TableRules>& table_rules() {
    static const std::vector<TableRules> rules = {
        {.table = "an attribute",
         .one_of = {"values", "count", "date", "duration", "years"},
         .needs = {{"oldest", "years"}},
         .excludes = {{"bands", "values"}, {"bands", "date"}, {"bands", "duration"}}},
        {.table = "the population",
         .any_of = {"present", "arrivals", "streams"},
         .excludes = {{"streams", "present"}, {"streams", "arrivals"}}},
        {.table = "a stream", .one_of = {"present", "arrivals"}},
        {.table = "a node",
         .needs = {{"on-ask", "use"},
                   {"on-start", "use"},
                   {"patience", "use"},
                   {"patience", "give-up"},
                   {"give-up", "patience"}},
         .excludes = {{"effects", "use"}}},
        {.table = "an effect", .one_of = {"set", "count", "draw", "move"}},
        {.table = "a move", .one_of = {"to", "open"}, .needs = {{"to", "from"}}, .excludes = {{"open", "from"}}},
        {.table = "a measure", .one_of = {"count", "population", "waiting", "wait", "ratio", "reoffending"}},
    };
    return rules;
}

const std::vector<NarrowField>& narrow_fields() {
    static const std::vector<NarrowField> fields = {
        {"the time", "warm-up", "plain-duration"},
        {"the time", "run", "positive-duration"},
        {"an attribute", "count", "true"},
        {"an attribute", "date", "true"},
        {"an attribute", "duration", "true"},
        {"an attribute", "years", "true"},
        {"the population", "arrivals", "arrival-value"},
        {"a stream", "arrivals", "arrival-value"},
        {"a resource", "units", "factor-value"},
        {"a reoffending", "within", "positive-span-expression"},
    };
    return fields;
}

}  // namespace desist
