// The program as a process of its own that a test can send signals to.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

class Spawned {
public:
    // In the folder; messages go to the file `err` there.
    Spawned(const std::filesystem::path& folder, std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), DESIST_PROGRAM);
        std::vector<char*> words;
        words.reserve(arguments.size() + 1);
        for (std::string& argument : arguments) words.push_back(argument.data());
        words.push_back(nullptr);
        process_ = ::fork();
        if (process_ == 0) {
            if (::chdir(folder.c_str()) != 0) ::_exit(127);
            ::dup2(::open("err", O_WRONLY | O_CREAT | O_TRUNC, 0666), 2);
            ::dup2(::open("/dev/null", O_WRONLY), 1);
            ::execv(words[0], words.data());
            ::_exit(127);
        }
    }
    Spawned(const Spawned&) = delete;
    Spawned& operator=(const Spawned&) = delete;
    ~Spawned() {
        if (process_ <= 0) return;
        send(SIGKILL);
        wait();
    }

    void send(int signal) const { ::kill(process_, signal); }
    int wait() {  // as waitpid tells it
        int status = 0;
        ::waitpid(process_, &status, 0);
        process_ = -1;
        return status;
    }
    bool has_ended() const {
        siginfo_t info{};
        const int failed = ::waitid(P_PID, static_cast<id_t>(process_), &info, WEXITED | WNOHANG | WNOWAIT);
        return failed == 0 && info.si_pid != 0;
    }

private:
    pid_t process_ = -1;
};

// Waits until it holds; false: it did not within a minute.
template <class Condition>
bool becomes(Condition holds) {
    for (int i = 0; i < 6000; ++i) {
        if (holds()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
}
