// Survival and cumulative incidence, against published tables, hand work, and shares where nobody is censored.
#include "sim/measure/survival.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "sim/base/check.hpp"
#include "sim/random/keyed.hpp"
#include "sim/random/laws.hpp"
#include "tests/catch.hpp"

using namespace desist;

namespace {

std::vector<Followed> people(const std::vector<std::int64_t>& times, const std::vector<std::uint8_t>& causes) {
    std::vector<Followed> all;
    for (std::size_t i = 0; i < times.size(); ++i) all.push_back({times[i], causes[i]});
    return all;
}

// Weeks in remission on 6-mercaptopurine (Freireich and others 1963).
std::vector<Followed> freireich() {
    return people({6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35},
                  {1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
}

// Seven people: reconvicted (1), recalled (2), or lost from sight (0).
//   time      1       2      3       4       5     6     7
//   cause     1       2      0       1       2     1     0
//   at risk   7       6      5       4       3     2     1
//   S after   6/7     5/7    5/7     15/28   5/14  5/28  5/28
//   F1        1/7     1/7    1/7     9/28    9/28  1/2   1/2
//   F2        0       1/7    1/7     1/7     9/28  9/28  9/28
std::vector<Followed> seven() { return people({1, 2, 3, 4, 5, 6, 7}, {1, 2, 0, 1, 2, 1, 0}); }

Chance at(const std::optional<ChanceCurve>& curve, std::int64_t time) {
    REQUIRE(curve);
    const auto chance = curve->at(time);
    REQUIRE(chance);
    return *chance;
}

}  // namespace

TEST_CASE("survival and its error are those of the textbooks for Freireich's data") {
    const auto curve = survival(freireich());
    // D. G. Kleinbaum, M. Klein, Survival Analysis, 2012, tables of chapter 2: printed with four digits.
    CHECK(at(curve, 6).value == Approx(0.8571).margin(0.5e-4));
    CHECK(at(curve, 10).value == Approx(0.7529).margin(0.5e-4));
    CHECK(at(curve, 23).value == Approx(0.4482).margin(0.5e-4));
    CHECK(std::sqrt(at(curve, 23).variance) == Approx(0.1346).margin(0.5e-4));
    CHECK(at(curve, 10).at_risk == 15);
    CHECK(at(curve, 35).value == at(curve, 23).value);
}

TEST_CASE("survival counts nobody twice, so steps are at times of events with those at risk just before") {
    const auto curve = survival(freireich());
    REQUIRE(curve);
    std::vector<std::int64_t> times, at_risk, events;
    for (const ChanceCurve::Step& step : curve->steps()) {
        times.push_back(step.time);
        at_risk.push_back(step.chance.at_risk);
        events.push_back(step.events);
    }
    CHECK(times == std::vector<std::int64_t>{6, 7, 10, 13, 16, 22, 23});
    CHECK(at_risk == std::vector<std::int64_t>{21, 17, 15, 12, 11, 7, 6});
    CHECK(events == std::vector<std::int64_t>{3, 1, 1, 1, 1, 1, 1});
}

TEST_CASE("events come before censorings of the same time") {
    // Of two, one has the event when the other is lost: half survive, not none of one.
    const auto curve = survival(people({5, 5}, {0, 1}));
    CHECK(at(curve, 5).value == 0.5);
    CHECK(at(curve, 5).at_risk == 2);
}

TEST_CASE("an event counts from its own second on, a censoring takes away after it") {
    const auto curve = survival(people({5, 7, 9, 9}, {1, 0, 1, 0}));
    CHECK(at(curve, 4).value == 1);
    CHECK(at(curve, 4).at_risk == 4);
    CHECK(at(curve, 5).value == 0.75);
    CHECK(at(curve, 5).at_risk == 4);
    CHECK(at(curve, 7).at_risk == 3);
    CHECK(at(curve, 8).at_risk == 2);
    CHECK(at(curve, 9).value == 0.375);
}

TEST_CASE("nothing is said of nobody, nor after the last who was followed without an event") {
    CHECK_FALSE(survival({}));
    CHECK_FALSE(cumulative_incidence({}, 1));
    const auto open = survival(people({5, 9}, {1, 0}));
    REQUIRE(open);
    CHECK(open->at(9));
    CHECK_FALSE(open->at(10));
    const auto incidence = cumulative_incidence(people({5, 9}, {1, 0}), 1);
    REQUIRE(incidence);
    CHECK_FALSE(incidence->at(10));
}

TEST_CASE("where everybody has had an event, nothing changes any more") {
    const auto alive = survival(people({5, 9}, {1, 1}));
    CHECK(at(alive, 1000).value == 0);
    CHECK(at(alive, 1000).at_risk == 0);
    const auto first = cumulative_incidence(people({5, 9}, {1, 2}), 1);
    CHECK(at(first, 1000).value == 0.5);
    // Of the world without cause 2, nothing is known after its event.
    const auto without = survival(people({5, 9}, {1, 2}));
    REQUIRE(without);
    CHECK_FALSE(without->at(10));
}

TEST_CASE("cumulative incidence of two causes is that worked out by hand") {
    const auto first = cumulative_incidence(seven(), 1), second = cumulative_incidence(seven(), 2);
    const std::vector<double> f1 = {4, 4, 4, 9, 9, 14, 14}, f2 = {0, 4, 4, 4, 9, 9, 9};  // in 1/28
    for (std::int64_t t = 1; t <= 7; ++t) {
        CHECK(at(first, t).value == Approx(f1[t - 1] / 28).epsilon(1e-14));
        CHECK(at(second, t).value == Approx(f2[t - 1] / 28).epsilon(1e-14));
        CHECK(at(first, t).at_risk == 8 - t);
    }
}

TEST_CASE("the variance of a cumulative incidence is the sum that the delta method gives") {
    // Var F(t) = sum over t_j <= t of (F - F_j)^2 d_j / (n_j (n_j - d_j)) + S_j-^2 e_j (n_j - e_j) / n_j^3
    //            - 2 (F - F_j) S_j- e_j / n_j^2,
    // with d_j events of all causes, e_j of the cause, S_j- just before. Of cause 1 at time 6, where F = 1/2:
    //   t=1: d=e=1, n=7, S-=1,     F_j=1/7:   (5/14)^2/42 + 6/343 - 2 (5/14)/49
    //   t=2: d=1, e=0, n=6,        F_j=1/7:   (5/14)^2/30
    //   t=4: d=e=1, n=4, S-=5/7,   F_j=9/28:  (5/28)^2/12 + (25/49)(3/64) - 2 (5/28)(5/7)/16
    //   t=5: d=1, e=0, n=3,        F_j=9/28:  (5/28)^2/6
    //   t=6: d=e=1, n=2, S-=5/14,  F_j=1/2:   0 + (25/196)(1/8) - 0
    const double by_hand = 25.0 / 196 / 42 + 6.0 / 343 - 10.0 / 14 / 49 + 25.0 / 196 / 30 + 25.0 / 784 / 12 +
                           75.0 / 49 / 64 - 50.0 / 196 / 16 + 25.0 / 784 / 6 + 25.0 / 196 / 8;
    CHECK(at(cumulative_incidence(seven(), 1), 6).variance == Approx(by_hand).epsilon(1e-13));
    CHECK(at(cumulative_incidence(seven(), 1), 7).variance == Approx(by_hand).epsilon(1e-13));
    // Of cause 2 at time 2: F = 1/7; t=1: e=0, F_j=0: (1/7)^2/42; t=2: (36/49) 5/216.
    CHECK(at(cumulative_incidence(seven(), 2), 2).variance == Approx(1.0 / 49 / 42 + 180.0 / 49 / 216).epsilon(1e-13));
}

TEST_CASE("without censoring, chances are shares and their variances those of shares") {
    std::vector<Followed> all;
    for (std::int64_t i = 0; i < 1000; ++i) all.push_back({1 + i * i % 97, static_cast<std::uint8_t>(1 + i % 3)});
    const auto first = cumulative_incidence(all, 2);
    for (const std::int64_t t : {0, 1, 10, 50, 95}) {
        const auto hits = std::ranges::count_if(all, [&](Followed f) { return f.time <= t && f.cause == 2; });
        const double p = static_cast<double>(hits) / 1000;
        CHECK(at(first, t).value == Approx(p).epsilon(1e-12));
        CHECK(at(first, t).variance == Approx(p * (1 - p) / 1000).epsilon(1e-10));
    }
}

TEST_CASE("cumulative incidences of all causes and survival of any add up to one") {
    const auto any_event = [] {
        auto all = seven();
        for (Followed& f : all) f.cause = f.cause > 0;
        return all;
    }();
    for (std::int64_t t = 0; t <= 7; ++t)
        CHECK(at(cumulative_incidence(seven(), 1), t).value + at(cumulative_incidence(seven(), 2), t).value +
                  at(survival(any_event), t).value ==
              Approx(1).epsilon(1e-14));
}

TEST_CASE("with one cause only, incidence is the rest of survival, with the same variance") {
    const auto alive = survival(freireich()), event = cumulative_incidence(freireich(), 1);
    for (const std::int64_t t : {0, 6, 9, 22, 35}) {
        CHECK(at(event, t).value == Approx(1 - at(alive, t).value).epsilon(1e-14));
        CHECK(at(event, t).variance == Approx(at(alive, t).variance).epsilon(1e-12));
    }
    CHECK(at(cumulative_incidence(people({3, 1, 2}, {1, 1, 1}), 1), 3).value == 1);
}

TEST_CASE("the incidence of what has happened to everybody is 1 exactly, and has no interval") {
    std::vector<Followed> all;
    for (std::int64_t n = 1; n <= 60; ++n) {
        all.push_back({n, 2});
        const Chance chance = at(cumulative_incidence(all, 2), n);
        CHECK(chance.value == 1);
        CHECK(chance.variance == 0);
        CHECK_FALSE(log_log_interval(chance));
    }
}

TEST_CASE("one less survival among competing causes is more than the incidence") {
    CHECK(1 - at(survival(seven()), 6).value > at(cumulative_incidence(seven(), 1), 6).value + 0.1);
}

TEST_CASE("the order in which people come does not change a bit") {
    auto turned = seven(), more = freireich();
    std::ranges::reverse(turned);
    std::ranges::reverse(more);
    for (std::int64_t t = 0; t <= 7; ++t) {
        CHECK(at(cumulative_incidence(turned, 1), t).value == at(cumulative_incidence(seven(), 1), t).value);
        CHECK(at(cumulative_incidence(turned, 1), t).variance == at(cumulative_incidence(seven(), 1), t).variance);
        CHECK(at(survival(more), 5 * t).variance == at(survival(freireich()), 5 * t).variance);
    }
}

TEST_CASE("intervals of survival are those of Freireich's data at week 10") {
    const Chance chance = at(survival(freireich()), 10);
    // R, survival: survfit(Surv(...) ~ 1, conf.type = "plain") gives 0.564 to 0.942 and "log-log" 0.503 to 0.889.
    const auto plain = plain_interval(chance), log_log = log_log_interval(chance);
    REQUIRE((plain && log_log));
    CHECK(plain->low == Approx(0.564).margin(0.0005));
    CHECK(plain->high == Approx(0.942).margin(0.0005));
    CHECK(log_log->low == Approx(0.503).margin(0.0005));
    CHECK(log_log->high == Approx(0.889).margin(0.0005));
}

TEST_CASE("the log-log interval is even on the scale of log(-log p), at any level") {
    const Chance chance{0.3, 0.01, 20};
    for (const auto& [level, z] : {std::pair{0.9, 1.6448536269514722}, std::pair{0.99, 2.5758293035489004}}) {
        const auto interval = log_log_interval(chance, level);
        REQUIRE(interval);
        const double middle = std::log(-std::log(0.3)), far = z * 0.1 / (0.3 * -std::log(0.3));
        CHECK(std::log(-std::log(interval->low)) == Approx(middle + far).epsilon(1e-12));
        CHECK(std::log(-std::log(interval->high)) == Approx(middle - far).epsilon(1e-12));
    }
}

TEST_CASE("plain intervals are cut off at 0 and 1") {
    CHECK(plain_interval({0.05, 0.01, 4})->low == 0);
    CHECK(plain_interval({0.95, 0.01, 4})->high == 1);
}

TEST_CASE("where nobody or everybody has had the event there is no interval") {
    const auto none = survival(people({5, 6}, {0, 0})), all = survival(people({5, 6}, {1, 1}));
    for (const Chance& chance : {at(none, 6), at(all, 6)}) {
        CHECK(chance.variance == 0);
        CHECK_FALSE(log_log_interval(chance));
        CHECK_FALSE(plain_interval(chance));
    }
    CHECK(at(none, 6).value == 1);
    CHECK(at(all, 6).value == 0);
}

TEST_CASE("the medians of Freireich's data are 23 weeks with the drug and 8 without") {
    // D. G. Kleinbaum, M. Klein, Survival Analysis, 2012, chapter 2. Nobody of those without the drug was censored.
    const auto drug = survival(freireich());
    const auto placebo = survival(people({1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23},
                                         std::vector<std::uint8_t>(21, 1)));
    REQUIRE((drug && placebo));
    CHECK(drug->median() == 23);
    CHECK(placebo->median() == 8);
}

TEST_CASE("the median is the first time at which a curve has come to a half, whatever the last bit of it") {
    // 23/24 of 22/23 and so on to 12/13 is a half, in doubles one rounding more.
    std::vector<std::int64_t> times(24);
    std::iota(times.begin(), times.end(), 1);
    CHECK(survival(people(times, std::vector<std::uint8_t>(24, 1)))->median() == 12);
    CHECK(survival(people({1, 2, 3, 4}, {1, 1, 0, 0}))->median() == 2);
    CHECK(survival(people({1, 2, 3, 4}, {1, 1, 1, 1}))->median() == 2);
    CHECK(cumulative_incidence(people({1, 2, 3, 4}, {2, 1, 1, 0}), 1)->median() == 3);
}

TEST_CASE("where fewer than half have had the event there is no median") {
    CHECK_FALSE(survival(people({1, 2, 3}, {1, 0, 0}))->median());
    CHECK_FALSE(survival(people({1, 2}, {0, 0}))->median());
    CHECK_FALSE(cumulative_incidence(seven(), 2)->median());
}

TEST_CASE("negative times and an incidence of censoring are refused") {
    CHECK_THROWS_AS(survival({{-1, 1}}), InternalError);
    CHECK_THROWS_AS(cumulative_incidence(seven(), 0), InternalError);
}

namespace {

// Exponential times of two causes and of being lost from sight, a year in seconds being 1,000.
std::vector<Followed> some_people(std::uint64_t set, std::uint32_t n) {
    std::vector<Followed> all;
    for (std::uint32_t i = 0; i < n; ++i) {
        const auto draw = [&](std::string_view what) {
            return unit_exponential(uniform(offender_key(1, 0, name_hash("set"), set), 0, purpose("a/b", what), i));
        };
        const double end = draw("time") / 2.0, which = 1 - std::exp(-draw("cause"));  // three rates: 1, 0.5, 0.5
        const int cause = which < 0.5 ? 1 : which < 0.75 ? 2 : 0;
        all.push_back({std::llround(end * 1000), static_cast<std::uint8_t>(cause)});
    }
    return all;
}

struct Spread {
    double mean = 0, variance = 0, told = 0;  // told: the mean of the variances of the estimates themselves
    double held = 0;                          // the share of the intervals that hold the truth
};
Spread spread_of(double truth, const std::function<std::optional<ChanceCurve>(std::vector<Followed>)>& estimate) {
    constexpr int sets = 4000;
    double sum = 0, squares = 0;
    Spread spread;
    for (std::uint64_t set = 0; set < sets; ++set) {
        const Chance chance = at(estimate(some_people(set, 100)), 500);
        const auto interval = log_log_interval(chance);
        REQUIRE(interval);
        sum += chance.value / sets;
        squares += chance.value * chance.value / sets;
        spread.told += chance.variance / sets;
        spread.held += (interval->low <= truth && truth <= interval->high) / static_cast<double>(sets);
    }
    spread.mean = sum;
    spread.variance = squares - sum * sum;
    return spread;
}

void check_spread(double truth, const Spread& spread) {
    CHECK(std::abs(spread.mean - truth) < 4 * std::sqrt(spread.variance / 4000) + 0.0005);  // times in whole seconds
    CHECK(spread.told == Approx(spread.variance).epsilon(0.1));  // 4,000 squares have an error of 2.2%
    CHECK(spread.held > 0.935);
    CHECK(spread.held < 0.965);
}

}  // namespace

TEST_CASE("of people lost from sight, estimates spread as their variances say and intervals hold the truth") {
    // Rates 1 and 0.5 of two causes, to be lost at 0.5: at half a year, S = exp(-0.5), F = 2/3 (1 - exp(-0.75)).
    check_spread(std::exp(-0.5), spread_of(std::exp(-0.5), survival));
    const double truth = 2.0 / 3 * (1 - std::exp(-0.75));
    check_spread(truth, spread_of(truth, [](auto people) { return cumulative_incidence(std::move(people), 1); }));
}
