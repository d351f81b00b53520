// Parameters, dated changes, and what values, laws, shares and conditions mean.
#include <cmath>

#include "tests/pathway/building.hpp"

using namespace desist;
using namespace desist::test;

namespace {

const std::string home = "tracks: {t: {start: home, nodes: {home: {}, away: {}}}}\n";

double parameter_at(const Pathway& pathway, std::size_t parameter, Time t) {
    Indices at(pathway.entries.size(), 0);
    at[pathway.date_entry().index] = pathway.date_index(t);
    return evaluate(pathway.parameters[parameter].value, at);
}

Value number(double x) {
    Value value;
    value.number = x;
    return value;
}

Value operation(Value::Kind kind, double a, double b) {
    Value value;
    value.kind = kind;
    value.children = {number(a), number(b)};
    return value;
}

Value table(EntryId entry, std::vector<double> numbers) {
    Value value;
    value.kind = Value::Kind::table;
    value.entry = entry;
    for (double x : numbers) value.children.push_back(number(x));
    return value;
}

LawTree tree(LawTree::Kind kind, std::vector<double> arguments) {
    LawTree law;
    law.kind = kind;
    for (double x : arguments) law.arguments.push_back(number(x));
    return law;
}

Condition in(EntryId entry, std::vector<bool> indices) {
    Condition condition;
    condition.kind = Condition::Kind::in;
    condition.entry = entry;
    condition.indices = std::move(indices);
    return condition;
}

Condition joined(Condition::Kind kind, std::vector<Condition> operands) {
    Condition condition;
    condition.kind = kind;
    condition.operands = std::move(operands);
    return condition;
}

}  // namespace

TEST_CASE("a parameter that depends on itself is refused") {
    CHECK_REFUSED("parameters:\n  a: a + 1  # here\n" + home, "parameter ‘a’ depends on itself");
}

TEST_CASE("parameters that depend on each other in a ring are refused") {
    const Built built = build("parameters: {a: b + 1, b: c * 2, c: a}\n" + home);
    CHECK_FALSE(built.pathway);
    CHECK(has(built.problems, "depends on itself"));
}

TEST_CASE("a parameter may use one that is written after it") {
    const Pathway pathway = accepted("parameters: {posts: money / cost, money: 90_000 GBP, cost: 30_000 GBP}\n" + home);
    CHECK(parameter_at(pathway, 0, Time{0}) == 3);
}

TEST_CASE("a derived parameter is worked out entry by entry over tables") {
    const Pathway pathway = accepted(R"(attributes: {district: [Leeds, Bradford]}
parameters:
  money: {by: district, Leeds: 90 GBP, Bradford: 45 GBP}
  posts: floor(money / 20 GBP)
)" + home);
    Indices at(pathway.entries.size(), 0);
    CHECK(evaluate(pathway.parameters[1].value, at) == 4);
    at[pathway.attributes[0].entry.index] = 1;
    CHECK(evaluate(pathway.parameters[1].value, at) == 2);
}

TEST_CASE("a dated parameter steps at its dates: before, at and after") {
    const Pathway pathway = accepted(
        "parameters: {p: {value: 10, changes: [{from: 2012-04-11, value: 20}, {from: 2013-04-01, value: 5}]}}\n" +
        home);
    REQUIRE(pathway.changes == std::vector<Time>{Time{10 * 86400}, Time{365 * 86400}});
    CHECK(parameter_at(pathway, 0, pathway.begin) == 10);
    CHECK(parameter_at(pathway, 0, Time{10 * 86400 - 1}) == 10);
    CHECK(parameter_at(pathway, 0, Time{10 * 86400}) == 20);
    CHECK(parameter_at(pathway, 0, Time{365 * 86400 - 1}) == 20);
    CHECK(parameter_at(pathway, 0, Time{365 * 86400}) == 5);
}

TEST_CASE("a change before the beginning of warm-up holds from the first instant") {
    const Pathway pathway = accepted("parameters: {p: {value: 10, changes: [{from: 2001-01-01, value: 20}]}}\n" + home);
    CHECK(pathway.changes.empty());
    CHECK(parameter_at(pathway, 0, pathway.begin) == 20);
}

