// Random small models as text of the scenario language, so that reader, pathway and model are tried as well.
// A recipe says how large a model is and which features it may have; the text is a pure function of it. Every choice is
// keyed by what it is for, so that rapidcheck can take a feature or a track away and the rest stays as it was.
#pragma once

#include <rapidcheck/Gen.h>

#include <array>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>

#include "sim/pathway/pathway.hpp"

namespace desist {

enum class Feature : std::size_t {
    cases,       // an own track's node opens cases
    two_tracks,  // a case lives on two tracks
    two_types,   // two kinds of cases
    hazards,
    factors,  // of hazards, by attributes and by nodes of other tracks
    ages,
    counts,
    moments,  // dates and durations, until
    resources,
    two_resources,
    pools,          // units by an attribute
    several_needs,  // of a node at once
    patience,
    as_soon_as,
    instants,
    rests,  // left only by moves
    moves,  // between own tracks
    on_leave,
    changes,  // of parameters, by date
    mixtures,
    ends,
    any_case,
    now,          // compared with dates
    waiting_for,  // in conditions and tables
    drawn_start,
    streams,
    zero_stays,  // fixed 0
    calendars,   // hours of resources
    given_out,
    part_units,  // fractional units, and units by date
    until_calendars,
    hours,  // of a calendar, in conditions
    numbers,
    windows,
    scores,
    count_cases,
    priorities,
    limits,  // of queues
    use_for,
    keeps,
    ejects,
    durings,    // hazards and conditions while waiting, or served
    now_rates,  // now compared in hazards and as-soon-as
    served,     // before the start
    profiles,
    resumes,
    retroactive,
    people,       // one by one, as from a file
    dated_exits,  // hazards that open and close by date
    how_many
};

struct Recipe {
    std::uint64_t seed = 0;
    int own_tracks = 2;  // 1 to 3
    int nodes = 4;       // at most, of a track: 2 to 6
    int people = 10;     // present
    int days = 60;       // warm-up and run together
    bool hours = false;  // whole hours throughout, so that many things happen in the same second
    std::array<bool, static_cast<std::size_t>(Feature::how_many)> features{};
    bool has(Feature feature) const { return features[static_cast<std::size_t>(feature)]; }
};
// One line, and the recipe back from it.
std::ostream& operator<<(std::ostream& out, const Recipe& recipe);
std::optional<Recipe> recipe_from(const std::string& line);

rc::Gen<Recipe> recipes();
std::string model_text(const Recipe& recipe);
// What a model's text alone cannot say: people from a file, hazards that a policy opens and closes.
void add_beyond_text(const Recipe& recipe, Pathway& pathway);

}  // namespace desist
