// Payment by results as a measure: who enters which cohort and what is known of them, month by month of payment. The
// ledger itself is tested in contract_test.cpp. Worked out by hand: 100 GBP a quarter, of which 40 are at risk, and 10
// GBP for each person who does not reoffend within 100 days (proven within 50 more).
#include "tests/measure/lives.hpp"

using namespace desist;
using namespace desist::test;

namespace {

std::string contract_with(const std::string& more = "") {
    return "  pay: {payment-by-results: {index: $index, proven: $proof, committed: committed, within: 100 days, "
           "proven-within: 50 days, baseline: 50%, baseline-people: 100, fee: 400 GBP per year, at-risk: 40%, "
           "individual: 10 GBP" +
           more + "}}\n";
}

// From April 2012 to March 2014: eight quarters, which begin on days 0, 91, 183, 275, 365, 456, 548 and 640.
Folded settle(const std::vector<Life>& lives, const std::string& more = "") {
    return fold_lives(lives, contract_with(more), 730);
}
double paid_in(const Folded& f, std::size_t month) { return f.numerators("pay")[month]; }  // pence
std::pair<double, double> rate_of(const Folded& f, std::size_t month) {
    return {f.numerators("pay:rate")[month], f.denominators("pay:rate")[month]};
}
using Pair = std::pair<double, double>;
constexpr std::size_t april = 0, july = 3, november = 7, january = 9, february = 10, october_2013 = 18;

const Life reoffends = {{10, "index"}, {60, "proof", 10}};
const Life does_not = {{20, "index"}};
const Life twice = {{30, "index"}, {80, "index"}, {141, "proof", 1}};  // 110 days after the first, 60 after the second
const Life in_time = {{85, "index"}, {234, "proof", 50}};              // 99 days later, proven within 150
const Life of_july = {{100, "index"}};

}  // namespace

TEST_CASE("a cohort is those who enter in its quarter, once each with their first start") {
    const Folded f = settle({reoffends, does_not, twice, in_time, of_july});
    CHECK(rate_of(f, april) == Pair{2, 4});
    CHECK(rate_of(f, july) == Pair{0, 1});
    // The quarters end on 1 July and 1 October; 150 days later it is 28 November and 28 February.
    CHECK(paid_in(f, november) == 2000);
    CHECK(paid_in(f, february) == 1000);
    CHECK(sum(f.numerators("pay")) == 3000);
    CHECK(*f.value("pay") == Approx(30 / (730 / 365.25)));
    CHECK(*f.value("pay:rate") == Approx(40));
}

TEST_CASE("the fee that is not at risk is paid in the first month of each cohort, also of one that nobody enters") {
    const Folded f = settle({reoffends, of_july});
    Months expected(24, 0);
    for (std::size_t month = 0; month < 24; month += 3) expected[month] = 6000;
    CHECK(f.numerators("pay:fee") == expected);
}

TEST_CASE("yearly cohorts begin in April") {
    const Folded f = settle({reoffends, does_not, of_july, {{370, "index"}}}, ", cohorts: year");
    CHECK(rate_of(f, april) == Pair{1, 3});
    CHECK(f.numerators("pay:fee")[april] == 24000);
    CHECK(f.numerators("pay:fee")[july] == 0);
    CHECK(rate_of(f, 12) == Pair{0, 1});
    CHECK(paid_in(f, 16) == 2000);            // 1 April 2013 and 150 days: 29 August
    CHECK(sum(f.numerators("pay")) == 2000);  // the second is paid after the run
}

TEST_CASE("the outcome of a cohort whose follow-up ends after the run is not available") {
    const Folded f = settle({does_not, {{580, "index"}}, {{581, "index"}}});  // until days 730 and 731
    CHECK(rate_of(f, october_2013) == Pair{0, 0});
    CHECK(sum(f.denominators("pay:rate")) == 1);
    const Folded known = settle({does_not, {{580, "index"}}});
    CHECK(rate_of(known, october_2013) == Pair{0, 1});
}

TEST_CASE("a later payment is in a later month") {
    const Folded f = settle({does_not}, ", lag: 200 days");  // 1 July and 200 days: 17 January
    CHECK(paid_in(f, november) == 0);
    CHECK(paid_in(f, january) == 1000);
}

