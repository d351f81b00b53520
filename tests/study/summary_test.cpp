#include <cmath>

#include "sim/study/study.hpp"
#include "tests/catch.hpp"

using namespace desist;

namespace {

// One count, for everybody and one group, over two months of 2012.
Layout small_layout() {
    Layout layout;
    layout.bins = month_bins(Clock{date_of(2012, 4, 1)}, Time{61 * seconds_per_day});
    MeasureInfo stay;
    stay.name = "wait";
    stay.form = Form::mean;
    stay.groups = {{"", ""}, {"district", "Leeds"}};
    layout.measures.push_back(stay);
    lay_out_cells(layout);
    return layout;
}

// The mean wait of everybody is `wait` seconds; nobody from Leeds waits, except where `leeds` is given.
ReplicationResult result_of(std::uint32_t replication, std::int64_t wait, std::int64_t leeds = 0) {
    ReplicationResult result;
    result.replication = replication;
    result.tally.numerators = {wait, 0, leeds, 0};
    result.tally.denominators = {1, 0, leeds > 0 ? 1 : 0, 0};
    return result;
}

}  // namespace

TEST_CASE("mean, deviation and Student interval by hand") {
    const Layout layout = small_layout();
    // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, sum of squares 32, deviation sqrt(32/7), t(7) = 2.364624.
    std::vector<ReplicationResult> results;
    for (const std::int64_t x : {2, 4, 4, 4, 5, 5, 7, 9})
        results.push_back(result_of(static_cast<std::uint32_t>(results.size()), x));
    const auto estimates = summarise(layout, results);
    REQUIRE(estimates.size() == 2);
    CHECK(estimates[1].replications == 0);  // Leeds has nothing to divide by, and says so
    CHECK(std::isnan(estimates[1].mean));
    CHECK(estimates[1].missing == "there was nothing to divide by");
    const Estimate& e = estimates[0];
    CHECK(e.measure == MeasureId{0});
    CHECK(e.group == 0);
    CHECK(e.period.whole_run);
    CHECK(e.replications == 8);
    CHECK(e.mean == Approx(5));
    CHECK(e.deviation == Approx(std::sqrt(32.0 / 7)));
    CHECK(e.low == Approx(5 - 2.364624252 * std::sqrt(32.0 / 7) / std::sqrt(8.0)));
    CHECK(e.high == Approx(5 + 2.364624252 * std::sqrt(32.0 / 7) / std::sqrt(8.0)));
}

TEST_CASE("two replications have one degree of freedom") {
    const auto estimates = summarise(small_layout(), {result_of(0, 10), result_of(1, 12)});
    CHECK(estimates[0].mean == Approx(11));
    CHECK(estimates[0].high - estimates[0].mean == Approx(12.70620474));  // t(1) times a standard error of 1
}

TEST_CASE("one replication has a mean and no interval") {
    const auto estimates = summarise(small_layout(), {result_of(0, 10)});
    CHECK(estimates[0].mean == 10);
    CHECK(std::isnan(estimates[0].low));
    CHECK(std::isnan(estimates[0].high));
}

TEST_CASE("equal replications have an interval of no width") {
    const auto estimates = summarise(small_layout(), {result_of(0, 10), result_of(1, 10), result_of(2, 10)});
    CHECK(estimates[0].low == 10);
    CHECK(estimates[0].high == 10);
}

TEST_CASE("a replication without a value is left out and counted out") {
    const auto estimates = summarise(small_layout(), {result_of(0, 10), result_of(1, 12, 3), result_of(2, 14, 5)});
    REQUIRE(estimates.size() == 2);
    CHECK(estimates[0].replications == 3);
    CHECK(estimates[1].group == 1);
    CHECK(estimates[1].replications == 2);
    CHECK(estimates[1].mean == Approx(4));
    CHECK(estimates[1].missing == "there was nothing to divide by in 1 of 3 replications");
}

TEST_CASE("no replications, no estimates") { CHECK(summarise(small_layout(), {}).empty()); }
