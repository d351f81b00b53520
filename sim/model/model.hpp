// A pathway as flat, immutable arrays without strings: what the engine runs on. Shared by all threads.
// Every number that depends on attributes or other tracks is a small dense table over just those entries.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/pathway/pathway.hpp"
#include "sim/random/keyed.hpp"
#include "sim/random/laws.hpp"
#include "sim/random/profile.hpp"

namespace desist {

// Where the index of an entry is kept: in the offender's row or in the row of one kind of case.
struct EntrySpot {
    std::uint16_t scope = 0;  // 0 the offender's; 1 + case type
    std::uint16_t slot = 0;   // in that row
};

// A dense table: the cell of a combination is the sum of index x stride over its dimensions, from `first_cell` on.
struct Table {
    static constexpr std::uint32_t program = 0xffffffff;  // in place of `dimensions`: see ValueStep
    std::uint32_t first_cell = 0;
    std::uint32_t first_dimension = 0;
    std::uint32_t dimensions = 0;
};
struct Dimension {
    EntrySpot spot;
    std::uint32_t stride = 0;
};

// A stretch of one of the model's arrays.
struct Span {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    bool empty() const { return count == 0; }
};

// A value that no table can hold, because it follows numbers of people: a small tree, its leaves numbers of attributes
// and tables. A Table of numbers that is a `program` has its root at `first_cell`.
struct ValueStep {
    Value::Kind kind = Value::Kind::number;  // number: the leaf `table`
    std::uint16_t attribute = 0;
    EntrySpot spot;  // table: which of the children
    Table table;
    Span children;  // into value_children
};

// A condition as a small program in prefix form: operators know how many operands follow and how long they are.
struct ConditionStep {
    Condition::Kind kind = Condition::Kind::all;
    std::uint32_t length = 1;  // of this step with all its operands
    std::uint32_t operands = 0;
    EntrySpot spot;               // in
    std::uint32_t first_bit = 0;  // in: into condition_bits
    std::uint16_t case_type = 0;  // any_case, count_cases
    std::uint16_t least = 1, most = 0xffff;
    std::uint16_t calendar = 0;  // open
    std::uint32_t moment = 0;    // before, after
};
using ConditionId = std::uint32_t;
inline constexpr std::uint32_t none = 0xffffffff;
inline constexpr std::size_t most_scopes = 6;  // the offender's and up to five kinds of case
inline constexpr std::size_t most_needs = 4;   // resources that one node may need together

struct MomentStep {
    Moment::Kind kind = Moment::Kind::now;
    std::int64_t constant = 0;
    std::uint16_t attribute = 0;
    Table value;
    std::uint32_t left = 0, right = 0;  // operands, into moments
};

// What a hazard's rate is multiplied by; where `when` does not hold, by 1.
struct CompiledFactor {
    Table value;
    ConditionId when = none;  // only what no table can hold
};

struct CompiledEffect {
    Effect::Kind kind = Effect::Kind::count;
    std::uint16_t attribute = 0;
    std::uint16_t cost = 0;     // cost: into costs
    std::uint16_t index = 0;    // set_index
    std::uint16_t choices = 0;  // draw_shares: how many values
    Table table;  // set_number; draw_law: into laws; draw_shares: into choices (cumulative, `choices` a cell)
    std::uint32_t moment = none;
    Purpose draw;
    ConditionId when = none;
    bool has_chance = false;
    Table chance;
    Purpose chance_purpose;
    std::uint16_t move_track = 0, move_to = 0;
    Span move_from;  // into move_nodes
    bool open = false, resume = false;
};

struct CompiledRoute {
    std::uint16_t to = 0;
    bool has_chance = false;
    ConditionId when = none;
    Table chance;
};

struct CompiledExit {  // a hazard or an as-soon-as
    std::uint16_t to = 0;
    std::uint16_t hazard = 0;
    Purpose draw;
    ConditionId when = none;    // as-soon-as: what comes true; a hazard: where it does not hold the rate is 0
    std::uint64_t depends = 0;  // bits of the entries that its rate may change with
    During during = During::both;
};

struct CompiledNeed {
    std::uint32_t first_pool = 0;
    Table pool;  // over the resource's attributes: offset of the pool
    Table units;
    bool has_priority = false;
    Table priority;
};

struct CompiledNode {
    std::uint16_t track = 0;
    std::uint16_t position = 0;
    bool timed = false, instant = false, end = false, has_needs = false;
    bool has_stay = false, has_patience = false;
    bool counts_visits = false;    // something is drawn here
    std::uint16_t visit_slot = 0;  // in the row of visits of its scope
    Table stay, patience;          // into laws
    std::uint32_t until = none;    // into moments
    std::uint16_t give_up = 0;
    Span effects, on_start, on_leave;  // into effects
    Span hazards, as_soon_as;          // into exits
    Span routes;
    Span needs;
    Purpose stay_draw, patience_draw, route_draw;
    std::uint64_t depends = 0;             // of all its hazards: bits of entries, as in CompiledHazard
    std::uint64_t as_soon_as_depends = 0;  // of all its conditions
    std::uint64_t name_hash = 0;
    // What few nodes have.
    bool unusual = false;         // has a calendar or a time of units
    bool waiting_clocks = false;  // some hazard runs while waiting
    bool reports_rates = false;   // some measure or cost names one of its hazards
    bool until_next = false;
    bool has_use_for = false, has_served = false, has_priority = false;
    std::uint32_t until_calendar = none;
    std::uint16_t full = 0, eject = 0;
    Table use_for;
    Table served;  // into laws
    Purpose served_draw;
    Span keep;        // into move_nodes
    Span windows;     // into window_attributes: who count its starts
    Span read_again;  // into read_again_dates
    std::uint64_t priority_depends = 0;
};

struct CompiledHazard {
    Table law;                         // into rate_laws
    Span times;                        // into factors; 1 x first x second ...
    std::uint64_t depends = 0;         // bits of the entries it may change with (entry number modulo 64)
    std::uint32_t weights = none;      // profiles
    bool plain = true;                 // all factors are tables
    bool reported = false;             // some measure or cost of expected events names it
    std::uint64_t report_depends = 0;  // bits of the entries that those look at
};

struct CompiledTrack {
    std::uint16_t scope = 0;  // 0 the offender's; 1 + case type
    std::uint16_t slot = 0;   // of its entry in the row of its scope
    std::uint16_t first_node = 0;
    std::uint16_t nodes = 0;
    std::uint16_t first_seat = 0;   // one seat, or one for each copy of the case
    std::uint16_t clocks = 0;       // most hazards of any of its nodes
    std::uint16_t first_clock = 0;  // of the first seat
    std::uint16_t start = 0;        // node
    bool drawn_start = false;
    Table start_choices;  // cumulative shares, `nodes` a cell
    Purpose start_draw;
};

struct CompiledAttribute {
    Attribute::Kind kind = Attribute::Kind::named;
    std::uint16_t scope = 0;
    std::uint16_t slot = 0;  // of its entry
    // Of its value in the row of values of its scope: counts, dates, durations, birth, the bits of a number. A window
    // has its count as last looked at, then the last times.
    std::uint16_t value_slot = 0;
    std::uint16_t kept = 0;  // windows: how many times are kept
    std::int64_t within = 0;
    std::uint64_t bit = 0;
    std::vector<double> edges;               // counts, numbers: in units
    std::vector<std::int64_t> edge_seconds;  // ages: since birth
    double oldest = 0;

