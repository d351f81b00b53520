// What is not known about an outcome: the parameters (doubt) and the luck of finitely many people (Monte Carlo noise),
// told apart; and what it would be worth to know the parameters. Pure: numbers in, numbers out. 95% intervals.
//
// Values come from draws of the parameters, each run with the same replications, so that replication j has the same
// luck in every draw: a table of draws x replications, all finite.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/study/reckoned.hpp"

namespace desist {

using DrawTable = std::vector<std::vector<double>>;  // [draw][replication], at least one of each

// Two-way crossed random-effects analysis of variance with one value a cell (S. R. Searle, G. Casella, C. E. McCulloch,
// Variance Components, 1992, chapter 4, sections 4.6 and 4.7):
//     value = mean + parameters of the draw + luck of the replication + what luck does in this draw alone
// with the components from the mean squares of draws, of replications and of the rest.
struct Uncertainty {
    std::size_t draws = 0, replications = 0;
    // Over all draws and replications; Student's t with the degrees of freedom of F. E. Satterthwaite (Biometrics 2,
    // 1946). The interval is how well the mean over the parameters' laws is known with so many draws and replications.
    Reckoned mean;
    // The standard deviation of the outcome that the parameters alone make; interval by percentiles of 999 resamples of
    // draws. Not available with one replication, which cannot tell parameters from luck, or with one draw.
    Reckoned parameter_deviation;
    bool truncated = false;  // its square was estimated below 0, and 0 is told: luck is enough to explain all
    // Standard deviations of luck for fixed parameters; not available likewise.
    Reckoned noise_of_one;   // of one replication
    Reckoned noise_of_draw;  // of the mean of a draw, over its replications
    Reckoned noise_of_mean;  // of `mean`: the luck that all draws share stays, what differs averages out
    // The points that 2.5% and 97.5% of the draws' means lie below (the k-th of n has k / (n + 1) below it, in between
    // on a straight line); not available with fewer than 39 draws. A little too wide by the share below.
    Reckoned spread;  // the mean and these points
    // Which share of the variance of the draws' means is Monte Carlo noise: 0 to 1. More replications lower it; more
    // draws do not. Not available likewise, or where the means do not vary.
    Reckoned noise_share;
};
Uncertainty uncertainty_of(const DrawTable& values, std::uint64_t key);

// The expected value of perfect information: what it would be worth, for one decision, to know all parameters before it
// (H. Raiffa, R. Schlaifer, Applied Statistical Decision Theory, 1961; K. Claxton, Journal of Health Economics 18,
// 1999).
//     mean over draws of the best option's mean in that draw - mean of the option that is best over all draws
// Values are net benefits, more is better; every option has the same draws and replications.
struct PerfectInformation {
    std::size_t best = 0;       // by its mean over all; of equals the earlier option
    std::vector<double> means;  // of each option
    // In how many of all draws an option is the best, of equals the earlier one; Wilson's interval over draws.
    std::vector<Reckoned> chance_of_best;
    // As above; percentiles of 999 resamples of draws. Too high where the draws' means are noisy: the best of noisy
    // means is chosen for its luck, too.
    Reckoned plain;
    // The best option of a draw is chosen by the even replications and valued by the odd ones, and the other way round;
    // the mean of both. Luck in the choice can then only lose, so its expectation is not above the true value: a lower
    // bound, near it where noise is small. Below 0 it is told as 0. Not available with one replication.
    Reckoned split;
};
// values[option][draw][replication]: at least one option.
PerfectInformation expected_value_of_perfect_information(const std::vector<DrawTable>& values, std::uint64_t key);

}  // namespace desist
