#include "output/schema_patterns.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "sim/scenario/law_checks.hpp"
#include "sim/scenario/words.hpp"

namespace desist {

namespace {

const std::string digits_part = "[0-9](_?[0-9])*";
const std::string fraction_part = "\\." + digits_part;
const std::string number_part = "((0|[1-9](_?[0-9])*)(" + fraction_part + ")?|" + fraction_part + ")";
const std::string sign_part = "(\\+|-(?=[0_.]+\\s))?";  // nothing may be called negative
const std::string time_part = "(second|minute|hour|day|week|month|year)s?";
const std::string name_part = "[A-Za-z]([-A-Za-z0-9]*[A-Za-z0-9])?";

// A literal or a name inside a formula; which units fit together is the reader's affair.
const std::string atom_part =
    "((?!-[0-9_.]+%)[-+.]*[0-9][-0-9_.%]*(\\s+(GBP|per|" + time_part + "))*|" + name_part + ")";
const std::string open_part = "((\\(|(min|max|floor|round)\\s*\\()\\s*|(later|earlier|hours)\\s+of(\\s+|(?=\\()))";
const std::string joined_part = "((\\s*\\))+\\s*|\\s+)(\\+|-|\\*|/|and)(\\s+|(?=\\())" + open_part + "*" + atom_part;

// At the front of a quantity that must be more than nothing.
std::string not_zero(bool positive) { return positive ? "(?![-+]?[0_.]+\\s)" : ""; }

std::string reserved() { return fmt::format("(?!({})$)", fmt::join(reserved_words(), "|")); }

std::string bounded_name(const std::string& letters) {
    return fmt::format("[{0}]([-{0}0-9]{{0,{1}}}[{0}0-9])?", letters, longest_name - 2);
}

const std::string edge_part = "[0-9]+(\\.[0-9]+)?";
const std::string weekday_part = "(mon|tue|wed|thu|fri|sat|sun)";
const std::string month_part = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)";
const std::string minute_part = "([01][0-9]|2[0-3]):[0-5][0-9]";

std::string key_text() {
    return "(" + edge_part + "(\\+|-" + edge_part + ")?|(waiting for )?" + bounded_name("a-zA-Z") + ")";
}

std::string range_text(const std::string& word) { return word + "(-" + word + ")?"; }

std::string hours_text() { return minute_part + "-(" + minute_part + "|24:00)"; }

std::string joined_by_or(const std::string& one) { return "^(?!else$)" + one + "( or " + one + ")*$"; }

const std::string argument_part = "[-A-Za-z0-9_.+*/%()\\s]+";

// Negative literals that no law takes but gompertz, whose growth may be one.
std::string nothing_negative(const std::string& words) {
    return fmt::format(
        "(?![\\s\\S]*[(\\s]-(?![0_.]+\\s)[0-9_.]+\\s+(per|{})\\b)(?![\\s\\S]*[(\\s]({})\\s+-[0-9_.]+\\s*(\\)|\\sand\\s)"
        ")",
        time_part, words);
}

std::string arguments_of(const LawForm& form) {
    if (form.name == "piecewise")
        return argument_part + "\\suntil\\s" + argument_part + "\\sand\\s" + argument_part + "\\safter\\s*";
    if (form.words.size() == 1 && form.words[0].empty()) return argument_part;
    const std::string one = fmt::format("({})\\s+{}", fmt::join(form.words, "|"), argument_part);
    return fmt::format("\\s*{}(\\s+and\\s+{}){{{}}}", one, one, form.words.size() - 1);
}

std::string call_of(const LawForm& form) {
    const std::string call = fmt::format("{}\\s*\\({}\\)", form.name, arguments_of(form));
    return form.name == "gompertz" ? call : nothing_negative(fmt::format("{}", fmt::join(form.words, "|"))) + call;
}

bool is_prefix(std::string_view law) { return law == "fixed" || law == "until"; }

}  // namespace

