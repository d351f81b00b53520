// The result for machines. Text that is not UTF-8 is shown with replacement characters.
#pragma once

#include <string>

#include "output/run_result.hpp"

namespace desist {

// `desist run --json`: the facts of the run and an array `measures` with a row for each measure, period and group.
// A row of a group has the attribute as a key ("district": "Leeds"); a row of everybody has none. low and high are null
// with one replication. An attribute named like another key of the row stands under "group:NAME".
std::string result_json(const RunResult& result);

// manifest.json: the same facts without the rows, the hash of each input, and when and how fast this run went.
std::string manifest_json(const RunResult& result);

// `desist check --json`: {ok, errors: [{file, line, column, severity, what, hint}]}; warnings stand there too.
std::string problems_json(const Problems& problems);

}  // namespace desist
