// Hazards: laws, factors and profiles.
#include <fmt/format.h>

#include <algorithm>

#include "sim/pathway/builder.hpp"

namespace desist {

namespace {

bool grows(const RateTree& law) {
    return law.kind == RateTree::Kind::weibull || law.kind == RateTree::Kind::gompertz ||
           std::ranges::any_of(law.children, grows);
}

}  // namespace

bool asks_calendar(const Condition& condition) {
    return condition.kind == Condition::Kind::open || std::ranges::any_of(condition.operands, asks_calendar);
}

void PathwayBuilder::build_hazard(const HazardSpec& spec, Hazard& hazard) {
    hazard.at = spec.name.at;
    hazard.law = resolver_.rate_law(spec.law);
    double together = 1;  // the largest that the factors can be
    for (const HazardSpec::Times& times : spec.times) {
        Hazard::Times factor;
        if (times.when) {
            factor.when = resolver_.condition(*times.when);
            if (looks_at_cases(*factor.when)) problems_.error(times.at, "cases cannot be looked through in a hazard");
            if (asks_calendar(*factor.when))
                problems_.error(times.at, "the hours of a calendar cannot stand in a hazard",
                                "a profile follows hours");
        }
        const std::size_t before = resolver_.trouble();
        factor.value = resolver_.value(times.value, Want::factor, NumbersMay::enter);
        if (resolver_.trouble() == before && !needs_numbers(factor.value))
            together *= std::max(1.0, resolver_.largest(factor.value, times.at));
        if (together > largest_value)
            problems_.error(times.at, "with this one the factors together can be more than 10^15");
        std::vector<AttributeId> numbers;
        collect_attributes(factor.value, numbers);
        for (AttributeId number : numbers)
            if (pathway_.attributes[number.index].kind == Attribute::Kind::age)
                problems_.error(times.at, "an age in years grows all the time: a rate cannot follow it",
                                "use its bands: {by: age, ...}");
        hazard.times.push_back(std::move(factor));
    }
    for (const Text& profile : spec.profiles) {
        hazard.profiles.push_back(resolver_.profile(profile));
        if (grows(hazard.law)) problems_.error(profile.at, "a profile multiplies exponential and piecewise laws only");
    }
}

void PathwayBuilder::build_hazards() {
    for (std::size_t h = 0; h < scenario_.hazards.size(); ++h) build_hazard(scenario_.hazards[h], pathway_.hazards[h]);
}

}  // namespace desist
