// What matching promises and what it cannot: over 200 samples of 2,000 people whose selection is known, how often the
// interval holds the truth, and the bias beside that which theory gives. Everybody's luck is keyed, so the samples are
// the same with every library.
#include <algorithm>
#include <cmath>
#include <functional>
#include <string>

#include "sim/measure/matching.hpp"
#include "sim/random/keyed.hpp"
#include "sim/random/laws.hpp"
#include "tests/catch.hpp"
#include "tests/measure/binomial_region.hpp"

using namespace desist;
using namespace desist::test;

namespace {

constexpr int samples = 200;
constexpr std::uint64_t people = 2000;
constexpr double alpha = 1e-4;  // of each statement on chance

struct Person {
    std::vector<std::uint16_t> covariates;
    double treated = 0, outcome = 0;  // chances; that of the outcome if not treated
};
using Luck = std::function<double(const char* role)>;  // a uniform for each role
using Town = std::function<Person(const Luck&)>;

// What the evaluations of all samples found; errors are estimates less the mean effect on the sample's treated.
struct Found {
    int hold_truth = 0, hold_zero = 0, unmatched_hold_truth = 0;
    double mean = 0, truth = 0, error = 0, error_deviation = 0, greatest_balance = 0, least_matched = 1;

    // The greatest distance of the mean from its expectation by chance.
    double chance() const { return normal_quantile(1 - alpha / 2) * error_deviation / std::sqrt(double{samples}); }
};

bool holds(const Interval& interval, double value) { return interval.low <= value && value <= interval.high; }

// One sample, and the mean effect on its treated.
std::pair<std::vector<LabSubject>, double> drawn(const Town& town, double times, std::uint32_t number) {
    std::vector<LabSubject> sample;
    double effects = 0, treated = 0;
    for (std::uint64_t i = 0; i < people; ++i) {
        const OffenderKey who = offender_key(20'110'211, number, name_hash("matching"), i);
        const Luck luck = [&](const char* role) { return uniform(who, 0, purpose("lab", role), 0); };
        Person p = town(luck);
        const bool is_treated = luck("treated") < p.treated;
        const bool outcome = luck("outcome") < p.outcome * (is_treated ? times : 1);
        treated += is_treated ? 1 : 0;
        effects += is_treated ? p.outcome * (times - 1) : 0;
        sample.push_back({who.value, is_treated, outcome, std::move(p.covariates)});
    }
    return {std::move(sample), effects / treated};
}

Found evaluate(const Town& town, const std::vector<std::size_t>& categories, double times = 1) {
    Found found;
    double squares = 0;
    for (std::uint32_t number = 0; number < samples; ++number) {
        const auto [sample, truth] = drawn(town, times, number);
        const LabResult r = match(sample, categories);
        REQUIRE((r.matched && r.unmatched && r.greatest_after()));
        const double error = r.matched->difference - truth;
        found.hold_truth += holds(r.matched->interval(), truth) ? 1 : 0;
        found.hold_zero += holds(r.matched->interval(), 0) ? 1 : 0;
        found.unmatched_hold_truth += holds(r.unmatched->interval(), truth) ? 1 : 0;
        found.mean += r.matched->difference / samples;
        found.truth += truth / samples;
        found.error += error / samples;
        squares += error * error;
        found.greatest_balance = std::max(found.greatest_balance, *r.greatest_after());
        found.least_matched = std::min(found.least_matched, double(r.pairs) / double(r.treated));
    }
    found.error_deviation = std::sqrt((squares - samples * found.error * found.error) / (samples - 1));
    return found;
}

std::string words(const Found& f) {
    return "mean estimate " + std::to_string(f.mean) + ", truth " + std::to_string(f.truth) + ", chance of the mean " +
           std::to_string(f.chance()) + ", intervals that hold the truth " + std::to_string(f.hold_truth) + ", zero " +
           std::to_string(f.hold_zero) + ", unmatched the truth " + std::to_string(f.unmatched_hold_truth) +
           ", greatest imbalance " + std::to_string(f.greatest_balance) + ", least share matched " +
           std::to_string(f.least_matched);
}

std::uint16_t part(double u, int parts) { return static_cast<std::uint16_t>(u * parts); }

// Drug, age, former conviction and area, in 3, 4, 2 and 8 categories: 192 kinds of people in a sample of 2,000. All but
// the area bear on the outcome, all on the treatment.
Person seen_person(const Luck& luck) {
    const auto drug = part(luck("drug"), 3), age = part(luck("age"), 4), former = part(luck("former"), 2),
               area = part(luck("area"), 8);
    return {{drug, age, former, area},
            0.08 + 0.07 * drug + 0.03 * age + 0.06 * former + 0.01 * area,
            0.10 + 0.12 * drug + 0.04 * age + 0.10 * former};
}
const std::vector<std::size_t> of_seen = {3, 4, 2, 8};

// Drug and age are seen, a frailty of one half of all people is not.
Person frail_person(int drug, int age, bool frail) {
    return {{static_cast<std::uint16_t>(drug), static_cast<std::uint16_t>(age)},
            0.05 + 0.04 * drug + 0.02 * age + (frail ? 0.22 : 0),
            0.10 + 0.10 * drug + 0.03 * age + (frail ? 0.30 : 0)};
}

// Offences in a year at a rate that stays: 0.3, 1 or 3 a year.
constexpr double rates[] = {0.3, 1, 3}, rate_shares[] = {0.6, 0.3, 0.1};
double poisson(int k, double mean) { return std::exp(k * std::log(mean) - mean - std::lgamma(k + 1.0)); }
int poisson_draw(double u, double mean) {
    int k = 0;
    for (double up_to = poisson(0, mean); up_to < u && k < 50; up_to += poisson(++k, mean)) {
    }
    return k;
}
double two_or_more(double mean) { return 1 - poisson(0, mean) - poisson(1, mean); }
constexpr double treated_at_peak = 0.45, treated_else = 0.05;

// Who had two offences or more last year is at a peak and mostly selected. Seen is the count of the year before, as
// none, one, more; the outcome is a peak again.
Person peak_person(const Luck& luck) {
    const double u = luck("rate");
    const double rate = rates[u < rate_shares[0] ? 0 : u < rate_shares[0] + rate_shares[1] ? 1 : 2];
    const bool peak = poisson_draw(luck("last year"), rate) >= 2;
    return {{static_cast<std::uint16_t>(std::min(poisson_draw(luck("year before"), rate), 2))},
            peak ? treated_at_peak : treated_else,
            two_or_more(rate)};
}

// Shares of all people with one pattern of covariates: the treated, the others, and those of each with the outcome.
struct Cell {
    double treated = 0, others = 0, treated_outcome = 0, others_outcome = 0;
    void add(double share, double treat, double outcome) {
        treated += share * treat;
        others += share * (1 - treat);
        treated_outcome += share * treat * outcome;
        others_outcome += share * (1 - treat) * outcome;
    }
};

// What exact matching of all treated finds in an endless sample without effect: their outcomes less those of others
// with the same covariates.
double bias_of(const std::vector<Cell>& cells) {
    double bias = 0, treated = 0;
    for (const Cell& c : cells) {
        bias += c.treated_outcome - c.treated * c.others_outcome / c.others;
        treated += c.treated;
    }
    return bias / treated;
}

}  // namespace

