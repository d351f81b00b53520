// payment-by-results: what a contract (contract.hpp) pays for the cohorts of one replication, month by month; and how
// much of it is luck, how often it sees a true change, and what it pays a provider who leaves hard cases (luck.hpp).
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>

#include "sim/measure/contract.hpp"
#include "sim/measure/history.hpp"
#include "sim/measure/luck.hpp"

namespace desist {

MeasurePlan plan_payment_by_results(const Planning& planning);

namespace {

enum PayRole : std::uint8_t { enters_cohort, is_proven, resets_clock };

// Figures, in order; the study's follow, one of each for each size of cohort, then one pair for each provider.
enum PayFigure : std::size_t { pay_net, pay_fee, pay_rate, pay_passed, pay_study };
// In each replication; a run of twenty draws twenty times as many.
constexpr std::uint32_t cohorts_drawn = 50;
constexpr std::size_t pay_sizes = contract::study_sizes.size();
constexpr std::size_t luck_at(std::size_t size) { return pay_study + size; }
constexpr std::size_t spread_at(std::size_t size) { return pay_study + pay_sizes + size; }
constexpr std::size_t power_at(std::size_t size) { return pay_study + 2 * pay_sizes + size; }
constexpr std::size_t provider_pay(std::size_t which) { return pay_study + 3 * pay_sizes + 2 * which; }
constexpr std::size_t provider_prevented(std::size_t which) { return provider_pay(which) + 1; }
constexpr std::pair<const char*, const char*> provider_names[] = {{"works-with-all", "works with all"},
                                                                  {"moves-effort", "moves effort to easy cases"},
                                                                  {"leaves-hard-cases", "leaves hard cases alone"}};

struct PayTerms {
    contract::Terms contract;
    contract::Millionths reduction;
    Duration within, proven_within;
    AttributeId committed, further;
    std::size_t left_out = 0, offences_left_out = 0, severity = 0, hard = 0;  // which arguments
    bool has_severity = false;
};

class PayFold : public Fold {
public:
    PayFold(const Counter& counter, const PayTerms& terms) : counter_(counter), terms_(terms) {}

    void stay(std::uint8_t role, const Stay& stay, const Witness& who) override {
        if (stay.started.seconds < 0 || stay.started == never || !counter_.counts(who.sight)) return;
        LifeEvent event{stay.started, stay.started, 0, stay.serial, {}, role};
        // Groups hold what is known of the person then: left out, and hard.
        if (role != is_proven) {
            event.number = std::bit_cast<std::int64_t>(stay.offender.value);
            event.groups[0] = asked(terms_.left_out, who.sight);
            event.groups[1] = asked(terms_.hard, who.sight);
        } else {
            event.committed = Time{who.sight.value(counter_.model().attributes[terms_.committed.index])};
            event.groups[0] = asked(terms_.offences_left_out, who.sight);
            event.offences = offences_proven(terms_.further, counter_, who.sight);
            event.number = terms_.has_severity
                               ? std::llround(1000 * who.sight.number(counter_.measure().values[terms_.severity]))
                               : 1000;
        }
        histories_.push(who.slot, event);
    }

    void left(std::uint32_t slot) override {
        histories_.left(slot, [&](std::vector<LifeEvent>& history) { tell_of(history); });
    }

    void ended(const Outcome&) override {
        histories_.ended([&](std::vector<LifeEvent>& history) { tell_of(history); });
        // The fee of a cohort that nobody enters is paid all the same.
        for (Time first : counter_.layout().bins.starts) cohort_of(first);
        std::vector<contract::Cohort> cohorts;
        for (auto& [first, cohort] : cohorts_) cohorts.push_back(std::move(cohort));
        const contract::Ledger ledger = contract::settle(terms_.contract, cohorts);
        for (const contract::Entry& entry : ledger.entries) add(entry);
        study(cohorts);
    }

private:
    void tell_of(std::vector<LifeEvent>& history) {
        sort_by_time(history);
        for (const LifeEvent& event : history) {
            if (event.role != enters_cohort || !counter_.measured(event.at)) continue;
            enter(history, event, event);
            for (const LifeEvent& reset : history)
                if (reset.role == resets_clock && reset.at > event.at && same_cohort(event, reset))
                    enter(history, event, reset);
        }
    }

    std::uint16_t asked(std::size_t argument, const Sight& sight) const {
        const ConditionId condition = counter_.measure().conditions[argument];
        return condition != none && sight.holds(condition) ? 1 : 0;
    }

    Date first_day_of(Time at) const {
        const CivilDate day = civil(counter_.layout().bins.first_days[counter_.month_of(at)]);
        const bool quarter = terms_.contract.every == contract::Terms::Every::quarter;
        const int back = quarter ? (day.month - 1) % 3 : (day.month + 8) % 12;
        return add_months(date_of(day.year, day.month, 1), -back);
    }
    bool same_cohort(const LifeEvent& a, const LifeEvent& b) const {
        return counter_.measured(b.at) && first_day_of(a.at) == first_day_of(b.at);
    }