TEST_CASE("a change within warm-up has a negative time") {
    const Pathway pathway = accepted("parameters: {p: {value: 10, changes: [{from: 2012-03-31, value: 20}]}}\n" + home);
    REQUIRE(pathway.changes == std::vector<Time>{Time{-86400}});
    CHECK(parameter_at(pathway, 0, Time{-86401}) == 10);
    CHECK(parameter_at(pathway, 0, Time{-86400}) == 20);
}

TEST_CASE("a change after the end of the run is a warning, and never happens") {
    const Built built = build(
        "parameters:\n  p:\n    value: 10\n    changes:\n"
        "      - {from: 2020-01-01, value: 20}  # here\n" +
        home);
    REQUIRE(built.pathway);
    CHECK(has(built.problems, "here: warning: 2020-01-01 is after the end of the run"));
    CHECK(parameter_at(*built.pathway, 0, built.pathway->end - Duration{1}) == 10);
}

TEST_CASE("two dated parameters each keep their own dates") {
    const Pathway pathway = accepted(R"(parameters:
  p: {value: 1, changes: [{from: 2012-05-01, value: 2}]}
  q: {value: 10, changes: [{from: 2012-06-01, value: 20}]}
  r: p * q
)" + home);
    const Time may = pathway.clock.at(date_of(2012, 5, 1)), june = pathway.clock.at(date_of(2012, 6, 1));
    CHECK(parameter_at(pathway, 2, Time{0}) == 10);
    CHECK(parameter_at(pathway, 2, may) == 20);
    CHECK(parameter_at(pathway, 2, june) == 40);
    CHECK(parameter_at(pathway, 1, may) == 10);
}

TEST_CASE("a change has the unit of what it changes") {
    CHECK_REFUSED(
        "parameters:\n  p:\n    value: 10%\n    changes:\n      - {from: 2013-01-01, value: 3 days}  # here\n" + home,
        "but the value before it is");
}

TEST_CASE("a bound has the unit of its value and lies on its side") {
    CHECK_REFUSED("parameters:\n  p: {value: 10%, low: 3 days}  # here\n" + home, "low");
    CHECK_REFUSED("parameters:\n  p: {value: 10%, high: 5%}  # here\n" + home, "high");
}

TEST_CASE("warm-up is negative time, and a run of whole years ends on the civil date") {
    const Pathway pathway = accepted(home);  // warm-up 1 year, run 2 years from 2012-04-01
    CHECK(pathway.begin == Time{-31'557'600});
    CHECK(pathway.end == Time{730 * 86400});
}

TEST_CASE("more than sixty years are refused") {
    Problems problems;
    const auto read = load_text("x.yaml",
                                "desist: 1\ntime: {start: 2012-04-01, warm-up: 1 year, run: 60 years}\n"
                                "population: {present: 1}\n" +
                                    home,
                                problems);
    REQUIRE(read);
    CHECK_FALSE(build_pathway(*read, problems));
    CHECK(has(problems.text(), "at most 60"));
}

TEST_CASE("bands have the names that tables use") {
    const Pathway pathway = accepted("attributes: {priors: {count: true, bands: [0, 1, 3, 7]}}\n" + home);
    const Entry& entry = pathway.entries[pathway.attributes[0].entry.index];
    CHECK(entry.names == std::vector<std::string>{"0", "1-2", "3-6", "7+"});
}

TEST_CASE("a value is in the band whose lower edge it has reached") {
    Attribute priors;
    priors.edges = {0, 1, 3, 7};
    const std::uint16_t bands[] = {0, 1, 1, 2, 2, 2, 2, 3, 3};
    for (int value = 0; value < 9; ++value) CHECK(Pathway::band_of(priors, value) == bands[value]);
    CHECK(Pathway::band_of(priors, 1000) == 3);
    priors.edges = {10, 18};
    CHECK(Pathway::band_of(priors, 3) == 0);  // below the first edge: in the first band
    CHECK(Pathway::band_of(priors, 17.999) == 0);
    CHECK(Pathway::band_of(priors, 18) == 1);
}

