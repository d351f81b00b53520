#include "sim/pathway/explain_words.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "sim/base/utf8.hpp"
#include "sim/scenario/quantity.hpp"

namespace desist::words {
namespace {

std::string with_thousands(double value, int decimals) {
    std::string text = fmt::format("{:.{}f}", std::abs(value), decimals);
    for (std::size_t at = std::min(text.find('.'), text.size()); at > 3; at -= 3) text.insert(at - 3, 1, ',');
    return (value < 0 ? "-" : "") + text;
}

std::string bare(double value) {
    const bool whole = value == std::round(value);
    if (std::abs(value) >= 1000) return with_thousands(value, whole || std::abs(value) >= 10'000 ? 0 : 1);
    return fmt::format("{:.4g}", value);
}

struct Span {
    const char* name;
    double seconds;
};
constexpr std::array<Span, 5> spans{
    {{"year", seconds_per_year}, {"day", 86'400.0}, {"hour", 3'600.0}, {"minute", 60.0}, {"second", 1.0}}};

std::string duration_text(double seconds) {
    if (seconds == 0) return "no time";
    std::string exact = quantity_text(seconds, duration_unit);
    if (exact.size() <= 10) return exact;
    for (const Span& span : spans) {
        if (std::abs(seconds) < span.seconds && span.seconds > 1) continue;
        const std::string n = fmt::format("{:.3g}", seconds / span.seconds);
        return fmt::format("{} {}{}", n, span.name, n == "1" ? "" : "s");
    }
    return exact;
}

std::string rate_text(double per_second) {
    if (per_second == 0) return "never";
    std::string exact = quantity_text(per_second, rate_unit);
    if (exact.size() <= 16) return exact;
    const double yearly = per_second * seconds_per_year;
    if (yearly < 1000) return fmt::format("{:.3g} per year", yearly);
    return bare(std::round(yearly)) + " per year";
}

std::string money_text(double value) {
    return with_thousands(value, value == std::round(value) || std::abs(value) >= 1000 ? 0 : 2) + " GBP";
}

}  // namespace

// Characters that Markdown or a terminal would take for more than themselves.
std::string free_text(std::string_view text) {
    std::string line;
    for (const char c : text) {
        const bool space = c == '\n' || c == '\r' || c == '\t' || c == ' ';
        if (space && (line.empty() || line.back() == ' ')) continue;
        if (!space && std::string_view("\\`<[|").find(c) != std::string_view::npos) line += '\\';
        line += space ? ' ' : c;
    }
    while (!line.empty() && line.back() == ' ') line.pop_back();
    return printable(line, 10'000);
}

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
    std::string all;
    for (const std::string& part : parts) {
        if (!all.empty()) all += separator;
        all += part;
    }
    return all;
}

std::string join(const std::vector<std::string>& parts, std::string_view last) {
    std::string all;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) all += i + 1 == parts.size() ? fmt::format(" {} ", last) : ", ";
        all += parts[i];
    }
    return all;
}

std::string date(Date date) {
    static constexpr const char* months[] = {"January", "February", "March",     "April",   "May",      "June",
                                             "July",    "August",   "September", "October", "November", "December"};
    const CivilDate c = civil(date);
    return fmt::format("{} {} {}", c.day, months[c.month - 1], c.year);
}

std::string number(double value, Unit unit) {
    if (unit.date) return date(Date{static_cast<std::int64_t>(value)});
    if (unit.share) return fmt::format("{:.3g}%", value * 100);
    if (unit == duration_unit) return duration_text(value);
    if (unit == rate_unit) return rate_text(value);
    if (unit == money_unit) return money_text(value);
    if (unit == Unit{-1, 1, false, false}) return money_text(value * seconds_per_year) + " per year";
    return bare(value);
}

std::string count(std::size_t n, std::string_view noun) { return fmt::format("{} {}{}", n, noun, n == 1 ? "" : "s"); }

std::string unit_name(Unit unit) {
    if (unit.date) return "date";
    if (unit.share) return "share";
    if (unit == factor_unit) return "number";
    if (unit == duration_unit) return "duration";
    if (unit == rate_unit) return "rate";
    if (unit == money_unit) return "GBP";
    if (unit == Unit{-1, 1, false, false}) return "GBP over time";
    return "";
}

std::vector<std::string> texts(const std::vector<Text>& words) {
    std::vector<std::string> all;
    for (const Text& word : words) all.push_back(word.text);
    return all;
}

std::string row_keys(const std::vector<Text>& keys) { return joined(texts(keys), " or "); }

std::string hours(const CalendarSpec::Hours& hours) {
    const auto clock = [](int minutes) { return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60); };
    return fmt::format("{} to {}{}", clock(hours.from), clock(hours.to), hours.to <= hours.from ? " the next day" : "");
}

Book::Book(const Scenario& s, const Pathway& p) : scenario(s), pathway(p) {
    const auto name = [](auto& names, const auto& specs) {
        for (const auto& spec : specs) names.emplace(spec.name.text, &spec);
    };
    name(parameters_, s.parameters);
    name(scores_, s.scores);
    name(attributes_, s.attributes);
    name(tracks_, s.tracks);
    name(calendars_, s.calendars);
    name(costs_, s.costs);
    name(hazards_, s.hazards);
    name(resources_, s.resources);
    for (const TrackSpec& track : s.tracks)
        for (const NodeSpec& node : track.nodes) nodes_.emplace(track.name.text + "/" + node.name.text, &node);
    for (const Parameter& parameter : p.parameters) values_.emplace(parameter.name, parameter.value);
    // Units of a resource that come from a share of something are so many all the same, not per cent.
    for (const ResourceSpec& r : s.resources)
        if (r.units.leaf && r.units.leaf->kind == Expression::Kind::name)
            if (const auto found = values_.find(r.units.leaf->name); found != values_.end())
                found->second.unit.share = false;
    for (std::size_t i = 0; i < p.nodes.size(); ++i) built_.emplace(p.nodes[i].place, i);
}

const Node* Book::built(const std::string& place) const {
    const auto found = built_.find(place);
    return found == built_.end() ? nullptr : &pathway.nodes[found->second];
}

const Value* Book::value_of(const std::string& parameter) const {
    const auto found = values_.find(parameter);
    return found == values_.end() ? nullptr : &found->second;
}

std::string Book::case_of(const std::string& track) const {
    for (const CaseSpec& spec : scenario.cases)
        for (const Text& name : spec.tracks)
            if (name.text == track) return spec.name.text;
    return "";
}

}  // namespace desist::words
