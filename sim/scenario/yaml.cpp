// The only file that knows yaml-cpp. It uses the parser's events, because yaml-cpp's own tree silently keeps duplicate
// keys, drops second documents and follows aliases without end.
#include "sim/scenario/yaml.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>
#include <unordered_map>

#include "sim/base/utf8.hpp"
#include "sim/scenario/yaml_faults.hpp"

namespace desist {
namespace {

// Ends parsing from within an event; the problem has been added.
struct StopParsing {};

std::size_t offset_of(const YAML::Mark& mark, const Lines& lines) { return lines.offset(mark.line, mark.column); }

Place place_of(const YAML::Mark& mark, const Lines& lines) { return lines.place(offset_of(mark, lines)); }

// Builds the tree from the parser's events.
class Builder : public YAML::EventHandler {
public:
    Builder(const Lines& lines, Problems& problems) : lines_(lines), problems_(problems) {}

    YamlNode take() { return std::move(root_); }

    // The innermost bracket of the flow style that is open.
    std::optional<std::size_t> bracket() const {
        for (auto open = open_.rbegin(); open != open_.rend(); ++open) {
            if (open->bracket) return open->bracket;
        }
        return std::nullopt;
    }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        refuse_extras(mark, "?", anchor);
        add(leaf(YamlNode::Kind::empty, mark));
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        error(mark, "aliases (*name) are not part of the language", "write the value again, or make it a parameter");
        add(leaf(YamlNode::Kind::empty, mark));
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        refuse_extras(mark, tag, anchor);
        YamlNode node = leaf(YamlNode::Kind::scalar, mark);
        node.quoted = tag == "!";
        node.text = checked(mark, value);
        add(std::move(node));
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        refuse_extras(mark, tag, anchor);
        open(leaf(YamlNode::Kind::list, mark), bracket_at(mark, '['));
    }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        refuse_extras(mark, tag, anchor);
        open(leaf(YamlNode::Kind::map, mark), bracket_at(mark, '{'));
    }
    void OnSequenceEnd() override { close(); }
    void OnMapEnd() override { close(); }

private:
    // A list or map that is not yet complete.
    struct Open {
        YamlNode node;
        std::optional<std::size_t> bracket;  // offset
        bool has_key = false;
        Text key;
        std::unordered_map<std::string, Place> keys;
    };

    YamlNode leaf(YamlNode::Kind kind, const YAML::Mark& mark) {
        if (++nodes_ > most_nodes) stop(mark, fmt::format("the file has more than {} values", most_nodes));
        YamlNode node;
        node.kind = kind;
        node.at = place_of(mark, lines_);
        return node;
    }

    char character_at(const YAML::Mark& mark) const {
        const std::size_t at = offset_of(mark, lines_);
        return at < lines_.text().size() ? lines_.text()[at] : '\0';
    }

    std::optional<std::size_t> bracket_at(const YAML::Mark& mark, char bracket) const {
        return character_at(mark) == bracket ? std::optional{offset_of(mark, lines_)} : std::nullopt;
    }

    void open(YamlNode node, std::optional<std::size_t> bracket) {
        if (open_.size() >= deepest_nesting) {
            problems_.error(node.at, fmt::format("nested more than {} deep", deepest_nesting));
            throw StopParsing{};
        }
        open_.push_back({std::move(node), bracket, false, {}, {}});
    }

    void close() {
        YamlNode node = std::move(open_.back().node);
        open_.pop_back();
        add(std::move(node));
    }

    void add(YamlNode node) {
        if (open_.empty()) {
            root_ = std::move(node);
        } else if (Open& parent = open_.back(); parent.node.is_list()) {
            parent.node.items.push_back(std::move(node));
        } else if (!parent.has_key) {
            begin_entry(parent, node);
        } else {
            // The parser finds out in a later line that there is no value.
            if (node.kind == YamlNode::Kind::empty && node.at.line > parent.key.at.line) node.at = parent.key.at;
            parent.node.entries.push_back({std::move(parent.key), std::move(node)});
            parent.has_key = false;
        }
    }

    void begin_entry(Open& parent, const YamlNode& key) {
        parent.has_key = true;
        parent.key = {key.text, key.at};
        if (!key.is_scalar()) {
            problems_.error(key.at, "a key must be a word");
        } else if (key.text == "<<") {
            problems_.error(key.at, "merge keys (<<) are not part of the language",
                            "use a table, a parameter, or a policy that `extends` this file");
        } else if (const auto [old, is_new] = parent.keys.emplace(key.text, key.at); !is_new) {
            problems_.error(key.at, fmt::format("the key ‘{}’ stands twice; the first is at {}", printable(key.text),
                                                problems_.place_text(old->second)));
        }
    }

