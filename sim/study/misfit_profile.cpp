#include "sim/study/misfit_profile.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/check.hpp"

namespace desist {

namespace {

constexpr double shortest_step = 1e-3, longest_step = 0.25;
constexpr double aimed_root = 1.4;  // a step aims beyond 1, so that the crossing lies between two points
constexpr double near_enough = 2;   // and one that is above this (a misfit of 4 above the least) is made shorter
constexpr int most_refits = 3;

double squares_of(const Residuals& residuals) {
    double sum = 0;
    for (const double r : residuals) sum += r * r;
    return sum;
}

// The least change of the slopes after which they tell the residuals at `to` from those at `from`.
void learn(Slopes& slopes, const Point& from, const Residuals& at_from, const Point& to, const Residuals& at_to) {
    double length = 0;
    for (std::size_t i = 0; i < to.size(); ++i) length += (to[i] - from[i]) * (to[i] - from[i]);
    if (length < 1e-12) return;
    for (std::size_t t = 0; t < slopes.size(); ++t) {
        double missed = at_to[t] - at_from[t];
        for (std::size_t i = 0; i < to.size(); ++i) missed -= slopes[t][i] * (to[i] - from[i]);
        for (std::size_t i = 0; i < to.size(); ++i) slopes[t][i] += missed * (to[i] - from[i]) / length;
    }
}

double foretold(const Slopes& slopes, const Point& from, const Residuals& at_from, const Point& to) {
    Residuals there = at_from;
    for (std::size_t t = 0; t < slopes.size(); ++t)
        for (std::size_t i = 0; i < to.size(); ++i) there[t] += slopes[t][i] * (to[i] - from[i]);
    return squares_of(there);
}

// One parameter, one side.
class Walk {
public:
    Walk(std::size_t j, double side, const Point& best, const Residuals& residuals, const Slopes& slopes)
        : j_(j), end_(side > 0 ? 1 : 0), slopes_(slopes), at_{best, residuals, squares_of(residuals)} {
        step_ = std::clamp(half_range(slopes, j).value_or(1) / 2, shortest_step, longest_step / 2);
        if (at_.point[j_] == end_)
            done_ = true;
        else
            start_step();
    }

    bool is_done() const { return done_; }
    const Point& wanted() const { return wanted_; }
    const std::vector<ProfilePoint>& inside() const { return inside_; }
    const std::optional<ProfilePoint>& outside() const { return outside_; }

    void take(const Residuals& residuals, double least) {
        const Place& from = refits_ == 0 ? at_ : tried_;
        learn(slopes_, from.point, from.residuals, wanted_, residuals);
        const double misfit = squares_of(residuals);
        if (refits_ == 0 || misfit < tried_.misfit) tried_ = {wanted_, residuals, misfit};
        ++points_;
        if (!fits_again(least)) settle(least);
    }

private:
    struct Place {
        Point point;
        Residuals residuals;
        double misfit = 0;
    };

    void start_step() {
        const double way = end_ - at_.point[j_];
        const double to = std::abs(way) <= step_ ? end_ : at_.point[j_] + std::copysign(step_, way);
        wanted_ = fitted_again(slopes_, at_.residuals, at_.point, j_, to);
        refits_ = 0;
    }

    // Whether another fit of the others promises enough to be run.
    bool fits_again(double least) {
        if (refits_ == most_refits || points_ >= most_points_of_a_walk) return false;
        const Point next = fitted_again(slopes_, tried_.residuals, tried_.point, j_, tried_.point[j_]);
        const double gain = tried_.misfit - foretold(slopes_, tried_.point, tried_.residuals, next);
        if (gain < std::max(0.1, 0.1 * (tried_.misfit - least))) return false;
        wanted_ = next;
        ++refits_;
        return true;
    }

    static double root_above(double misfit, double least) { return std::sqrt(std::max(0.0, misfit - least)); }

    void settle(double least) {
        const double near = root_above(at_.misfit, least), far = root_above(tried_.misfit, least);
        const double made = std::abs(tried_.point[j_] - at_.point[j_]);
        const bool is_inside = far <= 1;
        if (is_inside) {
            inside_.push_back({tried_.point[j_], tried_.misfit});
            at_ = tried_;
            // The root of the misfit grows about as a line does.
            const double growth = std::clamp((aimed_root - far) / std::max(far - near, 1e-9), 0.5, 4.0);
            step_ = std::min(longest_step, made * (turned_back_ ? std::min(growth, 1.0) : growth));
        } else {
            outside_ = {tried_.point[j_], tried_.misfit};
            step_ = made * std::clamp((aimed_root - near) / (far - near), 0.1, 0.5);
        }
        turned_back_ = !is_inside;
        const bool found = is_inside ? at_.point[j_] == end_ : far <= near_enough || made <= shortest_step;
        done_ = found || points_ >= most_points_of_a_walk;
        if (is_inside && outside_ && std::abs(at_.point[j_] - end_) <= std::abs(outside_->value - end_))
            outside_.reset();  // it was the walk that had strayed
        step_ = std::max(step_, shortest_step);
        if (!done_) start_step();
    }

    std::size_t j_;
    double end_;
    Slopes slopes_;
    Place at_, tried_;  // the last place inside; the best of the step that is being made
    Point wanted_;
    double step_ = 0;
    int refits_ = 0;
    std::size_t points_ = 0;
    bool turned_back_ = false, done_ = false;
    std::vector<ProfilePoint> inside_;
    std::optional<ProfilePoint> outside_;
};

}  // namespace

std::vector<MisfitProfile> misfit_profiles(const Point& best, const Residuals& residuals, const Slopes& slopes,
                                           const AskResiduals& ask) {
    std::vector<Walk> walks;
    for (std::size_t j = 0; j < best.size(); ++j)
        for (const double side : {-1.0, 1.0}) walks.emplace_back(j, side, best, residuals, slopes);
    double least = squares_of(residuals);
    for (;;) {
        std::vector<Walk*> going;
        std::vector<Point> points;
        for (Walk& walk : walks)
            if (!walk.is_done()) {
                going.push_back(&walk);
                points.push_back(walk.wanted());
            }
        if (going.empty()) break;
        const std::vector<Residuals> found = ask(points);
        check(found.size() == points.size(), "a point without residuals");
        for (const Residuals& there : found) least = std::min(least, squares_of(there));
        for (std::size_t i = 0; i < going.size(); ++i) going[i]->take(found[i], least);
    }
    std::vector<MisfitProfile> profiles;
    for (std::size_t j = 0; j < best.size(); ++j) {
        const Walk &down = walks[2 * j], &up = walks[2 * j + 1];
        MisfitProfile& profile = profiles.emplace_back(MisfitProfile{down.inside(), down.outside(), up.outside()});
        profile.inside.insert(profile.inside.end(), up.inside().begin(), up.inside().end());
    }
    return profiles;
}

}  // namespace desist
