#include "sim/study/sensitivity.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/base/check.hpp"
#include "sim/random/elementary.hpp"
#include "sim/random/keyed.hpp"
#include "sim/random/laws.hpp"
#include "sim/study/mean_intervals.hpp"
#include "sim/study/resampling.hpp"

namespace desist {

namespace {

void check_outcomes(std::span<const double> outcomes, std::size_t points) {
    check(outcomes.size() == points, "one outcome for each point of a design");
    check(std::ranges::all_of(outcomes, [](double y) { return std::isfinite(y); }), "outcomes are finite");
}

// Outcomes that differ by no more than rounding do not vary.
bool varies(std::span<const double> values) {
    if (values.empty()) return false;
    const auto [low, high] = std::ranges::minmax(values);
    return high - low > 1e-13 * std::max(std::fabs(low), std::fabs(high));
}

// The effects of each factor, trajectory by trajectory.
std::vector<std::vector<double>> elementary_effects(const MorrisDesign& design, std::span<const double> outcomes) {
    std::vector<std::vector<double>> effects(design.dimensions);
    for (std::size_t i = 0; i < design.steps.size(); ++i) {
        const std::size_t trajectory = i / design.dimensions, from = i + trajectory;
        const auto& step = design.steps[i];
        effects[step.factor].push_back((outcomes[from + 1] - outcomes[from]) / step.delta);
    }
    return effects;
}

Reckoned mean_size(std::vector<double> effects, std::uint64_t key) {
    for (double& effect : effects) effect = std::fabs(effect);
    Reckoned size{pair_moments(effects).mean, std::nullopt, ""};
    size.interval = bootstrap_interval(effects, 0.95, key);
    if (size.interval)
        size.interval->low = std::max(0.0, size.interval->low);
    else
        size.why_not = effects.size() < 5 ? "fewer than 5 trajectories have no interval"
                       : !varies(effects) ? "the effect is the same in every trajectory"
                                          : "too few trajectories differ for an interval";
    return size;
}

MorrisEffects::Factor morris_factor(const std::vector<double>& effects, std::uint64_t key) {
    const PairMoments moments = pair_moments(effects);
    MorrisEffects::Factor factor{moments.mean, mean_size(effects, key), {}};
    factor.sigma = moments.n < 2 ? not_available("one trajectory has no deviation")
                                 : Reckoned{std::sqrt(moments.variance), std::nullopt, ""};
    return factor;
}

// Outcomes of a Saltelli design, row by row.
struct SaltelliOutcomes {
    const SaltelliDesign& design;
    std::span<const double> outcomes;
    std::span<const double> row(std::size_t r) const {
        return outcomes.subspan(design.index(r, 0), design.dimensions + 2);
    }
};

struct OutcomeMoments {
    double mean = 0, variance = 0;  // of A and B
};

OutcomeMoments moments_of_rows(const SaltelliOutcomes& all, std::span<const std::size_t> rows) {
    OutcomeMoments moments;
    const auto n = 2 * static_cast<double>(rows.size());
    for (const std::size_t r : rows)
        moments.mean += (all.row(r)[SaltelliDesign::a] + all.row(r)[SaltelliDesign::b]) / n;
    for (const std::size_t r : rows) {
        const double a = all.row(r)[SaltelliDesign::a] - moments.mean, b = all.row(r)[SaltelliDesign::b] - moments.mean;
        moments.variance += (a * a + b * b) / (n - 1);
    }
    return moments;
}

// The first-order shares, their sum, and the total ones: 2 k + 1 numbers.
std::vector<double> shares_of_variance(const SaltelliOutcomes& all, std::span<const std::size_t> rows) {
    const std::size_t k = all.design.dimensions;
    const OutcomeMoments moments = moments_of_rows(all, rows);
    std::vector<double> shares(2 * k + 1);
    for (const std::size_t r : rows) {
        const auto row = all.row(r);
        const double a = row[SaltelliDesign::a], b = row[SaltelliDesign::b] - moments.mean;
        for (std::size_t i = 0; i < k; ++i) {
            const double change = row[SaltelliDesign::ab(i)] - a;
            shares[i] += b * change;
            shares[k + 1 + i] += change * change / 2;
        }
    }
    for (double& share : shares) share /= static_cast<double>(rows.size()) * moments.variance;
    shares[k] = std::accumulate(shares.begin(), shares.begin() + static_cast<std::ptrdiff_t>(k), 0.0);
    return shares;
}

std::vector<Reckoned> with_intervals(const SaltelliOutcomes& all, std::span<const std::size_t> rows,
                                     std::uint64_t key) {
    const auto intervals = bootstrap_percentiles(
        rows.size(), key, [&](std::span<const std::size_t> places) { return shares_of_variance(all, places); });
    std::vector<Reckoned> reckoned;
    for (const double share : shares_of_variance(all, rows)) {
        const auto& interval = intervals[reckoned.size()];
        reckoned.push_back({share, interval, interval ? "" : "too few rows differ for an interval"});
    }
    return reckoned;
}

// Ranks from 1; equals share the middle of theirs.
std::vector<double> middle_ranks(std::span<const double> values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> ranks(values.size());
    for (std::size_t first = 0, end = 0; first < order.size(); first = end) {
        while (end < order.size() && values[order[end]] == values[order[first]]) ++end;
        for (std::size_t i = first; i < end; ++i) ranks[order[i]] = (static_cast<double>(first + end) + 1) / 2;
    }
    return ranks;
}

double correlation_of(const std::vector<double>& x, const std::vector<double>& y) {
    const double mean_x = pair_moments(x).mean, mean_y = pair_moments(y).mean;
    double xx = 0, yy = 0, xy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double dx = x[i] - mean_x, dy = y[i] - mean_y;
        xx += dx * dx;
        yy += dy * dy;
        xy += dx * dy;
    }
    return std::clamp(xy / std::sqrt(xx * yy), -1.0, 1.0);
}

double area_tangent(double r) { return (elementary::log1p(r) - elementary::log1p(-r)) / 2; }
double tangent(double z) { return 2 * elementary::logistic(2 * z) - 1; }

std::optional<Interval> fisher_interval(double r, double draws) {
    const double half = normal_quantile(0.975) * std::sqrt((1 + r * r / 2) / (draws - 3));
    return Interval{tangent(area_tangent(r) - half), tangent(area_tangent(r) + half)};
}

}  // namespace

