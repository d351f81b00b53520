#include "sim/measure/survival.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/check.hpp"
#include "sim/random/elementary.hpp"

namespace desist {

// Walks along the times in ascending order and keeps S, F and their variances (see the header).
class CurveMaker {
public:
    enum class Of { survival, incidence };
    CurveMaker(Of of, std::uint8_t cause) : of_(of), cause_(cause) {}

    ChanceCurve make(std::vector<Followed> people) {
        if (!std::ranges::is_sorted(people, {}, &Followed::time)) std::ranges::sort(people, {}, &Followed::time);
        check(people.front().time >= 0, "nobody is followed for less than no time");
        curve_.first_ = of_ == Of::survival ? 1 : 0;
        curve_.times_.reserve(people.size());
        for (const Followed& person : people) curve_.times_.push_back(person.time);
        for (std::size_t i = 0; i < people.size();) i = one_time(people, i);
        curve_.ended_ = without_event_ == 0;
        return std::move(curve_);
    }

private:
    std::size_t one_time(const std::vector<Followed>& people, std::size_t from) {
        std::int64_t events = 0, counted = 0;
        std::size_t to = from;
        for (; to < people.size() && people[to].time == people[from].time; ++to) {
            const std::uint8_t cause = people[to].cause;
            counted += cause == cause_;
            events += of_ == Of::survival ? cause == cause_ : cause != 0;
        }
        const auto at_risk = static_cast<std::int64_t>(people.size() - from);
        if (events > 0) step(static_cast<double>(events), static_cast<double>(counted), static_cast<double>(at_risk));
        if (counted > 0) curve_.steps_.push_back({people[from].time, counted, chance(at_risk)});
        return to;
    }

    void step(double events, double counted, double n) {
        const double q = events / n, f = counted / n, square = without_event_ * without_event_;
        incidence_variance_ += 2 * f * covariance_ + f * f * variance_ + square * f * (1 - f) / n;
        covariance_ = (1 - q) * (covariance_ + f * variance_) - square * f * (1 - q) / n;
        variance_ = (1 - q) * (1 - q) * variance_ + square * q * (1 - q) / n;
        incidence_ += without_event_ * f;
        without_event_ *= 1 - q;
        alone_ = alone_ && events == counted;
    }

    Chance chance(std::int64_t at_risk) const {
        if (of_ == Of::survival) return {without_event_, variance_, at_risk};
        if (alone_) return {1 - without_event_, variance_, at_risk};  // exact where everybody has had the event
        return {incidence_, incidence_variance_, at_risk};
    }

    Of of_;
    std::uint8_t cause_;
    double without_event_ = 1, variance_ = 0, incidence_ = 0, incidence_variance_ = 0, covariance_ = 0;
    bool alone_ = true;  // no other cause so far
    ChanceCurve curve_;
};

std::optional<Chance> ChanceCurve::at(std::int64_t time) const {
    if (time > times_.back() && !ended_) return std::nullopt;
    const auto at_risk = times_.end() - std::ranges::lower_bound(times_, time);
    const auto next = std::ranges::upper_bound(steps_, time, {}, &Step::time);
    Chance now = next == steps_.begin() ? Chance{first_, 0, 0} : std::prev(next)->chance;
    now.at_risk = at_risk;
    return now;
}

std::optional<std::int64_t> ChanceCurve::median() const {
    // A half that is a product of shares may miss 1/2 by a few roundings.
    constexpr double roundings = 1e-9;
    const double way = first_ > 0 ? 1 : -1;
    for (const Step& step : steps_)
        if (way * (step.chance.value - 0.5) <= roundings) return step.time;
    return std::nullopt;
}

std::optional<ChanceCurve> survival(std::vector<Followed> people) {
    if (people.empty()) return std::nullopt;
    return CurveMaker(CurveMaker::Of::survival, 1).make(std::move(people));
}

std::optional<ChanceCurve> cumulative_incidence(std::vector<Followed> people, std::uint8_t cause) {
    check(cause > 0, "censoring has no incidence");
    if (people.empty()) return std::nullopt;
    return CurveMaker(CurveMaker::Of::incidence, cause).make(std::move(people));
}

std::optional<Interval> log_log_interval(const Chance& chance, double level) {
    const double z = normal_point(level);
    if (!(chance.variance > 0)) return std::nullopt;
    const double log = elementary::log(chance.value);
    const double far = z * std::sqrt(chance.variance) / (chance.value * -log);
    return Interval{elementary::exp(log * elementary::exp(far)), elementary::exp(log * elementary::exp(-far))};
}

std::optional<Interval> plain_interval(const Chance& chance, double level) {
    const double z = normal_point(level);
    if (!(chance.variance > 0)) return std::nullopt;
    const double far = z * std::sqrt(chance.variance);
    return Interval{std::max(0.0, chance.value - far), std::min(1.0, chance.value + far)};
}

}  // namespace desist
