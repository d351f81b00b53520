#include "sim/base/check.hpp"
#include "sim/measure/plan.hpp"
#include "tests/catch.hpp"

using namespace desist;

namespace {

constexpr std::int64_t day = seconds_per_day;

Bins bins_of(int year, int month, int first_day, double days) {
    return month_bins(Clock{date_of(year, month, first_day)}, Time{static_cast<std::int64_t>(days * double(day))});
}

// One figure of one form, everybody and one group, one cell a month.
Layout layout_of(Bins bins, Form form) {
    Layout layout{.bins = std::move(bins), .measures = {}, .periods = {}, .cells = 0};
    MeasureInfo measure;
    measure.name = "m";
    measure.form = form;
    measure.groups = {{"", ""}, {"district", "Leeds"}};
    layout.measures.push_back(measure);
    lay_out_cells(layout);
    return layout;
}

Tally tally_of(const Layout& layout, std::int64_t numerator, std::int64_t denominator) {
    return {
        std::vector<std::int64_t>(layout.cells, numerator), std::vector<std::int64_t>(layout.cells, denominator), {}};
}

}  // namespace

TEST_CASE("bins are calendar months and the ends may be parts of one") {
    const Bins bins = bins_of(2012, 4, 16, 60);
    REQUIRE(bins.size() == 3);
    CHECK(bins.starts[0] == Time{0});
    CHECK(bins.starts[1] == Time{15 * day});  // 1 May
    CHECK(bins.starts[2] == Time{46 * day});  // 1 June
    CHECK(bins.end_of(1) == Time{46 * day});
    CHECK(bins.end_of(2) == Time{60 * day});
    CHECK(to_text(bins.first_days[2]) == "2012-06-01");
}

TEST_CASE("a month holds its first second and not its last") {
    const Bins bins = bins_of(2012, 4, 1, 61);
    CHECK(bins.bin_of(Time{0}) == 0);
    CHECK(bins.bin_of(Time{30 * day - 1}) == 0);
    CHECK(bins.bin_of(Time{30 * day}) == 1);
    CHECK(bins.bin_of(Time{61 * day - 1}) == 1);
    CHECK_THROWS_AS(bins.bin_of(Time{61 * day}), InternalError);
    CHECK_THROWS_AS(bins.bin_of(Time{-1}), InternalError);
}

TEST_CASE("a month that would start at the end of the run is not there") {
    CHECK(bins_of(2012, 4, 1, 30).size() == 1);
    CHECK(bins_of(2012, 4, 1, 30.5).size() == 2);
}

TEST_CASE("financial years wholly inside the run, then the run") {
    const auto periods = report_periods(bins_of(2012, 4, 1, 6 * 365.25));
    REQUIRE(periods.size() == 7);
    CHECK(periods[0].name == "2012/13");
    CHECK(periods[0].first == 0);
    CHECK(periods[0].last == 12);
    CHECK(periods[5].name == "2017/18");
    CHECK(periods[5].last == 72);
    CHECK(periods[6].whole_run);
    CHECK(periods[6].name == "2012-04-01 to 2018-04-01");  // six years are half a day longer than the civil ones
}

TEST_CASE("parts of financial years are left out") {
    const auto periods = report_periods(bins_of(2012, 4, 2, 2 * 365.25));
    REQUIRE(periods.size() == 2);
    CHECK(periods[0].name == "2013/14");
    CHECK(periods[0].first == 12);
    const auto none = report_periods(bins_of(2012, 6, 1, 365));
    REQUIRE(none.size() == 1);
    CHECK(none[0].whole_run);
    CHECK(none[0].name == "2012-06-01 to 2013-05-31");
}

TEST_CASE("one year from April is a financial year, also when it has a leap day") {
    CHECK(report_periods(bins_of(2011, 4, 1, 365.25)).size() == 2);  // 366 civil days
    CHECK(report_periods(bins_of(2012, 4, 1, 365.25)).size() == 2);
    CHECK(report_periods(bins_of(2011, 4, 1, 365)).size() == 1);
    CHECK(report_periods(bins_of(2012, 4, 1, 330)).size() == 1);
}

