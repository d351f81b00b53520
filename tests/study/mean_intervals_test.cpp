// Intervals of means over replications: Student's t against tables, the bootstrap against what an interval must do.
#include "sim/study/mean_intervals.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "sim/base/check.hpp"
#include "sim/random/keyed.hpp"
#include "sim/random/laws.hpp"
#include "sim/study/study.hpp"
#include "tests/catch.hpp"

using namespace desist;

namespace {

double luck(std::uint64_t set, std::uint32_t place) {
    return uniform(offender_key(20120401, 0, name_hash("sets"), set), 0, purpose("a/b", "value"), place);
}

// Of exp(normal), whose mean is exp(1/2).
std::vector<double> lognormal(std::uint64_t set, std::uint32_t n) {
    std::vector<double> values;
    for (std::uint32_t i = 0; i < n; ++i) values.push_back(std::exp(normal_quantile(luck(set, i))));
    return values;
}

double mean_of(const std::vector<double>& values) {
    double sum = 0;
    for (const double v : values) sum += v;
    return sum / static_cast<double>(values.size());
}

Interval student_of(const std::vector<double>& values) {
    const double mean = mean_of(values);
    double squares = 0;
    for (const double v : values) squares += (v - mean) * (v - mean);
    return student_interval(mean, std::sqrt(squares / static_cast<double>(values.size() - 1)), values.size());
}

bool holds(const Interval& interval, double truth) { return interval.low <= truth && truth <= interval.high; }

}  // namespace

TEST_CASE("quantiles of Student's t are those of theory where they have a closed form") {
    const double pi = std::acos(-1.0);
    for (const double p : {0.001, 0.1, 0.4, 0.75, 0.975, 0.999}) {
        CHECK(t_quantile(1, p) == Approx(std::tan(pi * (p - 0.5))).epsilon(1e-12));
        CHECK(t_quantile(2, p) == Approx((2 * p - 1) / std::sqrt(2 * p * (1 - p))).epsilon(1e-12));
        CHECK(t_quantile(1e9, p) == Approx(normal_quantile(p)).epsilon(1e-7));
        CHECK(t_quantile(7.5, p) == Approx(-t_quantile(7.5, 1 - p)).epsilon(1e-10));
    }
    CHECK(std::abs(t_quantile(5, 0.5)) < 1e-12);
}

TEST_CASE("the 97.5% point of n values has n - 1 degrees of freedom") {
    CHECK(t_975(2) == Approx(12.706204736432095).epsilon(1e-10));
    CHECK(t_975(20) == Approx(2.093024054408263).epsilon(1e-10));
}

TEST_CASE("Student's interval is that of Law's example of ten values") {
    // A. M. Law, Simulation Modeling and Analysis, chapter 4: mean 1.34, variance 0.17, 90%: 1.34 +- 0.24.
    const Interval interval = student_interval(1.34, std::sqrt(0.17), 10, 0.9);
    CHECK(interval.low == Approx(1.10).margin(0.005));
    CHECK(interval.high == Approx(1.58).margin(0.005));
}

TEST_CASE("Student's interval of two values has one degree of freedom") {
    // Of -1 and 1: mean 0, deviation sqrt(2), standard error 1, so the ends are the points of t themselves.
    const Interval interval = student_interval(0, std::sqrt(2.0), 2);
    CHECK(interval.low == Approx(-12.70620473617470464).epsilon(1e-12));
    CHECK(interval.high == Approx(12.70620473617470464).epsilon(1e-12));
}

TEST_CASE("Student's interval of values that do not differ is a point") {
    const Interval interval = student_interval(3, 0, 5);
    CHECK(interval.low == 3);
    CHECK(interval.high == 3);
}

TEST_CASE("one value, levels of 0 and 1 and no degrees of freedom are refused") {
    CHECK_THROWS_AS(student_interval(1, 1, 1), InternalError);
    CHECK_THROWS_AS(student_interval(1, 1, 0), InternalError);
    CHECK_THROWS_AS(student_interval(1, 1, 5, 1), InternalError);
    CHECK_THROWS_AS(student_interval(1, 1, 5, 0), InternalError);
    CHECK_THROWS_AS(t_quantile(0, 0.5), InternalError);
    CHECK_THROWS_AS(t_quantile(5, 1), InternalError);
    CHECK_THROWS_AS(bootstrap_interval(lognormal(0, 10), 95, 1), InternalError);
}