    std::uint16_t band_of(double number) const {
        const auto above = std::upper_bound(edges.begin(), edges.end(), number);
        return static_cast<std::uint16_t>(std::max<std::ptrdiff_t>(0, above - edges.begin() - 1));
    }
};

// Rows of a scope: the offender's or one case's.
struct Scope {
    std::uint16_t copies = 1;
    std::uint16_t indices = 0;  // entries
    std::uint16_t values = 0;   // 64-bit values
    std::uint16_t visits = 0;   // counters
    std::vector<std::uint16_t> tracks;
    std::vector<std::uint16_t> attributes;
};

struct CompiledDraw {
    std::uint16_t attribute = 0;
    bool by_shares = false;
    std::uint16_t choices = 0;
    Table table;
    Purpose draw;
};

// Somebody from a file.
struct CompiledPerson {
    std::uint64_t ordinal = 0;  // the hash of the id
    Time enters;
    std::vector<std::pair<std::uint16_t, std::int64_t>> values;   // attributes
    std::vector<std::pair<std::uint16_t, std::uint16_t>> starts;  // track, node
};

struct CompiledStream {
    std::uint64_t name_hash = 0;
    std::vector<CompiledPerson> people;
    std::uint32_t present = 0;
    bool arrives = false;
    std::vector<double> rates;  // per second, by the date's index
    Span draws;
};

// What a measure sees of a stay, or of a rate: whether it counts, and in which group.
struct CompiledMeasure {
    ConditionId when = none;
    std::vector<EntrySpot> by;
    std::vector<ConditionId> conditions;  // by argument; none where it is no condition
    std::vector<Table> values;            // by argument, likewise
};

// What something costs (SEMANTICS 13.42). Amounts times `to_base_prices` are in the prices of the base year.
struct CompiledCost {
    // GBP a second that units of one pool cost while they are there, in base prices: of lots where they come in lots.
    struct Flow {
        Time from;
        double rate = 0;
    };
    Cost::Kind kind = Cost::Kind::event;
    Table value;  // of numbers, never a program: GBP; GBP a second of inside and used; not of provided, see `flows`
    double to_base_prices = 1;
    std::uint32_t date_stride = 0;  // of the date in `value`; 0: it does not depend on the date
    std::vector<NodeId> nodes;      // inside
    HazardId hazard;                // expected
    std::uint32_t first_pool = 0;   // provided, used: into pools
    std::uint32_t pools = 0;        // how many; row-major over what chooses them (Resource::by), the last fastest
    std::vector<std::vector<Flow>> flows;  // provided: by pool from `first_pool` on; each ascends from the beginning on
};

// The units of one resource for one group, along the run.
struct CompiledPool {
    struct Step {
        Time from;
        std::int64_t units = 0;
        std::int64_t limit = 0;  // of its queue
        bool given_out = true;
    };
    std::vector<Step> steps;  // ascending; the first at the beginning of warm-up
    bool ejects = false, limited = false;
};

// A date that some rate, as-soon-as or measure of expected events compares now with.
struct FollowedMoment {
    std::uint32_t moment = 0;
    std::uint32_t scopes = 0;  // bits of the kinds of case that it looks at (1 + case type)
};

struct Model {
    Time begin, end;
    std::vector<Time> changes;  // dated
    std::uint16_t date_slot = 0;
    std::uint64_t date_bit = 0;
    std::uint64_t crossing_bits = 0;  // entries of ages, windows and the date that some clock, as-soon-as, measure or
                                      // cost of expected events depends on
    std::uint64_t replan_bits = 0;    // and of all that may move the next crossing
    std::vector<FollowedMoment> followed_moments;

