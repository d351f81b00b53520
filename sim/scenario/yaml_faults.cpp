#include "sim/scenario/yaml_faults.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/base/utf8.hpp"

namespace desist {
namespace {

constexpr std::size_t nowhere = std::string_view::npos;

struct Explanation {
    std::string_view from, to, hint;
    char begins = '\0';  // the mistake begins at the last such character before the place
};

constexpr std::string_view no_anchors = "anchors (&name) are not part of the language";
constexpr std::string_view no_aliases = "aliases (*name) are not part of the language";
constexpr std::string_view no_tags = "tags (!name) are not part of the language";

// yaml-cpp's messages in plain words, by what they begin with.
constexpr Explanation explanations[] = {
    {"illegal tab", "a tab in the indentation", "indent with spaces"},
    {"illegal map value", "a colon where no value can begin", "put text that holds ‘: ’ in quotes"},
    {"illegal map key", "a key where none can stand", "check the indentation"},
    {"illegal block entry", "a list item (-) where none can stand", "check the indentation"},
    {"illegal flow end", "a closing bracket without its opening one", ""},
    {"illegal EOF in scalar", "a quote that is never closed", ""},
    {"illegal document indicator", "a document mark (--- or ...) inside a text", ""},
    {"end of map flow not found", "a bracket { that is not closed, or no comma between two entries", ""},
    {"end of sequence flow not found", "a bracket [ that is not closed, or no comma between two items", ""},
    {"end of map not found", "this does not belong to the mapping above it", "check the indentation"},
    {"end of sequence not found", "this does not belong to the list above it", "check the indentation"},
    {"unknown token", "a character that cannot begin a value", "put the text in quotes"},
    {"unknown escape", "an unknown escape in a quoted text", "use single quotes, or write \\\\ for a backslash", '\\'},
    {"bad character found while scanning hex", "a bad escape in a quoted text", "", '\\'},
    {"invalid unicode", "a bad escape in a quoted text", "", '\\'},
    {"unexpected character in block scalar", "a character that cannot follow | or >",
     "the text begins in the next line"},
    {"cannot set zero indentation", "a block of text cannot be indented by 0", "write | or > alone"},
    {"cannot assign multiple anchors", no_anchors, ""},
    {"anchor not found", no_anchors, "", '&'},
    {"illegal character found while scanning anchor", no_anchors, "", '&'},
    {"the referenced anchor", no_aliases, ""},
    {"alias not found", no_aliases, "", '*'},
    {"illegal character found while scanning alias", no_aliases, "", '*'},
    {"aliases can't have any content", no_aliases, ""},
    {"cannot assign multiple tags", no_tags, ""},
    {"end of verbatim tag", no_tags, "", '!'},
    {"illegal character found while scanning tag", no_tags, "", '!'},
    {"tag handle with no suffix", no_tags, "", '!'},
    {"bad file", "nested too deep", ""},
};

std::size_t start_of_line(std::string_view text, std::size_t at) {
    const std::size_t end = at == 0 ? nowhere : text.rfind('\n', at - 1);
    return end == nowhere ? 0 : end + 1;
}

// The last such character between the beginning of the line and `at`; else `at`.
std::size_t back_to(char wanted, std::string_view text, std::size_t at) {
    const std::size_t begin = start_of_line(text, at);
    const std::size_t found = text.substr(begin, at - begin).rfind(wanted);
    return found == nowhere ? at : begin + found;
}

// The first character of the last line above that is not blank, if that line has no colon and is no remark.
std::optional<std::size_t> line_without_colon_above(std::string_view text, std::size_t begin) {
    const std::size_t last = text.substr(0, begin).find_last_not_of(" \t\n");
    if (last == nowhere) return std::nullopt;
    const std::size_t line = start_of_line(text, last);
    const std::size_t first = text.find_first_not_of(" \t", line);
    const std::string_view above = text.substr(line, last + 1 - line);
    const bool has_colon = above.ends_with(':') || above.find(": ") != nowhere || above.find(":\t") != nowhere;
    return has_colon || text[first] == '#' ? std::nullopt : std::optional{first};
}

// A colon that gives no key a value: because of a tab before it, or of the line above, or of a colon before it.
std::optional<YamlFault> misplaced_colon(std::size_t colon, const Lines& lines) {
    const std::string_view text = lines.text();
    const std::size_t begin = start_of_line(text, colon);
    const std::string_view before = text.substr(begin, colon - begin);
    const std::size_t indent = std::min(before.find_first_not_of(" \t-"), before.size());
    if (const std::size_t tab = before.substr(0, indent).find('\t'); tab != nowhere)
        return YamlFault{lines.place(begin + tab), "a tab in the indentation", "indent with spaces"};
    if (before.find(':') != nowhere) return std::nullopt;
    const std::optional<std::size_t> above = line_without_colon_above(text, begin);
    if (!above) return std::nullopt;
    return YamlFault{lines.place(*above), "a key that goes on in the next line, or a line without a colon",
                     "a key stands on one line, with a colon and a space after it"};
}

// The offset of the quote that ends a quoted text; nowhere when none does.
std::size_t end_of_quoted(std::string_view text, std::size_t begin) {
    const char quote = text[begin];
    for (std::size_t i = begin + 1; i < text.size(); ++i) {
        const bool escape = quote == '"' ? text[i] == '\\' : text.substr(i, 2) == "''";
        if (escape)
            ++i;
        else if (text[i] == quote)
            return i;
    }
    return nowhere;
}

// Where a quoted text begins that is never closed. Blocks of text (| and >) are not told apart: a guess.
std::optional<std::size_t> unclosed_quote(std::string_view text) {
    char last = '\n';  // the last character that is no space
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool after_space = i == 0 || text[i - 1] == ' ' || text[i - 1] == '\t' || text[i - 1] == '\n';
        if (text[i] == '#' && after_space) i = std::min(text.find('\n', i), text.size() - 1);
        const bool begins = std::string_view{"\n:-?,[{"}.find(last) != nowhere;
        if (begins && (text[i] == '"' || text[i] == '\'')) {
            const std::size_t end = end_of_quoted(text, i);
            if (end == nowhere) return i;
            i = end;
        }
        if (text[i] != ' ' && text[i] != '\t') last = text[i];
    }
    return std::nullopt;
}

YamlFault unclosed_bracket(const Explanation& known, std::size_t noticed, std::optional<std::size_t> bracket,
                           const Lines& lines) {
    const std::string_view line = lines.text().substr(start_of_line(lines.text(), noticed));
    if (line.starts_with("---") || line.starts_with("..."))
        return {lines.place(noticed), "a document mark (--- or ...) inside brackets", ""};
    const Place seen = lines.place(noticed);
    return {bracket ? lines.place(*bracket) : seen, std::string{known.to},
            fmt::format("seen in line {}, column {}", seen.line, seen.column)};
}

}  // namespace

