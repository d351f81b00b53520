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
    stay,       // durations
    wait,       // durations that are no stays: patience, time already served
    hazard,     // rates
    draw,       // durations, counts, years or numbers
    parameter,  // what the evidence leaves open of a parameter, in its unit
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

// What stands in place of a law that could not be read: `fixed` 1 second (0 for draws), for hazards `exponential` with
// rate 0; its argument is marked as failed.
LawSpec failed_law(LawUse use, Place at);

// {empirical: [...]} or {empirical: {0%: ..., 100%: ...}}
bool is_empirical(const YamlNode& node);

// Parses one law's text. On failure: failed_law, after a problem was added.
LawSpec parse_law(std::string_view text, LawUse use, Place at, Problems& problems);

// Does this text call a law ("fixed 3 days", "exponential(60 days)"), or state a duration outright?
bool is_law_text(std::string_view text);

}  // namespace desist
