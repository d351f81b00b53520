// Proven reoffending: who is an index case, which offences count, and what stands beside the rate. One person, or two,
// with fixed dates; worked out by hand.
#include "tests/measure/folding.hpp"

using namespace desist;
using namespace desist::test;

namespace {

// `steps`: what happens on the days since 2012-04-01, in order, as NODE: for how long. index and proven are instant in
// effect (one second); an offence is committed at `offend`.
std::string life(const std::string& nodes) {
    return "attributes: {committed: {date: true}, done: {count: true, bands: [0, 1]}, sex: [male]}\n"
           "population: {present: 1, draw: {sex: male}}\n"
           "tracks:\n  t:\n    start: a\n    nodes:\n" +
           nodes;
}
std::string stay_on(const std::string& name, const std::string& stay, const std::string& to,
                    const std::string& effects = "") {
    return "      " + name + ": {" + (effects.empty() ? "" : "effects: [" + effects + "], ") + "stay: " + stay +
           ", routes: [{to: " + to + "}]}\n";
}
const std::string commit = "{set: {committed: now}}, {count: done}";

// Index on day 10; an offence on day `offence` days later, proven `proof` days after it; then nothing.
Folded one_offence(const std::string& offence, const std::string& proof, const std::string& more = "") {
    return fold("warm-up: 0 days, run: 3 years",
                life(stay_on("a", "10 days", "index") + stay_on("index", offence, "offend") +
                     stay_on("offend", proof, "proven", commit) + "      proven: {}\n") +
                    "measures: {again: {reoffending: {index: t/index, proven: t/proven, committed: committed, within: "
                    "365 days, proven-within: 180 days" +
                    more + "}}}\n");
}

}  // namespace

TEST_CASE("an offence a second before the end of the twelve months counts, one at the end does not") {
    CHECK(one_offence("364.99 days", "10 days").numerators("again")[0] == 1);
    CHECK(one_offence("365 days", "10 days").numerators("again")[0] == 0);
}

TEST_CASE("proof counts until the end of the twelve and six months") {
    CHECK(one_offence("300 days", "244.99 days").numerators("again")[0] == 1);
    CHECK(one_offence("300 days", "245 days").numerators("again")[0] == 0);
}

TEST_CASE("an index event that could not be followed to the end is not counted at all") {
    // The run ends 545 days after 1 October 2013 or so: an index event later than that is censored, never zero.
    const Folded f =
        fold("warm-up: 0 days, run: 3 years",
             life(stay_on("a", "551 days", "index") + "      index: {}\n      proven: {}\n") +
                 "measures: {again: {reoffending: {index: t/index, proven: t/proven, committed: committed, "
                 "within: 365 days, proven-within: 180 days}}}\n");
    CHECK_FALSE(f.value("again").has_value());
    const Period last = report_periods(f.folding.layout.bins)[2];
    CHECK(last.name == "2014/15");
    CHECK(why_not(f.folding.layout, MeasureId(std::size_t{0}), last) ==
          "the follow-up of its last index events ends after the run");
}

TEST_CASE("further offences proven with a case are reoffences, too, of one reoffender") {
    // `done` is 1 at the proof: the case holds one offence more, a frequency of two.
    const Folded f = one_offence("20 days", "10 days", ", further-offences: done, severity: {by: sex, male: 2.5}");
    CHECK(*f.value("again") == Approx(100));
    CHECK(*f.value("again:per-offender") == Approx(2));
    CHECK(*f.value("again:per-reoffender") == Approx(2));
    CHECK(*f.value("again:severity") == Approx(2.5));
}

TEST_CASE("reoffences are told per offender and per reoffender") {
    // Two people have an index event on day 10; one commits two offences that are proven, the other none.
    const Folded f = fold(
        "warm-up: 0 days, run: 3 years",
        "attributes: {committed: {date: true}, who: [a, b]}\n"
        "population: {streams: {a: {present: 1, draw: {who: a}}, b: {present: 1, draw: {who: b}}}}\n"
        "tracks:\n  t:\n    start: home\n    nodes:\n" +
            stay_on("home", "10 days", "index") +
            "      index: {stay: 20 days, routes: [{to: first, when: {who: a}}, {to: out, otherwise: true}]}\n" +
            stay_on("first", "1 day", "proven-1", "{set: {committed: now}}") +
            stay_on("proven-1", "20 days", "second") +
            stay_on("second", "1 day", "proven-2", "{set: {committed: now}}") +
            "      proven-2: {}\n      out: {}\n"
            "measures: {again: {reoffending: {index: t/index, proven: [t/proven-1, t/proven-2], committed: committed, "
            "within: 365 days, proven-within: 180 days}, by: who}}\n");
    CHECK(*f.value("again") == Approx(50));
    CHECK(*f.value("again:per-offender") == Approx(1));
    CHECK(*f.value("again:per-reoffender") == Approx(2));
    CHECK(*f.value("again", "a") == Approx(100));
    CHECK(*f.value("again", "b") == 0);
    CHECK_FALSE(f.value("again:per-reoffender", "b").has_value());  // no reoffenders: nothing to divide by
}

