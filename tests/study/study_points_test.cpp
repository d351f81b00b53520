// Which runs a study is made of: counted and ordered by hand.
#include "sim/study/study_points.hpp"

#include "tests/study/studying.hpp"

using namespace desist;
using namespace desist::test;

namespace {

const std::vector<Factor> two_shares = {share_factor("a", 0, 1), share_factor("b", 0, 1)};

StudySpec sweep_of(const std::string& sweep) { return study_of("  a: {}\n", "sweep: " + sweep + "\n"); }
StudySpec analysis_of(const std::string& fields) { return study_of("  a: {}\n", "sensitivity: {" + fields + "}\n"); }

// Points in words: "1% - 3%", a dash where the scenario's own value stays.
std::string words(const StudyPoint& point) {
    std::string all;
    for (const auto& value : point.values) all += (all.empty() ? "" : " ") + value.value_or("-");
    return all;
}
std::vector<std::string> words(const std::vector<StudyPoint>& points) {
    std::vector<std::string> all;
    for (const StudyPoint& point : points) all.push_back(words(point));
    return all;
}

std::string refusal_of_sweep(const StudySpec& study, const std::vector<Factor>& factors) {
    Problems problems;
    check_sweep(study, factors, problems);
    return lines_of(problems);
}
std::string refusal_of_analysis(const StudySpec& study, const std::vector<Factor>& factors) {
    Problems problems;
    check_sensitivity(study, factors, problems);
    return lines_of(problems);
}

}  // namespace

TEST_CASE("a grid has every combination, the last factor changing fastest") {
    const std::vector<Factor> factors = {level_factor("a", {"1%", "2%"}), level_factor("b", {"x", "y", "z"})};
    const StudySpec study = sweep_of("{design: grid}");
    CHECK(words(sweep_points(study, factors, 1)) ==
          std::vector<std::string>{"1% x", "1% y", "1% z", "2% x", "2% y", "2% z"});
    CHECK(sweep_size(study, factors) == 6);
}

TEST_CASE("the size of a grid is told without making it") {
    std::vector<std::string> thousand;
    for (int i = 0; i < 1000; ++i) thousand.push_back(std::to_string(i));
    const std::vector<Factor> factors(7, level_factor("a", thousand));
    CHECK(sweep_size(sweep_of("{design: grid}"), factors) == Approx(1e21));
}

TEST_CASE("a list has its points in their order, and leaves alone what they do not name") {
    const std::vector<Factor> factors = {share_factor("a", 0, 1), level_factor("b", {"x", "y"})};
    const StudySpec study = sweep_of("{design: list, list: [{b: y}, {a: 30%}, {b: x, a: 99%}]}");
    CHECK(words(sweep_points(study, factors, 1)) == std::vector<std::string>{"- y", "30% -", "99% x"});
    CHECK(sweep_size(study, factors) == 3);
}

TEST_CASE("a Latin hypercube meets each of n equal parts of a range once") {
    const auto points = sweep_points(sweep_of("{design: latin-hypercube, points: 10}"), two_shares, 4);
    REQUIRE(points.size() == 10);
    for (const std::size_t factor : {0, 1}) {
        std::vector<bool> met(10, false);
        for (const StudyPoint& point : points)
            met.at(static_cast<std::size_t>(std::stod(*point.values[factor]) / 10)) = true;
        CHECK(std::ranges::count(met, true) == 10);
    }
}

TEST_CASE("the first points of a longer Sobol sweep are the shorter one, and a seed makes them its own") {
    const auto points = [](const char* sweep, std::uint64_t seed) {
        return words(sweep_points(sweep_of(sweep), two_shares, seed));
    };
    std::vector<std::string> longer = points("{design: sobol, points: 64}", 4);
    CHECK(longer.size() == 64);
    CHECK(points("{design: sobol, points: 64}", 5) != longer);
    longer.resize(16);
    CHECK(points("{design: sobol, points: 16}", 4) == longer);
}

