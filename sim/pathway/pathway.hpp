// A scenario with every name resolved and every rule checked: what may happen to whom, as graphs.
// The plain statement of the model: the oracle simulates it as it stands, sim/model flattens it for the engine.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/ids.hpp"
#include "sim/base/problems.hpp"
#include "sim/base/time.hpp"
#include "sim/pathway/value.hpp"
#include "sim/scenario/scenario.hpp"

namespace desist {

// Something a table may depend on. Entries are numbered: tracks in order, then attributes in order, then the date.
// Index of a track's entry: the node's place in its track, plus the number of nodes while waiting for it (only nodes
// with needs are waited for).
// Index of an attribute: of the value or the band. Index of the date: how many dated changes have come.
struct Entry {
    enum class Kind { track, attribute, date };
    Kind kind = Kind::track;
    std::string name;
    std::vector<std::string> names;  // of the indices, as written in the language; empty: cannot occur (see above)
    CaseTypeId of;                   // none: the offender's
    std::size_t size() const { return names.size(); }  // 0: no table may depend on it (dates, durations)
};

struct Attribute {
    enum class Kind { named, count, date, duration, age, number, window };
    std::string name;
    Kind kind = Kind::named;
    std::vector<double> edges;    // count, window, age, and numbers that have them: lower edges of the bands
    double oldest = 0;            // age, in years
    std::vector<NodeId> counted;  // window: starts here are counted...
    Duration within;              // ...for so long
    CaseTypeId of;
    EntryId entry;
};

struct Move {
    TrackId track;
    NodeId to;
    std::vector<NodeId> from;
    bool open = false;
    bool resume = false;
};

struct Effect {
    enum class Kind { set_index, set_number, set_moment, count, draw_shares, draw_law, move, cost };
    Kind kind = Kind::count;
    AttributeId attribute;
    std::uint16_t index = 0;  // set_index
    Value value;              // set_number (a count or a number), draw_shares
    CostId cost;
    Moment moment;  // set_moment
    LawTree law;    // draw_law
    Move move;
    std::optional<Condition> when;
    std::optional<Value> chance;
    std::string role;  // of its chance: "effects/0", "on-start/2"
    Place at;
};

struct Route {
    NodeId to;
    std::optional<Condition> when;
    std::optional<Value> chance;  // none: all that is left
    Place at;
};

struct HazardExit {
    HazardId hazard;
    NodeId to;
    During during = During::served;  // never `unsaid`; of nodes without needs, `served`
    std::optional<Condition> open;   // its rate is 0 where this does not hold: over the date's entry alone
    Place at;
};

struct AsSoonAs {
    NodeId to;
    Condition condition;
    During during = During::both;
    Place at;
};

struct UnitNeed {
    ResourceId resource;
    Value units;  // whole; 0 is not needed
};

struct Node {
    std::string name;   // "custody-suite"
    std::string place;  // "justice/custody-suite": unique, the name in draws and records
    std::string label;
    TrackId track;
    std::uint16_t position = 0;  // in its track
    std::optional<LawTree> stay;
    std::optional<Moment> until;            // instead of a law
    CalendarId until_open;                  // or until it opens (at once when open)...
    bool until_next = false;                // ...strictly later
    std::vector<std::uint16_t> read_again;  // indices of the date's entry at which a running stay takes its new law
    std::vector<UnitNeed> needs;
    std::optional<Value> use_for;  // seconds for which the units are held; none: for the stay
    std::vector<NodeId> keep;      // the units are held until arrival at a node of this track not named
    std::optional<LawTree> patience;
    NodeId give_up, full, eject;
    std::vector<Effect> effects;  // on arrival: `effects`, or `on-ask` of a node with needs
    std::vector<Effect> on_start;
    std::vector<Effect> on_leave;
    std::vector<HazardExit> hazards;
    std::vector<AsSoonAs> as_soon_as;
    std::vector<Route> routes;
    bool end = false;
    bool removed = false;  // by a policy: nobody enters any more
    Place at;
    // An instant node is left at once by its routes; a rest is left only by moves.
    bool timed() const {
        return stay || until || until_open || !needs.empty() || !hazards.empty() || !as_soon_as.empty();
    }
    bool instant() const { return !timed() && !routes.empty(); }
};

struct Track {
    std::string name;
    std::string label;
    CaseTypeId of;                               // none: the offender's
    std::vector<NodeId> nodes;                   // in order
    NodeId start;                                // none: drawn from start_shares
    Value start_shares;                          // over the track's entry
    std::vector<std::optional<LawTree>> served;  // by node: the time who starts there has been there; empty: none
    Place at;
};

struct CaseType {
    std::string name;
    std::uint16_t copies = 1;
    std::vector<TrackId> tracks;
};

struct Hazard {
    struct Times {
        std::optional<Condition> when;  // 1 where it does not hold
        Value value;
    };
    std::string name;
    RateTree law;
    std::vector<Times> times;
    std::vector<ProfileId> profiles;
    Place at;
};

// Open from each interval's first instant up to its second; ascending, without overlaps. They cover the whole run and
// one year after it, so that "opens next" has an answer.
struct Calendar {
    struct Interval {
        Time open, close;
    };
    std::string name;
    std::vector<Interval> intervals;
    double share_open = 0;  // of the measured time
    bool is_open(Time t) const;
    Time opens(Time t) const;       // t itself when open; `never` after the last interval
    Time opens_next(Time t) const;  // the first opening strictly later
    Place at;
};

// Weights with mean 1 over a cycle that repeats: the week, or four calendar years.
struct Profile {
    struct Step {
        std::int64_t from;  // seconds since the cycle's beginning; the first is 0
        double weight;
    };
    std::string name;
    bool months = false;
    Time cycle_start;  // of one cycle, at or before the beginning of warm-up
    std::int64_t cycle = 0;
    std::vector<Step> steps;
    Place at;
};

struct Resource {
    std::string name;
    Value units;                       // may be fractional and may depend on the date
    std::vector<EntryId> by;           // attributes that choose the pool (not the date)
    CalendarId open;                   // none: always
    CalendarId given_out;              // starts only in its hours; none: always
    bool eject = false;                // when units fall, stays are cut short, the last started first
    std::optional<Value> priority;     // 1 first; none: all alike
    std::optional<Value> queue_limit;  // the most that may wait for a pool
    Place at;
};

// See CostSpec.
struct Cost {
    enum class Kind { event, inside, provided, used, expected };
    std::string name;
    Kind kind = Kind::event;
    Value value;                // GBP; GBP a second of inside, provided and used. In the prices of its own year
    double to_base_prices = 1;  // what it is multiplied by
    std::vector<NodeId> nodes;  // inside
    ResourceId resource;        // provided, used
    HazardId hazard;            // expected
    std::optional<Value> step;  // provided: a lot, of which `value` is the price
    std::string payer, price_year, source, note;
    Place at;
};
// No amount is more than this, in GBP (a year, where it is one over time) and base prices.
inline constexpr double largest_amount = 1e12;

// What money is worth.
struct Money {
    std::string prices;              // the base price year, a financial year; empty: none is said
    std::optional<double> discount;  // a share a year: later money is divided by 1 + it; none: it is not
};

// A score, as `Value`s refer to it in place; kept for the explanation.
struct Score {
    std::string name;
    Value value;
    std::string source, note;
};

struct Draw {
    AttributeId attribute;
    std::optional<Value> shares;  // over the attribute's entry (bands for an age)
    std::optional<LawTree> law;   // of a number; an age in seconds
};

// Somebody from a file.
struct Person {
    std::string id;                                            // the key is its hash
    Time enters;                                               // the beginning of warm-up, or later
    std::vector<std::pair<AttributeId, std::int64_t>> values;  // an index; a count; seconds of a date, duration or age
    std::vector<std::pair<AttributeId, double>> numbers;
    std::vector<std::pair<TrackId, NodeId>> starts;
};

struct Stream {
    std::string name;
    std::optional<std::uint32_t> present;
    std::optional<Value> rate;  // per second, may depend on the date
    std::vector<Person> people;
    std::vector<Draw> draws;  // in the order of attributes
};

// One argument of a measure, resolved; measure_forms.hpp says which member holds it.
struct Argument {
    bool given = false;
    std::vector<NodeId> nodes;
    std::vector<std::vector<NodeId>> lists;
    std::vector<std::string> texts;
    std::vector<AttributeId> attributes;
    std::vector<MeasureId> measures;
    std::vector<CostId> costs;
    std::vector<double> numbers;  // shares, seconds, bare numbers, GBP, GBP a second
    HazardId hazard;
    ResourceId resource;
    std::optional<Condition> condition;
    std::optional<Value> value;
    Place at;
    Duration duration() const { return {numbers.empty() ? 0 : static_cast<std::int64_t>(numbers[0])}; }
};

struct Measure {
    MeasureKind kind = MeasureKind::count;
    std::string name, label, unit;
    std::vector<Argument> arguments;  // in the order of the kind's form
    std::optional<Condition> when;
    std::vector<AttributeId> by;
    bool key = false;
    Place at;
    const Argument& operator[](std::string_view argument) const;
    HazardId hazard() const;     // whose rates it needs to be told; none
    Duration follow_up() const;  // how long after an event its outcome is known: within and proven-within
};
// What a published figure of such a measure is written in: a share, a duration, or a bare number.
Unit target_unit(MeasureKind kind);
// The plain amount of a target's figure (a share, seconds, or a bare number); a problem if it is in another unit.
double target_amount(const TargetSpec& spec, const Expression& amount, Unit wanted, Problems& problems);

struct Parameter {
    std::string name;
    Value value;  // dated changes are a table over the date's entry
    std::optional<Value> low, high;
    std::optional<LawTree> distribution;
    std::string unit;  // as declared; may be empty
    std::string source, quality, note;
    bool derived = false;  // an expression of other parameters
    Place at;              // of its value: a policy's or the command line's where it is set there
};

// A target whose measure and unit are checked.
struct ResolvedTarget {
    std::string name;
    MeasureId measure;
    std::string year;                 // a financial year inside the run, "2012/13"; empty: the whole run
    double value = 0, tolerance = 0;  // a share, seconds, or a bare number, as the measure needs
    TargetSpec::Use use = TargetSpec::Use::check;
    std::string source, note;
    std::optional<TargetSpec>
        figure;  // a target of another figure than the measure's own: its amounts are not read yet
};

struct Pathway {
    std::string title;
    Clock clock;
    Time begin;                 // of warm-up, zero or negative
    Time end;                   // the horizon
    std::vector<Time> changes;  // dated changes within the run, ascending; index of the date's entry
    std::vector<Entry> entries;
    std::vector<Attribute> attributes;
    std::vector<CaseType> cases;
    std::vector<Parameter> parameters;
    std::vector<Score> scores;
    std::vector<Calendar> calendars;
    std::vector<Profile> profiles;
    std::vector<Cost> costs;
    Money money;
    std::vector<Stream> streams;
    std::vector<Hazard> hazards;
    std::vector<Resource> resources;
    std::vector<Track> tracks;
    std::vector<Node> nodes;
    std::vector<Measure> measures;
    std::vector<ResolvedTarget> targets;

