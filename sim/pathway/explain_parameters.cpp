// Parameters of the page: value, range, evidence, where used, and what hangs on them.
#include <fmt/format.h>

#include <algorithm>

#include "sim/pathway/explain_page.hpp"

namespace desist::words {
namespace {

std::string evidence_words(const ValueWithEvidence& v) {
    std::string text = range(v);
    if (v.source) text += (text.empty() ? "" : "; ") + free_text(v.source->text);
    const std::string source = v.source ? v.source->text : "";
    if (!v.quality.empty() && v.quality != source)
        text += (text.empty() ? "" : "; ") + ("quality: " + free_text(v.quality));
    return text.empty() ? "" : " [" + text + "]";
}

std::string amount(const ParameterSpec::Change& change) {
    std::string text = change.times ? "times " + written(*change.times) : written(change.value);
    if (change.ramp) text += ", reached day by day over " + to_text(*change.ramp);
    if (change.retroactive) text += ", also for those already inside";
    return text;
}

std::string shorter(const std::vector<std::string>& texts, std::size_t most) {
    for (const std::string& text : texts)
        if (!text.empty() && text.size() <= most) return text;
    return "see below";
}

std::string unit_of(const Page& page, const ParameterSpec& p) {
    if (p.unit) return free_text(p.unit->text);
    const Value* value = page.book.value_of(p.name.text);
    return value ? unit_name(value->unit) : "";
}

std::string source_words(const Page& page, const std::string& id) {
    for (const EvidenceRow& row : page.book.scenario.evidence)
        if (row.id == id)
            return fmt::format("{}: {}{}{}", id, free_text(row.title), row.location.empty() ? "" : ", ",
                               free_text(row.location));
    return free_text(id);
}

class ParameterWords {
public:
    ParameterWords(const Page& page, const ParameterSpec& p)
        : page_(page), p_(p), what_("parameter " + p.name.text), value_(page.book.value_of(p.name.text)) {}

    ExplainedSection section() {
        lines_.line(parameter_line(page_, p_));
        lines_.gap();
        distribution();
        notes();
        follows_from();
        used_in();
        reaches();
        were_it_half();
        return {3, p_.name.text, what_, lines_.text()};
    }

private:
    void distribution() {
        if (p_.base.distribution) lines_.item("Distribution: " + law(page_.book, *p_.base.distribution));
    }

    void notes() {
        std::vector<std::string> said, sources;
        const auto add = [&](const ValueWithEvidence& v, const std::string& from) {
            if (!v.note.empty()) said.push_back(from + free_text(v.note));
            const bool is_row =
                v.source && v.source->text != "assumption" && v.source->text != "fit" && v.source->text != "read";
            if (!is_row) return;
            const std::string source = source_words(page_, v.source->text);
            if (std::find(sources.begin(), sources.end(), source) == sources.end()) sources.push_back(source);
        };
        add(p_.base, "");
        for (const ParameterSpec::Change& change : p_.changes)
            add(change, fmt::format("(from {}) ", date(change.date)));
        for (const std::string& source : sources) lines_.item("Source: " + source);
        for (const std::string& note : said) lines_.item("Note: " + note);
    }

    void follows_from() {
        std::vector<std::string> names;
        for (const std::string& name : parameters_behind(page_, what_)) {
            const std::string now = computed(page_.book, *page_.book.value_of(name));
            names.push_back(now.empty() || now.size() > 60 ? name : fmt::format("{} ({})", name, now));
        }
        if (!names.empty()) lines_.item("Follows from: " + join(names, "and"));
    }

    void used_in() {
        std::vector<std::string> all;
        for (const Use& use : uses_of(page_.uses, what_))
            all.push_back(fmt::format("{} ({})", thing(use.where), use.how));
        lines_.item("Used in: " + (all.empty() ? "nothing" : joined(all, "; ")));
    }

    // What is not named by it but hangs on what names it.
    void reaches() {
        std::vector<std::string> further;
        const std::vector<Use>& direct = uses_of(page_.uses, what_);
        for (const std::string& where : affected(page_.uses, what_)) {
            const bool named =
                std::any_of(direct.begin(), direct.end(), [&](const Use& u) { return u.where == where; });
            if (!named) further.push_back(thing(where));
        }
        if (!further.empty()) lines_.item("Through these: " + joined(further, "; "));
    }

    // The values that follow from it, as they are and as they would be, where that differs.
    void were_it_half() {
        if (!value_ || is_derived(page_.uses, what_)) return;
        std::vector<std::string> all;
        for (const std::string& where : affected(page_.uses, what_)) {
            if (!where.starts_with("parameter ")) continue;
            const Value* other = page_.book.value_of(where.substr(10));
            if (other && has_number(*other)) compare(where.substr(10), *other, all);
        }
        if (all.empty()) return;
        lines_.item("With half of it:");
        for (const std::string& one : all) lines_.item(one, 1);
    }
    void compare(const std::string& name, const Value& other, std::vector<std::string>& all) const {
        const std::vector<Period> now = by_date(page_.book, other);
        const std::vector<Period> then = by_date(page_.book, halved(page_.book, other, index()));
        if (now.size() != then.size()) {
            const std::string text = computed(page_.book, halved(page_.book, other, index()));
            return all.push_back(fmt::format("{} is {}, now {}", name, text, computed(page_.book, other)));
        }
        for (std::size_t i = 0; i < now.size() && i < 6; ++i) {
            if (now[i].text == then[i].text) continue;
            const std::string when = now[i].from.empty() ? "" : fmt::format(" from {}", now[i].from);
            all.push_back(fmt::format("{}{} is {} (now {})", name, when, then[i].text, now[i].text));
        }
    }

