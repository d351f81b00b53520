// Studies of luck: cohorts drawn by key, settled one by one, and what they come to.
#include "sim/measure/luck.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/check.hpp"
#include "sim/measure/contract_money.hpp"

namespace desist::contract {
namespace {

constexpr Purpose who_is_drawn = purpose("contract", "person");
constexpr Purpose who_is_baseline = purpose("contract", "baseline");
constexpr Purpose who_stops = purpose("contract", "stops");

// Those who can be drawn, and the terms with them as the baseline.
struct Pool {
    std::vector<Person> people;
    Terms terms;
};

OrWhy<Pool> pool_of(const Terms& terms, std::span<const Person> people) {
    check(faults_of(terms).empty(), "terms without faults are studied");
    Pool pool{.people = who_counts(people, terms.clock_reset), .terms = terms};
    std::erase_if(pool.people, [](const Person& person) { return person.left_out; });
    if (pool.people.empty()) return {.value = {}, .why_not = "nobody is there to draw cohorts from"};
    const auto cut_off = std::ranges::count_if(pool.people, &Person::beyond_run);
    if (cut_off > 0) return {.value = {}, .why_not = why_beyond_run(cut_off, std::ssize(pool.people))};
    pool.terms.baseline = counts_of(pool.people);
    return {.value = std::move(pool), .why_not = {}};
}

double chance_of(const Effort& effort, std::uint32_t risk_group) {
    if (risk_group >= effort.stops.size()) return 0;
    return static_cast<double>(effort.stops[risk_group].value) / static_cast<double>(million);
}

void add(Counts& counts, const Person& person) {
    ++counts.people;
    counts.reoffenders += person.reoffences > 0;
    counts.reoffences += person.reoffences;
    counts.weighted += person.weighted;
}

// Draws people of one cohort, or of its baseline.
struct Urn {
    const std::vector<Person>& people;
    OffenderKey key;
    std::uint32_t cohort;
    const Person& draw(Purpose what, std::uint32_t place) const {
        const double at = uniform(key, cohort, what, place) * static_cast<double>(people.size());
        return people[static_cast<std::size_t>(at)];
    }
    bool happens(double chance, std::uint32_t place) const {
        return chance > 0 && uniform(key, cohort, who_stops, place) < chance;
    }
};

// A cohort as it comes out, and what was prevented in it.
struct Drawn {
    Counts counted, prevented;
};

Drawn draw_cohort(const Urn& urn, const Effort& effort, std::uint32_t size) {
    Drawn drawn;
    for (std::uint32_t i = 0; i < size; ++i) {
        const Person& person = urn.draw(who_is_drawn, i);
        const bool stops = person.reoffences > 0 && urn.happens(chance_of(effort, person.risk_group), i);
        if (stops) ++drawn.counted.people;
        add(stops ? drawn.prevented : drawn.counted, person);
    }
    return drawn;
}

Counts draw_baseline(const Urn& urn) {
    Counts counts;
    for (std::uint32_t i = 0; i < urn.people.size(); ++i) add(counts, urn.draw(who_is_baseline, i));
    return counts;
}

Spread spread_of(std::vector<Pence> amounts) {
    std::ranges::sort(amounts);
    const auto many = static_cast<double>(amounts.size());
    Spread spread;
    for (const Pence amount : amounts) spread.mean += static_cast<double>(amount);
    spread.mean /= many;
    double squares = 0;
    for (const Pence amount : amounts) {
        const double off = static_cast<double>(amount) - spread.mean;
        squares += off * off;
    }
    if (amounts.size() > 1) spread.sd = std::sqrt(squares / (many - 1));
    const auto reached = [&](std::size_t percent) { return amounts[(amounts.size() * percent + 99) / 100 - 1]; };
    spread.low = reached(5);
    spread.high = reached(95);
    return spread;
}

OrWhy<double> share_of_most(const Terms& terms, const Drawing& drawing, double mean_payment) {
    const Pence at_risk = fee_of(terms).at_risk;
    std::optional<Pence> most = pence_of(terms.each_cohort.payment, at_risk);
    if (!most && terms.frequency) {
        return {.value = {}, .why_not = "a frequency payment without a cap has no most that can be earned"};
    }
    if (!most) most = (terms.hurdle ? at_risk : 0) + terms.individual.value_or(0) * drawing.size;
    if (*most == 0) return {.value = {}, .why_not = "nothing can be earned"};
    return {.value = mean_payment / static_cast<double>(*most), .why_not = {}};
}

// Tallies over the cohorts of a study.
struct Study {
    Pay pay;
    Counts prevented;
    std::vector<Pence> payments, nets;
    void note(const Outcome& outcome, const Counts& there) {
        ++pay.cohorts;
        pay.below += outcome.verdict == Verdict::below;
        pay.above += outcome.verdict == Verdict::above;
        payments.push_back(outcome.payment);
        nets.push_back(outcome.net());
        prevented.people += there.people;
        prevented.reoffences += there.reoffences;
        prevented.weighted += there.weighted;
    }
};

Pay finished(Study study, const Terms& terms, const Drawing& drawing) {
    Pay pay = std::move(study.pay);
    const auto mean = [&](std::int64_t sum) { return static_cast<double>(sum) / static_cast<double>(pay.cohorts); };
    pay.payment = spread_of(std::move(study.payments));
    pay.net = spread_of(std::move(study.nets));
    pay.share_of_most = share_of_most(terms, drawing, pay.payment.mean);
    pay.people_stopped = mean(study.prevented.people);
    pay.reoffences_prevented = mean(study.prevented.reoffences);
    pay.weighted_prevented = mean(study.prevented.weighted) / 1000;
    return pay;
}

OrWhy<Pay> pay_in(const Pool& pool, const Effort& effort, const Drawing& drawing) {
    check(drawing.size > 0 && drawing.cohorts > 0, "a study draws cohorts of people");
    Study study;
    Terms terms = pool.terms;
    for (std::uint32_t cohort = 0; cohort < drawing.cohorts; ++cohort) {
        const Urn urn{pool.people, OffenderKey{mix(drawing.key)}, cohort};
        const Drawn drawn = draw_cohort(urn, effort, drawing.size);
        if (drawing.draws_baseline) terms.baseline = draw_baseline(urn);
        const OrWhy<Outcome> outcome = outcome_of(terms, drawn.counted);
        if (!outcome.value) return {.value = {}, .why_not = outcome.why_not};
        study.note(*outcome.value, drawn.prevented);
    }
    return {.value = finished(std::move(study), pool.terms, drawing), .why_not = {}};
}

std::uint32_t groups_of(const std::vector<Person>& people) {
    return std::ranges::max_element(people, {}, &Person::risk_group)->risk_group + 1;
}

std::int64_t reoffenders_below(const std::vector<Person>& people, std::uint32_t group) {
    return std::ranges::count_if(people, [&](const Person& p) { return p.reoffences > 0 && p.risk_group < group; });
}

// The chance in the lowest groups alone by which as many people stop, at most everybody.
Millionths moved(const std::vector<Person>& people, Millionths reduction, std::uint32_t hard_from) {
    const auto all = static_cast<double>(reoffenders_below(people, groups_of(people)));
    const auto low = static_cast<double>(reoffenders_below(people, hard_from));
    const double share = static_cast<double>(reduction.value) / static_cast<double>(million) * all / low;
    return millionths(std::min(1.0, share));
}

Effort effort_of(Provider::Kind kind, const std::vector<Person>& people, Millionths reduction,
                 std::uint32_t hard_from) {
    const std::uint32_t groups = groups_of(people);
    if (kind == Provider::Kind::works_with_all) return {std::vector<Millionths>(groups, reduction)};
    const bool moves = kind == Provider::Kind::moves_effort;
    return {
        std::vector<Millionths>(std::min(groups, hard_from), moves ? moved(people, reduction, hard_from) : reduction)};
}

}  // namespace

OrWhy<Pay> pay_of(const Terms& terms, std::span<const Person> people, const Effort& effort, const Drawing& drawing) {
    const OrWhy<Pool> pool = pool_of(terms, people);
    if (!pool.value) return {.value = {}, .why_not = pool.why_not};
    return pay_in(*pool.value, effort, drawing);
}

OrWhy<double> luck_share(const Terms& terms, std::span<const Person> people, const Drawing& drawing) {
    const OrWhy<Pay> pay = pay_of(terms, people, {}, drawing);
    if (!pay.value) return {.value = {}, .why_not = pay.why_not};
    return pay.value->share_of_most;
}

OrWhy<double> power(const Terms& terms, std::span<const Person> people, Millionths reduction, const Drawing& drawing) {
    if (!terms.hurdle) return {.value = {}, .why_not = "the contract has no hurdle"};
    const OrWhy<Pool> pool = pool_of(terms, people);
    if (!pool.value) return {.value = {}, .why_not = pool.why_not};
    const Effort effort = effort_of(Provider::Kind::works_with_all, pool.value->people, reduction, 0);
    const OrWhy<Pay> pay = pay_in(*pool.value, effort, drawing);
    if (!pay.value) return {.value = {}, .why_not = pay.why_not};
    return {.value = static_cast<double>(pay.value->below) / static_cast<double>(pay.value->cohorts), .why_not = {}};
}

OrWhy<std::vector<Provider>> providers(const Terms& terms, std::span<const Person> people, Millionths reduction,
                                       std::uint32_t hard_from, const Drawing& drawing) {
    const OrWhy<Pool> pool = pool_of(terms, people);
    if (!pool.value) return {.value = {}, .why_not = pool.why_not};
    if (reoffenders_below(pool.value->people, hard_from) == 0) {
        return {.value = {}, .why_not = "nobody of the lowest risk groups reoffends"};
    }
    std::vector<Provider> all;
    using enum Provider::Kind;
    for (const Provider::Kind kind : {works_with_all, moves_effort, leaves_hard_cases}) {
        Effort effort = effort_of(kind, pool.value->people, reduction, hard_from);
        OrWhy<Pay> pay = pay_in(*pool.value, effort, drawing);
        if (!pay.value) return {.value = {}, .why_not = pay.why_not};
        all.push_back({.kind = kind, .effort = std::move(effort), .pay = *std::move(pay.value)});
    }
    return {.value = std::move(all), .why_not = {}};
}

}  // namespace desist::contract
