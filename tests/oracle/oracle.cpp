#include "tests/oracle/oracle.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "sim/base/check.hpp"
#include "tests/oracle/oracle_state.hpp"

namespace desist {
namespace oracle {
namespace {

class Oracle {
public:
    Oracle(const Pathway& pathway, std::uint64_t seed, std::uint32_t replication)
        : p_(pathway), seed_(seed), replication_(replication), now_(pathway.begin) {}

    Records run() {
        for (const Stream& stream : p_.streams) announce(stream);
        for (Time t : p_.changes) pending_.insert({t, Kind::dated_change, {}, {}});
        for (; !pending_.empty() && pending_.begin()->time < p_.end; ++out_.events) {
            const Event event = *pending_.begin();
            pending_.erase(pending_.begin());
            now_ = event.time;
            carry_out(event);
        }
        now_ = p_.end;
        for (auto& [key, offender] : offenders_) close_all(offender, Cause::horizon);
        return std::move(out_);
    }

private:
    // ---- who enters, and when (13.1)
    void announce(const Stream& stream) {
        for (std::uint32_t n = 0; n < stream.present.value_or(0); ++n) announce(stream, n, p_.begin);
        if (!stream.rate) return;
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

    OffenderKey key_of(const Stream& stream, std::uint64_t n) const {
        return offender_key(seed_, replication_, name_hash(stream.name), n);
    }

    void announce(const Stream& stream, std::uint64_t n, Time at) {
        Offender& o = offenders_[key_of(stream, n)];
        o.key = key_of(stream, n);
        o.stream = &stream;
        pending_.insert({at, Kind::enter, o.key, {}});
    }

    void enter(Offender& o) {
        o.copies[0].values = undrawn(p_);
        for (const Draw& draw : o.stream->draws) draw_at_entry(o, draw);
        for (std::size_t t = 0; t < p_.tracks.size() && !o.copies.empty(); ++t)
            if (!p_.tracks[t].of) arrive(o, 0, p_.tracks[t].start ? p_.tracks[t].start : drawn_start(o, TrackId(t)));
        complete(o);
    }

    NodeId drawn_start(const Offender& o, TrackId id) const {
        const Track& track = p_.tracks[id.index];
        Indices at = see(o, 0).at;
        const auto shares = shares_of(track.start_shares, at, p_.entry_of(id), track.nodes.size());
        return track.nodes[pick(shares, uniform(o.key, 0, purpose("entry", "start/" + track.name), 0)).index];
    }

    void draw_at_entry(Offender& o, const Draw& draw) {
        const Attribute& attribute = p_.attributes[draw.attribute.index];
        const double u = uniform(o.key, 0, purpose("entry", "draw/" + attribute.name), 0);
        const std::int64_t x =
            draw.law ? drawn(*draw.law, attribute, see(o, 0), u) : drawn(*draw.shares, attribute, see(o, 0), u);
        if (attribute.kind != Attribute::Kind::age) return set(o, 0, draw.attribute, x);
        const Time birth = now_ - Duration{x};
        o.copies[0].values[draw.attribute.index] = birth.seconds;
        for (double edge : attribute.edges)
            if (reaches(birth, edge) > now_) pending_.insert({reaches(birth, edge), Kind::crossing, o.key, {}});
    }

    View see(const Offender& o, std::uint32_t serial) const { return oracle::see(p_, o, serial, now_); }
    const Node& node(const Spot& spot) const { return p_.nodes[spot.node.index]; }

    // ---- effects
    void set(Offender& o, std::uint32_t serial, AttributeId id, std::int64_t value) {
        const CaseTypeId of = p_.attributes[id.index].of;
        const std::uint32_t holder = serial_of(o, of, o.copies.at(serial).type, serial);
        if (of && holder == 0) return;
        o.copies.at(holder).values[id.index] = value;
        out_.changes.push_back({o.key, holder, id, value, now_});
    }

    double luck(const Offender& o, std::uint32_t serial, const Spot& spot, const std::string& role) const {
        return uniform(o.key, serial, purpose(node(spot).place, role), spot.visit);
    }

    void run_effects(Offender& o, std::uint32_t serial, const Spot& spot, const std::vector<Effect>& effects) {
        for (const Effect& effect : effects) {
            const View view = see(o, serial);
            if (effect.when && !holds(*effect.when, view)) continue;
            if (effect.chance && luck(o, serial, spot, effect.role) >= evaluate(*effect.chance, view.at)) continue;
            if (effect.kind == Effect::Kind::cost) continue;
            if (effect.kind == Effect::Kind::move)
                o.noted.push_back({&effect.move, o.copies.at(serial).type, serial});
            else
                set(o, serial, effect.attribute, result(o, serial, spot, effect, view));
        }
    }

    std::int64_t result(const Offender& o, std::uint32_t serial, const Spot& spot, const Effect& effect,
                        const View& view) const {
        using Is = Effect::Kind;
        if (effect.kind == Is::set_index) return effect.index;
        if (effect.kind == Is::set_number) return std::llround(evaluate(effect.value, view.at));
        if (effect.kind == Is::set_moment) return worked_out(effect.moment, view);
        if (effect.kind == Is::count) return value_of(view, effect.attribute) + 1;
        const Attribute& attribute = p_.attributes[effect.attribute.index];
        const double u = luck(o, serial, spot, "draw/" + attribute.name);
        if (effect.kind == Is::draw_law) return drawn(effect.law, attribute, view, u);
        return drawn(effect.value, attribute, view, u);
    }

    // ---- leaving and arriving (13.2)
    void leave(Offender& o, std::uint32_t serial, TrackId track, NodeId next, Cause cause) {
        const Spot& spot = o.copies.at(serial).spots.at(track);
        if (!next) next = routed(node(spot), see(o, serial), luck(o, serial, spot, "route"));
        if (spot.started != never) run_effects(o, serial, spot, node(spot).on_leave);
        close(o, serial, spot, next, cause);
        arrive(o, serial, next);
    }

    void close(const Offender& o, std::uint32_t serial, const Spot& spot, NodeId next, Cause cause) {
        for (const Held& held : spot.needs) {
            if (spot.started == never) break;
            out_.uses.push_back({o.key, spot.node, held.pool, spot.started, now_, held.units});
            give_back(held);
        }
        out_.stays.push_back({o.key, serial, spot.node, spot.arrived, spot.started, now_, next, cause});
    }

    void arrive(Offender& o, std::uint32_t serial, NodeId to) {
        const Node& there = p_.nodes[to.index];
        if (std::exchange(o.instant, now_) != now_) o.steps = 0;
        if (++o.steps > 10'000) throw RunFailed("more than 10,000 steps in one instant at " + there.place);
        Copy& copy = o.copies.at(serial);
        Spot& spot = copy.spots[there.track] = {to, copy.visits[to]++, ++arrivals_, now_};
        spot.waiting = !there.needs.empty();
        run_effects(o, serial, spot, there.effects);
        if (!there.end) draw_luck(o, serial, spot);
        if (spot.waiting) post(o, serial, spot, now_, Kind::ask, 0);
        if (!spot.waiting) begin(o, serial, spot);
        if (there.end) return close_all(o, Cause::ended);
        if (serial != 0) close_if_done(o, serial);
    }

    // Stay, patience and unit exponentials are drawn, and pools chosen, at arrival (7.2, 5.2).
    void draw_luck(const Offender& o, std::uint32_t serial, Spot& spot) {
        const Node& there = node(spot);
        const View view = see(o, serial);
        if (there.stay) spot.stay = stay_of(law_at(*there.stay, view.at), luck(o, serial, spot, "stay"));
        if (there.patience)
            spot.give_up = now_ + stay_of(law_at(*there.patience, view.at), luck(o, serial, spot, "patience"));
        post(o, serial, spot, spot.give_up, Kind::give_up, 0);
        for (const HazardExit& exit : there.hazards) {
            const double u = luck(o, serial, spot, "hazard/" + p_.hazards[exit.hazard.index].name);
            spot.clocks.push_back({unit_exponential(u)});
        }
        for (const UnitNeed& need : there.needs)
            if (const auto units = std::llround(evaluate(need.units, view.at)); units > 0)
                spot.needs.push_back({chosen_pool(need.resource, view), static_cast<std::uint32_t>(units)});
    }

    PoolId chosen_pool(ResourceId id, const View& view) {
        const PoolId pool = pool_of(id, view);
        pools_[pool].units = std::llround(evaluate(p_.resources[id.index].units, view.at));
        return pool;
    }

    // The stay begins: at arrival, or when the units are given.
    void begin(const Offender& o, std::uint32_t serial, Spot& spot) {
        spot.started = now_;
        if (node(spot).stay) spot.finish = now_ + spot.stay;
        post(o, serial, spot, spot.finish, Kind::finish, node(spot).hazards.size());
    }

    void post(const Offender& o, std::uint32_t serial, const Spot& spot, Time at, Kind kind, std::size_t item) {
        if (at != never) pending_.insert({at, kind, o.key, node(spot).track, serial, item, spot.arrival});
    }

    void close_if_done(Offender& o, std::uint32_t serial) {
        const Copy& copy = o.copies.at(serial);
        for (const auto& [track, spot] : copy.spots)
            if (spot.node != p_.tracks[track.index].start) return;
        for (const auto& [track, spot] : copy.spots) close(o, serial, spot, {}, Cause::case_closed);
        std::erase_if(o.in_hand, [&](const auto& in_hand) { return in_hand.second == serial; });
        o.copies.erase(serial);
    }

    // The end, or the horizon: every stay closes, without on-leave.
    void close_all(Offender& o, Cause cause) {
        for (const auto& [serial, copy] : o.copies)
            for (const auto& [track, spot] : copy.spots) close(o, serial, spot, {}, cause);
        o = Offender{};
    }

    // ---- the rest of an event (8.1, 13.3 to 13.8)
    void complete(Offender& o) {
        do {
            do {
                while (!o.noted.empty()) {
                    const NotedMove noted = o.noted.front();
                    o.noted.pop_front();
                    carry_out(o, noted);
                }
            } while (take_routes(o));
        } while (fire_as_soon_as(o));
        settle(o);
    }

    void carry_out(Offender& o, const NotedMove& noted) {
        const Move& move = *noted.move;
        const CaseTypeId of = p_.tracks[move.track.index].of;
        if (move.open) return open(o, of, move.to);
        const std::uint32_t serial = serial_of(o, of, noted.type, noted.serial);
        if (of && serial == 0) return;
        const NodeId here = o.copies.at(serial).spots.at(move.track).node;
        const bool named = std::find(move.from.begin(), move.from.end(), here) != move.from.end();
        if (named) leave(o, serial, move.track, move.to, Cause::moved);
    }

    void open(Offender& o, CaseTypeId type, NodeId to) {
        std::vector<std::uint32_t> open;
        for (const auto& [serial, copy] : o.copies)
            if (copy.type == type) open.push_back(serial);
        const bool joins = open.size() == p_.cases[type.index].copies;
        o.in_hand[type] = joins ? open.front() : ++o.last_serial;
        out_.joined += joins;
        if (joins) return;
        Copy& copy = o.copies[o.last_serial] = {type, {}, {}, undrawn(p_)};
        for (TrackId track : p_.cases[type.index].tracks)
            copy.spots[track] = {p_.tracks[track.index].start, 0, ++arrivals_, now_, now_};
        copy.spots.erase(p_.nodes[to.index].track);
        arrive(o, o.last_serial, to);
    }

    // One pass: each track that stands on an instant node takes one route.
    bool take_routes(Offender& o) {
        bool any = false;
        for (auto [track, serial] : places(o))
            if (const Spot* spot = find(o, track, serial); spot && node(*spot).instant()) {
                leave(o, serial, track, {}, Cause::route);
                any = true;
            }
        return any;
    }

    bool fire_as_soon_as(Offender& o) {
        for (auto [track, serial] : places(o))
            for (const AsSoonAs& exit : node(*find(o, track, serial)).as_soon_as)
                if (holds(exit.condition, see(o, serial))) {
                    leave(o, serial, track, exit.to, Cause::as_soon_as);
                    return true;
                }
        return false;
    }

    // Dates that are waited for are read again; clocks start, and are settled where their rate has changed.
    void settle(Offender& o) {
        for (auto [track, serial] : places(o)) {
            Spot& spot = *find(o, track, serial);
            if (spot.started == never) continue;
            const View view = see(o, serial);
            const Node& here = node(spot);
            if (here.until) {
                const Time date{worked_out(*here.until, view)};
                spot.finish = date == never ? never : std::max(date, now_);
                post(o, serial, spot, spot.finish, Kind::finish, here.hazards.size());
            }
            for (std::size_t i = 0; i < spot.clocks.size(); ++i) {
                out_.settlings += oracle::settle(spot.clocks[i], p_.hazards[here.hazards[i].hazard.index], view);
                post(o, serial, spot, spot.clocks[i].due, Kind::finish, i);
            }
        }
    }

    // ---- the list
    void carry_out(const Event& event) {
        if (event.kind == Kind::serve) return serve();
        if (event.kind == Kind::dated_change) {
            for (auto& [key, offender] : offenders_) complete(offender);
            return;
        }
        Offender& o = offenders_.at(event.who);
        if (event.kind == Kind::enter) return enter(o);
        if (event.kind == Kind::crossing) return complete(o);
        Spot* spot = find(o, event.track, event.serial);
        if (!spot || spot->arrival != event.arrival) return;  // void: the node was left
        if (event.kind == Kind::ask) {
            spot->asked = true;
            return post_serve();
        }
        const Node& here = node(*spot);
        if (event.kind == Kind::give_up) {
            if (!spot->waiting) return;
            leave(o, event.serial, event.track, here.give_up, Cause::give_up);
        } else {
            const bool hazard = event.item < spot->clocks.size();
            if (event.time != (hazard ? spot->clocks[event.item].due : spot->finish)) return;  // void: due otherwise
            const NodeId next = hazard ? here.hazards[event.item].to : NodeId();
            leave(o, event.serial, event.track, next, hazard ? Cause::hazard : Cause::stay);
        }
        complete(o);
    }

    // ---- resources (5.2, 13.10)
    void post_serve() { pending_.insert({now_, Kind::serve, {}, {}}); }
    void give_back(const Held& held) {
        pools_.at(held.pool).used -= held.units;
        post_serve();
    }
    bool fits(const Held& need) const { return pools_.at(need.pool).used + need.units <= pools_.at(need.pool).units; }

    // Everybody waiting in one order; who starts is decided in one walk, then they start.
    void serve() {
        std::set<std::tuple<Time, OffenderKey, TrackId, std::uint32_t>> order;
        for (auto& [key, o] : offenders_)
            for (auto [track, serial] : places(o))
                if (const Spot& spot = *find(o, track, serial); spot.asked && spot.waiting)
                    order.insert({spot.arrived, key, track, serial});
        std::vector<std::tuple<OffenderKey, TrackId, std::uint32_t, Spot>> starting;
        for (auto [arrived, key, track, serial] : order) {
            const Spot& spot = *find(offenders_.at(key), track, serial);
            if (!std::all_of(spot.needs.begin(), spot.needs.end(), [&](const Held& n) { return fits(n); })) continue;
            for (const Held& need : spot.needs) pools_.at(need.pool).used += need.units;
            starting.emplace_back(key, track, serial, spot);
        }
        out_.serves_of_many += starting.size() > 1;
        for (const auto& [key, track, serial, spot] : starting) start(offenders_.at(key), track, serial, spot);
    }

    void start(Offender& o, TrackId track, std::uint32_t serial, const Spot& decided) {
        Spot* spot = find(o, track, serial);
        if (!spot || spot->arrival != decided.arrival) {  // an earlier start of this serve moved the offender away
            for (const Held& need : decided.needs) give_back(need);
            ++out_.void_starts;
            return;
        }
        spot->waiting = false;
        begin(o, serial, *spot);
        run_effects(o, serial, *spot, node(*spot).on_start);
        complete(o);
    }

    const Pathway& p_;
    std::uint64_t seed_;
    std::uint32_t replication_;
    Time now_;
    std::set<Event> pending_;
    std::map<OffenderKey, Offender> offenders_;
    std::map<PoolId, Pool> pools_;
    std::uint64_t arrivals_ = 0;
    Records out_;
};

}  // namespace
}  // namespace oracle

Records run_oracle(const Pathway& pathway, std::uint64_t seed, std::uint32_t replication) {
    return oracle::Oracle(pathway, seed, replication).run();
}

}  // namespace desist
