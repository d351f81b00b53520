// Matching by itself: the regression and the search for pairs against slow ways to the same, and what the interval is
// worth over 200 samples. What an evaluation finds in scenarios is in data_lab_test.cpp.
#include "sim/measure/matching.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <numeric>

#include "sim/random/keyed.hpp"
#include "tests/catch.hpp"

using namespace desist;

namespace {

using Sizes = std::vector<std::size_t>;

struct Sample {
    std::vector<LabSubject> people;
    Sizes categories;
    LabResult matched(double caliper = 0.2) const { return match(people, categories, caliper); }
};

double luck_of(std::uint64_t sample, std::uint64_t person, std::uint32_t what) {
    return uniform(offender_key(1, 0, name_hash("matching"), mix(sample) + person), 0, purpose("lab", "luck"), what);
}

double share_at(double logit) { return 1 / (1 + std::exp(-logit)); }

double logit_by(const LabSubject& person, const Sizes& categories, const std::vector<double>& coefficients) {
    double logit = coefficients.at(0);
    std::size_t first = 1;
    for (std::size_t c = 0; c < categories.size(); first += categories[c++] - 1)
        if (person.covariates[c] > 0) logit += coefficients.at(first + person.covariates[c] - 1);
    return logit;
}

// How steep the likelihood with its ridge still is at the coefficients, at most, person by person.
double steepness(const Sample& sample, const std::vector<double>& coefficients) {
    std::vector<double> slope;
    for (const double coefficient : coefficients) slope.push_back(-1e-4 * coefficient);
    for (const LabSubject& person : sample.people) {
        const double rest = person.treated - share_at(logit_by(person, sample.categories, coefficients));
        slope[0] += rest;
        std::size_t first = 1;
        for (std::size_t c = 0; c < sample.categories.size(); first += sample.categories[c++] - 1)
            if (person.covariates[c] > 0) slope[first + person.covariates[c] - 1] += rest;
    }
    double greatest = 0;
    for (const double s : slope) greatest = std::max(greatest, std::abs(s));
    return greatest;
}

// A few people to a few thousand, rare categories, and propensities from even to near 0 and 1: what leads a step of
// Newton's astray.
Sample hard_sample(std::uint64_t number) {
    const auto draw = [&](std::uint64_t person, std::uint32_t what) { return luck_of(number, person, what); };
    Sample sample;
    const auto covariates = 1 + static_cast<std::uint32_t>(draw(0, 0) * 5);
    for (std::uint32_t c = 0; c < covariates; ++c)
        sample.categories.push_back(1 + static_cast<std::size_t>(draw(c, 1) * 6));
    const auto n = static_cast<std::uint64_t>(std::pow(10, draw(0, 2) * 3.3)) + 1;
    const double strong = draw(0, 3) * 20;
    for (std::uint64_t k = 0; k < n; ++k) {
        LabSubject person{mix(k), false, false, {}};
        double logit = strong * (draw(0, 4) - 0.5);
        for (std::uint32_t c = 0; c < covariates; ++c) {
            const double many = static_cast<double>(sample.categories[c]);
            person.covariates.push_back(static_cast<std::uint16_t>(std::pow(draw(k, 10 + c), 3) * many));
            logit += strong * (draw(person.covariates[c], 50 + c) - 0.5);
        }
        person.treated = draw(k, 90) < share_at(logit);
        person.outcome = draw(k, 91) < 0.4;
        sample.people.push_back(std::move(person));
    }
    return sample;
}

}  // namespace

TEST_CASE("the regression comes to the peak of the likelihood, however hard the sample") {
    std::vector<std::uint64_t> numbers(1000);
    std::iota(numbers.begin(), numbers.end(), std::uint64_t{0});
    // In these, steps that are cut off at 4 in each coefficient go round in circles.
    for (const std::uint64_t circling : {4118, 5009, 6031, 7105, 9418, 9437, 10038, 11174, 12292, 12652, 13449})
        numbers.push_back(circling);
    int regressions = 0;
    for (const std::uint64_t number : numbers) {
        const Sample sample = hard_sample(number);
        const LabResult result = sample.matched();
        if (result.coefficients.empty()) continue;
        ++regressions;
        INFO("sample " << number);
        CHECK(steepness(sample, result.coefficients) < 1e-6);
    }
    CHECK(regressions > 500);
}

TEST_CASE("the regression comes to the peak where whole steps of Newton's go ever further beyond it") {
    struct Equal {
        std::vector<std::uint16_t> covariates;
        std::uint64_t treated, people;
    };
    Sample sample{{}, {3, 3}};
    for (const Equal& equal : {Equal{{1, 0}, 1, 2}, Equal{{2, 0}, 1, 42}, Equal{{0, 1}, 2, 34}, Equal{{2, 1}, 42, 42},
                               Equal{{0, 2}, 3, 3}, Equal{{1, 2}, 34, 34}})
        for (std::uint64_t k = 0; k < equal.people; ++k)
            sample.people.push_back({sample.people.size(), k < equal.treated, false, equal.covariates});
    CHECK(steepness(sample, sample.matched().coefficients) < 1e-6);
}

