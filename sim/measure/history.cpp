#include "sim/measure/history.hpp"

namespace desist {

OncePer once_per_of(const Argument& choice) {
    if (choice.texts.empty()) return OncePer::each_event;
    if (choice.texts[0] == "quarter") return OncePer::quarter;
    return choice.texts[0] == "year" ? OncePer::year : OncePer::run;
}

std::uint16_t offences_proven(AttributeId further, const Counter& counter, const Sight& sight) {
    if (!further) return 1;
    const double more = sight.number_of(counter.model().attributes[further.index]);
    return static_cast<std::uint16_t>(1 + std::clamp(std::llround(more), 0LL, 65'534LL));
}

namespace {

// Quarters count from January and so do not cut financial years, which begin in April.
std::int64_t stretch_of(const Bins& bins, std::size_t month, OncePer once) {
    if (once == OncePer::run) return 0;
    const CivilDate day = civil(bins.first_days[month]);
    const std::int64_t months = std::int64_t{day.year} * 12 + day.month - 1;
    return once == OncePer::quarter ? months / 3 : (months - 3) / 12;
}

}  // namespace

std::vector<const LifeEvent*> index_events(const std::vector<LifeEvent>& history, std::uint8_t index_role, OncePer once,
                                           const Bins& bins, const Counter& counter) {
    std::vector<const LifeEvent*> found;
    std::int64_t last = -1;
    for (const LifeEvent& event : history) {
        if (event.role != index_role || !counter.measured(event.at)) continue;
        if (once != OncePer::each_event) {
            const std::int64_t stretch = stretch_of(bins, counter.month_of(event.at), once);
            if (stretch == last) continue;
            last = stretch;
        }
        found.push_back(&event);
    }
    return found;
}

}  // namespace desist
