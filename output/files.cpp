#include "output/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "sim/base/problems.hpp"

namespace desist {

namespace fs = std::filesystem;

namespace {

constexpr std::array results{"results.sqlite", "summary.csv", "manifest.json", "report.html"};
// What a run that was cut off may leave beside them. The old journal must go: SQLite would play it into the new store.
constexpr std::array leftovers{"results.sqlite-journal", "summary.csv.part", "manifest.json.part", "report.html.part"};

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

void write_synced(const fs::path& path, std::string_view text) {
    OpenFile file(path, O_WRONLY | O_CREAT | O_TRUNC);
    file.write(text);
    file.sync();
    file.close();
}

void make_folder(const fs::path& folder) {
    std::error_code error;
    if (fs::exists(folder, error) && !fs::is_directory(folder, error)) {
        throw CannotAccess(fmt::format("cannot write into {}: it is a file, not a folder", folder.string()));
    }
    fs::create_directories(folder, error);
    if (error) throw CannotAccess(fmt::format("cannot make the folder {}: {}", folder.string(), error.message()));
}

void refuse_existing(const fs::path& folder) {
    for (const char* name : results) {
        std::error_code error;
        if (!fs::exists(fs::symlink_status(folder / name, error))) continue;
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

void write_whole(const fs::path& file, std::string_view text) {
    const fs::path part = file.string() + ".part";
    try {
        write_synced(part, text);
        if (::rename(part.c_str(), file.c_str()) != 0) fail("write", file);
    } catch (...) {
        ::unlink(part.c_str());
        throw;
    }
    sync_folder(file.parent_path());
}

ResultFolder::ResultFolder(fs::path folder, bool force) : folder_(std::move(folder)) {
    make_folder(folder_);
    if (!force) refuse_existing(folder_);
    for (const char* name : results) remove_file(folder_ / name);
    for (const char* name : leftovers) remove_file(folder_ / name);
}

}  // namespace desist
