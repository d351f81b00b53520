// A scenario's run into a folder: begun, gone on with, made whole.
#pragma once

#include "output/command_line.hpp"
#include "output/run_result.hpp"
#include "sim/study/forecast.hpp"

namespace desist {

// Runs what the folder `command.out` does not hold yet, then writes summary and manifest. A run that was cut off goes
// on if inputs, seed, replications and program are the same. The result refers to the forecast.
// Throws CannotAccess (in use by another run, a whole result without --force, another run's result, a full disk),
// RunFailed (a replication that fails, a limit of time or memory), or Interrupted after Ctrl-C; these say what is saved
// and how to go on. Where memory is short, fewer threads are used.
RunResult run_into_folder(const Command& command, const Forecast& forecast);

}  // namespace desist
