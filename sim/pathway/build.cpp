// Scenario to Pathway, section by section: first all names, so that everything may refer to everything.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/pathway/resolver.hpp"

namespace desist {
namespace {

constexpr double most_people = 20e6;  // present, or arriving over the whole run

std::string band_name(const std::vector<double>& edges, std::size_t i) {
    if (i + 1 == edges.size()) return fmt::format("{:g}+", edges[i]);
    if (edges[i + 1] == edges[i] + 1) return fmt::format("{:g}", edges[i]);
    return fmt::format("{:g}-{:g}", edges[i], edges[i + 1] - 1);
}

double sure_number(Resolver& resolver, const Expression& expression, Want want) {
    ValueSpec spec;
    spec.leaf = expression;
    spec.at = expression.at;
    return evaluate(resolver.value(spec, want), resolver.no_indices());
}

bool uses_now(const Moment& moment) {
    return moment.kind == Moment::Kind::now || std::any_of(moment.operands.begin(), moment.operands.end(), uses_now);
}

class Builder {
public:
    Builder(const Scenario& scenario, Problems& problems)
        : scenario_(scenario), problems_(problems), resolver_(scenario, pathway_, problems) {}

    std::optional<Pathway> build();

private:
    void build_time();
    void name_attributes();
    void name_tracks();
    void name_cases();
    void name_entries();
    void build_hazards();
    void build_resources();
    void check_whole(const Resource& resource);
    void check_stuck(const Node& node);
    void build_tracks();
    void build_node(const NodeSpec& spec, Node& node);
    void build_routes(const NodeSpec& spec, Node& node);
    void check_routes(const NodeSpec& spec, const Node& node);
    void check_bounds(const Node& node, const std::vector<std::uint32_t>& parameters);
    std::optional<double> worst_sum(const std::vector<Route>& routes);
    std::vector<Effect> effects(const std::vector<EffectSpec>& specs, const char* list);
    Effect effect(const EffectSpec& spec);
    void build_set(const EffectSpec& spec, Effect& effect);
    void build_population();
    std::optional<Draw> draw(const DrawSpec& spec);
    void build_stream(const StreamSpec& spec);
    void build_measures();
    void build_measure(const MeasureSpec& spec, Measure& measure);
    Value start_shares(const TrackSpec& spec, TrackId track);
    void check_case_starts();
    void no_time(const Condition& condition, Place at);

