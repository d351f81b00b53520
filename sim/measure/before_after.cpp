// before-after: proven offences of a person in a span before and after an event, by when they were committed, always
// both with the index offence (the one that led to the event) and without it.
//
// People are met at a peak of their offending, and the index offence itself lies in the span before: offences fall
// after any such event, whatever is done to anybody. These figures are what evaluations quote; they are no effect.
#include <fmt/format.h>

#include "sim/measure/history.hpp"

namespace desist {

MeasurePlan plan_before_after(const Planning& planning);

namespace {

enum BeforeAfterRole : std::uint8_t { the_event, the_offence, the_then, the_rival, the_never, first_outcome };

// Figures of each span, in order.
enum SpanFigure : std::size_t {
    fall,                  // (before - after) / before, %
    fall_without_index,    // the same without the index offence
    offences_before,       // a person
    before_without_index,  // a person
    offences_after,        // a person
    fell,                  // people with fewer after, %
    fell_without_index,
    fall_of_those,  // of them: by how much, %
    total_before,   // in all, a year
    total_without_index,
    total_after,
    span_figures
};

struct BeforeAfterTerms {
    std::vector<Duration> spans;
    std::optional<Duration> proven_within;
    Duration index_within{7 * seconds_per_day};
    OncePer once = OncePer::each_event;
    AttributeId committed, further;
    std::size_t groupings = 0;  // by attributes
    std::size_t outcomes = 0;   // 0: no rows by outcome
    std::size_t first_row = 0;  // of the outcomes among the groups
    bool offended_before = false;
    bool has_then = false;
    Duration then_after;
};

class BeforeAfterFold : public Fold {
public:
    BeforeAfterFold(const Counter& counter, BeforeAfterTerms terms) : counter_(counter), terms_(std::move(terms)) {}

    void stay(std::uint8_t role, const Stay& stay, const Witness& who) override {
        if (stay.started == never || !counter_.counts(who.sight)) return;
        LifeEvent event{stay.started, stay.started, 0, stay.serial, {}, role};
        if (role == the_event) event.groups = counter_.groups_of(who.sight);
        if (role == the_offence) {
            event.committed = Time{who.sight.value(counter_.model().attributes[terms_.committed.index])};
            event.offences = offences_proven(terms_.further, counter_, who.sight);
        }
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
        for (const LifeEvent* event : index_events(history, the_event, terms_.once, counter_.layout().bins, counter_))
            for (std::size_t s = 0; s < terms_.spans.size(); ++s) count(history, *event, s);
    }

    bool is_offence(const LifeEvent& event) const {
        return event.role == the_offence && event.committed != never &&
               (!terms_.proven_within || event.at < event.committed + *terms_.proven_within);
    }

    // The offence of the event's own case; else the last one committed shortly before it.
    const LifeEvent* index_offence(const std::vector<LifeEvent>& history, const LifeEvent& event) const {
        const LifeEvent* last = nullptr;
        for (const LifeEvent& offence : history) {
            if (!is_offence(offence)) continue;
            if (event.serial != 0 && offence.serial == event.serial) return &offence;
            const bool near = offence.committed <= event.at && offence.committed + terms_.index_within >= event.at;
            if (near && (!last || offence.committed >= last->committed)) last = &offence;
        }
        return last;
    }

    void count(const std::vector<LifeEvent>& history, const LifeEvent& event, std::size_t s) {
        const Duration span = terms_.spans[s];
        const Time known = event.at + span + terms_.proven_within.value_or(Duration{});
        if (known > counter_.layout().bins.end || event.at - span < counter_.model().begin) return;
        if (!went_so(history, event, span)) return;
        const LifeEvent* index = index_offence(history, event);
        std::int64_t before = 0, after = 0, indexed = 0;
        for (const LifeEvent& offence : history) {
            if (!is_offence(offence)) continue;
            if (&offence == index || (offence.committed >= event.at - span && offence.committed <= event.at)) {
                before += offence.offences;
                indexed += &offence == index ? offence.offences : 0;
            } else if (offence.committed > event.at && offence.committed < event.at + span) {
                after += offence.offences;
            }
        }
        if (terms_.offended_before && before == 0) return;
        add(s, groups_of(history, event), event.at, before, before - indexed, after);
    }

    // Whether what was to come within the span came, and what was not did not.
    bool went_so(const std::vector<LifeEvent>& history, const LifeEvent& event, Duration span) const {
        std::optional<Time> then, rival;
        for (const LifeEvent& later : history) {
            if (later.at <= event.at || later.at >= event.at + span) continue;
            if (later.role == the_never) return false;
            if (later.role == the_then && !then) then = later.at;
            if (later.role == the_rival && !rival) rival = later.at;
        }
        if (!terms_.has_then) return true;
        return then && *then >= event.at + terms_.then_after && (!rival || *then < *rival);
    }

    Groups groups_of(const std::vector<LifeEvent>& history, const LifeEvent& event) const {
        Groups groups = event.groups;
        if (terms_.outcomes == 0) return groups;
        std::size_t outcome = terms_.outcomes;  // none
        for (const LifeEvent& later : history)
            if (later.role >= first_outcome && later.at >= event.at) {
                outcome = later.role - first_outcome;
                break;
            }
        groups[terms_.groupings] = static_cast<std::uint16_t>(terms_.first_row + outcome);
        return groups;
    }

