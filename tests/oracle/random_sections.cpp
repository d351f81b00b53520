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

    std::string text() const {
        return head() + parameters() + attributes() + scores() + cases() + calendars() + profiles() + population() +
               resources() + "money: {prices: 2013/14, deflators: {2007/08: 0.87, 2013/14: 1}}\n";
    }

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
            changes.push_back(fmt::format("{{from: {}, value: {}{}}}", date, value(date), again(name)));
        if (!changes.empty()) text += fmt::format(", changes: [{}]", fmt::join(changes, ", "));
        return text + ", source: assumption}\n";
    }

    std::string again(const std::string& name) const {
        return has(Feature::retroactive) && (name == "p-time" || name == "p-rate") ? ", retroactive: true" : "";
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
        text += parameter("p-units", [&](auto& key) {
            return dice_.one_of("p-units" + std::string(key), {"0.5", "1", "1.25", "1.8", "2", "3"});
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
        if (has(Feature::numbers)) text += "  pace: {number: true, bands: [0, 0.5, 2]}\n";
        if (has(Feature::windows)) text += window();
        if (!plan_.has_track_of_case()) return text;
        if (has(Feature::numbers)) text += "  weight: {of: case, number: true}\n";
        text += "  offence: {of: case, values: [theft, fraud, other]}\n";
        if (has(Feature::counts)) text += "  charges: {of: case, count: true, bands: [0, 2]}\n";
        if (has(Feature::moments)) text += "  listed: {of: case, date: true}\n  sentence: {of: case, duration: true}\n";
        if (plan_.case_types.size() > 1) text += "  subject: {of: claim, values: [money, house]}\n";
        return text;
    }

    std::string window() const {
        std::vector<std::string> counted;
        for (const std::string& node : plan_.nodes())
            if (dice_.chance("counted " + node, 35)) counted.push_back(node);
        if (counted.empty()) counted.push_back(plan_.nodes().back());
        return fmt::format("  recent: {{count: [{}], within: {}, bands: [0, 1, 3]}}\n", fmt::join(counted, ", "),
                           words_.duration("window"));
    }

    // One for shares and one for rates, which no age may enter.
    std::string scores() const {
        if (!has(Feature::scores)) return "";
        auto score = [&](const std::string& name, const char* link, bool ages) {
            return fmt::format(
                "  {}:\n    link: {}\n    intercept: {}\n    terms:\n"
                "      - {{by: colour, red: 0.4, else: -0.3, times: 1.5}}\n      - {{of: {}, times: 0.3}}\n"
                "      - {{log: 1 + {}, times: -0.4}}\n      - {{square: {}, times: -0.05}}\n",
                name, link, dice_.one_of(name + " intercept", {"-1", "0", "0.3"}), words_.number(name + " a", ages),
                words_.number(name + " b", ages), words_.number(name + " c", ages));
        };
        return "scores:\n" + score("odds", "logit", true) + score("risk", "log", false);
    }

    std::string calendars() const {
        if (!has(Feature::calendars) && !has(Feature::given_out) && !has(Feature::until_calendars) &&
            !has(Feature::hours))
            return "";
        return "calendars:\n"
               "  shift: {every: day, open: [07:00-13:00, 14:00-22:00], except: [nights]}\n"
               "  weekdays: {every: mon-fri}\n"
               "  nights: {every: [fri, sat], open: 20:00-04:00}\n"
               "  daily: {every: day, open: 09:00-09:30}\n"
               "  always: {every: day}\n";
    }

    std::string profiles() const {
        if (!has(Feature::profiles)) return "";
        return "profiles:\n"
               "  late: {hours: {fri 18:00-24:00: 2.5, sat or sun: 1.5, mon-thu 22:00-06:00: 2, else: 0.5}}\n"
               "  working: {hours: {mon-fri 09:00-17:00: 3, else: 0}}\n"
               "  season: {months: {apr: 0.2, jun-aug: 3, else: 1}}\n";
    }

    std::string cases() const {
        std::string text = plan_.has_track_of_case() ? "cases:\n" : "";
        for (const std::string& type : plan_.case_types) {
            std::vector<std::string> tracks;
            for (const PlannedTrack& track : plan_.tracks)
                if (track.case_type == type) tracks.push_back(track.name);
            text += fmt::format("  {}: {{copies: {}, tracks: [{}]}}\n", type, 1 + dice_.roll("copies of " + type, 4),
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
        if (has(Feature::numbers)) text += "    pace: gamma(shape 2 and mean 1)\n";
        if (has(Feature::moments) && dice_.chance("term drawn", 60))
            text += "    term: fixed " + words_.duration("term at entry") + "\n";
        return text;
    }

    std::string resources() const {
        if (!has(Feature::resources)) return "";
        std::string text = "resources:\n";
        for (const std::string name : {"beds", "staff"}) {
            if (name == "staff" && !has(Feature::two_resources)) continue;
            text += fmt::format("  {}: {{units: {}{}}}\n", name, units_of(name), rules_of(name));
        }
        return text;
    }

    std::string units_of(const std::string& name) const {
        auto units = [&](const std::string& which) -> std::string {
            const int some =
                (name == "staff" ? 2 : 1) + dice_.roll("units of " + name + which, 1 + recipe_.people / 14);
            if (!has(Feature::part_units) || dice_.chance("whole units of " + name + which, 25))
                return std::to_string(some);
            if (name == "beds" && dice_.chance("units by parameter" + which, 60)) return "p-units";
            return fmt::format("{}.{}", some, 1 + dice_.roll("part of " + name + which, 9));
        };
        if (!has(Feature::pools) || dice_.chance("one pool of " + name, 30)) return units(" all");
        if (dice_.chance("two attributes of " + name, 40))
            return fmt::format("{{by: colour, red: {}, else: {{by: mood, calm: {}, upset: {}}}}}", units(" red"),
                               units(" calm"), units(" upset"));
        return fmt::format("{{by: colour, red: {}, else: {}}}", units(" red"), units(" else"));
    }

    // Calendars that surely open after the last dated change.
    std::vector<std::string> hours(std::vector<std::string> names) const {
        if (recipe_.days < 40) std::erase_if(names, [](auto& name) { return name == "nights" || name == "weekdays"; });
        return names;
    }

    std::string rules_of(const std::string& name) const {
        std::string text;
        std::string open;
        if (has(Feature::calendars) && dice_.chance("open " + name, 80))
            open = dice_.one_of("open " + name, hours({"shift", "weekdays", "always"}));
        if (!open.empty()) text += ", open: " + open;
        if (words_.ejects(name)) text += ", on-close: eject";
        if (has(Feature::given_out) && dice_.chance("given out " + name, 70))
            text += ", given-out: " + dice_.one_of("given out " + name, open == "shift"
                                                                            ? hours({"daily", "weekdays"})
                                                                            : hours({"daily", "nights", "weekdays"}));
        if (has(Feature::priorities) && dice_.chance("priority " + name, 80))
            text += ", priority: " + words_.priority(name);
        if (words_.limited(name)) text += fmt::format(", queue-limit: {}", limit_of(name));
        return text;
    }

    std::string limit_of(const std::string& name) const {
        if (has(Feature::changes) && dice_.chance("dated limit " + name, 40)) return "max(round(p-units) and 1)";
        return std::to_string(dice_.chance("nobody waits " + name, 3) ? 0 : 1 + dice_.roll("limit " + name, 3));
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
