// Payment by results: what a contract pays for cohorts of people whose proven reoffences are known.
//
// Money is whole pence, shares whole millionths, weights of offences whole thousandths; whatever is rounded is rounded
// to the nearest, halves away from zero, once for each amount. Settling is a function of terms and cohorts alone; the
// order in which people or cohorts come in does not matter. After the payment mechanism of Transforming Rehabilitation
// as the Justice Committee describes it (HC 1004, 2014, paragraph 66): a fee, a binary hurdle, a frequency payment,
// deductions, cohorts by quarter. The Committee names no test of significance; the one below is this project's choice.
//
// Payment by results
//  1. Fee. A cohort's fee is the yearly fee, or a quarter of it; the fee at risk is its share, the rest is paid always.
//  2. Hurdle. p0 = the baseline's share of reoffenders, N its people; p and n the cohort's. The band is p0 +- h with
//     h = z sqrt(p0 (1 - p0) (1/n + 1/N)), z the normal quantile of (1 + confidence) / 2: the two-sided test of two
//     shares (J. L. Fleiss, Statistical Methods for Rates and Proportions, 2nd edition, 1981, chapter 2, uncorrected)
//     with the baseline's share in the variance in place of the pooled one. With `baseline_by_chance` false the
//     baseline is taken as known and 1/N is left out: the control chart of a share (W. A. Shewhart, 1931). p < p0 - h
//     is significantly below and pays the fee at risk; p > p0 + h is significantly above and costs the penalty. The
//     bounds themselves are within.
//  3. Pro rata. Within the band and below p0, the fee at risk x (p0 - p) / h, where agreed.
//  4. Frequency. f = reoffences per reoffender (each counted with its weight, where agreed). Fewer reoffences than the
//     baseline's f0 gives for the cohort's own R reoffenders: f0 R - f R; each has the price. Nothing while
//     |f0 - f| <= tolerance x f0; beyond it all of the difference counts, or only what is beyond. More reoffences cost
//     the same, where agreed, else nothing. It may need the hurdle passed, or not significantly above. R = 0: nothing.
//  5. Individual. A price for each person counted who does not reoffend.
//  6. Caps. Payments are 2, 3, 4 above zero and 5; deductions are the penalty and 4 below zero. Those of a cohort are
//     cut to its caps, then to what is left of the caps of the whole contract, cohort by cohort in the order of first
//     days. Caps and penalty are pence, or a share of the fee at risk: of the cohort, or of all cohorts. Without a
//     hurdle the fee at risk is not paid; it only measures caps.
//  7. When. Outcomes are paid in the calendar month that holds the cohort's last day + 1 + lag; follow-up and time for
//     proof are part of the lag. Fees are paid as they run.
//  8. People. Those left out are counted apart. Somebody who comes in several times in a cohort counts once: with the
//     first start, or with the last where the clock is reset.
// What the caller does: choose the cohort that a start falls in; follow each start up and count the proven reoffences
// within, leaving out offences that the contract leaves out; tell who is left out and whose follow-up the run cuts off;
// after a release give another row with its start if the contract resets the clock. What the ledger does: which row of
// a person counts, who counts, the verdict and the money.
//
// Errors: none of user input: `faults_of` says what is wrong in terms, and `settle` wants terms without faults. An
// outcome that cannot be had is not there, with the reason in words; it is never zero instead.
// Cost: sorting the people by key.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/random/keyed.hpp"

