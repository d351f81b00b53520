// Keyed draws: the same key gives the same number, neighbouring keys give numbers that have nothing to do with each
// other.
#include "sim/random/keyed.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "tests/catch.hpp"

using namespace desist;

namespace {

constexpr int many = 200'000;
constexpr Purpose stay = purpose("justice/custody", "stay");
const std::uint64_t stream = name_hash("present");

struct Family {
    const char* name;
    std::function<double(std::uint32_t)> draw;  // the first draw of the i-th neighbour
};

// Keys that differ in one number only, counted up by one.
const std::vector<Family>& families() {
    static const std::vector<Family> all = {
        {"ordinals", [](std::uint32_t i) { return uniform(offender_key(1, 0, stream, i), 0, stay, 0); }},
        {"visits", [](std::uint32_t i) { return uniform(offender_key(1, 0, stream, 7), 0, stay, i); }},
        {"serials", [](std::uint32_t i) { return uniform(offender_key(1, 0, stream, 7), i, stay, 0); }},
        {"replications", [](std::uint32_t i) { return uniform(offender_key(1, i, stream, 7), 0, stay, 0); }},
        {"seeds", [](std::uint32_t i) { return uniform(offender_key(i, 0, stream, 7), 0, stay, 0); }},
        {"nodes", [](std::uint32_t i) {
             return uniform(offender_key(1, 0, stream, 7), 0, purpose("t/n" + std::to_string(i), "stay"), 0);
         }}};
    return all;
}

// Chi-square as a standard normal (Wilson and Hilferty).
double z_of_chi_square(double chi_square, double freedom) {
    const double spread = 2 / (9 * freedom);
    return (std::cbrt(chi_square / freedom) - (1 - spread)) / std::sqrt(spread);
}

double z_of_cells(const std::vector<int>& cells, int draws) {
    const double expected = static_cast<double>(draws) / static_cast<double>(cells.size());
    double chi_square = 0;
    for (int found : cells) chi_square += (found - expected) * (found - expected) / expected;
    return z_of_chi_square(chi_square, static_cast<double>(cells.size()) - 1);
}

double z_of_count(int found, int draws, double share) {
    return (found - draws * share) / std::sqrt(draws * share * (1 - share));
}

}  // namespace

TEST_CASE("SplitMix64 gives its published numbers") {
    CHECK(mix(1234567) == 6457827717110365317ULL);
    CHECK(mix(1234567 + 0x9e3779b97f4a7c15ULL) == 3203168211198807973ULL);
}

TEST_CASE("names are hashed by FNV-1a and mixed") {
    CHECK(name_hash("") == mix(0xcbf29ce484222325ULL));
    CHECK(name_hash("foobar") == mix(0x85944171f73967e8ULL));
}

TEST_CASE("the same key gives the same number") {
    for (const Family& family : families()) CHECK(family.draw(42) == family.draw(42));
}

TEST_CASE("every part of the key counts") {
    const OffenderKey who = offender_key(1, 2, stream, 3);
    const std::set<double> numbers = {uniform(who, 4, stay, 5),
                                      uniform(offender_key(9, 2, stream, 3), 4, stay, 5),
                                      uniform(offender_key(1, 9, stream, 3), 4, stay, 5),
                                      uniform(offender_key(1, 2, name_hash("arrivals"), 3), 4, stay, 5),
                                      uniform(offender_key(1, 2, stream, 9), 4, stay, 5),
                                      uniform(who, 9, stay, 5),
                                      uniform(who, 4, purpose("justice/court", "stay"), 5),
                                      uniform(who, 4, purpose("justice/custody", "route"), 5),
                                      uniform(who, 4, stay, 9)};
    CHECK(numbers.size() == 9);
}

TEST_CASE("parts of the key cannot be taken for each other") {
    const OffenderKey who = offender_key(1, 2, stream, 3);
    CHECK(uniform(who, 1, stay, 2) != uniform(who, 2, stay, 1));
    CHECK(offender_key(1, 2, stream, 3) != offender_key(2, 1, stream, 3));
    CHECK(offender_key(1, 2, stream, 3) != offender_key(1, 3, stream, 2));
    CHECK(purpose("a", "b") != purpose("b", "a"));
    CHECK(purpose("a", "a") != purpose("b", "b"));
    CHECK(purpose("a/b", "stay") != purpose("a", "b/stay"));
}

