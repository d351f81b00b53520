// Where theory knows the answer, the simulated one agrees. Every value here is worked out by hand from the numbers of
// the scenario, and is the one that the page prints.
#include <map>
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/tutorial/page.hpp"

using Json = nlohmann::json;

namespace {

const char* const every_year = "";

// From 95% to 99.99%: the quotient of Student's t at 0.99995 and 0.975 with 9 degrees of freedom, 6.594 / 2.262.
constexpr double wider = 6.594 / 2.262;

Json result_of(const std::string& scenario, const std::string& settings = "") {
    const Ran ran = Root().shell("build/release/desist run scenarios/tutorial/" + scenario +
                                 ".yaml --replications 10 --json --quiet " + settings);
    INFO(ran.err);
    REQUIRE(ran.code == 0);
    return Json::parse(ran.out);
}

void check_agrees(const Json& result, const std::string& measure, double theory,
                  const std::string& period = every_year) {
    int rows = 0;
    for (const Json& row : result["measures"]) {
        if (row["name"] != measure || (period != every_year && row["period"] != period)) continue;
        ++rows;
        const double mean = row["mean"], half = wider * (row["high"].get<double>() - mean);
        INFO(measure << " in " << row["period"] << ": " << mean << " ± " << half << " (99.99%), theory " << theory);
        CHECK(half > 0);
        CHECK(half < 0.5 * theory);  // an interval so wide would agree with anything
        CHECK(std::abs(mean - theory) <= half);
    }
    CHECK(rows > 0);
}

}  // namespace

// M/M/4 with 2 an hour and 1.5 hours each: load a = 3. Erlang C: with the tail 3^4/4! x 4/(4 - 3) = 13.5 and
// 1 + 3 + 3^2/2 + 3^3/6 = 13, C = 13.5 / 26.5 = 0.5094. Mean wait C / (4/1.5 - 2) = 0.5094 x 1.5 h = 45.85 minutes;
// waiting 2 an hour x 0.7642 h = 1.528.
TEST_CASE("tutorial 1 agrees with Erlang's formula for queues") {
    const Json result = result_of("1-queue");
    check_agrees(result, "wait", 45.85);
    check_agrees(result, "queue", 1.528);
}

// M/M/5, load 3: the tail is 3^5/5! x 5/(5 - 3) = 5.0625, the rest 13 + 3^4/24 = 16.375: C = 5.0625 / 21.4375 =
// 0.23615. Mean wait C / (5/1.5 - 2) = 0.23615 x 0.75 h = 10.63 minutes.
TEST_CASE("tutorial 1 with an officer more agrees with Erlang's formula for queues") {
    check_agrees(result_of("1-queue", "--set officers=5"), "wait", 10.63);
}

