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
MEASURE(reoffending,
        "share of index events followed by a proven reoffence; also reoffences per offender and reoffender",
        "of those who come to {index}[ (their first in each {once-per})], the share who commit an offence (date: "
        "{committed}) within {within} that is proven (at {proven})[ within a further {proven-within}]",
        need("index", Argue::places, "nodes whose starts are index events"),
        need("proven", Argue::places, "nodes at which an offence is proven"),
        need("committed", Argue::date, "the date attribute of the offence"),
        need("within", Argue::duration, "time to offend"),
        may("proven-within", Argue::duration, "further time to be proven"),
        may("once-per", Argue::choice, "one index event a person: the first in each of these",
            {"quarter", "year", "run"}),
        may("detected", Argue::places, "nodes at which an offence is detected: the share of whom one was, apart"),
        may("offended", Argue::places, "nodes at which an offence is committed: the share who did, apart"),
        may("severity", Argue::factor, "what a reoffence weighs: the mean weight, apart"),
        may("previous", Argue::counted, "the count of previous offences: its mean at the index event, apart"),
        may("further-offences", Argue::counted,
            "how many offences more are proven with a case (else none): reoffences count them, too"))
MEASURE(expected,
        "how many events a hazard is expected to bring: the integral of its rate, in the group of each moment",
        "how many events the hazard {hazard} is expected to bring (its rate, added up over time)",
        alone("hazard", Argue::hazard))
MEASURE(before_after,
        "offences before and after an event: by how much they fall, with and without the index offence, in all and a "
        "person",
        "of those who come to {event}[ (their first in each {once-per})][, only {only}][, then to {then}][ not within "
        "{then-after}][ and before any of {then-before}][, and never to {never}], the fall from proven offences (at "
        "{offences}, "
        "date: {committed}) in the {spans} before to those in as long after, with and without the index offence",
        need("event", Argue::places, "nodes whose starts are the event"),
        need("offences", Argue::places, "nodes at which an offence is proven"),
        need("committed", Argue::date, "the date attribute of the offence"),
        need("spans", Argue::durations,
             "how long before and as long after; the first is that of the measure's own figure"),
        may("proven-within", Argue::duration, "offences count that are proven so soon after they were committed"),
        may("index-within", Argue::duration,
            "the index offence, where no case ties it to the event: the last one "
            "committed so long before it (else 7 days)"),
        may("once-per", Argue::choice, "one event a person: the first in each of these", {"quarter", "year", "run"}),
        may("outcomes", Argue::outcomes, "rows by what came first after the event"),
        may("only", Argue::choice,
            "`offended-before`: only events with an offence in the span before, the index offence too",
            {"offended-before"}),
        may("then", Argue::places, "only events after which one of these nodes is come to within the span"),
        may("then-after", Argue::duration, "and for the first time not sooner than this"),
        may("then-before", Argue::places, "and before any of these nodes"),
        may("never", Argue::places, "only events after which none of these nodes is come to within the span"),
        may("further-offences", Argue::counted, "how many offences more are proven with a case (else none)"))
MEASURE(funnel, "of those who begin, the share who pass every step; also numbers, conversion and time of each step",
        "of those who come to {steps}, the share who get to the end within {within}",
        need("steps", Argue::chain, "two or more, in order"), need("within", Argue::duration, "time for all steps"))
MEASURE(attendance,
        "how many people come to these nodes; also how often, for the first time, and the share of all by the top 1, 5 "
        "and 10%",
        "how many people come to {nodes}, and how often", alone("nodes", Argue::places))
MEASURE(left, "how many stays end in one way: give-ups, refusals", "how many stays at {nodes} end because of {because}",
        need("nodes", Argue::places, "of stays at these nodes"),
        need("because", Argue::choice, "what ends them",
             {"stay", "hazard", "as-soon-as", "route", "moved", "give-up", "case-closed", "ended", "full", "ejected"}))
MEASURE(use, "share of a resource's units that is in use; also units there and in use, void time and overtime",
        "the share of the units of {resource} that is in use", alone("resource", Argue::resource))
MEASURE(model,
        "what happens in the model and leaves no record: moves that do nothing, cases that join one that is open",
        "{count} a year", alone("count", Argue::choice, {"moves-without-effect", "cases-joined"}))
MEASURE(net_benefit, "what an outcome is worth, less what it costs",
        "[{outcome}][less of {harm}] at {worth} each, less {cost}",
        may("outcome", Argue::measure, "the measure of what is gained; either this"),
        may("harm", Argue::measure, "or the measure of what is to be avoided"),
        need("worth", Argue::money, "what one is worth, or costs"),
        need("cost", Argue::measure, "the measure of money"))
