#include "sim/scenario/people_csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "sim/base/utf8.hpp"
#include "sim/scenario/csv.hpp"
#include "sim/scenario/words.hpp"

namespace desist {
namespace {

using Row = std::vector<Text>;

constexpr std::size_t no_column = static_cast<std::size_t>(-1);

std::size_t column_named(const Row& header, std::string_view name) {
    const auto found = std::find_if(header.begin(), header.end(), [&](const Text& t) { return t.text == name; });
    return found == header.end() ? no_column : static_cast<std::size_t>(found - header.begin());
}

// A column whose name is none keeps its place in the rows, without a name.
Row checked_header(Row header, Place file, Problems& problems) {
    refuse_repeats(header, problems);
    for (Text& name : header) {
        if (!check_name(name, problems)) name.text.clear();
    }
    if (column_named(header, "id") == no_column) {
        problems.error(file, "the first row has no column ‘id’", "it names the columns: id, attributes, tracks, ...");
    }
    return header;
}

class RowCheck {
public:
    RowCheck(const Row& header, Problems& problems)
        : width_{header.size()},
          id_{column_named(header, "id")},
          enters_{column_named(header, "enters")},
          problems_{problems} {}

    // Widths have been reported by parse_csv.
    bool run(const Row& row) {
        if (row.size() != width_) return false;
        const bool id = id_ == no_column || check_id(row[id_]);
        return (enters_ == no_column || check_date(row[enters_])) && id;
    }

private:
    bool check_id(const Text& id) {
        if (id.text.empty()) return refuse(id.at, "the row has no id");
        if (count_characters(id.text) > longest_id) {
            return refuse(id.at, fmt::format("an id has at most {} characters", longest_id));
        }
        const auto [old, is_new] = seen_.emplace(id.text, id.at);
        if (is_new) return true;
        return refuse(id.at, fmt::format("the id ‘{}’ stands twice; the first is at {}", printable(id.text),
                                         problems_.place_text(old->second)));
    }

    bool check_date(const Text& date) {
        if (date.text.empty() || parse_date(date.text)) return true;
        return refuse(date.at, fmt::format("‘{}’ is no date", printable(date.text)),
                      "a date is written 2012-04-01; who is there from the start has none");
    }

    bool refuse(Place at, std::string what, std::string hint = "") {
        problems_.error(at, std::move(what), std::move(hint));
        return false;
    }

    std::size_t width_, id_, enters_;
    Problems& problems_;
    std::unordered_map<std::string, Place> seen_;
};

}  // namespace

PeopleSpec read_people(Text file, const std::string& csv, std::uint32_t file_index, Problems& problems) {
    PeopleSpec people;
    people.file = std::move(file);
    std::vector<Row> rows = parse_csv(csv, file_index, problems);
    people.columns = checked_header(rows.empty() ? Row{} : std::move(rows.front()), {file_index, 1, 1}, problems);
    if (rows.size() < 2) {
        problems.error({file_index, 1, 1}, "the file has no people", "each row after the first is a person");
        return people;
    }
    if (rows.size() - 1 > most_people) {
        problems.error({file_index, 1, 1}, fmt::format("the file has more than {} people", most_people));
        return people;
    }
    RowCheck check{people.columns, problems};
    for (std::size_t i = 1; i < rows.size(); ++i) {
        if (check.run(rows[i])) people.rows.push_back(std::move(rows[i]));
    }
    return people;
}

}  // namespace desist
