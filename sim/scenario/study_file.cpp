#include "sim/scenario/study_file.hpp"

#include <fmt/format.h>

#include <charconv>

#include "sim/base/utf8.hpp"
#include "sim/scenario/laws.hpp"
#include "sim/scenario/source_text.hpp"
#include "sim/scenario/values.hpp"
#include "sim/scenario/words.hpp"

namespace desist {
namespace {

std::optional<std::size_t> read_whole(const YamlNode& node, Problems& problems) {
    const Expression e = read_literal(node, Want::count, "a whole number", problems);
    if (e.failed) return std::nullopt;
    if (e.number >= 1 && e.number <= 1e15) return static_cast<std::size_t>(e.number);
    problems.error(e.at, "this must be at least 1");
    return std::nullopt;
}

// A seed may be 0.
std::optional<std::size_t> read_seed(const YamlNode& node, Problems& problems) {
    const Expression e = read_literal(node, Want::count, "a whole number", problems);
    if (e.failed) return std::nullopt;
    return static_cast<std::size_t>(e.number);
}

std::optional<Expression> read_bound(const YamlNode& node, Problems& problems) {
    Expression e = read_literal(node, Want::anything, "a plain number with its unit", problems);
    return e.failed ? std::nullopt : std::optional{std::move(e)};
}

// Any text, as it stands: what a factor is set to.
Text read_written(const YamlNode& node, Problems& problems) {
    if (!expect_scalar(node, "a value", problems)) return {"", node.at};
    return {node.text, node.at};
}

std::optional<LawSpec> read_law_of_factor(const YamlNode& node, Problems& problems) {
    const std::size_t before = problems.errors();
    LawSpec law = read_law(node, LawUse::parameter, problems);
    for (const LawSpec::Argument& argument : law.arguments)
        if (argument.value.kind != Expression::Kind::number && !argument.value.failed)
            problems.error(argument.value.at, "the law of a factor is one of plain numbers");
    return problems.errors() == before ? std::optional{std::move(law)} : std::nullopt;
}

const FieldTable<FactorSpec>& factor_table() {
    static const FieldTable<FactorSpec> table = {
        "a factor of a study",
        "What varies. Without a field: the parameter between its `low` and `high`, by its `distribution` if it has "
        "one.",
        {
            {"low", ValueKind::quantity, Need::optional, "the least value", into(&FactorSpec::low, read_bound)},
            {"high", ValueKind::quantity, Need::optional, "the greatest value", into(&FactorSpec::high, read_bound)},
            {"distribution", ValueKind::distribution, Need::optional, "what is known of it, in place of its bounds",
             into(&FactorSpec::distribution, read_law_of_factor)},
            {"values", ValueKind::values, Need::optional, "its values, in place of a range",
             into(&FactorSpec::values, list_of(read_written))},
            {"policies", ValueKind::files, Need::optional,
             "scenario files beside the study file, in place of a parameter; the scenario itself may be one",
             into(&FactorSpec::policies, list_of(read_word))},
        }};
    return table;
}

FactorSpec read_factor(const YamlEntry& entry, Problems& problems) {
    FactorSpec factor;
    factor.name = entry.key;
    read_fields(entry.value, factor_table(), factor, problems, true);
    const int kinds = (factor.low || factor.high) + factor.distribution.has_value() + !factor.values.empty() +
                      !factor.policies.empty();
    if (kinds > 1)
        problems.error(entry.key.at, fmt::format("factor ‘{}’ varies in several ways", printable(entry.key.text)),
                       "one of: low and high, distribution, values, policies");
    if ((entry.value.find("low") == nullptr) != (entry.value.find("high") == nullptr))
        problems.error(entry.key.at, fmt::format("factor ‘{}’ needs both ‘low’ and ‘high’", printable(entry.key.text)));
    return factor;
}

constexpr std::string_view design_words[] = {"list", "grid", "latin-hypercube", "sobol"};

SweepSpec::Point read_point(const YamlNode& node, Problems& problems) {
    SweepSpec::Point point{{}, node.at};
    if (!expect_map(node, problems)) return point;
    for (const YamlEntry& entry : node.entries)
        if (check_name(entry.key, problems)) point.values.emplace_back(entry.key, read_written(entry.value, problems));
    return point;
}

const FieldTable<SweepSpec>& sweep_table() {
    using Design = SweepSpec::Design;
    static const FieldTable<SweepSpec> table = {
        "a sweep",
        "Many what-ifs in one go, each paired with the scenario as it is.",
        {
            {"design", ValueKind::word, Need::required,
             "`list`: the points given; `grid`: every combination of values; `latin-hypercube` and `sobol`: so many "
             "points spread over the ranges",
             into(&SweepSpec::design, choice({"list", "grid", "latin-hypercube", "sobol"}, Design::grid)), "",
             design_words},
            {"points", ValueKind::whole_number, Need::optional, "how many, of latin-hypercube and sobol",
             into(&SweepSpec::points, read_whole)},
            {"list", ValueKind::list, Need::optional,
             "of `list`: points, each FACTOR: VALUE; factors that a point "
             "leaves out stay as the scenario has them",
             into(&SweepSpec::list, list_of(read_point)), "a point"},
        }};
    return table;
}

SweepSpec read_sweep(const YamlNode& node, Problems& problems) {
    SweepSpec sweep;
    sweep.at = node.at;
    if (!read_fields(node, sweep_table(), sweep, problems)) return sweep;
    const bool spread = sweep.design == SweepSpec::Design::latin_hypercube || sweep.design == SweepSpec::Design::sobol;
    if (spread && !sweep.points && !node.find("points"))
        problems.error(node.at, "‘points’ is missing: how many of them");
    if (!spread && node.find("points"))
        problems.error(node.at, "a list and a grid have no ‘points’: their values say how many there are");
    const bool is_list = sweep.design == SweepSpec::Design::list;
    if (is_list != (node.find("list") != nullptr))
        problems.error(node.at, is_list ? "‘list’ is missing: the points" : "only `design: list` has a ‘list’");
    return sweep;
}

constexpr std::string_view better_words[] = {"more", "less"};

struct DecisionForm : DecisionSpec {
    bool less = false;
};

const FieldTable<DecisionForm>& decision_table() {
    static const FieldTable<DecisionForm> table = {
        "a decision",
        "Which of the policies is chosen: the one with the best expected value.",
        {
            {"measure", ValueKind::figure, Need::required, "what is judged over the whole run",
             into(&DecisionForm::measure, read_figure_name)},
            {"better", ValueKind::word, Need::optional, "`more` (as of a net benefit) or `less`",
             into(&DecisionForm::less, choice({"more", "less"}, false)), "", better_words},
        }};
    return table;
}

std::optional<DecisionSpec> read_decision(const YamlNode& node, Problems& problems) {
    DecisionForm form;
    form.at = node.at;
    if (!read_fields(node, decision_table(), form, problems)) return std::nullopt;
    form.more_is_better = !form.less;
    return form;
}

constexpr std::string_view method_words[] = {"tornado", "morris", "sobol", "probabilistic"};

const FieldTable<SensitivitySpec>& sensitivity_table() {
    using Method = SensitivitySpec::Method;
    static const FieldTable<SensitivitySpec> table = {
        "a sensitivity analysis",
        "Which assumption drives the answer.",
        {
            {"method", ValueKind::word, Need::required,
             "`tornado`: one at a time to its bounds; `morris`: one at a time from many places; `sobol`: shares of "
             "variance; `probabilistic`: all drawn from their laws, doubt about parameters and luck apart",
             into(&SensitivitySpec::method, choice({"tornado", "morris", "sobol", "probabilistic"}, Method::tornado)),
             "", method_words},
            {"points", ValueKind::whole_number, Need::optional,
             "morris: trajectories (default 20); sobol: rows (default 256); probabilistic: draws (default 200)",
             into(&SensitivitySpec::points, read_whole)},
            {"levels", ValueKind::whole_number, Need::optional, "morris: levels of a factor, even (default 4)",
             [](const YamlNode& node, SensitivitySpec& spec, Problems& problems) {
                 const auto levels = read_whole(node, problems);
                 if (levels && (*levels % 2 != 0 || *levels > 100))
                     problems.error(node.at, "levels are even, at most 100");
                 else if (levels)
                     spec.levels = *levels;
             }},
            {"decision", ValueKind::one, Need::optional,
             "probabilistic, with policies: what it would be worth to know the parameters before choosing",
             into(&SensitivitySpec::decision, read_decision), "a decision"},
        }};
    return table;
}

SensitivitySpec read_sensitivity(const YamlNode& node, Problems& problems) {
    SensitivitySpec sensitivity;
    sensitivity.at = node.at;
    read_fields(node, sensitivity_table(), sensitivity, problems);
    if (sensitivity.decision && sensitivity.method != SensitivitySpec::Method::probabilistic)
        problems.error(sensitivity.decision->at, "a decision needs `method: probabilistic`");
    return sensitivity;
}

constexpr std::string_view search_words[] = {"bobyqa", "cobyla"};

const FieldTable<CalibrationSpec>& calibration_table() {
    using Method = CalibrationSpec::Method;
    static const FieldTable<CalibrationSpec> table = {
        "a calibration",
        "Fits the factors to the targets of the scenario that are for `fit`.",
        {
            {"method", ValueKind::word, Need::optional, "`bobyqa` (default) or `cobyla`, both of M. J. D. Powell",
             into(&CalibrationSpec::method, choice({"bobyqa", "cobyla"}, Method::bobyqa)), "", search_words},
            {"start-points", ValueKind::whole_number, Need::optional,
             "points spread over the ranges, before the search (default 8 a factor, at least 16)",
             into(&CalibrationSpec::start_points, read_whole)},
            {"starts", ValueKind::whole_number, Need::optional, "of how many of these a search starts (default 3)",
             into(&CalibrationSpec::starts, read_whole)},
            {"steps", ValueKind::whole_number, Need::optional, "of a search, at most (default 20 a factor)",
             into(&CalibrationSpec::steps, read_whole)},
        }};
    return table;
}

CalibrationSpec read_calibration(const YamlNode& node, Problems& problems) {
    CalibrationSpec calibration;
    calibration.at = node.at;
    read_fields(node, calibration_table(), calibration, problems, true);
    return calibration;
}

struct StudyForm : StudySpec {
    std::optional<Text> version;
};

template <class Read>
auto maybe(Read read) {
    return [read](const YamlNode& node, Problems& problems) { return std::optional{read(node, problems)}; };
}

const FieldTable<StudyForm>& study_table() {
    static const FieldTable<StudyForm> table = {
        "a study",
        "Many runs of one scenario, and what they say together.",
        {
            {"desist-study", ValueKind::version, Need::required, "the version of this language: 1",
             into(&StudyForm::version, maybe(read_word))},
            {"title", ValueKind::label, Need::optional, "one line", into(&StudyForm::title, read_title)},
            {"description", ValueKind::prose, Need::optional, "what it is for",
             into(&StudyForm::description, read_prose)},
            {"scenario", ValueKind::file, Need::required, "the scenario file, relative to this file",
             into(&StudyForm::scenario, read_word)},
            {"replications", ValueKind::whole_number, Need::optional, "of every run (default 20)",
             into(&StudyForm::replications, read_whole)},
            {"seed", ValueKind::whole_number, Need::optional, "decides all luck (default 1)",
             into(&StudyForm::seed, read_seed)},
            {"measures", ValueKind::names, Need::optional,
             "which measures, or figures of them (NAME:PART), are kept; without it the key measures",
             into(&StudyForm::measures, some(read_figure_name))},
            {"factors", ValueKind::map, Need::optional,
             "parameters that vary, and at most one factor of policies; what points of a list name beside is one, too",
             into(&StudyForm::factors, named(read_factor)), "a factor of a study"},
            {"sweep", ValueKind::one, Need::optional, "for desist sweep", into(&StudyForm::sweep, maybe(read_sweep)),
             "a sweep"},
            {"sensitivity", ValueKind::one, Need::optional, "for desist sensitivity",
             into(&StudyForm::sensitivity, maybe(read_sensitivity)), "a sensitivity analysis"},
            {"calibrate", ValueKind::one, Need::optional, "for desist calibrate",
             into(&StudyForm::calibration, maybe(read_calibration)), "a calibration"},
        }};
    return table;
}

std::optional<StudySpec> parse_study(const std::string& shown, const std::string& name, std::string raw,
                                     Problems& problems) {
    const std::string text = normalised(raw);
    const std::uint32_t file = problems.add_file(shown, text);
    if (!check_text(raw, file, problems)) return std::nullopt;
    if (text.find_first_not_of(" \t\n") == std::string::npos) {
        problems.error({file, 1, 1}, "the file is empty");
        return std::nullopt;
    }
    const auto root = parse_yaml(text, file, problems);
    if (!root || !expect_map(*root, problems)) return std::nullopt;
    if (root->find("desist") && !root->find("desist-study")) {
        problems.error(root->at, "this is a scenario, not a study", "a study begins with desist-study: 1");
        return std::nullopt;
    }
    StudyForm study;
    study.file = file;
    read_fields(*root, study_table(), study, problems);
    if (study.version && study.version->text != "1")
        problems.error(study.version->at, fmt::format("this program reads version 1 of studies, not ‘{}’",
                                                      printable(study.version->text)));
    std::vector<Text> names;
    for (const FactorSpec& factor : study.factors)
        if (!factor.policies.empty()) names.push_back(factor.name);
    if (names.size() > 1)
        problems.error(names[1].at, "a study has one factor of policies at most",
                       "a policy may extend another policy: write the combination as a file");
    if (study.factors.empty() && !(study.sweep && !study.sweep->list.empty()) && !root->find("factors"))
        problems.error(root->at, "‘factors’ is missing: what varies");
    refuse_repeats(study.measures, problems);
    study.input = {name, std::move(raw)};
    if (study.scenario.text.empty()) return std::nullopt;
    return std::optional<StudySpec>{std::move(study)};
}

}  // namespace

std::optional<StudySpec> load_study(const std::filesystem::path& file, Problems& problems) {
    std::string raw = read_bytes(file, largest_scenario_file);
    if (raw.size() > largest_scenario_file) {
        problems.error({problems.add_file(file.string(), ""), 0, 0},
                       fmt::format("the file is larger than {} KiB", largest_scenario_file / 1024));
        return std::nullopt;
    }
    return parse_study(file.string(), file.filename().string(), std::move(raw), problems);
}

std::optional<StudySpec> read_study(const std::string& name, const std::string& text, Problems& problems) {
    return parse_study(name, name, text, problems);
}

std::vector<TableDoc> study_tables() {
    return {study_table().described(),       factor_table().described(),   sweep_table().described(),
            sensitivity_table().described(), decision_table().described(), calibration_table().described()};
}

}  // namespace desist
