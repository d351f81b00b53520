// The YAML examples of the reference.
#pragma once

#include <string>
#include <vector>

namespace desist::test {

std::vector<std::string> examples_of_the_reference();

}  // namespace desist::test