TEST_CASE("people who are left out do not count") {
    const Folded f = settle({reoffends, does_not, in_time}, ", left-out: {who: b}");
    CHECK(rate_of(f, april) == Pair{2, 2});
    CHECK(paid_in(f, november) == 0);
    const Folded nobody = settle({reoffends, does_not}, ", left-out: {who: [a, b]}");
    CHECK(rate_of(nobody, april) == Pair{0, 0});
    CHECK_FALSE(nobody.value("pay:rate"));
}

TEST_CASE("offences that are left out do not make a reoffender") {
    const Folded f = settle({reoffends, does_not, in_time}, ", offences-left-out: {who: a}");
    CHECK(rate_of(f, april) == Pair{1, 3});
    CHECK(paid_in(f, november) == 2000);
}

TEST_CASE("a reset of the clock within the cohort begins the time anew") {
    const Life reset = {{30, "index"}, {80, "back"}, {141, "proof", 1}};
    const Life too_late = {{30, "index"}, {95, "back"}, {141, "proof", 1}};  // in the next quarter
    const Life before = {{5, "back"}, {30, "index"}, {141, "proof", 1}};
    const Life rid_of = {{10, "index"}, {60, "back"}, {70, "proof", 20}};  // of what was done before the reset
    CHECK(rate_of(settle({reset}, ", clock-reset: $back"), april) == Pair{1, 1});
    CHECK(rate_of(settle({too_late}, ", clock-reset: $back"), april) == Pair{0, 1});
    CHECK(rate_of(settle({before}, ", clock-reset: $back"), april) == Pair{0, 1});
    CHECK(rate_of(settle({rid_of}, ", clock-reset: $back"), april) == Pair{0, 1});
    CHECK(rate_of(settle({rid_of}), april) == Pair{1, 1});
}

TEST_CASE("a contract without a hurdle has no cohorts that pass it") {
    const Folded f = settle({reoffends, does_not});
    CHECK_FALSE(f.value("pay:passed"));
}

TEST_CASE("cohorts well below the baseline are paid the fee at risk, those well above it pay a penalty") {
    // Twenty people: the band is 50% give or take 1.96 x sqrt(0.25 x (1/20 + 1/100)) = 24%.
    const std::string hurdle = ", confidence: 95%, penalty: 50%";
    const Folded good = settle(std::vector<Life>(20, does_not), hurdle);
    CHECK(*good.value("pay:passed") == Approx(100));
    CHECK(paid_in(good, november) == 4000 + 20 * 1000);
    const Folded bad = settle(std::vector<Life>(20, reoffends), hurdle);
    CHECK(*bad.value("pay:passed") == Approx(0));
    CHECK(paid_in(bad, november) == -2000);
}

TEST_CASE("a price is paid for reoffences fewer than the baseline has per reoffender") {
    // Two reoffenders, three reoffences; the baseline has 2 for each: one fewer, at 7.50 GBP; and one who does not.
    const Life once = {{10, "index"}, {60, "proof", 10}}, two = {{10, "index"}, {60, "proof", 10}, {70, "proof", 10}};
    const Folded f = settle({once, two, does_not}, ", price: 7.50 GBP, baseline-frequency: 2");
    CHECK(paid_in(f, november) == 750 + 1000);
}

TEST_CASE("further offences of a case count in the frequency that has a price") {
    // The first proof holds 1 + 1 offences, the second 1 + 2: of two reoffenders 2 and 5, where the baseline has 8.
    const Life once = {{10, "index"}, {60, "proof", 10}}, two = {{10, "index"}, {60, "proof", 10}, {70, "proof", 10}};
    const Folded f =
        settle({once, two, does_not}, ", price: 7.50 GBP, baseline-frequency: 4, further-offences: proofs");
    CHECK(paid_in(f, november) == 750 + 1000);
}

TEST_CASE("somebody who enters in two quarters is in both cohorts") {
    const Folded f = settle({{{10, "index"}, {100, "index"}, {150, "proof", 5}}});  // 135 and 45 days after
    CHECK(rate_of(f, april) == Pair{0, 1});
    CHECK(rate_of(f, july) == Pair{1, 1});
}
