#include "sim/base/time.hpp"

#include "tests/catch.hpp"

using namespace desist;

TEST_CASE("a date is written year-month-day and read back") {
    CHECK(parse_date("1970-01-01") == Date{0});
    CHECK(parse_date("2012-04-01") == Date{15'431});  // 42 years with 11 leap days, then 91 days
    CHECK(to_text(Date{15'431}) == "2012-04-01");
    CHECK(parse_date("2012-02-29"));
}

TEST_CASE("what is no day of the calendar is no date") {
    for (const char* text : {"2013-02-29", "2012-02-30", "2012-13-01", "2012-00-01", "0000-01-01", "2012-4-1",
                             "12-04-01", "01/04/2012", "2012-04-01 ", " 2012-04-0", "2012-04-0x", ""}) {
        INFO(text);
        CHECK_FALSE(parse_date(text));
    }
}

TEST_CASE("civil gives year, month and day") {
    const CivilDate c = civil(date_of(1900, 3, 1));
    CHECK(c.year == 1900);
    CHECK(c.month == 3);
    CHECK(c.day == 1);
    CHECK(date_of(1900, 3, 1).days - date_of(1900, 2, 28).days == 1);  // 1900 was no leap year
}

TEST_CASE("adding months keeps the day, or takes the last of a shorter month") {
    CHECK(to_text(add_months(date_of(2012, 4, 1), 1)) == "2012-05-01");
    CHECK(to_text(add_months(date_of(2012, 4, 1), 9)) == "2013-01-01");
    CHECK(to_text(add_months(date_of(2012, 4, 1), -4)) == "2011-12-01");
    CHECK(to_text(add_months(date_of(2012, 1, 31), 1)) == "2012-02-29");
}

TEST_CASE("the financial year runs from April to March") {
    CHECK(financial_year_name(date_of(2012, 4, 1)) == "2012/13");
    CHECK(financial_year_name(date_of(2013, 3, 31)) == "2012/13");
    CHECK(financial_year_name(date_of(1999, 4, 1)) == "1999/00");
}

TEST_CASE("a duration is told in the largest unit that reads well") {
    CHECK(to_text(Duration{9 * 3600}) == "9 hours");
    CHECK(to_text(Duration{3600}) == "1 hour");
    CHECK(to_text(Duration{216'000}) == "2.5 days");
    CHECK(to_text(Duration{40 * 60}) == "40 minutes");
    CHECK(to_text(Duration{45}) == "45 seconds");
    CHECK(to_text(Duration{12 * 7 * 86'400}) == "12 weeks");
    CHECK(to_text(Duration{15'778'800}) == "6 months");
    CHECK(to_text(Duration{3 * 31'557'600}) == "3 years");
    CHECK(to_text(Duration{0}) == "0 seconds");
    CHECK(to_text(Duration{-7200}) == "-2 hours");
    CHECK(to_text(Duration{1'234'567}) == "about 14.3 days");
}

TEST_CASE("the clock turns dates into seconds from the start, warm-up being negative") {
    const Clock clock{date_of(2012, 4, 1)};
    CHECK(clock.at(date_of(2012, 4, 1)) == Time{0});
    CHECK(clock.at(date_of(2012, 4, 2)) == Time{86'400});
    CHECK(clock.at(date_of(2012, 3, 31)) == Time{-86'400});
}

TEST_CASE("the clock gives the civil day that holds an instant") {
    const Clock clock{date_of(2012, 4, 1)};
    CHECK(to_text(clock.date(Time{86'399})) == "2012-04-01");
    CHECK(to_text(clock.date(Time{86'400})) == "2012-04-02");
    CHECK(to_text(clock.date(Time{-1})) == "2012-03-31");
    CHECK(to_text(clock.date(Time{-86'400})) == "2012-03-31");
    CHECK(clock.text(Time{47'100}) == "2012-04-01 13:05:00");
    CHECK(clock.text(Time{-1}) == "2012-03-31 23:59:59");
    CHECK(clock.text(never) == "never");
}