TEST_CASE("a tornado goes to low and high of one factor after the other") {
    const std::vector<Factor> factors = {share_factor("a", 0.1, 0.3), level_factor("b", {"x", "y", "z"})};
    const StudySpec study = analysis_of("method: tornado");
    CHECK(words(sensitivity_points(study, factors, 1)) == std::vector<std::string>{"10% -", "30% -", "- x", "- z"});
    CHECK(sensitivity_size(study, factors) == 4);
}

TEST_CASE("a trajectory of Morris changes one factor at a time, on the levels of its range") {
    const StudySpec study = analysis_of("method: morris, points: 5");
    const auto points = sensitivity_points(study, two_shares, 1);
    CHECK(sensitivity_size(study, two_shares) == 15);
    REQUIRE(points.size() == 15);
    for (std::size_t t = 0; t < 5; ++t)
        for (std::size_t step = 0; step < 2; ++step) {
            const StudyPoint &from = points[3 * t + step], &to = points[3 * t + step + 1];
            CHECK((from.values[0] != to.values[0]) + (from.values[1] != to.values[1]) == 1);
        }
    for (const StudyPoint& point : points)
        for (const auto& value : point.values)
            CHECK((value == "0%" || value == "33.3333%" || value == "66.6667%" || value == "100%"));
}

TEST_CASE("Morris goes no farther in a law than its 2.5% and 97.5% points") {
    Factor factor = share_factor("a", 0, 1);
    factor.kind = Factor::Kind::law;
    factor.law.kind = LawTree::Kind::uniform;
    Value high;
    high.number = 1;
    factor.law.arguments = {Value{}, high};
    for (const StudyPoint& point : sensitivity_points(analysis_of("method: morris, points: 10"), {factor}, 1)) {
        INFO(words(point));  // on the levels 0, 1/3, 2/3 and 1 of what lies between
        CHECK((point.values[0] == "2.5%" || point.values[0] == "34.1667%" || point.values[0] == "65.8333%" ||
               point.values[0] == "97.5%"));
    }
}

TEST_CASE("Saltelli's design has a row of k + 2 points for each of its rows") {
    const StudySpec study = analysis_of("method: sobol, points: 4");
    const auto points = sensitivity_points(study, two_shares, 9);
    CHECK(sensitivity_size(study, two_shares) == 16);
    REQUIRE(points.size() == 16);
    // A, B, A with the first of B, A with the second of B.
    for (std::size_t row = 0; row < 16; row += 4) {
        CHECK(words(points[row + 2]) == *points[row + 1].values[0] + " " + *points[row].values[1]);
        CHECK(words(points[row + 3]) == *points[row].values[0] + " " + *points[row + 1].values[1]);
    }
}

TEST_CASE("a probabilistic analysis runs every policy in every draw, side by side") {
    const std::vector<Factor> factors = {share_factor("a", 0, 1), policy_factor({"town", "more"})};
    const StudySpec study = analysis_of("method: probabilistic, points: 3");
    const auto points = sensitivity_points(study, factors, 1);
    CHECK(sensitivity_size(study, factors) == 6);
    REQUIRE(points.size() == 6);
    for (std::size_t draw = 0; draw < 3; ++draw) {
        CHECK(points[2 * draw].values[0] == points[2 * draw + 1].values[0]);
        CHECK(points[2 * draw].values[1] == "town");
        CHECK(points[2 * draw + 1].values[1] == "more");
    }
    CHECK(points[0].values[0] != points[2].values[0]);
}

TEST_CASE("each method has its number of points by default") {
    CHECK(points_wanted(*analysis_of("method: tornado").sensitivity) == 0);
    CHECK(points_wanted(*analysis_of("method: morris").sensitivity) == 20);
    CHECK(points_wanted(*analysis_of("method: sobol").sensitivity) == 256);
    CHECK(points_wanted(*analysis_of("method: probabilistic").sensitivity) == 200);
    CHECK(points_wanted(*analysis_of("method: sobol, points: 7").sensitivity) == 7);
}

