// Ctrl-C (SIGINT, SIGTERM) asks for an end in good order, a limit of time (time_limit.hpp) likewise; a further Ctrl-C
// ends at once.
#pragma once

#include <atomic>

namespace desist {

// From the first call on these signals set the flag. Before it they end the program, as there is nothing to save.
const std::atomic<bool>& stop_wanted();

// Sets the flag for another reason, which is noted first; nothing happens when it is set already.
void want_stop(std::atomic<bool>& reason);

}  // namespace desist
