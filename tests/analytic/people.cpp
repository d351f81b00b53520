// What many independent people show in one replication, in the unit of time of the case.
#include <algorithm>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

#include "sim/measure/survival.hpp"
#include "sim/measure/tally.hpp"
#include "sim/study/forecast.hpp"
#include "tests/analytic/known.hpp"
#include "tests/catch.hpp"

using namespace desist;
using nlohmann::json;

namespace analytic {

namespace {

double since_start(const Seen& seen, Time t) { return static_cast<double>(t.seconds) / seen.row.unit; }
double length(const Seen& seen, const Stay& stay) {
    return static_cast<double>((stay.ended - stay.arrived).seconds) / seen.row.unit;
}
std::string place(std::size_t i) { return "[" + std::to_string(i) + "]"; }

// Everybody's stays, by person; within a person in the order of time.
std::map<std::uint64_t, std::vector<Stay>> by_person(const Seen& seen, std::uint32_t replication = 0) {
    std::map<std::uint64_t, std::vector<Stay>> people;
    for (const Stay& stay : stays_of(seen.scenario, replication)) people[stay.offender.value].push_back(stay);
    return people;
}

// Visits to and time in every state, and the state left last.
struct Journey {
    std::map<std::string, double> visits, time;
    double steps = 0, total = 0;
    std::string last;
};

Journey journey_of(const Seen& seen, const std::vector<Stay>& stays) {
    Journey journey;
    for (const Stay& stay : stays) {
        const std::string& node = seen.scenario.node(stay);
        journey.visits[node] += 1;
        journey.time[node] += length(seen, stay);
        journey.steps += 1;
        journey.total += length(seen, stay);
        if (seen.scenario.next(stay) == "gone") journey.last = node;
    }
    return journey;
}

double of_state(const std::map<std::string, double>& map, const std::string& state) {
    const auto found = map.find(state);
    return found == map.end() ? 0.0 : found->second;
}

void add_state(const Seen& seen, const std::vector<Journey>& journeys, std::size_t s, const std::string& state) {
    const double expected = seen.known["expected"]["expected_visits"][s];
    double reached = 0, left = 0;
    for (const Journey& journey : journeys) {
        const double visits = of_state(journey.visits, state);
        seen.out.add("expected_visits" + place(s), visits);
        seen.out.add("visits_variance" + place(s), std::pow(visits - expected, 2));
        seen.out.add("expected_time_in_state" + place(s), of_state(journey.time, state));
        reached += visits > (s == 0 ? 1 : 0);  // of the state of the start: returned
        left += journey.last == state;
    }
    seen.out.share("prob_ever_reach" + place(s), reached, static_cast<double>(journeys.size()));
    seen.out.share("exit_from" + place(s), left, static_cast<double>(journeys.size()));
}

}  // namespace

void observe_chain(const Seen& seen) {
    std::vector<Journey> journeys;
    for (const auto& [key, stays] : by_person(seen)) journeys.push_back(journey_of(seen, stays));
    REQUIRE(std::none_of(journeys.begin(), journeys.end(), [](const Journey& j) { return j.last.empty(); }));
    for (const Journey& journey : journeys) {
        seen.out.add("expected_steps", journey.steps);
        seen.out.add("steps_variance", std::pow(journey.steps - seen.expected("expected_steps"), 2));
        seen.out.add("expected_time", journey.total);
        seen.out.add("time_variance_exponential_stays", std::pow(journey.total - seen.expected("expected_time"), 2));
    }
    const std::vector<std::string> states = seen.known["parameters"]["states"];
    for (std::size_t s = 0; s < states.size(); ++s) add_state(seen, journeys, s, states[s]);
}

void observe_erlang(const Seen& seen) {
    std::vector<double> stays;
    for (const Stay& stay : stays_of(seen.scenario, 0)) {
        if (seen.scenario.node(stay) == "inside") stays.push_back(length(seen, stay));
    }
    const auto n = static_cast<double>(stays.size());
    for (const double x : stays) {
        seen.out.add("mean", x);
        seen.out.add("variance", std::pow(x - seen.expected("mean"), 2));
    }
    const auto below = [&](double limit) {
        return static_cast<double>(std::count_if(stays.begin(), stays.end(), [&](double x) { return x <= limit; }));
    };
    seen.out.share("cdf_30", below(30), n);
    seen.out.share("cdf_60", below(60), n);
    std::sort(stays.begin(), stays.end());
    const boost::math::gamma_distribution<double> law(3, 10);
    double distance = 0;
    for (std::size_t i = 0; i < stays.size(); ++i) {
        const double f = cdf(law, stays[i]), step = static_cast<double>(i) / n;
        distance = std::max({distance, f - step, step + 1 / n - f});
    }
    CHECK(distance <= known_case("ks_critical_100000")["expected"]["D"][0].get<double>());  // alpha 1e-4
}

namespace {

// Renewals of each person until t.
std::map<std::uint64_t, double> renewals_until(const Seen& seen, const std::vector<Stay>& stays, double t) {
    std::map<std::uint64_t, double> counts;
    for (const Stay& stay : stays)
        counts[stay.offender.value] += stay.cause == Cause::stay && since_start(seen, stay.ended) <= t;
    return counts;
}

}  // namespace

void observe_renewals(const Seen& seen) {
    const double t = seen.known["parameters"]["t"];
    const auto counts = renewals_until(seen, stays_of(seen.scenario, 0), t);
    double none = 0, one = 0, up_to_two = 0;
    for (const auto& [key, count] : counts) {
        seen.out.add("mean_N", count);
        seen.out.add("var_N", std::pow(count - seen.expected("mean_N"), 2));
        none += count == 0;
        one += count == 1;
        up_to_two += count <= 2;
    }
    const auto n = static_cast<double>(counts.size());
    seen.out.share("P_N0", none, n);
    seen.out.share("P_N1", one, n);
    seen.out.share("P_N_le_2", up_to_two, n);
}

// The rate between two late times, and how far the mean number lies from the rate times the time.
void observe_long_renewals(const Seen& seen) {
    const std::vector<Stay> stays = stays_of(seen.scenario, 0);
    double people = 0;
    for (const Stay& stay : stays) people += stay.cause == Cause::horizon;
    const auto average = [&](double t) {
        double renewals = 0;
        for (const Stay& stay : stays) renewals += stay.cause == Cause::stay && since_start(seen, stay.ended) <= t;
        return renewals / people;
    };
    const double early = average(2), late = average(5), far = seen.known["tolerance"]["eps"];
    seen.out.within("rate", (late - early) / 3, far);
    seen.out.within("asymptote_const", late - 5 * seen.expected("rate"), far);
}

namespace {

// How long everybody was at risk, and which of these nodes they went to (1, 2, ...; 0: none of them).
std::vector<Followed> followed(const Seen& seen, const std::vector<std::string>& nodes) {
    std::vector<Followed> people;
    for (const Stay& stay : stays_of(seen.scenario, 0)) {
        if (seen.scenario.node(stay) != "at-risk") continue;
        const auto found = std::find(nodes.begin(), nodes.end(), seen.scenario.next(stay));
        const auto cause = found == nodes.end() ? 0 : found - nodes.begin() + 1;
        people.push_back({(stay.ended - stay.arrived).seconds, static_cast<std::uint8_t>(cause)});
    }
    return people;
}

Chance chance_at(const Seen& seen, const std::optional<ChanceCurve>& curve, double time) {
    REQUIRE(curve);
    const auto chance = curve->at(std::llround(time * seen.row.unit));
    REQUIRE(chance);
    return *chance;
}

double z_of(const Seen& seen) {
    return boost::math::quantile(boost::math::normal(), 1 - seen.known["tolerance"]["alpha"].get<double>() / 2);
}

}  // namespace

void observe_competing(const Seen& seen) {
    const double limit = seen.known["parameters"]["t"];
    const std::vector<Followed> people = followed(seen, {"reconvicted", "recalled", "dead"});
    const auto agents = static_cast<double>(people.size());
    for (std::uint8_t cause = 1; cause <= 3; ++cause)
        seen.out.share("CIF" + place(cause - 1U),
                       agents * chance_at(seen, cumulative_incidence(people, cause), limit).value, agents);
    std::vector<Followed> any = people;
    for (Followed& person : any) person.cause = person.cause > 0;
    seen.out.share("survival", agents * chance_at(seen, survival(any), limit).value, agents);
    // What competing causes hide: the chance of the first cause in a world without the others.
    const Chance alone = chance_at(seen, survival(people), limit);
    seen.out.within("one_minus_KM_cause1_biased", 1 - alone.value, z_of(seen) * std::sqrt(alone.variance));
}

namespace {

// The relative standard error of a variance of survival, S^2 times the sum of d / n^2, at most: twice that of S, and
// that of the sum, in which each d is a Poisson count.
double error_of_variance(const ChanceCurve& curve, std::int64_t time, const Chance& chance) {
    double sum = 0, square = 0;
    for (const ChanceCurve::Step& step : curve.steps()) {
        if (step.time > time) break;
        const auto events = static_cast<double>(step.events), n = static_cast<double>(step.chance.at_risk);
        sum += events / (n * n);
        square += events / (n * n * n * n);
    }
    return 2 * std::sqrt(chance.variance) / chance.value + std::sqrt(square) / sum;
}

}  // namespace

void observe_survival(const Seen& seen) {
    const std::vector<Followed> people = followed(seen, {"failed"});
    const auto n = static_cast<double>(people.size());
    const auto curve = survival(people);
    const double z = z_of(seen);
    const std::vector<double> days = seen.known["parameters"]["times"];
    for (std::size_t d = 0; d < days.size(); ++d) {
        const Chance chance = chance_at(seen, curve, days[d]);
        const double variance = seen.known["expected"]["asym_var_times_n"][d];
        seen.out.within("S" + place(d), chance.value, z * std::sqrt(variance / n));
        seen.out.within("asym_var_times_n" + place(d), n * chance.variance,
                        z * variance * error_of_variance(*curve, std::llround(days[d] * seen.row.unit), chance));
    }
    const auto events = std::count_if(people.begin(), people.end(), [](const Followed& f) { return f.cause == 1; });
    seen.out.share("expected_events_fraction", static_cast<double>(events), n);
}

namespace {

// Time free and crimes within a career, which lasts as long as the run.
void add_career(const Seen& seen, const std::vector<Stay>& stays) {
    const double career = seen.known["parameters"]["career_years"];
    double free = 0, crimes = 0;
    for (const Stay& stay : stays) {
        const std::string& node = seen.scenario.node(stay);
        crimes += node == "crime";
        if (node == "free") free += length(seen, stay);
    }
    seen.out.add("fraction_free", free / career);
    seen.out.add("incapacitation_fraction", 1 - free / career);
    seen.out.add("crimes_career", crimes);
    seen.out.add("expected_free_years", free);
    seen.out.add("expected_crimes", crimes);
}

}  // namespace

// Several replications of some people each, for the sake of memory.
void observe_career(const Seen& seen) {
    const std::size_t wanted = seen.known["tolerance"]["agents"];
    std::size_t agents = 0;
    for (std::uint32_t r = 0; r < 5 && agents < wanted; ++r) {
        const auto people = by_person(seen, r);
        for (const auto& [key, stays] : people) add_career(seen, stays);
        agents += people.size();
    }
}

namespace {

// Events from `from` to `to` for each year at risk in that time.
void add_rate(const Seen& seen, const std::string& quantity, const std::vector<double>& first, double from, double to) {
    double events = 0, exposure = 0;
    for (const double t : first) {
        events += from < t && t <= to;
        exposure += std::clamp(t, from, to) - from;
    }
    const double z = z_of(seen);
    seen.out.within(quantity, events / exposure, z * std::sqrt(events) / exposure);
}

}  // namespace

void observe_split(const Seen& seen) {
    std::vector<double> first;
    double clean = 0, desisters = 0, ever = 0;
    for (const auto& [key, stays] : by_person(seen)) {
        bool desister = false;
        for (const Stay& stay : stays) {
            desister |= seen.scenario.node(stay) == "desister";
            if (seen.scenario.node(stay) != "liberty") continue;
            first.push_back(stay.cause == Cause::hazard ? since_start(seen, stay.ended) : 1e9);
        }
        ever += first.back() < 1e9;
        clean += first.back() > 2;
        desisters += first.back() > 2 && desister;
    }
    const auto n = static_cast<double>(first.size());
    const std::vector<double> years = {1, 2, 3, 5};
    for (std::size_t y = 0; y < years.size(); ++y)
        seen.out.share(
            "P_by_1_2_3_5y" + place(y),
            static_cast<double>(std::count_if(first.begin(), first.end(), [&](double t) { return t <= years[y]; })), n);
    seen.out.share("limit", ever, n);
    seen.out.share("P_desister_given_clean_2y", desisters, clean);
    add_rate(seen, "hazard_at_0_1_2y[0]", first, 0, 0.01);
    add_rate(seen, "hazard_at_0_1_2y[1]", first, 0.95, 1.05);
    add_rate(seen, "hazard_at_0_1_2y[2]", first, 1.95, 2.05);
}

namespace {

void add_measured_reoffending(const Seen& seen, double agents) {
    Problems problems;
    const auto forecast =
        Forecast::prepare(DESIST_SOURCE_DIR "/tests/analytic/" + seen.row.scenario + ".yaml", {}, problems);
    INFO(problems.text());
    REQUIRE(forecast);
    const ReplicationResult result = forecast->replicate(seed, 0);
    const Period whole = report_periods(forecast->layout().bins).back();
    const auto rate = value_of(forecast->layout(), result.tally, MeasureId(0), 0, whole);
    REQUIRE(rate);
    seen.out.share("P_reoffend", *rate / 100 * agents, agents);
}

}  // namespace

// The share by the measure itself; the rest from the offences of the first year.
void observe_reoffending(const Seen& seen) {
    const std::vector<double> days = {30, 91, 182, 273};
    std::vector<double> by(days.size());
    double agents = 0, by_median = 0;
    for (const auto& [key, stays] : by_person(seen)) {
        double offences = 0, first = 1e9;
        for (const Stay& stay : stays) {
            if (seen.scenario.node(stay) != "offence") continue;
            first = std::min(first, since_start(seen, stay.arrived));
            offences += stay.arrived.seconds < std::llround(seconds_per_year);
        }
        agents += 1;
        by_median += first <= seen.expected("median_days_if_any");
        for (std::size_t d = 0; d < days.size(); ++d) by[d] += first <= days[d];
        seen.out.add("mean_reoffences_per_offender", offences);
        if (offences == 0) continue;
        seen.out.add("mean_reoffences_per_reoffender", offences);
        seen.out.add("mean_days_to_first_given_reoffend", first);
    }
    for (std::size_t d = 0; d < days.size(); ++d) seen.out.share("P_by_30_91_182_273" + place(d), by[d], agents);
    // Half of them by the median: the distance is turned into days by the density there, h / 2 a day.
    const double h = seen.known["parameters"]["constant_hazard_per_year"].get<double>() * 86400 / seconds_per_year;
    const double z = z_of(seen);
    const double shift = (by_median / agents - 0.5) / (h / 2);
    seen.out.within("median_days_if_any", seen.expected("median_days_if_any") - shift,
                    z * 0.5 / std::sqrt(agents) / (h / 2));
    add_measured_reoffending(seen, agents);
}

}  // namespace analytic
