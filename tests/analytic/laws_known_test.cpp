// Laws against cases.json: quantiles, a Kolmogorov-Smirnov or chi-square test of 1e5 keyed draws, the mean; and what
// common luck does to the difference of two runs.
#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/exponential.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/distributions/triangular.hpp>
#include <boost/math/distributions/uniform.hpp>
#include <boost/math/distributions/weibull.hpp>
#include <cmath>

#include "sim/random/keyed.hpp"
#include "sim/random/laws.hpp"
#include "tests/analytic/known.hpp"
#include "tests/catch.hpp"

using namespace desist;
using namespace analytic;
using nlohmann::json;

namespace {

double luck(std::uint64_t i, std::string_view of) {
    return uniform(offender_key(seed, 0, name_hash(of), i), 0, purpose("entry", "draw/x"), 0);
}

std::vector<double> draws(const std::string& id, const Law& law, double shift = 0) {
    std::vector<double> x(known_case(id)["tolerance"]["n"].get<std::size_t>());
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = quantile(law, luck(i, id)) + shift;
    return x;
}

void check_quantiles(const std::string& id, const Law& law, double shift, std::vector<Verdict>& verdicts) {
    for (const auto& [p, x] : known_case(id)["expected"]["quantiles"].items())
        verdicts.push_back(
            check_within("quantile " + p, x, quantile(law, std::stod(p)) + shift, 1e-9 * std::abs(x.get<double>())));
}

void check_mean(const std::string& id, const std::vector<double>& x, std::vector<Verdict>& verdicts) {
    const json& known = known_case(id);
    const double z = boost::math::quantile(boost::math::normal(), 1 - known["tolerance"]["alpha"].get<double>() / 2);
    const auto n = static_cast<double>(x.size());
    const double variance = known["expected"]["variance"], expected = known["expected"]["mean"];
    verdicts.push_back(check_within("mean", expected, mean(x), z * std::sqrt(variance / n)));
    std::vector<double> squares;
    for (const double v : x) squares.push_back(std::pow(v - expected, 2));
    verdicts.push_back(check_within("variance", variance, mean(squares), z * deviation(squares) / std::sqrt(n)));
}

template <typename Distribution>
void check_continuous(const std::string& id, const Law& law, const Distribution& known_law) {
    std::vector<Verdict> verdicts;
    check_quantiles(id, law, 0, verdicts);
    std::vector<double> x = draws(id, law);
    check_mean(id, x, verdicts);
    std::sort(x.begin(), x.end());
    const auto n = static_cast<double>(x.size());
    double distance = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double f = cdf(known_law, x[i]), step = static_cast<double>(i) / n;
        distance = std::max({distance, f - step, step + 1 / n - f});
    }
    const double critical = known_case("ks_critical_100000")["expected"]["D"][1];  // alpha 1e-6
    verdicts.push_back(check_within("Kolmogorov-Smirnov", 0, distance, critical));
    write_verdicts(id, verdicts);
}

Law law(Law::Kind kind, double a, double b = 0, double c = 0) { return {kind, a, b, c, {}}; }

}  // namespace

TEST_CASE("continuous laws have the quantiles of the textbook and draws that follow them") {
    using namespace boost::math;
    check_continuous("dist_00_exponential", law(Law::Kind::exponential, 4), exponential_distribution<>(0.25));
    check_continuous("dist_01_weibull", law(Law::Kind::weibull, 400, 0.75), weibull_distribution<>(0.75, 400));
    check_continuous("dist_02_weibull", law(Law::Kind::weibull, 10, 2.5), weibull_distribution<>(2.5, 10));
    check_continuous("dist_04_gamma", law(Law::Kind::gamma, 2, 3.7), gamma_distribution<>(3.7, 2));
    check_continuous("dist_07_triangular", law(Law::Kind::triangular, 10, 20, 60),
                     triangular_distribution<>(10, 20, 60));
    check_continuous("dist_08_uniform", law(Law::Kind::uniform, 2, 9), uniform_distribution<>(2, 9));
}

// The case counts from 1, the law of the program from 0.
TEST_CASE("the geometric law has the quantiles of the textbook and draws that follow it") {
    const std::string id = "dist_14_geometric";
    const Law geometric = law(Law::Kind::geometric, 4);
    std::vector<Verdict> verdicts;
    check_quantiles(id, geometric, 1, verdicts);
    const std::vector<double> x = draws(id, geometric, 1);
    check_mean(id, x, verdicts);
    constexpr std::size_t cells = 36;  // 1 to 35, and more: at least ten expected in each
    std::vector<double> seen(cells);
    for (const double v : x) seen[std::min<std::size_t>(static_cast<std::size_t>(v) - 1, cells - 1)] += 1;
    double chi2 = 0;
    for (std::size_t c = 0; c < cells; ++c) {
        const double share = std::pow(0.8, static_cast<double>(c)) * (c + 1 < cells ? 0.2 : 1);
        const double expected = share * static_cast<double>(x.size());
        REQUIRE(expected >= 10);
        chi2 += std::pow(seen[c] - expected, 2) / expected;
    }
    const boost::math::chi_squared law_of_chi2(cells - 1);
    const double low = quantile(law_of_chi2, 5e-7), high = quantile(law_of_chi2, 1 - 5e-7);
    verdicts.push_back(check_within("chi-square", (low + high) / 2, chi2, (high - low) / 2));  // both tails
    write_verdicts(id, verdicts);
}

