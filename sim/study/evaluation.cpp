#include "sim/study/evaluation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace desist {

namespace {

// Figures of a data lab; MeasureInfo tells forms only, so it is known by the figures beside its own.
struct LabFigures {
    MeasureId matched, unmatched, treated, pairs, balance;
};

std::optional<LabFigures> lab_of(const Layout& layout, std::size_t figure) {
    const MeasureInfo& info = layout.measures[figure];
    const auto beside = [&](const char* part) { return layout.named(info.name + ":" + part); };
    const auto unmatched = beside("unmatched"), treated = beside("treated"), pairs = beside("matched"),
               balance = beside("balance-before");
    if (info.form != Form::estimate || !unmatched || !treated || !pairs || !balance) return std::nullopt;
    return LabFigures{MeasureId(figure), *unmatched, *treated, *pairs, *balance};
}

// One replication of one run.
struct LabValues {
    std::optional<double> matched, unmatched, rate;
    double own_half_width = 0;            // of the matched estimate's interval
    std::int64_t treated = 0, pairs = 0;  // people
    std::int64_t reoffenders = 0;         // of the treated
    Counts balance;
};

LabValues values_in(const Run& run, std::size_t replication, const LabFigures& lab) {
    const Tally& tally = run.results[replication].tally;
    const Period whole = report_periods(run.layout.bins).back();
    const auto value = [&](MeasureId figure) { return value_of(run.layout, tally, figure, 0, whole); };
    const auto counts = [&](MeasureId figure, std::size_t band = 0) {
        return counts_of(run.layout, tally, figure, 0, whole, band).value_or(Counts{});
    };
    const Counts treated = counts(lab.treated), variance = counts(lab.matched, 1);
    LabValues v{value(lab.matched),  value(lab.unmatched),        value(lab.treated), 0,
                treated.denominator, counts(lab.pairs).numerator, treated.numerator,  counts(lab.balance)};
    if (variance.denominator > 0)
        v.own_half_width =
            normal_point(0.95) * run.layout.measures[lab.matched.index].scale *
            std::sqrt(static_cast<double>(variance.numerator) / static_cast<double>(variance.denominator));
    return v;
}

// How many are treated, and how they compare with the untreated before any outcome: equal where the same people are.
bool same_people(const LabValues& a, const LabValues& b) {
    return a.treated == b.treated && a.pairs == b.pairs && a.balance.numerator == b.balance.numerator &&
           a.balance.denominator == b.balance.denominator;
}

using LabPairs = std::vector<std::pair<LabValues, LabValues>>;  // base and option

bool treats_nobody(const LabPairs& pairs, LabValues LabPairs::value_type::*side) {
    return std::none_of(pairs.begin(), pairs.end(), [&](const auto& pair) { return (pair.*side).treated > 0; });
}

// Why the difference of the treated is not what the treatment does; empty when it may be.
std::string why_no_truth(const LabPairs& pairs) {
    using Pair = LabPairs::value_type;
    const bool no_base = treats_nobody(pairs, &Pair::first), no_option = treats_nobody(pairs, &Pair::second);
    if (no_base && no_option) return "nobody is treated in either run";
    if (no_base || no_option)
        return fmt::format(
            "nobody is treated in the {0}; the truth needs the same people treated in both, in one of them to no "
            "effect",
            no_base ? "base" : "option");
    if (!std::all_of(pairs.begin(), pairs.end(), [](const Pair& p) { return same_people(p.first, p.second); }))
        return "other people are treated in the option than in the base";
    if (std::all_of(pairs.begin(), pairs.end(),
                    [](const Pair& p) { return p.first.reoffenders == p.second.reoffenders; }))
        return "the treated fare alike in both runs: no effect differs";
    return "";
}

Reckoned mean_or_none(const std::vector<double>& values, const std::string& why) {
    return values.empty() ? not_available(why) : mean_of_pairs(values);
}

// `sign` is 1 for the option and -1 for the base: its treated less those of the other.
Evaluated evaluated_in(const LabPairs& pairs, LabValues LabPairs::value_type::*side, double sign,
                       const std::string& no_truth) {
    std::vector<double> matched, unmatched, truths, biases;
    Evaluated e;
    for (const auto& pair : pairs) {
        const LabValues& v = pair.*side;
        if (v.matched) matched.push_back(*v.matched);
        if (v.unmatched) unmatched.push_back(*v.unmatched);
        if (!no_truth.empty() || !pair.first.rate || !pair.second.rate) continue;
        const double truth = sign * (*pair.second.rate - *pair.first.rate);
        truths.push_back(truth);
        if (!v.matched) continue;
        biases.push_back(*v.matched - truth);
        e.covered += std::abs(biases.back()) <= v.own_half_width ? 1 : 0;
    }
    const std::string none = treats_nobody(pairs, side) ? "nobody is treated" : "nobody to compare the treated with";
    e.matched = mean_or_none(matched, treats_nobody(pairs, side) ? none : "no pair of treated and untreated matches");
    e.unmatched = mean_or_none(unmatched, none);
    e.truth = mean_or_none(truths, no_truth);
    e.bias = mean_or_none(biases, e.truth.value ? e.matched.why_not : no_truth);
    e.pairs = static_cast<std::uint32_t>(biases.size());
    return e;
}

EvaluationCheck checked(const Run& base, const Run& option, const LabFigures& lab, const LabFigures& other) {
    LabPairs pairs;
    for (std::size_t r = 0; r < std::min(base.results.size(), option.results.size()); ++r)
        pairs.emplace_back(values_in(base, r, lab), values_in(option, r, other));
    const std::string no_truth = why_no_truth(pairs);
    EvaluationCheck check;
    check.measure = lab.matched;
    check.base = evaluated_in(pairs, &LabPairs::value_type::first, -1, no_truth);
    check.option = evaluated_in(pairs, &LabPairs::value_type::second, 1, no_truth);
    check.difference = check.option.truth;
    return check;
}

}  // namespace

std::vector<EvaluationCheck> evaluations_of(const Run& base, const Run& option) {
    std::vector<EvaluationCheck> all;
    for (std::size_t m = 0; m < base.layout.measures.size(); ++m) {
        const auto lab = lab_of(base.layout, m);
        const auto named = lab ? option.layout.named(base.layout.measures[m].name) : std::nullopt;
        const auto other = named ? lab_of(option.layout, named->index) : std::nullopt;
        if (other) all.push_back(checked(base, option, *lab, *other));
    }
    return all;
}

std::string words_of(const Evaluated& e) {
    if (!e.bias.value) return "not held against a true effect: " + e.bias.why_not;
    const auto points = [](const Reckoned& reckoned) { return fmt::format("{:+.1f}", *reckoned.value); };
    const std::string both =
        fmt::format("the evaluation would show {} where the true effect is {}", points(e.matched), points(e.truth));
    if (!e.bias.interval) return both + " (one pair: the noise is not known)";
    return distinguishable(e.bias) ? both : "not distinguishable from the true effect";
}

}  // namespace desist
