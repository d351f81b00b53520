// Values written back as text of the language, and the form by which two scenarios are told apart.
#include "sim/scenario/canonical.hpp"

#include "tests/scenario/reading.hpp"
#include "tests/scenario/whole_language.hpp"

using namespace desist;
using namespace desist::test;

namespace {

std::string written(const std::string& value) { return to_text(read_parameter(value).base.value); }

const std::string model =
    "desist: 1\n"
    "title: T\n"
    "time: {start: 2012-04-01, warm-up: 1 year, run: 2 years}\n"
    "parameters: {p: {value: 60%, source: fit, note: n}}\n"
    "attributes: {drug: [none, opiate], priors: {count: true, bands: [0, 1, 3]}, due: {date: true}}\n"
    "cases: {case: {copies: 2, tracks: [file]}}\n"
    "population: {present: 10, arrivals: 5 per month, draw: {drug: {none: 80%, opiate: rest}, priors: geometric(mean "
    "2)}}\n"
    "hazards: {h: {law: exponential(1 per year), times: [{by: drug, opiate: 2, else: 1}]}}\n"
    "resources: {beds: {units: 4}}\n"
    "tracks:\n"
    "  t:\n"
    "    label: Track\n"
    "    start: a\n"
    "    nodes:\n"
    "      a: {label: A, leave: [{to: b, hazard: h}]}\n"
    "      b:\n"
    "        use: {beds: 1}\n"
    "        patience: {70%: 3 days, 30%: exponential(9 days)}\n"
    "        give-up: {to: a}\n"
    "        stay: lognormal(median 9 hours and p95 22 hours)\n"
    "        on-start: [{count: priors, when: {drug: opiate}, chance: 50%}, {move: {file: {open: charged}}}]\n"
    "        routes: [{to: a, chance: p, when: {not: {drug: none}}}, {to: c, otherwise: true}]\n"
    "      c: {as-soon-as: [{to: a, if: {file: closed}}]}\n"
    "  file: {start: none, nodes: {none: {}, charged: {stay: 3 days, routes: [{to: closed}]}, closed: {}}}\n"
    "measures:\n"
    "  m: {label: M, count: t/b, by: [drug], when: {drug: opiate}, unit: stays, key: true}\n"
    "  w: {wait: t/b, unit: days}\n"
    "targets: {g: {measure: m, value: 3, tolerance: 1, use: fit}}\n";

std::string form(std::string text) { return canonical_text(read(text)); }

// The form of the model with one piece of its text replaced.
std::string with(const std::string& old, const std::string& now) {
    std::string text = model;
    const std::size_t at = text.find(old);
    INFO(old);
    REQUIRE(at != std::string::npos);
    return form(text.replace(at, old.size(), now));
}

}  // namespace

TEST_CASE("a value is written back as it could have been written, on one line") {
    CHECK(written("84%") == "84%");
    CHECK(written("2.26 per year") == "2.26 per year");
    CHECK(written("36_000 GBP per year") == "36000 GBP per year");
    CHECK(written("(a + b) * min(c and 2)") == "(a + b) * min(c and 2)");
    CHECK(written("{shop-theft: 42%, other: rest}") == "{shop-theft: 42%, other: rest}");
    CHECK(written("{by: drug, opiate or opiate-and-crack: {by: age, 10-17: 1, 18+: 2}, else: 0.5}") ==
          "{by: drug, opiate or opiate-and-crack: {by: age, 10-17: 1, 18+: 2}, else: 0.5}");
    CHECK(written("{by: justice, waiting for suite: 1, else: 0}") == "{by: justice, waiting for suite: 1, else: 0}");
}

TEST_CASE("what is written back reads as the same value") {
    for (const char* value :
         {"84%", "33.3%", "0.1%", "0.0001%", "0.0000001%", "99.999999%", "0.000000123", "0.1 per year", "1.5 days",
          "1 / 3", "7", "-2", "0.30000000000000004", "a - (b - c)", "later of now and now + 3 days", "{x: 1%, y: rest}",
          "{by: drug, 'null': 1, else: p}", "{by: a, x or y: {by: b, 1-2: 9 hours, else: 1 week}, else: 0 days}"}) {
        const ValueSpec once = read_parameter(value).base.value;
        const std::string text = to_text(once);
        INFO(value << " -> " << text);
        const ValueSpec twice = read_parameter(text).base.value;
        CHECK(to_text(twice) == text);
        if (once.leaf) CHECK(twice.leaf->number == once.leaf->number);
    }
}

