// Calendars and profiles.
#include "sim/scenario/calendar_words.hpp"
#include "tests/scenario/reading.hpp"

using namespace desist;
using namespace desist::test;

namespace {

CalendarSpec calendar(const std::string& value) {
    return read(scenario("calendars:\n  c: " + value + "\n")).calendars[0];
}
std::string calendar_problems(const std::string& value) {
    return problems_of(scenario("calendars:\n  c: " + value + "\n"));
}
ProfileSpec profile(const std::string& value) { return read(scenario("profiles:\n  p: " + value + "\n")).profiles[0]; }
std::string profile_problems(const std::string& value) {
    return problems_of(scenario("profiles:\n  p: " + value + "\n"));
}

std::string words(const std::vector<Text>& texts) {
    std::string all;
    for (const Text& text : texts) all += (all.empty() ? "" : " ") + text.text;
    return all;
}

}  // namespace

TEST_CASE("a calendar has days of the week and hours") {
    const CalendarSpec c = calendar("{every: [mon-wed, sat], open: [07:00-12:00, 13:30-24:00]}");
    CHECK(words(c.every) == "mon tue wed sat");
    REQUIRE(c.open.size() == 2);
    CHECK(c.open[0].from == 7 * 60);
    CHECK(c.open[1].from == 13 * 60 + 30);
    CHECK(c.open[1].to == 24 * 60);
}

TEST_CASE("a range of days may go over the end of the week") {
    CHECK(words(calendar("{every: sat-mon}").every) == "mon sat sun");
}

TEST_CASE("a calendar without hours is open all day") {
    const CalendarSpec c = calendar("{every: day}");
    CHECK(words(c.every) == "day");
    CHECK(c.open.empty());
}

TEST_CASE("hours may run into the next day") {
    CHECK(calendar("{every: day, open: 22:00-07:00}").open[0].to == 7 * 60);
}

TEST_CASE("a calendar of single days, each year or once, and its exceptions") {
    const CalendarSpec c = calendar("{on: [01-01, 2012-06-05], except: [holidays, 02-29]}");
    CHECK(words(c.on) == "01-01 2012-06-05");
    CHECK(words(c.except) == "holidays 02-29");
}

TEST_CASE("calendars that make no sense are refused at their place") {
    CHECK(calendar_problems("{open: 07:00-22:00}") ==
          "6:6 a calendar has either ‘every’ or ‘on’ (every: days of the week; on: single days)\n");
    CHECK(has(calendar_problems("{every: day, on: 01-01}"), "6:6 a calendar has either ‘every’ or ‘on’"));
    CHECK(
        calendar_problems("{every: day, open: 07:00-07:00}") ==
        "6:25 ‘07:00-07:00’ is no span of hours (such as 07:00-22:00, or 22:00-07:00 into the next day; begin and end "
        "differ)\n");
    CHECK(has(calendar_problems("{every: day, open: 7:00-9:00}"), "‘7:00-9:00’ is no span of hours"));
    CHECK(has(calendar_problems("{every: day, open: 07:60-09:00}"), "is no span of hours"));
    CHECK(has(calendar_problems("{every: day, open: 24:00-09:00}"), "is no span of hours"));
    CHECK(has(calendar_problems("{every: day, open: 09:00-24:01}"), "is no span of hours"));
    CHECK(calendar_problems("{every: [mon, funday]}") ==
          "6:20 ‘funday’ is no day of the week (write day (every day), mon, tue, wed, thu, fri, sat, sun, or a range "
          "such "
          "as mon-fri)\n");
    CHECK(has(calendar_problems("{every: [mon-wed, tue]}"), "6:24 ‘tue’ stands twice"));
    CHECK(has(calendar_problems("{every: [day, mon]}"), "6:15 ‘day’ is every day: nothing stands beside it"));
    CHECK(calendar_problems("{on: 02-30}") ==
          "6:11 ‘02-30’ is no day (a day is written 01-01 (every year) or 2012-06-05)\n");
    CHECK(has(calendar_problems("{on: 2013-02-29}"), "‘2013-02-29’ is no day"));
    CHECK(has(calendar_problems("{every: day, except: 13-01}"), "6:27 ‘13-01’ is no day"));
    CHECK(has(calendar_problems("{every: day, except: Holidays}"), "6:27 ‘Holidays’ is no name"));
}

