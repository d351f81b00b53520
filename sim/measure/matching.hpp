// Evaluation by matching, as a data lab does it: people who were treated beside people who were not but look alike on
// what is known of them. What is not known (a frailty, a peak of offending) stays different, and so the estimate is an
// effect only where selection rests on what is known.
//
// Propensity: logistic regression of being treated on all covariates, each category but the first one column, by
// Newton's steps with a ridge of 1e-4 (of a normal prior with standard deviation 100, so that a category with treated
// people only does not run away), each halved until the likelihood does not fall, so that they come to its one peak (S.
// Boyd, L. Vandenberghe, Convex Optimization, 2004, section 9.5); equal people are added up first (P. McCullagh, J.
// Nelder, Generalized Linear Models, 1989, section 4.4). Pairs: one to one without replacement, nearest logit of the
// propensity first come first served in an order drawn by the keys, within a caliper in standard deviations of the
// logit (P. Austin, Pharmaceutical Statistics 10, 2011). The result does not depend on the order of the sample. Cost: n
// log n, and patterns x columns^2 a step.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/measure/intervals.hpp"

namespace desist {

struct LabSubject {
    std::uint64_t key = 0;
    bool treated = false, outcome = false;
    std::vector<std::uint16_t> covariates;  // categories
};

// A difference of shares (treated less comparison) and its sampling variance.
struct LabEstimate {
    double difference = 0, variance = 0;
    Interval interval(double level = 0.95) const;
};

// Standardised difference of the share of one category: (p1 - p0) / sqrt((p1 (1 - p1) + p0 (1 - p0)) / 2). Where
// neither varies it is 0 if the shares are equal, else nothing.
struct LabBalance {
    std::size_t covariate = 0, category = 0;
    std::optional<double> before, after;
};

struct LabResult {
    std::int64_t treated = 0, untreated = 0, pairs = 0;
    std::int64_t treated_outcomes = 0, untreated_outcomes = 0;      // of all
    std::int64_t paired_treated_outcomes = 0, paired_outcomes = 0;  // of the pairs
    std::int64_t only_treated = 0, only_comparison = 0;             // discordant pairs
    std::vector<double> coefficients;  // intercept, then by covariate each category but the first; 0 where nobody is
    std::vector<LabBalance> balance;   // by covariate and category
    // Of the pairs: variance (b + c - (b - c)^2 / n) / n^2 with the discordant pairs b and c of n (Q. McNemar,
    // Psychometrika 12, 1947; J. Fleiss, Statistical Methods for Rates and Proportions, 1981, section 8.1). Nothing
    // without pairs.
    std::optional<LabEstimate> matched;
    // Of everybody: variance p1 (1 - p1) / n1 + p0 (1 - p0) / n0. Nothing where one side is empty.
    std::optional<LabEstimate> unmatched;
    // The greatest of the balance, without its sign. Nothing where a category has none: there is nobody to compare, or
    // everybody on one side has it and nobody on the other, which is no balance at all.
    std::optional<double> greatest_before() const;
    std::optional<double> greatest_after() const;
};

// `categories`: how many each covariate has.
LabResult match(std::span<const LabSubject> sample, std::span<const std::size_t> categories, double caliper = 0.2);

}  // namespace desist
