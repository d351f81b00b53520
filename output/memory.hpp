// Memory that the machine can still give, and how many threads fit into it.
#pragma once

#include <filesystem>
#include <limits>
#include <string>

#include "output/command_line.hpp"
#include "sim/study/forecast.hpp"

namespace desist {

// The least of what is available (/proc/meminfo), what the control groups of this process leave (version 1 or 2), and
// what its limit on address space leaves; infinite where nothing is told. `root` is another one in tests.
double memory_available(const std::filesystem::path& root = "/");

// So many threads as fit, at most as many as are wanted: each runs one replication, and two results may wait to be
// saved; at the end all results are read at once. 0: not even one fits.
unsigned threads_that_fit(const Forecast& forecast, std::uint32_t replications, unsigned wanted, double available);

// "410 MB", "2.1 GB" (of 10^6 and 10^9 bytes).
std::string bytes_in_words(double bytes);

}  // namespace desist
