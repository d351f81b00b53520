// Studies of luck: what a contract pays to a provider who changes nothing, how often a true change passes the hurdle,
// and what it pays to one who leaves the hard cases alone.
//
// Cohorts are drawn, with replacement, from people whose reoffences are known (a replication's); the baseline of the
// terms is replaced by those same people, so without effort nothing has changed but luck. With effort each reoffender
// drawn gives up all of his or her reoffences with the chance of his or her risk group; the share of reoffenders then
// falls by just that share. Each cohort stands by itself: caps of the whole contract are not looked at. Rows are chosen
// as in the ledger (contract.hpp): one a person, those left out are not drawn.
//
// The people's own shares are the truth that cohorts are drawn from. So where the hurdle allows for the baseline's
// chance, it is passed by luck more rarely than (1 - confidence) / 2, the more so the larger a cohort is beside them.
// With `draws_baseline` each cohort meets a baseline of its own, drawn anew from as many people as there are.
//
// Draws are keyed by (key, number of the cohort, place in it, what for), so results depend on neither order nor
// machine, and providers and sizes that are compared meet the same luck. Not available, with the reason: nobody to draw
// from, follow-ups beyond the run, and whatever an outcome needs.
//
// Cost: 25 ns for each person drawn: 0.08 s for 3,000 people x 1,000 cohorts.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/measure/contract.hpp"

namespace desist::contract {

inline constexpr std::array<std::uint32_t, 4> study_sizes{100, 300, 1000, 3000};

struct Drawing {
    std::uint32_t size = 1000;  // people in a cohort
    std::uint32_t cohorts = 1000;
    std::uint64_t key = 0;
    bool draws_baseline = false;
};

// The chance that a reoffender stops, by risk group; groups beyond the end get none.
struct Effort {
    std::vector<Millionths> stops;
};

// Of an amount over the cohorts drawn, in pence. low and high: the smallest amount that at least 5%, and 95%, of the
// cohorts do not exceed.
struct Spread {
    double mean = 0;
    std::optional<double> sd;  // none of a single cohort
    Pence low = 0, high = 0;
};

struct Pay {
    std::int64_t cohorts = 0, below = 0, above = 0;  // below: passed the hurdle
    Spread payment;                                  // before deductions
    Spread net;                                      // payments less deductions
    // The mean payment as a share of the most that can be earned: the cap of a cohort's payments, or without one the
    // fee at risk and the individual payment for everybody. Not available where a frequency payment has no cap.
    OrWhy<double> share_of_most;
    // Truly prevented, means for a cohort: people who stopped, their reoffences, and these by weight.
    double people_stopped = 0, reoffences_prevented = 0, weighted_prevented = 0;
};

OrWhy<Pay> pay_of(const Terms& terms, std::span<const Person> people, const Effort& effort, const Drawing& drawing);

// The share of what can be earned that is paid when nothing has changed.
OrWhy<double> luck_share(const Terms& terms, std::span<const Person> people, const Drawing& drawing);

// The share of cohorts that pass the hurdle when the share of reoffenders truly falls by this part of itself.
OrWhy<double> power(const Terms& terms, std::span<const Person> people, Millionths reduction, const Drawing& drawing);

struct Provider {
    enum class Kind : std::uint8_t {
        works_with_all,     // every reoffender stops with the chance `reduction`
        moves_effort,       // as many people stop, all of them in the lowest groups (there at most everybody)
        leaves_hard_cases,  // the lowest groups as with `works_with_all`, the others get nothing
    };
    Kind kind;
    Effort effort;
    Pay pay;
};

// The three of them; risk groups below `hard_from` are the lowest.
OrWhy<std::vector<Provider>> providers(const Terms& terms, std::span<const Person> people, Millionths reduction,
                                       std::uint32_t hard_from, const Drawing& drawing);

}  // namespace desist::contract
