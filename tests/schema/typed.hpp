// YAML as an editor hands it to a schema: plain scalars get the types of YAML 1.2 (40_000 stays text there).
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sim/scenario/yaml.hpp"

namespace desist::test {

nlohmann::json typed(const YamlNode& node);

// The tree of a text that is YAML.
YamlNode tree_of(const std::string& text);

std::string text_of_file(const std::filesystem::path& file);

// Every scenario, part and policy that the project ships, and those with known answers.
std::vector<std::filesystem::path> shipped_files();  // scenarios and parts of scenarios

// Against the schema that the program prints: what is wrong, or nothing.
std::string fault_by_schema(const nlohmann::json& document);

}  // namespace desist::test
