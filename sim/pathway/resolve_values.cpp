// Numbers, shares and tables: units checked, ranges checked, tables covered.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/pathway/resolver.hpp"

namespace desist {
namespace {

const char* wanted(Want want) {
    switch (want) {
        case Want::factor:
            return "a factor, such as 1.5";
        case Want::share:
            return "a share, such as 84%";
        case Want::duration:
            return "a duration, such as 9 hours";
        case Want::rate:
            return "a rate, such as 750 per month";
        case Want::count:
            return "a count, such as 6";
    }
    return "";
}

bool fits(const Value& value, Want want) {
    const Unit& unit = value.unit;
    if (unit.date) return false;
    // A plain 0 is nothing in every unit.
    if (value.kind == Value::Kind::number && value.number == 0 && unit == factor_unit) return true;
    switch (want) {
        case Want::factor:
            return unit.time == 0 && unit.money == 0;
        case Want::share:
            return unit == share_unit;
        case Want::duration:
            return unit == duration_unit;
        case Want::rate:
            return unit == rate_unit;
        case Want::count:
            return unit == factor_unit;
    }
    return false;
}

// What a value of the drawn attribute gets that its shares do not name.
Value no_share() {
    Value none;
    none.unit = share_unit;
    none.sure = true;
    return none;
}

}  // namespace

bool for_each_combination(const Pathway& pathway, const std::vector<EntryId>& entries, Indices& at,
                          const std::function<void()>& visit) {
    double combinations = 1;
    for (EntryId entry : entries) combinations *= static_cast<double>(pathway.entries[entry.index].size());
    if (combinations > 1e6) return false;
    for (EntryId entry : entries) at[entry.index] = 0;
    for (;;) {
        visit();
        std::size_t i = 0;
        for (; i < entries.size(); ++i) {
            if (++at[entries[i].index] < pathway.entries[entries[i].index].size()) break;
            at[entries[i].index] = 0;
        }
        if (i == entries.size()) return true;
    }
}

Value Resolver::value(const ValueSpec& spec, Want want, NumbersMay numbers) {
    const std::size_t before = trouble();
    Value value = resolve(spec, EntryId());
    if (trouble() == before) expect_unit(value, want, spec.at);
    if (!needs_numbers(value)) {
        if (trouble() == before) check_range(value, want, spec.at);
        return value;
    }
    if (numbers == NumbersMay::not_enter)
        problems_.error(spec.at, "numbers of single people cannot stand here, only values that a table could hold",
                        "they may enter chances, factors of hazards, and numbers that are set");
    return value;
}

Value Resolver::value(const Expression& expression, Want want, NumbersMay numbers) {
    ValueSpec spec;
    spec.leaf = expression;
    spec.at = expression.at;
    return value(spec, want, numbers);
}

Value Resolver::amount(const ValueSpec& spec, Unit unit) {
    const std::size_t before = trouble();
    Value value = resolve(spec, EntryId());
    if (trouble() > before) return value;
    if (value.unit != unit && !is_zero(value))
        problems_.error(spec.at, fmt::format("expected {}, but this is {}", to_text(unit), to_text(value.unit)));
    else if (needs_numbers(value))
        problems_.error(spec.at, "numbers of single people cannot stand here");
    else
        check_range(value, Want::factor, spec.at);
    return value;
}

Value Resolver::shares(const ValueSpec& spec, EntryId drawn) {
    if (!drawn) return ++met_again_, Value{};
    const std::size_t before = trouble();
    Value value = resolve(spec, drawn);
    if (trouble() == before) expect_unit(value, Want::share, spec.at);
    if (trouble() == before) check_shares(value, drawn, spec.at);
    return value;
}

void Resolver::expect_unit(const Value& value, Want want, Place at) {
    if (value.kind == Value::Kind::rest) return;
    if (fits(value, want)) return;
    if (problems_.has_error_at(at)) return void(++met_again_);  // said when it was read
    std::string hint;
    if (want == Want::share && value.unit == factor_unit && value.kind == Value::Kind::number)
        hint = fmt::format("a share is written with %: {:g}%", value.number * 100);
    problems_.error(at, fmt::format("expected {}, but this is {}", wanted(want), to_text(value.unit)), hint);
}

void Resolver::check_range(const Value& value, Want want, Place at) {
    std::vector<EntryId> entries;
    collect_entries(value, entries);
    Indices indices = no_indices();
    std::string wrong;
    if (!is_time_for(entries, at)) return;
    const bool all = for_each_combination(pathway_, entries, indices, [&] {
        const double x = evaluate(value, indices);
        if (!std::isfinite(x)) wrong = "the value is not a finite number (a division by zero?)";
        if (x < 0 && x != rest_share) wrong = fmt::format("{:g} is negative", x);
        if (std::isfinite(x) && std::abs(x) > largest_value) wrong = "the value is more than 10^15";
        if (want == Want::share && x > 1 + 1e-9) wrong = fmt::format("a share of {:g}% is more than 100%", x * 100);
    });
    if (!all) wrong = "the table has more than a million combinations";
    if (!wrong.empty()) problems_.error(at, wrong);
}

bool Resolver::is_time_for(const std::vector<EntryId>& entries, Place at) {
    constexpr double most = 2e7;
    if (combinations_ > most) return ++met_again_, false;
    double these = 1;
    for (EntryId entry : entries) these *= static_cast<double>(pathway_.entries[entry.index].size());
    if (these <= 1e6) combinations_ += these;  // those with more are refused one by one
    if (combinations_ <= most) return true;
    problems_.error(at, "up to here the tables have more than 20 million combinations");
    return false;
}

double Resolver::largest(const Value& value, Place at) {
    std::vector<EntryId> entries;
    collect_entries(value, entries);
    Indices indices = no_indices();
    double most = 0;
    if (!is_time_for(entries, at)) return most;
    for_each_combination(pathway_, entries, indices, [&] { most = std::max(most, evaluate(value, indices)); });
    return most;
}

void Resolver::check_shares(const Value& value, EntryId drawn, Place at) {
    std::vector<EntryId> entries;
    collect_entries(value, entries);
    std::erase(entries, drawn);
    Indices indices = no_indices();
    std::string wrong;
    const std::size_t size = pathway_.entries[drawn.index].size();
    const bool all = for_each_combination(pathway_, entries, indices, [&] {
        double sum = 0;
        int rests = 0;
        for (std::size_t i = 0; i < size; ++i) {
            indices[drawn.index] = static_cast<std::uint16_t>(i);
            const double share = evaluate(value, indices);
            if (share == rest_share)
                ++rests;
            else if (!(share >= 0))
                wrong = "a share is negative or no number";
            else
                sum += share;
        }
        if (rests > 1) wrong = "only one share can be `rest`";
        if (sum > 1 + 1e-9 || (rests == 0 && sum < 1 - 1e-9))
            wrong = fmt::format("the shares add up to {:.6g}%, not 100%", sum * 100);
    });
    if (!all) wrong = "the table has more than a million combinations";
    if (!wrong.empty()) problems_.error(at, wrong, "one of them may be `rest`, which takes what is left");
}

Value Resolver::resolve(const ValueSpec& spec, EntryId drawn) {
    Value value;
    if (spec.rest) {
        value.kind = Value::Kind::rest;
        value.unit = share_unit;
        if (!drawn) problems_.error(spec.at, "`rest` stands only among the shares of a draw");
    } else if (spec.leaf) {
        value = drawn ? given_outright(*spec.leaf, drawn) : resolve(*spec.leaf);
    } else {
        value = table(spec, drawn);
    }
    value.at = spec.at;
    return value;
}

// Among shares, a name is a value that is given outright, or a parameter that holds the whole table.
Value Resolver::given_outright(const Expression& leaf, EntryId drawn) {
    const std::vector<std::string>& names = pathway_.entries[drawn.index].names;
    const auto found = std::find(names.begin(), names.end(), leaf.name);
    if (leaf.kind != Expression::Kind::name || found == names.end()) return resolve(leaf);
    Value value;
    value.kind = Value::Kind::table;
    value.unit = share_unit;
    value.entry = drawn;
    value.children.assign(names.size(), no_share());
    value.children[static_cast<std::size_t>(found - names.begin())].number = 1;
    return value;
}

Value Resolver::table(const ValueSpec& spec, EntryId drawn) {
    Value value;
    value.kind = Value::Kind::table;
    value.unit = share_unit;
    value.entry = spec.by.text.empty() ? drawn : entry(spec.by);
    if (!value.entry) {
        if (spec.by.text.empty())
            problems_.error(spec.at, "a table needs `by`",
                            "by names the attribute or track that the entries belong to");
        ++met_again_;
        return Value{};
    }
    struct Maker {
        Resolver& self;
        EntryId drawn;
        Value operator()(const ValueSpec& child) const { return self.resolve(child, drawn); }
    };
    if (spec.by.text.empty()) value.children.assign(pathway_.entries[drawn.index].size(), no_share());
    fill_table(spec, value, Maker{*this, drawn});
    bool known = false;
    for (std::size_t i = 0; i < value.children.size(); ++i) {
        const Value& child = value.children[i];
        if (child.kind == Value::Kind::rest || is_zero(child)) continue;
        if (pathway_.entries[value.entry.index].names[i].empty()) continue;  // cannot occur
        if (!known) value.unit = child.unit;
        if (known && child.unit != value.unit)
            problems_.error(child.at, fmt::format("this is {}, but other entries of the table are {}",
                                                  to_text(child.unit), to_text(value.unit)));
        known = true;
    }
    return value;
}

template <class Spec, class Tree, class Make>
void Resolver::fill_table(const Spec& spec, Tree& tree, const Make& make) {
    const Entry& by = pathway_.entries[tree.entry.index];
    std::vector<bool> filled(by.size());
    tree.children.resize(by.size());
    for (const auto& row : spec.rows) {
        for (const Text& key : row.keys) {
            for (std::uint16_t index : indices(tree.entry, key)) {
                if (filled[index] && by.kind != Entry::Kind::date)
                    problems_.error(key.at, fmt::format("‘{}’ is given twice", by.names[index]));
                filled[index] = true;
                // A table's child of a row with several keys is resolved once for each: small, and it keeps trees
                // simple.
                if constexpr (requires { row.value; })
                    tree.children[index] = make(row.value.front());
                else
                    tree.children[index] = make(row.law.front());
            }
        }
    }
    if (!spec.otherwise.empty()) {
        bool used = false;
        for (std::size_t i = 0; i < by.size(); ++i) {
            if (filled[i] || by.names[i].empty()) continue;
            tree.children[i] = make(spec.otherwise.front());
            filled[i] = used = true;
        }
        if (!used) problems_.warning(spec.at, "`else` is never used: every value has an entry");
    }
    if (spec.by.text.empty()) return;  // shares: what is not named has none
    // Indices that cannot occur (waiting for a node that needs nothing) get any entry: nobody will look.
    const auto some = static_cast<std::size_t>(std::find(filled.begin(), filled.end(), true) - filled.begin());
    for (std::size_t i = 0; i < by.size() && some < by.size(); ++i)
        if (by.names[i].empty()) tree.children[i] = tree.children[some];
    std::string missing;
    for (std::size_t i = 0; i < by.size(); ++i)
        if (!filled[i] && !by.names[i].empty()) missing += (missing.empty() ? "" : ", ") + by.names[i];
    if (!missing.empty())
        problems_.error(spec.at, fmt::format("the table by {} has no entry for: {}", by.name, missing),
                        "add them, or an `else`");
}

// The tables of laws and of rate laws have the same form.
template void Resolver::fill_table<LawSpec, LawTree, std::function<LawTree(const LawSpec&)>>(
    const LawSpec&, LawTree&, const std::function<LawTree(const LawSpec&)>&);
template void Resolver::fill_table<LawSpec, RateTree, std::function<RateTree(const LawSpec&)>>(
    const LawSpec&, RateTree&, const std::function<RateTree(const LawSpec&)>&);

}  // namespace desist
