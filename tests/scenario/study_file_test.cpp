// The language of study files: what is read, and what is wrong with them, with its place.
#include "sim/scenario/study_file.hpp"

#include "tests/scenario/files.hpp"

using namespace desist;
using namespace desist::test;

namespace {

// A smallest study with more sections after the required ones; these begin at line 5.
std::string study(const std::string& more = "") {
    return "desist-study: 1\n"
           "scenario: town.yaml\n"
           "factors:\n"
           "  share: {}\n" +
           more;
}

// A study with one factor: line 4, from column 3.
std::string with_factor(const std::string& factor) {
    return "desist-study: 1\nscenario: town.yaml\nfactors:\n  share: " + factor + "\n";
}

// All problems, one a line: "line:column what (hint)". Empty when the text is read.
std::string study_problems(const std::string& text) {
    Problems problems;
    read_study("x.yaml", text, problems);
    std::string all;
    for (const Problem& p : problems.sorted()) {
        all += std::to_string(p.at.line) + ":" + std::to_string(p.at.column) + " " + p.what;
        all += (p.hint.empty() ? "" : " (" + p.hint + ")") + "\n";
    }
    return all;
}

StudySpec good_study(const std::string& text) {
    Problems problems;
    std::optional<StudySpec> spec = read_study("x.yaml", text, problems);
    INFO(problems.text());
    REQUIRE(spec);
    return *spec;
}

FactorSpec good_factor(const std::string& factor) { return good_study(with_factor(factor)).factors.at(0); }

std::vector<std::string> texts(const std::vector<Text>& all) {
    std::vector<std::string> words;
    for (const Text& text : all) words.push_back(text.text);
    return words;
}

// One problem and no other.
void check_refused(const std::string& text, const std::string& problem) {
    CHECK(study_problems(text) == problem + "\n");
}

}  // namespace

TEST_CASE("the smallest study says its scenario and its factors, and nothing else") {
    const StudySpec spec = good_study(study());
    CHECK(spec.scenario.text == "town.yaml");
    REQUIRE(spec.factors.size() == 1);
    CHECK(spec.factors[0].name.text == "share");
    CHECK_FALSE(spec.factors[0].low.has_value());
    CHECK_FALSE(spec.factors[0].distribution.has_value());
    CHECK(spec.factors[0].values.empty());
    CHECK_FALSE(spec.replications.has_value());
    CHECK_FALSE(spec.seed.has_value());
    CHECK(spec.measures.empty());
    CHECK_FALSE(spec.sweep.has_value());
    CHECK_FALSE(spec.sensitivity.has_value());
    CHECK_FALSE(spec.calibration.has_value());
}

TEST_CASE("a factor with nothing beside its name is refused: it is written {}") {
    check_refused(with_factor(""), "4:1 a mapping is expected here, not nothing");
}

TEST_CASE("title, description, replications, seed and measures of a study are read") {
    const StudySpec spec =
        good_study(study("title: What drives it?\ndescription: Long\nreplications: 1_000\nseed: 0\nmeasures: [arrests, "
                         "reoffending:per-offender]\n"));
    CHECK(spec.title.text == "What drives it?");
    CHECK(spec.description == "Long");
    CHECK(spec.replications == 1000u);
    CHECK(spec.seed == 0u);
    CHECK(texts(spec.measures) == std::vector<std::string>{"arrests", "reoffending:per-offender"});
}

TEST_CASE("one measure of a study needs no list") {
    CHECK(texts(good_study(study("measures: arrests\n")).measures) == std::vector<std::string>{"arrests"});
}

TEST_CASE("the study file itself is kept as one of the inputs, byte for byte") {
    const StudySpec spec = good_study(study("# a remark\n"));
    CHECK(spec.input.name == "x.yaml");
    CHECK(spec.input.text == study("# a remark\n"));
}

TEST_CASE("bounds of a factor are numbers with their unit") {
    const FactorSpec factor = good_factor("{low: 40%, high: 60%}");
    CHECK(factor.low->number == Approx(0.4));
    CHECK(factor.low->unit == share_unit);
    CHECK(factor.high->number == Approx(0.6));
    CHECK(good_factor("{low: 1 month, high: 2 months}").high->unit == duration_unit);
}

TEST_CASE("a factor has a law in place of bounds") {
    const FactorSpec factor = good_factor("{distribution: beta(mean 30% and sd 5%)}");
    REQUIRE(factor.distribution.has_value());
    CHECK(factor.distribution->name.text == "beta");
    REQUIRE(factor.distribution->arguments.size() == 2);
    CHECK(factor.distribution->arguments[1].value.number == Approx(0.05));
}

