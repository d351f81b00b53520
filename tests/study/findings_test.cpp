// What sensitivity analyses say of answers that are known: of functions of the factors, and of Little's law in a
// simulated prison.
#include "sim/study/findings.hpp"

#include <cmath>
#include <functional>
#include <map>

#include "tests/study/studying.hpp"

using namespace desist;
using namespace desist::test;

namespace {

constexpr std::uint64_t seed = 3;

// A layout with figures and nothing else.
Layout layout_of(const std::vector<std::string>& names) {
    Layout layout;
    layout.bins = month_bins(Clock{date_of(2012, 4, 1)}, Time{31'557'600});
    for (const std::string& name : names) {
        MeasureInfo info;
        info.name = name;
        info.unit = "people";
        layout.measures.push_back(info);
    }
    lay_out_cells(layout);
    return layout;
}

// What the scenario as it is has in place of a value.
using Base = std::vector<std::string>;
// The answer of a replication: factors as numbers of their unit, and which replication it is.
using Answer = std::function<double(const std::vector<double>& factors, std::size_t replication)>;

std::vector<double> numbers_of(const std::vector<Factor>& factors, const StudyPoint& point, const Base& base) {
    std::vector<double> numbers;
    for (std::size_t f = 0; f < factors.size(); ++f) {
        const std::string text = point.values[f].value_or(base[f]);
        const auto level = std::ranges::find(factors[f].levels, text);
        numbers.push_back(factors[f].is_continuous() ? std::stod(text) * factors[f].scale
                                                     : static_cast<double>(level - factors[f].levels.begin()));
    }
    return numbers;
}

class Findings {
public:
    Findings(const std::string& fields, const std::vector<Factor>& factors, const Base& base, std::size_t replications,
             const Answer& answer) {
        const StudySpec study = study_of("  a: {}\n", "sensitivity: {" + fields + "}\n");
        const Layout layout = layout_of({"answer"});
        std::vector<StudyPoint> points = sensitivity_points(study, factors, seed);
        points.insert(points.begin(), {std::vector<std::optional<std::string>>(factors.size())});
        std::vector<RunOutcome> outcomes;
        for (const StudyPoint& point : points) {
            RunOutcome& outcome = outcomes.emplace_back();
            outcome.run = static_cast<std::uint32_t>(outcomes.size() - 1);
            for (std::size_t r = 0; r < replications; ++r)
                outcome.values.push_back({answer(numbers_of(factors, point, base), r)});
        }
        found = findings_of(study, factors, layout, {MeasureId(std::size_t{0})}, outcomes, seed);
    }
    explicit Findings(std::vector<Finding> all) : found(std::move(all)) {}

    const Finding& of(const std::string& factor, const std::string& statistic) const {
        for (const Finding& finding : found)
            if (finding.factor == factor && finding.statistic == statistic) return finding;
        FAIL("no " << statistic << " of ‘" << factor << "’");
        return found.front();
    }
    double value(const std::string& factor, const std::string& statistic) const {
        return *of(factor, statistic).value.value;
    }
    bool holds(const std::string& factor, const std::string& statistic, double truth) const {
        const auto& interval = of(factor, statistic).value.interval;
        INFO(factor << " " << statistic);
        REQUIRE(interval);
        return interval->low <= truth && truth <= interval->high;
    }
    // Within twice the half-width of its interval: more than four standard errors of Student's t.
    bool is_near(const std::string& factor, const std::string& statistic, double truth) const {
        const auto& interval = of(factor, statistic).value.interval;
        REQUIRE(interval);
        return std::abs(value(factor, statistic) - truth) <= interval->high - interval->low;
    }
    std::vector<std::string> factors() const {
        std::vector<std::string> names;
        for (const Finding& finding : found)
            if (!finding.factor.empty() && (names.empty() || names.back() != finding.factor))
                names.push_back(finding.factor);
        return names;
    }
    std::vector<Finding> found;
};

// Luck of a replication that every run shares.
double luck(std::size_t replication) { return static_cast<double>(replication * replication % 7); }

// Shares of variance of Y = c p T with independent p and T: of p alone, and with its interaction.
struct Product {
    double mean_p, variance_p, mean_t, variance_t;
    double variance() const {
        return variance_p * mean_t * mean_t + variance_t * mean_p * mean_p + variance_p * variance_t;
    }
    double first_p() const { return variance_p * mean_t * mean_t / variance(); }
    double first_t() const { return variance_t * mean_p * mean_p / variance(); }
    double both() const { return variance_p * variance_t / variance(); }
};
double variance_of_uniform(double low, double high) { return (high - low) * (high - low) / 12; }

// The analysis of the simulated prison.
Findings findings_of_prison(const std::string& factors, const std::string& fields, std::uint32_t replications) {
    const StudyFolder folder;
    const fs::path file = folder.write("prison.yaml", prison);
    const Forecast baseline = forecast_of(file);
    const StudySpec study = study_of(factors, "sensitivity: {" + fields + "}\n");
    Problems problems;
    const std::vector<Factor> made = factors_of(study, baseline, folder.path(), problems);
    const std::vector<MeasureId> figures = figures_of(study, baseline, problems);
    INFO(problems.text());
    REQUIRE_FALSE(problems.has_errors());
    std::vector<Variant> variants = {{0, file, {}}};
    for (const StudyPoint& point : sensitivity_points(study, made, seed))
        variants.push_back(variant_of(point, made, file, static_cast<std::uint32_t>(variants.size())));
    std::vector<RunOutcome> outcomes(variants.size());
    const std::size_t whole_run = baseline.layout().periods.size() - 1;
    run_batch(variants,
              {.seed = seed,
               .replications = replications,
               .threads = 2,
               .figures = figures,
               .layout = &baseline.layout(),
               .stop = nullptr},
              [&](const RunOutcome& outcome) {
                  RunOutcome& kept = outcomes.at(outcome.run);
                  kept.run = outcome.run;
                  for (const std::vector<double>& cells : outcome.values) kept.values.push_back({cells[whole_run]});
              },
              {});
    return Findings(findings_of(study, made, baseline.layout(), figures, outcomes, seed));
}

}  // namespace

