// time-to-first: how many have had an event by some time, of people who are not all followed to the end: cumulative
// incidence, with what came first instead, and Kaplan-Meier, which speaks of a world without that. What a run cuts off
// is censored at its end. Cohorts are of financial years and of the whole run, by when the time began.
#include <fmt/format.h>

#include <cmath>

#include "sim/measure/history.hpp"
#include "sim/measure/survival.hpp"

namespace desist {

MeasurePlan plan_time_to_first(const Planning& planning);

namespace {

enum FirstRole : std::uint8_t { time_begins, event_comes, other_comes };

constexpr double billion_of_chance = 1e9, of_variance = 1e18;

struct FirstTerms {
    std::vector<std::int64_t> times;  // seconds
    std::size_t others = 0;           // competing events
    OncePer once = OncePer::each_event;
    AttributeId committed;
    // An offence counts that is proven within this time. Nobody is followed into the last such stretch of the run: what
    // is committed there is known only of those who are quickly dealt with.
    Duration proven_within;
    bool has_proof = false;
    std::size_t groupings = 0;
    // Of each time: incidence of the event, survival, incidence of each other.
    std::size_t figure(std::size_t time, std::size_t which) const { return time * (2 + others) + which; }
};

class FirstFold : public Fold {
public:
    FirstFold(const Counter& counter, FirstTerms terms)
        : counter_(counter),
          terms_(std::move(terms)),
          cohorts_(counter.layout().periods.size() * counter.info(0).groups.size()) {}

    void stay(std::uint8_t role, const Stay& stay, const Witness& who) override {
        if (stay.started.seconds < 0 || stay.started == never || !counter_.counts(who.sight)) return;
        LifeEvent event{stay.started, stay.started, 0, stay.serial, {}, role};
        if (role == time_begins) event.groups = counter_.groups_of(who.sight);
        if (role == event_comes && terms_.committed)
            event.committed = Time{who.sight.value(counter_.model().attributes[terms_.committed.index])};
        histories_.push(who.slot, event);
    }

    void left(std::uint32_t slot) override {
        histories_.left(slot, [&](std::vector<LifeEvent>& history) { tell_of(history); });
    }

    void ended(const Outcome&) override {
        histories_.ended([&](std::vector<LifeEvent>& history) { tell_of(history); });
        for (std::vector<Followed>& cohort : cohorts_) std::ranges::sort(cohort, {}, &Followed::time);  // once for all
        const std::size_t groups = counter_.info(0).groups.size();
        for (std::size_t p = 0; p < counter_.layout().periods.size(); ++p)
            for (std::size_t g = 0; g < groups; ++g) tell(cohorts_[p * groups + g], p, g);
    }

private:
    void tell_of(std::vector<LifeEvent>& history) {
        sort_by_time(history);
        for (const LifeEvent* begin : index_events(history, time_begins, terms_.once, counter_.layout().bins, counter_))
            follow(history, *begin);
    }

    // What comes first; the event before another of the same second.
    void follow(const std::vector<LifeEvent>& history, const LifeEvent& begin) {
        Followed followed{(counter_.layout().bins.end - terms_.proven_within - begin.at).seconds, 0};
        if (followed.time < 0) return;
        for (const LifeEvent& event : history) {
            if (event.role == time_begins || event.committed == never) continue;
            if (terms_.has_proof && event.role == event_comes && event.at >= event.committed + terms_.proven_within)
                continue;
            const bool own_case = begin.serial != 0 && event.serial == begin.serial && event.role == event_comes;
            const std::int64_t after = (event.committed - begin.at).seconds;
            if (own_case || after < 0 || (after == 0 && event.at <= begin.at)) continue;
            if (after < followed.time || (after == followed.time && (followed.cause == 0 || event.role == event_comes)))
                followed = {after, static_cast<std::uint8_t>(event.role)};
        }
        const std::size_t groups = counter_.info(0).groups.size();
        counter_.for_each_period(begin.at, [&](std::size_t p) {
            cohorts_[p * groups].push_back(followed);
            for (std::size_t i = 0; i < terms_.groupings; ++i)
                cohorts_[p * groups + begin.groups[i]].push_back(followed);
        });
    }

