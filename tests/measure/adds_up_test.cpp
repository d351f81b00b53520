// Whatever a measure counts by group adds up to what it counts of everybody, in every cell: one town with all kinds of
// measure in it.
#include <map>
#include <set>

#include "sim/scenario/measure_forms.hpp"
#include "tests/measure/lives.hpp"

using namespace desist;
using namespace desist::test;

namespace {

const std::string town = R"(
attributes:
  sex: [male, female]
  district: [Leeds, Bradford, Kirklees]
  arrests: {count: true, bands: [0, 1, 3, 6]}
  committed: {date: true, of: file}
population:
  present: 80
  arrivals: 20 per month
  draw: {sex: {male: 80%, female: rest}, district: {Leeds: 50%, Bradford: 30%, Kirklees: rest}}
calendars: {day: {every: day, open: 06:00-22:00}}
resources:
  cells: {units: {by: district, Leeds: 2, Bradford: 1, Kirklees: 1}, queue-limit: 3}
  workers: {units: 2, open: day}
hazards:
  leaving: {law: exponential(0.5 per year)}
  offending: {law: exponential(3 per year), times: [{by: arrests, 0: 1, 1-2: 1.5, 3-5: 2, 6+: 3}]}
cases: {file: {copies: 2, tracks: [file]}}
costs:
  cell: {value: 8 GBP per hour, of: t/held, payer: police}
  harm: {value: 1_000 GBP, expected: offending, payer: victims}
tracks:
  t:
    start: free
    nodes:
      free:
        leave: [{to: offends, hazard: offending}, {to: gone, hazard: leaving}]
      offends: {effects: [{move: {file: {open: offended}}}], routes: [{to: caught, chance: 70%}, {to: free, otherwise: true}]}
      caught: {effects: [{count: arrests}], routes: [{to: held}]}
      held:
        use: {cells: 1}
        stay: exponential(3 days)
        patience: 2 days
        give-up: {to: seen}
        full: {to: free}
        routes: [{to: seen, chance: 60%}, {to: free, otherwise: true}]
      seen: {use: {workers: 1}, stay: exponential(5 hours), routes: [{to: free}]}
      gone: {end: true}
  file:
    start: none
    nodes:
      none: {}
      offended: {effects: [{set: {committed: now}}], stay: exponential(40 days), routes: [{to: proven, chance: 60%}, {to: none, otherwise: true}]}
      proven: {stay: 1 day, routes: [{to: none}]}
measures:
  counted: {count: t/held, by: [sex, district, arrests]}
  inside: {population: t/held, by: [sex, district, arrests]}
  queue: {waiting: t/held, by: [sex, district]}
  delay: {wait: t/held, by: [sex, district]}
  over: {ratio: [counted, queue]}
  again: {reoffending: {index: t/seen, proven: file/proven, committed: committed, within: 90 days, proven-within: 60 days, detected: t/held, offended: file/offended, severity: {by: sex, male: 1.5, female: 0.5}, previous: arrests}, by: [sex, district]}
  due: {expected: offending, by: [sex, district, arrests]}
  fall: {before-after: {event: t/seen, offences: file/proven, committed: committed, spans: [30 days, 90 days], outcomes: {gone: t/gone, held: t/held}}, by: [sex, district]}
  ways: {funnel: {steps: [t/caught, t/held, t/seen], within: 20 days}, by: [sex, district]}
  people: {attendance: t/held, by: [sex, district]}
  gave-up: {left: {nodes: t/held, because: give-up}, by: [sex, district]}
  cells: {use: cells, by: district}
  idle: {model: cases-joined}
  bill: {money: all, by: [sex, district]}
  good: {net-benefit: {harm: counted, worth: 100 GBP, cost: bill}}
  more: {scaled: {measure: counted, times: 2.5}}
  pay: {payment-by-results: {index: t/seen, proven: file/proven, committed: committed, within: 90 days, baseline: 50%, baseline-people: 100, fee: 400 GBP per year, individual: 10 GBP}}
  first: {time-to-first: {from: t/seen, to: t/held, competing: {gone: t/gone}, at: [30 days, 60 days]}, by: sex}
  lab: {data-lab: {treated: t/seen, untreated: t/held, observed: [sex, district], proven: file/proven, committed: committed, within: 90 days}}
)";

const Folded& folded_town() {
    static const Folded f = fold("warm-up: 180 days, run: 2 years", town.substr(1));
    return f;
}

// By attribute, the groups of a figure that are its values.
std::map<std::string, std::vector<std::size_t>> groups_by_attribute(const MeasureInfo& info) {
    std::map<std::string, std::vector<std::size_t>> all;
    for (std::size_t g = 1; g < info.groups.size(); ++g) all[info.groups[g].attribute].push_back(g);
    return all;
}

// How many cells of a figure are not the sum of those of the groups.
int wrong_cells(const Folded& f, const MeasureInfo& info, const std::vector<std::size_t>& groups) {
    int wrong = 0;
    for (std::uint32_t band = 0; band < info.bands; ++band)
        for (std::size_t bin = 0; bin < info.bins; ++bin) {
            std::int64_t numerator = 0, denominator = 0;
            for (std::size_t g : groups) {
                numerator += f.tally.numerators[Layout::cell(info, g, band, bin)];
                denominator += f.tally.denominators[Layout::cell(info, g, band, bin)];
            }
            const std::size_t all = Layout::cell(info, 0, band, bin);
            wrong += numerator != f.tally.numerators[all] || denominator != f.tally.denominators[all];
        }
    return wrong;
}

}  // namespace

TEST_CASE("cells of the groups of each attribute add up to those of everybody, in every figure of every kind") {
    const Folded& f = folded_town();
    std::set<std::string> attributes;
    for (const MeasureInfo& info : f.folding.layout.measures) {
        if (!info.additive || !info.has_cells()) continue;
        for (const auto& [attribute, groups] : groups_by_attribute(info)) {
            INFO(info.name << " by " << attribute);
            CHECK(wrong_cells(f, info, groups) == 0);
            attributes.insert(attribute);
        }
    }
    CHECK(attributes == std::set<std::string>{"arrests", "cost", "district", "outcome", "payer", "sex"});
}

TEST_CASE("the town has a measure of every kind, and every one of them counts something") {
    const Folded& f = folded_town();
    REQUIRE(f.folding.plans.size() == measure_forms().size());
    for (std::size_t m = 0; m < f.folding.plans.size(); ++m) {
        const std::string& name = f.folding.layout.measures[f.folding.figure_of[m].index].name;
        INFO(name);
        const auto value = f.value(name);
        REQUIRE(value);
        CHECK(*value != 0);
    }
}

TEST_CASE("months of a figure add up to its years, and its years are not more than the run") {
    const Folded& f = folded_town();
    const Layout& layout = f.folding.layout;
    REQUIRE(layout.periods.size() == 3);
    for (const MeasureInfo& info : layout.measures) {
        if (!info.has_cells() || info.shape != Shape::months) continue;
        INFO(info.name);
        const MeasureId id = *layout.named(info.name);
        std::int64_t years = 0, months = 0;
        for (std::size_t p = 0; p < 2; ++p) years += counts_of(layout, f.tally, id, 0, layout.periods[p])->numerator;
        for (std::size_t b = 0; b < info.bins; ++b) months += f.tally.numerators[Layout::cell(info, 0, 0, b)];
        CHECK(years == months);
        CHECK(counts_of(layout, f.tally, id, 0, layout.periods[2])->numerator == months);
    }
}
