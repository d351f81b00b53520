// Names, keys of tables, conditions, dates and moves.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "sim/pathway/resolver.hpp"

namespace desist {
namespace {

template <class Items>
std::size_t find_name(const Items& items, const std::string& wanted) {
    for (std::size_t i = 0; i < items.size(); ++i)
        if (items[i].name == wanted) return i;
    return items.size();
}

// An empty name was refused when it was read.
template <class Id, class Items>
Id find_or_say(Problems& problems, std::size_t& met_again, const Items& items, const Text& wanted, const char* kind) {
    if (wanted.text.empty()) return ++met_again, Id();
    const std::size_t found = find_name(items, wanted.text);
    if (found < items.size()) return Id(found);
    std::vector<std::string_view> known;
    if (problems.errors() < most_hints)
        for (const auto& item : items) known.push_back(item.name);
    problems.error(wanted.at, fmt::format("there is no {} ‘{}’", kind, wanted.text), did_you_mean(wanted.text, known));
    return {};
}

bool parse_edge(std::string_view text, double& edge) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), edge);
    return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

Resolver::Resolver(const Scenario& scenario, Pathway& pathway, Problems& problems)
    : scenario_(scenario),
      pathway_(pathway),
      problems_(problems),
      parameter_state_(scenario.parameters.size(), State::unresolved),
      score_state_(scenario.scores.size(), State::unresolved) {
    for (std::size_t i = 0; i < scenario.parameters.size(); ++i)
        parameter_index_.emplace(scenario.parameters[i].name.text, i);
}

TrackId Resolver::track(const Text& name) {
    return find_or_say<TrackId>(problems_, met_again_, pathway_.tracks, name, "track");
}

NodeId Resolver::node_in(TrackId track, const Text& name) {
    if (!track || name.text.empty()) return ++met_again_, NodeId();
    const Track& in = pathway_.tracks[track.index];
    std::vector<std::string_view> known;
    for (NodeId node : in.nodes) {
        if (pathway_.nodes[node.index].name == name.text) return node;
        if (problems_.errors() < most_hints) known.push_back(pathway_.nodes[node.index].name);
    }
    problems_.error(name.at, fmt::format("track ‘{}’ has no node ‘{}’", in.name, name.text),
                    did_you_mean(name.text, known));
    return {};
}

NodeId Resolver::node_at(const Text& place) {
    if (place.text.empty()) return ++met_again_, NodeId();
    std::vector<std::string_view> known;
    for (std::size_t i = 0; i < pathway_.nodes.size(); ++i) {
        if (pathway_.nodes[i].place == place.text) return NodeId(i);
        if (problems_.errors() < most_hints) known.push_back(pathway_.nodes[i].place);
    }
    const std::string hint = did_you_mean(place.text, known);
    problems_.error(place.at, fmt::format("there is no node ‘{}’", place.text),
                    hint.empty() ? "a node is written track/node, such as justice/arrested" : hint);
    return {};
}

AttributeId Resolver::attribute(const Text& name) {
    return find_or_say<AttributeId>(problems_, met_again_, pathway_.attributes, name, "attribute");
}

CalendarId Resolver::calendar(const Text& name) {
    return find_or_say<CalendarId>(problems_, met_again_, pathway_.calendars, name, "calendar");
}

ProfileId Resolver::profile(const Text& name) {
    return find_or_say<ProfileId>(problems_, met_again_, pathway_.profiles, name, "profile");
}

CostId Resolver::cost(const Text& name) {
    return find_or_say<CostId>(problems_, met_again_, pathway_.costs, name, "cost");
}

HazardId Resolver::hazard(const Text& name) {
    return find_or_say<HazardId>(problems_, met_again_, pathway_.hazards, name, "hazard");
}

ResourceId Resolver::resource(const Text& name) {
    return find_or_say<ResourceId>(problems_, met_again_, pathway_.resources, name, "resource");
}

