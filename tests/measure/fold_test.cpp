// Records folded into tallies: what each kind of measure counts, in which month, and for which group. Worked out by
// hand.
#include "tests/measure/folding.hpp"

using namespace desist;
using namespace desist::test;

namespace {

// a, b and c: each a stream of one.
const std::string three_people =
    "attributes: {who: [a, b, c]}\n"
    "population: {streams: {a: {present: 1, draw: {who: a}}, b: {present: 1, draw: {who: b}}, c: {present: 1, draw: "
    "{who: c}}}}\n";

// They come to the desk on days 5, 10 and 20; one is served at a time, for thirty days; c gives up after 20 days.
const std::string desk = three_people +
                         "resources: {officers: {units: 1}}\n"
                         "tracks:\n  t:\n    start: home\n    nodes:\n"
                         "      home: {stay: {by: who, a: 5 days, b: 10 days, c: 20 days}, routes: [{to: desk}]}\n"
                         "      desk: {use: {officers: 1}, stay: 30 days, patience: {by: who, c: 20 days, else: 80 "
                         "days}, give-up: {to: out}, routes: [{to: out}]}\n"
                         "      out: {}\n";

}  // namespace

TEST_CASE("a count is of starts, in the month in which they begin") {
    // Every ten days: on days 10, 20 | 30 (the first second of May), 40, 50, 60 | 70, 80, 90.
    const Folded f =
        fold(spring,
             "tracks: {t: {start: home, nodes: {home: {stay: 10 days, routes: [{to: arrested}]}, arrested: {routes: "
             "[{to: home}]}}}}\n"
             "measures: {arrests: {count: t/arrested}, homes: {count: t/home}, both: {count: [t/home, t/arrested]}}\n");
    CHECK(f.numerators("arrests") == Months{2, 4, 3});
    CHECK(f.numerators("homes") == Months{3, 4, 3});
    CHECK(f.numerators("both") == Months{5, 8, 6});
}

TEST_CASE("what starts in warm-up is not counted") {
    // On days -5, 5, 15, 25 | 35, 45, 55 | 65, 75, 85.
    const Folded f = fold("warm-up: 15 days, run: 3 months",
                          "tracks: {t: {start: home, nodes: {home: {stay: 10 days, routes: [{to: arrested}]}, "
                          "arrested: {routes: [{to: home}]}}}}\n"
                          "measures: {arrests: {count: t/arrested}}\n");
    CHECK(f.numerators("arrests") == Months{3, 3, 3});
}

TEST_CASE("a count leaves out who was never served") {
    const Folded f = fold(spring, desk + "measures: {served: {count: t/desk}}\n");
    CHECK(f.numerators("served") == Months{1, 1, 0});  // a on day 5, b on day 35
}

TEST_CASE("people inside are counted by the second, cut at the ends of months") {
    const Folded f = fold(spring,
                          "tracks: {t: {start: home, nodes: {home: {stay: 20 days, routes: [{to: prison}]}, prison: "
                          "{stay: 20 days, routes: [{to: out}]}, out: {}}}}\n"
                          "measures: {inside: {population: t/prison}, outside: {population: [t/home, t/out]}}\n");
    CHECK(f.numerators("inside", "", day) == Months{10, 10, 0});
    CHECK(f.numerators("outside", "", day) == Months{20, 21, 30});
    CHECK(*f.value("inside") == Approx(20.0 / 91));
}

TEST_CASE("of a stay that reaches from warm-up to the end only the measured run counts") {
    const Folded f = fold("warm-up: 1 year, run: 3 months",
                          "tracks: {t: {start: home, nodes: {home: {}}}}\nmeasures: {inside: {population: t/home}}\n");
    CHECK(f.numerators("inside", "", day) == Months{30, 31, 30});
    CHECK(*f.value("inside") == Approx(1));
}

TEST_CASE("a stay within one month, or over a whole one, is cut right") {
    const Folded f = fold(spring,
                          "tracks: {t: {start: home, nodes: {home: {stay: 3 days, routes: [{to: prison}]}, prison: "
                          "{stay: 60 days, routes: [{to: out}]}, out: {}}}}\n"
                          "measures: {home: {population: t/home}, inside: {population: t/prison}}\n");
    CHECK(f.numerators("home", "", day) == Months{3, 0, 0});
    CHECK(f.numerators("inside", "", day) == Months{27, 31, 2});
}

