// Money: whose prices everything is told in, how prices compare between years, what later money is worth.
#include <fmt/format.h>

#include "sim/scenario/sections.hpp"
#include "sim/scenario/values.hpp"

namespace desist {
namespace {

// Indices of prices: with 1 or 100 for some year they lie near it. Wider apart they are a slip, and could overflow.
constexpr double least_index = 1e-6, largest_index = 1e6;

Expression read_index(const YamlNode& node, Problems& problems) {
    const Expression e = read_literal(node, Want::number, "a number, such as 0.98,", problems);
    if (e.failed || (e.number >= least_index && e.number <= largest_index)) return e;
    if (e.number > 0)
        problems.error(e.at, "the index of prices lies between 0.000_001 and 1_000_000");
    else
        problems.error(e.at, "the index of prices must be more than nothing",
                       "where prices are as in the base year it is 1");
    return failed_expression(e.at, Want::number);
}

Text read_year_or_none(const YamlNode& node, Problems& problems) {
    return read_year(node, problems).value_or(Text{"", node.at});
}

std::vector<MoneySpec::Deflator> read_deflators(const YamlNode& node, Problems& problems) {
    std::vector<MoneySpec::Deflator> all;
    if (!expect_map(node, problems)) return all;
    for (const YamlEntry& entry : node.entries) {
        YamlNode year;
        year.kind = YamlNode::Kind::scalar;
        year.text = entry.key.text;
        year.at = entry.key.at;
        all.push_back({read_year_or_none(year, problems), read_index(entry.value, problems)});
    }
    return all;
}

// A share; 0% says that later money is worth as much.
std::optional<Expression> read_discount(const YamlNode& node, Problems& problems) {
    const Expression e = read_literal(node, Want::share, "a share a year, such as 3.5%,", problems);
    return e.failed ? std::nullopt : std::optional{e};
}

const FieldTable<MoneySpec>& money_table() {
    using Spec = MoneySpec;
    static const FieldTable<Spec> table = {
        "the money",
        "What money is worth.",
        {
            {"prices", ValueKind::year, Need::optional,
             "the base price year: all money is told in the prices of this financial year",
             into(&Spec::prices, read_year_or_none)},
            {"discount", ValueKind::quantity, Need::optional,
             "the rate a year at which later money counts less, divided by 1 + discount for each year; only present "
             "values use it",
             into(&Spec::discount, read_discount)},
            {"deflators", ValueKind::deflators, Need::optional,
             "the index of prices in each financial year; costs with a `price-year` are carried over by them",
             into(&Spec::deflators, read_deflators)},
        }};
    return table;
}

}  // namespace

MoneySpec read_money(const YamlNode& node, Problems& problems) {
    MoneySpec money;
    money.at = node.at;
    read_fields(node, money_table(), money, problems);
    return money;
}

void describe_money(std::vector<TableDoc>& tables) { tables.push_back(money_table().described()); }

}  // namespace desist
