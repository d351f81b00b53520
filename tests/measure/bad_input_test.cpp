// What is wrong with a measure is told with its place and what to write instead: a scenario is read, built and planned.
#include "tests/measure/folding.hpp"

using namespace desist;
using namespace desist::test;

namespace {

// The measure to look at stands on line 14, its text from column 6 on.
const std::string before_it =
    "desist: 1\n"
    "time: {start: 2012-04-01, warm-up: 1 year, run: 2 years}\n"
    "population: {present: 1}\n"
    "attributes: {sex: [male, female], tested: {date: true}, committed: {date: true}, past: {count: true, bands: [0, "
    "1]}}\n"
    "resources: {officers: {units: 1}}\n"
    "hazards: {arrest: {law: exponential(1 per year)}}\n"
    "costs: {bed: {value: 5 GBP per day, of: t/cell}}\n"
    "tracks: {t: {start: free, nodes: {free: {leave: [{to: cell, hazard: arrest}]}, cell: {use: {officers: 1}, stay: 1 "
    "day, routes: [{to: court}]}, court: {routes: [{to: free}]}}}}\n"
    "measures:\n"
    "  cells: {count: t/cell}\n"
    "  rate: {ratio: [cells, cells]}\n"
    "  bill: {money: all}\n"
    "  net: {net-benefit: {outcome: cells, worth: 1 GBP, cost: bill}}\n";

// All that is wrong, one a line: "column: error: what (hint)"; with the line where it is not that of the measure.
std::string wrong_with(const std::string& measure) {
    Problems problems;
    const auto scenario = load_text("x.yaml", before_it + "  m: " + measure + "\n", problems);
    const auto pathway = scenario ? build_pathway(*scenario, problems) : std::nullopt;
    if (pathway) plan_measures(*pathway, problems);
    std::string all;
    for (const Problem& p : problems.sorted()) {
        all += (p.at.line == 14 ? "" : std::to_string(p.at.line) + ":") + std::to_string(p.at.column) + ": " +
               (p.severity == Severity::error ? "" : "warning: ") + p.what;
        all += (p.hint.empty() ? "" : " (" + p.hint + ")") + "\n";
    }
    return all;
}

}  // namespace

TEST_CASE("a measure that names what is not there is told with the nearest") {
    CHECK(wrong_with("{count: t/cel}") == "14: there is no node ‘t/cel’ (did you mean ‘t/cell’?)\n");
    CHECK(wrong_with("{attendance: [t/cell, t/cour]}") == "28: there is no node ‘t/cour’ (did you mean ‘t/court’?)\n");
    CHECK(wrong_with("{left: {nodes: t/cel, because: full}}") ==
          "21: there is no node ‘t/cel’ (did you mean ‘t/cell’?)\n");
    CHECK(wrong_with("{count: t/cell, by: sexx}") == "26: there is no attribute ‘sexx’ (did you mean ‘sex’?)\n");
    CHECK(wrong_with("{count: t/cell, when: {sex: mal}}") == "34: sex has no value ‘mal’ (did you mean ‘male’?)\n");
    CHECK(wrong_with("{ratio: [cells, cels]}") == "22: there is no measure ‘cels’ (did you mean ‘cells’?)\n");
    CHECK(wrong_with("{use: oficers}") == "12: there is no resource ‘oficers’ (did you mean ‘officers’?)\n");
    CHECK(wrong_with("{money: beds}") == "14: there is no cost ‘beds’ (did you mean ‘bed’?)\n");
    CHECK(wrong_with("{net-benefit: {outcome: cels, worth: 1 GBP, cost: bil}}") ==
          "30: there is no measure ‘cels’ (did you mean ‘cells’?)\n"
          "56: there is no measure ‘bil’ (did you mean ‘bill’?)\n");
}

TEST_CASE("a measure that is grouped by what has no values says so") {
    CHECK(wrong_with("{count: t/cell, by: tested}") == "26: ‘tested’ has no values to group by\n");
    CHECK(wrong_with("{model: cases-joined, by: sex}") == "3: measure ‘m’ cannot be grouped (leave out ‘by’)\n");
}

