// Money that effects spend: how much, when, and for whom it is told; and who has used units as the use ends.
#include "sim/engine/prices.hpp"
#include "tests/engine/running.hpp"

using namespace desist;
using namespace desist::test;

namespace {

const Wanted spends_wanted{{}, false, false, false, true};

std::string told(const Run& r, const Spend& spend) {
    return (spend.serial ? "#" + std::to_string(spend.serial) + " " : "") + r.place(spend.node) + " " +
           r.pathway.costs[spend.cost.index].name + " " + std::to_string(spend.amount) + "@" +
           std::to_string(spend.at.seconds);
}

// "[#serial ]node cost millionths@second" of each, in order.
Lines spends_of(const Run& r) {
    Lines all;
    for (const Spend& spend : r.records.spends) all.push_back(told(r, spend));
    return all;
}
Lines spends(const std::string& text) { return spends_of(run_whole(short_run(text), 1, 0, spends_wanted)); }

const std::string kit = "costs: {kit: {value: 8.85 GBP}}\n";
const std::string there_after_ten =
    "tracks: {t: {start: home, nodes: {home: {stay: 10 seconds, routes: [{to: seen}]}, seen: ";

}  // namespace

TEST_CASE("an effect spends its cost on arrival, in millionths of a pound") {
    CHECK(spends(kit + there_after_ten + "{effects: [{cost: kit}]}}}}\n") == Lines{"t/seen kit 8850000@10"});
}

TEST_CASE("amounts are rounded to the nearest millionth of a pound") {
    CHECK(spends("costs: {a: {value: 1 GBP / 3}, b: {value: 2 GBP / 3}, c: {value: 0.000_000_4 GBP}}\n" +
                 there_after_ten + "{effects: [{cost: [a, b, c]}]}}}}\n") ==
          Lines{"t/seen a 333333@10", "t/seen b 666667@10", "t/seen c 0@10"});
}

TEST_CASE("a cost is spent on asking, on starting and on leaving") {
    // Nobody else wants the bed, so that the wait takes no time.
    const std::string costs = "costs: {form: {value: 1 GBP}, bed: {value: 2 GBP}, taxi: {value: 3 GBP}}\n";
    CHECK(spends(costs + "resources: {beds: {units: 1}}\n" + there_after_ten +
                 "{use: {beds: 1}, stay: 30 seconds, on-ask: [{cost: form}], on-start: [{cost: bed}], on-leave: "
                 "[{cost: taxi}], routes: [{to: gone}]}, gone: {}}}}\n") ==
          Lines{"t/seen form 1000000@10", "t/seen bed 2000000@10", "t/seen taxi 3000000@40"});
}

TEST_CASE("who waits in vain spends what asking costs, and nothing else") {
    const std::string costs = "costs: {form: {value: 1 GBP}, bed: {value: 2 GBP}, taxi: {value: 3 GBP}}\n";
    const Lines all = spends(
        four_people() + costs +
        "resources: {beds: {units: 1}}\ntracks: {t: {start: bed, nodes: {bed: {use: {beds: 1}, stay: 30 seconds, "
        "patience: 20 seconds, give-up: {to: gone}, on-ask: [{cost: form}], on-start: [{cost: bed}], on-leave: "
        "[{cost: taxi}], routes: [{to: gone}]}, gone: {}}}}\n");
    CHECK(std::count(all.begin(), all.end(), "t/bed form 1000000@0") == 4);
    CHECK(std::count(all.begin(), all.end(), "t/bed bed 2000000@0") == 1);
    CHECK(std::count(all.begin(), all.end(), "t/bed taxi 3000000@30") == 1);
    CHECK(all.size() == 6);
}

