// Prints the bits for scripts/same, which builds this in many ways.
#include <cstdio>

#include "tests/same/bits.hpp"

int main() { std::fputs(bits_text().c_str(), stdout); }
