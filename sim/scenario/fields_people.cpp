// Attributes, cases and the population.
#include <fmt/format.h>

#include <cmath>

#include "sim/scenario/laws.hpp"
#include "sim/scenario/sections.hpp"
#include "sim/scenario/values.hpp"

namespace desist {
namespace {

// Lower edges of bands: whole numbers that rise.
std::vector<double> read_edges(const YamlNode& node, Problems& problems) {
    std::vector<double> edges;
    for (const Expression& e : read_list(node, expression_of(Want::count), problems)) {
        if (e.kind != Expression::Kind::number) problems.error(e.at, "an edge of a band is a plain number");
        if (!edges.empty() && e.number <= edges.back()) problems.error(e.at, "the edges of bands must rise");
        edges.push_back(e.number);
    }
    return edges;
}

double read_plain_number(const YamlNode& node, Problems& problems) {
    const Expression e = read_expression(node, Want::factor, problems);
    if (e.kind != Expression::Kind::number) problems.error(e.at, "a plain number is expected here");
    return e.number;
}

int read_copies(const YamlNode& node, Problems& problems) {
    constexpr double most = 1'000;
    const Expression e = read_expression(node, Want::count, problems);
    if (e.kind == Expression::Kind::number && e.number >= 1 && e.number <= most) return static_cast<int>(e.number);
    problems.error(node.at, fmt::format("a plain whole number from 1 to {} is expected here", most));
    return 1;
}

// `count: true` and its like choose the kind.
auto kind_if_true(AttributeSpec::Kind kind) {
    return [kind](const YamlNode& node, AttributeSpec& attribute, Problems& problems) {
        if (!read_yes(node, problems) && node.text == "false")
            problems.error(node.at, "write true, or leave the key out");
        attribute.kind = kind;
    };
}

const FieldTable<AttributeSpec>& attribute_table() {
    using Kind = AttributeSpec::Kind;
    static const FieldTable<AttributeSpec> table = {
        "an attribute",
        "Something that is known of an offender, or of a case. Exactly one of values, count, date, duration and years.",
        {
            {"values", ValueKind::values, Need::optional,
             "the values that it can have, the first being the one before any draw",
             into(&AttributeSpec::values, list_of(read_value_name))},
            {"count", ValueKind::yes, Need::optional, "a count: 0, 1, 2, ...", kind_if_true(Kind::count)},
            {"date", ValueKind::yes, Need::optional, "a date, unset at first", kind_if_true(Kind::date)},
            {"duration", ValueKind::yes, Need::optional, "a duration", kind_if_true(Kind::duration)},
            {"years", ValueKind::yes, Need::optional, "an age in years, which grows with the clock",
             kind_if_true(Kind::age)},
            {"bands", ValueKind::edges, Need::optional, "lower edges of the bands that tables use, for counts and ages",
             into(&AttributeSpec::bands, read_edges)},
            {"oldest", ValueKind::number, Need::optional,
             "the age at which the last band ends when ages are drawn within it",
             into(&AttributeSpec::oldest, read_plain_number)},
            {"of", ValueKind::name, Need::optional, "the kind of case that it belongs to",
             into(&AttributeSpec::of, read_name)},
        }};
    return table;
}

void check_attribute(const YamlNode& node, const AttributeSpec& a, Problems& problems) {
    int kinds = 0;
    for (const char* key : {"values", "count", "date", "duration", "years"}) kinds += node.find(key) != nullptr;
    if (kinds != 1) {
        problems.error(node.at,
                       kinds == 0 ? "the attribute does not say what it is" : "the attribute is two things at once",
                       "it needs exactly one of values, count, date, duration and years");
    }
    const bool banded = a.kind == AttributeSpec::Kind::count || a.kind == AttributeSpec::Kind::age;
    if (node.find("bands") && !banded) problems.error(node.find("bands")->at, "only counts and ages have bands");
    if (!a.oldest) return;
    if (a.kind != AttributeSpec::Kind::age) problems.error(node.find("oldest")->at, "only an age has ‘oldest’");
    if (!a.bands.empty() && *a.oldest <= a.bands.back()) {
        problems.error(node.find("oldest")->at, "‘oldest’ must be above the last edge of the bands");
    }
}

const FieldTable<CaseSpec>& case_table() {
    static const FieldTable<CaseSpec> table = {
        "a case",
        "Tracks that exist once for each open case of an offender.",
        {
            {"copies", ValueKind::whole_number, Need::required, "how many cases an offender can have open at once",
             into(&CaseSpec::copies, read_copies)},
            {"tracks", ValueKind::names, Need::required, "the tracks that a case lives on",
             into(&CaseSpec::tracks, list_of(read_name))},
        }};
    return table;
}

const auto read_draws = named(read_draw);

const FieldTable<StreamSpec>& stream_table() {
    static const FieldTable<StreamSpec> table = {
        "a stream",
        "People who are there at the start of the warm-up, or who arrive. Exactly one of present and arrivals.",
        {
            {"present", ValueKind::count, Need::optional, "how many are there at the start",
             into(&StreamSpec::present, value_of(Want::count))},
            {"arrivals", ValueKind::rate, Need::optional, "how many arrive in a unit of time",
             into(&StreamSpec::arrivals, value_of(Want::positive_rate))},
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
    if (fits && stream.present.has_value() == stream.arrivals.has_value()) {
        problems.error(entry.value.at, "a stream has either ‘present’ or ‘arrivals’", "make two streams of it");
    }
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
    if (is_mixture(node)) return true;
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
    }
    refuse_repeats(attribute.values, problems);
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
