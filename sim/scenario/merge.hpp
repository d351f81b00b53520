// From files to trees, before anything is read: parts of a scenario are joined, and policies are laid over what they
// extend. Every node and key keeps the place where it was written.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/scenario.hpp"
#include "sim/scenario/yaml.hpp"

namespace desist {

// The scenario from a date on: sections, and what policies have taken away of it by then.
struct Layer {
    std::optional<Text> from;  // none: from the start
    YamlNode tree;             // a mapping of sections
    // "justice/prison" (the node stays in the tree), "hazards/recall", "resources/x", "tracks/x" (they do not).
    std::map<std::string, Place, std::less<>> removed;
};

// What a policy file says of the structure.
struct StructurePolicy {
    std::optional<Text> from;
    YamlNode sections;  // a mapping; may be empty
    std::vector<Text> remove;
};

// Adds the sections of a part to `all`. A name that stands in two files is a problem that tells both places.
void join_sections(YamlNode& all, YamlNode&& part, Problems& problems);

// Lays a policy over all layers from its date on, splitting one at the date where needed; layers ascend by date. First
// things are taken away, then added or changed: fields of an element are replaced, tables by the same attribute merged
// row by row. What was done is added to `changes`.
void lay_over(std::vector<Layer>& layers, const StructurePolicy& policy, std::vector<StructureChange>& changes,
              Problems& problems);

// The same words in the same order; places do not matter. Null is nothing.
bool same_yaml(const YamlNode* a, const YamlNode* b);

// The value at a path of keys below a node; null where there is none.
const YamlNode* find_path(const YamlNode& node, std::initializer_list<std::string_view> keys);

}  // namespace desist
