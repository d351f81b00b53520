#include "output/report.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "output/report_hash.hpp"
#include "tests/catch.hpp"
#include "tests/output/program.hpp"

using Json = nlohmann::json;
using namespace desist;

namespace {

constexpr std::uint32_t replications = 3;

MeasureInfo measure(const std::string& name, Form form, const std::string& unit) {
    MeasureInfo info;
    info.name = name;
    info.label = "The " + name;
    info.unit = unit;
    info.form = form;
    if (form == Form::ratio) info.scale = 100;
    info.key = true;
    info.groups = {Group{}, Group{"district", "Leeds"}};
    return info;
}

// Three key measures over some months: 1,000 arrests and 400 tests a month, and tests of 100 arrests.
Run a_run(std::size_t months = 24, std::uint32_t wanted = replications, Date start = date_of(2012, 4, 1)) {
    Run run;
    run.version = "9.8.7";
    run.build = "feedface";
    run.title = "A town";
    run.scenario = "my town.yaml";
    run.seed = 77;
    run.replications = wanted;
    run.inputs_hash = 0xabcdef;
    Layout& layout = run.layout;
    const Clock clock{start};
    layout.bins = month_bins(clock, clock.at(add_months(start, static_cast<int>(months))));
    layout.measures = {measure("arrests", Form::per_year, "arrests per year"),
                       measure("tests", Form::per_year, "tests per year"), measure("rate", Form::ratio, "%")};
    layout.measures[2].numerator = MeasureId{std::size_t{1}};
    layout.measures[2].denominator = MeasureId{std::size_t{0}};
    lay_out_cells(layout);
    for (std::uint32_t r = 0; r < wanted; ++r) {
        ReplicationResult result;
        result.replication = r;
        result.fingerprint = r;
        result.tally.numerators.assign(layout.cells, 0);
        result.tally.denominators.assign(layout.cells, 0);
        for (std::size_t c = 0; c < layout.cells; ++c)
            result.tally.numerators[c] = (c < layout.cells / 2 ? 1000 : 400) + 2 * r;
        run.results.push_back(result);
    }
    return run;
}

// Half the tests, in every replication.
Run with_fewer_tests(const Run& base) {
    Run option = base;
    option.title = "Fewer tests";
    option.inputs = {{"share", "50%", "a source", "", "", "policies/fewer.yaml:7", ""}};
    for (ReplicationResult& result : option.results)
        for (std::size_t c = base.layout.cells / 2; c < base.layout.cells; ++c) result.tally.numerators[c] /= 2;
    return option;
}

std::string report_of(const Run& base, const Run& option) {
    return report_html(base, {&option}, {compare(base, option)});
}

std::vector<std::string> between(const std::string& text, const std::string& start, const std::string& end) {
    std::vector<std::string> found;
    for (std::size_t at = text.find(start); at != std::string::npos; at = text.find(start, at)) {
        at += start.size();
        found.push_back(text.substr(at, text.find(end, at) - at));
    }
    return found;
}

Json data_of(const std::string& page) {
    const auto blocks = between(page, "<script type=\"application/json\" id=\"data\">", "</script>");
    REQUIRE(blocks.size() == 1);
    return Json::parse(blocks[0]);
}

std::size_t count(const std::string& text, const std::string& part) { return between(text, part, "").size(); }

// What coreutils and OpenSSL's format say, not our own code.
std::string sha256_by_coreutils(const std::string& text) {
    const Workplace work;
    work.write("text", text);
    REQUIRE(std::system(
                ("sha256sum < '" + work.path("text").string() + "' | cut -c1-64 > '" + work.path("sum").string() + "'")
                    .c_str()) == 0);
    return work.read("sum").substr(0, 64);
}

std::string hex_of_base64(const std::string& text) {
    const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string hex;
    std::uint32_t bits = 0, held = 0;
    for (const char c : text) {
        if (c == '=') break;
        bits = bits << 6 | static_cast<std::uint32_t>(letters.find(c));
        for (held += 6; held >= 8; held -= 8) hex += fmt::format("{:02x}", bits >> (held - 8) & 0xff);
    }
    return hex;
}

const std::vector<std::string> hostile = {"</script><script>alert(1)</script>",
                                          "</style><img src=x onerror=alert(1)>",
                                          "<!-- <script>",
                                          "\" onmouseover=\"alert(1)",
                                          "{{data}} ${alert(1)} {{style}}",
                                          "&lt;b&gt; &amp; &#x41;",
                                          "line\xe2\x80\xa8"
                                          "separator",
                                          "=HYPERLINK(\"http://x\")",
                                          "bad \xff byte",
                                          "\xf0\x9f\x91\xae",
                                          "a\\u003cb",
                                          ""};

}  // namespace

