#include "sim/scenario/merge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "sim/base/utf8.hpp"
#include "sim/scenario/words.hpp"

namespace desist {
namespace {

YamlEntry* find_entry(YamlNode& map, std::string_view key) {
    const auto found = std::find_if(map.entries.begin(), map.entries.end(),
                                    [&](const YamlEntry& entry) { return entry.key.text == key; });
    return found == map.entries.end() ? nullptr : &*found;
}

bool erase_entry(YamlNode& map, std::string_view key) {
    return std::erase_if(map.entries, [&](const YamlEntry& entry) { return entry.key.text == key; }) > 0;
}

// Adds the entries of one mapping to another. Repeats within one file were reported when it was parsed.
void join_entries(YamlNode& all, YamlNode&& part, Problems& problems) {
    std::unordered_map<std::string, Place> known;
    for (const YamlEntry& entry : all.entries) known.emplace(entry.key.text, entry.key.at);
    for (YamlEntry& entry : part.entries) {
        const auto other = known.find(entry.key.text);
        if (other != known.end() && other->second.file != entry.key.at.file) {
            problems.error(entry.key.at, fmt::format("‘{}’ is defined twice; the other place is {}",
                                                     printable(entry.key.text), problems.place_text(other->second)));
        } else {
            all.entries.push_back(std::move(entry));
        }
    }
}

// People are joined one level deeper: streams with streams, draws with draws.
void join_population(YamlNode& all, YamlNode&& part, Problems& problems) {
    for (const std::string_view key : {"streams", "draw"}) {
        YamlEntry* here = find_entry(all, key);
        YamlEntry* there = find_entry(part, key);
        if (!here || !there || !here->value.is_map() || !there->value.is_map()) continue;
        join_entries(here->value, std::move(there->value), problems);
        erase_entry(part, key);
    }
    join_entries(all, std::move(part), problems);
}

bool same_text(const YamlNode* a, const YamlNode* b) {
    return a && b && a->is_scalar() && b->is_scalar() && a->text == b->text;
}

bool is_table_by_the_same(const YamlNode& a, const YamlNode& b) { return same_text(a.find("by"), b.find("by")); }

// One layer, and a policy that is laid over it.
class Overlay {
public:
    Overlay(Layer& layer, const StructurePolicy& policy, std::vector<StructureChange>& changes, Problems& problems)
        : layer_(layer), policy_(policy), changes_(changes), problems_(problems) {}

    // False when there is no such thing.
    bool remove(const Text& name) {
        const std::size_t slash = name.text.find('/');
        const std::string first = name.text.substr(0, slash);
        const YamlEntry* tracks = find_entry(layer_.tree, "tracks");
        const YamlNode* track = tracks ? tracks->value.find(first) : nullptr;
        if (slash == std::string::npos) return track && remove_element("tracks", first, name.at);
        const std::string second = name.text.substr(slash + 1);
        if (track) return find_path(*track, {"nodes", second}) && remove_node(name);
        return remove_element(first, second, name.at);
    }

    // Everything that `remove` could name.
    void collect_names(std::vector<std::string>& names) const {
        for (const YamlEntry& section : layer_.tree.entries) {
            const bool tracks = section.key.text == "tracks", people = section.key.text == "population";
            const YamlNode* elements = people ? section.value.find("streams") : &section.value;
            if (!elements || section.key.text == "money") continue;
            for (const YamlEntry& element : elements->entries) {
                names.push_back(tracks ? element.key.text : section.key.text + "/" + element.key.text);
                const YamlNode* nodes = tracks ? element.value.find("nodes") : nullptr;
                if (!nodes) continue;
                for (const YamlEntry& node : nodes->entries) names.push_back(element.key.text + "/" + node.key.text);
            }
        }
    }

    void merge() {
        for (const YamlEntry& given : policy_.sections.entries) {
            if (!expect_map(given.value, problems_)) continue;
            YamlEntry* section = find_entry(layer_.tree, given.key.text);
            if (!section) {
                layer_.tree.entries.push_back({given.key, YamlNode{}});
                section = &layer_.tree.entries.back();
                section->value.kind = YamlNode::Kind::map;
                section->value.at = given.value.at;
            }
            merge_section(given.key.text, section->value, given.value);
        }
    }

private:
    void note(std::string what, StructureChange::How how, Place at, std::vector<std::string> fields = {}) {
        for (const StructureChange& known : changes_)
            if (known.what == what && known.at == at && known.how == how) return;  // in another layer
        changes_.push_back({std::move(what), how, std::move(fields), policy_.from, at});
    }

