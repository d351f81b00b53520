// People one by one, from a CSV file.
#include "sim/scenario/people_csv.hpp"

#include "tests/scenario/reading.hpp"

using namespace desist;
using namespace desist::test;

namespace {

struct Read {
    PeopleSpec people;
    std::string problems;
};

Read people(const std::string& csv) {
    Problems problems;
    const std::uint32_t file = problems.add_file("people.csv", csv);
    PeopleSpec spec = read_people({"people.csv", {file, 1, 1}}, csv, file, problems);
    std::string all;
    for (const Problem& p : problems.sorted()) {
        all += std::to_string(p.at.line) + ":" + std::to_string(p.at.column) + " " + p.what;
        all += (p.hint.empty() ? "" : " (" + p.hint + ")") + "\n";
    }
    return {std::move(spec), all};
}

}  // namespace

TEST_CASE("people have a row each, with the columns that the first row names") {
    const Read read = people("id,enters,district,justice\np-1,,Leeds,prison\n\"p,2\",2013-05-01,Bradford,\n");
    CHECK(read.problems == "");
    CHECK(read.people.file.text == "people.csv");
    REQUIRE(read.people.columns.size() == 4);
    CHECK(read.people.columns[2].text == "district");
    REQUIRE(read.people.rows.size() == 2);
    CHECK(read.people.rows[1][0].text == "p,2");
    CHECK(read.people.rows[1][1].text == "2013-05-01");
    CHECK(read.people.rows[0][3].at == Place{0, 2, 12});
}

TEST_CASE("the first row of people must name an id and no column twice") {
    CHECK(people("name\nx\n").problems ==
          "1:1 the first row has no column ‘id’ (it names the columns: id, attributes, tracks, ...)\n");
    CHECK(people("id,age,age\nx,1,2\n").problems == "1:8 ‘age’ stands twice\n");
    CHECK(people("id,Age\nx,1\n").problems == "1:4 ‘Age’ is no name (a name has lower-case letters only)\n");
}

TEST_CASE("ids of people are there, differ, and are not too long") {
    const Read read =
        people("age,id\n1,a\n2,\n3,a\n4," + std::string(201, 'x') + "\n5," + std::string(200, 'y') + "\n");
    CHECK(read.problems ==
          "3:3 the row has no id\n"
          "4:3 the id ‘a’ stands twice; the first is at people.csv:2:3\n"
          "5:3 an id has at most 200 characters\n");
    CHECK(read.people.rows.size() == 2);
}

TEST_CASE("people enter on a date or are there from the start") {
    CHECK(people("id,enters\na,soon\n").problems ==
          "2:3 ‘soon’ is no date (a date is written 2012-04-01; who is there from the start has none)\n");
}

TEST_CASE("rows of people that are too short are left out") {
    const Read read = people("id,age\na\nb,3\n");
    CHECK(read.problems == "2:1 the row has 1 fields, the first row 2\n");
    REQUIRE(read.people.rows.size() == 1);
    CHECK(read.people.rows[0].size() == 2);
}

TEST_CASE("a file without people is refused") {
    CHECK(people("id,age\n").problems == "1:1 the file has no people (each row after the first is a person)\n");
    CHECK(has(people("").problems, "the file has no people"));
}

TEST_CASE("no more than two million people are read") {
    std::string csv = "id\n";
    csv.reserve(16'000'000);
    for (int i = 0; i < 2'000'001; ++i) csv += std::to_string(i) + "\n";
    const Read read = people(csv);
    CHECK(read.problems == "1:1 the file has more than 2000000 people\n");
    CHECK(read.people.rows.empty());
}
