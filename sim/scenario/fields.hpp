// One table of fields per part of a scenario. The table drives the reading, and as plain data (`field_tables`) also the
// JSON Schema and the reference of the language, so that these can never disagree.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "sim/scenario/scenario.hpp"
#include "sim/scenario/words.hpp"
#include "sim/scenario/yaml.hpp"

namespace desist {

inline constexpr int language_version = 1;

// What may stand as the value of a field.
enum class ValueKind {
    version,       // the number of the language
    yes,           // true or false
    label,         // one line of free text
    prose,         // free text
    name,          // a name of something
    figure,        // a measure, or a figure of it: NAME:PART
    names,         // one name or a list of names
    values,        // a list of values of an attribute
    place,         // track/node
    places,        // one place or a list of places
    files,         // a list of file names
    file,          // one file name
    date,          // 2012-04-01
    year,          // a financial year, 2012/13
    duration,      // 9 hours, an expression
    whole_number,  // at least 1
    edges,         // ascending numbers, the lower edges of bands
    number,        // a bare number, not negative
    coefficient,   // a bare number of either sign, or an expression of parameters
    expression,    // an expression of parameters and numbers of attributes
    quantity,      // a plain number with the unit it needs
    value,         // an expression or table of any unit
    share,         // an expression or table of shares
    rate,          // an expression or table of rates
    count,         // an expression or table of whole numbers
    factor,        // an expression or table of factors
    source,        // an id of evidence.csv, `assumption`, `fit` or `read`
    law,           // a law of durations, or a table of laws
    rate_law,      // a law of rates, or a table of laws
    condition,
    start,          // a node, or shares of nodes
    assignments,    // attribute: what it is set to
    draws,          // attribute: law or shares
    moves,          // track: {to, from} or {open}
    word,           // one of `words`
    unit,           // a unit: share, count, GBP, hours, per month, GBP per year, ...
    counted,        // true, or the nodes ("track/node") whose starts are counted
    distribution,   // a law over what the evidence leaves open: a call, no table and no mixture
    laws,           // node: law
    units,          // resource: how many; and the fields of the table `of`
    factors,        // a list of tables of factors, of names, or of {when, value}
    terms,          // a list of tables of bare numbers, or of the fields of the table `of`
    numbers,        // a band of whole numbers: "2+", "1-3" or "0"
    weekdays,       // `day`, or days and ranges of days (mon, mon-fri), one or a list
    hours,          // 07:00-22:00, one or a list
    days,           // 01-01 or 2012-06-05, one or a list
    exceptions,     // calendars and days, one or a list
    hour_weights,   // days and hours of the week: weight
    month_weights,  // months: weight
    deflators,      // financial year: a number above nothing
    removals,       // a list of what is taken away: track, track/node, SECTION/NAME
    pair,           // two names
    amount,         // an expression of any unit
    durations,      // one duration or a list of durations
    costs,          // one name or a list of names of costs, or `all`
    chain,          // a list, each a place or a list of places
    outcomes,       // name: places
    one,            // the fields of the table `of`
    list,           // a list of these
    map,            // name: these
    short_map,      // name: these, or just their main value
};

enum class Need { optional, required };

struct FieldDoc {
    std::string_view name;
    ValueKind kind;
    Need need;
    std::string_view doc;
    std::string_view of;  // the table of fields, for one, list, map, short_map, and where the kind says so
    std::vector<std::string_view> words;  // what may stand, for words
};

struct TableDoc {
    std::string_view name;  // "a route"
    std::string_view doc;
    std::vector<FieldDoc> fields;
};

// All tables, the scenario file itself first.
std::vector<TableDoc> field_tables();

template <class Spec>
struct Field {
    std::string_view name;
    ValueKind kind;
    Need need;
    std::string_view doc;
    std::function<void(const YamlNode&, Spec&, Problems&)> read;
    std::string_view of = "";
    std::span<const std::string_view> words = {};  // must outlive the table
};

template <class Spec>
struct FieldTable {
    std::string_view name;
    std::string_view doc;
    std::vector<Field<Spec>> fields;

