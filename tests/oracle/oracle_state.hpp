// The state of the oracle, and what is seen of it: indices of tables, values, dates, conditions (SEMANTICS 2, 4, 13.5).
#pragma once

#include <compare>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "sim/pathway/pathway.hpp"
#include "sim/random/keyed.hpp"
#include "sim/random/profile.hpp"
#include "tests/oracle/oracle.hpp"

namespace desist::oracle {

// Kinds of events in their order within one second (SEMANTICS 8.2). Entering is first: it meets nobody before it asks.
enum class Kind { enter, dated_change, capacity, crossing, finish, ask, serve, turn_away, give_up };

// A pending event, ordered by its members. `arrival` tells events of a stay that is over from those of the present one.
struct Event {
    Time time;
    Kind kind = Kind::enter;
    OffenderKey who;
    TrackId track;
    std::uint32_t serial = 0;
    std::size_t item = 0;  // of finish: which hazard of the node, then the stay, then the time of the units
    std::uint64_t arrival = 0;
    friend auto operator<=>(const Event&, const Event&) = default;
};

struct HazardClock {
    double left = 0;    // of the unit exponential
    Duration age = {};  // when it starts: time served, or run before an interruption
    double product = 0;
    RateLaw law = {};
    Weights weights = {};
    Time started = never, settled = never, due = never;
};

struct Held {  // or needed
    PoolId pool;
    std::uint32_t units = 0;
};

// Units that somebody holds, and where and when they were given.
struct Holding {
    NodeId node;
    Time from;
    std::vector<Held> units;
};

// A stay that goes on: where somebody stands on one track.
struct Spot {
    NodeId node;
    std::uint32_t visit = 0;
    std::uint64_t arrival = 0;  // a number of its own
    Time arrived = {}, started = never, finish = never, give_up = never, release = never;
    Time queued = {};  // its place in the order of who waits
    bool waiting = false, asked = false;
    double priority = 0;  // as it was last looked at, for the table of features
    Duration stay = {}, spent = {}, use_for = {};
    Duration served = {};  // before the start
    std::vector<Held> needs = {};
    std::vector<Holding> holdings = {};  // kept from earlier nodes, then its own
    std::vector<HazardClock> clocks = {};
};

// The offender's own tracks and attributes (serial 0), or those of one open case.
struct Copy {
    CaseTypeId type;
    std::map<TrackId, Spot> spots;
    std::map<NodeId, std::uint32_t> visits;
    std::vector<std::int64_t> values;                 // by attribute; of an age the second of birth
    std::vector<double> numbers;                      // by attribute
    std::map<AttributeId, std::vector<Time>> starts;  // that windows count
    std::map<NodeId, Spot> interrupted;               // by a move with `resume`
};

struct NotedMove {
    const Move* move;
    CaseTypeId type;  // of the case whose track noted it
    std::uint32_t serial;
};

struct Offender {  // inside while there are copies
    OffenderKey key;
    const Stream* stream = nullptr;
    const Person* person = nullptr;
    std::map<std::uint32_t, Copy> copies;
    std::map<CaseTypeId, std::uint32_t> in_hand;
    std::uint32_t last_serial = 0;
    std::deque<NotedMove> noted;
    Time instant;
    int steps = 0;  // in that instant
};

// Where an offender stands: tracks as written, copies by serial. What stands there, or null.
std::set<std::pair<TrackId, std::uint32_t>> places(const Offender& offender);
Spot* find(Offender& offender, TrackId track, std::uint32_t serial);

// The case that somebody on a track of `own` type (and serial) means; 0: the offender's own, or no case.
std::uint32_t serial_of(const Offender& offender, CaseTypeId wanted, CaseTypeId own, std::uint32_t serial);

// What is seen from one copy of one offender at one instant: of every type of case its own, or the one in hand.
struct View {
    const Pathway* pathway;
    const Offender* offender;
    Time now;
    std::vector<const Copy*> cases;  // by type; null: none
    Indices at = {};                 // of all entries
    Seen* seen = nullptr;            // for the table of features

    const Copy* copy(CaseTypeId type) const { return type ? cases[type.index] : &offender->copies.at(0); }
};
View see(const Pathway& pathway, const Offender& offender, std::uint32_t serial, Time now);

Copy undrawn(const Pathway& pathway, CaseTypeId type);
std::int64_t value_of(const View& view, AttributeId id);
double number(const Value& value, const View& view);
std::int64_t worked_out(const Moment& moment, const View& view);  // in seconds; `never` where it is unset
bool holds(const Condition& condition, const View& view);

// The second from which somebody born then is in the band of this lower edge (13.12).
Time reaches(Time birth, double years);

// When a comparison of now in a rate or an as-soon-as may turn, seen by anybody of this offender, and in any case.
std::set<Time> turns(const Pathway& pathway, const Offender& offender, Time now);

// The first value whose cumulative share exceeds u, and the cumulative shares below and above it.
struct Picked {
    std::size_t index = 0;
    double below = 0, above = 0;
};
Picked pick(const std::vector<double>& shares, double u);

// The value that u draws: an index, a count, a duration or an age in seconds, the bits of a number.
std::int64_t drawn(const Value& shares, const Attribute& attribute, View view, double u);
std::int64_t drawn(const LawTree& law, const Attribute& attribute, const View& view, double u);
double chance(const Value& value, const View& view);
NodeId routed(const Node& node, const View& view, double u);

// Pools are numbered through the resources in order, and row-major over what chooses them.
PoolId pool_of(ResourceId resource, const View& view);
// How many units there are; `at` are the indices of what chooses the pool.
std::int64_t units_at(const Pathway& pathway, ResourceId resource, Indices at, Time now);
// When they may change.
std::set<Time> capacity_events(const Pathway& pathway, ResourceId resource);

// Whether a hazard or a condition counts while somebody waits, or is served.
bool counts(During during, bool waiting);
// Starts a clock, or settles it if its rate has changed (13.8).
void settle(HazardClock& clock, const HazardExit& exit, const View& view);
// What is left of it when it stops.
void interrupt(HazardClock& clock, bool profiled, Time now);

}  // namespace desist::oracle
