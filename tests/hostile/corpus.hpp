// The indexes of this folder, and what is asked of every answer of the program.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/hostile/limited.hpp"

using Json = nlohmann::json;

std::filesystem::path hostile_folder();
Json hostile_index(const std::string& name);  // "index.json"
std::string file_bytes(const std::filesystem::path& path);

// Text of an index: a string, or a list of strings and of [TEXT, TIMES] or [TEXT, [FIRST, END]], where {i} stands for
// the number, {next} for the one after it, and {indent} for as many spaces.
std::string expand(const Json& text);

// Characters that steer a terminal or turn text around, shown raw.
bool is_safe_to_show(const std::string& text);

// The problem stands at "line:column" of the file, and its text holds `says`.
bool tells(const std::string& messages, const std::string& file, const std::string& where, const std::string& severity,
           const std::string& says);

// Runs `desist check` on the text as the file `town.yaml`. Also checks what holds for every input: an end within the
// limits, messages that are safe to show, and that nothing was written.
Ran check_text_of_file(const std::string& text);
