#include "sim/study/calibration.hpp"

#include <nlopt.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <map>
#include <memory>
#include <numeric>

#include "sim/base/check.hpp"
#include "sim/study/misfit_profile.hpp"

namespace desist {

namespace {

using Phase = Evaluation::Phase;

constexpr double missing_residual = 10;
constexpr double apart = 0.15;       // starts are at least so far from each other, in the coordinate that differs most
constexpr double first_step = 0.15;  // of a search
constexpr double far_enough = 0.05;  // of a difference that tells a slope: large against noise, small against curves

std::vector<double> residuals_of(const std::vector<CalibrationTarget>& targets, const CalibrationOutputs& outputs) {
    std::vector<double> residuals;
    for (std::size_t t = 0; t < targets.size(); ++t)
        residuals.push_back(outputs[t].mean ? (*outputs[t].mean - targets[t].value) / targets[t].tolerance
                                            : missing_residual);
    return residuals;
}

class Calibrator {
public:
    Calibrator(const std::vector<CalibrationTarget>& targets, const std::vector<Point>& start,
               const CalibrationOptions& options, const Evaluate& evaluate)
        : targets_(targets), start_(start), options_(options), evaluate_(evaluate), k_(start.at(0).size()) {}

    Calibration run() {
        ask(start_, Phase::start);
        result_.start_best = result_.search_best = result_.best;
        for (const Point& from : starts()) search(from);
        result_.search_best = result_.best;
        const Slopes slopes = slopes_at(best().point);
        profile(slopes);
        result_.profile_was_better = best().misfit < result_.evaluations[result_.search_best].misfit - 1e-9;
        finish(slopes);
        return std::move(result_);
    }

private:
    const Evaluation& best() const { return result_.evaluations[result_.best]; }

    // Evaluates what is new of these and gives the places of all among the evaluations.
    std::vector<std::size_t> ask(const std::vector<Point>& points, Phase phase) {
        std::vector<Point> fresh;
        for (const Point& point : points)
            if (known_.emplace(point, result_.evaluations.size() + fresh.size()).second) fresh.push_back(point);
        if (!fresh.empty()) {
            const std::vector<CalibrationOutputs> outputs = evaluate_(fresh);
            check(outputs.size() == fresh.size(), "an evaluation without outputs");
            for (std::size_t i = 0; i < fresh.size(); ++i) {
                result_.evaluations.push_back({phase, fresh[i], outputs[i], misfit_of(targets_, outputs[i])});
                if (result_.evaluations.back().misfit < best().misfit) result_.best = result_.evaluations.size() - 1;
            }
        }
        std::vector<std::size_t> places;
        for (const Point& point : points) places.push_back(known_.at(point));
        return places;
    }
    double ask_one(const Point& point, Phase phase) { return result_.evaluations[ask({point}, phase)[0]].misfit; }

