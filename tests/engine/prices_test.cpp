// What time and units cost: date by date, in lots, in base prices; and rates that are told for a cost.
#include "sim/engine/prices.hpp"

#include "tests/engine/running.hpp"

using namespace desist;
using namespace desist::test;

namespace {

constexpr std::int64_t day = 86'400;

// Four days from 1 April; a price that rises from 2 on the 2nd and to 5 on the 4th.
std::string four_days(const std::string& more) {
    return "desist: 1\ntime: {start: 2012-04-01, warm-up: 0 days, run: 4 days}\n" +
           (more.find("population:") == std::string::npos ? std::string("population: {present: 1}\n") : std::string()) +
           "parameters: {price: {value: 1 GBP per second, changes: [{from: 2012-04-02, value: 2 GBP per second}, "
           "{from: 2012-04-04, value: 5 GBP per second}], source: assumption}}\n" +
           more;
}

// Of each stay, by the cost that is written first.
struct Sees : RecordSink {
    explicit Sees(const Model& m) : model(m) {}
    void stay(const Stay& stay, const Witness& who) override {
        amounts.push_back(price_of_time(model, model.costs[0], who.sight, stay.started, stay.ended));
    }
    const Model& model;
    std::vector<double> amounts;
};

std::vector<double> amounts_of_stays(const std::string& text) {
    const Run r = run_whole(text);
    Sees sees(r.model);
    simulate(r.model, 1, 0, {}, sees);
    return sees.amounts;
}

double units_price(const Run& r, std::size_t pool, std::int64_t from, std::int64_t to) {
    return price_of_units(r.model.costs[0], pool, Time{from}, Time{to});
}

const std::string at_home = "tracks: {t: {start: home, nodes: {home: {}}}}\n";
const std::string one_stay =
    "tracks: {t: {start: home, nodes: {home: {stay: 60 hours, routes: [{to: gone}]}, gone: {}}}}\n";

}  // namespace

TEST_CASE("a stay is priced date by date") {
    // 24 hours at 1 and 36 at 2; then 12 hours at 2 and 24 at 5.
    const std::vector<double> amounts =
        amounts_of_stays(four_days("costs: {bed: {value: price, of: [t/home, t/gone]}}\n" + one_stay));
    REQUIRE(amounts.size() == 2);
    CHECK(amounts[0] == Approx(3600.0 * (24 + 36 * 2)));
    CHECK(amounts[1] == Approx(3600.0 * (12 * 2 + 24 * 5)));
}

