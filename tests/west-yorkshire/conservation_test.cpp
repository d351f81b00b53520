// Nothing appears and nothing gets lost on the way: stays of West Yorkshire with a fiftieth of its people, added up.
#include <map>

#include "sim/engine/engine.hpp"
#include "sim/measure/tally.hpp"
#include "sim/pathway/pathway.hpp"
#include "sim/study/forecast.hpp"
#include "tests/catch.hpp"

using namespace desist;

namespace {

const Forecast& forecast() {
    static const Forecast made = [] {
        Problems problems;
        auto f = Forecast::prepare(DESIST_SOURCE_DIR "/tests/same/west-yorkshire-small.yaml", {}, problems);
        if (!f) throw std::runtime_error(problems.text());
        return *f;
    }();
    return made;
}

// How many stays began at each node, and what ended them.
struct Stays : RecordSink {
    struct AtNode {
        std::int64_t started = 0, started_measured = 0;
        std::map<NodeId, std::int64_t> next;  // of those that began
        std::map<Cause, std::int64_t> no_next;
    };
    std::map<std::string, AtNode> nodes;
    std::int64_t joined = 0;  // cases that joined one that was open
    void stay(const Stay& stay, const Witness&) override {
        if (stay.started == never) return;
        AtNode& at = nodes[forecast().pathway().nodes[stay.node.index].place];
        ++at.started;
        if (stay.started >= Time{0}) ++at.started_measured;
        if (stay.next)
            ++at.next[stay.next];
        else
            ++at.no_next[stay.cause];
    }
    std::int64_t started(const std::string& node) { return nodes[node].started; }
    std::int64_t measured(const std::string& node) { return nodes[node].started_measured; }
    // Began there and went on to the other.
    std::int64_t passed(const std::string& node, const std::string& to) {
        for (const auto& [next, times] : nodes[node].next)
            if (forecast().pathway().nodes[next.index].place == to) return times;
        return 0;
    }
    // Still there when the run ended, or when the person left for good.
    std::int64_t pending(const std::string& node) {
        return nodes[node].no_next[Cause::horizon] + nodes[node].no_next[Cause::ended];
    }
};

Stays& counts() {
    static Stays made = [] {
        Stays c;
        c.joined = static_cast<std::int64_t>(simulate(forecast().model(), 1, 0, {}, c).cases_joined);
        return c;
    }();
    return made;
}

const Tally& tally() {
    static const Tally made = forecast().replicate(1, 0).tally;
    return made;
}

// Over the whole run of six years.
double in_all(const std::string& measure, std::size_t group = 0) {
    const Layout& layout = forecast().layout();
    constexpr double years = 2191 / 365.25;  // 2012-04-01 to 2018-04-01
    return years * value_of(layout, tally(), *layout.named(measure), group, layout.periods.back()).value();
}

double of_groups(const std::string& measure, const std::string& attribute) {
    const auto& groups = forecast().layout().measures[forecast().layout().named(measure)->index].groups;
    double sum = 0;
    for (std::size_t g = 0; g < groups.size(); ++g)
        if (groups[g].attribute == attribute) sum += in_all(measure, g);
    return sum;
}

}  // namespace

TEST_CASE("tests are positive or negative") {
    Stays& c = counts();
    REQUIRE(c.started("justice/tested-positive") > 100);
    for (const auto& [test, positive, negative] :
         {std::tuple{"justice/trigger-test", "justice/tested-positive", "justice/tested-negative"},
          std::tuple{"justice/inspector-test", "justice/inspector-positive", "justice/inspector-negative"}}) {
        CHECK(c.started(test) == c.started(positive) + c.started(negative) + c.pending(test));
        CHECK(c.passed(test, positive) == c.started(positive));
    }
}

TEST_CASE("positive tests are undisputed, upheld, overturned or still at the laboratory") {
    Stays& c = counts();
    const std::int64_t undisputed = c.passed("test/positive", "test/upheld"), disputed = c.started("test/disputed"),
                       upheld = c.passed("test/disputed", "test/upheld"), overturned = c.started("test/overturned");
    REQUIRE(overturned > 10);
    // The result of an arrest that joined another case is lost when that case ends while the person is in the cell.
    const std::int64_t lost =
        c.started("justice/tested-positive") + c.started("justice/inspector-positive") - c.started("test/positive");
    CHECK(lost >= 0);
    CHECK(lost <= c.joined);
    CHECK(c.started("test/positive") == undisputed + disputed);
    // A test in a case that a fourth arrest has joined takes the place of one that is at the laboratory.
    const std::int64_t replaced = c.passed("test/disputed", "test/positive");
    CHECK(disputed == upheld + overturned + replaced + c.pending("test/disputed"));
    CHECK(c.started("test/upheld") == undisputed + upheld);
}

TEST_CASE("treatment starts by the way in add up to all starts") {
    Stays& c = counts();
    const auto starts = c.measured("treatment/in-treatment") + c.measured("treatment/young-peoples-service");
    REQUIRE(starts > 100);
    CHECK(of_groups("treatment-starts", "source") == Approx(in_all("treatment-starts")));
    // A measure counts those who are still there at the end, too.
    CHECK(in_all("treatment-starts") == Approx(static_cast<double>(starts)));
}

TEST_CASE("who begins treatment ends it or is in it at the end") {
    Stays& c = counts();
    const Stays::AtNode& in = c.nodes["treatment/in-treatment"];
    std::int64_t ends = c.pending("treatment/in-treatment");
    for (const char* to : {"treatment/completed", "treatment/dropped-out", "treatment/in-prison"})
        ends += c.passed("treatment/in-treatment", to);
    CHECK(in.started == ends);
}

TEST_CASE("money adds up by payer and by cost, and the police pay for every kit and every sample") {
    Stays& c = counts();
    CHECK(of_groups("spending", "payer") == Approx(in_all("spending")));
    CHECK(of_groups("spending", "cost") == Approx(in_all("spending")));
    const double kits = static_cast<double>(c.measured("justice/trigger-test") + c.measured("justice/inspector-test"));
    const double samples = static_cast<double>(c.measured("test/disputed"));
    CHECK(in_all("testing-bill") == Approx(kits * 8.85 + samples * 26.40));
}
