#include "output/memory.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <optional>
#include <sstream>

namespace desist {

namespace {

namespace fs = std::filesystem;
constexpr double unlimited = std::numeric_limits<double>::infinity();

std::string first_line(const fs::path& file) {
    std::ifstream stream(file);
    std::string line;
    std::getline(stream, line);
    return line;
}

// A file of one number; nothing where there is none ("max").
std::optional<double> number_in(const fs::path& file) {
    double number = 0;
    if (!(std::istringstream(first_line(file)) >> number)) return std::nullopt;
    return number;
}

// The number behind a name: "MemAvailable:   20145 kB", "inactive_file 8192".
std::optional<double> number_behind(const std::string& name, const fs::path& file) {
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line);) {
        std::istringstream words(line);
        std::string word;
        double number = 0;
        if (words >> word >> number && word == name) return number;
    }
    return std::nullopt;
}

double left_of_address_space(const fs::path& root) {
    rlimit limit{};
    if (::getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return unlimited;
    const double used = number_behind("VmSize:", root / "proc/self/status").value_or(0) * 1024;
    return std::max(0.0, static_cast<double>(limit.rlim_cur) - used);
}

// What a group and those above it leave; files that can be dropped from memory count as left.
double left_of_group(const fs::path& top, fs::path group, const char* limit_name, const char* used_name,
                     const char* files_name) {
    double left = unlimited;
    for (;; group = group.parent_path()) {
        const fs::path folder = top / group.relative_path();
        const auto limit = number_in(folder / limit_name);
        const auto used = number_in(folder / used_name);
        const double files = number_behind(files_name, folder / "memory.stat").value_or(0);
        if (limit && used) left = std::min(left, std::max(0.0, *limit - *used + files));
        if (group.relative_path().empty()) return left;
    }
}

double left_of_groups(const fs::path& root) {
    double left = unlimited;
    std::ifstream groups(root / "proc/self/cgroup");
    for (std::string line; std::getline(groups, line);) {  // "0::/path" or "4:memory:/path"
        const std::size_t first = line.find(':'), second = line.find(':', first + 1);
        if (second == std::string::npos) continue;
        const std::string kind = line.substr(first + 1, second - first - 1), group = line.substr(second + 1);
        if (kind.empty())
            left = std::min(
                left, left_of_group(root / "sys/fs/cgroup", group, "memory.max", "memory.current", "inactive_file"));
        if (kind == "memory")
            left = std::min(left, left_of_group(root / "sys/fs/cgroup/memory", group, "memory.limit_in_bytes",
                                                "memory.usage_in_bytes", "total_inactive_file"));
    }
    return left;
}

}  // namespace

double memory_available(const fs::path& root) {
    const auto available = number_behind("MemAvailable:", root / "proc/meminfo");
    return std::min({available ? *available * 1024 : unlimited, left_of_address_space(root), left_of_groups(root)});
}

unsigned threads_that_fit(const Forecast& forecast, std::uint32_t replications, unsigned wanted, double available) {
    const double results = forecast.result_bytes();
    if (replications * results > available) return 0;
    const double each = forecast.replication_bytes() + 2 * results;
    return static_cast<unsigned>(std::min<double>(wanted, std::floor(available / each)));
}

std::string bytes_in_words(double bytes) {
    if (bytes < 999.5e6) return fmt::format("{:.0f} MB", std::max(1.0, bytes / 1e6));
    return bytes < 99.95e9 ? fmt::format("{:.1f} GB", bytes / 1e9) : fmt::format("{:.0f} GB", bytes / 1e9);
}

}  // namespace desist
