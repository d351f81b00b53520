#include "output/text_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string_view>

namespace desist {

namespace {

constexpr std::string_view gap = "  ";
constexpr std::size_t longest_name = 44;  // longer names of rows go on below, indented

// Characters of UTF-8 text.
std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string padding(const std::string& text, std::size_t width) {
    return std::string(width - std::min(width, width_of(text)), ' ');
}

// The lines of a name, broken between words.
std::vector<std::string> wrapped(std::string_view name) {
    std::vector<std::string> lines{""};
    while (!name.empty()) {
        const std::string_view word = name.substr(0, name.find(' '));
        const bool fits = width_of(lines.back()) + 1 + width_of(word) <= longest_name;
        if (!fits && !lines.back().empty()) lines.emplace_back(gap);
        const bool is_first_word = lines.back().find_first_not_of(' ') == std::string::npos;
        lines.back() += (is_first_word ? "" : " ") + std::string(word);
        name.remove_prefix(std::min(name.size(), word.size() + 1));
    }
    return lines;
}

// Of the names, then of each column.
std::vector<std::size_t> widths_of(const TextTable& table) {
    std::vector<std::size_t> widths{0};
    for (const std::string& column : table.columns) widths.push_back(width_of(column));
    for (const auto& row : table.rows) {
        for (const std::string& line : wrapped(row[0])) widths[0] = std::max(widths[0], width_of(line));
        for (std::size_t i = 1; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
    }
    return widths;
}

// How many columns each block gets, so that lines fit and blocks are about equally wide.
std::size_t columns_in_a_block(const std::vector<std::size_t>& widths, std::size_t line) {
    const std::size_t columns = widths.size() - 1;
    if (std::accumulate(widths.begin(), widths.end(), columns * gap.size()) <= line) return columns;
    const std::size_t widest = *std::max_element(widths.begin() + 1, widths.end()) + gap.size();
    const std::size_t room = line > widths[0] ? line - widths[0] : 0;
    const std::size_t fit = std::clamp<std::size_t>(room / widest, 1, columns);
    const std::size_t blocks = (columns + fit - 1) / fit;
    return (columns + blocks - 1) / blocks;
}

// One row in one block: the cells stand on the first line of its name.
std::string row_text(const std::vector<std::string>& row, const std::vector<std::size_t>& widths, std::size_t first,
                     std::size_t last) {
    const std::vector<std::string> name = wrapped(row[0]);
    std::string text = name[0] + padding(name[0], widths[0]);
    for (std::size_t i = first; i < last; ++i) text += fmt::format("{}{}{}", gap, padding(row[i], widths[i]), row[i]);
    text = text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
    for (std::size_t i = 1; i < name.size(); ++i) text += name[i] + "\n";
    return text;
}

}  // namespace

std::string lay_out(const TextTable& table, std::size_t width) {
    if (table.columns.empty()) return "";
    const auto widths = widths_of(table);
    const std::size_t step = columns_in_a_block(widths, width);
    std::vector<std::string> head{""};
    head.insert(head.end(), table.columns.begin(), table.columns.end());
    std::string text;
    for (std::size_t first = 1; first < head.size(); first += step) {
        const std::size_t last = std::min(first + step, head.size());
        text += (first > 1 ? "\n" : "") + row_text(head, widths, first, last);
        for (const auto& row : table.rows) text += row_text(row, widths, first, last);
    }
    return text;
}

}  // namespace desist
