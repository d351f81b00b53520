// Tables, rows, numbers and progress as text.
#include "output/text.hpp"

#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "output/json.hpp"
#include "output/progress.hpp"
#include "output/tables.hpp"
#include "output/text_table.hpp"
#include "tests/catch.hpp"
#include "tests/output/program.hpp"

using namespace desist;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

// Six financial years of two measures with texts that need care.
struct Example {
    Example() {
        layout.bins = month_bins(Clock{date_of(2012, 4, 1)}, Time{static_cast<std::int64_t>(6 * seconds_per_year)});
        describe("tests", "=Tests, \"all\"", "tests per year");
        describe("rate", "Rate", "%");
        layout.measures[0].key = true;
        scenario.title.text = "An example";
        result.facts.scenario = &scenario;
        result.facts.layout = &layout;
        result.facts.study.replications = 3;
        const auto periods = report_periods(layout.bins);
        for (std::size_t m = 0; m < 2; ++m)
            for (const Period& period : periods)
                for (std::size_t g = 0; g < 2; ++g) add(m, period, g, 14714.04, 120.4);
    }
    void describe(const char* name, const char* label, const char* unit) {
        MeasureInfo measure;
        measure.name = name;
        measure.label = label;
        measure.unit = unit;
        measure.groups = {{"", ""}, {"period", "-x"}};
        layout.measures.push_back(measure);
    }
    void add(std::size_t measure, const Period& period, std::size_t group, double mean, double half) {
        result.estimates.push_back({.measure = MeasureId{measure},
                                    .group = group,
                                    .period = period,
                                    .replications = 3,
                                    .mean = mean,
                                    .low = mean - half,
                                    .high = mean + half,
                                    .deviation = 0,
                                    .by = IntervalBy::student,
                                    .missing = ""});
    }
    Layout layout;
    Scenario scenario;
    RunResult result;
};

std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> all;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) all.push_back(line);
    return all;
}

}  // namespace

TEST_CASE("numbers for people") {
    CHECK(grouped(14714.04, 0) == "14,714");
    CHECK(grouped(999.5, 0) == "1,000");
    CHECK(grouped(1234567.891, 2) == "1,234,567.89");
    CHECK(grouped(-1234, 0) == "-1,234");
    CHECK(grouped(-0.0001, 2) == "0.00");
    CHECK(grouped(12, 0) == "12");
    CHECK(count_of(1, "error") == "1 error");
    CHECK(count_of(3, "error") == "3 errors");
}

TEST_CASE("decimals follow the width of the interval") {
    CHECK(decimals_for(14714, 120) == 0);
    CHECK(decimals_for(30.1, 0.31) == 2);
    CHECK(decimals_for(30.1, 3.1) == 1);
    CHECK(decimals_for(30.123, none) == 2);
    CHECK(decimals_for(5000, 0) == 0);
    CHECK(decimals_for(0, 0) == 0);
    CHECK(decimals_for(1, 1e-30) == 6);
}

TEST_CASE("words for a shell are quoted where they must be") {
    CHECK(for_a_shell("results/a-b_c.d") == "results/a-b_c.d");
    CHECK(for_a_shell("my out") == "'my out'");
    CHECK(for_a_shell("it's $HOME") == "'it'\\''s $HOME'");
    CHECK(for_a_shell("") == "''");
}

TEST_CASE("the joint fingerprint depends on order") {
    CHECK(joint_fingerprint({1, 2}) != joint_fingerprint({2, 1}));
    CHECK(joint_fingerprint({1, 2}) == joint_fingerprint({1, 2}));
    CHECK(fnv1a("") == 0xcbf29ce484222325);
    CHECK(fnv1a("a") == 0xaf63dc4c8601ec8c);  // draft-eastlake-fnv, appendix
}

TEST_CASE("the table shows key measures by financial year within the width") {
    const Example example;
    const std::string table = table_for_people(example.result, 100);
    INFO(table);
    const auto all = lines(table);
    REQUIRE(all.size() == 9);
    CHECK(all[0] == "An example");
    CHECK(all[3] == "=Tests, \"all\" (tests per year)  14,714 ± 120  14,714 ± 120  14,714 ± 120");
    CHECK(contains(all[2], "2012/13"));
    CHECK(contains(all[5], "2015/16"));
    CHECK(contains(all[8], "3 replications"));
    CHECK(lines(table_for_people(example.result, 400)).size() == 6);
    CHECK(lines(table_for_people(example.result, 1)).size() == 21);  // one column a block; still no line is lost
}

TEST_CASE("long names of rows are wrapped between words") {
    const std::string name = "Adults who offend again within 12 months and are proven to have done so within 6 more";
    const auto all =
        lines(lay_out({.columns = {"2012/13"}, .rows = {{name, "27"}, {"", "1"}, {std::string(50, 'x'), "2"}}}, 60));
    REQUIRE(all.size() == 5);
    CHECK(all[1] == "Adults who offend again within 12 months and" + std::string(13, ' ') + "27");
    CHECK(all[2] == "  are proven to have done so within 6 more");
    CHECK(all[4] == std::string(50, 'x') + std::string(8, ' ') + "2");
}

