#include "sim/study/uncertainty.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "sim/base/check.hpp"
#include "sim/study/mean_intervals.hpp"
#include "sim/study/resampling.hpp"

namespace desist {

namespace {

const char* const one_replication = "one replication cannot tell parameters from luck";
const char* const too_few_draws = "too few draws differ for an interval";
const char* const one_draw = "one draw does not show what parameters do";

void check_table(const DrawTable& values) {
    check(!values.empty() && !values.front().empty(), "draws and replications of an analysis");
    for (const auto& draw : values) {
        check(draw.size() == values.front().size(), "as many replications in every draw");
        check(std::ranges::all_of(draw, [](double x) { return std::isfinite(x); }), "values of draws are finite");
    }
}

std::vector<std::size_t> every_place(std::size_t n) {
    std::vector<std::size_t> places(n);
    std::iota(places.begin(), places.end(), std::size_t{0});
    return places;
}

// The mean of replications `first`, `first` + `stride`, ... of each draw.
std::vector<double> draw_means(const DrawTable& values, std::size_t first = 0, std::size_t stride = 1) {
    std::vector<double> means;
    for (const auto& draw : values) {
        double sum = 0, n = 0;
        for (std::size_t r = first; r < draw.size(); r += stride, ++n) sum += draw[r];
        means.push_back(sum / n);
    }
    return means;
}

double mean_at(const std::vector<double>& values, std::span<const std::size_t> places) {
    double sum = 0;
    for (const std::size_t place : places) sum += values[place];
    return sum / static_cast<double>(places.size());
}

// A table as its draws' means and what the values lie above them, so that draws can be resampled.
struct CentredTable {
    std::vector<double> means;
    DrawTable rest;
    double rounding = 0;  // a mean square below this is none
};

CentredTable centred(const DrawTable& values) {
    CentredTable table{draw_means(values), values, 0};
    double largest = 0;
    for (std::size_t d = 0; d < values.size(); ++d)
        for (double& x : table.rest[d]) {
            largest = std::max(largest, std::fabs(x));
            x -= table.means[d];
        }
    table.rounding = 1e-26 * largest * largest;
    return table;
}

struct MeanSquares {
    double mean = 0;
    double draws = 0, replications = 0, rest = 0;  // 0 where there are no degrees of freedom
};

double squares_over(double sum, double freedom, double rounding) {
    return freedom > 0 && sum / freedom > rounding ? sum / freedom : 0;
}

MeanSquares mean_squares(const CentredTable& table, std::span<const std::size_t> draws) {
    const auto a = static_cast<double>(draws.size()), r = static_cast<double>(table.rest.front().size());
    MeanSquares found{mean_at(table.means, draws), 0, 0, 0};
    double of_draws = 0, of_replications = 0, of_rest = 0;
    for (const std::size_t d : draws) of_draws += (table.means[d] - found.mean) * (table.means[d] - found.mean);
    for (std::size_t j = 0; j < table.rest.front().size(); ++j) {
        double luck = 0;
        for (const std::size_t d : draws) luck += table.rest[d][j] / a;
        of_replications += luck * luck;
        for (const std::size_t d : draws) of_rest += (table.rest[d][j] - luck) * (table.rest[d][j] - luck);
    }
    found.draws = squares_over(r * of_draws, a - 1, table.rounding);
    found.replications = squares_over(a * of_replications, r - 1, table.rounding);
    found.rest = squares_over(of_rest, (a - 1) * (r - 1), table.rounding);
    return found;
}

// What parameters make of the variance of a value; may be below 0.
double parameter_variance(const MeanSquares& squares, double r) { return (squares.draws - squares.rest) / r; }

double share_of_noise(const MeanSquares& squares) {
    return squares.draws > 0 ? std::min(1.0, squares.rest / squares.draws) : std::numeric_limits<double>::quiet_NaN();
}

// The mean of draws (a) and replications (r), with Satterthwaite's degrees of freedom; these are at least those of the
// scarcer of the two, since a difference of mean squares can bring them to nothing.
Reckoned mean_over_both(const MeanSquares& squares, double a, double r) {
    if (a < 2) return {squares.mean, std::nullopt, one_draw};
    if (r < 2) return {squares.mean, std::nullopt, "one replication does not show the luck that all draws share"};
    const double variance = std::max(0.0, parameter_variance(squares, r)) / a + squares.replications / (a * r);
    if (variance == 0) return {squares.mean, Interval{squares.mean, squares.mean}, ""};
    const auto part = [&](double square, double freedom) { return square * square / freedom / (a * a * r * r); };
    const double parts =
        part(squares.draws, a - 1) + part(squares.replications, r - 1) + part(squares.rest, (a - 1) * (r - 1));
    const double freedom = std::max(std::min(a, r) - 1, variance * variance / parts);
    const double half = t_quantile(freedom, 0.975) * std::sqrt(variance);
    return {squares.mean, Interval{squares.mean - half, squares.mean + half}, ""};
}

void set_parameters(Uncertainty& found, const CentredTable& table, const MeanSquares& squares, std::uint64_t key) {
    const auto r = static_cast<double>(found.replications);
    const double variance = parameter_variance(squares, r);
    const auto intervals = bootstrap_percentiles(found.draws, key, [&](std::span<const std::size_t> draws) {
        const MeanSquares drawn = mean_squares(table, draws);
        return std::vector<double>{std::sqrt(std::max(0.0, parameter_variance(drawn, r))), share_of_noise(drawn)};
    });
    const auto reckoned = [](double value, const std::optional<Interval>& interval) {
        return Reckoned{value, interval, interval ? "" : too_few_draws};
    };
    found.truncated = variance < 0;
    found.parameter_deviation = reckoned(std::sqrt(std::max(0.0, variance)), intervals[0]);
    found.noise_share = squares.draws > 0 ? reckoned(share_of_noise(squares), intervals[1])
                                          : not_available("the means of the draws do not differ");
}

void set_noise(Uncertainty& found, const MeanSquares& squares) {
    const auto a = static_cast<double>(found.draws), r = static_cast<double>(found.replications);
    // The luck that draws share and the luck of a draw alone, together: the mean of the draws' own variances.
    const double of_one = (squares.replications + (a - 1) * squares.rest) / a;
    found.noise_of_one = {std::sqrt(of_one), std::nullopt, ""};
    found.noise_of_draw = {std::sqrt(of_one / r), std::nullopt, ""};
    found.noise_of_mean = {std::sqrt(squares.replications / (a * r)), std::nullopt, ""};
}

// What the share p of n sorted values lies below: the k-th has k / (n + 1) below it. p (n + 1) lies in 1, ..., n.
double value_at_share(const std::vector<double>& sorted, double p) {
    const double at = p * (static_cast<double>(sorted.size()) + 1);
    const auto k = std::min(static_cast<std::size_t>(at), sorted.size() - 1);
    return sorted[k - 1] + (at - static_cast<double>(k)) * (sorted[k] - sorted[k - 1]);
}

Reckoned spread_of(std::vector<double> means, double mean) {
    if (means.size() < 39) return {mean, std::nullopt, "fewer than 39 draws have no 2.5% point"};
    std::ranges::sort(means);
    return {mean, Interval{value_at_share(means, 0.025), value_at_share(means, 0.975)}, ""};
}

// The draws' means of each option: of all replications, and of the even and the odd ones.
using MeansOfOptions = std::vector<std::vector<double>>;  // [option][draw]
struct OptionMeans {
    MeansOfOptions all, even, odd, halves;  // halves: the mean of the two
};

OptionMeans option_means(const std::vector<DrawTable>& values) {
    OptionMeans means;
    for (const DrawTable& option : values) {
        means.all.push_back(draw_means(option));
        if (option.front().size() < 2) continue;
        means.even.push_back(draw_means(option, 0, 2));
        means.odd.push_back(draw_means(option, 1, 2));
        means.halves.push_back(means.even.back());
        for (std::size_t d = 0; d < option.size(); ++d)
            means.halves.back()[d] = (means.even.back()[d] + means.odd.back()[d]) / 2;
    }
    return means;
}

std::size_t best_in_draw(const MeansOfOptions& means, std::size_t draw) {
    std::size_t best = 0;
    for (std::size_t option = 1; option < means.size(); ++option)
        if (means[option][draw] > means[best][draw]) best = option;
    return best;
}

// For each draw the value, by `valued`, of the option that is best by `chosen`.
std::vector<double> value_of_choice(const MeansOfOptions& chosen, const MeansOfOptions& valued) {
    std::vector<double> values;
    for (std::size_t d = 0; d < chosen.front().size(); ++d) values.push_back(valued[best_in_draw(chosen, d)][d]);
    return values;
}

std::size_t best_over(const MeansOfOptions& means, std::span<const std::size_t> draws) {
    std::size_t best = 0;
    for (std::size_t option = 1; option < means.size(); ++option)
        if (mean_at(means[option], draws) > mean_at(means[best], draws)) best = option;
    return best;
}

// What choices in each draw are worth beyond one option for all, which is the best over them.
Reckoned worth_of(const std::vector<double>& choices, const MeansOfOptions& means, std::uint64_t key) {
    const auto worth = [&](std::span<const std::size_t> draws) {
        return std::max(0.0, mean_at(choices, draws) - mean_at(means[best_over(means, draws)], draws));
    };
    const std::vector<std::size_t> all = every_place(choices.size());
    const auto interval = bootstrap_percentiles(all.size(), key, [&](std::span<const std::size_t> draws) {
                              return std::vector<double>{worth(draws)};
                          }).front();
    return {worth(all), interval, interval ? "" : too_few_draws};
}

Reckoned split_worth(const OptionMeans& means, std::uint64_t key) {
    if (means.even.empty()) return not_available("one replication cannot be split");
    std::vector<double> choices = value_of_choice(means.even, means.odd);
    const std::vector<double> other = value_of_choice(means.odd, means.even);
    for (std::size_t d = 0; d < choices.size(); ++d) choices[d] = (choices[d] + other[d]) / 2;
    return worth_of(choices, means.halves, key);
}

void set_chances(PerfectInformation& found, const MeansOfOptions& means) {
    std::vector<std::int64_t> times(means.size());
    const std::size_t draws = means.front().size();
    for (std::size_t d = 0; d < draws; ++d) ++times[best_in_draw(means, d)];
    const auto n = static_cast<std::int64_t>(draws);
    for (const std::int64_t hits : times)
        found.chance_of_best.push_back({static_cast<double>(hits) / static_cast<double>(n), wilson(hits, n), ""});
}

}  // namespace

Uncertainty uncertainty_of(const DrawTable& values, std::uint64_t key) {
    check_table(values);
    Uncertainty found;
    found.draws = values.size();
    found.replications = values.front().size();
    const CentredTable table = centred(values);
    const MeanSquares squares = mean_squares(table, every_place(found.draws));
    found.mean = mean_over_both(squares, static_cast<double>(found.draws), static_cast<double>(found.replications));
    found.spread = spread_of(table.means, squares.mean);
    const Reckoned unknown = not_available(found.replications < 2 ? one_replication : one_draw);
    found.parameter_deviation = found.noise_share = unknown;
    found.noise_of_one = found.noise_of_draw = found.noise_of_mean = unknown;
    if (found.replications < 2) return found;
    set_noise(found, squares);
    if (found.draws > 1) set_parameters(found, table, squares, key);
    return found;
}

PerfectInformation expected_value_of_perfect_information(const std::vector<DrawTable>& values, std::uint64_t key) {
    check(!values.empty(), "a decision has options");
    for (const DrawTable& option : values) {
        check_table(option);
        check(option.size() == values.front().size() && option.front().size() == values.front().front().size(),
              "options have the same draws and replications");
    }
    const OptionMeans means = option_means(values);
    const std::vector<std::size_t> all = every_place(values.front().size());
    PerfectInformation found;
    found.best = best_over(means.all, all);
    for (const auto& option : means.all) found.means.push_back(mean_at(option, all));
    set_chances(found, means.all);
    found.plain = worth_of(value_of_choice(means.all, means.all), means.all, key);
    found.split = split_worth(means, key);
    return found;
}

}  // namespace desist
