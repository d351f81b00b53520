// What is wrong in the terms of a contract, in words.
#include "sim/measure/contract.hpp"

namespace desist::contract {
namespace {

// Sums stay within 64 bits: nobody's contract pays a hundred thousand million pounds.
constexpr std::int64_t greatest = 10'000'000'000'000;
constexpr std::int64_t greatest_price = 1'000'000'000;  // ten million pounds

bool sound(std::int64_t number, std::int64_t most = greatest) { return number >= 0 && number <= most; }

struct Faults {
    std::vector<std::string> said;
    void unless(bool holds, const char* what) {
        if (!holds) said.emplace_back(what);
    }
};

void look_at(const Hurdle& hurdle, Faults& faults) {
    faults.unless(hurdle.confidence.value > 0 && hurdle.confidence.value < million,
                  "the confidence of the hurdle lies between 0% and 100%");
    faults.unless(sound(hurdle.penalty.value), "the penalty lies between zero and a hundred thousand million pounds");
}

void look_at(const Frequency& frequency, bool hurdle, Faults& faults) {
    faults.unless(sound(frequency.price, greatest_price),
                  "the price of a reoffence lies between zero and ten million pounds");
    faults.unless(frequency.tolerance.value >= 0 && frequency.tolerance.value <= million,
                  "the tolerance lies between 0% and 100%");
    faults.unless(hurdle || frequency.needs == Frequency::Needs::nothing,
                  "a frequency payment that needs the hurdle needs terms with a hurdle");
}

void look_at(const Counts& baseline, Faults& faults) {
    faults.unless(baseline.people >= 0 && baseline.reoffenders >= 0 && baseline.weighted >= 0,
                  "the numbers of the baseline are not below zero");
    faults.unless(baseline.reoffenders <= baseline.people, "the baseline has no more reoffenders than people");
    faults.unless(baseline.reoffences >= baseline.reoffenders, "each reoffender of the baseline has a reoffence");
}

void look_at(const Caps& caps, Faults& faults) {
    faults.unless(sound(caps.payment.value) && sound(caps.deduction.value),
                  "caps lie between zero and a hundred thousand million pounds");
}

}  // namespace

std::vector<std::string> faults_of(const Terms& terms) {
    Faults faults;
    faults.unless(sound(terms.yearly_fee), "the yearly fee lies between zero and a hundred thousand million pounds");
    faults.unless(terms.at_risk.value >= 0 && terms.at_risk.value <= million,
                  "the share of the fee at risk lies between 0% and 100%");
    faults.unless(terms.hurdle || terms.frequency || terms.individual,
                  "a contract pays by a hurdle, by the frequency or for each person");
    faults.unless(sound(terms.individual.value_or(0), greatest_price),
                  "the price for a person lies between zero and ten million pounds");
    faults.unless(terms.lag.seconds >= 0, "outcomes are not paid before the cohort is complete");
    if (terms.hurdle) look_at(*terms.hurdle, faults);
    if (terms.frequency) look_at(*terms.frequency, terms.hurdle.has_value(), faults);
    look_at(terms.baseline, faults);
    look_at(terms.each_cohort, faults);
    look_at(terms.whole_contract, faults);
    return faults.said;
}

}  // namespace desist::contract