TEST_CASE("first draws of neighbouring keys fill 256 cells evenly, neither worse nor better than chance") {
    for (const Family& family : families()) {
        std::vector<int> cells(256);
        for (std::uint32_t i = 0; i < many; ++i) ++cells[static_cast<std::size_t>(family.draw(i) * 256)];
        INFO(family.name);
        CHECK(std::abs(z_of_cells(cells, many)) < 5);
    }
}

TEST_CASE("first draws of neighbouring keys reach both tails as often as they should") {
    constexpr double tail = 1.0 / 2048;
    for (const Family& family : families()) {
        int low = 0, high = 0;
        for (std::uint32_t i = 0; i < many; ++i) {
            const double u = family.draw(i);
            low += u < tail;
            high += u > 1 - tail;
        }
        INFO(family.name);
        CHECK(std::abs(z_of_count(low, many, tail)) < 5);
        CHECK(std::abs(z_of_count(high, many, tail)) < 5);
    }
}

TEST_CASE("first draws have mean 1/2 and variance 1/12") {
    for (const Family& family : families()) {
        double sum = 0, squares = 0;
        for (std::uint32_t i = 0; i < many; ++i) {
            const double u = family.draw(i) - 0.5;
            sum += u;
            squares += u * u;
        }
        INFO(family.name);
        CHECK(std::abs(sum / std::sqrt(many / 12.0)) < 5);
        CHECK(std::abs((squares - many / 12.0) / std::sqrt(many / 180.0)) < 5);
    }
}

TEST_CASE("draws of neighbouring keys are not correlated") {
    for (const Family& family : families()) {
        double product = 0, last = family.draw(0) - 0.5;
        for (std::uint32_t i = 1; i <= many; ++i) {
            const double next = family.draw(i) - 0.5;
            product += last * next;
            last = next;
        }
        INFO(family.name);
        CHECK(std::abs(product * 12 / std::sqrt(many)) < 5);
    }
}

TEST_CASE("pairs of neighbouring draws fill a square of 16 by 16 cells evenly") {
    for (const Family& family : families()) {
        std::vector<int> cells(256);
        for (std::uint32_t i = 0; i < many; i += 2) {
            const auto row = static_cast<std::size_t>(family.draw(i) * 16);
            ++cells[row * 16 + static_cast<std::size_t>(family.draw(i + 1) * 16)];
        }
        INFO(family.name);
        CHECK(std::abs(z_of_cells(cells, many / 2)) < 5);
    }
}

TEST_CASE("the draws of one offender for different roles are not correlated") {
    const Purpose route = purpose("justice/custody", "route");
    double product = 0;
    for (std::uint32_t i = 0; i < many; ++i) {
        const OffenderKey who = offender_key(1, 0, stream, i);
        product += (uniform(who, 0, stay, 0) - 0.5) * (uniform(who, 0, route, 0) - 0.5);
    }
    CHECK(std::abs(product * 12 / std::sqrt(many)) < 5);
}

TEST_CASE("a draw is never 0 and never 1") {
    double least = 1, most = 0;
    for (const Family& family : families())
        for (std::uint32_t i = 0; i < many; ++i) {
            least = std::min(least, family.draw(i));
            most = std::max(most, family.draw(i));
        }
    CHECK(least > 0);
    CHECK(most < 1);
    // The least of 1.2 million is below 1e-5 but for one chance in 160,000.
    CHECK(least < 1e-5);
    CHECK(most > 1 - 1e-5);
}

TEST_CASE("the largest 32-bit serial and visit are keys like any other") {
    const OffenderKey who = offender_key(1, 0, stream, ~std::uint64_t{0});
    const double u = uniform(who, ~std::uint32_t{0}, stay, ~std::uint32_t{0});
    CHECK(u > 0);
    CHECK(u < 1);
    CHECK(u != uniform(who, ~std::uint32_t{0}, stay, 0));
}
