#include "sim/measure/matching.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "sim/random/elementary.hpp"
#include "sim/random/keyed.hpp"

namespace desist {

namespace {

constexpr double ridge = 1e-4;
constexpr int most_steps = 200, most_halvings = 60;

// Everybody with the same covariates.
struct Pattern {
    std::vector<std::size_t> columns;  // of the design that are 1, the intercept first
    double treated = 0, people = 0;
};

// The solution of a x = b for a symmetric, positive definite a (L L', in place). Rows in order.
std::vector<double> solved(std::vector<std::vector<double>> a, std::vector<double> b) {
    const std::size_t n = b.size();
    for (std::size_t j = 0; j < n; ++j) {
        for (std::size_t k = 0; k < j; ++k) a[j][j] -= a[j][k] * a[j][k];
        a[j][j] = std::sqrt(a[j][j]);
        for (std::size_t i = j + 1; i < n; ++i) {
            for (std::size_t k = 0; k < j; ++k) a[i][j] -= a[i][k] * a[j][k];
            a[i][j] /= a[j][j];
        }
    }
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < i; ++k) b[i] -= a[i][k] * b[k];
        b[i] /= a[i][i];
    }
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t k = i + 1; k < n; ++k) b[i] -= a[k][i] * b[k];
        b[i] /= a[i][i];
    }
    return b;
}

double logit_of(const Pattern& pattern, const std::vector<double>& coefficients) {
    double logit = 0;
    for (std::size_t column : pattern.columns) logit += coefficients[column];
    return logit;
}

// The logarithm of the likelihood of who was treated, times that of the prior: what the coefficients maximise.
double likelihood(const std::vector<Pattern>& patterns, const std::vector<double>& coefficients) {
    double sum = 0;
    for (double coefficient : coefficients) sum -= ridge / 2 * coefficient * coefficient;
    for (const Pattern& pattern : patterns) {
        const double logit = logit_of(pattern, coefficients);
        // log(1 + exp(logit)) without overflow.
        const double all = std::max(logit, 0.0) + elementary::log1p(elementary::exp(-std::abs(logit)));
        sum += pattern.treated * logit - pattern.people * all;
    }
    return sum;
}

// To the peak of the parabola that fits the likelihood here.
std::vector<double> newton_step(const std::vector<Pattern>& patterns, const std::vector<double>& coefficients) {
    const std::size_t columns = coefficients.size();
    std::vector<double> slope(columns);
    std::vector<std::vector<double>> curvature(columns, std::vector<double>(columns, 0));
    for (std::size_t c = 0; c < columns; ++c) {
        slope[c] = -ridge * coefficients[c];
        curvature[c][c] = ridge;
    }
    for (const Pattern& pattern : patterns) {
        const double p = elementary::logistic(logit_of(pattern, coefficients));
        const double weight = pattern.people * p * (1 - p);
        for (std::size_t i : pattern.columns) {
            slope[i] += pattern.treated - pattern.people * p;
            for (std::size_t k : pattern.columns) curvature[i][k] += weight;
        }
    }
    return solved(std::move(curvature), std::move(slope));
}

std::vector<double> moved(std::vector<double> coefficients, const std::vector<double>& step, double share) {
    for (std::size_t c = 0; c < step.size(); ++c) coefficients[c] += share * step[c];
    return coefficients;
}

std::vector<double> logistic_regression(const std::vector<Pattern>& patterns, std::size_t columns) {
    std::vector<double> coefficients(columns, 0);
    double here = likelihood(patterns, coefficients);
    for (int steps = 0; steps < most_steps; ++steps) {
        const std::vector<double> step = newton_step(patterns, coefficients);
        const double roundings = 1e-11 * (1 + std::abs(here));
        double share = 1, there = 0;
        std::vector<double> next;
        for (int halvings = 0; halvings < most_halvings; ++halvings, share /= 2) {
            next = moved(coefficients, step, share);
            there = likelihood(patterns, next);
            if (there >= here - roundings) break;
        }
        coefficients = std::move(next);
        here = there;
        const auto far = [](double x) { return std::abs(x) >= 1e-9; };
        if (std::ranges::none_of(step, far)) break;
    }
    return coefficients;
}

