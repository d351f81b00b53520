// Keyed draws: the same key gives the same number, and every part of it counts.
#include "sim/random/keyed.hpp"

#include <set>

#include "tests/catch.hpp"

using namespace desist;

namespace {

constexpr Purpose stay = purpose("justice/custody", "stay");
const std::uint64_t stream = name_hash("present");

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
    CHECK(uniform(offender_key(1, 2, stream, 3), 4, stay, 5) == uniform(offender_key(1, 2, stream, 3), 4, stay, 5));
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

TEST_CASE("the largest 32-bit serial and visit are keys like any other") {
    const OffenderKey who = offender_key(1, 0, stream, ~std::uint64_t{0});
    const double u = uniform(who, ~std::uint32_t{0}, stay, ~std::uint32_t{0});
    CHECK(u > 0);
    CHECK(u < 1);
    CHECK(u != uniform(who, ~std::uint32_t{0}, stay, 0));
}

TEST_CASE("random bits of whatever kind are never the numbers 0 and 1") {
    CHECK(between_0_and_1(0) == 0x1p-53);
    CHECK(between_0_and_1(~std::uint64_t{0}) == 1 - 0x1p-53);
    CHECK(between_0_and_1(std::uint64_t{1} << 63) == 0.5 + 0x1p-53);
}