TEST_CASE("operations of values") {
    const Indices none;
    CHECK(evaluate(operation(Value::Kind::add, 7, 2), none) == 9);
    CHECK(evaluate(operation(Value::Kind::subtract, 7, 2), none) == 5);
    CHECK(evaluate(operation(Value::Kind::multiply, 7, 2), none) == 14);
    CHECK(evaluate(operation(Value::Kind::divide, 7, 2), none) == 3.5);
    CHECK(evaluate(operation(Value::Kind::min, 7, 2), none) == 2);
    CHECK(evaluate(operation(Value::Kind::max, 7, 2), none) == 7);
    Value floor, round;
    floor.kind = Value::Kind::floor;
    round.kind = Value::Kind::round;
    floor.children = round.children = {number(3.7)};
    CHECK(evaluate(floor, none) == 3);
    CHECK(evaluate(round, none) == 4);
}

TEST_CASE("a table in a table is looked up by both") {
    Value outer = table(EntryId(0), {1, 2});
    outer.children[1] = table(EntryId(1), {20, 30, 40});
    CHECK(evaluate(outer, {0, 2}) == 1);
    CHECK(evaluate(outer, {1, 0}) == 20);
    CHECK(evaluate(outer, {1, 2}) == 40);
}

TEST_CASE("what a value depends on is told once") {
    Value sum;
    sum.kind = Value::Kind::add;
    sum.children = {table(EntryId(3), {1, 2}), table(EntryId(1), {1, 2}), table(EntryId(3), {5, 6})};
    std::vector<EntryId> entries;
    collect_entries(sum, entries);
    CHECK(entries == std::vector<EntryId>{EntryId(3), EntryId(1)});
}

TEST_CASE("rest takes what the other shares leave, and the scratch is restored") {
    Value shares = table(EntryId(1), {0.25, 0, 0.5});
    shares.children[1].kind = Value::Kind::rest;
    Indices at = {7, 2};
    CHECK(shares_of(shares, at, EntryId(1), 3) == std::vector<double>{0.25, 0.25, 0.5});
    CHECK(at == Indices{7, 2});
}

TEST_CASE("laws come out in the parameters of random/laws.hpp") {
    const Indices none;
    CHECK(law_at(tree(LawTree::Kind::fixed, {5}), none).a == 5);
    CHECK(law_at(tree(LawTree::Kind::exponential, {60}), none).a == 60);
    const Law weibull = law_at(tree(LawTree::Kind::weibull, {1.5, 30}), none);
    CHECK(weibull.a == 30);
    CHECK(weibull.b == 1.5);
    const Law gamma = law_at(tree(LawTree::Kind::gamma, {2, 30}), none);
    CHECK(gamma.a == 15);  // scale: mean over shape
    CHECK(gamma.b == 2);
    const Law erlang = law_at(tree(LawTree::Kind::erlang, {3, 12}), none);
    CHECK(erlang.kind == Law::Kind::gamma);
    CHECK(erlang.a == 4);
    CHECK(erlang.b == 3);
    const Law log_logistic = law_at(tree(LawTree::Kind::log_logistic, {2, 30}), none);
    CHECK(log_logistic.a == 30);
    CHECK(log_logistic.b == 2);
}

TEST_CASE("a lognormal law is made from its median and its 95th percentile") {
    const Law law = law_at(tree(LawTree::Kind::lognormal, {9 * 3600.0, 22 * 3600.0}), {});
    CHECK(law.a == Approx(std::log(9 * 3600.0)));
    CHECK(law.b == Approx(std::log(22.0 / 9) / 1.6448536269514727).epsilon(1e-12));
}