TEST_CASE("people inside a node with units are those served, not those who wait") {
    const Folded f = fold(spring, desk + "measures: {served: {population: t/desk}}\n");
    CHECK(f.numerators("served", "", day) == Months{25, 5 + 26, 4});  // a on days 5 to 35, b on days 35 to 65
}

TEST_CASE("people waiting are counted until they are served or give up") {
    const Folded f = fold(spring, desk + "measures: {queue: {waiting: t/desk, by: who}}\n");
    CHECK(f.numerators("queue", "a", day) == Months{0, 0, 0});
    CHECK(f.numerators("queue", "b", day) == Months{20, 5, 0});   // days 10 to 35
    CHECK(f.numerators("queue", "c", day) == Months{10, 10, 0});  // days 20 to 40
    CHECK(f.numerators("queue", "", day) == Months{30, 15, 0});
}

TEST_CASE("who still waits at the horizon has waited until then") {
    const Folded f =
        fold("warm-up: 0 days, run: 30 days", desk + "measures: {queue: {waiting: t/desk}, delay: {wait: t/desk}}\n");
    CHECK(f.numerators("queue", "", day) == Months{20 + 10});
    CHECK(f.denominators("delay") == Months{1});
}

TEST_CASE("a mean wait is over those who start, in the month in which they start") {
    const Folded f = fold(spring, desk + "measures: {delay: {wait: t/desk}, hours: {wait: t/desk, unit: hours}}\n");
    CHECK(f.numerators("delay", "", day) == Months{0, 25, 0});
    CHECK(f.denominators("delay") == Months{1, 1, 0});
    CHECK(*f.value("delay") == Approx(12.5));  // days, unless another unit is named
    CHECK(*f.value("hours") == Approx(300));
}

TEST_CASE("a ratio divides one measure by another") {
    const Folded f = fold(
        spring, desk + "measures: {served: {count: t/desk}, came: {count: t/out}, rate: {ratio: [served, came]}}\n");
    // Served: a and b; out: c on day 40, a on day 35, b on day 65.
    CHECK(*f.value("rate") == Approx(200.0 / 3));
}

TEST_CASE("a ratio by group divides group by group, of nothing there is no ratio") {
    const Folded f = fold(spring, desk +
                                      "measures: {served: {count: t/desk, by: who}, came: {count: t/out, by: who}, "
                                      "rate: {ratio: [served, came]}}\n");
    CHECK(*f.value("rate", "b") == Approx(100));
    CHECK(*f.value("rate", "c") == Approx(0));
    CHECK(*f.value("rate") == Approx(200.0 / 3));
    const Folded none =
        fold("warm-up: 0 days, run: 3 days",
             desk + "measures: {served: {count: t/desk}, came: {count: t/out}, rate: {ratio: [served, came]}}\n");
    CHECK_FALSE(none.value("rate"));
}

TEST_CASE("groups add up to everybody, for each attribute that a measure is grouped by") {
    const Folded f = fold("warm-up: 30 days, run: 12 months",
                          "attributes: {sex: [male, female], district: [Leeds, Bradford, Kirklees]}\n"
                          "population: {present: 50, arrivals: 30 per month, draw: {sex: {male: 84%, female: rest},"
                          " district: {Leeds: 50%, Bradford: 30%, Kirklees: rest}}}\n"
                          "resources: {officers: {units: 2}}\n"
                          "tracks:\n  t:\n    start: home\n    nodes:\n"
                          "      home: {stay: exponential(40 days), routes: [{to: desk}]}\n"
                          "      desk: {use: {officers: 1}, stay: exponential(12 hours), routes: [{to: home, chance: "
                          "80%}, {to: gone, otherwise: true}]}\n"
                          "      gone: {end: true}\n"
                          "measures:\n"
                          "  starts: {count: t/desk, by: [sex, district]}\n"
                          "  inside: {population: t/desk, by: [sex, district]}\n"
                          "  queue: {waiting: t/desk, by: [sex, district]}\n"
                          "  delay: {wait: t/desk, by: [sex, district]}\n");
    for (const char* name : {"starts", "inside", "queue", "delay"}) {
        INFO(name);
        const Months total = f.numerators(name), men = f.numerators(name, "male"), women = f.numerators(name, "female");
        const Months leeds = f.numerators(name, "Leeds"), bradford = f.numerators(name, "Bradford"),
                     kirklees = f.numerators(name, "Kirklees");
        REQUIRE(total.size() == 12);
        for (std::size_t m = 0; m < 12; ++m) {
            CHECK(total[m] > 0);
            CHECK(men[m] + women[m] == total[m]);
            CHECK(leeds[m] + bradford[m] + kirklees[m] == total[m]);
        }
    }
    CHECK(f.numerators("starts") == f.denominators("delay"));
}

