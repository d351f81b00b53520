// Data labs held against the truth, with replications worked out by hand.
#include "sim/study/evaluation.hpp"

#include "tests/catch.hpp"

using namespace desist;

namespace {

struct Lab {
    std::int64_t treated = 100, reoffenders = 0;  // people
    double matched = 0, error = 1;                // points
    std::int64_t pairs = 90;
    double unmatched = 0;
};

Run run_of(const std::vector<Lab>& replications) {
    Run run;
    run.layout.bins = month_bins(Clock{date_of(2012, 4, 1)}, Time{31'557'600});
    run.layout.periods = report_periods(run.layout.bins);
    const auto figure = [&](const char* name, Form form, std::uint32_t bands) {
        MeasureInfo info;
        info.name = name;
        info.form = form;
        info.scale = 100;
        info.bands = bands;
        info.shape = Shape::periods;
        run.layout.measures.push_back(info);
    };
    figure("lab", Form::estimate, 2);
    figure("lab:unmatched", Form::estimate, 2);
    figure("lab:treated", Form::mean, 1);
    figure("lab:matched", Form::mean, 1);
    figure("lab:balance-before", Form::mean, 1);
    lay_out_cells(run.layout);
    for (const Lab& lab : replications) {
        ReplicationResult result;
        result.tally.numerators.assign(run.layout.cells, 0);
        result.tally.denominators.assign(run.layout.cells, 0);
        const auto put = [&](std::size_t m, std::size_t band, std::int64_t numerator, std::int64_t denominator) {
            const std::size_t cell = Layout::cell(run.layout.measures[m], 0, band, run.layout.periods.size() - 1);
            result.tally.numerators[cell] = numerator;
            result.tally.denominators[cell] = denominator;
        };
        const auto millionths = [](double value) { return static_cast<std::int64_t>(value * 1e6); };
        if (lab.pairs > 0) {
            put(0, 0, millionths(lab.matched), 100'000'000);
            put(0, 1, millionths(lab.error * lab.error), 10'000'000'000);
            put(1, 0, millionths(lab.unmatched), 100'000'000);
        }
        put(2, 0, lab.reoffenders, lab.treated);
        put(3, 0, lab.pairs, lab.treated);
        run.results.push_back(std::move(result));
    }
    return run;
}

const std::vector<Lab> no_effect = {{100, 40}, {100, 44}};

}  // namespace

TEST_CASE("the true effect is what the option makes of the same treated people, and the bias is beside it") {
    // Treated: 40 and 44 of 100 in the base, 30 and 36 in the option: -10 and -8. Found: -7 and -3: biases 3 and 5,
    // mean 4, deviation sqrt(2), t(1) = 12.7062: half width 12.7062.
    const auto found = evaluations_of(run_of(no_effect), run_of({{100, 30, -7, 1, 90, 2}, {100, 36, -3, 1, 90, 4}}));
    REQUIRE(found.size() == 1);
    const EvaluationCheck& check = found[0];
    CHECK(*check.difference.value == Approx(-9));
    CHECK(*check.option.matched.value == Approx(-5));
    CHECK(*check.option.unmatched.value == Approx(3));
    CHECK(*check.option.bias.value == Approx(4));
    CHECK(check.option.bias.interval->low == Approx(4 - 12.7062047));
    CHECK(words_of(check.option) == "not distinguishable from the true effect");
}

TEST_CASE("an evaluation that is off in every pair is told with the truth beside it") {
    // Truth -10 twice, found +5 and +5.2: bias 15.1, deviation 0.1 x sqrt(2), half width 12.7062 x 0.1.
    const auto found = evaluations_of(run_of(no_effect), run_of({{100, 30, 5}, {100, 34, 5.2}}));
    CHECK(words_of(found.at(0).option) == "the evaluation would show +5.1 where the true effect is -10.0");
}

TEST_CASE("where the option takes the effect away, the truth of the base's evaluation has the other sign") {
    const auto found = evaluations_of(run_of({{100, 30, -10}, {100, 34, -10}}), run_of(no_effect));
    CHECK(*found.at(0).difference.value == Approx(10));
    CHECK(*found.at(0).base.truth.value == Approx(-10));
    CHECK(*found.at(0).base.bias.value == Approx(0).margin(1e-9));
    CHECK(words_of(found.at(0).base) == "not distinguishable from the true effect");
}

TEST_CASE("an evaluation's own interval holds the truth where it is within 1.96 standard errors") {
    // Truth -10 twice; biases 1.9 and 2.0, standard errors 1.
    const auto found = evaluations_of(run_of(no_effect), run_of({{100, 30, -8.1}, {100, 34, -8}}));
    CHECK(found.at(0).option.covered == 1);
    CHECK(found.at(0).option.pairs == 2);
}

TEST_CASE("without treated people in one of the runs there is no truth, and what the other finds is told") {
    const auto found =
        evaluations_of(run_of({{0, 0, 0, 1, 0}, {0, 0, 0, 1, 0}}), run_of({{100, 30, -7}, {100, 36, -3}}));
    const EvaluationCheck& check = found.at(0);
    CHECK_FALSE(check.difference.value);
    CHECK(
        check.difference.why_not ==
        "nobody is treated in the base; the truth needs the same people treated in both, in one of them to no effect");
    CHECK(*check.option.matched.value == Approx(-5));
    CHECK_FALSE(check.base.matched.value);
    CHECK(check.base.matched.why_not == "nobody is treated");
    CHECK(words_of(check.option) == "not held against a true effect: " + check.difference.why_not);
}

TEST_CASE("without treated people in either run nothing is found") {
    const Run nobody = run_of({{0, 0, 0, 1, 0}});
    CHECK(evaluations_of(nobody, nobody).at(0).difference.why_not == "nobody is treated in either run");
}

TEST_CASE("other people in treatment are no truth, however many they are") {
    const std::string why = "other people are treated in the option than in the base";
    const auto more = evaluations_of(run_of(no_effect), run_of({{101, 30}, {100, 36}}));
    CHECK(more.at(0).difference.why_not == why);
    const auto other_pairs = evaluations_of(run_of(no_effect), run_of({{100, 30, 0, 1, 89}, {100, 36}}));
    CHECK(other_pairs.at(0).difference.why_not == why);
}

TEST_CASE("an option that changes nothing for the treated does not make an effect of nothing") {
    const auto found = evaluations_of(run_of(no_effect), run_of(no_effect));
    CHECK(found.at(0).option.truth.why_not == "the treated fare alike in both runs: no effect differs");
}

TEST_CASE("one pair has a bias and no interval") {
    const auto found = evaluations_of(run_of({{100, 40}}), run_of({{100, 30, -7}}));
    CHECK(*found.at(0).option.bias.value == Approx(3));
    CHECK_FALSE(found.at(0).option.bias.interval);
    CHECK(words_of(found.at(0).option) ==
          "the evaluation would show -7.0 where the true effect is -10.0 (one pair: the noise is not known)");
}

TEST_CASE("a run without a data lab has no evaluation") {
    Run plain = run_of(no_effect);
    for (MeasureInfo& info : plain.layout.measures) info.name = "no-" + info.name;
    CHECK(evaluations_of(plain, run_of(no_effect)).empty());
}
