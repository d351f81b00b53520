// Values, laws and moments as they were written, each name with what it comes to.
#include <fmt/format.h>

#include <algorithm>

#include "sim/pathway/explain_words.hpp"
#include "sim/scenario/quantity.hpp"

namespace desist::words {
namespace {

constexpr std::size_t longest_inline = 150;  // characters of what a name comes to; longer: only where it stands itself

void collect_names(const Expression& e, std::vector<std::string>& names) {
    if (e.kind == Expression::Kind::name || e.kind == Expression::Kind::hours_of) names.push_back(e.name);
    for (const Expression& operand : e.operands) collect_names(operand, names);
}

bool is_literal(const Expression& e) {
    std::vector<std::string> names;
    collect_names(e, names);
    return names.empty();
}

// What it comes to, in brackets, where that is short.
std::string in_brackets(const Book& book, const Value& value) {
    if (!has_number(value)) return "";
    std::string text = computed(book, value);
    if (text.size() > longest_inline) text = extent(book, value);
    return text.empty() ? "" : " (" + text + ")";
}

std::string literal(const Expression& e) {
    if (e.kind == Expression::Kind::date) return date(Date{static_cast<std::int64_t>(e.number)});
    if (e.kind == Expression::Kind::number && (e.unit == factor_unit || e.unit.money != 0))
        return number(e.number, e.unit);
    return to_text(e);
}

// The same expression with each parameter followed by what it comes to.
Expression with_values(const Book& book, Expression e) {
    if (e.kind == Expression::Kind::name)
        if (const Value* found = book.value_of(e.name)) e.name += in_brackets(book, *found);
    for (Expression& operand : e.operands) operand = with_values(book, std::move(operand));
    return e;
}

// A policy with a date makes tables by it: "start", "from 2013-12-01".
constexpr std::string_view structure_entry = "(date)";

std::string key(const Text& by, const std::vector<Text>& keys) {
    if (by.text != structure_entry || keys.empty()) return row_keys(keys);
    const std::string& from = keys.front().text;
    const auto day = from.starts_with("from ") ? parse_date(from.substr(5)) : std::nullopt;
    return day ? fmt::format("from {}:", date(*day)) : "at first:";
}

// "by drug: opiate 2 per year; else 1 per year" of a table of values or of laws.
template <class Spec, class Say>
std::string table(const Spec& spec, Say say) {
    std::vector<std::string> parts;
    const auto inner = [&](const Spec& entry) {
        const std::string text = say(entry);
        return !entry.by.text.empty() || text.find(';') != std::string::npos ? "(" + text + ")" : text;
    };
    for (const auto& row : spec.rows) {
        if constexpr (requires { row.value; })
            parts.push_back(key(spec.by, row.keys) + " " + inner(row.value.front()));
        else
            parts.push_back(key(spec.by, row.keys) + " " + inner(row.law.front()));
    }
    if (!spec.otherwise.empty()) parts.push_back("else " + inner(spec.otherwise.front()));
    const std::string rows = joined(parts, "; ");
    return spec.by.text.empty() || spec.by.text == structure_entry ? rows
                                                                   : fmt::format("by {}: {}", spec.by.text, rows);
}

const char* argument_words(const std::string& law, const std::string& word) {
    if (word == "p95") return "95% below";
    if (word == "sd") return "standard deviation";
    if (word == "low") return "from";
    if (word == "high") return "to";
    if (word == "mode") return "most often";
    if (word == "stages") return "stages";
    if (law == "gompertz" && word == "growth") return "growing by";
    return word.c_str();
}

std::string piecewise(const Book& book, const LawSpec& spec) {
    std::string text;
    for (const LawSpec::Argument& argument : spec.arguments) {
        const std::string amount = expression(book, argument.value);
        if (argument.word == "until")
            text += " until " + amount;
        else
            text += (text.empty() ? "" : ", then ") + amount;
    }
    return text;
}

std::string call(const Book& book, const LawSpec& spec) {
    const std::string& name = spec.name.text;
    if (name == "until-open") return fmt::format("until {} opens (no time when it is open)", spec.calendar.text);
    if (name == "until-next") return fmt::format("until {} opens next", spec.calendar.text);
    if (name == "piecewise") return piecewise(book, spec);
    std::vector<std::string> arguments;
    for (const LawSpec::Argument& argument : spec.arguments) {
        const std::string amount = name == "until" ? moment(book, argument.value) : expression(book, argument.value);
        arguments.push_back(argument.word.empty() ? amount
                                                  : fmt::format("{} {}", argument_words(name, argument.word), amount));
    }
    const std::string all = joined(arguments, ", ");
    if (name == "fixed") return all;
    if (name == "until") return "until " + all;
    if (name == "exponential") {
        const bool rate = spec.arguments.size() == 1 && resolved(book, spec.arguments[0].value).unit == rate_unit;
        return (rate ? "exponential, at the rate " : "exponential, mean ") + all;
    }
    return fmt::format("{}, {}", name == "weibull" ? "Weibull" : name == "gompertz" ? "Gompertz" : name, all);
}

std::string mixture(const Book& book, const LawSpec& spec) {
    std::vector<std::string> parts;
    for (const LawSpec::Part& part : spec.mixture)
        parts.push_back(fmt::format("for {} {}", expression(book, part.share), law(book, part.law.front())));
    return joined(parts, "; ");
}

std::string empirical(const Book& book, const LawSpec& spec) {
    std::vector<std::string> points;
    const bool quantiles = spec.empirical.front().share.has_value();
    for (const LawSpec::Point& point : spec.empirical)
        points.push_back(quantiles ? fmt::format("{} at {}", literal(*point.share), expression(book, point.value))
                                   : expression(book, point.value));
    return quantiles ? fmt::format("as observed: {}, straight lines between", joined(points, ", "))
                     : fmt::format("as observed, one of {}, equally likely", join(points));
}

// "14 days" and "30 days" where one of two durations was "2 weeks".
void in_one_unit(const ValueWithEvidence& v, std::string& low, std::string& high) {
    const auto is_duration = [](const ValueSpec& value) {
        return value.leaf && value.leaf->kind == Expression::Kind::number && value.leaf->unit == duration_unit;
    };
    if (!is_duration(*v.low) || !is_duration(*v.high)) return;
    const std::string low_unit = low.substr(low.find(' ') + 1), high_unit = high.substr(high.find(' ') + 1);
    const double low_seconds = seconds_of(low_unit).value_or(1), high_seconds = seconds_of(high_unit).value_or(1);
    if (low_seconds == high_seconds) return;
    const std::string unit = low_seconds < high_seconds ? low_unit : high_unit;
    const double seconds = std::min(low_seconds, high_seconds);
    const std::string plural = unit.ends_with('s') ? unit : unit + "s";
    low = fmt::format("{:.4g} {}", v.low->leaf->number / seconds, plural);
    high = fmt::format("{:.4g} {}", v.high->leaf->number / seconds, plural);
}

}  // namespace

std::string expression(const Book& book, const Expression& e) {
    if (e.kind == Expression::Kind::date) return literal(e);
    if (is_literal(e)) {
        const bool plain = e.kind == Expression::Kind::number;
        return plain ? literal(e) : to_text(e) + in_brackets(book, resolved(book, e));
    }
    return to_text(e) + in_brackets(book, resolved(book, e));
}

std::string moment(const Book& book, const Expression& e) {
    return e.kind == Expression::Kind::date ? literal(e) : to_text(with_values(book, e));
}

std::string value(const Book& book, const ValueSpec& spec) {
    if (spec.rest) return "the rest";
    if (spec.leaf) return expression(book, *spec.leaf);
    return table(spec, [&](const ValueSpec& entry) { return value(book, entry); });
}

std::string written(const ValueSpec& spec) {
    if (spec.rest) return "the rest";
    if (spec.leaf) return spec.leaf->kind == Expression::Kind::number ? literal(*spec.leaf) : to_text(*spec.leaf);
    return table(spec, [](const ValueSpec& entry) { return written(entry); });
}

std::string range(const ValueWithEvidence& v) {
    if (!v.low && !v.high) return "";
    std::string low = v.low ? written(*v.low) : "", high = v.high ? written(*v.high) : "";
    if (low.empty() != high.empty()) return low.empty() ? "at most " + high : "at least " + low;
    in_one_unit(v, low, high);
    if (v.low->is_table() || v.high->is_table()) return fmt::format("low: {}; high: {}", low, high);
    const std::size_t space = low.find(' ');
    const bool same = space != std::string::npos && high.find(' ') != std::string::npos &&
                      low.substr(space) == high.substr(high.find(' '));
    return fmt::format("{} to {}", same ? low.substr(0, space) : low, high);
}

std::string law(const Book& book, const LawSpec& spec) {
    if (!spec.mixture.empty()) return mixture(book, spec);
    if (!spec.empirical.empty()) return empirical(book, spec);
    if (!spec.name.text.empty()) return call(book, spec);
    return table(spec, [&](const LawSpec& entry) { return law(book, entry); });
}

}  // namespace desist::words
