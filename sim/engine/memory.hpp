// Memory of a replication, told from its model before anything is allocated.
#pragma once

#include <cstddef>

#include "sim/model/model.hpp"

namespace desist {

// Bytes at the peak of one replication, an upper estimate. With N people inside at once (Model::most_inside):
//   N x the block of an offender, in chunks of 1,024 blocks
//   N x 2 entries of the event list, and a bucket for each day of the run
//   min(N x seats that can need units, N + all units) x the record of who waits or holds units
//   N x the remainder of a stay, where a move may interrupt one
// Lists that grow by doubling count three times (the old, the new, and what the new has to spare).
double engine_bytes(const Model& model);

}  // namespace desist
