// Offences before and after an event: what lies in which span, which offence is the index offence, what is left out.
// Worked out by hand.
#include "tests/measure/lives.hpp"

using namespace desist;
using namespace desist::test;

namespace {

std::string measure(const std::string& more = "", const std::string& spans = "100 days") {
    return "  m: {before-after: {event: $event, offences: $proof, committed: committed, spans: " + spans + more +
           "}, by: who}\n";
}

// Offences a person: before, before without the index offence, after.
struct Around {
    double before = 0, without = 0, after = 0;
    friend bool operator==(const Around&, const Around&) = default;
};
std::ostream& operator<<(std::ostream& out, const Around& a) {
    return out << a.before << ", " << a.without << " without the index offence, " << a.after << " after";
}
Around around(const Folded& f, const std::string& who = "", const std::string& span = "100-days") {
    const auto all = [&](const char* part) { return sum(f.numerators("m:" + span + "-" + part, who)); };
    return {all("before"), all("before-without-index"), all("after")};
}
double events(const Folded& f, const std::string& span = "100-days") {
    return sum(f.denominators("m:" + span + "-before"));
}

// An event on day 500; one offence, committed so many days after it (before: below zero) and proven a day later.
Around one_offence(double after_event, const std::string& more = "", double proof = 1) {
    Life life{{500, "event"}};
    const Happening offence{500 + after_event + proof, "proof", proof};
    life.insert(offence.days < 500 ? life.begin() : life.end(), offence);
    return around(fold_lives({life}, measure(more)));
}
constexpr double second = 1 / day;

}  // namespace

TEST_CASE("offences are before or after an event by when they were committed, not by when they were proven") {
    CHECK(one_offence(-50, "", 10) == Around{1, 1, 0});
    CHECK(one_offence(-50, "", 90) == Around{1, 1, 0});
    CHECK(one_offence(50) == Around{0, 0, 1});
}

TEST_CASE("the span before an event begins so long before it and holds the event's own second") {
    CHECK(one_offence(-100) == Around{1, 1, 0});
    CHECK(one_offence(-100 - second) == Around{0, 0, 0});
    CHECK(one_offence(0) == Around{1, 0, 0});  // in the event's second: it led to the event
    CHECK(one_offence(second) == Around{0, 0, 1});
}

TEST_CASE("the span after an event is half open") {
    CHECK(one_offence(100 - second) == Around{0, 0, 1});
    CHECK(one_offence(100) == Around{0, 0, 0});
}

TEST_CASE("where no case ties it, the index offence is the last one committed within seven days before the event") {
    CHECK(one_offence(-7) == Around{1, 0, 0});
    CHECK(one_offence(-7 - second) == Around{1, 1, 0});
    const Life two = {{500, "event"}, {501, "proof", 4}, {502, "proof", 3}};  // committed on days 497 and 499
    CHECK(around(fold_lives({two}, measure())) == Around{2, 1, 0});
}

TEST_CASE("how far back the index offence may lie can be said") {
    CHECK(one_offence(-20, ", index-within: 20 days") == Around{1, 0, 0});
    CHECK(one_offence(-3, ", index-within: 2 days") == Around{1, 1, 0});
}

TEST_CASE("offences that are proven too late count on neither side") {
    const std::string soon = ", proven-within: 60 days";
    CHECK(one_offence(-50, soon, 60 - second) == Around{1, 1, 0});
    CHECK(one_offence(-50, soon, 60) == Around{0, 0, 0});
    CHECK(one_offence(50, soon, 60 - second) == Around{0, 0, 1});
    CHECK(one_offence(50, soon, 60) == Around{0, 0, 0});
}

TEST_CASE("an offence without a date counts on neither side") {
    const Life life = {{490, "proof"}, {500, "event"}, {510, "proof"}};
    CHECK(around(fold_lives({life}, measure())) == Around{0, 0, 0});
}

TEST_CASE("several spans are counted from the same lives, each with its own fall") {
    // Committed on days 300, 450 and 495 (the index offence); after the event on days 520 and 650.
    const Life life = {{310, "proof", 10}, {460, "proof", 10}, {500, "event"},
                       {505, "proof", 10}, {530, "proof", 10}, {660, "proof", 10}};
    const Folded f = fold_lives({life}, measure("", "[100 days, 250 days]"));
    CHECK(around(f) == Around{2, 1, 1});
    CHECK(around(f, "", "250-days") == Around{3, 2, 2});
    CHECK(*f.value("m") == Approx(50));  // of the first span
    CHECK(*f.value("m:100-days-fall-without-index") == Approx(0));
    CHECK(*f.value("m:250-days-fall") == Approx(100.0 / 3));
    CHECK(*f.value("m:250-days-fall-without-index") == Approx(0));
}

