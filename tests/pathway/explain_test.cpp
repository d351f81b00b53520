// The model in words: small scenarios, and the sentences that must stand on their pages.
#include "sim/pathway/explain.hpp"

#include "tests/pathway/building.hpp"

using namespace desist;
using namespace desist::test;

namespace {

struct Explained {
    Scenario scenario;
    Pathway pathway;
};

Explained read(const std::string& more) {
    Problems problems;
    const auto scenario_read = load_text("x.yaml", scenario(more), problems);
    INFO(problems.text());
    REQUIRE(scenario_read);
    auto pathway = build_pathway(*scenario_read, problems);
    INFO(problems.text());
    REQUIRE(pathway);
    return {*scenario_read, *pathway};
}

std::string page(const Explained& e) { return to_markdown(explain(e.scenario, e.pathway)); }

// The text about one thing, such as "node justice/cell".
std::string about(const Explained& e, const std::string& what) {
    for (const ExplainedSection& section : explain(e.scenario, e.pathway))
        if (section.about == what) return section.text;
    return "nothing about " + what;
}

const char* const suite = R"(
parameters:
  officers: {value: {by: district, Leeds: 9, Wakefield: 4}, source: assumption}
  disputed: {value: {by: district, Wakefield: 34%, else: 20%}, low: {by: district, Wakefield: 28%, else: 0%}, high: {by: district, Wakefield: 40%, else: 34%}, source: assumption, note: measured in one district}
  coverage: {value: 90%, low: 80%, high: 100%, source: fit, changes: [{from: 2012-09-01, value: 60%}]}
  tests-made: {value: coverage * 50%}
  patience: {value: 6 hours, source: assumption}
attributes:
  district: [Leeds, Wakefield]
  age: {years: true, bands: [10, 18, 25], oldest: 60}
  priors: {count: true, bands: [0, 1, 3]}
  offence: {of: case, values: [theft, violence]}
cases:
  case: {copies: 2, tracks: [file]}
population: {present: 10, draw: {district: {Leeds: 60%, Wakefield: rest}, age: {10-17: 20%, 18-24: 30%, 25+: rest}}}
hazards:
  arrest: {law: exponential(2 per year), times: [{by: age, 10-17: 1.5, else: 1}, {when: {file: opened}, value: 0.5}]}
resources:
  detention: {units: officers}
tracks:
  justice:
    label: Where the person is
    start: liberty
    nodes:
      liberty: {leave: [{to: arrested, hazard: arrest}]}
      arrested:
        stay: 1 hour
        effects: [{move: {file: {open: opened}}}]
        routes: [{to: youth, when: {age: 10-17}}, {to: decision, otherwise: true}]
      youth: {stay: lognormal(median 8 hours and p95 20 hours), routes: [{to: out}]}
      decision: {routes: [{to: test, chance: tests-made}, {to: out, otherwise: true}]}
      test:
        label: Drug test
        use: {detention: 1}
        stay: 40 minutes
        patience: patience
        give-up: {to: out}
        on-start: [{count: priors}]
        routes: [{to: disputed, chance: disputed}, {to: out, otherwise: true}]
      disputed: {stay: 5 days, routes: [{to: out}]}
      out: {effects: [{move: {file: {to: none, from: [opened]}}}], routes: [{to: liberty}]}
  file:
    start: none
    nodes:
      none: {}
      opened: {effects: [{draw: {offence: {theft: 70%, violence: rest}}}]}
measures:
  tests: {count: justice/test, when: {age: 18+}, by: [district]}
)";

}  // namespace

TEST_CASE("explain: a route shows its parameter with what that is for each group") {
    CHECK_THAT(about(read(suite), "node justice/test"),
               ContainsSubstring("to disputed, with chance disputed (by district: Leeds 20%; Wakefield 34%)"));
}

