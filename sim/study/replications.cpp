#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

#include "sim/base/check.hpp"
#include "sim/study/study.hpp"

namespace desist {

namespace {

// What a replication came to: a result, or why there is none.
struct Attempt {
    ReplicationResult result;
    std::exception_ptr failure;
};

Attempt try_it(const Replicate& replicate, std::uint32_t replication) {
    Attempt attempt;
    try {
        attempt.result = replicate(replication);
        check(attempt.result.replication == replication, "a result under the wrong replication number");
    } catch (...) {
        attempt.failure = std::current_exception();
    }
    return attempt;
}

// Workers take the next replication; one collector takes the outcomes in order. No worker runs further ahead of the
// collector than the desk has places, so that a slow disk or one slow replication does not fill the memory.
class Desk {
public:
    Desk(std::uint32_t first, std::uint32_t wanted, std::size_t places)
        : wanted_(wanted), given_(first), taken_(first), places_(places) {}

    // The next replication for a worker; nothing when there is no more to do. Waits for a free place.
    std::optional<std::uint32_t> next() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return closed_ || given_ == wanted_ || given_ < taken_ + places_.size(); });
        if (closed_ || given_ == wanted_) return std::nullopt;
        return given_++;
    }

    void put(std::uint32_t replication, Attempt attempt) {
        const std::lock_guard lock(mutex_);
        if (attempt.failure) closed_ = true;  // what is under way below this one is still finished
        places_[replication % places_.size()] = std::move(attempt);
        changed_.notify_all();
    }

    // The attempt of the next replication in order. Waits for it.
    Attempt take() {
        std::unique_lock lock(mutex_);
        std::optional<Attempt>& place = places_[taken_ % places_.size()];
        changed_.wait(lock, [&] { return place.has_value(); });
        Attempt attempt = std::move(*place);
        place.reset();
        ++taken_;
        changed_.notify_all();
        return attempt;
    }

    void close() {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        changed_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    const std::uint32_t wanted_;
    std::uint32_t given_;  // the next replication for a worker
    std::uint32_t taken_;  // the next attempt for the collector
    bool closed_ = false;
    std::vector<std::optional<Attempt>> places_;
};

void work(Desk& desk, const Replicate& replicate) {
    while (const auto replication = desk.next()) desk.put(*replication, try_it(replicate, *replication));
}

void collect(Desk& desk, const StudyOptions& options, ResultSink& sink, const Progress& progress) {
    for (std::uint32_t r = options.first; r < options.replications; ++r) {
        const Attempt attempt = desk.take();
        if (attempt.failure) std::rethrow_exception(attempt.failure);
        sink.replication(attempt.result);
        if (progress) progress((r + 1.0) / options.replications);
    }
}

// Closes the desk before the workers are waited for, also when an exception passes.
struct ClosingTime {
    Desk& desk;
    ~ClosingTime() { desk.close(); }
};

// Keeps every result and hands it on.
struct Keeper : ResultSink {
    explicit Keeper(ResultSink& next_sink) : next(next_sink) {}
    void replication(const ReplicationResult& result) override {
        next.replication(result);
        kept.push_back(result);
    }
    ResultSink& next;
    std::vector<ReplicationResult> kept;
};

}  // namespace

unsigned threads_used(const StudyOptions& options) {
    const unsigned wanted = options.threads > 0 ? options.threads : std::max(1u, std::thread::hardware_concurrency());
    const std::uint32_t missing = options.replications - std::min(options.first, options.replications);
    return std::max(1u, std::min(wanted, missing));
}

void for_each_replication(const StudyOptions& options, const Replicate& replicate, ResultSink& sink,
                          const Progress& progress) {
    if (options.first >= options.replications) return;
    const unsigned threads = threads_used(options);
    Desk desk(options.first, options.replications, 2 * std::size_t{threads});
    std::vector<std::jthread> workers;
    const ClosingTime closing{desk};
    for (unsigned t = 0; t < threads; ++t) workers.emplace_back([&] { work(desk, replicate); });
    collect(desk, options, sink, progress);
}

std::vector<ReplicationResult> run_replications(const StudyOptions& options, const Replicate& replicate,
                                                ResultSink& sink, const Progress& progress) {
    Keeper keeper(sink);
    for_each_replication(options, replicate, keeper, progress);
    return std::move(keeper.kept);
}

}  // namespace desist
