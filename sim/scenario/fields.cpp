// The top level of a scenario file, and the list of all tables.
#include "sim/scenario/fields.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/base/utf8.hpp"
#include "sim/scenario/sections.hpp"
#include "sim/scenario/values.hpp"

namespace desist {

void fields_detail::unknown_key(const Text& key, std::string_view table, const std::vector<std::string_view>& known,
                                Problems& problems) {
    std::string hint = did_you_mean(key.text, known);
    if (hint.empty()) hint = fmt::format("{} has {}", table, fmt::join(known, ", "));
    if (key.text.find(':') != std::string::npos) hint = "a space must follow the colon";
    problems.error(key.at, fmt::format("‘{}’ is not a key of {}", printable(key.text), table), hint);
}

void fields_detail::missing_key(Place at, std::string_view key, std::string_view table, Problems& problems) {
    problems.error(at, fmt::format("{} needs ‘{}’", table, key));
}

namespace {

Expression read_plain_duration(const YamlNode& node, Want want, Problems& problems) {
    const Expression e = read_expression(node, want, problems);
    if (e.kind == Expression::Kind::number) return e;
    problems.error(e.at, "a plain duration is expected here, such as 3 years");
    return failed_expression(e.at, want);
}

// TRACK, TRACK/NODE, or SECTION/NAME.
std::vector<Text> read_removals(const YamlNode& node, Problems& problems) {
    std::vector<Text> all = read_list(node, read_word, problems);
    refuse_repeats(all, problems);
    std::erase_if(all, [](const Text& name) { return name.text.empty(); });
    return all;
}

const std::vector<std::string_view> bins_words = {"month"};

const FieldTable<TimeSpec>& time_table() {
    static const FieldTable<TimeSpec> table = {
        "the time",
        "When the model runs.",
        {
            {"start", ValueKind::date, Need::required, "the first measured day", into(&TimeSpec::start, read_date)},
            {"warm-up", ValueKind::duration, Need::required, "how long the model runs before it is measured",
             into(&TimeSpec::warm_up,
                  [](auto& node, auto& p) { return read_plain_duration(node, Want::duration, p); })},
            {"run", ValueKind::duration, Need::required, "how long it is measured",
             into(&TimeSpec::run,
                  [](auto& node, auto& p) { return read_plain_duration(node, Want::positive_duration, p); })},
            {"bins", ValueKind::word, Need::optional, "the periods by which values are kept: always the calendar month",
             [](auto& node, TimeSpec&, Problems& problems) { read_choice(node, bins_words, 0, problems); }, "",
             bins_words},
        }};
    return table;
}

const FieldTable<ScenarioFile>& file_table() {
    using File = ScenarioFile;
    static const FieldTable<File> table = {
        "a scenario",
        "One file: a scenario, a part of one, or a policy.",
        {
            {"desist", ValueKind::version, Need::optional, "the version of the language: 1",
             into(&File::language, read_word)},
            {"title", ValueKind::label, Need::optional, "what the scenario is, in a line",
             into(&File::title, read_title)},
            {"description", ValueKind::prose, Need::optional, "what a reader should know",
             into(&File::description, read_prose)},
            {"include", ValueKind::files, Need::optional, "parts below the scenario's folder, joined before this file",
             into(&File::include, list_of(read_word))},
            {"extends", ValueKind::file, Need::optional, "the scenario that this policy changes",
             into(&File::extends, read_word)},
            {"from", ValueKind::date, Need::optional,
             "the day from which this policy holds, unless a setting says more", into(&File::from, read_date)},
            {"remove", ValueKind::removals, Need::optional,
             "what this policy takes away: nodes (`justice/caution`), `hazards/recall`, `resources/x`, `measures/y`",
             into(&File::remove, read_removals)},
            {"set", ValueKind::short_map, Need::optional, "parameters, and what this policy sets them to",
             into(&File::set, named(read_set)), "a setting"},
            {"time", ValueKind::one, Need::optional, "when the model runs", into(&File::time, read_time), "the time"},
            {"parameters", ValueKind::short_map, Need::optional, "numbers with their evidence",
             into(&File::parameters, named(read_parameter)), "a parameter"},
            {"attributes", ValueKind::short_map, Need::optional,
             "what is known of offenders and cases, in the order drawn", into(&File::attributes, named(read_attribute)),
             "an attribute"},
            {"cases", ValueKind::map, Need::optional, "tracks that exist once for each open case",
             into(&File::cases, named(read_case)), "a case"},
            {"scores", ValueKind::map, Need::optional, "regression scores, used by their names as shares or factors",
             into(&File::scores, named(read_score)), "a score"},
            {"calendars", ValueKind::map, Need::optional, "hours and days on which something is open",
             into(&File::calendars, named(read_calendar)), "a calendar"},
            {"profiles", ValueKind::map, Need::optional, "how rates go up and down over the week or the year",
             into(&File::profiles, named(read_profile)), "a profile"},
            {"costs", ValueKind::map, Need::optional, "what things cost, and who pays",
             into(&File::costs, named(read_cost)), "a cost"},
            {"money", ValueKind::one, Need::optional,
             "the year whose prices money is told in, and what it is worth later", into(&File::money, read_money),
             "the money"},
            {"population", ValueKind::one, Need::optional, "who is there", into(&File::population, read_population),
             "the population"},
            {"hazards", ValueKind::map, Need::optional, "rates at which things happen",
             into(&File::hazards, named(read_hazard)), "a hazard"},
            {"resources", ValueKind::map, Need::optional, "units that stays need",
             into(&File::resources, named(read_resource)), "a resource"},
            {"tracks", ValueKind::map, Need::optional, "the pathways", into(&File::tracks, named(read_track)),
             "a track"},
            {"measures", ValueKind::map, Need::optional, "what is counted", into(&File::measures, named(read_measure)),
             "a measure"},
            {"targets", ValueKind::map, Need::optional, "published figures that measures should come near",
             into(&File::targets, named(read_target)), "a target"},
        }};
    return table;
}

}  // namespace

TimeSpec read_time(const YamlNode& node, Problems& problems) {
    TimeSpec time;
    time.start.at = node.at;
    time.warm_up = failed_expression(node.at, Want::duration);
    time.run = failed_expression(node.at, Want::positive_duration);
    read_fields(node, time_table(), time, problems);
    time.start_date = parse_date(time.start.text).value_or(Date{});
    return time;
}

ScenarioFile read_scenario_file(const YamlNode& root, Problems& problems) {
    ScenarioFile file;
    file.file = root.at.file;
    read_fields(root, file_table(), file, problems);
    if (file.from && file.from->text.empty()) file.from.reset();
    for (const YamlEntry& entry : root.entries) file.keys.push_back(entry.key);
    return file;
}

std::vector<TableDoc> field_tables() {
    std::vector<TableDoc> tables{file_table().described(), time_table().described()};
    describe_parameters(tables);
    describe_people(tables);
    describe_scores(tables);
    describe_calendars(tables);
    describe_costs(tables);
    describe_money(tables);
    describe_hazards(tables);
    describe_tracks(tables);
    describe_conditions(tables);
    describe_effects(tables);
    describe_measures(tables);
    describe_targets(tables);
    return tables;
}

}  // namespace desist