    TableDoc described() const {
        TableDoc table{name, doc, {}};
        for (const auto& f : fields)
            table.fields.push_back({f.name, f.kind, f.need, f.doc, f.of, {f.words.begin(), f.words.end()}});
        return table;
    }
};

// Stores what `read` gives in a member.
template <class Member, class Spec, class Read>
auto into(Member Spec::*member, Read read) {
    return
        [member, read](const YamlNode& node, Spec& spec, Problems& problems) { spec.*member = read(node, problems); };
}

namespace fields_detail {

void unknown_key(const Text& key, std::string_view table, const std::vector<std::string_view>& known,
                 Problems& problems);
void missing_key(Place at, std::string_view key, std::string_view table, Problems& problems);

}  // namespace fields_detail

// Reads a mapping by its table. `may_be_empty`: {} is fine. False when keys are unknown or missing.
template <class Spec>
bool read_fields(const YamlNode& node, const FieldTable<Spec>& table, Spec& spec, Problems& problems,
                 bool may_be_empty = false) {
    const bool empty = may_be_empty && node.is_map() && node.entries.empty();
    if (!empty && !expect_map(node, problems)) return false;
    bool fits = true;
    for (const YamlEntry& entry : node.entries) {
        const auto field = std::find_if(table.fields.begin(), table.fields.end(),
                                        [&](const auto& f) { return f.name == entry.key.text; });
        if (field != table.fields.end()) {
            field->read(entry.value, spec, problems);
        } else {
            std::vector<std::string_view> known;
            for (const auto& f : table.fields) known.push_back(f.name);
            fields_detail::unknown_key(entry.key, table.name, known, problems);
            fits = false;
        }
    }
    for (const auto& field : table.fields) {
        if (field.need == Need::required && !node.find(field.name)) {
            fields_detail::missing_key(node.at, field.name, table.name, problems);
            fits = false;
        }
    }
    return fits;
}

// Reads NAME: VALUE for each entry of a mapping; `read_one` gets the entry.
template <class ReadOne>
auto read_named(const YamlNode& node, ReadOne read_one, Problems& problems) {
    std::vector<decltype(read_one(node.entries[0], problems))> all;
    if (!expect_map(node, problems)) return all;
    for (const YamlEntry& entry : node.entries) {
        check_name(entry.key, problems);
        all.push_back(read_one(entry, problems));
    }
    return all;
}

// The same as a function of a node, for tables of fields.
template <class ReadOne>
auto named(ReadOne read_one) {
    return [read_one](const YamlNode& node, Problems& problems) { return read_named(node, read_one, problems); };
}
// The same where the names are of things defined elsewhere: one that is no name is empty, being reported.
template <class ReadOne>
auto mentioned(ReadOne read_one) {
    return [read_one](const YamlNode& node, Problems& problems) {
        std::vector<decltype(read_one(node.entries[0], problems))> all;
        if (!expect_map(node, problems)) return all;
        for (YamlEntry entry : node.entries) {
            if (!check_name(entry.key, problems)) entry.key.text.clear();
            all.push_back(read_one(entry, problems));
        }
        return all;
    };
}

// A word of a list, as the value of an enumeration that is in the same order.
template <class Choice>
auto choice(std::vector<std::string_view> words, Choice fallback) {
    return [words, fallback](const YamlNode& node, Problems& problems) {
        return static_cast<Choice>(read_choice(node, words, static_cast<std::size_t>(fallback), problems));
    };
}
template <class ReadOne>
auto some(ReadOne read_one) {
    return [read_one](const YamlNode& node, Problems& problems) { return read_some(node, read_one, problems); };
}
template <class ReadOne>
auto list_of(ReadOne read_one) {
    return [read_one](const YamlNode& node, Problems& problems) { return read_list(node, read_one, problems); };
}

}  // namespace desist
