// Drives the built program as a user does, in a folder of its own that goes away afterwards.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

struct Ran {
    int code = 0;
    std::string out, err;
};

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

class Workplace {
public:
    Workplace() {
        std::string name = (std::filesystem::temp_directory_path() / "desist-test-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
        folder_ = name;
    }
    Workplace(const Workplace&) = delete;
    Workplace& operator=(const Workplace&) = delete;
    ~Workplace() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    std::filesystem::path path(const std::string& name) const { return folder_ / name; }
    bool has(const std::string& name) const { return std::filesystem::exists(path(name)); }

    void write(const std::string& name, const std::string& text) const {
        std::filesystem::create_directories(path(name).parent_path());
        std::ofstream(path(name), std::ios::binary) << text;
    }

    std::string read(const std::string& name) const {
        std::ifstream file(path(name), std::ios::binary);
        std::ostringstream text;
        text << file.rdbuf();
        return text.str();
    }

    // Arguments as in a shell. `before` goes in front of the program: settings of the environment.
    Ran run(const std::string& arguments, const std::string& before = "") const {
        const std::string command = "cd '" + folder_.string() + "' && " + before + " '" DESIST_PROGRAM "' " +
                                    arguments + " >.stdout 2>.stderr </dev/null";
        const int status = std::system(command.c_str());
        return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read(".stdout"), read(".stderr")};
    }

private:
    std::filesystem::path folder_;
};

// A small scenario that runs in no time: people who are arrested, and some of them charged.
inline const char* const small_town = R"(desist: 1
title: A small town
time: {start: 2012-04-01, warm-up: 60 days, run: 2 years}
parameters:
  charged: {value: 40%, low: 30%, high: 50%, source: assumption}
attributes:
  district: [Leeds, Wakefield]
population:
  present: 300
  draw:
    district: {Leeds: 60%, Wakefield: rest}
hazards:
  offending: {law: exponential(0.9 per year)}
tracks:
  justice:
    start: liberty
    nodes:
      liberty: {leave: [{to: arrested, hazard: offending}]}
      arrested: {routes: [{to: custody, chance: charged}, {to: liberty, otherwise: true}]}
      custody: {stay: exponential(30 days), routes: [{to: liberty, otherwise: true}]}
measures:
  arrests: {count: justice/arrested, label: Arrests, by: [district], key: true}
  charges: {count: justice/custody, by: [district]}
  in-custody: {population: justice/custody, label: People in custody, by: [district], key: true}
  charge-rate: {ratio: [charges, arrests], label: Share charged, key: true}
)";

// The same with one piece of its text replaced.
inline std::string town_with(const std::string& piece, const std::string& other) {
    std::string text = small_town;
    const std::size_t at = text.find(piece);
    if (at == std::string::npos) throw std::runtime_error("the small town has no '" + piece + "'");
    return text.replace(at, piece.size(), other);
}