TEST_CASE("the tornado of an answer linear in its factors is that worked by hand") {
    // 10 + 30 a - 50 b, at 50% and 50%: -0; a from 20% to 90%: -9 and +12; b from 40% to 60%: +5 and -5.
    const Findings found("method: tornado", {share_factor("b", 0.4, 0.6), share_factor("a", 0.2, 0.9)}, {"50%", "50%"},
                         5, [](const auto& x, std::size_t r) { return 10 + 30 * x[1] - 50 * x[0] + luck(r); });
    CHECK(found.value("", "base") == Approx((0 + 1 + 4 + 2 + 2) / 5.0));
    CHECK(found.value("a", "change at low") == Approx(-9));
    CHECK(found.value("a", "change at high") == Approx(12));
    CHECK(found.value("b", "change at low") == Approx(5));
    CHECK(found.value("b", "change at high") == Approx(-5));
}

TEST_CASE("the factor that moves the answer most comes first") {
    const Findings found("method: tornado", {share_factor("b", 0.4, 0.6), share_factor("a", 0.2, 0.9)}, {"50%", "50%"},
                         2, [](const auto& x, std::size_t) { return 30 * x[1] - 50 * x[0]; });
    CHECK(found.factors() == std::vector<std::string>{"a", "b"});
}

TEST_CASE("luck that all runs share leaves no noise in a change") {
    const Findings found("method: tornado", {share_factor("a", 0.2, 0.9)}, {"50%"}, 5,
                         [](const auto& x, std::size_t r) { return 30 * x[0] + luck(r); });
    CHECK(found.of("a", "change at low").value.interval->low == Approx(-9));
    CHECK(found.of("a", "change at low").value.interval->high == Approx(-9));
}

TEST_CASE("the effects of Morris over an answer linear in its factors are the swings over their ranges") {
    const Findings found("method: morris, points: 10", {share_factor("a", 0.2, 0.9), share_factor("b", 0.4, 0.6)},
                         {"50%", "50%"}, 1, [](const auto& x, std::size_t) { return 30 * x[0] - 50 * x[1]; });
    CHECK(found.value("a", "mu*") == Approx(21).epsilon(1e-4));
    CHECK(found.value("a", "mu") == Approx(21).epsilon(1e-4));
    CHECK(found.value("b", "mu*") == Approx(10).epsilon(1e-4));
    CHECK(found.value("b", "mu") == Approx(-10).epsilon(1e-4));
    CHECK(found.value("a", "sigma") == Approx(0).margin(1e-3));
}

