// Standing on a node, leaving it, and what effects do (SEMANTICS 3, 13).
#include <cmath>

#include "sim/base/check.hpp"
#include "sim/engine/replication.hpp"

namespace desist {
namespace {

// The first value whose cumulative share exceeds u; the last that has a share where rounding leaves a little over.
std::ptrdiff_t choice_of(const double* cumulative, std::size_t size, double u) {
    const double* found = std::upper_bound(cumulative, cumulative + size, u);
    if (found == cumulative + size) found = std::lower_bound(cumulative, cumulative + size, cumulative[size - 1]);
    return found - cumulative;
}

}  // namespace

void Replication::arrive(std::uint16_t s, std::uint16_t n) {
    const CompiledNode& node = model_.nodes[n];
    const CompiledTrack& track = model_.tracks[node.track];
    const std::uint16_t copy = copy_of(s);
    Seat& seat = hand_.seats[s];
    ++outcome_.entries;
    count_step(n);
    seat = Seat{};
    seat.node = n;
    seat.arrived = stored(hand_.now);
    seat.fresh = true;
    if (node.counts_visits) seat.visit = layout_.visits(hand_.block, track.scope, copy)[node.visit_slot]++;
    layout_.indices(hand_.block, track.scope, copy)[track.slot] =
        static_cast<std::uint16_t>(node.position + (node.has_needs ? track.nodes : 0));
    hand_.changed |= std::uint64_t{1} << (node.track % 64);
    hand_.instant |= node.instant;
    run_effects(node.effects, s);
    if (node.end) {
        seat.started = stored(hand_.now);
        return end_offender();
    }
    if (node.has_needs) {
        seat.state = Seat::State::asking;
        const Sight sight = sight_of(s);
        seat.waiter = prepare_to_ask(s, sight);
        if (node.has_stay)
            seat.stay =
                stored(Time{} + stay_of(model_.laws[sight.cell(node.stay)], draw(node.stay_draw, s, seat.visit)));
        if (node.has_patience) {
            const Duration patience =
                stay_of(model_.laws[sight.cell(node.patience)], draw(node.patience_draw, s, seat.visit));
            seat.due = stored(hand_.now + patience);
        }
        // Hazards run from the start of service but draw on arrival; the draw is keyed, so it can wait until then.
        return;
    }
    if (node.has_stay) {
        const Law& law = model_.laws[sight_of(s).cell(node.stay)];
        const double u = law.kind == Law::Kind::fixed ? 0.5 : draw(node.stay_draw, s, seat.visit);
        seat.stay = stored(Time{} + stay_of(law, u));
    }
    begin_stay(s, hand_.now);
    if (track.scope != 0) close_case_if_over(s);
}

// Pools and units as they are for the offender now; the ask itself comes after all else of this second.
std::uint32_t Replication::prepare_to_ask(std::uint16_t s, const Sight& sight) {
    const Seat& seat = hand_.seats[s];
    const CompiledNode& node = model_.nodes[seat.node];
    Waiter waiter;
    waiter.arrived = restored(seat.arrived);
    waiter.key = hand_.head->key;
    waiter.slot = hand_.slot;
    waiter.serial = serial_of(s);
    waiter.seat = s;
    waiter.track = node.track;
    for (std::uint32_t n = 0; n < node.needs.count; ++n) {
        const CompiledNeed& need = model_.needs[node.needs.first + n];
        const auto units = static_cast<std::uint32_t>(std::llround(sight.number(need.units)));
        if (units > 0)
            waiter.part[waiter.parts++] = {static_cast<std::uint32_t>(need.first_pool + sight.cell(need.pool)), units};
    }
    return pools_.prepare(waiter);
}

void Replication::begin_stay(std::uint16_t s, Time started) {
    Seat& seat = hand_.seats[s];
    const CompiledNode& node = model_.nodes[seat.node];
    seat.started = stored(started);
    seat.due = node.has_stay ? stored(started + Duration{seat.stay}) : never32;
    seat.fresh = true;
}

void Replication::leave(std::uint16_t s, Cause cause, std::uint16_t next) {
    const Seat& seat = hand_.seats[s];
    const CompiledNode& node = model_.nodes[seat.node];
    if (seat.started != never32) run_effects(node.on_leave, s);
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
    outcome_.fingerprint += hash_of(stay, node.name_hash, next == nowhere ? 0 : model_.nodes[next].name_hash);
    if (wanted_.stays.empty() || wanted_.stays[seat.node]) {
        const Sight sight = sight_of(s);
        sink_.stay(stay, {sight, hand_.slot});
    }
    if (seat.waiter != no_waiter) give_back(seat);
}

void Replication::give_back(Seat& seat) {
    const Waiter waiter = pools_.waiter(seat.waiter);
    if (seat.state == Seat::State::waiting) --hand_.head->waiting;
    if (waiter.waiting) {
        pools_.cancel(seat.waiter);
    } else if (seat.state == Seat::State::asking) {
        pools_.forget(seat.waiter);
    } else {
        for (std::uint16_t p = 0; p < waiter.parts; ++p) {
            // While others are behind in time, units are freed in their order: the event list does it.
            events_.push({stored(hand_.now), EventKind::finish, ListedEvent::What::free_units, hand_.head->key,
                          waiter.part[p].pool, waiter.part[p].units});
            if (wanted_.uses && seat.started != never32)
                sink_.use({hand_.head->key, NodeId(seat.node), PoolId(waiter.part[p].pool), restored(seat.started),
                           hand_.now, waiter.part[p].units});
        }
        pools_.forget(seat.waiter);
    }
    seat.waiter = no_waiter;
}

void Replication::run_effects(const Span& effects, std::uint16_t s) {
    for (std::uint32_t e = 0; e < effects.count; ++e)
        run_effect(model_.effects[effects.first + e], effects.first + e, s);
}

void Replication::run_effect(const CompiledEffect& effect, std::uint32_t id, std::uint16_t s) {
    const Sight sight = sight_of(s);
    const Seat& seat = hand_.seats[s];
    if (!sight.holds_or_none(effect.when)) return;
    if (effect.has_chance && draw(effect.chance_purpose, s, seat.visit) >= sight.number(effect.chance)) return;
    if (effect.kind == Effect::Kind::move) {
        const std::uint16_t scope = model_.tracks[track_of_seat_[s]].scope;
        noted_.push_back({id, scope, serial_of(s)});
        return;
    }
    if (effect.kind == Effect::Kind::cost) return;  // money is a fold over the records
    const CompiledAttribute& attribute = model_.attributes[effect.attribute];
    std::int64_t value = 0;
    switch (effect.kind) {
        case Effect::Kind::set_index:
            value = effect.index;
            break;
        case Effect::Kind::set_number:
            value = std::llround(sight.number(effect.table));
            break;
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
            value = attribute.kind == Attribute::Kind::count ? std::llround(quantile(law, u)) : stay_of(law, u).seconds;
            break;
        }
        case Effect::Kind::move:
        case Effect::Kind::cost:
            break;
    }
    write(attribute, effect.attribute, s, value);
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
    if (attribute.kind == Attribute::Kind::count) {
        const auto above = std::upper_bound(attribute.edges.begin(), attribute.edges.end(), static_cast<double>(value));
        indices[attribute.slot] =
            static_cast<std::uint16_t>(std::max<std::ptrdiff_t>(0, above - attribute.edges.begin() - 1));
    }
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
        value = attribute.kind == Attribute::Kind::duration ? stay_of(law, u).seconds : std::llround(quantile(law, u));
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
    refresh(EventKind::finish);
}

void Replication::start_tracks() {
    for (std::size_t t = 0; t < model_.tracks.size() && hand_.head->live; ++t) {
        const CompiledTrack& track = model_.tracks[t];
        if (track.scope != 0) continue;
        std::uint16_t node = track.start;
        if (track.drawn_start) {
            const Sight sight(model_, layout_, hand_.block, hand_.now);
            const double* shares = model_.choices.data() + sight.cell(track.start_choices, track.nodes);
            const double u = uniform(hand_.head->key, 0, track.start_draw, 0);
            node = static_cast<std::uint16_t>(track.first_node + choice_of(shares, track.nodes, u));
        }
        arrive(track.first_seat, node);
    }
}

void Replication::end_offender() {
    for_each_seat([&](std::uint16_t s) {
        if (hand_.seats[s].node != nowhere) close(s, Cause::ended, nowhere);
    });
    hand_.head->live = false;
    ++hand_.head->stamp;
    sink_.finished(hand_.slot);
    store_.release(hand_.slot);
}

}  // namespace desist
