#include "sim/scenario/canonical.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/scenario/measure_forms.hpp"

namespace desist {
namespace {

// A name that YAML would take for nothing stands in quotes.
std::string yaml_word(const std::string& word) {
    const bool nothing = word == "null" || word == "Null" || word == "NULL";
    return nothing ? "'" + word + "'" : word;
}

std::string yaml_key(const std::vector<Text>& keys) {
    std::string text;
    for (const Text& key : keys) text += (text.empty() ? "" : " or ") + key.text;
    return yaml_word(text);
}

// One overload for each part of a scenario. What is optional or a list says so, so that no two scenarios come out
// alike.
class CanonicalWriter {
public:
    static std::string text(const Scenario& s) {
        return fmt::format("time {} {} {}\n", to_text(s.time.start_date), text(s.time.warm_up), text(s.time.run)) +
               section("attributes", s.attributes) + section("cases", s.cases) + section("scores", s.scores) +
               section("calendars", s.calendars) + section("profiles", s.profiles) + section("costs", s.costs) +
               section("streams", s.population) + section("draws", s.draws) + section("hazards", s.hazards) +
               section("resources", s.resources) + section("tracks", s.tracks) + section("measures", s.measures) +
               (s.money ? text(*s.money) : "");
    }

private:
    template <class Spec>
    static std::string section(const char* name, const std::vector<Spec>& specs) {
        std::string all = fmt::format("{} {}\n", name, specs.size());
        for (const Spec& spec : specs) all += text(spec) + "\n";
        return all;
    }

    template <class Spec>
    static std::string text(const std::vector<Spec>& specs) {
        std::string all = "[";
        for (const Spec& spec : specs) all += (all.size() == 1 ? "" : ", ") + text(spec);
        return all + "]";
    }
    template <class Spec>
    static std::string text(const std::optional<Spec>& spec) {
        return spec ? text(*spec) : "-";
    }

    static std::string text(const Text& word) { return word.text; }
    // Free text and cells of files: the length keeps it apart from what follows.
    static std::string free_text(const std::string& words) { return fmt::format("{}:{}", words.size(), words); }
    static std::string text(double number) { return fmt::format("{}", number); }

    static std::string text(const Expression& e) {
        static constexpr const char* kinds[] = {"number", "date", "name",  "now",   "+",     "-",       "*",       "/",
                                                "min",    "max",  "floor", "round", "later", "earlier", "hours-of"};
        if (e.kind == Expression::Kind::name) return e.name;
        if (e.kind == Expression::Kind::hours_of) return "hours-of " + e.name;
        if (e.kind == Expression::Kind::number || e.kind == Expression::Kind::date)
            return fmt::format("{}:{}:{}:{}{}", e.number, e.unit.time, e.unit.money, e.unit.share ? "s" : "",
                               e.unit.date ? "d" : "");
        return kinds[static_cast<std::size_t>(e.kind)] + text(e.operands);
    }

    // A table of values or of laws; `value` is what a row holds.
    template <class Spec, class Value>
    static std::string table(const Spec& spec, Value value) {
        std::string all = "{by " + spec.by.text;
        for (const auto& row : spec.rows) all += ", " + text(row.keys) + ": " + text((row.*value).front());
        return all + ", else: " + text(spec.otherwise) + "}";
    }

    static std::string text(const ValueSpec& v) {
        if (v.rest) return "rest";
        return v.leaf ? text(*v.leaf) : table(v, &ValueSpec::Row::value);
    }

    static std::string text(const LawSpec::Argument& a) { return a.word + "=" + text(a.value); }
    static std::string text(const LawSpec::Part& p) { return text(p.share) + ": " + text(p.law.front()); }
    static std::string text(const LawSpec::Point& p) { return text(p.share) + ": " + text(p.value); }
    static std::string text(const LawSpec& law) {
        if (!law.mixture.empty()) return "mixture" + text(law.mixture);
        if (!law.empirical.empty()) return "empirical" + text(law.empirical);
        if (law.name.text.empty()) return table(law, &LawSpec::Row::law);
        return fmt::format("{}{} {}", law.name.text, text(law.arguments), law.calendar.text);
    }

    static std::string text(const ConditionSpec& c) {
        static constexpr const char* kinds[] = {"all",   "any",    "not",   "is",  "any-case",
                                                "count", "before", "after", "open"};
        return fmt::format("{}({} {} {} {})", kinds[static_cast<std::size_t>(c.kind)], text(c.operands), c.name.text,
                           text(c.values), text(c.date));
    }

    static std::string text(const EffectSpec& e) {
        static constexpr const char* kinds[] = {"set", "count", "draw", "move", "cost"};
        const MoveSpec& m = e.move;
        return fmt::format("{}({} {} {} {} | {} {} {} {} {} | {} {})", kinds[static_cast<std::size_t>(e.kind)],
                           e.attribute.text, text(e.value), text(e.law), text(e.shares), m.track.text, m.to.text,
                           text(m.from), m.open, m.resume, text(e.when), text(e.chance));
    }

    static std::string text(const RouteSpec& r) {
        return fmt::format("{}({} {} {})", r.to.text, text(r.chance), text(r.when), r.otherwise);
    }
    static std::string text(During during) {
        static constexpr const char* words[] = {"-", "waiting", "served", "both"};
        return words[static_cast<std::size_t>(during)];
    }
    static std::string text(const LeaveSpec& l) {
        return fmt::format("{} by {} while {} if {}", l.to.text, l.hazard.text, text(l.during), text(l.open));
    }
    static std::string text(const AsSoonAsSpec& a) {
        return fmt::format("{} if {} while {}", a.to.text, text(a.condition), text(a.during));
    }
    static std::string text(const UseSpec& u) { return text(u.units) + " of " + u.resource.text; }

