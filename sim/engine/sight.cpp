#include "sim/engine/sight.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "sim/random/elementary.hpp"

namespace desist {

void Sight::see(std::size_t scope, std::uint16_t copy) {
    if (copy == nowhere) {
        indices_[scope] = layout_.undrawn_indices(scope).data();
        values_[scope] = layout_.undrawn_values(scope).data();
    } else {
        indices_[scope] = layout_.indices(block_, scope, copy);
        values_[scope] = layout_.values(block_, scope, copy);
    }
}

// A count, a number, an age in years, a duration in seconds.
double Sight::number_of(const CompiledAttribute& attribute) const {
    const std::int64_t stored = value(attribute);
    if (attribute.kind == Attribute::Kind::number) return std::bit_cast<double>(stored);
    if (attribute.kind == Attribute::Kind::age) return static_cast<double>(now_.seconds - stored) / seconds_per_year;
    return static_cast<double>(stored);
}

double Sight::worked_out(std::uint32_t id) const {
    const ValueStep& step = model_.value_steps[id];
    const auto operand = [&](std::uint32_t i) { return worked_out(model_.value_children[step.children.first + i]); };
    switch (step.kind) {
        case Value::Kind::number:
        case Value::Kind::rest:
            return number(step.table);
        case Value::Kind::table:
            return operand(index(step.spot));
        case Value::Kind::add:
            return operand(0) + operand(1);
        case Value::Kind::subtract:
            return operand(0) - operand(1);
        case Value::Kind::multiply:
            return operand(0) * operand(1);
        case Value::Kind::divide:
            return operand(0) / operand(1);
        case Value::Kind::min:
            return std::min(operand(0), operand(1));
        case Value::Kind::max:
            return std::max(operand(0), operand(1));
        case Value::Kind::floor:
            return std::floor(operand(0));
        case Value::Kind::round:
            return std::round(operand(0));
        case Value::Kind::attribute:
            return number_of(model_.attributes[step.attribute]);
        case Value::Kind::log:
            return elementary::log(operand(0));
        case Value::Kind::exp:
            return elementary::exp(operand(0));
        case Value::Kind::logistic:
            return elementary::logistic(operand(0));
    }
    return 0;
}

bool Sight::holds(ConditionId condition) const {
    const ConditionStep& step = model_.conditions[condition];
    switch (step.kind) {
        case Condition::Kind::in: {
            const std::uint16_t at = index(step.spot);
            return (model_.condition_bits[step.first_bit + at / 64] >> (at % 64)) & 1;
        }
        case Condition::Kind::before:
            return now_.seconds < moment(step.moment) && moment(step.moment) != never.seconds;
        case Condition::Kind::after:
            return now_.seconds >= moment(step.moment);
        case Condition::Kind::any_case:
        case Condition::Kind::count_cases: {
            const std::uint32_t found = cases_that_hold(step, condition);
            return found >= step.least && found <= step.most;
        }
        case Condition::Kind::open:
            return model_.calendars[step.calendar].is_open(now_);
        case Condition::Kind::negate:
            return !holds(condition + 1);
        case Condition::Kind::all:
        case Condition::Kind::any:
            break;
    }
    const bool wanted = step.kind == Condition::Kind::any;
    ConditionId operand = condition + 1;
    for (std::uint32_t i = 0; i < step.operands; ++i) {
        if (holds(operand) == wanted) return wanted;
        operand += model_.conditions[operand].length;
    }
    return !wanted;
}

// How many open cases all operands hold for; of `any`, none or one.
std::uint32_t Sight::cases_that_hold(const ConditionStep& step, ConditionId condition) const {
    const std::size_t scope = step.case_type + 1u;
    const CaseRow& row = layout_.cases(block_, scope);
    const std::uint16_t* order = layout_.open_order(block_, scope);
    std::uint32_t found = 0;
    for (std::uint16_t i = 0; i < row.open; ++i) {
        Sight inside = *this;
        inside.see(scope, order[i]);
        ConditionId operand = condition + 1;
        bool all = true;
        for (std::uint32_t o = 0; o < step.operands && all; ++o) {
            all = inside.holds(operand);
            operand += model_.conditions[operand].length;
        }
        found += all;
        if (all && step.kind == Condition::Kind::any_case) break;
    }
    return found;
}

std::int64_t Sight::moment(std::uint32_t id) const {
    const MomentStep& step = model_.moments[id];
    constexpr std::int64_t unset = never.seconds;
    switch (step.kind) {
        case Moment::Kind::now:
            return now_.seconds;
        case Moment::Kind::constant:
            return step.constant;
        case Moment::Kind::attribute:
            return value(model_.attributes[step.attribute]);
        case Moment::Kind::value:
            return std::llround(number(step.value));
        default:
            break;
    }
    const std::int64_t left = moment(step.left), right = moment(step.right);
    switch (step.kind) {
        case Moment::Kind::later:
            return left == unset ? right : right == unset ? left : std::max(left, right);
        case Moment::Kind::earlier:
            return left == unset ? right : right == unset ? left : std::min(left, right);
        case Moment::Kind::add:
            return left == unset || right == unset ? unset : left + right;
        default:
            return left == unset || right == unset ? unset : left - right;
    }
}

}  // namespace desist
