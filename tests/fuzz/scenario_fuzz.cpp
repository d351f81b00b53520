// Arbitrary bytes as a scenario: whatever they are, they are refused or compiled, without a crash, a leak or a long
// wait. libFuzzer calls this with its inputs; scripts/fuzz starts it.
#include <cstddef>
#include <cstdint>
#include <string>

#include "sim/base/check.hpp"
#include "sim/model/model.hpp"
#include "sim/pathway/pathway.hpp"
#include "sim/scenario/scenario.hpp"

using namespace desist;

namespace {

bool compiles(const std::string& text, Problems& problems) {
    const std::optional<Scenario> scenario = load_text("fuzz.yaml", text, problems);
    if (!scenario) return false;
    const std::optional<Pathway> pathway = build_pathway(*scenario, problems);
    return pathway && compile(*pathway, problems) && !problems.has_errors();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Problems problems;
    const bool good = compiles(std::string(reinterpret_cast<const char*>(data), size), problems);
    check(good != problems.has_errors(), "a scenario is good, or what is wrong with it is said");
    check(good || !problems.text().empty(), "what is wrong can be shown");
    return 0;
}
