// What the language says and this engine cannot run yet: told with its place, never silently left out.
#include <fmt/format.h>

#include <algorithm>

#include "sim/model/model.hpp"

namespace desist {
namespace {

class Unsimulated {
public:
    explicit Unsimulated(const Pathway& pathway) : p_(pathway) {
        for (const Attribute& attribute : p_.attributes) look(attribute);
        for (const Stream& stream : p_.streams) look(stream);
        for (const Hazard& hazard : p_.hazards) look(hazard);
        for (const Resource& resource : p_.resources) look(resource);
        for (const Track& track : p_.tracks)
            if (std::ranges::any_of(track.served, [](const auto& law) { return law.has_value(); }))
                add(track.at, "time served before the start");
        for (const Node& node : p_.nodes) look(node);
        for (const Measure& measure : p_.measures)
            if (measure.kind == MeasureSpec::Kind::expected)
                add({}, fmt::format("expected events (measure ‘{}’)", measure.name));
    }
    struct Found {
        Place at;
        std::string what;
    };
    std::vector<Found> found;

private:
    void add(Place at, std::string what) { found.push_back({at, std::move(what)}); }
    void add_if(bool used, Place at, const char* what) {
        if (used) add(at, what);
    }

    void look(const Attribute& attribute) {
        const std::string name = fmt::format(" (attribute ‘{}’)", attribute.name);
        if (attribute.kind == Attribute::Kind::number) add({}, "numbers" + name);
        if (attribute.kind == Attribute::Kind::window) add({}, "counts within a window" + name);
    }

    void look(const Stream& stream) {
        add_if(!stream.people.empty(), {}, "people from a file");
        for (const Draw& draw : stream.draws)
            if (draw.shares) number(*draw.shares, {});
    }

    void number(const Value& value, Place at) { add_if(needs_numbers(value), at, "values that follow numbers"); }

    void look(const Hazard& hazard) {
        add_if(!hazard.profiles.empty(), hazard.at, "profiles");
        for (const Hazard::Times& times : hazard.times) {
            number(times.value, hazard.at);
            if (times.when) add_if(depends_on_time(*times.when), hazard.at, "rates that compare now with a date");
        }
    }

    void look(const Resource& resource) {
        std::vector<EntryId> entries;
        collect_entries(resource.units, entries);
        const bool dated = std::ranges::find(entries, p_.date_entry()) != entries.end();
        add_if(resource.open || resource.given_out, resource.at, "hours of a resource");
        add_if(resource.eject, resource.at, "ejection when units fall");
        add_if(resource.priority.has_value(), resource.at, "priorities");
        add_if(resource.queue_limit.has_value(), resource.at, "limits of a queue");
        if (dated) return add(resource.at, "units that follow the date");
        Indices at(p_.entries.size(), 0);
        bool whole = true;
        for_each_combination(p_, entries, at, [&] {
            const double units = evaluate(resource.units, at);
            whole = whole && units == static_cast<double>(static_cast<std::int64_t>(units));
        });
        add_if(!whole, resource.at, "fractional units");
    }

    void look(const Node& node) {
        add_if(static_cast<bool>(node.until_open), node.at, "stays until a calendar opens");
        add_if(!node.read_again.empty(), node.at, "laws that are read again");
        add_if(node.use_for.has_value(), node.at, "units held `for` a time");
        add_if(!node.keep.empty(), node.at, "units that are kept");
        add_if(static_cast<bool>(node.full), node.at, "what is done when a queue is full");
        add_if(static_cast<bool>(node.eject), node.at, "ejection");
        for (const auto* effects : {&node.effects, &node.on_start, &node.on_leave})
            for (const Effect& effect : *effects) look(effect);
        for (const HazardExit& exit : node.hazards) {
            add_if(exit.during != During::served, exit.at, "hazards while waiting");
            add_if(exit.open.has_value(), exit.at, "hazards that open on a date");
        }
        for (const AsSoonAs& exit : node.as_soon_as) {
            add_if(exit.during != During::both, exit.at, "conditions only while waiting or served");
            add_if(depends_on_time(exit.condition), exit.at, "an as-soon-as that compares now");
            condition(exit.condition, exit.at);
        }
        for (const Route& route : node.routes) {
            if (route.when) condition(*route.when, route.at);
            if (route.chance) number(*route.chance, route.at);
        }
    }

    void look(const Effect& effect) {
        add_if(effect.kind == Effect::Kind::move && effect.move.resume, effect.at, "`resume`");
        if (effect.when) condition(*effect.when, effect.at);
        if (effect.chance) number(*effect.chance, effect.at);
        number(effect.value, effect.at);
    }

    void condition(const Condition& condition, Place at) {
        add_if(condition.kind == Condition::Kind::open, at, "hours of a calendar in a condition");
        for (const Condition& operand : condition.operands) this->condition(operand, at);
    }

    const Pathway& p_;
};

std::string sentence(const std::string& what) {
    return fmt::format("this version reads {} but cannot run them yet", what);
}

}  // namespace

void refuse_unsimulated(const Pathway& pathway, Problems& problems) {
    for (const auto& [at, what] : Unsimulated(pathway).found) problems.error(at, sentence(what));
}

void warn_unsimulated(const Pathway& pathway, Problems& problems) {
    for (const auto& [at, what] : Unsimulated(pathway).found) problems.warning(at, sentence(what));
}

}  // namespace desist
