// Weights that repeat, by which a rate rises and falls: over the week, and over four calendar years (SEMANTICS 6.2).
// Integrals by whole cycles and a cumulative table, inverted by binary search. Times are seconds of the engine.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/random/laws.hpp"

namespace desist {

class Cycle {
public:
    struct Step {
        std::int64_t from;  // seconds since the cycle's beginning; the first is 0
        double weight;
    };
    Cycle() : Cycle(0, 1, {{0, 1}}) {}  // the weight 1 at all times
    Cycle(std::int64_t start, std::int64_t length, std::vector<Step> steps);
    // The product of two cycles of the same start and length.
    Cycle times(const Cycle& other) const;

    double up_to(double t) const;  // the integral of the weight from the start to t >= start
    double reaching(
        double amount) const;  // the first t at which it has reached the amount; infinite when it never does
    double weight_at(double t) const;
    double next_change(double t) const;  // the first change of the weight after t; infinite when there is none

private:
    std::size_t step_at(double within) const;

    double start_, length_;
    std::vector<Step> steps_;
    std::vector<double> below_;  // the integral up to each step, and at last of the whole cycle
};

struct Weights {
    Cycle week, months;
};

// The integral of a rate law times weights from age `from` to age `to`; the age 0 is at `origin`. The law is
// exponential or piecewise.
double integral(const RateLaw& law, const Weights& weights, double origin, double from, double to);
// The age at which the integral from `from` reaches `amount` > 0; infinite when it does not within 130 years.
double age_reaching(const RateLaw& law, const Weights& weights, double origin, double from, double amount);

}  // namespace desist