MorrisEffects morris_effects(const MorrisDesign& design, std::span<const double> outcomes, std::uint64_t key) {
    check_outcomes(outcomes, design.points.size());
    MorrisEffects found;
    for (const auto& effects : elementary_effects(design, outcomes))
        found.factors.push_back(morris_factor(effects, mix(key + found.factors.size())));
    return found;
}

SobolIndices sobol_indices(const SaltelliDesign& design, std::span<const double> outcomes, std::uint64_t key) {
    check_outcomes(outcomes, design.points.size());
    const SaltelliOutcomes all{design, outcomes};
    std::vector<std::size_t> rows(design.rows);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    const OutcomeMoments moments = moments_of_rows(all, rows);
    const std::size_t k = design.dimensions;
    std::vector<Reckoned> shares(
        2 * k + 1, not_available(design.rows < 2 ? "one row has no variance" : "the outcome does not vary"));
    const bool has_shares = design.rows > 1 && varies(outcomes) && moments.variance > 0;
    if (has_shares) shares = with_intervals(all, rows, key);
    SobolIndices found{moments.mean, has_shares ? moments.variance : 0, {}, shares[k]};
    for (std::size_t i = 0; i < k; ++i) found.factors.push_back({shares[i], shares[k + 1 + i]});
    return found;
}

double Swing::largest() const { return std::max(std::fabs(*change_at_low.value), std::fabs(*change_at_high.value)); }

Swing swing_of(const std::vector<double>& base, const std::vector<double>& at_low, const std::vector<double>& at_high) {
    check(!base.empty(), "a swing has replications");
    check_outcomes(base, base.size());
    check_outcomes(at_low, base.size());
    check_outcomes(at_high, base.size());
    std::vector<double> low(base.size()), high(base.size());
    for (std::size_t r = 0; r < base.size(); ++r) {
        low[r] = at_low[r] - base[r];
        high[r] = at_high[r] - base[r];
    }
    return {pair_moments(base).mean, pair_moments(at_low).mean, pair_moments(at_high).mean, mean_of_pairs(low),
            mean_of_pairs(high)};
}

std::vector<std::size_t> by_size(const std::vector<Swing>& swings) {
    std::vector<std::size_t> order(swings.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order,
                             [&](std::size_t a, std::size_t b) { return swings[a].largest() > swings[b].largest(); });
    return order;
}

Reckoned rank_correlation(std::span<const double> factor, std::span<const double> outcomes) {
    check_outcomes(outcomes, outcomes.size());
    check_outcomes(factor, outcomes.size());
    if (outcomes.size() < 3) return not_available("fewer than 3 draws have no correlation");
    if (!varies(factor)) return not_available("the factor does not vary");
    if (!varies(outcomes)) return not_available("the outcome does not vary");
    const double r = correlation_of(middle_ranks(factor), middle_ranks(outcomes));
    if (outcomes.size() < 4) return {r, std::nullopt, "fewer than 4 draws have no interval"};
    if (std::fabs(r) == 1) return {r, std::nullopt, "draws in perfect order have no interval"};
    return {r, fisher_interval(r, static_cast<double>(outcomes.size())), ""};
}

}  // namespace desist
