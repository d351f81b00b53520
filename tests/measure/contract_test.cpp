#include "sim/measure/contract.hpp"

#include <algorithm>

#include "sim/base/check.hpp"
#include "tests/catch.hpp"
#include "tests/measure/contract_people.hpp"

using namespace desist;
using namespace desist::contract;
using Catch::Matchers::WithinAbs;

namespace {

// A fee of 1,200,000.02 pounds a year: 30,000,000.5 -> 30,000,001 pence a quarter, a tenth of which is at risk:
// 3,000,000.1 -> 3,000,000; always paid: 27,000,001.
// The baseline: 500 of 1,000 reoffended, 1,500 times; by weight 1,800 times, 3.6 for each reoffender.
Terms hurdle_terms() {
    Terms terms;
    terms.yearly_fee = 120'000'002;
    terms.at_risk = {100'000};
    terms.baseline = {.people = 1000, .reoffenders = 500, .reoffences = 1500, .weighted = 1'800'000};
    terms.hurdle = Hurdle{};
    return terms;
}

// 120.35 pounds for each weighted reoffence fewer, and for each more, when they are more than 5% off; a penalty of half
// the fee at risk; payments up to 40,000 pounds, deductions up to the fee at risk.
Terms whole_terms() {
    Terms terms = hurdle_terms();
    terms.hurdle->penalty = Amount::share({500'000});
    terms.frequency = Frequency{.price = 12'035, .tolerance = {50'000}, .below_zero = true, .weighted = true};
    terms.each_cohort = {.payment = Amount::pence(4'000'000), .deduction = Amount::share({1'000'000})};
    terms.lag = {548 * seconds_per_day};
    return terms;
}

// Of 400 people: h = 1.959964 x sqrt(0.5 x 0.5 x (1/400 + 1/1000)) = 1.959964 x sqrt(0.000875) = 1.959964 x 0.02958040
// = 0.0579765. Significantly below is less than 0.4420235, 176 of 400 at most (0.44; 177 are 0.4425); significantly
// above is more than 0.5579765, 224 at least (0.56; 223 are 0.5575).
std::vector<Cohort> six_cohorts() {
    return {cohort_of(2014, 4, people_of(400, 176, 600'500)),
            cohort_of(2014, 7, people_of(400, 177, 640'000)),
            cohort_of(2014, 10, people_of(400, 224, 850'000)),
            cohort_of(2015, 1, people_of(400, 160, 480'000)),
            cohort_of(2015, 4, {}),
            cohort_of(2015, 7, people_of(400, 240, 1'000'000))};
}

const Outcome& outcome_at(const Ledger& ledger, std::size_t i) {
    REQUIRE(ledger.entries.at(i).outcome.value);
    return *ledger.entries[i].outcome.value;
}

// The outcome of one cohort, which there is.
Outcome outcome_for(const Terms& terms, const Counts& counts) {
    const OrWhy<Outcome> outcome = outcome_of(terms, counts);
    REQUIRE(outcome.value);
    return *outcome.value;
}

Outcome of_400(const Terms& terms, std::int64_t reoffenders) {
    return outcome_for(terms,
                       {.people = 400, .reoffenders = reoffenders, .reoffences = 3 * reoffenders, .weighted = 0});
}

}  // namespace

TEST_CASE("a fee is a quarter of the year's, and at risk is its share, each to the nearest penny") {
    const Fee fee = fee_of(hurdle_terms());
    CHECK(fee.whole == 30'000'001);
    CHECK(fee.at_risk == 3'000'000);
    CHECK(fee.always_paid() == 27'000'001);
    Terms by_year = hurdle_terms();
    by_year.every = Terms::Every::year;
    CHECK(fee_of(by_year).whole == 120'000'002);
    CHECK(fee_of(by_year).at_risk == 12'000'000);
}

TEST_CASE("a ledger by hand: the hurdle is passed and weighted reoffences are fewer") {
    const Ledger ledger = settle(whole_terms(), six_cohorts());
    const Outcome& outcome = outcome_at(ledger, 0);
    CHECK(outcome.share == 0.44);
    CHECK(outcome.verdict == Verdict::below);
    CHECK_THAT(outcome.band->half_width, WithinAbs(0.0579765, 5e-8));
    CHECK(outcome.binary == 3'000'000);
    CHECK(outcome.withheld == 0);
    // 176 x 3.6 = 633.6 were to be expected; 633.6 - 600.5 = 33.1 fewer, more than 5% of 633.6 = 31.68.
    // 33.1 x 12,035 = 398,358.5 -> 398,359
    CHECK(outcome.frequency_payment == 398'359);
    CHECK_THAT(*outcome.frequency, WithinAbs(600.5 / 176, 1e-12));
    CHECK(outcome.payment == 3'398'359);
    CHECK(outcome.deduction == 0);
    CHECK(ledger.entries[0].paid() == 27'000'001 + 3'398'359);
}

TEST_CASE("a ledger by hand: one more reoffender and the fee at risk is withheld") {
    const Ledger ledger = settle(whole_terms(), six_cohorts());
    const Outcome& outcome = outcome_at(ledger, 1);
    CHECK(outcome.verdict == Verdict::within);
    CHECK(outcome.binary == 0);
    CHECK(outcome.withheld == 3'000'000);
    // 177 x 3.6 = 637.2 expected, 640 came: 2.8 more are less than 5% of 637.2.
    CHECK(outcome.frequency_payment == 0);
    CHECK(outcome.net() == 0);
    CHECK(ledger.entries[1].paid() == 27'000'001);
}

TEST_CASE("a ledger by hand: significantly above costs the penalty, and more reoffences their price") {
    const Ledger ledger = settle(whole_terms(), six_cohorts());
    const Outcome& outcome = outcome_at(ledger, 2);
    CHECK(outcome.verdict == Verdict::above);
    CHECK(outcome.penalty == 1'500'000);
    // 224 x 3.6 = 806.4 expected, 850 came: 43.6 more, above 5% of 806.4 = 40.32; 43.6 x 12,035 = 524,726
    CHECK(outcome.frequency_payment == -524'726);
    CHECK(outcome.payment == 0);
    CHECK(outcome.deduction == 2'024'726);
    CHECK_FALSE(outcome.deduction_capped);
    CHECK(ledger.entries[2].paid() == 27'000'001 - 2'024'726);
}

TEST_CASE("a ledger by hand: payments stop at the cap") {
    const Outcome outcome = outcome_at(settle(whole_terms(), six_cohorts()), 3);
    CHECK(outcome.binary == 3'000'000);
    // 160 x 3.6 = 576 expected, 480 came: 96 fewer; 96 x 12,035 = 1,155,360; 4,155,360 in all
    CHECK(outcome.frequency_payment == 1'155'360);
    CHECK(outcome.payment == 4'000'000);
    CHECK(outcome.payment_capped);
}

TEST_CASE("a ledger by hand: a cohort of nobody has no outcome and its fee at risk is told apart") {
    const Ledger ledger = settle(whole_terms(), six_cohorts());
    const Entry& entry = ledger.entries.at(4);
    CHECK_FALSE(entry.outcome.value);
    CHECK(entry.outcome.why_not == "nobody is in the cohort");
    CHECK_FALSE(entry.paid());
    CHECK(entry.fee.always_paid() == 27'000'001);
    CHECK(ledger.totals.not_settled == 1);
    CHECK(ledger.totals.at_risk_not_settled == 3'000'000);
}

TEST_CASE("a ledger by hand: deductions stop at the cap") {
    const Outcome outcome = outcome_at(settle(whole_terms(), six_cohorts()), 5);
    // 240 x 3.6 = 864 expected, 1,000 came: 136 more; 136 x 12,035 = 1,636,760; with the penalty 3,136,760
    CHECK(outcome.frequency_payment == -1'636'760);
    CHECK(outcome.deduction == 3'000'000);
    CHECK(outcome.deduction_capped);
}

TEST_CASE("a ledger by hand: its totals") {
    const Totals totals = settle(whole_terms(), six_cohorts()).totals;
    CHECK(totals.settled == 5);
    CHECK(totals.always_paid == 6 * 27'000'001);
    CHECK(totals.at_risk == 15'000'000);
    CHECK(totals.binary == 6'000'000);
    CHECK(totals.withheld == 9'000'000);
    CHECK(totals.frequency_payment == 398'359 - 524'726 + 1'155'360 - 1'636'760);
    CHECK(totals.penalty == 3'000'000);
    CHECK(totals.payment == 3'398'359 + 4'000'000);
    CHECK(totals.deduction == 2'024'726 + 3'000'000);
    CHECK(totals.net() == 2'373'633);
}

TEST_CASE("an outcome is paid in the month that holds the end of the cohort plus the lag") {
    Terms terms = whole_terms();
    // The quarter from 1 April 2014 ends with June; 1 July 2014 and 548 days are 31 December 2015.
    const auto paid_in = [&](std::int64_t seconds) {
        terms.lag = {seconds};
        return to_text(settle(terms, six_cohorts()).entries[0].paid_in);
    };
    CHECK(paid_in(548 * seconds_per_day) == "2015-12-01");
    CHECK(paid_in(548 * seconds_per_day + 1) == "2016-01-01");
    CHECK(paid_in(0) == "2014-07-01");
    terms.every = Terms::Every::year;
    CHECK(paid_in(548 * seconds_per_day) == "2016-09-01");  // 1 April 2015 and 548 days are 30 September 2016
}

TEST_CASE("entries are in the order of first days, however cohorts and people come in") {
    std::vector<Cohort> cohorts = six_cohorts();
    for (std::size_t i = 0; i < 6; ++i) cohorts[i].name = std::string(1, char('f' - i));
    const Ledger one = settle(whole_terms(), cohorts);
    std::ranges::reverse(cohorts);
    for (Cohort& cohort : cohorts) std::ranges::reverse(cohort.people);
    const Ledger other = settle(whole_terms(), cohorts);
    for (std::size_t i = 0; i < 6; ++i) {
        CHECK(one.entries[i].first_day == other.entries[i].first_day);
        CHECK(one.entries[i].counted == other.entries[i].counted);
        CHECK(one.entries[i].paid() == other.entries[i].paid());
    }
    CHECK(to_text(other.entries[0].first_day) == "2014-04-01");
}

TEST_CASE("a baseline that is known leaves only the cohort's own chance") {
    Terms terms = hurdle_terms();
    terms.hurdle->baseline_by_chance = false;
    // Of 100 people: 1.959964 x sqrt(0.25 / 100) = 0.0979982, from 0.4020018 to 0.5979982.
    const auto verdict = [&](std::int64_t reoffenders) {
        return outcome_for(terms, {.people = 100, .reoffenders = reoffenders, .reoffences = 0, .weighted = 0}).verdict;
    };
    CHECK(verdict(40) == Verdict::below);
    CHECK(verdict(41) == Verdict::within);
    CHECK(verdict(59) == Verdict::within);
    CHECK(verdict(60) == Verdict::above);
}

TEST_CASE("less confidence is passed by less") {
    Terms terms = hurdle_terms();
    terms.hurdle->confidence = {800'000};
    // z = 1.281552: h = 1.281552 x 0.02958040 = 0.0379088; 0.4620912 x 400 = 184.8
    CHECK(of_400(terms, 184).verdict == Verdict::below);
    CHECK(of_400(terms, 185).verdict == Verdict::within);
}

TEST_CASE("a bound of the band is within it") {
    Terms terms = hurdle_terms();
    terms.baseline.reoffenders = 0;  // the band is the one share 0
    CHECK(of_400(terms, 0).verdict == Verdict::within);
    CHECK(of_400(terms, 1).verdict == Verdict::above);
    terms.baseline.reoffenders = 1000;  // the one share 1
    CHECK(of_400(terms, 400).verdict == Verdict::within);
    CHECK(of_400(terms, 399).verdict == Verdict::below);
}

TEST_CASE("pro rata pays the part of the way to the hurdle, and nothing at the baseline or above") {
    Terms terms = hurdle_terms();
    terms.hurdle->pro_rata = true;
    // 188 of 400: 0.03 below, 0.03 / 0.05797652 = 0.517451; x 3,000,000 = 1,552,353
    CHECK(of_400(terms, 188).binary == 1'552'353);
    CHECK(of_400(terms, 188).withheld == 1'447'647);
    CHECK(of_400(terms, 200).binary == 0);
    CHECK(of_400(terms, 201).binary == 0);
    CHECK(of_400(terms, 176).binary == 3'000'000);
    terms.hurdle->pro_rata = false;
    CHECK(of_400(terms, 188).binary == 0);
}

TEST_CASE("a penalty may be an amount, and none is agreed unless named") {
    Terms terms = hurdle_terms();
    CHECK(of_400(terms, 224).penalty == 0);
    terms.hurdle->penalty = Amount::pence(123'456);
    CHECK(of_400(terms, 224).deduction == 123'456);
    CHECK(of_400(terms, 223).deduction == 0);
}

TEST_CASE("reoffences count once each unless the contract weights them") {
    Terms terms = hurdle_terms();
    terms.frequency = Frequency{.price = 10'000};
    // f0 = 1,500 / 500 = 3; 200 reoffenders: 600 expected, 590 came, by weight 400 of 3.6 x 200 = 720.
    const Counts counts{.people = 400, .reoffenders = 200, .reoffences = 590, .weighted = 400'000};
    CHECK(outcome_for(terms, counts).frequency_payment == 10 * 10'000);
    terms.frequency->weighted = true;
    CHECK(outcome_for(terms, counts).frequency_payment == 320 * 10'000);
}

TEST_CASE("within the tolerance nothing is paid, at its bound neither") {
    Terms terms = hurdle_terms();
    terms.frequency = Frequency{.price = 10'000, .tolerance = {50'000}};
    const auto pay = [&](std::int64_t reoffences) {  // 600 expected, 5% are 30
        return outcome_for(terms, {.people = 400, .reoffenders = 200, .reoffences = reoffences, .weighted = 0})
            .frequency_payment;
    };
    CHECK(pay(570) == 0);
    CHECK(pay(569) == 31 * 10'000);
    terms.frequency->only_beyond = true;
    CHECK(pay(570) == 0);
    CHECK(pay(569) == 10'000);
}

TEST_CASE("more reoffences cost nothing unless that is agreed") {
    Terms terms = hurdle_terms();
    terms.frequency = Frequency{.price = 10'000, .tolerance = {50'000}};
    const Counts counts{.people = 400, .reoffenders = 200, .reoffences = 640, .weighted = 0};
    CHECK(outcome_for(terms, counts).frequency_payment == 0);
    terms.frequency->below_zero = true;
    CHECK(outcome_for(terms, counts).frequency_payment == -40 * 10'000);
    terms.frequency->only_beyond = true;  // 40 - 30
    CHECK(outcome_for(terms, counts).frequency_payment == -10 * 10'000);
}

TEST_CASE("a frequency payment may need the hurdle") {
    Terms terms = hurdle_terms();
    terms.frequency = Frequency{.price = 10'000};
    const auto paid = [&](Frequency::Needs needs, std::int64_t reoffenders) {
        terms.frequency->needs = needs;
        const Counts counts{.people = 400, .reoffenders = reoffenders, .reoffences = reoffenders, .weighted = 0};
        return outcome_for(terms, counts).frequency_payment > 0;
    };
    using enum Frequency::Needs;
    CHECK(paid(nothing, 224));
    CHECK_FALSE(paid(not_above, 224));
    CHECK(paid(not_above, 200));
    CHECK_FALSE(paid(below, 200));
    CHECK(paid(below, 176));
}

TEST_CASE("where nobody reoffends there is no frequency and none is paid for") {
    Terms terms = hurdle_terms();
    terms.frequency = Frequency{.price = 10'000};
    const Outcome outcome = outcome_for(terms, {.people = 400, .reoffenders = 0, .reoffences = 0, .weighted = 0});
    CHECK_FALSE(outcome.frequency);
    CHECK(outcome.frequency_payment == 0);
    CHECK(outcome.binary == 3'000'000);
}

TEST_CASE("halves of a penny go away from zero, below zero too") {
    Terms terms = hurdle_terms();
    terms.baseline = {.people = 10, .reoffenders = 2, .reoffences = 3, .weighted = 0};
    terms.frequency = Frequency{.price = 1, .below_zero = true};
    const auto pay = [&](std::int64_t reoffences) {  // 1 reoffender: 1.5 expected
        return outcome_for(terms, {.people = 10, .reoffenders = 1, .reoffences = reoffences, .weighted = 0})
            .frequency_payment;
    };
    CHECK(pay(1) == 1);
    CHECK(pay(2) == -1);
    CHECK(pay(3) == -2);
}

TEST_CASE("individual payment is a price for each who does not reoffend, and needs no baseline") {
    Terms terms;
    terms.individual = 55'550;
    const Outcome outcome = outcome_for(terms, {.people = 7, .reoffenders = 3, .reoffences = 9, .weighted = 0});
    CHECK(outcome.individual == 4 * 55'550);
    CHECK(outcome.net() == 4 * 55'550);
    CHECK(outcome.verdict == Verdict::no_hurdle);
    CHECK_FALSE(outcome.band);
}

TEST_CASE("caps of the whole contract are used up cohort by cohort") {
    Terms terms = hurdle_terms();
    terms.hurdle->penalty = Amount::pence(2'000'000);
    terms.whole_contract = {.payment = Amount::pence(5'000'000), .deduction = Amount::share({250'000})};
    // Deductions: a quarter of 5 x 3,000,000 = 3,750,000.
    const std::vector<Cohort> cohorts = {
        cohort_of(2014, 4, people_of(400, 150)), cohort_of(2014, 7, people_of(400, 250)),
        cohort_of(2014, 10, people_of(400, 150)), cohort_of(2015, 1, people_of(400, 250)),
        cohort_of(2015, 4, people_of(400, 150))};
    const Ledger ledger = settle(terms, cohorts);
    CHECK(outcome_at(ledger, 0).payment == 3'000'000);
    CHECK_FALSE(outcome_at(ledger, 0).payment_capped);
    CHECK(outcome_at(ledger, 1).deduction == 2'000'000);
    CHECK(outcome_at(ledger, 2).payment == 2'000'000);
    CHECK(outcome_at(ledger, 2).payment_capped);
    CHECK(outcome_at(ledger, 3).deduction == 1'750'000);
    CHECK(outcome_at(ledger, 3).deduction_capped);
    CHECK(outcome_at(ledger, 4).payment == 0);
    CHECK(ledger.totals.net() == 5'000'000 - 3'750'000);
}

TEST_CASE("people who are left out are counted apart, and so are offences") {
    std::vector<Person> people = people_of(400, 176);
    for (std::uint64_t key = 1001; key <= 1003; ++key) {
        people.push_back(person(key, 20));
        people.back().left_out = true;
        people.back().left_out_offences = 5;
    }
    people[399].left_out_offences = 2;  // without other reoffences
    const Ledger ledger = settle(hurdle_terms(), std::vector{cohort_of(2014, 4, people)});
    const Entry& entry = ledger.entries[0];
    CHECK(entry.size == 403);
    CHECK(entry.left_out == 3);
    CHECK(entry.counted == Counts{.people = 400, .reoffenders = 176, .reoffences = 176, .weighted = 176'000});
    CHECK(entry.left_out_offences == 2);
    CHECK(outcome_at(ledger, 0).verdict == Verdict::below);
}

TEST_CASE("a cohort whose people are all left out has no outcome") {
    std::vector<Person> people = people_of(5, 2);
    for (Person& one : people) one.left_out = true;
    const Entry entry = settle(hurdle_terms(), std::vector{cohort_of(2014, 4, people)}).entries[0];
    CHECK_FALSE(entry.outcome.value);
    CHECK(entry.outcome.why_not == "nobody of the cohort counts: all 5 are left out");
}

TEST_CASE("somebody who comes in twice counts once, with the last start where the clock is reset") {
    Person first = person(9, 4), again = person(9, 0);
    first.start = {100};
    again.start = {200};
    const std::vector<Cohort> cohorts = {cohort_of(2014, 4, {again, person(5, 1), first})};
    Terms terms = hurdle_terms();
    const Entry by_first = settle(terms, cohorts).entries[0];
    CHECK(by_first.size == 2);
    CHECK(by_first.further_starts == 1);
    CHECK(by_first.counted == Counts{.people = 2, .reoffenders = 2, .reoffences = 5, .weighted = 5000});
    terms.clock_reset = true;
    const Entry by_last = settle(terms, cohorts).entries[0];
    CHECK(by_last.further_starts == 1);
    CHECK(by_last.counted == Counts{.people = 2, .reoffenders = 1, .reoffences = 1, .weighted = 1000});
}

TEST_CASE("a follow-up that the run cuts off leaves the cohort without outcome, unless it does not count") {
    std::vector<Person> people = people_of(400, 100);
    people[7].beyond_run = people[8].beyond_run = true;
    const Entry entry = settle(hurdle_terms(), std::vector{cohort_of(2014, 4, people)}).entries[0];
    CHECK_FALSE(entry.outcome.value);
    CHECK(entry.outcome.why_not == "the run ends before the follow-up of 2 of the 400 people who count");
    people[7].left_out = people[8].left_out = true;
    CHECK(settle(hurdle_terms(), std::vector{cohort_of(2014, 4, people)}).entries[0].outcome.value);
}

TEST_CASE("a baseline that cannot judge gives no outcome") {
    const Counts cohort{.people = 400, .reoffenders = 200, .reoffences = 600, .weighted = 0};
    Terms terms = hurdle_terms();
    terms.baseline = {};
    CHECK(outcome_of(terms, cohort).why_not == "nobody is in the baseline");
    terms.frequency = Frequency{.price = 100, .weighted = true};
    terms.baseline = {.people = 100, .reoffenders = 0, .reoffences = 0, .weighted = 0};
    CHECK(outcome_of(terms, cohort).why_not ==
          "nobody of the baseline reoffended, so it has no reoffences per reoffender");
    terms.baseline = {.people = 100, .reoffenders = 50, .reoffences = 50, .weighted = 0};
    CHECK(outcome_of(terms, cohort).why_not == "the reoffences of the baseline weigh nothing");
    CHECK_FALSE(outcome_of(terms, cohort).value);
}

TEST_CASE("no cohorts make an empty ledger") {
    const Ledger ledger = settle(hurdle_terms(), {});
    CHECK(ledger.entries.empty());
    CHECK(ledger.totals.settled == 0);
    CHECK(ledger.totals.always_paid == 0);
}

TEST_CASE("terms that no contract can mean are told, and not settled") {
    CHECK(faults_of(whole_terms()).empty());
    Terms terms = whole_terms();
    terms.yearly_fee = -1;
    terms.at_risk = {1'000'001};
    terms.hurdle->confidence = {1'000'000};
    terms.frequency->tolerance = {-1};
    terms.baseline.reoffenders = 1001;
    terms.lag = {-1};
    CHECK(faults_of(terms) ==
          std::vector<std::string>{"the yearly fee lies between zero and a hundred thousand million pounds",
                                   "the share of the fee at risk lies between 0% and 100%",
                                   "outcomes are not paid before the cohort is complete",
                                   "the confidence of the hurdle lies between 0% and 100%",
                                   "the tolerance lies between 0% and 100%",
                                   "the baseline has no more reoffenders than people"});
    CHECK_THROWS_AS(settle(terms, {}), InternalError);
    CHECK(faults_of(Terms{}) ==
          std::vector<std::string>{"a contract pays by a hurdle, by the frequency or for each person"});
}

TEST_CASE("amounts that would not fit are refused") {
    Terms terms = whole_terms();
    terms.frequency->price = 1'000'000'001;
    terms.individual = -1;
    terms.hurdle->penalty = Amount::pence(10'000'000'000'001);
    terms.whole_contract.payment = Amount::pence(-1);
    CHECK(faults_of(terms).size() == 4);
}

TEST_CASE("a frequency payment needs no hurdle, but cannot wait for one that is not there") {
    Terms terms = whole_terms();
    terms.hurdle.reset();
    CHECK(faults_of(terms).empty());
    // As the first cohort by hand, without the hurdle: the fee at risk is withheld and the frequency paid.
    const Outcome outcome =
        outcome_for(terms, {.people = 400, .reoffenders = 176, .reoffences = 0, .weighted = 600'500});
    CHECK(outcome.withheld == 3'000'000);
    CHECK(outcome.net() == 398'359);
    terms.frequency->needs = Frequency::Needs::below;
    CHECK(faults_of(terms) ==
          std::vector<std::string>{"a frequency payment that needs the hurdle needs terms with a hurdle"});
}
