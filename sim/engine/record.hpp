// Records: all that the engine reports. Every statistic, cost and payment is a fold over them (SEMANTICS 10).
#pragma once

#include <cstdint>

#include "sim/base/ids.hpp"
#include "sim/base/time.hpp"
#include "sim/random/keyed.hpp"
#include "sim/random/laws.hpp"

namespace desist {

// Why a stay ended.
enum class Cause : std::uint8_t {
    stay,         // its stay ended (also `until`)
    hazard,       // a hazard fired
    as_soon_as,   // a condition came true
    route,        // an instant node
    moved,        // another track, or an effect, moved the offender
    give_up,      // patience ended in the queue
    case_closed,  // its case closed
    ended,        // a node with `end` closed all tracks
    horizon,      // still there when the run ended: censored
    full,         // turned away: the queue was longer than its limit
    ejected,      // the units were taken away
};

struct Stay {
    OffenderKey offender;
    std::uint32_t serial = 0;  // of the case; 0 on the offender's own tracks
    NodeId node;               // which also says the track
    Time arrived;
    Time started;  // `never` where the units were never given
    Time ended;
    NodeId next;  // none: moved away by an end, a closed case or the horizon
    Cause cause = Cause::stay;
    friend bool operator==(const Stay&, const Stay&) = default;
};

struct Use {
    OffenderKey offender;
    NodeId node;
    PoolId pool;
    Time from, to;
    std::uint32_t units = 0;
    friend bool operator==(const Use&, const Use&) = default;
};

struct Change {
    OffenderKey offender;
    std::uint32_t serial = 0;
    AttributeId attribute;
    std::int64_t value = 0;  // an index of a named value, a count, seconds of a date or a duration, bits of a number
    Time at;
    friend bool operator==(const Change&, const Change&) = default;
};

// Money that an effect `cost: NAME` spends, its value looked up then.
struct Spend {
    OffenderKey offender;
    std::uint32_t serial = 0;  // of the case on whose track it is spent; 0 on the offender's own tracks
    NodeId node;               // whose effect it is
    CostId cost;
    Time at;
    std::int64_t amount = 0;  // millionths of a pound in the prices of the base year, rounded to the nearest
    friend bool operator==(const Spend&, const Spend&) = default;
};

// The rate of a hazard's clock: from `at` on it is product x law(t - started), times the hazard's profiles, until the
// next Rate of this clock or until its stay closes (SEMANTICS 13.40). Told at the end of events, and only of hazards
// that a measure or a cost names.
struct Rate {
    OffenderKey offender;
    std::uint32_t serial = 0;
    NodeId node;
    std::uint16_t exit = 0;  // which of the node's hazards, as written
    HazardId hazard;
    Time at;
    double product = 0;            // of the multipliers; 0: it stands still
    const RateLaw* law = nullptr;  // whoever tells it keeps the law
    Time started = {};             // its age 0; before the run for who has served time
};

// A hash of one record that does not depend on numbering: nodes enter by the hash of their name.
inline std::uint64_t hash_of(const Stay& stay, std::uint64_t node_hash, std::uint64_t next_hash) {
    const auto word = [](Time high, Time low) {
        return (static_cast<std::uint64_t>(high.seconds) << 32) ^ static_cast<std::uint64_t>(low.seconds);
    };
    std::uint64_t h = mix(stay.offender.value ^ (node_hash + stay.serial));
    h = mix(h ^ word(stay.arrived, stay.started == never ? Time{-1} : stay.started));
    return mix(h ^ word(stay.ended, Time{static_cast<std::int64_t>(stay.cause)}) ^ next_hash);
}

}  // namespace desist