TEST_CASE("all but the date is as the offender stands when the stay ends") {
    const std::vector<double> amounts = amounts_of_stays(four_days(
        "attributes: {mood: [calm, upset]}\npopulation: {present: 1, draw: {mood: calm}}\n"
        "costs: {bed: {value: {by: mood, calm: price, upset: 10 * price}, of: [t/home, t/gone]}}\n"
        "tracks:\n  t: {start: home, nodes: {home: {stay: 60 hours, routes: [{to: gone}]}, gone: {}}}\n"
        "  u: {start: a, nodes: {a: {stay: 59 hours, routes: [{to: b}]}, b: {effects: [{set: {mood: upset}}]}}}\n"));
    REQUIRE(amounts.size() == 4);  // a, home, and at the end of the run gone and b
    CHECK(amounts[1] == Approx(36'000.0 * (24 + 36 * 2)));
}

TEST_CASE("a price that does not follow the date is that of the present") {
    const std::vector<double> amounts =
        amounts_of_stays(four_days("costs: {bed: {value: 3 GBP per hour, of: t/home, price-year: 2007/08}}\n"
                                   "money: {prices: 2013/14, deflators: {2007/08: 0.5, 2013/14: 1}}\n" +
                                   one_stay));
    REQUIRE(amounts.size() == 2);
    CHECK(amounts[0] == Approx(60.0 * 3 * 2));
}

TEST_CASE("no time costs nothing") {
    const Run r = run_whole(
        four_days("costs: {wing: {value: price, provided: beds}}\nresources: {beds: {units: 7}}\n" + at_home));
    CHECK(units_price(r, 0, 1000, 1000) == 0);
    CHECK(units_price(r, 0, 1000, 900) == 0);
}

TEST_CASE("units that are there cost money whether they are used or not, date by date") {
    const Run r = run_whole(
        four_days("costs: {wing: {value: price, provided: beds}}\nresources: {beds: {units: 7}}\n" + at_home));
    CHECK(units_price(r, 0, 0, 10) == Approx(70.0));
    CHECK(units_price(r, 0, day - 10, day + 10) == Approx(70.0 + 140));
    CHECK(units_price(r, 0, 0, 4 * day) == Approx(7.0 * static_cast<double>(day) * (1 + 2 + 2 + 5)));
}

TEST_CASE("units come in lots, each at the value of the cost, and part of a lot is a lot") {
    for (const auto& [units, lots] : {std::pair{0, 0}, {1, 1}, {60, 1}, {61, 2}, {120, 2}}) {
        const Run r =
            run_whole(four_days("costs: {wing: {value: price, provided: beds, step: 60}}\nresources: {beds: "
                                "{units: " +
                                std::to_string(units) + "}}\n" + at_home));
        CHECK(units_price(r, 0, 0, 10) == Approx(10.0 * lots).margin(1e-9));
    }
}

TEST_CASE("units cost nothing in hours in which they are not there, and a part of a unit for its part of the hours") {
    // Open from 8 to 16; 1.5 units are two until 12 and one until 16.
    const Run r =
        run_whole(four_days("costs: {desk: {value: 1 GBP per hour, provided: desks}}\n"
                            "calendars: {office: {every: day, open: 08:00-16:00}}\n"
                            "resources: {desks: {units: 1.5, open: office}}\n" +
                            at_home));
    CHECK(units_price(r, 0, 0, 8 * 3600) == Approx(0).margin(1e-9));
    CHECK(units_price(r, 0, 8 * 3600, 9 * 3600) == Approx(2).margin(1e-9));
    CHECK(units_price(r, 0, 12 * 3600, 13 * 3600) == Approx(1).margin(1e-9));
    CHECK(units_price(r, 0, 0, 4 * day) == Approx(4 * 8 * 1.5).margin(1e-9));
}

TEST_CASE("each pool costs what its own units cost") {
    const Run r = run_whole(four_days(
        "attributes: {sex: [female, male], town: [a, b, c]}\n"
        "population: {present: 1, draw: {sex: female, town: a}}\n"
        "costs: {wing: {value: {by: town, a: 1 GBP per second, b: 10 GBP per second, c: 100 GBP per second}, "
        "provided: beds, step: {by: sex, female: 2, male: 1}}}\n"
        "resources: {beds: {units: {by: sex, female: {by: town, a: 1, b: 2, c: 3}, male: {by: town, a: 4, b: 5, c: "
        "6}}}}\n" +
        at_home));
    REQUIRE(r.model.costs[0].pools == 6);
    const double expected[] = {1, 10, 200, 4, 50, 600};  // row by row, town fastest
    for (std::size_t pool = 0; pool < 6; ++pool) CHECK(units_price(r, pool, 0, 1) == Approx(expected[pool]));
}

TEST_CASE("rates are told of a hazard that a cost names, and whenever what the cost looks at changes") {
    const auto rates = [](const std::string& costs) {
        const Run r = run_whole(
            four_days("attributes: {mood: [calm, upset]}\npopulation: {present: 1, draw: {mood: calm}}\n" + costs +
                      "hazards: {h: {law: exponential(0.0001 per year)}}\n"
                      "tracks:\n  t: {start: free, nodes: {free: {leave: [{to: gone, hazard: h}]}, gone: {}}}\n"
                      "  u: {start: a, nodes: {a: {stay: 59 hours, routes: [{to: b}]}, b: {effects: [{set: {mood: "
                      "upset}}]}}}\n"),
            1, 0, {{}, false, false, true});
        std::vector<std::int64_t> hours;
        for (const Rate& rate : r.records.rates) hours.push_back(rate.at.seconds / 3600);
        return hours;
    };
    CHECK(rates("").empty());
    CHECK(rates("costs: {harm: {value: 900 GBP, expected: h}}\n") == std::vector<std::int64_t>{0});
    CHECK(rates("costs: {harm: {value: {by: mood, calm: 9 GBP, upset: 8 GBP}, expected: h}}\n") ==
          std::vector<std::int64_t>{0, 59});
    CHECK(rates("costs: {harm: {value: price * 1 hour, expected: h}}\n") == std::vector<std::int64_t>{0, 24, 72});
    CHECK(rates("costs: {harm: {value: {by: t, free: 9 GBP, else: 8 GBP}, expected: h}}\n") ==
          std::vector<std::int64_t>{0});
}
