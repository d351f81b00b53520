// Points of waits, and stays that end by being turned away or ejected. Worked out by hand.
#include "tests/measure/lives.hpp"

using namespace desist;
using namespace desist::test;

namespace {

// So many people at the desk from the beginning, one served each day: they wait 0, 1, 2 ... days.
Folded line(int people, const std::string& units = "1") {
    return fold("warm-up: 0 days, run: 200 days",
                "population: {present: " + std::to_string(people) + "}\nresources: {officers: {units: " + units +
                    "}}\n"
                    "tracks:\n  t:\n    start: desk\n    nodes:\n"
                    "      desk: {use: {officers: 1}, stay: 1 day, routes: [{to: out}]}\n      out: {}\n"
                    "measures: {w: {wait: t/desk}}\n");
}

}  // namespace

TEST_CASE("points of waits are within the width of a band, a sixteenth, of the true ones") {
    const Folded f = line(101);  // 0 to 100 days
    CHECK(*f.value("w") == Approx(50));
    CHECK(*f.value("w:median") == Approx(50).epsilon(1.0 / 16));
    CHECK(*f.value("w:p90") == Approx(90).epsilon(1.0 / 16));
    CHECK(*f.value("w:p95") == Approx(95).epsilon(1.0 / 16));
    CHECK(*f.value("w:longest") == 100);
}

TEST_CASE("where most do not wait at all, the median wait is exactly nothing") {
    const Folded f = line(10, "6");  // six at once, four a day later
    CHECK(*f.value("w:median") == 0);
    CHECK(*f.value("w:p90") == Approx(1).epsilon(1.0 / 16));
    CHECK(*f.value("w:longest") == 1);
    CHECK(*line(6, "6").value("w:p95") == 0);
    CHECK(*line(6, "6").value("w:longest") == 0);
}

TEST_CASE("no point of waits lies above the longest of them") {
    // Two wait 0 and 1 days. The band of 1 day goes from 65,536 x 21/16 to 65,536 x 22/16 seconds, 0.996 to 1.043
    // days: its line has the 95% point at 1.038.
    const Folded f = line(2);
    CHECK(*f.value("w:longest") == 1);
    CHECK(*f.value("w:p95") == 1);
    CHECK(*f.value("w:p90") == 1);
}

TEST_CASE("where nobody starts there is no wait to tell") {
    // One is served from warm-up on, the other never.
    const Folded f = fold("warm-up: 10 days, run: 3 months",
                          "population: {present: 2}\nresources: {officers: {units: 1}}\n"
                          "tracks: {t: {start: desk, nodes: {desk: {use: {officers: 1}, stay: 1 year, routes: [{to: "
                          "out}]}, out: {}}}}\n"
                          "measures: {w: {wait: t/desk}}\n");
    for (const char* part : {"w", "w:median", "w:p90", "w:p95", "w:longest"}) CHECK_FALSE(f.value(part));
}

TEST_CASE("bands of waits hold what they say") {
    for (std::int64_t value : {1, 2, 3, 15, 16, 17, 31, 33, 1000, 86400, 100'000'000}) {
        const std::uint32_t band = band_of(value);
        CHECK(band_from(band) <= static_cast<double>(value));
        CHECK(band_from(band + 1) > static_cast<double>(value));
        CHECK(band_from(band + 1) <= band_from(band) * (1 + 1.0 / 16));
    }
    CHECK(band_of(0) == 0);
}

TEST_CASE("who is turned away from a full queue left because it was full") {
    // Five come at once; one is served, two may wait.
    const Folded f = fold("warm-up: 0 days, run: 3 months",
                          "population: {present: 5}\nresources: {officers: {units: 1, queue-limit: 2}}\n"
                          "tracks:\n  t:\n    start: home\n    nodes:\n"
                          "      home: {stay: 40 days, routes: [{to: desk}]}\n"
                          "      desk: {use: {officers: 1}, stay: 10 days, full: {to: away}, routes: [{to: out}]}\n"
                          "      out: {}\n      away: {}\n"
                          "measures: {full: {left: {nodes: t/desk, because: full}}, served: {left: {nodes: t/desk, "
                          "because: stay}}}\n");
    CHECK(f.numerators("full") == Months{0, 2, 0});
    CHECK(*f.value("full:share") == Approx(40));
    CHECK(f.numerators("served") == Months{0, 2, 1});  // on days 50, 60 and 70; June begins on day 61
}

TEST_CASE("who is ejected when units are taken away left because of it, in that month") {
    // The office closes at 16:00 each day; two are served for a week, and ejected on the first day.
    const Folded f = fold("warm-up: 0 days, run: 3 months",
                          "population: {present: 2}\ncalendars: {office: {every: day, open: 08:00-16:00}}\n"
                          "resources: {officers: {units: 2, open: office, on-close: eject}}\n"
                          "tracks:\n  t:\n    start: home\n    nodes:\n"
                          "      home: {stay: 40 days, routes: [{to: desk}]}\n"
                          "      desk: {use: {officers: 1}, stay: 7 days, eject: {to: out}, routes: [{to: out}]}\n"
                          "      out: {}\n"
                          "measures: {thrown: {left: {nodes: t/desk, because: ejected}}}\n");
    CHECK(f.numerators("thrown") == Months{0, 2, 0});
    CHECK(*f.value("thrown:share") == Approx(100));
    CHECK(*f.value("thrown") == Approx(2 / (91 / 365.25)));
}

TEST_CASE("stays that end in warm-up or with the run are not counted as left") {
    const Folded f =
        fold("warm-up: 15 days, run: 3 months",
             "tracks:\n  t:\n    start: a\n    nodes:\n      a: {stay: 10 days, routes: [{to: b}]}\n"
             "      b: {stay: 80 days, routes: [{to: a}]}\n"
             "measures: {a: {left: {nodes: t/a, because: stay}}, b: {left: {nodes: t/b, because: stay}}}\n");
    // a until day -5, b until 75, a until 85, b until the end.
    CHECK(f.numerators("a") == Months{0, 0, 1});
    CHECK(f.numerators("b") == Months{0, 0, 1});
    CHECK(*f.value("b:share") == Approx(100));
}
