// reoffending: proven reoffending as the Ministry of Justice counts it (Ministry of Justice, Proven reoffending
// statistics: definitions and measurement): of those with an index event, the share who commit an offence within
// `within` (12 months) of it that is proven within these or a further `proven-within` (6 months), and how often.
#include <cmath>

#include "sim/measure/history.hpp"

namespace desist {

MeasurePlan plan_reoffending(const Planning& planning);

namespace {

enum ReoffendingRole : std::uint8_t { index_event, proven_event, detected_event, offended_event };

// Which figures there are, by number; those that are not wanted have none.
struct ReoffendingFigures {
    static constexpr std::size_t absent = 99;
    std::size_t rate = 0, per_offender = 1, per_reoffender = 2;
    std::size_t severity = absent, previous = absent, detected = absent, offended = absent;
};

struct ReoffendingTerms {
    Duration within, proven_within;
    OncePer once = OncePer::each_event;
    AttributeId committed, previous, further;
    std::size_t severity = 0;  // which argument
    bool has_severity = false;
    ReoffendingFigures figures;
};

class ReoffendingFold : public Fold {
public:
    ReoffendingFold(const Counter& counter, const ReoffendingTerms& terms) : counter_(counter), terms_(terms) {}

    void stay(std::uint8_t role, const Stay& stay, const Witness& who) override {
        if (stay.started.seconds < 0 || stay.started == never || !counter_.counts(who.sight)) return;
        LifeEvent event{stay.started, stay.started, 0, stay.serial, {}, role};
        if (role == index_event) {
            event.groups = counter_.groups_of(who.sight);
            if (terms_.previous) event.number = number_of(terms_.previous, who.sight);
        } else if (role != offended_event) {
            event.committed = Time{who.sight.value(counter_.model().attributes[terms_.committed.index])};
        }
        if (role == proven_event) event.offences = offences_proven(terms_.further, counter_, who.sight);
        if (role == proven_event && terms_.has_severity)
            event.number = std::llround(1000 * who.sight.number(counter_.measure().values[terms_.severity]));
        histories_.push(who.slot, event);
    }

    void left(std::uint32_t slot) override {
        histories_.left(slot, [&](std::vector<LifeEvent>& history) { tell_of(history); });
    }
    void ended(const Outcome&) override {
        histories_.ended([&](std::vector<LifeEvent>& history) { tell_of(history); });
    }

private:
    void tell_of(std::vector<LifeEvent>& history) {
        sort_by_time(history);
        for (const LifeEvent* index : index_events(history, index_event, terms_.once, counter_.layout().bins, counter_))
            follow(history, *index);
    }

    static std::int64_t number_of(const CompiledAttribute& attribute, const Sight& sight) {
        return std::llround(sight.number_of(attribute));
    }
    std::int64_t number_of(AttributeId id, const Sight& sight) const {
        return number_of(counter_.model().attributes[id.index], sight);
    }

    // Events whose follow-up does not end inside the run are left out: they could not be followed.
    void follow(const std::vector<LifeEvent>& history, const LifeEvent& index) {
        const Time last_proof = index.at + terms_.within + terms_.proven_within;
        if (last_proof > counter_.layout().bins.end) return;
        std::int64_t reoffences = 0, weight = 0, cases = 0;
        bool detected = false, offended = false;
        for (const LifeEvent& event : history) {
            const bool counts = is_reoffence(event, index, terms_.within, last_proof);
            if (event.role == proven_event && counts) {
                ++cases;
                reoffences += event.offences;
                weight += event.number;
            }
            detected = detected || (event.role == detected_event && counts);
            offended = offended || (event.role == offended_event && counts);
        }
        const ReoffendingFigures& f = terms_.figures;
        const auto add = [&](std::size_t figure, std::int64_t numerator, std::int64_t denominator) {
            if (figure != ReoffendingFigures::absent)
                counter_.add(figure, index.groups, index.at, numerator, denominator);
        };
        add(f.rate, reoffences > 0 ? 1 : 0, 1);
        add(f.per_offender, reoffences, 1);
        add(f.severity, weight, cases);
        add(f.previous, index.number, 1);
        add(f.detected, detected ? 1 : 0, 1);
        add(f.offended, offended ? 1 : 0, 1);
    }

    Counter counter_;
    ReoffendingTerms terms_;
    Lives<LifeEvent> histories_;
};

}  // namespace

MeasurePlan plan_reoffending(const Planning& planning) {
    const Measure& m = planning.measure;
    MeasurePlan plan;
    ReoffendingTerms terms;
    terms.within = m["within"].duration();
    terms.proven_within = m["proven-within"].duration();
    terms.once = once_per_of(m["once-per"]);
    terms.committed = m["committed"].attributes.at(0);
    if (m["further-offences"].given) terms.further = m["further-offences"].attributes.at(0);
    plan.figures = {planning.figure(Form::mean, "%", 100),
                    planning.beside("per-offender", "reoffences per offender", Form::mean, "reoffences"),
                    planning.beside("per-reoffender", "reoffences per reoffender", Form::ratio, "reoffences")};
    plan.figures[0].share = true;
    plan.figures[2].numerator = MeasureId(1);
    plan.figures[2].denominator = MeasureId(0);
    const auto also = [&](MeasureInfo info) {
        plan.figures.push_back(std::move(info));
        return plan.figures.size() - 1;
    };
    if (m["severity"].given) {
        terms.has_severity = true;
        terms.severity = form_of(m.kind).find("severity").value();
        terms.figures.severity =
            also(planning.beside("severity", "weight of a reoffence", Form::mean, "weight", 0.001));
    }
    if (m["previous"].given) {
        terms.previous = m["previous"].attributes.at(0);
        terms.figures.previous = also(planning.beside("previous", "previous offences", Form::mean, "offences"));
    }
    for (const auto& [name, label, figure] :
         {std::tuple{"detected", "an offence detected", &terms.figures.detected},
          std::tuple{"offended", "an offence committed", &terms.figures.offended}}) {
        if (!m[name].given) continue;
        *figure = also(planning.beside(name, label, Form::mean, "%", 100));
        plan.figures.back().share = true;
    }
    for (MeasureInfo& info : plan.figures) info.follow_up = terms.within + terms.proven_within;
    planning.feed(plan, m["index"].nodes, index_event);
    planning.feed(plan, m["proven"].nodes, proven_event);
    planning.feed(plan, m["detected"].nodes, detected_event);
    planning.feed(plan, m["offended"].nodes, offended_event);
    plan.left = true;
    plan.bytes_a_person = Lives<LifeEvent>::bytes_a_person;
    plan.start = [terms](const Counter& counter) { return std::make_unique<ReoffendingFold>(counter, terms); };
    return plan;
}

}  // namespace desist
