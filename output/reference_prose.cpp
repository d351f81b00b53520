#include "output/reference_prose.hpp"

namespace desist {

const std::string_view reference_prose = R"prose(# The scenario language, version {{version}}

A scenario is one YAML file, or one file that `include`s parts below its own folder. What it means is said exactly in [SEMANTICS.md](SEMANTICS.md). This page is printed by
`desist schema --reference`; its tables are those by which the program reads. `desist schema` prints the same for editors, as a JSON Schema: with it they complete keys and mark
mistakes (begin the file with `# yaml-language-server: $schema=desist.schema.json`). What no schema can say, `desist check` does: whether names stand for something,
whether shares add up, whether units fit.

Names are lower-case words joined by hyphens, at most 64 characters, a letter first (values of attributes may have capitals: `Leeds`). No names are the words of the
language: {{reserved words}}.

## Quantities and expressions
Every quantity carries its unit.

| what | written | not |
| --- | --- | --- |
| duration | `9 hours`, `1.5 days`, `6 months`, `45 seconds` (second, minute, hour, day, week, month, year, singular or plural) | `9`, `12 m` |
| rate | `750 per month`, `0.77 per year` | `750` |
| money | `8.85 GBP`, `36_000 GBP per year` | `£8` |
| share | `84%` | `0.84` |
| count or factor | `40_000`, `1.5` | `0123`, `1e400`, `nan` |
| date | `2012-04-01` | `1/4/2012` |

An expression joins quantities, parameters and (for dates and durations) attributes: `a + b`, `a - b`, `a * b`, `a / b` with spaces around the sign, `( )`, `min(a and b)`, `max(a and b)`,
`floor(a)`, `round(a)`; for dates `now`, `now + 14 days`, `later of A and B`, `earlier of A and B`. `hours of CALENDAR` is the share of the measured time in which a calendar is open.

## Tables
Wherever a number stands, a table may stand. `by` names an attribute or a track; keys are its values, bands (`10-17`, `18-24`, `50+`) or nodes (`waiting for NODE` is a state of its own);
`a or b` joins keys; an entry may be a table again. Without `else` every value must be there. Laws have tables too.

```yaml
parameters:
  offence-rate: {by: drug, opiate or opiate-and-crack: 2.3 per year, else: {by: age, 10-17: 1.1 per year, 18+: 0.8 per year}}
```

## Laws
A duration alone is `fixed`. Arguments are joined by `and`; they may be expressions.

{{laws}}

A mixture gives each law its share: `{70%: lognormal(median 9 hours and p95 22 hours), 30%: exponential(90 days)}`. Observed values: `{empirical: [1 day, 2 days, 5 days]}` (equally likely), or
quantiles with straight lines between, `{empirical: {0%: 0 days, 50%: 3 days, 90%: 10 days, 100%: 40 days}}`. Laws of draws may be of bare numbers: `gamma(shape 2 and mean 1)`.
The growth of gompertz may be negative, written out (`growth -0.05 per year`); no other rate may.

## Conditions
A mapping of attributes and tracks to a value, a band, a node, or a list of these; all must hold. Besides:

| written | holds when |
| --- | --- |
| `not: CONDITION` | the condition does not |
| `any: [CONDITION, ...]`, `all: [CONDITION, ...]` | one of them does, all do |
| `any: CONDITION` | it holds for one open case, all of it together |
| `count: {when: CONDITION, is: 2+}` | it holds for so many open cases |
| `now: before DATE`, `now: after DATE` | the date is not yet, or already, there; dates may be attributes plus or minus durations |
| `now: in CALENDAR` | the calendar is open (routes and effects only) |

{{a count of cases}}

```yaml
measures:
  young-users-at-risk:
    population: justice/liberty
    when: {drug: [opiate, opiate-and-crack], age: 18-24, not: {any: {file: bail, test: positive}}, count: {when: {file: bail}, is: 1+}}
```

## A file
{{a scenario}}

A whole scenario begins with `desist: 1` and needs `time`, `population` and `tracks`; a part has none of title, time, set and extends. A policy has `extends` (below).

{{the time}}

```yaml
desist: 1
title: Arrest and custody in a small town
time: {start: 2012-04-01, warm-up: 1 year, run: 2 years}
population: {present: 4_000, arrivals: 20 per month}
tracks:
  justice:
    start: liberty
    nodes:
      liberty: {}
```

## parameters
A number may stand alone (`test-share: 75%`) or with its evidence. A table keyed by the values of an attribute that is drawn with it gives the share of each; `rest` takes what is left.

{{a parameter}}

{{a change}}

```yaml
parameters:
  charged: {value: 40%, low: 30%, high: 50%, distribution: beta(mean 40% and sd 5%), source: assumption, unit: share}
  workers:
    value: 8
    source: read
    note: The staff list of 2012
    changes: [{from: 2014-10-01, times: 0.5, ramp: 6 months}]
  offence-mix: {shop-theft: 42%, violence: 7%, other: rest}
```

## attributes
What is known of offenders, in the order in which it is drawn. Named values may stand alone: `sex: [male, female]`. Bands take the names `0`, `1-2`, `3-6`, `7+`. Undrawn: the first
value, 0, 1 for numbers, or unset.

{{an attribute}}

```yaml
attributes:
  sex: [male, female]
  age: {years: true, bands: [10, 18, 25, 50], oldest: 75}
  priors: {count: true, bands: [0, 1, 3, 7]}
  arrests-12-months: {count: justice/arrested, within: 12 months, bands: [0, 1, 3, 6]}
  pace: {number: true, bands: [0, 0.5, 2]}
  release: {date: true}
  offence: {of: case, values: [shop-theft, violence, other]}
```

## cases
{{a case}}

```yaml
cases:
  case: {copies: 3, tracks: [file, test]}
```

## population
Without `streams` the people are called `present` and `arrivals`. A named attribute is drawn from shares, from a parameter that holds them, or is given outright; a count, duration or number
from a law; an age from a law of years or from shares of bands (uniform within the band).

{{the population}}

{{a stream}}

```yaml
population:
  streams:
    residents: {present: 40_000, draw: {drug: {none: 95%, opiate: rest}}}
    newcomers: {arrivals: 750 per month, draw: {drug: none}}
    known: {people: people.csv}
  draw:
    sex: {male: 84%, female: rest}
    age: {by: sex, male: {10-17: 10%, 18-24: 25%, 25-49: 45%, 50+: rest}, female: {18-24: 30%, 25-49: rest}}
    priors: geometric(mean 2)
    pace: gamma(shape 2 and mean 1)
```

## calendars
Days and hours. Their names stand in `open` and `given-out` of resources, in stays (`until court opens`, `until next review-day`), in `now: in CALENDAR` and in `hours of CALENDAR`.

{{a calendar}}

```yaml
calendars:
  bank-holidays: {on: [01-01, 12-25, 2012-06-05]}
  court: {every: mon-fri, open: 10:00-16:00, except: bank-holidays}
  nights: {every: [fri, sat], open: 22:00-07:00}
```

## profiles
{{a profile}}

```yaml
profiles:
  nights: {hours: {fri 18:00-24:00: 2.5, sat or sun: 1.5, else: 1}}
  season: {months: {dec: 1.2, jun-aug: 0.9, else: 1}}
```

## scores
{{a score}}

A term is a table of bare numbers (with `by`), or:

{{a term}}

```yaml
scores:
  risk:
    link: logit
    intercept: 1.40256
    terms:
      - {by: sex, male: {by: age, 10-17: 0.2, 18+: -0.62}, female: -0.9}
      - {log: sanctions / (10 + age - age-at-first), times: 1.25112}
    source: read
```

## costs
{{a cost}}

```yaml
costs:
  test-kit: {value: 8.85 GBP, payer: police, price-year: 2012/13, source: assumption}
  prison: {value: 40_000 GBP per year, of: justice/prison}
  wing: {value: 2_000_000 GBP per year, provided: places, step: 60}
  harm: {value: {by: drug, opiate: 1_200 GBP, else: 900 GBP}, expected: offence, payer: victims}
```

The value is looked up when it is spent; over a time it follows the date. Units that are there are paid for while they are: not in hours in which their resource is closed. With `step` the value is that of a lot:
61 places in lots of 60 are two lots. What is `provided` may depend on the date and on what the units depend on, all else also on the offender and the case.

## money
{{the money}}

```yaml
money: {prices: 2013/14, discount: 3.5%, deflators: {2007/08: 0.87, 2012/13: 0.98, 2013/14: 1}}
```

What was worth `x` in the prices of a year is worth `x` times the index of the base year over the index of that year. Costs without a `price-year` are in the prices of the base year already. A policy adds to the deflators, year by year.

## hazards
{{a hazard}}

{{a factor}}

```yaml
hazards:
  arrest:
    law: exponential(0.9 per year)
    times:
      - {by: age, 10-17: 1.5, 18-24: 1.3, 25+: 0.8}
      - {when: {treatment: in-treatment}, value: 0.53}
      - {by: pace}
    profile: nights
  recall: {law: piecewise(0.67 per year until 12 weeks and 0.1 per year after)}
```

## resources
{{a resource}}

```yaml
resources:
  officers: {units: {by: district, Leeds: 4, else: 2.5}, open: court, on-close: finish}
  treatment-places: {units: 120, priority: {by: age, 10-17: 1, else: 2}, queue-limit: 300}
```

## tracks
{{a track}}

### Nodes
{{a node}}

A node with neither stay, leave, as-soon-as nor use is left at once by its routes; with no routes either it is a rest (`{}`), left only by moves. Of the routes the first is taken whose
`when` holds and whose turn comes; a route without `chance` takes the rest.

{{a route}}

{{a way of leaving}}

{{an as-soon-as}}

`use` names resources and the units needed of each, all at once; first come, first served, unless the resource has priorities. Beside the resources stand:

{{a use}}

{{a destination}}

```yaml
tracks:
  justice:
    label: From arrest to release
    start: {liberty: 99%, prison: rest}
    served: {prison: exponential(200 days)}
    nodes:
      liberty: {leave: [{to: arrested, hazard: arrest}]}
      arrested:
        use: {officers: 1, for: 2 hours}
        stay: lognormal(median 9 hours and p95 22 hours)
        patience: fixed 6 hours
        give-up: {to: liberty}
        on-start: [{count: priors}, {cost: test-kit}]
        routes:
          - {to: prison, chance: charged, when: {age: 18+}}
          - {to: liberty, otherwise: true}
      prison: {stay: until release, as-soon-as: [{to: liberty, if: {now: after release + 1 day}}], routes: [{to: liberty}]}
      dead: {end: true}
```

### Effects
{{an effect}}

{{a move}}

```yaml
tracks:
  test:
    start: none
    nodes:
      none: {}
      positive:
        effects:
          - set: {release: later of release and now + 28 days}
          - {draw: {offence: {shop-theft: 42%, other: rest}}, chance: 80%}
          - {move: {treatment: {to: referred, from: [none, dropped-out]}}, when: {drug: opiate}}
          - {move: {file: {open: opened}}}
        routes: [{to: none}]
```

## measures
{{a measure}}

{{kinds of measure}}

A measure gives its own figure and, most of them, others beside it, named `MEASURE:PART` (`wait:median`). Values are kept by calendar month (what is no sum over months, by financial
year and for the whole run) and reported by financial year. `by` and `when` see the offender (and the case) as the stay ends; of
expected events they are those of each moment, and the hours of a calendar cannot stand in them. Expected events come from the hazard's rate whether it fires or not, so they vary less than a count of what happens.
SEMANTICS 13.43 says what each kind means exactly.

```yaml
measures:
  tests: {count: justice/drug-test, by: [district], label: Drug tests, unit: tests, key: true}
  prison-population: {population: justice/prison}
  positive-rate: {ratio: [positives, tests]}
  expected-arrests: {expected: arrest, by: [age], unit: arrests}
  from-arrest-to-treatment: {funnel: {steps: [justice/arrested, justice/drug-test, [treatment/in-treatment, treatment/prescribing]], within: 6 months}}
  spending: {money: all, by: [district]}
  cost-per-completion: {ratio: [spending, completions], unit: GBP per completion}
  reoffending: {reoffending: {index: justice/released, proven: [justice/proven], committed: committed, within: 12 months, proven-within: 6 months}}
```

## targets
A published figure that a measure (of everybody) should come near. `year` is a financial year wholly inside the run. Targets change no result.

{{a target}}

```yaml
targets:
  tests-2012: {measure: tests, year: 2012/13, value: 14_714, tolerance: 150, source: read, use: fit}
  positive-2012: {measure: positive-rate, value: 30%, tolerance: 0.4%, use: check}
```

## Policies
A policy is a file that changes another: `extends` names the scenario, `set` gives parameters other values, `remove` takes things away, and any section of the language adds things or changes
them: mappings are joined key by key, lists and single values replaced whole. `from` is the day on which all of it begins; a setting may have its own. `set` keeps the evidence fields it does not name; a
setting with a date leaves the values before it alone and drops later changes.

{{a setting}}

```yaml
desist: 1
title: Half the money from October 2014
extends: baseline.yaml
from: 2014-10-01
remove: [justice/caution, hazards/recall]
set:
  charged: 35%
  workers: {times: 0.5, ramp: 6 months}
hazards:
  arrest: {law: exponential(0.8 per year)}
```

## Studies
A study is a file of its own: which scenario, what varies in it, and what is asked. `desist sweep`, `desist sensitivity` and `desist calibrate` read the same file, each its own part. Run 0 is always the scenario
as it is; every other run has the same luck, so differences are of pairs. What exactly is made of it: [SEMANTICS.md](SEMANTICS.md), section 14.

{{a study}}

{{a factor of a study}}

{{a sweep}}

{{a sensitivity analysis}}

{{a decision}}

{{a calibration}}

```yaml
desist-study: 1
title: What drives the prison population?
scenario: baseline.yaml
replications: 10
measures: [prison-population, proven-reoffending:per-offender]
factors:
  custody-rate: {low: 40%, high: 60%}
  time-served: {}                       # between its own low and high, or by its distribution
  policy: {policies: [baseline.yaml, policies/narrow-testing.yaml]}
sweep: {design: latin-hypercube, points: 100}
sensitivity: {method: probabilistic, points: 200}
```
)prose";

}  // namespace desist