    std::uint32_t index() const {
        const auto& all = page_.book.pathway.parameters;
        const auto found =
            std::find_if(all.begin(), all.end(), [&](const Parameter& p) { return p.name == p_.name.text; });
        return static_cast<std::uint32_t>(found - all.begin());
    }

    const Page& page_;
    const ParameterSpec& p_;
    const std::string what_;
    const Value* value_;
    Lines lines_;
};

void by_source(const Page& page, Lines& lines) {
    std::map<std::string, std::vector<std::string>> names;
    for (const ParameterSpec& p : page.book.scenario.parameters) {
        const std::string source = p.base.source ? p.base.source->text : "";
        const bool plain = source == "assumption" || source == "fit" || source == "read";
        const bool derived = is_derived(page.uses, "parameter " + p.name.text);
        names[plain ? source : !source.empty() ? "evidence" : derived ? "derived" : "none"].push_back(p.name.text);
    }
    const auto list = [&](const char* source, const char* words) {
        const std::vector<std::string>& all = names[source];
        if (!all.empty()) lines.item(fmt::format("{} ({}): {}", words, all.size(), joined(all, ", ")));
    };
    list("assumption", "Assumptions");
    list("fit", "Found by fitting");
    list("read", "Read outside the register of evidence");
    list("evidence", "From the evidence");
    list("derived", "Derived from others");
    list("none", "Without a source");
}

std::vector<std::string> table_row(const Page& page, const ParameterSpec& p) {
    const Value* value = page.book.value_of(p.name.text);
    const bool derived = is_derived(page.uses, "parameter " + p.name.text);
    const std::string now = value ? computed(page.book, *value) : "";
    std::vector<std::string> where;
    for (const std::string& name : affected(page.uses, "parameter " + p.name.text))
        if (!name.starts_with("parameter ")) where.push_back(thing(name));
    const std::string bounds = range(p.base);
    const std::string source = p.base.source ? free_text(p.base.source->text) : derived ? "derived" : "none";
    const std::size_t shown = std::min<std::size_t>(where.size(), 2);
    std::string used = joined({where.begin(), where.begin() + static_cast<std::ptrdiff_t>(shown)}, ", ");
    if (where.size() > shown) used += fmt::format(" and {} more", where.size() - shown);
    const std::string base = p.changes.empty() ? written(p.base.value) : "";
    const std::string all = value ? extent(page.book, *value) : "";
    return {p.name.text,
            shorter({derived ? "" : base, now, all}, 48),
            bounds.empty() ? "" : shorter({bounds}, 32),
            unit_of(page, p),
            source,
            used.empty() ? "nothing" : used};
}

}  // namespace

std::string parameter_line(const Page& page, const ParameterSpec& p) {
    const Value* value = page.book.value_of(p.name.text);
    std::string text = written(p.base.value);
    if (!p.changes.empty()) text = fmt::format("until {}: {}", date(Date{p.changes.front().date.days - 1}), text);
    text += evidence_words(p.base);
    for (const ParameterSpec::Change& change : p.changes)
        text += fmt::format("; from {}: {}{}", date(change.date), amount(change), evidence_words(change));
    const bool works_out = is_derived(page.uses, "parameter " + p.name.text) || p.base.value.is_table() == false;
    const bool plain = p.base.value.leaf && p.base.value.leaf->kind == Expression::Kind::number;
    if (!value || !works_out || plain) return text;
    const std::string now = computed(page.book, *value);
    return now.empty() ? text : fmt::format("{} = {}", text, now);
}

std::vector<std::string> parameters_behind(const Page& page, const std::string& what) {
    std::vector<std::string> found, open{what};
    for (std::size_t i = 0; i < open.size(); ++i) {
        const auto names = page.uses.names.find(open[i]);
        if (names == page.uses.names.end()) continue;
        for (const std::string& name : names->second) {
            const bool deeper = name.starts_with("parameter ") || name.starts_with("score ");
            if (!deeper || std::find(open.begin(), open.end(), name) != open.end()) continue;
            open.push_back(name);
            if (name.starts_with("parameter ")) found.push_back(name.substr(10));
        }
    }
    return found;
}

void explain_parameters(const Page& page, Sections& sections) {
    const auto& all = page.book.scenario.parameters;
    if (all.empty()) return;
    std::vector<std::vector<std::string>> rows;
    for (const ParameterSpec& p : all) rows.push_back(table_row(page, p));
    Lines intro;
    intro.line(
        "Every number that may be questioned, with what it is, how sure it is, where it comes from and what it "
        "changes. `derived` numbers follow from others by a formula; `assumption`, `fit` (found by fitting to "
        "published figures) and `read` (looked up elsewhere) are no rows of the evidence.");
    intro.gap();
    by_source(page, intro);
    intro.gap();
    sections.push_back(
        {2, "Parameters", "",
         intro.text() + table({"parameter", "value", "low to high", "unit", "source", "where used"}, rows)});
    for (const ParameterSpec& p : all) sections.push_back(ParameterWords(page, p).section());
}

}  // namespace desist::words