    EntryId entry_of(TrackId track) const { return EntryId(track.index); }
    EntryId entry_of(AttributeId attribute) const { return EntryId(tracks.size() + attribute.index); }
    EntryId date_entry() const { return EntryId(tracks.size() + attributes.size()); }
    // The index of the date's entry at an instant.
    std::uint16_t date_index(Time t) const;
    // The index of a count's or an age's band; an age in years.
    static std::uint16_t band_of(const Attribute& attribute, double value);
};

// Calls `visit` for every combination of the entries' indices, the first entry fastest; false, without a call, when
// there are more than a million.
bool for_each_combination(const Pathway& pathway, const std::vector<EntryId>& entries, Indices& at,
                          const std::function<void()>& visit);

// Resolves and checks a scenario: names, units, shares, coverage of tables, ways out, zero-time loops. Adds all
// problems, but not what only follows from those that reading found; gives nothing when one is an error.
std::optional<Pathway> build_pathway(const Scenario& scenario, Problems& problems);

// Checks of the graph as a whole (build_pathway calls them). Loops that take no time are errors; ids may be missing.
void refuse_instant_loops(const Pathway& pathway, Problems& problems);
// Warnings: nodes that nothing leads to, nodes and groups of nodes that are never left, moves that can never apply, and
// what warn_of_idle_things finds.
void warn_of_graph(const Pathway& pathway, Problems& problems);

// Resources that nothing uses, hazards that nothing names or that cannot fire, costs, and profiles that nothing names,
// as warnings.
void warn_of_idle_things(const Pathway& pathway, Problems& problems);

}  // namespace desist
