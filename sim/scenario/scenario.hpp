// A scenario as it was written: names are text, every value knows its place. Reading checks form and units of single
// values; what names mean is the business of sim/pathway.
//
// Reading goes on after a problem, and every part keeps the form that its kind promises, so that names can be resolved
// even then:
// - a name that is none, or is missing, is empty; who resolves names takes an empty one as already said. Only what is
//   defined keeps its name as written;
// - a value that could not be read is the number 0, or 1 where it must be positive, in the unit that its field wants
//   (bare where any will do), marked as `failed`. An expression is always there where its kind needs one;
// - a law that could not be read is `fixed` 1 second (a bare 0 for draws), for hazards `exponential` with rate 0; its
//   argument is failed. Laws have all arguments of their form;
// - a table has a row, rows have a value, and there is a `by` unless shares are drawn; a condition without the
//   values or operands it should have has been reported;
// - draws that could not be read are left out, as are changes whose date is none or does not rise, declared units and
//   years that are none, distributions, rows of people, and discounts;
// - a stream is exactly one of its three kinds, a track has a node, a named attribute a value (with an empty name), a
//   window its width and bands, a calendar its days; a profile that makes no sense weighs 1 at all times.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/pieces.hpp"

namespace desist {

struct RouteSpec {
    Text to;
    std::optional<ValueSpec> chance;
    std::optional<ConditionSpec> when;
    bool otherwise = false;
    Place at;
};

// When a way out of a node that is waited for is open: by default hazards while served, as-soon-as both.
enum class During { unsaid, waiting, served, both };

struct LeaveSpec {
    Text to;
    Text hazard;
    During during = During::unsaid;
    std::optional<ConditionSpec> open;  // a policy with a date opened or closed it
    Place at;
};

struct AsSoonAsSpec {
    Text to;
    ConditionSpec condition;
    During during = During::unsaid;
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
    std::vector<Text> keep;            // the units are held until arrival at a node not named here
    std::optional<ValueSpec> use_for;  // the units are freed after this time, or with the stay if it ends before
    std::optional<LawSpec> patience;
    std::optional<Text> give_up;       // where to, when patience ends
    std::optional<Text> full;          // where to, when the queue has no place left
    std::optional<Text> eject;         // where to, when the units are taken away
    std::vector<EffectSpec> effects;   // on arrival (nodes without `use`)
    std::vector<EffectSpec> on_ask;    // on arrival (nodes with `use`)
    std::vector<EffectSpec> on_start;  // when the units are given (nodes with `use`)
    std::vector<EffectSpec> on_leave;
    std::vector<LeaveSpec> leave;
    std::vector<AsSoonAsSpec> as_soon_as;
    std::vector<RouteSpec> routes;
    bool end = false;
    // A policy took the node away: its date (empty: from the start) and place. Nobody can enter from then on; who is
    // inside leaves by the old ways. Tables, conditions and measures may still name it.
    std::optional<Text> removed;
    Place at;
};

struct TrackSpec {
    Text name;
    std::string label;
    struct Served {
        Text node;
        LawSpec law;  // the time that who starts there has already been there
    };
    ValueSpec start;  // a node's name as leaf, or shares of nodes, possibly in tables
    std::optional<Text> start_node;
    std::vector<Served> served;
    std::vector<NodeSpec> nodes;
    Place at;
};

struct AttributeSpec {
    enum class Kind { named, count, date, duration, age, number, window };
    Text name;
    Kind kind = Kind::named;
    std::vector<Text> values;          // named
    std::vector<double> bands;         // count, window, number, age: lower edges, ascending
    std::optional<double> oldest;      // age: years at which the last band ends, for drawing within it
    std::vector<Text> counted;         // window: the nodes ("track/node") whose starts are counted
    std::optional<Expression> within;  // window: its width
    std::optional<Text> of;            // the case it belongs to
    Place at;
};

// Evidence for one value: low and high bound it, source is an id of evidence.csv, `assumption`, `fit` or `read`.
struct ValueWithEvidence {
    ValueSpec value;
    std::optional<ValueSpec> low;
    std::optional<ValueSpec> high;
    std::optional<LawSpec> distribution;  // of what the evidence leaves open, in the unit of the value
    std::optional<Text> source;
    std::string quality;
    std::string note;
};

struct ParameterSpec {
    struct Change : ValueWithEvidence {
        Text from;
        Date date;
        std::optional<ValueSpec> times;  // a factor of the value before the date, instead of a value
        std::optional<Expression> ramp;  // the time over which the new value is reached, day by day
        bool retroactive = false;        // stays of people already inside are read again at that date
    };
    Text name;
    std::optional<Text> unit;  // as declared, checked against the value
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
    std::vector<Text> profiles;  // multiply the rate by hour of the week or by month
};

// Hours, days and dates on which something is open (SEMANTICS 5.1).
struct CalendarSpec {
    struct Hours {
        int from = 0, to = 1440;  // minutes of the day; to <= from: into the next day
        Place at;
    };
    Text name;
    std::vector<Text> every;   // "day", "mon", ..., "sun"
    std::vector<Text> on;      // dates, each year ("01-01") or once ("2012-06-05")
    std::vector<Hours> open;   // none: all day
    std::vector<Text> except;  // calendars and dates whose days are left out
    Place at;
};

// Relative weights over the hours of the week or the months; they are scaled to mean 1.
struct ProfileSpec {
    struct Row {
        std::vector<Text> keys;  // "sat 18:00-24:00", "mon-fri", "22:00-06:00" | "jan", "jun-aug"
        Expression weight;
    };
    Text name;
    bool months = false;
    std::vector<Row> rows;
    std::optional<Expression> otherwise;
    Place at;
};

// A regression-style score: link(intercept + sum of terms). logit gives a share, log a factor.
struct ScoreSpec {
    struct Term {
        enum class Kind { table, plain, log, square };
        Kind kind = Kind::table;
        ValueSpec table;                  // table: what each value adds
        Expression of;                    // plain, log, square: an expression over numbers of attributes
        std::optional<Expression> times;  // the coefficient, 1 where none is given
        Place at;
    };
    Text name;
    bool logit = true;
    Expression intercept;
    std::vector<Term> terms;
    std::optional<Text> source;
    std::string note;
    Place at;
};

// What something costs. Without `of`, `provided`, `used` and `expected` it is spent each time an effect says
// `cost: NAME`.
struct CostSpec {
    Text name;
    ValueSpec value;                  // GBP; GBP per unit of time for of, provided and used
    std::vector<Text> of;             // for the time that somebody stays at these nodes ("track/node")
    std::optional<Text> provided;     // for each unit of this resource while it is there
    std::optional<Text> used;         // for each unit of it while in use
    std::optional<Text> expected;     // for each event that this hazard is expected to bring
    std::optional<ValueSpec> step;    // provided: units come in lots of so many (a wing, a post), each at the value
    std::optional<ValueSpec> budget;  // provided: GBP a year that the units must not cost more than
    Text payer;
    std::optional<Text> price_year;  // a financial year, "2012/13"
    std::optional<Text> source;
    std::string note;
    Place at;
};

// What money is worth: the year whose prices everything is told in, and how prices compare between years.
struct MoneySpec {
    struct Deflator {
        Text year;         // a financial year; empty where it was none
        Expression index;  // between a millionth and a million, or failed
    };
    std::optional<Text> prices;          // a financial year; empty where it was none
    std::optional<Expression> discount;  // a share a year: later money is divided by 1 + it
    std::vector<Deflator> deflators;
    Place at;
};

struct ResourceSpec {
    enum class OnClose { finish, eject };
    Text name;
    ValueSpec units;
    std::optional<Text> open;              // the calendar in whose hours there are units; none: always
    OnClose on_close = OnClose::finish;    // what happens to stays when units fall
    std::optional<Text> given_out;         // the calendar in whose hours stays can start
    std::optional<ValueSpec> priority;     // who waits with 1 starts first; none: all alike
    std::optional<ValueSpec> queue_limit;  // the most that may wait; who comes later is turned away
    Place at;
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

// People one by one, from a CSV file: the columns `id`, `enters` (a date; empty or without the column: there from the
// start), and names of attributes or tracks.
struct PeopleSpec {
    Text file;
    std::vector<Text> columns;
    std::vector<std::vector<Text>> rows;  // as many cells as columns
};

struct StreamSpec {
    Text name;
    std::optional<ValueSpec> present;   // people there at the start of warm-up
    std::optional<ValueSpec> arrivals;  // or people a unit of time
    std::optional<PeopleSpec> people;   // or people one by one
    std::vector<DrawSpec> draw;
    Place at;
};

// The kinds of measure, from the one list of them.
enum class MeasureKind {
#define MEASURE(kind, ...) kind,
#include "sim/scenario/measure_list.hpp"
#undef MEASURE
};

// What was written for one argument of a measure. measure_forms.hpp says which arguments a kind has, and which member
// holds each.
struct ArgumentSpec {
    std::vector<Text> names;
    std::vector<std::vector<Text>> lists;
    std::vector<Expression> numbers;
    std::vector<std::string> written;  // of durations, as they stand in the scenario
    std::optional<ConditionSpec> condition;
    std::optional<ValueSpec> value;
    bool given = false;
    Place at;
};

struct MeasureSpec {
    Text name;
    std::string label;
    std::string unit;  // as shown; empty: that of the kind
    MeasureKind kind = MeasureKind::count;
    std::vector<ArgumentSpec> arguments;  // in the order of the kind's form
    std::optional<ConditionSpec> when;
    std::vector<Text> by;  // attributes; each also gives rows of its own
    bool key = false;      // shown in the short table
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

// What a policy did to the structure: "node justice/prison", "hazard recall", "resource cjit-workers", ...
struct StructureChange {
    enum class How { added, changed, removed };
    std::string what;
    How how = How::changed;
    std::vector<std::string> fields;  // of a change: "routes", "stay"; each once
    std::optional<Text> from;         // none: from the start
    Place at;
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
    std::vector<ScoreSpec> scores;
    std::vector<CalendarSpec> calendars;
    std::vector<ProfileSpec> profiles;
    std::vector<CostSpec> costs;
    std::optional<MoneySpec> money;
    std::vector<StreamSpec> population;
    std::vector<DrawSpec> draws;  // of every stream, unless it draws the attribute itself
    std::vector<HazardSpec> hazards;
    std::vector<ResourceSpec> resources;
    std::vector<TrackSpec> tracks;
    std::vector<MeasureSpec> measures;
    std::vector<TargetSpec> targets;
    std::vector<EvidenceRow> evidence;
    std::vector<InputFile> inputs;  // every file read, in the order of reading
    // Parameters that are set, in order: by the policies from the base up, then on the command line. A policy that
    // changes structure has `structure` before its own. Also those that LoadOptions left out.
    std::vector<std::string> set_names;
    // Dates at which policies change structure, ascending. Tables by "(date)" (rows "start", "from 2013-12-01", ...)
    // and conditions `now before` and `now after` such a date stand where the structure differs.
    std::vector<Text> structure_dates;
    std::vector<StructureChange> structure_changes;  // by policies, from the base up
};

// PARAMETER=VALUE of the command line.
struct Setting {
    std::string parameter;
    std::string value;
};

// What of a scenario is loaded: to apply the changes of a policy one by one.
struct LoadOptions {
    // Only so many changes of the policies, counted from the base up: the structure of a policy is one (its new
    // parameters come always), each of its `set` entries another; settings of the command line count after them. None:
    // all.
    std::optional<std::size_t> first_sets;
};

// Reads a scenario, its includes, the baseline it extends, and evidence.csv beside it. All problems are added to
// `problems`. A scenario with errors is still returned where its meaning can be looked into, so that one pass tells
// everything (build_pathway leaves out what only follows from what was said); nothing is returned where a file or a
// section could not be read. Throws CannotAccess when the file cannot be read.
std::optional<Scenario> load(const std::filesystem::path& file, const std::vector<Setting>& settings,
                             Problems& problems, const LoadOptions& options = {});

// The same from text, for tests; includes and extends are refused.
std::optional<Scenario> load_text(const std::string& name, const std::string& text, Problems& problems);

}  // namespace desist
