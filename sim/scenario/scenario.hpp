// A scenario as it was written: names are text, every value knows its place. Reading checks form and units of single
// values; what names mean is the business of sim/pathway.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/problems.hpp"
#include "sim/base/time.hpp"
#include "sim/scenario/expression.hpp"

namespace desist {

// A word of the scenario and where it stands.
struct Text {
    std::string text;
    Place at;
};

// A number that may depend on attributes and on nodes of other tracks: an expression, or a table `by` one of them
// whose entries are values again.
struct ValueSpec {
    struct Row {
        std::vector<Text> keys;        // "opiate or opiate-and-crack" gives two
        std::vector<ValueSpec> value;  // exactly one (a vector, because the type is not yet complete)
    };
    std::optional<Expression> leaf;  // either this...
    bool rest = false;               // ...or the word `rest` (a share that takes what is left)...
    Text by;                         // ...or a table; empty text: by the attribute that is being drawn
    std::vector<Row> rows;
    std::vector<ValueSpec> otherwise;  // `else`: none or one
    Place at;
    bool is_table() const { return !leaf && !rest; }
};

// A law of durations or numbers, or the rate law of a hazard.
struct LawSpec {
    struct Argument {
        std::string word;  // "median", "p95", "rate", "until"; empty where the law needs none
        Expression value;
    };
    struct Part {
        Expression share;
        std::vector<LawSpec> law;  // exactly one
    };
    struct Row {
        std::vector<Text> keys;
        std::vector<LawSpec> law;  // exactly one
    };
    // One of: a call ("lognormal", arguments), `until` a date, a mixture, a table by.
    Text name;                        // lognormal, exponential, fixed, ..., "until"; empty for mixture and table
    std::vector<Argument> arguments;  // of `until`: one, the date
    std::vector<Part> mixture;
    Text by;
    std::vector<Row> rows;
    std::vector<LawSpec> otherwise;
    Place at;
};

struct ConditionSpec {
    enum class Kind {
        all,       // all operands hold (none: true)
        any,       // one of the operands holds
        negate,    // the one operand does not hold
        is,        // `name` (a track or an attribute) has one of `values`
        any_case,  // the operands hold together for one open case
        before,    // now < date
        after,     // now >= date
    };
    Kind kind = Kind::all;
    std::vector<ConditionSpec> operands;
    Text name;
    std::vector<Text> values;
    std::optional<Expression> date;
    Place at;
};

struct MoveSpec {
    Text track;
    Text to;
    std::vector<Text> from;  // empty: only allowed for `open`
    bool open = false;       // opens a case
};

struct EffectSpec {
    enum class Kind { set, count, draw, move };
    Kind kind = Kind::set;
    Text attribute;                   // set, count, draw
    std::optional<Expression> value;  // set: a date, a duration, a number, or a name (of a value or an attribute)
    std::optional<LawSpec> law;       // draw of a duration or a count
    std::optional<ValueSpec> shares;  // draw of a named attribute: the share of each value
    MoveSpec move;
    std::optional<ConditionSpec> when;
    std::optional<ValueSpec> chance;
    Place at;
};

struct RouteSpec {
    Text to;
    std::optional<ValueSpec> chance;
    std::optional<ConditionSpec> when;
    bool otherwise = false;
    Place at;
};

struct LeaveSpec {
    Text to;
    Text hazard;
    Place at;
};

struct AsSoonAsSpec {
    Text to;
    ConditionSpec condition;
    Place at;
};

struct UseSpec {
    Text resource;
    ValueSpec units;
};

struct NodeSpec {
    Text name;
    std::string label;  // plain words for reports; may be empty
    std::optional<LawSpec> stay;
    std::vector<UseSpec> use;
    std::optional<LawSpec> patience;
    std::optional<Text> give_up;
    std::vector<EffectSpec> effects;   // on arrival (nodes without `use`)
    std::vector<EffectSpec> on_ask;    // on arrival (nodes with `use`)
    std::vector<EffectSpec> on_start;  // when the units are given (nodes with `use`)
    std::vector<EffectSpec> on_leave;
    std::vector<LeaveSpec> leave;
    std::vector<AsSoonAsSpec> as_soon_as;
    std::vector<RouteSpec> routes;
    bool end = false;
    Place at;
};

struct TrackSpec {
    Text name;
    std::string label;
    ValueSpec start;  // a node's name as leaf, or shares of nodes, possibly in tables
    std::optional<Text> start_node;
    std::vector<NodeSpec> nodes;
    Place at;
};

struct AttributeSpec {
    enum class Kind { named, count, date, duration, age };
    Text name;
    Kind kind = Kind::named;
    std::vector<Text> values;      // named
    std::vector<double> bands;     // count, age: lower edges, ascending
    std::optional<double> oldest;  // age: years at which the last band ends, for drawing within it
    std::optional<Text> of;        // the case it belongs to
    Place at;
};

// Evidence for one value: low and high bound it, source is an id of evidence.csv, `assumption`, `fit` or `read`.
struct ValueWithEvidence {
    ValueSpec value;
    std::optional<ValueSpec> low;
    std::optional<ValueSpec> high;
    std::optional<Text> source;
    std::string quality;
    std::string note;
};

struct ParameterSpec {
    struct Change : ValueWithEvidence {
        Text from;
        Date date;
    };
    Text name;
    ValueWithEvidence base;
    std::vector<Change> changes;  // ascending by date; each holds from its date on
    Place at;
};

struct HazardSpec {
    struct Times {
        std::optional<ConditionSpec> when;
        ValueSpec value;
        Place at;
    };
    Text name;
    LawSpec law;
    std::vector<Times> times;
};

struct ResourceSpec {
    Text name;
    ValueSpec units;
};

struct CaseSpec {
    Text name;
    int copies = 1;
    std::vector<Text> tracks;
    Place at;
};

// A draw at entry: shares of named values, a law, or (for an age) shares of bands or a law of years.
struct DrawSpec {
    Text attribute;
    std::optional<ValueSpec> shares;
    std::optional<LawSpec> law;
    Place at;
};

struct StreamSpec {
    Text name;
    std::optional<ValueSpec> present;   // people there at the start of warm-up
    std::optional<ValueSpec> arrivals;  // or people a unit of time
    std::vector<DrawSpec> draw;
    Place at;
};

struct MeasureSpec {
    enum class Kind {
        count,        // starts of stays on the nodes (arrivals where nothing is needed)
        population,   // mean number of people (or cases) inside the nodes
        waiting,      // mean number waiting for the nodes
        wait,         // mean wait before starts on the nodes
        ratio,        // one measure over another
        reoffending,  // share of index events followed by a proven reoffence
    };
    Text name;
    std::string label;
    std::string unit;  // as shown; empty: that of the kind
    Kind kind = Kind::count;
    std::vector<Text> nodes;  // "track/node"; index events of reoffending
    std::optional<ConditionSpec> when;
    std::vector<Text> by;                     // attributes; each also gives rows of its own
    Text numerator, denominator;              // ratio: names of other measures
    std::vector<Text> proven;                 // reoffending: nodes at which an offence is proven
    Text committed;                           // reoffending: date attribute of the offence
    std::optional<Expression> within;         // reoffending: time to offend
    std::optional<Expression> proven_within;  // reoffending: further time to be proven
    bool key = false;                         // shown in the short table
    Place at;
};

// A published figure that the scenario should reproduce. Value and tolerance are literals: a share for measures in %, a
// duration for waits, otherwise a bare number.
struct TargetSpec {
    enum class Use { fit, check };  // the scenario was fitted to it; or it is held against it
    Text name;
    Text measure;
    std::optional<Text> year;  // a financial year, "2012/13"; none: the whole run
    Expression value, tolerance;
    std::optional<Text> source;
    Use use = Use::check;
    std::string note;
    Place at;
};

struct TimeSpec {
    Text start;
    Date start_date;
    Expression warm_up;
    Expression run;
};

// A row of evidence.csv: what a source says.
struct EvidenceRow {
    std::string id, document, title, location, quantity, value, unit, quality, notes;
};

struct InputFile {
    std::string name;  // as given, or relative to the scenario
    std::string text;
};

struct Scenario {
    int language = 1;
    Text title;
    std::string description;
    TimeSpec time;
    std::vector<AttributeSpec> attributes;
    std::vector<CaseSpec> cases;
    std::vector<ParameterSpec> parameters;
    std::vector<StreamSpec> population;
    std::vector<DrawSpec> draws;  // of every stream, unless it draws the attribute itself
    std::vector<HazardSpec> hazards;
    std::vector<ResourceSpec> resources;
    std::vector<TrackSpec> tracks;
    std::vector<MeasureSpec> measures;
    std::vector<TargetSpec> targets;
    std::vector<EvidenceRow> evidence;
    std::vector<InputFile> inputs;  // every file read, in the order of reading
    // Parameters that are set, in order: by the policies from the base up, then on the command line. Also those that
    // LoadOptions left out.
    std::vector<std::string> set_names;
};

// PARAMETER=VALUE of the command line.
struct Setting {
    std::string parameter;
    std::string value;
};

// What of a scenario is loaded: to apply the changes of a policy one by one.
struct LoadOptions {
    // Only so many `set` entries of the policies, counted from the base up; settings of the command line count after
    // them. None: all.
    std::optional<std::size_t> first_sets;
};

// Reads a scenario, its includes, the baseline it extends, and evidence.csv beside it. All problems are added to
// `problems`; nothing is returned when one of them is an error. Throws CannotAccess when the file cannot be read.
std::optional<Scenario> load(const std::filesystem::path& file, const std::vector<Setting>& settings,
                             Problems& problems, const LoadOptions& options = {});

// The same from text, for tests; includes and extends are refused.
std::optional<Scenario> load_text(const std::string& name, const std::string& text, Problems& problems);

}  // namespace desist
