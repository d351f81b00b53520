// Numbers as people read them.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "output/report_data.hpp"
#include "output/text.hpp"

namespace desist::report {

namespace {

// Two digits of the noise, but no decimals on numbers so large that nobody reads them.
int decimals_of(double value, double half_width) {
    const double size = std::abs(value);
    const bool has_width = std::isfinite(half_width) && half_width > 0;
    if (!has_width && value == std::round(value)) return 0;
    if (!has_width) return std::clamp(2 - static_cast<int>(std::floor(std::log10(size))), 0, 4);  // three digits
    const int most = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 4;
    return std::min(decimals_for(value, half_width), most);
}

std::string with_true_minus(const std::string& number) {
    return number.starts_with('-') ? "−" + number.substr(1) : number;
}

std::string fixed(double value, int decimals) { return with_true_minus(grouped(value, decimals)); }

std::string fixed_with_sign(double value, int decimals) {
    const std::string number = fixed(value, decimals);
    const bool is_zero = number.find_first_of("123456789") == std::string::npos;
    return value > 0 && !is_zero ? "+" + number : number;
}

}  // namespace

std::string plain(double value, double half_width) {
    if (!std::isfinite(value)) return "–";
    return fixed(value, decimals_of(value, half_width));
}

std::string with_sign(double value, double half_width) {
    if (!std::isfinite(value)) return "–";
    return fixed_with_sign(value, decimals_of(value, half_width));
}

std::string with_unit(const std::string& number, const std::string& unit) {
    if (unit.empty()) return number;
    if (unit == "%") return number + "%";
    // A unit that is written from right to left must not drag our numbers along: an isolate (Unicode annex 9).
    const bool is_ascii =
        std::all_of(unit.begin(), unit.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    return number + " " + (is_ascii ? unit : "\u2068" + unit + "\u2069");
}

std::string interval_words(const Mean& mean) {
    const double half = mean.half_width();
    if (!std::isfinite(half)) return "";
    const int decimals = decimals_of(mean.mean, half);
    return "95% interval " + fixed(mean.low, decimals) + " to " + fixed(mean.high, decimals);
}

std::string plus_minus(const Mean& mean) { return plus_minus(mean, decimals_of(mean.mean, mean.half_width())); }

std::string plus_minus(const Mean& mean, int decimals) {
    const double half = mean.half_width();
    if (!std::isfinite(mean.mean)) return "–";
    const std::string number = fixed(mean.mean, decimals);
    return std::isfinite(half) ? number + " ± " + grouped(half, decimals) : number;
}

// What the noise in the middle deserves, so that numbers under each other look alike.
int common_decimals(const std::vector<std::optional<Mean>>& means) {
    std::vector<int> decimals;
    for (const auto& mean : means)
        if (mean) decimals.push_back(decimals_of(mean->mean, mean->half_width()));
    std::sort(decimals.begin(), decimals.end());
    return decimals.empty() ? 0 : decimals[decimals.size() / 2];
}

std::string as_written(double value) {
    int decimals = 0;
    while (decimals < 6 &&
           std::abs(value - std::stod(fmt::format("{:.{}f}", value, decimals))) > 1e-9 * std::abs(value))
        ++decimals;
    return fixed(value, decimals);
}

std::string percent(double share) {
    const double size = std::abs(share);
    if (!std::isfinite(size)) return "–";
    if (size > 0 && size < 0.05) return "less than 0.1%";
    return grouped(size, size >= 10 ? 0 : 1) + "%";
}

std::string unit_of_difference(const MeasureInfo& info) { return info.unit == "%" ? "percentage points" : info.unit; }

std::string difference_words(const MeasureInfo& info, const Difference& d) {
    const double half = (d.high - d.low) / 2;
    std::string words = with_unit(with_sign(d.difference, half), unit_of_difference(info));
    if (!std::isfinite(half)) return words;
    const int decimals = decimals_of(d.difference, half);
    return words + " (95% interval " + fixed_with_sign(d.low, decimals) + " to " + fixed_with_sign(d.high, decimals) +
           ")";
}

std::string relative_words(const MeasureInfo& info, const Difference& d) {
    if (!d.relative || !std::isfinite(*d.relative)) return "";
    if (*d.relative == 0) return "no change";
    const bool less = *d.relative < 0;
    const char* word = less ? "fewer" : "more";
    if (info.unit.starts_with("GBP")) word = less ? "less" : "more";
    if (info.unit == "%") word = less ? "lower" : "higher";
    for (const char* time : {"minutes", "hours", "days", "weeks"})
        if (info.unit == time) word = less ? "shorter" : "longer";
    return percent(*d.relative) + " " + word;
}

std::string verdict(const Difference& d) {
    if (d.pairs < 2)
        return d.difference < 0 ? "lower in the only pair" : d.difference > 0 ? "higher in the only pair" : "the same";
    if (!d.distinguishable) return "not distinguishable";
    return d.difference < 0 ? "lower" : "higher";
}

}  // namespace desist::report
