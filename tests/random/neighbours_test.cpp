// First draws of three million neighbouring keys have nothing to do with each other. Everything is a fixed set of
// numbers, so a test of chance either passes always or never: limits are those of one chance in a million.
#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "sim/random/keyed.hpp"
#include "tests/catch.hpp"

using namespace desist;

namespace {

constexpr std::uint32_t many = 3'000'000;
constexpr double alpha = 1e-6;
constexpr double z_limit = 4.8916;  // of a standard normal, both sides together
constexpr Purpose stay = purpose("justice/custody", "stay");
constexpr std::uint64_t stream = name_hash("present");

struct Family {
    const char* name;
    std::function<double(std::uint32_t)> draw;  // the first draw of the i-th neighbour
};

// Keys that differ in one number only, counted up by one.
const std::vector<Family>& families() {
    static const std::vector<Family> all = {
        {"offenders", [](std::uint32_t i) { return uniform(offender_key(1, 0, stream, i), 0, stay, 0); }},
        {"visits", [](std::uint32_t i) { return uniform(offender_key(1, 0, stream, 7), 0, stay, i); }},
        {"cases", [](std::uint32_t i) { return uniform(offender_key(1, 0, stream, 7), i, stay, 0); }},
        {"replications", [](std::uint32_t i) { return uniform(offender_key(1, i, stream, 7), 0, stay, 0); }},
        {"seeds", [](std::uint32_t i) { return uniform(offender_key(i, 0, stream, 7), 0, stay, 0); }},
        {"names", [](std::uint32_t i) {
             return uniform(offender_key(1, 0, stream, 7), 0, purpose("t/n" + std::to_string(i), "stay"), 0);
         }}};
    return all;
}

std::vector<double> draws_of(const Family& family) {
    std::vector<double> draws(many);
    for (std::uint32_t i = 0; i < many; ++i) draws[i] = family.draw(i);
    return draws;
}

std::size_t cell_of(double u, std::size_t cells) { return static_cast<std::size_t>(u * static_cast<double>(cells)); }

// Chi-square as a standard normal (Wilson and Hilferty).
double z_of_chi_square(double chi_square, double freedom) {
    const double spread = 2 / (9 * freedom);
    return (std::cbrt(chi_square / freedom) - (1 - spread)) / std::sqrt(spread);
}

double z_of_count(double found, double draws, double share) {
    return (found - draws * share) / std::sqrt(draws * share * (1 - share));
}

// Neither worse nor better than chance, over all cells and in each.
void check_even(const std::vector<int>& cells) {
    double draws = 0;
    for (int found : cells) draws += found;
    const auto size = static_cast<double>(cells.size());
    const double expected = draws / size;
    double chi_square = 0, worst = 0;
    for (int found : cells) {
        chi_square += (found - expected) * (found - expected) / expected;
        worst = std::max(worst, std::abs(z_of_count(found, draws, 1 / size)));
    }
    CHECK(std::abs(z_of_chi_square(chi_square, size - 1)) < z_limit);
    CHECK(worst < 6);  // of some 100,000 cells
}

// So few, or so many, come more often than once in a million times.
bool is_likely(double found, double draws, double share) {
    const boost::math::binomial law(draws, share);
    const double at_most = boost::math::cdf(law, found);
    const double at_least = found > 0 ? boost::math::cdf(boost::math::complement(law, found - 1)) : 1;
    return 2 * std::min(at_most, at_least) > alpha;
}

}  // namespace

TEST_CASE("first draws of three million neighbours fill 1024 cells evenly, in the middle and at both ends") {
    for (const Family& family : families()) {
        INFO(family.name);
        std::vector<int> cells(1024);
        for (double u : draws_of(family)) ++cells[cell_of(u, 1024)];
        check_even(cells);
    }
}

TEST_CASE("first draws of neighbours reach both tails as often as they should, however far out") {
    for (const Family& family : families()) {
        const std::vector<double> draws = draws_of(family);
        for (int halvings = 4; halvings <= 24; ++halvings) {
            const double tail = std::ldexp(1.0, -halvings);
            const auto low = std::count_if(draws.begin(), draws.end(), [&](double u) { return u < tail; });
            const auto high = std::count_if(draws.begin(), draws.end(), [&](double u) { return u > 1 - tail; });
            INFO(family.name << ", tail of 2^-" << halvings << ": " << low << " and " << high);
            CHECK(is_likely(static_cast<double>(low), many, tail));
            CHECK(is_likely(static_cast<double>(high), many, tail));
        }
    }
}

TEST_CASE("within a tail first draws of neighbours are as even as elsewhere") {
    for (const Family& family : families()) {
        INFO(family.name);
        std::vector<int> low(32), high(32);
        for (double u : draws_of(family)) {
            if (u < 1.0 / 512) ++low[cell_of(u * 512, 32)];
            if (1 - u < 1.0 / 512) ++high[cell_of((1 - u) * 512, 32)];
        }
        check_even(low);
        check_even(high);
    }
}

