// Targets: published figures that measures should come near.
#include <fmt/format.h>

#include "sim/base/utf8.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/sections.hpp"
#include "sim/scenario/values.hpp"

namespace desist {
namespace {

// A target is what a document says, so nothing is worked out. Which unit it needs is the measure's affair.
Expression read_figure(const YamlNode& node, Problems& problems) {
    Expression e = read_expression(node, Want::anything, problems);
    if (e.failed) return e;
    if (e.kind != Expression::Kind::number)
        problems.error(e.at, "a plain quantity is expected here, such as 14_714, 30% or 9 days");
    else if (e.number < 0)
        problems.error(e.at, "this cannot be negative");
    else
        return e;
    return failed_expression(e.at);
}

}  // namespace

// "2012/13": four digits, and the last two of the year after.
bool is_financial_year(std::string_view text) {
    if (text.size() != 7 || text[4] != '/') return false;
    for (const std::size_t i : {0, 1, 2, 3, 5, 6})
        if (!is_digit(text[i])) return false;
    const int first = std::stoi(std::string{text.substr(0, 4)});
    return first > 0 && (first + 1) % 100 == std::stoi(std::string{text.substr(5)});
}

std::optional<Text> read_year(const YamlNode& node, Problems& problems) {
    const Text word = read_word(node, problems);
    if (is_financial_year(word.text)) return word;
    if (node.is_scalar()) {
        problems.error(word.at, fmt::format("‘{}’ is no financial year", printable(word.text)),
                       "a financial year (April to March) is written 2012/13");
    }
    return std::nullopt;
}

namespace {

const std::vector<std::string_view> use_words = {"fit", "check"};

TargetSpec::Use read_target_use(const YamlNode& node, Problems& problems) {
    const Text word = read_word(node, problems);
    if (node.is_scalar() && word.text != "fit" && word.text != "check") {
        problems.error(word.at, fmt::format("‘{}’ is neither fit nor check", printable(word.text)),
                       "fit: the scenario was fitted to it; check: it was not");
    }
    return word.text == "fit" ? TargetSpec::Use::fit : TargetSpec::Use::check;
}

const FieldTable<TargetSpec>& target_table() {
    static const FieldTable<TargetSpec> table = {
        "a target",
        "A published figure that a measure should come near.",
        {
            {"measure", ValueKind::figure, Need::required, "the measure, or a figure of it (NAME:PART)",
             into(&TargetSpec::measure, read_figure_name)},
            {"year", ValueKind::year, Need::optional, "the financial year; without it, the whole run",
             into(&TargetSpec::year, read_year)},
            {"value", ValueKind::quantity, Need::required,
             "the figure: a share where the measure gives %, a duration for waits, else a bare number",
             into(&TargetSpec::value, read_figure)},
            {"tolerance", ValueKind::quantity, Need::required, "how far from it is near enough, in the same unit",
             into(&TargetSpec::tolerance, read_figure)},
            {"source", ValueKind::source, Need::optional, "an id of evidence.csv, `assumption`, `fit` or `read`",
             into(&TargetSpec::source, read_word)},
            {"use", ValueKind::word, Need::required, "`fit`: the scenario was fitted to it; `check`: it was not",
             into(&TargetSpec::use, read_target_use), "", use_words},
            {"note", ValueKind::prose, Need::optional, "what a reviewer should know",
             into(&TargetSpec::note, read_prose)},
        }};
    return table;
}

}  // namespace

TargetSpec read_target(const YamlEntry& entry, Problems& problems) {
    TargetSpec target;
    target.name = entry.key;
    target.at = entry.key.at;
    target.value = target.tolerance = failed_expression(entry.key.at);
    read_fields(entry.value, target_table(), target, problems);
    return target;
}

void describe_targets(std::vector<TableDoc>& tables) { tables.push_back(target_table().described()); }

}  // namespace desist
