// Standing on a node, leaving it, and what effects do (SEMANTICS 3, 13).
#include <bit>
#include <cmath>

#include "sim/base/check.hpp"
#include "sim/engine/prices.hpp"
#include "sim/engine/replication.hpp"

namespace desist {
namespace {

// The first value whose cumulative share exceeds u; the last that has a share where rounding leaves a little over.
std::ptrdiff_t choice_of(const double* cumulative, std::size_t size, double u) {
    const double* found = std::upper_bound(cumulative, cumulative + size, u);
    if (found == cumulative + size) found = std::lower_bound(cumulative, cumulative + size, cumulative[size - 1]);
    return found - cumulative;
}

std::int64_t drawn_from(const Law& law, Attribute::Kind kind, double u) {
    if (kind == Attribute::Kind::duration) return stay_of(law, u).seconds;
    if (kind == Attribute::Kind::number) return std::bit_cast<std::int64_t>(quantile(law, u));
    return std::llround(quantile(law, u));
}

constexpr Duration longest_served{60LL * 31'557'600};

}  // namespace

void Replication::arrive(std::uint16_t s, std::uint16_t n, bool at_start) {
    const CompiledNode& node = model_.nodes[n];
    const CompiledTrack& track = model_.tracks[node.track];
    const std::uint16_t copy = copy_of(s);
    Seat& seat = hand_.seats[s];
    ++outcome_.entries;
    books_.arrived(n, hand_.now);
    count_step(n);
    const std::uint32_t kept = seat.waiter;  // units held from an earlier node
    seat = Seat{};
    seat.waiter = kept;
    seat.node = n;
    seat.arrived = stored(hand_.now);
    seat.fresh = true;
    const bool goes_on = !interrupted_.empty() && go_on(s);
    if (node.counts_visits && !goes_on) seat.visit = layout_.visits(hand_.block, track.scope, copy)[node.visit_slot]++;
    layout_.indices(hand_.block, track.scope, copy)[track.slot] =
        static_cast<std::uint16_t>(node.position + (node.has_needs ? track.nodes : 0));
    hand_.changed |= std::uint64_t{1} << (node.track % 64);
    hand_.instant |= node.instant;
    if (!node.windows.empty() && !node.has_needs) count_start(node);
    run_effects(node.effects, s);
    if (node.end) {
        seat.started = stored(hand_.now);
        return end_offender();
    }
    if (!goes_on && (node.has_stay || node.has_served)) draw_stay(s, at_start);
    if (node.has_needs) {
        seat.state = Seat::State::asking;
        const Sight sight = sight_of(s);
        seat.waiter = prepare_to_ask(s, sight);
        if (node.has_patience) {
            const Duration patience =
                stay_of(model_.laws[sight.cell(node.patience)], draw(node.patience_draw, s, seat.visit));
            seat.due = stored(hand_.now + patience);
        }
        // Hazards run from the start of service but draw on arrival; the draw is keyed, so it can wait until then.
        return;
    }
    begin_stay(s, hand_.now);
    if (track.scope != 0) close_case_if_over(s);
}

void Replication::draw_stay(std::uint16_t s, bool at_start) {
    Seat& seat = hand_.seats[s];
    const CompiledNode& node = model_.nodes[seat.node];
    const Sight sight = sight_of(s);
    const Duration served = at_start && node.has_served ? draw_served(s, sight) : Duration{};
    if (!node.has_stay) return;
    const Law& law = model_.laws[sight.cell(node.stay)];
    const double u = law.kind == Law::Kind::fixed ? 0.5 : draw(node.stay_draw, s, seat.visit);
    seat.stay = stored(Time{} + (served == Duration{} ? stay_of(law, u) : stay_beyond(law, served, u)));
}

// The time before the start; hazards begin at that age.
Duration Replication::draw_served(std::uint16_t s, const Sight& sight) {
    Seat& seat = hand_.seats[s];
    const CompiledNode& node = model_.nodes[seat.node];
    const Duration drawn = stay_of(model_.laws[sight.cell(node.served)], draw(node.served_draw, s, seat.visit));
    const Duration served = std::min(drawn, longest_served);
    seat.carries = true;
    layout_.carried(hand_.block, s) = {stored(Time{} + served), 0, seat.arrived};
    HazardClock* clocks = clocks_of(s);
    for (std::uint32_t h = 0; h < node.hazards.count; ++h) {
        clocks[h].left = unit_exponential(draw(model_.exits[node.hazards.first + h].draw, s, seat.visit));
        clocks[h].started = -stored(Time{} + served);
    }
    return served;
}

// Windows count before the node's effects; the oldest of the times that are kept falls out.
void Replication::count_start(const CompiledNode& node) {
    for (std::uint32_t w = 0; w < node.windows.count; ++w) {
        const CompiledAttribute& window = model_.attributes[model_.window_attributes[node.windows.first + w]];
        std::int64_t* times = layout_.values(hand_.block, 0, 0) + window.value_slot + 1;
        std::copy_backward(times, times + window.kept - 1, times + window.kept);
        times[0] = hand_.now.seconds;
    }
    if (!node.windows.empty()) refresh_windows();
}

// Pools and units as they are for the offender now; the ask itself comes after all else of this second.
std::uint32_t Replication::prepare_to_ask(std::uint16_t s, const Sight& sight) {
    const Seat& seat = hand_.seats[s];
    const CompiledNode& node = model_.nodes[seat.node];
    Waiter waiter;
    waiter.arrived = restored(seat.carries ? layout_.carried(hand_.block, s).queued : seat.arrived);
    waiter.node = seat.node;
    waiter.below = seat.waiter;
    if (node.has_use_for)
        waiter.use_for = stored(Time{} + stay_of({Law::Kind::fixed, sight.number(node.use_for), 0, 0, {}}, 0.5));
    waiter.key = hand_.head->key;
    waiter.slot = hand_.slot;
    waiter.serial = serial_of(s);
    waiter.seat = s;
    waiter.track = node.track;
    for (std::uint32_t n = 0; n < node.needs.count; ++n) {
        const CompiledNeed& need = model_.needs[node.needs.first + n];
        const auto units = static_cast<std::uint32_t>(std::llround(sight.number(need.units)));
        if (units == 0) continue;
        const auto pool = static_cast<std::uint32_t>(need.first_pool + sight.cell(need.pool));
        waiter.part[waiter.parts++] = {pool, units, n};
        waiter.can_lose |= model_.pools[pool].ejects;
    }
    return pools_.prepare(waiter);
}

void Replication::begin_stay(std::uint16_t s, Time started) {
    Seat& seat = hand_.seats[s];
    const CompiledNode& node = model_.nodes[seat.node];
    seat.started = stored(started);
    seat.due = node.has_stay ? stored(started + Duration{seat.stay}) : never32;
    seat.fresh = true;
    if (node.unusual || seat.carries) begin_unusual_stay(s);
}

void Replication::begin_unusual_stay(std::uint16_t s) {
    Seat& seat = hand_.seats[s];
    const CompiledNode& node = model_.nodes[seat.node];
    if (seat.carries && node.has_stay)
        // A law that was read again may have made it shorter than what was spent.
        seat.due = stored(std::max(hand_.now, restored(seat.due) - Duration{layout_.carried(hand_.block, s).spent}));
    if (node.until_calendar == none) return;
    const Calendar& calendar = model_.calendars[node.until_calendar];
    seat.due = stored(node.until_next ? calendar.opens_next(hand_.now) : calendar.opens(hand_.now));
}

// Whether these units go along to the next node.
bool Replication::keeps(std::uint32_t waiter, std::uint16_t next) const {
    const Span& keep = model_.nodes[pools_.waiter(waiter).node].keep;
    if (keep.empty() || next == nowhere || pools_.waiter(waiter).started == never32) return false;
    const auto first = model_.move_nodes.begin() + keep.first;
    return std::find(first, first + keep.count, next) != first + keep.count;
}

void Replication::leave(std::uint16_t s, Cause cause, std::uint16_t next, bool resume) {
    const Seat& seat = hand_.seats[s];
    const CompiledNode& node = model_.nodes[seat.node];
    if (seat.started != never32) run_effects(node.on_leave, s);
    if (resume) interrupt(s);
    close(s, cause, next);
}

// Reports the stay and gives back what it held; the seat is then free for the next arrival.
void Replication::close(std::uint16_t s, Cause cause, std::uint16_t next) {
    Seat& seat = hand_.seats[s];
    const CompiledNode& node = model_.nodes[seat.node];
    Stay stay{hand_.head->key,
              serial_of(s),
              NodeId(seat.node),
              restored(seat.arrived),
              restored(seat.started),
              hand_.now,
              next == nowhere ? NodeId() : NodeId(next),
              cause};
    hand_.node = seat.node;
    books_.closed(stay, hand_.now);
    outcome_.fingerprint += hash_of(stay, node.name_hash, next == nowhere ? 0 : model_.nodes[next].name_hash);
    if (wanted_.stays.empty() || wanted_.stays[seat.node]) {
        const Sight sight = sight_of(s);
        sink_.stay(stay, {sight, hand_.slot});
    }
    let_go(seat, next);
}

// What is not kept at the next node is given back, a place in the queue too.
void Replication::let_go(Seat& seat, std::uint16_t next) {
    std::uint32_t top = no_waiter, last = no_waiter;
    while (seat.waiter != no_waiter) {
        if (!keeps(seat.waiter, next)) {
            give_back(seat);
            continue;
        }
        const std::uint32_t kept = seat.waiter;
        seat.waiter = pools_.waiter(kept).below;
        seat.state = Seat::State::standing;  // what lies below is held, not waited for
        pools_.set_below(kept, no_waiter);
        if (last == no_waiter)
            top = kept;
        else
            pools_.set_below(last, kept);
        last = kept;
    }
    seat.waiter = top;
}

// The units held last, or the place in the queue.
void Replication::give_back(Seat& seat) {
    const Waiter waiter = pools_.waiter(seat.waiter);
    if (seat.state == Seat::State::waiting) --hand_.head->waiting;
    if (waiter.waiting) {
        pools_.cancel(seat.waiter);
    } else if (seat.state == Seat::State::asking) {
        pools_.forget(seat.waiter);
    } else {
        if (waiter.can_lose && seat.state == Seat::State::standing) --hand_.head->waiting;
        free_units(waiter);
        pools_.forget(seat.waiter);
    }
    seat.state = Seat::State::standing;
    seat.waiter = waiter.below;
}

// While others are behind in time, units are freed in their order: the event list does it. (Who can lose units is never
// ahead, and others may look for holders before that.)
void Replication::free_units(const Waiter& waiter) {
    for (std::uint16_t p = 0; p < waiter.parts; ++p) {
        const Waiter::Part& part = waiter.part[p];
        if (waiter.can_lose) {
            pools_.free(part.pool, part.units);
            serve_at_ = hand_.now;
        } else {
            events_.push({stored(hand_.now), EventKind::finish, ListedEvent::What::free_units, hand_.head->key,
                          part.pool, part.units});
        }
        if (!wanted_.uses || waiter.started == never32) continue;
        const Sight sight = sight_of(waiter.seat);
        sink_.use(
            {hand_.head->key, NodeId(waiter.node), PoolId(part.pool), restored(waiter.started), hand_.now, part.units},
            {sight, hand_.slot});
    }
}

void Replication::run_effects(const Span& effects, std::uint16_t s) {
    for (std::uint32_t e = 0; e < effects.count; ++e)
        run_effect(model_.effects[effects.first + e], effects.first + e, s);
}

void Replication::run_effect(const CompiledEffect& effect, std::uint32_t id, std::uint16_t s) {
    const Sight sight = sight_of(s);
    const Seat& seat = hand_.seats[s];
    if (!sight.holds_or_none(effect.when)) return;
    // Numbers of people may make a chance negative, or no number at all: it is 0 then.
    if (effect.has_chance && draw(effect.chance_purpose, s, seat.visit) >= std::max(0.0, sight.number(effect.chance)))
        return;
    if (effect.kind == Effect::Kind::move) {
        const std::uint16_t scope = model_.tracks[track_of_seat_[s]].scope;
        noted_.push_back({id, scope, serial_of(s)});
        return;
    }
    if (effect.kind == Effect::Kind::cost) return spend(effect, s, sight);
    const CompiledAttribute& attribute = model_.attributes[effect.attribute];
    std::int64_t value = 0;
    switch (effect.kind) {
        case Effect::Kind::set_index:
            value = effect.index;
            break;
        case Effect::Kind::set_number: {
            const double number = sight.number(effect.table);
            const bool is_number = attribute.kind == Attribute::Kind::number;
            value = is_number ? std::bit_cast<std::int64_t>(number) : std::llround(number);
            break;
        }
        case Effect::Kind::set_moment:
            value = sight.moment(effect.moment);
            break;
        case Effect::Kind::count:
            value = sight.value(attribute) + 1;
            break;
        case Effect::Kind::draw_shares: {
            const double* shares = model_.choices.data() + sight.cell(effect.table, effect.choices);
            value = choice_of(shares, effect.choices, draw(effect.draw, s, seat.visit));
            break;
        }
        case Effect::Kind::draw_law: {
            const Law& law = model_.laws[sight.cell(effect.table)];
            const double u = draw(effect.draw, s, seat.visit);
            value = drawn_from(law, attribute.kind, u);
            break;
        }
        case Effect::Kind::move:
        case Effect::Kind::cost:
            break;
    }
    write(attribute, effect.attribute, s, value);
}

void Replication::spend(const CompiledEffect& effect, std::uint16_t s, const Sight& sight) {
    if (!wanted_.spends) return;
    const std::int64_t amount = std::llround(price(model_.costs[effect.cost], sight) * millionths);
    sink_.spend({hand_.head->key, serial_of(s), NodeId(hand_.seats[s].node), CostId(effect.cost), hand_.now, amount},
                {sight, hand_.slot});
}

// To the own case, or to the case in hand; without one, nowhere.
void Replication::write(const CompiledAttribute& attribute, std::uint16_t id, std::uint16_t s, std::int64_t value) {
    std::uint16_t copy = 0;
    std::uint32_t serial = 0;
    if (attribute.scope != 0) {
        const bool own = model_.tracks[track_of_seat_[s]].scope == attribute.scope;
        copy = own ? copy_of(s) : layout_.cases(hand_.block, attribute.scope).in_hand;
        if (copy == nowhere) return;
        serial = layout_.serials(hand_.block, attribute.scope)[copy];
    }
    std::uint16_t* indices = layout_.indices(hand_.block, attribute.scope, copy);
    if (attribute.kind == Attribute::Kind::named)
        indices[attribute.slot] = static_cast<std::uint16_t>(value);
    else
        layout_.values(hand_.block, attribute.scope, copy)[attribute.value_slot] = value;
    if (attribute.kind == Attribute::Kind::count)
        indices[attribute.slot] = attribute.band_of(static_cast<double>(value));
    if (attribute.kind == Attribute::Kind::number && !attribute.edges.empty())
        indices[attribute.slot] = attribute.band_of(std::bit_cast<double>(value));
    hand_.changed |= attribute.bit;
    if (wanted_.changes) sink_.change({hand_.head->key, serial, AttributeId(id), value, hand_.now});
}

void Replication::draw_entry(const CompiledDraw& entry) {
    const CompiledAttribute& attribute = model_.attributes[entry.attribute];
    const Sight sight(model_, layout_, hand_.block, hand_.now);
    const double u = uniform(hand_.head->key, 0, entry.draw, 0);
    std::int64_t value = 0;
    double within = 0.5;
    if (entry.by_shares) {
        const double* shares = model_.choices.data() + sight.cell(entry.table, entry.choices);
        value = choice_of(shares, entry.choices, u);
        const double below = value > 0 ? shares[value - 1] : 0;
        within = (u - below) / (shares[value] - below);
    } else {
        const Law& law = model_.laws[sight.cell(entry.table)];
        value = drawn_from(law, attribute.kind, u);
    }
    if (attribute.kind != Attribute::Kind::age) return write(attribute, entry.attribute, 0, value);
    if (entry.by_shares) {
        const auto band = static_cast<std::size_t>(value);
        const double low = attribute.edges[band] * seconds_per_year;
        const double high =
            (band + 1 < attribute.edges.size() ? attribute.edges[band + 1] : attribute.oldest) * seconds_per_year;
        value = static_cast<std::int64_t>(std::floor(low + within * (high - low)));
    }
    layout_.values(hand_.block, 0, 0)[attribute.value_slot] = hand_.now.seconds - value;
    refresh();
}

void Replication::take_from_file(const CompiledPerson& person) {
    for (auto [id, value] : person.values) {
        const CompiledAttribute& attribute = model_.attributes[id];
        if (attribute.kind == Attribute::Kind::age)
            layout_.values(hand_.block, 0, 0)[attribute.value_slot] = hand_.now.seconds - value;
        else
            write(attribute, id, 0, value);
    }
    refresh();
}

void Replication::start_tracks(const CompiledPerson* person) {
    for (std::size_t t = 0; t < model_.tracks.size() && hand_.head->live; ++t)
        if (model_.tracks[t].scope == 0) arrive(model_.tracks[t].first_seat, start_of(t, person), true);
}

std::uint16_t Replication::start_of(std::size_t t, const CompiledPerson* person) const {
    const CompiledTrack& track = model_.tracks[t];
    if (person)
        for (auto [of, node] : person->starts)
            if (of == t) return node;
    if (!track.drawn_start) return track.start;
    const Sight sight(model_, layout_, hand_.block, hand_.now);
    const double* shares = model_.choices.data() + sight.cell(track.start_choices, track.nodes);
    const double u = uniform(hand_.head->key, 0, track.start_draw, 0);
    return static_cast<std::uint16_t>(track.first_node + choice_of(shares, track.nodes, u));
}

void Replication::end_offender() {
    for_each_seat([&](std::uint16_t s) {
        if (hand_.seats[s].node != nowhere) close(s, Cause::ended, nowhere);
        forget_interrupted(s);
    });
    books_.left();
    hand_.head->live = false;
    ++hand_.head->stamp;
    sink_.left(hand_.slot);
    store_.release(hand_.slot);
}

}  // namespace desist
