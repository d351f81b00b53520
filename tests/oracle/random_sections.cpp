// The sections of a random model beside tracks and hazards.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "tests/oracle/random_parts.hpp"

namespace desist {
namespace {

class Sections {
public:
    Sections(const Recipe& recipe, const Plan& plan, const Words& words)
        : recipe_(recipe), plan_(plan), words_(words), dice_(words.dice()) {}

    std::string text() const { return head() + parameters() + attributes() + cases() + population() + resources(); }

private:
    bool has(Feature feature) const { return recipe_.has(feature); }

    std::string head() const {
        const int warm_up = recipe_.days / 4;
        return fmt::format(
            "desist: 1\ntitle: A random model\ntime: {{start: 2012-04-01, warm-up: {} days, run: {} days}}\n", warm_up,
            recipe_.days - warm_up);
    }

    // A parameter, with dated changes if the recipe has them; `value` makes one by a key.
    template <class Make>
    std::string parameter(const std::string& name, Make value) const {
        std::string text = fmt::format("  {}: {{value: {}", name, value("base"));
        std::set<std::string> dates;
        for (int i = 0; i < 3; ++i)
            if (has(Feature::changes) && dice_.chance(fmt::format("{} change {}", name, i), 45))
                dates.insert(words_.civil_date(fmt::format("change {}", i)));
        std::vector<std::string> changes;
        for (const std::string& date : dates)
            changes.push_back(fmt::format("{{from: {}, value: {}}}", date, value(date)));
        if (!changes.empty()) text += fmt::format(", changes: [{}]", fmt::join(changes, ", "));
        return text + ", source: assumption}\n";
    }

    std::string parameters() const {
        const double rate = 24 / words_.span_hours();
        auto roll = [&](const std::string& key, int sides) { return dice_.roll(key, sides); };
        std::string text = "parameters:\n";
        text +=
            parameter("p-share", [&](auto& key) { return fmt::format("{}%", roll("p-share" + std::string(key), 31)); });
        text += parameter("p-rate", [&](auto& key) {
            return fmt::format("{:.4f} per day", rate * (20 + roll("p-rate" + std::string(key), 180)) / 100);
        });
        text += parameter("p-factor", [&](auto& key) {
            const double x = roll("p-factor" + std::string(key), 30) / 10.0;
            return dice_.chance("p-factor table" + std::string(key), 30)
                       ? fmt::format("{{by: mood, calm: {}, else: 1.2}}", x)
                       : fmt::format("{}", x);
        });
        text += parameter("p-time", [&](auto& key) {
            return fmt::format(
                "{} hours", 1 + roll("p-time" + std::string(key), std::max(2, static_cast<int>(words_.span_hours()))));
        });
        text += parameter("p-arrivals", [&](auto& key) {
            return fmt::format("{:.4f} per day",
                               recipe_.people * (0.1 + roll("p-arrivals" + std::string(key), 9) / 10.0) / recipe_.days);
        });
        if (plan_.has_track_of_case())
            text += parameter("offence-mix", [&](auto& key) {
                return fmt::format("{{theft: {}%, fraud: 30%, other: rest}}", roll("mix" + std::string(key), 70));
            });
        return text;
    }

    std::string attributes() const {
        std::string text = "attributes:\n  colour: [red, green, blue]\n  mood: [calm, upset]\n";
        if (has(Feature::counts)) text += "  priors: {count: true, bands: [0, 1, 3]}\n";
        if (has(Feature::ages)) text += "  age: {years: true, bands: [10, 12, 14, 16, 18], oldest: 20}\n";
        if (has(Feature::moments))
            text += "  release: {date: true}\n  hearing: {date: true}\n  term: {duration: true}\n";
        if (!plan_.has_track_of_case()) return text;
        text += "  offence: {of: case, values: [theft, fraud, other]}\n";
        if (has(Feature::counts)) text += "  charges: {of: case, count: true, bands: [0, 2]}\n";
        if (has(Feature::moments)) text += "  listed: {of: case, date: true}\n  sentence: {of: case, duration: true}\n";
        if (plan_.case_types.size() > 1) text += "  subject: {of: claim, values: [money, house]}\n";
        return text;
    }

    std::string cases() const {
        std::string text = plan_.has_track_of_case() ? "cases:\n" : "";
        for (const std::string& type : plan_.case_types) {
            std::vector<std::string> tracks;
            for (const PlannedTrack& track : plan_.tracks)
                if (track.case_type == type) tracks.push_back(track.name);
            text += fmt::format("  {}: {{copies: {}, tracks: [{}]}}\n", type, 1 + dice_.roll("copies of " + type, 3),
                                fmt::join(tracks, ", "));
        }
        return text;
    }

    std::string population() const {
        const int present = std::max(1, recipe_.people);
        std::string text = "population:\n";
        if (has(Feature::streams))
            text += fmt::format(
                "  streams:\n    old: {{present: {}, draw: {{colour: green}}}}\n    young: {{present: {}}}\n"
                "    new: {{arrivals: p-arrivals, draw: {{mood: {{calm: 10%, upset: rest}}}}}}\n",
                (present + 1) / 2, present / 2);
        else
            text += fmt::format("  present: {}\n{}", present,
                                dice_.chance("arrivals", 60) ? "  arrivals: p-arrivals\n" : "");
        text +=
            "  draw:\n    colour: {red: 40%, green: 35%, blue: rest}\n"
            "    mood: {by: colour, red: {calm: 80%, upset: rest}, else: {calm: 35%, upset: rest}}\n";
        if (has(Feature::counts))
            text +=
                "    priors: " + dice_.one_of("priors", {"geometric(mean 1.5)", "uniform(low 0 and high 5)"}) + "\n";
        if (has(Feature::ages))
            text +=
                "    age: " +
                dice_.one_of("age", {"uniform(low 10 years and high 20 years)",
                                     "{10-11: 20%, 12-13: 30%, 16-17: 25%, 18+: rest}",
                                     "{by: mood, calm: {10-11: rest, 14-15: 60%}, else: {18+: 50%, 12-13: rest}}"}) +
                "\n";
        if (has(Feature::moments) && dice_.chance("term drawn", 60))
            text += "    term: fixed " + words_.duration("term at entry") + "\n";
        return text;
    }

    std::string resources() const {
        if (!has(Feature::resources)) return "";
        std::string text = "resources:\n";
        for (const char* name : {"beds", "staff"}) {
            if (name == std::string("staff") && !has(Feature::two_resources)) continue;
            auto units = [&](const char* which) {
                return (name == std::string("staff") ? 2 : 1) +
                       dice_.roll(std::string("units of ") + name + which, 1 + recipe_.people / 14);
            };
            if (!has(Feature::pools) || dice_.chance(std::string("one pool of ") + name, 30))
                text += fmt::format("  {}: {{units: {}}}\n", name, units(" all"));
            else if (dice_.chance(std::string("two attributes of ") + name, 40))
                text +=
                    fmt::format("  {}: {{units: {{by: colour, red: {}, else: {{by: mood, calm: {}, upset: {}}}}}}}\n",
                                name, units(" red"), units(" calm"), units(" upset"));
            else
                text += fmt::format("  {}: {{units: {{by: colour, red: {}, else: {}}}}}\n", name, units(" red"),
                                    units(" else"));
        }
        return text;
    }

    const Recipe& recipe_;
    const Plan& plan_;
    const Words& words_;
    const Dice& dice_;
};

}  // namespace

std::string sections_text(const Recipe& recipe, const Plan& plan, const Words& words) {
    return Sections(recipe, plan, words).text();
}

}  // namespace desist
