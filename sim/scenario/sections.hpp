// The sections of a scenario file: one reader each, and the tables of fields behind them.
#pragma once

#include "sim/scenario/fields.hpp"

namespace desist {

AttributeSpec read_attribute(const YamlEntry& entry, Problems& problems);
CaseSpec read_case(const YamlEntry& entry, Problems& problems);
ParameterSpec read_parameter(const YamlEntry& entry, Problems& problems);
HazardSpec read_hazard(const YamlEntry& entry, Problems& problems);
ScoreSpec read_score(const YamlEntry& entry, Problems& problems);
CalendarSpec read_calendar(const YamlEntry& entry, Problems& problems);
ProfileSpec read_profile(const YamlEntry& entry, Problems& problems);
CostSpec read_cost(const YamlEntry& entry, Problems& problems);
MoneySpec read_money(const YamlNode& node, Problems& problems);
ResourceSpec read_resource(const YamlEntry& entry, Problems& problems);
TrackSpec read_track(const YamlEntry& entry, Problems& problems);
MeasureSpec read_measure(const YamlEntry& entry, Problems& problems);
TargetSpec read_target(const YamlEntry& entry, Problems& problems);
std::optional<Text> read_year(const YamlNode& node, Problems& problems);  // "2012/13"; nothing after a problem
TimeSpec read_time(const YamlNode& node, Problems& problems);

// Who is there: streams, and what is drawn for all of them.
struct PopulationSpec {
    std::vector<StreamSpec> streams;
    std::vector<DrawSpec> draws;
};
PopulationSpec read_population(const YamlNode& node, Problems& problems);

// ATTRIBUTE: LAW or SHARES, at entry and in effects.
DrawSpec read_draw(const YamlEntry& entry, Problems& problems);

EffectSpec new_effect(EffectSpec::Kind kind, Place at);
std::vector<EffectSpec> read_effects(const YamlNode& node, Problems& problems);

// A new value of a parameter, by a policy or on the command line.
struct SetSpec {
    Text name;
    std::optional<Text> from;        // holds from this date on; otherwise always
    ValueWithEvidence value;         // fields that it does not name are empty
    std::optional<ValueSpec> times;  // a factor of the value before, instead of a value
    std::optional<Expression> ramp;  // the time over which the new value is reached
    bool retroactive = false;        // stays of people already inside are read again
    bool left_out = false;           // see LoadOptions
    Place at;
};
SetSpec read_set(const YamlEntry& entry, Problems& problems);

// A tree of sections: one file, or files that were joined (see merge.hpp).
struct ScenarioFile {
    std::uint32_t file = 0;
    std::optional<Text> language;
    Text title;
    std::string description;
    std::vector<Text> include;
    std::optional<Text> extends;
    std::optional<Text> from;  // of a policy: the date of its structure and settings
    std::vector<Text> remove;  // of a policy: "track", "track/node", "SECTION/NAME"
    std::vector<SetSpec> set;
    std::optional<TimeSpec> time;
    std::vector<AttributeSpec> attributes;
    std::vector<CaseSpec> cases;
    std::vector<ParameterSpec> parameters;
    std::vector<ScoreSpec> scores;
    std::vector<CalendarSpec> calendars;
    std::vector<ProfileSpec> profiles;
    std::vector<CostSpec> costs;
    std::optional<MoneySpec> money;
    std::optional<PopulationSpec> population;
    std::vector<HazardSpec> hazards;
    std::vector<ResourceSpec> resources;
    std::vector<TrackSpec> tracks;
    std::vector<MeasureSpec> measures;
    std::vector<TargetSpec> targets;
    std::vector<Text> keys;  // the sections that stand in it, in the order written
};
ScenarioFile read_scenario_file(const YamlNode& root, Problems& problems);

// Tables for the schema and the reference, section by section.
void describe_people(std::vector<TableDoc>& tables);
void describe_parameters(std::vector<TableDoc>& tables);
void describe_calendars(std::vector<TableDoc>& tables);
void describe_scores(std::vector<TableDoc>& tables);
void describe_costs(std::vector<TableDoc>& tables);
void describe_money(std::vector<TableDoc>& tables);
void describe_hazards(std::vector<TableDoc>& tables);
void describe_tracks(std::vector<TableDoc>& tables);
void describe_conditions(std::vector<TableDoc>& tables);
void describe_effects(std::vector<TableDoc>& tables);
void describe_measures(std::vector<TableDoc>& tables);
void describe_targets(std::vector<TableDoc>& tables);

}  // namespace desist
