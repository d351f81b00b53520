// Reading single words: names, free text, dates, yes and no. Each function adds a problem when the node does not fit
// and then gives an empty or default value, so that reading goes on: a name that is none comes back empty, with its
// place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/base/problems.hpp"
#include "sim/base/time.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/scenario/yaml.hpp"

namespace desist {

inline constexpr std::size_t longest_name = 64;
inline constexpr std::size_t longest_label = 200;    // characters
inline constexpr std::size_t longest_prose = 4'000;  // characters

// "a list", "a mapping", ...
std::string_view shape_of(const YamlNode& node);
void wrong_shape(const YamlNode& node, std::string_view expected, Problems& problems);

bool expect_map(const YamlNode& node, Problems& problems);   // a mapping with at least one entry
bool expect_list(const YamlNode& node, Problems& problems);  // a list with at least one item
bool expect_scalar(const YamlNode& node, std::string_view expected, Problems& problems);

// Words that cannot be names. `true` and `false` are no text to YAML, so that an editor would take them for something
// else.
const std::vector<std::string_view>& reserved_words();

// Names of things: lower-case letters, digits and hyphens, a letter first. Values of attributes may have capitals.
bool check_name(const Text& name, Problems& problems);
bool check_value_name(const Text& name, Problems& problems);
// What a table or a condition may compare with: a value, a band ("10-17", "0.5-2", "50+") or "waiting for NODE".
bool check_key(const Text& key, Problems& problems);
bool is_band(std::string_view text);

Text read_name(const YamlNode& node, Problems& problems);
Text read_value_name(const YamlNode& node, Problems& problems);
Text read_key(const YamlNode& node, Problems& problems);
Text read_place_name(const YamlNode& node, Problems& problems);  // "track/node"
Text read_word(const YamlNode& node, Problems& problems);        // any word, such as a file's name
// The name of a measure or of one of its figures: "proven-reoffending:per-offender".
Text read_figure_name(const YamlNode& node, Problems& problems);
std::string_view measure_of_figure(std::string_view name);  // what stands before the colon, if there is one

std::string read_label(const YamlNode& node, Problems& problems);  // one line of free text
Text read_title(const YamlNode& node, Problems& problems);
std::string read_prose(const YamlNode& node, Problems& problems);  // free text
bool read_yes(const YamlNode& node, Problems& problems);           // true or false
Text read_date(const YamlNode& node, Problems& problems);          // parse_date holds for the text, unless empty

// Which of `words` this is; `fallback` after a problem.
std::size_t read_choice(const YamlNode& node, const std::vector<std::string_view>& words, std::size_t fallback,
                        Problems& problems);

// A list of words, or one word alone.
template <class Read>
auto read_some(const YamlNode& node, Read read, Problems& problems) {
    std::vector<decltype(read(node, problems))> all;
    if (!node.is_list()) {
        all.push_back(read(node, problems));
    } else if (expect_list(node, problems)) {
        for (const YamlNode& item : node.items) all.push_back(read(item, problems));
    }
    return all;
}

// A list, always.
template <class Read>
auto read_list(const YamlNode& node, Read read, Problems& problems) {
    std::vector<decltype(read(node, problems))> all;
    if (!expect_list(node, problems)) return all;
    for (const YamlNode& item : node.items) all.push_back(read(item, problems));
    return all;
}

// Names that stand twice in one list; empty ones have been reported.
void refuse_repeats(const std::vector<Text>& names, Problems& problems);

}  // namespace desist
