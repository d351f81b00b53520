// The sections of a scenario: what each reads, and what it refuses.
#include <algorithm>

#include "sim/scenario/sections.hpp"
#include "tests/scenario/reading.hpp"

using namespace desist;
using namespace desist::test;

TEST_CASE("the smallest scenario") {
    const Scenario s = read(scenario("title: Small\n"));
    CHECK(s.title.text == "Small");
    CHECK(s.time.start_date == date_of(2012, 4, 1));
    CHECK(s.time.warm_up.number == 31'557'600);
    CHECK(s.tracks[0].start_node->text == "alive");
    CHECK(s.inputs.size() == 1);
}

TEST_CASE("all problems of a file come at once, in order") {
    CHECK(problems_of(
              "desist: 1\ntime: {start: 2012-4-1, warm-up: 3, run: 0 days}\npopulation: {}\ntracks: 5\nfoo: 1\n") ==
          "2:15 ‘2012-4-1’ is no date (a date is written 2012-04-01)\n"
          "2:34 a duration needs its unit, such as 9 hours\n"
          "2:42 the duration must be longer than nothing\n"
          "3:13 a mapping is expected here, not an empty mapping\n"
          "4:9 a mapping is expected here, not a single value\n"
          "5:1 ‘foo’ is not a key of a scenario (a scenario has desist, title, description, include, extends, from, "
          "remove, set, time, parameters, attributes, cases, scores, calendars, profiles, costs, money, population, "
          "hazards, resources, tracks, measures, targets)\n");
}

TEST_CASE("the version of the language comes first") {
    CHECK(has(problems_of("title: x\n"), "1:1 the version of the language is missing (begin with desist: 1)"));
    CHECK(has(problems_of("title: x\ndesist: 1\n"), "‘desist: 1’ must come first"));
    CHECK(has(problems_of("desist: 2\n"), "this program reads version 1 of the language, not ‘2’"));
}

TEST_CASE("time, population and tracks must be there") {
    const std::string all = problems_of("desist: 1\n");
    for (const char* part : {"‘time’", "‘population’", "‘tracks’"}) CHECK(has(all, part));
}

TEST_CASE("a file that is no mapping is refused") {
    CHECK(has(problems_of("just text"), "a mapping is expected here, not a single value"));
    CHECK(has(problems_of("- a\n"), "a mapping is expected here, not a list"));
}

TEST_CASE("an unknown key gets the nearest one as a hint, a missing one is named") {
    CHECK(problems_of(with_node("{stayy: 3 hours}")) == "8:11 ‘stayy’ is not a key of a node (did you mean ‘stay’?)\n");
    CHECK(has(problems_of(with_node("{stay: 1 day, routes: [{chance: 5%}]}")), "a route needs ‘to’"));
    CHECK(has(problems_of(scenario("titel: x\n")), "did you mean ‘title’?"));
}

TEST_CASE("names are lower-case words joined by hyphens") {
    const auto named = [](const std::string& name) { return problems_of(scenario("parameters: {" + name + ": 1}\n")); };
    CHECK(named("a-b2").empty());
    CHECK(has(named("Ab"), "a name has lower-case letters only"));
    CHECK(has(named("a b"), "a name has no spaces: join its words by hyphens"));
    CHECK(has(named("a_b"), "words of a name are joined by hyphens"));
    CHECK(has(named("1st"), "a name begins with a letter"));
    CHECK(has(named("a/b"), "the character ‘/’ (U+002F) may not stand in a name"));
    CHECK(has(named("\"-a\""), "a name begins with a letter"));
    CHECK(has(named("аb"), "(U+0430)"));  // a Cyrillic a
    CHECK(has(named("\"\""), "a name is missing"));
    CHECK(has(named(std::string(65, 'x')), "a name has at most 64 characters"));
    for (const char* word : {"now", "and", "or", "else", "rest", "by", "any", "not", "all", "until", "waiting"}) {
        CHECK(has(named(word), "this word is part of the language"));
    }
}

