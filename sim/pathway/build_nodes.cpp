// Hazards, tracks, nodes and routes: every share adds up, and everybody has a way out.
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "sim/pathway/builder.hpp"

namespace desist {
namespace {

bool uses_now(const Moment& moment) {
    return moment.kind == Moment::Kind::now || std::any_of(moment.operands.begin(), moment.operands.end(), uses_now);
}

During during(During said, During otherwise, bool waited_for) {
    return !waited_for || said == During::unsaid ? otherwise : said;
}

}  // namespace

void PathwayBuilder::build_tracks() {
    std::size_t n = 0;
    for (std::size_t t = 0; t < scenario_.tracks.size(); ++t) {
        const TrackSpec& spec = scenario_.tracks[t];
        Track& track = pathway_.tracks[t];
        if (spec.start_node)
            track.start = resolver_.node_in(TrackId(t), *spec.start_node);
        else
            track.start_shares = start_shares(spec, TrackId(t));
        build_served(spec, track);
        track.at = spec.at;
        if (track.of && !spec.start_node) problems_.error(spec.at, "the track of a case starts on one node, its rest");
        for (const NodeSpec& node : spec.nodes) build_node(node, pathway_.nodes[n++]);
    }
    check_case_starts();
}

void PathwayBuilder::build_served(const TrackSpec& spec, Track& track) {
    track.served.resize(track.nodes.size());
    for (const TrackSpec::Served& served : spec.served) {
        const NodeId node =
            resolver_.node_in(TrackId(static_cast<std::size_t>(&track - pathway_.tracks.data())), served.node);
        if (!node) continue;
        const Node& there = pathway_.nodes[node.index];
        const std::size_t place = there.position;
        if (track.of) problems_.error(served.node.at, "the track of a case starts at rest: no time is served there");
        track.served[place] = resolver_.law(served.law, Want::duration);
    }
}

void PathwayBuilder::build_stay(const NodeSpec& spec, Node& node) {
    const LawSpec& stay = *spec.stay;
    if (stay.name.text == "until-open" || stay.name.text == "until-next") {
        node.until_open = resolver_.calendar(stay.calendar);
        node.until_next = stay.name.text == "until-next";
    } else if (stay.name.text == "until" && !stay.arguments.empty()) {
        bool is_date = false;
        const std::size_t before = resolver_.trouble();
        node.until = resolver_.moment(stay.arguments.front().value, is_date);
        if (resolver_.trouble() > before) return;
        if (!is_date) problems_.error(stay.at, "`until` needs a date");
        if (uses_now(*node.until))
            problems_.error(stay.at, "`until` follows a date that stands: `now` never comes",
                            "set a date on arrival, or write a duration");
    } else {
        node.stay = resolver_.law(stay, Want::duration);
        node.read_again = read_again(*node.stay);
    }
}

// Dated changes that are retroactive and that the law depends on.
std::vector<std::uint16_t> PathwayBuilder::read_again(const LawTree& law) {
    std::vector<std::uint32_t> parameters;
    collect_parameters(law, parameters);
    std::set<std::uint16_t> indices;
    for (std::uint32_t p : parameters) {
        for (const ParameterSpec::Change& change : scenario_.parameters[p].changes) {
            if (!change.retroactive) continue;
            for (std::int64_t day = 0; day <= ramp_days(change); ++day) {
                const Time at = pathway_.clock.at({change.date.days + day});
                const auto found = std::ranges::find(pathway_.changes, at);
                if (found != pathway_.changes.end())
                    indices.insert(static_cast<std::uint16_t>(found - pathway_.changes.begin() + 1));
            }
        }
    }
    return {indices.begin(), indices.end()};
}

void PathwayBuilder::build_needs(const NodeSpec& spec, Node& node) {
    for (const UseSpec& use : spec.use) {
        UnitNeed need{resolver_.resource(use.resource), resolver_.value(use.units, Want::count)};
        for (const UnitNeed& other : node.needs)
            if (need.resource && other.resource == need.resource)
                problems_.error(use.resource.at, fmt::format("‘{}’ is needed twice", use.resource.text));
        node.needs.push_back(std::move(need));
    }
    for (const Text& keep : spec.keep) node.keep.push_back(resolver_.node_in(node.track, keep));
    if (spec.use_for) node.use_for = resolver_.value(*spec.use_for, Want::duration);
    if (spec.use_for && !spec.stay) {  // the units' time is the stay where none is given
        node.stay = LawTree{LawTree::Kind::fixed, {*node.use_for}, {}, {}, spec.use_for->at};
        node.use_for.reset();
    }
    if (spec.patience) node.patience = resolver_.law(*spec.patience, Want::duration);
    if (spec.give_up) node.give_up = resolver_.node_in(node.track, *spec.give_up);
    if (spec.full) node.full = resolver_.node_in(node.track, *spec.full);
    if (spec.eject) node.eject = resolver_.node_in(node.track, *spec.eject);
    check_queue(spec, node);
}

void PathwayBuilder::build_exits(const NodeSpec& spec, Node& node) {
    const bool waited_for = !spec.use.empty();
    for (const LeaveSpec& leave : spec.leave) {
        HazardExit exit;
        exit.hazard = resolver_.hazard(leave.hazard);
        exit.to = resolver_.node_in(node.track, leave.to);
        exit.during = during(leave.during, During::served, waited_for);
        exit.at = leave.at;
        if (leave.open) exit.open = resolver_.condition(*leave.open);
        node.hazards.push_back(std::move(exit));
    }
    for (const AsSoonAsSpec& spec_of : spec.as_soon_as)
        node.as_soon_as.push_back({resolver_.node_in(node.track, spec_of.to), resolver_.condition(spec_of.condition),
                                   during(spec_of.during, During::both, waited_for), spec_of.at});
    for (const AsSoonAs& exit : node.as_soon_as)
        if (asks_calendar(exit.condition))
            problems_.error(exit.at, "the hours of a calendar cannot be waited for by as-soon-as",
                            "write stay: until CALENDAR opens");
}

void PathwayBuilder::build_node(const NodeSpec& spec, Node& node) {
    if (spec.stay) build_stay(spec, node);
    build_needs(spec, node);
    node.effects = effects(spec.use.empty() ? spec.effects : spec.on_ask, spec.use.empty() ? "effects" : "on-ask");
    node.on_start = effects(spec.on_start, "on-start");
    node.on_leave = effects(spec.on_leave, "on-leave");
    build_exits(spec, node);
    build_routes(spec, node);
    check_node(spec, node);
    if (!spec.use.empty() && node.needs.size() == spec.use.size()) check_stuck(node);
}

void PathwayBuilder::check_node(const NodeSpec& spec, const Node& node) {
    const bool stays = spec.stay.has_value();
    const bool timed = stays || !spec.use.empty() || !spec.leave.empty() || !spec.as_soon_as.empty();
    const auto refuse = [&](bool wrong, const char* what, const char* hint) {
        if (wrong) problems_.error(spec.at, fmt::format("node ‘{}’ {}", node.place, what), hint);
    };
    refuse(!spec.use.empty() && !spec.effects.empty(), "waits for units: `effects` could mean asking or starting",
           "write on-ask or on-start");
    refuse(spec.use.empty() && (!spec.on_ask.empty() || !spec.on_start.empty()),
           "uses nothing: it has no on-ask and no on-start", "write effects");
    refuse(spec.patience && spec.use.empty(), "has patience but waits for nothing", "");
    refuse(spec.patience.has_value() != spec.give_up.has_value(), "needs both patience and give-up, or neither", "");
    refuse(!spec.use.empty() && !stays && spec.leave.empty() && spec.as_soon_as.empty() && !spec.use_for,
           "holds units but has neither stay nor leave", "");
    refuse((stays || spec.use_for) && spec.routes.empty(), "has a stay but no routes: there is no way out",
           "add routes");
    refuse(!stays && !spec.use_for && timed && !spec.routes.empty(),
           "has routes that are never used: nothing ends its stay", "add a stay");
    refuse(spec.end && (timed || !spec.routes.empty()), "is an end: it has no stay, use, leave or routes", "");
}

void PathwayBuilder::check_queue(const NodeSpec& spec, const Node& node) {
    const auto uses = [&](auto wanted) {
        return std::ranges::any_of(spec.use, [&](const UseSpec& use) {
            const auto found = std::ranges::find(scenario_.resources, use.resource.text,
                                                 [](const ResourceSpec& r) { return r.name.text; });
            return found != scenario_.resources.end() && wanted(*found);
        });
    };
    const bool limited = uses([](const ResourceSpec& r) { return r.queue_limit.has_value(); });
    const bool ejects = uses([](const ResourceSpec& r) { return r.on_close == ResourceSpec::OnClose::eject; });
    const auto refuse = [&](bool wrong, const std::string& what, const char* hint) {
        if (wrong) problems_.error(spec.at, fmt::format("node ‘{}’ {}", node.place, what), hint);
    };
    refuse(limited && !spec.full, "waits in a queue with a limit, but does not say where to go when it is full",
           "add full: {to: NODE}");
    refuse(spec.full && !limited, "says what happens when the queue is full, but none of its queues has a limit",
           "give the resource a queue-limit");
    refuse(ejects && !spec.eject, "can lose its units when they fall, but does not say where to go then",
           "add eject: {to: NODE}");
    refuse(spec.eject && !ejects, "says where to go when its units are taken away, but none of them ever is",
           "write on-close: eject at the resource");
    refuse(spec.use_for && !spec.keep.empty(), "holds its units for a time and keeps them too", "say one of the two");
    const auto itself = [&](const Text& kept) { return kept.text == spec.name.text; };
    refuse(std::ranges::any_of(spec.keep, itself), "keeps its units at itself, where it asks for them again",
           "leave it out of keep");
    refuse(!spec.keep.empty() && ejects, "keeps units that can be taken away: this is not possible", "");
}

// What is left goes one way, wherever that is written.
void PathwayBuilder::put_rest_last(const NodeSpec& spec, Node& node) {
    const auto is_rest = [](const Route& route) { return !route.when && !route.chance; };
    const auto rest = std::stable_partition(node.routes.begin(), node.routes.end(), std::not_fn(is_rest));
    if (node.routes.end() - rest < 2) return;
    problems_.error(rest[1].at,
                    fmt::format("two routes of ‘{}’ take what is left: nobody would take this one", spec.name.text),
                    "give it a chance or a `when`");
}

void PathwayBuilder::build_routes(const NodeSpec& spec, Node& node) {
    const std::size_t before = resolver_.trouble();
    for (const RouteSpec& route_spec : spec.routes) {
        Route route;
        route.to = resolver_.node_in(node.track, route_spec.to);
        route.at = route_spec.at;
        if (route_spec.when) route.when = resolver_.condition(*route_spec.when);
        if (route_spec.chance) route.chance = resolver_.value(*route_spec.chance, Want::share, NumbersMay::enter);
        if (route_spec.otherwise && (route.when || route.chance))
            problems_.error(route.at, "`otherwise` takes what is left: it has neither when nor chance");
        node.routes.push_back(std::move(route));
    }
    put_rest_last(spec, node);
    if (resolver_.trouble() == before) check_routes(spec, node);
}

namespace {

// Which indices of an entry have to be looked at: where only conditions depend on it, one for each way in which they
// hold or not.
class Representatives {
public:
    Representatives(const Pathway& pathway, const std::vector<EntryId>& entries, const std::vector<Route>& routes) {
        std::vector<EntryId> in_tables;
        for (const Route& route : routes)
            if (route.chance) collect_entries(*route.chance, in_tables);
        for (EntryId entry : entries) {
            const std::size_t size = pathway.entries[entry.index].size();
            std::vector<std::uint16_t> all;
            if (std::ranges::find(in_tables, entry) != in_tables.end()) {
                for (std::size_t i = 0; i < size; ++i) all.push_back(static_cast<std::uint16_t>(i));
            } else {
                std::set<std::vector<bool>> seen;
                for (std::size_t i = 0; i < size; ++i) {
                    std::vector<bool> ways;
                    for (const Route& route : routes)
                        if (route.when) note(*route.when, entry, i, ways);
                    if (seen.insert(std::move(ways)).second) all.push_back(static_cast<std::uint16_t>(i));
                }
            }
            if (all.empty()) all.push_back(0);
            indices_.push_back(std::move(all));
        }
    }

