// desist trace: the stories of single people. What happens to them was worked out by hand.
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/output/program.hpp"

namespace {

const std::string rules = DESIST_SOURCE_DIR "/scenarios/rules/";

Ran traced(const std::string& arguments) {
    static const Workplace work;
    return work.run("trace " + arguments);
}

// The story of one person, without the lines that say who it is.
std::string story(const std::string& file, const std::string& who) {
    const Ran ran = traced(rules + file + " --quiet --person " + who);
    CHECK(ran.code == 0);
    CHECK(ran.err.empty());
    const std::size_t head = ran.out.find("\n\n" + who + " (key ");
    REQUIRE(head != std::string::npos);
    return ran.out.substr(ran.out.find('\n', head + 2) + 1);
}

}  // namespace

// Arrested every 10 days, 15 days on bail: there are two cases open from the 20th to the 25th day and from the 30th on.
TEST_CASE("a new arrest while on bail keeps both cases") {
    CHECK(story("bail.yaml", "present:0") ==
          "2012-04-02 00:00:00           justice  enters at liberty\n"
          "2012-04-12 00:00:00           justice  liberty -> arrested: the stay ended\n"
          "2012-04-12 00:00:00  case 1   file     opens at bail\n"
          "2012-04-12 00:00:00                    arrests is 1\n"
          "2012-04-12 00:00:00           justice  arrested -> liberty: at once\n"
          "2012-04-22 00:00:00           justice  liberty -> arrested: the stay ended\n"
          "2012-04-22 00:00:00  case 2   file     opens at bail\n"
          "2012-04-22 00:00:00                    arrests is 2\n"
          "2012-04-22 00:00:00           justice  arrested -> liberty: at once\n"
          "2012-04-27 00:00:00  case 1   file     bail -> court: the stay ended\n"
          "2012-04-28 00:00:00  case 1   file     court -> none: the stay ended\n"
          "2012-04-28 00:00:00  case 1   file     none: the case is closed\n"
          "2012-05-02 00:00:00           justice  liberty -> arrested: the stay ended\n"
          "2012-05-02 00:00:00  case 3   file     opens at bail\n"
          "2012-05-02 00:00:00                    arrests is 3\n"
          "2012-05-02 00:00:00           justice  arrested -> liberty: at once\n"
          "2012-05-07 00:00:00  case 2   file     bail -> court: the stay ended\n"
          "2012-05-08 00:00:00  case 2   file     court -> none: the stay ended\n"
          "2012-05-08 00:00:00  case 2   file     none: the case is closed\n"
          "2012-05-12 00:00:00           justice  liberty: still there when the run ends\n"
          "2012-05-12 00:00:00  case 3   file     bail: still there when the run ends\n");
}

// Arrested after 4 days at liberty, 9 hours in custody; the laboratory takes 5 days. On 11 April, at liberty and with a
// second case open since the 10th, the result of the first comes.
TEST_CASE("a laboratory result after release reaches the right case") {
    const std::string told = story("laboratory.yaml", "present:0");
    CHECK(contains(told, "2012-04-10 09:00:00  case 2   file     opens at charged\n"));
    CHECK(contains(told,
                   "2012-04-10 18:00:00           justice  custody -> liberty: the stay ended\n"
                   "2012-04-11 00:00:00  case 1   test     laboratory -> overturned: the stay ended\n"
                   "2012-04-11 00:00:00  case 1   file     charged -> dropped: moved\n"
                   "2012-04-11 00:00:00  case 1   file     dropped -> none: at once\n"
                   "2012-04-11 00:00:00  case 1   test     overturned -> none: at once\n"
                   "2012-04-11 00:00:00  case 1   file     none: the case is closed\n"));
    CHECK(contains(told, "2012-04-15 09:00:00  case 2   file     charged -> dropped: moved\n"));
}

