// The inputs, targets and hashes of a forecast.
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "sim/study/forecast.hpp"
#include "tests/catch.hpp"

using namespace desist;
namespace fs = std::filesystem;

namespace {

class InputFolder {
public:
    InputFolder() : path_(fs::temp_directory_path() / ("desist-inputs-" + std::to_string(::getpid()))) {
        fs::create_directories(path_);
    }
    ~InputFolder() { fs::remove_all(path_); }
    InputFolder(const InputFolder&) = delete;
    InputFolder& operator=(const InputFolder&) = delete;

    fs::path write(const std::string& name, const std::string& text) const {
        std::ofstream(path_ / name, std::ios::binary) << text;
        return path_ / name;
    }

private:
    fs::path path_;
};

const std::string base =
    "desist: 1\n"
    "title: Base\n"
    "time: {start: 2012-04-01, warm-up: 1 month, run: 2 years}\n"
    "parameters:\n"
    "  share: {value: 69%, source: read, quality: good, note: one, changes: [{from: 2013-01-01, value: 41%, source: "
    "fit, "
    "note: one}]}\n"
    "  pace:\n"
    "    value: {by: drug, none: 2 per year, else: 1 per year}\n"
    "    source: assumption\n"
    "attributes: {drug: [none, opiate]}\n"
    "population: {present: 5}\n"
    "hazards: {h: {law: exponential(pace)}}\n"
    "tracks:\n"
    "  t:\n"
    "    start: a\n"
    "    nodes:\n"
    "      a: {leave: [{to: b, hazard: h}]}\n"
    "      b: {stay: 1 day, routes: [{to: a, chance: share}, {to: c, otherwise: true}]}\n"
    "      c: {stay: 1 day, routes: [{to: a}]}\n"
    "measures:\n"
    "  bs: {count: t/b}\n"
    "  cs: {count: t/c}\n"
    "  rate: {ratio: [cs, bs]}\n"
    "  delay: {wait: t/b, unit: hours}\n"
    "targets:\n"
    "  one: {measure: rate, year: 2012/13, value: 29%, tolerance: 0.4%, source: read, use: fit, note: n}\n"
    "  two: {measure: delay, value: 90 minutes, tolerance: 1 hour, use: check}\n"
    "  three: {measure: bs, value: 14_714, tolerance: 150, use: check}\n";

Forecast forecast(const fs::path& file, const std::vector<Setting>& settings = {}, const LoadOptions& options = {}) {
    Problems problems;
    std::optional<Forecast> f = Forecast::prepare(file, settings, problems, options);
    INFO(problems.text());
    REQUIRE(f);
    return *f;
}

}  // namespace

TEST_CASE("inputs are parameters with all their values, sources and the line of the value") {
    const InputFolder folder;
    const fs::path file = folder.write("base.yaml", base);
    const std::vector<InputValue> inputs = forecast(file).inputs();
    REQUIRE(inputs.size() == 2);
    CHECK(inputs[0].name == "share");
    CHECK(inputs[0].value == "69%; from 2013-01-01: 41%");
    CHECK(inputs[0].source == "read; fit");
    CHECK(inputs[0].quality == "good");
    CHECK(inputs[0].note == "one");
    CHECK(inputs[0].place == file.string() + ":5");
    CHECK(inputs[0].first_change == "2013-01-01");
    CHECK(inputs[1].value == "{by: drug, none: 2 per year, else: 1 per year}");
    CHECK(inputs[1].place == file.string() + ":7");
    CHECK(inputs[1].first_change.empty());
}

TEST_CASE("the place of an input is where a policy or the command line wrote it last") {
    const InputFolder folder;
    folder.write("base.yaml", base);
    const fs::path policy =
        folder.write("policy.yaml", "desist: 1\nextends: base.yaml\nset:\n  share: {from: 2012-10-01, value: 10%}\n");
    const InputValue dated = forecast(policy).inputs()[0];
    CHECK(dated.value == "69%; from 2012-10-01: 10%");
    CHECK(dated.place == policy.string() + ":4");
    CHECK(dated.first_change == "2012-10-01");
    const InputValue set = forecast(policy, {{"share", "20%"}}).inputs()[0];
    CHECK(set.value == "20%");
    CHECK(set.place == "--set");
    CHECK(set.first_change.empty());
}

