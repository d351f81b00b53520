// Who is there: streams, and how the attributes of their people are drawn.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/pathway/builder.hpp"

namespace desist {
namespace {

constexpr double most_people = 20e6;  // present, or arriving over the whole run

}  // namespace

std::optional<Draw> PathwayBuilder::draw(const DrawSpec& spec) {
    Draw result;
    result.attribute = resolver_.attribute(spec.attribute);
    if (!result.attribute) return std::nullopt;
    const Attribute& attribute = pathway_.attributes[result.attribute.index];
    if (attribute.of) {
        problems_.error(spec.at, fmt::format("‘{}’ belongs to a case: it cannot be drawn at entry", attribute.name));
        return std::nullopt;
    }
    using Kind = Attribute::Kind;
    if (attribute.kind == Kind::date) {
        problems_.error(spec.at, fmt::format("the date ‘{}’ cannot be drawn at entry", attribute.name));
    } else if (attribute.kind == Kind::window) {
        problems_.error(spec.at, fmt::format("‘{}’ counts by itself: it cannot be drawn", attribute.name));
    } else if (spec.law && attribute.kind != Kind::named) {
        result.law = resolver_.law(*spec.law, law_of(attribute.kind));
    } else if (spec.shares && (attribute.kind == Kind::named || attribute.kind == Kind::age)) {
        result.shares = resolver_.shares(*spec.shares, attribute.entry);
    } else {
        problems_.error(spec.at, fmt::format("‘{}’ is drawn from {}", attribute.name,
                                             attribute.kind == Kind::named ? "shares of its values" : "a law"));
    }
    std::vector<EntryId> entries;
    if (result.shares) collect_entries(*result.shares, entries);
    if (result.law) collect_entries(*result.law, entries);
    for (EntryId entry : entries) {
        const bool itself = entry == attribute.entry && result.shares;  // the shares of its own values
        const bool earlier = entry && pathway_.entries[entry.index].kind == Entry::Kind::attribute &&
                             (entry < attribute.entry || itself);
        if (entry && !earlier && entry != pathway_.date_entry())
            problems_.error(spec.at,
                            fmt::format("‘{}’ cannot depend on ‘{}’, which is not drawn before it", attribute.name,
                                        pathway_.entries[entry.index].name),
                            "attributes are drawn in the order they are declared");
    }
    return result;
}

void PathwayBuilder::build_stream(const StreamSpec& spec) {
    Stream stream;
    stream.name = spec.name.text;
    if (spec.people) build_people(*spec.people, stream);
    if (spec.present) {
        const std::size_t before = resolver_.trouble();
        const Value value = resolver_.value(*spec.present, Want::count);
        std::vector<EntryId> entries;
        collect_entries(value, entries);
        if (!entries.empty())
            problems_.error(spec.present->at, "the number present is one number, not a table",
                            "use one stream for each");
        const double count = resolver_.trouble() > before ? 0 : evaluate(value, resolver_.no_indices());
        if (count > most_people)
            problems_.error(spec.present->at, fmt::format("{:.0f} people are too many: at most 20 million", count));
        stream.present = static_cast<std::uint32_t>(std::lround(std::clamp(count, 0.0, most_people)));
    }
    if (spec.arrivals) {
        const std::size_t before = resolver_.trouble();
        stream.rate = resolver_.value(*spec.arrivals, Want::rate);
        std::vector<EntryId> entries;
        collect_entries(*stream.rate, entries);
        for (EntryId entry : entries)
            if (entry && entry != pathway_.date_entry())
                problems_.error(spec.arrivals->at, "a rate of arrivals may change by date only",
                                "use one stream for each");
        if (entries.empty() && resolver_.trouble() == before) {
            const double people = evaluate(*stream.rate, resolver_.no_indices()) *
                                  static_cast<double>((pathway_.end - pathway_.begin).seconds);
            if (people > most_people)
                problems_.error(spec.arrivals->at,
                                fmt::format("{:.0f} arrivals over the run are too many: at most 20 million", people));
        }
    }
    for (const AttributeSpec& attribute : scenario_.attributes) {
        const auto of = [&](const DrawSpec& draw) { return draw.attribute.text == attribute.name.text; };
        const auto own = std::find_if(spec.draw.begin(), spec.draw.end(), of);
        const auto common = std::find_if(scenario_.draws.begin(), scenario_.draws.end(), of);
        if (own != spec.draw.end() || common != scenario_.draws.end())
            if (auto drawn = draw(own != spec.draw.end() ? *own : *common)) stream.draws.push_back(std::move(*drawn));
    }
    for (const DrawSpec& own : spec.draw) resolver_.attribute(own.attribute);  // says unknown names
    pathway_.streams.push_back(std::move(stream));
}

void PathwayBuilder::build_population() {
    for (const DrawSpec& common : scenario_.draws) resolver_.attribute(common.attribute);
    for (const StreamSpec& stream : scenario_.population) build_stream(stream);
    bool anybody = false;
    for (const Stream& stream : pathway_.streams)
        anybody |= stream.rate || stream.present.value_or(0) > 0 || !stream.people.empty();
    if (anybody || resolver_.trouble() > 0 || scenario_.population.empty()) return;
    const StreamSpec& first = scenario_.population.front();
    problems_.error(first.present ? first.present->at : first.at,
                    "nobody is there: the population has no people present and no arrivals");
}

}  // namespace desist
