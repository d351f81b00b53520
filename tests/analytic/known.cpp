#include "tests/analytic/known.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <sstream>

#include "tests/catch.hpp"

using namespace desist;
using nlohmann::json;

namespace analytic {

const json& known_case(const std::string& id) {
    static const json all = json::parse(std::ifstream(DESIST_SOURCE_DIR "/tests/analytic/cases.json"));
    for (const json& each : all["cases"])
        if (each["id"] == id) return each;
    throw std::runtime_error("no case " + id);
}

Compiled compiled(const std::string& name, const std::vector<Setting>& settings) {
    Problems problems;
    const auto scenario = load(DESIST_SOURCE_DIR "/tests/analytic/" + name + ".yaml", settings, problems);
    INFO(problems.text());
    REQUIRE(scenario);
    auto pathway = build_pathway(*scenario, problems);
    REQUIRE(pathway);
    auto model = compile(*pathway, problems);
    REQUIRE(model);
    return {std::move(*pathway), std::move(*model)};
}

namespace {

struct StaysSink : RecordSink {
    std::vector<Stay> all;
    void stay(const Stay& stay, const Witness&) override { all.push_back(stay); }
};

}  // namespace

std::vector<Stay> stays_of(const Compiled& scenario, std::uint32_t replication) {
    Wanted wanted;
    for (const auto& node : scenario.pathway.nodes) wanted.stays.push_back(node.name != "gone");
    StaysSink sink;
    simulate(scenario.model, seed, replication, wanted, sink);
    return std::move(sink.all);
}

double mean(const std::vector<double>& x) {
    double sum = 0;
    for (double v : x) sum += v;
    return sum / static_cast<double>(x.size());
}

double deviation(const std::vector<double>& x) {
    const double m = mean(x);
    double sum = 0;
    for (double v : x) sum += (v - m) * (v - m);
    return std::sqrt(sum / static_cast<double>(x.size() - 1));
}

double quantile_of(std::vector<double>& values, double p) {
    const double place = p * static_cast<double>(values.size() - 1);
    const auto below = values.begin() + static_cast<std::ptrdiff_t>(std::floor(place));
    std::nth_element(values.begin(), below, values.end());
    if (below + 1 == values.end()) return *below;
    const double above = *std::min_element(below + 1, values.end());
    return *below + (place - std::floor(place)) * (above - *below);
}

namespace {

// What is expected less often than this is never seen in a run that fits: the test is that it is not seen.
constexpr double too_rare = 1e-6;

double half_of(const Sample& sample, double expected, const json& tolerance) {
    if (sample.kind == Sample::Kind::within) return sample.of;
    if (sample.kind == Sample::Kind::at_most) return 0;
    const double upper = 1 - tolerance["alpha"].get<double>() / 2;
    if (sample.kind == Sample::Kind::share)
        return boost::math::quantile(boost::math::normal(), upper) * std::sqrt(expected * (1 - expected) / sample.of);
    const auto n = static_cast<double>(sample.values.size());
    return boost::math::quantile(boost::math::students_t(n - 1), upper) * deviation(sample.values) / std::sqrt(n);
}

bool capped(const Row& row, const std::string& quantity, const Sample& sample, const json& tolerance) {
    return tolerance.contains("max_rel_halfwidth") && sample.kind == Sample::Kind::mean && !sample.squared &&
           std::find(row.uncapped.begin(), row.uncapped.end(), quantity) == row.uncapped.end();
}

Verdict judge(const Row& row, const std::string& quantity, const Sample& sample, double expected,
              const json& tolerance) {
    if (sample.squared) expected *= expected;
    const double got = sample.values.empty() ? sample.got : mean(sample.values);
    const double half = half_of(sample, expected, tolerance);
    const double allowance = tolerance.value("bias_allowance", 0.0) * std::abs(expected);
    const double far = expected < too_rare && sample.kind != Sample::Kind::within ? too_rare : half + allowance;
    const bool near = sample.kind == Sample::Kind::at_most ? got <= expected : std::abs(got - expected) <= far;
    const bool sharp = expected < too_rare || !capped(row, quantity, sample, tolerance) ||
                       half / std::abs(expected) <= tolerance["max_rel_halfwidth"].get<double>();
    INFO(row.scenario << ", " << quantity << ": expected " << expected << ", got " << got << " +- " << half);
    CHECK(near);
    CHECK(sharp);
    if (sample.kind == Sample::Kind::at_most) return {quantity, expected, got, 0, expected, near};
    return {quantity + (sample.squared ? "^2" : ""), expected, got, got - far, got + far, near && sharp};
}

void judge_all(const Row& row, const std::string& quantity, const json& expected, const json& tolerance,
               const Samples& samples, std::vector<Verdict>& verdicts) {
    if (expected.is_array()) {
        for (std::size_t i = 0; i < expected.size(); ++i)
            judge_all(row, quantity + "[" + std::to_string(i) + "]", expected[i], tolerance, samples, verdicts);
        return;
    }
    const Sample* sample = samples.find(quantity);
    INFO(row.scenario << ": " << quantity);
    REQUIRE(sample != nullptr);
    verdicts.push_back(judge(row, quantity, *sample, expected.get<double>(), tolerance));
}

}  // namespace

void check_row(const Row& row) {
    const json& known = known_case(row.id);
    const Compiled scenario = compiled(row.scenario);
    Samples samples;
    row.observe({row, known, scenario, samples});
    std::vector<Verdict> verdicts;
    for (const auto& [quantity, expected] : known["expected"].items())
        if (std::find(row.unseen.begin(), row.unseen.end(), quantity) == row.unseen.end())
            judge_all(row, quantity, expected, known["tolerance"], samples, verdicts);
    write_verdicts(row.id == row.scenario ? row.id : row.id + "/" + row.scenario, verdicts);
}

Verdict check_within(const std::string& quantity, double expected, double got, double far) {
    INFO(quantity << ": expected " << expected << ", got " << got << ", at most " << far << " apart");
    const bool passed = std::abs(got - expected) <= far;
    CHECK(passed);
    return {quantity, expected, got, got - far, got + far, passed};
}

namespace {

// Several test programs may write at once: one at a time.
struct Lock {
    explicit Lock(const std::string& path) : file(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
        flock(file, LOCK_EX);
    }
    ~Lock() { close(file); }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;
    int file;
};

std::string line_of(const std::string& name, const Verdict& verdict) {
    std::ostringstream line;
    line << std::left << std::setw(46) << name << ' ' << std::setw(32) << verdict.quantity << std::right
         << std::setprecision(7) << ' ' << std::setw(13) << verdict.expected << ' ' << std::setw(13) << verdict.got
         << ' ' << std::setw(13) << verdict.low << ' ' << std::setw(13) << verdict.high << "  "
         << (verdict.passed ? "pass" : "FAIL");
    return line.str();
}

}  // namespace

void write_verdicts(const std::string& name, const std::vector<Verdict>& verdicts) {
    const auto path = std::filesystem::path(DESIST_PROGRAM).parent_path() / "analytic-cases.txt";
    const Lock lock(path.string() + ".lock");
    std::vector<std::string> lines;
    std::ifstream before(path);
    for (std::string line; std::getline(before, line);)
        if (line.rfind(name + ' ', 0) != 0 && line.rfind("case ", 0) != 0) lines.push_back(line);
    for (const Verdict& verdict : verdicts) lines.push_back(line_of(name, verdict));
    std::stable_sort(lines.begin(), lines.end(), [](const std::string& a, const std::string& b) {
        return a.substr(0, a.find(' ')) < b.substr(0, b.find(' '));
    });
    std::ofstream table(path);
    table << "case                                           quantity                              expected           "
             "got           low"
             "          high  verdict\n";
    for (const std::string& line : lines) table << line << '\n';
}

}  // namespace analytic
