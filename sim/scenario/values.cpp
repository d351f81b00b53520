#include "sim/scenario/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/base/utf8.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/words.hpp"

namespace desist {
namespace {

constexpr Unit money_rate_unit{-1, 1, false, false};

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
        case Want::money:
            return money_unit;
        case Want::money_rate:
            return money_rate_unit;
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
        case Want::money:
            return "money needs its unit, such as 8.85 GBP";
        case Want::money_rate:
            return "money over time needs its unit, such as 36_000 GBP per year";
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
    const bool fits = !table.rows.empty() && (table.by.text.empty() == !node.find("by"));
    return fits ? table : failed_value(node.at, want);
}

bool require_by(const ValueSpec& value, Problems& problems) {
    if (!value.is_table()) return true;
    bool fits = !value.by.text.empty();
    if (!fits) {
        problems.error(value.at, "the table does not say what it depends on", "add ‘by: ATTRIBUTE’ or ‘by: TRACK’");
    }
    for (const ValueSpec::Row& row : value.rows) fits = require_by(row.value[0], problems) && fits;
    for (const ValueSpec& other : value.otherwise) fits = require_by(other, problems) && fits;
    return fits;
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

Expression failed_expression(Place at, Want want) {
    Expression e;
    const bool positive = want == Want::positive_duration || want == Want::positive_rate;
    e.kind = want == Want::date ? Expression::Kind::date : Expression::Kind::number;
    e.number = positive ? 1 : 0;
    e.unit = unit_wanted(want);
    e.failed = true;
    e.at = at;
    return e;
}

ValueSpec failed_value(Place at, Want want) {
    ValueSpec value;
    value.leaf = failed_expression(at, want);
    value.at = at;
    return value;
}

Expression read_expression(const YamlNode& node, Want want, Problems& problems) {
    const Expression failed = failed_expression(node.at, want);
    if (!expect_scalar(node, "a value", problems)) return failed;
    Place at = node.at;
    if (node.quoted) ++at.column;
    std::optional<Expression> e = parse_expression(node.text, at, problems);
    if (!e) return failed;
    if (node.quoted && is_bare_number(*e)) {
        problems.error(node.at, "a number in quotes is text", "write it without quotes");
        return failed;
    }
    return check_literal(*e, want, problems) ? *e : failed;
}

Expression read_literal(const YamlNode& node, Want want, std::string_view expected, Problems& problems) {
    Expression e = read_expression(node, want, problems);
    if (e.failed || e.kind == Expression::Kind::number) return e;
    problems.error(e.at, fmt::format("{} is expected here", expected));
    return failed_expression(e.at, want);
}

ValueSpec read_value(const YamlNode& node, Want want, Problems& problems) {
    if (node.is_map() && !node.entries.empty()) return read_table(node, want, problems);
    ValueSpec value;
    value.at = node.at;
    const bool shares = want == Want::share || want == Want::anything;
    if (node.is_scalar() && node.text == "rest" && shares) {
        value.rest = true;
        return value;
    }
    if (node.is_scalar() && node.text == "rest") {
        problems.error(node.at, "‘rest’ is for shares alone");
    } else if (expect_scalar(node, "a value or a table", problems)) {
        value.leaf = read_expression(node, want, problems);
        return value;
    }
    return failed_value(node.at, want);
}

std::vector<Text> split_keys(const Text& text, Problems& problems) {
    std::vector<Text> keys;
    std::string_view left = text.text;
    Place at = text.at;
    for (;;) {
        const std::size_t end = left.find(" or ");
        keys.push_back({std::string{left.substr(0, end)}, at});
        if (!check_key(keys.back(), problems)) keys.back().text.clear();
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
        return require_by(value, problems) ? value : failed_value(node.at, want);
    };
}

std::function<Expression(const YamlNode&, Problems&)> expression_of(Want want) {
    return [want](const YamlNode& node, Problems& problems) { return read_expression(node, want, problems); };
}

}  // namespace desist
