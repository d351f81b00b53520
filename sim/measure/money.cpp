// money: what costs come to, in the prices of the base year, by payer and by cost, in the month in which it is spent.
// Sums are whole millionths of a pound, so that parts add up exactly. SEMANTICS 13.42 says when each is looked up.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/engine/prices.hpp"
#include "sim/measure/running_rates.hpp"

namespace desist {

MeasurePlan plan_money(const Planning& planning);

namespace {

struct Priced {
    CostId cost;
    std::uint16_t payer_group = 0, cost_group = 0;
    std::vector<Groups> pools;  // provided: by pool
};

class MoneyFold : public Fold {
public:
    MoneyFold(const Counter& counter, const std::vector<Priced>& costs, std::size_t groupings)
        : counter_(counter),
          costs_(costs),
          groupings_(groupings),
          running_(costs.size(), RunningRates(counter)),
          by_cost_(counter.model().costs.size(), nothing) {
        for (std::size_t c = 0; c < costs_.size(); ++c) by_cost_[costs_[c].cost.index] = c;
    }

    void stay(std::uint8_t which, const Stay& stay, const Witness& who) override {
        const CompiledCost& cost = compiled(which);
        if (cost.kind == Cost::Kind::expected)
            return running_[which].stay(stay, who.slot,
                                        [&](const auto& stretch, Time to) { add_expected(which, stretch, to); });
        if (stay.started == never || !counter_.counts(who.sight)) return;
        add_over_time(which, who.sight, stay.started, stay.ended, 1);
    }

    void rate(const Rate& rate, const Witness& who) override {
        for (std::size_t which = 0; which < costs_.size(); ++which) {
            const CompiledCost& cost = compiled(which);
            if (cost.kind != Cost::Kind::expected || cost.hazard != rate.hazard) continue;
            const bool counted = rate.product > 0 && counter_.counts(who.sight);
            running_[which].rate(
                {rate, counted ? groups_of(which, who.sight) : Groups{}, counted ? price(cost, who.sight) : 0}, counted,
                who.slot, [&](const auto& stretch, Time to) { add_expected(which, stretch, to); });
        }
    }

    void use(const Use& use, const Witness& who) override {
        for (std::size_t which = 0; which < costs_.size(); ++which) {
            const CompiledCost& cost = compiled(which);
            const bool of_it = cost.kind == Cost::Kind::used && use.pool.index >= cost.first_pool &&
                               use.pool.index < cost.first_pool + cost.pools;
            if (of_it && counter_.counts(who.sight)) add_over_time(which, who.sight, use.from, use.to, use.units);
        }
    }

    void spend(const Spend& spend, const Witness& who) override {
        const std::size_t which = by_cost_[spend.cost.index];
        if (which == nothing || !counter_.measured(spend.at) || !counter_.counts(who.sight)) return;
        add(groups_of(which, who.sight), counter_.month_of(spend.at), spend.amount);
    }

    void ended(const Outcome&) override {
        for (std::size_t which = 0; which < costs_.size(); ++which)
            for (std::size_t pool = 0; pool < compiled(which).flows.size(); ++pool) add_flow(which, pool);
    }

private:
    static constexpr std::size_t nothing = static_cast<std::size_t>(-1);

    const CompiledCost& compiled(std::size_t which) const { return counter_.model().costs[costs_[which].cost.index]; }

    Groups with_payer(std::size_t which, Groups groups) const {
        groups[groupings_] = costs_[which].payer_group;
        groups[groupings_ + 1] = costs_[which].cost_group;
        return groups;
    }
    Groups groups_of(std::size_t which, const Sight& sight) const {
        return with_payer(which, counter_.groups_of(sight));
    }

    // Each part is rounded to the nearest.
    static std::int64_t amount(double pounds) { return std::llround(pounds * millionths); }
    void add(const Groups& groups, std::size_t month, std::int64_t millionths) {
        so_far_ += static_cast<double>(std::abs(millionths));
        if (!(so_far_ < 9e18))
            throw RunFailed(fmt::format("more than nine million million GBP in measure ‘{}’", counter_.info(0).name));
        counter_.add_in_month(0, groups, month, millionths, 0);
    }