std::string whole_text(const std::string& inside) { return "^\\s*(" + inside + ")\\s*$"; }

std::string share_text() {
    return "\\+?(1_?0_?0(\\.0(_?0)*)?|([1-9]_?)?[0-9](" + fraction_part + ")?|" + fraction_part + ")%";
}

std::string duration_text(bool positive) { return not_zero(positive) + sign_part + number_part + "\\s+" + time_part; }

std::string rate_text(bool positive) {
    return not_zero(positive) + sign_part + number_part + "\\s+per\\s+" + time_part;
}

std::string date_text() { return "(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"; }

std::string grouped_number_text(bool whole) {
    const std::string over_time = "(\\s+" + time_part + "\\s+per\\s+" + time_part + ")";
    const std::string grouped = whole ? "(?=[0-9]*_)[1-9](_?[0-9])*(\\.0(_?0)*)?" : "(?=[0-9.]*_)" + number_part;
    return "\\+?(" + grouped + "|" + number_part + over_time + ")";
}

std::string money_text(bool negative) {
    return (negative ? "[-+]?" : "\\+?") + number_part + "\\s+GBP(\\s+per\\s+" + time_part + ")?";
}

std::string quantity_pattern(bool negative) {
    const std::string sign = negative ? "[-+]?" : "\\+?";
    return whole_text(share_text() + "|" + duration_text(false) + "|" + rate_text(false) + "|" + money_text(negative) +
                      "|" + sign + number_part + "\\s+" + time_part + "\\s+per\\s+" + time_part + "|" + sign +
                      "(?=[0-9.]*_)" + number_part);
}

std::string formula_text() {
    return fmt::format("({0}|({1}+{2}({3})*|{2}({3})+)(\\s*\\))*)", name_part, open_part, atom_part, joined_part);
}

std::string name_pattern() { return "^" + reserved() + bounded_name("a-z") + "$"; }

std::string value_name_pattern() { return "^" + reserved() + bounded_name("a-zA-Z") + "$"; }

std::string place_pattern() { return "^" + bounded_name("a-z") + "/" + bounded_name("a-z") + "$"; }

std::string key_pattern() { return "^" + reserved() + key_text() + "$"; }

std::string row_key_pattern() { return "^(?!(by|else)$)" + key_text() + "( or " + key_text() + ")*$"; }

std::string law_pattern(LawUse use) {
    std::vector<std::string> ways;
    for (const LawForm& form : law_forms()) {
        if (!misplaced_law(form.name, use).empty()) continue;
        if (is_prefix(form.name))
            ways.push_back(fmt::format("{}\\s(?!\\s*-[0-9_.]+\\s*({}|$))[\\s\\S]+", form.name, time_part));
        ways.push_back(call_of(form));
    }
    return whole_text(fmt::format("{}", fmt::join(ways, "|")));
}

std::string band_pattern() { return "^[0-9]+(\\+|-[0-9]+)?$"; }

std::string unit_pattern() {
    return "^(share|count|factor|number|(GBP|" + time_part + ")( per " + time_part + ")?|per " + time_part + ")$";
}

// The last two digits are those of the year after.
std::string financial_year_pattern() {
    std::string years;
    for (int year = 0; year < 100; ++year)
        years += fmt::format("{}{:02}/{:02}", year == 0 ? "" : "|", year, (year + 1) % 100);
    return "^[0-9]{2}(" + years + ")$";
}

std::string hours_pattern() { return "^" + hours_text() + "$"; }

std::string calendar_day_pattern() { return "^(" + date_text() + "|(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))$"; }

std::string weekday_pattern() { return "^(day|" + range_text(weekday_part) + ")$"; }

std::string week_hours_pattern() {
    return joined_by_or("(" + range_text(weekday_part) + "( " + hours_text() + ")?|" + hours_text() + ")");
}

std::string months_pattern() { return joined_by_or(range_text(month_part)); }

}  // namespace desist
