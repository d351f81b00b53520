#include "tests/oracle/random_model.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "tests/oracle/random_parts.hpp"

namespace desist {
namespace {

using Kind = PlannedNode::Kind;

class ModelText {
public:
    explicit ModelText(const Recipe& recipe)
        : recipe_(recipe), plan_(plan_of(recipe)), words_(recipe, plan_), dice_(words_.dice()) {}

    std::string text() {
        std::string tracks;  // first: they say which hazards there are
        for (std::size_t t = 0; t < plan_.tracks.size(); ++t) tracks += track(t);
        return sections_text(recipe_, plan_, words_) + hazards() + costs() + expected() + "tracks:\n" + tracks;
    }

private:
    bool has(Feature feature) const { return recipe_.has(feature); }

    std::string hazards() const {
        std::string text = hazards_.empty() ? "" : "hazards:\n";
        for (const std::string& name : hazards_) {
            const std::string law = words_.rate_law(name);
            text += fmt::format("  {}:\n    law: {}\n", name, law);
            const bool grows = law.find("weibull") != std::string::npos || law.find("gompertz") != std::string::npos;
            if (has(Feature::profiles) && !grows)
                text += "    profile: " +
                        dice_.one_of("profile of " + name,
                                     {"late", "[late, season]", "season", "[late, working]", "working"}) +
                        "\n";
            const int factors = has(Feature::factors) ? 2 + dice_.roll("factors of " + name, 3) : 0;
            if (factors > 0) text += "    times:\n";
            for (int i = 0; i < factors; ++i)
                text += "      - " + hazard_factor(fmt::format("{} factor {}", name, i)) + "\n";
        }
        return text;
    }

    // Costs of every basis; `old-kit` in the prices of an earlier year.
    std::string costs() const {
        std::vector<std::string> places;
        for (const std::string& node : plan_.nodes())
            if (dice_.chance("costs at " + node, 40)) places.push_back(node);
        if (places.empty()) places.push_back(plan_.nodes().front());
        std::string text = "costs:\n";
        auto add = [&](const std::string& name, const char* unit, const std::string& basis) {
            text += fmt::format("  {}: {{value: {}{}}}\n", name, words_.price("price of " + name, unit), basis);
        };
        add("kit", "GBP", "");
        add("post", "GBP", ", price-year: 2013/14");
        add("old-kit", "GBP", ", price-year: 2007/08");
        add("place", "GBP per day", fmt::format(", of: [{}]", fmt::join(places, ", ")));
        for (const std::string& hazard : hazards_)
            if (dice_.chance("harm of " + hazard, 60)) add("harm-" + hazard, "GBP", ", expected: " + hazard);
        if (!has(Feature::resources)) return text;
        add("hands", "GBP per hour", ", used: beds");
        return text + "  wing: {value: p-units * 30.5 GBP per day, provided: beds, step: 2, price-year: 2007/08}\n";
    }

    // Measures of expected events, some twice of one hazard.
    std::string expected() const {
        std::string text;
        for (const std::string& hazard : hazards_)
            for (const char* each : {"first", "second"}) {
                const std::string name = fmt::format("expected-{}-{}", hazard, each);
                if (!dice_.chance(name, each == std::string("first") ? 70 : 25)) continue;
                text += fmt::format("  {}: {{expected: {}", name, hazard);
                if (dice_.chance(name + " when", 50))
                    text += ", when: " + words_.condition(name, {true, has(Feature::now), false});
                std::vector<std::string> by;
                for (const std::string& attribute : attributes_to_group_by())
                    if (dice_.chance(name + " by " + attribute, 40)) by.push_back(attribute);
                text += by.empty() ? "}\n" : fmt::format(", by: [{}]}}\n", fmt::join(by, ", "));
            }
        return text.empty() ? "" : "measures:\n" + text;
    }