MEASURE(scaled, "another measure times a number: an arithmetic of other people beside the simulated value",
        "{measure} times {times}", need("measure", Argue::measure, "the measure"),
        need("times", Argue::number, "the number"))
MEASURE(payment_by_results,
        "what a contract would pay by results for cohorts of people: a ledger, and how much of the pay is luck",
        "what is paid for people who come to {index}, by how many of them commit an offence (date: {committed}) within "
        "{within} that is proven (at {proven})[ within a further {proven-within}], against a baseline of {baseline}",
        need("index", Argue::places, "nodes whose starts enter a cohort"),
        need("proven", Argue::places, "nodes at which an offence is proven"),
        need("committed", Argue::date, "the date attribute of the offence"),
        need("within", Argue::duration, "time to offend"),
        may("proven-within", Argue::duration, "further time to be proven"),
        may("cohorts", Argue::choice, "how long people enter one cohort", {"quarter", "year"}),
        need("baseline", Argue::share, "the share of reoffenders to be beaten"),
        need("baseline-people", Argue::number, "how many people the baseline was counted on"),
        may("baseline-frequency", Argue::number, "its reoffences per reoffender"),
        may("fee", Argue::money_rate, "the fee"),
        may("at-risk", Argue::share, "the share of the fee that is paid by results"),
        may("confidence", Argue::share,
            "binary hurdle: the fee at risk is paid when the share of reoffenders lies "
            "below the band of this confidence about the baseline"),
        may("penalty", Argue::share, "of the fee at risk, when it lies above the band"),
        may("price", Argue::money, "for each reoffence fewer than the baseline's number per reoffender gives"),
        may("tolerance", Argue::share, "no price within so much of the baseline's number"),
        may("individual", Argue::money, "for each person who does not reoffend"),
        may("cap", Argue::share, "the most that is paid by results for a cohort, of its fee at risk"),
        may("lag", Argue::duration, "from the end of a cohort to its payment"),
        may("left-out", Argue::condition, "people who do not count, as they stand at the index event"),
        may("offences-left-out", Argue::condition, "proven offences that do not count"),
        may("further-offences", Argue::counted,
            "how many offences more are proven with a case (else none): frequency counts them, too"),
        may("severity", Argue::factor, "what an offence weighs"),
        may("clock-reset", Argue::places, "nodes at which a person's time begins anew"),
        may("hard-cases", Argue::condition, "whom a provider might leave alone, as they stand at the index event"),
        may("reduction", Argue::share, "the true fall of reoffending whose detection is studied (else 10%)"))
MEASURE(money, "what these costs, or `all`, come to, by payer and cost; also discounted",
        "what {costs} come to, by who pays and what for", alone("costs", Argue::costs))
MEASURE(
    time_to_first,
    "share that has had an event by some time, by cumulative incidence; also by Kaplan-Meier, and what came first "
    "instead",
    "of those who come to {from}[ (their first in each {once-per})], the share who have come to {to} after {at}",
    need("from", Argue::places, "nodes whose starts begin the time"),
    need("to", Argue::places, "the event: the first start on these nodes after it"),
    may("committed", Argue::date, "the event is at this date (of an offence) and not at the start"),
    may("proven-within", Argue::duration,
        "with committed: it counts if proven within this time, and people are followed until so long before the end"),
    may("competing", Argue::outcomes, "what may come first instead, such as death and custody"),
    need("at", Argue::durations, "after these times; the first is that of the measure's own figure"),
    may("once-per", Argue::choice, "one beginning a person: the first in each of these", {"quarter", "year", "run"}))
MEASURE(
    data_lab, "what an evaluation by matching would find: reoffending of the treated less that of people like them",
    "of those who come to {treated}, how many more reoffend within {within} than of people like them (by {observed}) "
    "who come to {untreated}",
    need("treated", Argue::places, "nodes whose starts make somebody one of the treated"),
    need("untreated", Argue::places, "nodes whose starts make somebody one to compare with"),
    need("observed", Argue::attributes, "what is known of both at that date"),
    need("proven", Argue::places, "nodes at which an offence is proven"),
    need("committed", Argue::date, "the date attribute of the offence"),
    need("within", Argue::duration, "time to offend"),
    may("proven-within", Argue::duration, "further time to be proven"),
    may("caliper", Argue::number,
        "the widest distance in a pair, in standard deviations of the logit of the "
        "propensity (else 0.2)"))
