// Inside this room: the pieces of which dated structure is made.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/scenario/dated.hpp"

namespace desist {

// From a date up to another; without a date: ever. `never`: closed from the start.
struct Period {
    std::optional<Text> from, until;
    bool never = false;
    bool always() const { return !from && !until && !never; }
};

// The condition that holds in the period, and `own` too.
ConditionSpec during(const Period& period, const std::optional<ConditionSpec>& own);

// When something was taken away.
struct Removal {
    std::optional<Text> from;  // none: from the start
    Place at;
};
std::optional<Removal> removal_of(const std::vector<Layer>& layers, const std::string& name);
void cut(Period& period, const std::optional<Removal>& removal);

// What one layer says of an element.
template <class Spec>
struct Version {
    std::size_t layer;
    const Spec* spec;
    const YamlNode* tree;
};

// Versions first to last, one after another, that say the same; `last` is an index of versions.
struct Run {
    std::size_t last;
    Period period;
};

// Versions that say the same one after another, from their layers; the first run reaches back to the start.
std::vector<Run> runs_of(const std::vector<Layer>& layers, const std::vector<std::size_t>& version_layers,
                         const std::function<bool(std::size_t, std::size_t)>& same);

// A value or law for each run, as a table by the date; one alone stands as it is.
template <class Spec>
Spec date_table(std::vector<std::pair<Run, Spec>>&& parts) {
    if (parts.size() == 1) return std::move(parts.front().second);
    Spec table;
    table.at = parts.back().second.at;
    table.by = {date_entry, table.at};
    for (auto& [run, spec] : parts) {
        const std::string key = run.period.from ? "from " + run.period.from->text : "start";
        const Place at = run.period.from ? run.period.from->at : spec.at;
        table.rows.push_back({{Text{key, at}}, {std::move(spec)}});
    }
    return table;
}

ValueSpec nothing(Place at);  // a plain 0

// All versions of one element, with what is needed to combine them.
template <class Spec>
class Versions {
public:
    Versions(const std::vector<Layer>& layers, Problems& problems) : layers_(layers), problems_(problems) {}

    void add(Version<Spec> version) { all_.push_back(version); }

    const Spec& last() const { return *all_.back().spec; }
    const Version<Spec>& operator[](std::size_t i) const { return all_[i]; }
    std::size_t size() const { return all_.size(); }
    bool added() const { return all_.front().layer > 0; }
    Period since_added() const { return {layers_[all_.front().layer].from, {}, false}; }

    std::vector<Run> runs(const std::function<bool(std::size_t, std::size_t)>& same) const {
        std::vector<std::size_t> at;
        for (const auto& version : all_) at.push_back(version.layer);
        return runs_of(layers_, at, same);
    }
    std::vector<Run> runs(std::string_view field) const {
        return runs([&](std::size_t a, std::size_t b) {
            return same_yaml(all_[a].tree->find(field), all_[b].tree->find(field));
        });
    }

    // These fields are the same at all dates, or there is a problem.
    void refuse_changes(std::initializer_list<std::string_view> fields) const {
        for (const std::string_view field : fields)
            for (std::size_t i = 1; i < all_.size(); ++i)
                if (!same_yaml(all_[i - 1].tree->find(field), all_[i].tree->find(field))) refuse(i, field);
    }

    void refuse(std::size_t version, std::string_view field) const {
        const YamlNode* there = all_[version].tree->find(field);
        problems_.error(there ? there->at : all_[version].tree->at, fmt::format("‘{}’ cannot change at a date", field),
                        "leave out ‘from’, or add something new and lead people there");
    }

    // A required value or law: a table by the date where it differs.
    template <class Member>
    Member dated(std::string_view field, Member Spec::*member) const {
        std::vector<std::pair<Run, Member>> parts;
        for (const Run& run : runs(field)) parts.emplace_back(run, all_[run.last].spec->*member);
        return date_table(std::move(parts));
    }

    // An optional one: it cannot come or go at a date.
    template <class Member>
    std::optional<Member> dated(std::string_view field, std::optional<Member> Spec::*member) const {
        std::vector<std::pair<Run, Member>> parts;
        const std::vector<Run> all = runs(field);
        for (const Run& run : all) {
            const std::optional<Member>& value = all_[run.last].spec->*member;
            if (value) parts.emplace_back(run, *value);
        }
        if (!parts.empty() && parts.size() < all.size()) refuse(all[1].last, field);
        if (parts.size() < all.size()) return last().*member;
        return date_table(std::move(parts));
    }

private:
    const std::vector<Layer>& layers_;
    Problems& problems_;
    std::vector<Version<Spec>> all_;
};

// Every version of what has this name, oldest first; `tree_of` gives a layer's part of the tree.
template <class Spec, class TreeOf>
Versions<Spec> versions_of(const std::vector<Layer>& layers, const std::vector<const std::vector<Spec>*>& specs,
                           const std::string& name, TreeOf tree_of, Problems& problems) {
    Versions<Spec> all{layers, problems};
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const auto found = specs[i] ? std::find_if(specs[i]->begin(), specs[i]->end(),
                                                   [&](const Spec& s) { return s.name.text == name; })
                                    : decltype(specs[i]->end()){};
        const YamlNode* tree = tree_of(layers[i]);
        if (specs[i] && found != specs[i]->end() && tree) all.add({i, &*found, tree});
    }
    return all;
}

// The names of all layers' elements, in order of first appearance.
template <class Spec>
std::vector<std::string> all_names(const std::vector<const std::vector<Spec>*>& specs) {
    std::vector<std::string> names;
    for (const std::vector<Spec>* all : specs) {
        if (!all) continue;
        for (const Spec& spec : *all)
            if (std::find(names.begin(), names.end(), spec.name.text) == names.end()) names.push_back(spec.name.text);
    }
    return names;
}

// Combines the versions of one node; `new_track`: its track was added at a date.
NodeSpec combine_node(const std::vector<Layer>& layers, const std::string& track, const Versions<NodeSpec>& versions,
                      bool new_track, Problems& problems);

}  // namespace desist
