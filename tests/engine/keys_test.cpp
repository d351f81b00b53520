// No key is drawn twice. Debug builds show the keys (DESIST_WATCHES_DRAWS); others leave this test out.
#ifdef DESIST_WATCHES_DRAWS
#include <set>
#include <tuple>

#include "tests/engine/running.hpp"

using namespace desist;
using namespace desist::test;

namespace {

using Key = std::tuple<OffenderKey, std::uint32_t, Purpose, std::uint32_t>;

struct Watched {
    std::size_t draws = 0;
    std::set<Key> keys;
};
thread_local Watched watched;

Watched keys_of(const std::string& text) {
    watched = {};
    draw_watch = [](OffenderKey who, std::uint32_t serial, Purpose what, std::uint32_t visit) {
        ++watched.draws;
        watched.keys.emplace(who, serial, what, visit);
    };
    run_whole(text);
    draw_watch = nullptr;
    return watched;
}

// All that draws: entries, starts, time served, arrivals, stays, routes, patience, hazards, effects with chances and
// draws, cases. Whoever goes on after an interruption, or has a law read again, has the same luck twice by the rules,
// so there is none of that here.
const std::string everything = R"(
desist: 1
time: {start: 2012-04-01, warm-up: 20 days, run: 100 days}
attributes:
  drug: [none-found, opiate]
  age: {years: true, bands: [10, 18, 30], oldest: 60}
  pace: {number: true}
  arrests: {count: true, bands: [0, 2, 5]}
  promised: {duration: true}
  result: {values: [unknown, clean, positive], of: file}
population:
  streams:
    here: {present: 60, draw: {drug: {none-found: 60%, opiate: rest}, age: {10-17: 20%, 18-29: 50%, 30+: rest}, pace: gamma(shape 2 and mean 1)}}
    coming: {arrivals: 1 per day, draw: {drug: {none-found: 80%, opiate: rest}}}
cases: {file: {copies: 2, tracks: [laboratory]}}
resources:
  officers: {units: 2, queue-limit: 6, priority: {by: drug, none-found: 2, opiate: 1}}
  cells: {units: 3}
hazards:
  arrest: {law: exponential(0.1 per day), times: [{by: pace}, {by: drug, none-found: 1, opiate: 2}]}
  relapse: {law: weibull(shape 1.5 and scale 20 days)}
tracks:
  justice:
    start: {liberty: 80%, custody: 20%}
    served: {custody: exponential(5 days)}
    nodes:
      liberty: {leave: [{to: desk, hazard: arrest}]}
      desk:
        use: {officers: 1}
        stay: exponential(5 hours)
        patience: exponential(1 day)
        give-up: {to: liberty}
        full: {to: liberty}
        on-ask: [{count: arrests, chance: 70%}, {move: {laboratory: {open: sent}}, chance: 50%}]
        on-start: [{draw: {promised: exponential(3 days)}}]
        on-leave: [{draw: {drug: {none-found: 50%, opiate: 50%}}, chance: 30%}]
        routes: [{to: custody, chance: 40%}, {to: liberty, otherwise: true}]
      custody: {stay: lognormal(median 3 days and p95 10 days), routes: [{to: liberty, chance: 90%}, {to: gone, otherwise: true}]}
      gone: {end: true}
  care:
    start: none
    nodes:
      none: {leave: [{to: home, hazard: relapse}]}
      home: {stay: gamma(shape 2 and mean 15 days), routes: [{to: none}]}
  laboratory:
    start: idle
    nodes:
      idle: {}
      sent: {stay: exponential(4 days), on-leave: [{draw: {result: {clean: 30%, positive: 70%}}}], routes: [{to: idle}]}
)";

}  // namespace

TEST_CASE("no key is drawn twice in a replication of all that draws") {
    const Watched seen = keys_of(everything);
    CHECK(seen.draws > 5000);
    CHECK(seen.keys.size() == seen.draws);
    std::set<Purpose> purposes;
    bool later = false, of_a_case = false;
    for (const auto& [who, serial, what, visit] : seen.keys) {
        purposes.insert(what);
        later |= visit > 2;
        of_a_case |= serial > 1;
    }
    CHECK(purposes.size() >= 18);
    CHECK(later);
    CHECK(of_a_case);
}
#endif