    // So many units from one time to another, at the price of each date, otherwise as the offender stands now.
    void add_over_time(std::size_t which, const Sight& sight, Time from, Time to, std::uint32_t units) {
        const Groups groups = groups_of(which, sight);
        counter_.for_each_month(from, to, [&](std::size_t month, Time begin, Time end) {
            add(groups, month, amount(price_of_time(counter_.model(), compiled(which), sight, begin, end) * units));
        });
    }

    void add_expected(std::size_t which, const RunningRates::Stretch& stretch, Time to) {
        counter_.for_each_month(stretch.rate.at, to, [&](std::size_t month, Time begin, Time end) {
            add(stretch.groups, month, amount(running_[which].expected(stretch.rate, begin, end) * stretch.weight));
        });
    }

    void add_flow(std::size_t which, std::size_t pool) {
        const Groups groups = with_payer(which, costs_[which].pools.at(pool));
        counter_.for_each_month(Time{0}, counter_.layout().bins.end, [&](std::size_t month, Time begin, Time end) {
            add(groups, month, amount(price_of_units(compiled(which), pool, begin, end)));
        });
    }

    Counter counter_;
    std::vector<Priced> costs_;
    std::size_t groupings_;
    std::vector<RunningRates> running_;  // by which
    std::vector<std::size_t> by_cost_;
    double so_far_ = 0;
};

std::string payer_of(const Cost& cost) { return cost.payer.empty() ? "nobody named" : cost.payer; }

// Rows by payer, then by cost, behind those by attributes.
std::vector<Priced> add_rows(const Planning& planning, std::vector<Group>& groups) {
    std::vector<Priced> all;
    std::vector<std::string> payers;
    const auto row_of = [&](const char* attribute, const std::string& value) {
        const auto found =
            std::ranges::find_if(groups, [&](const Group& g) { return g.attribute == attribute && g.value == value; });
        const auto row = static_cast<std::uint16_t>(found - groups.begin());
        if (found == groups.end()) groups.push_back({attribute, value});
        return row;
    };
    for (CostId id : planning.measure["costs"].costs) {
        Priced& priced = all.emplace_back();
        priced.cost = id;
        priced.payer_group = row_of("payer", payer_of(planning.pathway.costs[id.index]));
    }
    for (Priced& priced : all) priced.cost_group = row_of("cost", planning.pathway.costs[priced.cost.index].name);
    return all;
}

}  // namespace

MeasurePlan plan_money(const Planning& planning) {
    const Measure& m = planning.measure;
    const Pathway& pathway = planning.pathway;
    MeasurePlan plan;
    plan.figures = {planning.figure(Form::per_year, planning.unit_or("GBP per year"), 1 / millionths)};
    if (m.by.size() + 2 > most_groupings) planning.problems.error(m.at, "payer and cost are two groupings too many");
    std::vector<Priced> costs = add_rows(planning, plan.figures[0].groups);
    if (costs.size() > 250) planning.problems.error(m.at, "a measure of money adds up at most 250 costs");
    for (std::size_t c = 0; c < costs.size() && c <= 250; ++c) {
        const Cost& cost = pathway.costs[costs[c].cost.index];
        const auto which = static_cast<std::uint8_t>(c);
        if (cost.kind == Cost::Kind::inside) planning.feed(plan, cost.nodes, which);
        if (cost.kind == Cost::Kind::expected) {
            planning.feed(plan, nodes_left_by(pathway, cost.hazard), which);
            if (std::ranges::find(plan.rates, cost.hazard) == plan.rates.end()) plan.rates.push_back(cost.hazard);
        }
        plan.uses = plan.uses || cost.kind == Cost::Kind::used;
        plan.spends = plan.spends || cost.kind == Cost::Kind::event;
        if (cost.kind == Cost::Kind::provided) costs[c].pools = groups_of_pools(planning, cost.resource);
    }
    if (pathway.money.discount) {
        plan.figures.push_back(
            planning.beside("present", "present value at the start of the run", Form::present, "GBP", 1 / millionths));
        plan.figures[1].at = *pathway.money.discount;
        plan.figures[1].groups = plan.figures[0].groups;
        plan.figures[1].numerator = MeasureId(std::size_t{0});
    }
    plan.bytes_a_person = plan.rates.empty() ? 0 : RunningRates::bytes_a_person;
    const std::size_t groupings = m.by.size();
    plan.start = [costs, groupings](const Counter& counter) {
        return std::make_unique<MoneyFold>(counter, costs, groupings);
    };
    return plan;
}

}  // namespace desist
