// The rarer parts of a model in words, put into a small scenario by hand.
#include "sim/pathway/explain.hpp"
#include "tests/pathway/building.hpp"

using namespace desist;
using namespace desist::test;

namespace {

struct Town {
    Town() {
        Problems problems;
        const auto loaded = load_text("x.yaml", test::scenario(yaml), problems);
        const auto built = loaded ? build_pathway(*loaded, problems) : std::nullopt;
        INFO(problems.text());
        REQUIRE(built);
        scenario = *loaded;
        pathway = *built;
    }
    std::string about(const std::string& what) const {
        for (const ExplainedSection& section : explain(scenario, pathway))
            if (section.about == what) return section.text;
        return "nothing about " + what;
    }
    std::string page() const { return to_markdown(explain(scenario, pathway)); }
    NodeSpec& node(std::size_t n) { return scenario.tracks[0].nodes[n]; }
    ResourceSpec& workers() { return scenario.resources[0]; }

    static constexpr const char* yaml = R"(
parameters: {grant: 72_000 GBP per year, post: 36_000 GBP per year, posts: {value: grant / post}}
attributes: {drug: [none-found, opiate], offences: {count: true, bands: [0, 1, 3]}}
hazards: {arrest: {law: exponential(1 per year)}}
resources: {workers: {units: 2}}
tracks:
  t:
    start: free
    nodes:
      free: {leave: [{to: seen, hazard: arrest}]}
      seen: {use: {workers: 1}, stay: 30 minutes, patience: 1 day, give-up: {to: free}, routes: [{to: pause}]}
      pause: {stay: 1 day, routes: [{to: free}]}
)";
    Scenario scenario;
    Pathway pathway;
};

Text word(const std::string& text) { return {text, {}}; }

Expression number(double value, Unit unit = factor_unit) {
    Expression e;
    e.number = value;
    e.unit = unit;
    return e;
}

ValueSpec leaf(double value, Unit unit = factor_unit) {
    ValueSpec spec;
    spec.leaf = number(value, unit);
    return spec;
}

CalendarSpec days_of_cover() {
    CalendarSpec calendar;
    calendar.name = word("cover");
    calendar.every = {word("day")};
    calendar.open = {{420, 1320, {}}};
    return calendar;
}

}  // namespace

TEST_CASE("explain: a calendar says its days, hours and share of the time") {
    Town town;
    town.scenario.calendars.push_back(days_of_cover());
    town.scenario.calendars.back().except = {word("2012-12-25")};
    Calendar built;
    built.name = "cover";
    built.share_open = 0.625;
    town.pathway.calendars.push_back(built);
    CHECK_THAT(town.page(), ContainsSubstring("cover: open every day, 07:00 to 22:00, but not on "
                                              "25 December 2012; 62.5% of the time"));
}

TEST_CASE("explain: a resource with hours says what becomes of people outside them") {
    Town town;
    town.scenario.calendars.push_back(days_of_cover());
    town.workers().open = word("cover");
    const std::string text = town.about("resource workers");
    CHECK_THAT(text,
               ContainsSubstring("only in the hours of cover (every day, 07:00 to 22:00). Outside these hours nobody "
                                 "starts, and who is waiting goes on waiting"));
    CHECK_THAT(text, ContainsSubstring("what is going on is finished, counted as overtime"));
    CHECK_THAT(town.about("node t/seen"), ContainsSubstring("open only in the hours of cover"));
}

TEST_CASE("explain: units that are taken away, places given out, priority and a full queue") {
    Town town;
    town.workers().on_close = ResourceSpec::OnClose::eject;
    town.workers().given_out = word("review-day");
    town.workers().queue_limit = leaf(20);
    town.workers().priority = leaf(1);
    town.node(1).full = word("pause");
    town.node(1).eject = word("free");
    const std::string resource = town.about("resource workers");
    CHECK_THAT(resource, ContainsSubstring("stays are cut short, the last started first"));
    CHECK_THAT(resource, ContainsSubstring("Given out only in the hours of review-day"));
    CHECK_THAT(resource, ContainsSubstring("At most so many may wait: 20"));
    const std::string node = town.about("node t/seen");
    CHECK_THAT(node, ContainsSubstring("With the queue full: goes to pause"));
    CHECK_THAT(node, ContainsSubstring("When the units are taken away: goes to free"));
    CHECK_THAT(node, ContainsSubstring("Waits in the order of priority"));
    CHECK_THAT(town.about("node t/pause"), ContainsSubstring("from t/seen, who finds the queue full"));
}

