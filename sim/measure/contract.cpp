// The ledger: which rows count, and the entries of all cohorts.
#include "sim/measure/contract.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/base/check.hpp"
#include "sim/measure/contract_money.hpp"

namespace desist::contract {
namespace {

int months_of(Terms::Every every) { return every == Terms::Every::quarter ? 3 : 12; }

Date month_paid(const Terms& terms, Date first_day) {
    const Date end = add_months(first_day, months_of(terms.every));
    const std::int64_t days = (terms.lag.seconds + seconds_per_day - 1) / seconds_per_day;
    const CivilDate day = civil(Date{end.days + days});
    return date_of(day.year, day.month, 1);
}

std::string why_no_cohort(const Entry& entry, std::int64_t cut_off) {
    if (entry.size == 0) return "nobody is in the cohort";
    if (entry.counted.people == 0) return fmt::format("nobody of the cohort counts: all {} are left out", entry.size);
    return cut_off > 0 ? why_beyond_run(cut_off, entry.counted.people) : "";
}

// Sorts people into those who count, who stay in `rows`, and those who do not.
void count(const Terms& terms, const Cohort& cohort, Entry& entry, std::vector<Person>& rows) {
    rows = who_counts(cohort.people, terms.clock_reset);
    entry.size = std::ssize(rows);
    entry.further_starts = std::ssize(cohort.people) - entry.size;
    entry.left_out = static_cast<std::int64_t>(std::erase_if(rows, [](const Person& p) { return p.left_out; }));
    for (const Person& person : rows) entry.left_out_offences += person.left_out_offences;
    entry.counted = counts_of(rows);
}

Entry entry_of(const Terms& terms, const Cohort& cohort) {
    Entry entry;
    entry.name = cohort.name;
    entry.first_day = cohort.first_day;
    entry.fee = fee_of(terms);
    entry.paid_in = month_paid(terms, cohort.first_day);
    std::vector<Person> rows;
    count(terms, cohort, entry, rows);
    entry.outcome.why_not = why_no_cohort(entry, std::ranges::count_if(rows, &Person::beyond_run));
    if (entry.outcome.why_not.empty()) entry.outcome = outcome_of(terms, entry.counted);
    return entry;
}

// Cuts to what is left of a cap of the whole contract.
void cut(Pence& amount, bool& capped, std::optional<Pence>& left) {
    if (!left) return;
    if (amount > *left) {
        amount = *left;
        capped = true;
    }
    *left -= amount;
}

void cut_to_whole_contract(const Terms& terms, std::vector<Entry>& entries) {
    const Pence at_risk = fee_of(terms).at_risk * std::ssize(entries);
    std::optional<Pence> payment = pence_of(terms.whole_contract.payment, at_risk);
    std::optional<Pence> deduction = pence_of(terms.whole_contract.deduction, at_risk);
    for (Entry& entry : entries) {
        if (!entry.outcome.value) continue;
        Outcome& outcome = *entry.outcome.value;
        cut(outcome.payment, outcome.payment_capped, payment);
        cut(outcome.deduction, outcome.deduction_capped, deduction);
    }
}

void add(Totals& totals, const Entry& entry) {
    totals.always_paid += entry.fee.always_paid();
    if (!entry.outcome.value) {
        ++totals.not_settled;
        totals.at_risk_not_settled += entry.fee.at_risk;
        return;
    }
    const Outcome& outcome = *entry.outcome.value;
    ++totals.settled;
    totals.at_risk += entry.fee.at_risk;
    totals.binary += outcome.binary;
    totals.withheld += outcome.withheld;
    totals.frequency_payment += outcome.frequency_payment;
    totals.individual += outcome.individual;
    totals.penalty += outcome.penalty;
    totals.payment += outcome.payment;
    totals.deduction += outcome.deduction;
}

}  // namespace

std::vector<Person> who_counts(std::span<const Person> people, bool clock_reset) {
    std::vector<Person> rows(people.begin(), people.end());
    std::ranges::sort(rows);  // by key, then start
    if (clock_reset) std::ranges::reverse(rows);
    const auto same = [](const Person& a, const Person& b) { return a.key == b.key; };
    rows.erase(std::unique(rows.begin(), rows.end(), same), rows.end());
    if (clock_reset) std::ranges::reverse(rows);
    return rows;
}

Counts counts_of(std::span<const Person> who_count) {
    Counts counts{.people = std::ssize(who_count)};
    for (const Person& person : who_count) {
        counts.reoffenders += person.reoffences > 0;
        counts.reoffences += person.reoffences;
        counts.weighted += person.weighted;
    }
    return counts;
}

std::string why_beyond_run(std::int64_t cut_off, std::int64_t of) {
    return fmt::format("the run ends before the follow-up of {} of the {} people who count", cut_off, of);
}

std::optional<Pence> Entry::paid() const {
    if (!outcome.value) return std::nullopt;
    return fee.always_paid() + outcome.value->net();
}

Ledger settle(const Terms& terms, std::span<const Cohort> cohorts) {
    check(faults_of(terms).empty(), "terms without faults are settled");
    Ledger ledger;
    for (const Cohort& cohort : cohorts) ledger.entries.push_back(entry_of(terms, cohort));
    std::ranges::stable_sort(ledger.entries, [](const Entry& a, const Entry& b) {
        return a.first_day != b.first_day ? a.first_day < b.first_day : a.name < b.name;
    });
    cut_to_whole_contract(terms, ledger.entries);
    for (const Entry& entry : ledger.entries) add(ledger.totals, entry);
    return ledger;
}

}  // namespace desist::contract