TEST_CASE("of people whose offences fall it is told how many they are and by how much theirs fall") {
    // a: 3 before (1 the index offence), 1 after. b: 1 before, the index offence, 1 after. c: none before, 2 after.
    const Life a = {{440, "proof", 5}, {460, "proof", 5}, {500, "event"}, {501, "proof", 2}, {530, "proof", 5}};
    const Life b = {{500, "event"}, {501, "proof", 2}, {530, "proof", 5}};
    const Life c = {{500, "event"}, {530, "proof", 5}, {540, "proof", 5}};
    const Folded f = fold_lives({a, b, c}, measure());
    CHECK(around(f) == Around{4, 2, 4});
    CHECK(*f.value("m") == Approx(0));
    CHECK(*f.value("m:100-days-fall-without-index") == Approx(-100));
    CHECK(*f.value("m:100-days-fell") == Approx(100.0 / 3));                // a
    CHECK(*f.value("m:100-days-fell-without-index") == Approx(100.0 / 3));  // a, from 2 to 1
    CHECK(*f.value("m:100-days-fall-of-those") == Approx(100 * 2.0 / 3));   // from 3 to 1
    CHECK(*f.value("m:100-days-fell", "a") == Approx(100));
    CHECK(*f.value("m:100-days-fell", "b") == Approx(0));
    CHECK_FALSE(f.value("m:100-days-fall-of-those", "b"));  // nobody of them: nothing to tell
    CHECK_FALSE(f.value("m", "c"));                         // no fall from nothing
}

TEST_CASE("offences in all are a year of the time from which events could be followed") {
    // 1,500 days of run; events on the first 1,400 can be followed, those of the first 100 cannot be looked back from.
    const Life life = {{440, "proof", 5}, {500, "event"}, {501, "proof", 2}, {530, "proof", 5}};
    const Folded f = fold_lives({life}, measure());
    const double years = 1300 / 365.25;
    CHECK(*f.value("m:100-days-total-before") == Approx(2 / years));
    CHECK(*f.value("m:100-days-total-without-index") == Approx(1 / years));
    CHECK(*f.value("m:100-days-total-after") == Approx(1 / years));
}

TEST_CASE("an event that cannot be followed, or looked back from, is not counted") {
    const auto counted = [](double at, const std::string& more = "") {
        return events(fold_lives({{{at, "event"}, {at + 1, "proof", 0.5}}}, measure(more)));
    };
    CHECK(counted(100) == 1);
    CHECK(counted(100 - second) == 0);
    CHECK(counted(1400) == 1);
    CHECK(counted(1400 + second) == 0);
    CHECK(counted(1340, ", proven-within: 60 days") == 1);
    CHECK(counted(1340 + second, ", proven-within: 60 days") == 0);
}

TEST_CASE("warm-up is looked back into, but its events are not counted") {
    const Life early = {{-60, "proof", 10}, {10, "event"}, {30, "proof", 5}};
    const Folded f = fold_lives({early}, measure(), 1500, 365);
    CHECK(around(f) == Around{1, 1, 1});
    const Life before = {{-60, "event"}, {30, "proof", 5}};
    CHECK(events(fold_lives({before}, measure(), 1500, 365)) == 0);
}

TEST_CASE("a year whose events could not all be followed or looked back from is not available") {
    // 2012/13 begins with the run: its first 100 days have nothing before them. 2015/16 ends with it.
    const Folded f = fold_lives({{{500, "event"}, {501, "proof", 2}}}, measure(), 1461);
    const Layout& layout = f.folding.layout;
    REQUIRE(layout.periods.size() == 5);
    const MeasureId m = *layout.named("m:100-days-before");
    CHECK_FALSE(value_of(layout, f.tally, m, 0, layout.periods[0]));
    CHECK(why_not(layout, m, layout.periods[0]) == "warm-up is too short to look back from its first events");
    CHECK(*value_of(layout, f.tally, m, 0, layout.periods[1]) == 1);
    CHECK_FALSE(value_of(layout, f.tally, m, 0, layout.periods[3]));
    CHECK(why_not(layout, m, layout.periods[3]) == "the follow-up of its last index events ends after the run");
}

