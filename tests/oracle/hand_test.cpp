// Tiny scenarios whose records were worked out by hand, for the oracle and the engine alike. Each says one rule of
// scenarios/SEMANTICS.md. Times are hours after 2012-04-01; people are p0, p1, ... in the order of ties.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "sim/scenario/scenario.hpp"
#include "tests/catch.hpp"
#include "tests/oracle/comparison.hpp"

namespace desist {
namespace {

using Lines = std::multiset<std::string>;

Pathway pathway_of(const std::string& text) {
    Problems problems;
    const std::optional<Scenario> scenario = load_text("hand.yaml", "desist: 1\ntitle: By hand\n" + text, problems);
    std::optional<Pathway> pathway = scenario ? build_pathway(*scenario, problems) : std::nullopt;
    INFO(problems.text());
    REQUIRE(pathway);
    return std::move(*pathway);
}

OffenderKey person(std::uint64_t seed, std::uint64_t n) { return offender_key(seed, 0, name_hash("present"), n); }

// The first seed under which the keys of people 0, 1, 2 rise, so that ties fall in that order.
std::uint64_t seed_in_order() {
    for (std::uint64_t seed = 1;; ++seed)
        if (person(seed, 0) < person(seed, 1) && person(seed, 1) < person(seed, 2)) return seed;
}

std::string hours(Time t) { return t == never ? "never" : fmt::format("{:g}", static_cast<double>(t.seconds) / 3600); }

class Told {
public:
    Told(const Pathway& pathway, std::uint64_t seed, const Records& records) : p_(pathway) {
        for (std::uint64_t n = 0; n < 10; ++n) people_[person(seed, n)] = fmt::format("p{}", n);
        for (const Stay& stay : records.stays) stays.insert(told(stay));
        for (const Use& use : records.uses) uses.insert(told(use));
        for (const Change& change : records.changes)
            changes.push_back(fmt::format("{} {}={}", people_.at(change.offender),
                                          p_.attributes[change.attribute.index].name, change.value));
    }
    Lines stays, uses;
    std::vector<std::string> changes;

private:
    std::string told(const Stay& s) const {
        static const char* causes[] = {"stay",    "hazard",      "as-soon-as", "route",  "moved",
                                       "give-up", "case-closed", "ended",      "horizon"};
        const std::string of = s.serial == 0 ? "" : fmt::format("#{}", s.serial);
        return fmt::format("{}{} {} {} {} {} {} {}", people_.at(s.offender), of, p_.nodes[s.node.index].place,
                           hours(s.arrived), hours(s.started), hours(s.ended),
                           causes[static_cast<std::size_t>(s.cause)], s.next ? p_.nodes[s.next.index].name : "-");
    }
    std::string told(const Use& u) const {
        return fmt::format("{} {} pool {} x{} {} {}", people_.at(u.offender), p_.nodes[u.node.index].place,
                           u.pool.index, u.units, hours(u.from), hours(u.to));
    }

    const Pathway& p_;
    std::map<OffenderKey, std::string> people_;
};

std::string listed(const Lines& lines) { return fmt::format("{}\n", fmt::join(lines, "\n")); }

// Runs the oracle and the engine; both must tell what was worked out.
struct Expected {
    Lines stays, uses;
    std::vector<std::string> changes;
};
void check_told(const std::string& text, const Expected& expected, std::uint64_t seed = seed_in_order()) {
    const Pathway pathway = pathway_of(text);
    const Told oracle(pathway, seed, run_oracle(pathway, seed, 0));
    const Told engine(pathway, seed, run_engine(pathway, seed, 0));
    CHECK(listed(oracle.stays) == listed(expected.stays));
    CHECK(listed(oracle.uses) == listed(expected.uses));
    CHECK(oracle.changes == expected.changes);
    CHECK(listed(engine.stays) == listed(expected.stays));
    CHECK(listed(engine.uses) == listed(expected.uses));
    CHECK(engine.changes == expected.changes);
}

}  // namespace

// SEMANTICS 5.2, 8.2
TEST_CASE("a queue serves ties in the order of keys", "[hand]") {
    check_told(R"(
time: {start: 2012-04-01, warm-up: 0 days, run: 1 day}
population: {present: 3}
resources: {desks: {units: 1}}
tracks:
  alpha:
    start: desk
    nodes:
      desk: {use: {desks: 1}, stay: 2 hours, routes: [{to: home}]}
      home: {}
)",
               {{"p0 alpha/desk 0 0 2 stay home", "p1 alpha/desk 0 2 4 stay home", "p2 alpha/desk 0 4 6 stay home",
                 "p0 alpha/home 2 2 24 horizon -", "p1 alpha/home 4 4 24 horizon -", "p2 alpha/home 6 6 24 horizon -"},
                {"p0 alpha/desk pool 0 x1 0 2", "p1 alpha/desk pool 0 x1 2 4", "p2 alpha/desk pool 0 x1 4 6"},
                {}});
}

