#include "sim/scenario/quantity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "sim/base/utf8.hpp"

namespace desist {
namespace {

struct TimeUnit {
    std::string_view name;
    double seconds;
};

// Largest first.
constexpr TimeUnit time_units[] = {{"year", seconds_per_year},
                                   {"month", seconds_per_month},
                                   {"week", 7 * 86'400.0},
                                   {"day", 86'400.0},
                                   {"hour", 3'600.0},
                                   {"minute", 60.0},
                                   {"second", 1.0}};

constexpr std::size_t longest_number = 100;  // characters

std::string_view unsigned_part(std::string_view word) {
    return word.starts_with('-') || word.starts_with('+') ? word.substr(1) : word;
}

std::string_view wrong_number(std::string_view digits) {
    const std::size_t point = digits.find('.');
    const std::string_view whole = digits.substr(0, point);
    if (digits.find_first_not_of("0123456789_.") != std::string_view::npos) return "it is not a number";
    if (whole.size() > 1 && whole[0] == '0') return "a number has no leading zeros";
    if (point != std::string_view::npos && point + 1 == digits.size()) return "a digit must follow the point";
    if (digits.find('.', point == std::string_view::npos ? point : point + 1) != std::string_view::npos) {
        return "a number has one point";
    }
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (digits[i] != '_') continue;
        if (i == 0 || i + 1 == digits.size() || !is_digit(digits[i - 1]) || !is_digit(digits[i + 1])) {
            return "‘_’ may only stand between digits";
        }
    }
    return digits.size() > longest_number ? "it has too many digits" : std::string_view{};
}

std::string hint_for_number(std::string_view digits) {
    if (digits.find(',') != std::string_view::npos) return "write 40_000 for thousands and 1.5 for a fraction";
    if (digits.find_first_of("eE") != std::string_view::npos) return "write the number out, such as 100_000";
    if (digits.find(':') != std::string_view::npos) return "a duration is written with its unit, such as 9 hours";
    const std::size_t letter = digits.find_first_not_of("0123456789_.");
    if (letter != std::string_view::npos && letter > 0 && seconds_of(digits.substr(letter))) {
        return "a space stands between number and unit";
    }
    return "";
}

double value_of(std::string_view word) {
    std::string plain{unsigned_part(word)};
    std::erase(plain, '_');
    if (plain.starts_with('.')) plain.insert(0, 1, '0');
    double value = 0;
    std::from_chars(plain.data(), plain.data() + plain.size(), value);
    return word.starts_with('-') ? -value : value;
}

// Text of a number that, times `scale`, gives exactly `number` again; empty if none is short.
std::string scaled_text(double number, double scale, bool per) {
    const double shown = per ? number * scale : number / scale;
    for (const int digits : {12, 15, 17}) {
        std::string text = fmt::format("{:.{}g}", shown, digits);
        if (text.find('e') != std::string::npos) return "";
        const double again = value_of(text);
        if ((per ? again / scale : again * scale) == number) return text;
    }
    return "";
}

// Without exponent, which the language does not have.
std::string plain_text(double number) {
    std::string text = scaled_text(number, 1, false);
    for (int digits = 6; text.empty(); digits += 6) {
        text = fmt::format("{:.{}f}", number, digits);
        if (digits < 90 && value_of(text) != number) text.clear();
    }
    return text;
}

// The unit of time that needs the fewest characters; the larger one of equals.
std::string in_best_unit(double number, bool per, std::string_view middle) {
    std::string best = plain_text(number);
    std::string_view best_unit = "second";
    for (const TimeUnit& unit : time_units) {
        const std::string text = scaled_text(number, unit.seconds, per);
        if (text.empty() || (best_unit != "second" && text.size() >= best.size())) continue;
        if (best_unit == "second" && text.size() > best.size()) continue;
        best = text;
        best_unit = unit.name;
    }
    const bool plural = !per && best != "1";
    return fmt::format("{}{}{}{}", best, middle, best_unit, plural ? "s" : "");
}

}  // namespace

bool looks_like_number(std::string_view word) {
    word = unsigned_part(word);
    if (word.starts_with('.')) word.remove_prefix(1);
    return !word.empty() && is_digit(word[0]);
}

std::optional<Expression> parse_number(std::string_view word, Place at, Problems& problems) {
    const bool share = word.ends_with('%');
    const std::string_view number = share ? word.substr(0, word.size() - 1) : word;
    const std::string_view digits = unsigned_part(number);
    if (const std::string_view wrong = wrong_number(digits); !wrong.empty()) {
        problems.error(at, fmt::format("‘{}’: {}", printable(word), wrong), hint_for_number(digits));
        return std::nullopt;
    }
    Expression e;
    e.number = share ? value_of(number) / 100 : value_of(number);
    e.unit = share ? share_unit : factor_unit;
    e.at = at;
    if (share && (e.number < 0 || e.number > 1 || std::signbit(e.number))) {
        problems.error(at, fmt::format("‘{}’ is not a share: a share lies between 0% and 100%", word),
                       e.number > 1 ? "a factor is written without %, such as 1.2" : "");
        return std::nullopt;
    }
    return e;
}

std::optional<double> seconds_of(std::string_view unit) {
    for (const TimeUnit& known : time_units) {
        if (unit == known.name) return known.seconds;
        if (unit.size() == known.name.size() + 1 && unit.ends_with('s') && unit.starts_with(known.name)) {
            return known.seconds;
        }
    }
    return std::nullopt;
}

std::optional<Unit> declared_unit(std::string_view text) {
    if (text == "share") return share_unit;
    if (text == "count" || text == "factor" || text == "number") return factor_unit;
    const std::size_t per = text.starts_with("per ") ? 0 : text.find(" per ");
    const std::string_view over = text.substr(0, per);
    Unit unit;
    if (over == "GBP") {
        unit.money = 1;
    } else if (seconds_of(over)) {
        unit.time = 1;
    } else if (!over.empty()) {
        return std::nullopt;
    }
    if (per == std::string_view::npos) return over.empty() ? std::nullopt : std::optional{unit};
    if (!seconds_of(text.substr(per + (per == 0 ? 4 : 5)))) return std::nullopt;
    --unit.time;
    return unit;
}

void refuse_unit(std::string_view word, Place at, Problems& problems) {
    std::string hint;
    if (word == "m") hint = "write minutes or months";
    if (word == "h" || word == "hr" || word == "hrs") hint = "write hours";
    if (word == "d") hint = "write days";
    if (word == "s" || word == "sec" || word == "secs") hint = "write seconds";
    if (word == "min" || word == "mins") hint = "write minutes";
    if (word == "y" || word == "yr" || word == "yrs") hint = "write years";
    if (word == "£" || word == "gbp") hint = "money is written 8.85 GBP";
    if (word == "%") hint = "no space stands before %";
    if (hint.empty()) {
        hint = did_you_mean(word, {"seconds", "minutes", "hours", "days", "weeks", "months", "years", "second",
                                   "minute", "hour", "day", "week", "month", "year", "GBP", "per"});
    }
    if (hint.empty()) hint = "units are seconds, minutes, hours, days, weeks, months, years and GBP";
    problems.error(at, fmt::format("‘{}’ is not a unit", printable(word)), hint);
}

std::string quantity_text(double number, Unit unit) {
    if (unit.date) return to_text(Date{static_cast<std::int64_t>(number)});
    if (unit.share) {
        const std::string text = scaled_text(number, 100, true);
        return (text.empty() ? plain_text(number * 100) : text) + "%";
    }
    if (unit == duration_unit) return in_best_unit(number, false, " ");
    if (unit == rate_unit) return in_best_unit(number, true, " per ");
    if (unit == money_unit) return plain_text(number) + " GBP";
    if (unit == Unit{-1, 1, false, false}) {  // budgets are yearly
        const std::string yearly = scaled_text(number, seconds_per_year, true);
        return yearly.empty() ? in_best_unit(number, true, " GBP per ") : yearly + " GBP per year";
    }
    return plain_text(number);
}

}  // namespace desist
