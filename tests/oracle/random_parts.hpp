// Parts of random models: the plan of tracks and nodes, and pieces of text that are valid at a place of that plan.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/oracle/random_model.hpp"

namespace desist {

// Choices keyed by a name: the same name gives the same choice.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : seed_(seed) {}
    int roll(std::string_view what, int sides) const;  // 0 ... sides - 1
    bool chance(std::string_view what, int percent) const { return roll(what, 100) < percent; }
    std::string one_of(std::string_view what, const std::vector<std::string>& words) const;

private:
    std::uint64_t seed_;
};

struct PlannedNode {
    enum class Kind { stay, hazard, until, as_soon_as, use, instant, rest, end };
    std::string name;
    Kind kind = Kind::stay;
    // Time passes here, and nothing that happens on arrival moves anybody. Ways that could be gone in no time lead on,
    // or to a quiet node: so no model loops in one instant.
    bool quiet = false;
    bool zero = false;  // its stay may take no time
};

struct PlannedTrack {
    std::string name;
    std::string case_type;  // empty: the offender's
    std::vector<PlannedNode> nodes;
};

struct Plan {
    std::vector<PlannedTrack> tracks;
    std::vector<std::string> case_types;
    bool has_track_of_case() const { return !case_types.empty(); }
    // Nodes that windows count, as "track/node".
    std::vector<std::string> nodes() const;
};
Plan plan_of(const Recipe& recipe);

// Text for one place of the plan. `key` names the choice; `track` is where the text stands.
class Words {
public:
    Words(const Recipe& recipe, const Plan& plan) : recipe_(recipe), plan_(plan), dice_(recipe.seed) {}

    std::string duration(const std::string& key) const;
    std::string law(const std::string& key) const;  // of a stay or a patience, longer than nothing
    std::string rate_law(const std::string& key) const;
    std::string share(const std::string& key, int most) const;  // at most this many percent
    std::string factor(const std::string& key) const;
    std::string price(const std::string& key, std::string_view unit) const;  // by attributes, tracks and dates
    // What a condition may look at at its place: open cases; now, compared with dates; the hours of a calendar.
    struct May {
        bool cases = false, time = false, hours = false;
    };
    std::string condition(const std::string& key, May may) const;
    std::string calendar(const std::string& key) const;
    bool ejects(const std::string& resource) const;
    bool limited(const std::string& resource) const;
    std::string priority(const std::string& key) const;
    std::string number(const std::string& key, bool ages) const;          // an expression of people's numbers
    std::string date(const std::string& key, std::string_view of) const;  // of: "" or the case's type; uses now
    std::string dates_to_wait_for(const std::string& key, std::string_view of) const;
    std::string attribute_effect(const std::string& key, const PlannedTrack& track) const;  // set, count or draw
    std::string civil_date(const std::string& key) const;                                   // within the run

    const Dice& dice() const { return dice_; }
    double span_hours() const { return recipe_.days * 24.0 / 25; }  // a typical stay: 25 of them in the run

private:
    int whole_hours(const std::string& key) const;
    std::string sudden(const std::string& key) const;
    std::string plain_law(const std::string& key) const;
    std::string table(const std::string& key, const std::string& a,
                      const std::string& b) const;  // by attribute or track
    std::string clause(const std::string& key) const;
    std::string case_condition(const std::string& key) const;
    std::string time_condition(const std::string& key) const;
    std::vector<std::string> tables_by() const;

    const Recipe& recipe_;
    const Plan& plan_;
    Dice dice_;
};

// All of a model's text but its hazards and tracks.
std::string sections_text(const Recipe& recipe, const Plan& plan, const Words& words);

}  // namespace desist
