// How many people are inside a model at once, told before it runs.
#pragma once

#include "sim/pathway/pathway.hpp"

namespace desist {

// The people present and from files, and of those who arrive the greatest rate times the time until they leave
// (Little), with four standard deviations of a Poisson law on top; at most all who arrive during the run.
//
// The time until somebody leaves is that of the offender's own track on which it is shortest, from its start to a node
// with `end` along the longest way: mean stays (or the means of hazards whose rates have a least value), whichever
// values tables depend on. A way that comes round again, a rest and a date count as long as the run. Who waits for
// units is taken to wait for the mean patience, or else for 20 mean stays: a resource that is in use for more than 95%
// of the time can have longer queues. So this is an upper estimate, and no bound.
double most_inside(const Pathway& pathway);

}  // namespace desist
