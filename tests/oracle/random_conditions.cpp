// Tables, conditions, calendars and numbers of random models.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "tests/oracle/random_parts.hpp"

namespace desist {

using Kind = PlannedNode::Kind;

std::vector<std::string> Words::tables_by() const {
    std::vector<std::string> names = {"colour", "mood"};
    if (recipe_.has(Feature::counts)) names.push_back("priors");
    if (recipe_.has(Feature::numbers)) names.push_back("pace");
    if (recipe_.has(Feature::windows)) names.insert(names.end(), {"recent", "recent"});
    if (recipe_.has(Feature::ages)) names.insert(names.end(), {"age", "age"});
    for (const std::string& type : plan_.case_types) names.push_back(type == "case" ? "offence" : "subject");
    for (const PlannedTrack& track : plan_.tracks) names.insert(names.end(), 3, track.name);
    return names;
}

namespace {

// What a table by this name, or a condition on it, may have as keys.
std::vector<std::string> keys_of(const std::string& name, const Plan& plan, bool waiting) {
    if (name == "colour") return {"red", "green", "blue"};
    if (name == "mood") return {"calm", "upset"};
    if (name == "priors" || name == "recent") return {"0", "1-2", "3+"};
    if (name == "pace") return {"0-0.5", "0.5-2", "2+"};
    if (name == "age") return {"10-11", "12-13", "14-15", "16-17", "18+"};
    if (name == "offence") return {"theft", "fraud", "other"};
    if (name == "subject") return {"money", "house"};
    std::vector<std::string> keys;
    for (const PlannedTrack& track : plan.tracks)
        for (const PlannedNode& node : track.nodes) {
            if (track.name != name) continue;
            keys.push_back(node.name);
            if (node.kind == Kind::use && waiting) keys.push_back("waiting for " + node.name);
        }
    return keys;
}

}  // namespace

std::string Words::table(const std::string& key, const std::string& a, const std::string& b) const {
    const std::string by = dice_.one_of(key + " by", tables_by());
    const std::vector<std::string> keys = keys_of(by, plan_, recipe_.has(Feature::waiting_for));
    std::string row = dice_.one_of(key + " key", keys);
    const std::string other = dice_.one_of(key + " other key", keys);
    if (other != row && keys.size() > 2 && dice_.chance(key + " joined", 40)) row += " or " + other;
    return fmt::format("{{by: {}, {}: {}, else: {}}}", by, row, a, b);
}

std::string Words::clause(const std::string& key) const {
    const std::string name = dice_.one_of(key + " name", tables_by());
    const std::vector<std::string> keys = keys_of(name, plan_, recipe_.has(Feature::waiting_for));
    std::vector<std::string> values;
    for (const std::string& each : keys)
        if (dice_.chance(key + " has " + each, 45) && values.size() + 1 < keys.size()) values.push_back(each);
    if (values.empty()) values.push_back(dice_.one_of(key + " value", keys));
    return fmt::format("{}: [{}]", name, fmt::join(values, ", "));
}

std::string Words::case_condition(const std::string& key) const {
    const auto of_case = [](const PlannedTrack& track) { return track.case_type == "case"; };
    const PlannedTrack& track = *std::find_if(plan_.tracks.begin(), plan_.tracks.end(), of_case);
    const std::string node = dice_.one_of(key + " node", keys_of(track.name, plan_, recipe_.has(Feature::waiting_for)));
    const std::string more = dice_.chance(key + " more", 50) ? "" : ", offence: [theft, other]";
    const std::string both = fmt::format("{{{}: {}{}}}", track.name, node, more);
    if (!recipe_.has(Feature::count_cases) || dice_.chance(key + " any", 50)) return fmt::format("{{any: {}}}", both);
    return fmt::format("{{count: {{when: {}, is: {}}}}}", both,
                       dice_.one_of(key + " how many", {"2+", "1", "0-1", "1-2"}));
}

std::string Words::time_condition(const std::string& key) const {
    const bool attribute = recipe_.has(Feature::moments) && dice_.chance(key + " attribute", 70);
    const bool of_case = attribute && plan_.has_track_of_case() && dice_.chance(key + " of case", 30);
    const std::string shift = dice_.chance(key + " shift", 50) ? "" : " + " + duration(key);
    const std::string date = of_case     ? "listed"
                             : attribute ? dice_.one_of(key + " date", {"release", "hearing"})
                                         : civil_date(key);
    return fmt::format("{{now: {} {}{}}}", dice_.chance(key + " before", 50) ? "before" : "after", date, shift);
}

std::string Words::condition(const std::string& key, May may) const {
    // A rate or an as-soon-as, where the hours of a calendar cannot stand.
    const bool followed = may.time && !may.hours;
    if (followed && recipe_.has(Feature::now) && dice_.chance(key + " followed", 60)) return time_condition(key);
    const int form = dice_.roll(key + " form", 22);
    if (form < 8 && may.cases && recipe_.has(Feature::any_case) && plan_.has_track_of_case())
        return case_condition(key);
    if (form >= 20 && may.hours && recipe_.has(Feature::hours)) return fmt::format("{{now: in {}}}", calendar(key));
    if (form >= 16 && form < 20 && may.time && recipe_.has(Feature::now)) return time_condition(key);
    const std::string one = clause(key + " one"), two = clause(key + " two");
    const bool same = one.substr(0, one.find(':')) == two.substr(0, two.find(':'));
    if (form == 5) return fmt::format("{{not: {{{}}}}}", one);
    if (form == 6) return fmt::format("{{any: [{{{}}}, {{{}}}]}}", one, two);
    return form < 12 && !same ? fmt::format("{{{}, {}}}", one, two) : fmt::format("{{{}}}", one);
}

std::string Words::calendar(const std::string& key) const {
    return dice_.one_of(key + " calendar", {"shift", "weekdays", "nights", "daily", "always"});
}

bool Words::ejects(const std::string& resource) const {
    const bool kept = recipe_.has(Feature::keeps) && resource == "beds";  // units that can be taken away are not kept
    return recipe_.has(Feature::ejects) && dice_.chance("ejects " + resource, kept ? 45 : 62);
}

bool Words::limited(const std::string& resource) const {
    return recipe_.has(Feature::limits) && dice_.chance("limited " + resource, 75);
}

std::string Words::priority(const std::string& key) const { return table(key + " priority", "1", "2"); }

// Stays small however often it is set again.
std::string Words::number(const std::string& key, bool ages) const {
    std::vector<std::string> all = {"0.8", "p-factor / 2"};
    if (recipe_.has(Feature::numbers))
        all.insert(all.end(), {"0.5 + pace / 2", "max(pace and 0.7)", "0.3 - pace / 2", "pace * pace / (1 + pace)"});
    if (recipe_.has(Feature::counts)) all.insert(all.end(), {"priors / (1 + priors)", "floor(priors / 2)"});
    if (recipe_.has(Feature::windows)) all.insert(all.end(), {"min(recent and 2)", "recent * 0.4"});
    if (recipe_.has(Feature::ages) && ages) all.emplace_back("age / 12");
    return dice_.one_of(key + " number", all);
}

}  // namespace desist
