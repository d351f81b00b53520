// What stands in a model, where its run cannot tell whether it was tried.
#include <algorithm>
#include <cmath>

#include "tests/oracle/feature_parts.hpp"

namespace desist {
namespace {

template <class Items, class Is>
bool any(const Items& items, Is is) {
    return std::any_of(items.begin(), items.end(), is);
}

template <class Tree>
bool has_kind(const Tree& tree, typename Tree::Kind kind) {
    const auto& parts = [&]() -> const auto& {
        if constexpr (requires { tree.operands; })
            return tree.operands;
        else
            return tree.children;
    }
    ();
    return tree.kind == kind || any(parts, [&](const Tree& part) { return has_kind(part, kind); });
}

class Look {
public:
    explicit Look(const Pathway& pathway) : p_(pathway) {
        for (const Node& node : p_.nodes) look(node);
        for (const Hazard& hazard : p_.hazards) look(hazard);
        for (const Resource& resource : p_.resources) look(resource);
        for (const Stream& stream : p_.streams) look(stream);
        found_["3.5 stands: a start by a table"] = any(p_.tracks, [](const Track& t) { return !t.start; });
        found_["4.1 stands: a case on two tracks"] =
            any(p_.cases, [](const CaseType& c) { return c.tracks.size() > 1; });
        found_["4.1 stands: two kinds of cases"] = p_.cases.size() > 1;
    }
    Features found() const { return found_; }

private:
    bool on_date(const Value& value) const {
        std::vector<EntryId> entries;
        collect_entries(value, entries);
        return std::ranges::find(entries, p_.date_entry()) != entries.end();
    }

    void look(const Resource& resource) {
        found_["5.1 stands: units by attribute"] |= !resource.by.empty();
        found_["5.1 stands: units by a calendar"] |= static_cast<bool>(resource.open);
        found_["5.1 stands: units by date"] |= on_date(resource.units);
        found_["5.2 stands: a limit of a queue by date"] |= resource.queue_limit && on_date(*resource.queue_limit);
        std::vector<EntryId> entries;
        collect_entries(resource.units, entries);
        Indices at(p_.entries.size(), 0);
        for_each_combination(p_, entries, at, [&] {
            const double units = evaluate(resource.units, at);
            found_["5.1 stands: part of a unit"] |= units != std::floor(units);
        });
    }

    void look(const Stream& stream) {
        found_["2.3 stands: arrivals whose rate changes"] |= stream.rate && on_date(*stream.rate);
        found_["2.3 stands: several streams"] |= p_.streams.size() > 2;
        for (const Draw& draw : stream.draws) {
            if (p_.attributes[draw.attribute.index].kind != Attribute::Kind::age) continue;
            found_["2.1 stands: an age drawn from shares"] |= draw.shares.has_value();
            found_["2.1 stands: an age drawn from a law"] |= draw.law.has_value();
        }
    }

    void look(const Hazard& hazard) {
        std::vector<EntryId> entries;
        for (const Hazard::Times& times : hazard.times) {
            found_["6.1 stands: a rate that follows a number"] |= needs_numbers(times.value);
            found_["2.2 stands: now compared in a rate"] |= times.when && depends_on_time(*times.when);
            collect_entries(times.value, entries);
            if (times.when) collect_entries(*times.when, entries);
        }
        found_["6.1 stands: several multipliers"] |= hazard.times.size() > 1;
        collect_entries(hazard.law, entries);
        for (EntryId entry : entries) follow(p_.entries[entry.index], entry);
    }

    void follow(const Entry& on, EntryId entry) {
        found_["6.1 stands: a rate that follows a track"] |= on.kind == Entry::Kind::track && !on.of;
        found_["6.1 stands: a rate that follows a case's track"] |= on.kind == Entry::Kind::track && on.of;
        found_["6.1 stands: a rate that follows the date"] |= on.kind == Entry::Kind::date;
        if (on.kind != Entry::Kind::attribute) return;
        const Attribute::Kind kind = p_.attributes[entry.index - p_.tracks.size()].kind;
        found_["6.1 stands: a rate that follows an age"] |= kind == Attribute::Kind::age;
        found_["6.1 stands: a rate that follows a window"] |= kind == Attribute::Kind::window;
    }

    void look(const Node& node) {
        found_["6.1 stands: several hazards on a node"] |= node.hazards.size() > 1;
        found_["6.1 stands: a hazard beside a stay"] |= !node.hazards.empty() && (node.stay || node.until);
        found_["11.3 stands: a hazard that opens by date"] |=
            any(node.hazards, [](auto& e) { return e.open.has_value(); });
        found_["2.2 stands: now compared in an as-soon-as"] |=
            any(node.as_soon_as, [](auto& e) { return depends_on_time(e.condition); });
        found_["5.2 stands: needs by a table"] |=
            any(node.needs, [](const UnitNeed& n) { return has_kind(n.units, Value::Kind::table); });
        if (node.stay) found_["7.2 stands: a mixture"] |= has_kind(*node.stay, LawTree::Kind::mixture);
        if (node.stay) found_["7.2 stands: a stay by a table"] |= has_kind(*node.stay, LawTree::Kind::table);
        for (const Route& route : node.routes) {
            if (route.chance) look_at_chance(*route.chance);
            if (route.when) look(*route.when);
        }
        for (const AsSoonAs& exit : node.as_soon_as) look(exit.condition);
        for (const auto* list : {&node.effects, &node.on_start, &node.on_leave})
            for (const Effect& effect : *list) look(effect);
    }

    void look_at_chance(const Value& chance) {
        found_["3.2 stands: a chance by a table"] |= has_kind(chance, Value::Kind::table);
        found_["3.2 stands: a chance from a score"] |= needs_numbers(chance);
    }

    void look(const Effect& effect) {
        if (effect.when) look(*effect.when);
        if (effect.chance) look_at_chance(*effect.chance);
        found_["3.3 stands: a draw of named values"] |= effect.kind == Effect::Kind::draw_shares;
        found_["3.3 stands: a draw of a number, a count or a duration"] |= effect.kind == Effect::Kind::draw_law;
        found_["3.3 stands: a number set by an expression"] |= effect.kind == Effect::Kind::set_number;
    }

    void look(const Condition& condition) {
        found_["4.2 stands: a count of cases"] |= has_kind(condition, Condition::Kind::count_cases);
        found_["2.2 stands: the hours of a calendar in a condition"] |= has_kind(condition, Condition::Kind::open);
        found_["4.2 stands: any case"] |= has_kind(condition, Condition::Kind::any_case);
        found_["2.2 stands: now compared"] |= depends_on_time(condition);
        found_["5.5 stands: waiting for, in a condition"] |= sees_waiting(condition);
    }

    bool sees_waiting(const Condition& condition) const {
        if (any(condition.operands, [&](const Condition& c) { return sees_waiting(c); })) return true;
        if (condition.kind != Condition::Kind::in) return false;
        const Entry& entry = p_.entries[condition.entry.index];
        for (std::size_t i = 0; i < entry.size(); ++i)
            if (condition.indices[i] && entry.names[i].starts_with("waiting")) return true;
        return false;
    }

    const Pathway& p_;
    Features found_;
};

}  // namespace

Features standing_in(const Pathway& pathway) { return Look(pathway).found(); }

}  // namespace desist