    void add(std::size_t s, const Groups& groups, Time at, std::int64_t before, std::int64_t without,
             std::int64_t after) {
        const auto put = [&](SpanFigure figure, std::int64_t numerator, std::int64_t denominator) {
            counter_.add(s * span_figures + figure, groups, at, numerator, denominator);
        };
        put(fall, before - after, before);
        put(fall_without_index, without - after, without);
        put(offences_before, before, 1);
        put(before_without_index, without, 1);
        put(offences_after, after, 1);
        put(fell, after < before ? 1 : 0, 1);
        put(fell_without_index, after < without ? 1 : 0, 1);
        if (after < before) put(fall_of_those, before - after, before);
    }

    Counter counter_;
    BeforeAfterTerms terms_;
    Lives<LifeEvent> histories_;
};

void add_span(const Planning& planning, std::vector<MeasureInfo>& figures, const std::string& span) {
    const std::size_t first = figures.size();
    const std::string unit = planning.unit_or("offences");
    const auto beside = [&](const char* part, const char* words, Form form, const std::string& of, double scale) {
        return planning.beside(with_hyphens(span) + "-" + part, span + ", " + words, form, of, scale);
    };
    figures.push_back(beside("fall", "fall, index offence counted", Form::mean, "%", 100));
    if (first == 0) {
        figures[0] = planning.figure(Form::mean, "%", 100);
        figures[0].label += ": " + span + ", fall, index offence counted";
    }
    figures.push_back(beside("fall-without-index", "fall without the index offence", Form::mean, "%", 100));
    figures.push_back(beside("before", "before, a person", Form::mean, unit, 1));
    figures.push_back(
        beside("before-without-index", "before, a person, without the index offence", Form::mean, unit, 1));
    figures.push_back(beside("after", "after, a person", Form::mean, unit, 1));
    figures.push_back(beside("fell", "people with fewer after", Form::mean, "%", 100));
    figures.push_back(
        beside("fell-without-index", "people with fewer after, without the index offence", Form::mean, "%", 100));
    figures.push_back(beside("fall-of-those", "their fall", Form::mean, "%", 100));
    for (const auto& [part, words, of] :
         {std::tuple{"total-before", "before, in all", offences_before},
          std::tuple{"total-without-index", "before, in all, without the index offence", before_without_index},
          std::tuple{"total-after", "after, in all", offences_after}}) {
        figures.push_back(beside(part, words, Form::per_year, unit + " per year", 1));
        figures.back().numerator = MeasureId(first + of);
    }
    figures[first + fell].share = figures[first + fell_without_index].share = true;
}

}  // namespace

MeasurePlan plan_before_after(const Planning& planning) {
    const Measure& m = planning.measure;
    MeasurePlan plan;
    BeforeAfterTerms terms;
    terms.once = once_per_of(m["once-per"]);
    terms.committed = m["committed"].attributes.at(0);
    if (m["further-offences"].given) terms.further = m["further-offences"].attributes.at(0);
    if (m["proven-within"].given) terms.proven_within = m["proven-within"].duration();
    if (m["index-within"].given) terms.index_within = m["index-within"].duration();
    terms.offended_before = m["only"].given;
    terms.has_then = m["then"].given;
    if (m["then-after"].given) terms.then_after = m["then-after"].duration();
    for (const std::string_view of_then : {"then-after", "then-before"})
        if (m[of_then].given && !terms.has_then)
            planning.problems.error(m[of_then].at, fmt::format("‘{}’ needs ‘then’ beside it", of_then));
    for (std::size_t s = 0; s < m["spans"].numbers.size(); ++s) {
        terms.spans.push_back({static_cast<std::int64_t>(m["spans"].numbers[s])});
        const std::size_t first = plan.figures.size();
        add_span(planning, plan.figures, m["spans"].texts.at(s));
        for (std::size_t f = first; f < plan.figures.size(); ++f) {
            plan.figures[f].follow_up = terms.spans[s] + terms.proven_within.value_or(Duration{});
            plan.figures[f].counted_from = std::max(Time{0}, planning.pathway.begin + terms.spans[s]);
        }
        const MeasureInfo& info = plan.figures[first];
        if (info.counted_from + info.follow_up >= planning.pathway.end)
            planning.problems.error(m["spans"].at,
                                    fmt::format("of no event both the {} before and as long after are within warm-up "
                                                "and run",
                                                m["spans"].texts.at(s)),
                                    "run longer, or follow for less");
    }
    terms.groupings = m.by.size();
    terms.first_row = plan.figures.at(0).groups.size();
    terms.outcomes = m["outcomes"].lists.size();
    if (terms.outcomes > 0)
        for (MeasureInfo& info : plan.figures) {
            for (const std::string& outcome : m["outcomes"].texts) info.groups.push_back({"outcome", outcome});
            info.groups.push_back({"outcome", "none of these"});
        }
    if (terms.outcomes > 0 && terms.groupings == most_groupings)
        planning.problems.error(m.at, "outcomes are a grouping too many");
    planning.feed(plan, m["event"].nodes, the_event);
    planning.feed(plan, m["offences"].nodes, the_offence);
    planning.feed(plan, m["then"].nodes, the_then);
    planning.feed(plan, m["then-before"].nodes, the_rival);
    planning.feed(plan, m["never"].nodes, the_never);
    for (std::size_t o = 0; o < terms.outcomes; ++o)
        planning.feed(plan, m["outcomes"].lists[o], static_cast<std::uint8_t>(first_outcome + o));
    plan.left = true;
    plan.bytes_a_person = Lives<LifeEvent>::bytes_a_person;
    plan.start = [terms](const Counter& counter) { return std::make_unique<BeforeAfterFold>(counter, terms); };
    return plan;
}

}  // namespace desist
