// What happened to single people: one replication run again with the same keys, told event by event. A replication run
// like this gives the same records, and so the same fingerprint, as in any batch.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/random/keyed.hpp"
#include "sim/study/forecast.hpp"

namespace desist {

// One line of a story.
struct TraceLine {
    enum class Kind { enters, opened, sets, starts, leaves, frees, stays };
    Kind kind = Kind::enters;
    Time at;
    std::uint32_t serial = 0;  // of the case; 0: none
    std::string track;         // of sets and frees: empty
    std::string what;          // in words: "liberty -> arrested: the hazard arrest fired"
};

struct Story {
    std::string name;  // as asked for
    OffenderKey key;
    std::vector<TraceLine> lines;  // in the order of time; empty: not in this replication
};

// Somebody: "STREAM:NUMBER", counted from 0 in the order of entering, "STREAM:ID" of people from a file, or the 16
// hexadecimal digits of a key, as errors tell it. Nothing where it is none of these; then `hint` says what is.
std::optional<OffenderKey> key_of(const Forecast& forecast, const std::string& who, std::uint64_t seed,
                                  std::uint32_t replication, std::string& hint);
// The first person of the first stream, "present:0".
std::string first_person(const Forecast& forecast);

struct Trace {
    std::vector<Story> stories;  // as asked for
    std::uint64_t fingerprint = 0;
};
// Runs the replication once. Throws what Forecast::replicate throws.
Trace trace(const Forecast& forecast, const std::vector<std::string>& names, const std::vector<OffenderKey>& people,
            std::uint64_t seed, std::uint32_t replication, const std::atomic<bool>* stop = nullptr);

}  // namespace desist