TEST_CASE("a point is the scenario with its settings, or the policy's file with them") {
    const std::vector<Factor> factors = {share_factor("a", 0, 1), policy_factor({"town", "more"})};
    const Variant plain = variant_of({{"20%", std::nullopt}}, factors, "town.yaml", 5);
    CHECK(plain.run == 5);
    CHECK(plain.file == "town.yaml");
    REQUIRE(plain.settings.size() == 1);
    CHECK(plain.settings[0].parameter == "a");
    CHECK(plain.settings[0].value == "20%");
    const Variant policy = variant_of({{std::nullopt, "more"}}, factors, "town.yaml", 6);
    CHECK(policy.file == "more.yaml");
    CHECK(policy.settings.empty());
}

TEST_CASE("a grid over a range is refused") {
    Factor range = share_factor("a", 0, 1);
    range.at = {0, 4, 3};
    CHECK(refusal_of_sweep(sweep_of("{design: grid}"), {range}) ==
          "4:3 a grid needs the values of ‘a’ one by one (values: [...], or another design)\n");
    CHECK(refusal_of_sweep(sweep_of("{design: sobol, points: 2}"), {range}).empty());
}

TEST_CASE("a point of a list with a value that its factor has not is refused, with the nearest one") {
    const std::vector<Factor> factors = {policy_factor({"town", "more"})};
    CHECK(refusal_of_sweep(sweep_of("{design: list, list: [{policy: mores}]}"), factors) ==
          "5:39 ‘mores’ is none of the values of ‘policy’ (did you mean ‘more’?)\n");
}

TEST_CASE("only a probabilistic analysis has policies") {
    const std::vector<Factor> factors = {share_factor("a", 0, 1), policy_factor({"town", "more"})};
    CHECK_THAT(refusal_of_analysis(analysis_of("method: tornado"), factors),
               ContainsSubstring("policies have no low and no high (only `method: probabilistic` compares policies"));
    CHECK(refusal_of_analysis(analysis_of("method: probabilistic"), factors).empty());
}

TEST_CASE("an analysis in which nothing but policies varies is refused") {
    CHECK(refusal_of_analysis(analysis_of("method: probabilistic"), {policy_factor({"town", "more"})}) ==
          "5:14 no parameter varies\n");
}

TEST_CASE("a decision needs two policies to choose from") {
    const StudySpec study = analysis_of("method: probabilistic, decision: {measure: worth}");
    const std::string refused = "5:48 a decision needs a factor with at least two policies to choose from\n";
    CHECK(refusal_of_analysis(study, two_shares) == refused);
    CHECK(refusal_of_analysis(study, {two_shares[0], policy_factor({"town"})}) == refused);
    CHECK(refusal_of_analysis(study, {two_shares[0], policy_factor({"town", "more"})}).empty());
}

TEST_CASE("a tornado with points is refused") {
    CHECK(refusal_of_analysis(analysis_of("method: tornado, points: 5"), two_shares) ==
          "5:14 a tornado has no ‘points’: each factor goes to its low and its high\n");
}

TEST_CASE("Morris takes a factor of two values and none of three") {
    CHECK(refusal_of_analysis(analysis_of("method: morris"), {level_factor("a", {"1%", "2%"})}).empty());
    CHECK_THAT(refusal_of_analysis(analysis_of("method: morris"), {level_factor("a", {"1%", "2%", "3%"})}),
               ContainsSubstring("‘a’ has no range: Morris needs one, or two values"));
}

TEST_CASE("more factors than the sequence has dimensions are refused") {
    const std::vector<Factor> many(sobol_dimensions / 2 + 1, two_shares[0]);
    CHECK_THAT(refusal_of_analysis(analysis_of("method: sobol"), many), ContainsSubstring("at most 1833 factors"));
    const std::vector<Factor> more(sobol_dimensions + 1, two_shares[0]);
    CHECK_THAT(refusal_of_sweep(sweep_of("{design: sobol, points: 2}"), more),
               ContainsSubstring("at most 3667 factors"));
}
