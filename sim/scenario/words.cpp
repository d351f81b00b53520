#include "sim/scenario/words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "sim/base/utf8.hpp"
#include "sim/scenario/quantity.hpp"

namespace desist {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

bool is_reserved(std::string_view word) {
    const auto& words = reserved_words();
    return std::find(words.begin(), words.end(), word) != words.end();
}

// Names the first character that does not belong, because it may look just like one that does.
std::string stranger_in(std::string_view text, bool capitals) {
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint c = decode(text, at);
        const char plain = c.value < 0x80 ? static_cast<char>(c.value) : '\0';
        const bool fits = is_lower(plain) || is_digit(plain) || plain == '-' || (capitals && is_upper(plain));
        if (!fits && is_upper(plain)) return "a name has lower-case letters only";
        if (!fits && plain == '_') return "words of a name are joined by hyphens";
        if (!fits && plain == ' ') return "a name has no spaces: join its words by hyphens";
        if (!fits) {
            return fmt::format("the character ‘{}’ (U+{:04X}) may not stand in a name",
                               printable(text.substr(at, c.length)), static_cast<std::uint32_t>(c.value));
        }
        at += c.length;
    }
    return "";
}

// Why this is no name; empty if it is one.
std::string fault_of_name(std::string_view name, bool capitals) {
    if (name.empty()) return "a name is missing";
    if (name.size() > longest_name) return fmt::format("a name has at most {} characters", longest_name);
    if (std::string stranger = stranger_in(name, capitals); !stranger.empty()) return stranger;
    if (!is_lower(name[0]) && !is_upper(name[0])) return "a name begins with a letter";
    if (name.back() == '-') return "a name does not end with a hyphen";
    if (is_reserved(name)) return "this word is part of the language";
    return "";
}

bool check_form(const Text& name, bool capitals, Problems& problems) {
    const std::string fault = fault_of_name(name.text, capitals);
    if (fault.empty()) return true;
    problems.error(name.at, fmt::format("‘{}’ is no name", printable(name.text)), fault);
    return false;
}

bool check_length(const YamlNode& node, std::size_t most, Problems& problems) {
    if (count_characters(node.text) <= most) return true;
    problems.error(node.at, fmt::format("the text has more than {} characters", most));
    return false;
}

std::string text_of(const YamlNode& node, std::size_t most, Problems& problems) {
    if (!expect_scalar(node, "text", problems) || !check_length(node, most, problems)) return "";
    if (node.text.find_first_not_of(" \t\n") == std::string::npos) problems.error(node.at, "the text is empty");
    return node.text;
}

}  // namespace

const std::vector<std::string_view>& reserved_words() {
    static const std::vector<std::string_view> words = {"now",     "and", "or",   "else",  "rest",    "by",
                                                        "any",     "not", "all",  "until", "waiting", "later",
                                                        "earlier", "of",  "true", "false"};
    return words;
}

std::string_view shape_of(const YamlNode& node) {
    switch (node.kind) {
        case YamlNode::Kind::empty:
            return "nothing";
        case YamlNode::Kind::scalar:
            return "a single value";
        case YamlNode::Kind::list:
            return node.items.empty() ? "an empty list" : "a list";
        case YamlNode::Kind::map:
            return node.entries.empty() ? "an empty mapping" : "a mapping";
    }
    return "";
}

void wrong_shape(const YamlNode& node, std::string_view expected, Problems& problems) {
    std::string hint;
    if (node.is_scalar() && node.text.find(':') != std::string::npos) hint = "a space must follow the colon";
    problems.error(node.at, fmt::format("{} is expected here, not {}", expected, shape_of(node)), hint);
}

bool expect_map(const YamlNode& node, Problems& problems) {
    if (node.is_map() && !node.entries.empty()) return true;
    wrong_shape(node, "a mapping", problems);
    return false;
}

bool expect_list(const YamlNode& node, Problems& problems) {
    if (node.is_list() && !node.items.empty()) return true;
    wrong_shape(node, "a list", problems);
    return false;
}

bool expect_scalar(const YamlNode& node, std::string_view expected, Problems& problems) {
    if (node.is_scalar()) return true;
    wrong_shape(node, expected, problems);
    return false;
}

bool check_name(const Text& name, Problems& problems) { return check_form(name, false, problems); }

bool check_value_name(const Text& name, Problems& problems) { return check_form(name, true, problems); }

bool is_band(std::string_view text) {
    if (text.empty() || text.size() > longest_name || !is_digit(text[0])) return false;
    const auto digits = [](std::string_view t) { return !t.empty() && std::all_of(t.begin(), t.end(), is_digit); };
    const auto number = [&](std::string_view t) {
        const std::size_t point = t.find('.');
        return digits(t.substr(0, point)) && (point == std::string_view::npos || digits(t.substr(point + 1)));
    };
    if (text.ends_with('+')) return number(text.substr(0, text.size() - 1));
    const std::size_t hyphen = text.find('-');
    if (hyphen == std::string_view::npos) return number(text);
    return number(text.substr(0, hyphen)) && number(text.substr(hyphen + 1));
}

