// What a replication is said to need is held against what it takes: all that goes through operator new in this program.
#include <malloc.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <new>

#include "sim/study/forecast.hpp"
#include "tests/catch.hpp"

using namespace desist;
namespace fs = std::filesystem;

namespace {

std::atomic<std::size_t> in_use = 0, peak = 0;

void* taken(std::size_t size) {
    void* memory = std::malloc(size);
    if (!memory) throw std::bad_alloc();
    const std::size_t now = in_use += ::malloc_usable_size(memory);
    if (now > peak) peak = now;
    return memory;
}

void given_back(void* memory) noexcept {
    if (memory) in_use -= ::malloc_usable_size(memory);
    std::free(memory);
}

Forecast forecast_of(const fs::path& file) {
    Problems problems;
    const auto forecast = Forecast::prepare(file, {}, problems);
    INFO(problems.text());
    REQUIRE(forecast);
    return *forecast;
}

// Estimated over taken.
double ratio(const Forecast& forecast) {
    const std::size_t before = in_use;
    peak = before;
    forecast.replicate(1, 0);
    return forecast.replication_bytes() / static_cast<double>(peak - before);
}

Forecast forecast_of_text(const std::string& text) {
    const fs::path file = fs::temp_directory_path() / ("desist-memory-" + std::to_string(::getpid()) + ".yaml");
    std::ofstream(file) << "desist: 1\ntime: {start: 2012-04-01, warm-up: 0 days, run: 2 years}\n" << text;
    Forecast forecast = forecast_of(file);
    fs::remove(file);
    return forecast;
}

void check_ratio(const Forecast& forecast) {
    const double found = ratio(forecast);
    CHECK(found >= 1);
    CHECK(found <= 3);
}

}  // namespace

void* operator new(std::size_t size) { return taken(size); }
void* operator new[](std::size_t size) { return taken(size); }
void operator delete(void* memory) noexcept { given_back(memory); }
void operator delete[](void* memory) noexcept { given_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { given_back(memory); }
void operator delete[](void* memory, std::size_t) noexcept { given_back(memory); }

TEST_CASE("the memory of a tutorial is between the estimate and a third of it") {
    const std::string name = GENERATE("1-queue", "2-competing-hazards", "3-two-tracks", "4-cases", "5-policy",
                                      "5-policy-change", "6-calendar");
    INFO(name);
    check_ratio(forecast_of(fs::path(DESIST_SOURCE_DIR) / "scenarios/tutorial" / (name + ".yaml")));
}

TEST_CASE("the memory of many who are present is between the estimate and a third of it") {
    check_ratio(forecast_of_text(
        "population: {present: 100_000}\nhazards: {h: {law: exponential(1 per year)}}\n"
        "tracks: {t: {start: a, nodes: {a: {leave: [{to: b, hazard: h}]}, b: {routes: [{to: a}]}}}}\n"));
}

TEST_CASE("the memory of many who wait is between the estimate and a third of it") {
    check_ratio(
        forecast_of_text("population: {present: 100_000}\nresources: {desk: {units: 10}}\n"
                         "tracks: {t: {start: a, nodes: {a: {use: {desk: 1}, stay: fixed 1 day, routes: [{to: "
                         "b}]}, b: {end: true}}}}\n"));
}

TEST_CASE("the memory of many who come and stay is between the estimate and a third of it") {
    check_ratio(
        forecast_of_text("population: {arrivals: 50_000 per year}\n"
                         "tracks: {t: {start: a, nodes: {a: {}}}}\n"));
}

TEST_CASE("who leaves after a day counts for a day") {
    const auto needed = [](const std::string& next) {
        return forecast_of_text(
                   "population: {arrivals: 10_000 per day}\ntracks: {t: {start: a, nodes: "
                   "{a: {stay: fixed 1 day, routes: [{to: " +
                   next + "}]}, b: {end: true}, c: {}}}}\n")
            .replication_bytes();
    };
    CHECK(needed("b") * 300 < needed("c"));  // two years of days; the others stay for good
}

TEST_CASE("two billion people are estimated at once") {
    std::string streams;
    for (int i = 0; i < 100; ++i) streams += (i ? ", s" : "s") + std::to_string(i) + ": {present: 20_000_000}";
    const Forecast forecast =
        forecast_of_text("population: {streams: {" + streams + "}}\ntracks: {t: {start: a, nodes: {a: {}}}}\n");
    peak = in_use.load();
    const std::size_t before = in_use;
    CHECK(forecast.replication_bytes() > 2e9 * 100);
    CHECK(peak - before < 1'000'000);
}
