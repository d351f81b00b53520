// What values come to: evaluated over all that they depend on, and said as shortly as that allows.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/pathway/explain_words.hpp"
#include "sim/random/elementary.hpp"
#include "sim/random/gamma.hpp"

namespace desist::words {
namespace {

constexpr double most_combinations = 200'000;
constexpr std::size_t most_groups = 6;

double combinations(const Book& book, const std::vector<EntryId>& entries) {
    double all = 1;
    for (EntryId entry : entries) all *= static_cast<double>(book.pathway.entries[entry.index].size());
    return all;
}

std::string entry_names(const Book& book, const std::vector<EntryId>& entries) {
    std::vector<std::string> names;
    for (EntryId entry : entries)
        names.push_back(entry == book.pathway.date_entry() ? "the date" : book.pathway.entries[entry.index].name);
    return join(names, "and");
}

std::string shown(double x, Unit unit) { return unit.share && x == rest_share ? "the rest" : number(x, unit); }

struct Group {
    double value = 0;
    std::vector<std::string> names;
};

// "by district: Wakefield 34%; else 20%"; empty where there are too many groups.
std::string grouped(const Book& book, const Value& value, Indices& at, EntryId by) {
    const Entry& entry = book.pathway.entries[by.index];
    std::vector<Group> groups;
    for (std::size_t i = 0; i < entry.size(); ++i) {
        if (entry.names[i].empty()) continue;  // cannot occur
        at[by.index] = static_cast<std::uint16_t>(i);
        const double x = evaluate(value, at);
        const auto same = std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return g.value == x; });
        if (same == groups.end())
            groups.push_back({x, {entry.names[i]}});
        else
            same->names.push_back(entry.names[i]);
    }
    if (groups.size() == 1) return shown(groups.front().value, value.unit);
    if (groups.size() > most_groups) return "";
    const auto large = [](const Group& a, const Group& b) { return a.names.size() < b.names.size(); };
    const auto largest = std::max_element(groups.begin(), groups.end(), large);
    const Group* otherwise = largest->names.size() > 1 ? &*largest : nullptr;
    std::vector<std::string> parts;
    for (const Group& group : groups)
        if (&group != otherwise) parts.push_back(join(group.names) + " " + shown(group.value, value.unit));
    if (otherwise) parts.push_back("else " + shown(otherwise->value, value.unit));
    return fmt::format("by {}: {}", entry.name, joined(parts, "; "));
}

struct Range {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();
    bool empty() const { return low > high; }
    void add(double x) {
        low = std::min(low, x);
        high = std::max(high, x);
    }
};

// "0.01 to 0.25 per year": what both end with is said once.
std::string range_text(const Range& range, Unit unit) {
    std::string low = number(range.low, unit);
    const std::string high = number(range.high, unit);
    if (low == high) return low;
    const std::size_t space = low.find(' ');
    if (space != std::string::npos && high.find(' ') != std::string::npos &&
        low.substr(space) == high.substr(high.find(' ')))
        low.resize(space);
    return low + " to " + high;
}

// "offence is fraud or robbery", or what it is not where that is shorter; empty where it says nothing.
std::string is_among(const Entry& entry, const std::vector<bool>& used) {
    std::vector<std::string> in, out;
    for (std::size_t i = 0; i < entry.size(); ++i)
        if (!entry.names[i].empty()) (used[i] ? in : out).push_back(entry.names[i]);
    if (out.empty()) return "";
    if (in.size() <= out.size() || in.size() <= 3) return fmt::format("{} is {}", entry.name, join(in));
    if (out.size() == 1) return fmt::format("{} is not {}", entry.name, out.front());
    return out.size() > 8 ? "" : fmt::format("{} is neither {}", entry.name, join(out, "nor"));
}

// An entry without which nothing is left: "where offence is shop-theft or fraud: 20% to 93%; else 0%".
std::string only_where(const Book& book, const Value& value, const std::vector<EntryId>& entries, Indices& at) {
    std::vector<std::vector<bool>> used;
    for (EntryId e : entries) used.emplace_back(book.pathway.entries[e.index].size());
    Range range;
    for_each_combination(book.pathway, entries, at, [&] {
        const double x = evaluate(value, at);
        if (x == 0) return;
        range.add(x);
        for (std::size_t e = 0; e < entries.size(); ++e) used[e][at[entries[e].index]] = true;
    });
    if (range.empty()) return number(0, value.unit);
    std::vector<std::string> where;
    std::vector<EntryId> others;
    for (std::size_t e = 0; e < entries.size(); ++e) {
        const std::string among = is_among(book.pathway.entries[entries[e].index], used[e]);
        if (among.empty())
            others.push_back(entries[e]);
        else
            where.push_back(among);
    }
    if (where.empty()) return "";
    const std::string by = others.empty() || range.low == range.high ? "" : ", by " + entry_names(book, others);
    return fmt::format("{} where {}{}; else {}", range_text(range, value.unit), joined(where, " and "), by,
                       number(0, value.unit));
}

