// YAML, strictly: a tree in which every word knows its place. Scalars stay text; what they mean is the reader's affair.
// Refused, each with its place: duplicate keys, anchors, aliases, merge keys, tags, directives, second documents, keys
// that are no words, control characters from escapes, and documents that are too deep or too large.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/problems.hpp"
#include "sim/scenario/scenario.hpp"

namespace desist {

inline constexpr std::size_t deepest_nesting = 64;
inline constexpr std::size_t most_nodes = 200'000;
inline constexpr std::size_t longest_scalar = 8'192;  // bytes

struct YamlEntry;

struct YamlNode {
    enum class Kind { empty, scalar, list, map };  // empty: nothing, `~` or `null`
    Kind kind = Kind::empty;
    std::string text;     // scalar
    bool quoted = false;  // scalar: in quotes or as a block
    std::vector<YamlNode> items;
    std::vector<YamlEntry> entries;  // in the order written
    Place at;

    bool is_scalar() const { return kind == Kind::scalar; }
    bool is_list() const { return kind == Kind::list; }
    bool is_map() const { return kind == Kind::map; }
    const YamlNode* find(std::string_view key) const;  // null when there is no such entry
};

struct YamlEntry {
    Text key;
    YamlNode value;
};

// Parses checked and normalised text (see source_text.hpp). Nothing is returned when it is no YAML at all; otherwise
// reading may go on after the problems that were added.
std::optional<YamlNode> parse_yaml(std::string_view text, std::uint32_t file, Problems& problems);

}  // namespace desist
