// The list of everything that a reviewer may question.
#include <fmt/format.h>

#include <algorithm>

#include "sim/pathway/explain_page.hpp"

namespace desist {
namespace words {
namespace {

class AssumptionList {
public:
    explicit AssumptionList(const Page& page) : page_(page) {}

    Assumptions run() {
        for (const ParameterSpec& p : page_.book.scenario.parameters) parameter(p);
        for (const ScoreSpec& s : page_.book.scenario.scores) score(s);
        for (const CostSpec& c : page_.book.scenario.costs) cost(c);
        for (const EvidenceRow& row : page_.book.scenario.evidence)
            if (uses_of(page_.uses, "evidence " + row.id).empty()) list_.unused_evidence.push_back(row.id);
        for (const Assumption& row : list_.rows) tally(row);
        return std::move(list_);
    }

private:
    void parameter(const ParameterSpec& p) {
        const std::string what = "parameter " + p.name.text;
        Assumption row = begin("parameter", p.name.text);
        row.unit = unit(p);
        const std::optional<Text>& source = p.base.source;
        add(row, p.base, written(p.base.value), source);
        for (const ParameterSpec::Change& change : p.changes) {
            row.from = to_text(change.date);
            const std::string amount = change.times ? "times " + written(*change.times) : written(change.value);
            add(row, change, amount, change.source ? change.source : source);
        }
        if (row.used_in.empty()) list_.unused_parameters.push_back(p.name.text);
        if (!source && !is_derived(page_.uses, what)) list_.without_source.push_back(p.name.text);
    }

    void score(const ScoreSpec& s) {
        Assumption row = begin("score", s.name.text);
        row.value = fmt::format("{} with {}", s.logit ? "logit" : "log", count(s.terms.size(), "term"));
        row.note = s.note;
        give_source(row, s.source);
        list_.rows.push_back(row);
    }

    void cost(const CostSpec& c) {
        Assumption row = begin("cost", c.name.text);
        row.value = written(c.value);
        row.unit = "GBP";
        row.note = c.note;
        give_source(row, c.source);
        list_.rows.push_back(row);
    }

    Assumption begin(const std::string& kind, const std::string& name) const {
        Assumption row;
        row.what = kind;
        row.name = name;
        for (const std::string& where : affected(page_.uses, kind + " " + name))
            if (!where.starts_with("parameter ")) row.used_in.push_back(where);
        return row;
    }

    void add(Assumption row, const ValueWithEvidence& v, const std::string& value, const std::optional<Text>& source) {
        row.value = value;
        if (v.low) row.low = written(*v.low);
        if (v.high) row.high = written(*v.high);
        if (v.distribution) row.distribution = law(page_.book, *v.distribution);
        row.quality = v.quality;
        row.note = v.note;
        give_source(row, source);
        list_.rows.push_back(std::move(row));
    }

    void give_source(Assumption& row, const std::optional<Text>& source) const {
        if (source) row.source = source->text;
        if (!source && is_derived(page_.uses, row.what + " " + row.name)) row.source = "derived";
        for (const EvidenceRow& evidence : page_.book.scenario.evidence)
            if (evidence.id == row.source)
                row.document = evidence.title + (evidence.location.empty() ? "" : ", " + evidence.location);
    }

    std::string unit(const ParameterSpec& p) const {
        if (p.unit) return p.unit->text;
        const Value* value = page_.book.value_of(p.name.text);
        return value ? unit_name(value->unit) : "";
    }

    void tally(const Assumption& row) {
        if (row.source == "assumption")
            ++list_.assumed;
        else if (row.source == "fit")
            ++list_.fitted;
        else if (row.source == "read")
            ++list_.read;
        else if (row.source == "derived")
            ++list_.derived;
        else
            ++(row.source.empty() ? list_.unsaid : list_.evidence);
    }

    const Page& page_;
    Assumptions list_;
};

}  // namespace
}  // namespace words

Assumptions list_assumptions(const Scenario& scenario, const Pathway& pathway) {
    const words::Page page(scenario, pathway);
    return words::AssumptionList(page).run();
}

}  // namespace desist
