#include "sim/scenario/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>

#include "sim/base/utf8.hpp"

namespace desist {
namespace {

class CsvParser {
public:
    CsvParser(std::string_view text, std::uint32_t file, Problems& problems)
        : text_(text), problems_(problems), at_{file, 1, 1} {}

    std::vector<std::vector<Text>> run() {
        std::vector<std::vector<Text>> rows;
        while (next_ < text_.size()) {
            std::vector<Text> row = read_row();
            const bool blank = row.size() == 1 && row[0].text.empty();
            if (!blank) rows.push_back(std::move(row));
            if (rows.size() > 1 && !blank) check_width(rows.front().size(), rows.back());
        }
        return rows;
    }

private:
    bool at_end() const { return next_ >= text_.size(); }

    char take() {
        const char c = text_[next_++];
        const bool continuation = (static_cast<unsigned char>(c) & 0xC0) == 0x80;
        if (!continuation) ++at_.column;
        if (c == '\n') at_ = {at_.file, at_.line + 1, 1};
        return c;
    }

    std::vector<Text> read_row() {
        std::vector<Text> row;
        for (;;) {
            row.push_back(read_field());
            if (at_end()) return row;
            if (take() == '\n') return row;
        }
    }

    // Up to the comma or the line feed that ends it.
    Text read_field() {
        Text field{"", at_};
        if (!at_end() && text_[next_] == '"') return read_quoted(std::move(field));
        while (!at_end() && text_[next_] != ',' && text_[next_] != '\n') {
            if (text_[next_] == '"') problems_.error(at_, "a quote inside a field that is not in quotes");
            field.text += take();
        }
        return field;
    }

    Text read_quoted(Text field) {
        take();
        while (!at_end()) {
            const char c = take();
            if (c != '"') {
                field.text += c;
            } else if (!at_end() && text_[next_] == '"') {
                field.text += take();
            } else {
                return after_quote(std::move(field));
            }
        }
        problems_.error(field.at, "a quote that is never closed");
        return field;
    }

    Text after_quote(Text field) {
        if (at_end() || text_[next_] == ',' || text_[next_] == '\n') return field;
        problems_.error(at_, "text after the closing quote", "double a quote that belongs to the text");
        while (!at_end() && text_[next_] != ',' && text_[next_] != '\n') take();
        return field;
    }

    void check_width(std::size_t width, const std::vector<Text>& row) {
        if (row.size() == width) return;
        problems_.error(row[0].at, fmt::format("the row has {} fields, the first row {}", row.size(), width));
    }

    std::string_view text_;
    Problems& problems_;
    Place at_;
    std::size_t next_ = 0;
};

struct Column {
    std::string_view name;
    std::string EvidenceRow::*member;
};
constexpr Column columns[] = {
    {"id", &EvidenceRow::id},
    {"document", &EvidenceRow::document},
    {"title", &EvidenceRow::title},
    {"location", &EvidenceRow::location},
    {"quantity", &EvidenceRow::quantity},
    {"value", &EvidenceRow::value},
    {"unit", &EvidenceRow::unit},
    {"quality", &EvidenceRow::quality},
    {"notes", &EvidenceRow::notes},
};

EvidenceRow evidence_row(const std::vector<Text>& header, const std::vector<Text>& row) {
    EvidenceRow evidence;
    for (std::size_t i = 0; i < std::min(header.size(), row.size()); ++i) {
        for (const Column& column : columns) {
            if (column.name == header[i].text) evidence.*column.member = row[i].text;
        }
    }
    return evidence;
}

}  // namespace

std::vector<std::vector<Text>> parse_csv(std::string_view text, std::uint32_t file, Problems& problems) {
    return CsvParser(text, file, problems).run();
}

std::vector<EvidenceRow> read_evidence(std::string_view text, std::uint32_t file, Problems& problems) {
    const std::vector<std::vector<Text>> rows = parse_csv(text, file, problems);
    std::vector<EvidenceRow> all;
    const auto is_id = [](const Text& name) { return name.text == "id"; };
    if (rows.empty() || std::none_of(rows[0].begin(), rows[0].end(), is_id)) {
        problems.error({file, 1, 1}, "the first row has no column ‘id’",
                       "it names the columns: id, document, title, location, quantity, value, ...");
        return all;
    }
    std::map<std::string, Place> seen;
    for (std::size_t i = 1; i < rows.size(); ++i) {
        all.push_back(evidence_row(rows[0], rows[i]));
        const std::string& id = all.back().id;
        if (id.empty()) problems.error(rows[i][0].at, "the row has no id");
        const auto [old, is_new] = seen.emplace(id, rows[i][0].at);
        if (is_new || id.empty()) continue;
        problems.error(rows[i][0].at, fmt::format("the id ‘{}’ stands twice; the first is at {}", printable(id),
                                                  problems.place_text(old->second)));
    }
    return all;
}

}  // namespace desist
