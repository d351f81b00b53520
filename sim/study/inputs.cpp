// What a scenario was run with: its parameters in words, and a hash of everything else.
#include <fmt/format.h>

#include <algorithm>

#include "sim/random/keyed.hpp"
#include "sim/scenario/canonical.hpp"
#include "sim/study/run.hpp"

namespace desist {
namespace {

std::string changed_value(const ParameterSpec::Change& change) {
    std::string text = change.times ? "times " + to_text(*change.times) : to_text(change.value);
    if (change.ramp) text += ", over " + to_text(*change.ramp);
    return text + (change.retroactive ? ", retroactive" : "");
}

std::string dated_values(const ParameterSpec& parameter) {
    std::string text = to_text(parameter.base.value);
    for (const ParameterSpec::Change& change : parameter.changes)
        text += fmt::format("; from {}: {}", to_text(change.date), changed_value(change));
    return text;
}

// The word of the value and of its changes: each once, in the order of dates.
template <class Word>
std::string all_words(const ParameterSpec& parameter, Word word) {
    std::vector<std::string> words{word(parameter.base)};
    for (const ParameterSpec::Change& change : parameter.changes) words.push_back(word(change));
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto here = words.begin() + static_cast<std::ptrdiff_t>(i);
        if (here->empty() || std::find(words.begin(), here, *here) != here) continue;
        text += (text.empty() ? "" : "; ") + *here;
    }
    return text;
}

// A policy that sets a value from a date adds a change from another file: that was written last. Changes in the
// parameter's own file were written with it.
Place last_written(const ParameterSpec& parameter) {
    const Place first = parameter.base.value.at;
    if (parameter.changes.empty()) return first;
    const ParameterSpec::Change& change = parameter.changes.back();
    const Place last = change.times ? change.times->at : change.value.at;
    return last.file == first.file ? first : last;
}

std::string line_text(Place at, const Problems& files) {
    if (files.file_name(at.file) == "--set") return "--set";
    return files.place_text({at.file, at.line, 0});
}

}  // namespace

std::vector<InputValue> inputs_of(const Scenario& scenario, const Problems& files) {
    using V = ValueWithEvidence;
    std::vector<InputValue> inputs;
    for (const ParameterSpec& p : scenario.parameters) {
        InputValue input;
        input.name = p.name.text;
        input.value = dated_values(p);
        input.source = all_words(p, [](const V& v) { return v.source ? v.source->text : std::string(); });
        input.quality = all_words(p, [](const V& v) { return v.quality; });
        input.note = all_words(p, [](const V& v) { return v.note; });
        input.place = line_text(last_written(p), files);
        if (!p.changes.empty()) input.first_change = to_text(p.changes.front().date);
        inputs.push_back(std::move(input));
    }
    return inputs;
}

std::uint64_t structure_hash_of(const Scenario& scenario) { return name_hash(canonical_text(scenario)); }

}  // namespace desist
