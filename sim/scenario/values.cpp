#include "sim/scenario/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/base/utf8.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/words.hpp"

namespace desist {
namespace {

Unit unit_wanted(Want want) {
    switch (want) {
        case Want::share:
            return share_unit;
        case Want::duration:
        case Want::positive_duration:
            return duration_unit;
        case Want::rate:
        case Want::positive_rate:
            return rate_unit;
        case Want::date:
            return date_unit;
        default:
            return factor_unit;
    }
}

// A bare number where a unit is needed: the most common slip, so it gets the most helpful words.
std::string missing_unit(double number, Want want) {
    const std::string shown = quantity_text(number, factor_unit);
    switch (unit_wanted(want) == share_unit ? Want::share : want) {
        case Want::share:
            if (number > 1) return shown + " is more than 1; a share is written with %, at most 100%";
            if (number < 0) return shown + " is negative; a share lies between 0% and 100%";
            return "a share is written with %: " + quantity_text(number, share_unit);
        case Want::duration:
        case Want::positive_duration:
            return "a duration needs its unit, such as 9 hours";
        case Want::rate:
        case Want::positive_rate:
            return "a rate needs its unit, such as 750 per month";
        default:
            return "a date is written 2012-04-01";
    }
}

bool unit_fits(Unit unit, Want want) {
    if (unit == unit_wanted(want)) return true;
    return want == Want::factor && unit == share_unit;  // 80% is as good a factor as 0.8
}

std::string fault_of_size(double number, Want want) {
    switch (want) {
        case Want::positive_duration:
            return number > 0 ? "" : "the duration must be longer than nothing";
        case Want::positive_rate:
            return number > 0 ? "" : "the rate must be more than nothing";
        case Want::factor:
            return number >= 0 ? "" : "a factor cannot be negative";
        case Want::count:
            if (std::signbit(number)) return "a count cannot be negative";
            if (number != std::floor(number)) return "a count is a whole number";
            return number <= 4e9 ? "" : "the count is too large";
        default:
            return "";
    }
}

ConditionSpec condition(ConditionSpec::Kind kind, Place at) {
    ConditionSpec c;
    c.kind = kind;
    c.at = at;
    return c;
}

std::vector<ConditionSpec> read_conditions_of(const YamlNode& map, Problems& problems);

ConditionSpec read_any(const YamlNode& node, Place at, Problems& problems) {
    if (node.is_map()) {
        ConditionSpec c = condition(ConditionSpec::Kind::any_case, at);
        c.operands = read_conditions_of(node, problems);
        return c;
    }
    ConditionSpec c = condition(ConditionSpec::Kind::any, at);
    c.operands = read_list(node, read_condition, problems);
    return c;
}

ConditionSpec read_is(const YamlEntry& entry, Problems& problems) {
    ConditionSpec c = condition(ConditionSpec::Kind::is, entry.key.at);
    c.name = entry.key;
    check_name(entry.key, problems);
    if (entry.value.is_map()) {
        wrong_shape(entry.value, "a value or a list of values", problems);
    } else {
        c.values = read_some(entry.value, read_key, problems);
        refuse_repeats(c.values, problems);
    }
    return c;
}

ConditionSpec read_now(const YamlEntry& entry, Problems& problems) {
    ConditionSpec c = condition(ConditionSpec::Kind::before, entry.key.at);
    if (!expect_scalar(entry.value, "‘before DATE’ or ‘after DATE’", problems)) return c;
    const std::string_view text = entry.value.text;
    const bool before = text.starts_with("before ");
    if (!before && !text.starts_with("after ")) {
        problems.error(entry.value.at, "‘now’ is compared as ‘before DATE’ or ‘after DATE’");
        return c;
    }
    c.kind = before ? ConditionSpec::Kind::before : ConditionSpec::Kind::after;
    const std::size_t word = text.find(' ') + 1;
    Place at = entry.value.at;
    at.column += static_cast<int>(word) + (entry.value.quoted ? 1 : 0);
    c.date = parse_expression(text.substr(word), at, problems);
    if (c.date) check_literal(*c.date, Want::date, problems);
    return c;
}

ConditionSpec read_one_condition(const YamlEntry& entry, Problems& problems) {
    if (entry.key.text == "now") return read_now(entry, problems);
    if (entry.key.text == "any") return read_any(entry.value, entry.key.at, problems);
    if (entry.key.text != "not") return read_is(entry, problems);
    ConditionSpec c = condition(ConditionSpec::Kind::negate, entry.key.at);
    c.operands.push_back(read_condition(entry.value, problems));
    return c;
}

std::vector<ConditionSpec> read_conditions_of(const YamlNode& map, Problems& problems) {
    std::vector<ConditionSpec> all;
    if (!expect_map(map, problems)) return all;
    for (const YamlEntry& entry : map.entries) all.push_back(read_one_condition(entry, problems));
    return all;
}

ValueSpec read_table(const YamlNode& node, Want want, Problems& problems) {
    ValueSpec table;
    table.at = node.at;
    std::vector<Text> keys;
    for (const YamlEntry& entry : node.entries) {
        if (entry.key.text == "by") {
            table.by = read_name(entry.value, problems);
        } else if (entry.key.text == "else") {
            table.otherwise.push_back(read_value(entry.value, want, problems));
        } else {
            table.rows.push_back({split_keys(entry.key, problems), {read_value(entry.value, want, problems)}});
            const auto& row = table.rows.back().keys;
            keys.insert(keys.end(), row.begin(), row.end());
        }
    }
    refuse_repeats(keys, problems);
    if (table.rows.empty()) problems.error(node.at, "the table has no rows");
    return table;
}

void require_by(const ValueSpec& value, Problems& problems) {
    if (!value.is_table()) return;
    if (value.by.text.empty()) {
        problems.error(value.at, "the table does not say what it depends on", "add ‘by: ATTRIBUTE’ or ‘by: TRACK’");
    }
    for (const ValueSpec::Row& row : value.rows) require_by(row.value[0], problems);
    for (const ValueSpec& other : value.otherwise) require_by(other, problems);
}

bool is_bare_number(const Expression& e) { return e.kind == Expression::Kind::number && e.unit == factor_unit; }

}  // namespace

bool check_literal(const Expression& e, Want want, Problems& problems) {
    const bool literal = e.kind == Expression::Kind::number || e.kind == Expression::Kind::date;
    if (!literal || want == Want::anything) return true;
    const Unit unit = e.kind == Expression::Kind::date ? date_unit : e.unit;
    if (!unit_fits(unit, want)) {
        const std::string what = unit == factor_unit ? missing_unit(e.number, want)
                                                     : fmt::format("{} is expected here; this is {}",
                                                                   to_text(unit_wanted(want)), to_text(unit));
        problems.error(e.at, what);
        return false;
    }
    const std::string fault = fault_of_size(e.number, want);
    if (!fault.empty()) problems.error(e.at, fault);
    return fault.empty();
}

Expression read_expression(const YamlNode& node, Want want, Problems& problems) {
    Expression none;
    none.at = node.at;
    if (!expect_scalar(node, "a value", problems)) return none;
    Place at = node.at;
    if (node.quoted) ++at.column;
    std::optional<Expression> e = parse_expression(node.text, at, problems);
    if (!e) return none;
    if (node.quoted && is_bare_number(*e)) {
        problems.error(node.at, "a number in quotes is text", "write it without quotes");
    } else {
        check_literal(*e, want, problems);
    }
    return *e;
}

ValueSpec read_value(const YamlNode& node, Want want, Problems& problems) {
    ValueSpec value;
    value.at = node.at;
    if (node.is_map() && !node.entries.empty()) return read_table(node, want, problems);
    if (node.is_scalar() && node.text == "rest") {
        value.rest = true;
        if (want != Want::share && want != Want::anything) problems.error(node.at, "‘rest’ is for shares alone");
    } else if (expect_scalar(node, "a value or a table", problems)) {
        value.leaf = read_expression(node, want, problems);
    }
    if (!value.leaf && !value.rest) value.leaf = Expression{};
    return value;
}

ConditionSpec read_condition(const YamlNode& node, Problems& problems) {
    std::vector<ConditionSpec> parts = read_conditions_of(node, problems);
    if (parts.size() == 1) return std::move(parts[0]);
    ConditionSpec c = condition(ConditionSpec::Kind::all, node.at);
    c.operands = std::move(parts);
    return c;
}

std::vector<Text> split_keys(const Text& text, Problems& problems) {
    std::vector<Text> keys;
    std::string_view left = text.text;
    Place at = text.at;
    for (;;) {
        const std::size_t end = left.find(" or ");
        keys.push_back({std::string{left.substr(0, end)}, at});
        check_key(keys.back(), problems);
        if (end == std::string_view::npos) return keys;
        at.column += static_cast<int>(count_characters(left.substr(0, end + 4)));
        left.remove_prefix(end + 4);
    }
}

bool is_mixture(const YamlNode& node) {
    const auto is_share = [](const YamlEntry& entry) { return entry.key.text.ends_with('%'); };
    return node.is_map() && !node.entries.empty() && std::all_of(node.entries.begin(), node.entries.end(), is_share);
}

std::function<ValueSpec(const YamlNode&, Problems&)> value_of(Want want) {
    return [want](const YamlNode& node, Problems& problems) {
        ValueSpec value = read_value(node, want, problems);
        require_by(value, problems);
        return value;
    };
}

std::function<Expression(const YamlNode&, Problems&)> expression_of(Want want) {
    return [want](const YamlNode& node, Problems& problems) { return read_expression(node, want, problems); };
}

}  // namespace desist
