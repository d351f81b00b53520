#include "sim/study/findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/base/check.hpp"
#include "sim/study/sensitivity.hpp"
#include "sim/study/uncertainty.hpp"

namespace desist {

namespace {

using Method = SensitivitySpec::Method;

double mean_of(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

Reckoned plain(double value) { return {.value = value, .interval = {}, .why_not = ""}; }

// The findings about one figure.
class Finder {
public:
    Finder(const StudySpec& study, const std::vector<Factor>& factors, const Layout& layout,
           const std::vector<RunOutcome>& outcomes, std::uint64_t seed)
        : study_(study), factors_(factors), layout_(layout), outcomes_(outcomes), seed_(seed) {}

    std::vector<Finding> about(MeasureId figure, std::size_t place) {
        figure_ = figure;
        found_.clear();
        cell_ = place;
        if (const auto run = without_value())
            all("value", "", not_available(fmt::format("run {} has no value over the whole run", *run)));
        else
            find();
        std::ranges::stable_sort(found_, [](const Finding& a, const Finding& b) {
            return a.factor.empty() != b.factor.empty() ? a.factor.empty() : a.size > b.size;
        });
        return std::move(found_);
    }

private:
    const std::string& unit() const { return layout_.measures[figure_.index].unit; }

    std::vector<double> values(std::size_t run) const {
        std::vector<double> all;
        for (const std::vector<double>& cells : outcomes_[run].values) all.push_back(cells[cell_]);
        return all;
    }
    double mean(std::size_t run) const { return mean_of(values(run)); }
    // Of all points, in order.
    std::vector<double> means() const {
        std::vector<double> all;
        for (std::size_t run = 1; run < outcomes_.size(); ++run) all.push_back(mean(run));
        return all;
    }

    std::optional<std::size_t> without_value() const {
        for (std::size_t run = 0; run < outcomes_.size(); ++run)
            for (const std::vector<double>& cells : outcomes_[run].values)
                if (!std::isfinite(cells[cell_])) return run;
        return std::nullopt;
    }

    void all(const std::string& statistic, const std::string& unit, Reckoned value) {
        found_.push_back({figure_, "", statistic, unit, std::move(value), 0});
    }
    void one(const std::string& factor, double size, const std::string& statistic, const std::string& unit,
             Reckoned value) {
        found_.push_back({figure_, factor, statistic, unit, std::move(value), size});
    }

    void find() {
        switch (study_.sensitivity->method) {
            case Method::tornado:
                return tornado();
            case Method::morris:
                return morris();
            case Method::sobol:
                return sobol();
            case Method::probabilistic:
                return probabilistic();
        }
    }

    void tornado() {
        all("base", unit(), plain(mean(0)));
        std::size_t run = 1;
        for (const std::size_t f : varied_factors(factors_)) {
            const Swing swing = swing_of(values(0), values(run), values(run + 1));
            run += 2;
            one(factors_[f].name, swing.largest(), "change at low", unit(), swing.change_at_low);
            one(factors_[f].name, swing.largest(), "change at high", unit(), swing.change_at_high);
        }
    }

    void morris() {
        const std::vector<std::size_t> varied = varied_factors(factors_);
        const MorrisDesign design =
            morris_design(points_wanted(*study_.sensitivity), varied.size(), study_.sensitivity->levels, seed_);
        const MorrisEffects effects = morris_effects(design, means(), seed_);
        for (std::size_t i = 0; i < varied.size(); ++i) {
            MorrisEffects::Factor effect = effects.factors[i];
            // Two values have no way between them to go on along: the step is their whole range, whatever its length.
            if (!factors_[varied[i]].is_continuous()) shrink(effect, std::abs(design.steps.front().delta));
            const double size = effect.mu_star.value.value_or(0);
            one(factors_[varied[i]].name, size, "mu*", unit(), effect.mu_star);
            one(factors_[varied[i]].name, size, "mu", unit(), plain(effect.mu));
            one(factors_[varied[i]].name, size, "sigma", unit(), effect.sigma);
        }
    }

    static void shrink(MorrisEffects::Factor& effect, double times) {
        effect.mu *= times;
        for (Reckoned* size : {&effect.mu_star, &effect.sigma}) {
            if (size->value) *size->value *= times;
            if (size->interval) size->interval = Interval{size->interval->low * times, size->interval->high * times};
        }
    }

    void sobol() {
        const std::vector<std::size_t> varied = varied_factors(factors_);
        const SaltelliDesign design = saltelli_design(points_wanted(*study_.sensitivity), varied.size(), seed_);
        const SobolIndices indices = sobol_indices(design, means(), seed_);
        all("mean", unit(), plain(indices.mean));
        all("standard deviation", unit(), plain(std::sqrt(indices.variance)));
        all("first orders together", "", indices.alone);
        for (std::size_t i = 0; i < varied.size(); ++i) {
            const auto& index = indices.factors[i];
            const double size = index.total.value.value_or(0);
            one(factors_[varied[i]].name, size, "first order", "", index.first);
            one(factors_[varied[i]].name, size, "total", "", index.total);
        }
    }

    // Of one policy, or of the scenario as it is.
    DrawTable table_of(std::size_t option, std::size_t options) const {
        DrawTable table;
        for (std::size_t run = 1 + option; run < outcomes_.size(); run += options) table.push_back(values(run));
        return table;
    }

    void probabilistic() {
        const Factor* policies = policies_of(factors_);
        const std::size_t options = policies ? policies->levels.size() : 1;
        std::vector<DrawTable> tables;
        for (std::size_t option = 0; option < options; ++option) tables.push_back(table_of(option, options));
        for (std::size_t option = 0; option < options; ++option)
            uncertainty(tables[option], policies ? policies->levels[option] + ", " : "");
        correlations(tables[0]);
        const auto& decision = study_.sensitivity->decision;
        if (decision && layout_.named(decision->measure.text) == figure_) information(tables, *policies, *decision);
    }

    void uncertainty(const DrawTable& table, const std::string& of) {
        const Uncertainty u = uncertainty_of(table, seed_);
        all(of + "mean", unit(), u.mean);
        all(of + "95% of draws", unit(), u.spread);
        Reckoned doubt = u.parameter_deviation;
        if (u.truncated) doubt.why_not = "not distinguishable from nothing: luck is enough to explain the spread";
        all(of + "doubt about parameters (sd)", unit(), doubt);
        all(of + "noise of the mean (sd)", unit(), u.noise_of_mean);
        all(of + "noise of one draw's mean (sd)", unit(), u.noise_of_draw);
        all(of + "share of noise in the draws' variance", "", u.noise_share);
    }

    // Of the draws, with what each factor was in them.
    void correlations(const DrawTable& table) {
        std::vector<double> outcomes;
        for (const std::vector<double>& draw : table) outcomes.push_back(mean_of(draw));
        const std::vector<std::size_t> varied = varied_factors(factors_);
        const std::vector<Point> places = sobol_points(table.size(), varied.size(), seed_);
        for (std::size_t i = 0; i < varied.size(); ++i) {
            std::vector<double> numbers;
            for (const Point& place : places) numbers.push_back(factors_[varied[i]].number_at(place[i]));
            const Reckoned rank = rank_correlation(numbers, outcomes);
            one(factors_[varied[i]].name, std::abs(rank.value.value_or(0)), "rank correlation", "", rank);
        }
    }

    void information(std::vector<DrawTable> tables, const Factor& policies, const DecisionSpec& decision) {
        if (!decision.more_is_better)
            for (DrawTable& table : tables)
                for (std::vector<double>& draw : table)
                    for (double& value : draw) value = -value;
        const PerfectInformation known = expected_value_of_perfect_information(tables, seed_);
        for (std::size_t option = 0; option < policies.levels.size(); ++option)
            all(policies.levels[option] + ", chance of being best", "", known.chance_of_best[option]);
        all("best by its mean: " + policies.levels[known.best], unit(),
            plain((decision.more_is_better ? 1 : -1) * known.means[known.best]));
        all("value of perfect information", unit(), known.plain);
        all("value of perfect information, lower bound", unit(), known.split);
    }

    const StudySpec& study_;
    const std::vector<Factor>& factors_;
    const Layout& layout_;
    const std::vector<RunOutcome>& outcomes_;
    std::uint64_t seed_;
    MeasureId figure_;
    std::size_t cell_ = 0;
    std::vector<Finding> found_;
};

}  // namespace

std::vector<Finding> findings_of(const StudySpec& study, const std::vector<Factor>& factors, const Layout& layout,
                                 const std::vector<MeasureId>& figures, const std::vector<RunOutcome>& outcomes,
                                 std::uint64_t seed) {
    for (std::size_t run = 0; run < outcomes.size(); ++run)
        check(outcomes[run].run == run, "an outcome of a study is missing");
    Finder finder(study, factors, layout, outcomes, seed);
    std::vector<Finding> found;
    for (std::size_t i = 0; i < figures.size(); ++i)
        for (Finding& finding : finder.about(figures[i], i)) found.push_back(std::move(finding));
    return found;
}

std::vector<std::string> explanations_of(SensitivitySpec::Method method, bool decision) {
    switch (method) {
        case Method::tornado:
            return {
                "Each factor alone at its low and its high, all others as the scenario has them; the interval is the "
                "noise of the pairs."};
        case Method::morris:
            return {
                "mu*: mean size of the effect over the factor's whole range, from many places; mu: the same with its "
                "sign; sigma: how much the effect depends on the other factors."};
        case Method::sobol:
            return {
                "first order: the share of the variance that the factor makes alone; total: with its interactions."};
        case Method::probabilistic:
            break;
    }
    std::vector<std::string> lines = {
        "Doubt about parameters: what their laws alone make; noise: what luck makes of finitely many people. "
        "95% of draws: the doubt with the noise of a draw in it.",
        "rank correlation: of the factor with the outcome over the draws."};
    if (decision)
        lines.emplace_back(
            "Value of perfect information: what the choice would gain if the parameters were known before it; too high "
            "by noise, so a lower bound that noise cannot raise stands beside it.");
    return lines;
}

}  // namespace desist
