// data-lab: what an evaluation would find that matches treated people with untreated ones on what is known of them at
// the index date (matching.hpp). Everybody counts once in a run, with their first index event. The true effect is the
// difference of the figure `:treated` between this run and a paired one without the treatment's effect: the same
// people, the same luck.
#include <bit>
#include <cmath>

#include "sim/measure/history.hpp"
#include "sim/measure/matching.hpp"

namespace desist {

MeasurePlan plan_data_lab(const Planning& planning);

namespace {

enum LabRole : std::uint8_t { lab_treated, lab_untreated, lab_proven };
enum LabFigure : std::size_t {
    matched_difference,
    raw_difference,
    treated_rate,
    comparison_rate,
    treated_matched,
    balance_before,
    balance_after
};

constexpr double billion_of_lab = 1e9, of_lab_variance = 1e18;

struct LabTerms {
    Duration within, proven_within;
    AttributeId committed;
    std::vector<EntrySpot> spots;  // of what is observed
    std::vector<AttributeId> observed;
    std::vector<std::size_t> categories;  // of each
    double caliper = 0.2;
};

struct LabEvent : LifeEvent {
    std::vector<std::uint16_t> covariates;
};

class LabFold : public Fold {
public:
    LabFold(const Counter& counter, LabTerms terms) : counter_(counter), terms_(std::move(terms)) {
        for (AttributeId id : terms_.observed) {
            const CompiledAttribute& attribute = counter_.model().attributes[id.index];
            terms_.spots.push_back({attribute.scope, attribute.slot});
        }
    }

    void stay(std::uint8_t role, const Stay& stay, const Witness& who) override {
        if (stay.started.seconds < 0 || stay.started == never || !counter_.counts(who.sight)) return;
        LabEvent event{
            {stay.started, stay.started, std::bit_cast<std::int64_t>(stay.offender.value), stay.serial, {}, role}, {}};
        if (role == lab_proven)
            event.committed = Time{who.sight.value(counter_.model().attributes[terms_.committed.index])};
        else
            for (const EntrySpot& spot : terms_.spots) event.covariates.push_back(who.sight.index(spot));
        histories_.push(who.slot, event);
    }

    void left(std::uint32_t slot) override {
        histories_.left(slot, [&](std::vector<LabEvent>& history) { tell_of(history); });
    }

    void ended(const Outcome&) override {
        histories_.ended([&](std::vector<LabEvent>& history) { tell_of(history); });
        const LabResult result = match(sample_, terms_.categories, terms_.caliper);
        const auto estimate = [&](std::size_t figure, const std::optional<LabEstimate>& e) {
            if (!e) return;
            put(figure, 0, {std::llround(e->difference * billion_of_lab), std::llround(billion_of_lab)});
            put(figure, 1, {std::llround(e->variance * of_lab_variance), std::llround(of_lab_variance)});
        };
        estimate(matched_difference, result.matched);
        estimate(raw_difference, result.unmatched);
        put(treated_rate, 0, {result.treated_outcomes, result.treated});
        put(comparison_rate, 0, {result.paired_outcomes, result.pairs});
        put(treated_matched, 0, {result.pairs, result.treated});
        if (result.pairs == 0) return;
        const auto balance = [&](std::size_t figure, std::optional<double> greatest) {
            if (greatest) put(figure, 0, {std::llround(*greatest * 1e6), 1'000'000});
        };
        balance(balance_before, result.greatest_before());
        balance(balance_after, result.greatest_after());
    }

private:
    void tell_of(std::vector<LabEvent>& history) {
        const LabEvent* index = nullptr;
        for (const LabEvent& event : history)
            if (event.role != lab_proven && counter_.measured(event.at) && (!index || event.at < index->at))
                index = &event;
        if (index) follow(history, *index);
    }

    void put(std::size_t figure, std::size_t band, Counts counts) {
        counter_.put(figure, 0, counter_.layout().periods.size() - 1, band, counts);
    }

    void follow(const std::vector<LabEvent>& history, const LabEvent& index) {
        const Time last_proof = index.at + terms_.within + terms_.proven_within;
        if (last_proof > counter_.layout().bins.end) return;
        LabSubject subject{std::bit_cast<std::uint64_t>(index.number), index.role == lab_treated, false,
                           index.covariates};
        for (const LabEvent& event : history)
            subject.outcome =
                subject.outcome || (event.role == lab_proven && is_reoffence(event, index, terms_.within, last_proof));
        sample_.push_back(std::move(subject));
    }

    Counter counter_;
    LabTerms terms_;
    Lives<LabEvent> histories_;
    std::vector<LabSubject> sample_;
};

}  // namespace

MeasurePlan plan_data_lab(const Planning& planning) {
    const Measure& m = planning.measure;
    MeasurePlan plan;
    LabTerms terms;
    terms.within = m["within"].duration();
    terms.proven_within = m["proven-within"].duration();
    terms.committed = m["committed"].attributes.at(0);
    terms.observed = m["observed"].attributes;
    if (m["caliper"].given) terms.caliper = m["caliper"].numbers.at(0);
    for (AttributeId id : terms.observed) {
        const Entry& entry = planning.pathway.entries[planning.pathway.entry_of(id).index];
        terms.categories.push_back(entry.size());
        if (entry.size() == 0)
            planning.problems.error(m["observed"].at, "‘" + entry.name + "’ has no values or bands to match on",
                                    "give it bands");
    }
    const auto points = [](MeasureInfo info) {
        info.bands = 2;
        return info;
    };
    plan.figures = {points(planning.figure(Form::estimate, "points", 100)),
                    points(planning.beside("unmatched", "of everybody, unmatched", Form::estimate, "points", 100)),
                    planning.beside("treated", "the treated who reoffend", Form::mean, "%", 100),
                    planning.beside("comparison", "their matches who reoffend", Form::mean, "%", 100),
                    planning.beside("matched", "the treated with a match", Form::mean, "%", 100),
                    planning.beside("balance-before", "greatest standardised difference, all", Form::mean, "SD", 1),
                    planning.beside("balance-after", "greatest standardised difference, pairs", Form::mean, "SD", 1)};
    for (MeasureInfo& info : plan.figures) {
        info.shape = Shape::periods;
        info.groups = {{}};
    }
    plan.figures[treated_rate].share = plan.figures[comparison_rate].share = plan.figures[treated_matched].share = true;
    planning.feed(plan, m["treated"].nodes, lab_treated);
    planning.feed(plan, m["untreated"].nodes, lab_untreated);
    planning.feed(plan, m["proven"].nodes, lab_proven);
    plan.left = true;
    plan.bytes_a_person = 2 * Lives<LifeEvent>::bytes_a_person;
    plan.start = [terms](const Counter& counter) { return std::make_unique<LabFold>(counter, terms); };
    return plan;
}

}  // namespace desist
