// Files: parts, policies, evidence, settings, and paths that cannot be read.
#include "sim/scenario/csv.hpp"
#include "tests/scenario/files.hpp"

using namespace desist;
using namespace desist::test;
namespace {

std::string cannot(const fs::path& file) {
    try {
        load_it(file);
    } catch (const CannotAccess& e) {
        return e.what();
    }
    return "";
}

const std::string parameters =
    "parameters: {a: {value: 60%, low: 50%, source: fit, note: n}, b: {value: 1, changes: "
    "[{from: 2013-01-01, value: 2}, {from: 2015-01-01, value: 3}]}}\n";

}  // namespace

TEST_CASE("a path that is missing or a folder cannot be read") {
    const Folder folder;
    CHECK(has(cannot(folder.path() / "none.yaml"), "none.yaml’: no such file"));
    CHECK(has(cannot(folder.path()), "it is a folder"));
}

TEST_CASE("a file over a mebibyte is refused") {
    const Folder folder;
    const Loaded loaded = load_it(folder.write("big.yaml", std::string((1 << 20) + 1, '#')));
    CHECK(has(loaded.problems, "error: the file is larger than 1024 KiB"));
}

TEST_CASE("parts are joined before the file that includes them, and all are inputs") {
    const Folder folder;
    folder.write("parts/x.yaml", "desist: 1\nparameters: {p: 1}\ninclude: [deep/y.yaml]\n");
    folder.write("parts/deep/y.yaml", "parameters: {q: 2}\n");
    const Scenario s = good(folder.write("main.yaml", scenario("include: [parts/x.yaml]\nparameters: {r: 3}\n")));
    REQUIRE(s.parameters.size() == 3);
    CHECK(s.parameters[0].name.text == "q");
    CHECK(s.parameters[1].name.text == "p");
    CHECK(s.parameters[2].name.text == "r");
    REQUIRE(s.inputs.size() == 3);
    CHECK(s.inputs[1].name == "parts/x.yaml");
    CHECK(s.inputs[2].name == "parts/deep/y.yaml");
    CHECK(s.inputs[2].text == "parameters: {q: 2}\n");
}

TEST_CASE("a name in two files is a problem that tells both places") {
    const Folder folder;
    folder.write("x.yaml", "parameters: {p: 1}\n");
    const Loaded loaded = load_it(folder.write("main.yaml", scenario("include: [x.yaml]\nparameters: {p: 2}\n")));
    CHECK(has(loaded.problems, "main.yaml:6:14: error: ‘p’ is defined twice; the other place is "));
    CHECK(has(loaded.problems, "x.yaml:1:14\n"));
}

TEST_CASE("parts stand below the scenario's folder") {
    const Folder folder;
    folder.write("outside.yaml", "parameters: {p: 1}\n");
    const auto include = [&](const std::string& name) {
        return load_it(folder.write("in/main.yaml", scenario("include: [" + name + "]\n"))).problems;
    };
    CHECK(has(include("../outside.yaml"), "‘../outside.yaml’ is not below the scenario's folder"));
    CHECK(has(include((folder.path() / "in/main.yaml").string()), "is not below the scenario's folder"));
    fs::create_symlink(folder.path() / "outside.yaml", folder.path() / "in/link.yaml");
    CHECK(has(include("link.yaml"), "is not below the scenario's folder"));
    CHECK(has(include("none.yaml"), "none.yaml’: no such file"));
    CHECK(has(include("no/such/folder.yaml"), "no such file"));
}

TEST_CASE("a file that includes itself, or a part twice, is refused") {
    const Folder folder;
    folder.write("a.yaml", "include: [b.yaml]\n");
    folder.write("b.yaml", "include: [a.yaml]\n");
    CHECK(has(load_it(folder.write("main.yaml", scenario("include: [a.yaml]\n"))).problems,
              "‘a.yaml’ is included twice"));
    CHECK(has(load_it(folder.write("self.yaml", scenario("include: [self.yaml]\n"))).problems, "included twice"));
}