TEST_CASE("explain: how long units are held") {
    Town town;
    town.node(1).keep = {word("pause")};
    town.node(1).use_for = leaf(3600, duration_unit);
    CHECK_THAT(town.about("node t/seen"),
               ContainsSubstring("held for 1 hour, or for the stay if that ends before, and kept at pause"));
}

TEST_CASE("explain: ways out that are open only while waiting or served") {
    Town town;
    LeaveSpec leave;
    leave.to = word("pause");
    leave.hazard = word("arrest");
    leave.during = During::both;
    town.node(1).leave.push_back(leave);
    CHECK_THAT(town.about("node t/seen"),
               ContainsSubstring("to pause, when the hazard arrest fires (while waiting and while served)"));
}

TEST_CASE("explain: stays that follow a calendar") {
    Town town;
    LawSpec law;
    law.name = word("until-next");
    law.calendar = word("review-day");
    town.node(2).stay = law;
    CHECK_THAT(town.about("node t/pause"), ContainsSubstring("Lasts: until review-day opens next"));
    town.node(2).stay->name = word("until-open");
    CHECK_THAT(town.about("node t/pause"),
               ContainsSubstring("Lasts: until review-day opens (no time when it is open)"));
}

TEST_CASE("explain: observed values and quantiles") {
    Town town;
    LawSpec law;
    law.empirical = {{std::nullopt, number(86'400, duration_unit)}, {std::nullopt, number(172'800, duration_unit)}};
    town.node(2).stay = law;
    CHECK_THAT(town.about("node t/pause"), ContainsSubstring("as observed, one of 1 day or 2 days, equally likely"));
    law.empirical = {{number(0, share_unit), number(0, duration_unit)},
                     {number(1, share_unit), number(86'400, duration_unit)}};
    town.node(2).stay = law;
    CHECK_THAT(town.about("node t/pause"), ContainsSubstring("as observed: 0% at"));
    CHECK_THAT(town.about("node t/pause"), ContainsSubstring("100% at 1 day, straight lines between"));
}

TEST_CASE("explain: a profile has its weights, and the hazard names it") {
    Town town;
    ProfileSpec profile;
    profile.name = word("nights");
    profile.rows.push_back({{word("22:00-06:00")}, number(2)});
    profile.otherwise = number(1);
    town.scenario.profiles.push_back(profile);
    town.scenario.hazards[0].profiles = {word("nights")};
    CHECK_THAT(town.page(), ContainsSubstring("nights, over the hours of the week: 22:00-06:00 2; else 1"));
    CHECK_THAT(town.page(), ContainsSubstring("used by: arrest (hazard)"));
    CHECK_THAT(town.about("hazard arrest"), ContainsSubstring("times the profile nights (mean 1)"));
}

TEST_CASE("explain: a score shows its terms and what uses it") {
    Town town;
    ScoreSpec score;
    score.name = word("risk");
    score.intercept = number(1.4);
    ScoreSpec::Term term;
    term.kind = ScoreSpec::Term::Kind::log;
    term.of.kind = Expression::Kind::name;
    term.of.name = "offences";
    term.times = number(1.25);
    score.terms = {term};
    town.scenario.scores.push_back(score);
    HazardSpec::Times times;
    times.value.leaf = term.of;
    times.value.leaf->name = "risk";
    town.scenario.hazards[0].times.push_back(times);
    CHECK_THAT(town.about("score risk"), ContainsSubstring("- 1.25 x the logarithm of offences"));
    CHECK_THAT(town.about("score risk"), ContainsSubstring("Used by: arrest (hazard) (a multiplier)"));
    CHECK_THAT(town.about("hazard arrest"), ContainsSubstring("times risk"));
}

TEST_CASE("explain: windows and numbers among attributes") {
    Town town;
    AttributeSpec window;
    window.name = word("arrests-12-months");
    window.kind = AttributeSpec::Kind::window;
    window.counted = {word("t/seen")};
    window.within = number(seconds_per_year, duration_unit);
    AttributeSpec pace;
    pace.name = word("pace");
    pace.kind = AttributeSpec::Kind::number;
    town.scenario.attributes.push_back(window);
    town.scenario.attributes.push_back(pace);
    CHECK_THAT(town.page(),
               ContainsSubstring("arrests-12-months: how often t/seen was started within the last 1 year"));
    CHECK_THAT(town.page(), ContainsSubstring("pace: a number (1 where nothing is drawn)"));
}

TEST_CASE("explain: costs say what they are paid for, by whom") {
    Town town;
    CostSpec cost;
    cost.name = word("kit");
    cost.value = leaf(8.85, money_unit);
    cost.payer = word("police");
    town.scenario.costs.push_back(cost);
    EffectSpec effect;
    effect.kind = EffectSpec::Kind::cost;
    effect.attribute = word("kit");
    town.node(1).on_start.push_back(effect);
    CHECK_THAT(town.page(), ContainsSubstring("kit: 8.85 GBP, paid by police, each time at t/seen"));
    CHECK_THAT(town.about("node t/seen"), ContainsSubstring("costs kit (8.85 GBP, paid by police)"));
}

TEST_CASE("explain: a budget leads through posts to workers, and half of it to half of them") {
    Town town;
    town.workers().units.leaf->kind = Expression::Kind::name;
    town.workers().units.leaf->name = "posts";
    const std::string text = town.about("parameter grant");
    CHECK_THAT(text, ContainsSubstring("Used in: posts (parameter) (its value)"));
    CHECK_THAT(text, ContainsSubstring("Through these: workers (resource); t/seen"));
    CHECK_THAT(text, ContainsSubstring("posts is 1 (now 2)"));
}

TEST_CASE("explain: units that are a share of something are numbers, not per cent") {
    Town town;
    town.workers().units.leaf->kind = Expression::Kind::name;
    town.workers().units.leaf->name = "posts";
    town.pathway.parameters[2].value.unit = share_unit;
    CHECK_THAT(town.about("resource workers"), ContainsSubstring("Units: posts (2)"));
}

TEST_CASE("explain: days of every year") {
    Town town;
    CalendarSpec review;
    review.name = word("review");
    review.on = {word("01-01"), word("2012-06-05")};
    town.scenario.calendars.push_back(review);
    CHECK_THAT(town.page(), ContainsSubstring("review: open on 1 January and 5 June 2012, all day"));
}

TEST_CASE("explain: changes by a factor, slowly, and for those inside") {
    Town town;
    ParameterSpec::Change change;
    change.date = date_of(2013, 1, 1);
    change.times = leaf(0.5);
    change.ramp = number(seconds_per_year / 2, duration_unit);
    change.retroactive = true;
    town.scenario.parameters[0].changes.push_back(change);
    CHECK_THAT(town.about("parameter grant"),
               ContainsSubstring("from 1 January 2013: times 0.5, reached day by day over 6 months, also for those "
                                 "already inside"));
    CHECK_THAT(town.page(),
               ContainsSubstring("- 1 January 2013:\n  - grant is multiplied by 0.5, day by day over 6 months"));
}

TEST_CASE("explain: what a policy adds and takes away") {
    Town town;
    StructureChange change;
    change.what = "node t/pause";
    change.how = StructureChange::How::removed;
    change.from = word("2013-01-01");
    town.scenario.structure_changes.push_back(change);
    town.node(2).removed = word("2013-01-01");
    CHECK_THAT(town.page(), ContainsSubstring("## What the policy changes"));
    CHECK_THAT(town.page(), ContainsSubstring("- t/pause is taken away (from 2013-01-01)"));
    CHECK_THAT(town.about("node t/pause"), ContainsSubstring("A policy takes it away from 1 January 2013"));
}

TEST_CASE("explain: time already served at the start, and who continues after a move") {
    Town town;
    TrackSpec::Served served;
    served.node = word("pause");
    served.law.name = word("fixed");
    served.law.arguments.push_back({"", number(86'400, duration_unit)});
    town.scenario.tracks[0].served.push_back(served);
    CHECK_THAT(town.page(), ContainsSubstring("Who starts at pause has already been there for: 1 day."));
    EffectSpec effect;
    effect.kind = EffectSpec::Kind::move;
    effect.move = {word("t"), word("pause"), {word("seen")}, false, true};
    town.node(2).on_leave.push_back(effect);
    CHECK_THAT(town.about("node t/pause"), ContainsSubstring("what is left there goes on later where it stopped"));
}
