// Tables, bands, units and shares.
#include "tests/pathway/building.hpp"

using namespace desist;
using namespace desist::test;

namespace {

// A node with this stay, among some attributes.
std::string stay(const std::string& law, const std::string& parameters = "p: 1") {
    return "parameters: {" + parameters +
           "}\n"
           "attributes: {drug: [cannabis, opiate], priors: {count: true, bands: [0, 1, 3, 7]},"
           " age: {years: true, bands: [10, 18, 25, 50], oldest: 75}, release: {date: true}}\n"
           "resources: {officers: {units: 1}}\n"
           "tracks:\n"
           "  t:\n"
           "    start: home\n"
           "    nodes:\n"
           "      home: {stay: " +
           law +
           ", routes: [{to: away}]}  # here\n"
           "      away: {use: {officers: 1}, stay: 1 hour, routes: [{to: home}]}\n";
}

std::string chance(const std::string& value, const std::string& parameters = "p: 1") {
    return "parameters: {" + parameters +
           "}\n"
           "attributes: {drug: [cannabis, opiate]}\n"
           "tracks:\n"
           "  t:\n"
           "    start: home\n"
           "    nodes:\n"
           "      home: {stay: 1 day, routes: [{to: home, chance: " +
           value + "}, {to: home, otherwise: true}]}  # here\n";
}

std::string hazard(const std::string& text, const std::string& parameters = "p: 1") {
    return "parameters: {" + parameters +
           "}\n"
           "attributes: {drug: [cannabis, opiate]}\n"
           "hazards:\n"
           "  h: " +
           text +
           "  # here\n"
           "tracks: {t: {start: home, nodes: {home: {leave: [{to: home, hazard: h}]}}}}\n";
}

std::string draw(const std::string& draws, const std::string& attributes) {
    return "attributes: {" + attributes +
           "}\n"
           "population:\n"
           "  present: 1\n"
           "  draw:\n" +
           draws + "tracks: {t: {start: home, nodes: {home: {}}}}\n";
}

const std::string two = "sex: [male, female], drug: [cannabis, powder, opiate]";

}  // namespace

TEST_CASE("a table that leaves a value out is refused") {
    CHECK_REFUSED(stay("{by: drug, opiate: 1 day}"), "the table by drug has no entry for: cannabis");
}

TEST_CASE("a table that leaves a band out is refused") {
    CHECK_REFUSED(stay("{by: priors, 0: 1 day, 3+: 2 days}"), "the table by priors has no entry for: 1-2");
}

TEST_CASE("a table by a track covers its nodes and those who wait for them") {
    CHECK_REFUSED(stay("{by: t, home: 1 day, away: 2 days}"), "the table by t has no entry for: waiting for away");
    CHECK_ACCEPTED(stay("{by: t, home: 1 day, away: 2 days, waiting for away: 3 days}"));
    CHECK_ACCEPTED(stay("{by: t, home or away or waiting for away: 1 day}"));
}

TEST_CASE("nobody waits for a node that needs nothing") {
    CHECK_REFUSED(stay("{by: t, waiting for home: 1 day, else: 2 days}"), "t has no value ‘waiting for home’");
}

// Nobody waits for nodes that need nothing: what a table would say of waiting for them is never asked.
TEST_CASE("a parameter by a track may be the mean of a law, a divisor, or the units of a need") {
    const auto by_care = [](const std::string& node, const std::string& more = "") {
        return "parameters: {p: {by: care, none: 1 day, home: 2 days}, q: {by: care, none: 1, home: 2}}\n" + more +
               "attributes: {offence: [theft, other]}\nresources: {officers: {units: 2}}\n"
               "tracks:\n"
               "  care: {start: none, nodes: {none: {stay: 1 day, routes: [{to: home}]}, home: {}}}\n"
               "  t: {start: n, nodes: {n: " +
               node + "}}\n";
    };
    CHECK_ACCEPTED(by_care("{stay: exponential(p), routes: [{to: n}]}"));
    CHECK_ACCEPTED(by_care("{stay: erlang(stages q and mean p), routes: [{to: n}]}"));
    CHECK_ACCEPTED(by_care("{stay: fixed p / q, routes: [{to: n}]}"));
    CHECK_ACCEPTED(by_care("{use: {officers: q}, stay: 1 day, routes: [{to: n}]}"));
    CHECK_ACCEPTED(
        by_care("{leave: [{to: n, hazard: h}]}", "hazards: {h: {law: exponential(1 / p), times: [1 / q]}}\n"));
}

