// One cohort's verdict and money. Products are taken in 128 bits and rounded once.
#include "sim/measure/contract_money.hpp"

#include <algorithm>
#include <cmath>

#include "sim/random/laws.hpp"

namespace desist::contract {
namespace {

__extension__ using Wide = __int128;

// a / b to the nearest, halves away from zero; b > 0.
Pence rounded(Wide a, Wide b) {
    const Wide size = a < 0 ? -a : a, nearest = (2 * size + b) / (2 * b);
    return static_cast<Pence>(a < 0 ? -nearest : nearest);
}

Pence part_of(Pence amount, Millionths share) { return rounded(Wide{amount} * share.value, million); }

double share_of(const Counts& counts) {
    return static_cast<double>(counts.reoffenders) / static_cast<double>(counts.people);
}

std::string why_no_outcome(const Terms& terms, const Counts& counted) {
    if (counted.people == 0) return "nobody of the cohort counts";
    if (!terms.hurdle && !terms.frequency) return "";
    if (terms.baseline.people == 0) return "nobody is in the baseline";
    if (terms.frequency && terms.baseline.reoffenders == 0) {
        return "nobody of the baseline reoffended, so it has no reoffences per reoffender";
    }
    if (terms.frequency && terms.frequency->weighted && terms.baseline.weighted == 0) {
        return "the reoffences of the baseline weigh nothing";
    }
    return "";
}

Verdict verdict_of(double share, const Band& band) {
    if (share < band.lower()) return Verdict::below;
    return share > band.upper() ? Verdict::above : Verdict::within;
}

Pence binary_payment(const Hurdle& hurdle, const Outcome& outcome, Pence at_risk) {
    if (outcome.verdict == Verdict::below) return at_risk;
    const double fall = outcome.band->baseline - outcome.share;
    if (!hurdle.pro_rata || outcome.verdict == Verdict::above || fall <= 0) return 0;
    return part_of(at_risk, millionths(fall / outcome.band->half_width));
}

void judge(const Terms& terms, const Counts& counted, Outcome& outcome) {
    const Pence at_risk = fee_of(terms).at_risk;
    if (terms.hurdle) {
        outcome.band = band_of(*terms.hurdle, terms.baseline, counted.people);
        outcome.verdict = verdict_of(outcome.share, *outcome.band);
        outcome.binary = binary_payment(*terms.hurdle, outcome, at_risk);
        if (outcome.verdict == Verdict::above) outcome.penalty = pence_of(terms.hurdle->penalty, at_risk).value_or(0);
    }
    outcome.withheld = at_risk - outcome.binary;
}

// In thousandths of a reoffence.
std::int64_t reoffences_of(const Frequency& frequency, const Counts& counts) {
    return frequency.weighted ? counts.weighted : 1000 * counts.reoffences;
}

bool allowed(Frequency::Needs needs, Verdict verdict) {
    if (needs == Frequency::Needs::below) return verdict == Verdict::below;
    return needs == Frequency::Needs::nothing || verdict != Verdict::above;
}

// With R and W the cohort's reoffenders and reoffences, R0 and W0 the baseline's: (W0 / R0 R - W) x price. Here all is
// multiplied by R0, by the thousand of the weights and by the million of the tolerance.
Pence frequency_payment(const Frequency& frequency, const Counts& baseline, const Counts& counted) {
    const Wide expected = Wide{reoffences_of(frequency, baseline)} * counted.reoffenders;
    const Wide fewer = (expected - Wide{reoffences_of(frequency, counted)} * baseline.reoffenders) * million;
    const Wide tolerated = expected * frequency.tolerance.value, size = fewer < 0 ? -fewer : fewer;
    if (size <= tolerated || (fewer < 0 && !frequency.below_zero)) return 0;
    const Wide beyond = frequency.only_beyond ? size - tolerated : size;
    return rounded((fewer < 0 ? -beyond : beyond) * frequency.price, Wide{baseline.reoffenders} * 1000 * million);
}

void price(const Terms& terms, const Counts& counted, Outcome& outcome) {
    if (terms.individual) outcome.individual = *terms.individual * (counted.people - counted.reoffenders);
    if (!terms.frequency || counted.reoffenders == 0) return;
    outcome.frequency =
        static_cast<double>(reoffences_of(*terms.frequency, counted)) / 1000 / static_cast<double>(counted.reoffenders);
    if (!allowed(terms.frequency->needs, outcome.verdict)) return;
    outcome.frequency_payment = frequency_payment(*terms.frequency, terms.baseline, counted);
}

void cap(const Caps& caps, Pence at_risk, Outcome& outcome) {
    const Pence payment = outcome.binary + std::max<Pence>(0, outcome.frequency_payment) + outcome.individual;
    const Pence deduction = outcome.penalty + std::max<Pence>(0, -outcome.frequency_payment);
    outcome.payment = std::min(payment, pence_of(caps.payment, at_risk).value_or(payment));
    outcome.deduction = std::min(deduction, pence_of(caps.deduction, at_risk).value_or(deduction));
    outcome.payment_capped = outcome.payment < payment;
    outcome.deduction_capped = outcome.deduction < deduction;
}

}  // namespace

Millionths millionths(double share) { return {std::llround(share * static_cast<double>(million))}; }

std::optional<Pence> pence_of(const Amount& amount, Pence at_risk) {
    if (amount.kind == Amount::Kind::none) return std::nullopt;
    return amount.kind == Amount::Kind::pence ? amount.value : part_of(at_risk, {amount.value});
}

Fee fee_of(const Terms& terms) {
    const Pence whole = terms.every == Terms::Every::year ? terms.yearly_fee : rounded(terms.yearly_fee, 4);
    return {.whole = whole, .at_risk = part_of(whole, terms.at_risk)};
}

Band band_of(const Hurdle& hurdle, const Counts& baseline, std::int64_t people) {
    const double confidence = static_cast<double>(hurdle.confidence.value) / static_cast<double>(million);
    const double p = share_of(baseline);
    const double spread =
        1 / static_cast<double>(people) + (hurdle.baseline_by_chance ? 1 / static_cast<double>(baseline.people) : 0);
    return {.baseline = p, .half_width = normal_quantile((1 + confidence) / 2) * std::sqrt(p * (1 - p) * spread)};
}

OrWhy<Outcome> outcome_of(const Terms& terms, const Counts& counted) {
    OrWhy<Outcome> result{.value = {}, .why_not = why_no_outcome(terms, counted)};
    if (!result.why_not.empty()) return result;
    Outcome outcome;
    outcome.share = share_of(counted);
    judge(terms, counted, outcome);
    price(terms, counted, outcome);
    cap(terms.each_cohort, fee_of(terms).at_risk, outcome);
    result.value = outcome;
    return result;
}

}  // namespace desist::contract