TEST_CASE("targets are told in the unit of their measure") {
    const InputFolder folder;
    const std::vector<Target> targets = forecast(folder.write("base.yaml", base)).targets();
    REQUIRE(targets.size() == 3);
    CHECK(targets[0].name == "one");
    CHECK(targets[0].measure == MeasureId(2));
    CHECK(targets[0].period == "2012/13");
    CHECK(targets[0].value == 29);  // exactly
    CHECK(targets[0].tolerance == 0.4);
    CHECK(targets[0].source == "read");
    CHECK(targets[0].use == "fit");
    CHECK(targets[0].note == "n");
    CHECK(targets[1].period.empty());
    CHECK(targets[1].value == 1.5);
    CHECK(targets[1].tolerance == 1);
    CHECK(targets[1].use == "check");
    CHECK(targets[2].value == 14'714);
}

TEST_CASE("a target may name a figure beside the measure's own, in its unit") {
    const InputFolder folder;
    const auto with = [&](const std::string& line) {
        return folder.write("base.yaml", std::string{base} + "  four: {" + line + ", use: fit}\n");
    };
    const Forecast f = forecast(with("measure: delay:median, value: 2 hours, tolerance: 30 minutes"));
    REQUIRE(f.targets().size() == 4);
    CHECK(f.layout().measures[f.targets()[3].measure.index].name == "delay:median");
    CHECK(f.targets()[3].value == 2);
    CHECK(f.targets()[3].tolerance == 0.5);
    const auto refused = [&](const std::string& line) {
        Problems problems;
        CHECK_FALSE(Forecast::prepare(with(line), {}, problems, {}));
        return problems.text();
    };
    CHECK_THAT(refused("measure: delay:medain, value: 2 hours, tolerance: 30 minutes"),
               ContainsSubstring("did you mean ‘delay:median’?"));
    CHECK_THAT(refused("measure: delay:median, value: 2, tolerance: 1"), ContainsSubstring("a duration"));
}

TEST_CASE("the structure hash is that of everything but the values of parameters") {
    const InputFolder folder;
    const fs::path file = folder.write("base.yaml", base);
    const fs::path policy = folder.write("policy.yaml", "desist: 1\ntitle: P\nextends: base.yaml\nset: {share: 10%}\n");
    std::string other = base;
    other.replace(other.find("b: {stay: 1 day"), 15, "b: {stay: 2 day");
    const std::uint64_t hash = forecast(file).structure_hash();
    CHECK(forecast(policy).structure_hash() == hash);
    CHECK(forecast(file, {{"share", "20%"}}).structure_hash() == hash);
    CHECK(forecast(folder.write("other.yaml", other)).structure_hash() != hash);
    CHECK(forecast(policy).inputs_hash() != forecast(file).inputs_hash());
}

TEST_CASE("steps of a policy have inputs and hashes of their own") {
    const InputFolder folder;
    folder.write("base.yaml", base);
    const fs::path policy =
        folder.write("policy.yaml", "desist: 1\nextends: base.yaml\nset: {share: 10%, pace: 3 per year}\n");
    const Forecast none = forecast(policy, {}, {.first_sets = 0}), one = forecast(policy, {}, {.first_sets = 1});
    const Forecast both = forecast(policy, {}, {.first_sets = 2}), all = forecast(policy);
    CHECK(all.scenario().set_names == std::vector<std::string>{"share", "pace"});
    CHECK(none.inputs()[0].value == "69%; from 2013-01-01: 41%");
    CHECK(one.inputs()[0].value == "10%");
    CHECK(one.inputs()[1].value == "{by: drug, none: 2 per year, else: 1 per year}");
    CHECK(both.inputs()[1].value == "3 per year");
    CHECK(none.inputs_hash() != one.inputs_hash());
    CHECK(one.inputs_hash() != all.inputs_hash());
    CHECK(both.inputs_hash() == all.inputs_hash());
}

TEST_CASE("the West Yorkshire model names its targets, each with a source") {
    const Forecast f = forecast(DESIST_SOURCE_DIR "/scenarios/west-yorkshire/baseline.yaml");
    REQUIRE(f.targets().size() >= 10);
    for (const Target& t : f.targets()) {
        INFO(t.name);
        CHECK_FALSE(t.source.empty());
        CHECK(t.value > 0);
        CHECK(t.tolerance > 0);
        CHECK(t.tolerance < t.value);
    }
}
