#include "tests/schema/mutants.hpp"

#include <functional>
#include <random>

#include "sim/scenario/quantity.hpp"

namespace desist::test {

namespace {

using Random = std::mt19937_64;

YamlNode scalar(std::string text) {
    YamlNode node;
    node.kind = YamlNode::Kind::scalar;
    node.text = std::move(text);
    return node;
}

YamlNode collection(YamlNode::Kind kind) {
    YamlNode node;
    node.kind = kind;
    return node;
}

bool begins_with_number(const YamlNode& node) {
    return node.is_scalar() && !node.quoted && looks_like_number(node.text) && node.text[0] != '-' &&
           node.text.find('/') == std::string::npos;
}

bool is_date(const YamlNode& node) { return node.is_scalar() && node.text.size() == 10 && node.text[4] == '-'; }

bool is_above_nothing(const YamlNode& node) {
    return begins_with_number(node) && !is_date(node) && node.text.find_first_of("123456789") != std::string::npos;
}

bool is_share(const YamlNode& node) { return begins_with_number(node) && node.text.ends_with('%'); }

bool is_word(const YamlNode& node) {
    return node.is_scalar() && node.text.size() > 3 && node.text.find_first_not_of("abcdefghijklmnopqrstuvwxyz(") > 3;
}

// What can be done to a node; an empty function where the fault does not fit.
using Deed = std::function<void(YamlNode&)>;

Deed replaced_by(YamlNode other) {
    return [other](YamlNode& node) { node = other; };
}

std::string misspelt(std::string word) {
    std::swap(word[1], word[2]);
    return word[1] == word[2] ? word + "x" : word;
}

Deed on_value(Fault fault, const YamlNode& node) {
    const bool single = node.is_scalar();
    switch (fault) {
        case Fault::list_for_value:
            if (!single) return {};
            return [](YamlNode& n) {
                YamlNode list = collection(YamlNode::Kind::list);
                list.items.push_back(n);
                n = list;
            };
        case Fault::mapping_for_value:
            if (!single) return {};
            return [](YamlNode& n) {
                YamlNode map = collection(YamlNode::Kind::map);
                map.entries.push_back({{"x", {}}, n});
                n = map;
            };
        case Fault::value_for_collection:
            return single ? Deed{} : replaced_by(scalar("word"));
        case Fault::nothing:
            return replaced_by(collection(YamlNode::Kind::empty));
        case Fault::empty_collection:
            return single ? Deed{} : replaced_by(collection(node.kind));
        case Fault::number_for_value:
            return replaced_by(scalar("7"));
        case Fault::truth_for_value:
            return replaced_by(scalar("true"));
        case Fault::words_for_value:
            return replaced_by(scalar("some words here"));
        case Fault::misspelt_word:
            return is_word(node) ? replaced_by(scalar(misspelt(node.text))) : Deed{};
        case Fault::negative_number:
            return is_above_nothing(node) ? replaced_by(scalar("-" + node.text)) : Deed{};
        case Fault::share_above_all:
            return is_share(node) ? replaced_by(scalar("140%")) : Deed{};
        case Fault::no_such_date:
            return is_date(node) ? replaced_by(scalar("2012-13-45")) : Deed{};
        case Fault::number_without_unit:
            return begins_with_number(node) && !is_date(node) ? replaced_by(scalar("0.5")) : Deed{};
        default:
            return {};
    }
}

// All places of a tree, as the steps that lead there.
struct Site {
    std::vector<std::size_t> steps;
    std::string name;
};

void collect(const YamlNode& node, const Site& here, const std::function<bool(const YamlNode&)>& fits,
             std::vector<Site>& sites) {
    if (!here.steps.empty() && fits(node)) sites.push_back(here);
    const auto below = [&](std::size_t i, const std::string& name) {
        Site site = here;
        site.steps.push_back(i);
        site.name += "/" + name;
        return site;
    };
    for (std::size_t i = 0; i < node.items.size(); ++i)
        collect(node.items[i], below(i, std::to_string(i)), fits, sites);
    for (std::size_t i = 0; i < node.entries.size(); ++i) {
        collect(node.entries[i].value, below(i, node.entries[i].key.text), fits, sites);
    }
}

YamlNode& at(YamlNode& root, const Site& site) {
    YamlNode* node = &root;
    for (const std::size_t step : site.steps) node = node->is_list() ? &node->items[step] : &node->entries[step].value;
    return *node;
}

std::string shown(const YamlNode& node) {
    if (node.is_scalar()) return node.text;
    return node.is_list() ? "[...]" : node.is_map() ? "{...}" : "nothing";
}

std::optional<Mutant> at_a_key(const YamlNode& root, Fault fault, Random& random) {
    // Which sections a file needs depends on other files.
    const auto fits = [&](const YamlNode& node) { return node.is_map() && node.entries.size() > 1; };
    std::vector<Site> sites;
    collect(root, {}, fits, sites);
    if (fault == Fault::misspelt_key) sites.push_back({});
    if (sites.empty()) return std::nullopt;
    const Site& site = sites[random() % sites.size()];
    Mutant mutant{root, site.name, "", ""};
    auto& entries = at(mutant.root, site).entries;
    const auto entry = entries.begin() + static_cast<std::ptrdiff_t>(random() % entries.size());
    mutant.before = entry->key.text;
    if (fault == Fault::missing_key) {
        entries.erase(entry);
    } else if (entry->key.text.size() < 3) {
        entry->key.text += "x";
    } else {
        entry->key.text = misspelt(entry->key.text);
    }
    return mutant;
}

}  // namespace

std::string to_text(Fault fault) {
    static const char* const names[] = {"a misspelt key",
                                        "a missing key",
                                        "a list for a value",
                                        "a mapping for a value",
                                        "a value for a list",
                                        "nothing",
                                        "an empty list",
                                        "a number",
                                        "true",
                                        "some words",
                                        "a misspelt word",
                                        "a negative number",
                                        "a share above 100%",
                                        "no such date",
                                        "a number without unit"};
    static_assert(std::size(names) == fault_kinds);
    return names[static_cast<int>(fault)];
}

std::optional<Mutant> planted(const YamlNode& root, Fault fault, std::uint64_t luck) {
    Random random(luck);
    if (fault == Fault::misspelt_key || fault == Fault::missing_key) return at_a_key(root, fault, random);
    std::vector<Site> sites;
    collect(
        root, {}, [&](const YamlNode& node) { return on_value(fault, node) != nullptr; }, sites);
    if (sites.empty()) return std::nullopt;
    const Site& site = sites[random() % sites.size()];
    Mutant mutant{root, site.name, "", ""};
    YamlNode& node = at(mutant.root, site);
    mutant.before = shown(node);
    on_value(fault, node)(node);
    mutant.after = shown(node);
    return mutant;
}

}  // namespace desist::test
