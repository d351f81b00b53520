// The pieces that all sections of a scenario are made of, as they were written: names, numbers, laws, conditions and
// effects. scenario.hpp says what they hold where something could not be read.
#pragma once

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
    struct Point {
        std::optional<Expression> share;  // none: the values are equally likely
        Expression value;
    };
    // One of: a call ("lognormal", arguments), a stay that follows the calendar or a date, a mixture, an empirical law,
    // a table by.
    Text name;  // lognormal, exponential, fixed, ..., "until", "until-open", "until-next"; empty for the other forms
    std::vector<Argument> arguments;  // of `until`: one, the date
    Text calendar;                    // of `until CALENDAR opens` and `until next CALENDAR`
    std::vector<Part> mixture;
    std::vector<Point> empirical;  // observed values, or quantiles with straight lines between them (shares 0% to 100%)
    Text by;
    std::vector<Row> rows;
    std::vector<LawSpec> otherwise;
    Place at;
};

struct ConditionSpec {
    enum class Kind {
        all,          // all operands hold (none: true)
        any,          // one of the operands holds
        negate,       // the one operand does not hold
        is,           // `name` (a track or an attribute) has one of `values`
        any_case,     // the operands hold together for one open case
        count_cases,  // they hold together for so many open cases as `values` say ("2+", "1-3")
        before,       // now < date
        after,        // now >= date
        open,         // the calendar `name` is open now
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
    bool resume = false;     // the node that is left continues at its next arrival (SEMANTICS 3.4)
};

struct EffectSpec {
    enum class Kind { set, count, draw, move, cost };
    Kind kind = Kind::set;
    Text attribute;                   // set, count, draw; of cost: the name of the cost
    std::optional<Expression> value;  // set: a date, a duration, a number, or a name (of a value or an attribute)
    std::optional<LawSpec> law;       // draw of a duration or a count
    std::optional<ValueSpec> shares;  // draw of a named attribute: the share of each value
    MoveSpec move;
    std::optional<ConditionSpec> when;
    std::optional<ValueSpec> chance;
    Place at;
};

}  // namespace desist