    std::vector<Scope> scopes;  // 0: the offender's
    std::vector<CompiledTrack> tracks;
    std::vector<CompiledNode> nodes;
    std::vector<CompiledAttribute> attributes;
    std::vector<CompiledHazard> hazards;
    std::vector<CompiledStream> streams;
    std::vector<std::uint16_t> ages;     // attributes that grow
    std::vector<std::uint16_t> windows;  // and that count starts

    std::vector<CompiledEffect> effects;
    std::vector<CompiledRoute> routes;
    std::vector<CompiledExit> exits;
    std::vector<CompiledNeed> needs;
    std::vector<CompiledDraw> draws;
    std::vector<CompiledFactor> factors;
    std::vector<ValueStep> value_steps;
    std::vector<std::uint32_t> value_children;
    std::vector<Weights> weights;
    std::vector<std::uint16_t> move_nodes;
    std::vector<std::uint16_t> window_attributes;
    std::vector<std::uint16_t> read_again_dates;
    std::vector<std::uint16_t> resumable;  // nodes that a move may interrupt
    std::vector<ConditionStep> conditions;
    std::vector<std::uint64_t> condition_bits;
    std::vector<Calendar> calendars;
    std::vector<MomentStep> moments;

    std::vector<Dimension> dimensions;
    std::vector<double> numbers;     // cells of tables of numbers
    std::vector<Law> laws;           // cells of tables of laws
    std::vector<RateLaw> rate_laws;  // cells of tables of rate laws
    std::vector<double> choices;     // cells of tables of shares, cumulative

    std::vector<CompiledMeasure> measures;
    std::vector<CompiledCost> costs;  // by CostId
    std::vector<CompiledPool> pools;
    double most_inside = 0;  // people at once, an upper estimate (crowd.hpp)
    bool carries = false;    // some stay may go on with time that was spent before
    std::uint16_t seats = 0;
    std::uint16_t clocks = 0;
};

// Flattens a pathway. Problems: more kinds of case than there is room for, tables too large, names whose draws would
// collide.
std::optional<Model> compile(const Pathway& pathway, Problems& problems);

}  // namespace desist