    std::vector<std::string> attributes_to_group_by() const {
        std::vector<std::string> all{"colour", "mood"};
        if (has(Feature::counts)) all.push_back("priors");
        if (has(Feature::ages)) all.push_back("age");
        if (has(Feature::numbers)) all.push_back("pace");
        if (has(Feature::windows)) all.push_back("recent");
        if (plan_.has_track_of_case()) all.push_back("offence");
        return all;
    }

    std::string hazard_factor(const std::string& key) const {
        if (has(Feature::scores) && dice_.chance(key + " score", 25)) return "risk";
        if (has(Feature::numbers) && dice_.chance(key + " pace", 15)) return "{by: pace}";
        const std::string factor = words_.factor(key);
        const std::string when = words_.condition(key, {false, has(Feature::now_rates), false});
        if (!factor.starts_with('{')) return fmt::format("{{when: {}, value: {}}}", when, factor);
        return dice_.chance(key + " when", 25) ? fmt::format("{{when: {}, {}", when, factor.substr(1)) : factor;
    }

    // ---- tracks
    std::string track(std::size_t t) {
        const PlannedTrack& track = plan_.tracks[t];
        std::string start = track.nodes[0].name;
        if (track.case_type.empty() && has(Feature::drawn_start) && dice_.chance(track.name + " starts", 92)) {
            const std::string other = some_start(t);
            if (other != start) start = fmt::format("{{{}: 60%, {}: rest}}", start, other);
        }
        std::string text = fmt::format("  {}:\n    start: {}\n", track.name, start);
        const PlannedNode& first = track.nodes[0];
        if (track.case_type.empty() && has(Feature::served) && first.kind != Kind::rest)
            text += fmt::format("    served: {{{}: {}}}\n", first.name, words_.law(track.name + " served"));
        text += "    nodes:\n";
        for (std::size_t n = 0; n < track.nodes.size(); ++n) text += node(t, n);
        return text;
    }

    // Most often an instant node, so that several tracks leave one in the same pass.
    std::string some_start(std::size_t t) const {
        std::vector<std::string> instants;
        for (const PlannedNode& node : plan_.tracks[t].nodes)
            if (node.kind == Kind::instant) instants.push_back(node.name);
        const std::string key = plan_.tracks[t].name + " start";
        if (instants.empty() || dice_.chance(key + " else", 8)) return target(t, key, false, false);
        return dice_.one_of(key, instants);
    }

    // A node of a track to go to; only quiet ones, or (`past` a position) quiet ones and those that come later.
    std::string target(std::size_t t, const std::string& key, bool quiet, bool ends, int past = -1) const {
        std::vector<std::string> names;
        const auto& nodes = plan_.tracks[t].nodes;
        for (int n = 0; n < static_cast<int>(nodes.size()); ++n) {
            const PlannedNode& node = nodes[static_cast<std::size_t>(n)];
            const bool right = past >= 0 ? node.quiet || n > past : node.quiet || !quiet;
            if (right && (node.kind != Kind::end || ends)) names.push_back(node.name);
        }
        return dice_.one_of(key, names);
    }

    // Where a way out of node n leads: most often to the next, so that every node is reached; the start closes a case.
    std::string way_out(std::size_t t, std::size_t n, const std::string& key, bool zero) const {
        const PlannedTrack& track = plan_.tracks[t];
        if (!track.case_type.empty() && dice_.chance(key + " closes", 30)) return track.nodes[0].name;
        const bool ends = dice_.chance(key + " ends", 45);
        // To where most should wait.
        if (first_own(t) && n == 0 && dice_.chance(key + " to the queue", 85)) return track.nodes[1].name;
        if (n + 1 < track.nodes.size() && dice_.chance(key + " next", 55) &&
            (track.nodes[n + 1].kind != Kind::end || ends))
            return track.nodes[n + 1].name;
        return target(t, key, false, ends, zero ? static_cast<int>(n) : -1);
    }

