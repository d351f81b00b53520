#include "sim/study/economics.hpp"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "sim/study/mean_intervals.hpp"

namespace desist {

namespace {

constexpr double confidence = 0.95;
constexpr double times_the_worth[] = {0, 0.25, 0.5, 1, 2, 4};

// The chance that the mean lies above 0.
double chance_above_nothing(const std::vector<double>& values) {
    const PairMoments m = pair_moments(values);
    if (m.variance == 0) return m.mean > 0 ? 1 : 0;
    const boost::math::students_t_distribution<double> t(static_cast<double>(m.n - 1));
    return boost::math::cdf(t, m.mean / m.error());
}

// Values of one figure in each replication of both runs; a pair without a value is left out of all.
struct EconomicPairs {
    std::vector<double> gain, cost, base_outcome, base_cost;
};

std::vector<double> combined(const std::vector<double>& a, double times, const std::vector<double>& b, double by) {
    std::vector<double> all;
    for (std::size_t i = 0; i < a.size(); ++i) all.push_back(a[i] * times + b[i] * by);
    return all;
}

EconomicPairs pairs_of(const Run& base, const Run& option, const MeasureInfo& info) {
    EconomicPairs pairs;
    const double sign = info.scale < 0 ? -1 : 1;
    const Period whole = report_periods(base.layout.bins).back();
    for (std::size_t r = 0; r < std::min(base.results.size(), option.results.size()); ++r) {
        const auto of = [&](const Run& run, MeasureId figure) {
            return value_of(run.layout, run.results[r].tally, figure, 0, whole);
        };
        const auto outcome = of(base, info.numerator), other_outcome = of(option, info.numerator);
        const auto cost = of(base, info.denominator), other_cost = of(option, info.denominator);
        if (!outcome || !other_outcome || !cost || !other_cost) continue;
        pairs.gain.push_back(sign * (*other_outcome - *outcome));
        pairs.cost.push_back(*other_cost - *cost);
        pairs.base_outcome.push_back(*outcome);
        pairs.base_cost.push_back(*cost);
    }
    return pairs;
}

// Why a quotient of cost and gain would mislead; empty when it does not.
std::string why_no_quotient(const Economics& e) {
    if (!distinguishable(e.gain)) return "the gain is not distinguishable from nothing";
    const double gain = *e.gain.value, cost = *e.cost.value;
    if (gain > 0 && cost <= 0) return "the option gains more and costs no more";
    if (gain < 0 && cost >= 0) return "the option gains less and costs no less";
    return "";
}

void set_quotients(Economics& e, const EconomicPairs& pairs, double worth) {
    if (const std::string why = why_no_quotient(e); !why.empty()) {
        e.cost_per_outcome = not_available(why);
    } else {
        e.cost_per_outcome = {*e.cost.value / *e.gain.value, fieller(pairs.cost, pairs.gain), ""};
    }
    if (!distinguishable(e.cost) || *e.cost.value <= 0) {
        e.benefit_per_pound = not_available("the option does not cost distinguishably more");
        return;
    }
    e.benefit_per_pound = {worth * *e.gain.value / *e.cost.value, fieller(pairs.gain, pairs.cost), ""};
    if (auto& interval = e.benefit_per_pound.interval)
        interval = Interval{worth * interval->low, worth * interval->high};
}

void set_equal_spend(Economics& e, const EconomicPairs& pairs, bool harm) {
    const double outcome = pair_moments(pairs.base_outcome).mean, cost = pair_moments(pairs.base_cost).mean;
    if (harm)
        e.gain_at_equal_spend = not_available("a harm has no cost of an outcome");
    else if (outcome <= 0 || cost <= 0)
        e.gain_at_equal_spend = not_available("the base buys no outcomes");
    else
        e.gain_at_equal_spend = mean_of_pairs(combined(pairs.gain, 1, pairs.cost, -outcome / cost));
}

std::vector<Economics::Payer> payers_of(const Run& base, const Run& option, MeasureId figure) {
    std::vector<Economics::Payer> payers;
    const MeasureInfo& info = base.layout.measures[figure.index];
    const Period whole = report_periods(base.layout.bins).back();
    for (std::size_t g = 0; g < info.groups.size(); ++g) {
        if (info.groups[g].attribute != "payer") continue;
        std::vector<double> differences;
        for (std::size_t r = 0; r < std::min(base.results.size(), option.results.size()); ++r) {
            const auto before = value_of(base.layout, base.results[r].tally, figure, g, whole);
            const auto after = value_of(option.layout, option.results[r].tally, figure, g, whole);
            if (before && after) differences.push_back(*after - *before);
        }
        if (!differences.empty()) payers.push_back({info.groups[g].value, mean_of_pairs(differences)});
    }
    return payers;
}

Economics economics_with(const Run& base, const Run& option, MeasureId measure) {
    const MeasureInfo& info = base.layout.measures[measure.index];
    const EconomicPairs pairs = pairs_of(base, option, info);
    Economics e;
    e.measure = measure;
    e.pairs = static_cast<std::uint32_t>(pairs.gain.size());
    if (e.pairs == 0) {
        for (Reckoned* money :
             {&e.gain, &e.cost, &e.net_benefit, &e.cost_per_outcome, &e.benefit_per_pound, &e.gain_at_equal_spend})
            *money = not_available("no pair of replications has both measures");
        return e;
    }
    const double worth = std::abs(info.scale);
    e.gain = mean_of_pairs(pairs.gain);
    e.cost = mean_of_pairs(pairs.cost);
    e.net_benefit = mean_of_pairs(combined(pairs.gain, worth, pairs.cost, -1));
    set_quotients(e, pairs, worth);
    set_equal_spend(e, pairs, info.scale < 0);
    for (double times : times_the_worth)
        if (e.pairs > 1)
            e.acceptability.push_back(
                {times * worth, chance_above_nothing(combined(pairs.gain, times * worth, pairs.cost, -1))});
    e.payers = payers_of(base, option, info.denominator);
    return e;
}

}  // namespace

// The values r with |y - r x| <= t se(y - r x), means of pairs: a r^2 - 2 b r + c <= 0.
std::optional<Interval> fieller(const std::vector<double>& y, const std::vector<double>& x) {
    const PairMoments of_y = pair_moments(y), of_x = pair_moments(x);
    const std::size_t n = of_x.n;
    if (n < 2) return std::nullopt;
    double products = 0;
    for (std::size_t i = 0; i < n; ++i) products += (y[i] - of_y.mean) * (x[i] - of_x.mean);
    const double covariance = products / static_cast<double>(n - 1);
    const double t = t_quantile(static_cast<double>(n - 1), (1 + confidence) / 2);
    const double per_mean = t * t / static_cast<double>(n);
    const double a = of_x.mean * of_x.mean - per_mean * of_x.variance;
    const double b = of_x.mean * of_y.mean - per_mean * covariance;
    const double c = of_y.mean * of_y.mean - per_mean * of_y.variance;
    const double inside = b * b - a * c;
    if (a <= 0 || inside < 0) return std::nullopt;
    const double root = std::sqrt(inside);
    return Interval{(b - root) / a, (b + root) / a};
}

std::vector<Economics> economics_of(const Run& base, const Run& option) {
    std::vector<Economics> all;
    for (std::size_t m = 0; m < base.layout.measures.size(); ++m)
        if (base.layout.measures[m].form == Form::less && base.layout.measures[m].denominator)
            all.push_back(economics_with(base, option, MeasureId(m)));
    return all;
}

}  // namespace desist
