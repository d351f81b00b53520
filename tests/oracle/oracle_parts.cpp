// Parts of the oracle that are functions of a view: draws, routes, pools, clocks (SEMANTICS 2, 3, 5, 6).
#include <algorithm>
#include <bit>
#include <cmath>

#include "tests/oracle/oracle_state.hpp"

namespace desist::oracle {
namespace {

std::int64_t whole(double x) { return static_cast<std::int64_t>(x); }

bool same(const RateLaw& a, const RateLaw& b) {
    auto same_piece = [](const auto& x, const auto& y) { return x.until == y.until && x.rate == y.rate; };
    return a.kind == b.kind && a.a == b.a && a.b == b.b &&
           std::equal(a.pieces.begin(), a.pieces.end(), b.pieces.begin(), b.pieces.end(), same_piece);
}

double age(const HazardClock& clock, Time t) { return static_cast<double>((t - clock.started).seconds); }

// With a profile time is that of the clock on the wall, and the age 0 lies at the start.
double used(const HazardClock& clock, bool profiled, Time now) {
    const double from = age(clock, clock.settled), to = age(clock, now);
    const double origin = static_cast<double>(clock.started.seconds);
    return clock.product *
           (profiled ? integral(clock.law, clock.weights, origin, from, to) : integral(clock.law, from, to));
}

Time due(const HazardClock& clock, bool profiled, Time now) {
    if (clock.left <= 0) return now;
    if (clock.product == 0) return never;
    const double from = age(clock, now), amount = clock.left / clock.product;
    const double origin = static_cast<double>(clock.started.seconds);
    const double reached =
        profiled ? age_reaching(clock.law, clock.weights, origin, from, amount) : age_reaching(clock.law, from, amount);
    const double wait = std::ceil(reached - from);
    return wait <= 1e15 ? now + Duration{std::max<std::int64_t>(1, whole(wait))} : never;
}

Weights weights_of(const Pathway& pathway, const Hazard& hazard) {
    Weights weights;
    bool week = false, months = false;
    for (ProfileId id : hazard.profiles) {
        const Profile& profile = pathway.profiles[id.index];
        std::vector<Cycle::Step> steps;
        for (const Profile::Step& step : profile.steps) steps.push_back({step.from, step.weight});
        const Cycle cycle(profile.cycle_start.seconds, profile.cycle, steps);
        Cycle& kind = profile.months ? weights.months : weights.week;
        bool& has = profile.months ? months : week;
        kind = has ? kind.times(cycle) : cycle;
        has = true;
    }
    return weights;
}

Time midnight(Time t) {
    return Time{whole(std::floor(static_cast<double>(t.seconds) / seconds_per_day)) * seconds_per_day};
}

// An opening of a resource: a stretch of its calendar, cut at midnight where it is longer than a day; without a
// calendar a civil day.
struct Opening {
    Time from, to;
};
std::optional<Opening> opening_at(const Pathway& pathway, ResourceId id, Time now) {
    const Opening day{midnight(now), midnight(now) + Duration{seconds_per_day}};
    const CalendarId open = pathway.resources[id.index].open;
    if (!open) return day;
    for (const Calendar::Interval& hours : pathway.calendars[open.index].intervals) {
        if (now < hours.open || now >= hours.close) continue;
        if ((hours.close - hours.open).seconds <= seconds_per_day) return Opening{hours.open, hours.close};
        return Opening{std::max(hours.open, day.from), std::min(hours.close, day.to)};
    }
    return std::nullopt;
}

// Until when an opening has one unit more than the whole part.
Time share_ends(const Opening& opening, double units) {
    const double length = static_cast<double>((opening.to - opening.from).seconds);
    return opening.from + Duration{std::llround((units - std::floor(units)) * length)};
}

}  // namespace

Time reaches(Time birth, double years) { return birth + Duration{whole(std::ceil(years * seconds_per_year))}; }

Picked pick(const std::vector<double>& shares, double u) {
    Picked picked;
    double sum = 0;
    for (std::size_t i = 0; i < shares.size() && u >= sum; ++i) {
        if (shares[i] > 0) picked = {i, sum, sum + shares[i]};
        sum += shares[i];
    }
    return picked;
}

std::int64_t drawn(const Value& shares, const Attribute& attribute, View view, double u) {
    const std::size_t size = view.pathway->entries[attribute.entry.index].size();
    const auto [k, below, above] = pick(shares_of(shares, view.at, attribute.entry, size), u);
    if (attribute.kind != Attribute::Kind::age) return static_cast<std::int64_t>(k);
    const double low = attribute.edges[k], high = k + 1 < size ? attribute.edges[k + 1] : attribute.oldest;
    const double within = (u - below) / (above - below);
    return whole(std::floor(low * seconds_per_year + within * ((high - low) * seconds_per_year)));
}

std::int64_t drawn(const LawTree& law, const Attribute& attribute, const View& view, double u) {
    if (attribute.kind == Attribute::Kind::duration) return stay_of(law_at(law, view.at), u).seconds;
    if (attribute.kind == Attribute::Kind::number)
        return std::bit_cast<std::int64_t>(quantile(law_at(law, view.at), u));
    return std::llround(quantile(law_at(law, view.at), u));
}

// Negative, or no number at all, it is 0 (13.24).
double chance(const Value& value, const View& view) {
    const double x = number(value, view);
    if (!(x >= 0)) view.seen->insert("13.24 a chance that numbers make negative, or no number");
    return x >= 0 ? x : 0;
}

NodeId routed(const Node& node, const View& view, double u) {
    double sum = 0;
    NodeId last;  // for shares that add up to 1 but for rounding
    for (const Route& route : node.routes) {
        const bool open = !route.when || holds(*route.when, view);
        if (!open) view.seen->insert("3.2 a route whose when does not hold");
        if (!open) continue;
        if (!route.chance) view.seen->insert(sum > 0 ? "3.2 the rest takes otherwise" : "3.2 the only route left");
        if (!route.chance) return route.to;
        const double share = chance(*route.chance, view);
        sum += share;
        if (u < sum) view.seen->insert("3.2 a route by its chance");
        if (u < sum) return route.to;
        if (share > 0) last = route.to;
    }
    return last;
}

PoolId pool_of(ResourceId resource, const View& view) {
    std::size_t number = 0;
    for (std::size_t r = 0; r <= resource.index; ++r) {
        std::size_t pools = 1, row = 0;
        for (EntryId by : view.pathway->resources[r].by) {
            row = row * view.pathway->entries[by.index].size() + view.at[by.index];
            pools *= view.pathway->entries[by.index].size();
        }
        number += r < resource.index ? pools : row;
    }
    return PoolId(number);
}

std::int64_t units_at(const Pathway& pathway, ResourceId id, Indices at, Time now) {
    const std::optional<Opening> opening = opening_at(pathway, id, now);
    if (!opening) return 0;
    at[pathway.date_entry().index] = pathway.date_index(opening->from);
    const double units = evaluate(pathway.resources[id.index].units, at);
    return whole(std::floor(units)) + (now < share_ends(*opening, units));
}

std::set<Time> capacity_events(const Pathway& pathway, ResourceId id) {
    const Resource& resource = pathway.resources[id.index];
    std::set<Time> all;
    for (Time t = pathway.begin; t < pathway.end;) {
        const std::optional<Opening> opening = opening_at(pathway, id, t);
        all.insert(t);
        t = opening ? opening->to : pathway.calendars[resource.open.index].opens(t);
        if (!opening) continue;
        Indices at(pathway.entries.size(), 0);
        at[pathway.date_entry().index] = pathway.date_index(opening->from);
        for_each_combination(pathway, resource.by, at,
                             [&] { all.insert(share_ends(*opening, evaluate(resource.units, at))); });
    }
    if (resource.given_out)
        for (const Calendar::Interval& hours : pathway.calendars[resource.given_out.index].intervals)
            all.insert(hours.open);
    all.erase(all.begin(), all.lower_bound(pathway.begin));
    return all;
}

bool counts(During during, bool waiting) { return during == During::both || (during == During::waiting) == waiting; }

void settle(HazardClock& clock, const HazardExit& exit, const View& view) {
    const Hazard& hazard = view.pathway->hazards[exit.hazard.index];
    const bool profiled = !hazard.profiles.empty();
    double product = 1;
    for (const Hazard::Times& times : hazard.times)
        if (!times.when || holds(*times.when, view)) product *= number(times.value, view);
    if (product < 0) view.seen->insert("13.24 a rate that numbers make negative");
    product = std::max(0.0, product);
    if (exit.open && !holds(*exit.open, view)) product = 0;
    const RateLaw law = rate_law_at(hazard.law, view.at);
    const bool starts = clock.started == never;
    if (!starts && product == clock.product && same(law, clock.law)) return;
    if (!starts) view.seen->insert("6.1 a rate changes while its clock runs");
    if (!starts && product > 0 && clock.product == 0) view.seen->insert("6.1 a clock that stood still runs again");
    if (starts) clock.started = view.now - clock.age;
    if (starts && profiled) clock.weights = weights_of(*view.pathway, hazard);
    if (!starts) clock.left -= used(clock, profiled, view.now);
    clock.product = product;
    clock.law = law;
    clock.settled = view.now;
    clock.due = due(clock, profiled, view.now);
    if (clock.left <= 0) view.seen->insert("6.1 a clock is found reached when settled");
}

void interrupt(HazardClock& clock, bool profiled, Time now) {
    if (clock.started == never) return;
    clock.left -= used(clock, profiled, now);
    clock.age = now - clock.started;
    clock.started = clock.settled = clock.due = never;
}

}  // namespace desist::oracle
