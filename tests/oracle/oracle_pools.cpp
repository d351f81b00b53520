// Who gets units, who is turned away, who loses them (SEMANTICS 5, 13.10).
#include <algorithm>
#include <cmath>
#include <tuple>

#include "tests/oracle/oracle_run.hpp"

namespace desist::oracle {

PoolId Oracle::pool_for(ResourceId id, const View& view) {
    const PoolId pool = pool_of(id, view);
    pools_[pool].resource = id;
    pools_[pool].at = view.at;
    return pool;
}

void Oracle::post_serve() {
    pending_.insert({now_, Kind::serve, {}, {}});
    pending_.insert({now_, Kind::turn_away, {}, {}});
}

void Oracle::give_back(const Offender& o, std::uint32_t serial, const Holding& holding) {
    for (const Held& held : holding.units) {
        pools_.at(held.pool).used -= held.units;
        out_.uses.push_back({o.key, holding.node, held.pool, holding.from, now_, held.units});
        price_use(o, serial, holding, held);
    }
    post_serve();
}

bool Oracle::fits(const Held& need) const {
    const Pool& pool = pools_.at(need.pool);
    const CalendarId given_out = p_.resources[pool.resource.index].given_out;
    const bool enough = pool.used + need.units <= units_at(p_, pool.resource, pool.at, now_);
    if (given_out && !p_.calendars[given_out.index].is_open(now_)) {
        saw("5.4 units are there, but not given out now", enough);
        return false;
    }
    return enough;
}

// The least number that one of the needed resources gives; 1 where none does.
double Oracle::priority_of(const Offender& o, std::uint32_t serial, const Spot& spot) const {
    std::optional<double> least;
    for (const Held& need : spot.needs) {
        const auto& priority = p_.resources[pools_.at(need.pool).resource.index].priority;
        if (!priority) continue;
        const double value = evaluate(*priority, see(o, serial).at);
        if (!least || value < *least) least = value;
    }
    return least.value_or(1);
}

std::set<Oracle::InLine> Oracle::line() {
    std::set<InLine> all;
    for (auto& [key, o] : offenders_)
        for (auto [track, serial] : places(o))
            if (const Spot& spot = *find(o, track, serial); spot.asked && spot.waiting)
                all.insert({priority_of(o, serial, spot), spot.queued, key, track, serial, spot.arrival});
    look_at_line(all);
    return all;
}

// Everybody waiting in one order; who starts is decided in one walk, then they start.
void Oracle::serve() {
    std::vector<std::pair<InLine, std::vector<Held>>> starting;
    bool passed_over = false;
    for (const InLine& who : line()) {
        const Spot& spot = *find(offenders_.at(who.key), who.track, who.serial);
        if (!std::ranges::all_of(spot.needs, [&](const Held& need) { return fits(need); })) {
            passed_over = true;
            continue;
        }
        saw("5.2 one behind starts, and who is passed over reserves nothing", passed_over);
        saw("5.2 several pools at once", spot.needs.size() > 1);
        saw("5.2 needs that come to nothing", spot.needs.empty());
        for (const Held& need : spot.needs) pools_.at(need.pool).used += need.units;
        starting.emplace_back(who, spot.needs);
    }
    saw("5.2 a serve starts several", starting.size() > 1);
    saw("8.2 units are given out twice in one second", !starting.empty() && last_.served == now_);
    if (!starting.empty()) last_.served = now_;
    for (const auto& [who, units] : starting) start(who, units);
}

void Oracle::start(const InLine& who, const std::vector<Held>& units) {
    Offender& o = offenders_.at(who.key);
    Spot* spot = find(o, who.track, who.serial);
    if (!spot || spot->arrival != who.arrival) {  // an earlier start of this serve moved the offender away
        for (const Held& need : units) pools_.at(need.pool).used -= need.units;
        saw("13.10 a start is void");
        return post_serve();
    }
    spot->waiting = false;
    if (!units.empty()) spot->holdings.push_back({spot->node, now_, units});
    begin(o, who.serial, *spot);
    count_start(o, spot->node);
    run_effects(o, who.serial, *spot, node(*spot).on_start);
    complete(o);
}

// Pool by pool, the last in order go until the limit is kept; decided first, then carried out.
void Oracle::turn_away() {
    std::vector<InLine> away;
    const std::set<InLine> in_line = line();
    for (const auto& [id, pool] : pools_) {
        const auto& limit = p_.resources[pool.resource.index].queue_limit;
        if (!limit) continue;
        Indices at = pool.at;
        at[p_.date_entry().index] = p_.date_index(now_);
        std::vector<InLine> queue;
        for (const InLine& who : in_line) {
            const Spot& spot = *find(offenders_.at(who.key), who.track, who.serial);
            const bool here = std::ranges::any_of(spot.needs, [&](const Held& n) { return n.pool == id; });
            const bool gone = std::ranges::find(away, who) != away.end();
            saw("13.18 turned away from one of two queues", here && gone);
            if (here && !gone) queue.push_back(who);
        }
        for (; queue.size() > static_cast<std::size_t>(std::llround(evaluate(*limit, at))); queue.pop_back())
            away.push_back(queue.back());
    }
    for (const InLine& who : away) {
        Offender& o = offenders_.at(who.key);
        const Spot* spot = find(o, who.track, who.serial);
        saw("13.18 moved away before being turned away", !spot || spot->arrival != who.arrival);
        if (!spot || spot->arrival != who.arrival) continue;
        leave(o, who.serial, who.track, node(*spot).full, Cause::full);
        complete(o);
    }
}

void Oracle::eject() {
    look_at_capacity();
    for (const auto& [id, pool] : pools_)
        if (p_.resources[pool.resource.index].eject)
            while (pool.used > units_at(p_, pool.resource, pool.at, now_)) eject_last(id);
    post_serve();
}

// Of those who hold units of the pool, the one who started last.
void Oracle::eject_last(PoolId pool) {
    std::set<std::tuple<Time, OffenderKey, TrackId, std::uint32_t>> holders;
    for (auto& [key, o] : offenders_)
        for (auto [track, serial] : places(o)) {
            const Spot& spot = *find(o, track, serial);
            const auto here = [&](const Held& held) { return held.pool == pool; };
            for (const Holding& holding : spot.holdings)
                if (std::ranges::any_of(holding.units, here)) holders.insert({holding.from, key, track, serial});
        }
    saw("5.4 the last started of several loses units first", holders.size() > 1);
    const auto [started, key, track, serial] = *holders.rbegin();
    Offender& o = offenders_.at(key);
    leave(o, serial, track, node(*find(o, track, serial)).eject, Cause::ejected);
    complete(o);
}

}  // namespace desist::oracle
