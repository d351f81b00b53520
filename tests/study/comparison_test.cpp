// Paired comparisons, worked out by hand.
#include "sim/study/comparison.hpp"

#include <cmath>

#include "sim/study/break_even.hpp"
#include "tests/catch.hpp"

using namespace desist;

namespace {

constexpr std::int64_t day = 86'400;

// Runs of one count measure over two financial years from April 2012, all events of a year in its first month.
Run run_of(const std::vector<std::pair<std::int64_t, std::int64_t>>& by_replication) {
    Run run;
    run.version = "1";
    run.build = "b";
    run.seed = 7;
    run.layout.bins = month_bins({date_of(2012, 4, 1)}, Time{730 * day});
    MeasureInfo tests;
    tests.name = tests.label = "tests";
    tests.unit = "tests per year";
    tests.groups = {{}};
    run.layout.measures = {tests};
    lay_out_cells(run.layout);
    for (const auto& [first, second] : by_replication) {
        ReplicationResult result;
        result.replication = static_cast<std::uint32_t>(run.results.size());
        result.tally.numerators.assign(run.layout.cells, 0);
        result.tally.denominators.assign(run.layout.cells, 0);
        result.tally.warm_up.assign(2, 0);
        result.tally.numerators[0] = first;
        result.tally.numerators[12] = second;
        run.results.push_back(std::move(result));
    }
    return run;
}

Difference year(const Comparison& comparison, const std::string& period) {
    for (const Difference& d : comparison.differences)
        if (d.period.name == period) return d;
    FAIL("no period " << period);
    return {};
}

InputValue input(const std::string& name, const std::string& value, const std::string& source = "fit") {
    InputValue result;
    result.name = name;
    result.value = value;
    result.source = source;
    return result;
}

}  // namespace

TEST_CASE("a paired difference is the mean of the differences, with their Student interval") {
    const Run base = run_of({{100, 0}, {200, 0}, {300, 0}}), option = run_of({{90, 0}, {192, 0}, {294, 0}});
    // Differences -10, -8, -6: mean -8, deviation 2, t(0.975; 2) = 4.302653, half-width 4.302653 x 2 / sqrt 3
    // = 4.968275.
    const Difference d = year(compare(base, option), "2012/13");
    CHECK(d.pairs == 3);
    CHECK(d.difference == Approx(-8));
    CHECK(d.low == Approx(-12.968275).epsilon(1e-6));
    CHECK(d.high == Approx(-3.031725).epsilon(1e-6));
    CHECK(d.distinguishable);
    CHECK(d.base == Approx(200));
    CHECK(d.option == Approx(192));
}

TEST_CASE("pairing takes the common luck out: the variance of the difference is that of the pairs") {
    const Run base = run_of({{100, 0}, {200, 0}, {300, 0}}), option = run_of({{90, 0}, {192, 0}, {294, 0}});
    const Difference d = year(compare(base, option), "2012/13");
    CHECK(d.paired_variance == Approx(4));
    CHECK(d.unpaired_variance == Approx(10'000 + 10'404));  // of 100 200 300 and of 90 192 294
}

TEST_CASE("a relative difference is the ratio of the means, with the interval of the delta method") {
    const Run base = run_of({{100, 0}, {200, 0}, {300, 0}}), option = run_of({{50, 0}, {100, 0}, {150, 0}});
    const Difference d = year(compare(base, option), "2012/13");
    REQUIRE(d.relative);
    CHECK(*d.relative == Approx(-50));
    // Each option is half its base, so the ratio has no noise at all.
    CHECK(*d.relative_low == Approx(-50).margin(1e-6));
    CHECK(*d.relative_high == Approx(-50).margin(1e-6));
}

TEST_CASE("a difference whose interval holds zero is not distinguishable") {
    const Difference d = year(compare(run_of({{100, 0}, {200, 0}}), run_of({{110, 0}, {195, 0}})), "2012/13");
    CHECK(d.difference == Approx(2.5));
    CHECK(d.low < 0);
    CHECK_FALSE(d.distinguishable);
}

