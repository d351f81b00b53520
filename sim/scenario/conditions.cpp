// Conditions: what must hold for a route, an effect, a factor or a measure.
#include <fmt/format.h>

#include "sim/base/utf8.hpp"
#include "sim/scenario/fields.hpp"
#include "sim/scenario/sections.hpp"
#include "sim/scenario/values.hpp"

namespace desist {
namespace {

using Kind = ConditionSpec::Kind;

ConditionSpec condition(Kind kind, Place at) {
    ConditionSpec c;
    c.kind = kind;
    c.at = at;
    return c;
}

std::vector<ConditionSpec> read_conditions_of(const YamlNode& map, Problems& problems);

ConditionSpec read_any(const YamlNode& node, Place at, Problems& problems) {
    ConditionSpec c = condition(node.is_map() ? Kind::any_case : Kind::any, at);
    c.operands = node.is_map() ? read_conditions_of(node, problems) : read_list(node, read_condition, problems);
    return c;
}

ConditionSpec read_all(const YamlNode& node, Place at, Problems& problems) {
    ConditionSpec c = condition(Kind::all, at);
    c.operands = read_list(node, read_condition, problems);
    return c;
}

Text read_number_of_cases(const YamlNode& node, Problems& problems) {
    if (!expect_scalar(node, "a number of cases, such as 2+,", problems)) return {"", node.at};
    if (is_band(node.text) && node.text.find('.') == std::string::npos) return {node.text, node.at};
    problems.error(node.at, fmt::format("‘{}’ is no number of cases", printable(node.text)), "such as 0, 1-2 or 2+");
    return {"", node.at};
}

const FieldTable<ConditionSpec>& count_table() {
    static const FieldTable<ConditionSpec> table = {
        "a count of cases",
        "Holds when so many open cases are as `when` says.",
        {
            {"when", ValueKind::condition, Need::required, "what must hold for a case, all of it together",
             [](auto& node, ConditionSpec& c, Problems& problems) { c.operands = read_conditions_of(node, problems); }},
            {"is", ValueKind::numbers, Need::required, "how many such cases there are: `2+`, `0` or `1-2`",
             [](auto& node, ConditionSpec& c, Problems& problems) {
                 c.values = {read_number_of_cases(node, problems)};
             }},
        }};
    return table;
}

ConditionSpec read_count_of_cases(const YamlEntry& entry, Problems& problems) {
    ConditionSpec c = condition(Kind::count_cases, entry.key.at);
    read_fields(entry.value, count_table(), c, problems);
    if (c.values.empty()) c.values.push_back({"", entry.key.at});
    return c;
}

ConditionSpec read_is(const YamlEntry& entry, Problems& problems) {
    ConditionSpec c = condition(Kind::is, entry.key.at);
    c.name = entry.key;
    if (!check_name(entry.key, problems)) c.name.text.clear();
    if (entry.value.is_map()) {
        wrong_shape(entry.value, "a value or a list of values", problems);
    } else {
        c.values = read_some(entry.value, read_key, problems);
        refuse_repeats(c.values, problems);
    }
    return c;
}

// What stands after the word, with its place.
Text after_word(const YamlNode& node, std::size_t length) {
    Place at = node.at;
    at.column += static_cast<int>(length) + (node.quoted ? 1 : 0);
    return {node.text.substr(length), at};
}

ConditionSpec read_open(const YamlNode& node, Place at, Problems& problems) {
    ConditionSpec c = condition(Kind::open, at);
    c.name = after_word(node, 3);
    if (!check_name(c.name, problems)) c.name.text.clear();
    return c;
}

ConditionSpec read_compared(const YamlNode& node, Place at, Problems& problems) {
    const bool before = node.text.starts_with("before ");
    ConditionSpec c = condition(before ? Kind::before : Kind::after, at);
    const Text date = after_word(node, before ? 7 : 6);
    c.date = parse_expression(date.text, date.at, problems);
    if (!c.date || !check_literal(*c.date, Want::date, problems)) c.date = failed_expression(date.at, Want::date);
    return c;
}

ConditionSpec read_now(const YamlEntry& entry, Problems& problems) {
    const YamlNode& node = entry.value;
    const auto begins = [&](std::string_view word) { return node.text.starts_with(word); };
    if (expect_scalar(node, "‘before DATE’, ‘after DATE’ or ‘in CALENDAR’", problems)) {
        if (begins("in ")) return read_open(node, entry.key.at, problems);
        if (begins("before ") || begins("after ")) return read_compared(node, entry.key.at, problems);
        problems.error(node.at, "‘now’ is compared as ‘before DATE’ or ‘after DATE’", "or it is ‘in CALENDAR’");
    }
    ConditionSpec c = condition(Kind::before, entry.key.at);
    c.date = failed_expression(node.at, Want::date);
    return c;
}

ConditionSpec read_one_condition(const YamlEntry& entry, Problems& problems) {
    if (entry.key.text == "now") return read_now(entry, problems);
    if (entry.key.text == "any") return read_any(entry.value, entry.key.at, problems);
    if (entry.key.text == "all") return read_all(entry.value, entry.key.at, problems);
    if (entry.key.text == "count" && entry.value.is_map()) return read_count_of_cases(entry, problems);
    if (entry.key.text != "not") return read_is(entry, problems);
    ConditionSpec c = condition(Kind::negate, entry.key.at);
    c.operands.push_back(read_condition(entry.value, problems));
    return c;
}

std::vector<ConditionSpec> read_conditions_of(const YamlNode& map, Problems& problems) {
    std::vector<ConditionSpec> all;
    if (!expect_map(map, problems)) return all;
    for (const YamlEntry& entry : map.entries) all.push_back(read_one_condition(entry, problems));
    return all;
}

}  // namespace

ConditionSpec read_condition(const YamlNode& node, Problems& problems) {
    std::vector<ConditionSpec> parts = read_conditions_of(node, problems);
    if (parts.size() == 1) return std::move(parts[0]);
    ConditionSpec c = condition(Kind::all, node.at);
    c.operands = std::move(parts);
    return c;
}

void describe_conditions(std::vector<TableDoc>& tables) { tables.push_back(count_table().described()); }

}  // namespace desist
