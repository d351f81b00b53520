#include "tests/hostile/corpus.hpp"

#include <fstream>
#include <sstream>

#include "sim/base/utf8.hpp"
#include "tests/catch.hpp"

namespace {

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
    return text;
}

std::string repeated(const Json& piece) {
    const std::string text = piece[0];
    const bool counts_from = piece[1].is_array();
    const std::size_t first = counts_from ? piece[1][0].get<std::size_t>() : 0;
    const std::size_t end = counts_from ? piece[1][1].get<std::size_t>() : piece[1].get<std::size_t>();
    std::string all;
    for (std::size_t i = first; i < end; ++i) {
        const std::string numbered =
            replaced(replaced(text, "{i}", std::to_string(i)), "{next}", std::to_string(i + 1));
        all += replaced(numbered, "{indent}", std::string(i, ' '));
    }
    return all;
}

bool steers(char32_t c) {
    return (c < 0x20 && c != '\n') || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200B || c == 0x200E ||
           c == 0x200F || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF;
}

bool holds_only(const Workplace& work, const std::string& name, const std::string& bytes) {
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(work.path(""))) {
        static_cast<void>(entry);
        ++files;
    }
    return files == 1 && work.read(name) == bytes;
}

}  // namespace

std::filesystem::path hostile_folder() { return std::filesystem::path(DESIST_SOURCE_DIR) / "tests/hostile"; }

std::string file_bytes(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("no file " + path.string());
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

Json hostile_index(const std::string& name) { return Json::parse(file_bytes(hostile_folder() / name)); }

std::string expand(const Json& text) {
    if (text.is_string()) return text;
    std::string all;
    for (const Json& piece : text) all += piece.is_string() ? piece.get<std::string>() : repeated(piece);
    return all;
}

bool is_safe_to_show(const std::string& text) {
    for (std::size_t at = 0; at < text.size();) {
        const desist::CodePoint c = desist::decode(text, at);
        if (!c.valid || steers(c.value)) return false;
        at += c.length;
    }
    return true;
}

bool tells(const std::string& messages, const std::string& file, const std::string& where, const std::string& severity,
           const std::string& says) {
    const std::string begin = file + (where.empty() ? "" : ":" + where) + ": " + severity + ": ";
    std::istringstream lines(messages);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(begin) && line.find(says, begin.size()) != std::string::npos) return true;
    }
    return false;
}

Ran check_text_of_file(const std::string& text) {
    const Workplace work;
    work.write("town.yaml", text);
    Ran ran = run_limited(work.path(""), {"check", "town.yaml"});
    INFO(ran.err);
    CHECK((ran.code == 0 || ran.code == 3));
    CHECK(is_safe_to_show(ran.out));
    CHECK(is_safe_to_show(ran.err));
    CHECK(holds_only(work, "town.yaml", text));
    CHECK(ran.out.empty() == (ran.code == 3));
    return ran;
}
