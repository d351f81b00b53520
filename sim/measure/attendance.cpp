// attendance: how many people come, how often, how many of them for the first time, and how much of it all is by the
// few who come most. Counted in each financial year and in the whole run: people do not add up over years.
#include <algorithm>

#include "sim/measure/fold.hpp"
#include "sim/measure/lives.hpp"

namespace desist {

MeasurePlan plan_attendance(const Planning& planning);

namespace {

enum AttendanceFigure : std::size_t { people, each, first_time, only_once, top_1, top_5, top_10 };
constexpr std::int64_t top_shares[] = {1, 5, 10};  // %

struct Attendance {
    Time at;
    Groups groups{};
};

class AttendanceFold : public Fold {
public:
    explicit AttendanceFold(const Counter& counter) : counter_(counter), by_count_(counter.layout().periods.size()) {}

    void stay(std::uint8_t, const Stay& stay, const Witness& who) override {
        if (stay.started == never || !(stay.started < counter_.layout().bins.end) || !counter_.counts(who.sight))
            return;
        attendances_.push(who.slot, {stay.started, counter_.groups_of(who.sight)});
    }

    void left(std::uint32_t slot) override {
        attendances_.left(slot, [&](std::vector<Attendance>& all) { tell_of(all); });
    }

    void ended(const Outcome&) override {
        attendances_.ended([&](std::vector<Attendance>& all) { tell_of(all); });
        for (std::size_t p = 0; p < by_count_.size(); ++p)
            for (std::size_t top = 0; top < std::size(top_shares); ++top)
                counter_.put(top_1 + top, 0, p, 0, by_the_top(by_count_[p], top_shares[top]));
    }

private:
    void tell_of(std::vector<Attendance>& all) {
        if (!std::ranges::is_sorted(all, {}, &Attendance::at)) std::ranges::stable_sort(all, {}, &Attendance::at);
        for (std::size_t p = 0; p < by_count_.size(); ++p) count(all, p);
    }

    // A person is of the group in which they first come in the period.
    void count(const std::vector<Attendance>& all, std::size_t p) {
        const Period& period = counter_.layout().periods[p];
        const Time from = counter_.layout().bins.starts[period.first];
        const Time to = counter_.layout().bins.end_of(period.last - 1);
        if (all.back().at < from || all.front().at >= to) return;
        const auto first = std::find_if(all.begin(), all.end(), [&](const auto& a) { return a.at >= from; });
        const auto last = std::find_if(first, all.end(), [&](const auto& a) { return a.at >= to; });
        const auto times = last - first;
        if (times == 0) return;
        counter_.add_in_period(people, first->groups, p, 1, 0);
        counter_.add_in_period(each, first->groups, p, times, 1);
        counter_.add_in_period(first_time, first->groups, p, first == all.begin() ? 1 : 0, 1);
        counter_.add_in_period(only_once, first->groups, p, times == 1 ? 1 : 0, 1);
        const auto n = static_cast<std::size_t>(times);
        if (by_count_[p].size() <= n) by_count_[p].resize(n + 1, 0);
        ++by_count_[p][n];
    }

    // Attendances by the `percent`% (rounded up) who come most, of all.
    static Counts by_the_top(const std::vector<std::int64_t>& people_by_count, std::int64_t percent) {
        std::int64_t people_in_all = 0, attendances = 0;
        for (std::size_t n = 0; n < people_by_count.size(); ++n) {
            people_in_all += people_by_count[n];
            attendances += people_by_count[n] * static_cast<std::int64_t>(n);
        }
        std::int64_t left = (people_in_all * percent + 99) / 100, of_the_top = 0;
        for (std::size_t n = people_by_count.size(); n-- > 0 && left > 0;) {
            const std::int64_t taken = std::min(left, people_by_count[n]);
            of_the_top += taken * static_cast<std::int64_t>(n);
            left -= taken;
        }
        return {of_the_top, attendances};
    }

    Counter counter_;
    Lives<Attendance> attendances_;
    std::vector<std::vector<std::int64_t>> by_count_;  // by period: how many people came so often
};

}  // namespace

MeasurePlan plan_attendance(const Planning& planning) {
    MeasurePlan plan;
    const std::string unit = planning.unit_or("people");
    plan.figures = {planning.figure(Form::total, unit + " in the period"),
                    planning.beside("each", "times a person", Form::mean, "times"),
                    planning.beside("first-time", "for the first time", Form::mean, "%", 100),
                    planning.beside("once", "once only", Form::mean, "%", 100),
                    planning.beside("top-1", "share by the top 1%", Form::mean, "%", 100),
                    planning.beside("top-5", "share by the top 5%", Form::mean, "%", 100),
                    planning.beside("top-10", "share by the top 10%", Form::mean, "%", 100)};
    for (MeasureInfo& info : plan.figures) info.shape = Shape::periods;
    plan.figures[first_time].share = plan.figures[only_once].share = true;
    for (std::size_t top = top_1; top <= top_10; ++top) plan.figures[top].groups = {{}};
    planning.feed(plan, planning.measure["nodes"].nodes);
    plan.left = true;
    plan.bytes_a_person = Lives<Attendance>::bytes_a_person;
    plan.start = [](const Counter& counter) { return std::make_unique<AttendanceFold>(counter); };
    return plan;
}

}  // namespace desist