TEST_CASE("a part has no time and extends nothing") {
    const Folder folder;
    folder.write("x.yaml", "time: {start: 2012-04-01, warm-up: 1 year, run: 1 year}\n");
    CHECK(has(load_it(folder.write("main.yaml", scenario("include: [x.yaml]\n"))).problems,
              "a file that is included has no ‘time’"));
}

TEST_CASE("a policy sets parameters of its baseline and keeps evidence that it does not name") {
    const Folder folder;
    folder.write("base.yaml", scenario("title: Base\n" + parameters));
    const Scenario s =
        good(folder.write("policies/p.yaml", "desist: 1\ntitle: Policy\nextends: ../base.yaml\nset: {a: 70%}\n"));
    CHECK(s.title.text == "Policy");
    CHECK(s.parameters[0].base.value.leaf->number == 0.7);
    CHECK(s.parameters[0].base.low->leaf->number == 0.5);
    CHECK(s.parameters[0].base.source->text == "fit");
    CHECK(s.parameters[0].base.note == "n");
    REQUIRE(s.inputs.size() == 2);
    CHECK(s.inputs[1].name == "../base.yaml");
}

TEST_CASE("set without a date holds always, with one, earlier values stay and later changes go") {
    const Folder folder;
    folder.write("base.yaml", scenario(parameters));
    const auto set = [&](const std::string& value) {
        return good(folder.write("p.yaml", "desist: 1\nextends: base.yaml\nset: {b: " + value + "}\n")).parameters[1];
    };
    CHECK(set("9").changes.empty());
    CHECK(set("9").base.value.leaf->number == 9);
    const ParameterSpec b = set("{from: 2014-10-01, value: 9, note: new}");
    CHECK(b.base.value.leaf->number == 1);
    REQUIRE(b.changes.size() == 2);
    CHECK(b.changes[0].value.leaf->number == 2);
    CHECK(b.changes[1].date == date_of(2014, 10, 1));
    CHECK(b.changes[1].value.leaf->number == 9);
    CHECK(b.changes[1].note == "new");
}

TEST_CASE("policies may extend policies, the last one wins") {
    const Folder folder;
    folder.write("base.yaml", scenario(parameters));
    folder.write("p.yaml", "desist: 1\nextends: base.yaml\nset: {a: 70%, b: 5}\n");
    const Scenario s = good(folder.write("q.yaml", "desist: 1\nextends: p.yaml\nset: {a: 80%}\n"));
    CHECK(s.parameters[0].base.value.leaf->number == 0.8);
    CHECK(s.parameters[1].base.value.leaf->number == 5);
}

TEST_CASE("a policy has no time and no parts, and extends what is there") {
    const Folder folder;
    folder.write("base.yaml", scenario(parameters));
    const auto policy = [&](const std::string& text) {
        return load_it(folder.write("p.yaml", "desist: 1\n" + text)).problems;
    };
    CHECK(has(policy("extends: base.yaml\ntime: {start: 2013-04-01}\n"), "p.yaml:3:1: error: a policy has no ‘time’"));
    CHECK(has(policy("extends: base.yaml\ninclude: [x.yaml]\n"), "a policy has no ‘include’"));
    CHECK(has(policy("extends: base.yaml\nhazzards: {}\n"), "‘hazzards’ is not a key of a scenario"));
    CHECK(has(policy("extends: base.yaml\nset: {aa: 1}\n"), "there is no parameter ‘aa’"));
    CHECK(has(policy("extends: bsae.yaml\n"), "bsae.yaml’: no such file"));
    CHECK(has(policy("extends: p.yaml\n"), "the file extends itself in the end"));
    CHECK(has(policy("extends: /etc/passwd\n"), "the path must be relative to this file"));
    for (const std::string key : {"set: {a: 1}", "from: 2013-01-01", "remove: [life]"})
        CHECK(has(policy(key + "\n"), "needs ‘extends’"));
}

