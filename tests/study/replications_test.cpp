#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>

#include "sim/study/study.hpp"
#include "tests/catch.hpp"

using namespace desist;

namespace {

struct Seen : ResultSink {
    void replication(const ReplicationResult& result) override {
        if (result.replication == fails_at) throw std::runtime_error("the disk is full");
        order.push_back(result.replication);
        thread = std::this_thread::get_id();
    }
    std::vector<std::uint32_t> order;
    std::uint32_t fails_at = UINT32_MAX;
    std::thread::id thread;
};

ReplicationResult result_of(std::uint32_t replication) {
    ReplicationResult result;
    result.replication = replication;
    result.fingerprint = 1000 + replication;
    return result;
}

StudyOptions options_of(std::uint32_t replications, unsigned threads) {
    return {.seed = 1, .replications = replications, .threads = threads};
}

std::vector<std::uint32_t> first(std::uint32_t n) {
    std::vector<std::uint32_t> numbers;
    for (std::uint32_t i = 0; i < n; ++i) numbers.push_back(i);
    return numbers;
}

// Even replications take long, so that results come out of order.
ReplicationResult uneven(std::uint32_t replication) {
    if (replication % 2 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return result_of(replication);
}

}  // namespace

TEST_CASE("results reach the sink in order on any number of threads") {
    for (const unsigned threads : {1u, 2u, 3u, 8u}) {
        Seen sink;
        std::vector<double> done;
        const auto results =
            run_replications(options_of(17, threads), uneven, sink, [&](double d) { done.push_back(d); });
        CHECK(sink.order == first(17));
        REQUIRE(results.size() == 17);
        for (std::uint32_t r = 0; r < 17; ++r) CHECK(results[r].fingerprint == 1000 + r);
        CHECK(sink.thread == std::this_thread::get_id());
        REQUIRE(done.size() == 17);
        CHECK(done.front() == Approx(1.0 / 17));
        CHECK(done.back() == 1);
    }
}

TEST_CASE("progress may be empty and the number of threads left to the machine") {
    Seen sink;
    CHECK(run_replications(options_of(3, 0), result_of, sink, {}).size() == 3);
    CHECK(threads_used(options_of(3, 0)) >= 1);
    CHECK(threads_used(options_of(3, 8)) == 3);
    CHECK(threads_used(options_of(9, 8)) == 8);
}

TEST_CASE("no replications is an empty result") {
    Seen sink;
    CHECK(run_replications(options_of(0, 2), result_of, sink, {}).empty());
}

TEST_CASE("a replication that fails stops the rest after all before it were handed on") {
    for (const unsigned threads : {1u, 2u, 3u, 8u}) {
        Seen sink;
        std::atomic<int> started = 0;
        const auto replicate = [&](std::uint32_t replication) {
            ++started;
            if (replication >= 5) throw std::runtime_error("replication " + std::to_string(replication));
            return uneven(replication);
        };
        CHECK_THROWS_WITH(run_replications(options_of(1000, threads), replicate, sink, {}), "replication 5");
        CHECK(sink.order == first(5));
        CHECK(started < 40);
    }
}

TEST_CASE("an exception of the sink stops the workers and is thrown again") {
    Seen sink;
    sink.fails_at = 3;
    CHECK_THROWS_WITH(run_replications(options_of(1000, 2), uneven, sink, {}), "the disk is full");
    CHECK(sink.order == first(3));
}

TEST_CASE("a result under a wrong number is our own bug") {
    Seen sink;
    const auto wrong = [](std::uint32_t) { return result_of(7); };
    CHECK_THROWS_AS(run_replications(options_of(2, 1), wrong, sink, {}), std::logic_error);
}

TEST_CASE("workers do not run far ahead of a slow sink") {
    std::atomic<std::uint32_t> started = 0;
    struct Slow : ResultSink {
        explicit Slow(std::atomic<std::uint32_t>& s) : started(s) {}
        void replication(const ReplicationResult& result) override {
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
            ahead = std::max(ahead, started - result.replication);
        }
        std::atomic<std::uint32_t>& started;
        std::uint32_t ahead = 0;
    } sink(started);
    const auto replicate = [&](std::uint32_t replication) {
        ++started;
        return result_of(replication);
    };
    for_each_replication(options_of(60, 2), replicate, sink, {});
    CHECK(started == 60);
    CHECK(sink.ahead <= 6);
}

TEST_CASE("several threads really take part") {
    Seen sink;
    std::mutex mutex;
    std::set<std::thread::id> workers;
    const auto replicate = [&](std::uint32_t replication) {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        const std::lock_guard lock(mutex);
        workers.insert(std::this_thread::get_id());
        return result_of(replication);
    };
    run_replications(options_of(30, 3), replicate, sink, {});
    CHECK(workers.size() == 3);
}