    void refuse_extras(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
        if (anchor != 0) error(mark, "anchors (&name) are not part of the language", "make it a parameter");
        const bool plain = tag.empty() || tag == "?" || (tag == "!" && character_at(mark) != '!');
        if (!plain) error(mark, "tags (!name) are not part of the language", "delete the tag");
    }

    std::string checked(const YAML::Mark& mark, const std::string& value) {
        if (value.size() > longest_scalar) error(mark, fmt::format("a text longer than {} bytes", longest_scalar));
        for (std::size_t at = 0; at < value.size();) {
            const CodePoint c = decode(value, at);
            if (!c.valid || is_forbidden(c.value) || c.value == '\r') {
                error(mark, fmt::format("the text holds the character U+{:04X}", static_cast<std::uint32_t>(c.value)),
                      "delete it; it is invisible");
                break;
            }
            at += c.length;
        }
        return value.substr(0, longest_scalar);
    }

    void error(const YAML::Mark& mark, std::string what, std::string hint = "") {
        problems_.error(place_of(mark, lines_), std::move(what), std::move(hint));
    }

    [[noreturn]] void stop(const YAML::Mark& mark, std::string what) {
        error(mark, std::move(what));
        throw StopParsing{};
    }

    const Lines& lines_;
    Problems& problems_;
    YamlNode root_;
    std::vector<Open> open_;
    std::size_t nodes_ = 0;
};

// A second document is a problem whatever it holds; nothing of it is kept.
class SecondDocument : public YAML::EventHandler {
public:
    bool seen = false;
    YAML::Mark mark;

    void OnDocumentStart(const YAML::Mark& at) override { note(at); }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& at, YAML::anchor_t) override { note(at); }
    void OnAlias(const YAML::Mark& at, YAML::anchor_t) override { note(at); }
    void OnScalar(const YAML::Mark& at, const std::string&, YAML::anchor_t, const std::string&) override { note(at); }
    void OnSequenceStart(const YAML::Mark& at, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
        note(at);
    }
    void OnSequenceEnd() override {}
    void OnMapStart(const YAML::Mark& at, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
        note(at);
    }
    void OnMapEnd() override {}

private:
    void note(const YAML::Mark& at) {
        seen = true;
        mark = at;
        throw StopParsing{};
    }
};

// Things that are seen best before parsing. False: parsing would only add noise.
bool check_lines(std::string_view text, std::uint32_t file, Problems& problems) {
    bool content = false;
    for (int line = 1; !text.empty(); ++line) {
        const std::string_view here = text.substr(0, text.find('\n'));
        if (here.starts_with("<<<<<<< ") || here.starts_with(">>>>>>> ")) {
            problems.error({file, line, 1}, "an unresolved merge conflict", "choose one side and delete the marks");
            return false;
        }
        if (!content && here.starts_with('%')) {
            problems.error({file, line, 1}, "directives (%) are not part of the language", "delete the line");
            return false;
        }
        content = content || (!here.empty() && !here.starts_with('#'));
        text.remove_prefix(std::min(text.size(), here.size() + 1));
    }
    return true;
}

std::string_view without_trailing_space(std::string_view text) {
    return text.substr(0, text.find_last_not_of(" \t\n") + 1);
}

void refuse_second(YAML::Parser& parser, const Lines& lines, Problems& problems) {
    SecondDocument second;
    try {
        parser.HandleNextDocument(second);
    } catch (const StopParsing&) {
    }
    if (second.seen) problems.error(place_of(second.mark, lines), "a second document", "a scenario is one document");
}

// Nothing when the parse was stopped.
std::optional<YamlNode> build(std::string_view text, const Lines& lines, Problems& problems) {
    std::istringstream in{std::string{text}};
    Builder builder{lines, problems};
    try {
        YAML::Parser parser{in};
        parser.HandleNextDocument(builder);
        refuse_second(parser, lines, problems);
        return builder.take();
    } catch (const StopParsing&) {
    } catch (const YAML::Exception& e) {
        YamlFault fault = explain(e.msg, offset_of(e.mark, lines), builder.bracket(), lines);
        problems.error(fault.at, std::move(fault.what), std::move(fault.hint));
    }
    return std::nullopt;
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const {
    for (const YamlEntry& entry : entries) {
        if (entry.key.text == key) return &entry.value;
    }
    return nullptr;
}

std::optional<YamlNode> parse_yaml(std::string_view text, std::uint32_t file, Problems& problems) {
    text = without_trailing_space(text);
    if (!check_lines(text, file, problems)) return std::nullopt;
    const std::size_t before = problems.errors();
    std::optional<YamlNode> root = build(text, Lines{text, file}, problems);
    if (!root) return std::nullopt;
    if (root->kind == YamlNode::Kind::empty && problems.errors() == before) {
        problems.error({file, 1, 1}, "the file is empty");
        return std::nullopt;
    }
    return root;
}

}  // namespace desist