TEST_CASE("committed, detected and proven offences are counted apart") {
    // Two offences: the first is detected and never proven, the second neither.
    const Folded f = fold(
        "warm-up: 0 days, run: 3 years",
        life(stay_on("a", "10 days", "index") + stay_on("index", "20 days", "offend") +
             stay_on("offend", "5 days", "detected", commit) + stay_on("detected", "20 days", "offend-2") +
             stay_on("offend-2", "1 day", "over", commit) + "      over: {}\n      proven: {}\n") +
            "measures: {again: {reoffending: {index: t/index, proven: t/proven, committed: committed, within: 365 "
            "days, "
            "proven-within: 180 days, detected: t/detected, offended: [t/offend, t/offend-2], previous: done}}}\n");
    CHECK(*f.value("again") == 0);
    CHECK(*f.value("again:detected") == Approx(100));
    CHECK(*f.value("again:offended") == Approx(100));
    CHECK(*f.value("again:previous") == 0);  // at the index event nothing had been done yet
}

TEST_CASE("a reoffence weighs what the table says when it is proven") {
    const Folded f = one_offence("20 days", "10 days", ", severity: {by: sex, male: 2.5}");
    CHECK(*f.value("again:severity") == Approx(2.5));
}

TEST_CASE("a person is an index case once in each quarter, year or run") {
    // Index events every 20 days for three years; the last that can be followed is 545 days before the end: day 540
    // (index events on days 20, 40, ... 540 = 27), from 21 April 2012 to 23 September 2013.
    const auto with = [](const std::string& once) {
        return fold("warm-up: 0 days, run: 3 years",
                    "attributes: {committed: {date: true}}\ntracks: {t: {start: a, nodes: {a: {stay: 20 days, routes: "
                    "[{to: index}]}, index: {routes: [{to: a}]}, proven: {}}}}\n"
                    "measures: {again: {reoffending: {index: t/index, proven: t/proven, committed: committed, within: "
                    "365 days, proven-within: 180 days" +
                        once + "}}}\n")
            .denominators("again");
    };
    const auto sum = [](const Months& months) {
        double all = 0;
        for (double month : months) all += month;
        return all;
    };
    CHECK(sum(with("")) == 27);
    CHECK(sum(with(", once-per: quarter")) == 6);  // April to June 2012 ... July to September 2013
    CHECK(sum(with(", once-per: year")) == 2);     // 2012/13, 2013/14
    CHECK(sum(with(", once-per: run")) == 1);
}

TEST_CASE("the offence of the index event's own case is no reoffence") {
    // A case is opened on day 10, and its offence is told a day later; whether the index event is its own charge or the
    // arrest in that second, its offence is no reoffence. That of the second case, opened on day 40, is.
    const std::string model =
        "attributes: {committed: {date: true, of: file}, n: {count: true, bands: [0, 1, 2]}}\ncases: {file: {copies: "
        "2, tracks: [file]}}\n"
        "tracks:\n  t:\n    start: a\n    nodes:\n      a: {stay: 10 days, routes: [{to: b}]}\n"
        "      b: {effects: [{move: {file: {open: charged}}}, {count: n}], stay: 30 days, routes: [{to: b, when: {n: "
        "1}}, {to: c, otherwise: true}]}\n      c: {}\n"
        "  file:\n    start: none\n    nodes:\n      none: {}\n"
        "      charged: {effects: [{set: {committed: now}}], stay: 30 days, routes: [{to: proven}]}\n"
        "      proven: {stay: 1 day, routes: [{to: none}]}\n";
    const Folded own = fold("warm-up: 0 days, run: 3 years",
                            model +
                                "measures: {again: {reoffending: {index: file/charged, proven: file/proven, "
                                "committed: committed, within: 365 days}}}\n");
    CHECK(own.denominators("again")[0] == 1);
    CHECK(own.numerators("again:per-offender")[0] == 1);  // the second case
    CHECK(own.numerators("again:per-offender")[1] == 0);  // nothing after it
    const Folded other = fold("warm-up: 0 days, run: 3 years",
                              model +
                                  "measures: {again: {reoffending: {index: t/b, proven: file/proven, committed: "
                                  "committed, within: 365 days}}}\n");
    CHECK(other.numerators("again:per-offender")[0] == 1);
    CHECK(other.numerators("again:per-offender")[1] == 0);
}
