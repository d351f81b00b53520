// Measures: what is counted, and over whom.
#include <fmt/format.h>

#include "sim/scenario/sections.hpp"
#include "sim/scenario/values.hpp"

namespace desist {
namespace {

using MeasureKindSpec = MeasureSpec::Kind;

// A field that gives the kind of the measure and its nodes.
auto nodes_of(MeasureKindSpec kind) {
    return [kind](const YamlNode& node, MeasureSpec& measure, Problems& problems) {
        measure.kind = kind;
        measure.nodes = read_some(node, read_place_name, problems);
        refuse_repeats(measure.nodes, problems);
    };
}

void read_ratio(const YamlNode& node, MeasureSpec& measure, Problems& problems) {
    measure.kind = MeasureKindSpec::ratio;
    const std::vector<Text> names = read_list(node, read_name, problems);
    if (names.size() == 2) {
        measure.numerator = names[0];
        measure.denominator = names[1];
    } else if (!names.empty()) {
        problems.error(node.at, "a ratio is of two measures", "write ratio: [MEASURE, MEASURE]");
    }
}

const FieldTable<MeasureSpec>& reoffending_table() {
    static const FieldTable<MeasureSpec> table = {
        "a reoffending",
        "Proven reoffending after index events.",
        {
            {"index", ValueKind::places, Need::required, "nodes whose starts are index events",
             into(&MeasureSpec::nodes, some(read_place_name))},
            {"proven", ValueKind::places, Need::required, "nodes at which an offence is proven",
             into(&MeasureSpec::proven, some(read_place_name))},
            {"committed", ValueKind::name, Need::required, "the date attribute of the offence",
             into(&MeasureSpec::committed, read_name)},
            {"within", ValueKind::duration, Need::required, "time to offend",
             into(&MeasureSpec::within, expression_of(Want::positive_duration))},
            {"proven-within", ValueKind::duration, Need::optional, "further time to be proven",
             into(&MeasureSpec::proven_within, expression_of(Want::duration))},
        }};
    return table;
}

void read_reoffending(const YamlNode& node, MeasureSpec& measure, Problems& problems) {
    measure.kind = MeasureKindSpec::reoffending;
    read_fields(node, reoffending_table(), measure, problems);
    refuse_repeats(measure.nodes, problems);
    refuse_repeats(measure.proven, problems);
}

void read_expected(const YamlNode& node, MeasureSpec& measure, Problems& problems) {
    measure.kind = MeasureKindSpec::expected;
    measure.hazard = read_name(node, problems);
}

const FieldTable<MeasureSpec>& measure_table() {
    static const FieldTable<MeasureSpec> table = {
        "a measure",
        "What is counted, over whom. Exactly one of count, population, waiting, wait, ratio, reoffending and expected.",
        {
            {"count", ValueKind::places, Need::optional, "starts of stays on these nodes",
             nodes_of(MeasureKindSpec::count)},
            {"population", ValueKind::places, Need::optional, "mean number of people inside these nodes",
             nodes_of(MeasureKindSpec::population)},
            {"waiting", ValueKind::places, Need::optional, "mean number of people waiting for these nodes",
             nodes_of(MeasureKindSpec::waiting)},
            {"wait", ValueKind::places, Need::optional, "mean wait before starts on these nodes",
             nodes_of(MeasureKindSpec::wait)},
            {"ratio", ValueKind::pair, Need::optional, "one measure over another", read_ratio},
            {"reoffending", ValueKind::one, Need::optional, "share of index events followed by a proven reoffence",
             read_reoffending, "a reoffending"},
            {"expected", ValueKind::name, Need::optional,
             "how many events a hazard is expected to bring: the integral of its rate, in the group of each moment",
             read_expected},
            {"by", ValueKind::names, Need::optional, "attributes that also give rows of their own",
             into(&MeasureSpec::by, some(read_name))},
            {"when", ValueKind::condition, Need::optional, "counts only where this holds",
             into(&MeasureSpec::when, read_condition)},
            {"label", ValueKind::label, Need::optional, "plain words for reports",
             into(&MeasureSpec::label, read_label)},
            {"unit", ValueKind::label, Need::optional,
             "the unit as shown; of a wait a unit of time, into which it is turned; counts and expected events say "
             "per year after it",
             into(&MeasureSpec::unit, read_label)},
            {"key", ValueKind::yes, Need::optional, "shown in the short table", into(&MeasureSpec::key, read_yes)},
        }};
    return table;
}

void check_one_kind(const YamlNode& node, Problems& problems) {
    int kinds = 0;
    for (const char* key : {"count", "population", "waiting", "wait", "ratio", "reoffending", "expected"}) {
        kinds += node.find(key) != nullptr;
    }
    if (kinds == 1) return;
    problems.error(node.at,
                   kinds == 0 ? "the measure does not say what it measures" : "the measure is two things at once",
                   "it needs exactly one of count, population, waiting, wait, ratio, reoffending and expected");
}

}  // namespace

MeasureSpec read_measure(const YamlEntry& entry, Problems& problems) {
    MeasureSpec measure;
    measure.name = entry.key;
    measure.at = entry.key.at;
    if (read_fields(entry.value, measure_table(), measure, problems)) check_one_kind(entry.value, problems);
    refuse_repeats(measure.by, problems);
    if (measure.kind == MeasureKindSpec::reoffending && !measure.within) {
        measure.within = failed_expression(measure.at, Want::positive_duration);
    }
    return measure;
}

void describe_measures(std::vector<TableDoc>& tables) {
    tables.push_back(measure_table().described());
    tables.push_back(reoffending_table().described());
}

}  // namespace desist
