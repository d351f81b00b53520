// Keyed draws: every uniform is a function of who, where, what for and the how-many-eth time, never of a sequence.
// So a policy that changes one decision leaves all others alone (SEMANTICS 7). The only user of pcg-random.
//
// Keys are hashed (SplitMix64) before they become state and stream of PCG: raw ids fail statistically.
#pragma once

#include <cstdint>
#include <pcg_random.hpp>
#include <string_view>

namespace desist {

// One step of SplitMix64: a bijection of 64-bit words with good avalanche (Steele, Lea, Flood 2014).
constexpr std::uint64_t mix(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

// FNV-1a, then mixed. Names are told apart by this hash; collisions are checked when a model is compiled.
constexpr std::uint64_t name_hash(std::string_view name) {
    std::uint64_t h = 0xcbf29ce484222325ULL;
    for (char c : name) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return mix(h);
}

// Who draws: the hash of (seed, replication, stream name, ordinal). Also the offender's rank among ties.
struct OffenderKey {
    std::uint64_t value = 0;
    friend constexpr auto operator<=>(OffenderKey, OffenderKey) = default;
};
constexpr OffenderKey offender_key(std::uint64_t seed, std::uint32_t replication, std::uint64_t stream_hash,
                                   std::uint64_t ordinal) {
    return {mix(mix(mix(mix(seed) ^ replication) ^ stream_hash) + ordinal)};
}

// What is drawn: the hash of a place ("track/node" or "entry") and a role ("stay", "route", "hazard/NAME", ...).
struct Purpose {
    std::uint64_t value = 0;
    friend constexpr auto operator<=>(Purpose, Purpose) = default;
};
constexpr Purpose purpose(std::string_view place, std::string_view role) {
    return {mix(name_hash(place) ^ (name_hash(role) << 1))};
}

#ifdef DESIST_WATCHES_DRAWS
// Debug builds only: is shown the key of every draw of its thread, so that a test can look for one that is used twice.
using DrawWatch = void (*)(OffenderKey, std::uint32_t serial, Purpose, std::uint32_t visit);
inline thread_local DrawWatch draw_watch = nullptr;
#endif

// 64 random bits as a number in (0, 1), never 0 or 1: the middle of one of 2^52 equal parts.
constexpr double between_0_and_1(std::uint64_t bits) { return (static_cast<double>(bits >> 12) + 0.5) * 0x1p-52; }

// One uniform in (0, 1). `serial` is the case's, 0 for the offender's own tracks; `visit` says how often this node was
// arrived at before. About 4 ns.
inline double uniform(OffenderKey who, std::uint32_t serial, Purpose what, std::uint32_t visit) {
#ifdef DESIST_WATCHES_DRAWS
    if (draw_watch) draw_watch(who, serial, what, visit);
#endif
    const std::uint64_t occurrence = (std::uint64_t{serial} << 32) | visit;
    pcg32 generator(mix(who.value ^ mix(what.value + mix(occurrence))), mix(who.value));
    const std::uint64_t high = generator(), low = generator();
    return between_0_and_1((high << 32) | low);
}

}  // namespace desist