TEST_CASE("the table falls back to the whole run and to all measures") {
    Example example;
    example.layout.bins = month_bins(Clock{date_of(2012, 4, 1)}, Time{61 * seconds_per_day});
    example.layout.measures[0].key = false;
    example.result.estimates.clear();
    example.add(0, report_periods(example.layout.bins)[0], 0, 5, none);
    const std::string table = table_for_people(example.result);
    CHECK(contains(table, "2012-04-01 to 2012-05-31"));
    CHECK(contains(table, "Rate (%)"));  // without a value: a dash
    CHECK(contains(table, "n/a\n"));
}

TEST_CASE("the summary is tidy and safe for spreadsheets") {
    const Example example;
    const auto all = lines(summary_csv(example.result));
    REQUIRE(all.size() == 1 + 2 * 7 * 2);
    CHECK(all[0] ==
          "measure,label,period,group_attribute,group_value,mean,low,high,unit,replications,interval,not_available");
    CHECK(all[1] ==
          "tests,\"'=Tests, \"\"all\"\"\",2012/13,,,14714.04,14593.64,14834.44,tests per year,3,t over replications,");
    CHECK(all[2] ==
          "tests,\"'=Tests, \"\"all\"\"\",2012/13,period,'-x,14714.04,14593.64,14834.44,tests per year,3,t over "
          "replications,");
}

TEST_CASE("values without an interval have empty cells and nulls") {
    Example example;
    example.result.estimates.clear();
    example.add(1, report_periods(example.layout.bins)[0], 0, 30, none);
    CHECK(lines(summary_csv(example.result))[1] == "rate,Rate,2012/13,,,30,,,%,3,t over replications,");
    const auto json = nlohmann::json::parse(result_json(example.result));
    CHECK(json["measures"][0]["low"].is_null());
}

TEST_CASE("words with commas stay in their cell of the summary") {
    Example example;
    example.result.estimates.clear();
    example.add(1, report_periods(example.layout.bins)[0], 0, 30, 2);
    example.result.estimates[0].by = IntervalBy::wilson;
    CHECK(lines(summary_csv(example.result))[1] == "rate,Rate,2012/13,,,30,28,32,%,3,\"Wilson, one replication\",");
}

TEST_CASE("an attribute named like a key of the row does not hide it") {
    const Example example;
    const auto json = nlohmann::json::parse(result_json(example.result));
    CHECK(json["measures"][1]["period"] == "2012/13");
    CHECK(json["measures"][1]["group:period"] == "-x");
}

TEST_CASE("text that is not UTF-8 does not stop the result") {
    Example example;
    example.result.facts.scenario_file = "caf\xe9.yaml";
    CHECK(contains(result_json(example.result), "caf\xef\xbf\xbd.yaml"));
    CHECK(contains(manifest_json(example.result), "this_run"));
}

TEST_CASE("progress in words") {
    CHECK(time_left(0, 5) == "");
    CHECK(time_left(1, 5) == "");
    CHECK(time_left(0.5, 12) == "about 12 seconds left");
    CHECK(time_left(0.5, 0.5) == "about 1 second left");
    CHECK(time_left(0.1, 60) == "about 9 minutes left");
    CHECK(time_left(0.01, 600) == "about 17 hours left");
    CHECK(progress_line(0.25, 10) == "25% done, about 30 seconds left");
    CHECK(progress_bar(0.5, 10, false) == "[###############---------------]  50%  about 10 seconds left");
    CHECK(progress_bar(0, 0, false) == "[------------------------------]   0%");
    CHECK(contains(progress_bar(0.5, 10, true), "\x1b[32m"));
}

TEST_CASE("a report of plain lines and a report of a bar") {
    const Workplace work;
    const auto written = [&](ProgressStyle style) {
        std::FILE* file = std::fopen(work.path("log").c_str(), "w");
        {
            ProgressReport report(file, style, [] { return 1.0; });
            for (int i = 1; i <= 1000; ++i) report.update(i / 1000.0);
        }
        std::fclose(file);
        return work.read("log");
    };
    CHECK(lines(written(ProgressStyle::lines)).size() == 10);
    CHECK(lines(written(ProgressStyle::lines))[2] == "30% done, about 3 seconds left");
    CHECK(written(ProgressStyle::none).empty());
    const std::string bar = written(ProgressStyle::bar);
    CHECK(bar.starts_with("\r\x1b[K["));
    CHECK(bar.ends_with("\r\x1b[K"));  // a clean line at the end
    CHECK_FALSE(contains(bar, "\x1b[32m"));
    CHECK(contains(written(ProgressStyle::coloured_bar), "\x1b[32m"));
}

TEST_CASE("a stream that is no terminal gets plain lines and a quiet one nothing") {
    const Workplace work;
    std::FILE* file = std::fopen(work.path("log").c_str(), "w");
    CHECK(progress_style(file, false) == ProgressStyle::lines);
    CHECK(progress_style(file, true) == ProgressStyle::none);
    std::fclose(file);
}
