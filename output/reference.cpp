#include "output/schema.hpp"
namespace desist {
std::string language_reference() { return ""; }
}
