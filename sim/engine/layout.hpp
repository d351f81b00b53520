// One offender at rest: a single block of memory, laid out once for a model, so that an event touches few cache lines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "sim/model/model.hpp"

namespace desist {

// Seconds as they are stored: 32 bits reach 68 years either way; models are limited to 60.
using Seconds32 = std::int32_t;
inline constexpr Seconds32 never32 = std::numeric_limits<Seconds32>::max();
inline Seconds32 stored(Time t) { return t.seconds >= never32 ? never32 : static_cast<Seconds32>(t.seconds); }
inline Time restored(Seconds32 s) { return s == never32 ? never : Time{s}; }

inline constexpr std::uint16_t nowhere = 0xffff;  // a seat of a free copy; no case in hand
inline constexpr std::uint32_t no_waiter = 0xffffffff;

inline constexpr std::int64_t long_ago = std::numeric_limits<std::int64_t>::min() / 4;  // of a window: no start

// Kinds of events in their order within a second (SEMANTICS 8.2).
enum class EventKind : std::uint8_t { dated_change, capacity, crossing, finish, ask, serve, give_up, nothing };

// Where one track, or one copy of a case's track, stands.
struct Seat {
    enum class State : std::uint8_t { standing, asking, waiting };
    std::uint16_t node = nowhere;
    State state = State::standing;
    EventKind next_kind = EventKind::nothing;  // the least pending event of this seat
    Seconds32 next_due = never32;
    std::uint8_t next_hazard = 0;  // finish: which hazard; then the stay; then the time of its units
    bool fresh = false;            // somebody arrived, or was given units, in this event
    bool carries = false;          // goes on with time spent before: see Carried
    Seconds32 arrived = 0;
    Seconds32 started = never32;
    Seconds32 stay = 0;       // as drawn
    Seconds32 due = never32;  // of the stay; of giving up while waiting
    std::uint32_t visit = 0;
    std::uint32_t waiter = no_waiter;  // what it waits for or holds; below it, units kept from earlier nodes
};

// What a stay goes on with, of who starts in the middle of it or comes back to it.
struct Carried {
    Seconds32 served = 0;  // before the start
    Seconds32 spent = 0;   // of the stay, before an interruption
    Seconds32 queued = 0;  // its place in a queue
};

// A hazard clock: `left` of a unit exponential at `since` (SEMANTICS 6.1).
struct HazardClock {
    double left = 0;
    double product = 0;     // of the multipliers
    Seconds32 started = 0;  // age 0; before it runs, less the age it begins with
    Seconds32 since = 0;    // last settled
    Seconds32 due = never32;
    std::uint32_t law = 0;  // cell of rate_laws

    // Modulo 2^32, so that somebody may have served for longer than the run lasts.
    std::uint32_t age_at(Seconds32 t) const {
        return static_cast<std::uint32_t>(t) - static_cast<std::uint32_t>(started);
    }
    void begin_at(Seconds32 t, std::uint32_t age) {
        since = t;
        started = static_cast<Seconds32>(static_cast<std::uint32_t>(t) - age);
    }
};

struct CaseRow {
    std::uint16_t in_hand = nowhere;  // copy
    std::uint16_t open = 0;           // how many
};

struct OffenderHead {
    OffenderKey key;
    std::uint64_t ordinal = 0;
    std::uint32_t stream = 0;
    std::uint32_t stamp = 0;    // of its entry in the event list
    std::uint32_t waiting = 0;  // seats that wait, or that can lose their units: others may touch them
    Seconds32 next_crossing = never32;
    EventKind crossing_kind = EventKind::crossing;
    std::uint32_t next_serial = 1;  // of a case, over all kinds of cases
    bool live = false;
    Seconds32 storm_time = 0;  // the instant of the last step, and how many there were in it
    std::uint32_t storm_steps = 0;
};

class OffenderLayout {
public:
    explicit OffenderLayout(const Model& model);
    std::size_t bytes() const { return bytes_; }

    OffenderHead& head(std::byte* block) const { return *reinterpret_cast<OffenderHead*>(block); }
    Seat* seats(std::byte* block) const { return reinterpret_cast<Seat*>(block + seats_); }
    HazardClock* clocks(std::byte* block) const { return reinterpret_cast<HazardClock*>(block + clocks_); }
    Carried& carried(std::byte* block, std::size_t seat) const {
        return reinterpret_cast<Carried*>(block + carried_)[seat];
    }
    std::int64_t* values(std::byte* block, std::size_t scope, std::size_t copy) const {
        return reinterpret_cast<std::int64_t*>(block + rows_[scope].values) + copy * rows_[scope].value_count;
    }
    std::uint32_t* visits(std::byte* block, std::size_t scope, std::size_t copy) const {
        return reinterpret_cast<std::uint32_t*>(block + rows_[scope].visits) + copy * rows_[scope].visit_count;
    }
    std::uint16_t* indices(std::byte* block, std::size_t scope, std::size_t copy) const {
        return reinterpret_cast<std::uint16_t*>(block + rows_[scope].indices) + copy * rows_[scope].index_count;
    }
    CaseRow& cases(std::byte* block, std::size_t scope) const {
        return *reinterpret_cast<CaseRow*>(block + rows_[scope].row);
    }
    std::uint32_t* serials(std::byte* block, std::size_t scope) const {  // by copy; 0 is free
        return reinterpret_cast<std::uint32_t*>(block + rows_[scope].serials);
    }
    std::uint16_t* open_order(std::byte* block, std::size_t scope) const {  // open copies by serial
        return reinterpret_cast<std::uint16_t*>(block + rows_[scope].order);
    }
    // Rows of a scope before anything was drawn: tracks on their start nodes, dates unset. Also what is seen where no
    // case is in hand.
    const std::vector<std::uint16_t>& undrawn_indices(std::size_t scope) const { return rows_[scope].undrawn_indices; }
    const std::vector<std::int64_t>& undrawn_values(std::size_t scope) const { return rows_[scope].undrawn_values; }

private:
    struct Rows {
        std::size_t values = 0, visits = 0, indices = 0, row = 0, serials = 0, order = 0;
        std::size_t value_count = 0, visit_count = 0, index_count = 0;
        std::vector<std::uint16_t> undrawn_indices;
        std::vector<std::int64_t> undrawn_values;
    };
    std::size_t seats_ = 0, clocks_ = 0, carried_ = 0, bytes_ = 0;
    std::vector<Rows> rows_;
};

// Offenders' blocks in chunks that never move; blocks of those who left are used again.
class OffenderStore {
public:
    explicit OffenderStore(std::size_t bytes) : bytes_(bytes) {}
    std::uint32_t allocate();  // zeroed, or as its last owner left it
    void release(std::uint32_t slot) { free_.push_back(slot); }
    std::byte* block(std::uint32_t slot) const { return chunks_[slot / per_chunk].get() + (slot % per_chunk) * bytes_; }
    std::uint32_t size() const { return used_; }  // slots ever used
    static constexpr std::uint32_t per_chunk = 1024;

private:
    std::size_t bytes_;
    std::uint32_t used_ = 0;
    std::vector<std::unique_ptr<std::byte[]>> chunks_;
    std::vector<std::uint32_t> free_;
};

}  // namespace desist
