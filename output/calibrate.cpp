// desist calibrate: parameters fitted to the targets of a scenario.
#include "output/studies.hpp"

namespace desist {

ExitCode calibrate_scenario(const Command&) { return exit_usage; }

}  // namespace desist
