// Calendars and profiles laid out along the run. 2012-04-01, the start, is a Sunday; warm-up begins on 2011-04-02.
#include <cmath>

#include "tests/pathway/building.hpp"

using namespace desist;
using namespace desist::test;

namespace {

const std::string home = "tracks: {t: {start: home, nodes: {home: {stay: 1 day, routes: [{to: home}]}}}}\n";

Pathway with_calendar(const std::string& calendar) { return accepted("calendars: {c: " + calendar + "}\n" + home); }

Time on(const Pathway& pathway, int year, int month, int day, int hour = 0) {
    return pathway.clock.at(date_of(year, month, day)) + Duration{hour * 3600};
}

double weight_at(const Pathway& pathway, Time t) {
    const Profile& profile = pathway.profiles[0];
    const std::int64_t into = (t - profile.cycle_start).seconds % profile.cycle;
    double weight = 0;
    for (const Profile::Step& step : profile.steps)
        if (step.from <= into) weight = step.weight;
    return weight;
}

}  // namespace

TEST_CASE("a calendar opens at its hours on its days, from the first instant up to the last") {
    const Pathway p = with_calendar("{every: [mon, tue], open: 10:00-16:30}");
    const Calendar& c = p.calendars[0];
    CHECK_FALSE(c.is_open(on(p, 2012, 4, 1, 12)));  // Sunday
    CHECK_FALSE(c.is_open(on(p, 2012, 4, 2, 9)));
    CHECK(c.is_open(on(p, 2012, 4, 2, 10)));
    CHECK(c.is_open(on(p, 2012, 4, 2, 16)));
    CHECK_FALSE(c.is_open(on(p, 2012, 4, 2, 16) + Duration{1800}));
    CHECK(c.opens(on(p, 2012, 4, 1)) == on(p, 2012, 4, 2, 10));
    CHECK(c.opens(on(p, 2012, 4, 2, 11)) == on(p, 2012, 4, 2, 11));
    CHECK(c.opens_next(on(p, 2012, 4, 2, 10)) == on(p, 2012, 4, 3, 10));
}

TEST_CASE("hours past midnight belong to the day on which they begin") {
    const Pathway p = with_calendar("{every: [sat], open: 22:00-07:00}");
    CHECK(p.calendars[0].is_open(on(p, 2012, 4, 7, 23)));
    CHECK(p.calendars[0].is_open(on(p, 2012, 4, 8, 6)));
    CHECK_FALSE(p.calendars[0].is_open(on(p, 2012, 4, 8, 22)));
}

TEST_CASE("a calendar without hours is open all day, and days that touch are one opening") {
    const Pathway p = with_calendar("{every: [sat, sun]}");
    CHECK(p.calendars[0].opens_next(on(p, 2012, 4, 7)) == on(p, 2012, 4, 14));
}

TEST_CASE("days of the year come every year, dates once") {
    const Pathway p = with_calendar("{on: [01-01, 2012-06-05]}");
    const Calendar& c = p.calendars[0];
    CHECK(c.opens(on(p, 2012, 4, 1)) == on(p, 2012, 6, 5));
    CHECK(c.opens(on(p, 2012, 6, 6)) == on(p, 2013, 1, 1));
    CHECK(c.opens(on(p, 2013, 1, 2)) == on(p, 2014, 1, 1));
}

TEST_CASE("exceptions leave out dates and the days on which another calendar opens") {
    const Pathway p = accepted(
        "calendars:\n"
        "  holidays: {on: [12-25], open: 06:00-07:00}\n"
        "  court: {every: day, open: 10:00-16:00, except: [holidays, 2012-12-27]}\n" +
        home);
    const Calendar& c = p.calendars[1];
    CHECK_FALSE(c.is_open(on(p, 2012, 12, 25, 11)));
    CHECK(c.is_open(on(p, 2012, 12, 26, 11)));
    CHECK_FALSE(c.is_open(on(p, 2012, 12, 27, 11)));
}

