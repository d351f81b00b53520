#include "sim/scenario/measure_forms.hpp"

#include <algorithm>

namespace desist {
namespace {

// What the lines of the list are made of.
MeasureArgument alone(std::string_view name, Argue type, std::vector<std::string_view> words = {}) {
    return {name, type, Need::required, "", std::move(words)};
}
MeasureArgument need(std::string_view name, Argue type, std::string_view doc,
                     std::vector<std::string_view> words = {}) {
    return {name, type, Need::required, doc, std::move(words)};
}
MeasureArgument may(std::string_view name, Argue type, std::string_view doc, std::vector<std::string_view> words = {}) {
    return {name, type, Need::optional, doc, std::move(words)};
}

MeasureForm form(std::string name, std::string_view doc, std::string_view words,
                 std::vector<MeasureArgument> arguments) {
    std::replace(name.begin(), name.end(), '_', '-');
    const bool one_alone = arguments.size() == 1 && arguments[0].doc.empty();
    const bool vowel = std::string_view("aeiou").find(name[0]) != std::string_view::npos;
    std::string table = one_alone ? "" : (vowel ? "an " : "a ") + name;
    return {std::move(name), doc, words, std::move(arguments), one_alone, std::move(table)};
}

}  // namespace

std::optional<std::size_t> MeasureForm::find(std::string_view argument) const {
    for (std::size_t i = 0; i < arguments.size(); ++i)
        if (arguments[i].name == argument) return i;
    return std::nullopt;
}

const std::vector<MeasureForm>& measure_forms() {
    static const std::vector<MeasureForm> forms = {
#define MEASURE(kind, doc, words, ...) form(#kind, doc, words, {__VA_ARGS__}),
#include "sim/scenario/measure_list.hpp"
#undef MEASURE
    };
    return forms;
}

}  // namespace desist
