// How the program ends; scripts rely on these numbers.
#pragma once

namespace desist {

enum ExitCode : int {
    exit_done = 0,
    exit_internal_error = 1,  // a bug of desist
    exit_usage = 2,           // the command line is wrong
    exit_refused = 3,         // the scenario can be read and is wrong
    exit_no_access = 4,       // a path cannot be read or written, or holds a result already
    exit_run_failed = 5,      // the run failed or hit a limit
    exit_check_failed = 6,    // a comparison or a check failed
    exit_interrupted = 130,   // somebody stopped it; what was finished is saved
};

}  // namespace desist
