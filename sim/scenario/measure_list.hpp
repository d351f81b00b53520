// The kinds of measure of the language, one line each: MEASURE(kind, what it is, the measure in words, its arguments).
// The one place where they are listed: the reading, the schema, the reference of the language, the words of `explain`
// and the folds of sim/measure all go by it. No include guard: it is read once for each of these.
// `kind` is written with hyphens in scenarios. In the words `{name}` is an argument as written; a part in [ ] is left
// out when the argument in it is not given. `alone`: the one argument is the value of the kind itself.

MEASURE(count, "starts of stays on these nodes", "how many stays begin at {nodes}", alone("nodes", Argue::places))
MEASURE(population, "mean number of people inside these nodes", "how many are at {nodes}, on average",
        alone("nodes", Argue::places))
MEASURE(waiting, "mean number of people waiting for these nodes", "how many wait for {nodes}, on average",
        alone("nodes", Argue::places))
MEASURE(wait, "mean wait before starts on these nodes; also its median, 90% and 95% points and the longest",
        "how long people wait for {nodes}, on average over those who start", alone("nodes", Argue::places))
MEASURE(ratio, "one measure over another", "{measures}", alone("measures", Argue::two_measures))
MEASURE(reoffending, "share of index events followed by a proven reoffence; also reoffences per offender and reoffender",
        "of those who come to {index}[ (their first in each {once-per})], the share who commit an offence (date: "
        "{committed}) within {within} that is proven (at {proven})[ within a further {proven-within}]",
        need("index", Argue::places, "nodes whose starts are index events"),
        need("proven", Argue::places, "nodes at which an offence is proven"),
        need("committed", Argue::date, "the date attribute of the offence"),
        need("within", Argue::duration, "time to offend"),
        may("proven-within", Argue::duration, "further time to be proven"),
        may("once-per", Argue::choice, "one index event a person: the first in each of these", {"quarter", "year", "run"}),
        may("detected", Argue::places, "nodes at which an offence is detected: the share of whom one was, apart"),
        may("offended", Argue::places, "nodes at which an offence is committed: the share who did, apart"),
        may("severity", Argue::factor, "what a reoffence weighs: the mean weight, apart"),
        may("previous", Argue::attribute, "the count of previous offences: its mean at the index event, apart"))
MEASURE(expected,
        "how many events a hazard is expected to bring: the integral of its rate, in the group of each moment",
        "how many events the hazard {hazard} is expected to bring (its rate, added up over time)",
        alone("hazard", Argue::hazard))