TEST_CASE("a condition leaves out what it does not hold for") {
    const Folded f =
        fold(spring,
             desk + "measures: {not-a: {count: t/out, when: {who: [b, c]}}, only-a: {count: t/out, when: {who: a}}}\n");
    CHECK(f.numerators("not-a") == Months{0, 1, 1});  // c on day 40, b on day 65
    CHECK(f.numerators("only-a") == Months{0, 1, 0});
}

TEST_CASE("groups and conditions see the offender as the stay ends") {
    const Folded f =
        fold(spring,
             "attributes: {drug: [none-found, opiate]}\n"
             "tracks:\n"
             "  t: {start: home, nodes: {home: {stay: 40 days, routes: [{to: out}]}, out: {}}}\n"
             "  u: {start: clean, nodes: {clean: {stay: 10 days, routes: [{to: using}]}, using: {effects: [{set: "
             "{drug: opiate}}]}}}\n"
             "measures: {home: {population: t/home, by: drug}, users: {count: t/home, when: {u: using}}}\n");
    CHECK(f.numerators("home", "opiate", day) == Months{30, 10, 0});
    CHECK(f.numerators("home", "none-found", day) == Months{0, 0, 0});
    CHECK(f.numerators("users") == Months{1, 0, 0});
}

TEST_CASE("what ends a stay changes nothing that the stay is grouped by") {
    const Folded f = fold(spring,
                          "attributes: {stage: [first, second]}\n"
                          "tracks: {t: {start: a, nodes: {a: {stay: 10 days, routes: [{to: b}]}, b: {effects: [{set: "
                          "{stage: second}}]}}}}\n"
                          "measures: {a: {count: t/a, by: stage}, b: {count: t/b, by: stage}}\n");
    CHECK(f.numerators("a", "first") == Months{1, 0, 0});
    CHECK(f.numerators("b", "second") == Months{1, 0, 0});
}

TEST_CASE("stays of a case are grouped by the attributes of that case") {
    // Two files open at once: theft on day 10, burglary on day 15; each is open for twenty days.
    const Folded f =
        fold(spring,
             "attributes: {offence: {values: [none, theft, burglary], of: file}}\n"
             "cases: {file: {copies: 3, tracks: [file]}}\n"
             "tracks:\n"
             "  t:\n    start: home\n    nodes:\n"
             "      home: {stay: 10 days, routes: [{to: first}]}\n"
             "      first: {effects: [{move: {file: {open: theft}}}], stay: 5 days, routes: [{to: second}]}\n"
             "      second: {effects: [{move: {file: {open: burglary}}}]}\n"
             "  file:\n    start: shelf\n    nodes:\n"
             "      shelf: {}\n"
             "      theft: {effects: [{set: {offence: theft}}], routes: [{to: opened}]}\n"
             "      burglary: {effects: [{set: {offence: burglary}}], routes: [{to: opened}]}\n"
             "      opened: {stay: 20 days, routes: [{to: shelf}]}\n"
             "measures: {files: {population: file/opened, by: offence}}\n");
    CHECK(f.numerators("files", "theft", day) == Months{20, 0, 0});     // days 10 to 30
    CHECK(f.numerators("files", "burglary", day) == Months{15, 5, 0});  // days 15 to 35
    CHECK(f.numerators("files", "", day) == Months{35, 5, 0});
}

TEST_CASE("only stays on nodes that a measure names are wanted") {
    const Folded f = fold(spring, desk + "measures: {served: {count: t/desk}}\n");
    CHECK(f.folding.wanted.stays == std::vector<bool>{false, true, false});
    CHECK_FALSE(f.folding.wanted.uses);
    CHECK_FALSE(f.folding.wanted.changes);
}

