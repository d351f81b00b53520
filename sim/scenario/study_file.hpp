// A study file: which scenario, what varies in it, and what is asked of it (scenarios/STUDIES.md). Form and single
// values are checked here; whether factors are parameters of the scenario is the business of sim/study.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "sim/scenario/fields.hpp"
#include "sim/scenario/scenario.hpp"

namespace desist {

// What varies: a parameter between two bounds, by its law or over a list of values; or the policies of a list.
struct FactorSpec {
    Text name;  // of the parameter; free where there are policies
    std::optional<Expression> low, high;
    std::optional<LawSpec> distribution;
    std::vector<Text> values;    // as written
    std::vector<Text> policies;  // files beside the study file
};

struct SweepSpec {
    enum class Design { list, grid, latin_hypercube, sobol };
    Design design = Design::grid;
    std::optional<std::size_t> points;  // of latin-hypercube and sobol
    struct Point {
        std::vector<std::pair<Text, Text>> values;  // FACTOR: value, or the name of a policy
        Place at;
    };
    std::vector<Point> list;  // of list
    Place at;
};

struct DecisionSpec {
    Text measure;
    bool more_is_better = true;
    Place at;
};

struct SensitivitySpec {
    enum class Method { tornado, morris, sobol, probabilistic };
    Method method = Method::tornado;
    std::optional<std::size_t> points;  // morris: trajectories; sobol: rows; probabilistic: draws
    std::size_t levels = 4;             // morris
    std::optional<DecisionSpec> decision;
    Place at;
};

struct CalibrationSpec {
    enum class Method { bobyqa, cobyla };
    Method method = Method::bobyqa;
    std::optional<std::size_t> start_points, starts, steps;
    Place at;
};

struct StudySpec {
    Text title;
    std::string description;
    Text scenario;
    std::optional<std::size_t> replications, seed;
    std::vector<Text> measures;  // figures; empty: the key measures
    std::vector<FactorSpec> factors;
    std::optional<SweepSpec> sweep;
    std::optional<SensitivitySpec> sensitivity;
    std::optional<CalibrationSpec> calibration;
    InputFile input;  // the file itself
    std::uint32_t file = 0;
};

// All problems are added. A study with errors is returned too, where its scenario is known, so that one pass tells
// everything. Throws CannotAccess when the file cannot be read.
std::optional<StudySpec> load_study(const std::filesystem::path& file, Problems& problems);
// The same from text, for tests.
std::optional<StudySpec> read_study(const std::string& name, const std::string& text, Problems& problems);

// The tables of a study file, the file itself first.
std::vector<TableDoc> study_tables();

}  // namespace desist