TEST_CASE("the effect of Morris of a factor with two values is the step from one to the other") {
    for (const char* levels : {"2", "4", "8"}) {
        INFO(levels);
        const Findings found("method: morris, points: 10, levels: " + std::string(levels),
                             {level_factor("a", {"off", "on"}), share_factor("b", 0, 1)}, {"off", "50%"}, 1,
                             [](const auto& x, std::size_t) { return 7 * x[0] + 2 * x[1]; });
        CHECK(found.value("a", "mu*") == Approx(7));
        CHECK(found.value("a", "mu") == Approx(7));
        CHECK(found.value("b", "mu*") == Approx(2).epsilon(1e-4));
    }
}

TEST_CASE("Sobol's indices of a product are those of its closed form") {
    const Product product{0.5, variance_of_uniform(0.2, 0.8), 0.6, variance_of_uniform(0.3, 0.9)};
    const Findings found("method: sobol, points: 512", {share_factor("p", 0.2, 0.8), share_factor("t", 0.3, 0.9)},
                         {"50%", "50%"}, 1, [](const auto& x, std::size_t) { return 1200 * x[0] * x[1]; });
    CHECK(found.value("", "mean") == Approx(1200 * 0.5 * 0.6).epsilon(0.01));
    CHECK(found.value("", "standard deviation") == Approx(1200 * std::sqrt(product.variance())).epsilon(0.02));
    CHECK(found.value("p", "first order") == Approx(product.first_p()).margin(0.02));
    CHECK(found.value("t", "first order") == Approx(product.first_t()).margin(0.02));
    CHECK(found.value("p", "total") == Approx(product.first_p() + product.both()).margin(0.02));
    CHECK(found.value("", "first orders together") == Approx(1 - product.both()).margin(0.02));
    CHECK(found.holds("p", "first order", product.first_p()));
    CHECK(found.holds("t", "first order", product.first_t()));
    CHECK(found.holds("p", "total", product.first_p() + product.both()));
    CHECK(found.holds("t", "total", product.first_t() + product.both()));
}

TEST_CASE("a factor that does nothing has no share of the variance") {
    const Findings found("method: sobol, points: 64", {share_factor("p", 0, 1), share_factor("idle", 0, 1)},
                         {"50%", "50%"}, 1, [](const auto& x, std::size_t) { return x[0]; });
    CHECK(found.value("idle", "total") == 0);
    CHECK(found.factors() == std::vector<std::string>{"p", "idle"});
}

TEST_CASE("doubt about a parameter is told apart from luck that all draws share") {
    // 100 a, uniform between 0 and 1: 100 / sqrt(12); the luck has 0, 1, 4, 2: variance 35 / 12.
    const Findings found("method: probabilistic, points: 256", {share_factor("a", 0, 1)}, {"50%"}, 4,
                         [](const auto& x, std::size_t r) { return 100 * x[0] + luck(r); });
    CHECK(found.value("", "doubt about parameters (sd)") == Approx(100 / std::sqrt(12.0)).epsilon(0.01));
    CHECK(found.value("", "mean") == Approx(50 + 7.0 / 4).epsilon(0.01));
    CHECK(found.value("", "noise of one draw's mean (sd)") == Approx(std::sqrt(35.0 / 12 / 4)).epsilon(0.01));
    CHECK(found.value("a", "rank correlation") == Approx(1));
}

TEST_CASE("95% of draws lie where the parameter's law puts them") {
    const Findings found("method: probabilistic, points: 256", {share_factor("a", 0, 1)}, {"50%"}, 2,
                         [](const auto& x, std::size_t) { return 100 * x[0]; });
    const auto& spread = found.of("", "95% of draws").value;
    REQUIRE(spread.interval);
    CHECK(spread.interval->low == Approx(2.5).margin(0.6));
    CHECK(spread.interval->high == Approx(97.5).margin(0.6));
}

TEST_CASE("the value of perfect information of two policies is that of its closed form") {
    // One gives 100 a, the other 50, with a uniform: E max(100 a, 50) - 50 = 62.5 - 50; each is best in half the draws.
    const std::vector<Factor> factors = {share_factor("a", 0, 1), policy_factor({"risky", "safe"})};
    const Answer answer = [](const auto& x, std::size_t) { return x[1] == 0 ? 100 * x[0] : 50.0; };
    const Findings found("method: probabilistic, points: 256, decision: {measure: answer}", factors, {"50%", "safe"}, 2,
                         answer);
    CHECK(found.value("", "value of perfect information") == Approx(12.5).epsilon(0.03));
    CHECK(found.value("", "value of perfect information, lower bound") == Approx(12.5).epsilon(0.03));
    CHECK(found.value("", "risky, chance of being best") == Approx(0.5).margin(0.02));
    CHECK(found.value("", "risky, mean") == Approx(50).epsilon(0.01));
    CHECK(found.value("", "safe, doubt about parameters (sd)") == Approx(0).margin(1e-6));
}