    void tell(const std::vector<Followed>& cohort, std::size_t period, std::size_t group) {
        const auto put = [&](std::size_t time, std::size_t which, const std::optional<ChanceCurve>& curve) {
            const auto chance = curve ? curve->at(terms_.times[time]) : std::nullopt;
            if (!chance) return;
            const std::size_t figure = terms_.figure(time, which);
            counter_.put(figure, group, period, 0,
                         {std::llround(chance->value * billion_of_chance), std::llround(billion_of_chance)});
            counter_.put(figure, group, period, 1,
                         {std::llround(chance->variance * of_variance), std::llround(of_variance)});
        };
        const auto free = survival(cohort);
        for (std::size_t t = 0; t < terms_.times.size(); ++t) put(t, 1, free);
        for (std::size_t cause = 0; cause <= terms_.others; ++cause) {
            const auto incidence = cumulative_incidence(cohort, static_cast<std::uint8_t>(cause + 1));
            for (std::size_t t = 0; t < terms_.times.size(); ++t) put(t, cause == 0 ? 0 : cause + 1, incidence);
        }
    }

    Counter counter_;
    FirstTerms terms_;
    Lives<LifeEvent> histories_;
    std::vector<std::vector<Followed>> cohorts_;  // by period and group
};

}  // namespace

MeasurePlan plan_time_to_first(const Planning& planning) {
    const Measure& m = planning.measure;
    MeasurePlan plan;
    FirstTerms terms;
    terms.once = once_per_of(m["once-per"]);
    if (m["committed"].given) terms.committed = m["committed"].attributes.at(0);
    if (m["proven-within"].given) {
        terms.has_proof = true;
        terms.proven_within = m["proven-within"].duration();
        if (!m["committed"].given)
            planning.problems.error(m["proven-within"].at, "‘proven-within’ needs ‘committed’",
                                    "it is the time from the offence to its proof");
    }
    terms.others = m["competing"].lists.size();
    terms.groupings = m.by.size();
    for (std::size_t t = 0; t < m["at"].numbers.size(); ++t) {
        terms.times.push_back(static_cast<std::int64_t>(m["at"].numbers[t]));
        const std::string written = m["at"].texts.at(t), slug = with_hyphens(written);
        const auto beside = [&](const std::string& part, const std::string& label) {
            plan.figures.push_back(planning.beside(part, label, Form::estimate, "%", 100));
        };
        beside("by-" + slug, "by " + written);
        if (t == 0) {
            plan.figures[0] = planning.figure(Form::estimate, "%", 100);
            plan.figures[0].label += ": by " + written;
        }
        beside("free-" + slug, "still without it after " + written + " (Kaplan-Meier)");
        for (const std::string& other : m["competing"].texts)
            beside(other + "-by-" + slug, other + " first, by " + written);
        if (terms.times[t] >= (planning.pathway.end - terms.proven_within - Time{0}).seconds)
            planning.problems.error(m["at"].at, "the time is as long as the run: nobody could be followed so long",
                                    "run longer, or follow for less");
    }
    for (MeasureInfo& info : plan.figures) {
        info.shape = Shape::periods;
        info.bands = 2;
        info.share = true;
        info.additive = false;
    }
    planning.feed(plan, m["from"].nodes, time_begins);
    planning.feed(plan, m["to"].nodes, event_comes);
    for (std::size_t o = 0; o < terms.others; ++o)
        planning.feed(plan, m["competing"].lists[o], static_cast<std::uint8_t>(other_comes + o));
    plan.left = true;
    plan.bytes_a_person = 2 * Lives<LifeEvent>::bytes_a_person;
    plan.start = [terms](const Counter& counter) { return std::make_unique<FirstFold>(counter, terms); };
    return plan;
}

}  // namespace desist
