// Conditions and effects in words.
#include <fmt/format.h>

#include <algorithm>

#include "sim/pathway/explain_words.hpp"

namespace desist::words {
namespace {

using Test = ConditionSpec::Kind;

std::string is_text(const Book& book, const ConditionSpec& c, bool holds) {
    const bool track = book.track(c.name.text) != nullptr;
    std::vector<std::string> values = texts(c.values);
    if (!holds && values.size() > 1)
        return fmt::format("{} is neither {}{}", c.name.text, track ? "at " : "", join(values, "nor"));
    return fmt::format("{} is {}{}{}", c.name.text, holds ? "" : "not ", track ? "at " : "", join(values));
}

bool is_literal_date(const ConditionSpec& c) { return c.date && c.date->kind == Expression::Kind::date; }

std::string time_text(const Book& book, const ConditionSpec& c, bool holds) {
    const std::string when = moment(book, *c.date);
    const bool before = c.kind == Test::before;
    if (holds) return before ? "it is before " + when : fmt::format("it is {} or later", when);
    if (is_literal_date(c)) return before ? fmt::format("it is {} or later", when) : "it is before " + when;
    return before ? fmt::format("it is {} or later, or that is unset", when)
                  : fmt::format("it is before {}, or that is unset", when);
}

std::string parts(const Book& book, const std::vector<ConditionSpec>& operands, std::string_view by) {
    std::vector<std::string> all;
    for (const ConditionSpec& operand : operands) {
        const bool mixed = operand.operands.size() > 1 && (operand.kind == Test::any || operand.kind == Test::all);
        const std::string text = condition(book, operand);
        all.push_back(mixed && operands.size() > 1 ? "(" + text + ")" : text);
    }
    return joined(all, by);
}

std::string negated(const Book& book, const ConditionSpec& c) {
    switch (c.kind) {
        case Test::is:
            return is_text(book, c, false);
        case Test::before:
        case Test::after:
            return time_text(book, c, false);
        case Test::open:
            return c.name.text + " is closed";
        case Test::any_case:
            return "in no open case, " + parts(book, c.operands, " and ");
        case Test::negate:
            return condition(book, c.operands.front());
        case Test::all:
            if (c.operands.size() == 1) return negated(book, c.operands.front());
            [[fallthrough]];
        default:
            return "not (" + condition(book, c) + ")";
    }
}

std::string move_text(const Book& book, const MoveSpec& move) {
    const std::string of = book.case_of(move.track.text);
    if (move.open)
        return fmt::format("opens a new {} at {}/{} (with no copy free, the oldest open one is joined instead)",
                           of.empty() ? "case" : of, move.track.text, move.to.text);
    std::string text = fmt::format("moves {}{} to {}, if it is at {}", of.empty() ? "" : fmt::format("the {}'s ", of),
                                   move.track.text, move.to.text, join(texts(move.from)));
    if (move.resume) text += "; what is left there goes on later where it stopped";
    return text;
}

std::string draw_text(const Book& book, const EffectSpec& e) {
    if (e.law) return fmt::format("draws {}: {}", e.attribute.text, law(book, *e.law));
    return fmt::format("draws {}: {}", e.attribute.text, e.shares ? value(book, *e.shares) : "");
}

std::string set_text(const Book& book, const EffectSpec& e) {
    const AttributeSpec* attribute = book.attribute(e.attribute.text);
    const bool named = attribute && attribute->kind == AttributeSpec::Kind::named;
    const Expression& x = *e.value;
    const bool is_moment =
        attribute && (attribute->kind == AttributeSpec::Kind::date || attribute->kind == AttributeSpec::Kind::duration);
    const std::string to = named       ? (x.kind == Expression::Kind::name ? x.name : to_text(x))
                           : is_moment ? moment(book, x)
                                       : expression(book, x);
    return fmt::format("sets {} to {}", e.attribute.text, to);
}

std::string what_it_does(const Book& book, const EffectSpec& e) {
    switch (e.kind) {
        case EffectSpec::Kind::set:
            return set_text(book, e);
        case EffectSpec::Kind::count:
            return fmt::format("adds 1 to {}", e.attribute.text);
        case EffectSpec::Kind::draw:
            return draw_text(book, e);
        case EffectSpec::Kind::move:
            return move_text(book, e.move);
        case EffectSpec::Kind::cost:
            break;
    }
    const CostSpec* cost = book.cost(e.attribute.text);
    if (!cost) return "costs " + e.attribute.text;
    return fmt::format("costs {} ({}{})", e.attribute.text, value(book, cost->value),
                       cost->payer.text.empty() ? "" : ", paid by " + free_text(cost->payer.text));
}

}  // namespace

std::string condition(const Book& book, const ConditionSpec& c) {
    switch (c.kind) {
        case Test::all:
            return c.operands.empty() ? "always" : parts(book, c.operands, " and ");
        case Test::any:
            return parts(book, c.operands, " or ");
        case Test::negate:
            return negated(book, c.operands.front());
        case Test::is:
            return is_text(book, c, true);
        case Test::any_case:
            return "in one open case, " + parts(book, c.operands, " and ");
        case Test::count_cases:
            return fmt::format("in {} open cases, {}", join(texts(c.values)), parts(book, c.operands, " and "));
        case Test::before:
        case Test::after:
            return time_text(book, c, true);
        case Test::open:
            return c.name.text + " is open";
    }
    return "";
}

std::string effect(const Book& book, const EffectSpec& e) {
    std::string text = what_it_does(book, e);
    if (e.chance) text += ", with chance " + value(book, *e.chance);
    if (e.when) text = fmt::format("if {}: {}", condition(book, *e.when), text);
    return text;
}

}  // namespace desist::words
