// Shared by the tests that read files: a folder for each test, and what loading one of its files gives.
#pragma once

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>

#include "tests/scenario/reading.hpp"

namespace desist::test {

namespace fs = std::filesystem;

// A folder of its own for each test, deleted at its end.
class Folder {
public:
    Folder() {
        static std::atomic<int> count{0};
        path_ =
            fs::temp_directory_path() / ("desist-load-" + std::to_string(::getpid()) + "-" + std::to_string(count++));
        fs::create_directories(path_);
    }
    ~Folder() { fs::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    fs::path write(const std::string& name, const std::string& text) const {
        fs::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << text;
        return path_ / name;
    }
    const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

struct Loaded {
    std::optional<Scenario> scenario;
    std::string problems;
};

inline Loaded load_it(const fs::path& file, const std::vector<Setting>& settings = {}) {
    Problems problems;
    Loaded loaded;
    loaded.scenario = load(file, settings, problems);
    loaded.problems = problems.text();
    return loaded;
}

inline Scenario good(const fs::path& file, const std::vector<Setting>& settings = {}) {
    Loaded loaded = load_it(file, settings);
    INFO(loaded.problems);
    REQUIRE(loaded.scenario);
    return *loaded.scenario;
}

}  // namespace desist::test
