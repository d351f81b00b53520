// Hours, hazards, scores and resources of the page.
#include <fmt/format.h>

#include <algorithm>

#include "sim/pathway/explain_page.hpp"

namespace desist::words {
namespace {

std::string day_name(const std::string& day) {
    static const std::map<std::string, std::string> days = {
        {"day", "day"},      {"mon", "Monday"}, {"tue", "Tuesday"},  {"wed", "Wednesday"},
        {"thu", "Thursday"}, {"fri", "Friday"}, {"sat", "Saturday"}, {"sun", "Sunday"}};
    const auto found = days.find(day);
    return found == days.end() ? day : found->second;
}

std::string opening_hours(const std::vector<CalendarSpec::Hours>& open) {
    if (open.empty()) return "all day";
    std::vector<std::string> all;
    for (const CalendarSpec::Hours& each : open) all.push_back(hours(each));
    return join(all, "and");
}

// "1 January" of every year, or "5 June 2012".
std::string day_text(const std::string& day) {
    if (const auto once = parse_date(day)) return date(*once);
    const auto yearly = parse_date("2000-" + day);
    if (!yearly) return day;
    const std::string text = date(*yearly);
    return text.substr(0, text.rfind(' '));
}

std::string opening_days(const CalendarSpec& c) {
    std::vector<std::string> dates;
    for (const Text& day : c.on) dates.push_back(day_text(day.text));
    if (!dates.empty()) return "on " + join(dates, "and");
    std::vector<std::string> days;
    for (const Text& day : c.every) days.push_back(day_name(day.text));
    return "every " + join(days, "and");
}

std::string users(const Page& page, const std::string& what) {
    std::vector<std::string> all;
    for (const Use& use : uses_of(page.uses, what)) {
        const std::string text = fmt::format("{} ({})", thing(use.where), use.how);
        if (std::find(all.begin(), all.end(), text) == all.end()) all.push_back(text);
    }
    return all.empty() ? "nothing" : joined(all, "; ");
}

std::string when_open(const Page& page, const CalendarSpec& c) {
    std::vector<std::string> except;
    for (const Text& day : c.except)
        except.push_back(page.book.calendar(day.text) ? "the days of " + day.text : day_text(day.text));
    return fmt::format("{}, {}{}", opening_days(c), opening_hours(c.open),
                       except.empty() ? "" : ", but not on " + join(except));
}

void calendar_words(const Page& page, const CalendarSpec& c, Lines& lines) {
    std::string text = fmt::format("{}: open {}", c.name.text, when_open(page, c));
    for (const Calendar& built : page.book.pathway.calendars)
        if (built.name == c.name.text) text += fmt::format("; {:.3g}% of the time", built.share_open * 100);
    lines.item(text);
    lines.item("used by: " + users(page, "calendar " + c.name.text), 1);
}

void profile_words(const Page& page, const ProfileSpec& p, Lines& lines) {
    std::vector<std::string> rows;
    for (const ProfileSpec::Row& row : p.rows)
        rows.push_back(fmt::format("{} {}", row_keys(row.keys), expression(page.book, row.weight)));
    if (p.otherwise) rows.push_back("else " + expression(page.book, *p.otherwise));
    lines.item(fmt::format("{}, over the {}: {} (weights, scaled to mean 1)", p.name.text,
                           p.months ? "months" : "hours of the week", joined(rows, "; ")));
    lines.item("used by: " + users(page, "profile " + p.name.text), 1);
}

void hazard_words(const Page& page, const HazardSpec& h, Sections& sections) {
    Lines lines;
    lines.line(fmt::format("Law: {}.", law(page.book, h.law)));
    lines.gap();
    for (const HazardSpec::Times& times : h.times)
        lines.item(times.when ? fmt::format("times {}, if {}", value(page.book, times.value),
                                            condition(page.book, *times.when))
                              : "times " + value(page.book, times.value));
    for (const Text& profile : h.profiles) lines.item(fmt::format("times the profile {} (mean 1)", profile.text));
    std::vector<std::string> fires;
    for (const TrackSpec& track : page.book.scenario.tracks)
        for (const NodeSpec& node : track.nodes)
            for (const LeaveSpec& leave : node.leave)
                if (leave.hazard.text == h.name.text)
                    fires.push_back(fmt::format("{}/{} to {}", track.name.text, node.name.text, leave.to.text));
    lines.item("It leads from " + (fires.empty() ? "nowhere" : joined(fires, "; from ")));
    const std::vector<std::string> behind = parameters_behind(page, "hazard " + h.name.text);
    if (!behind.empty()) lines.item("Numbers:");
    for (const std::string& name : behind)
        lines.item(fmt::format("{}: {}", name, parameter_line(page, *page.book.parameter(name))), 1);
    sections.push_back({3, h.name.text, "hazard " + h.name.text, lines.text()});
}

std::string term_words(const Page& page, const ScoreSpec::Term& term) {
    using Kind = ScoreSpec::Term::Kind;
    const bool joins = term.kind != Kind::table && !term.of.operands.empty();
    const std::string written = term.kind == Kind::table ? value(page.book, term.table) : to_text(term.of);
    const std::string of = joins ? "(" + written + ")" : written;
    std::string text = of;
    if (term.kind == Kind::log) text = "the logarithm of " + of;
    if (term.kind == Kind::square) text = "the square of " + of;
    return term.times ? fmt::format("{} x {}", expression(page.book, *term.times), text) : text;
}

void score_words(const Page& page, const ScoreSpec& s, Sections& sections) {
    Lines lines;
    lines.line(fmt::format("A {}: {} of the sum of", s.logit ? "share" : "factor",
                           s.logit ? "the logistic function" : "the exponential"));
    lines.gap();
    lines.item(expression(page.book, s.intercept));
    for (const ScoreSpec::Term& term : s.terms) lines.item(term_words(page, term));
    lines.gap();
    lines.line("Used by: " + users(page, "score " + s.name.text) + ".");
    if (s.source) lines.line("Source: " + free_text(s.source->text) + ".");
    if (!s.note.empty()) lines.line("Note: " + free_text(s.note));
    sections.push_back({3, s.name.text, "score " + s.name.text, lines.text()});
}

// What becomes of work and of those who wait when the hours end.
std::string closing(const Page& page, const ResourceSpec& r) {
    if (!r.open) return "there at all hours, day and night";
    const CalendarSpec* c = page.book.calendar(r.open->text);
    const std::string when = c ? fmt::format("{} ({})", c->name.text, when_open(page, *c)) : r.open->text;
    return fmt::format(
        "only in the hours of {}. Outside these hours nobody starts, and who is waiting goes on waiting "
        "(or gives up, where patience ends)",
        when);
}

// For how long a node holds its units.
std::string held(const Page& page, const NodeSpec& node) {
    const std::string stay = node.stay ? "for " + law(page.book, *node.stay) : "as long as the stay lasts";
    if (node.use_for)
        return fmt::format("for {}{}", value(page.book, *node.use_for),
                           node.stay ? ", or as long as the stay lasts where that is shorter" : "");
    if (node.keep.empty()) return stay;
    std::vector<std::string> names;
    for (const Text& keep : node.keep) names.push_back(keep.text);
    return fmt::format("{}, and then kept at {}", stay, joined(names, ", "));
}

void resource_words(const Page& page, const ResourceSpec& r, Sections& sections) {
    Lines lines;
    lines.item("Units: " + value(page.book, r.units));
    lines.item("Hours: " + closing(page, r));
    if (r.open || r.on_close == ResourceSpec::OnClose::eject)
        lines.item(r.on_close == ResourceSpec::OnClose::eject
                       ? "When units are taken away or closed: stays are cut short, the last started first"
                       : "When they close: what is going on is finished, counted as overtime");
    if (r.given_out) lines.item(fmt::format("Given out only in the hours of {}", r.given_out->text));
    lines.item(r.priority ? "Who comes first: 1 before 2, and so on: " + value(page.book, *r.priority)
                          : std::string("Who comes first: first come, first served"));
    if (r.queue_limit) lines.item("At most so many may wait: " + value(page.book, *r.queue_limit));
    lines.item("Used by:");
    for (const TrackSpec& track : page.book.scenario.tracks)
        for (const NodeSpec& node : track.nodes)
            for (const UseSpec& use : node.use) {
                if (use.resource.text != r.name.text) continue;
                const std::string label = node.label.empty() ? "" : fmt::format(" ({})", free_text(node.label));
                lines.item(fmt::format("{}/{}{}: {}, {}", track.name.text, node.name.text, label,
                                       value(page.book, use.units), held(page, node)),
                           1);
            }
    const std::vector<std::string> behind = parameters_behind(page, "resource " + r.name.text);
    if (!behind.empty()) lines.item("The units follow from:");
    for (const std::string& name : behind)
        lines.item(fmt::format("{}: {}", name, parameter_line(page, *page.book.parameter(name))), 1);
    sections.push_back({3, r.name.text, "resource " + r.name.text, lines.text()});
}

}  // namespace

void explain_hours(const Page& page, Sections& sections) {
    const Scenario& s = page.book.scenario;
    if (s.calendars.empty() && s.profiles.empty()) return;
    Lines lines;
    for (const CalendarSpec& c : s.calendars) calendar_words(page, c, lines);
    for (const ProfileSpec& p : s.profiles) profile_words(page, p, lines);
    sections.push_back({2, "Hours", "", lines.text()});
}

void explain_hazards(const Page& page, Sections& sections) {
    const Scenario& s = page.book.scenario;
    if (!s.hazards.empty())
        sections.push_back({2, "Hazards", "",
                            "A hazard fires at a rate: so many times a year for one person to whom it "
                            "runs. Its multipliers multiply that rate while they hold; a rate times 0 "
                            "never fires.\n"});
    for (const HazardSpec& h : s.hazards) hazard_words(page, h, sections);
    if (!s.scores.empty()) sections.push_back({2, "Scores", "", "Numbers that follow from a person by a formula.\n"});
    for (const ScoreSpec& score : s.scores) score_words(page, score, sections);
}

void explain_resources(const Page& page, Sections& sections) {
    const auto& all = page.book.scenario.resources;
    if (!all.empty())
        sections.push_back({2, "Resources", "", "What people wait for. Nodes that need nothing never wait.\n"});
    for (const ResourceSpec& r : all) resource_words(page, r, sections);
}

}  // namespace desist::words
