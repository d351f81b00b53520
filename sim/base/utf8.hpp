// UTF-8, as far as reading scenarios and showing problems needs it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace desist {

struct CodePoint {
    char32_t value = 0;
    std::size_t length = 1;  // bytes
    bool valid = false;      // false: the byte at `at` begins no well-formed sequence (length is 1)
};

// Decodes the code point at byte `at` < text.size(). Overlong forms, surrogates and values above U+10FFFF are invalid.
CodePoint decode(std::string_view text, std::size_t at);

// Characters that no scenario may hold: controls (but tab, line feed, carriage return), line separators, invisible
// marks that turn text around, byte order marks and non-characters.
bool is_forbidden(char32_t c);

std::size_t count_characters(std::string_view text);  // an invalid byte counts as one

// The text as it can safely be shown on a terminal: forbidden characters and invalid bytes become <U+001B> or <0xFF>;
// cut to `most` characters with "...".
std::string printable(std::string_view text, std::size_t most = 60);

}  // namespace desist
