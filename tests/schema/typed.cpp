#include "tests/schema/typed.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "output/schema.hpp"

namespace desist::test {

namespace {

using Adapter = valijson::adapters::NlohmannJsonAdapter;
using nlohmann::json;

// 3.0 is an integer to JSON Schema; valijson goes by how it is stored.
json number_of(const std::string& text) {
    const double value = std::stod(text);
    if (value == std::floor(value) && std::abs(value) < 9e15) return static_cast<std::int64_t>(value);
    return value;
}

json typed_scalar(const YamlNode& node) {
    static const std::regex number("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    if (node.quoted) return node.text;
    if (node.text == "true" || node.text == "True" || node.text == "TRUE") return true;
    if (node.text == "false" || node.text == "False" || node.text == "FALSE") return false;
    return std::regex_match(node.text, number) ? number_of(node.text) : json(node.text);
}

struct Language {
    valijson::Schema schema;
    valijson::Validator validator;

    Language() {
        const json text = json::parse(language_schema());
        valijson::SchemaParser{}.populateSchema(Adapter{text}, schema);
    }
};

}  // namespace

json typed(const YamlNode& node) {
    if (node.kind == YamlNode::Kind::empty) return nullptr;
    if (node.is_scalar()) return typed_scalar(node);
    json value = node.is_list() ? json::array() : json::object();
    for (const YamlNode& item : node.items) value.push_back(typed(item));
    for (const YamlEntry& entry : node.entries) value[entry.key.text] = typed(entry.value);
    return value;
}

YamlNode tree_of(const std::string& text) {
    Problems problems;
    const std::uint32_t file = problems.add_file("x.yaml", text);
    const auto root = parse_yaml(text, file, problems);
    if (!root || problems.has_errors()) throw std::runtime_error(problems.text());
    return *root;
}

std::string text_of_file(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::vector<std::filesystem::path> shipped_files() {
    namespace fs = std::filesystem;
    std::vector<fs::path> files;
    for (const char* folder : {DESIST_SOURCE_DIR "/scenarios", DESIST_SOURCE_DIR "/tests/analytic"}) {
        for (const auto& entry : fs::recursive_directory_iterator(folder))
            if (entry.path().extension() == ".yaml" && entry.path().parent_path().filename() != "studies")
                files.push_back(entry.path());  // studies have a language of their own
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::string fault_by_schema(const json& document) {
    static Language language;
    valijson::ValidationResults results;
    if (language.validator.validate(language.schema, Adapter{document}, &results)) return "";
    valijson::ValidationResults::Error error;
    std::string all;
    while (results.popError(error)) {
        for (const std::string& part : error.context) all += part;
        all += ": " + error.description + "\n";
    }
    return all;
}

}  // namespace desist::test
