// The clock on the wall: when a result was begun and how long it took. Nothing that decides a result reads it.
#pragma once

#include <string>

#include "output/progress.hpp"

namespace desist {

std::string now_in_utc();  // "2024-05-01T12:00:00Z"
ProgressReport::Stopwatch start_stopwatch();

}  // namespace desist