TEST_CASE("the same difference in every pair is distinguishable, no difference is not") {
    CHECK(year(compare(run_of({{100, 0}, {200, 0}}), run_of({{101, 0}, {201, 0}})), "2012/13").distinguishable);
    CHECK_FALSE(year(compare(run_of({{100, 0}, {200, 0}}), run_of({{100, 0}, {200, 0}})), "2012/13").distinguishable);
}

TEST_CASE("one pair gives a difference without an interval") {
    const Difference d = year(compare(run_of({{100, 0}}), run_of({{90, 0}})), "2012/13");
    CHECK(d.difference == Approx(-10));
    CHECK(std::isnan(d.low));
    CHECK_FALSE(d.distinguishable);
}

TEST_CASE("only the replications that both runs have are paired") {
    CHECK(year(compare(run_of({{100, 0}, {200, 0}, {900, 0}}), run_of({{90, 0}, {192, 0}})), "2012/13").pairs == 2);
}

TEST_CASE("differences come by financial year, by quarter and for the whole run") {
    const Comparison comparison = compare(run_of({{100, 60}, {100, 60}}), run_of({{100, 40}, {100, 40}}));
    CHECK(year(comparison, "2012/13").difference == Approx(0));
    CHECK(year(comparison, "2013/14").difference == Approx(-20));
    CHECK(year(comparison, "2013 Q2").difference == Approx(-80));  // 20 fewer in a quarter: 80 a year
    CHECK(year(comparison, "2012-04-01 to 2014-03-31").difference == Approx(-20 * 365.25 / 730));
}

TEST_CASE("runs of different seeds, times or measures cannot be paired, and the reason is given") {
    const Run base = run_of({{1, 1}});
    Run other = base;
    CHECK_FALSE(why_not_paired(base, other));
    other.seed = 8;
    CHECK_THAT(*why_not_paired(base, other), ContainsSubstring("seeds (7 and 8)"));
    other = base;
    other.layout.bins.end = Time{365 * day};
    CHECK_THAT(*why_not_paired(base, other), ContainsSubstring("times"));
    other = base;
    other.layout.measures[0].name = "positives";
    CHECK_THAT(*why_not_paired(base, other), ContainsSubstring("measures"));
}

TEST_CASE("inputs that differ are told with both values") {
    Run base = run_of({{1, 1}}), option = base;
    base.inputs = {input("a", "1"), input("b", "2")};
    option.inputs = {input("a", "1"), input("b", "3")};
    const Comparison comparison = compare(base, option);
    REQUIRE(comparison.inputs.size() == 1);
    CHECK(comparison.inputs[0].name == "b");
    CHECK(comparison.inputs[0].from == "2");
    CHECK(comparison.inputs[0].to == "3");
}

TEST_CASE("a structure that differs is told although no parameter does") {
    Run base = run_of({{1, 1}}), option = base;
    option.structure_hash = 1;
    CHECK(compare(base, option).inputs.size() == 1);
}

TEST_CASE("inputs that differ from a date on give the date of the change") {
    Run base = run_of({{1, 1}}), option = base;
    const auto changed = [&](const std::string& from, const std::string& to) {
        base.inputs = {input("a", from)};
        option.inputs = {input("a", to)};
        return change_from(base, option);
    };
    CHECK(changed("1; from 2013-12-01: 2", "1; from 2012-04-01: 2") == date_of(2012, 4, 1));
    CHECK(changed("1", "1; from 2014-10-01: 2") == date_of(2014, 10, 1));
    CHECK(changed("1; from 2012-09-01: 5; from 2013-12-01: 2", "1; from 2012-09-01: 5; from 2013-12-01: 3") ==
          date_of(2013, 12, 1));
    CHECK_FALSE(changed("1", "2"));
    CHECK_FALSE(changed("1; from 2013-12-01: 2", "0; from 2013-12-01: 2"));
}