// SEMANTICS 8.2: serve comes before give up
TEST_CASE("who could be served in the second in which patience ends is served", "[hand]") {
    check_told(
        R"(
time: {start: 2012-04-01, warm-up: 0 days, run: 1 day}
population: {present: 3}
resources: {desks: {units: 1}}
tracks:
  alpha:
    start: desk
    nodes:
      desk: {use: {desks: 1}, stay: 2 hours, patience: fixed 2 hours, give-up: {to: home}, routes: [{to: home}]}
      home: {}
)",
        {{"p0 alpha/desk 0 0 2 stay home", "p1 alpha/desk 0 2 4 stay home", "p2 alpha/desk 0 never 2 give-up home",
          "p0 alpha/home 2 2 24 horizon -", "p1 alpha/home 4 4 24 horizon -", "p2 alpha/home 2 2 24 horizon -"},
         {"p0 alpha/desk pool 0 x1 0 2", "p1 alpha/desk pool 0 x1 2 4"},
         {}});
}

// SEMANTICS 3.3, 3.4
TEST_CASE("a move takes people out of the queue and out of service and on-leave only for who had started", "[hand]") {
    check_told(R"(
time: {start: 2012-04-01, warm-up: 0 days, run: 1 day}
attributes: {left: {count: true}}
population: {present: 2}
resources: {desks: {units: 1}}
tracks:
  alpha:
    start: desk
    nodes:
      desk: {use: {desks: 1}, stay: 2 hours, routes: [{to: home}], on-leave: [{count: left}]}
      home: {}
  beta:
    start: calm
    nodes:
      calm: {stay: 1 hour, routes: [{to: alarm}]}
      alarm: {effects: [{move: {alpha: {to: home, from: [desk]}}}]}
)",
               // At 1 h both alarms ring (finish, kind 3) before the freed desk is given out (serve, kind 5).
               {{"p0 alpha/desk 0 0 1 moved home", "p1 alpha/desk 0 never 1 moved home",
                 "p0 alpha/home 1 1 24 horizon -", "p1 alpha/home 1 1 24 horizon -", "p0 beta/calm 0 0 1 stay alarm",
                 "p1 beta/calm 0 0 1 stay alarm", "p0 beta/alarm 1 1 24 horizon -", "p1 beta/alarm 1 1 24 horizon -"},
                {"p0 alpha/desk pool 0 x1 0 1"},
                {"p0 left=1"}});
}

// SEMANTICS 5.3, 13.20
TEST_CASE("units are kept while others are waited for and held, and both go together", "[hand]") {
    check_told(
        R"(
time: {start: 2012-04-01, warm-up: 0 days, run: 1 day}
population: {present: 3}
resources: {cells: {units: 2}, officers: {units: 1}}
tracks:
  alpha:
    start: cell
    nodes:
      cell: {use: {cells: 1, keep: [talk]}, stay: 1 hour, routes: [{to: talk}]}
      talk: {use: {officers: 1, keep: [form]}, stay: 2 hours, routes: [{to: form}]}
      form: {stay: 1 hour, routes: [{to: home}]}
      home: {}
)",
        // The cell is given back on arrival at the form, the officer after it.
        {{"p0 alpha/cell 0 0 1 stay talk", "p1 alpha/cell 0 0 1 stay talk", "p2 alpha/cell 0 3 4 stay talk",
          "p0 alpha/talk 1 1 3 stay form", "p1 alpha/talk 1 4 6 stay form", "p2 alpha/talk 4 7 9 stay form",
          "p0 alpha/form 3 3 4 stay home", "p1 alpha/form 6 6 7 stay home", "p2 alpha/form 9 9 10 stay home",
          "p0 alpha/home 4 4 24 horizon -", "p1 alpha/home 7 7 24 horizon -", "p2 alpha/home 10 10 24 horizon -"},
         {"p0 alpha/cell pool 0 x1 0 3", "p1 alpha/cell pool 0 x1 0 6", "p2 alpha/cell pool 0 x1 3 9",
          "p0 alpha/talk pool 1 x1 1 4", "p1 alpha/talk pool 1 x1 4 7", "p2 alpha/talk pool 1 x1 7 10"},
         {}});
}

