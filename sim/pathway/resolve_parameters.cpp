// Parameters: evidence bounds, dates and ramps, what they are derived from.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/pathway/builder.hpp"
#include "sim/pathway/resolver.hpp"

namespace desist {
namespace {

// The attribute whose values are the keys of a table without `by`, so that a parameter can hold shares of a draw.
bool any_table_without_by(const ValueSpec& spec) {
    if (!spec.is_table()) return false;
    if (spec.by.text.empty()) return true;
    for (const ValueSpec::Row& row : spec.rows)
        if (any_table_without_by(row.value.front())) return true;
    return !spec.otherwise.empty() && any_table_without_by(spec.otherwise.front());
}

const ValueSpec& first_without_by(const ValueSpec& spec) {
    if (spec.by.text.empty()) return spec;
    for (const ValueSpec::Row& row : spec.rows)
        if (any_table_without_by(row.value.front())) return first_without_by(row.value.front());
    return first_without_by(spec.otherwise.front());
}

Value number(double x, Unit unit, Place at) {
    Value value;
    value.number = x;
    value.unit = unit;
    value.at = at;
    return value;
}

Value joined(Value::Kind kind, Value a, Value b) {
    Value value;
    value.kind = kind;
    value.unit = a.unit;
    value.at = a.at;
    value.children = {std::move(a), std::move(b)};
    return value;
}

constexpr int deepest_parameters = 64;
constexpr std::size_t most_in_place = 500'000;

std::size_t size_of(const Value& value) {
    std::size_t size = 1;
    for (const Value& child : value.children) size += size_of(child);
    return size;
}

// On the way from one value to another.
Value between(const Value& from, const Value& to, double share) {
    return joined(Value::Kind::add, joined(Value::Kind::multiply, from, number(1 - share, factor_unit, from.at)),
                  joined(Value::Kind::multiply, to, number(share, factor_unit, to.at)));
}

bool holds_rest(const Value& value) {
    return value.kind == Value::Kind::rest || std::ranges::any_of(value.children, holds_rest);
}

}  // namespace

// Parameters are put in where they are used: short ones that use each other twice could fill any memory.
bool Resolver::is_room_for(const Value& value, Place at) {
    if (put_in_place_ > most_in_place) return ++met_again_, false;
    put_in_place_ += size_of(value);
    if (put_in_place_ <= most_in_place) return true;
    problems_.error(at,
                    fmt::format("up to here the parameters, put in where they are used, come to more than {} values",
                                most_in_place));
    return false;
}

const Value* Resolver::parameter(const std::string& name, Place at) {
    const auto found = parameter_index_.find(name);
    if (found == parameter_index_.end()) {
        std::vector<std::string_view> known;
        if (problems_.errors() < most_hints)
            for (const ParameterSpec& spec : scenario_.parameters) known.push_back(spec.name.text);
        problems_.error(at, fmt::format("there is no parameter ‘{}’", name), did_you_mean(name, known));
        return nullptr;
    }
    const std::size_t index = found->second;
    const ParameterSpec& spec = scenario_.parameters[index];
    if (parameter_state_[index] == State::busy) {
        problems_.error(spec.name.at, fmt::format("parameter ‘{}’ depends on itself", name));
        return nullptr;
    }
    if (parameter_state_[index] == State::unresolved) {
        parameter_state_[index] = State::busy;
        const std::size_t before = trouble();
        if (++parameter_depth_ > deepest_parameters) {
            problems_.error(spec.name.at,
                            fmt::format("parameters stand for each other more than {} deep", deepest_parameters));
        } else {
            Value resolved = parameter_value(spec);
            if (is_room_for(resolved, spec.name.at)) pathway_.parameters[index].value = std::move(resolved);
        }
        --parameter_depth_;
        parameter_state_[index] = trouble() > before ? State::faulty : State::done;
    }
    if (parameter_state_[index] == State::faulty) return ++met_again_, nullptr;
    return &pathway_.parameters[index].value;
}

Value Resolver::bound_of(const ValueSpec& spec, const Value& base, EntryId drawn, bool low) {
    Value bound = resolve(spec, drawn);
    const Place at = spec.at;
    if (problems_.has_error_between({at.file, at.line, 0}, {at.file, at.line + 1, 0})) return ++met_again_, bound;
    if (bound.unit != base.unit && !is_zero(bound) && !is_zero(base))
        problems_.error(spec.at, fmt::format("`{}` is {}, but the value is {}", low ? "low" : "high",
                                             to_text(bound.unit), to_text(base.unit)));
    else if (bound.kind == Value::Kind::number && base.kind == Value::Kind::number &&
             (low ? bound.number > base.number : bound.number < base.number))
        problems_.error(spec.at, low ? "`low` is above the value" : "`high` is below the value");
    return bound;
}

// The attribute whose values are the entries of a table without `by`.
EntryId Resolver::drawn_with(const ValueSpec& value) {
    if (!any_table_without_by(value)) return EntryId();
    const ValueSpec& shares = first_without_by(value);
    for (const AttributeSpec& attribute : scenario_.attributes) {
        const auto has = [&](const Text& key) {
            return std::ranges::any_of(attribute.values, [&](const Text& v) { return v.text == key.text; });
        };
        if (!shares.rows.empty() && std::ranges::all_of(shares.rows.front().keys, has))
            return pathway_.entry_of(this->attribute(attribute.name));
    }
    problems_.error(shares.at, "a table needs `by`, or the values of a named attribute as its entries");
    return EntryId();
}

Value Resolver::parameter_value(const ParameterSpec& spec) {
    const std::size_t before = trouble();
    const EntryId drawn = drawn_with(spec.base.value);
    if (trouble() > before) return {};
    Value base = resolve(spec.base.value, drawn);
    if (trouble() > before) return base;
    if (needs_numbers(base)) {
        problems_.error(spec.base.value.at, "a parameter is the same for all who share what its table names",
                        "a score can use the numbers of single people");
        return base;
    }
    const std::size_t index = parameter_index_.find(spec.name.text)->second;
    Parameter& parameter = pathway_.parameters[index];
    parameter.derived = spec.base.value.leaf && spec.base.value.leaf->kind != Expression::Kind::number;
    if (spec.base.low) parameter.low = bound_of(*spec.base.low, base, drawn, true);
    if (spec.base.high) parameter.high = bound_of(*spec.base.high, base, drawn, false);
    if (spec.base.distribution) parameter.distribution = distribution(*spec.base.distribution, base.unit);
    if (spec.unit) check_unit(*spec.unit, base);
    if (spec.changes.empty()) return base;
    return along_the_dates(spec, std::move(base), drawn);
}

// Each change holds from its date on; a ramp is a daily staircase along the straight line from the value before it,
// which it still has on its first day, to the new one.
Value Resolver::along_the_dates(const ParameterSpec& spec, Value base, EntryId drawn) {
    const std::size_t before = trouble();
    std::vector<Value> changed;
    for (const ParameterSpec::Change& change : spec.changes) {
        const bool scaled = change.times.has_value();
        changed.push_back(resolve(scaled ? *change.times : change.value, scaled ? EntryId() : drawn));
        const Value& given = changed.back();
        if (trouble() > before) continue;
        if (scaled && given.unit != factor_unit && given.unit != share_unit)
            problems_.error(given.at, fmt::format("`times` is a factor, but this is {}", to_text(given.unit)));
        if (!scaled && given.unit != base.unit && !is_zero(given) && !is_zero(base))
            problems_.error(given.at, fmt::format("this is {}, but the value before it is {}", to_text(given.unit),
                                                  to_text(base.unit)));
        if ((scaled || change.ramp) && (holds_rest(base) || holds_rest(given)))
            problems_.error(change.from.at, "shares with `rest` can change at a date, but not by `times` or a ramp",
                            "write the share out");
        if (change.ramp && (change.ramp->unit != duration_unit || change.ramp->number < seconds_per_day))
            problems_.error(change.ramp->at, "a ramp lasts at least a day");
        else if (change.ramp && change.ramp->number > longest_ramp_days * double{seconds_per_day})
            problems_.error(change.ramp->at, "a ramp lasts at most ten years");
        for (const auto* bound : {&change.low, &change.high})
            if (*bound) bound_of(**bound, given, drawn, bound == &change.low);
        if (change.distribution) distribution(*change.distribution, base.unit);
    }
    if (trouble() > before) return base;
    Value dated;
    dated.kind = Value::Kind::table;
    dated.entry = pathway_.date_entry();
    dated.unit = base.unit;
    dated.at = base.at;
    Value now = base, old = base, target = base;
    std::size_t next = 0;
    const std::size_t size = pathway_.entries[dated.entry.index].size();
    for (std::size_t i = 0; i < size; ++i) {
        const Time begins = i == 0 ? pathway_.begin : pathway_.changes[i - 1];
        for (; next < changed.size() && pathway_.clock.at(spec.changes[next].date) <= begins; ++next) {
            old = now;
            target = spec.changes[next].times ? joined(Value::Kind::multiply, old, changed[next]) : changed[next];
        }
        now = target;
        if (next > 0) {
            const auto ramp = static_cast<double>(ramp_days(spec.changes[next - 1]));
            const double days = static_cast<double>((begins - pathway_.clock.at(spec.changes[next - 1].date)).seconds) /
                                seconds_per_day;
            if (days < ramp) now = between(old, target, std::floor(days) / ramp);
        }
        dated.children.push_back(now);
    }
    return dated;
}

// The unit that a parameter declares: "share", "count", "hours", "per month", "GBP per year".
void Resolver::check_unit(const Text& declared, const Value& value) {
    Unit unit = factor_unit;
    if (declared.text == "share") {
        unit = share_unit;
    } else if (declared.text != "count" && declared.text != "factor") {
        Problems unseen;
        const std::optional<Expression> one = parse_expression("1 " + declared.text, declared.at, unseen);
        if (!one || one->kind != Expression::Kind::number)
            return problems_.error(declared.at, fmt::format("‘{}’ is no unit", declared.text),
                                   "write share, count, factor, hours, per month, GBP or GBP per year");
        unit = one->unit;
    }
    if (unit != value.unit && !is_zero(value))
        problems_.error(declared.at, fmt::format("the unit is declared as {}, but the value is {}", to_text(unit),
                                                 to_text(value.unit)));
}

void Resolver::resolve_parameters() {
    for (const ParameterSpec& spec : scenario_.parameters) parameter(spec.name.text, spec.name.at);
}

}  // namespace desist
