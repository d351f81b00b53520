#include "sim/study/calibration.hpp"

#include <nlopt.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <map>
#include <memory>
#include <numeric>

#include "sim/base/check.hpp"
#include "sim/study/least_squares.hpp"

namespace desist {

namespace {

using Phase = Evaluation::Phase;

constexpr double missing_residual = 10;
constexpr double apart = 0.15;       // starts are at least so far from each other, in the coordinate that differs most
constexpr double first_step = 0.15;  // of a search
constexpr double far_enough = 0.05;  // of a difference that tells a slope: large against noise, small against curves
constexpr int refits = 2;            // further steps towards the best of the others on a profile

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
            for (std::size_t t = 0; t < targets_.size(); ++t)
                if (below.outputs[t].mean && above.outputs[t].mean)
                    slopes[t][j] = (*above.outputs[t].mean - *below.outputs[t].mean) / targets_[t].tolerance /
                                   (above.point[j] - below.point[j]);
        }
        return slopes;
    }

    // The values of a parameter at which its profile is run: its ends, and around the best where, by the slopes, the
    // misfit is a quarter, one and a little more above the least.
    std::vector<double> profile_values(double best, const std::optional<double>& half) const {
        std::vector<double> values{0, 1};
        const double reach = half ? std::min(*half, 1.0) : 1;
        for (const double times : {0.5, 1.0, 1.5})
            for (const double sign : {-1.0, 1.0}) values.push_back(std::clamp(best + sign * times * reach, 0.0, 1.0));
        std::ranges::sort(values);
        std::vector<double> apart_enough;
        for (const double value : values)
            if ((apart_enough.empty() || value - apart_enough.back() > 1e-3) && std::abs(value - best) > 1e-3)
                apart_enough.push_back(value);
        return apart_enough;
    }

    // Each value of each parameter with the others fitted again: along the slopes, then run, then fitted again from
    // what was found there.
    void profile(const Slopes& slopes) {
        const Point centre = best().point;
        const std::vector<double> at_centre = residuals_of(targets_, best().outputs);
        struct Trial {
            std::size_t parameter;
            Point point;
            double least;
        };
        std::vector<Trial> trials;
        for (std::size_t j = 0; j < k_; ++j)
            for (const double value : profile_values(centre[j], half_range(slopes, j)))
                trials.push_back({j, fitted_again(slopes, at_centre, centre, j, value), HUGE_VAL});
        for (int round = 0; round <= refits; ++round) {
            std::vector<Point> points;
            for (const Trial& trial : trials) points.push_back(trial.point);
            const std::vector<std::size_t> places = ask(points, Phase::profile);
            for (std::size_t i = 0; i < trials.size(); ++i) {
                const Evaluation& there = result_.evaluations[places[i]];
                trials[i].least = std::min(trials[i].least, there.misfit);
                profiles_[{trials[i].parameter, trials[i].point[trials[i].parameter]}] = trials[i].least;
                trials[i].point = fitted_again(slopes, residuals_of(targets_, there.outputs), there.point,
                                               trials[i].parameter, trials[i].point[trials[i].parameter]);
            }
        }
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

    CalibratedParameter parameter(std::size_t j) const {
        CalibratedParameter parameter;
        parameter.best = best().point[j];
        const double least = best().misfit;
        for (const auto& [where, misfit] : profiles_)
            if (where.first == j) parameter.profile.push_back({where.second, misfit});
        parameter.profile.push_back({parameter.best, least});
        std::ranges::sort(parameter.profile, {}, &CalibratedParameter::ProfilePoint::value);
        const auto at = std::ranges::find(parameter.profile, parameter.best, &CalibratedParameter::ProfilePoint::value);
        const auto place = static_cast<std::size_t>(at - parameter.profile.begin());
        const std::vector<CalibratedParameter::ProfilePoint>& all = parameter.profile;
        // The misfit is nearly a square, so its root is nearly a line: where it is 1 lies on that line.
        const auto crossing = [&](std::size_t inside, std::size_t outside) {
            const double near = std::sqrt(std::max(0.0, all[inside].misfit - least));
            const double far = std::sqrt(all[outside].misfit - least);
            return all[inside].value + (1 - near) / (far - near) * (all[outside].value - all[inside].value);
        };
        std::size_t i = place;
        while (i > 0 && all[i - 1].misfit <= least + 1) --i;
        parameter.open_low = i == 0;
        parameter.low = i == 0 ? 0 : crossing(i, i - 1);
        i = place;
        while (i + 1 < all.size() && all[i + 1].misfit <= least + 1) ++i;
        parameter.open_high = i + 1 == all.size();
        parameter.high = i + 1 == all.size() ? 1 : crossing(i, i + 1);
        const double width = parameter.high - parameter.low;
        using Identified = CalibratedParameter::Identified;
        parameter.identified = width >= 0.9 || (parameter.open_low && parameter.open_high) ? Identified::no
                               : width > 0.5                                               ? Identified::weakly
                                                                                           : Identified::yes;
        return parameter;
    }

    const std::vector<CalibrationTarget>& targets_;
    const std::vector<Point>& start_;
    const CalibrationOptions& options_;
    const Evaluate& evaluate_;
    std::size_t k_;
    Calibration result_;
    std::map<Point, std::size_t> known_;
    std::map<std::pair<std::size_t, double>, double> profiles_;  // by parameter and value: the least misfit
};

}  // namespace

double misfit_of(const std::vector<CalibrationTarget>& targets, const CalibrationOutputs& outputs) {
    double sum = 0;
    for (const double r : residuals_of(targets, outputs)) sum += r * r;
    return sum;
}

std::size_t most_evaluations(std::size_t dimensions, std::size_t start_points, const CalibrationOptions& options) {
    return start_points + options.starts * options.steps + 2 * dimensions + (refits + 1) * 8 * dimensions;
}

Calibration calibrate(const std::vector<CalibrationTarget>& targets, const std::vector<Point>& start,
                      const CalibrationOptions& options, const Evaluate& evaluate) {
    check(!targets.empty() && !start.empty() && !start[0].empty(), "a calibration without targets or parameters");
    for (const CalibrationTarget& target : targets) check(target.tolerance > 0, "a tolerance is above 0");
    return Calibrator(targets, start, options, evaluate).run();
}

}  // namespace desist
