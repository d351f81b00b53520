// People one by one, from a file: each cell becomes what its attribute or track holds.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "sim/pathway/builder.hpp"

namespace desist {
namespace {

std::optional<double> plain_number(std::string_view text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
    return number;
}

}  // namespace

void PathwayBuilder::add_cell(const Text& cell, const Attribute& attribute, AttributeId id, Person& person) {
    using Kind = Attribute::Kind;
    const auto refuse = [&](std::string_view wanted) {
        problems_.error(cell.at, fmt::format("‘{}’ is no {} of ‘{}’", cell.text, wanted, attribute.name));
    };
    const std::optional<double> number = plain_number(cell.text);
    switch (attribute.kind) {
        case Kind::named: {
            const auto& names = pathway_.entries[attribute.entry.index].names;
            const auto found = std::ranges::find(names, cell.text);
            if (found == names.end()) return refuse("value");
            return void(person.values.push_back({id, found - names.begin()}));
        }
        case Kind::count:
            if (!number || *number < 0 || *number != std::floor(*number)) return refuse("count");
            return void(person.values.push_back({id, std::llround(*number)}));
        case Kind::age:
            if (!number || *number < 0 || *number > 120) return refuse("age in years");
            return void(person.values.push_back({id, std::llround(*number * seconds_per_year)}));
        case Kind::number:
            if (!number || *number < 0) return refuse("number");
            return void(person.numbers.push_back({id, *number}));
        case Kind::date: {
            const std::optional<Date> date = parse_date(cell.text);
            if (!date) return refuse("date (2012-04-01)");
            return void(person.values.push_back({id, pathway_.clock.at(*date).seconds}));
        }
        case Kind::duration: {
            Problems unseen;
            const auto duration = parse_expression(cell.text, cell.at, unseen);
            if (!duration || duration->kind != Expression::Kind::number || duration->unit != duration_unit)
                return refuse("duration (9 hours)");
            return void(person.values.push_back({id, std::llround(duration->number)}));
        }
        case Kind::window:
            return;
    }
}

void PathwayBuilder::build_people(const PeopleSpec& spec, Stream& stream) {
    struct Column {
        enum class Kind { id, enters, attribute, track, nothing };
        Kind kind = Kind::nothing;
        AttributeId attribute;
        TrackId track;
    };
    std::vector<Column> columns;
    for (const Text& name : spec.columns) {
        Column column;
        const auto attribute = std::ranges::find(pathway_.attributes, name.text, &Attribute::name);
        const auto track = std::ranges::find(pathway_.tracks, name.text, &Track::name);
        if (name.text == "id" || name.text == "enters") {
            column.kind = name.text == "id" ? Column::Kind::id : Column::Kind::enters;
        } else if (attribute != pathway_.attributes.end() && !attribute->of &&
                   attribute->kind != Attribute::Kind::window) {
            column.kind = Column::Kind::attribute;
            column.attribute = AttributeId(static_cast<std::size_t>(attribute - pathway_.attributes.begin()));
        } else if (track != pathway_.tracks.end() && !track->of) {
            column.kind = Column::Kind::track;
            column.track = TrackId(static_cast<std::size_t>(track - pathway_.tracks.begin()));
        } else {
            problems_.error(name.at, fmt::format("‘{}’ is no attribute and no track of the offender", name.text),
                            "the other columns are id and enters");
        }
        columns.push_back(column);
    }
    for (const std::vector<Text>& row : spec.rows) {
        Person person;
        person.enters = pathway_.begin;
        for (std::size_t c = 0; c < std::min(columns.size(), row.size()); ++c) {
            const Text& cell = row[c];
            const Column& column = columns[c];
            if (column.kind == Column::Kind::id) person.id = cell.text;
            if (cell.text.empty()) continue;  // drawn, as for everybody else
            if (column.kind == Column::Kind::attribute)
                add_cell(cell, pathway_.attributes[column.attribute.index], column.attribute, person);
            if (column.kind == Column::Kind::track)
                if (const NodeId node = resolver_.node_in(column.track, cell))
                    person.starts.push_back({column.track, node});
            if (column.kind == Column::Kind::enters) {
                const std::optional<Date> date = parse_date(cell.text);
                if (!date) problems_.error(cell.at, fmt::format("‘{}’ is no date", cell.text), "write 2012-04-01");
                if (date) person.enters = std::max(pathway_.begin, pathway_.clock.at(*date));
            }
        }
        stream.people.push_back(std::move(person));
    }
}

}  // namespace desist
