// Money: the base price year, the discount, the index of prices; alone, in parts and in policies.
#include "tests/scenario/policies.hpp"

using namespace desist;
using namespace desist::test;

namespace {

std::string money_problems(const std::string& value) { return problems_of(scenario("money: " + value + "\n")); }

std::string words(const MoneySpec& money) {
    std::string text = (money.prices ? money.prices->text : "-") + " " +
                       (money.discount ? to_text(*money.discount) : std::string("-"));
    for (const MoneySpec::Deflator& d : money.deflators) text += " " + d.year.text + ": " + to_text(d.index);
    return text;
}

}  // namespace

TEST_CASE("money says its prices, its discount, and the index of prices in each year") {
    const Scenario s =
        read(scenario("money: {prices: 2013/14, discount: 3.5%, deflators: {2007/08: 0.87, 2013/14: 1}}\n"));
    REQUIRE(s.money);
    CHECK(words(*s.money) == "2013/14 3.5% 2007/08: 0.87 2013/14: 1");
    CHECK(words(*read(scenario("money: {discount: 0%}\n")).money) == "- 0%");
    CHECK(words(*read(scenario("money: {deflators: {1999/00: 71.5}}\n")).money) == "- - 1999/00: 71.5");
    CHECK_FALSE(read(scenario()).money);
}

TEST_CASE("money that makes no sense is refused at its place") {
    CHECK(money_problems("{}") == "5:8 a mapping is expected here, not an empty mapping\n");
    CHECK(money_problems("3.5%") == "5:8 a mapping is expected here, not a single value\n");
    CHECK(has(money_problems("{price: 2013/14}"), "5:9 ‘price’ is not a key of the money (did you mean ‘prices’?)"));
    CHECK(money_problems("{prices: 2013}") ==
          "5:17 ‘2013’ is no financial year (a financial year (April to March) is written 2012/13)\n");
    CHECK(has(money_problems("{prices: 2013/15}"), "5:17 ‘2013/15’ is no financial year"));
    CHECK(has(money_problems("{discount: 3.5}"), "5:19 3.5 is more than 1; a share is written with %"));
    CHECK(has(money_problems("{discount: 103%}"), "5:19 ‘103%’ is not a share: a share lies between 0% and 100%"));
    CHECK(has(money_problems("{discount: -3%}"), "5:19 ‘-3%’ is not a share"));
    CHECK(has(money_problems("{discount: rate}"), "5:19 a share a year, such as 3.5%, is expected here"));
    CHECK(has(money_problems("{discount: 3 GBP}"), "5:19 a share"));
}

TEST_CASE("an index of prices is a number above nothing, of a financial year") {
    CHECK(money_problems("{deflators: {2012/13: 0}}") ==
          "5:30 the index of prices must be more than nothing (where prices are as in the base year it is 1)\n");
    CHECK(has(money_problems("{deflators: {2012/13: -1}}"), "5:30 the index of prices must be more than nothing"));
    CHECK(has(money_problems("{deflators: {2012/13: 98%}}"), "5:30 a number, such as 1.5 is expected here"));
    CHECK(has(money_problems("{deflators: {2012/13: 1 GBP}}"), "5:30 a number, such as 1.5 is expected here"));
    CHECK(has(money_problems("{deflators: {2012/13: gdp}}"), "5:30 a number, such as 0.98, is expected here"));
    CHECK(has(money_problems("{deflators: {2012/13: 1_000_001}}"), "5:30 the index of prices lies between"));
    CHECK(has(money_problems("{deflators: {2012/13: 0.000_000_9}}"), "5:30 the index of prices lies between"));
    CHECK(has(money_problems("{deflators: {2012: 1}}"), "5:21 ‘2012’ is no financial year"));
    CHECK(has(money_problems("{deflators: {2012/13: 1, 2012/13: 1}}"), "5:33 the key ‘2012/13’ stands twice"));
    CHECK(has(money_problems("{deflators: [1, 2]}"), "5:20 a mapping is expected here, not a list"));
}

TEST_CASE("parts of a scenario may each say something of money, but not the same") {
    const Folder folder;
    const std::string top =
        "desist: 1\ninclude: [a.yaml]\ntime: {start: 2012-04-01, warm-up: 1 year, run: 2 years}\n"
        "population: {present: 10}\ntracks: {life: {start: alive, nodes: {alive: {}}}}\nmoney: {prices: 2013/14}\n";
    folder.write("a.yaml", "money: {deflators: {2013/14: 1}}\n");
    CHECK(words(*good(folder.write("x.yaml", top)).money) == "2013/14 - 2013/14: 1");
    folder.write("a.yaml", "money: {prices: 2012/13}\n");
    CHECK(has(load_it(folder.write("x.yaml", top)).problems, "‘prices’ is defined twice"));
}

TEST_CASE("a policy changes what it says of money, and adds to the index year by year") {
    const std::string base = "money: {prices: 2013/14, discount: 3.5%, deflators: {2007/08: 0.87, 2013/14: 1}}\n";
    CHECK(words(*policy(base).money) == "2013/14 3.5% 2007/08: 0.87 2013/14: 1");
    const Scenario s = chain({base, "money: {discount: 1.5%, deflators: {2007/08: 0.8, 2012/13: 0.98}}\n"});
    CHECK(words(*s.money) == "2013/14 1.5% 2007/08: 0.8 2013/14: 1 2012/13: 0.98");
    CHECK(s.structure_changes.back().what == "money");
}

TEST_CASE("money is worth the same at all dates, and is not taken away") {
    const std::string base = "money: {prices: 2013/14, deflators: {2013/14: 1}}\n";
    CHECK(words(*chain({base, "from: 2013-12-01\nmoney: {discount: 2%}\n"}).money) == "2013/14 2% 2013/14: 1");
    CHECK(has(with({base, "remove: [money/prices]\n"}).problems, "there is no ‘money/prices’ to remove"));
}

TEST_CASE("the year of a price cannot change at a date") {
    const std::string base = "costs: {kit: {value: 8 GBP, price-year: 2012/13}}\n";
    CHECK(has(with({base, "from: 2013-12-01\ncosts: {kit: {value: 9 GBP, price-year: 2013/14}}\n"}).problems,
              "‘price-year’ cannot change at a date"));
    CHECK(with({base, "from: 2013-12-01\ncosts: {kit: {value: 9 GBP}}\n"}).problems.empty());
}