// SEMANTICS 4, 13.5
TEST_CASE("a case closes with the arrival that leaves all its tracks on their starts and a full case is joined",
          "[hand]") {
    check_told(
        R"(
time: {start: 2012-04-01, warm-up: 0 days, run: 6 hours}
cases: {case: {copies: 1, tracks: [file, test]}}
population: {present: 1}
tracks:
  alpha:
    start: free
    nodes:
      free: {stay: 1 hour, routes: [{to: arrested}]}
      arrested: {effects: [{move: {file: {open: opened}}}], routes: [{to: free}]}
  file:
    start: none
    nodes:
      none: {}
      opened: {stay: fixed 150 minutes, routes: [{to: done}]}
      done: {routes: [{to: none}]}
  test:
    start: none
    nodes:
      none: {}
)",
        // Opened at 1 h; arrests at 2 h and 3 h join it; it closes at 3.5 h; the next opens at 4 h with serial 2.
        {{"p0 alpha/free 0 0 1 stay arrested", "p0 alpha/arrested 1 1 1 route free",
          "p0 alpha/free 1 1 2 stay arrested", "p0 alpha/arrested 2 2 2 route free",
          "p0 alpha/free 2 2 3 stay arrested", "p0 alpha/arrested 3 3 3 route free",
          "p0 alpha/free 3 3 4 stay arrested", "p0 alpha/arrested 4 4 4 route free",
          "p0 alpha/free 4 4 5 stay arrested", "p0 alpha/arrested 5 5 5 route free", "p0 alpha/free 5 5 6 horizon -",
          "p0#1 file/opened 1 1 3.5 stay done", "p0#1 file/done 3.5 3.5 3.5 route none",
          "p0#1 file/none 3.5 3.5 3.5 case-closed -", "p0#1 test/none 1 1 3.5 case-closed -",
          "p0#2 file/opened 4 4 6 horizon -", "p0#2 test/none 4 4 6 horizon -"},
         {},
         {}});
}

// SEMANTICS 6.1, 13.8
TEST_CASE("a multiplier that changes mid-stay keeps the used part of the clock and moves the rest", "[hand]") {
    // The draw is E; ten hours at 1 a day use 10/24 of it, the rest runs at half that rate.
    const double rate = 1.0 / 86'400, switched = 36'000;
    std::uint64_t seed = 1;
    auto draw = [&] {
        return unit_exponential(uniform(person(seed, 0), 0, purpose("alpha/free", "hazard/caught"), 0));
    };
    while (draw() < 0.5 || draw() > 0.9) ++seed;
    const double due = switched + std::ceil((draw() - rate * switched) / (rate * 0.5));
    const std::string when = fmt::format("{:g}", due / 3600);
    check_told(
        R"(
time: {start: 2012-04-01, warm-up: 0 days, run: 2 days}
population: {present: 1}
hazards:
  caught: {law: exponential(1 per day), times: [{when: {beta: helped}, value: 0.5}]}
tracks:
  alpha:
    start: free
    nodes:
      free: {leave: [{to: caught, hazard: caught}]}
      caught: {}
  beta:
    start: alone
    nodes:
      alone: {stay: 10 hours, routes: [{to: helped}]}
      helped: {}
)",
        {{"p0 alpha/free 0 0 " + when + " hazard caught", "p0 alpha/caught " + when + " " + when + " 48 horizon -",
          "p0 beta/alone 0 0 10 stay helped", "p0 beta/helped 10 10 48 horizon -"},
         {},
         {}},
        seed);
}

// SEMANTICS 3.1, 13.7
TEST_CASE("an as-soon-as that is true on arrival fires at once one that comes true fires then", "[hand]") {
    check_told(R"(
time: {start: 2012-04-01, warm-up: 0 days, run: 10 hours}
attributes: {mood: [calm, upset]}
population: {present: 1}
tracks:
  alpha:
    start: first
    nodes:
      first: {stay: 1 hour, routes: [{to: second}]}
      second: {stay: 5 hours, as-soon-as: [{to: third, if: {mood: calm}}], routes: [{to: first}]}
      third: {as-soon-as: [{to: fourth, if: {mood: upset}}]}
      fourth: {}
  beta:
    start: quiet
    nodes:
      quiet: {stay: 3 hours, routes: [{to: loud}]}
      loud: {effects: [{set: {mood: upset}}]}
)",
               {{"p0 alpha/first 0 0 1 stay second", "p0 alpha/second 1 1 1 as-soon-as third",
                 "p0 alpha/third 1 1 3 as-soon-as fourth", "p0 alpha/fourth 3 3 10 horizon -",
                 "p0 beta/quiet 0 0 3 stay loud", "p0 beta/loud 3 3 10 horizon -"},
                {},
                {"p0 mood=1"}});
}

