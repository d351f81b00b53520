// What is written holds hostile text as text: no formula, no markup, no path, no statement.
#include <sstream>

#include "tests/catch.hpp"
#include "tests/hostile/corpus.hpp"

namespace {

// town.yaml with every text of names.json that is accepted, as the label and the unit of a measure of its own.
std::string town_of_names() {
    std::string text = file_bytes(hostile_folder() / "town.yaml");
    std::string measures = "measures:\n";
    int number = 0;
    for (const Json& name : hostile_index("names.json")) {
        if (name.contains("line")) continue;
        const std::string words = expand(name["text"]);
        measures += "  hostile-" + std::to_string(++number) + ": {count: justice/custody, label: " + words +
                    ", unit: " + words + ", key: true}\n";
    }
    return text.replace(text.find("measures:\n"), 10, measures);
}

// Every cell of a CSV with quotes.
std::vector<std::string> cells_of(const std::string& csv) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (const char c : csv) {
        if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == ',' || c == '\n'))
            cells.emplace_back();
        else
            cells.back() += c;
    }
    return cells;
}

bool is_number(const std::string& cell) { return cell.find_first_not_of("+-.0123456789e") == std::string::npos; }

}  // namespace

TEST_CASE("hostile text in labels and units is written as text") {
    const Workplace work;
    work.write("town.yaml", town_of_names());
    const Ran ran = run_limited(
        work.path(""), {"run", "town.yaml", "--replications", "2", "--threads", "1", "--quiet", "--out", "result"});
    INFO(ran.err);
    REQUIRE(ran.code == 0);
    CHECK(is_safe_to_show(ran.out));
    for (const std::string& cell : cells_of(work.read("result/summary.csv"))) {
        INFO(cell);
        const bool formula = !cell.empty() && std::string("=+-@\t\r").find(cell[0]) != std::string::npos;
        CHECK((!formula || is_number(cell)));
    }
    const std::string page = work.read("result/report.html");
    for (const char* markup : {"<script>alert", "</script><script>", "<img src=x", "\" onmouseover=\""})
        CHECK_FALSE(contains(page, markup));
    CHECK(Json::accept(work.read("result/manifest.json")));
    for (const auto& entry : std::filesystem::directory_iterator(work.path(""))) {
        INFO(entry.path());
        CHECK((entry.path().filename() == "town.yaml" || entry.path().filename() == "result"));
    }
    CHECK_FALSE(std::filesystem::exists("/tmp/pwned"));
}