    std::string routes(std::size_t t, std::size_t n, const std::string& key, bool zero) const {
        std::vector<std::string> all;
        const int more = dice_.roll(key + " routes", 3);
        for (int i = 0; i < more; ++i) {
            const std::string each = fmt::format("{} route {}", key, i);
            std::string route = "{to: " + way_out(t, n, each, zero);
            const int form = dice_.roll(each + " form", 3);
            if (form < 2 && more == 1 && has(Feature::scores) && dice_.chance(each + " odds", 60))
                route += ", chance: odds";
            else if (form < 2)
                route += ", chance: " + words_.share(each, 50);
            if (form > 0) route += ", when: " + words_.condition(each, {true, true, true});
            all.push_back(route + "}");
        }
        all.push_back(fmt::format("{{to: {}, otherwise: true}}", way_out(t, n, key + " rest", zero)));
        return fmt::format("[{}]", fmt::join(all, ", "));
    }

    std::string hazard(const std::string& key) {
        const std::string name = fmt::format("h{}", dice_.roll(key + " hazard", 4));
        hazards_.insert(name);
        return name;
    }

    std::string leave(std::size_t t, std::size_t n, const std::string& key) {
        std::set<std::string> used;
        std::vector<std::string> all;
        for (int i = 0; i <= dice_.roll(key + " hazards", 2); ++i) {
            const std::string name = hazard(fmt::format("{} leave {}", key, i));
            if (!used.insert(name).second) continue;
            all.push_back(fmt::format("{{to: {}, hazard: {}{}}}",
                                      way_out(t, n, fmt::format("{} leave {}", key, i), false), name,
                                      during(plan_.tracks[t].nodes[n], fmt::format("{} leave {}", key, i))));
        }
        return fmt::format("        leave: [{}]\n", fmt::join(all, ", "));
    }

    std::string during(const PlannedNode& node, const std::string& key) const {
        if (node.kind != Kind::use || !has(Feature::durings) || dice_.chance(key + " unsaid", 8)) return "";
        return ", while: " + dice_.one_of(key + " while", {"waiting", "waiting", "both", "both", "served"});
    }

    // What the rules of the resources in `text` ask of a node that needs them; and for how long the units are held.
    std::string use_rules(std::size_t t, const std::string& key, const std::string& text, bool held_for) const {
        bool limited = false, ejects = false;
        for (const std::string name : {"beds", "staff"}) {
            if (text.find(name) == std::string::npos) continue;
            limited |= words_.limited(name);
            ejects |= words_.ejects(name);
        }
        std::string use = text;
        if (held_for) use += ", for: " + words_.duration(key + " for");
        std::vector<std::string> kept;
        for (const PlannedNode& node : plan_.tracks[t].nodes)
            if (plan_.tracks[t].name + "/" + node.name != key && node.kind != Kind::end &&
                dice_.chance(key + " keeps " + node.name, 75))
                kept.push_back(node.name);
        if (has(Feature::keeps) && !held_for && !ejects && !kept.empty() && dice_.chance(key + " keeps", 95))
            use += fmt::format(", keep: [{}]", fmt::join(kept, ", "));
        std::string rules = fmt::format("        use: {{{}}}\n", use);
        if (limited) rules += fmt::format("        full: {{to: {}}}\n", calm_target(t, key + " full"));
        if (ejects) rules += fmt::format("        eject: {{to: {}}}\n", calm_target(t, key + " eject"));
        return rules;
    }

    // Where time passes and nobody waits.
    std::string calm_target(std::size_t t, const std::string& key) const {
        std::vector<std::string> names;
        for (const PlannedNode& node : plan_.tracks[t].nodes)
            if (node.quiet && node.kind != Kind::use) names.push_back(node.name);
        return dice_.one_of(key, names);
    }

    std::string use(std::size_t t, const std::string& key, bool held_for) const {
        const bool both = has(Feature::two_resources) && has(Feature::several_needs) && dice_.chance(key + " both", 60);
        const bool none = dice_.chance(key + " sometimes nothing", 15);
        std::string text = none ? "beds: {by: colour, red: 0, else: 1}" : "beds: 1";
        if (both) text += dice_.chance(key + " by mood", 40) ? ", staff: {by: mood, calm: 2, upset: 0}" : ", staff: 1";
        if (!both && has(Feature::two_resources) && dice_.chance(key + " staff", 50)) text = "staff: 2";
        return use_rules(t, key, text, held_for);
    }

