#include "output/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "sim/base/utf8.hpp"

namespace desist {

std::uint64_t fnv1a(std::string_view bytes) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return hash;
}

std::string hex(std::uint64_t value) { return fmt::format("{:016x}", value); }

std::string grouped(double value, int decimals) {
    std::string text = fmt::format("{:.{}f}", std::abs(value), decimals);
    const std::size_t point = std::min(text.find('.'), text.size());
    for (std::size_t at = point; at > 3; at -= 3) text.insert(at - 3, 1, ',');
    const bool is_zero = text.find_first_not_of("0.,") == std::string::npos;
    return value < 0 && !is_zero ? "-" + text : text;
}

std::string count_of(std::size_t n, std::string_view noun) {
    return fmt::format("{} {}{}", n, noun, n == 1 ? "" : "s");
}

std::string for_a_shell(const std::string& word) {
    const bool is_plain = std::all_of(word.begin(), word.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) ||
               std::string_view("-_./=+:,@%").find(c) != std::string_view::npos;
    });
    if (is_plain && !word.empty()) return word;
    std::string quoted = "'";
    for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

std::uint64_t joint_fingerprint(const std::vector<std::uint64_t>& fingerprints) {
    std::string all;
    for (const std::uint64_t fingerprint : fingerprints) all += hex(fingerprint);
    return fnv1a(all);
}

std::string for_a_terminal(std::string_view text) {
    std::string shown;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        shown += printable(line, line.size());
        text.remove_prefix(line.size());
        if (text.empty()) break;
        shown += '\n';
        text.remove_prefix(1);
    }
    return shown;
}

int decimals_for(double value, double half_width) {
    const bool has_width = std::isfinite(half_width) && half_width > 0;
    const double size = has_width ? half_width : std::abs(value);
    if (!(size > 0)) return 0;
    const int digits_wanted = has_width ? 2 : 4;
    return std::clamp(digits_wanted - 1 - static_cast<int>(std::floor(std::log10(size))), 0, 6);
}

std::string csv_text(std::string_view text) {
    const bool like_a_formula = !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
    std::string cell = like_a_formula ? "'" : "";
    cell += text;
    if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
    std::string quoted = "\"";
    for (const char c : cell) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
}

std::string csv_number(double value) { return std::isnan(value) ? "" : fmt::format("{:.10g}", value); }

}  // namespace desist
