#include "output/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "sim/base/problems.hpp"

namespace desist {

namespace fs = std::filesystem;

namespace {

// In the order of removal: without the manifest what is left counts as unfinished, and the store goes last.
constexpr std::array results{"manifest.json", "report.html", "summary.csv", "sensitivity.csv",
                             "fit.csv",       "profile.csv", "fitted.yaml", "results.sqlite"};
// What a run that was cut off may leave beside them.
constexpr std::array leftovers{
    "results.sqlite.part-journal", "results.sqlite.part", "summary.csv.part", "manifest.json.part", "report.html.part",
    "sensitivity.csv.part",        "fit.csv.part",        "profile.csv.part", "fitted.yaml.part"};
// Belongs to a store that goes on. Without its store it must go: SQLite would play it into the new one.
constexpr const char* journal = "results.sqlite-journal";

[[noreturn]] void fail(const char* verb, const fs::path& path) {
    throw CannotAccess(fmt::format("cannot {} {}: {}", verb, path.string(), std::strerror(errno)));
}

// An open file that is closed on the way out; close() itself may report that the disk is full.
class OpenFile {
public:
    OpenFile(const fs::path& path, int flags)
        : path_(path), descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {
        if (descriptor_ < 0) fail("write", path);
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    ~OpenFile() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    void write(std::string_view text) {
        while (!text.empty()) {
            const ssize_t n = ::write(descriptor_, text.data(), text.size());
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) fail("write", path_);
            text.remove_prefix(static_cast<std::size_t>(n));
        }
    }
    void sync() {
        // A file system without fsync (some network and memory ones) says EINVAL; the file is as safe as it can be.
        if (::fsync(descriptor_) != 0 && errno != EINVAL) fail("write", path_);
    }
    void close() {
        if (::close(std::exchange(descriptor_, -1)) != 0) fail("write", path_);
    }

private:
    const fs::path& path_;
    int descriptor_;
};

// Makes the new name itself survive a crash.
void sync_folder(const fs::path& folder) {
    OpenFile(folder.empty() ? fs::path(".") : folder, O_RDONLY | O_DIRECTORY).sync();
}

fs::path made(fs::path folder) {
    std::error_code error;
    if (fs::exists(folder, error) && !fs::is_directory(folder, error)) {
        throw CannotAccess(fmt::format("cannot write into {}: it is a file, not a folder", folder.string()));
    }
    fs::create_directories(folder, error);
    if (error) throw CannotAccess(fmt::format("cannot make the folder {}: {}", folder.string(), error.message()));
    return folder;
}

bool is_there(const fs::path& path) {
    std::error_code error;
    return fs::exists(fs::symlink_status(path, error));
}

// A result without a manifest may go on if its store is there.
void refuse_existing(const fs::path& folder) {
    const bool may_go_on = !is_there(folder / "manifest.json") && is_there(folder / "results.sqlite");
    for (const char* name : results) {
        if (may_go_on || !is_there(folder / name)) continue;
        throw CannotAccess(
            fmt::format("{} holds a result already ({})\n  hint: --force replaces it; --out names another folder",
                        folder.string(), name));
    }
}

void remove_file(const fs::path& path) {
    std::error_code error;
    if (fs::is_directory(fs::symlink_status(path, error))) {
        throw CannotAccess(fmt::format("cannot replace {}: it is a folder", path.string()));
    }
    fs::remove(path, error);
    if (error) throw CannotAccess(fmt::format("cannot remove {}: {}", path.string(), error.message()));
}

}  // namespace

void appear_whole(const fs::path& file, const std::function<void(const fs::path& part)>& fill) {
    const fs::path part = file.string() + ".part";
    bool renamed = false;
    try {
        fill(part);
        OpenFile(part, O_RDONLY).sync();
        if (::rename(part.c_str(), file.c_str()) != 0) fail("write", file);
        renamed = true;
        sync_folder(file.parent_path());
    } catch (...) {
        ::unlink(renamed ? file.c_str() : part.c_str());
        throw;
    }
}

void write_whole(const fs::path& file, std::string_view text) {
    appear_whole(file, [&](const fs::path& part) {
        OpenFile out(part, O_WRONLY | O_CREAT | O_TRUNC);
        out.write(text);
        out.sync();
        out.close();
    });
}

void write_once(const std::filesystem::path& file, std::string_view text, bool force) {
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored))
        throw CannotAccess(fmt::format("cannot write {}: it is a folder", file.string()));
    if (!force && std::filesystem::exists(std::filesystem::symlink_status(file, ignored))) {
        throw CannotAccess(fmt::format("{} is there already\n  hint: --force replaces it", file.string()));
    }
    write_whole(file, text);
}

FolderLock::FolderLock(const fs::path& folder)
    : descriptor_(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (descriptor_ < 0) fail("open", folder);
    for (int tries = 0; ::flock(descriptor_, LOCK_EX | LOCK_NB) != 0; ++tries) {
        // A file system without such locks: the store's own must do.
        if (errno != EWOULDBLOCK && errno != EINTR) return;
        if (tries < 25) {
            ::usleep(20'000);  // who was killed a moment ago may not be quite gone
            continue;
        }
        ::close(descriptor_);
        throw CannotAccess(
            fmt::format("{} is in use: another run is writing to it\n"
                        "  hint: wait until it is done; --out names another folder",
                        folder.string()));
    }
}

FolderLock::~FolderLock() { ::close(descriptor_); }

ResultFolder::ResultFolder(fs::path folder, bool force) : folder_(made(std::move(folder))), lock_(folder_) {
    if (!force) refuse_existing(folder_);
    if (force) clear();
    for (const char* name : leftovers) remove_file(folder_ / name);
    if (!has_begun()) remove_file(folder_ / journal);
}

void ResultFolder::clear() {
    for (const char* name : results) remove_file(folder_ / name);
    remove_file(folder_ / journal);
}

bool ResultFolder::has_begun() const { return is_there(store()); }

}  // namespace desist