TEST_CASE("words that change no result leave the form alone") {
    const std::string same = form(model);
    CHECK(with("title: T", "title: Other\ndescription: more") == same);
    CHECK(with("label: Track", "label: Way") == same);
    CHECK(with("label: A,", "label: Z,") == same);
    CHECK(with("label: M, ", "") == same);
    CHECK(with("note: n", "note: other") == same);
    CHECK(with("source: fit", "source: assumption") == same);
    CHECK(with("value: 60%", "value: 10%, changes: [{from: 2013-01-01, value: 3%}]") == same);
    CHECK(with(", key: true", "") == same);
    CHECK(with("value: 3, tolerance", "value: 4, tolerance") == same);
    CHECK(with("desist: 1\n", "desist: 1 # a remark\n\n") == same);
}

TEST_CASE("anything else changes the form") {
    const std::string same = form(model);
    const std::pair<const char*, const char*> changes[] = {
        {"2012-04-01", "2013-04-01"},
        {"warm-up: 1 year", "warm-up: 2 years"},
        {"run: 2 years", "run: 3 years"},
        {"[none, opiate]", "[opiate, none]"},
        {"bands: [0, 1, 3]", "bands: [0, 1, 4]"},
        {"copies: 2", "copies: 3"},
        {"present: 10", "present: 11"},
        {"5 per month", "5 per year"},
        {"none: 80%", "none: 70%"},
        {"geometric(mean 2)", "geometric(mean 3)"},
        {"1 per year", "1.0000000001 per year"},
        {"opiate: 2, else", "opiate: 3, else"},
        {"times: [{", "times: [3, {"},
        {"units: 4", "units: 5"},
        {"start: a", "start: b"},
        {"start: a", "start: {a: 100%}"},
        {"      a: {label: A, leave: [{to: b, hazard: h}]}\n", "      a: {label: A, leave: [{to: c, hazard: h}]}\n"},
        {"use: {beds: 1}", "use: {beds: 2}"},
        {"70%: 3 days, 30%", "60%: 3 days, 40%"},
        {"give-up: {to: a}", "give-up: {to: c}"},
        {"p95 22 hours", "p95 23 hours"},
        {"lognormal(median 9 hours and p95 22 hours)", "uniform(low 9 hours and high 22 hours)"},
        {"chance: 50%", "chance: 51%"},
        {"when: {drug: opiate}, chance", "when: {drug: none}, chance"},
        {"on-start", "on-ask"},
        {"{open: charged}", "{open: closed}"},
        {"{open: charged}", "{to: charged, from: none}"},
        {"chance: p", "chance: 60%"},
        {", when: {not: {drug: none}}", ""},
        {"{to: c, otherwise: true}", "{to: b, otherwise: true}"},
        {"{file: closed}", "{not: {file: closed}}"},
        {"{file: closed}", "{any: {file: closed}}"},
        {"closed: {}}", "closed: {end: true}}"},
        {"{none: {}, charged", "{other: {}, none: {}, charged"},
        {"count: t/b", "population: t/b"},
        {"count: t/b", "count: t/c"},
        {"by: [drug], ", ""},
        {"when: {drug: opiate}, unit", "unit"},
        {"unit: stays", "unit: people"},
        {"unit: days", "unit: hours"},
        {"  m: {label", "  n: {label"},
    };
    for (const auto& [old, now] : changes) {
        INFO(old << " -> " << now);
        CHECK(with(old, now) != same);
    }
}

TEST_CASE("the order of nodes, routes and measures is part of the form") {
    CHECK(with("nodes: {none: {}, charged: {stay: 3 days, routes: [{to: closed}]}, closed: {}}",
               "nodes: {none: {}, closed: {}, charged: {stay: 3 days, routes: [{to: closed}]}}") != form(model));
}

