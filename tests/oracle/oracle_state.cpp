#include "tests/oracle/oracle_state.hpp"

#include <algorithm>
#include <cmath>

namespace desist::oracle {
namespace {

std::int64_t whole(double x) { return static_cast<std::int64_t>(x); }

bool same(const RateLaw& a, const RateLaw& b) {
    auto same_piece = [](const auto& x, const auto& y) { return x.until == y.until && x.rate == y.rate; };
    return a.kind == b.kind && a.a == b.a && a.b == b.b &&
           std::equal(a.pieces.begin(), a.pieces.end(), b.pieces.begin(), b.pieces.end(), same_piece);
}

double age(const HazardClock& clock, Time t) { return static_cast<double>((t - clock.started).seconds); }

Time due(const HazardClock& clock, Time now) {
    if (clock.left <= 0) return now;
    if (clock.product == 0) return never;
    const double from = age(clock, now);
    const double wait = std::ceil(age_reaching(clock.law, from, clock.left / clock.product) - from);
    return wait <= 1e15 ? now + Duration{std::max<std::int64_t>(1, whole(wait))} : never;
}

std::uint16_t index_of(const View& view, TrackId id) {
    const Track& track = view.pathway->tracks[id.index];
    const Copy* copy = view.copy(track.of);
    auto position = [&](NodeId node) { return view.pathway->nodes[node.index].position; };
    if (!copy || !copy->spots.count(id)) return track.start ? position(track.start) : 0;
    const Spot& spot = copy->spots.at(id);
    return static_cast<std::uint16_t>(position(spot.node) + (spot.waiting ? track.nodes.size() : 0));
}

std::uint16_t index_of(const View& view, AttributeId id) {
    const Attribute& attribute = view.pathway->attributes[id.index];
    const std::int64_t x = value_of(view, id);
    if (attribute.kind == Attribute::Kind::named) return static_cast<std::uint16_t>(x);
    if (attribute.kind == Attribute::Kind::count) return Pathway::band_of(attribute, static_cast<double>(x));
    if (attribute.kind != Attribute::Kind::age) return 0;
    auto is_reached = [&](double edge) { return reaches(Time{x}, edge) <= view.now; };
    const auto reached = std::count_if(attribute.edges.begin(), attribute.edges.end(), is_reached);
    return static_cast<std::uint16_t>(std::max<std::int64_t>(1, reached) - 1);
}

Indices indices(const View& view) {
    Indices at;
    for (std::size_t t = 0; t < view.pathway->tracks.size(); ++t) at.push_back(index_of(view, TrackId(t)));
    for (std::size_t a = 0; a < view.pathway->attributes.size(); ++a) at.push_back(index_of(view, AttributeId(a)));
    at.push_back(view.pathway->date_index(view.now));
    return at;
}

int cases_that_hold(const Condition& condition, View view) {
    int found = 0;
    for (const auto& [serial, copy] : view.offender->copies) {
        if (serial == 0 || copy.type != condition.of) continue;
        view.cases[copy.type.index] = &copy;
        view.at = indices(view);
        auto one = [&](const Condition& operand) { return holds(operand, view); };
        found += std::all_of(condition.operands.begin(), condition.operands.end(), one);
    }
    return found;
}

}  // namespace

std::set<std::pair<TrackId, std::uint32_t>> places(const Offender& offender) {
    std::set<std::pair<TrackId, std::uint32_t>> all;
    for (const auto& [serial, copy] : offender.copies)
        for (const auto& [track, spot] : copy.spots) all.insert({track, serial});
    return all;
}

Spot* find(Offender& offender, TrackId track, std::uint32_t serial) {
    const auto copy = offender.copies.find(serial);
    return copy != offender.copies.end() && copy->second.spots.count(track) ? &copy->second.spots[track] : nullptr;
}

std::uint32_t serial_of(const Offender& offender, CaseTypeId wanted, CaseTypeId own, std::uint32_t serial) {
    if (!wanted) return 0;
    if (wanted == own) return offender.copies.count(serial) ? serial : 0;
    return offender.in_hand.count(wanted) ? offender.in_hand.at(wanted) : 0;
}

View see(const Pathway& pathway, const Offender& offender, std::uint32_t serial, Time now) {
    View view{&pathway, &offender, now, std::vector<const Copy*>(pathway.cases.size(), nullptr)};
    for (auto [type, in_hand] : offender.in_hand) view.cases[type.index] = &offender.copies.at(in_hand);
    if (serial != 0) view.cases[offender.copies.at(serial).type.index] = &offender.copies.at(serial);
    view.at = indices(view);
    return view;
}

std::vector<std::int64_t> undrawn(const Pathway& pathway) {
    std::vector<std::int64_t> values;
    for (const Attribute& a : pathway.attributes) values.push_back(a.kind == Attribute::Kind::date ? never.seconds : 0);
    return values;
}

std::int64_t value_of(const View& view, AttributeId id) {
    const Copy* copy = view.copy(view.pathway->attributes[id.index].of);
    return copy ? copy->values[id.index] : undrawn(*view.pathway)[id.index];
}

std::int64_t worked_out(const Moment& moment, const View& view) {
    using Is = Moment::Kind;
    if (moment.kind == Is::now) return view.now.seconds;
    if (moment.kind == Is::constant) return moment.constant;
    if (moment.kind == Is::attribute) return value_of(view, moment.attribute);
    if (moment.kind == Is::value) return std::llround(evaluate(moment.value, view.at));
    const std::int64_t a = worked_out(moment.operands[0], view), b = worked_out(moment.operands[1], view);
    const bool skips = moment.kind == Is::later || moment.kind == Is::earlier;
    if (a == never.seconds) return skips ? b : a;
    if (b == never.seconds) return skips ? a : b;
    if (moment.kind == Is::add) return a + b;
    if (moment.kind == Is::subtract) return a - b;
    return moment.kind == Is::later ? std::max(a, b) : std::min(a, b);
}

bool holds(const Condition& condition, const View& view) {
    using Is = Condition::Kind;
    auto one = [&](const Condition& operand) { return holds(operand, view); };
    const auto& operands = condition.operands;
    if (condition.kind == Is::all) return std::all_of(operands.begin(), operands.end(), one);
    if (condition.kind == Is::any) return std::any_of(operands.begin(), operands.end(), one);
    if (condition.kind == Is::negate) return !one(operands.front());
    if (condition.kind == Is::in) return condition.indices[view.at[condition.entry.index]];
    if (condition.kind == Is::any_case) return cases_that_hold(condition, view) > 0;
    if (condition.kind == Is::count_cases) {
        const int found = cases_that_hold(condition, view);
        return found >= condition.least && found <= condition.most;
    }
    if (condition.kind == Is::open) return view.pathway->calendars[condition.calendar.index].is_open(view.now);
    const std::int64_t date = worked_out(condition.moment, view);
    if (date == never.seconds) return false;
    return condition.kind == Is::before ? view.now.seconds < date : view.now.seconds >= date;
}

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
    return std::llround(quantile(law_at(law, view.at), u));
}

NodeId routed(const Node& node, const View& view, double u) {
    double sum = 0;
    NodeId last;  // for shares that add up to 1 but for rounding
    for (const Route& route : node.routes) {
        if (route.when && !holds(*route.when, view)) continue;
        if (!route.chance) return route.to;
        const double chance = evaluate(*route.chance, view.at);
        sum += chance;
        if (u < sum) return route.to;
        if (chance > 0) last = route.to;
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

bool settle(HazardClock& clock, const Hazard& hazard, const View& view) {
    double product = 1;
    for (const Hazard::Times& times : hazard.times)
        if (!times.when || holds(*times.when, view)) product *= evaluate(times.value, view.at);
    const RateLaw law = rate_law_at(hazard.law, view.at);
    const bool starts = clock.started == never;
    if (starts) clock.started = view.now;
    if (!starts && product == clock.product && same(law, clock.law)) return false;
    if (!starts) clock.left -= clock.product * integral(clock.law, age(clock, clock.settled), age(clock, view.now));
    clock.product = product;
    clock.law = law;
    clock.settled = view.now;
    clock.due = due(clock, view.now);
    return !starts;
}

}  // namespace desist::oracle