    std::string node(std::size_t t, std::size_t n) {
        const PlannedTrack& track = plan_.tracks[t];
        const PlannedNode& node = track.nodes[n];
        const std::string key = track.name + "/" + node.name;
        const bool zero = node.zero || node.kind == Kind::until || node.kind == Kind::instant;
        std::string text = node.kind == Kind::end ? "        end: true\n" : "";
        bool stays = node.kind == Kind::stay || node.kind == Kind::until;
        const bool held_for = node.kind == Kind::use && has(Feature::use_for) && dice_.chance(key + " for", 45);
        if (node.kind == Kind::use) text += use(t, key, held_for);
        if (node.kind == Kind::use || node.kind == Kind::as_soon_as)
            stays = !has(Feature::hazards) || dice_.chance(key + " stays", 75);
        if (node.kind == Kind::hazard) stays = dice_.chance(key + " stays", 30);
        if (stays) text += "        stay: " + stay(key, track, node) + "\n";
        const bool wants_leave =
            has(Feature::hazards) && node.kind != Kind::rest && node.kind != Kind::instant && node.kind != Kind::end;
        const int leaves_too = node.kind == Kind::use && has(Feature::durings) ? 90 : 25;
        if (wants_leave && (!stays || dice_.chance(key + " leaves too", leaves_too))) text += leave(t, n, key);
        const int condition = is_main_use(t, n) ? 22 : node.kind == Kind::use ? 70 : 50;
        if (node.kind == Kind::as_soon_as || (may_have_condition(node) && dice_.chance(key + " condition", condition)))
            text += as_soon_as(t, n, key);
        if (node.kind == Kind::use && has(Feature::patience) && dice_.chance(key + " patience", 65))
            text += fmt::format("        patience: {}\n        give-up: {{to: {}}}\n", words_.law(key + " patience"),
                                target(t, key + " give up", false, false));
        if (stays || held_for || node.kind == Kind::instant)
            text += "        routes: " + routes(t, n, key, zero) + "\n";
        text += all_effects(t, n, key);
        return text.empty() ? fmt::format("      {}: {{}}\n", node.name)
                            : fmt::format("      {}:\n{}", node.name, text);
    }

    // Where most should wait.
    bool is_main_use(std::size_t t, std::size_t n) const {
        return plan_.tracks[t].nodes[n].kind == Kind::use && first_own(t) && n == 1;
    }

    bool of_main_use(const PlannedNode& node) const {
        for (std::size_t t = 0; t < plan_.tracks.size(); ++t)
            if (&node == &plan_.tracks[t].nodes[1]) return is_main_use(t, 1);
        return false;
    }

    bool may_have_condition(const PlannedNode& node) const {
        return has(Feature::as_soon_as) && !node.quiet &&
               (node.kind == Kind::stay || node.kind == Kind::use || node.kind == Kind::hazard);
    }

    std::string stay(const std::string& key, const PlannedTrack& track, const PlannedNode& node) const {
        if (node.zero) return "fixed 0 hours";
        const bool calendar = has(Feature::until_calendars) && !node.zero;
        if (calendar && node.kind == Kind::until && (!has(Feature::moments) || dice_.chance(key + " opens", 45)))
            return fmt::format("until {} opens", words_.calendar(key));
        if (calendar && dice_.chance(key + " next", 15))
            return "until next " + dice_.one_of(key + " calendar", {"shift", "weekdays", "nights", "daily"});
        if (node.kind == Kind::until) return "until " + words_.dates_to_wait_for(key, track.case_type);
        return words_.law(key);
    }

