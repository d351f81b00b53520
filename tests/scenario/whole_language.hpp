// A scenario with every form of the language at least once.
#pragma once

namespace desist::test {

inline constexpr const char* whole_language = R"(desist: 1
title: Everything
time: {start: 2012-04-01, warm-up: 3 years, run: 6 years, bins: month}
attributes:
  district: [Leeds, Bradford]
  age: {years: true, bands: [10, 18], oldest: 75}
  pace: {number: true, bands: [0, 0.5, 2]}
  priors: {count: true, bands: [0, 1, 3]}
  arrests: {count: justice/cell, within: 12 months, bands: [0, 1, 3, 6]}
  release: {date: true}
  sentence: {duration: true}
  offence: {of: case, values: [theft, other]}
cases: {case: {copies: 3, tracks: [file]}}
calendars:
  cover: {every: day, open: 07:00-22:00}
  sittings: {every: [mon-thu, fri], open: [10:00-13:00, 14:00-16:30], except: [holidays, 2013-05-01]}
  holidays: {on: [01-01, 2012-06-05], open: 22:00-07:00}
profiles:
  nights: {hours: {fri 18:00-24:00: 2.5, sat or sun: 1.5, mon-thu 22:00-06:00: 2, else: 1}}
  season: {months: {dec: 1.2, jun-aug: 0.9, else: 1}}
scores:
  risk:
    link: logit
    intercept: 1.4
    terms:
      - {by: district, Leeds: {by: age, 10-17: 0, 18+: -0.6}, Bradford: 0, times: 2}
      - {of: priors, times: -0.2}
      - {log: priors / (10 + age), times: 1.25}
      - {square: age}
    source: assumption
    note: a guess
costs:
  kit: {value: 8.85 GBP, payer: police, price-year: 2012/13, source: assumption}
  place: {value: 40_000 GBP per year, of: [justice/cell]}
  wing: {value: 1_000 GBP per month, provided: officers, step: 60}
  overtime: {value: 30 GBP per hour, used: officers, note: a guess}
  harm: {value: {by: age, 10-17: 900 GBP, else: 1_200 GBP}, expected: arrest, price-year: 2007/08}
money: {prices: 2012/13, discount: 3.5%, deflators: {2007/08: 0.87, 2012/13: 0.98}}
parameters:
  hours: {value: 1_600 hours per year / hours of cover, unit: factor}
  kits: {value: 30%, low: 20%, high: 45%, distribution: beta(mean 30% and sd 5%), source: assumption, quality: poor,
         changes: [{from: 2013-04-01, times: 0.5, ramp: 6 months, retroactive: true}, {from: 2014-04-01, value: 10%}]}
  mix: {theft: 40%, other: rest}
population:
  streams:
    old: {present: 40}
    new: {arrivals: 1 per day, draw: {pace: 'gamma(shape 2 and mean 1)'}}
    cohort: {people: people.csv}
  draw:
    priors: {empirical: [0, 1, 3]}
    sentence: {empirical: {0%: 0 days, 50%: 3 days, 100%: 40 days}}
hazards:
  arrest:
    law: exponential(2 per year)
    profile: [nights, season]
    times: [risk, {by: pace}, {by: age, 10-17: 1.5, else: 1}, {when: {now: before release + 14 days}, value: 7.5}]
resources:
  officers: {units: {by: district, Leeds: 1.5, else: 7}, open: cover, on-close: eject, given-out: sittings,
             priority: {by: arrests, 6+: 1, else: 2}, queue-limit: 10}
tracks:
  justice:
    label: Justice
    start: {liberty: 90%, cell: rest}
    served: {cell: exponential(1 day)}
    nodes:
      liberty: {leave: [{to: cell, hazard: arrest}]}
      cell:
        use: {officers: 1, keep: [court]}
        patience: 6 hours
        give-up: {to: liberty}
        full: {to: liberty}
        eject: {to: liberty}
        stay: {60%: until cover opens, 40%: lognormal(median 10 hours and p95 23 hours)}
        leave: [{to: liberty, hazard: arrest, while: both}]
        as-soon-as: [{to: liberty, if: {now: in cover}, while: waiting}]
        on-ask: [{count: priors}]
        on-start: [{cost: kit}, {set: {release: later of release and now + sentence, pace: pace * 2}}]
        on-leave: [{move: {file: {to: none, from: [open], resume: true}}, chance: risk}]
        routes: [{to: court, when: {all: [{any: [{age: 18+}, {not: {district: Leeds}}]}]}, chance: kits}, {to: liberty, otherwise: true}]
      court: {use: {officers: 1, for: 20 minutes}, stay: until next sittings, routes: [{to: liberty}]}
  file:
    start: none
    nodes:
      none: {}
      open:
        effects: [{draw: {offence: mix}}, {move: {file: {open: open}}, when: {count: {when: {file: open, offence: theft}, is: 2+}}}]
        stay: until release
        routes: [{to: none, when: {any: {file: open, offence: theft}}}, {to: none, otherwise: true}]
measures:
  arrests-made: {count: justice/cell, by: [district], label: Arrests, unit: arrests, key: true}
  share-again: {ratio: [arrests-made, arrests-made]}
  expected-arrests: {expected: arrest}
  again: {reoffending: {index: [justice/cell], proven: [file/open], committed: release, within: 12 months}}
targets:
  arrests-2012: {measure: arrests-made, year: 2012/13, value: 10, tolerance: 1, source: assumption, use: fit}
)";

}  // namespace desist::test