    static std::string noun(std::string_view section) {
        if (section == "cases") return "case";
        if (section == "population") return "stream";
        return std::string{section.substr(0, section.size() - 1)};
    }

    bool remove_node(const Text& place) {
        if (!layer_.removed.emplace(place.text, place.at).second) return false;
        note("node " + place.text, StructureChange::How::removed, place.at);
        return true;
    }

    bool remove_element(const std::string& section, const std::string& name, Place at) {
        YamlEntry* elements = find_entry(layer_.tree, section);
        if (!elements || section == "parameters" || section == "time" || section == "money") return false;
        YamlEntry* streams = section == "population" ? find_entry(elements->value, "streams") : nullptr;
        if (!erase_entry(streams ? streams->value : elements->value, name)) return false;
        if (elements->value.is_map() && elements->value.entries.empty()) erase_entry(layer_.tree, section);
        layer_.removed.emplace(section + "/" + name, at);
        note(noun(section) + " " + name, StructureChange::How::removed, at);
        return true;
    }

    void merge_section(const std::string& name, YamlNode& section, const YamlNode& given) {
        if (name == "parameters") return add_parameters(section, given);
        if (name == "population") return merge_population(section, given);
        if (name == "money") return merge_money(section, given);
        for (const YamlEntry& element : given.entries) {
            if (name == "tracks")
                merge_track(section, element);
            else
                merge_element(section, name + "/", noun(name) + " ", element);
        }
    }

    void add_parameters(YamlNode& section, const YamlNode& given) {
        for (const YamlEntry& parameter : given.entries) {
            const YamlEntry* known = find_entry(section, parameter.key.text);
            if (!known)
                section.entries.push_back(parameter);
            else if (known->key.at != parameter.key.at)
                problems_.error(parameter.key.at,
                                fmt::format("‘{}’ is a parameter already, at {}", printable(parameter.key.text),
                                            problems_.place_text(known->key.at)),
                                "change its value under ‘set’; ‘parameters’ of a policy holds new ones");
        }
    }

    void merge_population(YamlNode& section, const YamlNode& given) {
        for (const YamlEntry& entry : given.entries) {
            YamlEntry* old = find_entry(section, entry.key.text);
            if (old && entry.key.text == "streams" && old->value.is_map() && entry.value.is_map()) {
                for (const YamlEntry& stream : entry.value.entries)
                    merge_element(old->value, "population/", "stream ", stream);
            } else {
                merge_field(section, entry);
                note("population", StructureChange::How::changed, entry.key.at, {entry.key.text});
            }
        }
    }

    // Its fields are no elements; deflators are merged year by year.
    void merge_money(YamlNode& section, const YamlNode& given) {
        for (const YamlEntry& field : given.entries) {
            YamlEntry* old = find_entry(section, field.key.text);
            if (old && field.key.text == "deflators" && old->value.is_map() && field.value.is_map())
                for (const YamlEntry& year : field.value.entries) merge_field(old->value, year);
            else
                merge_field(section, field);
            note("money", StructureChange::How::changed, field.key.at, {field.key.text});
        }
    }

    void merge_track(YamlNode& tracks, const YamlEntry& given) {
        YamlEntry* old = find_entry(tracks, given.key.text);
        if (!old || !old->value.is_map() || !given.value.is_map())
            return merge_element(tracks, "tracks/", "track ", given);
        for (const YamlEntry& field : given.value.entries) {
            YamlEntry* nodes = field.key.text == "nodes" ? find_entry(old->value, "nodes") : nullptr;
            if (nodes && nodes->value.is_map() && field.value.is_map()) {
                const std::string place = given.key.text + "/";
                for (const YamlEntry& node : field.value.entries)
                    merge_element(nodes->value, place, "node " + place, node);
            } else {
                merge_field(old->value, field);
                note("track " + given.key.text, StructureChange::How::changed, field.key.at, {field.key.text});
            }
        }
    }

    // `place` + name is its name among what was removed, `what` + name its name in the list of changes.
    void merge_element(YamlNode& elements, const std::string& place, const std::string& what, const YamlEntry& given) {
        YamlEntry* old = find_entry(elements, given.key.text);
        const bool again = layer_.removed.erase(place + given.key.text) > 0;
        if (!old) {
            elements.entries.push_back(given);
            return note(what + given.key.text, StructureChange::How::added, given.key.at);
        }
        old->key = given.key;
        std::vector<std::string> fields;
        if (again || !old->value.is_map() || !given.value.is_map()) {
            old->value = given.value;
        } else {
            old->value.at = given.value.at;
            for (const YamlEntry& field : given.value.entries) {
                merge_field(old->value, field);
                fields.push_back(field.key.text);
            }
        }
        note(what + given.key.text, StructureChange::How::changed, given.key.at, std::move(fields));
    }

