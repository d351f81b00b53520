// Offences before and after an event, with and without the index offence: one person, fixed dates, by hand.
#include "tests/measure/folding.hpp"

using namespace desist;
using namespace desist::test;

namespace {

// One offence after another, each `gap` days after the last; the third (day 90) is followed a day later by the event (a
// positive test), the others are not. Each is proven ten days after it was committed.
std::string offender(const std::string& measure) {
    return "attributes: {committed: {date: true, of: file}, n: {count: true, bands: [0, 1, 2, 3, 4]}}\n"
           "cases: {file: {copies: 3, tracks: [file]}}\n"
           "tracks:\n  t:\n    start: home\n    nodes:\n"
           "      home: {stay: 30 days, routes: [{to: offend}]}\n"
           "      offend: {effects: [{count: n}, {move: {file: {open: opened}}}], stay: 1 day, routes: [{to: positive, "
           "when: {n: 3}}, {to: home, otherwise: true}]}\n"
           "      positive: {routes: [{to: home}]}\n"
           "  file:\n    start: none\n    nodes:\n      none: {}\n"
           "      opened: {effects: [{set: {committed: now}}], stay: 10 days, routes: [{to: proven}]}\n"
           "      proven: {stay: 1 hour, routes: [{to: none}]}\n"
           "measures: {ba: {before-after: {event: t/positive, offences: file/proven, committed: committed, " +
           measure + "}}}\n";
}
// Three people, a, b and c, who offend on day 50; it is proven on day 51 and the event begins on day 52. Five days
// later a is kept (and lost after five more), b is lost, c is out.
std::string three(const std::string& terms) {
    return "attributes: {committed: {date: true}, who: [a, b, c]}\n"
           "population: {streams: {a: {present: 1, draw: {who: a}}, b: {present: 1, draw: {who: b}}, c: {present: 1, "
           "draw: "
           "{who: c}}}}\n"
           "tracks:\n  t:\n    start: home\n    nodes:\n"
           "      home: {stay: 50 days, routes: [{to: offend}]}\n"
           "      offend: {effects: [{set: {committed: now}}], stay: 1 day, routes: [{to: proven}]}\n"
           "      proven: {stay: 1 day, routes: [{to: event}]}\n"
           "      event: {stay: 5 days, routes: [{to: kept, when: {who: a}}, {to: lost, when: {who: b}}, {to: out, "
           "otherwise: true}]}\n"
           "      kept: {stay: 5 days, routes: [{to: lost}]}\n"
           "      lost: {routes: [{to: out}]}\n      out: {}\n"
           "measures: {ba: {before-after: {event: t/event, offences: t/proven, committed: committed, spans: [30 "
           "days], " +
           terms + "}}}\n";
}
// Offences on days 30, 61, 92 (event on day 93), 123, 154, ... and so on every 31 days.
const std::string run = "warm-up: 0 days, run: 2 years";
// Of two civil years (730 days) the events of the first 40 days cannot be looked back from, those of the last not
// followed.
constexpr double years = (730 - 80) / 365.25;

}  // namespace

TEST_CASE("before and after are told with and without the index offence") {
    const Folded f = fold(run, offender("spans: [40 days]"));
    // The 40 days before day 93 hold the offences of day 61 and 92, of which the latter is the index offence; the 40
    // days after it the one of day 123.
    CHECK(*f.value("ba:40-days-before") == 2);
    CHECK(*f.value("ba:40-days-before-without-index") == 1);
    CHECK(*f.value("ba:40-days-after") == 1);
    CHECK(*f.value("ba") == Approx(50));
    CHECK(*f.value("ba:40-days-fall-without-index") == 0);
    CHECK(*f.value("ba:40-days-fell") == Approx(100));
    CHECK(*f.value("ba:40-days-fell-without-index") == 0);
    CHECK(*f.value("ba:40-days-fall-of-those") == Approx(50));
    CHECK(*f.value("ba:40-days-total-before") == Approx(2 / years));
    CHECK(*f.value("ba:40-days-total-without-index") == Approx(1 / years));
    CHECK(*f.value("ba:40-days-total-after") == Approx(1 / years));
}

TEST_CASE("further offences of a case count before and after, with the index offence and without") {
    // The n-th offence is proven with n further ones: 3 and 4 before the event (the latter with the index), 5 after.
    const Folded f = fold(run, offender("spans: [40 days], further-offences: n"));
    CHECK(*f.value("ba:40-days-before") == 7);
    CHECK(*f.value("ba:40-days-before-without-index") == 3);
    CHECK(*f.value("ba:40-days-after") == 5);
    CHECK(*f.value("ba") == Approx(200.0 / 7));
}

