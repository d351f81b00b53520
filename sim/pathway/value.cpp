#include "sim/pathway/value.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/base/check.hpp"
#include "sim/random/elementary.hpp"

namespace desist {
namespace {

void add_once(std::vector<EntryId>& entries, EntryId entry) {
    if (entry && std::find(entries.begin(), entries.end(), entry) == entries.end()) entries.push_back(entry);
}

// mu and sigma of the lognormal law with this median and 95th percentile.
Law lognormal(double median, double p95) {
    static const double z95 = normal_quantile(0.95);
    return {Law::Kind::lognormal, elementary::log(median), elementary::log(p95 / median) / z95, 0, {}};
}

Law mixture_at(const LawTree& tree, const Indices& at) {
    Law law{Law::Kind::mixture, 0, 0, 0, {}};
    double sum = 0;
    for (std::size_t i = 0; i < tree.children.size(); ++i) {
        sum += evaluate(tree.arguments[i], at);
        law.parts.push_back({sum, law_at(tree.children[i], at)});
    }
    law.parts.back().up_to = 1;
    return law;
}

}  // namespace

namespace {

double evaluate(const Value& value, const Indices& at, const Numbers* numbers) {
    const auto operand = [&](std::size_t i) { return evaluate(value.children[i], at, numbers); };
    switch (value.kind) {
        case Value::Kind::number:
            return value.number;
        case Value::Kind::rest:
            return rest_share;
        case Value::Kind::table:
            return operand(at[value.entry.index]);
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
            check(numbers, "a value that needs numbers of attributes was looked up without them");
            return (*numbers)[value.attribute.index];
        case Value::Kind::log:
            return elementary::log(operand(0));
        case Value::Kind::exp:
            return elementary::exp(operand(0));
        case Value::Kind::logistic:
            return elementary::logistic(operand(0));
    }
    return 0;
}

}  // namespace

double evaluate(const Value& value, const Indices& at) { return evaluate(value, at, nullptr); }

double evaluate(const Value& value, const Indices& at, const Numbers& numbers) { return evaluate(value, at, &numbers); }

bool needs_numbers(const Value& value) {
    return value.kind == Value::Kind::attribute || std::ranges::any_of(value.children, needs_numbers);
}

void collect_attributes(const Value& value, std::vector<AttributeId>& attributes) {
    const bool is_new = std::ranges::find(attributes, value.attribute) == attributes.end();
    if (value.kind == Value::Kind::attribute && is_new) attributes.push_back(value.attribute);
    for (const Value& child : value.children) collect_attributes(child, attributes);
}

Value substituted(const Value& value, std::uint32_t parameter, const Value& bound) {
    if (std::ranges::find(value.parameters, parameter) != value.parameters.end()) return bound;
    Value copy = value;
    for (Value& child : copy.children) child = substituted(child, parameter, bound);
    return copy;
}

void collect_parameters(const Value& value, std::vector<std::uint32_t>& parameters) {
    for (std::uint32_t p : value.parameters)
        if (std::ranges::find(parameters, p) == parameters.end()) parameters.push_back(p);
    for (const Value& child : value.children) collect_parameters(child, parameters);
}

void collect_parameters(const LawTree& tree, std::vector<std::uint32_t>& parameters) {
    for (const Value& argument : tree.arguments) collect_parameters(argument, parameters);
    for (const LawTree& child : tree.children) collect_parameters(child, parameters);
}

std::vector<double> shares_of(const Value& value, Indices& at, EntryId drawn, std::size_t size) {
    const std::uint16_t before = at[drawn.index];
    std::vector<double> shares(size);
    double sum = 0;
    std::size_t rest = size;
    for (std::size_t i = 0; i < size; ++i) {
        at[drawn.index] = static_cast<std::uint16_t>(i);
        shares[i] = evaluate(value, at);
        if (shares[i] == rest_share)
            rest = i;
        else
            sum += shares[i];
    }
    if (rest < size) shares[rest] = std::max(0.0, 1 - sum);
    at[drawn.index] = before;
    return shares;
}

void collect_entries(const Value& value, std::vector<EntryId>& entries) {
    if (value.kind == Value::Kind::table) add_once(entries, value.entry);
    for (const Value& child : value.children) collect_entries(child, entries);
}

Law law_at(const LawTree& tree, const Indices& at) {
    const auto argument = [&](std::size_t i) { return evaluate(tree.arguments[i], at); };
    switch (tree.kind) {
        case LawTree::Kind::fixed:
            return {Law::Kind::fixed, argument(0), 0, 0, {}};
        case LawTree::Kind::exponential:
            return {Law::Kind::exponential, argument(0), 0, 0, {}};
        case LawTree::Kind::weibull:
            return {Law::Kind::weibull, argument(1), argument(0), 0, {}};
        case LawTree::Kind::gompertz:
            return {Law::Kind::gompertz, argument(0), argument(1), 0, {}};
        case LawTree::Kind::lognormal:
            return lognormal(argument(0), argument(1));
        case LawTree::Kind::gamma:
        case LawTree::Kind::erlang:
            return {Law::Kind::gamma, argument(1) / argument(0), argument(0), 0, {}};
        case LawTree::Kind::uniform:
            return {Law::Kind::uniform, argument(0), argument(1), 0, {}};
        case LawTree::Kind::triangular:
            return {Law::Kind::triangular, argument(0), argument(1), argument(2), {}};
        case LawTree::Kind::log_logistic:
            return {Law::Kind::log_logistic, argument(1), argument(0), 0, {}};
        case LawTree::Kind::geometric:
            return {Law::Kind::geometric, argument(0), 0, 0, {}};
        case LawTree::Kind::normal:
        case LawTree::Kind::beta:
            break;
        case LawTree::Kind::mixture:
            return mixture_at(tree, at);
        case LawTree::Kind::table:
            return law_at(tree.children[at[tree.entry.index]], at);
    }
    throw InternalError("a distribution of a parameter was taken for the law of a stay");
}

void collect_entries(const LawTree& tree, std::vector<EntryId>& entries) {
    if (tree.kind == LawTree::Kind::table) add_once(entries, tree.entry);
    for (const Value& argument : tree.arguments) collect_entries(argument, entries);
    for (const LawTree& child : tree.children) collect_entries(child, entries);
}

RateLaw rate_law_at(const RateTree& tree, const Indices& at) {
    const auto argument = [&](std::size_t i) { return evaluate(tree.arguments[i], at); };
    switch (tree.kind) {
        case RateTree::Kind::exponential:
            return {RateLaw::Kind::exponential, argument(0), 0, {}};
        case RateTree::Kind::weibull:
            return {RateLaw::Kind::weibull, argument(1), argument(0), {}};
        case RateTree::Kind::gompertz:
            return {RateLaw::Kind::gompertz, argument(0), argument(1), {}};
        case RateTree::Kind::table:
            return rate_law_at(tree.children[at[tree.entry.index]], at);
        case RateTree::Kind::piecewise:
            break;
    }
    RateLaw law{RateLaw::Kind::piecewise, 0, 0, {}};
    for (std::size_t i = 0; i + 1 < tree.arguments.size(); i += 2) law.pieces.push_back({argument(i + 1), argument(i)});
    law.pieces.push_back({std::numeric_limits<double>::infinity(), argument(tree.arguments.size() - 1)});
    return law;
}

void collect_entries(const RateTree& tree, std::vector<EntryId>& entries) {
    if (tree.kind == RateTree::Kind::table) add_once(entries, tree.entry);
    for (const Value& argument : tree.arguments) collect_entries(argument, entries);
    for (const RateTree& child : tree.children) collect_entries(child, entries);
}

void collect_entries(const Condition& condition, std::vector<EntryId>& entries) {
    if (condition.kind == Condition::Kind::in) add_once(entries, condition.entry);
    for (const Condition& operand : condition.operands) collect_entries(operand, entries);
}

bool depends_on_time(const Condition& condition) {
    using Kind = Condition::Kind;
    if (condition.kind == Kind::before || condition.kind == Kind::after || condition.kind == Kind::open) return true;
    return std::any_of(condition.operands.begin(), condition.operands.end(), depends_on_time);
}

bool looks_at_cases(const Condition& condition) {
    if (condition.kind == Condition::Kind::any_case || condition.kind == Condition::Kind::count_cases) return true;
    return std::any_of(condition.operands.begin(), condition.operands.end(), looks_at_cases);
}

bool holds(const Condition& condition, const Indices& at) {
    const auto operand_holds = [&](const Condition& operand) { return holds(operand, at); };
    switch (condition.kind) {
        case Condition::Kind::all:
            return std::all_of(condition.operands.begin(), condition.operands.end(), operand_holds);
        case Condition::Kind::any:
            return std::any_of(condition.operands.begin(), condition.operands.end(), operand_holds);
        case Condition::Kind::negate:
            return !holds(condition.operands[0], at);
        case Condition::Kind::in:
            return condition.indices[at[condition.entry.index]];
        case Condition::Kind::any_case:
        case Condition::Kind::count_cases:
        case Condition::Kind::before:
        case Condition::Kind::after:
        case Condition::Kind::open:
            break;
    }
    throw InternalError("a condition of time or of cases cannot be judged from indices alone");
}

}  // namespace desist