std::string spread(const Book& book, const Value& value, const std::vector<EntryId>& entries, Indices& at) {
    if (combinations(book, entries) > most_combinations) return "by " + entry_names(book, entries);
    bool bad = false;
    Range range;
    for_each_combination(book.pathway, entries, at, [&] {
        const double x = evaluate(value, at);
        bad = bad || !std::isfinite(x);
        if (x != rest_share || !value.unit.share) range.add(x);
    });
    if (bad || range.empty()) return "";
    if (range.low == 0 && range.high > 0)
        if (std::string only = only_where(book, value, entries, at); !only.empty()) return only;
    const std::string text = range_text(range, value.unit);
    return range.low == range.high ? text : fmt::format("{}, by {}", text, entry_names(book, entries));
}

// With the date as it stands in `at`.
std::string at_one_date(const Book& book, const Value& value, const std::vector<EntryId>& entries, Indices& at) {
    if (entries.empty()) return number(evaluate(value, at), value.unit);
    if (entries.size() == 1)
        if (std::string groups = grouped(book, value, at, entries.front()); !groups.empty()) return groups;
    return spread(book, value, entries, at);
}

Unit unit_of_operation(Expression::Kind kind, const std::vector<Value>& operands) {
    Unit unit = operands.front().unit;
    for (std::size_t i = 1; i < operands.size(); ++i) {
        const Unit other = operands[i].unit;
        const bool plain = unit.time == 0 && unit.money == 0 && other.time == 0 && other.money == 0;
        const bool over = kind == Expression::Kind::divide;
        if (kind == Expression::Kind::multiply || over) {
            const int sign = over ? -1 : 1;
            const bool share = plain && (over ? unit.share && !other.share : unit.share || other.share);
            unit = {static_cast<std::int8_t>(unit.time + sign * other.time),
                    static_cast<std::int8_t>(unit.money + sign * other.money), share, false};
        } else {
            unit.share = unit.share || other.share;
        }
    }
    return unit;
}

Value named(const Book& book, const std::string& name) {
    if (const Value* found = book.value_of(name)) {
        Value value = *found;
        for (std::size_t i = 0; i < book.pathway.parameters.size(); ++i)
            if (book.pathway.parameters[i].name == name) value.parameters.push_back(static_cast<std::uint32_t>(i));
        return value;
    }
    for (const Score& score : book.pathway.scores)
        if (score.name == name) return score.value;
    Value none;
    none.number = std::numeric_limits<double>::quiet_NaN();
    return none;
}

Value share_open(const Book& book, const std::string& calendar) {
    Value value;
    value.number = std::numeric_limits<double>::quiet_NaN();
    for (const Calendar& known : book.pathway.calendars)
        if (known.name == calendar) value.number = known.share_open;
    return value;
}

double median_of(const Law& law) {
    if (law.kind == Law::Kind::fixed) return law.a;
    if (law.kind != Law::Kind::mixture) return quantile(law, 0.5);
    // A mixture spends its uniform twice, so its quantiles are not those of the law: halve the interval instead.
    const auto below = [&](double x) {
        double share = 0, before = 0;
        for (const Law::Part& part : law.parts) {
            double low = 0, high = 1;
            for (int i = 0; i < 40; ++i) (quantile(part.law, (low + high) / 2) <= x ? low : high) = (low + high) / 2;
            share += (part.up_to - before) * low;
            before = part.up_to;
        }
        return share;
    };
    double low = 0, high = 1;
    while (below(high) < 0.5 && high < 1e15) high *= 2;
    for (int i = 0; i < 60; ++i) (below((low + high) / 2) < 0.5 ? low : high) = (low + high) / 2;
    return high;
}

}  // namespace

bool has_number(const Value& value) {
    if (value.kind == Value::Kind::number && std::isnan(value.number)) return false;
    return std::all_of(value.children.begin(), value.children.end(), has_number) && !needs_numbers(value);
}

