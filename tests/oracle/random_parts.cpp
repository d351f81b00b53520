#include "tests/oracle/random_parts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "sim/base/time.hpp"
#include "sim/random/keyed.hpp"

namespace desist {

int Dice::roll(std::string_view what, int sides) const {
    return static_cast<int>(mix(mix(seed_) ^ name_hash(what)) % static_cast<std::uint64_t>(std::max(1, sides)));
}

std::string Dice::one_of(std::string_view what, const std::vector<std::string>& words) const {
    return words[static_cast<std::size_t>(roll(what, static_cast<int>(words.size())))];
}

namespace {

using Kind = PlannedNode::Kind;

// Which kind a node is, by weights; what the recipe does not have is a plain stay.
Kind kind_of(const Recipe& recipe, const Dice& dice, const std::string& key) {
    const int at = dice.roll("kind of " + key, 100);
    if (at < 8) return Kind::stay;
    if (at < 20) return recipe.has(Feature::hazards) ? Kind::hazard : Kind::stay;
    if (at < 50) return recipe.has(Feature::moments) || recipe.has(Feature::until_calendars) ? Kind::until : Kind::stay;
    if (at < 61) return recipe.has(Feature::as_soon_as) ? Kind::as_soon_as : Kind::stay;
    if (at < 78) return recipe.has(Feature::resources) ? Kind::use : Kind::stay;
    if (at < 93) return recipe.has(Feature::instants) ? Kind::instant : Kind::stay;
    return recipe.has(Feature::rests) ? Kind::rest : Kind::stay;
}

bool may_be_quiet(Kind kind) {
    return kind == Kind::stay || kind == Kind::hazard || kind == Kind::use || kind == Kind::rest;
}

PlannedTrack track_of(const Recipe& recipe, const Dice& dice, const std::string& name, const std::string& type,
                      bool main) {
    PlannedTrack track{name, type, {}};
    const int nodes = std::min(recipe.nodes, 2 + dice.roll("nodes of " + name, recipe.nodes));
    for (int i = 0; i < nodes; ++i) {
        const std::string key = fmt::format("{}{}", name, i);
        PlannedNode node;
        node.name = fmt::format("{}{}", name[0], i);
        node.kind = kind_of(recipe, dice, key);
        const bool first = i == 0, second = i == 1, of_case = !type.empty();
        if (first && of_case) node.kind = Kind::rest;
        if (first && !of_case && (!may_be_quiet(node.kind) || (main && node.kind == Kind::rest)))
            node.kind = Kind::stay;
        if (of_case && !first && node.kind == Kind::rest) node.kind = Kind::stay;
        if (of_case && second && !may_be_quiet(node.kind)) node.kind = Kind::stay;
        if (main && second && node.kind == Kind::rest) node.kind = Kind::stay;
        if (!of_case && second && recipe.has(Feature::resources) && dice.chance("use " + key, main ? 99 : 50))
            node.kind = Kind::use;
        // Somewhere to send who is turned away or loses the units.
        if (first && node.kind == Kind::use && (recipe.has(Feature::limits) || recipe.has(Feature::ejects)))
            node.kind = Kind::stay;
        if (!of_case && i == 2 && recipe.has(Feature::instants) && dice.chance("instant " + key, 90))
            node.kind = Kind::instant;
        const bool may_end = !of_case && (main ? i >= 2 : i >= 1) && recipe.has(Feature::ends);
        if (may_end && dice.chance("end " + key, i == 2 ? 25 : 60)) node.kind = Kind::end;
        node.zero =
            node.kind == Kind::stay && i >= 2 && recipe.has(Feature::zero_stays) && dice.chance("zero " + key, 60);
        const bool busy = first && node.kind == Kind::use && dice.chance("busy " + key, 60);
        node.quiet = may_be_quiet(node.kind) && !node.zero && ((first && !busy) || dice.chance("quiet " + key, 45));
        if (second) node.quiet = of_case;
        track.nodes.push_back(node);
    }
    // Somewhere to go to from everywhere.
    if (std::none_of(track.nodes.begin(), track.nodes.end(), [](const auto& n) { return n.quiet; }))
        track.nodes[0].quiet = true;
    return track;
}

// Where units are kept, another node that needs some: units are then kept while others are waited for.
void use_twice(const Recipe& recipe, const Dice& dice, PlannedTrack& track) {
    if (!recipe.has(Feature::keeps) || !recipe.has(Feature::resources)) return;
    const auto uses = [](const PlannedNode& node) { return node.kind == Kind::use; };
    if (std::none_of(track.nodes.begin(), track.nodes.end(), uses)) return;
    for (std::size_t i = 2; i < track.nodes.size(); ++i) {
        PlannedNode& node = track.nodes[i];
        const bool precious = node.kind == Kind::end || node.kind == Kind::instant || node.kind == Kind::until;
        if (precious || uses(node) || !dice.chance("uses twice " + node.name, 75)) continue;
        node.kind = Kind::use;
        node.zero = false;
        return;
    }
}

}  // namespace

Plan plan_of(const Recipe& recipe) {
    const Dice dice(recipe.seed);
    Plan plan;
    std::vector<PlannedTrack> of_cases;
    if (recipe.has(Feature::cases)) {
        plan.case_types = {"case"};
        of_cases.push_back(track_of(recipe, dice, "file", "case", false));
        if (recipe.has(Feature::two_tracks)) of_cases.push_back(track_of(recipe, dice, "test", "case", false));
        if (recipe.has(Feature::two_types)) {
            plan.case_types.push_back("claim");
            of_cases.push_back(track_of(recipe, dice, "paper", "claim", false));
        }
    }
    const std::size_t least = of_cases.empty() ? 2 : 1, most = of_cases.size() >= 3 ? 1 : 4 - of_cases.size();
    const std::size_t own = std::clamp<std::size_t>(static_cast<std::size_t>(recipe.own_tracks), least, most);
    for (std::size_t i = 0; i < own; ++i) {
        static const std::vector<std::string> names = {"alpha", "beta", "gamma", "delta"};
        plan.tracks.push_back(track_of(recipe, dice, names[i], "", i == 0));
    }
    const int where = dice.roll("cases first or last", 4);
    const auto at = where == 0 ? plan.tracks.begin() : where == 1 ? plan.tracks.begin() + 1 : plan.tracks.end();
    plan.tracks.insert(at, of_cases.begin(), of_cases.end());
    auto uses = [](const PlannedTrack& track) {
        return std::any_of(track.nodes.begin(), track.nodes.end(), [](const auto& n) { return n.kind == Kind::use; });
    };
    if (recipe.has(Feature::resources) && std::none_of(plan.tracks.begin(), plan.tracks.end(), uses))
        plan.tracks[dice.chance("first uses", 50) ? 0 : plan.tracks.size() - 1].nodes[1].kind = Kind::use;
    for (PlannedTrack& track : plan.tracks) use_twice(recipe, dice, track);
    return plan;
}

std::vector<std::string> Plan::nodes() const {
    std::vector<std::string> all;
    for (const PlannedTrack& track : tracks)
        for (const PlannedNode& node : track.nodes) all.push_back(track.name + "/" + node.name);
    return all;
}

// ---- quantities and laws

// Most often one of few, so that what begins in one second ends in one second.
int Words::whole_hours(const std::string& key) const {
    const int most = std::max(2, static_cast<int>(span_hours() * 1.5));
    const int some = std::max(1, most / 4),
              step = dice_.chance(key + " any", 20) ? 1 : some - some % std::min(some, 24);
    return step * (1 + dice_.roll(key, most / step));
}

std::string Words::duration(const std::string& key) const {
    if (recipe_.hours) {
        return fmt::format("{} hours", whole_hours(key + " duration"));
    }
    const double hours = span_hours() * (5 + dice_.roll(key + " duration", 200)) / 100;
    switch (dice_.roll(key + " unit", 3)) {
        case 0:
            return fmt::format("{:.1f} hours", std::max(0.1, hours));
        case 1:
            return fmt::format("{:.0f} minutes", std::max(1.0, hours * 60));
        default:
            return fmt::format("{:.3f} days", std::max(0.01, hours / 24));
    }
}

std::string Words::plain_law(const std::string& key) const {
    if (recipe_.hours) {
        if (dice_.chance(key + " parameter", 15)) return "fixed p-time";
        return "fixed " + duration(key);
    }
    const std::string a = duration(key + " a");
    const double x = 0.6 + dice_.roll(key + " shape", 20) / 10.0;
    switch (dice_.roll(key + " law", 13)) {
        case 0:
            return "fixed " + a;
        case 1:
            return fmt::format("exponential({})", a);
        case 2:
            return fmt::format("weibull(shape {} and scale {})", x, a);
        case 3:
            return fmt::format("lognormal(median {} and p95 {:.1f} hours)", a, span_hours() * 9);
        case 4:
            return fmt::format("gamma(shape {} and mean {})", x, a);
        case 5:
            return fmt::format("erlang(stages {} and mean {})", 1 + dice_.roll(key + " stages", 4), a);
        case 6:
            return fmt::format("uniform(low {:.1f} hours and high {:.1f} hours)", span_hours() * 0.1, span_hours() * x);
        case 7:
            return fmt::format("triangular(low 1 hour and mode {:.1f} hours and high {:.1f} hours)",
                               1 + span_hours() * 0.4, 2 + span_hours() * x);
        case 8:
            return fmt::format("log-logistic(shape {} and median {})", x + 0.5, a);
        case 9:
            return fmt::format("gompertz(rate {:.5f} per hour and growth {:.5f} per hour)", 0.7 / span_hours(),
                               0.2 / span_hours());
        case 10:
            return "exponential(p-time)";
        case 11:
            return "exponential(p-rate)";
        default:
            return "fixed p-time";
    }
}

std::string Words::law(const std::string& key) const {
    const int form = dice_.roll(key + " form", 10);
    if (form < 2 && recipe_.has(Feature::mixtures)) {
        const int first = 10 + dice_.roll(key + " first", 40);
        return fmt::format("{{{}%: {}, {}%: {}}}", first, plain_law(key + " one"), 100 - first,
                           plain_law(key + " two"));
    }
    if (form < 4) return table(key, plain_law(key + " one"), plain_law(key + " two"));
    return plain_law(key);
}

// Whole hours, or a second less: then it fires in the second in which stays end that began with it.
std::string Words::sudden(const std::string& key) const {
    const int hours = whole_hours(key + " sudden");
    return fmt::format("{} seconds", hours * 3'600 - (dice_.chance(key + " to the second", 95) ? 1 : 0));
}

std::string Words::rate_law(const std::string& key) const {
    const double rate = 24.0 / span_hours() * (20 + dice_.roll(key + " rate", 150)) / 100;
    // In whole hours: nothing, and then at once, so that all who came in one second leave in one second.
    if (recipe_.hours && dice_.chance(key + " at once", 73))
        return fmt::format("piecewise(0 per hour until {} and 500_000 per hour after)", sudden(key));
    switch (dice_.roll(key + " law", 9)) {
        case 0:
        case 1:
            return fmt::format("exponential({:.4f} per day)", rate);
        case 2:
            return "exponential(p-rate)";
        case 3:
        case 8:
            return fmt::format("weibull(shape {:.2f} and scale {})", 0.6 + dice_.roll(key + " shape", 20) / 10.0,
                               duration(key));
        case 4:
            return fmt::format("gompertz(rate {:.4f} per day and growth {:.5f} per day)", rate / 2, rate / 10);
        case 5:
            return fmt::format("gompertz(rate {:.4f} per day and growth 0 per day)", rate);
        case 6:
            return fmt::format(
                "piecewise({:.4f} per day until {:.2f} days and {:.4f} per day until {:.2f} days and {:.4f} per day "
                "after)",
                rate / 2, 0.5 / rate, rate * 3, 2 / rate, rate);
        default:
            return table(key, fmt::format("exponential({:.4f} per day)", rate),
                         fmt::format("exponential({:.4f} per day)", rate / 3));
    }
}

std::string Words::share(const std::string& key, int most) const {
    const int form = dice_.roll(key + " form", 10);
    auto percent = [&](const char* which) { return fmt::format("{}%", dice_.roll(key + which, most + 1)); };
    if (form < 2 && most >= 30) return "p-share";
    if (form < 4) return table(key, percent(" one"), percent(" two"));
    return percent(" one");
}

std::string Words::factor(const std::string& key) const {
    const int form = dice_.roll(key + " form", 10);
    auto number = [&](const char* which) {
        static const std::vector<std::string> numbers = {"0", "0.1", "0.35", "0.5", "0.8",
                                                         "1", "1.3", "2",    "3.7", "10"};
        return dice_.one_of(key + which, numbers);
    };
    if (form < 5) return table(key, number(" one"), number(" two"));
    if (form < 7) return "p-factor";
    return number(" one");
}

std::string Words::price(const std::string& key, std::string_view unit) const {
    auto amount = [&](const char* which) {
        return fmt::format("{}.{:02} {}", dice_.roll(key + which, 40), dice_.roll(key + which + " pence", 100), unit);
    };
    if (dice_.chance(key + " plain", 20)) return amount(" one");
    return table(key, "p-factor * " + amount(" one"), table(key + " more", amount(" two"), amount(" three")));
}

// ---- dates and effects

std::string Words::civil_date(const std::string& key) const {
    const int warm_up = recipe_.days / 4;
    const Date start = date_of(2012, 4, 1);
    return to_text(Date{start.days - warm_up + 1 + dice_.roll(key + " civil", std::max(2, recipe_.days - 10))});
}

std::string Words::date(const std::string& key, std::string_view of) const {
    const std::string own = of.empty() ? dice_.one_of(key + " own", {"release", "hearing"}) : "listed";
    const std::string length = of.empty() ? "term" : "sentence";
    switch (dice_.roll(key + " form", 9)) {
        case 0:
        case 1:
            return "now + " + duration(key);
        case 2:
            return fmt::format("later of {} and now + {}", own, duration(key));
        case 3:
            return fmt::format("earlier of {} and now + {}", own, duration(key));
        case 4:
            return "now + " + length;
        case 5:
            return fmt::format("{} - {}", own, duration(key));
        case 6:
            return fmt::format("later of (earlier of release and now + p-time) and hearing + {}", length);
        case 7:
            return civil_date(key);
        default:
            return "now";
    }
}

std::string Words::dates_to_wait_for(const std::string& key, std::string_view of) const {
    if (of == "case" && dice_.chance(key + " of case", 70)) return "listed";
    switch (dice_.roll(key + " wait", 8)) {
        case 0:
            return "later of release and hearing";
        case 1:
            return "earlier of release and hearing";
        case 2:
            return "release + " + duration(key);
        case 3:
            return civil_date(key);
        case 4:
            return "hearing";
        default:
            return "release";
    }
}

std::string Words::attribute_effect(const std::string& key, const PlannedTrack& track) const {
    const bool cases = plan_.has_track_of_case() && (track.case_type.empty() || track.case_type == "case");
    std::vector<std::string> all = {
        "cost: " + dice_.one_of(key + " cost", {"kit", "post", "old-kit"}),
        "set: {colour: red}",
        "set: {mood: upset}",
        "set: {mood: calm}",
        fmt::format("draw: {{colour: {{red: {}%, green: 20%, blue: rest}}}}", dice_.roll(key + " red", 80)),
        "draw: {mood: {by: colour, red: {calm: 30%, upset: rest}, else: {calm: 75%, upset: rest}}}"};
    auto add = [&](std::vector<std::string> more) { all.insert(all.end(), more.begin(), more.end()); };
    if (recipe_.has(Feature::counts))
        add({"count: priors", "count: priors", "set: {priors: 0}", "draw: {priors: geometric(mean 1.5)}"});
    if (recipe_.has(Feature::moments))
        add({fmt::format("set: {{release: {}}}", date(key + " release", "")),
             fmt::format("set: {{release: {}}}", date(key + " release again", "")),
             fmt::format("set: {{hearing: {}}}", date(key + " hearing", "")),
             fmt::format("draw: {{term: {}}}", law(key + " term")), fmt::format("set: {{term: {}}}", duration(key))});
    if (cases) add({"draw: {offence: offence-mix}", "draw: {offence: offence-mix}", "set: {offence: other}"});
    if (cases && recipe_.has(Feature::counts)) add({"count: charges"});
    if (cases && recipe_.has(Feature::moments))
        add({fmt::format("set: {{listed: {}}}", date(key + " listed", "case")),
             fmt::format("draw: {{sentence: {}}}", law(key + " sentence"))});
    if (recipe_.has(Feature::numbers))
        add({fmt::format("set: {{pace: {}}}", number(key + " pace", true)), "draw: {pace: gamma(shape 2 and mean 1)}"});
    if (cases && recipe_.has(Feature::numbers))
        add({fmt::format("set: {{weight: {}}}", number(key + " weight", true))});
    return dice_.one_of(key + " effect", all);
}

}  // namespace desist
