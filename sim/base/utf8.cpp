#include "sim/base/utf8.hpp"

#include <fmt/format.h>

#include <cstdint>

namespace desist {
namespace {

std::size_t sequence_length(unsigned char first) {
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first < 0xE0) return 2;
    if (first >= 0xE0 && first < 0xF0) return 3;
    if (first >= 0xF0 && first < 0xF5) return 4;
    return 0;
}

char32_t first_bits(unsigned char first, std::size_t length) {
    constexpr unsigned masks[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    return first & masks[length];
}

bool well_formed(char32_t value, std::size_t length) {
    constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    return value >= smallest[length] && value <= 0x10FFFF && !(value >= 0xD800 && value <= 0xDFFF);
}

}  // namespace

CodePoint decode(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const std::size_t length = sequence_length(byte(at));
    if (length == 0 || at + length > text.size()) return {byte(at), 1, false};
    char32_t value = first_bits(byte(at), length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xC0) != 0x80) return {byte(at), 1, false};
        value = (value << 6) | (byte(at + i) & 0x3F);
    }
    if (!well_formed(value, length)) return {byte(at), 1, false};
    return {value, length, true};
}

bool is_forbidden(char32_t c) {
    if (c < 0x20) return c != '\t' && c != '\n' && c != '\r';
    if (c >= 0x7F && c <= 0x9F) return true;
    if (c == 0x200B || c == 0x200E || c == 0x200F || c == 0xFEFF) return true;
    if (c >= 0x2028 && c <= 0x202E) return true;
    if (c >= 0x2060 && c <= 0x206F) return true;
    if (c == 0x061C || (c >= 0xFFF9 && c <= 0xFFFB)) return true;
    return (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
}

std::size_t count_characters(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); at += decode(text, at).length) ++count;
    return count;
}

std::string printable(std::string_view text, std::size_t most) {
    std::string shown;
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count) {
        if (count == most) return shown + "...";
        const CodePoint c = decode(text, at);
        if (!c.valid) {
            shown += fmt::format("<0x{:02X}>", static_cast<std::uint32_t>(c.value));
        } else if (is_forbidden(c.value) || c.value < 0x20) {
            shown += fmt::format("<U+{:04X}>", static_cast<std::uint32_t>(c.value));
        } else {
            shown += text.substr(at, c.length);
        }
        at += c.length;
    }
    return shown;
}

}  // namespace desist
