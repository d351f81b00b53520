#include "sim/study/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

namespace desist {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

// Running means, variances and covariance of pairs (base, option), by Welford's updates.
struct Pairs {
    std::uint32_t n = 0;
    double base = 0, option = 0;                                // means
    double base_squares = 0, option_squares = 0, products = 0;  // about the means

    void add(double b, double o) {
        ++n;
        const double from_base = b - base, from_option = o - option;
        base += from_base / n;
        option += from_option / n;
        base_squares += from_base * (b - base);
        option_squares += from_option * (o - option);
        products += from_base * (o - option);
    }
    double variance(double squares) const { return n < 2 ? 0 : squares / (n - 1); }
    // Of option - ratio x base, one pair.
    double residual_variance(double ratio) const {
        return std::max(
            0.0, variance(option_squares) + ratio * ratio * variance(base_squares) - 2 * ratio * variance(products));
    }
};

void set_relative(Difference& d, const Pairs& pairs, double t) {
    if (pairs.base == 0) return;
    const double ratio = pairs.option / pairs.base;
    d.relative = 100 * (ratio - 1);
    if (pairs.n < 2) return;
    const double half = 100 * t * std::sqrt(pairs.residual_variance(ratio) / pairs.n) / std::abs(pairs.base);
    d.relative_low = *d.relative - half;
    d.relative_high = *d.relative + half;
}

Difference difference_of(MeasureId measure, std::size_t group, const Period& period, const Pairs& pairs) {
    Difference d;
    d.measure = measure;
    d.group = group;
    d.period = period;
    d.pairs = pairs.n;
    d.base = pairs.base;
    d.option = pairs.option;
    d.difference = pairs.option - pairs.base;
    d.low = d.high = nothing;
    d.unpaired_variance = pairs.variance(pairs.base_squares) + pairs.variance(pairs.option_squares);
    d.paired_variance = pairs.residual_variance(1);
    // Sums of squares of equal pairs leave a rounding error; below it there is no noise.
    if (d.paired_variance < 1e-20 * (1 + d.base * d.base)) d.paired_variance = 0;
    const double t = pairs.n < 2 ? 0 : t_975(pairs.n);
    set_relative(d, pairs, t);
    if (pairs.n < 2) return d;
    const double half = t * std::sqrt(d.paired_variance / pairs.n);
    d.low = d.difference - half;
    d.high = d.difference + half;
    const bool same = std::abs(d.difference) <= 1e-12 * (std::abs(d.base) + std::abs(d.option));
    d.distinguishable = !same && (d.low > 0 || d.high < 0);
    return d;
}

std::vector<Difference> differences_of(const Run& base, const Run& option) {
    std::vector<Difference> all;
    const std::size_t pairs = std::min(base.results.size(), option.results.size());
    const std::vector<Period> periods = comparison_periods(base.layout.bins);
    for (std::size_t m = 0; m < base.layout.measures.size(); ++m)
        for (const Period& period : periods)
            for (std::size_t g = 0; g < base.layout.measures[m].groups.size(); ++g) {
                Pairs sums;
                for (std::size_t r = 0; r < pairs; ++r) {
                    const auto before = value_of(base.layout, base.results[r].tally, MeasureId(m), g, period);
                    const auto after = value_of(option.layout, option.results[r].tally, MeasureId(m), g, period);
                    if (before && after) sums.add(*before, *after);
                }
                if (sums.n > 0) all.push_back(difference_of(MeasureId(m), g, period, sums));
            }
    return all;
}

const InputValue* find(const std::vector<InputValue>& inputs, const std::string& name) {
    const auto found =
        std::find_if(inputs.begin(), inputs.end(), [&](const InputValue& input) { return input.name == name; });
    return found == inputs.end() ? nullptr : &*found;
}

InputDifference input_difference(const InputValue* from, const InputValue* to) {
    static const InputValue none;
    const InputValue& a = from ? *from : none;
    const InputValue& b = to ? *to : none;
    return {from ? a.name : b.name, a.value, b.value, a.source, b.source, a.place, b.place};
}

std::vector<InputDifference> input_differences(const Run& base, const Run& option) {
    std::vector<InputDifference> all;
    for (const InputValue& from : base.inputs) {
        const InputValue* to = find(option.inputs, from.name);
        if (!to || to->value != from.value) all.push_back(input_difference(&from, to));
    }
    for (const InputValue& to : option.inputs)
        if (!find(base.inputs, to.name)) all.push_back(input_difference(nullptr, &to));
    if (base.structure_hash != option.structure_hash)
        all.push_back({"(structure)", "as in " + base.scenario, "as in " + option.scenario, "", "", "", ""});
    return all;
}

// "A; from 2012-09-01: B" by date; what holds from the beginning stands at the earliest date there is.
using DatedValues = std::map<Date, std::string>;
constexpr Date beginning{std::numeric_limits<std::int64_t>::min()};

DatedValues dated_values(const std::string& written) {
    constexpr std::string_view joint = "; from ";
    DatedValues values;
    Date date = beginning;
    std::size_t at = 0;
    for (;;) {
        const std::size_t end = written.find(joint, at);
        values[date] = written.substr(at, end == std::string::npos ? end : end - at);
        if (end == std::string::npos) return values;
        at = end + joint.size();
        date = parse_date(std::string_view(written).substr(at, 10)).value_or(beginning);
        at += 12;  // the date and ": "
    }
}

const std::string& value_at(const DatedValues& values, Date date) {
    return std::prev(values.upper_bound(date))->second;
}

// The first date at which another value holds; nothing when it does from the beginning, or never.
std::optional<Date> first_difference_of(const DatedValues& a, const DatedValues& b) {
    std::set<Date> dates;
    for (const DatedValues* values : {&a, &b})
        for (const auto& [date, value] : *values) dates.insert(date);
    for (Date date : dates)
        if (value_at(a, date) != value_at(b, date)) return date == beginning ? std::nullopt : std::optional(date);
    return std::nullopt;
}

bool same_results(const Run& base, const Run& option) {
    const std::size_t pairs = std::min(base.results.size(), option.results.size());
    for (std::size_t r = 0; r < pairs; ++r) {
        const Tally &a = base.results[r].tally, &b = option.results[r].tally;
        if (a.numerators != b.numerators || a.denominators != b.denominators) return false;
    }
    return true;
}

bool same_layout(const Layout& a, const Layout& b) {
    const auto same_groups = [](const MeasureInfo& x, const MeasureInfo& y) {
        return std::equal(
            x.groups.begin(), x.groups.end(), y.groups.begin(), y.groups.end(),
            [](const Group& g, const Group& h) { return g.attribute == h.attribute && g.value == h.value; });
    };
    return std::equal(a.measures.begin(), a.measures.end(), b.measures.begin(), b.measures.end(),
                      [&](const MeasureInfo& x, const MeasureInfo& y) {
                          return x.name == y.name && x.form == y.form && x.unit == y.unit && same_groups(x, y);
                      });
}

}  // namespace

