// Hazards, tracks, nodes and routes: every share adds up, and everybody has a way out.
#include <fmt/format.h>

#include <algorithm>

#include "sim/pathway/builder.hpp"

namespace desist {
namespace {

bool uses_now(const Moment& moment) {
    return moment.kind == Moment::Kind::now || std::any_of(moment.operands.begin(), moment.operands.end(), uses_now);
}

}  // namespace

void PathwayBuilder::no_time(const Condition& condition, Place at) {
    if (depends_on_time(condition))
        problems_.error(at, "`now` cannot be compared in a hazard or in as-soon-as", "use it in a route or an effect");
}

void PathwayBuilder::build_hazards() {
    for (const HazardSpec& spec : scenario_.hazards) {
        Hazard hazard;
        hazard.name = spec.name.text;
        hazard.law = resolver_.rate_law(spec.law);
        double together = 1;  // the largest that the factors can be
        for (const HazardSpec::Times& times : spec.times) {
            Hazard::Times factor;
            if (times.when) {
                factor.when = resolver_.condition(*times.when);
                no_time(*factor.when, times.at);
                if (looks_at_cases(*factor.when))
                    problems_.error(times.at, "`any` over cases cannot stand in a hazard");
            }
            const std::size_t before = problems_.errors();
            factor.value = resolver_.value(times.value, Want::factor);
            if (problems_.errors() == before) together *= std::max(1.0, resolver_.largest(factor.value));
            if (together > largest_value)
                problems_.error(times.at, "with this one the factors together can be more than 10^15");
            hazard.times.push_back(std::move(factor));
        }
        pathway_.hazards.push_back(std::move(hazard));
    }
}

void PathwayBuilder::build_tracks() {
    std::size_t n = 0;
    for (std::size_t t = 0; t < scenario_.tracks.size(); ++t) {
        const TrackSpec& spec = scenario_.tracks[t];
        Track& track = pathway_.tracks[t];
        if (spec.start_node)
            track.start = resolver_.node_in(TrackId(t), *spec.start_node);
        else
            track.start_shares = start_shares(spec, TrackId(t));
        if (track.of && !spec.start_node) problems_.error(spec.at, "the track of a case starts on one node, its rest");
        for (const NodeSpec& node : spec.nodes) build_node(node, pathway_.nodes[n++]);
    }
    check_case_starts();
}

void PathwayBuilder::build_node(const NodeSpec& spec, Node& node) {
    if (spec.stay && spec.stay->name.text == "until") {
        bool is_date = false;
        node.until = resolver_.moment(spec.stay->arguments.front().value, is_date);
        if (!is_date) problems_.error(spec.stay->at, "`until` needs a date");
        if (uses_now(*node.until))
            problems_.error(spec.stay->at, "`until` follows a date that stands: `now` never comes",
                            "set a date on arrival, or write a duration");
    } else if (spec.stay) {
        node.stay = resolver_.law(*spec.stay, Want::duration);
    }
    for (const UseSpec& use : spec.use)
        node.needs.push_back({resolver_.resource(use.resource), resolver_.value(use.units, Want::count)});
    if (spec.patience) node.patience = resolver_.law(*spec.patience, Want::duration);
    if (spec.give_up) node.give_up = resolver_.node_in(node.track, *spec.give_up);
    node.effects = effects(spec.use.empty() ? spec.effects : spec.on_ask, spec.use.empty() ? "effects" : "on-ask");
    node.on_start = effects(spec.on_start, "on-start");
    node.on_leave = effects(spec.on_leave, "on-leave");
    for (const LeaveSpec& leave : spec.leave)
        node.hazards.push_back({resolver_.hazard(leave.hazard), resolver_.node_in(node.track, leave.to)});
    for (const AsSoonAsSpec& as_soon_as : spec.as_soon_as) {
        node.as_soon_as.push_back(
            {resolver_.node_in(node.track, as_soon_as.to), resolver_.condition(as_soon_as.condition)});
        no_time(node.as_soon_as.back().condition, as_soon_as.at);
    }
    build_routes(spec, node);
    check_stuck(node);
    const auto refuse = [&](bool wrong, const char* what, const char* hint) {
        if (wrong) problems_.error(spec.at, fmt::format("node ‘{}’ {}", node.place, what), hint);
    };
    refuse(!spec.use.empty() && !spec.effects.empty(), "waits for units: `effects` could mean asking or starting",
           "write on-ask or on-start");
    refuse(spec.use.empty() && (!spec.on_ask.empty() || !spec.on_start.empty()),
           "uses nothing: it has no on-ask and no on-start", "write effects");
    refuse(spec.patience && spec.use.empty(), "has patience but waits for nothing", "");
    refuse(static_cast<bool>(spec.patience) != static_cast<bool>(spec.give_up),
           "needs both patience and give-up, or neither", "");
    refuse(!node.needs.empty() && !node.stay && !node.until && node.hazards.empty(),
           "holds units but has neither stay nor leave", "");
    refuse((node.stay || node.until) && node.routes.empty(), "has a stay but no routes: there is no way out",
           "add routes");
    refuse(!node.stay && !node.until && node.timed() && !node.routes.empty(),
           "has routes that are never used: nothing ends its stay", "add a stay");
    refuse(node.end && (node.timed() || !node.routes.empty()), "is an end: it has no stay, use, leave or routes", "");
}

void PathwayBuilder::build_routes(const NodeSpec& spec, Node& node) {
    const std::size_t before = problems_.errors();
    for (const RouteSpec& route_spec : spec.routes) {
        Route route;
        route.to = resolver_.node_in(node.track, route_spec.to);
        route.at = route_spec.at;
        if (route_spec.when) route.when = resolver_.condition(*route_spec.when);
        if (route_spec.chance) route.chance = resolver_.value(*route_spec.chance, Want::share);
        if (route_spec.otherwise && (route.when || route.chance))
            problems_.error(route.at, "`otherwise` takes what is left: it has neither when nor chance");
        node.routes.push_back(std::move(route));
    }
    if (problems_.errors() == before) check_routes(spec, node);
}

// The greatest sum of chances that can hold together, over all combinations of what they depend on; nothing when there
// are too many.
std::optional<double> PathwayBuilder::worst_sum(const std::vector<Route>& routes) {
    std::vector<EntryId> entries;
    for (const Route& route : routes) {
        if (route.when) collect_entries(*route.when, entries);
        if (route.chance) collect_entries(*route.chance, entries);
    }
    // A condition on time or on cases is not judged here: it is left out of the sum.
    const auto counts = [&](const Route& route, const Indices& at) {
        if (!route.chance || !route.when) return route.chance.has_value();
        return !depends_on_time(*route.when) && !looks_at_cases(*route.when) && holds(*route.when, at);
    };
    double worst = 0;
    Indices at = resolver_.no_indices();
    const bool all = for_each_combination(pathway_, entries, at, [&] {
        double sum = 0;
        for (const Route& route : routes)
            if (counts(route, at)) sum += evaluate(*route.chance, at);
        worst = std::max(worst, sum);
    });
    return all ? std::optional(worst) : std::nullopt;
}

// SEMANTICS 3.2: shares add up to at most 1 whatever holds, also with each parameter at its bounds, and what they leave
// must have somewhere to go.
void PathwayBuilder::check_routes(const NodeSpec& spec, const Node& node) {
    if (node.routes.empty()) return;
    bool sure = true, has_rest = false;
    std::vector<std::uint32_t> parameters;
    for (const Route& route : node.routes) {
        has_rest |= !route.when && !route.chance;
        sure &= !route.when && (!route.chance || route.chance->sure);
        if (route.chance) collect_parameters(*route.chance, parameters);
    }
    if (!has_rest && !sure)
        problems_.error(spec.at, fmt::format("the routes of ‘{}’ may leave somebody with no way out", node.place),
                        "end them with {to: NODE, otherwise: true}");
    const std::optional<double> worst = worst_sum(node.routes);
    if (!worst)
        problems_.warning(spec.at, fmt::format("the chances of ‘{}’ have too many combinations to add up", node.place));
    else if (*worst > 1 + 1e-9)
        problems_.error(node.routes.front().at,
                        fmt::format("the chances of ‘{}’ add up to {:.6g}%, more than 100%", node.place, *worst * 100));
    else if (!has_rest && sure && *worst < 1 - 1e-9)
        problems_.error(spec.at,
                        fmt::format("the chances of ‘{}’ add up to {:.6g}%, not 100%", node.place, *worst * 100),
                        "end them with {to: NODE, otherwise: true}");
    else
        check_bounds(node, parameters);
}

void PathwayBuilder::check_bounds(const Node& node, const std::vector<std::uint32_t>& parameters) {
    for (std::uint32_t p : parameters) {
        const Parameter& parameter = pathway_.parameters[p];
        for (const auto* bound : {&parameter.low, &parameter.high}) {
            if (!*bound) continue;
            std::vector<Route> routes = node.routes;
            for (Route& route : routes)
                if (route.chance) route.chance = substituted(*route.chance, p, **bound);
            const std::optional<double> worst = worst_sum(routes);
            if (worst && *worst > 1 + 1e-9)
                problems_.error(
                    node.routes.front().at,
                    fmt::format("with ‘{}’ at its `{}` the chances of ‘{}’ add up to {:.6g}%, more than 100%",
                                parameter.name, bound == &parameter.low ? "low" : "high", node.place, *worst * 100));
        }
    }
}

Value PathwayBuilder::start_shares(const TrackSpec& spec, TrackId track) {
    const std::size_t before = problems_.errors();
    Value shares = resolver_.shares(spec.start, pathway_.entry_of(track));
    if (problems_.errors() > before) return shares;
    Indices at = resolver_.no_indices();
    std::vector<EntryId> entries;
    collect_entries(shares, entries);
    const std::size_t nodes = pathway_.tracks[track.index].nodes.size();
    std::string waiting;
    for_each_combination(pathway_, entries, at, [&] {
        const std::uint16_t place = at[pathway_.entry_of(track).index];
        if (place >= nodes && evaluate(shares, at) != 0)
            waiting = pathway_.entries[pathway_.entry_of(track).index].names[place];
    });
    if (!waiting.empty())
        problems_.error(spec.start.at, fmt::format("nobody can start on ‘{}’", waiting),
                        "name the node itself: who starts there asks at once");
    return shares;
}

void PathwayBuilder::check_case_starts() {
    for (const Track& track : pathway_.tracks) {
        if (!track.of || !track.start) continue;
        const Node& start = pathway_.nodes[track.start.index];
        if (start.timed() || start.instant() || start.end || !start.effects.empty() || !start.on_leave.empty())
            problems_.error(
                start.at, fmt::format("‘{}’ is where free cases rest: it has no stay, routes or effects", start.place));
    }
}

}  // namespace desist
