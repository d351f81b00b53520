// How many of n independent trials may succeed before their stated chance is doubted.
#pragma once

#include <cmath>
#include <utility>
#include <vector>

namespace desist::test {

// The least and the greatest number of successes out of n, each with probability p, so that fewer (or more) have a
// probability below alpha / 2: binomial terms summed up.
inline std::pair<int, int> acceptance(int n, double p, double alpha) {
    std::vector<double> term(static_cast<std::size_t>(n) + 1);
    for (int k = 0; k <= n; ++k)
        term[static_cast<std::size_t>(k)] =
            std::exp(std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0) + k * std::log(p) +
                     (n - k) * std::log1p(-p));
    int low = 0, high = n;
    for (double below = 0; (below += term[static_cast<std::size_t>(low)]) < alpha / 2;) ++low;
    for (double above = 0; (above += term[static_cast<std::size_t>(high)]) < alpha / 2;) --high;
    return {low, high};
}

}  // namespace desist::test