TEST_CASE("shares of a draw may be a table by a track") {
    CHECK_ACCEPTED(R"(attributes: {offence: [theft, other]}
tracks:
  care: {start: none, nodes: {none: {stay: 1 day, routes: [{to: home}]}, home: {}}}
  t:
    start: n
    nodes:
      n:
        effects:
          - {draw: {offence: {by: care, none: {theft: 50%, other: 50%}, home: {theft: 40%, other: 60%}}}}
)");
}

TEST_CASE("an else covers what is left") { CHECK_ACCEPTED(stay("{by: priors, 7+: 1 day, else: 2 days}")); }

TEST_CASE("keys joined by or give one value to each") {
    const Pathway pathway = accepted(stay("{by: priors, 0 or 3-6: 1 day, 1-2 or 7+: 2 days}"));
    Indices at(pathway.entries.size(), 0);
    const std::size_t priors = pathway.attributes[1].entry.index;
    const LawTree& law = *pathway.nodes[0].stay;
    const double expected[] = {86400, 2 * 86400, 86400, 2 * 86400};
    for (std::uint16_t band = 0; band < 4; ++band) {
        at[priors] = band;
        CHECK(law_at(law, at).a == expected[band]);
    }
}

TEST_CASE("a value given twice is refused") {
    CHECK_REFUSED(stay("{by: priors, 0: 1 day, 0-2: 2 days, 3+: 1 day}"), "‘0’ is given twice");
}

TEST_CASE("a key of whole bands joins them") {
    CHECK_ACCEPTED(stay("{by: age, 10-24: 1 day, 25+: 2 days}"));
    CHECK_ACCEPTED(stay("{by: age, 10-17: 1 day, 18-49: 2 days, 50+: 3 days}"));
    CHECK_ACCEPTED(stay("{by: priors, 0: 1 day, 1+: 2 days}"));
}

TEST_CASE("a key that cuts a band is refused, with the bands there are") {
    CHECK_REFUSED(stay("{by: age, 10-20: 1 day, else: 2 days}"),
                  "‘10-20’ is no band of age, nor bands joined (its bands are: 10-17, 18-24, 25-49, 50+)");
    CHECK_REFUSED(stay("{by: age, 20+: 1 day, else: 2 days}"), "‘20+’ is no band of age");
    CHECK_REFUSED(stay("{by: priors, 1: 1 day, else: 2 days}"), "‘1’ is no band of priors");
    CHECK_REFUSED(stay("{by: age, 18-25: 1 day, else: 2 days}"), "‘18-25’ is no band of age");
    CHECK_REFUSED(stay("{by: age, 50-75: 1 day, else: 2 days}"), "‘50-75’ is no band of age");
}

TEST_CASE("a table by a date is refused: dates are compared") {
    CHECK_REFUSED(stay("{by: release, x: 1 day, else: 2 days}"), "‘release’ has no values that a table");
}

TEST_CASE("a chance that is a factor by way of a parameter is refused, with the share it may mean") {
    CHECK_REFUSED(chance("p", "p: 0.6"), "expected a share, such as 84%");
}

TEST_CASE("a chance that is a duration is refused") {
    CHECK_REFUSED(chance("p", "p: 3 days"), "expected a share, such as 84%");
}

TEST_CASE("a share of a share is a share, so is one less a share, a share twice over is too much") {
    CHECK_ACCEPTED(chance("p * 1.2", "p: 60%"));
    CHECK_ACCEPTED(chance("p * p", "p: 60%"));
    CHECK_ACCEPTED(chance("1 - p", "p: 60%"));
    CHECK_REFUSED(chance("p * 2", "p: 60%"), "a share of 120% is more than 100%");
    CHECK_REFUSED(chance("p - 80%", "p: 60%"), "is negative");
}

