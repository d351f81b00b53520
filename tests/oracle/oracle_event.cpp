// What one event brings about for its offender (SEMANTICS 3, 4, 8.1, 13.2 to 13.8).
#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "sim/base/check.hpp"
#include "tests/oracle/oracle_run.hpp"

namespace desist::oracle {

// ---- effects

void Oracle::set(Offender& o, std::uint32_t serial, AttributeId id, std::int64_t value) {
    const CaseTypeId of = p_.attributes[id.index].of;
    const std::uint32_t holder = serial_of(o, of, o.copies.at(serial).type, serial);
    saw("4.2 nothing of a case is set with no case in hand", of && holder == 0);
    if (of && holder == 0) return;
    saw("4.2 a case is set from elsewhere: the case in hand", of && holder != serial);
    saw("10.1 a change to the same value",
        p_.attributes[id.index].kind != Attribute::Kind::number && o.copies.at(holder).values[id.index] == value);
    if (p_.attributes[id.index].kind == Attribute::Kind::number)
        o.copies.at(holder).numbers[id.index] = std::bit_cast<double>(value);
    else
        o.copies.at(holder).values[id.index] = value;
    out_.changes.push_back({o.key, holder, id, value, now_});
}

double Oracle::luck(const Offender& o, std::uint32_t serial, const Spot& spot, const std::string& role) const {
    return uniform(o.key, serial, purpose(node(spot).place, role), spot.visit);
}

void Oracle::run_effects(Offender& o, std::uint32_t serial, const Spot& spot, const std::vector<Effect>& effects) {
    for (const Effect& effect : effects) {
        const View view = see(o, serial);
        const bool costs = effect.kind == Effect::Kind::cost;
        const bool may = !effect.when || holds(*effect.when, view);
        saw(costs ? "3.3 a cost whose when does not hold" : "3.3 an effect whose when does not hold", !may);
        if (!may) continue;
        const bool lucky = !effect.chance || luck(o, serial, spot, effect.role) < chance(*effect.chance, view);
        saw(lucky ? "3.3 an effect by its chance" : "3.3 an effect left out by its chance", effect.chance.has_value());
        if (!lucky) continue;
        if (costs)
            spend(o, serial, spot, effect.cost, view);
        else if (effect.kind == Effect::Kind::move)
            o.noted.push_back({&effect.move, o.copies.at(serial).type, serial});
        else
            set(o, serial, effect.attribute, result(o, serial, spot, effect, view));
    }
}

std::int64_t Oracle::result(const Offender& o, std::uint32_t serial, const Spot& spot, const Effect& effect,
                            const View& view) const {
    using Is = Effect::Kind;
    const Attribute& attribute = p_.attributes[effect.attribute.index];
    if (effect.kind == Is::set_index) return effect.index;
    if (effect.kind == Is::set_number && attribute.kind == Attribute::Kind::number)
        return std::bit_cast<std::int64_t>(number(effect.value, view));
    if (effect.kind == Is::set_number) return std::llround(number(effect.value, view));
    if (effect.kind == Is::set_moment) return worked_out(effect.moment, view);
    if (effect.kind == Is::count) return value_of(view, effect.attribute) + 1;
    const double u = luck(o, serial, spot, "draw/" + attribute.name);
    if (effect.kind == Is::draw_law) return drawn(effect.law, attribute, view, u);
    return drawn(effect.value, attribute, view, u);
}

// ---- leaving and arriving (13.2)

void Oracle::leave(Offender& o, std::uint32_t serial, TrackId track, NodeId next, Cause cause, bool resume) {
    const Spot& spot = o.copies.at(serial).spots.at(track);
    if (!next) next = routed(node(spot), see(o, serial), luck(o, serial, spot, "route"));
    saw(spot.started != never ? "3.3 on-leave" : "3.3 no on-leave for who never started", !node(spot).on_leave.empty());
    if (spot.started != never) run_effects(o, serial, spot, node(spot).on_leave);
    if (resume) interrupt(o, serial, spot);
    std::vector<Holding> kept;
    for (const Holding& holding : spot.holdings) {
        const std::vector<NodeId>& keep = p_.nodes[holding.node.index].keep;
        if (std::ranges::find(keep, next) != keep.end())
            kept.push_back(holding);
        else
            give_back(o, serial, holding);
    }
    const auto from_before = [&](const Holding& holding) { return holding.node != spot.node; };
    const bool frees = kept.size() < spot.holdings.size();
    saw("5.3 units are kept", !kept.empty());
    saw("13.20 units are kept while others are waited for", !kept.empty() && !p_.nodes[next.index].needs.empty());
    saw("5.3 units that were kept are given back", frees && std::ranges::any_of(spot.holdings, from_before));
    saw("5.3 the stay ends before the time of its units", !spot.holdings.empty() && spot.release != never);
    saw("3.4 a move frees units", cause == Cause::moved && frees);
    saw("3.4 a move to where somebody stands", cause == Cause::moved && next == spot.node);
    close(o, serial, spot, next, cause);
    arrive(o, serial, next, kept);
}

void Oracle::close(const Offender& o, std::uint32_t serial, const Spot& spot, NodeId next, Cause cause) {
    out_.stays.push_back({o.key, serial, spot.node, spot.arrived, spot.started, now_, next, cause});
    price_stay(o, serial, spot);
}

void Oracle::arrive(Offender& o, std::uint32_t serial, NodeId to, const std::vector<Holding>& kept, bool at_start) {
    const Node& there = p_.nodes[to.index];
    if (std::exchange(o.instant, now_) != now_) o.steps = 0;
    if (++o.steps > 10'000) throw RunFailed("more than 10,000 steps in one instant at " + there.place);
    Copy& copy = o.copies.at(serial);
    const auto interrupted = copy.interrupted.extract(to);
    Spot& spot = copy.spots[there.track] = {to, 0, ++arrivals_, now_};
    spot.visit = interrupted.empty() ? copy.visits[to]++ : interrupted.mapped().visit;
    spot.queued = now_;
    spot.waiting = !there.needs.empty();
    look_at_arrival(o, serial, spot, !interrupted.empty());
    spot.holdings = kept;
    if (!spot.waiting) count_start(o, to);
    run_effects(o, serial, spot, there.effects);
    if (!there.end && interrupted.empty()) draw_luck(o, serial, spot, at_start);
    if (!interrupted.empty()) go_on(spot, interrupted.mapped());
    if (there.patience)
        spot.give_up = now_ + stay_of(law_at(*there.patience, see(o, serial).at), luck(o, serial, spot, "patience"));
    post(o, serial, spot, spot.give_up, Kind::give_up, 0);
    choose_pools(o, serial, spot);
    if (spot.waiting) post(o, serial, spot, now_, Kind::ask, 0);
    if (!spot.waiting) begin(o, serial, spot);
    if (there.end) return close_all(o, Cause::ended);
    if (serial != 0) close_if_done(o, serial);
}

// What the next arrival goes on with.
void Oracle::interrupt(Offender& o, std::uint32_t serial, Spot spot) {
    for (std::size_t i = 0; i < spot.clocks.size(); ++i)
        oracle::interrupt(spot.clocks[i], !p_.hazards[node(spot).hazards[i].hazard.index].profiles.empty(), now_);
    if (spot.started != never) spot.spent = spot.spent + (now_ - spot.started);
    o.copies.at(serial).interrupted[spot.node] = std::move(spot);
}

void Oracle::go_on(Spot& spot, const Spot& interrupted) const {
    spot.queued = interrupted.queued;
    spot.stay = interrupted.stay;
    spot.spent = interrupted.spent;
    spot.served = interrupted.served;
    spot.clocks = interrupted.clocks;
}

// Stay, patience and unit exponentials are drawn, and the time of units read, at arrival (7.2, 5.2).
void Oracle::draw_luck(const Offender& o, std::uint32_t serial, Spot& spot, bool at_start) {
    const Node& there = node(spot);
    const View view = see(o, serial);
    const auto& served = p_.tracks[there.track.index].served;
    if (at_start && there.position < served.size() && served[there.position])
        spot.served = std::min(stay_of(law_at(*served[there.position], view.at), luck(o, serial, spot, "served")),
                               Duration{60 * 31'557'600LL});
    if (there.stay) {
        const Law law = law_at(*there.stay, view.at);
        const double u = luck(o, serial, spot, "stay");
        spot.stay = spot.served == Duration{} ? stay_of(law, u) : stay_beyond(law, spot.served, u);
    }
    for (const HazardExit& exit : there.hazards) {
        const double u = luck(o, serial, spot, "hazard/" + p_.hazards[exit.hazard.index].name);
        spot.clocks.push_back({unit_exponential(u), spot.served});
    }
}

void Oracle::choose_pools(const Offender& o, std::uint32_t serial, Spot& spot) {
    const View view = see(o, serial);
    for (const UnitNeed& need : node(spot).needs) {
        const auto units = static_cast<std::uint32_t>(std::llround(evaluate(need.units, view.at)));
        if (units > 0) spot.needs.push_back({pool_for(need.resource, view), units});
    }
    if (node(spot).use_for)
        spot.use_for = stay_of({Law::Kind::fixed, evaluate(*node(spot).use_for, view.at), 0, 0, {}}, 0.5);
}

void Oracle::count_start(Offender& o, NodeId at) {
    for (std::size_t a = 0; a < p_.attributes.size(); ++a) {
        const Attribute& window = p_.attributes[a];
        if (std::ranges::find(window.counted, at) == window.counted.end()) continue;
        o.copies.at(0).starts[AttributeId(a)].push_back(now_);
        pending_.insert({now_ + window.within, Kind::crossing, o.key, {}});
    }
}

// The stay begins: at arrival, or when the units are given.
void Oracle::begin(const Offender& o, std::uint32_t serial, Spot& spot) {
    const Node& here = node(spot);
    spot.started = now_;
    if (here.stay) spot.finish = std::max(now_, now_ + spot.stay - spot.spent);
    if (here.until_open) {
        const Calendar& calendar = p_.calendars[here.until_open.index];
        spot.finish = here.until_next ? calendar.opens_next(now_) : calendar.opens(now_);
    }
    if (here.use_for && !spot.needs.empty()) spot.release = now_ + spot.use_for;
    look_at_begin(spot);
    post(o, serial, spot, spot.finish, Kind::finish, here.hazards.size());
    post(o, serial, spot, spot.release, Kind::finish, here.hazards.size() + 1);
}

// At a retroactive change: the same luck with the new law.
void Oracle::read_again(const Offender& o, std::uint32_t serial, Spot& spot) {
    const auto& dates = node(spot).read_again;
    if (std::ranges::find(dates, p_.date_index(now_)) == dates.end()) return;
    const Law law = law_at(*node(spot).stay, see(o, serial).at);
    const double u = luck(o, serial, spot, "stay");
    const Duration before = spot.stay;
    spot.stay = spot.served == Duration{} ? stay_of(law, u) : stay_beyond(law, spot.served, u);
    saw("11.2 a law is read again", spot.stay != before);
    if (spot.started == never) return;
    spot.finish = std::max(now_, spot.started + spot.stay - spot.spent);
    post(o, serial, spot, spot.finish, Kind::finish, node(spot).hazards.size());
}

void Oracle::post(const Offender& o, std::uint32_t serial, const Spot& spot, Time at, Kind kind, std::size_t item) {
    if (at != never) pending_.insert({at, kind, o.key, node(spot).track, serial, item, spot.arrival});
}

void Oracle::close_if_done(Offender& o, std::uint32_t serial) {
    const Copy& copy = o.copies.at(serial);
    for (const auto& [track, spot] : copy.spots)
        if (spot.node != p_.tracks[track.index].start) return;
    for (const auto& [track, spot] : copy.spots) {
        close(o, serial, spot, {}, Cause::case_closed);
        for (const Holding& holding : spot.holdings) give_back(o, serial, holding);
    }
    saw("4.3 a case closes that was not in hand", !o.in_hand.contains(copy.type) || o.in_hand.at(copy.type) != serial);
    std::erase_if(o.in_hand, [&](const auto& in_hand) { return in_hand.second == serial; });
    o.copies.erase(serial);
}

// The end, or the horizon: every stay closes, without on-leave.
void Oracle::close_all(Offender& o, Cause cause) {
    if (cause == Cause::ended) look_at_end(o);
    for (const auto& [serial, copy] : o.copies)
        for (const auto& [track, spot] : copy.spots) {
            close(o, serial, spot, {}, cause);
            for (const Holding& holding : spot.holdings) give_back(o, serial, holding);
        }
    o = Offender{};
}

// ---- the rest of an event (8.1, 13.3 to 13.8)

void Oracle::complete(Offender& o) {
    do {
        do {
            while (!o.noted.empty()) {
                const NotedMove noted = o.noted.front();
                o.noted.pop_front();
                const std::size_t before = o.noted.size();
                carry_out(o, noted);
                saw("8.1 a move brings about a move", o.noted.size() > before);
                saw("8.1 its moves go to the end", before > 0 && o.noted.size() > before);
            }
        } while (take_routes(o));
    } while (fire_as_soon_as(o));
    settle(o);
    for (Time t : turns(p_, o, now_)) pending_.insert({t, Kind::crossing, o.key, {}});
}

void Oracle::carry_out(Offender& o, const NotedMove& noted) {
    const Move& move = *noted.move;
    const CaseTypeId of = p_.tracks[move.track.index].of;
    if (move.open) return open(o, of, move.to);
    const std::uint32_t serial = serial_of(o, of, noted.type, noted.serial);
    look_at_move(o, noted, serial);
    if (of && serial == 0) ++out_.idle;
    if (of && serial == 0) return;
    const NodeId here = o.copies.at(serial).spots.at(move.track).node;
    const bool named = std::find(move.from.begin(), move.from.end(), here) != move.from.end();
    out_.idle += !named;
    if (named) leave(o, serial, move.track, move.to, Cause::moved, move.resume);
}

void Oracle::open(Offender& o, CaseTypeId type, NodeId to) {
    std::vector<std::uint32_t> open;
    for (const auto& [serial, copy] : o.copies)
        if (copy.type == type) open.push_back(serial);
    const bool joins = open.size() == p_.cases[type.index].copies;
    const std::uint32_t before = o.in_hand.contains(type) ? o.in_hand.at(type) : 0;
    o.in_hand[type] = joins ? open.front() : ++o.last_serial;
    out_.joined += joins;
    saw("4.3 joining changes the case in hand", joins && o.in_hand[type] != before);
    if (joins) return;
    Copy& copy = o.copies[o.last_serial] = undrawn(p_, type);
    for (TrackId track : p_.cases[type.index].tracks)
        copy.spots[track] = {p_.tracks[track.index].start, 0, ++arrivals_, now_, now_};
    copy.spots.erase(p_.nodes[to.index].track);
    arrive(o, o.last_serial, to);
}

// One pass: each track that stands on an instant node takes one route.
bool Oracle::take_routes(Offender& o) {
    bool any = false;
    for (auto [track, serial] : places(o))
        if (const Spot* spot = find(o, track, serial); spot && node(*spot).instant()) {
            leave(o, serial, track, {}, Cause::route);
            saw("8.1 two tracks leave instant nodes in one pass", any);
            any = true;
        }
    return any;
}

bool Oracle::fire_as_soon_as(Offender& o) {
    for (auto [track, serial] : places(o)) {
        const Spot& spot = *find(o, track, serial);
        for (const AsSoonAs& exit : node(spot).as_soon_as)
            if (counts(exit.during, spot.waiting) && holds(exit.condition, see(o, serial))) {
                saw("3.1 a condition that was true on arrival", spot.arrived == now_);
                saw("3.1 a condition that came true later", spot.arrived < now_);
                saw("5.5 a condition while waiting, or served", exit.during != During::both);
                saw("5.5 a condition of who is served", !node(spot).needs.empty() && !spot.waiting);
                leave(o, serial, track, exit.to, Cause::as_soon_as);
                return true;
            }
    }
    return false;
}

// Dates that are waited for are read again; clocks start, stop, and are settled where their rate has changed.
void Oracle::settle(Offender& o) {
    for (auto [track, serial] : places(o)) {
        Spot& spot = *find(o, track, serial);
        const View view = see(o, serial);
        const Node& here = node(spot);
        if (here.until && !spot.waiting) {
            const Time date{worked_out(*here.until, view)};
            look_at_date(spot, date);
            spot.finish = date == never ? never : std::max(date, now_);
            post(o, serial, spot, spot.finish, Kind::finish, here.hazards.size());
        }
        for (std::size_t i = 0; i < spot.clocks.size(); ++i) {
            HazardClock& clock = spot.clocks[i];
            if (counts(here.hazards[i].during, spot.waiting))
                oracle::settle(clock, here.hazards[i], view);
            else
                oracle::interrupt(clock, !p_.hazards[here.hazards[i].hazard.index].profiles.empty(), now_);
            post(o, serial, spot, clock.due, Kind::finish, i);
            report(o, serial, spot, i);
        }
    }
}

// At the end of every event, whatever has changed (13.40). A clock that did not run yet has nothing to tell.
void Oracle::report(const Offender& o, std::uint32_t serial, const Spot& spot, std::size_t exit) {
    const HazardExit& way = node(spot).hazards[exit];
    const bool runs = counts(way.during, spot.waiting);
    if (!runs && way.during == During::served) return;
    const HazardClock& clock = spot.clocks[exit];
    SeenRate rate{o.key, serial, spot.node, static_cast<std::uint16_t>(exit), now_};
    const View view = see(o, serial);
    bool named = false;
    for (const Measure& measure : p_.measures) {
        if (measure.hazard() != way.hazard) continue;
        named = true;
        if (!runs || clock.product == 0) continue;
        rate.product = clock.product;
        rate.law = clock.law;
        rate.started = clock.started;
        rate.seen.push_back(!measure.when || holds(*measure.when, view));
        for (AttributeId by : measure.by) rate.seen.push_back(view.at[p_.entry_of(by).index]);
    }
    for (const Cost& cost : p_.costs) {
        if (cost.hazard != way.hazard) continue;
        named = true;
        if (runs && clock.product != 0) {
            rate.product = clock.product;
            rate.law = clock.law;
            rate.started = clock.started;
            rate.prices.push_back(amount(cost, view));
        }
    }
    if (named) out_.rates.push_back(std::move(rate));
}

}  // namespace desist::oracle
