// Which factors matter: estimators over the outcomes of the designs of design.hpp. Pure: numbers in, numbers out.
//
// An outcome is one finite number a point (say a mean over replications), in the design's order; what luck is left in
// it counts as the factors' doing, chiefly as interactions, so runs share their luck. What is not available says why.
// Intervals are 95%. Bootstraps are drawn by `key`.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/study/design.hpp"
#include "sim/study/reckoned.hpp"

namespace desist {

// M. D. Morris, Technometrics 33, 1991; mu*: F. Campolongo, J. Cariboni, A. Saltelli, Environmental Modelling and
// Software 22, 2007. An elementary effect is the change of the outcome over the signed step, so it is in outcomes over
// the whole of the factor's range.
struct MorrisEffects {
    struct Factor {
        double mu = 0;     // mean of the effects
        Reckoned mu_star;  // mean of their sizes; bootstrap-t over trajectories, cut off at 0; of 5 or more
        Reckoned sigma;    // their standard deviation: 0 where the factor is linear and meets no other; no interval
    };
    std::vector<Factor> factors;
};
MorrisEffects morris_effects(const MorrisDesign& design, std::span<const double> outcomes, std::uint64_t key);

// Shares of the variance of the outcome where all factors vary over the unit cube, each on its own.
//   first: the share that one factor makes alone (A. Saltelli et al., Computer Physics Communications 181, 2010, table
//   2
//          (b); outcomes less their mean over A and B, which changes no expectation and takes away noise)
//   total: the share that is left when all others are known, so with its interactions (M. J. W. Jansen, Computer
//   Physics
//          Communications 117, 1999)
// An estimate of a small share may lie a little below 0, of a large one above 1: neither is cut off. Intervals are
// percentiles of 999 resamples of rows; rows of a Sobol' sequence are better balanced than resamples, so the intervals
// are rather too wide than too narrow. Fewer than 2 rows, or outcomes that do not vary, have no indices.
// Cost: 999 x rows x (k + 2) x 1 ns.
struct SobolIndices {
    double mean = 0, variance = 0;  // of the outcomes of A and B
    struct Factor {
        Reckoned first, total;
    };
    std::vector<Factor> factors;
    Reckoned alone;  // sum of `first`: what the factors make without interactions
};
SobolIndices sobol_indices(const SaltelliDesign& design, std::span<const double> outcomes, std::uint64_t key);

// A bar of a tornado: one factor at its low and at its high, all others at their base. Values are those of one
// replication each, of the same luck at the same place in all three: as many in each, at least one.
struct Swing {
    double base = 0, at_low = 0, at_high = 0;  // means
    Reckoned change_at_low, change_at_high;    // less base; Student's t of the pairs
    double largest() const;                    // the size of the larger change
};
Swing swing_of(const std::vector<double>& base, const std::vector<double>& at_low, const std::vector<double>& at_high);

// Places of the swings, the largest first; of equals the earlier first.
std::vector<std::size_t> by_size(const std::vector<Swing>& swings);

// C. Spearman's rank correlation of a factor with the outcome over draws; equals share their middle rank. Interval: R.
// A. Fisher's transformation with the standard error of D. G. Bonett and T. A. Wright (Psychometrika 65, 2000). Not
// available where either does not vary or there are fewer than 3 draws; no interval with fewer than 4.
Reckoned rank_correlation(std::span<const double> factor, std::span<const double> outcomes);

}  // namespace desist