TEST_CASE("a stay that is a rate by way of a parameter is refused") {
    CHECK_REFUSED(stay("fixed p", "p: 2 per day"), "expected a duration, such as 9 hours");
}

TEST_CASE("an exponential stay takes a mean or a rate") {
    const Indices none(20, 0);
    CHECK(law_at(*accepted(stay("exponential(p)", "p: 2 days")).nodes[0].stay, none).a == 2 * 86400);
    CHECK(law_at(*accepted(stay("exponential(p)", "p: 2 per day")).nodes[0].stay, none).a == Approx(43200));
}

TEST_CASE("a hazard that is a duration by way of a parameter is refused") {
    CHECK_REFUSED(hazard("{law: exponential(p)}", "p: 2 days"), "a rate");
}

TEST_CASE("a factor that has a unit is refused") {
    CHECK_REFUSED(hazard("{law: exponential(1 per year), times: [p]}", "p: 2 days"), "expected a factor, such as 1.5");
}

TEST_CASE("a negative rate by way of a parameter is refused") {
    CHECK_REFUSED(hazard("{law: exponential(p - q)}", "p: 1 per year, q: 2 per year"), "negative");
}

TEST_CASE("a hazard may fall: the growth of gompertz is negative") {
    const Pathway p = accepted(hazard("{law: gompertz(rate 1 per year and growth -0.5 per year)}", "p: 1"));
    const RateLaw law = rate_law_at(p.hazards[0].law, Indices(p.entries.size(), 0));
    CHECK(law.b == Approx(-0.5 / seconds_per_year));
}

TEST_CASE("what has different units cannot be added") {
    CHECK_REFUSED(stay("fixed p + q", "p: 2 days, q: 2 per day"), "cannot be joined by this operation");
}

TEST_CASE("a rate times a duration is a number, and one over a rate is a duration") {
    CHECK_ACCEPTED(stay("fixed 1 / p", "p: 2 per day"));
    CHECK_ACCEPTED(hazard("{law: exponential(1 per year), times: [p * q]}", "p: 2 days, q: 2 per day"));
}

TEST_CASE("money over money is a number, and money alone is no factor") {
    CHECK_ACCEPTED(hazard("{law: exponential(1 per year), times: [p / q]}", "p: 20 GBP, q: 5 GBP"));
    CHECK_REFUSED(hazard("{law: exponential(1 per year), times: [p]}", "p: 20 GBP"), "expected a factor");
}

TEST_CASE("a division by nothing is refused") {
    CHECK_REFUSED(hazard("{law: exponential(1 per year), times: [p / q]}", "p: 20, q: 0"), "not a finite number");
}

TEST_CASE("entries of a table have one unit") {
    CHECK_REFUSED(chance("{by: drug, cannabis: p, opiate: q}", "p: 50%, q: 2 days"), "other entries of the table are");
}

TEST_CASE("a law is right in every combination of its tables") {
    CHECK_REFUSED(
        stay("lognormal(median p and p95 q)", "p: {by: drug, opiate: 9 hours, cannabis: 30 hours}, q: 22 hours"),
        "p95 must be above the median");
}

TEST_CASE("units of a resource may be fractions: of each opening or day") {
    const Pathway pathway = accepted(R"(parameters: {p: 5}
resources:
  officers: {units: p / 2}
tracks: {t: {start: home, nodes: {home: {use: {officers: 1}, stay: 1 day, routes: [{to: home}]}}}}
)");
    CHECK(evaluate(pathway.resources[0].units, Indices(pathway.entries.size())) == 2.5);
}

TEST_CASE("units of a resource depend on attributes of the offender and the date only") {
    CHECK_REFUSED(R"(resources:
  officers: {units: {by: t, home: 1, waiting for home: 2}}  # here
tracks: {t: {start: home, nodes: {home: {use: {officers: 1}, stay: 1 day, routes: [{to: home}]}}}}
)",
                  "may depend on attributes of the offender and on the date only");
}