TEST_CASE("attributes are values, counts, dates, durations or ages") {
    const Scenario s =
        read(scenario("attributes:\n"
                      "  district: [Leeds, Bradford]\n"
                      "  screened: [no, yes]\n"
                      "  offence: {of: case, values: [theft, other]}\n"
                      "  priors: {count: true, bands: [0, 1, 3]}\n"
                      "  release: {date: true}\n"
                      "  served: {duration: true}\n"
                      "  age: {years: true, bands: [10, 18], oldest: 75}\n"));
    using Kind = AttributeSpec::Kind;
    CHECK(s.attributes[0].values[0].text == "Leeds");
    CHECK(s.attributes[1].values[1].text == "yes");
    CHECK(s.attributes[2].of->text == "case");
    CHECK(s.attributes[3].kind == Kind::count);
    CHECK(s.attributes[3].bands == std::vector<double>{0, 1, 3});
    CHECK(s.attributes[4].kind == Kind::date);
    CHECK(s.attributes[5].kind == Kind::duration);
    CHECK(s.attributes[6].kind == Kind::age);
    CHECK(s.attributes[6].oldest == 75);
}

TEST_CASE("attributes that make no sense are refused") {
    const auto attribute = [](const std::string& a) { return problems_of(scenario("attributes: {a: " + a + "}\n")); };
    CHECK(has(attribute("{count: true, date: true}"), "the attribute is two things at once"));
    CHECK(has(attribute("{bands: [1]}"), "the attribute does not say what it is"));
    CHECK(has(attribute("{count: true, bands: [3, 1]}"), "the edges of bands must rise"));
    CHECK(has(attribute("{count: true, bands: [-1, 1]}"), "a count cannot be negative"));
    CHECK(has(attribute("{date: true, bands: [1]}"), "only counts, ages and numbers have bands"));
    CHECK(has(attribute("{years: true, bands: [10, 80], oldest: 75}"), "‘oldest’ must be above the last edge"));
    CHECK(has(attribute("{count: yes}"), "‘yes’ is neither true nor false"));
    CHECK(has(attribute("[a, b, a]"), "‘a’ stands twice"));
    CHECK(has(attribute("[]"), "a list is expected here, not an empty list"));
}

TEST_CASE("cases have copies and tracks") {
    const Scenario s = read(scenario("cases: {case: {copies: 3, tracks: [file, test]}}\n"));
    CHECK(s.cases[0].copies == 3);
    CHECK(s.cases[0].tracks[1].text == "test");
    CHECK(
        has(problems_of(scenario("cases: {case: {copies: 0, tracks: [f]}}\n")), "a plain whole number from 1 to 1000"));
}

