// By hand: nodes, moves, cases, clocks, dates (SEMANTICS 2 to 4, 6, 8).
#include "tests/oracle/hand.hpp"

#include <bit>

namespace desist::by_hand {

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

// SEMANTICS 13.24
TEST_CASE("a chance that numbers make negative or no number is nothing", "[hand]") {
    check_told(
        R"(
time: {start: 2012-04-01, warm-up: 0 days, run: 10 hours}
attributes: {pace: {number: true}, seen: {count: true}}
population: {present: 1}
tracks:
  alpha:
    start: first
    nodes:
      first:
        stay: 1 hour
        effects: [{set: {pace: 0 - 1}}, {count: seen, chance: pace * 100%}, {count: seen, chance: (pace + 1) / (pace + 1) * 100%}]
        routes: [{to: never, chance: (pace + 1) / (pace + 1) * 100%}, {to: surely, otherwise: true}]
      never: {}
      surely: {}
)",
        // The pace is -1: the chances are -1 and 0/0.
        {{"p0 alpha/first 0 0 1 stay surely", "p0 alpha/surely 1 1 10 horizon -"},
         {},
         {fmt::format("p0 pace={}", std::bit_cast<std::int64_t>(-1.0))}});
}

// SEMANTICS 13.27
TEST_CASE("a stay that goes on though a law read again has made it shorter than what was spent ends at once",
          "[hand]") {
    check_told(
        R"(
time: {start: 2012-04-01, warm-up: 0 days, run: 3 days}
parameters: {long: {value: 40 hours, changes: [{from: 2012-04-02, value: 10 hours, retroactive: true}]}}
population: {present: 1}
tracks:
  alpha:
    start: quiet
    nodes:
      quiet: {stay: 24 hours, routes: [{to: loud}]}
      loud: {effects: [{move: {beta: {to: inside, from: [inside], resume: true}}}]}
  beta:
    start: inside
    nodes:
      inside: {stay: long, routes: [{to: free}]}
      free: {}
)",
        // Before it can end in the second of the change it is moved to where it is: 24 hours of 10 are spent.
        {{"p0 alpha/quiet 0 0 24 stay loud", "p0 alpha/loud 24 24 72 horizon -", "p0 beta/inside 0 0 24 moved inside",
          "p0 beta/inside 24 24 24 stay free", "p0 beta/free 24 24 72 horizon -"},
         {},
         {}});
}

}  // namespace desist::by_hand
