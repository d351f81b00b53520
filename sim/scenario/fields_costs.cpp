// Costs: what things cost, and who pays.
#include <fmt/format.h>

#include "sim/scenario/sections.hpp"
#include "sim/scenario/values.hpp"

namespace desist {
namespace {

ValueSpec read_amount(const YamlNode& node, Problems& problems) { return value_of(Want::anything)(node, problems); }

const FieldTable<CostSpec>& cost_table() {
    using Spec = CostSpec;
    static const FieldTable<Spec> table = {
        "a cost",
        "What something costs: each time an effect says `cost: NAME`; with one of of, provided and used, as time goes "
        "by; with expected, for each event that a hazard is expected to bring.",
        {
            {"value", ValueKind::value, Need::required,
             "money (`8.85 GBP`); with of, provided or used, money over time (`40_000 GBP per year`)",
             into(&Spec::value, read_amount)},
            {"of", ValueKind::places, Need::optional, "spent while somebody stays at these nodes",
             into(&Spec::of, some(read_place_name))},
            {"provided", ValueKind::name, Need::optional, "spent for each unit of this resource while it is there",
             into(&Spec::provided, read_name)},
            {"used", ValueKind::name, Need::optional, "spent for each unit of this resource while it is in use",
             into(&Spec::used, read_name)},
            {"expected", ValueKind::name, Need::optional,
             "spent for each event that this hazard is expected to bring, whether it fires or not",
             into(&Spec::expected, read_name)},
            {"step", ValueKind::count, Need::optional,
             "with provided: units come in lots of so many (a wing, a post), and the value is that of a lot",
             into(&Spec::step, value_of(Want::count))},
            {"budget", ValueKind::value, Need::optional,
             "with provided: money a year; units that cost more are refused (`40_000 GBP per year`)",
             into(&Spec::budget, read_amount)},
            {"payer", ValueKind::name, Need::optional, "who pays", into(&Spec::payer, read_name)},
            {"price-year", ValueKind::year, Need::optional, "the financial year of the prices",
             into(&Spec::price_year, read_year)},
            {"source", ValueKind::source, Need::optional, "an id of evidence.csv, `assumption`, `fit` or `read`",
             into(&Spec::source, read_word)},
            {"note", ValueKind::prose, Need::optional, "what a reviewer should know", into(&Spec::note, read_prose)},
        }};
    return table;
}

// One basis is kept, so that the cost has a kind.
void check_one_basis(const YamlNode& node, CostSpec& cost, Problems& problems) {
    const int bases = !cost.of.empty() + cost.provided.has_value() + cost.used.has_value() + cost.expected.has_value();
    if (bases <= 1) return;
    problems.error(node.at, "a cost has at most one of of, provided, used and expected", "make a cost of each");
    if (!cost.of.empty()) cost.provided.reset();
    if (!cost.of.empty() || cost.provided) cost.used.reset();
    if (!cost.of.empty() || cost.provided || cost.used) cost.expected.reset();
}

void check_basis(const YamlNode& node, CostSpec& cost, Problems& problems) {
    check_one_basis(node, cost, problems);
    if (cost.step && !cost.provided) {
        problems.error(node.find("step")->at, "‘step’ needs ‘provided’ beside it");
        cost.step.reset();
    }
    if (cost.budget && !cost.provided) {
        problems.error(node.find("budget")->at, "‘budget’ needs ‘provided’ beside it");
        cost.budget.reset();
    }
    const bool over_time = !cost.of.empty() || cost.provided || cost.used;
    const Want want = over_time ? Want::money_rate : Want::money;
    bool fits = true;
    each_leaf(cost.value, [&](const Expression& e) {
        const bool nothing = e.number == 0 && e.unit == factor_unit && e.kind == Expression::Kind::number;
        fits = (nothing || e.failed || check_literal(e, want, problems)) && fits;
    });
    if (!fits) cost.value = failed_value(cost.value.at, want);
}

}  // namespace

CostSpec read_cost(const YamlEntry& entry, Problems& problems) {
    CostSpec cost;
    cost.name = entry.key;
    cost.at = entry.key.at;
    cost.value = failed_value(entry.key.at, Want::money);
    read_fields(entry.value, cost_table(), cost, problems);
    refuse_repeats(cost.of, problems);
    if (entry.value.is_map()) check_basis(entry.value, cost, problems);
    return cost;
}

void describe_costs(std::vector<TableDoc>& tables) { tables.push_back(cost_table().described()); }

}  // namespace desist