    const Scenario& scenario_;
    Problems& problems_;
    Pathway pathway_;
    Resolver resolver_;
};

void Builder::build_time() {
    const TimeSpec& time = scenario_.time;
    pathway_.clock.start = time.start_date;
    pathway_.begin = {-std::llround(time.warm_up.number)};
    // A run of whole years or months ends on the civil date, so that its last month is whole.
    const double months = time.run.number / seconds_per_month;
    if (std::abs(months - std::round(months)) < 1e-9 && civil(time.start_date).day == 1)
        pathway_.end = pathway_.clock.at(add_months(time.start_date, static_cast<int>(std::lround(months))));
    else
        pathway_.end = {std::llround(time.run.number)};
    if (pathway_.end.seconds <= 0) problems_.error(time.run.at, "the run must last longer than nothing");
    const double years = static_cast<double>(pathway_.end.seconds - pathway_.begin.seconds) / seconds_per_year;
    if (years > 60) problems_.error(time.run.at, fmt::format("warm-up and run last {:.0f} years; at most 60 are possible", years));
    std::set<Time> changes;
    for (const ParameterSpec& parameter : scenario_.parameters)
        for (const ParameterSpec::Change& change : parameter.changes) {
            const Time at = pathway_.clock.at(change.date);
            if (at >= pathway_.end)
                problems_.warning(change.from.at, fmt::format("{} is after the end of the run: this never happens", change.from.text));
            else if (at > pathway_.begin)
                changes.insert(at);
        }
    pathway_.changes.assign(changes.begin(), changes.end());
}

void Builder::name_attributes() {
    for (const AttributeSpec& spec : scenario_.attributes) {
        Attribute attribute;
        attribute.name = spec.name.text;
        attribute.kind = static_cast<Attribute::Kind>(spec.kind);
        attribute.edges = spec.bands;
        if (attribute.edges.empty() && (attribute.kind == Attribute::Kind::count || attribute.kind == Attribute::Kind::age))
            attribute.edges = {0};
        attribute.oldest = spec.oldest.value_or(attribute.edges.empty() ? 0 : attribute.edges.back() + 25);
        if (attribute.kind == Attribute::Kind::age && spec.of)
            problems_.error(spec.of->at, "an age belongs to the offender, not to a case");
        if (attribute.kind == Attribute::Kind::age && spec.oldest && *spec.oldest <= attribute.edges.back())
            problems_.error(spec.at, "`oldest` must be above the last band's edge");
        pathway_.attributes.push_back(attribute);
    }
}

void Builder::name_tracks() {
    for (const TrackSpec& spec : scenario_.tracks) {
        Track track;
        track.name = spec.name.text;
        track.label = spec.label.empty() ? spec.name.text : spec.label;
        for (const NodeSpec& node_spec : spec.nodes) {
            Node node;
            node.name = node_spec.name.text;
            node.place = track.name + "/" + node.name;
            node.label = node_spec.label.empty() ? node.name : node_spec.label;
            node.track = TrackId(pathway_.tracks.size());
            node.position = static_cast<std::uint16_t>(track.nodes.size());
            node.end = node_spec.end;
            node.at = node_spec.at;
            track.nodes.push_back(NodeId(pathway_.nodes.size()));
            pathway_.nodes.push_back(std::move(node));
        }
        if (spec.nodes.empty()) problems_.error(spec.at, fmt::format("track ‘{}’ has no nodes", track.name));
        if (spec.nodes.size() > 10'000) problems_.error(spec.at, "a track can have at most 10,000 nodes");
        pathway_.tracks.push_back(std::move(track));
    }
}

void Builder::name_cases() {
    for (const CaseSpec& spec : scenario_.cases) {
        CaseType type;
        type.name = spec.name.text;
        type.copies = static_cast<std::uint16_t>(std::clamp(spec.copies, 1, 1000));
        if (spec.copies < 1 || spec.copies > 1000) problems_.error(spec.at, "copies must be from 1 to 1000");
        for (const Text& name : spec.tracks) {
            const TrackId track = resolver_.track(name);
            if (!track) continue;
            if (pathway_.tracks[track.index].of) problems_.error(name.at, fmt::format("‘{}’ already belongs to a case", name.text));
            pathway_.tracks[track.index].of = CaseTypeId(pathway_.cases.size());
            type.tracks.push_back(track);
        }
        if (spec.tracks.empty()) problems_.error(spec.at, "a case lives on at least one track");
        std::sort(type.tracks.begin(), type.tracks.end());
        pathway_.cases.push_back(std::move(type));
    }
    for (std::size_t i = 0; i < scenario_.attributes.size(); ++i) {
        const auto& of = scenario_.attributes[i].of;
        if (!of) continue;
        for (std::size_t c = 0; c < pathway_.cases.size(); ++c)
            if (pathway_.cases[c].name == of->text) pathway_.attributes[i].of = CaseTypeId(c);
        if (!pathway_.attributes[i].of) problems_.error(of->at, fmt::format("there is no case ‘{}’", of->text));
    }
}

void Builder::name_entries() {
    for (std::size_t t = 0; t < pathway_.tracks.size(); ++t) {
        const Track& track = pathway_.tracks[t];
        Entry entry{Entry::Kind::track, track.name, {}, track.of};
        for (NodeId node : track.nodes) entry.names.push_back(pathway_.nodes[node.index].name);
        for (std::size_t n = 0; n < track.nodes.size(); ++n)
            entry.names.push_back(scenario_.tracks[t].nodes[n].use.empty() ? "" : "waiting for " + entry.names[n]);
        pathway_.entries.push_back(std::move(entry));
    }
    for (std::size_t a = 0; a < pathway_.attributes.size(); ++a) {
        Attribute& attribute = pathway_.attributes[a];
        attribute.entry = EntryId(pathway_.entries.size());
        Entry entry{Entry::Kind::attribute, attribute.name, {}, attribute.of};
        for (const Text& value : scenario_.attributes[a].values) entry.names.push_back(value.text);
        for (std::size_t i = 0; i < attribute.edges.size(); ++i) entry.names.push_back(band_name(attribute.edges, i));
        if (entry.size() > 10'000) problems_.error(scenario_.attributes[a].at, "an attribute can have at most 10,000 values");
        pathway_.entries.push_back(std::move(entry));
    }
    Entry date{Entry::Kind::date, "(date)", {"start"}, {}};
    for (Time change : pathway_.changes) date.names.push_back("from " + to_text(pathway_.clock.date(change)));
    pathway_.entries.push_back(std::move(date));
    for (std::size_t a = 0; a < pathway_.attributes.size(); ++a)
        for (const Track& track : pathway_.tracks)
            if (track.name == pathway_.attributes[a].name)
                problems_.error(scenario_.attributes[a].at, fmt::format("‘{}’ names both an attribute and a track", track.name));
}

void Builder::no_time(const Condition& condition, Place at) {
    if (depends_on_time(condition)) problems_.error(at, "`now` cannot be compared in a hazard or in as-soon-as", "use it in a route or an effect");
}

void Builder::build_hazards() {
    for (const HazardSpec& spec : scenario_.hazards) {
        Hazard hazard;
        hazard.name = spec.name.text;
        hazard.law = resolver_.rate_law(spec.law);
        for (const HazardSpec::Times& times : spec.times) {
            Hazard::Times factor;
            if (times.when) {
                factor.when = resolver_.condition(*times.when);
                no_time(*factor.when, times.at);
                if (looks_at_cases(*factor.when))
                    problems_.error(times.at, "`any` over cases cannot stand in a hazard");
            }
            factor.value = resolver_.value(times.value, Want::factor);
            hazard.times.push_back(std::move(factor));
        }
        pathway_.hazards.push_back(std::move(hazard));
    }
}

void Builder::build_resources() {
    for (const ResourceSpec& spec : scenario_.resources) {
        Resource resource;
        resource.name = spec.name.text;
        const std::size_t before = problems_.errors();
        resource.units = resolver_.value(spec.units, Want::count);
        collect_entries(resource.units, resource.by);
        if (problems_.errors() == before) check_whole(resource);
        std::sort(resource.by.begin(), resource.by.end());
        for (EntryId entry : resource.by) {
            if (!entry) continue;
            const bool fixed = pathway_.entries[entry.index].kind == Entry::Kind::attribute && !pathway_.entries[entry.index].of;
            if (!fixed)
                problems_.error(spec.units.at, fmt::format("the units of ‘{}’ may depend on attributes of the offender only", resource.name),
                                "units that change by date are not yet possible");
        }
        pathway_.resources.push_back(std::move(resource));
    }
}

void Builder::check_whole(const Resource& resource) {
    Indices at = resolver_.no_indices();
    bool whole = true;
    for_each_combination(pathway_, resource.by, at, [&] {
        const double units = evaluate(resource.units, at);
        whole &= std::abs(units - std::round(units)) < 1e-9;
    });
    if (!whole)
        problems_.error(resource.units.at, fmt::format("the units of ‘{}’ must be whole numbers", resource.name),
                        "round(...) or floor(...) makes them whole");
}

// SEMANTICS 5.4: who needs more units than there ever are, and has no other way out, would wait for ever.
void Builder::check_stuck(const Node& node) {
    if (node.patience || !node.as_soon_as.empty()) return;
    for (const Need& need : node.needs) {
        if (!need.resource) continue;
        const Resource& resource = pathway_.resources[need.resource.index];
        std::vector<EntryId> entries = resource.by;
        collect_entries(need.units, entries);
        if (std::find(entries.begin(), entries.end(), EntryId()) != entries.end()) continue;
        Indices at = resolver_.no_indices();
        bool some = false, all = true;
        for_each_combination(pathway_, entries, at, [&] {
            const bool never_enough = evaluate(need.units, at) > evaluate(resource.units, at);
            some |= never_enough;
            all &= never_enough;
        });
        if (all)
            problems_.error(node.at, fmt::format("‘{}’ needs more of ‘{}’ than there ever is: whoever waits is stuck", node.place, resource.name),
                            "give patience, or fewer units");
        else if (some)
            problems_.warning(node.at, fmt::format("‘{}’ needs more of ‘{}’ than some people's pool ever has: they would wait for ever", node.place, resource.name));
    }
}

void Builder::build_set(const EffectSpec& spec, Effect& result) {
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
                problems_.error(expression.at, fmt::format("{} has no value ‘{}’", attribute.name, text), did_you_mean(text, known));
            } else {
                result.index = static_cast<std::uint16_t>(found - names.begin());
            }
            return;
        }
        case Attribute::Kind::count: {
            result.kind = Effect::Kind::set_number;
            ValueSpec value;
            value.leaf = expression;
            value.at = expression.at;
            result.value = resolver_.value(value, Want::count);
            return;
        }
        case Attribute::Kind::age: problems_.error(spec.at, "an age cannot be set"); return;
        case Attribute::Kind::date:
        case Attribute::Kind::duration: {
            result.kind = Effect::Kind::set_moment;
            bool is_date = false;
            result.moment = resolver_.moment(expression, is_date);
            if (is_date != (attribute.kind == Attribute::Kind::date))
                problems_.error(expression.at, fmt::format("‘{}’ needs a {}", attribute.name, is_date ? "duration" : "date"));
        }
    }
}

Effect Builder::effect(const EffectSpec& spec) {
    Effect result;
    if (spec.when) result.when = resolver_.condition(*spec.when);
    if (spec.chance) result.chance = resolver_.value(*spec.chance, Want::share);
    if (spec.kind == EffectSpec::Kind::move) {
        result.kind = Effect::Kind::move;
        result.move = resolver_.move(spec.move);
        return result;
    }
    result.attribute = resolver_.attribute(spec.attribute);
    if (!result.attribute) return result;
    const Attribute& attribute = pathway_.attributes[result.attribute.index];
    if (spec.kind == EffectSpec::Kind::set) {
        build_set(spec, result);
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
    } else if (attribute.kind == Attribute::Kind::count || attribute.kind == Attribute::Kind::duration) {
        result.kind = Effect::Kind::draw_law;
        if (spec.law)
            result.law = resolver_.law(*spec.law, attribute.kind == Attribute::Kind::count ? Want::count : Want::duration);
        else
            problems_.error(spec.at, fmt::format("‘{}’ is drawn from a law, such as exponential(60 days)", attribute.name));
    } else {
        problems_.error(spec.at, fmt::format("‘{}’ cannot be drawn", attribute.name), "set it, or draw a duration and add it");
    }
    return result;
}

std::vector<Effect> Builder::effects(const std::vector<EffectSpec>& specs, const char* list) {
    std::vector<Effect> result;
    for (const EffectSpec& spec : specs) {
        result.push_back(effect(spec));
        result.back().role = fmt::format("{}/{}", list, result.size() - 1);
    }
    return result;
}

void Builder::build_node(const NodeSpec& spec, Node& node) {
    if (spec.stay && spec.stay->name.text == "until") {
        bool is_date = false;
        node.until = resolver_.moment(spec.stay->arguments.front().value, is_date);
        if (!is_date) problems_.error(spec.stay->at, "`until` needs a date");
        if (uses_now(*node.until)) problems_.error(spec.stay->at, "`until` follows a date that stands: `now` never comes", "set a date on arrival, or write a duration");
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
        node.as_soon_as.push_back({resolver_.node_in(node.track, as_soon_as.to), resolver_.condition(as_soon_as.condition)});
        no_time(node.as_soon_as.back().condition, as_soon_as.at);
    }
    build_routes(spec, node);
    check_stuck(node);
    const auto refuse = [&](bool wrong, const char* what, const char* hint) {
        if (wrong) problems_.error(spec.at, fmt::format("node ‘{}’ {}", node.place, what), hint);
    };
    refuse(!spec.use.empty() && !spec.effects.empty(), "waits for units: `effects` could mean asking or starting", "write on-ask or on-start");
    refuse(spec.use.empty() && (!spec.on_ask.empty() || !spec.on_start.empty()), "uses nothing: it has no on-ask and no on-start", "write effects");
    refuse(spec.patience && spec.use.empty(), "has patience but waits for nothing", "");
    refuse(static_cast<bool>(spec.patience) != static_cast<bool>(spec.give_up), "needs both patience and give-up, or neither", "");
    refuse(!node.needs.empty() && !node.stay && !node.until && node.hazards.empty(), "holds units but has neither stay nor leave", "");
    refuse((node.stay || node.until) && node.routes.empty(), "has a stay but no routes: there is no way out", "add routes");
    refuse(!node.stay && !node.until && node.timed() && !node.routes.empty(), "has routes that are never used: nothing ends its stay", "add a stay");
    refuse(node.end && (node.timed() || !node.routes.empty()), "is an end: it has no stay, use, leave or routes", "");
}

void Builder::build_routes(const NodeSpec& spec, Node& node) {
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
std::optional<double> Builder::worst_sum(const std::vector<Route>& routes) {
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
void Builder::check_routes(const NodeSpec& spec, const Node& node) {
    if (node.routes.empty()) return;
    bool sure = true, has_rest = false;
    std::vector<std::uint32_t> parameters;
    for (const Route& route : node.routes) {
        has_rest |= !route.when && !route.chance;
        sure &= !route.when && (!route.chance || route.chance->sure);
        if (route.chance) collect_parameters(*route.chance, parameters);
    }
    if (!has_rest && !sure)
        problems_.error(spec.at, fmt::format("the routes of ‘{}’ may leave somebody with no way out", node.place), "end them with {to: NODE, otherwise: true}");
    const std::optional<double> worst = worst_sum(node.routes);
    if (!worst)
        problems_.warning(spec.at, fmt::format("the chances of ‘{}’ have too many combinations to add up", node.place));
    else if (*worst > 1 + 1e-9)
        problems_.error(node.routes.front().at, fmt::format("the chances of ‘{}’ add up to {:.6g}%, more than 100%", node.place, *worst * 100));
    else if (!has_rest && sure && *worst < 1 - 1e-9)
        problems_.error(spec.at, fmt::format("the chances of ‘{}’ add up to {:.6g}%, not 100%", node.place, *worst * 100), "end them with {to: NODE, otherwise: true}");
    else
        check_bounds(node, parameters);
}

void Builder::check_bounds(const Node& node, const std::vector<std::uint32_t>& parameters) {
    for (std::uint32_t p : parameters) {
        const Parameter& parameter = pathway_.parameters[p];
        for (const auto* bound : {&parameter.low, &parameter.high}) {
            if (!*bound) continue;
            std::vector<Route> routes = node.routes;
            for (Route& route : routes)
                if (route.chance) route.chance = substituted(*route.chance, p, **bound);
            const std::optional<double> worst = worst_sum(routes);
            if (worst && *worst > 1 + 1e-9)
                problems_.error(node.routes.front().at, fmt::format("with ‘{}’ at its `{}` the chances of ‘{}’ add up to {:.6g}%, more than 100%",
                                                                    parameter.name, bound == &parameter.low ? "low" : "high", node.place, *worst * 100));
        }
    }
}

Value Builder::start_shares(const TrackSpec& spec, TrackId track) {
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
        if (place >= nodes && evaluate(shares, at) != 0) waiting = pathway_.entries[pathway_.entry_of(track).index].names[place];
    });
    if (!waiting.empty()) problems_.error(spec.start.at, fmt::format("nobody can start on ‘{}’", waiting), "name the node itself: who starts there asks at once");
    return shares;
}

void Builder::build_tracks() {
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

void Builder::check_case_starts() {
    for (const Track& track : pathway_.tracks) {
        if (!track.of || !track.start) continue;
        const Node& start = pathway_.nodes[track.start.index];
        if (start.timed() || start.instant() || start.end || !start.effects.empty() || !start.on_leave.empty())
            problems_.error(start.at, fmt::format("‘{}’ is where free cases rest: it has no stay, routes or effects", start.place));
    }
}

std::optional<Draw> Builder::draw(const DrawSpec& spec) {
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
    } else if (spec.law && attribute.kind != Kind::named) {
        result.law = resolver_.law(*spec.law, attribute.kind == Kind::count ? Want::count : Want::duration);
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
        const bool earlier = entry && pathway_.entries[entry.index].kind == Entry::Kind::attribute && (entry < attribute.entry || itself);
        if (entry && !earlier && entry != pathway_.date_entry())
            problems_.error(spec.at, fmt::format("‘{}’ cannot depend on ‘{}’, which is not drawn before it", attribute.name,
                                                 pathway_.entries[entry.index].name), "attributes are drawn in the order they are declared");
    }
    return result;
}

void Builder::build_stream(const StreamSpec& spec) {
    Stream stream;
    stream.name = spec.name.text;
    if (spec.present) {
        const Value value = resolver_.value(*spec.present, Want::count);
        std::vector<EntryId> entries;
        collect_entries(value, entries);
        if (!entries.empty()) problems_.error(spec.present->at, "the number present is one number, not a table", "use one stream for each");
        const double count = problems_.has_errors() ? 0 : evaluate(value, resolver_.no_indices());
        if (count > most_people) problems_.error(spec.present->at, fmt::format("{:g} people are too many: at most 20 million", count));
        stream.present = static_cast<std::uint32_t>(std::lround(std::clamp(count, 0.0, most_people)));
    }
    if (spec.arrivals) {
        stream.rate = resolver_.value(*spec.arrivals, Want::rate);
        std::vector<EntryId> entries;
        collect_entries(*stream.rate, entries);
        for (EntryId entry : entries)
            if (entry && entry != pathway_.date_entry())
                problems_.error(spec.arrivals->at, "a rate of arrivals may change by date only", "use one stream for each");
        if (entries.empty() && !problems_.has_errors()) {
            const double people = evaluate(*stream.rate, resolver_.no_indices()) * static_cast<double>((pathway_.end - pathway_.begin).seconds);
            if (people > most_people) problems_.error(spec.arrivals->at, fmt::format("{:g} arrivals over the run are too many: at most 20 million", people));
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

void Builder::build_population() {
    for (const DrawSpec& common : scenario_.draws) resolver_.attribute(common.attribute);
    for (const StreamSpec& stream : scenario_.population) build_stream(stream);
    bool anybody = false;
    for (const Stream& stream : pathway_.streams) anybody |= stream.rate || stream.present.value_or(0) > 0;
    if (!anybody && !problems_.has_errors()) problems_.error(scenario_.title.at, "nobody is there: the population has no people present and no arrivals");
}

void Builder::build_measure(const MeasureSpec& spec, Measure& measure) {
    measure.kind = spec.kind;
    measure.name = spec.name.text;
    measure.label = spec.label.empty() ? spec.name.text : spec.label;
    measure.unit = spec.unit;
    measure.key = spec.key;
    for (const Text& node : spec.nodes) measure.nodes.push_back(resolver_.node_at(node));
    for (const Text& node : spec.proven) measure.proven.push_back(resolver_.node_at(node));
    if (spec.when) measure.when = resolver_.condition(*spec.when);
    for (const Text& by : spec.by) {
        const AttributeId attribute = resolver_.attribute(by);
        if (attribute && pathway_.entries[pathway_.entry_of(attribute).index].size() == 0)
            problems_.error(by.at, fmt::format("‘{}’ has no values to group by", by.text));
        measure.by.push_back(attribute);
    }
    const auto other = [&](const Text& name) {
        if (name.text.empty()) return MeasureId();
        for (std::size_t i = 0; i < scenario_.measures.size(); ++i)
            if (scenario_.measures[i].name.text == name.text) {
                if (scenario_.measures[i].kind == MeasureSpec::Kind::ratio) problems_.error(name.at, "a ratio of ratios is not possible");
                return MeasureId(i);
            }
        std::vector<std::string_view> known;
        for (const MeasureSpec& each : scenario_.measures) known.push_back(each.name.text);
        problems_.error(name.at, fmt::format("there is no measure ‘{}’", name.text), did_you_mean(name.text, known));
        return MeasureId();
    };
    measure.numerator = other(spec.numerator);
    measure.denominator = other(spec.denominator);
    if (spec.kind != MeasureSpec::Kind::reoffending) return;
    measure.committed = resolver_.attribute(spec.committed);
    if (measure.committed && pathway_.attributes[measure.committed.index].kind != Attribute::Kind::date)
        problems_.error(spec.committed.at, fmt::format("‘{}’ is no date", spec.committed.text));
    if (spec.within) measure.within = {std::llround(sure_number(resolver_, *spec.within, Want::duration))};
    if (spec.proven_within) measure.proven_within = {std::llround(sure_number(resolver_, *spec.proven_within, Want::duration))};
    if (measure.within + measure.proven_within >= pathway_.end - Time{0})
        problems_.error(spec.at, "the follow-up is as long as the run: nobody could be followed to its end", "run longer, or follow for less");
}

void Builder::build_measures() {
    for (const MeasureSpec& spec : scenario_.measures) build_measure(spec, pathway_.measures.emplace_back());
}

std::optional<Pathway> Builder::build() {
    pathway_.title = scenario_.title.text;
    pathway_.parameters.resize(scenario_.parameters.size());
    build_time();
    name_attributes();
    name_tracks();
    name_cases();
    name_entries();
    for (std::size_t i = 0; i < scenario_.parameters.size(); ++i) {
        const ParameterSpec& spec = scenario_.parameters[i];
        pathway_.parameters[i].name = spec.name.text;
        pathway_.parameters[i].source = spec.base.source ? spec.base.source->text : "";
        pathway_.parameters[i].quality = spec.base.quality;
        pathway_.parameters[i].note = spec.base.note;
    }
    resolver_.resolve_parameters();
    build_hazards();
    build_resources();
    build_tracks();
    build_population();
    build_measures();
    if (problems_.has_errors()) return std::nullopt;
    check_graph(pathway_, problems_);
    if (problems_.has_errors()) return std::nullopt;
    return std::move(pathway_);
}

}  // namespace

std::uint16_t Pathway::date_index(Time t) const {
    return static_cast<std::uint16_t>(std::upper_bound(changes.begin(), changes.end(), t) - changes.begin());
}

std::uint16_t Pathway::band_of(const Attribute& attribute, double value) {
    const auto above = std::upper_bound(attribute.edges.begin(), attribute.edges.end(), value);
    return static_cast<std::uint16_t>(std::max<std::ptrdiff_t>(0, above - attribute.edges.begin() - 1));
}

std::optional<Pathway> build_pathway(const Scenario& scenario, Problems& problems) {
    return Builder(scenario, problems).build();
}

}  // namespace desist