    static std::string text(const NodeSpec& n) {
        return fmt::format(
            "{}(stay {}, use {} {} {}, patience {} {} {} {}, effects {} {} {} {}, leave {}, as-soon-as {}, routes {}, "
            "end {})",
            n.name.text, text(n.stay), text(n.use), text(n.keep), text(n.use_for), text(n.patience), text(n.give_up),
            text(n.full), text(n.eject), text(n.effects), text(n.on_ask), text(n.on_start), text(n.on_leave),
            text(n.leave), text(n.as_soon_as), text(n.routes), n.end);
    }

    static std::string text(const TrackSpec::Served& s) { return s.node.text + ": " + text(s.law); }
    static std::string text(const TrackSpec& t) {
        return fmt::format("{}(start {} {}, served {}, nodes {})", t.name.text, text(t.start_node), text(t.start),
                           text(t.served), text(t.nodes));
    }

    static std::string text(const AttributeSpec& a) {
        static constexpr const char* kinds[] = {"named", "count", "date", "duration", "age", "number", "window"};
        return fmt::format("{}({} {} {} {} {} {} {})", a.name.text, kinds[static_cast<std::size_t>(a.kind)],
                           text(a.values), text(a.bands), text(a.oldest), text(a.counted), text(a.within), text(a.of));
    }

    static std::string text(const CaseSpec& c) {
        return fmt::format("{}({} {})", c.name.text, c.copies, text(c.tracks));
    }
    static std::string text(const DrawSpec& d) {
        return fmt::format("{}({} {})", d.attribute.text, text(d.shares), text(d.law));
    }
    static std::string text(const PeopleSpec& p) {
        std::string all = fmt::format("{} {} {}\n", free_text(p.file.text), text(p.columns), p.rows.size());
        for (const std::vector<Text>& row : p.rows) {
            for (const Text& cell : row) all += free_text(cell.text);
            all += "\n";
        }
        return all;
    }
    static std::string text(const StreamSpec& s) {
        return fmt::format("{}({} {} {} {})", s.name.text, text(s.present), text(s.arrivals), text(s.people),
                           text(s.draw));
    }
    static std::string text(const HazardSpec::Times& t) { return text(t.when) + " " + text(t.value); }
    static std::string text(const HazardSpec& h) {
        return fmt::format("{}({} {} {})", h.name.text, text(h.law), text(h.times), text(h.profiles));
    }
    static std::string text(const ResourceSpec& r) {
        return fmt::format("{}({} open {} {} given-out {} priority {} limit {})", r.name.text, text(r.units),
                           text(r.open), r.on_close == ResourceSpec::OnClose::eject ? "eject" : "finish",
                           text(r.given_out), text(r.priority), text(r.queue_limit));
    }

    static std::string text(const CalendarSpec::Hours& h) { return fmt::format("{}-{}", h.from, h.to); }
    static std::string text(const CalendarSpec& c) {
        return fmt::format("{}({} {} {} {})", c.name.text, text(c.every), text(c.on), text(c.open), text(c.except));
    }
    static std::string text(const ProfileSpec::Row& r) { return text(r.keys) + ": " + text(r.weight); }
    static std::string text(const ProfileSpec& p) {
        return fmt::format("{}({} {} {})", p.name.text, p.months ? "months" : "hours", text(p.rows), text(p.otherwise));
    }

    static std::string text(const ScoreSpec::Term& t) {
        static constexpr const char* kinds[] = {"table", "plain", "log", "square"};
        const bool table = t.kind == ScoreSpec::Term::Kind::table;
        return fmt::format("{}({} {})", kinds[static_cast<std::size_t>(t.kind)], table ? text(t.table) : text(t.of),
                           text(t.times));
    }
    static std::string text(const ScoreSpec& s) {
        return fmt::format("{}({} {} {})", s.name.text, s.logit ? "logit" : "log", text(s.intercept), text(s.terms));
    }

    static std::string text(const CostSpec& c) {
        return fmt::format(
            "{}({} of {} provided {} used {} step {} payer {} year {}{})", c.name.text, text(c.value), text(c.of),
            text(c.provided), text(c.used), text(c.step), c.payer.text, text(c.price_year),
            (c.expected ? " expected " + c.expected->text : "") + (c.budget ? " budget " + text(*c.budget) : ""));
    }

    static std::string text(const MoneySpec::Deflator& d) { return d.year.text + ": " + text(d.index); }
    static std::string text(const MoneySpec& m) {
        return fmt::format("money {} {} {}\n", text(m.prices), text(m.discount), text(m.deflators));
    }

    static std::string text(const ArgumentSpec& a) {
        if (!a.given) return "-";
        return fmt::format("({} {} {} {} {})", text(a.names), text(a.lists), text(a.numbers), text(a.condition),
                           text(a.value));
    }
    static std::string text(const MeasureSpec& m) {
        return fmt::format("{}({} {} {} {} {})", m.name.text, form_of(m.kind).name, free_text(m.unit),
                           text(m.arguments), text(m.when), text(m.by));
    }
};

}  // namespace

std::string to_text(const ValueSpec& value) {
    if (value.rest) return "rest";
    if (value.leaf) return yaml_word(to_text(*value.leaf));
    std::vector<std::string> entries;
    if (!value.by.text.empty()) entries.push_back("by: " + yaml_word(value.by.text));
    for (const ValueSpec::Row& row : value.rows)
        entries.push_back(yaml_key(row.keys) + ": " + to_text(row.value.front()));
    if (!value.otherwise.empty()) entries.push_back("else: " + to_text(value.otherwise.front()));
    return fmt::format("{{{}}}", fmt::join(entries, ", "));
}

std::string canonical_text(const Scenario& scenario) { return CanonicalWriter::text(scenario); }

}  // namespace desist
