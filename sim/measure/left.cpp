// left: stays that end in one way, in the month in which they end: give-ups, refusals, ejections. Also their share of
// all stays that end there.
#include "sim/measure/fold.hpp"

namespace desist {

MeasurePlan plan_left(const Planning& planning);

namespace {

Cause cause_of(const std::string& word) {
    constexpr std::pair<const char*, Cause> causes[] = {{"stay", Cause::stay},
                                                        {"hazard", Cause::hazard},
                                                        {"as-soon-as", Cause::as_soon_as},
                                                        {"route", Cause::route},
                                                        {"moved", Cause::moved},
                                                        {"give-up", Cause::give_up},
                                                        {"case-closed", Cause::case_closed},
                                                        {"ended", Cause::ended},
                                                        {"full", Cause::full},
                                                        {"ejected", Cause::ejected}};
    for (const auto& [name, cause] : causes)
        if (word == name) return cause;
    return Cause::stay;
}

class LeftFold : public Fold {
public:
    LeftFold(const Counter& counter, Cause cause) : counter_(counter), cause_(cause) {}
    void stay(std::uint8_t, const Stay& stay, const Witness& who) override {
        if (stay.cause == Cause::horizon || !counter_.measured(stay.ended) || !counter_.counts(who.sight)) return;
        const Groups groups = counter_.groups_of(who.sight);
        const int so = stay.cause == cause_ ? 1 : 0;
        counter_.add(0, groups, stay.ended, so);
        counter_.add(1, groups, stay.ended, so, 1);
    }

private:
    Counter counter_;
    Cause cause_;
};

}  // namespace

MeasurePlan plan_left(const Planning& planning) {
    MeasurePlan plan;
    plan.figures = {planning.figure(Form::per_year, planning.unit_or("stays") + " per year"),
                    planning.beside("share", "share of all that end", Form::mean, "%", 100)};
    plan.figures[1].share = true;
    planning.feed(plan, planning.measure["nodes"].nodes);
    const Cause cause = cause_of(planning.measure["because"].texts.at(0));
    plan.start = [cause](const Counter& counter) { return std::make_unique<LeftFold>(counter, cause); };
    return plan;
}

}  // namespace desist
