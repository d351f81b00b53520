#include "output/run_result.hpp"

#include <filesystem>

namespace desist {

namespace {

bool begin_alike(const std::filesystem::path& a, const std::filesystem::path& b) {
    return !a.empty() && !b.empty() && *a.begin() == *b.begin();
}

}  // namespace

std::string_view program_version() { return DESIST_VERSION; }

std::string portable_name(const std::string& input, const std::string& scenario_file) {
    const std::filesystem::path folder = std::filesystem::path(scenario_file).parent_path().lexically_normal();
    const std::filesystem::path name = std::filesystem::path(input).lexically_normal();
    if (begin_alike(name, folder)) return name.lexically_relative(folder).generic_string();
    return name.is_absolute() ? name.filename().string() : name.generic_string();
}

}  // namespace desist