namespace desist::contract {

using Pence = std::int64_t;

// A value, or why there is none.
template <class T>
struct OrWhy {
    std::optional<T> value;
    std::string why_not;  // in words, for the reader of results; empty when there is a value
};

struct Millionths {
    std::int64_t value = 0;  // 250,000 is 25%
    friend constexpr auto operator<=>(Millionths, Millionths) = default;
};
inline constexpr std::int64_t million = 1'000'000;
Millionths millionths(double share);  // to the nearest

// People and their proven reoffences: of a cohort, or of the baseline.
struct Counts {
    std::int64_t people = 0;
    std::int64_t reoffenders = 0;
    std::int64_t reoffences = 0;
    std::int64_t weighted = 0;  // in thousandths; 1,000 x reoffences where every offence weighs the same
    friend bool operator==(const Counts&, const Counts&) = default;
};

// An amount that a contract names; none: no such thing, or no limit.
struct Amount {
    enum class Kind : std::uint8_t { none, of_fee_at_risk, pence };
    Kind kind = Kind::none;
    std::int64_t value = 0;  // millionths, or pence
    static Amount share(Millionths of_fee_at_risk) { return {Kind::of_fee_at_risk, of_fee_at_risk.value}; }
    static Amount pence(Pence amount) { return {Kind::pence, amount}; }
};

struct Hurdle {
    Millionths confidence{950'000};  // two-sided
    bool baseline_by_chance = true;  // the baseline's own chance widens the band
    bool pro_rata = false;
    Amount penalty{};  // of each cohort that is significantly above
};

struct Frequency {
    enum class Needs : std::uint8_t { nothing, not_above, below };  // of the hurdle
    Pence price = 0;                                                // for each reoffence (of weight 1) fewer
    Millionths tolerance{};                                         // of the baseline's reoffences per reoffender
    bool only_beyond = false;  // beyond the tolerance, pays only for what is beyond
    bool below_zero = false;
    bool weighted = false;
    Needs needs = Needs::nothing;
};

struct Caps {
    Amount payment{};
    Amount deduction{};
};

struct Terms {
    enum class Every : std::uint8_t { quarter, year };
    Pence yearly_fee = 0;
    Millionths at_risk{};  // of the fee
    Every every = Every::quarter;
    Counts baseline{};
    std::optional<Hurdle> hurdle;
    std::optional<Frequency> frequency;
    std::optional<Pence> individual;  // for each who does not reoffend
    Caps each_cohort{};
    Caps whole_contract{};
    Duration lag{};  // from the end of the cohort's quarter or year until outcomes are paid
    bool clock_reset = false;
};

// What is wrong in terms, in words; nothing when they can be settled.
std::vector<std::string> faults_of(const Terms& terms);

// One start of one person: release, sentence, or whatever the follow-up runs from.
struct Person {
    OffenderKey key{};
    Time start{};
    std::int64_t reoffences = 0;         // proven, without those of left-out offences
    std::int64_t weighted = 0;           // the same in thousandths by severity
    std::int64_t left_out_offences = 0;  // proven, of offences that the contract leaves out; only reported
    bool left_out = false;               // the contract leaves the person out
    bool beyond_run = false;             // the run ends before the follow-up does
    std::uint32_t risk_group = 0;        // 0 is the lowest
    friend constexpr auto operator<=>(const Person&, const Person&) = default;
};

struct Cohort {
    std::string name;
    Date first_day{};  // of the quarter or year
    std::vector<Person> people;
};

// The rows that count, one for each person, by key; and what they come to.
std::vector<Person> who_counts(std::span<const Person> people, bool clock_reset);
Counts counts_of(std::span<const Person> who_count);

enum class Verdict : std::uint8_t { no_hurdle, below, within, above };

struct Band {
    double baseline = 0, half_width = 0;
    double lower() const { return baseline - half_width; }  // below 0: no share is low enough
    double upper() const { return baseline + half_width; }
};

// The band of a cohort of so many people; people and baseline.people > 0.
Band band_of(const Hurdle& hurdle, const Counts& baseline, std::int64_t people);

struct Outcome {
    double share = 0;                 // of those counted who reoffended
    std::optional<double> frequency;  // reoffences per reoffender, weighted where the contract says; none when R = 0
    std::optional<Band> band;
    Verdict verdict = Verdict::no_hurdle;
    Pence binary = 0;             // of the fee at risk, in full or pro rata
    Pence frequency_payment = 0;  // below zero: a deduction
    Pence individual = 0;
    Pence penalty = 0;
    Pence withheld = 0;                // fee at risk - binary
    Pence payment = 0, deduction = 0;  // after caps
    bool payment_capped = false, deduction_capped = false;
    Pence net() const { return payment - deduction; }
};

// The outcome of one cohort by itself: caps of the whole contract do not touch it.
OrWhy<Outcome> outcome_of(const Terms& terms, const Counts& counted);

struct Fee {
    Pence whole = 0, at_risk = 0;
    Pence always_paid() const { return whole - at_risk; }
};
Fee fee_of(const Terms& terms);  // of one cohort

struct Entry {
    std::string name;
    Date first_day{};
    std::int64_t size = 0;  // people, left out or not
    std::int64_t left_out = 0;
    std::int64_t further_starts = 0;     // rows that do not count, since their person counts with another
    std::int64_t left_out_offences = 0;  // of those counted
    Counts counted{};
    Fee fee{};
    OrWhy<Outcome> outcome;
    Date paid_in{};  // the first day of the month in which the outcome is paid
    // What is always paid and the outcome, where there is one.
    std::optional<Pence> paid() const;
};

struct Totals {
    std::int64_t settled = 0, not_settled = 0;  // cohorts
    Pence always_paid = 0;                      // of all cohorts
    Pence at_risk_not_settled = 0;              // of cohorts without an outcome
    // Of the cohorts that are settled:
    Pence at_risk = 0, binary = 0, withheld = 0, frequency_payment = 0, individual = 0, penalty = 0;
    Pence payment = 0, deduction = 0;
    Pence net() const { return payment - deduction; }
};

struct Ledger {
    std::vector<Entry> entries;  // by first day, then name
    Totals totals;
};

Ledger settle(const Terms& terms, std::span<const Cohort> cohorts);

}  // namespace desist::contract
