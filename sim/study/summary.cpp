#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

#include "sim/study/study.hpp"

namespace desist {

namespace {

// Half the width of a 95% interval of a mean: t times the standard error (any textbook; for example Law, Simulation
// Modeling and Analysis, 5th edition, equation 4.12).
double half_width(std::uint32_t n, double deviation) {
    return t_975(n) * deviation / std::sqrt(static_cast<double>(n));
}

}  // namespace

double t_975(std::uint32_t n) {
    return boost::math::quantile(boost::math::students_t_distribution<double>(n - 1.0), 0.975);
}

Summary::Summary(const Layout& layout) : layout_(&layout), periods_(report_periods(layout.bins)) {
    for (std::size_t m = 0; m < layout.measures.size(); ++m)
        for (std::size_t p = 0; p < periods_.size(); ++p)
            for (std::size_t g = 0; g < layout.measures[m].groups.size(); ++g)
                running_.push_back({.measure = MeasureId{m}, .period = p, .group = g});
}

void Summary::add(const Tally& tally) {
    for (Running& r : running_) {
        const auto value = value_of(*layout_, tally, r.measure, r.group, periods_[r.period]);
        if (!value) continue;
        ++r.replications;
        const double distance = *value - r.mean;
        r.mean += distance / r.replications;
        r.squares += distance * (*value - r.mean);
    }
}

Estimate Summary::estimate(const Running& r) const {
    Estimate e{.measure = r.measure,
               .group = r.group,
               .period = periods_[r.period],
               .replications = r.replications,
               .mean = r.mean,
               .low = std::numeric_limits<double>::quiet_NaN(),
               .high = std::numeric_limits<double>::quiet_NaN(),
               .deviation = 0};
    if (r.replications < 2) return e;
    e.deviation = std::sqrt(r.squares / (r.replications - 1));
    const double half = half_width(r.replications, e.deviation);
    e.low = e.mean - half;
    e.high = e.mean + half;
    return e;
}

std::vector<Estimate> Summary::estimates() const {
    std::vector<Estimate> all;
    for (const Running& r : running_)
        if (r.replications > 0) all.push_back(estimate(r));
    return all;
}

std::vector<Estimate> summarise(const Layout& layout, const std::vector<ReplicationResult>& results) {
    Summary summary(layout);
    for (const ReplicationResult& result : results) summary.add(result.tally);
    return summary.estimates();
}

}  // namespace desist