TEST_CASE("one event a person counts once in a year or a run, the first of them") {
    const Life life = {{500, "event"}, {520, "proof", 5}, {600, "event"}, {610, "event"}, {900, "event"}};
    CHECK(around(fold_lives({life}, measure())) == Around{2, 2, 1});  // before days 600 and 610; after day 500
    CHECK(events(fold_lives({life}, measure())) == 4);
    CHECK(events(fold_lives({life}, measure(", once-per: year"))) == 2);  // days 500 (2013/14) and 900 (2014/15)
    CHECK(events(fold_lives({life}, measure(", once-per: run"))) == 1);
    CHECK(around(fold_lives({life}, measure(", once-per: run"))) == Around{0, 0, 1});
}

TEST_CASE("rows by outcome go by what came first after the event, and add up to everybody") {
    // a: cleared, then died. b: died. c: nothing. d: cleared before the event only.
    const Life a = {{450, "proof", 5}, {500, "event"}, {520, "cleared"}, {530, "died"}, {540, "proof", 5}};
    const Life b = {{500, "event"}, {510, "died"}};
    const Life c = {{440, "proof", 5}, {450, "proof", 5}, {500, "event"}};
    const Life d = {{450, "cleared"}, {500, "event"}, {540, "proof", 5}};
    const Folded f = fold_lives({a, b, c, d}, measure(", outcomes: {died: $died, cleared: $cleared}"));
    CHECK(around(f) == Around{3, 3, 2});
    CHECK(around(f, "cleared") == Around{1, 1, 1});
    CHECK(around(f, "died") == Around{0, 0, 0});
    CHECK(around(f, "none of these") == Around{2, 2, 1});
    CHECK(around(f, "a") == Around{1, 1, 1});  // rows by attribute stand beside them
    CHECK(sum(f.denominators("m:100-days-before", "cleared")) == 1);
    CHECK(sum(f.denominators("m:100-days-before", "died")) == 1);
    CHECK(sum(f.denominators("m:100-days-before", "none of these")) == 2);
}

namespace {

// A case is opened on day 200 (the offence), charged `to_charge` days later (the event) and proven 30 days after that;
// another is opened on day 300 and proven 40 days later, its own charge between.
Folded two_cases(const std::string& first_charge) {
    return fold("warm-up: 0 days, run: 1500 days",
                "attributes: {n: {count: true, bands: [0, 1, 2]}, committed: {date: true, of: file}}\n"
                "cases: {file: {copies: 2, tracks: [file]}}\n"
                "tracks:\n  t:\n    start: a\n    nodes:\n"
                "      a: {stay: 200 days, routes: [{to: b}]}\n"
                "      b: {effects: [{count: n}, {move: {file: {open: offended}}}], stay: 100 days, routes: [{to: b, "
                "when: {n: 1}}, {to: c, otherwise: true}]}\n      c: {}\n"
                "  file:\n    start: none\n    nodes:\n      none: {}\n"
                "      offended: {effects: [{set: {committed: now}}], stay: {by: n, 0: 1 day, 1: " +
                    first_charge +
                    ", 2+: 2 days}, routes: [{to: charged}]}\n"
                    "      charged: {stay: 30 days, routes: [{to: proven}]}\n"
                    "      proven: {stay: 1 day, routes: [{to: none}]}\n"
                    "measures: {m: {before-after: {event: file/charged, offences: file/proven, committed: committed, "
                    "spans: 100 days}}}\n");
}

}  // namespace

TEST_CASE("the offence of the event's own case is the index offence, though another lies nearer") {
    // Charged on days 305 (for day 200) and 302 (for day 300). Before each lie days 300 (of the other case for the one
    // charge, its own for the other) and, for the charge of day 305, its own of day 200, which is more than 100 days
    // before it but led to it.
    const Folded f = two_cases("105 days");
    CHECK(around(f) == Around{2 + 1, 1 + 0, 0});
}

TEST_CASE("the index offence counts before the event by the same span as every other without it") {
    // Charged on days 250 and 302: before day 250 only its own offence, before day 302 its own; day 300 is after 250.
    const Folded f = two_cases("50 days");
    CHECK(around(f) == Around{1 + 1, 0 + 0, 1});
}
