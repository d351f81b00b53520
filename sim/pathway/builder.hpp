// Inside this room: builds a pathway from a scenario, collecting problems. Not for other rooms.
// build.cpp has the order of work; each of the other build_*.cpp builds one part.
#pragma once

#include <optional>
#include <vector>

#include "sim/pathway/resolver.hpp"

namespace desist {

class PathwayBuilder {
public:
    PathwayBuilder(const Scenario& scenario, Problems& problems)
        : scenario_(scenario), problems_(problems), resolver_(scenario, pathway_, problems) {}

    std::optional<Pathway> build();

private:
    // build.cpp: time and names
    void build_time();
    void name_attributes();
    void name_tracks();
    void name_cases();
    void name_entries();

    // build_resources.cpp
    void build_resources();
    void check_whole(const Resource& resource);
    void check_stuck(const Node& node);

    // build_nodes.cpp
    void build_hazards();
    void no_time(const Condition& condition, Place at);
    void build_tracks();
    Value start_shares(const TrackSpec& spec, TrackId track);
    void check_case_starts();
    void build_node(const NodeSpec& spec, Node& node);
    void build_routes(const NodeSpec& spec, Node& node);
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

    // build_measures.cpp
    void build_measures();
    void build_measure(const MeasureSpec& spec, Measure& measure);
    MeasureId measure_named(const Text& name);
    MeasureId part_of_ratio(const Text& name);
    void build_targets();
    double target_amount(const TargetSpec& spec, const Expression& amount, MeasureSpec::Kind kind);
    void check_target_year(const Text& year, const Measure& measure);

    const Scenario& scenario_;
    Problems& problems_;
    Pathway pathway_;
    Resolver resolver_;
};

}  // namespace desist
