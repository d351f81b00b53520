// A limit on how long a command may work; with interrupt.hpp the only place that ends work by the clock.
#pragma once

#include <thread>

namespace desist {

// From now on; when the time is up, stop_wanted() becomes true unless somebody wanted it before.
class TimeLimit {
public:
    explicit TimeLimit(double seconds);  // 0: none
    TimeLimit(const TimeLimit&) = delete;
    TimeLimit& operator=(const TimeLimit&) = delete;

private:
    std::jthread watch_;  // ends with the limit
};

// Why stop_wanted() is true: the time is up (otherwise somebody pressed Ctrl-C).
bool time_is_up();

}  // namespace desist
