// The list of assumptions as Markdown.
#include <fmt/format.h>

#include <algorithm>

#include "output/explain.hpp"
#include "output/text.hpp"
#include "sim/base/utf8.hpp"

namespace desist {

namespace {

// A cell of a Markdown table: on one line, without a bar, and nothing that Markdown takes for more.
std::string cell(std::string_view text) {
    std::string safe;
    for (const char c : printable(text, 10'000)) {
        if (c == '|' || c == '<' || c == '`' || c == '[' || c == '\\') safe += '\\';
        safe += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
    }
    return safe;
}

std::string range_of(const Assumption& a) {
    if (!a.distribution.empty()) return a.distribution;
    if (a.low.empty() && a.high.empty()) return "";
    return fmt::format("{} to {}", a.low.empty() ? "?" : a.low, a.high.empty() ? "?" : a.high);
}

std::string places_of(const Assumption& a) {
    std::string text;
    for (const std::string& where : a.used_in) {
        if (!text.empty()) text += ", ";
        text += where.starts_with("node ") ? where.substr(5) : where;
    }
    return text.empty() ? "nothing" : text;
}

std::string row_text(const Assumption& a) {
    const std::string name = a.name + (a.what == "parameter" ? "" : " (" + a.what + ")");
    const std::string value = a.from.empty() ? a.value : fmt::format("from {}: {}", a.from, a.value);
    const std::string source = a.document.empty() ? a.source : fmt::format("{}: {}", a.source, a.document);
    std::string line = "|";
    for (const std::string& text : {name, value, range_of(a), a.unit, source, a.quality, places_of(a), a.note})
        line += " " + cell(text) + " |";
    return line + "\n";
}

std::string listed(const std::string& heading, const std::vector<std::string>& names) {
    std::string text = fmt::format("\n## {} ({})\n\n", heading, names.size());
    if (names.empty()) return text + "None.\n";
    for (const std::string& name : names) text += "- " + cell(name) + "\n";
    return text;
}

}  // namespace

std::string assumptions_text(const std::string& title, const Assumptions& all) {
    std::string text = fmt::format("# What {} assumes\n\n", title.empty() ? "the scenario" : cell(title));
    text += fmt::format(
        "{}: {} from the evidence, {}, {} fitted, {} read elsewhere, {} derived from others, {} without a "
        "source. A value that changes at a date has a row for each date.\n\n",
        count_of(all.rows.size(), "value"), all.evidence, count_of(all.assumed, "assumption"), all.fitted, all.read,
        all.derived, all.unsaid);
    text += "| name | value | low to high | unit | source | quality | used in | note |\n";
    text += "| --- | --- | --- | --- | --- | --- | --- | --- |\n";
    for (const Assumption& a : all.rows) text += row_text(a);
    return text + listed("Parameters without a source", all.without_source) +
           listed("Parameters that nothing uses", all.unused_parameters) +
           listed("Rows of the evidence that nothing uses", all.unused_evidence);
}

}  // namespace desist
