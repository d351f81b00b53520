// The built program as a child process that may use little: 2 seconds of processor time, 256 MiB of address space, and
// half a minute by the clock, so that one that only waits ends too. Death by a signal is code -1.
#pragma once

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/output/program.hpp"

// Sanitizers reserve terabytes of address space and take their time.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool under_sanitizer = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool under_sanitizer = true;
#else
inline constexpr bool under_sanitizer = false;
#endif
#else
inline constexpr bool under_sanitizer = false;
#endif

namespace limited_detail {

inline void limit(int resource, rlim_t most) {
    const rlimit limits{most, most};
    ::setrlimit(resource, &limits);
}

// In the child.
[[noreturn]] inline void become(const std::filesystem::path& folder, const std::vector<char*>& words, int out,
                                int err) {
    limit(RLIMIT_CPU, under_sanitizer ? 20 : 2);
    if (!under_sanitizer) limit(RLIMIT_AS, rlim_t{256} << 20);
    ::alarm(30);
    const int nothing = ::open("/dev/null", O_RDONLY);
    if (::chdir(folder.c_str()) != 0) ::_exit(127);
    ::dup2(nothing, 0);
    ::dup2(out, 1);
    ::dup2(err, 2);
    ::execv(words[0], words.data());
    ::_exit(127);
}

inline std::string all_of(std::FILE* file) {
    std::string text;
    std::rewind(file);
    for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) text += static_cast<char>(c);
    std::fclose(file);
    return text;
}

}  // namespace limited_detail

// In the folder, with these arguments; leaves nothing there but what the program writes.
inline Ran run_limited(const std::filesystem::path& folder, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), DESIST_PROGRAM);
    std::vector<char*> words;
    words.reserve(arguments.size() + 1);
    for (std::string& argument : arguments) words.push_back(argument.data());
    words.push_back(nullptr);
    std::FILE *out = std::tmpfile(), *err = std::tmpfile();
    if (!out || !err) throw std::runtime_error("no temporary file");
    const pid_t process = ::fork();
    if (process == 0) limited_detail::become(folder, words, ::fileno(out), ::fileno(err));
    int status = 0;
    ::waitpid(process, &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, limited_detail::all_of(out), limited_detail::all_of(err)};
}