TEST_CASE("every span is told by itself") {
    const Folded f = fold(run, offender("spans: [20 days, 93 days]"));
    CHECK(*f.value("ba:20-days-before") == 1);
    CHECK(*f.value("ba:20-days-after") == 0);
    CHECK(*f.value("ba:93-days-before") == 3);
    CHECK(*f.value("ba:93-days-after") == 3);  // days 123, 154 and 185
}

TEST_CASE("the index offence is the last one committed shortly before, where no case ties it") {
    const Folded f =
        fold(run, offender("spans: [40 days], index-within: 12 hours"));  // committed a day before the event
    CHECK(*f.value("ba:40-days-before-without-index") == 2);
}

TEST_CASE("offences that are proven late are left out on both sides alike") {
    const Folded f = fold(run, offender("spans: [40 days], proven-within: 9 days"));
    CHECK(*f.value("ba:40-days-before") == 0);
    CHECK(*f.value("ba:40-days-after") == 0);
    CHECK_FALSE(f.value("ba").has_value());  // nothing before, nothing to divide by
}

TEST_CASE("a span before the beginning of the run, or beyond its end, is not counted") {
    const Folded f = fold("warm-up: 0 days, run: 120 days", offender("spans: [20 days, 28 days]"));
    CHECK(f.value("ba:20-days-before").has_value());
    CHECK_FALSE(f.value("ba:28-days-before").has_value());  // the event is on day 93
    const Folded longer = fold("warm-up: 0 days, run: 190 days", offender("spans: [93 days, 94 days]"));
    CHECK(longer.value("ba:93-days-before").has_value());
    CHECK_FALSE(longer.value("ba:94-days-before").has_value());
}

TEST_CASE("people are told apart by what came first after the event") {
    const Folded f = fold("warm-up: 0 days, run: 1 year", three("outcomes: {retained: t/kept, dropped-out: t/lost}"));
    CHECK(f.denominators("ba:30-days-before")[1] == 3);
    CHECK(f.denominators("ba:30-days-before", "retained")[1] == 1);
    CHECK(f.denominators("ba:30-days-before", "dropped-out")[1] == 1);
    CHECK(f.denominators("ba:30-days-before", "none of these")[1] == 1);
}

TEST_CASE("only events count that went on as is said within the span") {
    const auto people = [](const std::string& terms) {
        return fold("warm-up: 0 days, run: 1 year", three(terms)).denominators("ba:30-days-before")[1];
    };
    CHECK(people("once-per: run") == 3);
    CHECK(people("then: t/kept") == 1);
    CHECK(people("then: t/lost") == 2);                       // a after ten days, b after five
    CHECK(people("then: t/lost, then-after: 5 days") == 2);   // not sooner: five days are enough
    CHECK(people("then: t/lost, then-after: 6 days") == 1);   // a
    CHECK(people("then: t/lost, never: t/kept") == 1);        // b
    CHECK(people("then: t/lost, then-before: t/kept") == 1);  // b
    CHECK(people("then: t/kept, then-before: t/lost") == 1);  // a
    CHECK(people("never: [t/kept, t/lost]") == 1);            // c
    CHECK(people("never: t/event") == 3);                     // the event itself is not after itself
    CHECK(people("then: t/kept, never: t/lost") == 0);
    const Folded brief = fold("warm-up: 0 days, run: 1 year", three("never: t/lost, only: offended-before"));
    CHECK(brief.denominators("ba:30-days-before")[1] == 1);
}

TEST_CASE("only those who offended in the span before may be asked for") {
    const std::string two =
        "attributes: {committed: {date: true}, who: [a, b]}\n"
        "population: {streams: {a: {present: 1, draw: {who: a}}, b: {present: 1, draw: {who: b}}}}\n"
        "tracks:\n  t:\n    start: home\n    nodes:\n"
        "      home: {stay: 50 days, routes: [{to: offend, when: {who: a}}, {to: event, otherwise: true}]}\n"
        "      offend: {effects: [{set: {committed: now}}], routes: [{to: proven}]}\n"
        "      proven: {stay: 20 days, routes: [{to: event}]}\n"
        "      event: {}\n"
        "measures: {ba: {before-after: {event: t/event, offences: t/proven, committed: committed, spans: [30 days]";
    const auto people = [&](const std::string& terms) {
        const Folded f = fold("warm-up: 0 days, run: 1 year", two + terms + "}}}\n");
        double all = 0;
        for (double month : f.denominators("ba:30-days-before")) all += month;
        return all;
    };
    CHECK(people("") == 2);
    CHECK(people(", only: offended-before") == 1);
}