struct Design {
    std::vector<Pattern> patterns;
    std::vector<std::size_t> pattern_of;  // by subject
    std::size_t columns = 1;
};

Design design_of(const std::vector<const LabSubject*>& sample, std::span<const std::size_t> categories) {
    Design design;
    std::vector<std::size_t> first;
    for (std::size_t many : categories) {
        first.push_back(design.columns);
        design.columns += many > 0 ? many - 1 : 0;
    }
    std::map<std::vector<std::uint16_t>, std::size_t> known;
    for (const LabSubject* subject : sample) {
        const auto [at, is_new] = known.try_emplace(subject->covariates, design.patterns.size());
        if (is_new) {
            Pattern& pattern = design.patterns.emplace_back();
            pattern.columns.push_back(0);
            for (std::size_t c = 0; c < categories.size(); ++c)
                if (subject->covariates[c] > 0) pattern.columns.push_back(first[c] + subject->covariates[c] - 1);
        }
        Pattern& pattern = design.patterns[at->second];
        pattern.people += 1;
        pattern.treated += subject->treated ? 1 : 0;
        design.pattern_of.push_back(at->second);
    }
    return design;
}

double deviation_of(const std::vector<double>& values) {
    double mean = 0, squares = 0, n = 0;
    for (double value : values) {
        const double distance = value - mean;
        mean += distance / ++n;
        squares += distance * (value - mean);
    }
    return n > 1 ? std::sqrt(squares / (n - 1)) : 0;
}

// Who is paired with whom: by treated subject, the number of the other one, or none.
constexpr std::size_t nobody = static_cast<std::size_t>(-1);
std::vector<std::size_t> pairs_of(const std::vector<const LabSubject*>& sample, const std::vector<double>& logits,
                                  double widest) {
    using Candidate = std::tuple<double, std::uint64_t, std::size_t>;  // of equal logits the drawn order decides
    std::set<Candidate> free;
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < sample.size(); ++i) {
        if (sample[i]->treated)
            order.push_back(i);
        else
            free.insert({logits[i], mix(sample[i]->key), i});
    }
    std::ranges::sort(order, {}, [&](std::size_t i) { return mix(sample[i]->key); });
    std::vector<std::size_t> pairs(sample.size(), nobody);
    for (std::size_t i : order) {
        const auto above = free.lower_bound({logits[i], 0, 0});
        auto best = free.end();
        if (above != free.end()) best = above;
        if (above != free.begin()) {
            // The first of those with the nearest logit below.
            const auto below = free.lower_bound({std::get<0>(*std::prev(above)), 0, 0});
            if (best == free.end() || logits[i] - std::get<0>(*below) < std::get<0>(*best) - logits[i]) best = below;
        }
        if (best == free.end() || std::abs(std::get<0>(*best) - logits[i]) > widest) continue;
        pairs[i] = std::get<2>(*best);
        free.erase(best);
    }
    return pairs;
}

// Numbers of treated and comparison people in a category, of so many.
std::optional<double> standardised(double in1, double n1, double in0, double n0) {
    if (n1 == 0 || n0 == 0) return std::nullopt;
    const double p1 = in1 / n1, p0 = in0 / n0, spread = (p1 * (1 - p1) + p0 * (1 - p0)) / 2;
    if (spread == 0) return p1 == p0 ? std::optional(0.0) : std::nullopt;
    return (p1 - p0) / std::sqrt(spread);
}