EntryId Resolver::entry(const Text& name) {
    if (name.text.empty()) return ++met_again_, EntryId();
    const std::size_t i = find_name(pathway_.entries, name.text);
    if (i < pathway_.entries.size()) {  // nobody can write the name of the date's entry: policies with a date make it
        if (pathway_.entries[i].size() > 0) return EntryId(i);
        problems_.error(name.at, fmt::format("‘{}’ has no values that a table or a condition could name", name.text),
                        "dates are compared: now: before DATE");
        return {};
    }
    std::vector<std::string_view> known;
    for (const Entry& entry : pathway_.entries) known.push_back(entry.name);
    problems_.error(name.at, fmt::format("there is no attribute or track ‘{}’", name.text),
                    did_you_mean(name.text, known));
    return {};
}

std::vector<std::uint16_t> Resolver::indices(EntryId entry_id, const Text& key) {
    const Entry& entry = pathway_.entries[entry_id.index];
    if (key.text.empty() || entry.names.empty()) return ++met_again_, std::vector<std::uint16_t>{};
    if (entry.kind == Entry::Kind::date) return indices_from(key);
    for (std::size_t i = 0; i < entry.size(); ++i)
        if (entry.names[i] == key.text && !key.text.empty()) return {static_cast<std::uint16_t>(i)};
    if (entry.kind == Entry::Kind::attribute) {
        const Attribute& attribute = pathway_.attributes[entry_id.index - pathway_.tracks.size()];
        if (!attribute.edges.empty()) return band_indices(entry, attribute, key);
    }
    std::vector<std::string_view> known;
    for (const std::string& name : entry.names)
        if (!name.empty()) known.push_back(name);
    problems_.error(key.at, fmt::format("{} has no value ‘{}’", entry.name, key.text), did_you_mean(key.text, known));
    return {};
}

// Of a table that a policy's date made: "start", or "from 2013-12-01". Such rows hold until the next one, so that later
// rows take over what earlier ones had.
std::vector<std::uint16_t> Resolver::indices_from(const Text& key) const {
    const std::optional<Date> date =
        key.text == "start" ? std::nullopt : parse_date(std::string_view{key.text}.substr(5));
    std::vector<std::uint16_t> found;
    for (std::size_t i = 0; i <= pathway_.changes.size(); ++i) {
        const Time begins = i == 0 ? pathway_.begin : pathway_.changes[i - 1];
        if (!date || begins >= pathway_.clock.at(*date)) found.push_back(static_cast<std::uint16_t>(i));
    }
    return found;
}

// "18+", "18-24", "4": whole bands only, so that a key means exactly what it says.
std::vector<std::uint16_t> Resolver::band_indices(const Entry& entry, const Attribute& attribute, const Text& key) {
    std::string_view text = key.text;
    double low = 0, high = HUGE_VAL;
    bool good = true;
    if (text.ends_with('+')) {
        good = parse_edge(text.substr(0, text.size() - 1), low);
    } else if (const std::size_t dash = text.find('-', 1); dash != std::string_view::npos) {
        good = parse_edge(text.substr(0, dash), low) && parse_edge(text.substr(dash + 1), high);
        if (attribute.kind != Attribute::Kind::number) high += 1;  // the bands of counts and ages name their last
    } else {
        good = parse_edge(text, low);
        high = low + 1;
    }
    std::vector<std::uint16_t> found;
    const auto& edges = attribute.edges;
    for (std::size_t i = 0; good && i < edges.size(); ++i) {
        const double top = i + 1 < edges.size() ? edges[i + 1] : HUGE_VAL;
        if (edges[i] >= low && top <= high) found.push_back(static_cast<std::uint16_t>(i));
    }
    const bool starts = !found.empty() && edges[found.front()] == low;
    const bool ends =
        !found.empty() && (found.back() + 1u < edges.size() ? edges[found.back() + 1u] : HUGE_VAL) == high;
    if (good && starts && ends) return found;
    problems_.error(key.at, fmt::format("‘{}’ is no band of {}, nor bands joined", key.text, entry.name),
                    fmt::format("its bands are: {}", fmt::join(entry.names, ", ")));
    return {};
}