bool check_key(const Text& key, Problems& problems) {
    constexpr std::string_view waiting = "waiting for ";
    if (is_band(key.text)) return true;
    if (key.text.starts_with(waiting)) return check_name({key.text.substr(waiting.size()), key.at}, problems);
    return check_value_name(key, problems);
}

namespace {

template <class Check>
Text checked_word(const YamlNode& node, std::string_view expected, Check check, Problems& problems) {
    if (!expect_scalar(node, expected, problems)) return {"", node.at};
    const Text word{node.text, node.at};
    return check(word, problems) ? word : Text{"", node.at};
}

}  // namespace

Text read_name(const YamlNode& node, Problems& problems) { return checked_word(node, "a name", check_name, problems); }

Text read_value_name(const YamlNode& node, Problems& problems) {
    return checked_word(node, "a name", check_value_name, problems);
}

Text read_key(const YamlNode& node, Problems& problems) { return checked_word(node, "a value", check_key, problems); }

std::string_view measure_of_figure(std::string_view name) { return name.substr(0, name.find(':')); }

Text read_figure_name(const YamlNode& node, Problems& problems) {
    const Text word = read_word(node, problems);
    if (!word.text.empty()) check_name({std::string{measure_of_figure(word.text)}, word.at}, problems);
    return word;
}

Text read_place_name(const YamlNode& node, Problems& problems) {
    const auto check = [](const Text& word, Problems& p) {
        const std::size_t slash = word.text.find('/');
        if (slash == std::string::npos) {
            p.error(word.at, fmt::format("‘{}’ names no node", printable(word.text)),
                    "write track/node, such as justice/prison");
            return false;
        }
        return check_name({word.text.substr(0, slash), word.at}, p) &&
               check_name({word.text.substr(slash + 1), word.at}, p);
    };
    return checked_word(node, "a node, written track/node,", check, problems);
}

Text read_word(const YamlNode& node, Problems& problems) {
    return checked_word(
        node, "a word", [](const Text&, Problems&) { return true; }, problems);
}

std::string read_label(const YamlNode& node, Problems& problems) {
    std::string text = text_of(node, longest_label, problems);
    if (text.find_first_of("\n\r\t") == std::string::npos) return text;
    problems.error(node.at, "this text may not hold line breaks or tabs");
    return "";
}

std::size_t read_choice(const YamlNode& node, const std::vector<std::string_view>& words, std::size_t fallback,
                        Problems& problems) {
    if (!expect_scalar(node, fmt::format("one of {}", fmt::join(words, ", ")), problems)) return fallback;
    const auto found = std::find(words.begin(), words.end(), node.text);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    std::string hint = did_you_mean(node.text, words);
    problems.error(node.at, fmt::format("‘{}’ is not one of {}", printable(node.text), fmt::join(words, ", ")), hint);
    return fallback;
}

Text read_title(const YamlNode& node, Problems& problems) { return {read_label(node, problems), node.at}; }

std::string read_prose(const YamlNode& node, Problems& problems) { return text_of(node, longest_prose, problems); }

bool read_yes(const YamlNode& node, Problems& problems) {
    if (node.is_scalar() && !node.quoted && (node.text == "true" || node.text == "false")) return node.text == "true";
    if (expect_scalar(node, "true or false", problems)) {
        problems.error(node.at, fmt::format("‘{}’ is neither true nor false", printable(node.text)));
    }
    return false;
}

Text read_date(const YamlNode& node, Problems& problems) {
    const auto check = [](const Text& word, Problems& p) {
        if (parse_date(word.text)) return true;
        p.error(word.at, fmt::format("‘{}’ is no date", printable(word.text)), "a date is written 2012-04-01");
        return false;
    };
    return checked_word(node, "a date", check, problems);
}

void refuse_repeats(const std::vector<Text>& names, Problems& problems) {
    std::map<std::string, std::string_view> seen;  // as written, by its letters without capitals
    for (const Text& name : names) {
        if (name.text.empty()) continue;  // refused when it was read
        std::string letters = name.text;
        for (char& c : letters) c = is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
        const auto [old, is_new] = seen.emplace(std::move(letters), name.text);
        if (is_new) continue;
        problems.error(name.at, old->second == name.text ? fmt::format("‘{}’ stands twice", printable(name.text))
                                                         : fmt::format("‘{}’ differs from ‘{}’ in capitals only",
                                                                       printable(name.text), printable(old->second)));
    }
}

}  // namespace desist
