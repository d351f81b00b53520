#include "sim/study/precision.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace desist {

std::optional<Precision> parse_precision(const std::string& text) {
    const std::size_t space = text.find_last_of(' ');
    if (space == std::string::npos || space == 0) return std::nullopt;
    Precision precision;
    precision.written = text;
    precision.figure = text.substr(0, text.find_last_not_of(' ', space) + 1);
    std::string number = text.substr(space + 1);
    precision.relative = number.ends_with('%');
    if (precision.relative) number.pop_back();
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), precision.half_width);
    const bool whole = error == std::errc() && end == number.data() + number.size();
    if (!whole || !(precision.half_width > 0) || precision.half_width > 1e12) return std::nullopt;
    return precision;
}

std::vector<Reached> reached(const std::vector<Precision>& wanted, const Layout& layout,
                             const std::vector<Estimate>& estimates) {
    std::vector<Reached> all;
    for (const Precision& precision : wanted) {
        Reached& r = all.emplace_back(Reached{precision, std::nullopt, 0, false});
        const auto figure = layout.named(precision.figure);
        const auto found = std::ranges::find_if(estimates, [&](const Estimate& e) {
            return figure && e.measure == *figure && e.group == 0 && e.period.whole_run && e.replications > 0;
        });
        if (found == estimates.end()) continue;
        r.limit = precision.relative ? std::abs(found->mean) * precision.half_width / 100 : precision.half_width;
        if (std::isnan(found->low)) continue;
        r.half_width = (found->high - found->low) / 2;
        r.enough = *r.half_width <= r.limit;
    }
    return all;
}

std::optional<std::uint32_t> more_replications(const std::vector<Reached>& so_far, std::uint32_t there,
                                               std::uint32_t most) {
    if (there >= most || std::ranges::all_of(so_far, &Reached::enough)) return std::nullopt;
    double wanted = there + std::max(1.0, there / 10.0);
    for (const Reached& r : so_far) {
        if (r.enough || !r.half_width) continue;
        const double times = r.limit > 0 ? *r.half_width / r.limit : 2;
        wanted = std::max(wanted, std::ceil(there * times * times));
    }
    wanted = std::min({wanted, 4.0 * there, static_cast<double>(most)});
    return static_cast<std::uint32_t>(wanted);
}

}  // namespace desist
