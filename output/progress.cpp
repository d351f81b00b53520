#include "output/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string_view>

#include "output/text.hpp"

namespace desist {

namespace {

constexpr int bar_width = 30;
constexpr std::string_view erase_line = "\r\x1b[K";

bool is_set(const char* variable) {
    const char* value = std::getenv(variable);
    return value && *value;
}

bool is_dumb_terminal() {
    const char* terminal = std::getenv("TERM");
    return !terminal || std::string_view(terminal) == "dumb";
}

std::string in_words(double seconds) {
    const auto rounded = static_cast<std::size_t>(std::ceil(seconds));
    if (rounded < 100) return count_of(rounded, "second");
    if (rounded < 6000) return count_of((rounded + 30) / 60, "minute");
    return count_of((rounded + 1800) / 3600, "hour");
}

int percent(double done) { return static_cast<int>(std::floor(std::clamp(done, 0.0, 1.0) * 100 + 1e-9)); }

double next_tenth(double done) { return std::floor(done * 10 + 1e-9) / 10 + 0.1; }

void put(std::FILE* stream, const std::string& text) {
    std::fputs(text.c_str(), stream);
    std::fflush(stream);
}

}  // namespace

ProgressStyle progress_style(std::FILE* stream, bool quiet) {
    if (quiet) return ProgressStyle::none;
    if (!::isatty(::fileno(stream)) || is_dumb_terminal()) return ProgressStyle::lines;
    return is_set("NO_COLOR") ? ProgressStyle::bar : ProgressStyle::coloured_bar;
}

std::string time_left(double done, double seconds) {
    if (done <= 0 || done >= 1) return "";
    return "about " + in_words(seconds / done * (1 - done)) + " left";
}

std::string progress_bar(double done, double seconds, bool coloured) {
    const int full = static_cast<int>(std::floor(std::clamp(done, 0.0, 1.0) * bar_width));
    std::string bar(static_cast<std::size_t>(full), '#');
    if (coloured) bar = "\x1b[32m" + bar + "\x1b[0m";
    bar += std::string(static_cast<std::size_t>(bar_width - full), '-');
    const std::string left = time_left(done, seconds);
    return fmt::format("[{}] {:3}%{}{}", bar, percent(done), left.empty() ? "" : "  ", left);
}

std::string progress_line(double done, double seconds) {
    const std::string left = time_left(done, seconds);
    return fmt::format("{}% done{}{}", percent(done), left.empty() ? "" : ", ", left);
}

ProgressReport::ProgressReport(std::FILE* stream, ProgressStyle style, Stopwatch stopwatch, double before)
    : stream_(stream),
      style_(style),
      stopwatch_(std::move(stopwatch)),
      before_(before),
      next_line_(next_tenth(before)) {
    update(before);
}

ProgressReport::~ProgressReport() { finish(); }

void ProgressReport::update(double done) {
    if (style_ == ProgressStyle::none) return;
    style_ == ProgressStyle::lines ? show_line(done) : show_bar(done);
}

double ProgressReport::seconds_for(double done) const {
    return done > before_ ? stopwatch_() * done / (done - before_) : 0;
}

void ProgressReport::show_bar(double done) {
    const bool coloured = style_ == ProgressStyle::coloured_bar;
    put(stream_, std::string(erase_line) + progress_bar(done, seconds_for(done), coloured));
    bar_shown_ = true;
}

void ProgressReport::show_line(double done) {
    if (done + 1e-9 < next_line_) return;
    next_line_ = next_tenth(done);
    put(stream_, progress_line(done, seconds_for(done)) + "\n");
}

void ProgressReport::finish() {
    if (bar_shown_) put(stream_, std::string(erase_line));
    bar_shown_ = false;
}

}  // namespace desist
