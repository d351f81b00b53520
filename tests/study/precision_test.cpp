// How many replications make an interval narrow enough: by hand.
#include "sim/study/precision.hpp"

#include <limits>

#include "tests/catch.hpp"

using namespace desist;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

Precision wanted(const std::string& text) {
    const auto precision = parse_precision(text);
    REQUIRE(precision);
    return *precision;
}

// Two measures, and the first estimate of each over the whole run.
struct Estimated {
    Estimated() {
        layout.bins = month_bins(Clock{date_of(2012, 4, 1)}, Time{31'557'600});
        layout.measures.resize(2);
        layout.measures[0].name = "arrests";
        layout.measures[1].name = "waits";
        lay_out_cells(layout);
    }
    void add(std::size_t measure, double mean, double low, double high, bool whole_run = true, std::size_t group = 0) {
        Estimate estimate;
        estimate.measure = MeasureId(measure);
        estimate.group = group;
        estimate.period = layout.periods.back();
        estimate.period.whole_run = whole_run;
        estimate.replications = 20;
        estimate.mean = mean;
        estimate.low = low;
        estimate.high = high;
        estimates.push_back(estimate);
    }
    Reached of(const std::string& text) const { return reached({wanted(text)}, layout, estimates).at(0); }
    Layout layout;
    std::vector<Estimate> estimates;
};

Reached known(double half_width, double limit) {
    return {.wanted = {}, .half_width = half_width, .limit = limit, .enough = half_width <= limit};
}

}  // namespace

TEST_CASE("a precision is a figure and a share of its mean") {
    const Precision precision = wanted("proven-reoffending:per-offender 0.5%");
    CHECK(precision.figure == "proven-reoffending:per-offender");
    CHECK(precision.half_width == 0.5);
    CHECK(precision.relative);
    CHECK(precision.written == "proven-reoffending:per-offender 0.5%");
}

TEST_CASE("a precision without % is in the unit of the figure") {
    const Precision precision = wanted("wait-for-treatment  2");
    CHECK(precision.figure == "wait-for-treatment");
    CHECK(precision.half_width == 2);
    CHECK_FALSE(precision.relative);
}

TEST_CASE("what is no precision is told") {
    const char* text = GENERATE("", "arrests", " 5%", "arrests 0", "arrests 0%", "arrests -1%", "arrests x%",
                                "arrests 5%%", "arrests 1,5%", "arrests %", "arrests nan", "arrests inf", "arrests ");
    INFO(text);
    CHECK_FALSE(parse_precision(text).has_value());
}

TEST_CASE("a half-width is held against the share of the mean, or the number") {
    Estimated run;
    run.add(0, 200, 190, 210);
    CHECK(*run.of("arrests 5%").half_width == Approx(10));
    CHECK(run.of("arrests 5%").limit == Approx(10));
    CHECK(run.of("arrests 5%").enough);
    CHECK_FALSE(run.of("arrests 4.9%").enough);
    CHECK(run.of("arrests 10").enough);
    CHECK_FALSE(run.of("arrests 9").enough);
}

TEST_CASE("the share of a mean below 0 is one of its size") {
    Estimated run;
    run.add(0, -200, -210, -190);
    CHECK(run.of("arrests 5%").limit == Approx(10));
    CHECK(run.of("arrests 5%").enough);
}

TEST_CASE("groups and years have no say in a precision") {
    Estimated run;
    run.add(0, 200, 0, 400, false);
    run.add(0, 200, 100, 300, true, 1);
    run.add(0, 200, 199, 201);
    CHECK(*run.of("arrests 5%").half_width == Approx(1));
}

TEST_CASE("a figure without an interval or without a value is not known well enough") {
    Estimated run;
    run.add(0, 200, not_a_number, not_a_number);
    CHECK_FALSE(run.of("arrests 5%").half_width.has_value());
    CHECK_FALSE(run.of("arrests 5%").enough);
    CHECK_FALSE(run.of("waits 5%").enough);
}

TEST_CASE("an interval twice too wide needs four times as many replications") {
    CHECK(more_replications({known(2, 1)}, 20, 1000) == 80u);
    CHECK(more_replications({known(1.5, 1)}, 20, 1000) == 45u);  // 20 x 2.25
}

TEST_CASE("never more than four times as many, and never more than the most allowed") {
    CHECK(more_replications({known(10, 1)}, 20, 1000) == 80u);
    CHECK(more_replications({known(10, 1)}, 20, 50) == 50u);
}

TEST_CASE("at least a tenth more are made, and at least one") {
    CHECK(more_replications({known(1.001, 1)}, 100, 1000) == 110u);
    CHECK(more_replications({known(1.001, 1)}, 2, 1000) == 3u);
}

TEST_CASE("the widest of several intervals decides") {
    CHECK(more_replications({known(1.2, 1), known(1.5, 1), known(0.1, 1)}, 20, 1000) == 45u);
}

TEST_CASE("no more are made when all are narrow enough or the most allowed are there") {
    CHECK(more_replications({known(0.9, 1), known(1, 1)}, 20, 1000) == std::nullopt);
    CHECK(more_replications({known(2, 1)}, 1000, 1000) == std::nullopt);
}

TEST_CASE("a mean of 0 and no interval yet go on, too") {
    CHECK(more_replications({known(2, 0)}, 20, 1000) == 80u);
    Reached nothing;
    CHECK(more_replications({nothing}, 20, 1000) == 22u);
}