TEST_CASE("a hash is named as a content security policy names it") {
    CHECK(report::content_hash("") == "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    CHECK(report::content_hash("abc") == "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    for (const std::size_t size : {55, 56, 63, 64, 65, 119, 120, 1000}) {
        const std::string text(size, 'x');
        CHECK(hex_of_base64(report::content_hash(text).substr(7)) == sha256_by_coreutils(text));
    }
}

TEST_CASE("nothing but the page's own scripts and style may run, and nothing may be fetched") {
    const Run base = a_run();
    const std::string page = report_of(base, with_fewer_tests(base));
    const auto policies = between(page, "http-equiv=\"Content-Security-Policy\" content=\"", "\">");
    REQUIRE(policies.size() == 1);
    CHECK(contains(policies[0], "default-src 'none'"));
    CHECK_FALSE(contains(policies[0], "unsafe"));
    CHECK_FALSE(contains(policies[0], "*"));
    const auto scripts = between(page, "<script>", "</script>"), styles = between(page, "<style>", "</style>");
    REQUIRE(scripts.size() == 2);
    REQUIRE(styles.size() == 1);
    std::string hashes;
    for (const std::string& part : {scripts[0], scripts[1], styles[0]}) {
        const std::string hash = report::content_hash(part);
        CHECK(contains(policies[0], "'" + hash + "'"));
        CHECK(hex_of_base64(hash.substr(7)) == sha256_by_coreutils(part));
    }
    for (const char* way :
         {" src=", "url(", "@import", "<iframe", "<object", "<base", "<form", "fetch(", "XMLHttpRequest", "import("})
        CHECK(count(page, way) == 0);
    for (const std::string& address : between(page, "href=\"", "\""))
        CHECK((address == "data:," || address.starts_with('#')));
    CHECK(page.size() < 1'000'000);
}

TEST_CASE("names of the user are data, whatever they look like") {
    const std::string plain_page = report_html(a_run());
    for (const std::string& name : hostile) {
        INFO(name);
        Run base = a_run(), option = with_fewer_tests(base);
        for (Run* run : {&base, &option}) {
            run->title = run->scenario = run->version = name;
            run->inputs = {{name, name + (run == &base ? "1" : "2"), name, name, name, name, ""}};
            run->targets = {{name, MeasureId{std::size_t{0}}, "", 5, 1, name, name, name}};
            for (MeasureInfo& info : run->layout.measures) info.name = info.label = info.unit = name;
            for (MeasureInfo& info : run->layout.measures) info.groups[1] = Group{name, name};
        }
        const std::string page = report_of(base, option);
        for (const char* tag :
             {"<script", "</script", "<style", "</style", "<!--", "<img", "<!DOCTYPE", "\xe2\x80\xa8"})
            CHECK(count(page, tag) == count(plain_page, tag));
        const Json data = data_of(page);
        if (name != hostile[8]) CHECK(data["title"] == name);
    }
}

TEST_CASE("what turns text around is shown as a character that is none") {
    Run run = a_run();
    run.title = "\u202Eevil \\u202e \u2067x";
    CHECK(data_of(report_html(run))["title"] == "\uFFFDevil \\u202e \uFFFDx");
}

TEST_CASE("a run's page has every key measure, year by year and over time") {
    const Json data = data_of(report_html(a_run()));
    CHECK(data["kind"] == "run");
    CHECK(data["title"] == "A town");
    REQUIRE(data["answer"]["figures"].size() == 3);
    CHECK(data["answer"]["lead"] ==
          "In 2012/13, the first financial year of the run, the model gives, on average over 3 replications:");
    CHECK(data["answer"]["figures"][0]["measure"] == "The arrests");
    CHECK(data["answer"]["figures"][0]["value"] == "12,024");
    CHECK(data["answer"]["figures"][0]["interval"] ==
          "95% interval 11,964 to 12,084");  // 12,024 -+ 4.3027 x 24 / sqrt 3
    CHECK(data["years"]["columns"] == Json{"2012/13", "2013/14"});
    CHECK(data["years"]["rows"][0]["cells"] == Json{"12,024 ± 60", "12,024 ± 60"});
    REQUIRE(data["series"]["charts"].size() == 3);
    CHECK(data["series"]["charts"][0]["bins"] == "by quarter, as a yearly rate");
    CHECK(data["series"]["charts"][0]["table"]["rows"][0] == Json{"Apr–Jun 2012", "12,024 ± 60"});
    CHECK(data["series"]["charts"][0]["runs"][0].size() == 8);
    CHECK(data["funnel"]["steps"].size() == 2);
    CHECK(data["funnel"]["steps"][1]["runs"][0]["share"] == "40%");
    CHECK(data["commands"] == Json{"desist run 'my town.yaml' --seed 77 --replications 3 --out DIR"});
    const std::string provenance = data["provenance"].dump();
    for (const char* fact : {"desist 9.8.7", "feedface", "0000000000abcdef", "77"}) CHECK(contains(provenance, fact));
}

TEST_CASE("a comparison's page says what each option changes") {
    const Run base = a_run(), option = with_fewer_tests(base);
    const Json data = data_of(report_of(base, option));
    CHECK(data["names"] == Json{"Baseline", "Fewer tests"});
    const Json finding = data["answer"]["findings"][0];
    CHECK(finding["option"] == "Fewer tests");
    CHECK(finding["lead"] == "In 2012/13, over 3 pairs of replications, it");
    REQUIRE(finding["changes"].size() == 2);
    CHECK(finding["changes"][0] ==
          Json{{"verb", "lowers"},
               {"measure", "The tests"},
               {"rest", "by 2,412 tests per year (95% interval 2,382 to 2,442), from 4,824 to 2,412: 50% fewer."}});
    CHECK(contains(finding["changes"][1]["rest"], "percentage points"));
    CHECK(finding["undecided"][0]["measure"] == "The arrests");
    CHECK(data["inputs"][0]["rows"][0]["place_to"] == "policies/fewer.yaml:7");
    for (const Json& row : data["forest"]["rows"])
        CHECK(row["words"] == (row["label"] == "The arrests" ||
                                       contains(data["forest"]["views"][row["view"].get<std::size_t>()], "The arrests")
                                   ? "not distinguishable"
                                   : "lower"));
    CHECK(data["commands"] ==
          Json{"desist compare 'my town.yaml' 'my town.yaml' --seed 77 --replications 3 --out DIR"});
}

TEST_CASE("options that give the same, and options of one name, are told apart") {
    const Run base = a_run();
    const Json data = data_of(report_html(base, {&base, &base}, {compare(base, base), compare(base, base)}));
    CHECK(data["names"] == Json{"Baseline", "Option", "Option (2)"});
    CHECK(data["answer"]["findings"][0]["lead"] ==
          "It gives the same results as the baseline in every replication; their inputs are the same.");
    CHECK(data["answer"]["findings"][0]["changes"].empty());
}

TEST_CASE("settings of the command line are part of how to make it again") {
    Run base = a_run(), option = with_fewer_tests(base);
    option.inputs[0].place = "--set";
    option.title = base.title;
    const Json data = data_of(report_of(base, option));
    CHECK(data["names"][1] == "share = 50%");
    REQUIRE(data["commands"].size() == 3);
    CHECK(data["commands"][1] ==
          "desist run 'my town.yaml' --set share=50% --seed 77 --replications 3 --out DIR/option-1");
}

TEST_CASE("the fit to targets says within or not") {
    Run run = a_run();
    run.targets = {{"near", MeasureId{std::size_t{0}}, "2012/13", 12'000, 50, "src", "fit", ""},
                   {"far", MeasureId{std::size_t{1}}, "2012/13", 5'000, 0.5, "src", "check", ""}};
    const Json fit = data_of(report_html(run))["fit"];
    REQUIRE(fit.size() == 2);
    CHECK(fit[0]["words"] == "within tolerance");
    CHECK(fit[0]["value"] == "12,000 arrests per year, tolerance 50");
    CHECK(fit[1]["words"] == "too low");
    CHECK(fit[1]["model"] == "4,824 ± 60 tests per year");
}

TEST_CASE("pages of little or nothing are right too") {
    SECTION("one replication has no intervals") {
        const Run base = a_run(24, 1), option = with_fewer_tests(base);
        const Json data = data_of(report_of(base, option));
        CHECK(data["replications"] == 1);
        CHECK(data["years"]["rows"][0]["cells"][0] == "12,000");
        CHECK(contains(data["answer"]["findings"][0]["lead"], "the noise is not known"));
        CHECK_FALSE(contains(data.dump(), "95%"));
        CHECK(data["series"]["charts"][0]["runs"][0][0][2].is_null());
    }
    SECTION("no key measures: all are shown") {
        Run run = a_run();
        for (MeasureInfo& info : run.layout.measures) info.key = false;
        CHECK(data_of(report_html(run))["answer"]["figures"].size() == 3);
    }
    SECTION("no financial year: the whole run, by month") {
        const Json data = data_of(report_html(a_run(6, 3, date_of(2012, 5, 1))));
        CHECK(contains(data["answer"]["lead"], "Over the whole run, 2012-05-01 to 2012-10-31"));
        CHECK(data["series"]["charts"][0]["table"]["rows"][0][0] == "May 2012");
        CHECK_FALSE(data["years"]["by_year"]);
    }
    SECTION("no measures") {
        Run run = a_run();
        run.layout.measures.clear();
        CHECK(contains(data_of(report_html(run))["answer"]["lead"], "no measures"));
        CHECK(contains(data_of(report_of(run, run))["answer"]["lead"], "no measures"));
    }
    SECTION("no results") {
        Run run = a_run(24, 0);
        CHECK(contains(data_of(report_html(run))["answer"]["lead"], "no finished replications"));
    }
    SECTION("a rate of nothing has no value") {
        Run run = a_run();
        for (ReplicationResult& result : run.results)
            std::fill(result.tally.numerators.begin(), result.tally.numerators.end(), 0);
        const Json data = data_of(report_html(run));
        CHECK(data["answer"]["figures"].size() == 2);
        CHECK(data["years"]["rows"][2]["cells"] == Json{"–", "–"});
    }
}