bool Resolver::moment_needs_attributes(const Expression& expression) const {
    switch (expression.kind) {
        case Expression::Kind::now:
        case Expression::Kind::date:
        case Expression::Kind::later:
        case Expression::Kind::earlier:
            return true;
        case Expression::Kind::name:
            return !expression.name.empty() &&
                   find_name(pathway_.attributes, expression.name) < pathway_.attributes.size();
        default:
            return std::any_of(expression.operands.begin(), expression.operands.end(),
                               [&](const Expression& operand) { return moment_needs_attributes(operand); });
    }
}

Moment Resolver::moment(const Expression& expression, bool& is_date) {
    Moment result;
    is_date = false;
    if (!moment_needs_attributes(expression)) {
        result.kind = Moment::Kind::value;
        ValueSpec spec;
        spec.leaf = expression;
        spec.at = expression.at;
        result.value = value(spec, Want::duration);
        return result;
    }
    std::vector<bool> dates;
    for (const Expression& operand : expression.operands) {
        bool operand_is_date = false;
        result.operands.push_back(moment(operand, operand_is_date));
        dates.push_back(operand_is_date);
    }
    switch (expression.kind) {
        case Expression::Kind::now:
            is_date = true;
            return result;
        case Expression::Kind::date:
            result.kind = Moment::Kind::constant;
            result.constant = pathway_.clock.at(Date{static_cast<std::int64_t>(expression.number)}).seconds;
            is_date = true;
            return result;
        case Expression::Kind::name: {
            result.kind = Moment::Kind::attribute;
            result.attribute = attribute({expression.name, expression.at});
            const Attribute::Kind kind = pathway_.attributes[result.attribute.index].kind;
            is_date = kind == Attribute::Kind::date;
            if (!is_date && kind != Attribute::Kind::duration)
                problems_.error(expression.at, fmt::format("‘{}’ is neither a date nor a duration", expression.name));
            return result;
        }
        case Expression::Kind::later:
        case Expression::Kind::earlier:
            result.kind = expression.kind == Expression::Kind::later ? Moment::Kind::later : Moment::Kind::earlier;
            is_date = true;
            if (!dates[0] || !dates[1]) problems_.error(expression.at, "later of and earlier of need two dates");
            return result;
        case Expression::Kind::add:
            result.kind = Moment::Kind::add;
            is_date = dates[0] || dates[1];
            if (dates[0] && dates[1]) problems_.error(expression.at, "two dates cannot be added");
            return result;
        case Expression::Kind::subtract:
            result.kind = Moment::Kind::subtract;
            is_date = dates[0] && !dates[1];
            if (dates[1] && !dates[0]) problems_.error(expression.at, "a date cannot be taken from a duration");
            return result;
        default:
            problems_.error(expression.at, "dates are only added to, taken from, and compared");
            return result;
    }
}

Move Resolver::move(const MoveSpec& spec) {
    Move result;
    result.track = track(spec.track);
    result.to = node_in(result.track, spec.to);
    result.open = spec.open;
    result.resume = spec.resume;
    for (const Text& from : spec.from) {
        Text node = from;
        constexpr std::string_view waiting = "waiting for ";
        if (node.text.starts_with(waiting)) node.text.erase(0, waiting.size());  // `from: NODE` includes waiting for it
        result.from.push_back(node_in(result.track, node));
    }
    if (!result.track || spec.to.text.empty()) return result;
    const bool of_case = static_cast<bool>(pathway_.tracks[result.track.index].of);
    if (spec.open && !of_case)
        problems_.error(spec.track.at,
                        fmt::format("‘{}’ is no track of a case: there is nothing to open", spec.track.text));
    if (!spec.open && spec.from.empty())
        problems_.error(spec.track.at, "a move names the nodes it moves `from`",
                        "from: [none]; elsewhere it does nothing");
    return result;
}

}  // namespace desist