TEST_CASE("the bootstrap is the same for the same key and another for another") {
    const auto values = lognormal(1, 20);
    const auto one = bootstrap_interval(values, 0.95, 7), again = bootstrap_interval(values, 0.95, 7),
               other = bootstrap_interval(values, 0.95, 8);
    REQUIRE((one && again && other));
    CHECK(one->low == again->low);
    CHECK(one->high == again->high);
    CHECK(one->low != other->low);
    CHECK(one->low == Approx(other->low).epsilon(0.1));
}

TEST_CASE("the bootstrap moves and grows with its values") {
    std::vector<double> values = lognormal(2, 20), moved;
    for (const double v : values) moved.push_back(100 + 4 * v);
    const auto one = bootstrap_interval(values, 0.95, 7), four = bootstrap_interval(moved, 0.95, 7);
    REQUIRE((one && four));
    CHECK(four->low == Approx(100 + 4 * one->low).epsilon(1e-9));
    CHECK(four->high == Approx(100 + 4 * one->high).epsilon(1e-9));
}

TEST_CASE("a higher level gives a wider bootstrap interval around the mean") {
    const auto values = lognormal(3, 20);
    const auto narrow = bootstrap_interval(values, 0.8, 7), usual = bootstrap_interval(values, 0.95, 7),
               wide = bootstrap_interval(values, 0.99, 7);
    REQUIRE((narrow && usual && wide));
    CHECK(holds(*narrow, mean_of(values)));
    CHECK(wide->low < usual->low);
    CHECK(usual->low < narrow->low);
    CHECK(narrow->high < usual->high);
    CHECK(usual->high < wide->high);
}

TEST_CASE("the bootstrap of many symmetric values is near Student's interval") {
    std::vector<double> values;
    for (int i = 1; i <= 2000; ++i) values.push_back(normal_quantile((i - 0.5) / 2000));
    const auto bootstrap = bootstrap_interval(values, 0.95, 7);
    const Interval student = student_of(values);
    REQUIRE(bootstrap);
    // The ends of 999 resamples have a standard error of 0.085 standard errors of the mean, here 0.0019.
    CHECK(bootstrap->low == Approx(student.low).margin(0.008));
    CHECK(bootstrap->high == Approx(student.high).margin(0.008));
}

TEST_CASE("the bootstrap of values skewed to the right reaches further to the right") {
    const auto values = lognormal(4, 50);
    const auto bootstrap = bootstrap_interval(values, 0.95, 7);
    REQUIRE(bootstrap);
    CHECK(bootstrap->high - mean_of(values) > 1.2 * (mean_of(values) - bootstrap->low));
}

TEST_CASE("few values and values all alike have no bootstrap interval") {
    CHECK_FALSE(bootstrap_interval({}, 0.95, 7));
    CHECK_FALSE(bootstrap_interval(lognormal(5, 4), 0.95, 7));
    CHECK(bootstrap_interval(lognormal(5, 5), 0.95, 7));
    CHECK_FALSE(bootstrap_interval(std::vector<double>(20, 0.1), 0.95, 7));
}

TEST_CASE("one value apart from nineteen alike has no finite bootstrap interval") {
    // 36% of the resamples miss it, and then their deviation is 0.
    std::vector<double> values(20, 1.0);
    values[7] = 5;
    CHECK_FALSE(bootstrap_interval(values, 0.95, 7));
}

// P. Hall, Annals of Statistics 16, 1988: the error of coverage of bootstrap-t falls as 1 / n, that of t as 1 / sqrt(n)
// on either side. Of 20 lognormal values its intervals hold the mean in 92.2% of the cases, Student's in 86.5%.
TEST_CASE("of 20 lognormal values the bootstrap holds the mean more often than Student's t") {
    const double truth = std::exp(0.5);
    int by_bootstrap = 0, by_student = 0;
    constexpr int sets = 1000;
    for (std::uint64_t set = 0; set < sets; ++set) {
        const auto values = lognormal(100 + set, 20);
        const auto bootstrap = bootstrap_interval(values, 0.95, set);
        REQUIRE(bootstrap);
        by_bootstrap += holds(*bootstrap, truth);
        by_student += holds(student_of(values), truth);
    }
    // Four standard errors of a share of 1,000 about 92%.
    CHECK(by_bootstrap > 887);
    CHECK(by_bootstrap < 955);
    CHECK(by_bootstrap > by_student + 25);
}
