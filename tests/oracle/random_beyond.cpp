// What is put into a random pathway after it is built: people one by one, hazards that open and close by date.
#include <fmt/format.h>

#include <algorithm>

#include "tests/oracle/random_parts.hpp"

namespace desist {
namespace {

void give_values(const Dice& dice, const std::string& key, const Pathway& pathway, Person& person) {
    using Kind = Attribute::Kind;
    for (std::size_t a = 0; a < pathway.attributes.size(); ++a) {
        const Attribute& attribute = pathway.attributes[a];
        const std::string each = key + attribute.name;
        if (attribute.of || attribute.kind == Kind::window || dice.chance(each + " empty", 40)) continue;
        const std::int64_t days = dice.roll(each, 30);
        if (attribute.kind == Kind::number) {
            person.numbers.emplace_back(AttributeId(a), 0.3 + static_cast<double>(days) / 10);
            continue;
        }
        std::int64_t value = days * seconds_per_day / 3;
        if (attribute.kind == Kind::named)
            value = dice.roll(each, static_cast<int>(pathway.entries[attribute.entry.index].size()));
        if (attribute.kind == Kind::count) value = days / 6;
        if (attribute.kind == Kind::age) value = 11 * 31'557'600 + days * 5'000'000;
        person.values.emplace_back(AttributeId(a), value);
    }
}

void add_people(const Recipe& recipe, Pathway& pathway) {
    const Dice dice(recipe.seed);
    Stream stream;
    stream.name = "cohort";
    stream.draws = pathway.streams.front().draws;
    for (int i = 0; i < 1 + recipe.people / 4; ++i) {
        const std::string key = fmt::format("person {} ", i);
        Person person;
        person.id = fmt::format("p{}", i);
        const std::int64_t days = dice.chance(key + "present", 50) ? 0 : dice.roll(key + "enters", recipe.days);
        person.enters = pathway.begin + Duration{days * seconds_per_day};
        give_values(dice, key, pathway, person);
        for (std::size_t t = 0; t < pathway.tracks.size(); ++t) {
            const Track& track = pathway.tracks[t];
            const NodeId node =
                track
                    .nodes[static_cast<std::size_t>(dice.roll(key + track.name, static_cast<int>(track.nodes.size())))];
            if (!track.of && !pathway.nodes[node.index].end && dice.chance(key + track.name, 50))
                person.starts.emplace_back(TrackId(t), node);
        }
        stream.people.push_back(std::move(person));
    }
    pathway.streams.push_back(std::move(stream));
}

void date_exits(const Recipe& recipe, Pathway& pathway) {
    const Dice dice(recipe.seed);
    const EntryId date = pathway.date_entry();
    for (Node& node : pathway.nodes)
        for (std::size_t i = 0; i < node.hazards.size(); ++i) {
            const std::string key = fmt::format("{} exit {}", node.place, i);
            if (dice.chance(key, 40)) continue;
            Condition open;
            open.kind = Condition::Kind::in;
            open.entry = date;
            for (std::size_t d = 0; d < pathway.entries[date.index].size(); ++d)
                open.indices.push_back(dice.chance(fmt::format("{} date {}", key, d), 60));
            node.hazards[i].open = open;
        }
}

}  // namespace

void add_beyond_text(const Recipe& recipe, Pathway& pathway) {
    if (recipe.has(Feature::people)) add_people(recipe, pathway);
    if (recipe.has(Feature::dated_exits) && !pathway.changes.empty()) date_exits(recipe, pathway);
}

}  // namespace desist
