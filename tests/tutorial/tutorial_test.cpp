// The tutorial says what the program does: its commands run as printed, its excerpts are true, its outputs are the
// expected ones byte for byte.
#include <map>

#include "tests/catch.hpp"
#include "tests/tutorial/page.hpp"

namespace fs = std::filesystem;

namespace {

const std::string compared[] = {"5-policy", "7-what-works"};  // each with its `-change`

const std::map<std::string, std::string> studies = {
    {"8-what-ifs", "build/release/desist sweep scenarios/tutorial/studies/8-what-ifs.yaml"},
    {"8-sensitivity", "build/release/desist sensitivity scenarios/tutorial/studies/8-drivers.yaml"},
    {"8-calibrate", "build/release/desist calibrate scenarios/tutorial/studies/8-fit.yaml"}};

std::string page() { return text_of(tutorial_source / "README.md"); }

// What stands beside the scenarios must be the output of a command that the page prints. A difference leaves the new
// output beside the build, to be looked at and copied.
void check_expected(const Root& root, const std::string& name, const std::string& command) {
    INFO(command);
    CHECK(contains(page(), "\n" + command + "\n"));
    const Ran ran = root.shell(command);
    INFO(ran.err);
    CHECK(ran.code == 0);
    const fs::path expected = tutorial_source / (name + ".expected");
    const fs::path found = fs::path(DESIST_PROGRAM).parent_path() / "tutorial-output" / (name + ".expected");
    if (text_of(expected) == ran.out) return;
    fs::create_directories(found.parent_path());
    std::ofstream(found, std::ios::binary) << ran.out;
    FAIL_CHECK("expected " << expected.string() << ", found " << found.string());
}

// Comments teach in the file and are left out on the page.
std::string without_comments(const std::string& text) {
    std::string kept;
    for (const std::string& line : lines_of(text)) {
        const std::string bare = std::regex_replace(line, std::regex(" *#.*$"), "");
        if (!bare.empty()) kept += bare + "\n";
    }
    return kept;
}

bool stands_in_a_scenario(const std::string& excerpt) {
    for (const std::string& name : tutorial_scenarios())
        if (contains("\n" + without_comments(text_of(tutorial_source / (name + ".yaml"))), "\n" + excerpt)) return true;
    for (const auto& study : fs::directory_iterator(tutorial_source / "studies"))
        if (contains("\n" + without_comments(text_of(study.path())), "\n" + excerpt)) return true;
    return false;
}

}  // namespace

TEST_CASE("each scenario of the tutorial prints what stands beside it") {
    const Root root;
    for (const std::string& name : tutorial_scenarios())
        check_expected(root, name, "build/release/desist run scenarios/tutorial/" + name + ".yaml --replications 10");
}

TEST_CASE("the comparisons of the tutorial print what stands beside them") {
    for (const std::string& name : compared)
        check_expected(Root(), name + "-and-" + name + "-change",
                       "build/release/desist compare scenarios/tutorial/" + name + ".yaml scenarios/tutorial/" + name +
                           "-change.yaml --replications 10");
}

TEST_CASE("the studies of the tutorial print what stands beside them") {
    for (const auto& [name, command] : studies) check_expected(Root(), name, command);
}

TEST_CASE("every expected output of the tutorial belongs to a scenario, a comparison or a study") {
    std::vector<std::string> names = tutorial_scenarios();
    for (const auto& [name, command] : studies) names.push_back(name);
    for (const std::string& name : compared) names.push_back(name + "-and-" + name + "-change");
    for (const auto& entry : fs::directory_iterator(tutorial_source)) {
        if (entry.path().extension() != ".expected") continue;
        INFO(entry.path());
        CHECK(std::count(names.begin(), names.end(), entry.path().stem().string()) == 1);
    }
}

TEST_CASE("check finds nothing to say about the scenarios of the tutorial") {
    const Root root;
    for (const std::string& name : tutorial_scenarios()) {
        const Ran ran = root.shell("build/release/desist check scenarios/tutorial/" + name + ".yaml");
        INFO(name << ": " << ran.out << ran.err);
        CHECK(ran.code == 0);
        CHECK(contains(ran.out, name + ".yaml: no problems"));
        CHECK_FALSE(contains(ran.out + ran.err, "warning"));
    }
}

TEST_CASE("the commands of the tutorial run as printed and print what the page shows") {
    const Root root;
    std::string out;  // of the commands of the last block
    for (const Block& block : blocks_of(page())) {
        INFO(block.kind << ":\n" << block.text << "\noutput:\n" << out);
        if (block.kind == "text") CHECK(contains(out, "\n" + block.text));
        if (block.kind != "sh") continue;
        out.clear();
        for (const std::string& command : lines_of(block.text)) {
            const Ran ran = root.shell(command);
            INFO(command << "\n" << ran.err);
            CHECK(ran.code == 0);
            out += ran.out;
        }
        out.insert(0, "\n");
    }
}

TEST_CASE("the excerpts of scenarios in the tutorial stand in its files") {
    for (const Block& block : blocks_of(page())) {
        if (block.kind != "yaml") continue;
        INFO(block.text);
        CHECK(stands_in_a_scenario(block.text));
    }
}
