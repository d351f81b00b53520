// Shared by the tests of studies: a town in a folder of its own, its factors, and what is wrong with them.
#pragma once

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>

#include "sim/study/forecast.hpp"
#include "sim/study/study_points.hpp"
#include "tests/catch.hpp"

namespace desist::test {

namespace fs = std::filesystem;

class StudyFolder {
public:
    StudyFolder() {
        static std::atomic<int> count{0};
        path_ =
            fs::temp_directory_path() / ("desist-study-" + std::to_string(::getpid()) + "-" + std::to_string(count++));
        fs::create_directories(path_);
    }
    ~StudyFolder() { fs::remove_all(path_); }
    StudyFolder(const StudyFolder&) = delete;
    StudyFolder& operator=(const StudyFolder&) = delete;

    fs::path write(const std::string& name, const std::string& text) const {
        std::ofstream(path_ / name, std::ios::binary) << text;
        return path_ / name;
    }
    const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

// People in prison are, in the long run, 1,200 a year times the custody rate times the time served (J. D. C. Little).
inline const std::string prison =
    "desist: 1\n"
    "time: {start: 2012-04-01, warm-up: 3 years, run: 2 years}\n"
    "parameters:\n"
    "  custody-rate: {value: 50%, low: 40%, high: 60%, source: assumption}\n"
    "  time-served: {value: 6 months, low: 3 months, high: 9 months, source: assumption}\n"
    "population: {arrivals: 100 per month}\n"
    "tracks:\n"
    "  justice:\n"
    "    start: sentenced\n"
    "    nodes:\n"
    "      sentenced: {routes: [{to: prison, chance: custody-rate}, {to: order, otherwise: true}]}\n"
    "      prison: {stay: exponential(time-served), routes: [{to: released}]}\n"
    "      released: {end: true}\n"
    "      order: {end: true}\n"
    "measures:\n"
    "  in-prison: {population: justice/prison, key: true}\n"
    "  orders: {count: justice/order}\n";

inline Forecast forecast_of(const fs::path& file, const std::vector<Setting>& settings = {}) {
    Problems problems;
    const auto forecast = Forecast::prepare(file, settings, problems);
    INFO(problems.text());
    REQUIRE(forecast);
    return *forecast;
}

inline StudySpec spec_of(const std::string& text) {
    Problems problems;
    const auto spec = read_study("study.yaml", text, problems);
    INFO(problems.text());
    REQUIRE(spec);
    return *spec;
}

// A study of `prison` with these sections after its factors.
inline StudySpec study_of(const std::string& factors, const std::string& more = "") {
    return spec_of("desist-study: 1\nscenario: prison.yaml\nfactors:\n" + factors + more);
}

// All problems, one a line: "line:column what (hint)".
inline std::string lines_of(const Problems& problems) {
    std::string all;
    for (const Problem& p : problems.sorted()) {
        all += std::to_string(p.at.line) + ":" + std::to_string(p.at.column) + " " + p.what;
        all += (p.hint.empty() ? "" : " (" + p.hint + ")") + "\n";
    }
    return all;
}

// Factors as a study file could give them, without a scenario.
inline Factor share_factor(const std::string& name, double low, double high) {
    Factor factor;
    factor.name = name;
    factor.unit = share_unit;
    factor.low = low;
    factor.high = high;
    factor.scale = 0.01;
    factor.unit_written = "%";
    return factor;
}

inline Factor level_factor(const std::string& name, const std::vector<std::string>& levels) {
    Factor factor;
    factor.name = name;
    factor.kind = Factor::Kind::values;
    factor.levels = levels;
    return factor;
}

inline Factor policy_factor(const std::vector<std::string>& names) {
    Factor factor = level_factor("policy", names);
    factor.kind = Factor::Kind::policies;
    for (const std::string& name : names) factor.files.push_back(name + ".yaml");
    return factor;
}

}  // namespace desist::test
