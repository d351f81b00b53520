// Small faults, planted into a document.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/yaml.hpp"

namespace desist::test {

enum class Fault {
    misspelt_key,
    missing_key,
    list_for_value,
    mapping_for_value,
    value_for_collection,
    nothing,
    empty_collection,
    number_for_value,
    truth_for_value,
    words_for_value,
    misspelt_word,
    negative_number,
    share_above_all,
    no_such_date,
    number_without_unit,
};
inline constexpr int fault_kinds = 15;
std::string to_text(Fault fault);

struct Mutant {
    YamlNode root;
    std::string where, before, after;
};

// One fault somewhere, chosen by `luck`; nothing when the document has no place for it.
std::optional<Mutant> planted(const YamlNode& root, Fault fault, std::uint64_t luck);

}  // namespace desist::test
