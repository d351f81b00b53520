// Matching by hand: a table whose pairs do not hang on luck, its intervals and its balance; logistic regression of two
// by two; calipers; orders.
#include <algorithm>
#include <cmath>

#include "sim/measure/matching.hpp"
#include "sim/random/keyed.hpp"
#include "tests/catch.hpp"

using namespace desist;

namespace {

constexpr double z95 = 1.9599639845400545;

class Sample {
public:
    // So many people alike.
    void add(int many, bool treated, bool outcome, const std::vector<std::uint16_t>& covariates) {
        for (int i = 0; i < many; ++i) people.push_back({mix(people.size() + 1), treated, outcome, covariates});
    }
    std::vector<LabSubject> people;
};

// Three categories in which all untreated people have the same outcome, so that it does not matter who is whose match:
// propensities 4 of 12, 3 of 8 and 2 of 3.
Sample table() {
    Sample s;
    s.add(3, true, true, {0}), s.add(1, true, false, {0}), s.add(8, false, false, {0});
    s.add(1, true, true, {1}), s.add(2, true, false, {1}), s.add(5, false, true, {1});
    s.add(2, true, true, {2}), s.add(1, false, true, {2});
    return s;
}
const std::vector<std::size_t> three = {3};

// Two covariates that go together, and a third; about 45 % treated.
Sample mixed(std::uint64_t people) {
    Sample s;
    for (std::uint64_t k = 0; k < people; ++k) {
        const auto of = [&](std::uint64_t what) { return between_0_and_1(mix(mix(k) + what)); };
        const auto a = static_cast<std::uint16_t>(4 * of(1)), b = static_cast<std::uint16_t>((a + 5 * of(2)) / 3),
                   c = static_cast<std::uint16_t>(2 * of(3));
        s.add(1, of(4) < 0.2 + 0.1 * a + 0.15 * b * c, of(5) < 0.3, {a, b, c});
    }
    return s;
}
const std::vector<std::size_t> of_mixed = {4, 3, 2};

bool same(const LabBalance& a, const LabBalance& b) {
    return a.covariate == b.covariate && a.category == b.category && a.before == b.before && a.after == b.after;
}

void check_same(const LabResult& a, const LabResult& b) {
    CHECK(a.pairs == b.pairs);
    CHECK(a.only_treated == b.only_treated);
    CHECK(a.only_comparison == b.only_comparison);
    CHECK(a.paired_treated_outcomes == b.paired_treated_outcomes);
    CHECK(a.paired_outcomes == b.paired_outcomes);
    CHECK(a.coefficients == b.coefficients);
    CHECK(std::ranges::equal(a.balance, b.balance, same));
}

}  // namespace

TEST_CASE("pairs, discordant pairs and both estimates of a table are those worked by hand") {
    const LabResult r = match(table().people, three);
    CHECK(r.treated == 9);
    CHECK(r.untreated == 14);
    CHECK(r.pairs == 8);  // of two treated in the last category, one finds a match there
    CHECK(r.only_treated == 3);
    CHECK(r.only_comparison == 2);
    CHECK(r.paired_treated_outcomes == 5);
    CHECK(r.paired_outcomes == 4);
    CHECK(r.treated_outcomes == 6);
    CHECK(r.untreated_outcomes == 6);
    REQUIRE((r.matched && r.unmatched));
    CHECK(r.matched->difference == 0.125);              // 5/8 - 4/8
    CHECK(r.matched->variance == Approx(0.076171875));  // (3 + 2 - 1/8) / 64
    CHECK(r.matched->interval().low == Approx(0.125 - z95 * 0.27599253));
    CHECK(r.matched->interval().high == Approx(0.125 + z95 * 0.27599253));
    CHECK(r.unmatched->difference == Approx(6.0 / 9 - 6.0 / 14));
    CHECK(r.unmatched->variance == Approx(0.04218415));  // (2/3 1/3) / 9 + (3/7 4/7) / 14
    CHECK(r.unmatched->interval().low == Approx(0.2380952 - z95 * 0.2053878));
}

TEST_CASE("the balance of a table before and after is that worked by hand") {
    const LabResult r = match(table().people, three);
    REQUIRE(r.balance.size() == 3);
    // Of 9 treated 4, 3, 2; of 14 others 8, 5, 1; of the 8 pairs 4, 3, 1 on both sides.
    CHECK(*r.balance[0].before == Approx((4.0 / 9 - 8.0 / 14) / std::sqrt((20.0 / 81 + 12.0 / 49) / 2)));
    CHECK(*r.balance[1].before == Approx((3.0 / 9 - 5.0 / 14) / std::sqrt((2.0 / 9 + 45.0 / 196) / 2)));
    CHECK(*r.balance[2].before == Approx((2.0 / 9 - 1.0 / 14) / std::sqrt((14.0 / 81 + 13.0 / 196) / 2)));
    CHECK(*r.greatest_before() == *r.balance[2].before);
    for (const LabBalance& b : r.balance) CHECK(b.after == 0);
    CHECK(r.greatest_after() == 0);
}

TEST_CASE("logistic coefficients of a table of two by two are the log odds and the log odds ratio") {
    Sample s;
    s.add(300, true, false, {0}), s.add(700, false, false, {0});
    s.add(250, true, false, {1}), s.add(150, false, false, {1});
    const LabResult r = match(s.people, std::vector<std::size_t>{2});
    REQUIRE(r.coefficients.size() == 2);
    // The ridge moves them by about 1e-4 x coefficient / information: 1e-6.
    CHECK(r.coefficients[0] == Approx(std::log(300.0 / 700)).epsilon(5e-6));
    CHECK(r.coefficients[1] == Approx(std::log(250.0 * 700 / (150.0 * 300))).epsilon(5e-6));
}

TEST_CASE("no order of the sample changes anything of a match") {
    Sample s = mixed(800);
    const LabResult one = match(s.people, of_mixed);
    REQUIRE(one.pairs < one.treated);  // so that the order of service matters
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        std::ranges::sort(s.people, {}, [&](const LabSubject& p) { return mix(p.key ^ mix(seed)); });
        check_same(match(s.people, of_mixed), one);
    }
}

TEST_CASE("who is further than the caliper from everybody free stays unmatched") {
    // Two categories, with 1 of 10 and 9 of 10 treated: the logits lie 2 log 9 = 4.39 apart, and their standard
    // deviation in 20 people is half of that x sqrt(20/19) = 2.2544: 1.9494 deviations apart.
    Sample s;
    s.add(1, true, true, {0}), s.add(9, false, false, {0});
    s.add(9, true, true, {1}), s.add(1, false, false, {1});
    const std::vector<std::size_t> two = {2};
    CHECK(match(s.people, two, 0.2).pairs == 2);
    CHECK(match(s.people, two, 1.949).pairs == 2);
    CHECK(match(s.people, two, 1.950).pairs == 10);
}

TEST_CASE("categories with nobody are left out of the propensity") {
    Sample s;
    s.add(30, true, false, {1}), s.add(70, false, true, {1}), s.add(50, true, true, {3}), s.add(50, false, true, {3});
    const LabResult r = match(s.people, std::vector<std::size_t>{5});
    CHECK(r.coefficients[2] == 0);
    CHECK(r.coefficients[4] == 0);
    CHECK(r.pairs == 80);
    CHECK(r.balance[0].before == 0);
}