TEST_CASE("a profile weighs hours of the week") {
    const ProfileSpec p = profile("{hours: {fri 18:00-24:00: 2.5, sat or sun: 1.5, mon-thu 22:00-24:00: 2, else: 1}}");
    CHECK_FALSE(p.months);
    REQUIRE(p.rows.size() == 3);
    CHECK(words(p.rows[0].keys) == "fri 18:00-24:00");
    CHECK(p.rows[0].weight.number == 2.5);
    CHECK(words(p.rows[1].keys) == "sat sun");
    CHECK(p.otherwise->number == 1);
}

TEST_CASE("a profile weighs months") {
    const ProfileSpec p = profile("{months: {dec: 1.2, jun-aug or nov: 0.9, else: 1}}");
    CHECK(p.months);
    REQUIRE(p.rows.size() == 2);
    CHECK(words(p.rows[1].keys) == "jun-aug nov");
    CHECK(p.rows[1].weight.number == 0.9);
    CHECK(p.otherwise->number == 1);
}

TEST_CASE("profiles that make no sense are refused at their place") {
    CHECK(profile_problems("{hours: {sat: 2, else: 1}, months: {dec: 1, else: 2}}") ==
          "6:6 a profile has either ‘hours’ or ‘months’ (make two profiles of it)\n");
    CHECK(profile_problems("{hours: {sat: -2, else: 1}}") == "6:20 a factor cannot be negative\n");
    CHECK(profile_problems("{hours: {sat: heavy, else: 1}}") == "6:20 a plain number, such as 1.5, is expected here\n");
    CHECK(profile_problems("{hours: {mon-fri: 1, fri 18:00-24:00: 2, else: 1}}") ==
          "6:27 ‘fri 18:00-24:00’ overlaps ‘mon-fri’ (every time belongs to one row)\n");
    CHECK(profile_problems("{hours: {sun 22:00-02:00: 1, mon: 2, else: 1}}") ==
          "6:35 ‘mon’ overlaps ‘sun 22:00-02:00’ (every time belongs to one row)\n");
    CHECK(profile_problems("{months: {jun: 1}}") == "6:15 the rows do not cover every time (add ‘else: 1’)\n");
    CHECK(profile_problems("{months: {jan-dec: 0}}") == "6:15 the weights are 0 at all times\n");
    CHECK(profile_problems("{months: {jan or july: 2, else: 1}}") ==
          "6:23 ‘july’ is no time of a profile (such as jan or jun-aug, joined by ‘or’)\n");
    CHECK(has(profile_problems("{hours: {sat 9:00-12:00: 2, else: 1}}"),
              "6:15 ‘sat 9:00-12:00’ is no time of a profile"));
}

TEST_CASE("hours past midnight belong to the next day") {
    const auto minutes = parse_week_hours("sun 22:00-02:00");
    REQUIRE(minutes);
    CHECK(minutes->count() == 4 * 60);
    CHECK(minutes->test(0));                    // Monday 00:00
    CHECK(minutes->test(119));                  // Monday 01:59
    CHECK_FALSE(minutes->test(120));            // Monday 02:00
    CHECK(minutes->test(6 * 1'440 + 22 * 60));  // Sunday 22:00
    CHECK_FALSE(minutes->test(6 * 1'440 + 22 * 60 - 1));
    CHECK(parse_week_hours("22:00-06:00")->count() == 7 * 8 * 60);
    CHECK(parse_week_hours("mon-fri")->count() == 5 * 1'440);
}