    void enter(const std::vector<LifeEvent>& history, const LifeEvent& index, const LifeEvent& start) {
        contract::Person person{.key = {std::bit_cast<std::uint64_t>(index.number)}, .start = start.at};
        person.left_out = index.groups[0] != 0;
        person.risk_group = index.groups[1];
        const Time last_proof = start.at + terms_.within + terms_.proven_within;
        person.beyond_run = last_proof > counter_.layout().bins.end;
        for (const LifeEvent& event : history) {
            if (event.role != is_proven || !is_reoffence(event, start, terms_.within, last_proof)) continue;
            if (event.groups[0] != 0) {
                person.left_out_offences += event.offences;
                continue;
            }
            person.reoffences += event.offences;
            person.weighted += event.offences * event.number;
        }
        cohort_of(index.at).people.push_back(person);
    }

    contract::Cohort& cohort_of(Time at) {
        const Date first = first_day_of(at);
        contract::Cohort& cohort = cohorts_[first];
        cohort.first_day = first;
        cohort.name = to_text(first);
        return cohort;
    }

    // Into the month of a day; days outside the run are not counted: what is paid later is paid later.
    void add_on(std::size_t figure, Date day, std::int64_t numerator, std::int64_t denominator) {
        const Time at = std::max(counter_.layout().bins.clock.at(day), Time{0});
        if (counter_.measured(at)) counter_.add(figure, {}, at, numerator, denominator);
    }

    void add(const contract::Entry& entry) {
        add_on(pay_fee, entry.first_day, entry.fee.always_paid(), 0);
        if (!entry.outcome.value) return;
        add_on(pay_net, entry.paid_in, entry.outcome.value->net(), 0);
        add_on(pay_rate, entry.first_day, entry.counted.reoffenders, entry.counted.people);
        if (!terms_.contract.hurdle) return;
        const bool passed = entry.outcome.value->verdict == contract::Verdict::below;
        add_on(pay_passed, entry.first_day, passed ? 1 : 0, 1);
    }

    // Of everybody whose follow-up the run holds; each once, with their first start.
    void study(const std::vector<contract::Cohort>& cohorts) {
        std::vector<contract::Person> people;
        for (const contract::Cohort& cohort : cohorts)
            for (const contract::Person& person : cohort.people)
                if (!person.beyond_run) people.push_back(person);
        for (std::size_t s = 0; s < pay_sizes; ++s) {
            const contract::Drawing drawing{
                .size = contract::study_sizes[s], .cohorts = cohorts_drawn, .draws_baseline = true};
            const auto nothing_changed = contract::pay_of(terms_.contract, people, {}, drawing);
            if (nothing_changed.value && nothing_changed.value->share_of_most.value)
                put(luck_at(s), *nothing_changed.value->share_of_most.value);
            if (nothing_changed.value && nothing_changed.value->net.sd)
                put(spread_at(s), *nothing_changed.value->net.sd / 100);
            if (const auto seen = contract::power(terms_.contract, people, terms_.reduction, drawing); seen.value)
                put(power_at(s), *seen.value);
        }
        if (terms_.hard == 0) return;
        const auto all = contract::providers(terms_.contract, people, terms_.reduction, 1,
                                             {.cohorts = cohorts_drawn, .draws_baseline = true});
        if (!all.value) return;
        for (std::size_t w = 0; w < all.value->size(); ++w) {
            put(provider_pay(w), (*all.value)[w].pay.net.mean / 100);
            put(provider_prevented(w), (*all.value)[w].pay.reoffences_prevented);
        }
    }

    // A number of the whole run, in millionths.
    void put(std::size_t figure, double value) {
        counter_.put(figure, 0, counter_.layout().periods.size() - 1, 0, {std::llround(value * 1e6), 1'000'000});
    }