TEST_CASE("explain: a node says who comes there, and from where") {
    const std::string text = about(read(suite), "node justice/out");
    CHECK_THAT(text, ContainsSubstring("from justice/youth, always"));
    CHECK_THAT(text, ContainsSubstring("from justice/test, who gives up waiting"));
    CHECK_THAT(text, ContainsSubstring("from justice/decision, otherwise"));
}

TEST_CASE("explain: a node that is reached by moves says so, and who takes people away") {
    const Explained e = read(suite);
    CHECK_THAT(about(e, "node file/none"), ContainsSubstring("from justice/out, moved by it from opened"));
    CHECK_THAT(about(e, "node file/opened"), ContainsSubstring("Moved away from here: by justice/out to none"));
    CHECK_THAT(about(e, "node file/opened"), ContainsSubstring("from justice/arrested, opens a case"));
}

TEST_CASE("explain: a node that waits says for what, in which order and how long") {
    const std::string text = about(read(suite), "node justice/test");
    CHECK_THAT(text, ContainsSubstring("Drug test. People wait here until they are served"));
    CHECK_THAT(text, ContainsSubstring("1 of detention (units: officers (by district: Leeds 9; Wakefield 4))"));
    CHECK_THAT(text, ContainsSubstring("Waits first come, first served"));
    CHECK_THAT(text, ContainsSubstring("Gives up waiting after: patience (6 hours); goes to out"));
    CHECK_THAT(text, ContainsSubstring("When it starts (after any wait): adds 1 to priors"));
}

TEST_CASE("explain: a chance that changes at a date is given for each time") {
    const std::string text = about(read(suite), "node justice/decision");
    CHECK_THAT(text, ContainsSubstring("- until 31 August 2012: 45%\n"));
    CHECK_THAT(text, ContainsSubstring("- from 1 September 2012: 30%\n"));
}

TEST_CASE("explain: the dates say what changes, and where that matters") {
    const std::string text = page(read(suite));
    CHECK_THAT(text, ContainsSubstring(
                         "- 1 September 2012:\n  - coverage becomes 60% (before: 90%); changes justice/decision"));
}

TEST_CASE("explain: a law of stays has its mean and median in words") {
    // ln(20 / 8) / 1.6449 = 0.5571; 8 h x exp(0.5571^2 / 2) = 9.343 h.
    CHECK_THAT(
        about(read(suite), "node justice/youth"),
        ContainsSubstring("lognormal, median 8 hours, 95% below 20 hours; that is 9.34 hours on average, half of "
                          "them within 8 hours"));
}

TEST_CASE("explain: a parameter says its range, where it is used and what half of it changes") {
    const std::string text = about(read(suite), "parameter coverage");
    CHECK_THAT(text, ContainsSubstring("until 31 August 2012: 90% [80% to 100%; fit]; from 1 September 2012: 60%"));
    CHECK_THAT(text, ContainsSubstring("Used in: tests-made (parameter) (its value)"));
    CHECK_THAT(text, ContainsSubstring("Through these: justice/decision"));
    CHECK_THAT(text, ContainsSubstring("tests-made is 22.5% (now 45%)"));
    CHECK_THAT(text, ContainsSubstring("tests-made from 1 September 2012 is 15% (now 30%)"));
}

TEST_CASE("explain: a table's bounds stand apart from each other") {
    CHECK_THAT(
        about(read(suite), "parameter disputed"),
        ContainsSubstring("[low: by district: Wakefield 28%; else 0%; high: by district: Wakefield 40%; else 34%"));
}

TEST_CASE("explain: each birthday has what it changes") {
    const std::string text = about(read(suite), "attribute age");
    const std::size_t eighteen = text.find("At 18:"), twentyfive = text.find("At 25");
    REQUIRE(eighteen < twentyfive);
    const std::string at_18 = text.substr(eighteen, twentyfive - eighteen);
    CHECK_THAT(at_18, ContainsSubstring("from justice/arrested to youth: “age is 10-17” does not hold any more"));
    CHECK_THAT(at_18, ContainsSubstring("a multiplier of the hazard arrest: 1.5 becomes 1"));
    CHECK_THAT(at_18, ContainsSubstring("counted in tests: “age is 18+” can hold from now on"));
    CHECK_THAT(text.substr(twentyfive), ContainsSubstring("At 25 nothing changes by itself."));
}

