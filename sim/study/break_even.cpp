#include "sim/study/break_even.hpp"

#include <algorithm>
#include <cmath>

namespace desist {

namespace {

double standard_error(const Difference& d) { return d.pairs < 2 ? 0 : std::sqrt(d.paired_variance / d.pairs); }

// The noise of the difference becomes noise of the root over the slope there.
void set_interval(BreakEven& found, const BreakEven::Trial& root, double slope) {
    found.value = root.value;
    const double noise =
        root.difference.pairs < 2 ? NAN : t_975(root.difference.pairs) * standard_error(root.difference);
    const double half = slope == 0 ? NAN : noise / std::abs(slope);
    found.low = root.value - half;
    found.high = root.value + half;
}

double slope_of(const BreakEven::Trial& a, const BreakEven::Trial& b) {
    return a.value == b.value ? 0 : (a.difference.difference - b.difference.difference) / (a.value - b.value);
}

}  // namespace

BreakEven find_break_even(double low, double high, const std::function<Difference(double)>& difference_at,
                          std::size_t most) {
    BreakEven found;
    const auto try_value = [&](double value) {
        found.trials.push_back({value, difference_at(value)});
        return found.trials.back();
    };
    BreakEven::Trial left = try_value(low), right = try_value(high);
    double at_left = left.difference.difference, at_right = right.difference.difference;
    if (at_left == 0 || at_right == 0) {
        set_interval(found, at_left == 0 ? left : right, slope_of(left, right));
        return found;
    }
    if ((at_left > 0) == (at_right > 0)) return found;
    const double overall = slope_of(left, right);
    for (;;) {
        const double guess = (left.value * at_right - right.value * at_left) / (at_right - at_left);
        const BreakEven::Trial trial = try_value(guess);
        const double at_trial = trial.difference.difference;
        const bool settled = std::abs(at_trial) <= 0.05 * standard_error(trial.difference) ||
                             right.value - left.value < (high - low) / 1000;
        if (at_trial == 0 || settled || found.trials.size() >= most) {
            const double near = slope_of(left, right);
            set_interval(found, trial, near == 0 ? overall : near);
            return found;
        }
        // An end that stays twice has its value halved, so that both ends move (the Illinois step).
        if ((at_trial > 0) == (at_left > 0)) {
            left = trial;
            at_left = at_trial;
            at_right /= 2;
        } else {
            right = trial;
            at_right = at_trial;
            at_left /= 2;
        }
    }
}

}  // namespace desist
