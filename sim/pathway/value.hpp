// Numbers, laws, dates and conditions of a pathway: names are resolved, tables are trees over entries.
// Small interpreters over a Situation say what each of them means; sim/model only makes them fast.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/ids.hpp"
#include "sim/base/problems.hpp"
#include "sim/base/time.hpp"
#include "sim/random/laws.hpp"
#include "sim/scenario/expression.hpp"

namespace desist {

// A number that may depend on entries.
struct Value {
    enum class Kind {
        number,
        rest,
        table,
        add,
        subtract,
        multiply,
        divide,
        min,
        max,
        floor,
        round,
        attribute,  // the number of an attribute: a count, a number, an age in years, a duration in seconds
        log,        // natural
        exp,
        logistic,  // 1 / (1 + exp(-x))
    };
    Kind kind = Kind::number;
    double number = 0;
    EntryId entry;  // table: children by the entry's index
    AttributeId attribute;
    std::vector<Value> children;  // table, operations
    Unit unit;
    bool sure = false;                      // a literal: neither a parameter nor a table (SEMANTICS 3.2 asks)
    std::vector<std::uint32_t> parameters;  // that stand here expanded, the innermost first (one may be another)
    Place at;
};

// What a value may depend on, as indices by entry: nodes of tracks, values or bands of attributes, the date.
using Indices = std::vector<std::uint16_t>;

inline constexpr double rest_share = -1;  // what `rest` evaluates to; see shares_of
double evaluate(const Value& value, const Indices& at);
// The same where numbers of attributes matter, by attribute. (The form without them throws when it meets one.)
using Numbers = std::vector<double>;
double evaluate(const Value& value, const Indices& at, const Numbers& numbers);
bool needs_numbers(const Value& value);                                             // no table can hold it
void collect_attributes(const Value& value, std::vector<AttributeId>& attributes);  // whose numbers it needs

// The value with `bound` in place of a parameter, wherever that stands.
Value substituted(const Value& value, std::uint32_t parameter, const Value& bound);
void collect_parameters(const Value& value, std::vector<std::uint32_t>& parameters);

// The shares of the `size` values of `drawn`, `rest` filled in; `at` is used as scratch and restored.
std::vector<double> shares_of(const Value& value, Indices& at, EntryId drawn, std::size_t size);

// The entries that a value depends on, added to `entries` without repetition.
void collect_entries(const Value& value, std::vector<EntryId>& entries);

// A law whose parameters are values. Canonical arguments, already in the units of random/laws.hpp except where noted:
//   fixed value | exponential mean | weibull shape, scale | gompertz rate, growth | lognormal median, p95 |
//   gamma shape, mean | erlang stages, mean | uniform low, high | triangular low, mode, high | log-logistic shape,
//   median | geometric mean | normal mean, sd | beta mean, sd
struct LawTree {
    enum class Kind {
        fixed,
        exponential,
        weibull,
        gompertz,
        lognormal,
        gamma,
        erlang,
        uniform,
        triangular,
        log_logistic,
        geometric,
        normal,  // distributions of parameters only
        beta,
        mixture,
        table
    };
    Kind kind = Kind::fixed;
    std::vector<Value> arguments;   // of a law; of a mixture: the shares of its parts
    std::vector<LawTree> children;  // parts of a mixture; entries of a table
    EntryId entry;
    Place at;
};
Law law_at(const LawTree& tree, const Indices& at);
void collect_parameters(const LawTree& tree, std::vector<std::uint32_t>& parameters);
void collect_entries(const LawTree& tree, std::vector<EntryId>& entries);

// The rate law of a hazard: exponential rate | weibull shape, scale | gompertz rate, growth |
// piecewise rate, until, rate, until, ..., rate.
struct RateTree {
    enum class Kind { exponential, weibull, gompertz, piecewise, table };
    Kind kind = Kind::exponential;
    std::vector<Value> arguments;
    std::vector<RateTree> children;
    EntryId entry;
    Place at;
};
RateLaw rate_law_at(const RateTree& tree, const Indices& at);
void collect_entries(const RateTree& tree, std::vector<EntryId>& entries);

// A date or a duration that is worked out when it is needed; `never` (unset) makes what it enters unset, except
// for later and earlier, which skip it.
struct Moment {
    enum class Kind { now, constant, attribute, value, add, subtract, later, earlier };
    Kind kind = Kind::now;
    std::int64_t constant = 0;  // seconds
    AttributeId attribute;      // date or duration
    Value value;                // a duration in seconds
    std::vector<Moment> operands;
};

// A condition over the present state.
struct Condition {
    enum class Kind { all, any, negate, in, any_case, count_cases, before, after, open };
    Kind kind = Kind::all;
    std::vector<Condition> operands;
    EntryId entry;                // in
    std::vector<bool> indices;    // in: by the entry's index
    CaseTypeId of;                // any_case, count_cases
    std::uint16_t least = 1;      // count_cases: for so many cases at least...
    std::uint16_t most = 0xffff;  // ...and at most
    CalendarId calendar;          // open
    Moment moment;                // before: now < moment; after: now >= moment; false when unset
    bool always() const { return kind == Kind::all && operands.empty(); }
};
void collect_entries(const Condition& condition, std::vector<EntryId>& entries);
bool depends_on_time(const Condition& condition);  // compares now, or asks whether a calendar is open
bool looks_at_cases(const Condition& condition);   // has an any_case or a count_cases
// For conditions without time or cases.
bool holds(const Condition& condition, const Indices& at);

}  // namespace desist