std::optional<std::string> why_not_paired(const Run& base, const Run& option) {
    if (base.seed != option.seed)
        return fmt::format("they have different seeds ({} and {}): their people are not the same", base.seed,
                           option.seed);
    if (base.layout.bins.clock.start != option.layout.bins.clock.start ||
        base.layout.bins.end != option.layout.bins.end || base.begin != option.begin)
        return "they cover different times";
    if (!same_layout(base.layout, option.layout)) return "they do not have the same measures and groups";
    if (std::min(base.results.size(), option.results.size()) == 0) return "one of them has no replications";
    return std::nullopt;
}

std::optional<Date> change_from(const Run& base, const Run& option) {
    std::optional<Date> first;
    for (const InputDifference& input : input_differences(base, option)) {
        const std::optional<Date> from = first_difference_of(dated_values(input.from), dated_values(input.to));
        if (!from) return std::nullopt;
        if (!first || *from < *first) first = from;
    }
    return first;
}

std::vector<Period> comparison_periods(const Bins& bins) {
    std::vector<Period> periods = report_periods(bins);
    const std::vector<Period> quarters = quarter_periods(bins);
    periods.insert(periods.end() - 1, quarters.begin(), quarters.end());
    return periods;
}

Comparison compare(const Run& base, const Run& option) {
    Comparison comparison;
    comparison.differences = differences_of(base, option);
    comparison.inputs = input_differences(base, option);
    comparison.same_program = base.version == option.version && base.build == option.build;
    comparison.same_results = same_results(base, option);
    comparison.change_from = change_from(base, option);
    return comparison;
}

std::optional<std::string> first_difference(const Run& a, const Run& b) {
    if (a.seed != b.seed) return fmt::format("the seed: {} and {}", a.seed, b.seed);
    if (const auto why = why_not_paired(a, b)) return *why;
    if (a.inputs_hash != b.inputs_hash)
        return fmt::format("the inputs: {:016x} and {:016x}", a.inputs_hash, b.inputs_hash);
    if (a.results.size() != b.results.size())
        return fmt::format("the number of replications: {} and {}", a.results.size(), b.results.size());
    for (std::size_t r = 0; r < a.results.size(); ++r) {
        const ReplicationResult &x = a.results[r], &y = b.results[r];
        if (x.tally.numerators != y.tally.numerators || x.tally.denominators != y.tally.denominators ||
            x.tally.warm_up != y.tally.warm_up)
            return fmt::format("the values of replication {}", x.replication);
        if (x.fingerprint != y.fingerprint)
            return fmt::format("the fingerprint of replication {}: {:016x} and {:016x}", x.replication, x.fingerprint,
                               y.fingerprint);
    }
    return std::nullopt;
}

}  // namespace desist
