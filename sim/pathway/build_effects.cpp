// Effects: what arriving, asking, starting and leaving change.
#include <fmt/format.h>

#include <algorithm>

#include "sim/pathway/builder.hpp"

namespace desist {

Want law_of(Attribute::Kind kind) {
    if (kind == Attribute::Kind::count) return Want::count;
    return kind == Attribute::Kind::number ? Want::factor : Want::duration;
}

void PathwayBuilder::build_set(const EffectSpec& spec, Effect& result) {
    const Attribute& attribute = pathway_.attributes[result.attribute.index];
    const Expression& expression = *spec.value;
    switch (attribute.kind) {
        case Attribute::Kind::named: {
            result.kind = Effect::Kind::set_index;
            const auto& names = pathway_.entries[attribute.entry.index].names;
            const std::string text = expression.kind == Expression::Kind::name ? expression.name : to_text(expression);
            const auto found = std::find(names.begin(), names.end(), text);
            if (found == names.end()) {
                const std::vector<std::string_view> known(names.begin(), names.end());
                problems_.error(expression.at, fmt::format("{} has no value ‘{}’", attribute.name, text),
                                did_you_mean(text, known));
            } else {
                result.index = static_cast<std::uint16_t>(found - names.begin());
            }
            return;
        }
        case Attribute::Kind::count:
            result.kind = Effect::Kind::set_number;
            result.value = resolver_.value(expression, Want::count);
            return;
        case Attribute::Kind::number:
            result.kind = Effect::Kind::set_number;
            result.value = resolver_.value(expression, Want::factor, NumbersMay::enter);
            return;
        case Attribute::Kind::age:
        case Attribute::Kind::window:
            problems_.error(spec.at, attribute.kind == Attribute::Kind::age
                                         ? "an age cannot be set"
                                         : "a window counts by itself: it cannot be set");
            return;
        case Attribute::Kind::date:
        case Attribute::Kind::duration: {
            result.kind = Effect::Kind::set_moment;
            bool is_date = false;
            const std::size_t before = resolver_.trouble();
            result.moment = resolver_.moment(expression, is_date);
            if (resolver_.trouble() == before && is_date != (attribute.kind == Attribute::Kind::date))
                problems_.error(expression.at,
                                fmt::format("‘{}’ needs a {}", attribute.name, is_date ? "duration" : "date"));
        }
    }
}

Effect PathwayBuilder::effect(const EffectSpec& spec) {
    Effect result;
    result.at = spec.at;
    if (spec.when) result.when = resolver_.condition(*spec.when);
    if (spec.chance) result.chance = resolver_.value(*spec.chance, Want::share, NumbersMay::enter);
    if (spec.kind == EffectSpec::Kind::move) {
        result.kind = Effect::Kind::move;
        result.move = resolver_.move(spec.move);
        return result;
    }
    if (spec.kind == EffectSpec::Kind::cost) {
        result.kind = Effect::Kind::cost;
        result.cost = resolver_.cost(spec.attribute);
        if (result.cost && pathway_.costs[result.cost.index].kind != Cost::Kind::event)
            problems_.error(spec.attribute.at,
                            fmt::format("no effect can spend ‘{}’: it is spent by itself", spec.attribute.text),
                            "an effect spends costs without of, provided, used and expected");
        return result;
    }
    result.attribute = resolver_.attribute(spec.attribute);
    if (!result.attribute) return result;
    const Attribute& attribute = pathway_.attributes[result.attribute.index];
    if (spec.kind == EffectSpec::Kind::set) {
        if (spec.value) build_set(spec, result);
    } else if (spec.kind == EffectSpec::Kind::count) {
        result.kind = Effect::Kind::count;
        if (attribute.kind != Attribute::Kind::count)
            problems_.error(spec.attribute.at, fmt::format("‘{}’ is no count", attribute.name));
    } else if (attribute.kind == Attribute::Kind::named) {
        result.kind = Effect::Kind::draw_shares;
        if (spec.shares)
            result.value = resolver_.shares(*spec.shares, attribute.entry);
        else
            problems_.error(spec.at, fmt::format("‘{}’ is drawn from shares of its values", attribute.name));
    } else if (attribute.kind == Attribute::Kind::count || attribute.kind == Attribute::Kind::duration ||
               attribute.kind == Attribute::Kind::number) {
        result.kind = Effect::Kind::draw_law;
        if (spec.law)
            result.law = resolver_.law(*spec.law, law_of(attribute.kind));
        else
            problems_.error(spec.at,
                            fmt::format("‘{}’ is drawn from a law, such as exponential(60 days)", attribute.name));
    } else {
        problems_.error(spec.at, fmt::format("‘{}’ cannot be drawn", attribute.name),
                        "set it, or draw a duration and add it");
    }
    return result;
}

std::vector<Effect> PathwayBuilder::effects(const std::vector<EffectSpec>& specs, const char* list) {
    std::vector<Effect> result;
    for (const EffectSpec& spec : specs) {
        result.push_back(effect(spec));
        result.back().role = fmt::format("{}/{}", list, result.size() - 1);
    }
    return result;
}

}  // namespace desist
