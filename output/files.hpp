// Files that appear whole or not at all, and the folder that holds the results of one run.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace desist {

// A file that appears whole or not at all: filled under another name in the same folder, synced, and renamed.
// Throws CannotAccess, and what `fill` throws.
void appear_whole(const std::filesystem::path& file,
                  const std::function<void(const std::filesystem::path& part)>& fill);
void write_whole(const std::filesystem::path& file, std::string_view text);
// The same, but a file that is there already is replaced only with `force`. Throws CannotAccess.
void write_once(const std::filesystem::path& file, std::string_view text, bool force);

// A folder that one process writes to. The lock lies on the open folder, not in a file: a crash leaves nothing behind.
class FolderLock {
public:
    explicit FolderLock(const std::filesystem::path& folder);  // throws CannotAccess when another process has it
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;
    ~FolderLock();

private:
    int descriptor_;
};

// The folder of one run, locked while it is used. Throws CannotAccess when it is a file, cannot be made, is in use by
// another run, or holds a whole result and `force` is not given. With `force` the files of that result are removed, and
// no other file. The manifest is written last, so a result without it is one that may go on.
class ResultFolder {
public:
    ResultFolder(std::filesystem::path folder, bool force);
    bool has_begun() const;  // holds the store of a run that was cut off
    void clear();            // removes the files of the result
    const std::filesystem::path& path() const { return folder_; }
    std::filesystem::path store() const { return folder_ / "results.sqlite"; }
    std::filesystem::path summary() const { return folder_ / "summary.csv"; }
    std::filesystem::path manifest() const { return folder_ / "manifest.json"; }
    std::filesystem::path report() const { return folder_ / "report.html"; }

private:
    std::filesystem::path folder_;
    FolderLock lock_;
};

}  // namespace desist
