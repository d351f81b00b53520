// Value for money of an option: what a measure of net benefit (Form::less) says over pairs of replications.
//
// Gain and cost are differences a year, option less base, over the whole run and everybody; a harm that is avoided is a
// gain. All noise here is that of the replications: doubt about parameters is not in it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/study/reckoned.hpp"
#include "sim/study/run.hpp"

namespace desist {

struct Economics {
    MeasureId measure;  // the net benefit
    std::uint32_t pairs = 0;
    Reckoned gain;         // outcomes a year (harms avoided)
    Reckoned cost;         // GBP a year
    Reckoned net_benefit;  // GBP a year, at the measure's worth of an outcome
    // Cost for each outcome gained, by E. C. Fieller (Journal of the Royal Statistical Society B 16, 1954). Not
    // available where the gain is not distinguishable from nothing, or one option is better in both.
    Reckoned cost_per_outcome;
    // What a pound more is worth: worth x gain / cost, likewise. Only where the option costs distinguishably more.
    Reckoned benefit_per_pound;
    // Gain beyond what the extra money would have bought at the base's average cost of an outcome; not of a harm.
    Reckoned gain_at_equal_spend;
    // The chance that the net benefit is above nothing, at so many times the measure's worth: Student's t of the pairs.
    struct Acceptable {
        double worth = 0;  // GBP
        double chance = 0;
    };
    std::vector<Acceptable> acceptability;  // none with fewer than two pairs
    struct Payer {
        std::string name;
        Reckoned cost;
    };
    std::vector<Payer> payers;  // of the money measure; their costs add up to `cost`
};

// One for each measure of net benefit that both runs have.
std::vector<Economics> economics_of(const Run& base, const Run& option);

// Fieller's interval of mean(y) / mean(x) of pairs; nothing where the mean of x is not distinguishable from 0.
std::optional<Interval> fieller(const std::vector<double>& y, const std::vector<double>& x);

}  // namespace desist
