// The prose of the reference. A line {{NAME}} stands for a generated table: of the fields of "a node", or of the laws.
#pragma once

#include <string_view>

namespace desist {

extern const std::string_view reference_prose;

}  // namespace desist