Value resolved(const Book& book, const Expression& e) {
    using Op = Expression::Kind;
    Value value;
    value.number = std::numeric_limits<double>::quiet_NaN();
    switch (e.kind) {
        case Op::number:
            value.number = e.number;
            value.unit = e.unit;
            return value;
        case Op::name:
            return named(book, e.name);
        case Op::hours_of:
            return share_open(book, e.name);
        case Op::add:
            value.kind = Value::Kind::add;
            break;
        case Op::subtract:
            value.kind = Value::Kind::subtract;
            break;
        case Op::multiply:
            value.kind = Value::Kind::multiply;
            break;
        case Op::divide:
            value.kind = Value::Kind::divide;
            break;
        case Op::min:
            value.kind = Value::Kind::min;
            break;
        case Op::max:
            value.kind = Value::Kind::max;
            break;
        case Op::floor:
            value.kind = Value::Kind::floor;
            break;
        case Op::round:
            value.kind = Value::Kind::round;
            break;
        default:
            return value;  // dates are no numbers
    }
    for (const Expression& operand : e.operands) value.children.push_back(resolved(book, operand));
    value.unit = unit_of_operation(e.kind, value.children);
    return value;
}

std::vector<Period> by_date(const Book& book, const Value& value) {
    if (!has_number(value)) return {};
    std::vector<EntryId> entries;
    collect_entries(value, entries);
    const EntryId dates = book.pathway.date_entry();
    const bool dated = std::erase(entries, dates) > 0;
    const std::size_t periods = dated ? book.pathway.changes.size() + 1 : 1;
    std::vector<Period> all;
    Indices at(book.pathway.entries.size(), 0);
    for (std::size_t i = 0; i < periods; ++i) {
        at[dates.index] = static_cast<std::uint16_t>(i);
        std::string text = at_one_date(book, value, entries, at);
        if (!all.empty() && all.back().text == text) continue;
        if (!all.empty()) {
            const Date from = book.pathway.clock.date(book.pathway.changes[i - 1]);
            all.back().until = date(Date{from.days - 1});
            all.push_back({date(from), "", std::move(text)});
        } else {
            all.push_back({"", "", std::move(text)});
        }
    }
    return all;
}

std::string Period::dated_text() const {
    if (!from.empty()) return fmt::format("from {}: {}", from, text);
    return until.empty() ? text : fmt::format("until {}: {}", until, text);
}

std::string extent(const Book& book, const Value& value) {
    if (!has_number(value)) return "";
    std::vector<EntryId> entries;
    collect_entries(value, entries);
    Indices at(book.pathway.entries.size(), 0);
    if (entries.empty()) return number(evaluate(value, at), value.unit);
    if (combinations(book, entries) > most_combinations) return "by " + entry_names(book, entries);
    Range range;
    for_each_combination(book.pathway, entries, at, [&] {
        const double x = evaluate(value, at);
        if (x != rest_share || !value.unit.share) range.add(x);
    });
    if (range.empty()) return "";
    return fmt::format("{}, by {}", range_text(range, value.unit), entry_names(book, entries));
}

std::string computed(const Book& book, const Value& value) {
    const std::vector<Period> periods = by_date(book, value);
    if (periods.empty()) return "";
    if (periods.size() > most_groups)
        return fmt::format("{}; then in {} steps; from {} on: {}", periods.front().dated_text(), periods.size() - 1,
                           periods.back().from, periods.back().text);
    std::vector<std::string> texts;
    for (const Period& period : periods) texts.push_back(period.dated_text());
    return joined(texts, "; ");
}

std::string computed_law(const Book& book, const LawTree& law) {
    std::vector<EntryId> entries;
    collect_entries(law, entries);
    if (combinations(book, entries) > 2'000) return "";
    Range mean, median;
    Indices at(book.pathway.entries.size(), 0);
    for_each_combination(book.pathway, entries, at, [&] {
        const Law here = law_at(law, at);
        mean.add(mean_of(here));
        median.add(median_of(here));
    });
    if (!std::isfinite(mean.low) || !std::isfinite(mean.high)) return "";
    const std::string means = range_text(mean, duration_unit), medians = range_text(median, duration_unit);
    if (means == medians) return means + " on average";
    return fmt::format("{} on average, half of them within {}", means, medians);
}

Value halved(const Book& book, const Value& value, std::uint32_t parameter) {
    Value two;
    two.number = 2;
    Value half;
    half.kind = Value::Kind::divide;
    half.unit = book.pathway.parameters[parameter].value.unit;
    half.children = {book.pathway.parameters[parameter].value, two};
    return substituted(value, parameter, half);
}

}  // namespace desist::words