TEST_CASE("a mixture has cumulative shares that end at 1") {
    LawTree mixture = tree(LawTree::Kind::mixture, {0.1, 0.2, 0.7});
    for (double x : {1.0, 2.0, 3.0}) mixture.children.push_back(tree(LawTree::Kind::fixed, {x}));
    const Law law = law_at(mixture, {});
    REQUIRE(law.parts.size() == 3);
    CHECK(law.parts[0].up_to == 0.1);
    CHECK(law.parts[1].up_to == Approx(0.3));
    CHECK(law.parts[2].up_to == 1);
    CHECK(law.parts[1].law.a == 2);
}

TEST_CASE("a piecewise rate has a last piece without an end") {
    RateTree rate;
    rate.kind = RateTree::Kind::piecewise;
    for (double x : {0.5, 10.0, 0.25, 30.0, 0.1}) rate.arguments.push_back(number(x));
    const RateLaw law = rate_law_at(rate, {});
    REQUIRE(law.pieces.size() == 3);
    CHECK(law.pieces[0] == RateLaw::Piece{10, 0.5});
    CHECK(law.pieces[1] == RateLaw::Piece{30, 0.25});
    CHECK(law.pieces[2].rate == 0.1);
    CHECK(std::isinf(law.pieces[2].until));
}

TEST_CASE("conditions over indices: in, all, any, not") {
    const Condition first = in(EntryId(0), {false, true}), second = in(EntryId(1), {true, false, true});
    CHECK(holds(first, {1, 0}));
    CHECK_FALSE(holds(first, {0, 0}));
    const Condition both = joined(Condition::Kind::all, {first, second});
    CHECK(holds(both, {1, 2}));
    CHECK_FALSE(holds(both, {1, 1}));
    const Condition either = joined(Condition::Kind::any, {first, second});
    CHECK(holds(either, {0, 0}));
    CHECK(holds(either, {1, 1}));
    CHECK_FALSE(holds(either, {0, 1}));
    CHECK(holds(joined(Condition::Kind::negate, {first}), {0, 0}));
    CHECK(holds(Condition{}, {0, 0}));
    CHECK_FALSE(holds(joined(Condition::Kind::any, {}), {0, 0}));
}

TEST_CASE("a condition written as a mapping holds when all of it does") {
    const Pathway pathway = accepted(R"(attributes: {drug: [cannabis, opiate], priors: {count: true, bands: [0, 1, 3]}}
tracks:
  t:
    start: home
    nodes:
      home: {stay: 1 day, routes: [{to: home, when: {drug: opiate, priors: 1+}}, {to: home, otherwise: true}]}
)");
    const Condition& when = *pathway.nodes[0].routes[0].when;
    Indices at(pathway.entries.size(), 0);
    const auto with = [&](std::uint16_t drug, std::uint16_t priors) {
        at[pathway.attributes[0].entry.index] = drug;
        at[pathway.attributes[1].entry.index] = priors;
        return holds(when, at);
    };
    CHECK_FALSE(with(0, 1));
    CHECK_FALSE(with(1, 0));
    CHECK(with(1, 1));
    CHECK(with(1, 2));
}

TEST_CASE("streams draw in the order of attributes, their own draw before the common one") {
    const Pathway pathway = accepted(R"(attributes: {sex: [male, female], drug: [cannabis, opiate]}
population:
  streams: {old: {present: 5, draw: {sex: female}}, young: {arrivals: 1 per day}}
  draw: {drug: opiate, sex: male}
)" + home);
    REQUIRE(pathway.streams.size() == 2);
    Indices at(pathway.entries.size(), 0);
    const auto sex = [&](std::size_t stream) {
        REQUIRE(pathway.streams[stream].draws.size() == 2);
        CHECK(pathway.streams[stream].draws[0].attribute == AttributeId(0));
        return shares_of(*pathway.streams[stream].draws[0].shares, at, pathway.attributes[0].entry, 2);
    };
    CHECK(sex(0) == std::vector<double>{0, 1});
    CHECK(sex(1) == std::vector<double>{1, 0});
    CHECK(*pathway.streams[0].present == 5);
    Indices now(pathway.entries.size(), 0);
    CHECK(evaluate(*pathway.streams[1].rate, now) == Approx(1.0 / 86400));
}