// SEMANTICS 8.1, 13.12
TEST_CASE("an as-soon-as on an age fires on the birthday", "[hand]") {
    check_told(R"(
time: {start: 2012-04-01, warm-up: 0 days, run: 30 days}
attributes: {age: {years: true, bands: [10, 11], oldest: 20}}
population: {present: 1, draw: {age: fixed 4000 days}}
tracks:
  alpha:
    start: child
    nodes:
      child: {as-soon-as: [{to: youth, if: {age: 11+}}]}
      youth: {}
)",
               // Eleven years are 4017.75 days.
               {{"p0 alpha/child 0 0 426 as-soon-as youth", "p0 alpha/youth 426 426 720 horizon -"}, {}, {}});
}

// SEMANTICS 2.2
TEST_CASE("a stay until a date follows the date when it is set again and takes no time when it is past", "[hand]") {
    check_told(
        R"(
time: {start: 2012-04-01, warm-up: 0 days, run: 20 hours}
attributes: {release: {date: true}}
population: {present: 1}
tracks:
  alpha:
    start: sentenced
    nodes:
      sentenced: {effects: [{set: {release: now + 4 hours}}], routes: [{to: prison}]}
      prison: {stay: until release, routes: [{to: gate}]}
      gate: {stay: until release, routes: [{to: home}]}
      home: {}
  beta:
    start: quiet
    nodes:
      quiet: {stay: 1 hour, routes: [{to: trouble}]}
      trouble: {effects: [{set: {release: later of release and now + 6 hours}}]}
)",
        {{"p0 alpha/sentenced 0 0 0 route prison", "p0 alpha/prison 0 0 7 stay gate", "p0 alpha/gate 7 7 7 stay home",
          "p0 alpha/home 7 7 20 horizon -", "p0 beta/quiet 0 0 1 stay trouble", "p0 beta/trouble 1 1 20 horizon -"},
         {},
         {"p0 release=14400", "p0 release=25200"}});
}

// SEMANTICS 3.1, 13.6
TEST_CASE("an end closes all tracks without on-leave and frees what is held and its moves are not carried out",
          "[hand]") {
    check_told(R"(
time: {start: 2012-04-01, warm-up: 0 days, run: 10 hours}
attributes: {left: {count: true}, last: {count: true}}
population: {present: 1}
resources: {desks: {units: 1}}
tracks:
  alpha:
    start: alive
    nodes:
      alive: {stay: 3 hours, routes: [{to: dead}], on-leave: [{count: left}]}
      dead: {end: true, effects: [{count: last}, {move: {beta: {to: away, from: [desk]}}}]}
  beta:
    start: desk
    nodes:
      desk: {use: {desks: 1}, stay: 5 hours, routes: [{to: away}], on-leave: [{count: left}]}
      away: {}
)",
               {{"p0 alpha/alive 0 0 3 stay dead", "p0 alpha/dead 3 3 3 ended -", "p0 beta/desk 0 0 3 ended -"},
                {"p0 beta/desk pool 0 x1 0 3"},
                {"p0 left=1", "p0 last=1"}});
}

// SEMANTICS 8.1, 13.2
TEST_CASE("the way out is chosen before on-leave and moves are carried out when the arrival is complete", "[hand]") {
    check_told(R"(
time: {start: 2012-04-01, warm-up: 0 days, run: 10 hours}
attributes: {mood: [calm, upset], seen: [no-one, calm-one, upset-one]}
population: {present: 1}
tracks:
  alpha:
    start: first
    nodes:
      first:
        stay: 1 hour
        on-leave: [{set: {mood: upset}}]
        routes: [{to: calmly, when: {mood: calm}}, {to: angrily, otherwise: true}]
      calmly: {effects: [{move: {beta: {to: called, from: [quiet]}}}, {set: {seen: calm-one}}]}
      angrily: {}
  beta:
    start: quiet
    nodes:
      quiet: {}
      called: {effects: [{set: {seen: upset-one}, when: {seen: calm-one}}]}
)",
               {{"p0 alpha/first 0 0 1 stay calmly", "p0 alpha/calmly 1 1 10 horizon -",
                 "p0 beta/quiet 0 0 1 moved called", "p0 beta/called 1 1 10 horizon -"},
                {},
                {"p0 mood=1", "p0 seen=1", "p0 seen=2"}});
}