TEST_CASE("a measure of measures has their groups and none of its own") {
    const std::string refused =
        "3: measure ‘m’ cannot be grouped (write ‘by’ in the measures that this one is made of: it has the groups that "
        "they have)\n";
    CHECK(wrong_with("{ratio: [cells, cells], by: sex}") == refused);
    CHECK(wrong_with("{scaled: {measure: cells, times: 5}, by: sex}") == refused);
    CHECK(wrong_with("{net-benefit: {outcome: cells, worth: 1 GBP, cost: bill}, by: sex}") == refused);
}

TEST_CASE("a condition that would change nothing is refused") {
    CHECK(wrong_with("{ratio: [cells, cells], when: {sex: male}}") ==
          "3: measure ‘m’ cannot have a condition (write ‘when’ in the measures that this one is made of)\n");
    CHECK(wrong_with("{model: cases-joined, when: {sex: male}}") ==
          "3: measure ‘m’ cannot have a condition (leave out ‘when’)\n");
}

TEST_CASE("arguments of a measure of reoffending are looked at one by one") {
    const auto again = [](const std::string& committed, const std::string& more) {
        return wrong_with("{reoffending: {index: t/cell, proven: t/court, committed: " + committed + more + "}}");
    };
    CHECK(again("committed", "") == "20: a reoffending needs ‘within’\n");
    CHECK(again("past", ", within: 1 year") == "64: ‘past’ is no date\n");
    CHECK(again("comitted", ", within: 1 year") ==
          "64: there is no attribute ‘comitted’ (did you mean ‘committed’?)\n");
    CHECK(again("committed", ", within: 12") == "83: a duration needs its unit, such as 9 hours\n");
    CHECK(again("committed", ", within: 0 days") == "83: the duration must be longer than nothing\n");
    CHECK(again("committed", ", within: 1 year, once-per: month") == "101: ‘month’ is not one of quarter, year, run\n");
    CHECK(again("committed", ", within: 1 year, previous: tested") == "101: ‘tested’ is no count\n");
    CHECK(again("committed", ", within: 1 year, severity: {by: sex, male: 1}") ==
          "101: the table by sex has no entry for: female (add them, or an `else`)\n");
    CHECK(again("committed", ", within: 1 year, severity: 5 GBP") ==
          "101: a number, such as 1.5 is expected here; this is money, such as 8.85 GBP\n");
    CHECK(again("committed", ", within: 1 year, severety: 2") ==
          "91: ‘severety’ is not a key of a reoffending (did you mean ‘severity’?)\n");
}

TEST_CASE("a follow-up as long as the run is refused") {
    const std::string too_long =
        "3: the follow-up is as long as the run: nobody could be followed to its end (run longer, or follow for "
        "less)\n";
    const std::string again = "{reoffending: {index: t/cell, proven: t/court, committed: committed, ";
    CHECK(wrong_with(again + "within: 2 years}}") == too_long);
    CHECK(wrong_with(again + "within: 1 year, proven-within: 1 year}}") == too_long);
    CHECK(wrong_with(again + "within: 1 year, proven-within: 364 days}}") == "");
    CHECK(wrong_with("{funnel: {steps: [t/cell, t/court], within: 2 years}}") == too_long);
}

TEST_CASE("spans before and after that no event has are refused") {
    const auto spans = [](const std::string& some) {
        return wrong_with("{before-after: {event: t/cell, offences: t/court, committed: committed, spans: " + some +
                          "}}");
    };
    const auto nobody = [](const std::string& span) {
        return "85: of no event both the " + span +
               " before and as long after are within warm-up and run (run longer, or follow for less)\n";
    };
    CHECK(spans("3 years") == nobody("3 years"));
    CHECK(spans("18 months") == nobody("18 months"));  // warm-up of a year: from half a year to half a year
    CHECK(spans("17 months") == "");
    CHECK(spans("700 days, proven-within: 60 days") == nobody("700 days"));
    CHECK(spans("[1 year, 12 months]") == "85: ‘12 months’ is as long as one before it\n");
    CHECK(spans("[]") == "85: a list is expected here, not an empty list\n");
    CHECK(spans("1 year, outcomes: {tried: t/cour}") == "111: there is no node ‘t/cour’ (did you mean ‘t/court’?)\n");
    CHECK(spans("1 year, outcomes: t/court") == "103: a mapping is expected here, not a single value\n");
}

