// Money: every kind of cost by hand, by payer and by cost, discounted; parts add up to the whole.
#include <cmath>

#include "tests/measure/folding.hpp"

using namespace desist;
using namespace desist::test;

namespace {

// Arrested every ten days (days 10, 20, ... 90); a desk of one officer serves for a day each time.
const std::string town =
    "resources: {officers: {units: 3}}\n"
    "hazards: {crime: {law: exponential(2 per day)}}\n"
    "tracks:\n  t:\n    start: home\n    nodes:\n"
    "      home: {stay: 9 days, routes: [{to: desk}]}\n"
    "      desk: {use: {officers: 2}, stay: 1 day, on-start: [{cost: kit}], routes: [{to: home}]}\n"
    "  harm: {start: on, nodes: {on: {leave: [{to: again, hazard: crime}]}, again: {routes: [{to: on}]}}}\n";

std::string with(const std::string& costs, const std::string& money, const std::string& measures) {
    return town + "costs:\n" + costs + money + "measures: {" + measures + "}\n";
}

constexpr double million = 1e6;

}  // namespace

TEST_CASE("a cost of an effect is spent in the month in which it happens") {
    const Folded f = fold(spring, with("  kit: {value: 8.85 GBP, payer: police}\n", "", "m: {money: kit}"));
    // Served from days 9, 19, 29, 39, 49, 59, 69, 79, 89 on.
    CHECK(f.numerators("m", "", million) == Months{26.55, 26.55, 26.55});
}

TEST_CASE("a cost of a stay is spent by the second, in the prices of the day") {
    const Folded f =
        fold(spring,
             "parameters: {night: {value: 10 GBP per day, changes: [{from: 2012-05-01, value: 20 GBP per day}]}}\n"
             "tracks: {t: {start: home, nodes: {home: {stay: 40 days, routes: [{to: out}]}, out: {}}}}\n"
             "costs: {bed: {value: night, of: t/home, payer: health}}\nmeasures: {m: {money: bed}}\n");
    // Thirty days of April at ten, ten of May at twenty.
    CHECK(f.numerators("m", "", million) == Months{300, 200, 0});
}

TEST_CASE("units in use, and units that are there, are paid for by time and in lots") {
    const Folded f =
        fold(spring, with("  kit: {value: 0 GBP}\n"
                          "  hour: {value: 24 GBP per day, used: officers, payer: police}\n"
                          "  post: {value: 100 GBP per day, provided: officers, step: 2, payer: council}\n",
                          "", "m: {money: [hour, post]}"));
    // Two officers for a day each time: 48 GBP, three times a month. Three officers are two lots of two: 200 GBP a day.
    CHECK(f.numerators("m", "hour", million) == Months{3 * 48, 3 * 48, 3 * 48});
    CHECK(f.numerators("m", "post", million) == Months{200 * 30, 200 * 31, 200 * 30});
    CHECK(f.numerators("m", "police", million) == f.numerators("m", "hour", million));
    CHECK(*f.value("m") == Approx((9 * 48 + 200 * 91) / (91 / 365.25)));
}

TEST_CASE("expected events are paid for by their number") {
    const Folded f =
        fold(spring,
             "hazards: {crime: {law: exponential(2 per day)}}\n"
             "tracks: {t: {start: home, nodes: {home: {leave: [{to: home-2, hazard: crime}]}, home-2: {routes: [{to: "
             "home}]}}}}\ncosts: {loss: {value: 50 GBP, expected: crime, payer: victims}}\nmeasures: {m: {money: "
             "all}}\n");
    CHECK(f.numerators("m", "victims", million)[0] == Approx(30 * 2 * 50).epsilon(1e-9));
}

TEST_CASE("money is told in the prices of the base year") {
    const Folded f =
        fold(spring, with("  kit: {value: 10 GBP, payer: police, price-year: 2010/11}\n",
                          "money: {prices: 2013/14, deflators: {2010/11: 0.95, 2013/14: 1.0}}\n", "m: {money: kit}"));
    CHECK(f.numerators("m", "", million)[0] == Approx(3 * 10 / 0.95).epsilon(1e-7));
}

TEST_CASE("later money is discounted to the start of the run") {
    const Folded f = fold("warm-up: 0 days, run: 2 years",
                          "tracks: {t: {start: home, nodes: {home: {}}}}\n"
                          "costs: {bed: {value: 365.25 GBP per year, of: t/home}}\nmoney: {discount: 3.5%}\n"
                          "measures: {m: {money: bed}}\n");
    // A pound a day, each month's in its middle: the integral of 1.035^-t is close by (to a millionth).
    const double rate = std::log(1.035);
    CHECK(*f.value("m:present") == Approx(365.25 * (1 - std::exp(-rate * 730 / 365.25)) / rate).epsilon(1e-5));
    CHECK(*f.value("m") == Approx(365.25));
}

TEST_CASE("money by payer, and by cost, adds up to the total to the last millionth") {
    const Folded f = fold("warm-up: 1 year, run: 2 years",
                          with("  kit: {value: {by: sex, male: 3.33 GBP, female: 7.77 GBP}, payer: police}\n"
                               "  bed: {value: 17.017 GBP per day, of: [t/home, t/desk], payer: health}\n"
                               "  hour: {value: 20.02 GBP per hour, used: officers, payer: police}\n"
                               "  post: {value: 33_333 GBP per year, provided: officers}\n"
                               "  loss: {value: 0.123456 GBP, expected: crime, payer: victims}\n",
                               "attributes: {sex: [male, female]}\npopulation: {present: 50, draw: {sex: {male: 70%, "
                               "female: rest}}}\n",
                               "m: {money: all}, s: {money: [kit, bed, hour, loss], by: sex}"));
    for (const char* name : {"m", "s"}) {
        const MeasureInfo& info = f.info(name);
        for (const char* attribute : {"payer", "cost", "sex"}) {
            Months sum(info.bins, 0);
            bool any = false;
            for (std::size_t g = 0; g < info.groups.size(); ++g)
                for (std::size_t bin = 0; info.groups[g].attribute == attribute && bin < info.bins; ++bin) {
                    any = true;
                    sum[bin] += static_cast<double>(f.tally.numerators[Layout::cell(info, g, 0, bin)]);
                }
            if (any) CHECK(sum == f.numerators(name));
        }
    }
    CHECK(f.value("m", "nobody named").has_value());
}