TEST_CASE("settings of the command line come last and are checked like any value") {
    const Folder folder;
    const fs::path file = folder.write("base.yaml", scenario(parameters + "attributes: {x: [y]}\n"));
    CHECK(good(file, {{"a", "90%"}}).parameters[0].base.value.leaf->number == 0.9);
    CHECK(has(load_it(file, {{"aaaa", "1"}}).problems,
              "--set:1:1: error: there is no parameter ‘aaaa’\n    aaaa=1\n    ^\n"));
    CHECK(has(load_it(file, {{"a", "12 m"}}).problems, "--set:1:6: error: ‘m’ is not a unit"));
}

TEST_CASE("the changes of policies can be applied one by one, from the base up, settings last") {
    const Folder folder;
    folder.write("base.yaml", scenario(parameters));
    folder.write("p.yaml", "desist: 1\nextends: base.yaml\nset: {b: 5, a: 70%}\n");
    const fs::path file = folder.write("q.yaml", "desist: 1\nextends: p.yaml\nset: {a: 80%}\n");
    const auto first = [&](std::optional<std::size_t> sets) {
        Problems problems;
        const auto s = load(file, {{"b", "9"}}, problems, LoadOptions{.first_sets = sets});
        INFO(problems.text());
        REQUIRE(s);
        CHECK(s->set_names == std::vector<std::string>{"b", "a", "a", "b"});
        return std::pair{s->parameters[0].base.value.leaf->number, s->parameters[1].base.value.leaf->number};
    };
    CHECK(first(0) == std::pair{0.6, 1.0});
    CHECK(first(1) == std::pair{0.6, 5.0});
    CHECK(first(2) == std::pair{0.7, 5.0});
    CHECK(first(3) == std::pair{0.8, 5.0});
    CHECK(first(4) == std::pair{0.8, 9.0});
    CHECK(first(std::nullopt) == first(4));
    CHECK(first(99) == first(4));
}

TEST_CASE("a change that is left out is still checked") {
    const Folder folder;
    folder.write("base.yaml", scenario(parameters));
    const fs::path file = folder.write("p.yaml", "desist: 1\nextends: base.yaml\nset: {aa: 5}\n");
    Problems problems;
    CHECK(load(file, {}, problems, LoadOptions{.first_sets = 0}));
    CHECK(problems.errors() == 1);
    CHECK(has(problems.text(), "there is no parameter ‘aa’"));
}

TEST_CASE("a scenario that no policy changes has no set names") {
    const Folder folder;
    CHECK(good(folder.write("base.yaml", scenario(parameters))).set_names.empty());
}

TEST_CASE("sources are looked up in evidence.csv beside the baseline") {
    const Folder folder;
    const fs::path file = folder.write("base.yaml", scenario("parameters: {p: {value: 1, source: wy-x}}\n"));
    CHECK(has(load_it(file).problems, "there is no source ‘wy-x’"));
    folder.write("evidence.csv", "id,value,title,unknown\nwy-x,3,\"A, \"\"B\"\"\nC\",z\n");
    const Scenario s = good(file);
    REQUIRE(s.evidence.size() == 1);
    CHECK(s.evidence[0].id == "wy-x");
    CHECK(s.evidence[0].title == "A, \"B\"\nC");
    CHECK(s.inputs.back().name == "evidence.csv");
    folder.write("base.yaml", scenario("parameters: {p: {value: 1, source: wy-xx}}\n"));
    CHECK(has(load_it(file).problems, "hint: did you mean ‘wy-x’?"));
}

