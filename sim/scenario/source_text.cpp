#include "sim/scenario/source_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "sim/base/utf8.hpp"

namespace desist {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr int most_bad_characters = 20;  // more than these are not reported one by one

[[noreturn]] void refuse_path(const std::filesystem::path& path, std::string_view why) {
    throw CannotAccess(fmt::format("cannot read ‘{}’: {}", printable(path.string(), 500), why));
}

std::string_view why_not_open(int error) {
    if (error == ENOENT || error == ENOTDIR) return "no such file";
    if (error == EACCES || error == EPERM) return "permission denied";
    return "it cannot be opened";
}

std::string_view without_mark(std::string_view text) {
    return text.starts_with(byte_order_mark) ? text.substr(byte_order_mark.size()) : text;
}

bool looks_like_utf16_or_32(std::string_view text) {
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return true;
    if (text.starts_with(std::string_view{"\0\0\xFE\xFF", 4})) return true;
    const auto zero_every_second = [&](std::size_t from) {
        if (text.size() < 4) return false;
        for (std::size_t i = 0; i < std::min<std::size_t>(text.size(), 64); ++i) {
            if ((text[i] == '\0') != (i % 2 == from)) return false;
        }
        return true;
    };
    return zero_every_second(0) || zero_every_second(1);
}

// A file with many bytes that no text holds: one problem says more than hundreds.
bool looks_binary(std::string_view text) {
    text = text.substr(0, 8192);
    std::size_t bad = 0, all = 0;
    for (std::size_t at = 0; at < text.size(); ++all) {
        const CodePoint c = decode(text, at);
        if (!c.valid || (is_forbidden(c.value) && c.value < 0x80)) ++bad;
        at += c.length;
    }
    return bad > 8 && bad * 10 > all;
}

std::string hint_for(char32_t c) {
    if (c == '\r') return "these are old Macintosh line ends: save the file with line feeds";
    if (c == 0x85 || c == 0x2028 || c == 0x2029) return "use a plain line feed";
    if (c == 0xFEFF) return "a byte order mark may only stand at the very start";
    return "delete it; it is invisible";
}

// Walks through the text, character by character, and reports what may not stand there.
class CharacterCheck {
public:
    CharacterCheck(std::string_view text, std::uint32_t file, Problems& problems)
        : text_(text), problems_(problems), at_{file, 1, 1} {}

    bool run() {
        for (std::size_t i = 0; i < text_.size() && bad_ < most_bad_characters;) i += step(i);
        if (text_.size() - line_start_ > longest_line) report_long_line();
        return bad_ == 0;
    }

private:
    std::size_t step(std::size_t i) {
        const CodePoint c = decode(text_, i);
        if (!c.valid) {
            report(fmt::format("the byte 0x{:02X} is not UTF-8", static_cast<std::uint32_t>(c.value)),
                   "save the file as UTF-8");
        } else if (is_forbidden(c.value) || (c.value == '\r' && text_.substr(i, 2) != "\r\n")) {
            report(fmt::format("the character U+{:04X} may not stand here", static_cast<std::uint32_t>(c.value)),
                   hint_for(c.value));
        }
        advance(c, i);
        return c.length;
    }

    void advance(const CodePoint& c, std::size_t i) {
        ++at_.column;
        if (c.value != '\n') return;
        if (i - line_start_ > longest_line) report_long_line();
        line_start_ = i + 1;
        ++at_.line;
        at_.column = 1;
    }

    void report_long_line() {
        problems_.error({at_.file, at_.line, 1}, fmt::format("the line is longer than {} bytes", longest_line),
                        "break it over several lines");
        ++bad_;
    }

    void report(std::string what, std::string hint) {
        problems_.error(at_, std::move(what), std::move(hint));
        ++bad_;
    }

    std::string_view text_;
    Problems& problems_;
    Place at_;
    std::size_t line_start_ = 0;
    int bad_ = 0;
};

}  // namespace

std::string read_bytes(const std::filesystem::path& path, std::size_t limit) {
    std::error_code error;
    const std::filesystem::file_status status = std::filesystem::status(path, error);
    if (std::filesystem::is_directory(status)) refuse_path(path, "it is a folder");
    if (error == std::errc::too_many_symbolic_link_levels) refuse_path(path, "its symbolic links go in a circle");
    // Opening a pipe waits for whoever writes into it, and a device may never end.
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
        refuse_path(path, "it is a pipe or a device, not a file");
    errno = 0;
    std::ifstream in(path, std::ios::binary);
    if (!in) refuse_path(path, why_not_open(errno));
    std::string bytes(limit + 1, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (in.bad()) refuse_path(path, "reading failed");
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    return bytes;
}

bool check_text(std::string_view text, std::uint32_t file, Problems& problems) {
    const Place start{file, 1, 1};
    if (looks_like_utf16_or_32(text)) {
        problems.error(start, "the file is UTF-16 or UTF-32, not UTF-8", "save it as UTF-8");
        return false;
    }
    if (looks_binary(text)) {
        problems.error(start, "the file is binary, not text");
        return false;
    }
    return CharacterCheck(without_mark(text), file, problems).run();
}

std::string normalised(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    text = without_mark(text);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r' && text.substr(i, 2) == "\r\n") continue;
        out += text[i];
    }
    return out;
}

}  // namespace desist