TEST_CASE("a funnel is a list of at least two steps") {
    const auto steps = [](const std::string& some) {
        return wrong_with("{funnel: {steps: " + some + ", within: 10 days}}");
    };
    CHECK(steps("[t/cell]") == "23: a funnel has at least two steps, and at most fifty (write steps: [NODE, NODE])\n");
    CHECK(steps("t/cell") == "23: a list is expected here, not a single value\n");
    CHECK(steps("[t/cell, []]") == "32: a list is expected here, not an empty list\n");
    CHECK(steps("[t/cell, [t/court, t/fre]]") == "42: there is no node ‘t/fre’ (did you mean ‘t/free’?)\n");
    CHECK(wrong_with("{funnel: {steps: [t/cell, t/court]}}") == "15: a funnel needs ‘within’\n");
}

TEST_CASE("an unknown choice is told with those there are") {
    CHECK(wrong_with("{left: {nodes: t/cell, because: gave-up}}") ==
          "38: ‘gave-up’ is not one of stay, hazard, as-soon-as, route, moved, give-up, case-closed, ended, full, "
          "ejected (did you mean ‘give-up’?)\n");
    CHECK(wrong_with("{model: cases-join}") ==
          "14: ‘cases-join’ is not one of moves-without-effect, cases-joined (did you mean ‘cases-joined’?)\n");
    CHECK(wrong_with("{wait: t/cell, unit: months}") ==
          "3: measure ‘m’: a wait is told in minutes, hours, days or weeks, not ‘months’\n");
}

TEST_CASE("measures of measures rest on what is counted") {
    CHECK(wrong_with("{ratio: [cells]}") == "14: a ratio is of two measures (write ratio: [MEASURE, MEASURE])\n");
    CHECK(wrong_with("{ratio: [cells, rate]}") == "22: a ratio of ratios is not possible\n");
    CHECK(wrong_with("{ratio: [cells, net]}") == "22: a ratio of a net-benefit is not possible\n");
    CHECK(wrong_with("{net-benefit: {worth: 1 GBP, cost: bill}}") ==
          "3: a net benefit needs either ‘outcome’ or ‘harm’\n");
    CHECK(wrong_with("{net-benefit: {outcome: m, worth: 1 GBP, cost: bill}}") ==
          "3: a measure of this kind cannot rest on another of its kind\n");
    CHECK(wrong_with("{net-benefit: {outcome: cells, worth: 1, cost: bill}}") ==
          "44: money needs its unit, such as 8.85 GBP\n");
    CHECK(wrong_with("{scaled: {measure: net, times: 5}}") ==
          "3: a measure of this kind cannot rest on another of its kind\n");
}

TEST_CASE("terms of a payment by results that cannot be are told one by one") {
    const auto pay = [](const std::string& people, const std::string& more) {
        return wrong_with(
            "{payment-by-results: {index: t/cell, proven: t/court, committed: committed, within: 1 year, "
            "baseline: 50%, baseline-people: " +
            people + more + "}}");
    };
    CHECK(pay("100", "") == "3: measure ‘m’: a contract pays by a hurdle, by the frequency or for each person\n");
    CHECK(pay("100", ", price: 1 GBP") == "142: a price for reoffences needs ‘baseline-frequency’ beside it\n");
    CHECK(pay("100", ", individual: 1 GBP, penalty: 5%") == "163: ‘penalty’ needs ‘confidence’ beside it\n");
    CHECK(pay("100", ", individual: 1 GBP, lag: 1 month") ==
          "159: the lag is shorter than the follow-up: nobody knows yet what to pay\n");
    CHECK(pay("100", ", individual: 1 GBP, left-out: {sexx: male}") ==
          "165: there is no attribute or track ‘sexx’ (did you mean ‘sex’?)\n");
    CHECK(pay("100", ", confidence: 95%, cohorts: month") == "161: ‘month’ is not one of quarter, year\n");
    const std::string whole = "130: a baseline is counted on a whole number of people, at least 1\n";
    CHECK(pay("0", ", confidence: 95%") == whole);
    CHECK(pay("100.5", ", confidence: 95%") == whole);
}
