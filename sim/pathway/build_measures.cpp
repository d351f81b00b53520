// What is counted, and the published figures that it should come near.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/base/check.hpp"
#include "sim/pathway/builder.hpp"

namespace desist {
namespace {

// Whether an attribute is what the argument asks for.
bool fits(Argue type, Attribute::Kind kind) {
    if (type == Argue::date) return kind == Attribute::Kind::date;
    return type != Argue::counted || kind == Attribute::Kind::count || kind == Attribute::Kind::window ||
           kind == Attribute::Kind::number;
}

Unit unit_of(Argue type) {
    switch (type) {
        case Argue::share:
            return share_unit;
        case Argue::money:
            return money_unit;
        case Argue::money_rate:
            return money_rate_unit;
        default:
            return factor_unit;
    }
}

// Whether a measure is a number of something, and so may stand in a ratio.
bool can_be_divided(MeasureKind kind) {
    switch (kind) {
        case MeasureKind::ratio:
        case MeasureKind::net_benefit:
        case MeasureKind::scaled:
        case MeasureKind::time_to_first:
        case MeasureKind::data_lab:
            return false;
        default:
            return true;
    }
}

}  // namespace

Unit target_unit(MeasureKind kind) {
    switch (kind) {
        case MeasureKind::ratio:
        case MeasureKind::reoffending:
        case MeasureKind::before_after:
        case MeasureKind::funnel:
        case MeasureKind::use:
        case MeasureKind::time_to_first:
            return share_unit;
        case MeasureKind::wait:
            return duration_unit;
        default:
            return factor_unit;
    }
}

const Argument& Measure::operator[](std::string_view argument) const {
    const std::optional<std::size_t> found = form_of(kind).find(argument);
    check(found.has_value(), "a measure does not have this argument");
    return arguments[*found];
}

HazardId Measure::hazard() const {
    for (const Argument& argument : arguments)
        if (argument.hazard) return argument.hazard;
    return HazardId();
}

Duration Measure::follow_up() const {
    Duration all;
    for (std::string_view part : {"within", "proven-within"})
        if (form_of(kind).find(part)) all = all + (*this)[part].duration();
    return all;
}

MeasureId PathwayBuilder::measure_named(const Text& name) {
    std::vector<std::string_view> known;
    for (const MeasureSpec& each : scenario_.measures) known.push_back(each.name.text);
    const auto found = std::find(known.begin(), known.end(), name.text);
    if (found != known.end()) return MeasureId(static_cast<std::size_t>(found - known.begin()));
    problems_.error(name.at, fmt::format("there is no measure ‘{}’", name.text), did_you_mean(name.text, known));
    return MeasureId();
}

// A number that is the same for everybody at all times.
double PathwayBuilder::sure_number(const Expression& expression, Argue type) {
    const std::size_t before = resolver_.trouble();
    Value value;
    if (type == Argue::duration || type == Argue::durations) {
        value = resolver_.value(expression, Want::duration);
    } else {
        ValueSpec spec;
        spec.leaf = expression;
        spec.at = expression.at;
        value = resolver_.amount(spec, unit_of(type));
    }
    if (resolver_.trouble() > before) return 0;
    std::vector<EntryId> entries;
    collect_entries(value, entries);
    if (!entries.empty()) {
        problems_.error(expression.at, "this number has to be the same for everybody, at all times",
                        "name a parameter without ‘by’ and without dated values");
        return 0;
    }
    return evaluate(value, resolver_.no_indices());
}

Argument PathwayBuilder::build_argument(const MeasureArgument& form, const ArgumentSpec& spec) {
    Argument argument;
    argument.given = spec.given;
    argument.at = spec.at;
    for (const std::vector<Text>& list : spec.lists) {
        argument.lists.emplace_back();
        for (const Text& node : list) argument.lists.back().push_back(resolver_.node_at(node));
    }
    for (const Expression& number : spec.numbers)
        argument.numbers.push_back(form.type == Argue::duration || form.type == Argue::durations
                                       ? std::round(sure_number(number, form.type))
                                       : sure_number(number, form.type));
    argument.texts = spec.written;
    if (spec.condition) argument.condition = resolver_.condition(*spec.condition);
    if (spec.value) argument.value = resolver_.value(*spec.value, Want::factor);
    for (const Text& name : spec.names) {
        switch (form.type) {
            case Argue::places:
                argument.nodes.push_back(resolver_.node_at(name));
                break;
            case Argue::counted:
            case Argue::attributes:
            case Argue::date:
                argument.attributes.push_back(resolver_.attribute(name));
                if (const AttributeId id = argument.attributes.back();
                    id && !fits(form.type, pathway_.attributes[id.index].kind))
                    problems_.error(
                        name.at, fmt::format("‘{}’ is no {}", name.text, form.type == Argue::date ? "date" : "count"));
                break;
            case Argue::hazard:
                argument.hazard = resolver_.hazard(name);
                break;
            case Argue::measure:
            case Argue::two_measures:
                argument.measures.push_back(measure_named(name));
                break;
            case Argue::resource:
                argument.resource = resolver_.resource(name);
                break;
            case Argue::costs:
                if (name.text == "all" && spec.names.size() == 1)
                    for (std::size_t c = 0; c < pathway_.costs.size(); ++c) argument.costs.push_back(CostId(c));
                else
                    argument.costs.push_back(resolver_.cost(name));
                break;
            default:
                argument.texts.push_back(name.text);
        }
    }
    return argument;
}

void PathwayBuilder::build_measure(const MeasureSpec& spec, Measure& measure) {
    measure.kind = spec.kind;
    measure.name = spec.name.text;
    measure.label = spec.label.empty() ? spec.name.text : spec.label;
    measure.unit = spec.unit;
    measure.key = spec.key;
    measure.at = spec.at;
    const MeasureForm& form = form_of(spec.kind);
    for (std::size_t i = 0; i < form.arguments.size(); ++i)
        measure.arguments.push_back(build_argument(form.arguments[i], spec.arguments[i]));
    if (spec.when) measure.when = resolver_.condition(*spec.when);
    for (const Text& by : spec.by) {
        const AttributeId attribute = resolver_.attribute(by);
        if (attribute && pathway_.entries[pathway_.entry_of(attribute).index].size() == 0)
            problems_.error(by.at, fmt::format("‘{}’ has no values to group by", by.text));
        measure.by.push_back(attribute);
    }
    check_measure(spec, measure);
}

// Figures are named after them.
void PathwayBuilder::refuse_same_durations(const Measure& measure) {
    const MeasureForm& form = form_of(measure.kind);
    for (std::size_t a = 0; a < form.arguments.size(); ++a) {
        const std::vector<double>& numbers = measure.arguments[a].numbers;
        for (std::size_t i = 0; i < numbers.size() && form.arguments[a].type == Argue::durations; ++i)
            if (std::find(numbers.begin(), numbers.begin() + static_cast<std::ptrdiff_t>(i), numbers[i]) !=
                numbers.begin() + static_cast<std::ptrdiff_t>(i))
                problems_.error(measure.arguments[a].at,
                                fmt::format("‘{}’ is as long as one before it", measure.arguments[a].texts.at(i)));
    }
}

void PathwayBuilder::check_measure(const MeasureSpec& spec, const Measure& measure) {
    if (spec.kind == MeasureKind::ratio)
        for (const Text& part : spec.arguments[0].names)
            for (const MeasureSpec& other : scenario_.measures)
                if (other.name.text == part.text && !can_be_divided(other.kind))
                    problems_.error(part.at,
                                    other.kind == MeasureKind::ratio
                                        ? "a ratio of ratios is not possible"
                                        : fmt::format("a ratio of a {} is not possible", form_of(other.kind).name));
    refuse_same_durations(measure);
    bool expects = static_cast<bool>(measure.hazard());
    for (const Argument& argument : measure.arguments)
        for (CostId cost : argument.costs) expects = expects || (cost && pathway_.costs[cost.index].hazard);
    if (expects && measure.when && asks_calendar(*measure.when))
        problems_.error(spec.when->at, "the hours of a calendar cannot stand in a measure of expected events",
                        "their shares are those of the hazard's profile");
    const Duration follow_up = measure.follow_up();
    if (follow_up.seconds > 0 && follow_up >= pathway_.end - Time{0})
        problems_.error(spec.at, "the follow-up is as long as the run: nobody could be followed to its end",
                        "run longer, or follow for less");
}

void PathwayBuilder::build_measures() {
    for (const MeasureSpec& spec : scenario_.measures) build_measure(spec, pathway_.measures.emplace_back());
}

double target_amount(const TargetSpec& spec, const Expression& amount, Unit wanted, Problems& problems) {
    const bool nothing = amount.number == 0 && amount.unit == factor_unit;
    if (amount.unit == wanted || nothing) return amount.number;
    const bool share_without_sign = wanted == share_unit && amount.unit == factor_unit && amount.number <= 1;
    problems.error(amount.at,
                   fmt::format("figures of ‘{}’ are written as {}; this is {}", spec.measure.text, to_text(wanted),
                               to_text(amount.unit)),
                   share_without_sign ? fmt::format("write {:g}%", amount.number * 100) : "");
    return 0;
}

// A year is reported only when the whole of it lies in the run.
void PathwayBuilder::check_target_year(const Text& year, const Measure& measure) {
    const int first = std::stoi(year.text.substr(0, 4));
    const Time begin = pathway_.clock.at(date_of(first, 4, 1)), end = pathway_.clock.at(date_of(first + 1, 4, 1));
    // A run of n years is n times 365.25 days: it may end some hours before the civil year does.
    if (begin < Time{0} || end - pathway_.end >= Duration{seconds_per_day}) {
        problems_.error(year.at, fmt::format("{} is not wholly inside the run, from {} to {}", year.text,
                                             to_text(pathway_.clock.start),
                                             to_text(pathway_.clock.date(Time{pathway_.end.seconds - 1}))));
    } else if (std::min(end, pathway_.end) + measure.follow_up() > pathway_.end) {
        problems_.warning(year.at, fmt::format("‘{}’ is never known for {}: its follow-up ends after the run",
                                               measure.name, year.text));
    }
}

void PathwayBuilder::build_targets() {
    for (const TargetSpec& spec : scenario_.targets) {
        ResolvedTarget target;
        target.name = spec.name.text;
        target.measure = measure_named({std::string{measure_of_figure(spec.measure.text)}, spec.measure.at});
        if (!target.measure) continue;
        const Measure& measure = pathway_.measures[target.measure.index];
        if (spec.year) check_target_year(*spec.year, measure);
        target.year = spec.year ? spec.year->text : "";
        if (measure.name == spec.measure.text) {
            target.value = target_amount(spec, spec.value, target_unit(measure.kind), problems_);
            target.tolerance = target_amount(spec, spec.tolerance, target_unit(measure.kind), problems_);
        } else {
            target.figure = spec;  // figures and their units are those of sim/measure, which comes later
        }
        target.use = spec.use;
        target.source = spec.source ? spec.source->text : "";
        target.note = spec.note;
        pathway_.targets.push_back(std::move(target));
    }
}

}  // namespace desist
