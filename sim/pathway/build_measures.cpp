// What is counted, and the published figures that it should come near.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/pathway/builder.hpp"

namespace desist {
namespace {

double sure_number(Resolver& resolver, const Expression& expression, Want want) {
    const std::size_t before = resolver.trouble();
    const Value value = resolver.value(expression, want);
    return resolver.trouble() > before ? 0 : evaluate(value, resolver.no_indices());
}

// What a published figure of this measure is written in.
Unit unit_of_target(MeasureSpec::Kind kind) {
    switch (kind) {
        case MeasureSpec::Kind::ratio:
        case MeasureSpec::Kind::reoffending:
            return share_unit;
        case MeasureSpec::Kind::wait:
            return duration_unit;
        default:
            return factor_unit;
    }
}

}  // namespace

MeasureId PathwayBuilder::measure_named(const Text& name) {
    std::vector<std::string_view> known;
    for (const MeasureSpec& each : scenario_.measures) known.push_back(each.name.text);
    const auto found = std::find(known.begin(), known.end(), name.text);
    if (found != known.end()) return MeasureId(static_cast<std::size_t>(found - known.begin()));
    problems_.error(name.at, fmt::format("there is no measure ‘{}’", name.text), did_you_mean(name.text, known));
    return MeasureId();
}

MeasureId PathwayBuilder::part_of_ratio(const Text& name) {
    if (name.text.empty()) return MeasureId();
    const MeasureId part = measure_named(name);
    if (part && scenario_.measures[part.index].kind == MeasureSpec::Kind::ratio)
        problems_.error(name.at, "a ratio of ratios is not possible");
    return part;
}

void PathwayBuilder::build_measure(const MeasureSpec& spec, Measure& measure) {
    measure.kind = spec.kind;
    measure.name = spec.name.text;
    measure.label = spec.label.empty() ? spec.name.text : spec.label;
    measure.unit = spec.unit;
    measure.key = spec.key;
    for (const Text& node : spec.nodes) measure.nodes.push_back(resolver_.node_at(node));
    for (const Text& node : spec.proven) measure.proven.push_back(resolver_.node_at(node));
    if (spec.when) measure.when = resolver_.condition(*spec.when);
    for (const Text& by : spec.by) {
        const AttributeId attribute = resolver_.attribute(by);
        if (attribute && pathway_.entries[pathway_.entry_of(attribute).index].size() == 0)
            problems_.error(by.at, fmt::format("‘{}’ has no values to group by", by.text));
        measure.by.push_back(attribute);
    }
    measure.numerator = part_of_ratio(spec.numerator);
    measure.denominator = part_of_ratio(spec.denominator);
    if (spec.kind == MeasureSpec::Kind::expected) {
        measure.hazard = resolver_.hazard(spec.hazard);
        if (measure.when && asks_calendar(*measure.when))
            problems_.error(spec.when->at, "the hours of a calendar cannot stand in a measure of expected events",
                            "their shares are those of the hazard's profile");
    }
    if (spec.kind != MeasureSpec::Kind::reoffending) return;
    measure.committed = resolver_.attribute(spec.committed);
    if (measure.committed && pathway_.attributes[measure.committed.index].kind != Attribute::Kind::date)
        problems_.error(spec.committed.at, fmt::format("‘{}’ is no date", spec.committed.text));
    if (spec.within) measure.within = {std::llround(sure_number(resolver_, *spec.within, Want::duration))};
    if (spec.proven_within)
        measure.proven_within = {std::llround(sure_number(resolver_, *spec.proven_within, Want::duration))};
    if (measure.within + measure.proven_within >= pathway_.end - Time{0})
        problems_.error(spec.at, "the follow-up is as long as the run: nobody could be followed to its end",
                        "run longer, or follow for less");
}

void PathwayBuilder::build_measures() {
    for (const MeasureSpec& spec : scenario_.measures) build_measure(spec, pathway_.measures.emplace_back());
}

double PathwayBuilder::target_amount(const TargetSpec& spec, const Expression& amount, MeasureSpec::Kind kind) {
    const Unit wanted = unit_of_target(kind);
    const bool nothing = amount.number == 0 && amount.unit == factor_unit;
    if (amount.unit == wanted || nothing) return amount.number;
    const bool share_without_sign = wanted == share_unit && amount.unit == factor_unit && amount.number <= 1;
    problems_.error(amount.at,
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
    } else if (std::min(end, pathway_.end) + measure.within + measure.proven_within > pathway_.end) {
        problems_.warning(year.at, fmt::format("‘{}’ is never known for {}: its follow-up ends after the run",
                                               measure.name, year.text));
    }
}

void PathwayBuilder::build_targets() {
    for (const TargetSpec& spec : scenario_.targets) {
        ResolvedTarget target;
        target.name = spec.name.text;
        target.measure = measure_named(spec.measure);
        if (!target.measure) continue;
        const Measure& measure = pathway_.measures[target.measure.index];
        if (spec.year) check_target_year(*spec.year, measure);
        target.year = spec.year ? spec.year->text : "";
        target.value = target_amount(spec, spec.value, measure.kind);
        target.tolerance = target_amount(spec, spec.tolerance, measure.kind);
        target.use = spec.use;
        target.source = spec.source ? spec.source->text : "";
        target.note = spec.note;
        pathway_.targets.push_back(std::move(target));
    }
}

}  // namespace desist
