// How narrow an interval is wanted, and how many replications that takes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/study/study.hpp"

namespace desist {

// The half-width of a figure's 95% interval over the whole run, of everybody: in % of its mean, or in its unit.
struct Precision {
    std::string figure;
    double half_width = 0;
    bool relative = true;
    std::string written;  // as given
};

// "proven-reoffending 0.5%" or "wait-for-treatment 2"; nothing when it is neither.
std::optional<Precision> parse_precision(const std::string& text);

// What is known so far of one of them.
struct Reached {
    Precision wanted;
    std::optional<double> half_width;  // none: no interval yet
    double limit = 0;                  // in the figure's unit
    bool enough = false;
};
std::vector<Reached> reached(const std::vector<Precision>& wanted, const Layout& layout,
                             const std::vector<Estimate>& estimates);

// How many replications to make in all, given those that are there: nothing when every interval is narrow enough or
// there are `most` already. An interval narrows with the square root of their number, so n (h / wanted)^2 are tried
// next, at most four times as many as there are, for h is itself an estimate (A. M. Law, Simulation Modeling and
// Analysis, 5th edition, section 9.4.1). Depends on the results alone. Stopping when an interval happens to be narrow
// makes it hold the truth a little less often than it says; with 20 or more to begin with the loss is small.
std::optional<std::uint32_t> more_replications(const std::vector<Reached>& so_far, std::uint32_t there,
                                               std::uint32_t most);

}  // namespace desist
