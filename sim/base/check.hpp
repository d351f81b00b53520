// Our own bugs: a broken invariant stops the run (exit code 1). User input never reaches a failing check.
#pragma once

#include <stdexcept>
#include <string>

namespace desist {

struct InternalError : std::logic_error {
    using std::logic_error::logic_error;
};

// A run that reached a limit that the scenario sets it (exit code 5), such as a storm of events at one instant.
struct RunFailed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// A limit that was given with the command, of time or memory (exit code 5); what() is the whole message.
struct LimitReached : RunFailed {
    using RunFailed::RunFailed;
};

// Somebody wants the work to stop before it is done (exit code 130).
struct Interrupted : std::runtime_error {
    using std::runtime_error::runtime_error;
};

inline void check(bool holds, const char* what) {
    if (!holds) throw InternalError(what);
}

}  // namespace desist