Lines::Lines(std::string_view text, std::uint32_t file) : text_(text), file_(file), starts_{0} {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n') starts_.push_back(i + 1);
    }
}

std::size_t Lines::offset(int line, int column) const {
    if (line < 0 || static_cast<std::size_t>(line) >= starts_.size()) return text_.size();
    return std::min(starts_[static_cast<std::size_t>(line)] + static_cast<std::size_t>(std::max(column, 0)),
                    text_.size());
}

Place Lines::place(std::size_t offset) const {
    const auto next = std::upper_bound(starts_.begin(), starts_.end(), offset);
    const std::string_view before = text_.substr(*(next - 1), offset - *(next - 1));
    return {file_, static_cast<int>(next - starts_.begin()), static_cast<int>(count_characters(before)) + 1};
}

YamlFault explain(std::string_view message, std::size_t noticed, std::optional<std::size_t> bracket,
                  const Lines& lines) {
    const auto known = std::find_if(std::begin(explanations), std::end(explanations),
                                    [&](const Explanation& e) { return message.starts_with(e.from); });
    if (known == std::end(explanations))
        return {lines.place(noticed), "not valid YAML: " + printable(message, 200), ""};
    if (message.find("flow not found") != nowhere) return unclosed_bracket(*known, noticed, bracket, lines);
    if (known->from == "illegal map value") {
        if (auto fault = misplaced_colon(noticed, lines)) return *fault;
    }
    if (known->from == "illegal EOF in scalar") noticed = unclosed_quote(lines.text()).value_or(noticed);
    if (known->begins != '\0') noticed = back_to(known->begins, lines.text(), noticed);
    return {lines.place(noticed), std::string{known->to}, std::string{known->hint}};
}

}  // namespace desist