// Each hazard's share is its rate over the sum 0.60 + 0.18 + 0.02 = 0.80 per year; at liberty are 1,200 / 0.80.
TEST_CASE("tutorial 2 agrees with the shares of competing hazards") {
    const Json result = result_of("2-competing-hazards");
    check_agrees(result, "reoffending-share", 75);
    check_agrees(result, "treatment-share", 22.5);
    check_agrees(result, "death-share", 2.5);
    check_agrees(result, "at-liberty", 1'500);
}

// The sum is 0.60 + 0.38 + 0.02 = 1.00 per year.
TEST_CASE("tutorial 2 with more treatment agrees with the shares of competing hazards") {
    const Json result = result_of("2-competing-hazards", "--set 'treatment-rate=0.38 per year'");
    check_agrees(result, "reoffending-share", 60);
    check_agrees(result, "treatment-share", 38);
}

// Balance of a closed population of 900, U using, T in treatment, A abstinent: T x 2 = U x 2 x 25%, so T = U/4;
// A x 0.5 = U x 0.25 + T x 2 x 50% = U/2, so A = U. U (1 + 1/4 + 1) = 900: U = 400. Arrests 400 x 2 + 500 x 0.5.
TEST_CASE("tutorial 3 agrees with the balance of its states") {
    const Json result = result_of("3-two-tracks");
    check_agrees(result, "using", 400);
    check_agrees(result, "in-treatment", 100);
    check_agrees(result, "abstinent", 400);
    check_agrees(result, "arrests", 1'050);
}

// Without referral T = 0 and A x 0.5 = U x 0.25: U = 600, A = 300. Arrests 600 x 2 + 300 x 0.5.
TEST_CASE("tutorial 3 without referral agrees with the balance of its states") {
    const Json result = result_of("3-two-tracks", "--set referral-share=0%");
    check_agrees(result, "using", 600);
    check_agrees(result, "abstinent", 300);
    check_agrees(result, "arrests", 1'350);
}

// M/M/3/3 for each of 500 people, 2 arrests a year x half a year: load 1. With 0, 1, 2, 3 cases open: in proportion to
// 1, 1, 1/2, 1/6, so 6/16, 6/16, 3/16, 1/16. Opened 1,000 x 15/16; open 500 x (6 + 6 + 3)/16; on bail 10/16.
TEST_CASE("tutorial 4 agrees with Erlang's loss formula") {
    const Json result = result_of("4-cases");
    check_agrees(result, "arrests", 1'000);
    check_agrees(result, "cases", 937.5);
    check_agrees(result, "open-cases", 468.75);
    check_agrees(result, "on-bail-share", 62.5);
}

// 1,200 a year x 50% = 600 sentences, x half a year = 300 in prison. From the date on 360 sentences, and in prison
// 180 + 120 exp(-2t), t years after it; mean of exp(-2t) over the first year (1 - exp(-2))/2 = 0.43233: 231.88;
// over the second 0.43233 x exp(-2) = 0.05851: 187.02.
TEST_CASE("tutorial 5 agrees with the way a prison population follows its sentences") {
    const Json base = result_of("5-policy");
    check_agrees(base, "prison-sentences", 600);
    check_agrees(base, "community-orders", 600);
    check_agrees(base, "prison-population", 300);
    const Json change = result_of("5-policy-change");
    check_agrees(change, "prison-population", 300, "2013/14");
    check_agrees(change, "prison-sentences", 360, "2014/15");
    check_agrees(change, "community-orders", 840, "2014/15");
    check_agrees(change, "prison-population", 231.88, "2014/15");
    check_agrees(change, "prison-population", 187.02, "2015/16");
}

// Nobody busy: missed are those arrested from 20:00 to 02:00, 6 of 24 hours; of the other 18 hours those of 02:00 to
// 08:00 wait 3 hours on average, the others not at all: 6/18 x 3 = 1 hour.
TEST_CASE("tutorial 6 with workers for all agrees with the hours of its calendar") {
    const Json result = result_of("6-calendar", "--set workers=20");
    check_agrees(result, "missed-share", 25);
    check_agrees(result, "wait", 1);
    check_agrees(result, "arrests", 12 * 365.25);
}

// Rates r of 0.25, 0.75, 0.5 and 1.5 a year, of 30%, 30%, 20% and 20% of the people: 0.7 a year on average, and
// sentences come at these rates, so that weights are proportional to share x r: 0.075, 0.225, 0.1, 0.3 of 0.7. Mean of
// 1 - exp(-r): (0.075 x 0.22120 + 0.225 x 0.52763 + 0.1 x 0.39347 + 0.3 x 0.77687) / 0.7 = 0.58246; of 1 - exp(-r/2):
// (0.075 x 0.11750 + 0.225 x 0.31271 + 0.1 x 0.22120 + 0.3 x 0.52763) / 0.7 = 0.37083; of r, which is what falls into a
// year before and after whatever happens: 0.6875 / 0.7 = 0.98214, and one more before with the index offence: a fall of
// 1 / 1.98214.
TEST_CASE("tutorial 7 agrees with what offences at constant rates do around a sentence") {
    const Json result = result_of("7-what-works");
    const std::string whole = "2012-04-01 to 2015-03-31";
    check_agrees(result, "offences", 1'400);
    check_agrees(result, "again", 58.246, whole);
    check_agrees(result, "first", 37.083, "2012/13");
    check_agrees(result, "around", 50.450, whole);
    check_agrees(result, "around:12-months-before", 1.98214, whole);
    check_agrees(result, "around:12-months-before-without-index", 0.98214, whole);
    check_agrees(result, "around:12-months-after", 0.98214, whole);
    check_agrees(result, "way", 52, whole);
}

// Little's law: people in prison are 1,200 a year x custody rate p x time served T, p uniform on 30 to 70% (mean 0.5,
// variance 0.4^2/12) and T on 4 to 12 months (mean 8, variance 64/12). Of the variance, in months squared:
// p alone 8^2 x 0.01333 = 0.8533, T alone 0.5^2 x 5.333 = 1.3333, both 0.01333 x 5.333 = 0.0711; in all 2.2578.
TEST_CASE("tutorial 8: the shares of variance are those of a product of two factors") {
    const Ran ran =
        Root().shell("build/release/desist sensitivity scenarios/tutorial/studies/8-drivers.yaml --json --quiet");
    INFO(ran.err);
    REQUIRE(ran.code == 0);
    const std::map<std::pair<std::string, std::string>, double> theory = {
        {{"custody-rate", "first order"}, 0.8533 / 2.2578},
        {{"custody-rate", "total"}, (0.8533 + 0.0711) / 2.2578},
        {{"time-served", "first order"}, 1.3333 / 2.2578},
        {{"time-served", "total"}, (1.3333 + 0.0711) / 2.2578}};
    std::size_t found = 0;
    const Json result = Json::parse(ran.out);
    for (const Json& finding : result["findings"]) {
        const auto known = theory.find({finding["factor"].get<std::string>(), finding["statistic"].get<std::string>()});
        if (known == theory.end()) continue;
        ++found;
        INFO(finding.dump() << " theory " << known->second);
        CHECK(finding["low"].get<double>() < known->second);
        CHECK(finding["high"].get<double>() > known->second);
        CHECK(std::abs(finding["value"].get<double>() - known->second) < 0.1);
    }
    CHECK(found == theory.size());
}

// Planted: 40% and 8 months give 1,200 x 0.4 = 480 sentences a year and 480 x 8/12 = 320 people in prison.
TEST_CASE("tutorial 8: a calibration finds the planted values again, in less than half of what was thought possible") {
    const Ran ran = Root().shell("build/release/desist calibrate scenarios/tutorial/studies/8-fit.yaml --json --quiet");
    INFO(ran.err);
    REQUIRE(ran.code == 0);
    const Json result = Json::parse(ran.out);
    const std::map<std::string, double> planted = {{"custody-rate", 40}, {"time-served", 8 * 365.25 / 12}};
    REQUIRE(result["parameters"].size() == 2);
    for (const Json& parameter : result["parameters"]) {
        const double truth = planted.at(parameter["name"]);
        INFO(parameter.dump());
        CHECK(std::stod(parameter["low"].get<std::string>()) < truth);
        CHECK(std::stod(parameter["high"].get<std::string>()) > truth);
        CHECK(parameter["share_of_range"] <= 0.5);
        CHECK(parameter["identified"] == "yes");
    }
    CHECK(result["misfit"] < 1);
    CHECK(result["misfit_before"] > 100);  // the scenario as it is has 600 and 300: 12 and 2.5 tolerances off
}