TEST_CASE("explain: cases say what opens, ends and joins them") {
    const std::string text = page(read(suite));
    CHECK_THAT(text, ContainsSubstring("What opens one: coming to justice/arrested (at file/opened)"));
    CHECK_THAT(text, ContainsSubstring("it closes as soon as all its tracks stand at rest (file/none). They come there "
                                       "from: justice/out"));
    CHECK_THAT(text, ContainsSubstring("gets a new one beside it; with 2 open none is opened"));
}

TEST_CASE("explain: a hazard has its law, its multipliers in words and where it leads") {
    const std::string text = about(read(suite), "hazard arrest");
    CHECK_THAT(text, ContainsSubstring("Law: exponential, at the rate 2 per year."));
    CHECK_THAT(text, ContainsSubstring("times by age: 10-17 1.5; else 1"));
    CHECK_THAT(text, ContainsSubstring("times 0.5, if file is at opened"));
    CHECK_THAT(text, ContainsSubstring("It leads from justice/liberty to arrested"));
}

TEST_CASE("explain: a resource says who uses it and what its units follow from") {
    const std::string text = about(read(suite), "resource detention");
    CHECK_THAT(text, ContainsSubstring("justice/test (Drug test): 1, for 40 minutes"));
    CHECK_THAT(text, ContainsSubstring("officers: by district: Leeds 9; Wakefield 4"));
    CHECK_THAT(text, ContainsSubstring("there at all hours, day and night"));
}

TEST_CASE("explain: one node alone") {
    const Explained e = read(suite);
    const auto section = explain_node(e.scenario, e.pathway, "justice/youth");
    REQUIRE(section);
    CHECK(section->heading == "justice/youth");
    CHECK_FALSE(explain_node(e.scenario, e.pathway, "justice/nowhere"));
}

TEST_CASE("explain: conditions about dates, cases and what is not") {
    const std::string all =
        page(read(std::string(suite) + "  dated: {count: justice/out, when: {not: {justice: [out, test]}, now: after "
                                       "2012-06-01}}\n"
                                       "  cases: {count: justice/out, when: {not: {any: {file: opened}}}}\n"));
    CHECK_THAT(all, ContainsSubstring("if justice is neither at out nor test and it is 1 June 2012 or later"));
    CHECK_THAT(all, ContainsSubstring("if in no open case, file is at opened"));
}

TEST_CASE("explain: what the user writes cannot become Markdown or a terminal's command") {
    const std::string text =
        page(read("tracks: {t: {start: a, nodes: {a: {label: \"<b>|[x](y)`\"}}}}\ntitle: \"a <script> title\"\n"));
    CHECK_THAT(text, ContainsSubstring("# a \\<script> title\n"));
    CHECK_THAT(text, ContainsSubstring("\\<b>\\|\\[x](y)\\`"));
}

TEST_CASE("assumptions: a row for each value, with where it is used in the end") {
    const Explained e = read(suite);
    const Assumptions all = list_assumptions(e.scenario, e.pathway);
    REQUIRE(all.rows.size() == 6);  // coverage has two
    CHECK(all.assumed == 3);
    CHECK(all.fitted == 2);
    CHECK(all.derived == 1);
    CHECK(all.rows[3].name == "coverage");
    CHECK(all.rows[3].from == "2012-09-01");
    CHECK(all.rows[3].value == "60%");
    CHECK(all.rows[3].used_in == std::vector<std::string>{"node justice/decision"});
    CHECK(all.rows[0].used_in == std::vector<std::string>{"resource detention", "node justice/test"});
}