TEST_CASE("values of a factor are kept as they are written") {
    CHECK(texts(good_factor("{values: [10%, 1_000, 2013-04-01, lognormal(2 and 3), Leeds]}").values) ==
          std::vector<std::string>{"10%", "1_000", "2013-04-01", "lognormal(2 and 3)", "Leeds"});
}

TEST_CASE("policies of a factor are files") {
    CHECK(texts(good_factor("{policies: [town.yaml, policies/more.yaml]}").policies) ==
          std::vector<std::string>{"town.yaml", "policies/more.yaml"});
}

TEST_CASE("each design of a sweep is read") {
    using Design = SweepSpec::Design;
    const auto design = [](const std::string& sweep) { return good_study(study("sweep: " + sweep + "\n")).sweep; };
    CHECK(design("{design: grid}")->design == Design::grid);
    CHECK(design("{design: latin-hypercube, points: 100}")->design == Design::latin_hypercube);
    CHECK(design("{design: latin-hypercube, points: 100}")->points == 100u);
    CHECK(design("{design: sobol, points: 64}")->design == Design::sobol);
    CHECK(design("{design: list, list: [{share: 10%}]}")->design == Design::list);
}

TEST_CASE("points of a list are factors with a value each, in their order") {
    const SweepSpec sweep =
        *good_study(study("sweep:\n  design: list\n  list:\n  - {share: 10%, policy: more}\n  - {share: 20%}\n")).sweep;
    REQUIRE(sweep.list.size() == 2);
    REQUIRE(sweep.list[0].values.size() == 2);
    CHECK(sweep.list[0].values[0].first.text == "share");
    CHECK(sweep.list[0].values[1].second.text == "more");
    CHECK(sweep.list[0].at.line == 8);
    REQUIRE(sweep.list[1].values.size() == 1);
    CHECK(sweep.list[1].values[0].second.text == "20%");
}

TEST_CASE("a sweep over a list needs no factors beside it") {
    const StudySpec spec =
        good_study("desist-study: 1\nscenario: town.yaml\nsweep: {design: list, list: [{share: 10%}, {share: 20%}]}\n");
    CHECK(spec.factors.empty());
    CHECK(spec.sweep->list.size() == 2);
}

TEST_CASE("each method of a sensitivity analysis is read") {
    using Method = SensitivitySpec::Method;
    const auto method = [](const std::string& name) {
        return good_study(study("sensitivity: {method: " + name + "}\n")).sensitivity->method;
    };
    CHECK(method("tornado") == Method::tornado);
    CHECK(method("morris") == Method::morris);
    CHECK(method("sobol") == Method::sobol);
    CHECK(method("probabilistic") == Method::probabilistic);
}

TEST_CASE("Morris has four levels unless it says how many") {
    CHECK(good_study(study("sensitivity: {method: morris}\n")).sensitivity->levels == 4);
    const SensitivitySpec spec =
        *good_study(study("sensitivity: {method: morris, points: 30, levels: 8}\n")).sensitivity;
    CHECK(spec.levels == 8);
    CHECK(spec.points == 30u);
}

TEST_CASE("more is better in a decision unless less is") {
    const auto decision = [](const std::string& more) {
        return *good_study(study("sensitivity: {method: probabilistic, decision: {measure: worth" + more + "}}\n"))
                    .sensitivity->decision;
    };
    CHECK(decision("").measure.text == "worth");
    CHECK(decision("").more_is_better);
    CHECK(decision(", better: more").more_is_better);
    CHECK_FALSE(decision(", better: less").more_is_better);
}

TEST_CASE("a calibration has everything by default") {
    const CalibrationSpec plain = *good_study(study("calibrate: {}\n")).calibration;
    CHECK(plain.method == CalibrationSpec::Method::bobyqa);
    CHECK_FALSE(plain.start_points.has_value());
    const CalibrationSpec all =
        *good_study(study("calibrate: {method: cobyla, start-points: 20, starts: 2, steps: 50}\n")).calibration;
    CHECK(all.method == CalibrationSpec::Method::cobyla);
    CHECK(all.start_points == 20u);
    CHECK(all.starts == 2u);
    CHECK(all.steps == 50u);
}

TEST_CASE("an empty study file is told") {
    check_refused("", "1:1 the file is empty");
    check_refused(" \n\t\n", "1:1 the file is empty");
}

