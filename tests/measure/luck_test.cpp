#include "sim/measure/luck.hpp"

#include <algorithm>
#include <cmath>

#include "tests/catch.hpp"
#include "tests/measure/contract_people.hpp"

using namespace desist;
using namespace desist::contract;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

// From first principles: the chance of at most `most` of n, each by chance p, and the most reoffenders that pass.
double binomial(std::int64_t n, double p, std::int64_t k) {
    const double ways = std::lgamma(double(n) + 1) - std::lgamma(double(k) + 1) - std::lgamma(double(n - k) + 1);
    return std::exp(ways + double(k) * std::log(p) + double(n - k) * std::log1p(-p));
}

double binomial_up_to(std::int64_t n, double p, std::int64_t most) {
    double sum = 0;
    for (std::int64_t k = 0; k <= most; ++k) sum += binomial(n, p, k);
    return sum;
}

std::int64_t most_that_pass(std::int64_t n, double p, double baseline_people) {
    constexpr double z95 = 1.959963984540054;  // tables
    const double lower = p - z95 * std::sqrt(p * (1 - p) * (1 / double(n) + 1 / baseline_people));
    std::int64_t most = -1;
    while (double(most + 1) / double(n) < lower) ++most;
    return most;
}

// Four standard errors of a share that is estimated from so many cohorts.
double four_errors(double share, std::uint32_t cohorts) { return 4 * std::sqrt(share * (1 - share) / cohorts); }

