// How far a run is, for people who wait: a bar on a terminal, a few plain lines elsewhere, or nothing.
#pragma once

#include <cstdio>
#include <functional>
#include <string>

namespace desist {

enum class ProgressStyle { none, lines, bar, coloured_bar };

// What suits a stream: a bar where it is a terminal, coloured unless NO_COLOR is set or the terminal is dumb.
ProgressStyle progress_style(std::FILE* stream, bool quiet);

// "[#####---------------]  25%  about 2 minutes left"
std::string progress_bar(double done, double seconds, bool coloured);
// "25% done, about 2 minutes left"
std::string progress_line(double done, double seconds);
std::string time_left(double done, double seconds);  // "about 2 minutes left"; empty when nothing is known

class ProgressReport {
public:
    using Stopwatch = std::function<double()>;  // seconds since the run began
    // `before`: how much was done before the stopwatch began, from 0 to 1.
    ProgressReport(std::FILE* stream, ProgressStyle style, Stopwatch stopwatch, double before = 0);
    ~ProgressReport();  // leaves a clean line
    ProgressReport(const ProgressReport&) = delete;
    ProgressReport& operator=(const ProgressReport&) = delete;

    void update(double done);  // 0 to 1
    void finish();             // clears the bar; later output starts on an empty line

private:
    void show_bar(double done);
    void show_line(double done);
    double seconds_for(double done) const;  // as if all of it had been done at the speed of this go

    std::FILE* stream_;
    ProgressStyle style_;
    Stopwatch stopwatch_;
    double before_;
    double next_line_;  // a plain line is due from here on
    bool bar_shown_ = false;
};

}  // namespace desist