TEST_CASE("present and arrivals are two streams that share their draws") {
    const Scenario s = read(
        "desist: 1\ntime: {start: 2012-04-01, warm-up: 1 year, run: 1 year}\n"
        "population: {present: 40_000, arrivals: 750 per month, draw: {sex: {male: 84%, female: rest}}}\n"
        "tracks: {t: {start: n, nodes: {n: {}}}}\n");
    REQUIRE(s.population.size() == 2);
    CHECK(s.population[0].name.text == "present");
    CHECK(s.population[0].present->leaf->number == 40'000);
    CHECK(s.population[1].arrivals->leaf->unit == rate_unit);
    CHECK(s.draws[0].attribute.text == "sex");
}

TEST_CASE("streams have names and either people present or arrivals") {
    const std::string begin =
        "desist: 1\ntime: {start: 2012-04-01, warm-up: 1 year, run: 1 year}\n"
        "tracks: {t: {start: n, nodes: {n: {}}}}\npopulation: ";
    const Scenario s =
        read(begin + "{streams: {old: {present: 5}, new: {arrivals: 1 per day, draw: {d: x}}}, draw: {d: y}}\n");
    CHECK(s.population[1].name.text == "new");
    CHECK(s.population[1].draw[0].shares->leaf->name == "x");
    CHECK(s.draws.size() == 1);
    CHECK(has(problems_of(begin + "{streams: {a: {present: 5, arrivals: 1 per day}}}\n"),
              "either ‘present’ or ‘arrivals’"));
    CHECK(has(problems_of(begin + "{streams: {a: {present: 5}}, present: 5}\n"), "‘streams’ cannot stand beside"));
}

TEST_CASE("a draw is a law or shares, as its form shows") {
    const auto draw = [](const std::string& value) {
        return read(
                   "desist: 1\ntime: {start: 2012-04-01, warm-up: 1 year, run: 1 year}\n"
                   "tracks: {t: {start: n, nodes: {n: {}}}}\npopulation: {present: 1, draw: {a: " +
                   value + "}}\n")
            .draws[0];
    };
    CHECK(draw("geometric(mean 2)").law);
    CHECK(draw("fixed 28 days").law);
    CHECK(draw("28 days").law);
    CHECK(draw("{60%: fixed 28 days, 40%: exponential(120 days)}").law->mixture.size() == 2);
    CHECK(draw("{by: sex, male: exponential(1 day), female: some-time}").law->rows.size() == 2);
    CHECK(draw("drug-mix").shares->leaf->name == "drug-mix");
    CHECK(draw("{male: 84%, female: 16%}").shares->rows.size() == 2);
    CHECK(draw("{by: sex, male: {x: 50%, y: 50%}, female: mix}").shares->by.text == "sex");
}

TEST_CASE("a track starts on a node, or on shares of nodes") {
    const auto track = [](const std::string& start) {
        return read(
                   "desist: 1\ntime: {start: 2012-04-01, warm-up: 1 year, run: 1 year}\npopulation: {present: 1}\n"
                   "tracks: {t: {start: " +
                   start + ", nodes: {a: {}, b: {}}}}\n")
            .tracks[0];
    };
    CHECK(track("a").start_node->text == "a");
    CHECK_FALSE(track("{a: 90%, b: 10%}").start_node);
    CHECK(track("{a: 90%, b: 10%}").start.rows[1].keys[0].text == "b");
    CHECK(track("{by: sex, male: {a: 100%}, female: {a: 90%, b: rest}}").start.by.text == "sex");
}

TEST_CASE("a node with everything") {
    const NodeSpec n = read_node(
        "{label: Desk, use: {officers: 1, rooms: {by: d, Leeds: 0, else: 1}}, stay: 1 hour, patience: 6 hours,"
        " give-up: {to: n}, on-ask: [{count: asked}], on-start: [{set: {seen: now}}], on-leave: [{count: left}],"
        " leave: [{to: n, hazard: death}], as-soon-as: [{to: n, if: {life: dead}}],"
        " routes: [{to: n, chance: 10%}, {to: n, otherwise: true}]}");
    CHECK(n.label == "Desk");
    CHECK(n.use[1].resource.text == "rooms");
    CHECK(n.use[1].units.by.text == "d");
    CHECK(n.give_up->text == "n");
    CHECK(n.on_ask.size() == 1);
    CHECK(n.on_start[0].value->kind == Expression::Kind::now);
    CHECK(n.on_leave.size() == 1);
    CHECK(n.leave[0].hazard.text == "death");
    CHECK(n.as_soon_as[0].condition.name.text == "life");
    CHECK(n.routes[1].otherwise);
}

TEST_CASE("keys of a node that need or exclude each other") {
    CHECK(has(problems_of(with_node("{use: {r: 1}, stay: 1 day, effects: [{count: a}]}")),
              "a node with ‘use’ has no ‘effects’"));
    CHECK(has(problems_of(with_node("{stay: 1 day, on-start: [{count: a}]}")), "‘on-start’ needs ‘use’ beside it"));
    CHECK(has(problems_of(with_node("{use: {r: 1}, patience: 1 day}")), "‘patience’ needs ‘give-up’ beside it"));
    CHECK(has(problems_of(with_node("{routes: [{to: n, otherwise: true, chance: 5%}]}")),
              "has neither ‘chance’ nor ‘when’"));
    CHECK(has(problems_of(with_node("")), "the node says nothing (write {} for a rest)"));
}

TEST_CASE("effects come in the order written, several of one map in turn") {
    const NodeSpec n = read_node(
        "{effects: [{set: {a: x, b: later of b and now + 3 days}}, {count: priors, when: {a: x}, chance: 50%},"
        " {draw: {offence: mix, length: {60%: 1 day, 40%: 2 days}}}, {move: {file: {open: opened}}},"
        " {move: {care: {to: home, from: [none, left]}}}]}");
    using Kind = EffectSpec::Kind;
    REQUIRE(n.effects.size() == 7);
    CHECK(n.effects[0].attribute.text == "a");
    CHECK(n.effects[0].value->name == "x");
    CHECK(n.effects[1].value->kind == Expression::Kind::later);
    CHECK(n.effects[2].kind == Kind::count);
    CHECK(n.effects[2].when->name.text == "a");
    CHECK(n.effects[2].chance->leaf->number == 0.5);
    CHECK(n.effects[3].shares->leaf->name == "mix");
    CHECK(n.effects[4].law->mixture.size() == 2);
    CHECK(n.effects[5].move.open);
    CHECK(n.effects[5].move.to.text == "opened");
    CHECK(n.effects[6].move.track.text == "care");
    CHECK(n.effects[6].move.from[1].text == "left");
}

TEST_CASE("effects that make no sense are refused") {
    const auto effect = [](const std::string& e) { return problems_of(with_node("{effects: [" + e + "]}")); };
    CHECK(has(effect("{when: {a: x}}"), "an effect needs one of set, count, draw, move and cost"));
    CHECK(has(effect("{count: a, set: {b: c}}"), "an effect does one of set, count, draw, move and cost"));
    CHECK(has(effect("{set: {a: x, b: y}, chance: 50%}"), "a chance stands with one effect alone"));
    CHECK(has(effect("{move: {t: {to: n}}}"), "the move does not say from where"));
    CHECK(has(effect("{move: {t: {to: n, open: n}}}"), "a move has either ‘to’ or ‘open’"));
    CHECK(has(effect("{move: {t: {open: n, from: [m]}}}"), "opening a case has no ‘from’"));
}

TEST_CASE("hazards are a law times factors") {
    const HazardSpec h = read(scenario("hazards:\n"
                                       "  arrest:\n"
                                       "    law: exponential(0.9 per year)\n"
                                       "    times:\n"
                                       "      - {by: age, 10-17: 1.5, else: 1}\n"
                                       "      - {when: {care: home}, value: 0.5}\n"
                                       "      - {by: drug, opiate: 2, else: 1, when: {care: home}}\n"
                                       "      - seriousness\n"))
                             .hazards[0];
    CHECK(h.law.name.text == "exponential");
    REQUIRE(h.times.size() == 4);
    CHECK(h.times[0].value.rows[0].value[0].leaf->number == 1.5);
    CHECK(h.times[1].when->name.text == "care");
    CHECK(h.times[2].value.rows.size() == 1);
    CHECK(h.times[2].when);
    CHECK(h.times[3].value.leaf->name == "seriousness");
    CHECK(
        has(problems_of(scenario("hazards: {h: {law: exponential(1 per year), times: [{when: {a: b}, value: -2}]}}\n")),
            "a factor cannot be negative"));
}

TEST_CASE("measures are of exactly one kind") {
    const Scenario s =
        read(scenario("measures:\n"
                      "  tests: {count: justice/drug-test, by: [district], when: {age: 18+}, unit: tests, label: Drug "
                      "tests, key: true}\n"
                      "  inside: {population: [justice/prison, justice/hospital], by: sex}\n"
                      "  queue: {waiting: care/home}\n"
                      "  delay: {wait: care/home}\n"
                      "  rate: {ratio: [tests, inside]}\n"
                      "  again: {reoffending: {index: [a/b], proven: [c/d], committed: committed, within: 12 months, "
                      "proven-within: 6 months}}\n"));
    using Kind = MeasureKind;
    CHECK(s.measures[0].arguments[0].names[0].text == "justice/drug-test");
    CHECK(s.measures[0].key);
    CHECK(s.measures[1].kind == Kind::population);
    CHECK(s.measures[1].by[0].text == "sex");
    CHECK(s.measures[2].kind == Kind::waiting);
    CHECK(s.measures[3].kind == Kind::wait);
    CHECK(s.measures[4].arguments[0].names[1].text == "inside");
    CHECK(s.measures[5].kind == Kind::reoffending);
    CHECK(s.measures[5].arguments[3].numbers[0].number == 31'557'600);
    CHECK(s.measures[5].arguments[1].names[0].text == "c/d");
    CHECK(has(problems_of(scenario("measures: {m: {by: sex}}\n")), "the measure does not say what it measures"));
    CHECK(has(problems_of(scenario("measures: {m: {count: a/b, wait: a/b}}\n")), "the measure is two things at once"));
    CHECK(has(problems_of(scenario("measures: {m: {count: prison}}\n")), "write track/node, such as justice/prison"));
}

TEST_CASE("a parameter is a value, or a value with its evidence") {
    CHECK(read_parameter("60%").base.value.leaf->number == 0.6);
    CHECK(read_parameter("{by: drug, opiate: 1, else: 2}").base.value.by.text == "drug");
    const ParameterSpec p = read_parameter(
        "{value: 60%, low: 50%, high: 70%, source: assumption, quality: estimate, note: a guess,"
        " changes: [{from: 2014-01-01, value: 65%, source: fit}, {from: 2015-01-01, value: 66%}]}");
    CHECK(p.base.low->leaf->number == 0.5);
    CHECK(p.base.source->text == "assumption");
    CHECK(p.base.note == "a guess");
    CHECK(p.changes[1].date == date_of(2015, 1, 1));
    CHECK(p.changes[0].source->text == "fit");
}

TEST_CASE("values called low and high are a table of shares, not evidence") {
    CHECK(read_parameter("{low: 40%, high: 60%}").base.value.rows.size() == 2);
}

TEST_CASE("parameters that make no sense are refused") {
    const auto parameter = [](const std::string& p) { return problems_of(scenario("parameters: {p: " + p + "}\n")); };
    CHECK(has(parameter("{source: fit}"), "a parameter needs ‘value’"));
    CHECK(has(parameter("{value: 60%, low: 70%}"), "‘low’ is more than the value"));
    CHECK(has(parameter("{value: 1, changes: [{from: 2015-01-01, value: 1}, {from: 2014-01-01, value: 1}]}"),
              "the dates of changes must rise"));
    CHECK(has(parameter("{value: 1, source: assumptoin}"),
              "there is no source ‘assumptoin’ (did you mean ‘assumption’?)"));
    CHECK(has(parameter("{value: 1, source: wy-x}"), "there is no evidence.csv beside the scenario"));
    CHECK(has(parameter("0123"), "a number has no leading zeros"));
}

TEST_CASE("free text is one line, not empty and not endless") {
    CHECK(has(problems_of(scenario("title: \"a\\nb\"\n")), "this text may not hold line breaks or tabs"));
    CHECK(has(problems_of(scenario("title: ''\n")), "the text is empty"));
    CHECK(
        has(problems_of(scenario("title: " + std::string(300, 'x') + "\n")), "the text has more than 200 characters"));
    CHECK(problems_of(scenario("title: '=cmd|x <script>'\n")).empty());
}

TEST_CASE("the tables of fields describe the whole language") {
    const std::vector<TableDoc> tables = field_tables();
    for (const TableDoc& table : tables) {
        CHECK_FALSE(table.doc.empty());
        for (const FieldDoc& field : table.fields) {
            INFO(table.name << ": " << field.name);
            CHECK_FALSE(field.doc.empty());
            const bool named =
                std::any_of(tables.begin(), tables.end(), [&](const TableDoc& t) { return t.name == field.of; });
            CHECK((field.of.empty() || named));
        }
    }
}
