// The definitions behind the kinds of values: words, quantities, tables, laws and conditions.
#include <fmt/format.h>

#include "output/schema_parts.hpp"
#include "output/schema_patterns.hpp"
#include "sim/scenario/words.hpp"

namespace desist {

namespace {

OrderedJson text_like(const std::string& pattern, const char* description, OrderedJson examples) {
    return {{"type", "string"}, {"pattern", pattern}, {"description", description}, {"examples", std::move(examples)}};
}

// Anything that is one value; YAML gives a type to what the language takes as text.
OrderedJson any_scalar() { return {{"type", {"string", "number", "boolean"}}}; }

OrderedJson free_text(std::size_t longest, const char* pattern) {
    OrderedJson text = any_scalar();
    text["maxLength"] = longest;
    text["pattern"] = pattern;
    return text;
}

OrderedJson choice(OrderedJson ways) { return {{"anyOf", std::move(ways)}}; }

OrderedJson at_least(const char* type, double least) { return {{"type", type}, {"minimum", least}}; }

void add_words(OrderedJson& all) {
    all["version"] = {{"description", "the version of the language"}, {"enum", {1, "1"}}};
    all["yes-or-no"] = {{"type", "boolean"}};
    all["true"] = {{"const", true}};
    all["word"] = any_scalar();
    all["label"] = free_text(longest_label, "^[^\\n\\r\\t]*[^ \\n\\r\\t][^\\n\\r\\t]*$");
    all["prose"] = free_text(longest_prose, "[^ \\t\\n]");
    const std::string name = name_pattern();
    all["figure"] = text_like(name.substr(0, name.size() - 1) + "(:.*)?$", "a measure, or a figure of it: NAME:PART",
                              {"proven-reoffending:per-offender"});
    all["name"] = text_like(name_pattern(), "a name: lower-case words joined by hyphens", {"drug-test"});
    all["value-name"] = text_like(value_name_pattern(), "a value of an attribute", {"opiate", "Leeds"});
    all["values"] = {{"type", "array"}, {"minItems", 1}, {"uniqueItems", true}, {"items", reference_to("value-name")}};
    all["place"] = text_like(place_pattern(), "a node, written track/node", {"justice/prison"});
    all["date"] = text_like("^" + date_text() + "$", "a date", {"2012-04-01"});
    all["financial-year"] = text_like(financial_year_pattern(), "a financial year, April to March", {"2012/13"});
    all["unit"] = text_like(unit_pattern(), "a unit", {"share", "GBP per year"});
}

void add_calendar_words(OrderedJson& all) {
    all["weekday"] = text_like(weekday_pattern(), "days of the week", {"day", "mon-fri"});
    all["hours"] = text_like(hours_pattern(), "hours of the day, possibly into the next", {"07:00-22:00"});
    all["calendar-day"] = text_like(calendar_day_pattern(), "a day of each year, or of one", {"01-01", "2012-06-05"});
    all["exception"] = choice({reference_to("name"), reference_to("calendar-day")});
    all["whole-band"] = choice({{{"type", "string"}, {"pattern", band_pattern()}}, at_least("integer", 0)});
}

// Financial years and an index of prices for each.
OrderedJson deflators() {
    const OrderedJson number = {{"type", "number"}, {"minimum", 1e-6}, {"maximum", 1e6}};
    const OrderedJson grouped = {{"type", "string"}, {"pattern", whole_text(grouped_number_text(false))}};
    return {{"type", "object"},
            {"minProperties", 1},
            {"patternProperties", {{financial_year_pattern(), choice({number, grouped})}}},
            {"additionalProperties", false}};
}

void add_numbers(OrderedJson& all) {
    const OrderedJson grouped = {{"type", "string"}, {"pattern", whole_text(grouped_number_text(true))}};
    OrderedJson whole = at_least("integer", 0);
    whole["maximum"] = 4'000'000'000;
    all["whole-edge"] = choice({whole, grouped});
    all["whole-number"] = choice({{{"type", "integer"}, {"minimum", 1}, {"maximum", 1000}}, grouped});
    const std::string number = grouped_number_text(false) + "|" + share_text();
    const OrderedJson plain = choice({at_least("number", 0), {{"type", "string"}, {"pattern", whole_text(number)}}});
    all["plain-number"] = plain;
    all["edge"] = plain;
    all["plain-share"] = text_like(whole_text(share_text()), "a share", {"3.5%"});
    all["deflators"] = deflators();
    all["quantity"] = choice(
        {at_least("number", 0), text_like(quantity_pattern(false), "a plain quantity", {"30%", "9 days", "40_000"})});
    all["plain-duration"] = text_like(whole_text(duration_text(false)), "a plain duration", {"3 years"});
    all["positive-duration"] = text_like(whole_text(duration_text(true)), "a plain duration", {"3 years"});
}

// A name, or values joined by signs.
OrderedJson formula() {
    return {
        {"type", "string"},
        {"pattern", whole_text(formula_text())},
        {"description", "a parameter or an attribute, or values joined by + - * / min max floor round and brackets"}};
}

// Rows beside `by` and `else` there must be.
OrderedJson has_rows() {
    const OrderedJson alone = {{"not", {{"required", {"by"}}}}, {"minProperties", 2}};
    return {{"by", {{"minProperties", 2}}}, {"else", choice({alone, {{"minProperties", 3}}})}};
}

// {by: ATTRIBUTE, KEY: value, else: value}. Some tables may leave `by` out: their keys say it.
OrderedJson table_of(const std::string& entries, bool by_required) {
    OrderedJson table = {{"type", "object"}, {"minProperties", 1}};
    if (by_required) table["required"] = {"by"};
    table["properties"] = {{"by", reference_to("name")}, {"else", reference_to(entries)}};
    table["patternProperties"] = {{row_key_pattern(), reference_to(entries)}};
    table["additionalProperties"] = false;
    table["dependencies"] = has_rows();
    return table;
}

// An expression and a table of them. `literals`: what may stand besides a formula.
void add_value(OrderedJson& all, const std::string& name, OrderedJson literals) {
    literals.push_back(reference_to("formula"));
    all[name + "-expression"] = choice(std::move(literals));
    all[name + "-value"] = choice({reference_to(name + "-expression"), reference_to(name + "-table")});
    all[name + "-table"] = table_of(name + "-value", true);
}

OrderedJson number_text(bool whole) {
    return {{"type", "string"}, {"pattern", whole_text(grouped_number_text(whole))}};
}

void add_values(OrderedJson& all) {
    all["formula"] = formula();
    const OrderedJson share = text_like(whole_text(share_text()), "a share", {"84%"});
    add_value(all, "share", OrderedJson::array({share}));
    add_value(all, "rate", OrderedJson::array({text_like(whole_text(rate_text(false)), "a rate", {"750 per month"})}));
    add_value(all, "arrival",
              OrderedJson::array({text_like(whole_text(rate_text(true)), "a rate above nothing", {"750 per month"})}));
    add_value(all, "span",
              OrderedJson::array({text_like(whole_text(duration_text(false)), "a duration", {"9 hours"})}));
    add_value(all, "positive-span",
              OrderedJson::array({text_like(whole_text(duration_text(true)), "a duration", {"12 months"})}));
    add_value(all, "count", {all["whole-edge"]["anyOf"][0], number_text(true)});
    add_value(all, "factor", {at_least("number", 0), share, number_text(false)});
    add_value(all, "any",
              {{{"type", "number"}},
               all["date"],
               text_like(quantity_pattern(true), "a quantity", {"30%", "9 days", "40_000"})});
    add_value(all, "money", {{{"const", 0}}, text_like(whole_text(money_text(true)), "money", {"8.85 GBP"})});
    add_value(all, "coefficient",
              {{{"type", "number"}}, {{"type", "string"}, {"pattern", whole_text("[-+]?(?=[0-9.]*_)[0-9_.]+")}}});
    all["number-expression"] = choice({reference_to("coefficient-expression"), share});
    all["any-table"] = table_of("any-value", false);
    all["shares"] = choice({reference_to("share-expression"), reference_to("shares-table")});
    all["shares-table"] = table_of("shares", false);
    all["start"] = choice({reference_to("name"), reference_to("shares-table")});
}

OrderedJson mixture_of(const std::string& law) {
    return {{"type", "object"},
            {"minProperties", 1},
            {"patternProperties", {{"^(" + share_text() + "|[\\s\\S]*[\\s(][\\s\\S]*%)$", reference_to(law)}}},
            {"additionalProperties", false}};
}

// Observed values, or quantiles by their shares.
OrderedJson empirical_of(const OrderedJson& points) {
    const OrderedJson list = {{"type", "array"}, {"minItems", 1}, {"items", choice(points)}};
    const OrderedJson quantiles = {{"type", "object"},
                                   {"minProperties", 2},
                                   {"patternProperties", {{whole_text(share_text()), choice(points)}}},
                                   {"additionalProperties", false}};
    return {{"type", "object"},
            {"required", {"empirical"}},
            {"properties", {{"empirical", choice({list, quantiles})}}},
            {"additionalProperties", false}};
}

// `literals`: what may stand outright; `others`: texts besides.
void add_law(OrderedJson& all, const std::string& name, LawUse use, const OrderedJson& literals) {
    OrderedJson ways = literals;
    const bool hazard = use == LawUse::hazard;
    ways.push_back(
        text_like(law_pattern(use), "a law", {hazard ? "exponential(0.9 per year)" : "exponential(60 days)"}));
    ways.push_back(reference_to(name + "-table"));
    if (!hazard) {
        ways.push_back(reference_to("formula"));
        ways.push_back(mixture_of(name));
        ways.push_back(empirical_of(literals));
    }
    all[name] = choice(std::move(ways));
    all[name + "-table"] = table_of(name, true);
}

void add_laws(OrderedJson& all) {
    const OrderedJson span = all["span-expression"]["anyOf"][0];
    add_law(all, "stay-law", LawUse::stay, {{{"const", 0}}, span});
    add_law(all, "wait-law", LawUse::wait, {{{"const", 0}}, span});
    add_law(all, "hazard-law", LawUse::hazard, OrderedJson::array());
    add_law(all, "drawn-law", LawUse::draw, {at_least("number", 0), number_text(false), span});
    all["drawn"] = choice({reference_to("drawn-law"), reference_to("shares")});
    all["distribution"] = text_like(law_pattern(LawUse::parameter), "a law", {"normal(mean 3 days and sd 1 day)"});
}

void add_conditions(OrderedJson& all) {
    all["key"] = choice({{{"type", "string"}, {"pattern", key_pattern()}}, at_least("number", 0)});
    all["keys"] = choice({reference_to("key"), {{"type", "array"}, {"minItems", 1}, {"items", reference_to("key")}}});
    OrderedJson& condition = all["condition"];
    condition["type"] = "object";
    condition["minProperties"] = 1;
    const OrderedJson conditions = {{"type", "array"}, {"minItems", 1}, {"items", reference_to("condition")}};
    condition["properties"] = {
        {"now", text_like("^(before|after|in) [\\s\\S]*\\S", "compares the time", {"before 2013-12-01"})},
        {"any", choice({conditions, reference_to("condition")})},
        {"all", conditions},
        {"count", choice({reference_to("count-of-cases"), reference_to("keys")})},
        {"not", reference_to("condition")}};
    condition["patternProperties"] = {{"^(?!count$)" + name_pattern().substr(1), reference_to("keys")}};
    condition["additionalProperties"] = false;
}

// A table that may carry one word beside its rows.
OrderedJson table_with(const std::string& entries, const std::string& word, OrderedJson meaning) {
    OrderedJson table = table_of(entries, true);
    table["properties"][word] = std::move(meaning);
    table["patternProperties"] = {{"^(?!" + word + "$)" + row_key_pattern().substr(1), reference_to(entries)}};
    return table;
}

// {when, value}, a table that may carry `when`, or {by: ATTRIBUTE} alone: its number.
void add_hazard_factors(OrderedJson& all) {
    OrderedJson table = table_with("factor-value", "when", reference_to("condition"));
    table["dependencies"].erase("by");
    all["hazard-factor"] = choice({reference_to("factor-expression"), reference_to("factor"), std::move(table)});
}

void add_score_terms(OrderedJson& all) {
    OrderedJson table = table_with("coefficient-value", "times", reference_to("coefficient-expression"));
    table["dependencies"]["times"] = {{"minProperties", 3}};
    all["score-term"] = choice({reference_to("term"), std::move(table)});
}

}  // namespace

OrderedJson value_definitions() {
    OrderedJson all = OrderedJson::object();
    add_words(all);
    add_calendar_words(all);
    add_numbers(all);
    add_values(all);
    add_laws(all);
    add_conditions(all);
    add_hazard_factors(all);
    add_score_terms(all);
    return all;
}

}  // namespace desist