    std::string as_soon_as(std::size_t t, std::size_t n, const std::string& key) const {
        std::vector<std::string> all;
        const bool main_use = is_main_use(t, n) && has(Feature::durings);
        for (int i = 0; i <= dice_.roll(key + " conditions", 2); ++i) {
            const std::string each = fmt::format("{} condition {}", key, i);
            all.push_back(fmt::format("{{to: {}, if: {}{}}}", target(t, each, false, false, static_cast<int>(n)),
                                      words_.condition(each, {true, has(Feature::now_rates), false}),
                                      main_use && dice_.chance(each + " served", 60)
                                          ? ", while: served"
                                          : during(plan_.tracks[t].nodes[n], each)));
        }
        return fmt::format("        as-soon-as: [{}]\n", fmt::join(all, ", "));
    }

    // ---- effects
    std::string all_effects(std::size_t t, std::size_t n, const std::string& key) {
        const PlannedTrack& track = plan_.tracks[t];
        const PlannedNode& node = track.nodes[n];
        if (!track.case_type.empty() && n == 0) return "";
        const bool use = node.kind == Kind::use;
        std::string text = effects(t, n, key, use ? "on-ask" : "effects");
        if (use) text += effects(t, n, key, "on-start");
        if (has(Feature::on_leave) && node.kind != Kind::end && dice_.chance(key + " leaving", 45))
            text += effects(t, n, key, "on-leave");
        return text;
    }

    std::string effects(std::size_t t, std::size_t n, const std::string& node_key, const std::string& list) {
        const PlannedTrack& track = plan_.tracks[t];
        const PlannedNode& node = track.nodes[n];
        const std::string key = node_key + " " + list;
        const bool arrival = list == "effects" || list == "on-ask";
        std::vector<std::string> all;
        if (node.kind == Kind::until && has(Feature::moments) && arrival && dice_.chance(key + " sets", 50))
            all.push_back(date_to_wait_for(key, track));
        for (int i = 0; i < dice_.roll(key + " effects", 3); ++i) {
            const std::string each = fmt::format("{} effect {}", key, i);
            all.push_back(fmt::format("{{{}{}}}", words_.attribute_effect(each, track), sometimes(each)));
        }
        if (arrival && first_own(t) && n == 1) {
            if (has(Feature::moments) && dice_.chance(key + " puts off", 85))
                all.push_back(fmt::format("{{set: {{{}: later of release and now + {}}}}}",
                                          dice_.one_of(key + " puts off", {"release", "hearing"}),
                                          words_.duration(key + " put off")));
            standing_moves(t, key, all);
        }
        const bool busy_start =
            list == "on-start" && !node.quiet && dice_.chance(key + " starts at another's cost", 60);
        if ((arrival && track.case_type.empty() && n == 1) || busy_start) moves_out_of_queues(t, key, all);
        for (int i = 0; !node.quiet && has(Feature::moves) && i < dice_.roll(key + " moves", 3); ++i) {
            const std::string each = fmt::format("{} move {}", key, i);
            const std::string text = move(t, each);
            const bool leaves_at_once = (list == "on-ask" || list == "on-start") && text.starts_with(track.name + ":");
            if (!leaves_at_once || dice_.chance(each + " at once", 8))
                all.push_back(fmt::format("{{move: {{{}}}{}}}", text, sometimes(each)));
        }
        std::string text = all.empty() ? "" : fmt::format("        {}:\n", list);
        for (const std::string& effect : all) text += "          - " + effect + "\n";
        return text;
    }

    std::string date_to_wait_for(const std::string& key, const PlannedTrack& track) const {
        const std::string date =
            track.case_type == "case" ? "listed" : dice_.one_of(key + " date", {"release", "hearing"});
        return fmt::format("{{set: {{{}: now {} {}}}}}", date, dice_.chance(key + " past", 30) ? '-' : '+',
                           words_.duration(key));
    }

    std::string sometimes(const std::string& key) const {
        const int form = dice_.roll(key + " sometimes", 10);
        std::string text;
        if (form < 3) text += ", when: " + words_.condition(key, {true, true, true});
        const bool odds = has(Feature::scores) && dice_.chance(key + " odds", 40);
        if (form >= 2 && form < 5) text += ", chance: " + (odds ? "odds" : words_.share(key, 90));
        return text;
    }