    // A mapping of draws is merged by attribute, a table by the same attribute row by row; all else is replaced whole.
    // An empty list leaves nothing.
    static void merge_field(YamlNode& map, const YamlEntry& given) {
        YamlEntry* old = find_entry(map, given.key.text);
        if (given.value.is_list() && given.value.items.empty() && old) return void(erase_entry(map, given.key.text));
        if (!old) return map.entries.push_back(given);
        const bool maps = old->value.is_map() && given.value.is_map();
        if (maps && (given.key.text == "draw" || is_table_by_the_same(old->value, given.value))) {
            for (const YamlEntry& entry : given.value.entries) merge_field(old->value, entry);
        } else {
            *old = given;
        }
    }

    Layer& layer_;
    const StructurePolicy& policy_;
    std::vector<StructureChange>& changes_;
    Problems& problems_;
};

// The index of the first layer that holds from the date on; a layer is split for it.
std::size_t layer_from(std::vector<Layer>& layers, const std::optional<Text>& from) {
    const std::optional<Date> date = from ? parse_date(from->text) : std::nullopt;
    if (!date) return 0;
    std::size_t i = 0;
    while (i < layers.size() && (!layers[i].from || parse_date(layers[i].from->text) < date)) ++i;
    if (i < layers.size() && parse_date(layers[i].from->text) == date) return i;
    Layer split = layers[i - 1];
    split.from = from;
    layers.insert(layers.begin() + static_cast<std::ptrdiff_t>(i), std::move(split));
    return i;
}

}  // namespace

void join_sections(YamlNode& all, YamlNode&& part, Problems& problems) {
    for (YamlEntry& entry : part.entries) {
        YamlEntry* here = find_entry(all, entry.key.text);
        if (!here || here->key.at.file == entry.key.at.file) {
            all.entries.push_back(std::move(entry));
        } else if (!here->value.is_map()) {
            expect_map(here->value, problems);
            *here = std::move(entry);
        } else if (expect_map(entry.value, problems)) {
            if (entry.key.text == "population")
                join_population(here->value, std::move(entry.value), problems);
            else
                join_entries(here->value, std::move(entry.value), problems);
        }
    }
}

void lay_over(std::vector<Layer>& layers, const StructurePolicy& policy, std::vector<StructureChange>& changes,
              Problems& problems) {
    const std::size_t first = layer_from(layers, policy.from);
    std::vector<bool> found(policy.remove.size());
    std::vector<std::string> names;
    for (std::size_t i = first; i < layers.size(); ++i) {
        Overlay overlay{layers[i], policy, changes, problems};
        if (!policy.remove.empty()) overlay.collect_names(names);
        for (std::size_t r = 0; r < policy.remove.size(); ++r) {
            const bool removed = overlay.remove(policy.remove[r]);
            found[r] = found[r] || removed;
        }
        overlay.merge();
    }
    const std::vector<std::string_view> known(names.begin(), names.end());
    for (std::size_t r = 0; r < policy.remove.size(); ++r) {
        if (found[r]) continue;
        const std::string near = did_you_mean(policy.remove[r].text, known);
        problems.error(policy.remove[r].at, fmt::format("there is no ‘{}’ to remove", printable(policy.remove[r].text)),
                       near.empty() ? "write track/node, track, or SECTION/NAME, such as hazards/recall" : near);
    }
}

bool same_yaml(const YamlNode* a, const YamlNode* b) {
    if (!a || !b) return a == b;
    if (a->kind != b->kind || a->text != b->text || a->quoted != b->quoted) return false;
    const auto same_node = [](const YamlNode& x, const YamlNode& y) { return same_yaml(&x, &y); };
    const auto same_entry = [](const YamlEntry& x, const YamlEntry& y) {
        return x.key.text == y.key.text && same_yaml(&x.value, &y.value);
    };
    return std::equal(a->items.begin(), a->items.end(), b->items.begin(), b->items.end(), same_node) &&
           std::equal(a->entries.begin(), a->entries.end(), b->entries.begin(), b->entries.end(), same_entry);
}

const YamlNode* find_path(const YamlNode& node, std::initializer_list<std::string_view> keys) {
    const YamlNode* at = &node;
    for (const std::string_view key : keys) {
        at = at->find(key);
        if (!at) return nullptr;
    }
    return at;
}

}  // namespace desist
