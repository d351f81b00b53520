// Many runs on threads: the same as one by one, in whatever order they end.
#include "sim/study/batch.hpp"

#include <cmath>
#include <map>

#include "sim/base/check.hpp"
#include "tests/study/studying.hpp"

using namespace desist;
using namespace desist::test;

namespace {

// A small prison, and a share of the orders that has no value where there are none.
const std::string small_prison = [] {
    std::string text = prison;
    text.replace(text.find("3 years, run: 2 years"), 21, "6 months, run: 1 year");
    text.replace(text.find("100 per month"), 13, "20 per month");
    return text + "  sentences: {count: justice/prison}\n  per-order: {ratio: [sentences, orders]}\n";
}();

struct Prison {
    Prison()
        : file(folder.write("prison.yaml", small_prison)), forecast(forecast_of(file)), layout(forecast.layout()) {}

    BatchOptions options(unsigned threads) const {
        return {.seed = 5,
                .replications = 4,
                .threads = threads,
                .figures = {*layout.named("in-prison"), *layout.named("orders")},
                .layout = &layout,
                .stop = nullptr};
    }
    // The scenario and three values of its rate.
    std::vector<Variant> variants() const {
        return {{0, file, {}},
                {1, file, {{"custody-rate", "40%"}}},
                {2, file, {{"custody-rate", "55%"}, {"time-served", "1 month"}}},
                {7, file, {{"custody-rate", "60%"}}}};
    }
    std::map<std::uint32_t, RunOutcome> outcomes(const std::vector<Variant>& wanted, unsigned threads) const {
        std::map<std::uint32_t, RunOutcome> all;
        run_batch(wanted, options(threads), [&](const RunOutcome& outcome) { all.emplace(outcome.run, outcome); }, {});
        return all;
    }

    StudyFolder folder;
    fs::path file;
    Forecast forecast;
    const Layout& layout;
};

}  // namespace

TEST_CASE("a batch gives the same outcomes on 1, 2, 3 and 8 threads") {
    const Prison prison;
    const auto one = prison.outcomes(prison.variants(), 1);
    REQUIRE(one.size() == 4);
    for (const unsigned threads : {2u, 3u, 8u}) {
        const auto more = prison.outcomes(prison.variants(), threads);
        REQUIRE(more.size() == 4);
        for (const auto& [run, outcome] : one) {
            CHECK(more.at(run).values == outcome.values);
            CHECK(more.at(run).fingerprints == outcome.fingerprints);
            CHECK(more.at(run).inputs_hash == outcome.inputs_hash);
        }
    }
}

TEST_CASE("a run of a batch is the replications of its variant, one by one") {
    const Prison prison;
    const RunOutcome outcome = prison.outcomes(prison.variants(), 2).at(2);
    const Forecast alone = forecast_of(prison.file, {{"custody-rate", "55%"}, {"time-served", "1 month"}});
    CHECK(outcome.inputs_hash == alone.inputs_hash());
    for (std::uint32_t r = 0; r < 4; ++r) {
        const ReplicationResult result = alone.replicate(5, r);
        CHECK(outcome.fingerprints.at(r) == result.fingerprint);
        std::vector<double> cells;
        for (const char* name : {"in-prison", "orders"})
            for (const Period& period : alone.layout().periods)
                cells.push_back(*value_of(alone.layout(), result.tally, *alone.layout().named(name), 0, period));
        CHECK(outcome.values.at(r) == cells);
    }
}

TEST_CASE("a run is the same whatever runs are beside it") {
    const Prison prison;
    const auto all = prison.outcomes(prison.variants(), 2);
    const auto alone = prison.outcomes({prison.variants().at(3)}, 1);
    CHECK(alone.at(7).values == all.at(7).values);
}

TEST_CASE("runs of one study have the same people with the same luck") {
    const Prison prison;
    const auto all = prison.outcomes({prison.variants()[0], {1, prison.file, {{"custody-rate", "50%"}}}}, 1);
    CHECK(all.at(0).values == all.at(1).values);
}

TEST_CASE("a batch of nothing does nothing") { CHECK(Prison().outcomes({}, 3).empty()); }

TEST_CASE("more threads than replications do no harm") {
    const Prison prison;
    CHECK(prison.outcomes({prison.variants()[0]}, 16).at(0).values.size() == 4);
}

TEST_CASE("a cell without a value is not-a-number") {
    const Prison prison;
    BatchOptions options = prison.options(1);
    options.figures = {*prison.layout.named("per-order"), *prison.layout.named("orders")};
    std::vector<double> cells;
    run_batch({{0, prison.file, {{"custody-rate", "100%"}}}}, options,
              [&](const RunOutcome& outcome) { cells = outcome.values.at(0); }, {});
    REQUIRE(cells.size() == 2 * prison.layout.periods.size());
    CHECK(std::isnan(cells.front()));  // nobody has an order
    CHECK(cells.back() == 0);
}

TEST_CASE("a variant that its scenario refuses stops the batch and says which") {
    const Prison prison;
    for (const unsigned threads : {1u, 3u}) {
        std::vector<Variant> variants = prison.variants();
        variants[2].settings[0].value = "200%";
        try {
            prison.outcomes(variants, threads);
            FAIL("nothing was refused");
        } catch (const VariantRefused& e) {
            CHECK_THAT(e.what(), ContainsSubstring("run 2 (") && ContainsSubstring("--set custody-rate=200%") &&
                                     ContainsSubstring("a share lies between 0% and 100%"));
        }
    }
}

TEST_CASE("a variant without one of the measures, or for another time, is refused") {
    const Prison prison;
    std::string text = small_prison;
    const fs::path other = prison.folder.write("other.yaml", text.replace(text.find("  orders:"), 9, "  others:"));
    text = small_prison;
    const fs::path longer =
        prison.folder.write("longer.yaml", text.replace(text.find("run: 1 year"), 11, "run: 2 years"));
    CHECK_THROWS_AS(prison.outcomes({{1, other, {}}}, 1), VariantRefused);
    CHECK_THROWS_AS(prison.outcomes({{1, longer, {}}}, 1), VariantRefused);
}

TEST_CASE("what is thrown while an outcome is handed on stops the batch and comes out") {
    const Prison prison;
    for (const unsigned threads : {1u, 3u}) {
        int handed_on = 0;
        const auto full_disk = [&](const RunOutcome&) {
            if (++handed_on == 2) throw CannotAccess("the disk is full");
        };
        CHECK_THROWS_AS(run_batch(prison.variants(), prison.options(threads), full_disk, {}), CannotAccess);
        CHECK(handed_on <= 1 + static_cast<int>(threads));  // others may be on their way
    }
}

TEST_CASE("a batch that is told to stop is interrupted") {
    const Prison prison;
    std::atomic<bool> stop = true;
    BatchOptions options = prison.options(2);
    options.stop = &stop;
    CHECK_THROWS_AS(run_batch(prison.variants(), options, [](const RunOutcome&) {}, {}), Interrupted);
}

TEST_CASE("progress goes up by one replication and ends with all") {
    const Prison prison;
    std::vector<double> told;
    run_batch(
        prison.variants(), prison.options(2), [](const RunOutcome&) {}, [&](double done) { told.push_back(done); });
    REQUIRE(told.size() == 16);
    for (std::size_t i = 0; i < 16; ++i) CHECK(told[i] == Approx(static_cast<double>(i + 1) / 16));
}