TEST_CASE("a cost is spent only where when holds, and with its chance") {
    const std::string mood = "attributes: {mood: [calm, upset]}\npopulation: {present: 1, draw: {mood: calm}}\n";
    CHECK(spends(kit + mood + there_after_ten +
                 "{effects: [{cost: kit, when: {mood: upset}}, {cost: kit, chance: 0%}, {cost: kit, chance: "
                 "100%}]}}}}\n")
              .size() == 1);
    // Of 4,000 people a share of 30%: 1,200, give or take 29.
    const std::string many = "population: {present: 4000}\n";
    const std::size_t some = spends(kit + many + there_after_ten + "{effects: [{cost: kit, chance: 30%}]}}}}\n").size();
    CHECK(some > 1'050);
    CHECK(some < 1'350);
}

TEST_CASE("the amount is that of the instant, in the order in which effects are written") {
    CHECK(spends("attributes: {mood: [calm, upset]}\npopulation: {present: 1, draw: {mood: calm}}\n"
                 "costs: {kit: {value: {by: mood, calm: 1 GBP, upset: 5 GBP}}}\n" +
                 there_after_ten + "{effects: [{cost: kit}, {set: {mood: upset}}, {cost: kit}]}}}}\n") ==
          Lines{"t/seen kit 1000000@10", "t/seen kit 5000000@10"});
}

TEST_CASE("the amount sees the track as it stands: waiting, then served") {
    CHECK(spends("resources: {beds: {units: 1}}\n"
                 "costs: {kit: {value: {by: t, waiting for seen: 7 GBP, seen: 2 GBP, else: 1 GBP}}}\n" +
                 there_after_ten +
                 "{use: {beds: 1}, stay: 30 seconds, on-ask: [{cost: kit}], on-start: [{cost: kit}], routes: [{to: "
                 "gone}]}, gone: {effects: [{cost: kit}]}}}}\n") ==
          Lines{"t/seen kit 7000000@10", "t/seen kit 2000000@10", "t/gone kit 1000000@40"});
}

TEST_CASE("a dated value is that of the day, from its first second on") {
    // Three days; a new price from the second one on.
    const Run r = run_whole(
        "desist: 1\ntime: {start: 2012-04-01, warm-up: 0 days, run: 3 days}\npopulation: {present: 1}\n"
        "parameters: {price: {value: 10 GBP, changes: [{from: 2012-04-02, value: 12 GBP}], source: assumption}}\n"
        "costs: {kit: {value: price}}\n"
        "tracks: {t: {start: a, nodes: {a: {effects: [{cost: kit}], stay: 86399 seconds, routes: [{to: b}]}, b: "
        "{effects: [{cost: kit}], stay: 1 second, routes: [{to: c}]}, c: {effects: [{cost: kit}]}}}}\n",
        1, 0, spends_wanted);
    CHECK(spends_of(r) == Lines{"t/a kit 10000000@0", "t/b kit 10000000@86399", "t/c kit 12000000@86400"});
}

TEST_CASE("amounts are carried over to the prices of the base year") {
    CHECK(spends("money: {prices: 2013/14, deflators: {2007/08: 0.8, 2013/14: 1}}\n"
                 "costs: {old: {value: 8 GBP, price-year: 2007/08}, new: {value: 8 GBP, price-year: 2013/14}, none: "
                 "{value: 8 GBP}}\n" +
                 there_after_ten + "{effects: [{cost: [old, new, none]}]}}}}\n") ==
          Lines{"t/seen old 10000000@10", "t/seen new 8000000@10", "t/seen none 8000000@10"});
}

TEST_CASE("a cost on a track of a case tells the case, and sees its attributes") {
    CHECK(
        spends(
            "attributes: {offence: {of: case, values: [theft, fraud]}}\n"
            "cases: {case: {copies: 2, tracks: [file]}}\n"
            "costs: {kit: {value: {by: offence, theft: 1 GBP, fraud: 4 GBP}}}\n" +
            there_after_ten +
            "{effects: [{move: {file: {open: open}}}]}}}, file: {start: none, nodes: {none: {}, open: {effects: [{set: "
            "{offence: fraud}}, {cost: kit}]}}}}\n") == Lines{"#1 file/open kit 4000000@10"});
}

TEST_CASE("an end spends what it costs") {
    CHECK(spends(kit + there_after_ten + "{end: true, effects: [{cost: kit}]}}}}\n") == Lines{"t/seen kit 8850000@10"});
}

TEST_CASE("the largest amount does not overflow") {
    CHECK(spends("costs: {war: {value: 1_000_000_000_000 GBP}}\n" + there_after_ten +
                 "{effects: [{cost: war}]}}}}\n") == Lines{"t/seen war 1000000000000000000@10"});
}

TEST_CASE("money is told to those who want it, and changes nothing else") {
    const std::string text = kit + there_after_ten + "{effects: [{cost: kit}]}}}}\n";
    const Run with = run_whole(short_run(text), 1, 0, spends_wanted), without = run(text);
    CHECK(with.records.spends.size() == 1);
    CHECK(without.records.spends.empty());
    CHECK(with.outcome.fingerprint == without.outcome.fingerprint);
}

namespace {

// What the sink sees of who has used units.
struct Sees : RecordSink {
    explicit Sees(const Model& m) : model(m) {}
    void stay(const Stay&, const Witness&) override {}
    void use(const Use& use, const Witness& who) override {
        amounts.push_back(price_of_time(model, model.costs[0], who.sight, use.from, use.to) * use.units);
    }
    const Model& model;
    std::vector<double> amounts;
};

std::vector<double> amounts_of_uses(const std::string& text) {
    const Run r = run(text);
    Sees sees(r.model);
    simulate(r.model, 1, 0, {{}, true}, sees);
    return sees.amounts;
}

}  // namespace

TEST_CASE("a use is told with the offender as they stand when it ends") {
    // 20 seconds of 3 units at 2 GBP an hour: upset on leaving, before the units are given back.
    const std::vector<double> amounts = amounts_of_uses(
        "attributes: {mood: [calm, upset]}\npopulation: {present: 1, draw: {mood: calm}}\n"
        "resources: {beds: {units: 3}}\n"
        "costs: {care: {value: {by: mood, calm: 1 GBP per second, upset: 2 GBP per second}, used: beds}}\n"
        "tracks: {t: {start: bed, nodes: {bed: {use: {beds: 3}, stay: 20 seconds, on-leave: [{set: {mood: upset}}], "
        "routes: [{to: gone}]}, gone: {effects: [{set: {mood: calm}}]}}}}\n");
    REQUIRE(amounts.size() == 1);
    CHECK(amounts[0] == Approx(120).margin(1e-9));
}

TEST_CASE("units of a time are told with the offender as they stand at its end") {
    // Calm while the units are held, for 5 of 20 seconds.
    const std::vector<double> amounts = amounts_of_uses(
        "attributes: {mood: [calm, upset]}\npopulation: {present: 1, draw: {mood: calm}}\n"
        "resources: {beds: {units: 3}}\n"
        "costs: {care: {value: {by: mood, calm: 1 GBP per second, upset: 2 GBP per second}, used: beds}}\n"
        "tracks: {t: {start: bed, nodes: {bed: {use: {beds: 1, for: 5 seconds}, stay: 20 seconds, on-leave: [{set: "
        "{mood: upset}}], routes: [{to: gone}]}, gone: {}}}}\n");
    REQUIRE(amounts.size() == 1);
    CHECK(amounts[0] == Approx(5).margin(1e-9));
}