namespace {

struct Pairs {
    std::int64_t pairs = 0, only_treated = 0, only_comparison = 0;
};

// Each treated person in the order of the mixed keys takes the nearest of all who are left: of equally near ones those
// with the higher logit, of these the first by the mixed key.
Pairs slow_pairs(const Sample& sample, const std::vector<double>& coefficients, double caliper) {
    std::vector<const LabSubject*> order;
    for (const LabSubject& person : sample.people) order.push_back(&person);
    std::ranges::sort(order, {}, [](const LabSubject* person) { return mix(person->key); });
    double sum = 0, squares = 0;
    std::vector<double> logits;
    for (const LabSubject* person : order)
        sum += logits.emplace_back(logit_by(*person, sample.categories, coefficients));
    const auto n = static_cast<double>(order.size());
    for (const double logit : logits) squares += (logit - sum / n) * (logit - sum / n);
    const double widest = caliper * std::sqrt(squares / (n - 1));
    std::vector<bool> taken(order.size());
    Pairs found;
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (!order[i]->treated) continue;
        std::size_t best = order.size();
        const auto far = [&](std::size_t k) { return std::abs(logits[k] - logits[i]); };
        for (std::size_t k = 0; k < order.size(); ++k) {
            if (order[k]->treated || taken[k]) continue;
            if (best == order.size() || far(k) < far(best) || (far(k) == far(best) && logits[k] > logits[best]))
                best = k;
        }
        if (best == order.size() || far(best) > widest) continue;
        taken[best] = true;
        ++found.pairs;
        found.only_treated += order[i]->outcome && !order[best]->outcome;
        found.only_comparison += order[best]->outcome && !order[i]->outcome;
    }
    return found;
}

}  // namespace

TEST_CASE("pairs are those that a search through everybody finds") {
    std::int64_t pairs = 0;
    for (std::uint64_t number = 0; number < 300; ++number) {
        const Sample sample = hard_sample(number);
        if (sample.people.size() > 400) continue;
        const LabResult result = sample.matched(0.3);
        if (result.coefficients.empty()) continue;
        const Pairs slow = slow_pairs(sample, result.coefficients, 0.3);
        INFO("sample " << number);
        CHECK(result.pairs == slow.pairs);
        CHECK(result.only_treated == slow.only_treated);
        CHECK(result.only_comparison == slow.only_comparison);
        pairs += slow.pairs;
    }
    CHECK(pairs > 1000);
}

TEST_CASE("people who have nothing in common are not balanced, before or after") {
    const Sample sample{{{1, true, true, {0}}, {2, false, false, {1}}}, {2}};
    const LabResult apart = sample.matched(), together = sample.matched(10);
    CHECK(apart.pairs == 0);
    CHECK_FALSE(apart.greatest_before());
    CHECK_FALSE(apart.greatest_after());
    // So wide a caliper takes anybody.
    CHECK(together.pairs == 1);
    CHECK_FALSE(together.greatest_after());
}

namespace {

// People with three covariates, treated and reconvicted by chances that rest on them (and on something hidden).
struct Town {
    double effect = 1;    // times the chance to be reconvicted
    bool hidden = false;  // half of everybody, who are treated and reconvicted more often
    static constexpr std::size_t bands = 4, drugs = 2, areas = 3;

    static double treated(std::size_t band, std::size_t drug, std::size_t area, bool prone) {
        return share_at(-2.6 + 0.35 * static_cast<double>(band) + 0.7 * static_cast<double>(drug) -
                        0.3 * static_cast<double>(area) + (prone ? 1.2 : 0.0));
    }
    static double reconvicted(std::size_t band, std::size_t drug, bool prone) {
        return 0.25 + 0.08 * static_cast<double>(band) + 0.15 * static_cast<double>(drug) + (prone ? 0.2 : 0.0);
    }

    Sample sample(std::uint64_t number) const {
        Sample all{{}, {bands, drugs, areas}};
        for (std::uint64_t k = 0; k < 4000; ++k) {
            const auto one_of = [&](std::uint32_t what, std::size_t many) {
                return static_cast<std::size_t>(luck_of(number, k, what) * static_cast<double>(many));
            };
            const std::size_t band = one_of(0, bands), drug = one_of(1, drugs), area = one_of(2, areas);
            const bool prone = hidden && one_of(3, 2) == 1;
            const bool is_treated = luck_of(number, k, 4) < treated(band, drug, area, prone);
            const double chance = reconvicted(band, drug, prone) * (is_treated ? effect : 1);
            all.people.push_back({mix(k),
                                  is_treated,
                                  luck_of(number, k, 5) < chance,
                                  {static_cast<std::uint16_t>(band), static_cast<std::uint16_t>(drug),
                                   static_cast<std::uint16_t>(area)}});
        }
        return all;
    }

