// Files that appear whole or not at all, and the folder that holds the results of one run.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace desist {

// Writes under a temporary name in the same folder, syncs, and renames. Throws CannotAccess.
void write_whole(const std::filesystem::path& file, std::string_view text);

// A folder for one result. Throws CannotAccess when it is a file, cannot be made, or holds a result and `force` is not
// given. With `force` the files of that result are removed, and no other file.
class ResultFolder {
public:
    ResultFolder(std::filesystem::path folder, bool force);
    const std::filesystem::path& path() const { return folder_; }
    std::filesystem::path store() const { return folder_ / "results.sqlite"; }
    std::filesystem::path summary() const { return folder_ / "summary.csv"; }
    std::filesystem::path manifest() const { return folder_ / "manifest.json"; }

private:
    std::filesystem::path folder_;
};

}  // namespace desist
