// Conditions: what holds now, for one case, for so many cases, before or after a date, in the hours of a calendar.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "sim/pathway/resolver.hpp"

namespace desist {
namespace {

Condition::Kind kind_of(ConditionSpec::Kind kind) {
    switch (kind) {
        case ConditionSpec::Kind::all:
            return Condition::Kind::all;
        case ConditionSpec::Kind::any:
            return Condition::Kind::any;
        case ConditionSpec::Kind::negate:
            return Condition::Kind::negate;
        case ConditionSpec::Kind::is:
            return Condition::Kind::in;
        case ConditionSpec::Kind::any_case:
            return Condition::Kind::any_case;
        case ConditionSpec::Kind::count_cases:
            return Condition::Kind::count_cases;
        case ConditionSpec::Kind::before:
            return Condition::Kind::before;
        case ConditionSpec::Kind::after:
            return Condition::Kind::after;
        case ConditionSpec::Kind::open:
            return Condition::Kind::open;
    }
    return Condition::Kind::all;
}

bool whole_number(std::string_view text, std::uint16_t& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

// A comparison with a date of the calendar is known for every stretch between dated changes: tables, rates and
// as-soon-as follow it exactly, without a clock of their own.
Condition Resolver::at_literal_date(const ConditionSpec& spec) {
    const Time at = pathway_.clock.at(Date{static_cast<std::int64_t>(spec.date->number)});
    Condition result;
    result.kind = Condition::Kind::in;
    result.entry = pathway_.date_entry();
    const std::size_t size = pathway_.entries[result.entry.index].size();
    for (std::size_t i = 0; i < size; ++i) {
        const Time begins = i == 0 ? pathway_.begin : pathway_.changes[i - 1];
        result.indices.push_back((begins >= at) == (spec.kind == ConditionSpec::Kind::after));
    }
    return result;
}

// "2+", "1-3", "2": how many cases.
void Resolver::count_cases(const ConditionSpec& spec, Condition& condition) {
    if (spec.values.empty() || spec.values.front().text.empty()) return void(++met_again_);
    const std::string_view text = spec.values.front().text;
    const std::size_t dash = text.find('-');
    bool good = true;
    if (text.ends_with('+')) {
        good = whole_number(text.substr(0, text.size() - 1), condition.least);
    } else {
        good = whole_number(text.substr(0, dash), condition.least);
        condition.most = condition.least;
        if (dash != std::string_view::npos) good = good && whole_number(text.substr(dash + 1), condition.most);
    }
    if (!good || condition.most < condition.least)
        problems_.error(spec.values.front().at, fmt::format("‘{}’ is no number of cases", text), "write 2+, 1-3 or 2");
}

Condition Resolver::condition(const ConditionSpec& spec) {
    const bool compares = spec.kind == ConditionSpec::Kind::before || spec.kind == ConditionSpec::Kind::after;
    if (compares && spec.date && spec.date->kind == Expression::Kind::date) return at_literal_date(spec);
    Condition result;
    result.kind = kind_of(spec.kind);
    for (const ConditionSpec& operand : spec.operands) result.operands.push_back(condition(operand));
    if (spec.kind == ConditionSpec::Kind::negate && result.operands.empty()) result.operands.emplace_back();
    if (spec.kind == ConditionSpec::Kind::is) {
        result.entry = entry(spec.name);
        if (!result.entry) return Condition{};
        result.indices.assign(pathway_.entries[result.entry.index].size(), false);
        for (const Text& value : spec.values)
            for (std::uint16_t index : indices(result.entry, value)) result.indices[index] = true;
    }
    if (spec.kind == ConditionSpec::Kind::open) result.calendar = calendar(spec.name);
    if (compares) {
        if (!spec.date || (spec.date->kind == Expression::Kind::name && spec.date->name.empty())) {
            ++met_again_;
            return Condition{};
        }
        bool is_date = false;
        const std::size_t before = trouble();
        result.moment = moment(*spec.date, is_date);
        if (!is_date && trouble() == before)
            problems_.error(spec.date->at, "expected a date, such as 2012-04-01 or release + 14 days");
    }
    if (spec.kind == ConditionSpec::Kind::any_case || spec.kind == ConditionSpec::Kind::count_cases) {
        std::vector<EntryId> entries;
        collect_entries(result, entries);
        for (EntryId e : entries)
            if (e && pathway_.entries[e.index].of) result.of = pathway_.entries[e.index].of;
        if (!result.of)
            problems_.error(spec.at,
                            fmt::format("`{}` over cases names no track or attribute of a case",
                                        spec.kind == ConditionSpec::Kind::any_case ? "any" : "count"),
                            "for one of several conditions write a list: any: [{...}, {...}]");
    }
    if (spec.kind == ConditionSpec::Kind::count_cases) count_cases(spec, result);
    return result;
}

}  // namespace desist