TEST_CASE("a register must be a table with an id in each row") {
    const auto fault = [](const std::string& text) {
        Problems problems;
        read_evidence(text, problems.add_file("e.csv", text), problems);
        return problems.text();
    };
    CHECK(fault("id,value\na,1\n\nb,2\n").empty());
    CHECK(has(fault("name\nx\n"), "the first row has no column ‘id’"));
    CHECK(has(fault("id,value\na\n"), "e.csv:2:1: error: the row has 1 fields, the first row 2"));
    CHECK(has(fault("id\na\na\n"), "e.csv:3:1: error: the id ‘a’ stands twice; the first is at e.csv:2:1"));
    CHECK(has(fault("id,v\n,1\n"), "the row has no id"));
    CHECK(has(fault("id\n\"a\n"), "e.csv:2:1: error: a quote that is never closed"));
    CHECK(has(fault("id\n\"a\"b\n"), "e.csv:2:4: error: text after the closing quote"));
}

TEST_CASE("a scenario with errors is given where every file and section could be read") {
    const Folder folder;
    const auto given = [&](const std::string& text) {
        const Loaded loaded = load_it(folder.write("main.yaml", text));
        CHECK_FALSE(loaded.problems.empty());
        return loaded.scenario.has_value();
    };
    CHECK(given(scenario("parameters: {p: 12 m}\n")));
    CHECK(given(scenario("hazards: {h: {lww: 3}}\n")));
    CHECK(given("desist: 1\n"));
    CHECK_FALSE(given(scenario("hazzards: {}\n")));
    CHECK_FALSE(given(scenario("include: [none.yaml]\n")));
    CHECK_FALSE(given(scenario("hazards: {\n")));
}

TEST_CASE("sections of several files that are no mappings are told") {
    const Folder folder;
    folder.write("x.yaml", "parameters: 5\npopulation: {draw: {sex: male}}\n");
    const Loaded loaded = load_it(
        folder.write("main.yaml", scenario("include: [x.yaml]\nattributes: {sex: [male]}\nparameters: {p: 2}\n")));
    CHECK(has(loaded.problems, "x.yaml:1:13: error: a mapping is expected here, not a single value"));
    REQUIRE(loaded.scenario);
    CHECK(loaded.scenario->parameters.size() == 1);
    CHECK(loaded.scenario->draws.size() == 1);
    CHECK(loaded.scenario->population.size() == 1);
}

TEST_CASE("reading from text takes no other files") {
    CHECK(has(problems_of(scenario("include: [x.yaml]\n")), "‘include’ needs a file"));
    CHECK(has(problems_of("desist: 1\nextends: x.yaml\n"), "‘extends’ needs a file"));
}

TEST_CASE("people of a stream come from a file below the scenario's folder") {
    const Folder folder;
    const std::string town =
        "desist: 1\ntime: {start: 2012-04-01, warm-up: 1 year, run: 2 years}\n"
        "tracks: {life: {start: alive, nodes: {alive: {}}}}\ninclude: [parts/x.yaml]\n";
    const auto from = [&](const std::string& file) {
        folder.write("parts/x.yaml", "population: {streams: {cohort: {people: " + file + "}}}\n");
        return load_it(folder.write("main.yaml", town));
    };
    folder.write("parts/people.csv", "id,enters\na,2012-05-01\nb,\n");
    folder.write("parts/bad.csv", "id\na\na\n");
    const Loaded loaded = from("people.csv");
    INFO(loaded.problems);
    REQUIRE(loaded.problems.empty());
    const PeopleSpec& people = *loaded.scenario->population[0].people;
    REQUIRE(people.rows.size() == 2);
    CHECK(people.rows[0][1].text == "2012-05-01");
    CHECK(loaded.scenario->inputs[2].name == "parts/people.csv");
    CHECK(loaded.scenario->inputs[2].text == "id,enters\na,2012-05-01\nb,\n");
    CHECK(has(from("bad.csv").problems, "bad.csv:3:1: error: "));
    CHECK(has(from("none.csv").problems, "none.csv’: no such file"));
    CHECK(has(from("../../outside.csv").problems, "is not below the scenario's folder"));
}