TEST_CASE("units of a resource by attribute make a pool for each value") {
    const Pathway pathway = accepted(R"(attributes: {district: [Leeds, Bradford]}
resources: {officers: {units: {by: district, Leeds: 2, Bradford: 1}}}
tracks: {t: {start: home, nodes: {home: {use: {officers: 1}, stay: 1 day, routes: [{to: home}]}}}}
)");
    REQUIRE(pathway.resources[0].by.size() == 1);
    CHECK(pathway.resources[0].by[0] == pathway.attributes[0].entry);
}

TEST_CASE("shares of 99.9% are refused, rest takes what is left") {
    CHECK_REFUSED(draw("    sex: {male: 84%, female: 15.9%}  # here\n", two), "the shares add up to 99.9%, not 100%");
    CHECK_ACCEPTED(draw("    sex: {male: 84%, female: rest}\n", two));
    CHECK_ACCEPTED(draw("    sex: {male: 84%, female: 16%}\n", two));
}

TEST_CASE("shares of 10%, 20% and 70% are 100%") {
    CHECK_ACCEPTED(draw("    drug: {cannabis: 10%, powder: 20%, opiate: 70%}\n", two));
}

TEST_CASE("shares of 110% are refused, also beside a rest") {
    CHECK_REFUSED(draw("    sex: {male: 84%, female: 26%}  # here\n", two), "the shares add up to 110%");
    CHECK_REFUSED(draw("    drug: {cannabis: 84%, powder: 26%, opiate: rest}  # here\n", two),
                  "the shares add up to 110%");
}

TEST_CASE("only one share is the rest") {
    CHECK_REFUSED(draw("    drug: {cannabis: rest, powder: 20%, opiate: rest}  # here\n", two),
                  "only one share can be `rest`");
}

TEST_CASE("a value without a share is never drawn") {
    const Pathway pathway = accepted(draw("    drug: {cannabis: 30%, opiate: 70%}\n", two));
    Indices at(pathway.entries.size(), 0);
    const auto shares = shares_of(*pathway.streams[0].draws[0].shares, at, pathway.attributes[1].entry, 3);
    CHECK(shares == std::vector<double>{0.3, 0, 0.7});
}

TEST_CASE("shares in one row of a table are checked too") {
    CHECK_REFUSED(
        draw("    sex: {male: 84%, female: rest}\n"
             "    drug: {by: sex, male: {cannabis: 50%, opiate: 50%}, female: {cannabis: 50%, opiate: 40%}}  # here\n",
             two),
        "the shares add up to 90%, not 100%");
}

TEST_CASE("a parameter may hold the shares of a draw") {
    const Pathway pathway =
        accepted("parameters: {mix: {cannabis: 10%, powder: 20%, opiate: rest}}\n" + draw("    drug: mix\n", two));
    Indices at(pathway.entries.size(), 0);
    const auto shares = shares_of(*pathway.streams[0].draws[0].shares, at, pathway.attributes[1].entry, 3);
    CHECK(shares[0] == 0.1);
    CHECK(shares[1] == 0.2);
    CHECK(shares[2] == Approx(0.7));
}

TEST_CASE("parts of a mixture add up to 100%") {
    const std::string all = refusal(stay("{70%: 1 day, 29.9%: 2 days}"));
    CHECK(has(all, "here: error: "));
    CHECK_ACCEPTED(stay("{10%: 1 day, 20%: 2 days, 70%: 3 days}"));
}

TEST_CASE("shares of start nodes add up to 100%") {
    CHECK_REFUSED(R"(tracks:
  t:
    start: {home: 50%, away: 49.9%}  # here
    nodes: {home: {}, away: {}}
)",
                  "the shares add up to 99.9%, not 100%");
}

TEST_CASE("nobody starts by waiting: shares of start nodes name nodes") {
    const std::string all = refusal(R"(resources: {officers: {units: 1}}
tracks:
  t:
    start: {away: 50%, waiting for home: 50%}  # here
    nodes: {home: {use: {officers: 1}, stay: 1 day, routes: [{to: away}]}, away: {}}
)");
    CHECK(has(all, "here: error: "));
    CHECK(has(all, "waiting for home"));
}

