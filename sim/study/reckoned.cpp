#include "sim/study/reckoned.hpp"

#include <cmath>

#include "sim/study/mean_intervals.hpp"

namespace desist {

Reckoned not_available(const std::string& why) { return {std::nullopt, std::nullopt, why}; }

bool distinguishable(const Reckoned& reckoned) {
    return reckoned.interval && (reckoned.interval->low > 0 || reckoned.interval->high < 0);
}

double PairMoments::error() const { return std::sqrt(variance / static_cast<double>(n)); }

PairMoments pair_moments(const std::vector<double>& values) {
    PairMoments m;
    double squares = 0;
    for (double value : values) {
        const double distance = value - m.mean;
        m.mean += distance / static_cast<double>(++m.n);
        squares += distance * (value - m.mean);
    }
    if (m.n > 1) m.variance = squares / static_cast<double>(m.n - 1);
    // Equal values leave a rounding error.
    if (m.variance < 1e-20 * (1 + m.mean * m.mean)) m.variance = 0;
    return m;
}

Reckoned mean_of_pairs(const std::vector<double>& values) {
    const PairMoments m = pair_moments(values);
    Reckoned mean{m.mean, std::nullopt, ""};
    if (m.n < 2)
        mean.why_not = "one pair has no interval";
    else
        mean.interval = student_interval(m.mean, std::sqrt(m.variance), m.n);
    return mean;
}

}  // namespace desist
