// Ctrl-C (SIGINT, SIGTERM) asks for an end in good order; a second one ends at once.
#pragma once

#include <atomic>

namespace desist {

// From the first call on these signals set the flag. Before it they end the program, as there is nothing to save.
const std::atomic<bool>& stop_wanted();

}  // namespace desist
