// Expressions to values: parameters and scores in place, operations with their units.
#include <fmt/format.h>

#include <algorithm>

#include "sim/pathway/resolver.hpp"

namespace desist {

Value Resolver::resolve(const Expression& expression) {
    Value value;
    value.at = expression.at;
    switch (expression.kind) {
        case Expression::Kind::number:
            if (expression.failed) ++met_again_;  // it was refused when it was read
            value.number = expression.number;
            value.unit = expression.unit;
            value.sure = true;
            return value;
        case Expression::Kind::name:
            return named(expression);
        case Expression::Kind::hours_of:
            if (const CalendarId open = calendar({expression.name, expression.at}))
                value.number = pathway_.calendars[open.index].share_open;
            return value;
        case Expression::Kind::date:
        case Expression::Kind::now:
        case Expression::Kind::later:
        case Expression::Kind::earlier:
            problems_.error(expression.at, "a date cannot stand here");
            return value;
        default:
            return operation(expression);
    }
}

// A parameter or a score in place; within a score also the number of an attribute.
Value Resolver::named(const Expression& expression) {
    Value value;
    value.at = expression.at;
    if (expression.name.empty()) return ++met_again_, value;
    const auto attribute_named = std::ranges::find(pathway_.attributes, expression.name, &Attribute::name);
    if (attribute_named != pathway_.attributes.end() && !parameter_index_.contains(expression.name))
        return number_of(*attribute_named, expression.at);
    if (const Value* scored = score(expression.name)) {
        value = *scored;
    } else if (const Value* found = parameter(expression.name, expression.at)) {
        if (!is_room_for(*found, expression.at)) return value;
        value = *found;
        value.sure = false;
        value.parameters.push_back(static_cast<std::uint32_t>(parameter_index_.find(expression.name)->second));
    }
    value.at = expression.at;
    return value;
}

// The number of an attribute: of a count or a window how many, of an age how many years.
Value Resolver::number_of(const Attribute& attribute, Place at) {
    Value value;
    value.at = at;
    value.kind = Value::Kind::attribute;
    value.attribute = AttributeId(static_cast<std::size_t>(&attribute - pathway_.attributes.data()));
    const bool is_number = attribute.kind == Attribute::Kind::number || attribute.kind == Attribute::Kind::count ||
                           attribute.kind == Attribute::Kind::age || attribute.kind == Attribute::Kind::window;
    if (is_number) return value;
    const bool is_named = attribute.kind == Attribute::Kind::named;
    problems_.error(
        at, fmt::format("‘{}’ has no number", attribute.name),
        is_named ? fmt::format("a table says what each value stands for: {{by: {}, ...}}", attribute.name) : "");
    return Value{};
}

Value Resolver::operation(const Expression& expression) {
    Value value;
    value.at = expression.at;
    switch (expression.kind) {
        case Expression::Kind::add:
            value.kind = Value::Kind::add;
            break;
        case Expression::Kind::subtract:
            value.kind = Value::Kind::subtract;
            break;
        case Expression::Kind::multiply:
            value.kind = Value::Kind::multiply;
            break;
        case Expression::Kind::divide:
            value.kind = Value::Kind::divide;
            break;
        case Expression::Kind::min:
            value.kind = Value::Kind::min;
            break;
        case Expression::Kind::max:
            value.kind = Value::Kind::max;
            break;
        case Expression::Kind::floor:
            value.kind = Value::Kind::floor;
            break;
        default:
            value.kind = Value::Kind::round;
            break;
    }
    for (const Expression& operand : expression.operands) value.children.push_back(resolve(operand));
    value.unit = unit_of(expression, value.children);
    return value;
}

// Units of an operation: powers add and subtract; a share times a factor is a share; 1 minus a share is a share.
Unit Resolver::unit_of(const Expression& expression, const std::vector<Value>& operands) {
    Unit unit = operands.front().unit;
    for (std::size_t i = 1; i < operands.size(); ++i) {
        const Unit other = operands[i].unit;
        const bool plain = unit.time == 0 && unit.money == 0 && other.time == 0 && other.money == 0;
        switch (expression.kind) {
            case Expression::Kind::multiply:
                unit = {static_cast<std::int8_t>(unit.time + other.time),
                        static_cast<std::int8_t>(unit.money + other.money), plain && (unit.share || other.share),
                        false};
                break;
            case Expression::Kind::divide:
                unit = {static_cast<std::int8_t>(unit.time - other.time),
                        static_cast<std::int8_t>(unit.money - other.money), plain && unit.share && !other.share, false};
                break;
            default:
                if (unit.time != other.time || unit.money != other.money)
                    problems_.error(expression.at, fmt::format("{} and {} cannot be joined by this operation",
                                                               to_text(unit), to_text(other)));
                unit.share = unit.share || other.share;
        }
    }
    return unit;
}

}  // namespace desist