TEST_CASE("a wait in an unknown unit is a problem") {
    Problems problems;
    const auto scenario = load_text("x.yaml",
                                    "desist: 1\ntime: {start: 2012-04-01, " + spring + "}\n" + desk +
                                        "measures: {delay: {wait: t/desk, unit: fortnights}}\n",
                                    problems);
    REQUIRE(scenario);
    const auto pathway = build_pathway(*scenario, problems);
    REQUIRE(pathway);
    plan_measures(*pathway, problems);
    CHECK_THAT(problems.text(), ContainsSubstring("fortnights"));
    CHECK(problems.errors() == 1);
}

namespace {

// One person: released on one day, commits an offence on another (0: never), is convicted of it on a third.
struct History {
    std::string released, offended, convicted;  // durations since the beginning, since then, since then
};

Folded follow(const std::vector<History>& people, const std::string& time = "warm-up: 0 days, run: 1000 days") {
    std::string names, streams, released, offended, convicted;
    for (std::size_t i = 0; i < people.size(); ++i) {
        const std::string name(1, static_cast<char>('a' + i)), comma = i ? ", " : "";
        names += comma + name;
        streams += comma + name + ": {present: 1, draw: {who: " + name + "}}";
        released += ", " + name + ": " + people[i].released;
        offended += ", " + name + ": " + people[i].offended;
        convicted += ", " + name + ": " + people[i].convicted;
    }
    return fold(
        time,
        "attributes: {who: [" + names + "], offended: {date: true}}\npopulation: {streams: {" + streams +
            "}}\n"
            "tracks:\n"
            "  prison: {start: inside, nodes: {inside: {stay: {by: who" +
            released +
            "}, routes: [{to: released}]}, released: {}}}\n"
            "  crime:\n    start: clean\n    nodes:\n"
            "      clean: {stay: {by: who" +
            offended +
            "}, routes: [{to: offence}]}\n"
            "      offence: {effects: [{set: {offended: now}}], stay: {by: who" +
            convicted +
            "}, routes: [{to: convicted}]}\n"
            "      convicted: {}\n"
            "measures: {again: {reoffending: {index: [prison/released], proven: [crime/convicted], committed: offended,"
            " within: 12 months, proven-within: 6 months}, by: who}}\n");
}

// Index events and those followed by a proven reoffence, over the whole run.
std::pair<double, double> followed(const Folded& f, const std::string& who = "") {
    double index = 0, again = 0;
    for (double x : f.denominators("again", who)) index += x;
    for (double x : f.numerators("again", who)) again += x;
    return {index, again};
}

using Pair = std::pair<double, double>;

}  // namespace

// Twelve months are 365.25 days, eighteen are 547.875.
TEST_CASE("an offence within twelve months that is proven within twelve is reoffending") {
    CHECK(followed(follow({{"10 days", "100 days", "100 days"}})) == Pair{1, 1});
}

TEST_CASE("an offence within twelve months that is proven within the six after them is reoffending") {
    CHECK(followed(follow({{"10 days", "300 days", "200 days"}})) == Pair{1, 1});
}

TEST_CASE("an offence within twelve months that is proven after eighteen does not count") {
    CHECK(followed(follow({{"10 days", "100 days", "500 days"}})) == Pair{1, 0});
}

TEST_CASE("an offence after twelve months does not count") {
    CHECK(followed(follow({{"10 days", "400 days", "20 days"}})) == Pair{1, 0});
}

TEST_CASE("an offence before the index event that is proven after it does not count") {
    CHECK(followed(follow({{"10 days", "5 days", "100 days"}})) == Pair{1, 0});
}

TEST_CASE("an offence that is not yet proven at the horizon does not count") {
    CHECK(followed(follow({{"10 days", "100 days", "2000 days"}})) == Pair{1, 0});
}

TEST_CASE("an index event that cannot be followed to the end of its eighteen months is left out") {
    CHECK(followed(follow({{"500 days", "510 days", "10 days"}})) == Pair{0, 0});
    CHECK(followed(follow({{"452 days", "510 days", "10 days"}})) == Pair{1, 1});
    CHECK(followed(follow({{"453 days", "510 days", "10 days"}})) == Pair{0, 0});
}