TEST_CASE("every form that decides results shows in the canonical text") {
    const std::pair<const char*, const char*> changes[] = {
        {"bands: [0, 0.5, 2]}", "bands: [0, 0.7, 2]}"},
        {"count: justice/cell, within: 12", "count: justice/court, within: 12"},
        {"within: 12 months, bands", "within: 11 months, bands"},
        {"open: 07:00-22:00", "open: 07:00-22:30"},
        {"every: [mon-thu, fri]", "every: [mon-thu]"},
        {"holidays, 2013-05-01", "holidays, 2013-05-02"},
        {"on: [01-01,", "on: [01-02,"},
        {"24:00: 2.5", "24:00: 2.6"},
        {"dec: 1.2", "nov: 1.2"},
        {"link: logit", "link: log"},
        {"intercept: 1.4", "intercept: 1.5"},
        {"{log: priors", "{of: priors"},
        {"times: 1.25", "times: 1.26"},
        {"8.85 GBP", "8.86 GBP"},
        {"payer: police", "payer: court"},
        {"of: [justice/cell]}\n  wing", "of: [justice/court]}\n  wing"},
        {"provided: officers, step: 60", "provided: officers, step: 61"},
        {"used: officers", "provided: officers"},
        {"empirical: [0, 1, 3]", "empirical: [0, 1, 4]"},
        {"50%: 3 days", "60%: 3 days"},
        {"profile: [nights, season]", "profile: nights"},
        {"on-close: eject", "on-close: finish"},
        {"open: cover, on", "open: sittings, on"},
        {"given-out: sittings", "given-out: cover"},
        {"6+: 1, else: 2", "6+: 1, else: 3"},
        {"queue-limit: 10", "queue-limit: 11"},
        {"served: {cell: exponential(1 day)}", "served: {cell: exponential(2 days)}"},
        {"keep: [court]", "keep: [liberty]"},
        {"full: {to: liberty}", "full: {to: court}"},
        {"eject: {to: liberty}", "eject: {to: court}"},
        {"until cover opens", "until next cover"},
        {"until next sittings", "until next cover"},
        {"hazard: arrest, while: both", "hazard: arrest, while: served"},
        {"now: in cover}, while: waiting", "now: in cover}, while: both"},
        {"now: in cover", "now: in sittings"},
        {"cost: kit", "cost: place"},
        {"resume: true", "resume: false"},
        {"is: 2+", "is: 3+"},
        {"for: 20 minutes", "for: 21 minutes"},
        {"{expected: arrest", "{count: justice/cell"},
        {"1_200 GBP}, expected: arrest, ", "1_200 GBP}, "},
        {"price-year: 2007/08", "price-year: 2012/13"},
        {"prices: 2012/13", "prices: 2007/08"},
        {"discount: 3.5%", "discount: 3%"},
        {"2007/08: 0.87", "2007/08: 0.86"},
    };
    std::string text = whole_language;
    const std::string people = "    cohort: {people: people.csv}\n";
    text.erase(text.find(people), people.size());
    const std::string before = form(text);
    for (const auto& [old, now] : changes) {
        std::string changed = text;
        INFO(old);
        REQUIRE(changed.find(old) != std::string::npos);
        changed.replace(changed.find(old), std::string_view{old}.size(), now);
        CHECK(form(changed) != before);
    }
}

TEST_CASE("notes and sources of scores and costs do not show in the canonical text") {
    const auto model_with = [](const std::string& more) {
        return form(scenario("scores: {s: {link: log, intercept: 0, terms: [{of: 1}]" + more +
                             "}}\ncosts: {c: {value: 1 GBP" + more + "}}\n"));
    };
    CHECK(model_with(", note: why, source: assumption") == model_with(""));
}

TEST_CASE("cells of people show in the canonical text, each by itself") {
    Scenario s = read(scenario());
    PeopleSpec people;
    people.columns = {{"id", {}}, {"sex", {}}};
    people.rows = {{{"a", {}}, {"bc", {}}}};
    s.population[0].people = people;
    const std::string before = canonical_text(s);
    s.population[0].people->rows = {{{"ab", {}}, {"c", {}}}};
    CHECK(canonical_text(s) != before);
}

TEST_CASE("the hours of a calendar are written back") {
    CHECK(written("3 / hours of cover * 2") == "3 / hours of cover * 2");
}