TEST_CASE("few alike among many kinds of people, no effect: intervals hold zero at their rate, pairs are balanced") {
    const Found found = evaluate(seen_person, of_seen);
    INFO(words(found));
    const auto [low, high] = acceptance(samples, 0.95, alpha);
    CHECK(found.hold_zero >= low);
    CHECK(found.hold_zero <= high);
    CHECK(std::abs(found.mean) < found.chance());
    CHECK(found.greatest_balance < 0.1);
    CHECK(found.unmatched_hold_truth < low);  // without matching the same people mislead
}

TEST_CASE(
    "few alike among many kinds of people, an effect of a fifth: the mean estimate is the truth, intervals hold it at "
    "their rate") {
    const Found found = evaluate(seen_person, of_seen, 0.8);
    INFO(words(found));
    const auto [low, high] = acceptance(samples, 0.95, alpha);
    CHECK(found.truth < -0.05);
    CHECK(std::abs(found.error) < found.chance());
    CHECK(found.hold_truth >= low);
    CHECK(found.hold_truth <= high);
    CHECK(found.hold_zero < acceptance(samples, 0.5, alpha).first);  // the effect is told from none
}

TEST_CASE("selection on a hidden frailty: intervals seldom hold zero, the bias is that of theory") {
    std::vector<Cell> cells;
    for (int drug = 0; drug < 3; ++drug)
        for (int age = 0; age < 4; ++age) {
            Cell& cell = cells.emplace_back();
            for (const bool frail : {false, true}) {
                const Person p = frail_person(drug, age, frail);
                cell.add(1.0 / 24, p.treated, p.outcome);
            }
        }
    const double bias = bias_of(cells);
    REQUIRE(bias > 0);  // the frail are treated and fail: treatment seems to do harm
    const Found found = evaluate(
        [](const Luck& luck) {
            return frail_person(part(luck("drug"), 3), part(luck("age"), 4), luck("frailty") < 0.5);
        },
        {3, 4});
    INFO(words(found) << ", bias by theory " << bias);
    CHECK(found.hold_zero < acceptance(samples, 0.5, alpha).first);
    CHECK(found.mean > 0);
    CHECK(std::abs(found.mean - bias) < found.chance());
    CHECK(found.greatest_balance < 0.1);  // which tells nobody
}

TEST_CASE("selection at a peak: the treated fall back by themselves, and still do worse than their matches") {
    std::vector<Cell> cells(3);
    double peaks = 0, again = 0, treated = 0;
    for (std::size_t r = 0; r < 3; ++r) {
        const double rate = rates[r], peak = two_or_more(rate);
        const double treat = peak * treated_at_peak + (1 - peak) * treated_else;
        const double before[] = {poisson(0, rate), poisson(1, rate), peak};
        for (std::size_t k = 0; k < 3; ++k) cells[k].add(rate_shares[r] * before[k], treat, peak);
        peaks += rate_shares[r] * peak * treated_at_peak;
        again += rate_shares[r] * treat * peak;
        treated += rate_shares[r] * treat;
    }
    CHECK(peaks / treated - again / treated > 0.2);  // a peak among so many fewer, with no effect at all
    const double bias = bias_of(cells);
    REQUIRE(bias > 0);
    const Found found = evaluate(peak_person, {3});
    INFO(words(found) << ", bias by theory " << bias << ", at a peak before " << peaks / treated << ", after "
                      << again / treated);
    CHECK(found.hold_zero < acceptance(samples, 0.5, alpha).first);
    CHECK(found.mean > 0);
    CHECK(std::abs(found.mean - bias) < found.chance());
}
