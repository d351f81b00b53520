// What each kind of measure is and what it needs, as data, from the list in measure_list.hpp.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "sim/scenario/fields.hpp"
#include "sim/scenario/pieces.hpp"

namespace desist {

// What an argument of a measure is; in brackets the member of ArgumentSpec and of Argument (sim/pathway) that holds it.
enum class Argue {
    places,        // nodes (names; nodes)
    chain,         // a list of nodes or of lists of nodes (lists; lists)
    outcomes,      // name: nodes (names and lists; texts and lists)
    attributes,    // (names; attributes)
    counted,       // an attribute that is a count or a number
    date,          // a date attribute
    hazard,        // (names; hazard)
    duration,      // (numbers; numbers, in seconds)
    durations,     // one or more; with how they were written (numbers; numbers and texts)
    share,         // (numbers; numbers)
    number,        // a bare number, not negative
    whole_number,  // at least 1
    money,         // GBP
    money_rate,    // GBP a second
    condition,     // (condition; condition)
    factor,        // a number or a table of numbers (value; value)
    choice,        // one of `words` (names; texts)
    measure,       // (names; measures)
    two_measures,  // likewise
    resource,      // (names; resource)
    costs,         // (names; costs)
};

struct MeasureArgument {
    std::string_view name;
    Argue type;
    Need need;
    std::string_view doc;
    std::vector<std::string_view> words;
};

struct MeasureForm {
    std::string name;  // as written in scenarios
    std::string_view doc, words;
    std::vector<MeasureArgument> arguments;
    bool alone = false;      // its one argument is the value of the kind itself
    std::string table_name;  // "a reoffending", where it has fields
    std::optional<std::size_t> find(std::string_view argument) const;
};

const std::vector<MeasureForm>& measure_forms();  // by MeasureKind
inline const MeasureForm& form_of(MeasureKind kind) { return measure_forms()[static_cast<std::size_t>(kind)]; }

}  // namespace desist