    template <class Visit>
    bool for_each(const std::vector<EntryId>& entries, Indices& at, Visit visit) const {
        double combinations = 1;
        for (const auto& all : indices_) combinations *= static_cast<double>(all.size());
        if (combinations > 1e6) return false;
        std::vector<std::size_t> place(entries.size());
        for (std::size_t e = 0; e < entries.size(); ++e) at[entries[e].index] = indices_[e].front();
        for (;;) {
            visit();
            std::size_t e = 0;
            for (; e < entries.size(); ++e) {
                place[e] = (place[e] + 1) % indices_[e].size();
                at[entries[e].index] = indices_[e][place[e]];
                if (place[e] != 0) break;
            }
            if (e == entries.size()) return true;
        }
    }

private:
    static void note(const Condition& condition, EntryId entry, std::size_t index, std::vector<bool>& ways) {
        if (condition.kind == Condition::Kind::in && condition.entry == entry) ways.push_back(condition.indices[index]);
        for (const Condition& operand : condition.operands) note(operand, entry, index, ways);
    }

    std::vector<std::vector<std::uint16_t>> indices_;
};

}  // namespace

// The greatest sum of chances that can hold together, over all combinations of what they depend on; nothing when there
// are too many.
std::optional<double> PathwayBuilder::worst_sum(const std::vector<Route>& routes) {
    std::vector<EntryId> entries;
    for (const Route& route : routes) {
        if (route.when) collect_entries(*route.when, entries);
        if (route.chance && !needs_numbers(*route.chance)) collect_entries(*route.chance, entries);
    }
    // A condition on time or on cases is not judged here: it is left out of the sum. A chance that depends on numbers
    // of people may be anything up to 100%.
    struct Judged {
        const Route* route;
        bool anything;
    };
    std::vector<Judged> judged;
    for (const Route& route : routes) {
        const bool open = !route.when || !(depends_on_time(*route.when) || looks_at_cases(*route.when));
        if (route.chance && open) judged.push_back({&route, needs_numbers(*route.chance)});
    }
    double worst = 0;
    Indices at = resolver_.no_indices();
    const bool all = Representatives(pathway_, entries, routes).for_each(entries, at, [&] {
        double sum = 0;
        for (const Judged& each : judged)
            if (!each.route->when || holds(*each.route->when, at))
                sum += each.anything ? 1 : evaluate(*each.route->chance, at);
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
    const std::size_t before = resolver_.trouble();
    Value shares = resolver_.shares(spec.start, pathway_.entry_of(track));
    if (resolver_.trouble() > before) return shares;
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
