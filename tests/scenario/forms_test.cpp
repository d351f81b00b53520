// Windows, numbers, observed values, stays that follow calendars, queues, dated factors: what each reads and refuses.
#include "sim/scenario/canonical.hpp"
#include "sim/scenario/laws.hpp"
#include "sim/scenario/quantity.hpp"
#include "tests/scenario/reading.hpp"

using namespace desist;
using namespace desist::test;

namespace {

AttributeSpec attribute(const std::string& value) {
    return read(scenario("attributes:\n  a: " + value + "\n")).attributes[0];
}
std::string attribute_problems(const std::string& value) {
    return problems_of(scenario("attributes:\n  a: " + value + "\n"));
}
std::string parameter_problems(const std::string& value) {
    return problems_of(scenario("parameters:\n  p: " + value + "\n"));
}
std::string resource_problems(const std::string& value) {
    return problems_of(scenario("resources:\n  r: " + value + "\n"));
}
ConditionSpec condition(const std::string& value) {
    return *read_node("{stay: 1 day, routes: [{to: n, when: " + value + "}]}").routes[0].when;
}
std::string condition_problems(const std::string& value) {
    return problems_of(with_node("{as-soon-as: [{to: n, if: " + value + "}]}"));
}

}  // namespace

TEST_CASE("a window counts the starts on nodes") {
    const AttributeSpec a = attribute("{count: [justice/cell, justice/court], within: 12 months, bands: [0, 1, 3]}");
    CHECK(a.kind == AttributeSpec::Kind::window);
    CHECK(a.counted[1].text == "justice/court");
    CHECK(a.within->number == seconds_per_year);
    CHECK(a.bands == std::vector<double>{0, 1, 3});
    CHECK(attribute("{count: justice/cell, within: 1 year, bands: [0]}").counted.size() == 1);
}

TEST_CASE("windows that make no sense are refused at their place") {
    CHECK(attribute_problems("{count: a/b}") ==
          "6:6 a count of nodes needs ‘bands’\n"
          "6:6 a count of nodes needs ‘within’\n");
    CHECK(has(attribute_problems("{count: true, within: 1 day}"), "6:28 only a count of nodes has ‘within’"));
    CHECK(has(attribute_problems("{count: a/b, within: 0 days, bands: [0]}"), "must be longer than nothing"));
    CHECK(has(attribute_problems("{count: a/b, within: 1 day, bands: [0], of: case}"),
              "6:50 a count of nodes is the offender's, not a case's"));
}

TEST_CASE("a number may have bands with fractions, and tables name them so") {
    const AttributeSpec a = attribute("{number: true, bands: [0, 0.5, 2]}");
    CHECK(a.kind == AttributeSpec::Kind::number);
    CHECK(a.bands == std::vector<double>{0, 0.5, 2});
    CHECK(read_parameter("{by: pace, 0-0.5: 1, 0.5-2: 2, 2+: 3}").base.value.rows[1].keys[0].text == "0.5-2");
    CHECK(has(attribute_problems("{count: true, bands: [0, 0.5]}"), "6:31 a count is a whole number"));
    CHECK(has(attribute_problems("{number: true, bands: [-1]}"), "6:29 a factor cannot be negative"));
}

