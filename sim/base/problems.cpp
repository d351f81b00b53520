#include "sim/base/problems.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <tuple>

#include "sim/base/utf8.hpp"

namespace desist {
namespace {

constexpr std::size_t shown_width = 100;  // characters of a line that are shown around a problem
constexpr std::size_t longest_word = 64;  // longer words are no misspelling
constexpr std::size_t most_known = 2000;  // among more, looking for the nearest takes too long

std::string_view line_of(std::string_view text, int line) {
    for (int i = 1; i < line; ++i) {
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos) return {};
        text.remove_prefix(end + 1);
    }
    text = text.substr(0, text.find('\n'));
    if (text.ends_with('\r')) text.remove_suffix(1);
    return text;
}

std::size_t byte_of_character(std::string_view text, std::size_t character) {
    std::size_t at = 0;
    for (; character > 0 && at < text.size(); --character) at += decode(text, at).length;
    return at;
}

std::string tabs_to_spaces(std::string_view text) {
    std::string spaced{text};
    std::replace(spaced.begin(), spaced.end(), '\t', ' ');
    return spaced;
}

// The line with a caret below the column; a long line is cut around it. Nothing for a problem of the whole file.
std::string excerpt(std::string_view text, Place at) {
    const std::string line = tabs_to_spaces(line_of(text, at.line));
    if (at.line == 0 || line.empty()) return "";
    const std::size_t column =
        std::min<std::size_t>(static_cast<std::size_t>(std::max(at.column, 1)) - 1, count_characters(line));
    const std::size_t from = column > shown_width * 3 / 4 ? column - shown_width / 2 : 0;
    const std::string_view shown = std::string_view{line}.substr(byte_of_character(line, from));
    const std::string before = printable(shown.substr(0, byte_of_character(shown, column - from)), shown_width);
    return fmt::format("    {}\n    {}^\n", printable(shown, shown_width), std::string(count_characters(before), ' '));
}

std::string_view word_for(Severity severity) { return severity == Severity::error ? "error" : "warning"; }

// Edits (insert, delete, replace, swap of neighbours) that turn one word into the other.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
        }
        std::swap(before, last);
        std::swap(last, row);
    }
    return last[b.size()];
}

}  // namespace

std::uint32_t Problems::add_file(std::string name, std::string text) {
    files_.push_back({std::move(name), std::move(text)});
    return static_cast<std::uint32_t>(files_.size() - 1);
}

void Problems::error(Place at, std::string what, std::string hint) {
    problems_.push_back({at, Severity::error, std::move(what), std::move(hint)});
    error_places_.insert(at);
    ++errors_;
}

void Problems::warning(Place at, std::string what, std::string hint) {
    problems_.push_back({at, Severity::warning, std::move(what), std::move(hint)});
}

void Problems::forget_what_follows(std::size_t known) {
    std::set<Place> faulty;
    for (std::size_t i = 0; i < known; ++i)
        if (problems_[i].severity == Severity::error) faulty.insert(problems_[i].at);
    const auto follows = [&](const Problem& p) { return faulty.contains(p.at); };
    const auto begin = problems_.begin() + static_cast<std::ptrdiff_t>(known);
    errors_ -= static_cast<std::size_t>(std::count_if(
        begin, problems_.end(), [&](const Problem& p) { return p.severity == Severity::error && follows(p); }));
    problems_.erase(std::remove_if(begin, problems_.end(), follows), problems_.end());
}

bool Problems::has_error_between(Place from, Place to) const {
    const auto first = error_places_.lower_bound(from);
    return first != error_places_.end() && *first < to;
}

bool Problems::has_error_at(Place at) const { return has_error_between(at, {at.file, at.line, at.column + 1}); }

std::vector<Problem> Problems::sorted() const {
    const auto key = [](const Problem& p) { return std::tie(p.at, p.severity, p.what); };
    std::vector<Problem> all = problems_;
    std::stable_sort(all.begin(), all.end(), [&](const Problem& a, const Problem& b) { return key(a) < key(b); });
    const auto same = [&](const Problem& a, const Problem& b) { return key(a) == key(b); };
    all.erase(std::unique(all.begin(), all.end(), same), all.end());
    return all;
}

std::string Problems::text(std::size_t most) const {
    const std::vector<Problem> all = sorted();
    std::string out;
    for (std::size_t i = 0; i < std::min(most, all.size()); ++i) {
        const Problem& p = all[i];
        out += fmt::format("{}: {}: {}\n", place_text(p.at), word_for(p.severity), p.what);
        if (p.at.file < files_.size()) out += excerpt(files_[p.at.file].text, p.at);
        if (!p.hint.empty()) out += fmt::format("    hint: {}\n", p.hint);
    }
    if (all.size() > most) out += fmt::format("and {} more\n", all.size() - most);
    return out;
}

std::string Problems::place_text(Place at) const {
    const std::string name = at.file < files_.size() ? printable(files_[at.file].name, 500) : "?";
    if (at.line == 0) return name;
    if (at.column == 0) return fmt::format("{}:{}", name, at.line);
    return fmt::format("{}:{}:{}", name, at.line, at.column);
}

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& known) {
    if (word.size() > longest_word || known.size() > most_known) return {};
    std::string_view best;
    std::size_t least = word.size() / 3 + 1;
    for (const std::string_view candidate : known) {
        if (candidate.size() > longest_word) continue;
        const std::size_t distance = edit_distance(word, candidate);
        if (distance < least) std::tie(best, least) = std::tuple{candidate, distance};
    }
    return best;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& known) {
    const std::string_view near = nearest(word, known);
    return near.empty() ? "" : fmt::format("did you mean ‘{}’?", near);
}

}  // namespace desist