Terms terms() {
    Terms made;
    made.yearly_fee = 40'000'000;
    made.at_risk = {100'000};  // 1,000,000 a quarter
    made.hurdle = Hurdle{};
    return made;
}

// 60 people of low risk, of whom 20 reoffend once; 40 of high risk, of whom 30 reoffend 8 times, by weight 12.
std::vector<Person> easy_and_hard() {
    std::vector<Person> people;
    for (std::uint64_t i = 0; i < 60; ++i) people.push_back(person(i + 1, i < 20));
    for (std::uint64_t i = 0; i < 40; ++i) {
        people.push_back(i < 30 ? person(i + 61, 8, 12'000) : person(i + 61));
        people.back().risk_group = 1;
    }
    return people;
}

Pay paid(const Terms& by, const std::vector<Person>& people, const Effort& effort, const Drawing& drawing) {
    const OrWhy<Pay> pay = pay_of(by, people, effort, drawing);
    REQUIRE(pay.value);
    return *pay.value;
}

std::vector<Provider> three(const Terms& by, const Drawing& drawing) {
    const auto all = providers(by, easy_and_hard(), {200'000}, 1, drawing);
    REQUIRE(all.value);
    return *all.value;
}

}  // namespace

TEST_CASE("by luck alone the hurdle is passed as often as the binomial law says") {
    const std::vector<Person> people = people_of(2000, 960);
    for (const std::uint32_t size : study_sizes) {
        const std::uint32_t cohorts = size < 1000 ? 20'000 : 3000;
        const double exact = binomial_up_to(size, 0.48, most_that_pass(size, 0.48, 2000));
        const OrWhy<double> luck = luck_share(terms(), people, {.size = size, .cohorts = cohorts, .key = 11});
        INFO("cohorts of " << size << ": exact " << exact << ", drawn " << luck.value.value_or(-1));
        REQUIRE(luck.value);
        CHECK_THAT(*luck.value, WithinAbs(exact, four_errors(exact, cohorts)));
    }
}

TEST_CASE("a baseline that is taken as known is passed by luck more often") {
    Terms known = terms();
    known.hurdle->baseline_by_chance = false;
    const std::vector<Person> people = people_of(500, 150);
    const double exact = binomial_up_to(1000, 0.3, most_that_pass(1000, 0.3, INFINITY));
    const auto luck = luck_share(known, people, {.size = 1000, .cohorts = 5000, .key = 3});
    REQUIRE(luck.value);
    CHECK_THAT(*luck.value, WithinAbs(exact, four_errors(exact, 5000)));
    CHECK(exact > 0.02);
    CHECK(binomial_up_to(1000, 0.3, most_that_pass(1000, 0.3, 500)) < 0.001);  // as if 500 told little
}

TEST_CASE("against a baseline that is drawn too, luck passes as often as two binomial laws say") {
    // All ways in which 48% of 400 people can turn out as the baseline; of each, those in which 300 pass.
    double exact = 0;
    for (std::int64_t k = 1; k < 400; ++k) {
        exact += binomial(400, 0.48, k) * binomial_up_to(300, 0.48, most_that_pass(300, double(k) / 400, 400));
    }
    const Drawing drawing{.size = 300, .cohorts = 10'000, .key = 12, .draws_baseline = true};
    const auto luck = luck_share(terms(), people_of(400, 192), drawing);
    REQUIRE(luck.value);
    CHECK_THAT(*luck.value, WithinAbs(exact, four_errors(exact, 10'000)));
    CHECK_THAT(exact, WithinAbs(0.025, 0.002));
    CHECK(binomial_up_to(300, 0.48, most_that_pass(300, 0.48, 400)) < 0.01);  // against their own share
}

TEST_CASE("a true reduction passes the hurdle as often as the binomial law says") {
    const std::vector<Person> people = people_of(2000, 960);
    for (const std::uint32_t size : study_sizes) {
        const std::uint32_t cohorts = size < 1000 ? 10'000 : 2000;
        const double exact = binomial_up_to(size, 0.48 * 0.9, most_that_pass(size, 0.48, 2000));
        const OrWhy<double> passed = power(terms(), people, {100'000}, {.size = size, .cohorts = cohorts, .key = 5});
        INFO("cohorts of " << size << ": exact " << exact << ", drawn " << passed.value.value_or(-1));
        REQUIRE(passed.value);
        CHECK_THAT(*passed.value, WithinAbs(exact, four_errors(exact, cohorts)));
    }
}

TEST_CASE("power without a reduction is luck") {
    const std::vector<Person> people = people_of(300, 120);
    const Drawing drawing{.size = 300, .cohorts = 2000, .key = 8};
    CHECK(power(terms(), people, {0}, drawing).value == luck_share(terms(), people, drawing).value);
}

TEST_CASE("whoever stops all reoffending always passes") {
    CHECK(power(terms(), people_of(300, 120), {1'000'000}, {.size = 100, .cohorts = 50, .key = 1}).value == 1.0);
}

TEST_CASE("a study depends on its key and not on the order of people") {
    std::vector<Person> people = easy_and_hard();
    Terms by = terms();
    by.frequency = Frequency{.price = 1000, .below_zero = true};
    const Drawing drawing{.size = 300, .cohorts = 200, .key = 21};
    const Pay one = paid(by, people, {}, drawing);
    std::ranges::reverse(people);
    CHECK(paid(by, people, {}, drawing).net.mean == one.net.mean);
    CHECK(paid(by, people, {}, {.size = 300, .cohorts = 200, .key = 22}).net.mean != one.net.mean);
}

TEST_CASE("who is left out is not drawn") {
    std::vector<Person> people = people_of(10, 10);
    for (std::size_t i = 0; i < 9; ++i) people[i].left_out = true;
    people[9].reoffences = 0;
    Terms by;
    by.individual = 100;
    const Pay pay = paid(by, people, {}, {.size = 50, .cohorts = 20, .key = 2});
    CHECK(pay.payment.mean == 5000);
    CHECK(pay.payment.sd == 0.0);
}

TEST_CASE("the spread of payments is that of the binomial law") {
    Terms by;
    by.individual = 100;
    const Pay pay = paid(by, people_of(100, 50), {}, {.size = 100, .cohorts = 20'000, .key = 6});
    // 100 x Bin(100, 1/2): mean 5,000, sd 500; P(X <= 41) = 0.044 and P(X <= 42) = 0.067; 58 is 42's mirror image
    CHECK_THAT(pay.payment.mean, WithinAbs(5000, 4 * 500 / std::sqrt(20'000)));
    CHECK_THAT(*pay.payment.sd, WithinAbs(500, 4 * 500 / std::sqrt(40'000)));
    CHECK(pay.payment.low == 4200);
    CHECK(pay.payment.high == 5800);
    REQUIRE(pay.share_of_most.value);
    CHECK(*pay.share_of_most.value == pay.payment.mean / 10'000);
}

TEST_CASE("the spread of a few cohorts is that of their own amounts") {
    Terms by;
    by.individual = 100;
    // 20 cohorts of one person: the 5% is the least of 20 amounts, the 95% the 19th.
    std::vector<std::int64_t> seen;
    for (const std::int64_t reoffenders : {2, 50, 98}) {
        for (std::uint64_t key = 0; key < 20; ++key) {
            const Drawing drawing{.size = 1, .cohorts = 20, .key = key, .draws_baseline = false};
            const Spread spread = paid(by, people_of(100, reoffenders), {}, drawing).payment;
            const auto paid_for = std::int64_t(std::llround(spread.mean / 5));  // of 20 people
            seen.push_back(paid_for);
            CHECK(spread.low == (paid_for == 20 ? 100 : 0));
            CHECK(spread.high == (paid_for >= 2 ? 100 : 0));
            const double square = 1e4 * double(paid_for * (20 - paid_for)) / (20 * 19);
            CHECK_THAT(*spread.sd, WithinAbs(std::sqrt(square), 1e-9));
        }
    }
    for (const std::int64_t needed : {0, 1, 19, 20}) CHECK(std::ranges::count(seen, needed) > 0);
}

TEST_CASE("one cohort has no spread") {
    CHECK_FALSE(paid(terms(), people_of(100, 50), {}, {.size = 100, .cohorts = 1, .key = 6}).payment.sd);
}

TEST_CASE("penalties by luck are in the net pay") {
    Terms by = terms();
    by.hurdle->penalty = Amount::pence(500'000);
    const Pay pay = paid(by, people_of(1000, 400), {}, {.size = 300, .cohorts = 4000, .key = 4});
    CHECK(pay.above > 0);
    CHECK_THAT(pay.payment.mean, WithinRel(1e6 * double(pay.below) / 4000, 1e-12));
    CHECK_THAT(pay.net.mean, WithinRel(pay.payment.mean - 5e5 * double(pay.above) / 4000, 1e-9));
}

TEST_CASE("effort is worth in truth what the people reached would have done") {
    const Drawing drawing{.size = 1000, .cohorts = 1000, .key = 31};
    const std::vector<Provider> all = three(terms(), drawing);
    // Of 100 people 50 reoffend; a fifth of them is 10. With all: 0.2 x 260 = 52 reoffences, by weight 0.2 x 380 = 76.
    // The same 10 out of 20 easy ones: half of them, 10 reoffences. Only a fifth of the easy ones: 4 and 4.
    // Cohorts of 1,000 have ten times as many. Four standard errors: people 4 x 9.5 / 31.6 = 1.2, reoffences 4 x 60
    // / 31.6 = 7.6, by weight 4 x 91 / 31.6 = 11.5.
    REQUIRE(all.size() == 3);
    CHECK_THAT(all[0].pay.people_stopped, WithinAbs(100, 1.2));
    CHECK_THAT(all[0].pay.reoffences_prevented, WithinAbs(520, 7.6));
    CHECK_THAT(all[0].pay.weighted_prevented, WithinAbs(760, 11.5));
    CHECK(all[1].effort.stops == std::vector<Millionths>{{500'000}});
    CHECK_THAT(all[1].pay.people_stopped, WithinAbs(100, 1.2));
    CHECK_THAT(all[1].pay.reoffences_prevented, WithinAbs(100, 1.2));
    CHECK(all[2].effort.stops == std::vector<Millionths>{{200'000}});
    CHECK_THAT(all[2].pay.people_stopped, WithinAbs(40, 0.8));
    CHECK_THAT(all[2].pay.reoffences_prevented, WithinAbs(40, 0.8));
}

TEST_CASE("the hurdle pays as much for a fifth of the reoffences prevented, where they are those of easy cases") {
    Terms by = terms();
    by.hurdle->baseline_by_chance = false;
    const Drawing drawing{.size = 300, .cohorts = 4000, .key = 32};
    const std::vector<Provider> all = three(by, drawing);
    const std::int64_t most = most_that_pass(300, 0.5, INFINITY);
    const double full = binomial_up_to(300, 0.4, most), little = binomial_up_to(300, 0.46, most);
    CHECK_THAT(all[0].pay.payment.mean / 1e6, WithinAbs(full, four_errors(full, 4000)));
    CHECK_THAT(all[1].pay.payment.mean / 1e6, WithinAbs(full, four_errors(full, 4000)));
    CHECK_THAT(all[2].pay.payment.mean / 1e6, WithinAbs(little, four_errors(little, 4000)));
    CHECK(all[1].pay.reoffences_prevented < all[0].pay.reoffences_prevented / 4);
}

TEST_CASE("a frequency payment that falls below zero takes from who leaves the hard cases") {
    Terms by = terms();
    by.hurdle.reset();
    by.frequency = Frequency{.price = 1000, .below_zero = true};
    by.each_cohort.payment = Amount::pence(1'000'000);
    const std::vector<Provider> all = three(by, {.size = 1000, .cohorts = 1000, .key = 33});
    // With all: still 260 / 50 = 5.2 for each reoffender left, so nothing on average. Easy cases alone: 10 + 240 by 40
    // reoffenders, where 5.2 x 40 = 208 were expected: 42 more of every 100 people, 420 x 1,000 pence of every 1,000.
    CHECK_THAT(all[0].pay.net.mean, WithinAbs(0, 4 * 1000 * 70 / std::sqrt(1000)));
    CHECK_THAT(all[1].pay.net.mean, WithinAbs(-420'000, 4 * 1000 * 70 / std::sqrt(1000)));
}

TEST_CASE("effort that is moved stops nobody twice") {
    const auto all = providers(terms(), easy_and_hard(), {600'000}, 1, {.size = 100, .cohorts = 10, .key = 1});
    REQUIRE(all.value);
    CHECK((*all.value)[1].effort.stops == std::vector<Millionths>{{1'000'000}});  // 30 were to stop, 20 are there
}

TEST_CASE("studies that cannot be had say why") {
    const Drawing drawing{.size = 100, .cohorts = 10, .key = 1};
    CHECK(luck_share(terms(), {}, drawing).why_not == "nobody is there to draw cohorts from");
    std::vector<Person> people = people_of(10, 5);
    people[0].beyond_run = true;
    CHECK(power(terms(), people, {0}, drawing).why_not ==
          "the run ends before the follow-up of 1 of the 10 people who count");
    Terms by = terms();
    by.frequency = Frequency{.price = 1000};
    CHECK(luck_share(by, people_of(10, 5), drawing).why_not ==
          "a frequency payment without a cap has no most that can be earned");
    CHECK(luck_share(by, people_of(10, 0), drawing).why_not ==
          "nobody of the baseline reoffended, so it has no reoffences per reoffender");
    by.hurdle.reset();
    CHECK(power(by, people_of(10, 5), {0}, drawing).why_not == "the contract has no hurdle");
    CHECK(providers(terms(), easy_and_hard(), {200'000}, 0, drawing).why_not ==
          "nobody of the lowest risk groups reoffends");
    by.each_cohort.payment = Amount::pence(0);
    CHECK(luck_share(by, people_of(10, 5), drawing).why_not == "nothing can be earned");
}