TEST_CASE("an attribute that is drawn later cannot decide one that is drawn earlier") {
    CHECK_REFUSED(
        draw("    sex: {by: drug, opiate: {male: 90%, female: rest}, else: {male: 80%, female: rest}}  # here\n"
             "    drug: {cannabis: 50%, powder: 20%, opiate: 30%}\n",
             two),
        "‘sex’ cannot depend on ‘drug’, which is not drawn before it");
    CHECK_ACCEPTED(
        draw("    sex: {male: 84%, female: rest}\n"
             "    drug: {by: sex, male: {cannabis: 100%}, female: {opiate: 100%}}\n",
             two));
}

TEST_CASE("an attribute cannot decide its own draw") {
    CHECK_REFUSED(
        draw("    priors: {by: priors, 0: fixed 1, else: fixed 2}  # here\n", "priors: {count: true, bands: [0, 1]}"),
        "‘priors’ cannot depend on ‘priors’");
}

TEST_CASE("a node cannot decide what is drawn at entry: nobody stands yet") {
    CHECK_REFUSED(draw("    sex: {by: t, home: {male: 90%, female: rest}}  # here\n", two),
                  "‘sex’ cannot depend on ‘t’");
}

TEST_CASE("attributes of a case, and dates, are not drawn at entry") {
    CHECK_REFUSED("cases: {file: {copies: 1, tracks: [t]}}\n" + draw("    offence: {theft: 50%, other: rest}  # here\n",
                                                                     "offence: {values: [theft, other], of: file}"),
                  "‘offence’ belongs to a case");
    const std::string all = refusal(draw("    release: 3 days  # here\n", "release: {date: true}"));
    CHECK(has(all, "here: error: the date ‘release’ cannot be drawn"));
}

TEST_CASE("a named attribute is drawn from shares, a count from a law of numbers") {
    CHECK_REFUSED(draw("    sex: exponential(3 days)  # here\n", two), "‘sex’ is drawn from shares of its values");
    const std::string all = refusal(draw("    priors: exponential(3 days)  # here\n", "priors: {count: true}"));
    CHECK(has(all, "here: error: expected a count, such as 6"));
}

TEST_CASE("what cannot be set, counted or drawn is told") {
    const auto effect = [](const std::string& e) {
        return "attributes: {drug: [a, b], priors: {count: true}, age: {years: true, bands: [10, 18]},"
               " release: {date: true}, served: {duration: true}}\n"
               "tracks:\n  t:\n    start: home\n    nodes:\n      home:\n        effects:\n"
               "          - " +
               e + "  # here\n";
    };
    CHECK_REFUSED(effect("{count: drug}"), "‘drug’ is no count");
    CHECK_REFUSED(effect("{set: {age: 20}}"), "an age cannot be set");
    CHECK_REFUSED(effect("{draw: {release: exponential(3 days)}}"), "‘release’ cannot be drawn");
    CHECK_REFUSED(effect("{set: {served: now}}"), "‘served’ needs a duration");
    CHECK_REFUSED(effect("{set: {release: 3 days}}"), "‘release’ needs a date");
    CHECK_REFUSED(effect("{set: {release: release + release}}"), "two dates cannot be added");
    CHECK_ACCEPTED(effect("{set: {release: later of release and now + served}}"));
}

TEST_CASE("a population of nobody is refused") {
    const Built built = build("population: {present: 0}\ntracks: {t: {start: home, nodes: {home: {}}}}\n");
    CHECK_FALSE(built.pathway);
    CHECK(has(built.problems, "nobody is there"));
}

TEST_CASE("more than twenty million people are refused") {
    const Built present = build("population: {present: 20_000_001}\ntracks: {t: {start: home, nodes: {home: {}}}}\n");
    CHECK(has(present.problems, "too many: at most 20 million"));
    const Built arriving =
        build("population: {arrivals: 1 per second}\ntracks: {t: {start: home, nodes: {home: {}}}}\n");
    CHECK(has(arriving.problems, "too many: at most 20 million"));
}
