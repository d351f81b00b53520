#include "output/interrupt.hpp"

#include <csignal>

namespace desist {

namespace {

std::atomic<bool> wanted = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may touch nothing else");

extern "C" void ask_to_stop(int signal) {
    if (!wanted.exchange(true)) return;
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

bool listen() {
    struct sigaction action = {};
    action.sa_handler = ask_to_stop;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    for (const int signal : {SIGINT, SIGTERM}) ::sigaction(signal, &action, nullptr);
    return true;
}

}  // namespace

const std::atomic<bool>& stop_wanted() {
    static const bool listening = listen();
    static_cast<void>(listening);
    return wanted;
}

void want_stop(std::atomic<bool>& reason) {
    if (wanted) return;
    reason = true;
    wanted = true;
}

}  // namespace desist