TEST_CASE("a calendar that leaves itself out in the end is refused") {
    const std::string all =
        refusal("calendars:\n  a: {every: day, except: b}  # here\n  b: {every: day, except: a}  # here\n" + home);
    CHECK(has(all, "leaves itself out in the end"));
}

TEST_CASE("the hours of a calendar are the share of the measured time that it is open") {
    const Pathway p = accepted(
        "calendars: {cover: {every: day, open: 07:00-22:00}}\n"
        "parameters: {posts: 14.4, hours: 1_600 hours per year, workers: posts * hours / hours of cover}\n" +
        home);
    const double expected = 14.4 * (1600.0 / (365.25 * 24)) / (15.0 / 24);  // 4.205
    CHECK(std::abs(evaluate(p.parameters[2].value, Indices(p.entries.size())) - expected) < 1e-9);
}

TEST_CASE("weights over the week are scaled to mean 1") {
    const Pathway p = accepted(
        "profiles: {nights: {hours: {sat 18:00-24:00: 3, else: 1}}}\n"
        "hazards: {h: {law: exponential(1 per year), profile: nights}}\n"
        "tracks: {t: {start: home, nodes: {home: {leave: [{to: home, hazard: h}]}}}}\n");
    const double mean = (6 * 3.0 + 162) / 168;
    CHECK(std::abs(weight_at(p, on(p, 2012, 4, 7, 20)) - 3 / mean) < 1e-12);
    CHECK(std::abs(weight_at(p, on(p, 2012, 4, 8, 20)) - 1 / mean) < 1e-12);
    CHECK(p.profiles[0].cycle == 7 * 86'400);
}

TEST_CASE("weights over the months follow the civil calendar, leap years too") {
    const Pathway p = accepted(
        "profiles: {season: {months: {feb: 2, else: 1}}}\n"
        "hazards: {h: {law: exponential(1 per year), profile: season}}\n"
        "tracks: {t: {start: home, nodes: {home: {leave: [{to: home, hazard: h}]}}}}\n");
    const double mean = (1461.0 + 113) / 1461;  // four Februaries have 113 days
    CHECK(std::abs(weight_at(p, on(p, 2012, 2, 29)) - 2 / mean) < 1e-12);
    CHECK(std::abs(weight_at(p, on(p, 2013, 3, 1)) - 1 / mean) < 1e-12);
}

TEST_CASE("a profile multiplies exponential and piecewise laws only") {
    CHECK_REFUSED(
        "profiles: {nights: {hours: {sat: 3, else: 1}}}\n"
        "hazards:\n  h: {law: weibull(shape 2 and scale 1 year), profile: nights}  # here\n"
        "tracks: {t: {start: home, nodes: {home: {leave: [{to: home, hazard: h}]}}}}\n",
        "a profile multiplies exponential and piecewise laws only");
}

TEST_CASE("who waits for a resource whose calendar never opens again is stuck") {
    const std::string closed =
        "calendars: {once: {on: [2011-06-01]}}\nresources: {desk: {units: 1, open: once}}\n"
        "tracks:\n  t:\n    start: home\n    nodes:\n";
    CHECK(has(refusal(closed +
                      "      home: {stay: 1 day, routes: [{to: seen}]}\n"
                      "      seen: {use: {desk: 1}, stay: 1 hour, routes: [{to: home}]}  # here\n" +
                      ""),
              "accepted"));  // it opens once, after the last dated change
    CHECK(has(refusal("calendars: {once: {on: [2010-06-01]}}\nresources: {desk: {units: 1, open: once}}\n"
                      "tracks:\n  t:\n    start: home\n    nodes:\n      home: {stay: 1 day, routes: [{to: seen}]}\n"
                      "      seen: {use: {desk: 1}, stay: 1 hour, routes: [{to: home}]}  # here\n"),
              "here: error: ‘t/seen’ needs more of ‘desk’ than there ever is: whoever waits is stuck"));
}