TEST_CASE("an index event in warm-up is left out, though the offence is measured") {
    CHECK(followed(follow({{"10 days", "100 days", "10 days"}}, "warm-up: 50 days, run: 1000 days")) == Pair{0, 0});
    CHECK(followed(follow({{"60 days", "100 days", "10 days"}}, "warm-up: 50 days, run: 1000 days")) == Pair{1, 1});
}

TEST_CASE("the twelve and the eighteen months are half open") {
    // 365.25 days are 31,557,600 seconds; 547.875 days are 47,336,400 seconds.
    CHECK(followed(follow({{"10 seconds", "31557609 seconds", "1 day"}})) == Pair{1, 1});
    CHECK(followed(follow({{"10 seconds", "31557610 seconds", "1 day"}})) == Pair{1, 0});
    CHECK(followed(follow({{"10 seconds", "20 seconds", "47336389 seconds"}})) == Pair{1, 1});
    CHECK(followed(follow({{"10 seconds", "20 seconds", "47336390 seconds"}})) == Pair{1, 0});
}

TEST_CASE("the rate is the share of index events, in the month of the index event and the group of its offender") {
    const Folded f = follow({{"10 days", "100 days", "100 days"},
                             {"40 days", "100 days", "100 days"},
                             {"40 days", "5 days", "100 days"},
                             {"10 days", "700 days", "10 days"},
                             {"900 days", "910 days", "10 days"}});
    CHECK(followed(f) == Pair{4, 2});
    CHECK(*f.value("again") == Approx(50));
    CHECK(f.denominators("again")[0] == 2);
    CHECK(f.denominators("again")[1] == 2);
    CHECK(f.numerators("again")[0] == 1);
    CHECK(f.numerators("again")[1] == 1);
    CHECK(*f.value("again", "a") == Approx(100));
    CHECK(*f.value("again", "c") == Approx(0));
    CHECK_FALSE(f.value("again", "e"));
}

TEST_CASE("every index event of a person is followed for itself") {
    // Released on days 10, 210 and 410; an offence on day 300, proven on day 310: within twelve months of the first
    // two.
    const Folded f = fold(
        "warm-up: 0 days, run: 1000 days",
        "attributes: {offended: {date: true}}\n"
        "tracks:\n"
        "  prison: {start: inside, nodes: {inside: {stay: 10 days, routes: [{to: released}]}, released: {stay: 190 "
        "days, routes: [{to: inside}]}}}\n"
        "  crime: {start: clean, nodes: {clean: {stay: 300 days, routes: [{to: offence}]},"
        " offence: {effects: [{set: {offended: now}}], stay: 10 days, routes: [{to: convicted}]}, convicted: {}}}\n"
        "measures: {again: {reoffending: {index: [prison/released], proven: [crime/convicted], committed: offended,"
        " within: 12 months, proven-within: 6 months}}}\n");
    CHECK(followed(f) == Pair{3, 2});
}

TEST_CASE("the history of one who has left is not that of who comes after him") {
    // Everybody is released on arrival and leaves after a day. Some offend; nobody is convicted who was released: the
    // convicted are others, who were never in prison.
    const Folded f =
        fold("warm-up: 0 days, run: 1000 days",
             "attributes: {kind: [released, convicted], offended: {date: true}}\n"
             "population: {streams: {x: {arrivals: 1 per day, draw: {kind: released}}, y: {arrivals: 1 per day, draw: "
             "{kind: convicted}}}}\n"
             "tracks:\n"
             "  t:\n    start: entry-node\n    nodes:\n"
             "      entry-node: {routes: [{to: released, when: {kind: released}}, {to: convicted, otherwise: true}]}\n"
             "      released: {stay: 12 hours, routes: [{to: gone}]}\n"
             "      convicted: {effects: [{set: {offended: now}}], stay: 12 hours, routes: [{to: gone}]}\n"
             "      gone: {end: true}\n"
             "measures: {again: {reoffending: {index: [t/released], proven: [t/convicted], committed: offended,"
             " within: 12 months, proven-within: 6 months}}, proofs: {count: t/convicted}}\n");
    CHECK(followed(f).first > 350);
    CHECK(followed(f).second == 0);
    CHECK(*f.value("proofs") > 300);
}