// One of two people is served at 21:00, an hour before the end of the shift, and for the 90 minutes that it takes.
TEST_CASE("a worker's shift ends while someone waits") {
    const std::string first = story("shift.yaml", "present:0"), second = story("shift.yaml", "present:1");
    const bool swapped = contains(first, "starts at once");
    CHECK((swapped ? first : second) ==
          "2012-04-02 00:00:00  custody  enters at cell\n"
          "2012-04-02 21:00:00  custody  cell -> contact: the stay ended\n"
          "2012-04-02 21:00:00  custody  contact starts at once\n"
          "2012-04-02 22:30:00  custody  contact -> home: the stay ended\n"
          "2012-04-02 22:30:00           gives back 1 of cjit-workers, held for 1.5 hours\n"
          "2012-04-02 22:30:00  custody  home: the end\n");
    CHECK((swapped ? second : first) ==
          "2012-04-02 00:00:00  custody  enters at cell\n"
          "2012-04-02 21:00:00  custody  cell -> contact: the stay ended\n"
          "2012-04-03 07:30:00  custody  contact starts, after 10.5 hours of waiting\n"
          "2012-04-03 09:00:00  custody  contact -> home: the stay ended\n"
          "2012-04-03 09:00:00           gives back 1 of cjit-workers, held for 1.5 hours\n"
          "2012-04-03 09:00:00  custody  home: the end\n");
}

// The place is taken from 3 April for 30 days; the frail person, who asked on 4 April, dies on the 14th.
TEST_CASE("a person dies in a queue, and the place goes to who is next") {
    CHECK(story("death.yaml", "frail:0") ==
          "2012-04-02 00:00:00  life       enters at alive\n"
          "2012-04-02 00:00:00  treatment  enters at referred\n"
          "2012-04-02 00:00:00             health is frail\n"
          "2012-04-04 00:00:00  treatment  referred -> in-treatment: the stay ended\n"
          "2012-04-14 00:00:00  life       alive -> dead: the stay ended\n"
          "2012-04-14 00:00:00  life       dead: the end\n"
          "2012-04-14 00:00:00  treatment  in-treatment, after 10 days of waiting: the end\n");
    const std::string both = story("death.yaml", "well:0") + story("death.yaml", "well:1");
    CHECK(contains(both, "2012-04-03 00:00:00  treatment  in-treatment starts at once\n"));
    CHECK(contains(both, "2012-05-03 00:00:00  treatment  in-treatment starts, after 30 days of waiting\n"));
}

// 40 days from 2 April end on 12 May, three days into the second recall.
TEST_CASE("a sentence survives a recall") {
    CHECK(story("recall.yaml", "present:0") ==
          "2012-04-02 00:00:00  justice  enters at court\n"
          "2012-04-02 00:00:00           sentence-ends is 2012-05-12 00:00:00\n"
          "2012-04-02 00:00:00  justice  court -> prison: at once\n"
          "2012-04-22 00:00:00  justice  prison -> licence: the stay ended\n"
          "2012-04-27 00:00:00  justice  licence -> recalled: the stay ended\n"
          "2012-05-04 00:00:00  justice  recalled -> licence: the stay ended\n"
          "2012-05-09 00:00:00  justice  licence -> recalled: the stay ended\n"
          "2012-05-12 00:00:00  justice  recalled -> free: its condition came true\n"
          "2012-05-12 00:00:00  justice  free: the end\n");
}

TEST_CASE("a person is also found by the key") {
    const auto by_name = nlohmann::json::parse(traced(rules + "death.yaml --quiet --json --person frail:0").out);
    const std::string key = by_name["people"][0]["key"];
    const auto by_key = nlohmann::json::parse(traced(rules + "death.yaml --quiet --json --person " + key).out);
    CHECK(by_key["people"][0]["lines"] == by_name["people"][0]["lines"]);
    CHECK(by_key["people"][0]["lines"].size() == 7);
}

TEST_CASE("somebody who is not there is refused with who is") {
    const Ran number = traced(rules + "death.yaml --quiet --person well:2");
    CHECK(number.code == 2);
    CHECK(number.err == "desist: there is no person 'well:2': well has numbers from 0 to 1\n");
    const Ran stream = traced(rules + "death.yaml --quiet --person everybody");
    CHECK(stream.err ==
          "desist: there is no person 'everybody': say STREAM:NUMBER, such as well:0; the streams are well, frail\n");
}