TEST_CASE("a count is a number a year") {
    const Layout layout = layout_of(bins_of(2012, 4, 1, 4 * 365.25), Form::per_year);
    const Tally tally = tally_of(layout, 10, 0);
    const auto periods = report_periods(layout.bins);
    CHECK(*value_of(layout, tally, MeasureId{0}, 0, periods.front()) == Approx(120));
    CHECK(*value_of(layout, tally, MeasureId{0}, 1, periods.front()) == Approx(120));
    CHECK(*value_of(layout, tally, MeasureId{0}, 0, periods.back()) == Approx(480.0 / 4));
}

TEST_CASE("a population is person-seconds over the seconds of the period") {
    Layout layout = layout_of(bins_of(2012, 4, 1, 61), Form::level);
    Tally tally = tally_of(layout, 0, 0);
    tally.numerators[0] = 30 * day * 7;
    tally.numerators[1] = 31 * day * 7;
    const auto periods = report_periods(layout.bins);
    CHECK(*value_of(layout, tally, MeasureId{0}, 0, periods.back()) == Approx(7));
    CHECK(*value_of(layout, tally, MeasureId{0}, 1, periods.back()) == 0);
}

TEST_CASE("a wait is in the unit of the measure and absent without starts") {
    Layout layout = layout_of(bins_of(2012, 4, 1, 61), Form::mean);
    layout.measures[0].scale = 1 / double(day);
    const Period run = report_periods(layout.bins).back();
    CHECK(*value_of(layout, tally_of(layout, 12 * day, 4), MeasureId{0}, 0, run) == Approx(3));
    CHECK_FALSE(value_of(layout, tally_of(layout, 0, 0), MeasureId{0}, 0, run));
}

TEST_CASE("reoffending is a share of the index events in percent") {
    Layout layout = layout_of(bins_of(2012, 4, 1, 61), Form::mean);
    layout.measures[0].scale = 100;
    const Period run = report_periods(layout.bins).back();
    CHECK(*value_of(layout, tally_of(layout, 1, 4), MeasureId{0}, 0, run) == Approx(25));
    CHECK_FALSE(value_of(layout, tally_of(layout, 0, 0), MeasureId{0}, 1, run));
}

TEST_CASE("a ratio divides two counts, group by group, wherever the groups stand") {
    Layout layout = layout_of(bins_of(2012, 4, 1, 61), Form::per_year);
    const std::size_t months = layout.bins.size();
    MeasureInfo tests = layout.measures[0];
    tests.groups = {{"", ""}, {"sex", "male"}, {"district", "Leeds"}};
    MeasureInfo rate = layout.measures[0];
    rate.form = Form::ratio;
    rate.scale = 100;
    rate.numerator = MeasureId{0};
    rate.denominator = MeasureId{1};
    layout.measures.push_back(tests);
    layout.measures.push_back(rate);
    lay_out_cells(layout);
    const std::size_t first = layout.measures[1].first_cell;
    Tally tally = tally_of(layout, 0, 0);
    tally.numerators[0] = 3;                       // positives of everybody
    tally.numerators[months] = 1;                  // of Leeds
    tally.numerators[first] = 10;                  // tests of everybody
    tally.numerators[first + 2 * months + 1] = 2;  // of Leeds, a month later
    const Period run = report_periods(layout.bins).back();
    CHECK(*value_of(layout, tally, MeasureId{2}, 0, run) == Approx(30));
    CHECK(*value_of(layout, tally, MeasureId{2}, 1, run) == Approx(50));
    layout.measures[2].groups = {{"", ""}, {"district", "Bradford"}};
    CHECK_FALSE(value_of(layout, tally, MeasureId{2}, 1, run));
}