TEST_CASE("the digits of a draw that no law would miss are even, too") {
    for (const Family& family : families()) {
        INFO(family.name);
        std::vector<int> cells(1024);
        for (double u : draws_of(family)) ++cells[cell_of(u * 0x1p+36 - std::floor(u * 0x1p+36), 1024)];
        check_even(cells);
    }
}

TEST_CASE("first draws of neighbours have mean 1/2, variance 1/12 and no correlation with the next") {
    for (const Family& family : families()) {
        const std::vector<double> draws = draws_of(family);
        double sum = 0, squares = 0, products = 0, last = 0;
        for (double draw : draws) {
            const double u = draw - 0.5;
            sum += u;
            squares += u * u;
            products += last * u;
            last = u;
        }
        INFO(family.name);
        CHECK(std::abs(sum / std::sqrt(many / 12.0)) < z_limit);
        CHECK(std::abs((squares - many / 12.0) / std::sqrt(many / 180.0)) < z_limit);
        CHECK(std::abs(products * 12 / std::sqrt(many - 1)) < z_limit);
    }
}

// Neighbours whose numbers differ in one bit: the next one, and others far away.
TEST_CASE("pairs of neighbours fill a square of 64 by 64 cells evenly") {
    for (const Family& family : families()) {
        const std::vector<double> draws = draws_of(family);
        for (std::uint32_t bit : {1u, 2u, 64u, 4096u, 1u << 20}) {
            INFO(family.name << " that differ by " << bit);
            std::vector<int> cells(4096);
            for (std::uint32_t i = 0; i + bit < many; ++i)
                if (!(i & bit)) ++cells[cell_of(draws[i], 64) * 64 + cell_of(draws[i + bit], 64)];
            check_even(cells);
        }
    }
}

TEST_CASE("triples of neighbours fill a cube of 16 by 16 by 16 cells evenly") {
    for (const Family& family : families()) {
        const std::vector<double> draws = draws_of(family);
        INFO(family.name);
        std::vector<int> cells(4096);
        for (std::uint32_t i = 0; i + 2 < many; i += 3)
            ++cells[(cell_of(draws[i], 16) * 16 + cell_of(draws[i + 1], 16)) * 16 + cell_of(draws[i + 2], 16)];
        check_even(cells);
    }
}

TEST_CASE("three draws of one offender for different roles fill a cube of cells evenly") {
    const Purpose route = purpose("justice/custody", "route"), patience = purpose("justice/custody", "patience");
    std::vector<int> cells(4096);
    for (std::uint32_t i = 0; i < many; ++i) {
        const OffenderKey who = offender_key(1, 0, stream, i);
        const std::size_t row = cell_of(uniform(who, 0, stay, 0), 16) * 16 + cell_of(uniform(who, 0, route, 0), 16);
        ++cells[row * 16 + cell_of(uniform(who, 0, patience, 0), 16)];
    }
    check_even(cells);
}

TEST_CASE("three draws of one offender at nodes of neighbouring names fill a cube of cells evenly") {
    const Purpose nodes[] = {purpose("t/a1", "stay"), purpose("t/a2", "stay"), purpose("t/a3", "stay")};
    std::vector<int> cells(4096);
    for (std::uint32_t i = 0; i < many; ++i) {
        const OffenderKey who = offender_key(1, 0, stream, i);
        std::size_t cell = 0;
        for (const Purpose& node : nodes) cell = cell * 16 + cell_of(uniform(who, 0, node, 0), 16);
        ++cells[cell];
    }
    check_even(cells);
}

TEST_CASE("the same offender and visit in neighbouring replications and seeds fill a square of cells evenly") {
    std::vector<int> replications(4096), seeds(4096);
    for (std::uint32_t i = 0; i < many; ++i) {
        const std::size_t row = cell_of(uniform(offender_key(1, 0, stream, i), 0, stay, 0), 64) * 64;
        ++replications[row + cell_of(uniform(offender_key(1, 1, stream, i), 0, stay, 0), 64)];
        ++seeds[row + cell_of(uniform(offender_key(2, 0, stream, i), 0, stay, 0), 64)];
    }
    check_even(replications);
    check_even(seeds);
}

TEST_CASE("no draw of any neighbour is 0 or 1, and the least is as small as chance makes it") {
    double least = 1, most = 0;
    for (const Family& family : families()) {
        for (std::uint32_t i = 0; i < many; ++i) {
            const double u = family.draw(i);
            least = std::min(least, u);
            most = std::max(most, u);
        }
    }
    CHECK(least > 0);
    CHECK(most < 1);
    // The least of 18 million is above 1e-6 but for one chance in 65 million.
    CHECK(least < 1e-6);
    CHECK(most > 1 - 1e-6);
}
