// Keyed draws: stays, routes, draws at entry, arrivals, and what stays equal between two policies.
#include <cmath>
#include <map>

#include "tests/engine/running.hpp"

using namespace desist;
using namespace desist::test;

namespace {

const std::string days = "desist: 1\ntime: {start: 2012-04-01, warm-up: 0 days, run: 200 days}\n";

// Arrests, a desk with a queue, treatment with hazards, random routes and draws: much luck, and one resource.
std::string suite(int units) {
    return "desist: 1\n"
           "time: {start: 2012-04-01, warm-up: 20 days, run: 100 days}\n"
           "attributes: {drug: [none-found, opiate], arrests: {count: true, bands: [0, 2, 5]}}\n"
           "population: {present: 60, arrivals: 1 per day, draw: {drug: {none-found: 60%, opiate: rest}}}\n"
           "resources: {officers: {units: " +
           std::to_string(units) +
           "}}\n"
           "hazards: {arrest: {law: exponential(0.1 per day), times: [{by: drug, none-found: 1, opiate: 2}, {when: "
           "{care: home}, value: 0.5}]}}\n"
           "tracks:\n"
           "  justice:\n"
           "    start: liberty\n"
           "    nodes:\n"
           "      liberty: {leave: [{to: desk, hazard: arrest}]}\n"
           "      desk: {use: {officers: 1}, stay: exponential(5 hours), patience: exponential(2 days), give-up: {to: "
           "liberty},\n"
           "        on-start: [{count: arrests}], routes: [{to: court, chance: 40%}, {to: liberty, otherwise: true}]}\n"
           "      court: {stay: lognormal(median 3 days and p95 10 days), effects: [{move: {care: {to: home, from: "
           "[none]}}, chance: 50%}],\n"
           "        routes: [{to: liberty, chance: 90%}, {to: gone, otherwise: true}]}\n"
           "      gone: {end: true}\n"
           "  care:\n"
           "    start: none\n"
           "    nodes:\n"
           "      none: {}\n"
           "      home: {stay: gamma(shape 2 and mean 15 days), routes: [{to: none}]}\n";
}

std::map<OffenderKey, std::vector<Stay>> by_offender(const Run& run) {
    std::map<OffenderKey, std::vector<Stay>> all;
    for (const Stay& stay : run.records.stays) all[stay.offender].push_back(stay);
    return all;
}

// When two histories part: the first of the two moments at which a wait at the same visit ended differently.
Time first_changed_wait(const Run& run, const std::vector<Stay>& a, const std::vector<Stay>& b) {
    const auto waits = [&](const std::vector<Stay>& stays) {
        std::vector<Stay> found;
        for (const Stay& stay : stays)
            if (run.place(stay.node) == "justice/desk") found.push_back(stay);
        return found;
    };
    const std::vector<Stay> x = waits(a), y = waits(b);
    for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i)
        if (x[i].started != y[i].started)
            return std::min(std::min(x[i].started, x[i].ended), std::min(y[i].started, y[i].ended));
    return never;
}

std::vector<Stay> ended_before(const std::vector<Stay>& stays, Time limit) {
    std::vector<Stay> before;
    for (const Stay& stay : stays)
        if (stay.ended < limit) before.push_back(stay);
    return before;
}

}  // namespace

TEST_CASE("a stay is the quantile of the uniform of its node and visit") {
    const Run r = run_whole(
        days +
        "population: {present: 20}\n"
        "tracks: {t: {start: a, nodes: {a: {stay: weibull(shape 1.5 and scale 3 days), routes: [{to: a}]}}}}\n");
    const Law law{Law::Kind::weibull, 3 * 86400.0, 1.5, 0, {}};
    for (std::uint64_t n = 0; n < 20; ++n) {
        Time at{0};
        std::uint32_t visit = 0;
        for (const Stay& stay : r.stays_of(r.key("present", n))) {
            CHECK(stay.arrived == at);
            at = at + stay_of(law, uniform(r.key("present", n), 0, purpose("t/a", "stay"), visit++));
            CHECK(stay.ended == std::min(at, r.model.end));
        }
        CHECK(visit > 20);
    }
}

TEST_CASE("one uniform decides among the routes whose condition holds") {
    const Run r = run_whole(
        days +
        "attributes: {sex: [male, female]}\n"
        "population: {present: 600, draw: {sex: {male: 50%, female: 50%}}}\n"
        "tracks: {t: {start: a, nodes: {a: {routes: [{to: b, chance: 20%}, {to: c, chance: 30%, when: {sex: female}},"
        " {to: d, chance: 40%}, {to: e, otherwise: true}]}, b: {}, c: {}, d: {}, e: {}}}}\n");
    std::map<std::string, int> counts;
    for (std::uint64_t n = 0; n < 600; ++n) {
        const OffenderKey key = r.key("present", n);
        const bool female = uniform(key, 0, purpose("entry", "draw/sex"), 0) >= 0.5;
        const double u = uniform(key, 0, purpose("t/a", "route"), 0);
        const double c = female ? 0.5 : 0.2;
        const std::string expected = u < 0.2 ? "b" : u < c ? "c" : u < c + 0.4 ? "d" : "e";
        CHECK(r.lines("present", "t/a", n) == Lines{"t/a 0..0 route t/" + expected});
        ++counts[expected];
    }
    CHECK(counts.size() == 4);
}

