#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "sim/measure/survival.hpp"
#include "sim/random/keyed.hpp"
#include "sim/study/mean_intervals.hpp"
#include "sim/study/study.hpp"

namespace desist {

namespace {

constexpr double level = 0.95;

double quotient_of(const Counts& counts) {
    return static_cast<double>(counts.numerator) / static_cast<double>(counts.denominator);
}

}  // namespace

double t_975(std::uint32_t n) { return t_quantile(n - 1.0, 0.975); }

Summary::Summary(const Layout& layout) : layout_(&layout), periods_(report_periods(layout.bins)) {
    for (std::size_t m = 0; m < layout.measures.size(); ++m)
        for (std::size_t p = 0; p < periods_.size(); ++p)
            for (std::size_t g = 0; g < layout.measures[m].groups.size(); ++g) {
                Running& running = running_.emplace_back();
                running.measure = MeasureId{m};
                running.period = p;
                running.group = g;
            }
}

void Summary::add(const Tally& tally) {
    for (Running& r : running_) add_one(r, tally);
}

void Summary::add_one(Running& r, const Tally& tally) {
    const Period& period = periods_[r.period];
    const MeasureInfo& info = layout_->measures[r.measure.index];
    const auto value = value_of(*layout_, tally, r.measure, r.group, period);
    if (!value) {
        ++r.missing;
        return;
    }
    if (r.replications == 0 && (info.share || info.form == Form::estimate)) {
        r.counts = counts_of(*layout_, tally, r.measure, r.group, period);
        r.variance = counts_of(*layout_, tally, r.measure, r.group, period, 1);
    }
    if (info.skewed) r.values.push_back(*value);
    ++r.replications;
    const double distance = *value - r.mean;
    r.mean += distance / r.replications;
    r.squares += distance * (*value - r.mean);
}

void Summary::set_interval(Estimate& e, const Running& r) const {
    const MeasureInfo& info = layout_->measures[r.measure.index];
    const auto set = [&](double low, double high, IntervalBy by) {
        e.low = low;
        e.high = high;
        e.by = by;
    };
    if (r.replications >= 2) {
        // The same resamples whenever the same values are summarised.
        const std::uint64_t key = mix(name_hash(info.name) ^ mix(r.group) ^ name_hash(e.period.name));
        const auto resampled = info.skewed ? bootstrap_interval(r.values, level, key) : std::nullopt;
        const Interval student = student_interval(e.mean, e.deviation, r.replications, level);
        if (resampled)
            set(resampled->low, resampled->high, IntervalBy::bootstrap);
        else
            set(student.low, student.high, IntervalBy::student);
    } else if (r.replications == 1 && info.form == Form::estimate && r.counts && r.variance) {
        const double value = quotient_of(*r.counts), variance = quotient_of(*r.variance);
        const double half = normal_point(level) * std::sqrt(variance);
        const auto of_chance = log_log_interval({value, variance, 0}, level);
        if (!info.share)
            set(info.scale * (value - half), info.scale * (value + half), IntervalBy::within);
        else if (of_chance)
            set(info.scale * of_chance->low, info.scale * of_chance->high, IntervalBy::within);
    } else if (r.replications == 1 && info.share && r.counts) {
        if (const auto interval = wilson(r.counts->numerator, r.counts->denominator, level))
            set(info.scale * interval->low, info.scale * interval->high, IntervalBy::wilson);
    }
}

Estimate Summary::estimate(const Running& r) const {
    Estimate e;
    e.measure = r.measure;
    e.group = r.group;
    e.period = periods_[r.period];
    e.replications = r.replications;
    e.mean = r.replications > 0 ? r.mean : std::numeric_limits<double>::quiet_NaN();
    e.low = e.high = std::numeric_limits<double>::quiet_NaN();
    if (r.replications >= 2) e.deviation = std::sqrt(r.squares / (r.replications - 1));
    if (r.missing > 0) e.missing = why_not(*layout_, r.measure, periods_[r.period]);
    if (r.missing > 0 && r.replications > 0)
        e.missing = fmt::format("{} in {} of {} replications", e.missing, r.missing, r.missing + r.replications);
    set_interval(e, r);
    return e;
}

std::vector<Estimate> Summary::estimates() const {
    std::vector<Estimate> all;
    for (const Running& r : running_)
        if (r.replications + r.missing > 0) all.push_back(estimate(r));
    return all;
}

std::string_view to_text(IntervalBy by) {
    static constexpr std::string_view words[] = {"", "t over replications", "bootstrap over replications",
                                                 "Wilson, one replication", "sampling variance, one replication"};
    return words[static_cast<std::size_t>(by)];
}

std::vector<Estimate> summarise(const Layout& layout, const std::vector<ReplicationResult>& results) {
    Summary summary(layout);
    for (const ReplicationResult& result : results) summary.add(result.tally);
    return summary.estimates();
}

}  // namespace desist
