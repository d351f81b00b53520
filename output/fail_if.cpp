#include "output/fail_if.hpp"

#include <charconv>
#include <cmath>

namespace desist {

namespace {

std::string trimmed(const std::string& text) {
    const std::size_t first = text.find_first_not_of(' ');
    if (first == std::string::npos) return "";
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace

std::optional<FailIf> parse_fail_if(const std::string& text) {
    const std::size_t sign = text.find_first_of("<>");
    if (sign == std::string::npos) return std::nullopt;
    FailIf result;
    result.written = text;
    result.measure = trimmed(text.substr(0, sign));
    result.above = text[sign] == '>';
    std::string number = trimmed(text.substr(sign + 1));
    if (number.ends_with('%')) {
        result.relative = true;
        number = trimmed(number.substr(0, number.size() - 1));
    }
    if (number.starts_with('+')) number.erase(0, 1);
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), result.bound);
    const bool good = error == std::errc() && end == number.data() + number.size() && std::isfinite(result.bound);
    if (!good || result.measure.empty()) return std::nullopt;
    return result;
}

std::optional<Broken> broken_by(const FailIf& bound, const Run& base, const Comparison& comparison) {
    for (const Difference& d : comparison.differences) {
        if (!d.period.whole_run || d.group != 0 || base.layout.measures[d.measure.index].name != bound.measure)
            continue;
        const double value = bound.relative ? d.relative.value_or(NAN) : d.difference;
        const double low = bound.relative ? d.relative_low.value_or(NAN) : d.low;
        const double high = bound.relative ? d.relative_high.value_or(NAN) : d.high;
        if (bound.above ? value > bound.bound : value < bound.bound)
            return Broken{d, bound.above ? low > bound.bound : high < bound.bound};
    }
    return std::nullopt;
}

}  // namespace desist
