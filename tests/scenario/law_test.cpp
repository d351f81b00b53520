#include "sim/scenario/laws.hpp"
#include "tests/scenario/reading.hpp"

using namespace desist;
using namespace desist::test;

namespace {

LawSpec parsed(const std::string& text, LawUse use = LawUse::stay) {
    Problems problems;
    problems.add_file("x", text);
    const LawSpec law = parse_law(text, use, {0, 1, 1}, problems);
    INFO(problems.text());
    REQUIRE_FALSE(problems.has_errors());
    return law;
}

std::string fault(const std::string& text, LawUse use = LawUse::stay) {
    Problems problems;
    problems.add_file("x", text);
    parse_law(text, use, {0, 1, 1}, problems);
    if (!problems.has_errors()) return "";
    const Problem p = problems.sorted()[0];
    return std::to_string(p.at.column) + " " + p.what + (p.hint.empty() ? "" : " (" + p.hint + ")");
}

}  // namespace

TEST_CASE("a duration or a parameter alone is a fixed law") {
    CHECK(parsed("40 minutes").name.text == "fixed");
    CHECK(parsed("40 minutes").arguments[0].value.number == 2'400);
    CHECK(parsed("drug-test-time").arguments[0].value.name == "drug-test-time");
    CHECK(parsed("fixed 3 days").arguments[0].value.number == 259'200);
    CHECK(parsed("fixed(3 days)").arguments[0].value.number == 259'200);
    CHECK(parsed("(a + b) * 2").arguments[0].value.kind == Expression::Kind::multiply);
    CHECK(parsed("min(a and b)").arguments[0].value.kind == Expression::Kind::min);
}

TEST_CASE("arguments have words, in any order, and may be expressions") {
    const LawSpec law = parsed("lognormal(p95 min(a and 22 hours) and median 9 hours)");
    CHECK(law.name.text == "lognormal");
    REQUIRE(law.arguments.size() == 2);
    CHECK(law.arguments[0].word == "median");
    CHECK(law.arguments[0].value.number == 32'400);
    CHECK(law.arguments[1].word == "p95");
    CHECK(law.arguments[1].value.kind == Expression::Kind::min);
}

TEST_CASE("an exponential law has one argument, a mean or a rate") {
    CHECK(parsed("exponential(60 days)").arguments[0].word.empty());
    CHECK(parsed("exponential(60 days)").arguments[0].value.unit == duration_unit);
    CHECK(parsed("exponential(0.9 per year)", LawUse::hazard).arguments[0].value.unit == rate_unit);
}

TEST_CASE("the growth of a gompertz law may be negative, and nothing else may") {
    for (const LawUse use : {LawUse::stay, LawUse::hazard}) {
        const LawSpec law = parsed("gompertz(rate 0.1 per year and growth -0.05 per year)", use);
        CHECK(law.arguments[1].word == "growth");
        CHECK(law.arguments[1].value.number == Approx(-0.05 / seconds_per_year));
    }
    CHECK(fault("gompertz(rate -0.1 per year and growth 0.05 per year)") == "15 a rate cannot be negative");
    CHECK(fault("gompertz(rate 0.1 per year and growth -5 days)") == "39 a duration cannot be negative");
    CHECK(fault("exponential(-1 per year)", LawUse::hazard) == "13 a rate cannot be negative");
    CHECK(has(fault("piecewise(-1 per year until 2 days and 1 per year after)", LawUse::hazard), "cannot be negative"));
}

TEST_CASE("a piecewise hazard alternates rates and times, the last rate being for ever") {
    const LawSpec law = parsed(
        "piecewise(0.67 per year until 12 weeks and 0.2 per year until 1 year and 0.1 per year after)", LawUse::hazard);
    std::string words;
    for (const auto& a : law.arguments) words += a.word + " ";
    CHECK(words == "rate until rate until rate ");
    CHECK(law.arguments[1].value.number == 7'257'600);
    CHECK(fault("piecewise(0.67 per year until 12 weeks and 0.1 per year)", LawUse::hazard)
              .starts_with("44 the last part of ‘piecewise’ is ‘RATE after’"));
    CHECK(fault("piecewise(1 per year until 2 years and 2 per year until 1 year and 3 per year after)",
                LawUse::hazard) == "57 each ‘until’ must be more than the one before");
    CHECK(fault("piecewise(0.1 per year after)", LawUse::hazard).find("at least one") != std::string::npos);
}

TEST_CASE("a stay may last until a date") {
    const LawSpec law = parsed("until later of release and now + 3 days");
    CHECK(law.name.text == "until");
    REQUIRE(law.arguments.size() == 1);
    CHECK(law.arguments[0].value.kind == Expression::Kind::later);
    CHECK(fault("until 3 days") ==
          "7 a date, such as 2012-04-01 is expected here; this is a duration, such as 9 hours");
}

TEST_CASE("unknown laws and words get a hint") {
    CHECK(fault("lognormel(median 9 hours and p95 22 hours)") ==
          "1 there is no law ‘lognormel’ (did you mean ‘lognormal’?)");
    CHECK(fault("pareto(shape 2)").find("laws are fixed, exponential") != std::string::npos);
    CHECK(fault("lognormal(medain 9 hours and p95 22 hours)") ==
          "11 ‘medain’ is not an argument of ‘lognormal’ (did you mean ‘median’?)");
    CHECK(fault("lognormal(median 9 hours)") == "1 ‘lognormal’ lacks ‘p95’ (write lognormal(median ... and p95 ...))");
    CHECK(fault("gamma(shape 1 and shape 2 and mean 3 days)") == "19 ‘shape’ stands twice");
    CHECK(fault("gamma(shape 1 and mean 3 days) + 1 day") == "31 nothing may follow the closing bracket of a law");
    CHECK(fault("gamma(shape 1 and mean 3 days") == "6 an opening bracket without its closing one");
}

TEST_CASE("literal arguments must make sense") {
    CHECK(fault("weibull(shape 0 and scale 2 days)") == "15 the shape of ‘weibull’ must be more than nothing");
    CHECK(fault("weibull(shape 1 and scale 0 days)") == "27 the scale of ‘weibull’ must be more than nothing");
    CHECK(fault("uniform(low 10 days and high 5 days)") == "30 high must be more than low");
    CHECK(fault("lognormal(median 9 hours and p95 8 hours)") == "34 p95 must be more than median");
    CHECK(fault("triangular(low 1 day and mode 5 days and high 4 days)") == "47 high must be at least mode");
    CHECK(fault("erlang(stages 2.5 and mean 1 day)") == "15 ‘stages’ is a whole number");
    CHECK(fault("exponential(0 days)") == "13 the mean of ‘exponential’ must be more than nothing");
}

TEST_CASE("a duration needs its unit, but nothing at all may be fixed") {
    CHECK(fault("9") == "1 a duration needs its unit, such as 9 hours");
    CHECK(fault("lognormal(median 9 and p95 22)") == "18 a duration needs its unit, such as 9 hours");
    CHECK(fault("fixed 0").empty());
    CHECK(fault("exponential(0.9)", LawUse::hazard) == "13 a rate needs its unit, such as 0.9 per year");
    CHECK(fault("30%") == "1 a duration, such as 9 hours is expected here; this is a share, such as 84%");
}

TEST_CASE("laws stand only where they mean something") {
    CHECK(fault("lognormal(median 9 hours and p95 22 hours)", LawUse::hazard)
              .starts_with("1 a hazard takes exponential"));
    CHECK(fault("arrest-rate", LawUse::hazard).starts_with("1 a hazard takes exponential"));
    CHECK(fault("piecewise(1 per year until 1 year and 2 per year after)") == "1 ‘piecewise’ is for hazards alone");
    CHECK(fault("geometric(mean 2)") == "1 ‘geometric’ draws counts, not durations");
    CHECK(fault("geometric(mean 2)", LawUse::draw).empty());
    CHECK(fault("until release", LawUse::draw) == "1 ‘until’ is for stays alone");
}

TEST_CASE("a mixture's shares make a whole") {
    const NodeSpec node = read_node("{stay: {70%: fixed 1 day, 30%: exponential(90 days)}, routes: [{to: n}]}");
    REQUIRE(node.stay->mixture.size() == 2);
    CHECK(node.stay->mixture[0].share.number == 0.7);
    CHECK(node.stay->mixture[1].law[0].name.text == "exponential");
    CHECK(has(problems_of(with_node("{stay: {70%: 1 day, 29.9%: 2 days}}")),
              "the shares of the mixture add up to 99.9%, not 100%"));
    CHECK(problems_of(with_node("{stay: {10%: 1 day, 20%: 2 days, 70%: 3 days}}")).empty());
}

TEST_CASE("a law may be a table") {
    const NodeSpec node = read_node("{stay: {by: drug, opiate or powder: 1 day, else: exponential(2 days)}}");
    CHECK(node.stay->by.text == "drug");
    CHECK(node.stay->rows[0].keys[1].text == "powder");
    CHECK(node.stay->otherwise[0].name.text == "exponential");
    CHECK(has(problems_of(with_node("{stay: {opiate: 1 day}}")), "the table does not say what it depends on"));
}