// SEMANTICS 5.2
TEST_CASE("pools and units are those of the arrival whatever changes in the rest of the second", "[hand]") {
    check_told(
        R"(
time: {start: 2012-04-01, warm-up: 0 days, run: 10 hours}
attributes: {colour: [red, green]}
population: {present: 2}
resources: {desks: {units: {by: colour, red: 1, green: 2}}}
tracks:
  alpha:
    start: desk
    nodes:
      desk: {use: {desks: {by: colour, red: 1, green: 2}}, stay: 2 hours, routes: [{to: home}]}
      home: {}
  beta:
    start: painted
    nodes:
      painted: {effects: [{set: {colour: green}}]}
)",
        {{"p0 alpha/desk 0 0 2 stay home", "p1 alpha/desk 0 2 4 stay home", "p0 alpha/home 2 2 10 horizon -",
          "p1 alpha/home 4 4 10 horizon -", "p0 beta/painted 0 0 10 horizon -", "p1 beta/painted 0 0 10 horizon -"},
         {"p0 alpha/desk pool 0 x1 0 2", "p1 alpha/desk pool 0 x1 2 4"},
         {"p0 colour=1", "p1 colour=1"}});
}

// SEMANTICS 5.2, 13.10
TEST_CASE("all who start in one serve start in the order of the queue also who needs nothing", "[hand]") {
    check_told(R"(
time: {start: 2012-04-01, warm-up: 0 days, run: 10 hours}
attributes: {mood: [calm, upset], colour: [red, green, blue]}
population: {present: 1}
resources: {desks: {units: 1}}
tracks:
  alpha:
    start: first
    nodes:
      first: {use: {desks: 1}, stay: 20 hours, on-start: [{set: {colour: green}}], routes: [{to: first}]}
  beta:
    start: second
    nodes:
      second:
        use: {desks: {by: mood, calm: 0, upset: 1}}
        stay: 20 hours
        on-start: [{set: {colour: blue}}]
        routes: [{to: second}]
)",
               {{"p0 alpha/first 0 0 10 horizon -", "p0 beta/second 0 0 10 horizon -"},
                {"p0 alpha/first pool 0 x1 0 10"},
                {"p0 colour=1", "p0 colour=2"}});
}

TEST_CASE("who is moved away by an earlier start of the same serve does not start and the next has the units",
          "[hand]") {
    check_told(R"(
time: {start: 2012-04-01, warm-up: 0 days, run: 10 hours}
population: {present: 2}
resources: {beds: {units: 1}, staff: {units: 1}}
tracks:
  alpha:
    start: bed
    nodes:
      bed: {use: {beds: 1}, stay: 20 hours, on-start: [{move: {beta: {to: away, from: [talk]}}}], routes: [{to: bed}]}
  beta:
    start: talk
    nodes:
      talk: {use: {staff: 1}, stay: 20 hours, routes: [{to: away}]}
      away: {}
)",
               {{"p0 alpha/bed 0 0 10 horizon -", "p1 alpha/bed 0 never 10 horizon -",
                 "p0 beta/talk 0 never 0 moved away", "p0 beta/away 0 0 10 horizon -", "p1 beta/talk 0 0 10 horizon -"},
                {"p0 alpha/bed pool 0 x1 0 10", "p1 beta/talk pool 1 x1 0 10"},
                {}});
}

// SEMANTICS 4.2
TEST_CASE("opening takes the offender's next serial over all kinds of cases", "[hand]") {
    check_told(
        R"(
time: {start: 2012-04-01, warm-up: 0 days, run: 10 hours}
cases: {case: {copies: 1, tracks: [file]}, claim: {copies: 1, tracks: [paper]}}
population: {present: 1}
tracks:
  alpha:
    start: free
    nodes:
      free: {effects: [{move: {file: {open: opened}}}, {move: {paper: {open: written}}}]}
  file: {start: none, nodes: {none: {}, opened: {stay: 20 hours, routes: [{to: none}]}}}
  paper: {start: none, nodes: {none: {}, written: {stay: 20 hours, routes: [{to: none}]}}}
)",
        {{"p0 alpha/free 0 0 10 horizon -", "p0#1 file/opened 0 0 10 horizon -", "p0#2 paper/written 0 0 10 horizon -"},
         {},
         {}});
}

}  // namespace desist
