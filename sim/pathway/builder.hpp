// Inside this room: builds a pathway from a scenario, collecting problems. Not for other rooms.
// build.cpp has the order of work; each of the other build_*.cpp builds one part.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "sim/pathway/resolver.hpp"
#include "sim/scenario/measure_forms.hpp"

namespace desist {

inline constexpr std::int64_t longest_ramp_days = 3'653;
// Over how many days the new value is reached; 0: at once.
std::int64_t ramp_days(const ParameterSpec::Change& change);

Want law_of(Attribute::Kind kind);               // what numbers of such an attribute are drawn as
bool asks_calendar(const Condition& condition);  // whether one is open

class PathwayBuilder {
public:
    PathwayBuilder(const Scenario& scenario, Problems& problems)
        : scenario_(scenario), problems_(problems), resolver_(scenario, pathway_, problems) {}

    Pathway build();  // with errors: of no use, but for more checks

private:
    // build_time.cpp: the run, and the dates at which something changes
    void build_time();

    // build.cpp: names
    void name_everything();
    void build_windows();
    void name_attributes();
    void name_tracks();
    void name_cases();
    void name_entries();

    // build_calendars.cpp
    struct CalendarDays {
        enum class State { unknown, busy, known };
        State state = State::unknown;
        std::set<std::int64_t> days;
    };
    void build_calendars();
    const std::set<std::int64_t>& days_of(std::size_t calendar);
    static void join_intervals(Calendar& calendar);
    void build_profiles();
    void build_profile(const ProfileSpec& spec, Profile& profile);

    // build_resources.cpp
    void build_resources();
    void build_resource(const ResourceSpec& spec, Resource& resource);
    void check_stuck(const Node& node);
    bool never_opens(CalendarId calendar) const;

    // build_costs.cpp
    void build_costs();
    void build_cost(const CostSpec& spec, Cost& cost);
    void build_provided(const CostSpec& spec, Cost& cost);
    void check_step(const CostSpec& spec, const Value& step, const Resource& resource);
    void check_budget(const CostSpec& spec, const Cost& cost, const Resource& resource);
    void check_provided(const Value& value, Place at, const Resource& resource);
    void build_money();
    const MoneySpec::Deflator* deflator_of(const std::string& year) const;
    void build_price_year(const CostSpec& spec, Cost& cost);
    void check_price_years();
    void check_amount(const CostSpec& spec, const Cost& cost);

    // build_nodes.cpp
    void build_hazards();
    void build_hazard(const HazardSpec& spec, Hazard& hazard);
    void build_tracks();
    Value start_shares(const TrackSpec& spec, TrackId track);
    void check_case_starts();
    void build_served(const TrackSpec& spec, Track& track);
    void build_node(const NodeSpec& spec, Node& node);
    void build_stay(const NodeSpec& spec, Node& node);
    std::vector<std::uint16_t> read_again(const LawTree& law);
    void build_needs(const NodeSpec& spec, Node& node);
    void build_exits(const NodeSpec& spec, Node& node);
    void check_node(const NodeSpec& spec, const Node& node);
    void check_queue(const NodeSpec& spec, const Node& node);
    void build_routes(const NodeSpec& spec, Node& node);
    void put_rest_last(const NodeSpec& spec, Node& node);
    void check_routes(const NodeSpec& spec, const Node& node);
    void check_bounds(const Node& node, const std::vector<std::uint32_t>& parameters);
    std::optional<double> worst_sum(const std::vector<Route>& routes);

    // build_effects.cpp
    std::vector<Effect> effects(const std::vector<EffectSpec>& specs, const char* list);
    Effect effect(const EffectSpec& spec);
    void build_set(const EffectSpec& spec, Effect& effect);

    // build_population.cpp
    void build_population();
    std::optional<Draw> draw(const DrawSpec& spec);
    void build_stream(const StreamSpec& spec);
    void add_cell(const Text& cell, const Attribute& attribute, AttributeId id, Person& person);
    void build_people(const PeopleSpec& spec, Stream& stream);

    // build_measures.cpp
    void build_measures();
    void build_measure(const MeasureSpec& spec, Measure& measure);
    MeasureId measure_named(const Text& name);
    Argument build_argument(const MeasureArgument& form, const ArgumentSpec& spec);
    double sure_number(const Expression& expression, Argue type);
    void refuse_same_durations(const Measure& measure);
    void check_measure(const MeasureSpec& spec, const Measure& measure);
    void build_targets();
    void check_target_year(const Text& year, const Measure& measure);

    const Scenario& scenario_;
    Problems& problems_;
    Pathway pathway_;
    Resolver resolver_;
    std::vector<CalendarDays> calendar_days_;
    std::vector<bool> resource_has_fault_;
};

}  // namespace desist