namespace {

double covariance(const std::vector<double>& x, const std::vector<double>& y) {
    const double mx = mean(x), my = mean(y);
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) sum += (x[i] - mx) * (y[i] - my);
    return sum / static_cast<double>(x.size() - 1);
}
double correlation(const std::vector<double>& x, const std::vector<double>& y) {
    return covariance(x, y) / (deviation(x) * deviation(y));
}
std::vector<double> less(const std::vector<double>& x, const std::vector<double>& y) {
    std::vector<double> difference;
    for (std::size_t i = 0; i < x.size(); ++i) difference.push_back(x[i] - y[i]);
    return difference;
}
double variance(const std::vector<double>& x) { return deviation(x) * deviation(x); }

struct Luck {
    std::vector<double> x, common, own;  // y by the same luck, and by its own
};

Luck pairs(const std::string& id, const Law& first, const Law& second) {
    Luck all;
    for (std::size_t i = 0; i < known_case(id)["tolerance"]["replications"].get<std::size_t>(); ++i) {
        all.x.push_back(quantile(first, luck(i, id)));
        all.common.push_back(quantile(second, luck(i, id)));
        all.own.push_back(quantile(second, luck(i, id + "/own")));
    }
    return all;
}

}  // namespace

TEST_CASE("common luck leaves of two laws' difference what theory says") {
    const json& known = known_case("crn_exponential");
    const double rel = known["tolerance"]["rel"];
    const Luck all = pairs("crn_exponential", law(Law::Kind::exponential, 1), law(Law::Kind::exponential, 0.8));
    const double common = variance(less(all.x, all.common)), own = variance(less(all.x, all.own));
    const double ratio = known["expected"]["ratio"], of_common = known["expected"]["var_diff_crn"],
                 of_own = known["expected"]["var_diff_independent"];
    write_verdicts("crn_exponential", {check_within("var_diff_crn", of_common, common, rel * of_common),
                                       check_within("var_diff_independent", of_own, own, rel * of_own),
                                       check_within("ratio", ratio, own / common, rel * ratio),
                                       check_within("correlation", 1, correlation(all.x, all.common), 1e-9)});
    const Luck weibull = pairs("crn_weibull", law(Law::Kind::weibull, 1, 0.8), law(Law::Kind::weibull, 1.2, 0.8));
    const double of_weibull = known_case("crn_weibull")["expected"]["var_diff_crn"];
    write_verdicts("crn_weibull", {check_within("var_diff_crn", of_weibull, variance(less(weibull.x, weibull.common)),
                                                0.08 * of_weibull),
                                   check_within("correlation", 1, correlation(weibull.x, weibull.common), 1e-9)});
}

namespace {

std::vector<double> mean_times(const std::string& service, std::uint32_t first) {
    const Compiled scenario = compiled("crn_mm1", {{"service", service}});
    std::vector<double> means;
    for (std::uint32_t r = first; r < first + 200; ++r) {
        double sum = 0, count = 0;
        for (const Stay& stay : stays_of(scenario, r)) {
            if (stay.arrived < Time{0} || stay.cause != Cause::stay) continue;
            sum += static_cast<double>((stay.ended - stay.arrived).seconds) / 3600;
            count += 1;
        }
        means.push_back(sum / count);
    }
    return means;
}

}  // namespace

// E. J. G. Pitman (Biometrika 31, 1939) and W. A. Morgan: two correlated variables have the same variance just when
// their sum and their difference are uncorrelated.
TEST_CASE("two queues by common luck differ far more evenly than two by their own") {
    const std::vector<double> base = mean_times("1 hour", 0), other = mean_times("0.9523809523809523 hours", 0);
    const std::vector<double> common = less(base, other), own = less(mean_times("1 hour", 1000), other);
    std::vector<double> sum, difference = less(own, common);
    for (std::size_t i = 0; i < own.size(); ++i) sum.push_back(own[i] + common[i]);
    const double r = correlation(sum, difference), n = static_cast<double>(sum.size());
    const double t = r * std::sqrt((n - 2) / (1 - r * r));
    INFO("variances " << variance(own) << " and " << variance(common) << ", t " << t);
    CHECK(t > boost::math::quantile(boost::math::students_t(n - 2), 1 - 1e-6));
}
