// Who is next: private stretches, the event list, resources (SEMANTICS 8.2, 9).
#include "sim/engine/replication.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "sim/base/check.hpp"

namespace desist {

Replication::Replication(const Model& model, std::uint64_t seed, std::uint32_t replication, const Wanted& wanted,
                         RecordSink& sink, const std::atomic<bool>* stop)
    : model_(model),
      layout_(model),
      store_(layout_.bytes()),
      pools_(model.pools),
      events_(model.begin, model.end),
      wanted_(wanted),
      sink_(sink),
      stop_(stop),
      seed_(seed),
      replication_(replication),
      books_(model.nodes.size()),
      scope_bits_(model.scopes.size()),
      arrivals_(model.streams.size()) {
    for (std::size_t t = 0; t < model.tracks.size(); ++t)
        for (std::uint16_t c = 0; c < model.scopes[model.tracks[t].scope].copies; ++c)
            track_of_seat_.push_back(static_cast<std::uint16_t>(t));
    for (std::size_t t = 0; t < model.tracks.size(); ++t)
        scope_bits_[model.tracks[t].scope] |= std::uint64_t{1} << (t % 64);
    for (const CompiledAttribute& attribute : model.attributes) scope_bits_[attribute.scope] |= attribute.bit;
}

// Seldom enough to cost nothing, often enough that nobody waits.
void Replication::look_at_stop() {
    until_look_ = 4096;
    if (stop_ && stop_->load(std::memory_order_relaxed)) throw Interrupted("interrupted");
}

// Whatever check fails below, the exception tells where.
Outcome Replication::run() {
    try {
        run_to_horizon();
        check_inside();
        finish_at_horizon();
        refuse(books_.of_nodes());
    } catch (const Broken&) {
        throw;
    } catch (const InternalError& e) {
        throw Broken(e.what(), here());
    }
    return outcome_;
}

void Replication::run_to_horizon() {
    look_at_stop();
    enter_present();
    for (std::uint32_t s = 0; s < model_.streams.size(); ++s) {
        announce_people(s);
        if (model_.streams[s].arrives) plan_arrival(s);
    }
    for (std::uint32_t p = 0; p < model_.pools.size(); ++p) announce_capacity(p, 1);
    for (;;) {
        const bool more = !events_.empty();
        if (pools_.serve_wanted() && (!more || std::pair(restored(events_.top().time), events_.top().kind) >
                                                   std::pair(serve_at_, EventKind::serve))) {
            serve(serve_at_);
            continue;
        }
        if (pools_.turning_away() && (!more || std::pair(restored(events_.top().time), events_.top().kind) >=
                                                   std::pair(turn_away_at_, EventKind::give_up))) {
            turn_away(turn_away_at_);
            continue;
        }
        if (!more) return;
        const ListedEvent event = events_.top();
        events_.pop();
        books_.carried_out(restored(event.time));
        carry_out(event);
    }
}

void Replication::carry_out(const ListedEvent& event) {
    const Time now = restored(event.time);
    switch (event.what) {
        case ListedEvent::What::free_units:
            pools_.free(event.a, event.b);
            serve_at_ = now;
            break;
        case ListedEvent::What::arrival: {
            const std::uint64_t ordinal = arrivals_[event.a].ordinal++;
            plan_arrival(event.a);
            enter(event.a, ordinal, now);
            break;
        }
        case ListedEvent::What::person: {
            const CompiledPerson& person = model_.streams[event.a].people[event.b];
            enter(event.a, person.ordinal, now, &person);
            break;
        }
        case ListedEvent::What::capacity:
            announce_capacity(event.a, event.b + 1);
            change_capacity(event.a, model_.pools[event.a].steps[event.b]);
            break;
        case ListedEvent::What::offender: {
            OffenderHead& head = layout_.head(store_.block(event.a));
            if (!head.live || head.stamp != event.b) break;
            take(event.a, now);
            process(least_pending());
            advance();
            break;
        }
    }
}

void Replication::announce_people(std::uint32_t s) {
    const std::vector<CompiledPerson>& people = model_.streams[s].people;
    for (std::uint32_t p = 0; p < people.size(); ++p) {
        const OffenderKey key = offender_key(seed_, replication_, model_.streams[s].name_hash, people[p].ordinal);
        if (people[p].enters <= model_.begin)
            enter(s, people[p].ordinal, model_.begin, &people[p]);
        else if (people[p].enters < model_.end)
            events_.push({stored(people[p].enters), EventKind::finish, ListedEvent::What::person, key, s, p});
    }
}

void Replication::announce_capacity(std::uint32_t pool, std::uint32_t step) {
    if (step >= model_.pools[pool].steps.size()) return;
    events_.push({stored(model_.pools[pool].steps[step].from), EventKind::capacity, ListedEvent::What::capacity,
                  OffenderKey{pool}, pool, step});
}

void Replication::enter_present() {
    for (std::uint32_t s = 0; s < model_.streams.size(); ++s)
        for (std::uint64_t n = 0; n < model_.streams[s].present; ++n) enter(s, n, model_.begin);
}

// SEMANTICS 13.1: the cumulative rate reaches the sum of the first n unit exponentials.
void Replication::plan_arrival(std::uint32_t s) {
    const CompiledStream& stream = model_.streams[s];
    ArrivalClock& clock = arrivals_[s];
    static constexpr Purpose what = purpose("entry", "arrival");
    double left =
        unit_exponential(uniform(offender_key(seed_, replication_, stream.name_hash, clock.ordinal), 0, what, 0));
    for (std::size_t i = 0; i < stream.rates.size(); ++i) {
        const double end =
            static_cast<double>(((i < model_.changes.size() ? model_.changes[i] : model_.end) - model_.begin).seconds);
        if (end <= clock.at) continue;
        const double area = stream.rates[i] * (end - clock.at);
        if (area >= left) {
            clock.at += left / stream.rates[i];
            const Time at = model_.begin + Duration{static_cast<std::int64_t>(std::ceil(clock.at))};
            events_.push({stored(at), EventKind::finish, ListedEvent::What::arrival,
                          offender_key(seed_, replication_, stream.name_hash, clock.ordinal), s, 0});
            return;
        }
        left -= area;
        clock.at = end;
    }
}

void Replication::enter(std::uint32_t s, std::uint64_t ordinal, Time at, const CompiledPerson* person) {
    maybe_look_at_stop();
    const CompiledStream& stream = model_.streams[s];
    take(store_.allocate(), at);
    books_.entered();
    OffenderHead& head = *hand_.head;
    // Entries of who had this block before may still be in the event list: stamps go on.
    const std::uint32_t stamp = head.stamp + 1;
    std::memset(hand_.block, 0, layout_.bytes());
    head.stamp = stamp;
    head.key = offender_key(seed_, replication_, stream.name_hash, ordinal);
    head.ordinal = ordinal;
    head.stream = s;
    head.live = true;
    head.storm_time = stored(at);
    head.next_serial = 1;
    for (std::size_t seat = 0; seat < track_of_seat_.size(); ++seat) hand_.seats[seat] = Seat{};
    for (std::size_t scope = 0; scope < model_.scopes.size(); ++scope) {
        layout_.cases(hand_.block, scope) = CaseRow{};
        for (std::uint16_t c = 0; c < model_.scopes[scope].copies; ++c) {
            std::ranges::copy(layout_.undrawn_indices(scope), layout_.indices(hand_.block, scope, c));
            std::ranges::copy(layout_.undrawn_values(scope), layout_.values(hand_.block, scope, c));
        }
    }
    for (std::uint16_t age : model_.ages)
        layout_.values(hand_.block, 0, 0)[model_.attributes[age].value_slot] = at.seconds;
    refresh();
    if (person) take_from_file(*person);
    const auto from_file = [&](const CompiledDraw& draw) {
        return person && std::any_of(person->values.begin(), person->values.end(),
                                     [&](const auto& value) { return value.first == draw.attribute; });
    };
    for (std::uint32_t d = 0; d < stream.draws.count; ++d) {
        const CompiledDraw& draw = model_.draws[stream.draws.first + d];
        if (!from_file(draw)) draw_entry(draw);
    }
    plan_crossing();
    start_tracks(person);
    settle_instant();
    advance();
}

void Replication::take(std::uint32_t slot, Time now) {
    std::byte* block = store_.block(slot);
    hand_ = {slot, block, &layout_.head(block), layout_.seats(block), layout_.clocks(block), now};
    noted_.clear();
    next_noted_ = 0;
}

Replication::Pending Replication::least_pending() const {
    Pending least{hand_.head->next_crossing, hand_.head->crossing_kind, nowhere};
    for_each_seat([&](std::uint16_t s) {
        const Seat& seat = hand_.seats[s];
        if (seat.next_due < least.time || (seat.next_due == least.time && seat.next_kind < least.kind))
            least = {seat.next_due, seat.next_kind, s};
    });
    return least;
}

// One event of the offender at hand: its cause and all it brings about.
void Replication::process(const Pending& pending) {
    maybe_look_at_stop();
    if (pending.seat != nowhere) hand_.node = hand_.seats[pending.seat].node;
    check(restored(pending.time) >= hand_.now, "an offender's event lies before his or her last one");
    hand_.now = restored(pending.time);
    hand_.changed = 0;
    refresh();
    switch (pending.kind) {
        case EventKind::finish: {
            Seat& seat = hand_.seats[pending.seat];
            const CompiledNode& node = model_.nodes[seat.node];
            if (seat.next_hazard < node.hazards.count) {
                fire(pending.seat, Cause::hazard, model_.exits[node.hazards.first + seat.next_hazard].to);
            } else if (seat.next_hazard == node.hazards.count) {
                fire(pending.seat, Cause::stay, route_of(seat, pending.seat));
            } else {
                give_back(seat);
                return find_next(pending.seat);  // the stay goes on: nothing that is seen changes
            }
            break;
        }
        case EventKind::give_up:
            fire(pending.seat, Cause::give_up, model_.nodes[hand_.seats[pending.seat].node].give_up);
            break;
        case EventKind::ask:
            ask(pending.seat);
            return;  // only stands in line: nothing that others could follow changes
        case EventKind::dated_change:
            read_again(layout_.indices(hand_.block, 0, 0)[model_.date_slot]);
            break;
        default:  // a crossing: refresh has seen to it
            break;
    }
    settle_instant();
    if (pending.seat == nowhere) plan_crossing();
    if (dear_checks) check_rest();
}

// Runs ahead while nobody else can matter: up to the next ask, or event by event while waiting.
void Replication::advance() {
    for (;;) {
        if (!hand_.head->live) return;
        const Pending next = least_pending();
        if (restored(next.time) >= model_.end) return;
        if (hand_.head->waiting > 0 || next.kind == EventKind::ask) return list(next);
        process(next);
    }
}

void Replication::list(const Pending& pending) {
    events_.push(
        {pending.time, pending.kind, ListedEvent::What::offender, hand_.head->key, hand_.slot, ++hand_.head->stamp});
}

void Replication::ask(std::uint16_t s) {
    Seat& seat = hand_.seats[s];
    pools_.ask(seat.waiter, priority_of(s));
    seat.state = Seat::State::waiting;
    ++hand_.head->waiting;
    serve_at_ = turn_away_at_ = hand_.now;
    find_next(s);
}

// The least number that one of the needed resources gives; 1 where none does (SEMANTICS 13.17).
double Replication::priority_of(std::uint16_t s) const {
    const CompiledNode& node = model_.nodes[hand_.seats[s].node];
    if (!node.has_priority) return 1;
    const Sight sight = sight_of(s);
    const Waiter& waiter = pools_.waiter(hand_.seats[s].waiter);
    double least = std::numeric_limits<double>::infinity();
    for (std::uint32_t n = 0, p = 0; n < node.needs.count && p < waiter.parts; ++n) {
        const CompiledNeed& need = model_.needs[node.needs.first + n];
        if (waiter.part[p].need != n) continue;  // not needed
        ++p;
        if (need.has_priority) least = std::min(least, sight.number(need.priority));
    }
    return std::isinf(least) ? 1 : least;
}

void Replication::change_capacity(std::uint32_t pool, const CompiledPool::Step& step) {
    pools_.change(pool, step);
    serve_at_ = turn_away_at_ = step.from;
    if (!model_.pools[pool].ejects) return;
    for (std::uint32_t last; (last = pools_.last_to_lose(pool)) != no_waiter;)
        send_away(last, step.from, Cause::ejected);
}

void Replication::turn_away(Time now) {
    books_.carried_out(now);
    for (const Pools::Starting& away : pools_.turn_away())
        if (pools_.still_starting(away)) send_away(away.id, now, Cause::full);
}

void Replication::send_away(std::uint32_t id, Time now, Cause cause) {
    const std::uint16_t s = pools_.waiter(id).seat;
    take(pools_.waiter(id).slot, now);
    refresh();
    ++hand_.head->stamp;  // what is listed of the offender no longer holds
    const CompiledNode& node = model_.nodes[hand_.seats[s].node];
    fire(s, cause, cause == Cause::full ? node.full : node.eject);
    settle_instant();
    advance();
}

void Replication::serve(Time now) {
    books_.carried_out(now);
    // Starting one may free units of another pool: those are given out at the next serve, in the same second.
    for (const Pools::Starting& starting : pools_.serve()) {
        if (!pools_.still_starting(starting)) continue;
        take(pools_.waiter(starting.id).slot, now);
        start(starting.id);
        advance();
    }
    if (dear_checks) pools_.check_queues();
}

void Replication::start(std::uint32_t id) {
    const std::uint16_t s = pools_.waiter(id).seat;
    Seat& seat = hand_.seats[s];
    check(seat.state == Seat::State::waiting && seat.waiter == id, "somebody who does not wait was served");
    const CompiledNode& node = model_.nodes[seat.node];
    refresh();
    ++hand_.head->stamp;  // what is listed of the offender waiting no longer holds
    if (!pools_.waiter(id).can_lose) --hand_.head->waiting;
    pools_.set_started(id, stored(hand_.now));
    seat.state = Seat::State::standing;
    count_step(seat.node);
    layout_.indices(hand_.block, model_.tracks[node.track].scope, copy_of(s))[model_.tracks[node.track].slot] =
        node.position;
    hand_.changed |= std::uint64_t{1} << (node.track % 64);
    begin_stay(s, hand_.now);
    count_start(node);
    run_effects(node.on_start, s);
    settle_instant();
}

void Replication::finish_at_horizon() {
    for (std::uint32_t slot = 0; slot < store_.size(); ++slot) {
        take(slot, model_.end);
        if (!hand_.head->live) continue;
        refresh();
        for_each_seat([&](std::uint16_t s) { close(s, Cause::horizon, nowhere); });
    }
}

void Replication::count_step(std::uint16_t node) {
    OffenderHead& head = *hand_.head;
    const Seconds32 now = stored(hand_.now);
    hand_.node = node;
    if (head.storm_time != now) {
        check(head.storm_time < now, "an offender's step lies before his or her last one");
        head.storm_steps = 0;
    }
    head.storm_time = now;
    if (++head.storm_steps <= 10'000) return;
    throw Storm("more than 10,000 steps of one offender in one second", here());
}

Outcome simulate(const Model& model, std::uint64_t seed, std::uint32_t replication, const Wanted& wanted,
                 RecordSink& sink, const std::atomic<bool>* stop) {
    return Replication(model, seed, replication, wanted, sink, stop).run();
}

}  // namespace desist
