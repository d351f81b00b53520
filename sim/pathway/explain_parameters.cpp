// Parameters of the page: value, range, evidence, where used, and what hangs on them.
#include <fmt/format.h>

#include <algorithm>

#include "sim/pathway/explain_page.hpp"

namespace desist::words {
namespace {

std::string evidence_words(const ValueWithEvidence& v) {
    std::string text;
    if (v.low && v.high) text = fmt::format("{} to {}", written(*v.low), written(*v.high));
    if (v.low && !v.high) text = "at least " + written(*v.low);
    if (!v.low && v.high) text = "at most " + written(*v.high);
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

bool names_others(const Page& page, const std::string& parameter) {
    const auto found = page.uses.names.find("parameter " + parameter);
    if (found == page.uses.names.end()) return false;
    return std::any_of(found->second.begin(), found->second.end(),
                       [](const std::string& name) { return !name.starts_with("evidence "); });
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

    // The values that follow from it, as they are and as they would be.
    void were_it_half() {
        if (!value_) return;
        std::vector<std::string> all;
        for (const std::string& where : affected(page_.uses, what_)) {
            if (!where.starts_with("parameter ")) continue;
            const std::string name = where.substr(10);
            const Value* other = page_.book.value_of(name);
            if (!other || !has_number(*other)) continue;
            const std::string now = computed(page_.book, *other), then = halved(page_.book, *other, index());
            if (now != then && !then.empty()) all.push_back(fmt::format("{} {} (now {})", name, then, now));
        }
        if (all.empty()) return;
        lines_.item("With half of it:");
        for (const std::string& one : all) lines_.item(one, 1);
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

std::vector<std::string> table_row(const Page& page, const ParameterSpec& p) {
    const Value* value = page.book.value_of(p.name.text);
    const std::string now = value ? computed(page.book, *value) : "";
    std::vector<std::string> where;
    for (const std::string& name : affected(page.uses, "parameter " + p.name.text))
        if (!name.starts_with("parameter ")) where.push_back(thing(name));
    const std::string range = p.base.low && p.base.high
                                  ? shorter({fmt::format("{} to {}", written(*p.base.low), written(*p.base.high))}, 32)
                                  : "";
    const std::string source = p.base.source                     ? free_text(p.base.source->text)
                               : names_others(page, p.name.text) ? "derived"
                                                                 : "none";
    const std::size_t shown = std::min<std::size_t>(where.size(), 2);
    std::string used = joined({where.begin(), where.begin() + static_cast<std::ptrdiff_t>(shown)}, ", ");
    if (where.size() > shown) used += fmt::format(" and {} more", where.size() - shown);
    const std::string base = p.changes.empty() ? written(p.base.value) : "";
    return {p.name.text, shorter({names_others(page, p.name.text) ? "" : base, now}, 44),
            range,       unit_of(page, p),
            source,      used.empty() ? "nothing" : used};
}

}  // namespace

std::string parameter_line(const Page& page, const ParameterSpec& p) {
    const Value* value = page.book.value_of(p.name.text);
    std::string text = written(p.base.value);
    if (p.base.value.leaf && p.base.value.leaf->kind != Expression::Kind::number && p.changes.empty() && value)
        if (const std::string now = computed(page.book, *value); !now.empty()) text += " = " + now;
    text += evidence_words(p.base);
    for (const ParameterSpec::Change& change : p.changes)
        text += fmt::format("; from {}: {}{}", date(change.date), amount(change), evidence_words(change));
    if (!p.changes.empty() && value && names_others(page, p.name.text))
        if (const std::string now = computed(page.book, *value); !now.empty()) text += "; that is " + now;
    return text;
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
    sections.push_back(
        {2, "Parameters", "",
         intro.text() + table({"parameter", "value", "low to high", "unit", "source", "where used"}, rows)});
    for (const ParameterSpec& p : all) sections.push_back(ParameterWords(page, p).section());
}

}  // namespace desist::words