TEST_CASE("a law of observed values, equally likely or as quantiles") {
    const LawSpec listed = *read_node("{stay: {empirical: [1 day, 2 days, 5 days]}, routes: [{to: n}]}").stay;
    REQUIRE(listed.empirical.size() == 3);
    CHECK_FALSE(listed.empirical[0].share);
    CHECK(listed.empirical[2].value.number == 5 * 86'400);
    const LawSpec quantiles = *read_node("{stay: {empirical: {0%: 0 days, 50%: 3 days, 100%: 9 days}}}").stay;
    REQUIRE(quantiles.empirical.size() == 3);
    CHECK(quantiles.empirical[1].share->number == 0.5);
    CHECK(quantiles.name.text.empty());
}

TEST_CASE("observed values that make no sense are refused at their place") {
    const auto stay = [](const std::string& values) {
        return problems_of(with_node("{stay: {empirical: " + values + "}}"));
    };
    CHECK(stay("[1 day, 2]") == "8:37 a duration needs its unit, such as 9 hours\n");
    CHECK(stay("[]") == "8:29 a list is expected here, not an empty list\n");
    CHECK(
        stay("{0%: 1 day, 90%: 2 days}") ==
        "8:29 the quantiles must begin with 0% and end with 100% (such as {0%: 0 days, 50%: 3 days, 100%: 40 days})\n");
    CHECK(stay("{0%: 1 day, 50%: 3 days, 40%: 4 days, 100%: 5 days}") == "8:54 the shares must rise\n");
    CHECK(stay("{0%: 2 days, 100%: 1 day}") == "8:48 the values may not fall\n");
    CHECK(has(stay("{0%: 2 days, a: 1 day, 100%: 3 days}"), "8:42 ‘a’ is no share"));
    CHECK(has(stay("[1 day, x]"), "8:37 a plain quantity, such as 3 days, is expected here"));
    CHECK(
        has(problems_of(scenario("hazards: {h: {law: {empirical: [1 day]}}}\n")), "a hazard takes no observed values"));
}

TEST_CASE("stays that follow a calendar") {
    const LawSpec opens = *read_node("{stay: until cover opens, routes: [{to: n}]}").stay;
    CHECK(opens.name.text == "until-open");
    CHECK(opens.calendar.text == "cover");
    CHECK(opens.arguments.empty());
    const LawSpec next = *read_node("{stay: until next review-day, routes: [{to: n}]}").stay;
    CHECK(next.name.text == "until-next");
    CHECK(next.calendar.text == "review-day");
    CHECK(next.calendar.at == Place{0, 8, 28});
    const LawSpec date = *read_node("{stay: until next + 3 days, routes: [{to: n}]}").stay;
    CHECK(date.name.text == "until");
    CHECK(has(problems_of(with_node("{stay: until Cover opens}")), "8:23 ‘Cover’ is no name"));
    CHECK(has(problems_of(with_node("{use: {r: 1}, patience: until cover opens, give-up: {to: n}}")),
              "‘until’ is for stays alone"));
}

TEST_CASE("distributions of parameters") {
    const auto distribution = [](const std::string& value, const std::string& law) {
        return parameter_problems("{value: " + value + ", distribution: " + law + "}");
    };
    const ParameterSpec p = read_parameter("{value: 30%, distribution: beta(mean 30% and sd 5%)}");
    CHECK(p.base.distribution->name.text == "beta");
    CHECK(p.base.distribution->arguments[1].value.number == 0.05);
    CHECK(distribution("3", "normal(mean 3 and sd 1)").empty());
    CHECK(distribution("8 GBP", "gamma(shape 2 and mean 8 GBP)").empty());
    CHECK(distribution("3 days", "uniform(low 1 day and high 5 days)").empty());
    CHECK(distribution("3", "exponential(3)") ==
          "6:31 a distribution is uniform, triangular, lognormal, gamma, normal or beta\n");
    CHECK(
        has(distribution("3", "normal(mean 3 days and sd 1 day)"), "the distribution has another unit than the value"));
    CHECK(has(distribution("30%", "beta(mean 30% and sd 60%)"), "the sd of ‘beta’ is too large for its mean"));
    CHECK(has(distribution("30%", "beta(mean 0.3 and sd 5%)"), "the mean of ‘beta’ is a share, such as 30%"));
    CHECK(has(distribution("3", "normal(mean 3 and sd 0)"), "the sd of ‘normal’ must be more than nothing"));
    CHECK(has(distribution("3", "{by: a, x: 3}"), "a law, such as normal(mean 3 and sd 1), is expected here"));
    CHECK(has(problems_of(with_node("{stay: normal(mean 3 days and sd 1 day)}")),
              "8:17 ‘normal’ is for distributions of parameters alone"));
}

TEST_CASE("the declared unit of a parameter is checked against its literals") {
    CHECK(read_parameter("{value: 30%, unit: share}").unit->text == "share");
    CHECK(parameter_problems("{value: {by: d, a: 5 GBP per year, b: 0}, unit: GBP per year}").empty());
    CHECK(parameter_problems("{value: 0.3, unit: share}") ==
          "6:14 the unit of this is not ‘share’, as declared (a share is written with %)\n");
    CHECK(
        parameter_problems("{value: 3 days, unit: fortnights}") ==
        "6:28 ‘fortnights’ is no unit (such as share, count, factor, GBP, hours, months, per month or GBP per year)\n");
    CHECK(declared_unit("per month") == rate_unit);
    CHECK(declared_unit("GBP per year") == Unit{-1, 1, false, false});
    CHECK(declared_unit("hours per year") == factor_unit);
    CHECK(declared_unit("days") == duration_unit);
    CHECK_FALSE(declared_unit("per GBP"));
    CHECK_FALSE(declared_unit(""));
}

TEST_CASE("changes by a factor, along a ramp, and for those inside") {
    const ParameterSpec p =
        read_parameter("{value: 30%, changes: [{from: 2014-10-01, times: 0.5, ramp: 6 months, retroactive: true}]}");
    REQUIRE(p.changes.size() == 1);
    CHECK(p.changes[0].times->leaf->number == 0.5);
    CHECK(p.changes[0].ramp->number == seconds_per_year / 2);
    CHECK(p.changes[0].retroactive);
    const auto change = [](const std::string& c) { return parameter_problems("{value: 30%, changes: [{" + c + "}]}"); };
    CHECK(change("from: 2014-10-01") ==
          "6:29 either ‘value’ or ‘times’ is needed (value: the new value; times: a factor of the one before)\n");
    CHECK(has(change("from: 2014-10-01, value: 3%, times: 2"), "6:29 ‘value’ and ‘times’ exclude each other"));
    CHECK(has(change("from: 2014-10-01, times: 2 days"), "6:55 a number, such as 1.5 is expected here"));
    CHECK(has(change("from: 2014-10-01, times: 2, ramp: 0 days"), "the duration must be longer than nothing"));
}

TEST_CASE("resources have hours, an order and a longest queue") {
    const ResourceSpec r = read(scenario("resources:\n"
                                         "  r: {units: 1.5, open: cover, on-close: eject, given-out: review,\n"
                                         "      priority: {by: a, 1+: 1, else: 2}, queue-limit: 10}\n"))
                               .resources[0];
    CHECK(r.units.leaf->number == 1.5);
    CHECK(r.open->text == "cover");
    CHECK(r.on_close == ResourceSpec::OnClose::eject);
    CHECK(r.given_out->text == "review");
    CHECK(r.priority->rows.size() == 1);
    CHECK(r.queue_limit->leaf->number == 10);
    CHECK(resource_problems("{units: 1, on-close: stop}") == "6:27 ‘stop’ is not one of finish, eject\n");
    CHECK(resource_problems("{units: 1, queue-limit: -1}") == "6:30 a count cannot be negative\n");
    CHECK(resource_problems("{units: 1, priority: 1.5}") == "6:27 a count is a whole number\n");
}

TEST_CASE("units may be kept, or held for a time") {
    const NodeSpec kept = read_node("{use: {r: 1, s: 2, keep: [a, b]}, stay: 1 day, full: {to: n}, eject: {to: n}}");
    REQUIRE(kept.use.size() == 2);
    CHECK(kept.use[1].resource.text == "s");
    CHECK(kept.keep[1].text == "b");
    CHECK(kept.full->text == "n");
    CHECK(kept.eject->text == "n");
    CHECK(read_node("{use: {r: 1, for: 20 minutes}, stay: 1 day}").use_for->leaf->number == 1'200);
    CHECK(problems_of(with_node("{use: {keep: [a]}}")) == "8:16 no resource is named (such as use: {officers: 1})\n");
    CHECK(has(problems_of(with_node("{use: {r: 1, for: 20}}")), "8:28 a duration needs its unit"));
    CHECK(has(problems_of(with_node("{use: {r: -1}}")), "8:20 a count cannot be negative"));
    CHECK(has(problems_of(with_node("{stay: 1 day, full: {to: n}}")), "8:30 ‘full’ needs ‘use’ beside it"));
}

TEST_CASE("ways out while waiting or served") {
    const NodeSpec n = read_node(
        "{use: {r: 1}, leave: [{to: n, hazard: h, while: waiting}, {to: n, hazard: h}],"
        " as-soon-as: [{to: n, if: {a: b}, while: served}, {to: n, if: {a: c}, while: both}]}");
    CHECK(n.leave[0].during == During::waiting);
    CHECK(n.leave[1].during == During::unsaid);
    CHECK(n.as_soon_as[0].during == During::served);
    CHECK(n.as_soon_as[1].during == During::both);
    CHECK(problems_of(with_node("{use: {r: 1}, leave: [{to: n, hazard: h, while: asleep}]}")) ==
          "8:58 ‘asleep’ is not one of waiting, served, both\n");
    CHECK(has(problems_of(with_node("{leave: [{to: n, hazard: h, while: served}]}")), "‘while’ needs ‘use’ beside it"));
}

TEST_CASE("conditions of all parts, of a number of cases, of open calendars") {
    using Kind = ConditionSpec::Kind;
    const ConditionSpec all = condition("{all: [{a: b}, {not: {c: d}}]}");
    CHECK(all.kind == Kind::all);
    REQUIRE(all.operands.size() == 2);
    CHECK(all.operands[1].kind == Kind::negate);
    const ConditionSpec count = condition("{count: {when: {file: bail, test: positive}, is: 2+}}");
    CHECK(count.kind == Kind::count_cases);
    CHECK(count.operands.size() == 2);
    CHECK(count.values[0].text == "2+");
    const ConditionSpec open = condition("{now: in cell-cover}");
    CHECK(open.kind == Kind::open);
    CHECK(open.name.text == "cell-cover");
    CHECK(condition("{count: 3}").kind == Kind::is);  // an attribute of that name
    CHECK(has(condition_problems("{count: {when: {a: b}, is: many}}"), "8:63 ‘many’ is no number of cases"));
    CHECK(has(condition_problems("{count: {is: 2}}"), "a count of cases needs ‘when’"));
    CHECK(has(condition_problems("{now: in Cover}"), "8:45 ‘Cover’ is no name"));
    CHECK(has(condition_problems("{all: {a: b}}"), "8:42 a list is expected here, not a mapping"));
}

TEST_CASE("effects spend costs, and moves may let the node go on later") {
    const NodeSpec n = read_node("{effects: [{cost: [kit, lab]}, {move: {t: {to: n, from: [n], resume: true}}}]}");
    REQUIRE(n.effects.size() == 3);
    CHECK(n.effects[0].kind == EffectSpec::Kind::cost);
    CHECK(n.effects[1].attribute.text == "lab");
    CHECK(n.effects[2].move.resume);
    CHECK(has(problems_of(with_node("{effects: [{move: {t: {open: n, resume: true}}}]}")),
              "opening a case has no ‘resume’"));
}

TEST_CASE("hazards have profiles, and factors that are numbers of a person") {
    const HazardSpec h = read(scenario("hazards:\n  h: {law: exponential(1 per year), profile: [nights, season], "
                                       "times: [risk, {by: pace}]}\n"))
                             .hazards[0];
    REQUIRE(h.profiles.size() == 2);
    CHECK(h.profiles[1].text == "season");
    CHECK(h.times[0].value.leaf->name == "risk");
    CHECK(h.times[1].value.leaf->name == "pace");
    CHECK(has(problems_of(scenario("hazards:\n  h: {law: exponential(1 per year), profile: [a, a]}\n")),
              "‘a’ stands twice"));
}

TEST_CASE("a track may say how long those who start there have been there") {
    const TrackSpec t =
        read(
            "desist: 1\ntime: {start: 2012-04-01, warm-up: 1 year, run: 1 year}\n"
            "population: {present: 1}\n"
            "tracks: {t: {start: {a: 90%, b: 10%}, served: {b: exponential(1 day)}, nodes: {a: {}, b: {}}}}\n")
            .tracks[0];
    REQUIRE(t.served.size() == 1);
    CHECK(t.served[0].node.text == "b");
    CHECK(t.served[0].law.name.text == "exponential");
}

TEST_CASE("a stream may list its people in a file") {
    const std::string begin =
        "desist: 1\ntime: {start: 2012-04-01, warm-up: 1 year, run: 1 year}\n"
        "tracks: {t: {start: n, nodes: {n: {}}}}\npopulation: ";
    CHECK(has(problems_of(begin + "{streams: {a: {people: p.csv, present: 5}}}\n"),
              "4:27 a stream has either ‘present’ or ‘arrivals’ or ‘people’ (make a stream of each)"));
}

TEST_CASE("the expected firings of a hazard are a measure") {
    const MeasureSpec m = read(scenario("measures: {m: {expected: arrest, by: sex}}\n")).measures[0];
    CHECK(m.kind == MeasureKind::expected);
    CHECK(m.arguments[0].names[0].text == "arrest");
}

TEST_CASE("the hours of a calendar stand in expressions") {
    const Expression e = *read_parameter("1_600 hours per year / hours of cell-cover").base.value.leaf;
    CHECK(e.kind == Expression::Kind::divide);
    CHECK(e.operands[0].unit == factor_unit);
    CHECK(e.operands[0].number == Approx(1'600.0 / 8'766));
    CHECK(e.operands[1].kind == Expression::Kind::hours_of);
    CHECK(e.operands[1].name == "cell-cover");
    CHECK(to_text(e.operands[1]) == "hours of cell-cover");
    CHECK(has(parameter_problems("3 * hours of"), "6:10 ‘hours of’ is followed by the name of a calendar"));
}

TEST_CASE("values are kept by month") {
    const auto bins = [](const std::string& word) {
        return problems_of("desist: 1\ntime: {start: 2012-04-01, warm-up: 1 year, run: 1 year, bins: " + word +
                           "}\npopulation: {present: 1}\ntracks: {t: {start: n, nodes: {n: {}}}}\n");
    };
    CHECK(bins("month").empty());
    CHECK(bins("week") == "2:63 ‘week’ is not one of month\n");
}