TEST_CASE("a track may start on shares of nodes, drawn at entry") {
    const Run r = run_whole(
        days + "population: {present: 300}\ntracks: {t: {start: {a: 30%, c: 70%}, nodes: {a: {}, b: {}, c: {}}}}\n");
    int first = 0;
    for (std::uint64_t n = 0; n < 300; ++n) {
        const bool a = uniform(r.key("present", n), 0, purpose("entry", "start/t"), 0) < 0.3;
        CHECK(r.lines("present", "", n) == Lines{std::string(a ? "t/a" : "t/c") + " 0..17280000 horizon"});
        first += a;
    }
    CHECK(first > 50);
}

TEST_CASE("a share of an effect is met by a uniform of its own") {
    const Run r = run_whole(
        days +
        "attributes: {n: {count: true}, m: {count: true}}\npopulation: {present: 2000}\n"
        "tracks: {t: {start: a, nodes: {a: {effects: [{count: n, chance: 30%}, {count: m, chance: 30%}]}}}}\n");
    std::map<OffenderKey, int> n, m;
    for (const Change& change : r.records.changes) ++(change.attribute == AttributeId(0) ? n : m)[change.offender];
    int both = 0;
    for (const auto& [key, count] : n) both += static_cast<int>(m.count(key));
    const auto near = [](double found, double share) {
        return std::abs(found - 2000 * share) < 5 * std::sqrt(2000 * share * (1 - share));
    };
    CHECK(near(static_cast<double>(n.size()), 0.3));
    CHECK(near(static_cast<double>(m.size()), 0.3));
    CHECK(near(both, 0.09));
}

TEST_CASE("arrivals come when the cumulative rate reaches the sum of unit exponentials") {
    const Run r = run_whole(
        "desist: 1\ntime: {start: 2012-04-01, warm-up: 1 hour, run: 10 hours}\npopulation: {arrivals: 36 per hour}\n"
        "tracks: {t: {start: a, nodes: {a: {}}}}\n");
    double sum = 0;
    std::uint64_t n = 0;
    for (;; ++n) {
        sum += unit_exponential(uniform(r.key("arrivals", n), 0, purpose("entry", "arrival"), 0));
        const auto expected = static_cast<std::int64_t>(std::ceil(sum * 100)) - 3600;
        if (expected >= 36000) break;
        CHECK(r.lines("arrivals", "", n) == Lines{"t/a " + std::to_string(expected) + "..36000 horizon"});
    }
    CHECK(r.records.stays.size() == n);
}

TEST_CASE("as many arrive as the rate says, within five standard deviations") {
    const Run r = run_whole(
        "desist: 1\ntime: {start: 2012-04-01, warm-up: 10 days, run: 40 days}\npopulation: {arrivals: 5 per hour}\n"
        "tracks: {t: {start: a, nodes: {a: {end: true}}}}\n");
    const double expected = 50 * 24 * 5;
    CHECK(std::abs(static_cast<double>(r.records.stays.size()) - expected) < 5 * std::sqrt(expected));
}

TEST_CASE("a changed rate of arrivals keeps the n-th arrival the n-th person, and changes when it comes") {
    const Run r = run_whole(
        "desist: 1\ntime: {start: 2012-04-01, warm-up: 0 days, run: 4 days}\n"
        "parameters: {p: {value: 24 per day, changes: [{from: 2012-04-02, value: 0 per day}, {from: 2012-04-03, value: "
        "96 per day}]}}\n"
        "population: {arrivals: p}\ntracks: {t: {start: a, nodes: {a: {}}}}\n");
    double sum = 0;
    std::uint64_t n = 0;
    for (;; ++n) {
        sum += unit_exponential(uniform(r.key("arrivals", n), 0, purpose("entry", "arrival"), 0));
        const double at = sum <= 24 ? sum * 3600 : 2 * 86400 + (sum - 24) * 900;
        if (at >= 4 * 86400) break;
        const std::vector<Stay> stays = r.stays_of(r.key("arrivals", n));
        REQUIRE(stays.size() == 1);
        CHECK(std::abs(static_cast<double>(stays[0].arrived.seconds) - std::ceil(at)) <= 1);
    }
    CHECK(n > 150);
    CHECK(r.records.stays.size() == n);
}

