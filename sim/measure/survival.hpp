// Chances over time of people who are not all followed to the end: survival (Kaplan-Meier) and the cumulative incidence
// of one cause among competing ones (Aalen-Johansen), with their variances.
//
// At each time t with events, n people are at risk, d of them have an event, e of these that of the cause. With q =
// d/n, f = e/n, S the share without any event and F the cumulative incidence, both just before t:
//     S' = S (1 - q),    F' = F + S f
//     var(S)'    = (1 - q)^2 var(S) + S^2 q (1 - q) / n
//     cov(S, F)' = (1 - q) (cov(S, F) + f var(S)) - S^2 f (1 - q) / n
//     var(F)'    = var(F) + 2 f cov(S, F) + f^2 var(S) + S^2 f (1 - f) / n
// S: E. L. Kaplan, P. Meier, Journal of the American Statistical Association 53, 1958; var(S) is Greenwood's, S^2 times
// the sum of d / (n (n - d)). F: O. O. Aalen, S. Johansen, Scandinavian Journal of Statistics 5, 1978; its variance is
// of Greenwood's kind (P. K. Andersen, O. Borgan, R. D. Gill, N. Keiding, Statistical Models Based on Counting
// Processes, 1993, section IV.4; compared with others by A. Allignol, M. Schumacher, J. Beyersmann, Biometrical Journal
// 52, 2010). Where nobody is censored they are the shares p of those counted and p (1 - p) / n.
//
// At equal times events come before censorings. Results depend on who is there, not on their order. Cost: sorting.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/measure/intervals.hpp"

namespace desist {

// How long somebody was followed, in seconds (>= 0), and what ended it: nothing (0), the event (1), or one of the
// competing events (2, 3, ...).
struct Followed {
    std::int64_t time = 0;
    std::uint8_t cause = 0;
};

// An estimate at some time. at_risk: people followed until then or longer. The variance is 0 where the estimate is 0 or
// 1, which says nothing about its error.
struct Chance {
    double value = 0, variance = 0;
    std::int64_t at_risk = 0;
};

// A chance as a function of time: steps at the times of events.
class ChanceCurve {
public:
    struct Step {
        std::int64_t time = 0, events = 0;  // events: those counted
        Chance chance;                      // from this time on; at risk: just before it
    };
    const std::vector<Step>& steps() const { return steps_; }

    // At a time since the beginning, in seconds: events at this very time have happened. Nothing after the longest time
    // followed, unless everybody who was followed so long has had an event, so that nothing can change any more.
    std::optional<Chance> at(std::int64_t time) const;

    // The first time by which half of them have had the event: survival is 1/2 or less, incidence 1/2 or more. (Where a
    // curve runs level at 1/2, some take the middle of that stretch instead.) Nothing where it does not come so far.
    std::optional<std::int64_t> median() const;

private:
    friend class CurveMaker;
    double first_ = 0;  // before the first step
    bool ended_ = false;
    std::vector<Step> steps_;
    std::vector<std::int64_t> times_;  // how long each was followed, ascending
};

// The chance to have had no event of cause 1 yet; other causes count as censoring, so it speaks of a world without
// them. Nothing when there is nobody.
std::optional<ChanceCurve> survival(std::vector<Followed> people);

// The chance to have had an event of this cause (1, 2, ...), as the first event of any cause. Nothing when there is
// nobody.
std::optional<ChanceCurve> cumulative_incidence(std::vector<Followed> people, std::uint8_t cause);

// Intervals of a chance at one time. Nothing where its variance is 0.
// log(-log): p to the power of exp(+-z sqrt(variance) / (p log p)); within 0 and 1 by itself and better for few people
// (J. D. Kalbfleisch, R. L. Prentice, The Statistical Analysis of Failure Time Data, 2002, chapter 1; of cumulative
// incidences: E. Marubini, M. G. Valsecchi, Analysing Survival Data from Clinical Trials and Observational Studies,
// 1995, chapter 10).
std::optional<Interval> log_log_interval(const Chance& chance, double level = 0.95);
// Plain: p +- z sqrt(variance), cut off at 0 and 1.
std::optional<Interval> plain_interval(const Chance& chance, double level = 0.95);

}  // namespace desist