TEST_CASE("a scenario that is given as a study is told apart") {
    check_refused(scenario(), "1:1 this is a scenario, not a study (a study begins with desist-study: 1)");
}

TEST_CASE("version 2 of studies is refused") {
    check_refused("desist-study: 2\nscenario: town.yaml\nfactors: {share: {}}\n",
                  "1:15 this program reads version 1 of studies, not ‘2’");
}

TEST_CASE("a study without version, scenario or factors says each that is missing") {
    CHECK(study_problems("title: Nothing\n") ==
          "1:1 a study needs ‘desist-study’\n1:1 a study needs ‘scenario’\n1:1 ‘factors’ is missing: what varies\n");
}

TEST_CASE("an unknown key of a study is named with the nearest one") {
    check_refused(study("replicatons: 5\n"),
                  "5:1 ‘replicatons’ is not a key of a study (did you mean ‘replications’?)");
}

TEST_CASE("an unknown key of a factor is told with the keys that there are") {
    check_refused(with_factor("{bogus: 10%}"),
                  "4:11 ‘bogus’ is not a key of a factor of a study (a factor of a study has low, high, distribution, "
                  "values, policies)");
}

TEST_CASE("a factor that varies in several ways is refused") {
    const std::string refused =
        "4:3 factor ‘share’ varies in several ways (one of: low and high, distribution, values, policies)";
    check_refused(with_factor("{low: 10%, high: 20%, values: [10%, 20%]}"), refused);
    check_refused(with_factor("{low: 10%, high: 20%, distribution: uniform(low 10% and high 20%)}"), refused);
    check_refused(with_factor("{values: [10%], policies: [town.yaml]}"), refused);
}

TEST_CASE("one bound alone is refused") {
    check_refused(with_factor("{low: 10%}"), "4:3 factor ‘share’ needs both ‘low’ and ‘high’");
    check_refused(with_factor("{high: 10%}"), "4:3 factor ‘share’ needs both ‘low’ and ‘high’");
}

TEST_CASE("a bound that cannot be read is told, and not that it is missing") {
    const std::string problems = study_problems(with_factor("{low: x, high: 10%}"));
    CHECK_THAT(problems, ContainsSubstring("4:16 "));
    CHECK_THAT(problems, !ContainsSubstring("needs both"));
}

TEST_CASE("a factor without one value in its list is refused") {
    CHECK(study_problems(with_factor("{values: []}")) != "");
    CHECK(study_problems(with_factor("{policies: []}")) != "");
}

TEST_CASE("two factors of policies are refused") {
    check_refused(
        "desist-study: 1\nscenario: town.yaml\nfactors:\n  a: {policies: [a.yaml]}\n  b: {policies: [b.yaml]}\n",
        "5:3 a study has one factor of policies at most (a policy may extend another policy: write the combination as "
        "a file)");
}

TEST_CASE("a factor that stands twice is refused") {
    CHECK_THAT(study_problems("desist-study: 1\nscenario: town.yaml\nfactors:\n  a: {}\n  a: {}\n"),
               ContainsSubstring("5:3 "));
}

TEST_CASE("a grid and a list have no points, and the others need them") {
    check_refused(study("sweep: {design: grid, points: 10}\n"),
                  "5:8 a list and a grid have no ‘points’: their values say how many there are");
    check_refused(study("sweep: {design: sobol}\n"), "5:8 ‘points’ is missing: how many of them");
    check_refused(study("sweep: {design: latin-hypercube}\n"), "5:8 ‘points’ is missing: how many of them");
}

TEST_CASE("only a list has a list, and it needs one") {
    check_refused(study("sweep: {design: list}\n"), "5:8 ‘list’ is missing: the points");
    check_refused(study("sweep: {design: grid, list: [{share: 10%}]}\n"), "5:8 only `design: list` has a ‘list’");
}

TEST_CASE("a point of a list that is no mapping is refused at its place") {
    CHECK_THAT(study_problems(study("sweep: {design: list, list: [10%]}\n")), ContainsSubstring("5:30 "));
}

TEST_CASE("a sweep without a design says so") {
    check_refused(study("sweep: {points: 3}\n"), "5:8 a sweep needs ‘design’");
}

TEST_CASE("a design or a method that there is not is named with the nearest one") {
    CHECK_THAT(study_problems(study("sweep: {design: sobel, points: 4}\n")),
               ContainsSubstring("5:17 ") && ContainsSubstring("sobol"));
    CHECK_THAT(study_problems(study("sensitivity: {method: tornados}\n")),
               ContainsSubstring("5:23 ") && ContainsSubstring("tornado"));
}

