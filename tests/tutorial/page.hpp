// The page of the tutorial as a reader uses it: its commands, run as printed in a copy of the project's root, and its
// excerpts of scenarios and outputs.
#pragma once

#include <algorithm>
#include <regex>
#include <string>
#include <vector>

#include "tests/output/program.hpp"

inline const std::filesystem::path tutorial_source = std::filesystem::path(DESIST_SOURCE_DIR) / "scenarios/tutorial";

inline std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

inline std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

struct Block {
    std::string kind;  // sh, text or yaml
    std::string text;
};

inline std::vector<Block> blocks_of(const std::string& page) {
    std::vector<Block> blocks;
    bool inside = false;
    for (const std::string& line : lines_of(page)) {
        if (line.rfind("```", 0) == 0) {
            inside = !inside;
            if (inside) blocks.push_back({line.substr(3), ""});
        } else if (inside) {
            blocks.back().text += line + "\n";
        }
    }
    return blocks;
}

// The names of the scenarios of the folder, without `.yaml`, in order.
inline std::vector<std::string> tutorial_scenarios() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(tutorial_source))
        if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
    std::sort(names.begin(), names.end());
    return names;
}

// A project's root with the tutorial and the program in it, where a command of the page runs as it is printed.
class Root {
public:
    Root() {
        std::filesystem::create_directories(place_.path("scenarios"));
        std::filesystem::copy(tutorial_source, place_.path("scenarios/tutorial"),
                              std::filesystem::copy_options::recursive);
        std::filesystem::create_directories(place_.path("build/release"));
        std::filesystem::create_symlink(DESIST_PROGRAM, place_.path("build/release/desist"));
    }

    Ran shell(const std::string& command) const {
        const std::string line =
            "cd '" + place_.path("").string() + "' && (" + command + ") >.stdout 2>.stderr </dev/null";
        const int status = std::system(line.c_str());
        return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, place_.read(".stdout"), place_.read(".stderr")};
    }

private:
    Workplace place_;
};
