// What measures of reoffending keep of a person until all is known: the events of a life that they look at.
#pragma once

#include <algorithm>

#include "sim/measure/fold.hpp"
#include "sim/measure/lives.hpp"

namespace desist {

struct LifeEvent {
    Time at;                   // of the start
    Time committed;            // of an offence that is detected or proven here; `at` of other events
    std::int64_t number = 0;   // what the measure looks up at it: a weight in thousandths, a count, who it is
    std::uint32_t serial = 0;  // of its case; 0: of none
    Groups groups{};
    std::uint8_t role = 0;
    NodeId node{};               // where a measure asks which start it was
    std::uint16_t offences = 1;  // that are proven here
};

// In the order of time; events of one second in the order of roles.
inline void sort_by_time(std::vector<LifeEvent>& events) {
    // By insertion: they are few and nearly in order, and those alike stay as they came.
    const auto before = [](const LifeEvent& a, const LifeEvent& b) {
        return a.at != b.at ? a.at < b.at : a.role < b.role;
    };
    for (std::size_t i = 1; i < events.size(); ++i)
        for (std::size_t k = i; k > 0 && before(events[k], events[k - 1]); --k) std::swap(events[k], events[k - 1]);
}

// An offence that counts as a reoffence after an index event: committed after it and within `within` of it, proven
// before `last_proof`, and not of the case that the index event itself belongs to. One committed in the very second of
// the index event is the one that led to it.
inline bool is_reoffence(const LifeEvent& offence, const LifeEvent& index, Duration within, Time last_proof) {
    const bool same_case = index.serial != 0 && offence.serial == index.serial;
    return !same_case && offence.committed > index.at && offence.committed < index.at + within &&
           offence.at < last_proof;
}

// How many offences are proven with a case: one, and those that `further` counts where a measure names it. At most
// 65,535, which no case comes to.
std::uint16_t offences_proven(AttributeId further, const Counter& counter, const Sight& sight);

// The stretches in which a person is an index case once: calendar quarters, financial years, the run.
enum class OncePer { each_event, quarter, year, run };
OncePer once_per_of(const Argument& choice);
// Of the index events (in the order of time), those that are the first of a person in each stretch.
std::vector<const LifeEvent*> index_events(const std::vector<LifeEvent>& history, std::uint8_t index_role, OncePer once,
                                           const Bins& bins, const Counter& counter);

}  // namespace desist