TEST_CASE("where less is better the policy with the least is the best") {
    // E min(100 a, 20) = 18 against 20 and 50.
    const std::vector<Factor> factors = {share_factor("a", 0, 1), policy_factor({"risky", "safe"})};
    const Answer answer = [](const auto& x, std::size_t) { return x[1] == 0 ? 100 * x[0] : 20.0; };
    const Findings found("method: probabilistic, points: 256, decision: {measure: answer, better: less}", factors,
                         {"50%", "safe"}, 2, answer);
    CHECK(found.value("", "best by its mean: safe") == Approx(20));
    CHECK(found.value("", "value of perfect information") == Approx(2).epsilon(0.05));
    CHECK(found.value("", "safe, chance of being best") == Approx(0.8).margin(0.02));
}

TEST_CASE("without a decision nothing is said of information") {
    const std::vector<Factor> factors = {share_factor("a", 0, 1), policy_factor({"risky", "safe"})};
    const Findings found("method: probabilistic, points: 40", factors, {"50%", "safe"}, 2,
                         [](const auto& x, std::size_t) { return x[0]; });
    for (const Finding& finding : found.found) CHECK_FALSE(finding.statistic.starts_with("value of perfect"));
}

TEST_CASE("one run without a value says which, and nothing else is said") {
    const Findings found("method: tornado", {share_factor("a", 0.2, 0.9)}, {"50%"}, 2,
                         [](const auto& x, std::size_t r) { return x[0] > 0.8 && r == 1 ? std::nan("") : x[0]; });
    REQUIRE(found.found.size() == 1);
    CHECK_FALSE(found.found[0].value.value.has_value());
    CHECK(found.found[0].value.why_not == "run 2 has no value over the whole run");
}

TEST_CASE("every method explains its words") {
    using Method = SensitivitySpec::Method;
    for (const Method method : {Method::tornado, Method::morris, Method::sobol, Method::probabilistic})
        CHECK_FALSE(explanations_of(method, false).empty());
    CHECK(explanations_of(Method::probabilistic, true).size() ==
          explanations_of(Method::probabilistic, false).size() + 1);
}

TEST_CASE("the tornado of a simulated prison is that of Little's law") {
    // 1,200 a year x 50% x 6 months = 300; 40% and 60%: -60 and +60; 3 and 9 months: -150 and +150.
    const Findings found = findings_of_prison("  custody-rate: {}\n  time-served: {}\n", "method: tornado", 12);
    CHECK(found.factors() == std::vector<std::string>{"time-served", "custody-rate"});
    CHECK(found.is_near("custody-rate", "change at low", -60));
    CHECK(found.is_near("custody-rate", "change at high", 60));
    CHECK(found.is_near("time-served", "change at low", -150));
    CHECK(found.is_near("time-served", "change at high", 150));
    CHECK(found.value("", "base") == Approx(300).epsilon(0.03));
}

TEST_CASE("Sobol's indices of a simulated prison hold those of the product that it is") {
    const Product product{0.5, variance_of_uniform(0.2, 0.8), 0.5, variance_of_uniform(0.25, 0.75)};
    const Findings found =
        findings_of_prison("  custody-rate: {low: 20%, high: 80%}\n  time-served: {low: 3 months, high: 9 months}\n",
                           "method: sobol, points: 32", 1);
    CHECK(found.holds("custody-rate", "first order", product.first_p()));
    CHECK(found.holds("time-served", "first order", product.first_t()));
    CHECK(found.holds("custody-rate", "total", product.first_p() + product.both()));
    CHECK(found.holds("time-served", "total", product.first_t() + product.both()));
    CHECK(found.value("", "mean") == Approx(300).epsilon(0.08));
}

TEST_CASE("the doubt that a custody rate makes in a simulated prison is c T sd(p)") {
    const Findings found =
        findings_of_prison("  custody-rate: {low: 20%, high: 80%}\n", "method: probabilistic, points: 40", 3);
    const double truth = 1200 * 0.5 * std::sqrt(variance_of_uniform(0.2, 0.8));
    CHECK(found.holds("", "doubt about parameters (sd)", truth));
    CHECK(found.value("", "doubt about parameters (sd)") == Approx(truth).epsilon(0.1));
    CHECK(found.value("", "noise of one draw's mean (sd)") < truth / 4);
    CHECK(found.value("custody-rate", "rank correlation") > 0.95);
}
