// Costs: what they are for, in whose prices, and whether their value can be looked up where they are spent.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "sim/pathway/builder.hpp"

namespace desist {
namespace {

Cost::Kind kind_of(const CostSpec& spec) {
    if (!spec.of.empty()) return Cost::Kind::inside;
    if (spec.provided) return Cost::Kind::provided;
    if (spec.used) return Cost::Kind::used;
    return spec.expected ? Cost::Kind::expected : Cost::Kind::event;
}

bool over_time(Cost::Kind kind) { return kind != Cost::Kind::event && kind != Cost::Kind::expected; }

}  // namespace

void PathwayBuilder::build_money() {
    if (!scenario_.money) return;
    const MoneySpec& spec = *scenario_.money;
    pathway_.money.prices = spec.prices ? spec.prices->text : "";
    if (spec.discount) pathway_.money.discount = spec.discount->number;
    if (!spec.prices && !spec.deflators.empty())
        problems_.warning(spec.deflators.front().year.at, "deflators do nothing without a base price year",
                          "add ‘prices: YEAR’ beside them");
}

const MoneySpec::Deflator* PathwayBuilder::deflator_of(const std::string& year) const {
    if (!scenario_.money) return nullptr;
    const auto& all = scenario_.money->deflators;
    const auto found = std::ranges::find_if(all, [&](const auto& deflator) { return deflator.year.text == year; });
    return found == all.end() ? nullptr : &*found;
}

// Prices of the base year are taken as they are, and so is all that states no year.
void PathwayBuilder::build_price_year(const CostSpec& spec, Cost& cost) {
    const std::string& base = pathway_.money.prices;
    if (!spec.price_year || base.empty() || spec.price_year->text == base) return;
    const MoneySpec::Deflator *own = deflator_of(spec.price_year->text), *other = deflator_of(base);
    if (own && other) {
        const bool known = !own->index.failed && !other->index.failed;
        if (known) cost.to_base_prices = other->index.number / own->index.number;
        return;
    }
    const auto failed = [](const MoneySpec::Deflator& deflator) { return deflator.year.text.empty(); };
    if (std::ranges::any_of(scenario_.money->deflators, failed)) return;  // perhaps it is that one
    std::vector<std::string> missing;
    if (!own) missing.push_back(spec.price_year->text);
    if (!other) missing.push_back(base);
    problems_.error(
        spec.price_year->at,
        fmt::format("‘{}’ is in prices of {}, and there is no deflator of {}", cost.name, spec.price_year->text,
                    fmt::join(missing, " and of ")),
        fmt::format("add the index of prices to money: {{deflators: {{{}: INDEX}}}}", fmt::join(missing, ": INDEX, ")));
}

// Without a base price year nothing is carried over: told once of each year.
void PathwayBuilder::check_price_years() {
    if (scenario_.money && scenario_.money->prices) return;
    const CostSpec* first = nullptr;
    std::set<std::string> told;
    for (const CostSpec& spec : scenario_.costs) {
        if (!spec.price_year) continue;
        if (!first) first = &spec;
        const std::string &year = spec.price_year->text, &other = first->price_year->text;
        if (year == other || !told.insert(year).second) continue;
        problems_.warning(
            spec.price_year->at,
            fmt::format("‘{}’ is in prices of {}, but ‘{}’ in prices of {}: neither is carried over", spec.name.text,
                        year, first->name.text, other),
            fmt::format("say money: {{prices: {0}, deflators: {{{1}: INDEX, {0}: INDEX}}}}", other, year));
    }
}

// No offender is at hand when units are paid for that are there: only what chooses their pool, and the date.
void PathwayBuilder::check_provided(const Value& value, Place at, const Resource& resource) {
    std::vector<EntryId> entries;
    collect_entries(value, entries);
    std::vector<std::string> known{"the date"};
    for (EntryId entry : resource.by) known.insert(known.begin(), pathway_.entries[entry.index].name);
    for (EntryId entry : entries) {
        if (entry == pathway_.date_entry() || std::ranges::find(resource.by, entry) != resource.by.end()) continue;
        problems_.error(at,
                        fmt::format("units that are provided are nobody's: what they cost cannot depend on ‘{}’",
                                    pathway_.entries[entry.index].name),
                        fmt::format("the units of ‘{}’ depend on {}; or say ‘used’ in place of ‘provided’",
                                    resource.name, fmt::join(known, " and ")));
        return;
    }
}

void PathwayBuilder::build_provided(const CostSpec& spec, Cost& cost) {
    const std::size_t before = resolver_.trouble();
    if (spec.step) cost.step = resolver_.value(*spec.step, Want::count);
    if (!cost.resource) return;
    const Resource& resource = pathway_.resources[cost.resource.index];
    check_provided(cost.value, spec.value.at, resource);
    if (cost.step) check_step(spec, *cost.step, resource);
    if (spec.budget && resolver_.trouble() == before) check_budget(spec, cost, resource);
}

void PathwayBuilder::check_step(const CostSpec& spec, const Value& step, const Resource& resource) {
    check_provided(step, spec.step->at, resource);
    std::vector<EntryId> entries;
    collect_entries(step, entries);
    Indices at = resolver_.no_indices();
    bool none = false;
    for_each_combination(pathway_, entries, at, [&] { none |= evaluate(step, at) < 1; });
    if (none && !problems_.has_error_at(spec.step->at)) problems_.error(spec.step->at, "a lot has at least one unit");
}

// What the units of a pool cost in a year, in lots where they come in lots, is within the budget at every date.
void PathwayBuilder::check_budget(const CostSpec& spec, const Cost& cost, const Resource& resource) {
    const Value budget = resolver_.amount(*spec.budget, money_rate_unit);
    check_provided(budget, spec.budget->at, resource);
    if (problems_.has_error_at(spec.budget->at)) return;
    std::vector<EntryId> entries = resource.by;
    for (const Value* value : {&resource.units, &cost.value, &budget}) collect_entries(*value, entries);
    if (cost.step) collect_entries(*cost.step, entries);
    std::ranges::sort(entries, {}, &EntryId::index);
    entries.erase(std::ranges::unique(entries).begin(), entries.end());
    const double open = resource.open ? pathway_.calendars[resource.open.index].share_open : 1;
    Indices at = resolver_.no_indices();
    double worst = 0;
    std::string what;
    for_each_combination(pathway_, entries, at, [&] {
        const double units = evaluate(resource.units, at);
        const double paid = cost.step ? std::ceil(units / evaluate(*cost.step, at) - 1e-9) : units;
        const double needed = paid * open * evaluate(cost.value, at) * seconds_per_year;
        const double there = evaluate(budget, at) * seconds_per_year;
        if (needed - there <= std::max(worst, 1e-9 * needed)) return;
        worst = needed - there;
        std::vector<std::string> where;
        for (EntryId entry : resource.by)
            where.push_back(fmt::format("{}", pathway_.entries[entry.index].names[at[entry.index]]));
        what = fmt::format("‘{}’ needs {:.0f} GBP a year{}{}, more than its budget of {:.0f}", cost.name, needed,
                           where.empty() ? "" : " in ", fmt::join(where, ", "), there);
    });
    if (!what.empty()) problems_.error(spec.budget->at, what, "give it more money, or fewer units");
}

// Whole millionths of a pound must fit into 64 bits.
void PathwayBuilder::check_amount(const CostSpec& spec, const Cost& cost) {
    const double unit = over_time(cost.kind) ? seconds_per_year : 1;
    std::vector<EntryId> entries;
    collect_entries(cost.value, entries);
    Indices at = resolver_.no_indices();
    double least = 0, most = 0;
    for_each_combination(pathway_, entries, at, [&] {
        const double amount = evaluate(cost.value, at);
        least = std::min(least, amount);
        most = std::max(most, amount);
    });
    if (least < 0) problems_.error(spec.value.at, "a cost cannot be negative");
    if (most * unit * cost.to_base_prices > largest_amount)
        problems_.error(spec.value.at, fmt::format("‘{}’ comes to more than a million million GBP{}", cost.name,
                                                   over_time(cost.kind) ? " a year" : ""));
}

void PathwayBuilder::build_cost(const CostSpec& spec, Cost& cost) {
    const std::size_t before = resolver_.trouble();
    cost.kind = kind_of(spec);
    cost.value = resolver_.amount(spec.value, over_time(cost.kind) ? money_rate_unit : money_unit);
    for (const Text& node : spec.of) cost.nodes.push_back(resolver_.node_at(node));
    if (spec.provided) cost.resource = resolver_.resource(*spec.provided);
    if (spec.used) cost.resource = resolver_.resource(*spec.used);
    if (spec.expected) cost.hazard = resolver_.hazard(*spec.expected);
    if (spec.provided) build_provided(spec, cost);
    cost.at = spec.at;
    cost.payer = spec.payer.text;
    cost.price_year = spec.price_year ? spec.price_year->text : "";
    cost.source = spec.source ? spec.source->text : "";
    cost.note = spec.note;
    build_price_year(spec, cost);
    if (resolver_.trouble() == before) check_amount(spec, cost);
}

void PathwayBuilder::build_costs() {
    for (std::size_t c = 0; c < scenario_.costs.size(); ++c) build_cost(scenario_.costs[c], pathway_.costs[c]);
    check_price_years();
}

}  // namespace desist
