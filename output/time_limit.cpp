#include "output/time_limit.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "output/interrupt.hpp"

namespace desist {

namespace {

std::atomic<bool> is_up = false;

void wait_and_stop(const std::stop_token& ended, std::chrono::steady_clock::time_point end) {
    std::mutex mutex;
    std::condition_variable_any nobody;
    std::unique_lock lock(mutex);
    nobody.wait_until(lock, ended, end, [] { return false; });
    if (ended.stop_requested()) return;
    want_stop(is_up);
}

}  // namespace

TimeLimit::TimeLimit(double seconds) {
    if (seconds <= 0) return;
    const std::chrono::duration<double> length(seconds);
    const auto end =
        std::chrono::steady_clock::now() + std::chrono::duration_cast<std::chrono::steady_clock::duration>(length);
    watch_ = std::jthread([end](const std::stop_token& ended) { wait_and_stop(ended, end); });
}

bool time_is_up() { return is_up; }

}  // namespace desist
