// Every file of index.json, as it stands, through `desist check`, or through the YAML layer where that must take it.
#include "tests/hostile/corpus.hpp"

#include "sim/scenario/source_text.hpp"
#include "sim/scenario/yaml.hpp"
#include "tests/catch.hpp"

using namespace desist;

namespace {

std::string text_of(const Json& entry) {
    if (entry.contains("made")) return expand(entry["made"]);
    return file_bytes(hostile_folder() / entry["file"].get<std::string>());
}

bool is_yaml(const std::string& bytes) {
    Problems problems;
    const std::string text = normalised(bytes);
    const std::uint32_t file = problems.add_file("file.yaml", text);
    return check_text(bytes, file, problems) && parse_yaml(text, file, problems) && !problems.has_errors();
}

void check_entry(const Json& entry) {
    INFO(entry.dump());
    const std::string text = text_of(entry);
    const Ran ran = check_text_of_file(text);
    INFO(ran.err);
    CHECK(ran.code == 3);  // none is a whole scenario
    CHECK(is_yaml(text) >= (entry["must"] == "parse"));
    if (entry["must"] == "parse") return;
    CHECK(tells(ran.err, "town.yaml", entry["where"], "error", entry["says"]));
}

void check_folder(const std::string& folder) {
    std::size_t entries = 0;
    for (const Json& entry : hostile_index("index.json")) {
        if (!entry["file"].get<std::string>().starts_with(folder + "/")) continue;
        check_entry(entry);
        ++entries;
    }
    CHECK(entries > 0);
}

}  // namespace

TEST_CASE("bytes that are no plain text, and odd ones that are") { check_folder("bytes"); }

TEST_CASE("YAML that is broken, or that the language leaves out") { check_folder("syntax"); }

TEST_CASE("keys that stand twice, and merge keys") { check_folder("dupes"); }

TEST_CASE("what is too deep, too long or too much ends early") { check_folder("limits"); }

TEST_CASE("what the parser loops on") { check_folder("loops"); }

TEST_CASE("values of odd types are read as they stand") { check_folder("typing"); }

TEST_CASE("every file of the folder is in the index") {
    std::size_t files = 0, made = 0;
    const Json index = hostile_index("index.json");
    for (const Json& entry : index) made += entry.contains("made");
    for (const auto& file : std::filesystem::recursive_directory_iterator(hostile_folder()))
        files += file.is_regular_file() && file.path().parent_path() != hostile_folder();
    CHECK(files + made == index.size());
}