    // The best of the start that are not near each other.
    std::vector<Point> starts() const {
        std::vector<std::size_t> order(start_.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::ranges::stable_sort(order, {}, [&](std::size_t i) { return result_.evaluations[i].misfit; });
        std::vector<Point> chosen;
        for (const std::size_t i : order) {
            const Point& point = result_.evaluations[i].point;
            const auto is_near = [&](const Point& other) {
                double distance = 0;
                for (std::size_t j = 0; j < k_; ++j) distance = std::max(distance, std::abs(point[j] - other[j]));
                return distance < apart;
            };
            if (std::ranges::none_of(chosen, is_near)) chosen.push_back(point);
            if (chosen.size() == options_.starts) break;
        }
        return chosen;
    }

    // What NLopt calls. No exception may pass through it: it is stopped, and the exception thrown again behind it.
    struct Search {
        Calibrator& calibrator;
        nlopt_opt optimizer = nullptr;
        std::exception_ptr failure;
    };
    static double misfit_at(unsigned n, const double* x, double*, void* data) {
        auto& search = *static_cast<Search*>(data);
        if (search.failure) return HUGE_VAL;
        try {
            return search.calibrator.ask_one(Point(x, x + n), Phase::search);
        } catch (...) {
            search.failure = std::current_exception();
            nlopt_force_stop(search.optimizer);
            return HUGE_VAL;
        }
    }

    void search(Point from) {
        const bool bobyqa = options_.method == CalibrationOptions::Method::bobyqa && k_ > 1;
        const std::unique_ptr<std::remove_pointer_t<nlopt_opt>, void (*)(nlopt_opt)> optimizer(
            nlopt_create(bobyqa ? NLOPT_LN_BOBYQA : NLOPT_LN_COBYLA, static_cast<unsigned>(k_)), nlopt_destroy);
        check(optimizer != nullptr, "NLopt has no memory");
        Search search{*this, optimizer.get(), nullptr};
        nlopt_set_min_objective(optimizer.get(), misfit_at, &search);
        nlopt_set_lower_bounds1(optimizer.get(), 0);
        nlopt_set_upper_bounds1(optimizer.get(), 1);
        nlopt_set_initial_step1(optimizer.get(), first_step);
        nlopt_set_maxeval(optimizer.get(), static_cast<int>(options_.steps));
        nlopt_set_xtol_abs1(optimizer.get(), 1e-4);
        nlopt_set_ftol_abs(optimizer.get(), 1e-4);
        double least = 0;
        nlopt_optimize(optimizer.get(), from.data(), &least);  // how it ends does not matter: every point is kept
        if (search.failure) std::rethrow_exception(search.failure);
    }

    // By target and parameter: residuals over the whole range of the parameter.
    Slopes slopes_at(const Point& at) {
        std::vector<Point> points;
        for (std::size_t j = 0; j < k_; ++j)
            for (const double step : {-far_enough, far_enough}) {
                points.push_back(at);
                points.back()[j] = std::clamp(at[j] + step, 0.0, 1.0);
            }
        const std::vector<std::size_t> places = ask(points, Phase::around);
        Slopes slopes(targets_.size(), std::vector<double>(k_, 0.0));
        for (std::size_t j = 0; j < k_; ++j) {
            const Evaluation &below = result_.evaluations[places[2 * j]],
                             &above = result_.evaluations[places[2 * j + 1]];
            for (std::size_t t = 0; t < targets_.size(); ++t) slopes[t][j] = slope(t, j, below, above);
        }
        return slopes;
    }

    // Between the two, or from the best to the one at which the output is available.
    double slope(std::size_t t, std::size_t j, const Evaluation& below, const Evaluation& above) const {
        const Evaluation& from = below.outputs[t].mean ? below : best();
        const Evaluation& to = above.outputs[t].mean ? above : best();
        const double way = to.point[j] - from.point[j];
        if (way <= 0 || !from.outputs[t].mean || !to.outputs[t].mean) return 0;
        return (*to.outputs[t].mean - *from.outputs[t].mean) / targets_[t].tolerance / way;
    }

    void profile(const Slopes& slopes) {
        const Evaluation centre = best();
        const auto residuals = [&](const std::vector<Point>& points) {
            std::vector<Residuals> all;
            for (const std::size_t place : ask(points, Phase::profile))
                all.push_back(residuals_of(targets_, result_.evaluations[place].outputs));
            return all;
        };
        profiles_ = misfit_profiles(centre.point, residuals_of(targets_, centre.outputs), slopes, residuals);
        // The place where the walks began; the best may lie elsewhere by now.
        for (std::size_t j = 0; j < k_; ++j) profiles_[j].inside.push_back({centre.point[j], centre.misfit});
    }

    void finish(const Slopes& slopes) {
        result_.residuals = residuals_of(targets_, best().outputs);
        double variance = 0;
        for (std::size_t t = 0; t < targets_.size(); ++t) {
            const double error = best().outputs[t].error / targets_[t].tolerance, r = result_.residuals[t];
            variance += 4 * r * r * error * error + 2 * error * error * error * error;
        }
        result_.noise = std::sqrt(variance);
        for (std::size_t j = 0; j < k_; ++j) result_.parameters.push_back(parameter(j));
        result_.not_told_apart = flat_directions(slopes, 1);
    }

    bool is_near(double misfit) const { return misfit <= best().misfit + 1; }

    // What the walks found, by value; of one value the least.
    std::vector<ProfilePoint> walked(std::size_t j) const {
        std::vector<ProfilePoint> points = profiles_[j].inside;
        for (const auto& outside : {profiles_[j].below, profiles_[j].above})
            if (outside) points.push_back(*outside);
        points.push_back({best().point[j], best().misfit});
        std::ranges::sort(points, {}, [](const ProfilePoint& p) { return std::pair(p.value, p.misfit); });
        const auto same = std::ranges::unique(points, {}, &ProfilePoint::value);
        points.erase(same.begin(), same.end());
        return points;
    }

    // Where the misfit is 1 above the least. It is nearly a square, so its root is nearly a line.
    double crossing(const ProfilePoint& inside, const ProfilePoint& outside) const {
        const double near = std::sqrt(std::max(0.0, inside.misfit - best().misfit));
        const double far = std::sqrt(outside.misfit - best().misfit);
        return inside.value + (1 - near) / (far - near) * (outside.value - inside.value);
    }

    CalibratedParameter parameter(std::size_t j) const {
        CalibratedParameter parameter;
        parameter.best = best().point[j];
        const std::vector<ProfilePoint> points = walked(j);
        const auto is_inside = [&](const ProfilePoint& point) { return is_near(point.misfit); };
        const auto first = std::ranges::find_if(points, is_inside);
        const auto last = std::find_if(points.rbegin(), points.rend(), is_inside).base() - 1;
        parameter.open_low = first == points.begin();
        parameter.open_high = last + 1 == points.end();
        parameter.low = parameter.open_low ? first->value : crossing(*first, *(first - 1));
        parameter.high = parameter.open_high ? last->value : crossing(*last, *(last + 1));
        parameter.profile = points;
        widen(parameter, j);
        parameter.identified = identified(parameter);
        return parameter;
    }

    // The walks follow one valley; the searches may know another.
    void widen(CalibratedParameter& parameter, std::size_t j) const {
        const auto is_beyond = [&](double value) {
            return (profiles_[j].below && value < profiles_[j].below->value) ||
                   (profiles_[j].above && value > profiles_[j].above->value);
        };
        for (const Evaluation& evaluation : result_.evaluations) {
            if (!is_near(evaluation.misfit)) continue;
            const double value = evaluation.point[j];
            parameter.low = std::min(parameter.low, value);
            parameter.high = std::max(parameter.high, value);
            if (!is_beyond(value)) continue;
            parameter.in_parts = true;
            parameter.profile.push_back({value, evaluation.misfit});
        }
        std::ranges::sort(parameter.profile, {}, [](const ProfilePoint& p) { return std::pair(p.value, p.misfit); });
    }

    static CalibratedParameter::Identified identified(const CalibratedParameter& parameter) {
        const double width = parameter.high - parameter.low;
        if (width >= 0.9 || (parameter.open_low && parameter.open_high)) return CalibratedParameter::Identified::no;
        return width > 0.5 ? CalibratedParameter::Identified::weakly : CalibratedParameter::Identified::yes;
    }

    const std::vector<CalibrationTarget>& targets_;
    const std::vector<Point>& start_;
    const CalibrationOptions& options_;
    const Evaluate& evaluate_;
    std::size_t k_;
    Calibration result_;
    std::map<Point, std::size_t> known_;
    std::vector<MisfitProfile> profiles_;  // by parameter
};

}  // namespace

double misfit_of(const std::vector<CalibrationTarget>& targets, const CalibrationOutputs& outputs) {
    double sum = 0;
    for (const double r : residuals_of(targets, outputs)) sum += r * r;
    return sum;
}

std::size_t most_evaluations(std::size_t dimensions, std::size_t start_points, const CalibrationOptions& options) {
    return start_points + options.starts * options.steps + 2 * dimensions + 2 * most_points_of_a_walk * dimensions;
}

Calibration calibrate(const std::vector<CalibrationTarget>& targets, const std::vector<Point>& start,
                      const CalibrationOptions& options, const Evaluate& evaluate) {
    check(!targets.empty() && !start.empty() && !start[0].empty(), "a calibration without targets or parameters");
    for (const CalibrationTarget& target : targets) check(target.tolerance > 0, "a tolerance is above 0");
    return Calibrator(targets, start, options, evaluate).run();
}

}  // namespace desist