TEST_CASE("assumptions: what has no source, and what nothing uses") {
    const Explained e = read(
        "parameters: {idle: {value: 3, source: assumption}, bare: 2 days}\n"
        "tracks: {t: {start: a, nodes: {a: {stay: bare, routes: [{to: a}]}}}}\n");
    const Assumptions all = list_assumptions(e.scenario, e.pathway);
    CHECK(all.without_source == std::vector<std::string>{"bare"});
    CHECK(all.unused_parameters == std::vector<std::string>{"idle"});
    CHECK(all.unsaid == 1);
}

TEST_CASE("assumptions: evidence that nothing names") {
    Explained e = read(suite);
    e.scenario.evidence.push_back({"a-1", "a.txt", "A study", "page 3", "", "", "", "", ""});
    e.scenario.evidence.push_back({"a-2", "a.txt", "A study", "page 4", "", "", "", "", ""});
    e.scenario.parameters[0].base.source = Text{"a-1", {}};
    const Assumptions all = list_assumptions(e.scenario, e.pathway);
    CHECK(all.unused_evidence == std::vector<std::string>{"a-2"});
    CHECK(all.rows[0].document == "A study, page 3");
    CHECK(all.evidence == 1);
}

TEST_CASE("drawing: one cluster for each track, hazards dashed, moves dotted") {
    const Explained e = read(suite);
    const std::string dot = to_dot(draw(e.scenario, e.pathway), "A suite");
    CHECK_THAT(dot, ContainsSubstring("subgraph \"cluster_justice\""));
    CHECK_THAT(dot, ContainsSubstring("label=\"justice: Where the person is\""));
    CHECK_THAT(dot, ContainsSubstring("\"justice/test\" [label=\"test\\nDrug test\""));
    CHECK_THAT(dot, ContainsSubstring("\"justice/liberty\" -> \"justice/arrested\" [label=\"arrest\", style=dashed"));
    CHECK_THAT(dot, ContainsSubstring("\"justice/out\" -> \"file/none\" [label=\"\", style=dotted"));
    CHECK_THAT(dot, ContainsSubstring("\"justice/test\" -> \"justice/out\" [label=\"gives up\""));
}

TEST_CASE("drawing: quotes and backslashes of labels cannot leave their place") {
    Explained e = read("tracks: {t: {start: a, nodes: {a: {}}}}\n");
    e.scenario.tracks[0].nodes[0].label = "x\"]; evil [label=\"\\";
    e.scenario.tracks[0].label = "two\nlines";
    const std::string dot = to_dot(draw(e.scenario, e.pathway), "a \"title\"");
    CHECK_THAT(dot, ContainsSubstring("label=\"a\\nx\\\"]; evil [label=\\\"\\\\\""));
    CHECK_THAT(dot, ContainsSubstring("label=\"t: two"));
    CHECK_THAT(dot, !ContainsSubstring("two\nlines"));
    CHECK_THAT(dot, ContainsSubstring("label=\"a \\\"title\\\"\""));
}

TEST_CASE("explain: every node, parameter, hazard and resource of West Yorkshire is on its page") {
    Problems problems;
    const auto scenario = load(DESIST_SOURCE_DIR "/scenarios/west-yorkshire/baseline.yaml", {}, problems);
    REQUIRE(scenario);
    const auto pathway = build_pathway(*scenario, problems);
    REQUIRE(pathway);
    const std::string text = to_markdown(explain(*scenario, *pathway));
    const auto has_section = [&](const std::string& name) {
        INFO(name);
        CHECK(has(text, "\n### " + name + "\n"));
    };
    for (const Node& node : pathway->nodes) has_section(node.place);
    for (const ParameterSpec& p : scenario->parameters) has_section(p.name.text);
    for (const HazardSpec& h : scenario->hazards) has_section(h.name.text);
    for (const ResourceSpec& r : scenario->resources) has_section(r.name.text);
}
