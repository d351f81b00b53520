// By hand: units, queues, serving (SEMANTICS 5).
#include "tests/oracle/hand.hpp"

namespace desist::by_hand {

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

// SEMANTICS 5.2, 13.18
TEST_CASE("who is to be turned away but was moved away meanwhile is left alone", "[hand]") {
    check_told(R"(
time: {start: 2012-04-01, warm-up: 0 days, run: 10 hours}
population: {present: 2}
resources: {beds: {units: 1, queue-limit: 0}, staff: {units: 1, queue-limit: 0}}
tracks:
  alpha:
    start: bed
    nodes:
      bed: {use: {beds: 1}, stay: 5 hours, full: {to: out}, routes: [{to: out}]}
      out: {effects: [{move: {beta: {to: away, from: [talk]}}}]}
  beta:
    start: talk
    nodes:
      talk: {use: {staff: 1}, stay: 3 hours, full: {to: sent}, routes: [{to: away}]}
      away: {}
      sent: {}
)",
               // p1 is last in both queues; turned away from the bed he is moved out of the other, and not sent.
               {{"p0 alpha/bed 0 0 5 stay out", "p0 alpha/out 5 5 10 horizon -", "p0 beta/talk 0 0 3 stay away",
                 "p0 beta/away 3 3 10 horizon -", "p1 alpha/bed 0 never 0 full out", "p1 alpha/out 0 0 10 horizon -",
                 "p1 beta/talk 0 never 0 moved away", "p1 beta/away 0 0 10 horizon -"},
                {"p0 alpha/bed pool 0 x1 0 5", "p0 beta/talk pool 1 x1 0 3"},
                {}});
}

// SEMANTICS 8.2, 13.15, 13.22: 7 April 2012 is a Saturday, its first second the 144th hour.
TEST_CASE("a date that is reached in the second in which units are taken away is seen", "[hand]") {
    check_told(R"(
time: {start: 2012-04-01, warm-up: 0 days, run: 8 days}
calendars: {weekdays: {every: mon-fri}}
resources: {beds: {units: 1, open: weekdays, on-close: eject}}
attributes: {hearing: {date: true}, review: {date: true}}
population: {present: 1}
tracks:
  alpha:
    start: home
    nodes:
      home: {stay: 24 hours, routes: [{to: bed}]}
      bed:
        use: {beds: 1}
        stay: 10 days
        eject: {to: away}
        on-start: [{set: {hearing: now + 120 hours}}]
        routes: [{to: away}]
      away: {effects: [{set: {review: now + 24 hours}}]}
  beta:
    start: calm
    nodes:
      calm: {as-soon-as: [{to: heard, if: {now: after hearing}}]}
      heard: {as-soon-as: [{to: seen, if: {now: after review}}]}
      seen: {}
)",
               {{"p0 alpha/home 0 0 24 stay bed", "p0 alpha/bed 24 24 144 ejected away",
                 "p0 alpha/away 144 144 192 horizon -", "p0 beta/calm 0 0 144 as-soon-as heard",
                 "p0 beta/heard 144 144 168 as-soon-as seen", "p0 beta/seen 168 168 192 horizon -"},
                {"p0 alpha/bed pool 0 x1 24 144"},
                {fmt::format("p0 hearing={}", 144 * 3600), fmt::format("p0 review={}", 168 * 3600)}});
}

// SEMANTICS 8.2, 13.26: the hazard is due in its tenth hour, in which a move interrupts the stay.
TEST_CASE("a hazard that was used up before an interruption fires before who comes back asks", "[hand]") {
    check_told(
        R"(
time: {start: 2012-04-01, warm-up: 0 days, run: 1 day}
resources: {desks: {units: 1}}
attributes: {mood: [calm, upset]}
hazards: {tires: {law: piecewise(0 per hour until 35999 seconds and 500_000 per hour after)}}
population: {present: 2}
tracks:
  beta:
    start: calm
    nodes:
      calm: {stay: 10 hours, routes: [{to: alarm}]}
      alarm: {effects: [{move: {alpha: {to: desk, from: [desk], resume: true}}}]}
  alpha:
    start: desk
    nodes:
      desk: {use: {desks: 1}, stay: 20 hours, leave: [{to: out, hazard: tires, while: both}], routes: [{to: out}]}
      out: {effects: [{set: {mood: upset}}]}
  gamma:
    start: here
    nodes:
      here: {stay: 10 hours, routes: [{to: wrong, when: {mood: calm}}, {to: right, otherwise: true}]}
      wrong: {}
      right: {}
)",
        {{"p0 beta/calm 0 0 10 stay alarm", "p1 beta/calm 0 0 10 stay alarm", "p0 beta/alarm 10 10 24 horizon -",
          "p1 beta/alarm 10 10 24 horizon -", "p0 alpha/desk 0 0 10 moved desk", "p1 alpha/desk 0 never 10 moved desk",
          "p0 alpha/desk 10 never 10 hazard out", "p1 alpha/desk 10 never 10 hazard out",
          "p0 alpha/out 10 10 24 horizon -", "p1 alpha/out 10 10 24 horizon -", "p0 gamma/here 0 0 10 stay right",
          "p1 gamma/here 0 0 10 stay right", "p0 gamma/right 10 10 24 horizon -", "p1 gamma/right 10 10 24 horizon -"},
         {"p0 alpha/desk pool 0 x1 0 10"},
         {"p0 mood=1", "p1 mood=1"}});
}

}  // namespace desist::by_hand