void add_balance(LabResult& result, const std::vector<const LabSubject*>& sample, const std::vector<std::size_t>& pairs,
                 std::span<const std::size_t> categories) {
    for (std::size_t c = 0; c < categories.size(); ++c)
        for (std::size_t k = 0; k < categories[c]; ++k) {
            double in1 = 0, in0 = 0, paired1 = 0, paired0 = 0;
            for (std::size_t i = 0; i < sample.size(); ++i) {
                const double here = sample[i]->covariates[c] == k ? 1 : 0;
                (sample[i]->treated ? in1 : in0) += here;
                if (pairs[i] == nobody) continue;
                paired1 += here;
                paired0 += sample[pairs[i]]->covariates[c] == k ? 1 : 0;
            }
            const auto n = static_cast<double>(result.pairs);
            result.balance.push_back(
                {c, k,
                 standardised(in1, static_cast<double>(result.treated), in0, static_cast<double>(result.untreated)),
                 standardised(paired1, n, paired0, n)});
        }
}

void count_outcomes(LabResult& result, const std::vector<const LabSubject*>& sample,
                    const std::vector<std::size_t>& pairs) {
    for (std::size_t i = 0; i < sample.size(); ++i) {
        const bool mine = sample[i]->outcome;
        (sample[i]->treated ? result.treated_outcomes : result.untreated_outcomes) += mine ? 1 : 0;
        if (pairs[i] == nobody) continue;
        const bool theirs = sample[pairs[i]]->outcome;
        ++result.pairs;
        result.paired_treated_outcomes += mine ? 1 : 0;
        result.paired_outcomes += theirs ? 1 : 0;
        result.only_treated += mine && !theirs ? 1 : 0;
        result.only_comparison += theirs && !mine ? 1 : 0;
    }
}

void set_estimates(LabResult& r) {
    if (r.pairs > 0) {
        const auto n = static_cast<double>(r.pairs), b = static_cast<double>(r.only_treated),
                   c = static_cast<double>(r.only_comparison);
        r.matched = LabEstimate{(b - c) / n, (b + c - (b - c) * (b - c) / n) / (n * n)};
    }
    if (r.treated == 0 || r.untreated == 0) return;
    const auto n1 = static_cast<double>(r.treated), n0 = static_cast<double>(r.untreated);
    const double p1 = static_cast<double>(r.treated_outcomes) / n1, p0 = static_cast<double>(r.untreated_outcomes) / n0;
    r.unmatched = LabEstimate{p1 - p0, p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0};
}

std::optional<double> greatest_of(const std::vector<LabBalance>& balance, std::optional<double> LabBalance::*when) {
    double greatest = 0;
    for (const LabBalance& b : balance) {
        if (!(b.*when)) return std::nullopt;
        greatest = std::max(greatest, std::abs(*(b.*when)));
    }
    return greatest;
}

}  // namespace

Interval LabEstimate::interval(double level) const {
    const double half = normal_point(level) * std::sqrt(variance);
    return {difference - half, difference + half};
}

std::optional<double> LabResult::greatest_before() const { return greatest_of(balance, &LabBalance::before); }
std::optional<double> LabResult::greatest_after() const { return greatest_of(balance, &LabBalance::after); }

LabResult match(std::span<const LabSubject> people, std::span<const std::size_t> categories, double caliper) {
    std::vector<const LabSubject*> sample;
    for (const LabSubject& subject : people) sample.push_back(&subject);
    std::ranges::stable_sort(sample, {}, &LabSubject::key);
    LabResult result;
    for (const LabSubject* subject : sample) ++(subject->treated ? result.treated : result.untreated);
    std::vector<std::size_t> pairs(sample.size(), nobody);
    if (result.treated > 0 && result.untreated > 0) {
        const Design design = design_of(sample, categories);
        result.coefficients = logistic_regression(design.patterns, design.columns);
        std::vector<double> logits;
        for (std::size_t pattern : design.pattern_of)
            logits.push_back(logit_of(design.patterns[pattern], result.coefficients));
        pairs = pairs_of(sample, logits, caliper * deviation_of(logits));
    }
    count_outcomes(result, sample, pairs);
    add_balance(result, sample, pairs, categories);
    set_estimates(result);
    return result;
}

}  // namespace desist
