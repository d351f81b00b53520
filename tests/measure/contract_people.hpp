// People made by hand for tests of contracts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/measure/contract.hpp"

namespace desist::contract {

inline Person person(std::uint64_t key, std::int64_t reoffences, std::int64_t weighted) {
    Person made;
    made.key = {key};
    made.reoffences = reoffences;
    made.weighted = weighted;
    return made;
}
inline Person person(std::uint64_t key, std::int64_t reoffences = 0) {
    return person(key, reoffences, 1000 * reoffences);
}

// So many people, of whom so many reoffend once, with weights that add up to this many thousandths.
inline std::vector<Person> people_of(std::int64_t people, std::int64_t reoffenders, std::int64_t weighted) {
    std::vector<Person> made;
    for (std::int64_t i = 0; i < people; ++i) made.push_back(person(std::uint64_t(i) + 1, i < reoffenders));
    if (reoffenders > 0) made[0].weighted = weighted - 1000 * (reoffenders - 1);
    return made;
}
inline std::vector<Person> people_of(std::int64_t people, std::int64_t reoffenders) {
    return people_of(people, reoffenders, 1000 * reoffenders);
}

inline Cohort cohort_of(int year, int month, std::vector<Person> people) {
    return {
        .name = to_text(date_of(year, month, 1)), .first_day = date_of(year, month, 1), .people = std::move(people)};
}

}  // namespace desist::contract