    Counter counter_;
    PayTerms terms_;
    Lives<LifeEvent> histories_;
    std::map<Date, contract::Cohort> cohorts_;
};

std::int64_t pence(double pounds) { return std::llround(pounds * 100); }

PayTerms terms_of(const Planning& planning) {
    const Measure& m = planning.measure;
    const auto number = [&](const char* name, double otherwise = 0) {
        return m[name].given ? m[name].numbers.at(0) : otherwise;
    };
    const auto share = [&](const char* name) { return contract::millionths(number(name)); };
    PayTerms terms;
    terms.within = m["within"].duration();
    terms.proven_within = m["proven-within"].duration();
    terms.committed = m["committed"].attributes.at(0);
    if (m["further-offences"].given) terms.further = m["further-offences"].attributes.at(0);
    terms.reduction = contract::millionths(number("reduction", 0.1));
    const MeasureForm& form = form_of(m.kind);
    terms.left_out = form.find("left-out").value();
    terms.offences_left_out = form.find("offences-left-out").value();
    terms.severity = form.find("severity").value();
    terms.has_severity = m["severity"].given;
    terms.hard = m["hard-cases"].given ? form.find("hard-cases").value() : 0;
    contract::Terms& c = terms.contract;
    c.yearly_fee = pence(number("fee") * seconds_per_year);
    c.at_risk = share("at-risk");
    const bool yearly = m["cohorts"].given && m["cohorts"].texts.at(0) == "year";
    c.every = yearly ? contract::Terms::Every::year : contract::Terms::Every::quarter;
    c.baseline.people = std::llround(number("baseline-people"));
    c.baseline.reoffenders = std::llround(number("baseline") * static_cast<double>(c.baseline.people));
    const double frequency = number("baseline-frequency", 1);
    c.baseline.reoffences = std::llround(frequency * static_cast<double>(c.baseline.reoffenders));
    c.baseline.weighted = std::llround(1000 * frequency * static_cast<double>(c.baseline.reoffenders));
    if (m["confidence"].given) {
        c.hurdle.emplace();
        c.hurdle->confidence = share("confidence");
        if (m["penalty"].given) c.hurdle->penalty = contract::Amount::share(share("penalty"));
    }
    if (m["price"].given) {
        c.frequency.emplace();
        c.frequency->price = pence(number("price"));
        c.frequency->tolerance = share("tolerance");
        c.frequency->weighted = terms.has_severity;
    }
    if (m["individual"].given) c.individual = pence(number("individual"));
    if (m["cap"].given) c.each_cohort.payment = contract::Amount::share(share("cap"));
    c.lag = m["lag"].given ? m["lag"].duration() : terms.within + terms.proven_within;
    c.clock_reset = m["clock-reset"].given;
    return terms;
}

void check_terms(const Planning& planning, const PayTerms& terms) {
    const Measure& m = planning.measure;
    for (const std::string& fault : contract::faults_of(terms.contract))
        planning.problems.error(m.at, fmt::format("measure ‘{}’: {}", m.name, fault));
    if (const double people = m["baseline-people"].numbers.at(0); people < 1 || people != std::floor(people))
        planning.problems.error(m["baseline-people"].at,
                                "a baseline is counted on a whole number of people, at least 1");
    if (terms.contract.lag < terms.within + terms.proven_within)
        planning.problems.error(m["lag"].at, "the lag is shorter than the follow-up: nobody knows yet what to pay");
    if (m["price"].given && !m["baseline-frequency"].given)
        planning.problems.error(m["price"].at, "a price for reoffences needs ‘baseline-frequency’ beside it");
    for (const auto& [part, needed] : {std::pair{"penalty", "confidence"}, std::pair{"tolerance", "price"}})
        if (m[part].given && !m[needed].given)
            planning.problems.error(m[part].at, fmt::format("‘{}’ needs ‘{}’ beside it", part, needed));
}

}  // namespace

MeasurePlan plan_payment_by_results(const Planning& planning) {
    const Measure& m = planning.measure;
    MeasurePlan plan;
    const PayTerms terms = terms_of(planning);
    check_terms(planning, terms);
    const auto of_the_run = [&](const std::string& part, const std::string& label, const std::string& unit,
                                double scale) {
        MeasureInfo info = planning.beside(part, label, Form::mean, unit, scale);
        info.shape = Shape::periods;
        info.skewed = true;
        plan.figures.push_back(std::move(info));
    };
    plan.figures = {planning.figure(Form::per_year, "GBP per year", 0.01),
                    planning.beside("fee", "fee that is always paid", Form::per_year, "GBP per year", 0.01),
                    planning.beside("rate", "reoffenders of those counted", Form::mean, "%", 100),
                    planning.beside("passed", "cohorts that pass the hurdle", Form::mean, "%", 100)};
    plan.figures[pay_net].skewed = true;
    plan.figures[pay_rate].share = true;
    for (std::uint32_t size : contract::study_sizes)
        of_the_run(fmt::format("luck-{}", size),
                   fmt::format("paid of the most when nothing changed, cohorts of {}", size), "%", 100);
    for (std::uint32_t size : contract::study_sizes)
        of_the_run(fmt::format("spread-{}", size),
                   fmt::format("standard deviation of the pay when nothing changed, cohorts of {}", size), "GBP", 1);
    for (std::uint32_t size : contract::study_sizes)
        of_the_run(fmt::format("power-{}", size), fmt::format("true change seen, cohorts of {}", size), "%", 100);
    if (terms.hard != 0)
        for (const auto& [name, words] : provider_names) {
            of_the_run(name, fmt::format("mean pay of a provider who {}, cohorts of 1,000", words), "GBP", 1);
            of_the_run(std::string(name) + "-prevented", fmt::format("reoffences truly prevented by one who {}", words),
                       "reoffences", 1);
        }
    for (MeasureInfo& info : plan.figures) info.groups = {{}};
    plan.figures[pay_rate].follow_up = plan.figures[pay_passed].follow_up = terms.within + terms.proven_within;
    planning.feed(plan, m["index"].nodes, enters_cohort);
    planning.feed(plan, m["proven"].nodes, is_proven);
    planning.feed(plan, m["clock-reset"].nodes, resets_clock);
    plan.left = true;
    plan.bytes_a_person = 2 * Lives<LifeEvent>::bytes_a_person;
    plan.start = [terms](const Counter& counter) { return std::make_unique<PayFold>(counter, terms); };
    return plan;
}

}  // namespace desist
