// Laws as they would be written again.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/scenario/canonical.hpp"

namespace desist {
namespace {

std::string keys_text(const std::vector<Text>& keys) {
    std::string text;
    for (const Text& key : keys) text += (text.empty() ? "" : " or ") + key.text;
    return text;
}

std::string braced(const std::vector<std::string>& entries) { return fmt::format("{{{}}}", fmt::join(entries, ", ")); }

std::string empirical_text(const LawSpec& law) {
    std::vector<std::string> points;
    for (const LawSpec::Point& point : law.empirical)
        points.push_back((point.share ? to_text(*point.share) + ": " : "") + to_text(point.value));
    const bool quantiles = law.empirical.front().share.has_value();
    return "{empirical: " + (quantiles ? braced(points) : fmt::format("[{}]", fmt::join(points, ", "))) + "}";
}

// "RATE until TIME and ... and RATE after".
std::string piecewise_text(const LawSpec& law) {
    std::string text;
    for (const LawSpec::Argument& a : law.arguments)
        text += (a.word == "until" ? " until " : text.empty() ? "" : " and ") + to_text(a.value);
    return "piecewise(" + text + " after)";
}

std::string call_text(const LawSpec& law) {
    const std::string& name = law.name.text;
    if (name == "until-open") return "until " + law.calendar.text + " opens";
    if (name == "until-next") return "until next " + law.calendar.text;
    if (law.arguments.empty()) return name;
    if (name == "until" || name == "fixed") return name + " " + to_text(law.arguments.front().value);
    if (name == "piecewise") return piecewise_text(law);
    std::vector<std::string> arguments;
    for (const LawSpec::Argument& a : law.arguments)
        arguments.push_back(a.word + (a.word.empty() ? "" : " ") + to_text(a.value));
    return fmt::format("{}({})", name, fmt::join(arguments, " and "));
}

}  // namespace

std::string to_text(const LawSpec& law) {
    if (!law.empirical.empty()) return empirical_text(law);
    if (!law.name.text.empty()) return call_text(law);
    std::vector<std::string> entries;
    for (const LawSpec::Part& part : law.mixture)
        entries.push_back(to_text(part.share) + ": " + to_text(part.law.front()));
    if (!law.by.text.empty()) entries.push_back("by: " + law.by.text);
    for (const LawSpec::Row& row : law.rows) entries.push_back(keys_text(row.keys) + ": " + to_text(row.law.front()));
    if (!law.otherwise.empty()) entries.push_back("else: " + to_text(law.otherwise.front()));
    return braced(entries);
}

}  // namespace desist