    // The mean effect on the treated: all combinations of covariates are as frequent.
    double truth() const {
        double people = 0, change = 0;
        for (std::size_t band = 0; band < bands; ++band)
            for (std::size_t drug = 0; drug < drugs; ++drug)
                for (std::size_t area = 0; area < areas; ++area) {
                    people += treated(band, drug, area, false);
                    change += treated(band, drug, area, false) * reconvicted(band, drug, false) * (effect - 1);
                }
        return change / people;
    }
};

constexpr int samples = 200;

struct Evaluated {
    int held = 0, told_from_none = 0;                       // intervals that hold the truth, and that leave out 0
    double mean = 0, error = 0, paired = 0, unmatched = 0;  // error: the mean standard error; paired: of the treated
    double least_before = 1e9, greatest_after = 0;          // balance
};

Evaluated evaluated(const Town& town, double truth) {
    Evaluated all;
    for (std::uint64_t number = 0; number < samples; ++number) {
        const LabResult result = town.sample(number).matched();
        REQUIRE(result.matched);
        REQUIRE(result.greatest_after());
        const Interval interval = result.matched->interval();
        all.held += interval.low <= truth && truth <= interval.high;
        all.told_from_none += interval.low > 0 || interval.high < 0;
        all.mean += result.matched->difference / samples;
        all.error += std::sqrt(result.matched->variance) / samples;
        all.paired += static_cast<double>(result.pairs) / static_cast<double>(result.treated) / samples;
        all.unmatched += result.unmatched->difference / samples;
        all.least_before = std::min(all.least_before, result.greatest_before().value());
        all.greatest_after = std::max(all.greatest_after, result.greatest_after().value());
    }
    return all;
}

// So few of 200 with this chance each, or fewer, have a probability below alpha / 2.
int fewest(double chance, double alpha = 1e-4) {
    const boost::math::binomial_distribution<double> law(samples, chance);
    int k = 0;
    while (cdf(law, k) < alpha / 2) ++k;
    return k;
}
int most(double chance) { return samples - fewest(1 - chance); }

}  // namespace

TEST_CASE("without an effect, and selection by what is observed, intervals hold 0 at their nominal rate") {
    const Evaluated all = evaluated(Town{}, 0);
    CHECK(all.held >= fewest(0.95));
    CHECK(all.held <= most(0.95));
    CHECK(std::abs(all.mean) < 4 * all.error / std::sqrt(samples));
    CHECK(all.paired > 0.99);
    CHECK(all.least_before > 0.2);
    CHECK(all.greatest_after < 0.1);
    // Those who were treated are worse risks, by far more than the error of that mean.
    CHECK(all.unmatched > 0.04);
}

TEST_CASE("an effect of a fifth less is found, at its size") {
    const Town town{0.8, false};
    const Evaluated all = evaluated(town, town.truth());
    CHECK(all.held >= fewest(0.95));
    CHECK(all.held <= most(0.95));
    CHECK(std::abs(all.mean - town.truth()) < 4 * all.error / std::sqrt(samples));
    const double power = cdf(boost::math::normal(), -town.truth() / all.error - 1.959963984540054);
    CHECK(all.told_from_none >= fewest(power));
}

TEST_CASE("selection by something hidden looks like an effect, however well the rest is balanced") {
    const Evaluated all = evaluated(Town{1, true}, 0);
    CHECK(all.held < fewest(0.95));
    CHECK(all.mean > 8 * all.error / std::sqrt(samples));
    CHECK(all.greatest_after < 0.1);
}

TEST_CASE("a hundred thousand people are matched, each once at most") {
    Sample sample{{}, {6, 5, 4, 3, 2, 2}};
    for (std::uint64_t k = 0; k < 100'000; ++k) {
        LabSubject person{mix(k), luck_of(1, k, 0) < 0.3, luck_of(1, k, 1) < 0.4, {}};
        for (std::uint32_t c = 0; c < sample.categories.size(); ++c)
            person.covariates.push_back(
                static_cast<std::uint16_t>(luck_of(1, k, 2 + c) * static_cast<double>(sample.categories[c])));
        sample.people.push_back(std::move(person));
    }
    const LabResult result = sample.matched();
    CHECK(result.treated + result.untreated == 100'000);
    CHECK(result.pairs > result.treated * 99 / 100);  // treated at random: for each there are two who are alike
    CHECK(result.pairs <= result.treated);
    CHECK(result.greatest_after().value() < 0.02);
}