TEST_CASE("the same seed and replication give the same records, others do not") {
    const Run first = run_whole(suite(3), 1, 0);
    const Run again = run_whole(suite(3), 1, 0);
    CHECK(first.outcome.fingerprint == again.outcome.fingerprint);
    CHECK(first.records.stays == again.records.stays);
    CHECK(first.records.uses == again.records.uses);
    CHECK(first.records.changes == again.records.changes);
    CHECK(run_whole(suite(3), 2, 0).outcome.fingerprint != first.outcome.fingerprint);
    CHECK(run_whole(suite(3), 1, 1).outcome.fingerprint != first.outcome.fingerprint);
    CHECK(run_whole(suite(5), 1, 0).outcome.fingerprint != first.outcome.fingerprint);
}

TEST_CASE("the fingerprint does not depend on which records are wanted") {
    const Run all = run_whole(suite(3));
    const Run none =
        run_whole(suite(3), 1, 0, Wanted{std::vector<bool>(all.pathway.nodes.size(), false), false, false});
    CHECK(none.records.stays.empty());
    CHECK(none.records.uses.empty());
    CHECK(none.records.changes.empty());
    CHECK(none.outcome.fingerprint == all.outcome.fingerprint);
    CHECK(none.outcome.entries == all.outcome.entries);
}

TEST_CASE("only the stays that are wanted are reported") {
    const Run all = run_whole(suite(3));
    Wanted wanted{std::vector<bool>(all.pathway.nodes.size(), false), false, false};
    wanted.stays[1] = true;  // justice/desk
    const Run some = run_whole(suite(3), 1, 0, wanted);
    const auto desks = std::count_if(all.records.stays.begin(), all.records.stays.end(),
                                     [](const Stay& stay) { return stay.node == NodeId(1); });
    CHECK(desks > 100);
    CHECK(std::ssize(some.records.stays) == desks);
}

TEST_CASE("records of one offender come in the order in which they end") {
    for (const auto& [key, stays] : by_offender(run_whole(suite(3))))
        CHECK(
            std::is_sorted(stays.begin(), stays.end(), [](const Stay& a, const Stay& b) { return a.ended < b.ended; }));
}

TEST_CASE("on each track the next stay begins where and when the last one ended") {
    const Run r = run_whole(suite(3));
    for (const auto& [key, stays] : by_offender(r))
        for (std::size_t track = 0; track < 2; ++track) {
            const Stay* last = nullptr;
            for (const Stay& stay : stays) {
                if (r.pathway.nodes[stay.node.index].track != TrackId(track)) continue;
                if (last) {
                    CHECK(stay.arrived == last->ended);
                    CHECK(stay.node == last->next);
                }
                CHECK(stay.ended >= stay.arrived);
                last = &stay;
            }
            REQUIRE(last);
            CHECK((last->cause == Cause::horizon || last->cause == Cause::ended));
        }
}

TEST_CASE("with more units every stay of an offender up to the first changed wait is equal") {
    const Run few = run_whole(suite(3)), many = run_whole(suite(5));
    const auto before = by_offender(few), after = by_offender(many);
    REQUIRE(before.size() == after.size());
    std::size_t changed = 0, equal = 0;
    for (const auto& [key, stays] : before) {
        const std::vector<Stay>& others = after.at(key);
        const Time limit = first_changed_wait(few, stays, others);
        const std::vector<Stay> first = ended_before(stays, limit), second = ended_before(others, limit);
        CHECK(first == second);
        equal += first.size();
        changed += limit != never;
    }
    CHECK(changed > 20);
    CHECK(equal > 500);
}

TEST_CASE("the same visit lasts as long, whatever the waits before it") {
    const auto scenario = [](int units) {
        return days + "population: {present: 50}\nresources: {officers: {units: " + std::to_string(units) +
               "}}\n"
               "tracks: {t: {start: home, nodes: {home: {stay: exponential(5 days), routes: [{to: desk}]},"
               " desk: {use: {officers: 1}, stay: exponential(1 day), routes: [{to: home}]}}}}\n";
    };
    const Run few = run_whole(scenario(3)), many = run_whole(scenario(5));
    std::size_t compared = 0, waits = 0;
    for (std::uint64_t n = 0; n < 50; ++n) {
        const std::vector<Stay> a = few.stays_of(few.key("present", n)), b = many.stays_of(many.key("present", n));
        for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
            if (a[i].cause == Cause::horizon || b[i].cause == Cause::horizon) break;
            CHECK(a[i].node == b[i].node);
            CHECK(a[i].ended - a[i].started == b[i].ended - b[i].started);
            waits += a[i].started - a[i].arrived != b[i].started - b[i].arrived;
            ++compared;
        }
    }
    CHECK(compared > 500);
    CHECK(waits > 100);
}
