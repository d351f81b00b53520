// Reading laws: calls such as "lognormal(median 9 hours and p95 22 hours)", mixtures, and tables of laws.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "sim/scenario/scenario.hpp"
#include "sim/scenario/yaml.hpp"

namespace desist {

// Where a law stands decides which laws may stand there and what they are laws of.
enum class LawUse {
    stay,    // durations
    hazard,  // rates
    draw,    // durations, counts or years
};

// One kind of law and the words of its arguments; an empty word means one argument without a word.
struct LawForm {
    std::string_view name;
    std::vector<std::string_view> words;
    std::string_view doc;
};
const std::vector<LawForm>& law_forms();

LawSpec read_law(const YamlNode& node, LawUse use, Problems& problems);
std::function<LawSpec(const YamlNode&, Problems&)> law_for(LawUse use);

// Parses one law's text. On failure: a law without a name, after a problem was added.
LawSpec parse_law(std::string_view text, LawUse use, Place at, Problems& problems);

// Does this text call a law ("fixed 3 days", "exponential(60 days)"), or state a duration outright?
bool is_law_text(std::string_view text);

}  // namespace desist
