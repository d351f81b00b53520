#include "tests/oracle/oracle.hpp"

#include <bit>
#include <cmath>

#include "sim/base/check.hpp"
#include "tests/oracle/oracle_run.hpp"

namespace desist {
namespace oracle {

Records Oracle::run(std::uint64_t most) {
    for (const Stream& stream : p_.streams) announce(stream);
    for (Time t : p_.changes) pending_.insert({t, Kind::dated_change, {}, {}});
    for (std::size_t r = 0; r < p_.resources.size(); ++r)
        for (Time t : capacity_events(p_, ResourceId(r))) pending_.insert({t, Kind::capacity, {}, {}});
    for (; !pending_.empty() && pending_.begin()->time < p_.end; ++out_.events) {
        const Event event = *pending_.begin();
        pending_.erase(pending_.begin());
        check(event.time >= now_, "time runs backwards");
        now_ = event.time;
        look_at_order(event);
        if (out_.events == most) {
            out_ = Records();
            out_.reached = now_;
            return std::move(out_);
        }
        carry_out(event);
    }
    out_.reached = now_ = p_.end;
    for (auto& [key, offender] : offenders_) close_all(offender, Cause::horizon);
    out_.seen = std::move(seen_);
    return std::move(out_);
}

// ---- who enters, and when (13.1)

void Oracle::announce(const Stream& stream) {
    for (std::uint32_t n = 0; n < stream.present.value_or(0); ++n) announce(stream, n, p_.begin);
    for (const Person& person : stream.people) announce(stream, name_hash(person.id), person.enters, &person);
    if (stream.rate) announce_arrivals(stream);
}

void Oracle::announce_arrivals(const Stream& stream) {
    std::vector<Time> bounds{p_.begin};
    for (Time t : p_.changes)
        if (t > p_.begin && t < p_.end) bounds.push_back(t);
    bounds.push_back(p_.end);
    auto since_begin = [&](std::size_t i) { return static_cast<double>((bounds[i] - p_.begin).seconds); };
    double t = 0;
    for (std::uint64_t n = 0, segment = 0;; ++n) {
        double left = unit_exponential(uniform(key_of(stream, n), 0, purpose("entry", "arrival"), 0));
        for (;;) {
            Indices at(p_.entries.size());
            at[p_.date_entry().index] = p_.date_index(bounds[segment]);
            const double rate = evaluate(*stream.rate, at), area = rate * (since_begin(segment + 1) - t);
            if (area >= left) {
                t += left / rate;
                break;
            }
            left -= area;
            t = since_begin(++segment);
            if (segment + 1 == bounds.size()) return;
        }
        announce(stream, n, p_.begin + Duration{static_cast<std::int64_t>(std::ceil(t))});
    }
}

OffenderKey Oracle::key_of(const Stream& stream, std::uint64_t n) const {
    return offender_key(seed_, replication_, name_hash(stream.name), n);
}

void Oracle::announce(const Stream& stream, std::uint64_t n, Time at, const Person* person) {
    Offender& o = offenders_[key_of(stream, n)];
    o.key = key_of(stream, n);
    o.stream = &stream;
    o.person = person;
    pending_.insert({std::max(at, p_.begin), Kind::enter, o.key, {}});
}

void Oracle::enter(Offender& o) {
    o.copies[0] = undrawn(p_, {});
    for (std::size_t a = 0; a < p_.attributes.size(); ++a)
        if (p_.attributes[a].kind == Attribute::Kind::age) o.copies[0].values[a] = now_.seconds;
    if (o.person) take_from_file(o);
    for (const Draw& draw : o.stream->draws) draw_at_entry(o, draw);
    for (std::size_t a = 0; a < p_.attributes.size(); ++a)
        for (double edge : p_.attributes[a].edges)
            if (const Time at = reaches(Time{o.copies[0].values[a]}, edge);
                p_.attributes[a].kind == Attribute::Kind::age && at > now_)
                pending_.insert({at, Kind::crossing, o.key, {}});
    for (std::size_t t = 0; t < p_.tracks.size() && !o.copies.empty(); ++t)
        if (!p_.tracks[t].of) arrive(o, 0, start_of(o, TrackId(t)), {}, true);
    complete(o);
}

void Oracle::take_from_file(Offender& o) {
    for (auto [id, value] : o.person->values) {
        const bool age = p_.attributes[id.index].kind == Attribute::Kind::age;
        if (age) o.copies[0].values[id.index] = now_.seconds - value;
        if (!age) set(o, 0, id, value);
    }
    for (auto [id, value] : o.person->numbers) set(o, 0, id, std::bit_cast<std::int64_t>(value));
}

NodeId Oracle::start_of(const Offender& o, TrackId id) const {
    const Track& track = p_.tracks[id.index];
    if (o.person)
        for (auto [of, node] : o.person->starts)
            if (of == id) return node;
    if (track.start) return track.start;
    Indices at = see(o, 0).at;
    const auto shares = shares_of(track.start_shares, at, p_.entry_of(id), track.nodes.size());
    return track.nodes[pick(shares, uniform(o.key, 0, purpose("entry", "start/" + track.name), 0)).index];
}

void Oracle::draw_at_entry(Offender& o, const Draw& draw) {
    auto from_file = [&](const auto& of) { return of.first == draw.attribute; };
    if (o.person &&
        (std::ranges::any_of(o.person->values, from_file) || std::ranges::any_of(o.person->numbers, from_file)))
        return;
    const Attribute& attribute = p_.attributes[draw.attribute.index];
    const double u = uniform(o.key, 0, purpose("entry", "draw/" + attribute.name), 0);
    const std::int64_t x =
        draw.law ? drawn(*draw.law, attribute, see(o, 0), u) : drawn(*draw.shares, attribute, see(o, 0), u);
    if (attribute.kind != Attribute::Kind::age) return set(o, 0, draw.attribute, x);
    o.copies[0].values[draw.attribute.index] = now_.seconds - x;
}

// ---- the list

void Oracle::carry_out(const Event& event) {
    if (event.kind == Kind::serve) return serve();
    if (event.kind == Kind::turn_away) return turn_away();
    if (event.kind == Kind::dated_change) return change_date();
    if (event.kind == Kind::capacity) return eject();
    Offender& o = offenders_.at(event.who);
    if (event.kind == Kind::enter) return enter(o);
    if (event.kind == Kind::crossing) {
        look_at_crossing(o);
        return complete(o);
    }
    Spot* spot = find(o, event.track, event.serial);
    const bool left = !spot || spot->arrival != event.arrival;
    saw("8.1 an event of a node since left is void", left);
    if (left) return;
    if (event.kind == Kind::ask) {
        look_at_ask(o, *spot);
        spot->asked = true;
        return post_serve();
    }
    const Node& here = node(*spot);
    if (event.kind == Kind::give_up) {
        if (!spot->waiting) return;
        leave(o, event.serial, event.track, here.give_up, Cause::give_up);
    } else if (event.item > spot->clocks.size()) {
        if (spot->holdings.empty() || spot->holdings.back().node != spot->node) return;
        saw("5.3 units are given back before the stay ends");
        give_back(o, event.serial, spot->holdings.back());
        spot->holdings.pop_back();
        return;
    } else {
        const bool hazard = event.item < spot->clocks.size();
        if (event.time != (hazard ? spot->clocks[event.item].due : spot->finish)) return;  // void: due otherwise
        saw("2.2 a date that was waited for comes", !hazard && here.until && spot->arrived < now_);
        if (hazard) look_at_fired(spot->clocks[event.item], p_.hazards[here.hazards[event.item].hazard.index]);
        const NodeId next = hazard ? here.hazards[event.item].to : NodeId();
        leave(o, event.serial, event.track, next, hazard ? Cause::hazard : Cause::stay);
    }
    complete(o);
}

void Oracle::change_date() {
    for (auto& [key, o] : offenders_) {
        for (auto [track, serial] : places(o)) read_again(o, serial, *find(o, track, serial));
        complete(o);
    }
    post_serve();
}

}  // namespace oracle

Records run_oracle(const Pathway& pathway, std::uint64_t seed, std::uint32_t replication, std::uint64_t most) {
    return oracle::Oracle(pathway, seed, replication).run(most);
}

}  // namespace desist