TEST_CASE("another build of the program is told apart from another policy") {
    Run base = run_of({{1, 1}}), option = base;
    option.build = "c";
    const Comparison comparison = compare(base, option);
    CHECK_FALSE(comparison.same_program);
    CHECK_THAT(warnings_of(base, option, comparison).at(0), ContainsSubstring("part of a difference may be the code"));
}

TEST_CASE("a parameter without a source that moves the answer is warned of, one with a source is not") {
    Run base = run_of({{1, 1}}), option = run_of({{2, 1}});
    base.inputs = {input("a", "1", ""), input("b", "1", "wy-x")};
    option.inputs = {input("a", "2", ""), input("b", "2", "wy-x")};
    const std::vector<std::string> warnings = warnings_of(base, option, compare(base, option));
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0] == "a moves the answer and has no source");
}

TEST_CASE("equal runs have no first difference, otherwise it is named") {
    const Run base = run_of({{1, 1}, {2, 2}});
    Run other = base;
    CHECK_FALSE(first_difference(base, other));
    other.results[1].tally.numerators[3] = 1;
    CHECK_THAT(*first_difference(base, other), ContainsSubstring("values of replication 1"));
    other = base;
    other.results[1].fingerprint = 5;
    CHECK_THAT(*first_difference(base, other), ContainsSubstring("fingerprint of replication 1"));
    other = base;
    other.results.pop_back();
    CHECK_THAT(*first_difference(base, other), ContainsSubstring("number of replications: 2 and 1"));
}

TEST_CASE("a stock that drifts at the end of warm-up is warned of") {
    Run run = run_of({{1, 1}, {1, 1}});
    run.layout.measures[0].stock = true;
    run.results[0].tally.warm_up = {1000, 1050};
    run.results[1].tally.warm_up = {1000, 1052};
    REQUIRE(warnings_of(run).size() == 1);
    CHECK_THAT(warnings_of(run)[0], ContainsSubstring("+5.1%"));
    run.results[1].tally.warm_up = {1000, 950};  // up and down: noise
    CHECK(warnings_of(run).empty());
}

TEST_CASE("a rate with fewer than a hundred events behind it is warned of") {
    Run run = run_of({{30, 60}, {30, 60}});
    MeasureInfo rate;
    rate.name = "rate";
    rate.form = Form::ratio;
    rate.groups = {{}};
    rate.numerator = rate.denominator = MeasureId(0);
    run.layout.measures.push_back(rate);
    lay_out_cells(run.layout);
    for (ReplicationResult& result : run.results) result.tally.warm_up.assign(4, 0);
    REQUIRE(warnings_of(run).size() == 1);
    CHECK(warnings_of(run)[0] == "rate rests on fewer than 100 events in 2012/13 (60)");
}

TEST_CASE("the break-even of a straight line is its root, and its interval the noise over the slope") {
    const auto line = [](double x) {
        Difference d;
        d.pairs = 3;
        d.difference = 4 * (x - 0.3);
        d.paired_variance = 12;  // standard error 2
        return d;
    };
    const BreakEven found = find_break_even(0, 1, line);
    REQUIRE(found.value);
    CHECK(*found.value == Approx(0.3));
    CHECK(found.high - *found.value == Approx(4.302653 * 2 / 4).epsilon(1e-6));
}

TEST_CASE("the break-even of a curve is found") {
    const auto curve = [](double x) {
        Difference d;
        d.difference = x * x * x - 0.2;
        return d;
    };
    const BreakEven found = find_break_even(0, 1, curve);
    REQUIRE(found.value);
    CHECK(*found.value == Approx(std::cbrt(0.2)).margin(2e-3));
}

TEST_CASE("a difference that keeps its sign has no break-even") {
    const auto above = [](double x) {
        Difference d;
        d.difference = 1 + x;
        return d;
    };
    const BreakEven found = find_break_even(0, 1, above);
    CHECK_FALSE(found.value);
    CHECK(found.trials.size() == 2);
}
