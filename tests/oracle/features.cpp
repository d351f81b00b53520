#include "tests/oracle/features.hpp"

#include <algorithm>
#include <stdexcept>

#include "tests/oracle/feature_parts.hpp"

namespace desist {

Features features_of(const Pathway& pathway, const Records& records) {
    Features features;
    for (const char* name : feature_names) features.emplace(name, false);
    auto add = [&](std::string_view name, bool has) {
        const auto at = features.find(std::string(name));
        if (at == features.end()) throw std::logic_error("not in the list of features: " + std::string(name));
        at->second |= has;
    };
    for (std::string_view name : records.seen) add(name, true);
    for (const auto& [name, has] : standing_in(pathway)) add(name, has);
    for (const auto& [name, has] : told_by(pathway, records)) add(name, has);
    return features;
}

}  // namespace desist
