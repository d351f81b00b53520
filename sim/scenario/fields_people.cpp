// Attributes, cases and the population.
#include <fmt/format.h>

#include <cmath>

#include "sim/scenario/laws.hpp"
#include "sim/scenario/sections.hpp"
#include "sim/scenario/values.hpp"

namespace desist {
namespace {

// Lower edges of bands: numbers that rise, whole ones unless `want` is a factor. Those that do not fit are left out.
std::vector<double> edges_of(const YamlNode& node, Want want, Problems& problems) {
    std::vector<double> edges;
    for (const Expression& e : read_list(node, expression_of(want), problems)) {
        if (e.failed) continue;
        if (e.kind != Expression::Kind::number) {
            problems.error(e.at, "an edge of a band is a plain number");
        } else if (!edges.empty() && e.number <= edges.back()) {
            problems.error(e.at, "the edges of bands must rise");
        } else {
            edges.push_back(e.number);
        }
    }
    return edges;
}

std::optional<double> read_plain_number(const YamlNode& node, Problems& problems) {
    const Expression e = read_literal(node, Want::factor, "a plain number", problems);
    return e.failed ? std::nullopt : std::optional{e.number};
}

int read_copies(const YamlNode& node, Problems& problems) {
    constexpr double most = 1'000;
    const Expression e = read_expression(node, Want::count, problems);
    if (e.failed) return 1;
    if (e.kind == Expression::Kind::number && e.number >= 1 && e.number <= most) return static_cast<int>(e.number);
    problems.error(node.at, fmt::format("a plain whole number from 1 to {} is expected here", most));
    return 1;
}

// `date: true` and its like choose the kind.
auto kind_if_true(AttributeSpec::Kind kind) {
    return [kind](const YamlNode& node, AttributeSpec& attribute, Problems& problems) {
        if (!read_yes(node, problems) && node.text == "false")
            problems.error(node.at, "write true, or leave the key out");
        attribute.kind = kind;
    };
}

// `true`: a plain count; nodes: a window.
void read_counted(const YamlNode& node, AttributeSpec& attribute, Problems& problems) {
    const bool plain = node.is_scalar() && node.text.find('/') == std::string::npos;
    if (plain) return kind_if_true(AttributeSpec::Kind::count)(node, attribute, problems);
    attribute.kind = AttributeSpec::Kind::window;
    attribute.counted = read_some(node, read_place_name, problems);
    refuse_repeats(attribute.counted, problems);
}

// Read when the kind is known.
void leave_for_later(const YamlNode&, AttributeSpec&, Problems&) {}

const FieldTable<AttributeSpec>& attribute_table() {
    using Kind = AttributeSpec::Kind;
    static const FieldTable<AttributeSpec> table = {
        "an attribute",
        "Something that is known of an offender, or of a case. Exactly one of values, count, date, duration, years and "
        "number.",
        {
            {"values", ValueKind::values, Need::optional,
             "the values that it can have, the first being the one before any draw",
             into(&AttributeSpec::values, list_of(read_value_name))},
            {"count", ValueKind::counted, Need::optional,
             "`true`: a count 0, 1, 2, ...; nodes: how often stays began there within the last `within`", read_counted},
            {"within", ValueKind::duration, Need::optional, "for counts of nodes: how long a start is counted",
             into(&AttributeSpec::within, expression_of(Want::positive_duration))},
            {"date", ValueKind::yes, Need::optional, "a date, unset at first", kind_if_true(Kind::date)},
            {"duration", ValueKind::yes, Need::optional, "a duration", kind_if_true(Kind::duration)},
            {"years", ValueKind::yes, Need::optional, "an age in years, which grows with the clock",
             kind_if_true(Kind::age)},
            {"number", ValueKind::yes, Need::optional, "a number, 1 until it is drawn or set: a frailty",
             kind_if_true(Kind::number)},
            {"bands", ValueKind::edges, Need::optional,
             "lower edges of the bands that tables use, for counts, ages and numbers", leave_for_later},
            {"oldest", ValueKind::number, Need::optional,
             "the age at which the last band ends when ages are drawn within it",
             into(&AttributeSpec::oldest, read_plain_number)},
            {"of", ValueKind::name, Need::optional, "the kind of case that it belongs to",
             into(&AttributeSpec::of, read_name)},
        }};
    return table;
}

void check_window(const YamlNode& node, const AttributeSpec& a, Problems& problems) {
    for (const char* key : {"within", "bands"}) {
        if (!node.find(key)) problems.error(node.at, fmt::format("a count of nodes needs ‘{}’", key));
    }
    if (a.of) problems.error(a.of->at, "a count of nodes is the offender's, not a case's");
}

void check_attribute(const YamlNode& node, const AttributeSpec& a, Problems& problems) {
    using Kind = AttributeSpec::Kind;
    int kinds = 0;
    for (const char* key : {"values", "count", "date", "duration", "years", "number"})
        kinds += node.find(key) != nullptr;
    if (kinds != 1) {
        problems.error(node.at,
                       kinds == 0 ? "the attribute does not say what it is" : "the attribute is two things at once",
                       "it needs exactly one of values, count, date, duration, years and number");
    }
    const bool banded = a.kind != Kind::named && a.kind != Kind::date && a.kind != Kind::duration;
    if (node.find("bands") && !banded) {
        problems.error(node.find("bands")->at, "only counts, ages and numbers have bands");
    }
    if (node.find("within") && a.kind != Kind::window) {
        problems.error(node.find("within")->at, "only a count of nodes has ‘within’",
                       "such as {count: justice/arrested, within: 12 months, bands: [0, 1, 3]}");
    }
    if (a.kind == Kind::window) check_window(node, a, problems);
}

void check_oldest(const YamlNode& node, const AttributeSpec& a, Problems& problems) {
    if (!a.oldest) return;
    if (a.kind != AttributeSpec::Kind::age) problems.error(node.find("oldest")->at, "only an age has ‘oldest’");
    if (!a.bands.empty() && *a.oldest <= a.bands.back()) {
        problems.error(node.find("oldest")->at, "‘oldest’ must be above the last edge of the bands");
    }
}

// Gives what a kind promises, whatever went wrong.
void complete(AttributeSpec& a) {
    using Kind = AttributeSpec::Kind;
    if (a.kind == Kind::named && a.values.empty()) a.values.push_back({"", a.at});
    if (a.kind != Kind::window) return;
    if (!a.within) a.within = failed_expression(a.at, Want::positive_duration);
    if (a.bands.empty()) a.bands = {0};
}

const FieldTable<CaseSpec>& case_table() {
    static const FieldTable<CaseSpec> table = {
        "a case",
        "Tracks that exist once for each open case of an offender.",
        {
            {"copies", ValueKind::whole_number, Need::required, "how many cases an offender can have open at once",
             into(&CaseSpec::copies, read_copies)},
            {"tracks", ValueKind::names, Need::required, "the tracks that a case lives on",
             into(&CaseSpec::tracks, some(read_name))},
        }};
    return table;
}

// What could not be read draws nothing.
std::vector<DrawSpec> read_draws(const YamlNode& node, Problems& problems) {
    std::vector<DrawSpec> draws = mentioned(read_draw)(node, problems);
    std::erase_if(draws, [](const DrawSpec& draw) { return !draw.shares && !draw.law; });
    return draws;
}

PeopleSpec read_people_file(const YamlNode& node, Problems& problems) {
    PeopleSpec people;
    people.file = read_word(node, problems);
    return people;
}

const FieldTable<StreamSpec>& stream_table() {
    static const FieldTable<StreamSpec> table = {
        "a stream",
        "People who are there at the start of the warm-up, who arrive, or who are listed one by one. Exactly one of "
        "present, arrivals and people.",
        {
            {"present", ValueKind::count, Need::optional, "how many are there at the start",
             into(&StreamSpec::present, value_of(Want::count))},
            {"arrivals", ValueKind::rate, Need::optional, "how many arrive in a unit of time",
             into(&StreamSpec::arrivals, value_of(Want::positive_rate))},
            {"people", ValueKind::file, Need::optional,
             "a CSV file below the scenario's folder: a row for each person, with the columns `id`, `enters` (a date; "
             "empty: there from the start), attributes, and tracks (the node to start on)",
             into(&StreamSpec::people, read_people_file)},
            {"draw", ValueKind::draws, Need::optional, "how their attributes are drawn",
             into(&StreamSpec::draw, read_draws)},
        }};
    return table;
}

StreamSpec read_stream(const YamlEntry& entry, Problems& problems) {
    StreamSpec stream;
    stream.name = entry.key;
    stream.at = entry.key.at;
    const bool fits = read_fields(entry.value, stream_table(), stream, problems);
    const int kinds = stream.present.has_value() + stream.arrivals.has_value() + stream.people.has_value();
    if (fits && kinds != 1) {
        problems.error(entry.value.at, "a stream has either ‘present’ or ‘arrivals’ or ‘people’",
                       "make a stream of each");
    }
    if (kinds == 1) return stream;
    stream.present = failed_value(entry.value.at, Want::count);
    stream.arrivals.reset();
    stream.people.reset();
    return stream;
}

// `present` and `arrivals` without streams are the streams of these names.
struct PopulationForm {
    std::optional<ValueSpec> present, arrivals;
    std::vector<StreamSpec> streams;
    std::vector<DrawSpec> draws;
};

const FieldTable<PopulationForm>& population_table() {
    static const FieldTable<PopulationForm> table = {
        "the population",
        "Who is there: present and arrivals, or streams of people that differ.",
        {
            {"present", ValueKind::count, Need::optional, "how many are there at the start of the warm-up",
             into(&PopulationForm::present, value_of(Want::count))},
            {"arrivals", ValueKind::rate, Need::optional, "how many arrive in a unit of time",
             into(&PopulationForm::arrivals, value_of(Want::positive_rate))},
            {"streams", ValueKind::map, Need::optional, "people that differ in how they are drawn",
             into(&PopulationForm::streams, named(read_stream)), "a stream"},
            {"draw", ValueKind::draws, Need::optional, "how the attributes of all are drawn",
             into(&PopulationForm::draws, read_draws)},
        }};
    return table;
}

StreamSpec plain_stream(std::string_view name, Place at) {
    StreamSpec stream;
    stream.name = {std::string{name}, at};
    stream.at = at;
    return stream;
}

// Does any leaf of this mapping call a law, or state a duration outright?
bool holds_law(const YamlNode& node) {
    if (node.is_scalar()) return is_law_text(node.text);
    if (is_mixture(node) || is_empirical(node)) return true;
    for (const YamlEntry& entry : node.entries) {
        if (entry.key.text != "by" && holds_law(entry.value)) return true;
    }
    return false;
}

// A lone name may be a value or a parameter that holds shares; any other expression is a fixed amount.
bool is_lone_name(const YamlNode& node) {
    Problems unseen;
    const std::optional<Expression> e = parse_expression(node.text, node.at, unseen);
    return e && e->kind == Expression::Kind::name;
}

bool is_law(const YamlNode& node) {
    if (node.is_scalar()) return is_law_text(node.text) || !is_lone_name(node);
    return holds_law(node);
}

}  // namespace

AttributeSpec read_attribute(const YamlEntry& entry, Problems& problems) {
    AttributeSpec attribute;
    attribute.name = entry.key;
    attribute.at = entry.key.at;
    if (entry.value.is_list()) {
        attribute.values = read_list(entry.value, read_value_name, problems);
    } else {
        if (read_fields(entry.value, attribute_table(), attribute, problems))
            check_attribute(entry.value, attribute, problems);
        if (const YamlNode* bands = entry.value.find("bands")) {
            const bool whole = attribute.kind != AttributeSpec::Kind::number;
            attribute.bands = edges_of(*bands, whole ? Want::count : Want::factor, problems);
        }
        check_oldest(entry.value, attribute, problems);
    }
    refuse_repeats(attribute.values, problems);
    complete(attribute);
    return attribute;
}

CaseSpec read_case(const YamlEntry& entry, Problems& problems) {
    CaseSpec spec;
    spec.name = entry.key;
    spec.at = entry.key.at;
    read_fields(entry.value, case_table(), spec, problems);
    refuse_repeats(spec.tracks, problems);
    return spec;
}

DrawSpec read_draw(const YamlEntry& entry, Problems& problems) {
    DrawSpec draw;
    draw.attribute = entry.key;
    draw.at = entry.key.at;
    if (!entry.value.is_scalar() && !expect_map(entry.value, problems)) return draw;
    if (is_law(entry.value)) {
        draw.law = read_law(entry.value, LawUse::draw, problems);
    } else {
        draw.shares = read_value(entry.value, Want::share, problems);
    }
    return draw;
}

PopulationSpec read_population(const YamlNode& node, Problems& problems) {
    PopulationForm form;
    const bool fits = read_fields(node, population_table(), form, problems);
    if (!form.streams.empty() && (form.present || form.arrivals)) {
        problems.error(node.at, "‘streams’ cannot stand beside ‘present’ or ‘arrivals’", "make streams of these too");
    }
    if (fits && !node.find("streams") && !form.present && !form.arrivals) {
        problems.error(node.at, "the population is empty", "it needs ‘present’, ‘arrivals’ or ‘streams’");
    }
    PopulationSpec population{std::move(form.streams), std::move(form.draws)};
    if (form.present) {
        population.streams.push_back(plain_stream("present", form.present->at));
        population.streams.back().present = std::move(form.present);
    }
    if (form.arrivals) {
        population.streams.push_back(plain_stream("arrivals", form.arrivals->at));
        population.streams.back().arrivals = std::move(form.arrivals);
    }
    return population;
}

void describe_people(std::vector<TableDoc>& tables) {
    tables.push_back(attribute_table().described());
    tables.push_back(case_table().described());
    tables.push_back(population_table().described());
    tables.push_back(stream_table().described());
}

}  // namespace desist
