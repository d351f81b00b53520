#include "tests/oracle/oracle_state.hpp"

#include <algorithm>
#include <cmath>

namespace desist::oracle {
namespace {

// How many starts a window still counts, up to its highest edge.
std::int64_t counted(const View& view, AttributeId id) {
    const Attribute& window = view.pathway->attributes[id.index];
    const Copy& own = view.offender->copies.at(0);
    std::int64_t count = 0;
    if (own.starts.count(id))
        for (Time t : own.starts.at(id)) count += view.now < t + window.within;
    return std::min(count, static_cast<std::int64_t>(window.edges.back()));
}

double number_of(const View& view, AttributeId id) {
    const Attribute& attribute = view.pathway->attributes[id.index];
    const Copy* copy = view.copy(attribute.of);
    if (attribute.kind == Attribute::Kind::number) return copy ? copy->numbers[id.index] : 1;
    const auto x = value_of(view, id);
    if (attribute.kind == Attribute::Kind::age) return static_cast<double>(view.now.seconds - x) / seconds_per_year;
    return static_cast<double>(x);
}

bool asks_now(const Condition& condition) {
    return condition.kind == Condition::Kind::before || condition.kind == Condition::Kind::after;
}

void collect_moments(const Condition& condition, std::vector<const Moment*>& moments) {
    if (asks_now(condition)) moments.push_back(&condition.moment);
    for (const Condition& operand : condition.operands) collect_moments(operand, moments);
}

// Those of rates, of as-soon-as and of measures of expected events.
std::vector<const Moment*> followed_moments(const Pathway& pathway) {
    std::vector<const Moment*> moments;
    for (const Hazard& hazard : pathway.hazards)
        for (const Hazard::Times& times : hazard.times)
            if (times.when) collect_moments(*times.when, moments);
    for (const Node& node : pathway.nodes)
        for (const AsSoonAs& exit : node.as_soon_as) collect_moments(exit.condition, moments);
    for (const Measure& measure : pathway.measures)
        if (measure.hazard() && measure.when) collect_moments(*measure.when, moments);
    return moments;
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
    if (attribute.kind == Attribute::Kind::count || attribute.kind == Attribute::Kind::window)
        return Pathway::band_of(attribute, static_cast<double>(x));
    if (attribute.kind == Attribute::Kind::number)
        return attribute.edges.empty() ? 0 : Pathway::band_of(attribute, number_of(view, id));
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

Copy undrawn(const Pathway& pathway, CaseTypeId type) {
    Copy copy{type, {}, {}, {}, {}, {}, {}};
    for (const Attribute& a : pathway.attributes) {
        copy.values.push_back(a.kind == Attribute::Kind::date ? never.seconds : 0);
        copy.numbers.push_back(1);
    }
    return copy;
}

std::int64_t value_of(const View& view, AttributeId id) {
    const Attribute& attribute = view.pathway->attributes[id.index];
    if (attribute.kind == Attribute::Kind::window) return counted(view, id);
    const Copy* copy = view.copy(attribute.of);
    return copy ? copy->values[id.index] : undrawn(*view.pathway, attribute.of).values[id.index];
}

double number(const Value& value, const View& view) {
    if (!needs_numbers(value)) return evaluate(value, view.at);
    Numbers numbers;
    for (std::size_t a = 0; a < view.pathway->attributes.size(); ++a)
        numbers.push_back(number_of(view, AttributeId(a)));
    return evaluate(value, view.at, numbers);
}

std::int64_t worked_out(const Moment& moment, const View& view) {
    using Is = Moment::Kind;
    if (moment.kind == Is::now) return view.now.seconds;
    if (moment.kind == Is::constant) return moment.constant;
    if (moment.kind == Is::attribute) return value_of(view, moment.attribute);
    if (moment.kind == Is::value) return std::llround(evaluate(moment.value, view.at));
    const std::int64_t a = worked_out(moment.operands[0], view), b = worked_out(moment.operands[1], view);
    const bool skips = moment.kind == Is::later || moment.kind == Is::earlier;
    if (skips && (a == never.seconds) != (b == never.seconds) && view.seen)
        view.seen->insert("2.2 an unset date is skipped by later of, or earlier of");
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
    if (condition.kind == Is::any_case) {
        const bool held = cases_that_hold(condition, view) > 0;
        if (held && view.seen) view.seen->insert("4.2 any case holds");
        return held;
    }
    if (condition.kind == Is::count_cases) {
        const int found = cases_that_hold(condition, view);
        if (found > 1 && view.seen) view.seen->insert("4.2 several cases that hold are counted");
        return found >= condition.least && found <= condition.most;
    }
    if (condition.kind == Is::open) return view.pathway->calendars[condition.calendar.index].is_open(view.now);
    const std::int64_t date = worked_out(condition.moment, view);
    if (date == never.seconds && view.seen) view.seen->insert("2.2 an unset date is compared");
    if (date == never.seconds) return false;
    return condition.kind == Is::before ? view.now.seconds < date : view.now.seconds >= date;
}

std::set<Time> turns(const Pathway& pathway, const Offender& offender, Time now) {
    const std::vector<const Moment*> moments = followed_moments(pathway);
    std::set<Time> all;
    if (moments.empty() || offender.copies.empty()) return all;
    std::vector<View> views{see(pathway, offender, 0, now)};
    for (std::size_t type = 0; type < pathway.cases.size(); ++type)
        for (std::size_t i = 0, before = views.size(); i < before; ++i)
            for (const auto& [serial, copy] : offender.copies) {
                if (serial == 0 || copy.type != CaseTypeId(type)) continue;
                views.push_back(views[i]);
                views.back().cases[type] = &copy;
            }
    for (View& view : views) {
        view.at = indices(view);
        for (const Moment* moment : moments) {
            const Time at{worked_out(*moment, view)};
            if (at > now && at != never) all.insert(at);
        }
    }
    return all;
}

}  // namespace desist::oracle