TEST_CASE("numbers of points are whole and at least one") {
    for (const char* number : {"0", "-3", "2.5", "10%", "many", "3 days", "[3]"}) {
        const std::string problems =
            study_problems(study("sweep: {design: sobol, points: " + std::string(number) + "}\n"));
        INFO(number << ": " << problems);
        CHECK(problems.starts_with("5:32 "));
    }
}

TEST_CASE("levels of Morris are even and at most a hundred") {
    for (const char* number : {"3", "102", "0"}) {
        const std::string problems =
            study_problems(study("sensitivity: {method: morris, levels: " + std::string(number) + "}\n"));
        INFO(number << ": " << problems);
        CHECK(problems.starts_with("5:39 "));
    }
}

TEST_CASE("only a probabilistic analysis has a decision") {
    check_refused(study("sensitivity: {method: tornado, decision: {measure: worth}}\n"),
                  "5:42 a decision needs `method: probabilistic`");
}

TEST_CASE("a measure that is asked for twice is refused") {
    CHECK_THAT(study_problems(study("measures: [arrests, arrests]\n")), ContainsSubstring("5:21 "));
}

TEST_CASE("a seed that the program cannot hold exactly is refused") {
    CHECK_THAT(study_problems(study("seed: 18446744073709551615\n")), ContainsSubstring("5:7 "));
    CHECK_THAT(study_problems(study("seed: -1\n")), ContainsSubstring("5:7 "));
    CHECK(good_study(study("seed: 4_000_000_000\n")).seed == 4'000'000'000u);
}

TEST_CASE("a law of a study is checked where it stands") {
    CHECK_THAT(study_problems(with_factor("{distribution: uniform(low 20% and high 10%)}")), ContainsSubstring("4:"));
    CHECK_THAT(study_problems(with_factor("{distribution: exponential(30 days)}")), ContainsSubstring("4:25 "));
    CHECK_THAT(study_problems(with_factor("{distribution: beta(mean 50% and sd 60%)}")), ContainsSubstring("4:"));
    CHECK_THAT(study_problems(with_factor("{distribution: normal(mean 50% and sd 0%)}")), ContainsSubstring("4:"));
}

TEST_CASE("a law whose arguments are parameters is refused in a study") {
    check_refused(with_factor("{distribution: normal(mean other and sd 1%)}"),
                  "4:37 the law of a factor is one of plain numbers");
}

TEST_CASE("a study with problems is given as far as it is known, so that more can be told") {
    Problems problems;
    CHECK(read_study("x.yaml", study("bogus: 1\n"), problems).has_value());
    CHECK(problems.has_errors());
    CHECK_FALSE(read_study("x.yaml", "desist-study: 1\nfactors: {share: {}}\n", problems).has_value());
}

TEST_CASE("all problems of a study are told at once") {
    const std::string problems = study_problems(
        "desist-study: 1\nscenario: town.yaml\nreplications: 0\nfactors:\n  a: {low: 1}\n  b: {bogus: 1}\nsweep: "
        "{design: "
        "list}\n");
    CHECK(std::count(problems.begin(), problems.end(), '\n') == 4);
}

TEST_CASE("a study file is read from disk, and its own name is the input's") {
    const Folder folder;
    Problems problems;
    const auto spec = load_study(folder.write("parts/study.yaml", study()), problems);
    REQUIRE(spec);
    CHECK(spec->input.name == "study.yaml");
}

TEST_CASE("a study file that is not there cannot be read") {
    const Folder folder;
    Problems problems;
    CHECK_THROWS_AS(load_study(folder.path() / "none.yaml", problems), CannotAccess);
}

TEST_CASE("a study file that is too large is refused whole") {
    const Folder folder;
    const fs::path file = folder.write("large.yaml", study("# " + std::string(4'000'000, 'x') + "\n"));
    Problems problems;
    CHECK_FALSE(load_study(file, problems));
    CHECK_THAT(problems.text(), ContainsSubstring("the file is larger than "));
}

TEST_CASE("bytes that are no UTF-8 are refused in a study, too") {
    CHECK_THAT(study_problems(study("title: \xff\n")), ContainsSubstring("5:8 "));
}

TEST_CASE("the reference has every table of a study") {
    std::vector<std::string> names;
    for (const TableDoc& table : study_tables()) names.emplace_back(table.name);
    CHECK(names == std::vector<std::string>{"a study", "a factor of a study", "a sweep", "a sensitivity analysis",
                                            "a decision", "a calibration"});
}