    bool first_own(std::size_t t) const {
        for (std::size_t i = 0; i < t; ++i)
            if (plan_.tracks[i].case_type.empty()) return false;
        return plan_.tracks[t].case_type.empty();
    }

    // Moves that every model needs: cases are opened, second tracks of cases and rests are left.
    void standing_moves(std::size_t t, const std::string& key, std::vector<std::string>& all) const {
        std::set<std::string> opened;
        for (std::size_t other = 0; other < plan_.tracks.size(); ++other) {
            const PlannedTrack& track = plan_.tracks[other];
            const std::string each = key + " standing " + track.name;
            const std::string& second = track.nodes[1].name;
            if (!track.case_type.empty() && opened.insert(track.case_type).second)
                all.push_back(fmt::format("{{move: {{{}: {{open: {}}}}}, chance: {}%}}", track.name, second,
                                          40 + dice_.roll(each, 61)));
            else if (!track.case_type.empty())
                all.push_back(
                    fmt::format("{{move: {{{}: {{to: {}, from: [{}]}}}}}}", track.name, second, track.nodes[0].name));
            else if (other != t)
                leave_rests(other, each, all);
        }
    }

    void moves_out_of_queues(std::size_t t, const std::string& key, std::vector<std::string>& all) const {
        for (std::size_t other = 0; other < plan_.tracks.size(); ++other) {
            const PlannedTrack& track = plan_.tracks[other];
            const std::string each = key + " out of the queues of " + track.name;
            std::vector<std::string> queues;
            for (const PlannedNode& node : track.nodes)
                if (node.kind == Kind::use) queues.push_back(node.name);
            if (other == t || queues.empty() || !dice_.chance(each, 60)) continue;
            all.push_back(fmt::format("{{move: {{{}: {{to: {}, from: [{}]}}}}}}", track.name,
                                      target(other, each, other < t, false), fmt::join(queues, ", ")));
        }
    }

    void leave_rests(std::size_t other, const std::string& key, std::vector<std::string>& all) const {
        const PlannedTrack& track = plan_.tracks[other];
        std::vector<std::string> rests;
        for (const PlannedNode& node : track.nodes)
            if (node.kind == Kind::rest) rests.push_back(node.name);
        if (!rests.empty())
            all.push_back(fmt::format("{{move: {{{}: {{to: {}, from: [{}]}}}}}}", track.name,
                                      target(other, key, false, false), fmt::join(rests, ", ")));
    }

    std::string move(std::size_t t, const std::string& key) const {
        const std::size_t other =
            static_cast<std::size_t>(dice_.roll(key + " track", static_cast<int>(plan_.tracks.size())));
        const PlannedTrack& track = plan_.tracks[other];
        const bool quiet = other <= t;
        if (!track.case_type.empty() && track.case_type != plan_.tracks[t].case_type &&
            dice_.chance(key + " opens", 40)) {
            const std::string to = target(other, key + " to", quiet, false);
            return fmt::format("{}: {{open: {}}}", track.name, to == track.nodes[0].name ? track.nodes[1].name : to);
        }
        std::vector<std::string> from;
        for (const PlannedNode& node : track.nodes)
            if (dice_.chance(key + " from " + node.name, node.kind == Kind::use ? (of_main_use(node) ? 30 : 75) : 45) &&
                node.kind != Kind::end)
                from.push_back(node.name);
        if (from.empty()) from.push_back(track.nodes[1].name);
        const bool resume = has(Feature::resumes) && dice_.chance(key + " resume", 80);
        return fmt::format("{}: {{to: {}, from: [{}]{}}}", track.name, target(other, key + " to", quiet, false),
                           fmt::join(from, ", "), resume ? ", resume: true" : "");
    }

    const Recipe& recipe_;
    Plan plan_;
    Words words_;
    const Dice& dice_;
    std::set<std::string> hazards_;
};

}  // namespace

std::string model_text(const Recipe& recipe) { return ModelText(recipe).text(); }

}  // namespace desist
